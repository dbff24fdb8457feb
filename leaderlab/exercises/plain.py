"""Plain values: what an answer can be, and when two of them are the same answer."""

import numbers
from types import BuiltinFunctionType, FunctionType, MethodType

from ..errors import Mistake
from ..events import Event
from ..node import Message
from ..values import FrozenList, show
from .guard import ask

KINDS = [
    ((bool,), "True or False"), ((int, float), "a number"), ((str,), "a text"), ((frozenset,), "a set"),
    ((tuple,), "a list"), ((dict,), "a mapping such as {2: 3}"), ((Message, Event), "a message or an event"),
    ((type(None),), "None"), ((type,), "a class"), ((FunctionType, BuiltinFunctionType, MethodType), "a function"),
]

HUGE = 10_000           # bits; Python does not even write such a number


def kind_of(value):
    """What a learner would call the kind of a plain value."""
    found = [name for types, name in KINDS if isinstance(value, types)]
    return found[0] if found else f"something of type {type(value).__name__}"


def plain(value):
    """A value as the exercises compare it: numpy's numbers are numbers, every sequence is a tuple.

    Only plain values come back, so an answer cannot bring its own ``==``.

    Raises
    ------
    Mistake
        If the value is of no kind that an answer can be.
    """
    return ask(_plain, value)


def _plain(value):
    if value is None or isinstance(value, (bool, Message, Event)):
        return value
    if isinstance(value, str):
        return str.strip(str.__str__(value))
    if isinstance(value, numbers.Number) or type(value).__module__ == "numpy":
        return _number(value)
    if hasattr(value, "to_dict") and not isinstance(value, type):       # a Series of pandas
        value = value.to_dict()
    if isinstance(value, dict):
        return {_plain(k): _plain(v) for k, v in dict.items(value)}
    if isinstance(value, (set, frozenset)) or type(value).__name__ == "dict_keys":
        return frozenset(map(_plain, value))
    if isinstance(value, (list, tuple, range)) or type(value).__name__ == "dict_values":
        return tuple(map(_plain, value))
    if value is ...:
        raise Mistake("A `...` is left in your answer. Write a value in its place.")
    kind = kind_of(value)
    name = ", or its name in quotes" if callable(value) else ""
    raise Mistake(f"{kind[0].upper()}{kind[1:]} cannot be an answer here. Write the value itself{name}.")


def _number(value):
    value = value.tolist() if type(value).__module__ == "numpy" else value
    if isinstance(value, (list, tuple, str, bool)):
        return _plain(value)
    if isinstance(value, complex):
        raise Mistake("A complex number cannot be an answer here.")
    value = int.__index__(value) if isinstance(value, int) else float(value)
    if isinstance(value, int) and value.bit_length() > HUGE:
        raise Mistake("This number has thousands of digits. No right answer is so large.")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def words(value):
    """A plain value as a learner would write it: a list in square brackets."""
    return show(_listed(value))


def _listed(value):
    if type(value) is tuple:
        return FrozenList(map(_listed, value))
    return {k: _listed(v) for k, v in value.items()} if isinstance(value, dict) else value


def same(mine, right):
    """Whether two plain values are the same answer; upper and lower case do not matter."""
    if isinstance(right, bool) or isinstance(mine, bool):
        return mine is right
    if isinstance(mine, str) and isinstance(right, str):
        return mine.casefold() == right.casefold()
    if isinstance(mine, tuple) and isinstance(right, tuple):
        return len(mine) == len(right) and all(map(same, mine, right))
    if isinstance(mine, dict) and isinstance(right, dict):
        return mine.keys() == right.keys() and all(same(mine[k], right[k]) for k in right)
    return mine == right


def shaped(mine, right):
    """The answer in the shape of the right one: {7} for 7, 7 for {7}, a list for a set."""
    if isinstance(right, frozenset):
        if isinstance(mine, (int, float, str)):
            return frozenset([mine])
        return frozenset(mine) if isinstance(mine, tuple) and len(set(mine)) == len(mine) else mine
    if isinstance(mine, (tuple, frozenset)) and len(mine) == 1 and not isinstance(right, (tuple, dict)):
        return next(iter(mine))
    return mine


def is_number(value):
    """Whether a plain value is a number; True and False are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
