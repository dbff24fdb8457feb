"""The fields of a control panel: what a builder's signature offers, and what is typed into them."""

import inspect
from fractions import Fraction

import ipywidgets as widgets

from ..errors import Mistake

TEXT = {"description_width": "initial"}
NOT_OFFERED = ("ids", "initiators", "node", "network")      # the panel has its own fields for them, or none
WORDS = {
    "lease": "Lease, in ticks", "drift": "Clocks may be wrong by", "timeout": "Election timeout, in ticks",
    "heartbeat": "Heartbeat, in ticks", "until": "Stop at tick",
}


def parameters(builder):
    """The names of the parameters of a builder, with their defaults."""
    return {name: p.default for name, p in inspect.signature(builder).parameters.items()
            if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)}


def offered(builder, options):
    """Name -> value of everything that a field can change: numbers, texts, yes or no, and pairs of ticks."""
    known = {name: options.get(name, default) for name, default in parameters(builder).items()}
    return {name: value for name, value in known.items()
            if name not in NOT_OFFERED and (isinstance(value, (bool, int, float, str, Fraction)) or is_window(value))}


def is_window(value):
    """Whether this is a pair of ticks."""
    return isinstance(value, (tuple, list)) and len(value) == 2 and all(type(v) is int and v >= 0 for v in value)


def option(name, value, label=None):
    """A field for one option of a builder.

    Returns
    -------
    field : Widget
    read : callable
        What to give the builder.
    """
    words = (label or WORDS.get(name) or name.replace("_", " ").capitalize()).rstrip(":") + ":"
    if isinstance(value, bool):
        field = widgets.Checkbox(value=value, description=words, indent=False, layout={"width": "auto"})
        return field, lambda: field.value
    if is_window(value):
        field = span(words, value)
        return field, lambda: tuple(field.value)
    if name == "drift":
        share = float(Fraction(str(value)))
        field = widgets.FloatSlider(value=share, min=0, max=max(0.5, share), step=0.01, readout_format=".2f",
                                    description=words, style=TEXT, continuous_update=False, layout={"width": "330px"})
        return field, lambda: f"{field.value:.4g}" if isinstance(value, str) else round(field.value, 4)
    if isinstance(value, int):
        field = number(words, value, 0, 10**6)
        return field, lambda: field.value
    if isinstance(value, (float, Fraction)):
        field = widgets.BoundedFloatText(value=float(value), min=0, max=10**6, description=words, style=TEXT,
                                         layout={"width": "170px"})
        return field, lambda: field.value
    field = text(words, value)
    return field, lambda: field.value


def text(words, value, width="230px"):
    """A line of text."""
    return widgets.Text(value=value, description=words, continuous_update=False, style=TEXT, layout={"width": width})


def number(words, value, low, high, width=None):
    """A whole number."""
    width = width or f"{max(160, 92 + 7 * len(words))}px"
    return widgets.BoundedIntText(value=value, min=low, max=high, description=words, style=TEXT,
                                  layout={"width": width})


def span(words, value):
    """From so many ticks to so many."""
    return widgets.IntRangeSlider(value=value, min=0, max=max(60, 2 * value[1]), continuous_update=False,
                                  description=words, style=TEXT, layout={"width": "380px"})


def numbers(text):
    """'3, 7 5' -> [3, 7, 5]."""
    words = text.replace(",", " ").replace(";", " ").split()
    for word in words:
        if not word.lstrip("-").isdecimal():
            raise Mistake(f"{word!r} is not an id. Write whole numbers with commas between them: 3, 7, 5.")
    return [int(word) for word in words]


def whole(text):
    """The numbers of a text, or None if it is something else."""
    try:
        return numbers(text)
    except (Mistake, ValueError):
        return None
