"""Pen and palette for still pictures: colours (Okabe-Ito), signs, and SVG elements as text. All of it escaped."""

from math import cos, pi, sin
from xml.sax.saxutils import escape, quoteattr

INK, MUTED, LINE, WIRE, PAPER = "#16191d", "#5c6066", "#dfe1e3", "#b4b8bd", "#ffffff"
BLUE, GREEN, PURPLE, ORANGE, SKY, RED = "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#d55e00"
KINDS = (BLUE, GREEN, PURPLE, INK, ORANGE, SKY, "#86631a", MUTED)
DASHES = ("none", "7 3", "2.5 2.5", "10 3 2 3", "12 4", "5 2 2 2", "3 5", "14 3 3 3")
DENT = {10: 0.62, 8: 0.5}                     # how deep the corners of a star go in
CROWN = "M-9.5 0L-11 -10.5L-5 -5.5L0 -12.5L5 -5.5L11 -10.5L9.5 0Z"


def n(x):
    """A number, short, and the same on every machine."""
    text = f"{x:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def safe(text):
    """Text for XML: without markup, and without the characters that XML forbids."""
    return escape("".join(c if c >= " " and c not in "\ufffe\uffff" else "\ufffd" for c in str(text)))


def fit(text, length):
    """A text of at most so many characters."""
    text = str(text)
    return text if len(text) <= length else text[:length - 1] + "…"


def element(name, content=None, **look):
    """``stroke_width=2`` becomes ``stroke-width="2"``; what is None is left out."""
    attributes = "".join(f" {key.replace('_', '-')}={quoteattr(n(v) if isinstance(v, (int, float)) else v)}"
                         for key, v in look.items() if v is not None)
    return f"<{name}{attributes}/>" if content is None else f"<{name}{attributes}>{content}</{name}>"


def path(d, stroke=None, width=None, **look):
    """Lines if there is a stroke, else a filled shape."""
    look.setdefault("fill", "none" if stroke else None)
    return element("path", d=d, stroke=stroke, stroke_width=width, **look)


def text(x, y, words, *, size=12, weight=400, anchor="start", colour=INK, halo=True):
    """One line of text; the halo keeps it readable over lines."""
    edge = {"stroke": PAPER, "stroke_width": 4, "stroke_linejoin": "round", "paint_order": "stroke"} if halo else {}
    return element("text", safe(words), x=x, y=y, font_size=size, font_weight=weight, text_anchor=anchor, fill=colour,
                   **edge)


def line(a, b):
    return f"M{n(a[0])} {n(a[1])}L{n(b[0])} {n(b[1])}"


def tip(x, y, angle, size=8):
    """An arrow head with its point at x, y."""
    corners = [(x - size * cos(angle + turn), y - size * sin(angle + turn)) for turn in (0.42, -0.42)]
    return f"M{n(x)} {n(y)}" + "".join(f"L{n(a)} {n(b)}" for a, b in corners) + "Z"


def shape(kind, x, y, r=6.2):
    """The sign of a kind of message: circle, square, diamond, triangle, hexagon, star, triangle downwards, cross."""
    if kind == 0:
        return f"M{n(x - r)} {n(y)}a{r} {r} 0 1 0 {n(2 * r)} 0a{r} {r} 0 1 0 {n(-2 * r)} 0Z"
    forms = {1: (4, 1.22, -45), 2: (4, 1.3, -90), 3: (3, 1.35, -90), 4: (6, 1.12, -90), 6: (3, 1.35, 90),
             7: (8, 1.4, -90)}
    corners, size, turn = forms.get(kind, (10, 1.4, -90))
    points = []
    for i in range(corners):
        angle, radius = (turn + 360 * i / corners) * pi / 180, r * (DENT.get(corners, size) if i % 2 else size)
        points.append(f"{n(x + radius * cos(angle))} {n(y + radius * sin(angle))}")
    return f"M{'L'.join(points)}Z"


def glyph(kind, s):
    """The sign of an event on a lane, drawn from where the pen is."""
    one, two = n(s), n(2 * s)
    match kind:
        case "crash":
            return f"m-{one} -{one}l{two} {two}m0 -{two}l-{two} {two}"
        case "restart":
            return f"m-{one} -{one}l{two} {one}l-{two} {one}z"
        case "timer":
            return f"m0 -{one}l{one} {one}l-{one} {one}l-{one} -{one}z"
    return f"m0 -{one}l{one} {n(1.8 * s)}h-{two}z"


def kinds_of(trace):
    """Number of a message value -> number of its kind, which decides its colour, shape and dashes."""
    numbers = {name: i % len(KINDS) for i, name in enumerate(sent_names(trace))}
    return [numbers.get(name) for name, _ in trace["messages"]]


def sent_names(trace):
    """The names of the kinds of messages. What is only part of another message, as an entry of a log is, is none."""
    sent = {sent[3] for step in trace["steps"] for sent in step.get("sent", ())}
    return list(dict.fromkeys(name for m, (name, _) in enumerate(trace["messages"]) if m in sent))
