"""The player's ES modules as one text.

anywidget and a stand-alone page each take a single module; the sources are several, so that each has one idea and none
is long. There is nothing to build: browsers read the sources as they are, and this joins them when they are needed,
each after those that it imports.
"""

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w.]+)";\n', re.MULTILINE)
STYLES = ("player.css", "hand.css", "study.css")
DEFAULT = "export default { render };\n"


@cache
def esm():
    """The module for a notebook: the player and all it imports, with one export, the widget."""
    return module("player.js")


def module(name):
    """A file and all it imports, joined.

    Names are unique over all files (a test looks), so taking ``import`` and ``export`` away is enough.
    """
    texts = [IMPORT.sub("", _read(file)) for file in ordered(name)]
    texts[:-1] = [text.replace(DEFAULT, "") for text in texts[:-1]]         # one widget is shown, the last
    return "\n".join(re.sub(r"^export (?!default)", "", text, flags=re.MULTILINE) for text in texts)


def ordered(name):
    """The files of a module, each after those that it imports."""
    found = []

    def visit(file):
        for needed in IMPORT.findall(_read(file)):
            visit(needed)
        if file not in found:
            found.append(file)

    visit(name)
    return found


@cache
def css():
    """The style of the player."""
    return "\n".join(map(_read, STYLES))


def _read(file):
    return (HERE / file).read_text(encoding="utf-8")
