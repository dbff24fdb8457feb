"""What the lines of a log say, in one form for all systems; and the sentences for logs that cannot be read."""

import json
from datetime import datetime
from typing import NamedTuple

from ..errors import Mistake

NOT_OBSERVED = "not observed"


class Letter(NamedTuple):
    """A message, as far as a log tells: its name and its fields. A field that the log does not tell is missing."""
    name: str
    fields: dict

    def fits(self, other):
        """Whether what two logs tell may be about one and the same message."""
        return self.name == other.name and all(other.fields.get(key, value) == value
                                               for key, value in self.fields.items())


class Line(NamedTuple):
    """What one line of a log tells.

    Attributes
    ----------
    time : int
        In milliseconds since the fault.
    node : int
    trigger : tuple or None
        What the node reacts to: ("crash",), ("restart",), ("start",), ("pause",), ("resume",), ("timer", name),
        ("recv", sender, Letter), ("suspect", peer).
    send : (int, Letter) or None
        To whom, and what.
    changes : dict
        Field -> new value.
    knows : dict
        Field -> what it must have been before.
    said : str
    alone : bool
        The reason of this line stands in no log, so it is no part of what happened just before.
    early : bool
        The line stands before that of the message which is its reason.
    """
    time: int
    node: int
    trigger: tuple | None = None
    send: tuple | None = None
    changes: dict = {}
    knows: dict = {}
    said: str = ""
    alone: bool = False
    early: bool = False


def milliseconds(text, zero):
    """A time of a log in milliseconds since ``zero`` (seconds since 1970)."""
    return round((datetime.fromisoformat(text).timestamp() - zero) * 1000)


def whole_lines(text, name):
    """The lines of a log that was not cut short.

    Raises
    ------
    Mistake
    """
    lines = text.splitlines()
    if text.strip() and not text.endswith("\n"):
        raise Mistake(f"{name} ends in the middle of line {len(lines)}: {lines[-1][-40:]!r}. It was cut short; copy "
                      "all of it.")
    return [(k, line) for k, line in enumerate(lines, 1) if line.strip()]


def json_lines(text, name, needs):
    """Yield each line of a log of JSON objects as a dict that has the keys ``needs``.

    Raises
    ------
    Mistake
        If a line is cut short or is something else.
    """
    for k, line in whole_lines(text, name):
        try:
            row = json.loads(line)
        except ValueError:
            raise Mistake(f"{name}, line {k} is not whole JSON: {line[:40]!r}. Was the log cut short, or is it of "
                          "another program?") from None
        if not isinstance(row, dict) or not needs <= set(row):
            raise Mistake(f"{name}, line {k} lacks {', '.join(sorted(needs))}: a log of another version?")
        yield row
