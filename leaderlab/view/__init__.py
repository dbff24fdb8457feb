"""What shows a run. These modules see traces only. Nothing heavy is imported before it is used."""

from importlib import import_module

_HOME = {"player": "widget", "Player": "widget", "lab": "panel", "to_html": "page", "logs_picture": "exhibits",
         "tables": "exhibits", "searching": "progress"}

__all__ = ["player", "Player", "lab", "to_html", "logs_picture", "tables", "searching"]


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted([*globals(), *__all__])
