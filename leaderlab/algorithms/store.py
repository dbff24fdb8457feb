"""A state machine: a table of keys and values, and the commands that change it.

``"x=1"`` sets, ``"x+=1"`` adds, ``"del x"`` forgets, ``"x?"`` looks up. The same commands in the same order give the
same results and the same table on every server. So whatever is no command, or cannot be done, must be refused and
not raised: the refusal is a result like any other, the same everywhere.
"""

import re

from ..node import Message

COMMAND = re.compile(r"(?P<set>\w+)=(?P<value>[^=]+)|(?P<add>\w+)\+=(?P<number>-?\d{1,15})"
                     r"|del (?P<forget>\w+)|(?P<read>\w+)\?")
NUMBER = re.compile(r"-?\d{1,15}")


class Refused(Message):
    """The result of what cannot be done: why not."""
    why: str


def execute(store, command):
    """Do a command on a table, and return its result; what cannot be done changes nothing.

    Examples
    --------
    >>> store = {}
    >>> [execute(store, command) for command in ("x=1", "x+=2", "y=blue", "y?")]
    [1, 3, 'blue', 'blue']
    >>> [execute(store, command) for command in ("y+=1", "del z", "sell everything")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [Refused("'blue' is not a number, so 1 cannot be added."), Refused("There is no key 'z'."),
     Refused("'sell everything' is no command.")]
    >>> store
    {'x': 3, 'y': 'blue'}
    """
    words = parse(command)
    match words:
        case {"set": key, "value": value}:
            store[key] = int(value) if NUMBER.fullmatch(value) else value
            return store[key]
        case {"add": key, "number": number}:
            if not isinstance(store.get(key, 0), int):
                return Refused(f"{store[key]!r} is not a number, so {number} cannot be added.")
            store[key] = store.get(key, 0) + int(number)
            return store[key]
        case {"forget": key}:
            return store.pop(key) if key in store else Refused(f"There is no key {key!r}.")
        case {"read": key}:
            return store.get(key)
    return Refused(f"{command!r} is no command.")


def parse(command):
    """The parts of a command by name, as in COMMAND; none if it is no command."""
    found = COMMAND.fullmatch(command) if isinstance(command, str) else None
    return {name: text for name, text in found.groupdict().items() if text is not None} if found else {}
