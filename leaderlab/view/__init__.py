"""What shows a run. These modules see traces only. Nothing heavy is imported before it is used."""

from importlib import import_module

_HOME = {"player": "widget", "Player": "widget", "lab": "panel", "to_html": "page", "to_svg": "page",
         "logs_picture": "exhibits", "tables": "exhibits", "searching": "progress", "compare": "side_by_side"}

__all__ = ["player", "Player", "lab", "to_html", "to_svg", "logs_picture", "tables", "searching", "compare"]


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted([*globals(), *__all__])
