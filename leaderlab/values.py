"""Values that never change: records, and the frozen forms of ordinary lists, sets and dicts.

An author writes ordinary lists, sets and dicts. The engine keeps a frozen copy of every state, so that states can be
compared, hashed and kept; :func:`freeze` makes the copy and :func:`thaw` gives the author an ordinary value again.
"""

import enum
import inspect
from dataclasses import dataclass, fields, is_dataclass

from .errors import Mistake

ATOMS = frozenset({int, bool, str, float, bytes, type(None)})


class FrozenList(tuple):
    """A list that no longer changes; it still reads like one."""

    __slots__ = ()

    def __eq__(self, other):
        return tuple.__eq__(self, tuple(other) if isinstance(other, list) else other)

    def __ne__(self, other):
        return not self == other

    __hash__ = tuple.__hash__

    def __repr__(self):
        return "[" + ", ".join(map(show, self)) + "]"


class FrozenSet(frozenset):
    """A set that no longer changes; it reads in sorted order, whatever the order of insertion was."""

    __slots__ = ()

    def __repr__(self):
        return show(frozenset(self))


class FrozenDict(dict):
    """A dict that no longer changes, and so may be hashed."""

    def __eq__(self, other):
        """Two frozen dicts are equal with the same items in the same order: a handler may go through them in order."""
        return dict.__eq__(self, other) and (not isinstance(other, FrozenDict) or list(self) == list(other))

    def __ne__(self, other):
        return not self == other            # a dict brings its own, which does not look at the order

    def __hash__(self):
        return hash(tuple(self.items()))

    def _refuse(self, *_, **__):
        raise Mistake("what was sent or recorded never changes. Make a new dict: dict(old, key=value).")

    __setitem__ = __delitem__ = update = pop = popitem = clear = setdefault = __ior__ = _refuse


def freeze(value):
    """Return an equal value that cannot change.

    Raises
    ------
    Mistake
        If the value is of a kind that cannot be frozen (a generator, an open file, a function, ...).
    """
    try:
        return _freeze(value)
    except RecursionError:
        raise Mistake("this value contains itself, or is nested too deeply.") from None


def _freeze(value):
    kind = type(value)
    if kind in ATOMS:
        return value
    if kind is tuple or kind is FrozenList:
        return kind(map(_freeze, value))
    if kind is list:
        return FrozenList(map(_freeze, value))
    if kind is set:
        return FrozenSet(map(_freeze, value))
    if kind is dict:
        return FrozenDict((_freeze(k), _freeze(v)) for k, v in value.items())
    if isinstance(value, (Record, frozenset, FrozenDict, enum.Enum)):
        return value
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return kind(*map(_freeze, value))
    if isinstance(value, type):
        raise Mistake(f"this is the class {value.__name__} itself. Write {value.__name__}(...).")
    if is_dataclass(value) and kind.__dataclass_params__.frozen:
        return value
    raise Mistake(f"a {kind.__name__} cannot be remembered or sent. Use numbers, text, None, tuples, lists, sets, "
                  "dicts and messages.")


def thaw(value, backwards=False):
    """Undo :func:`freeze`: the ordinary list, set or dict that the author wrote.

    A set is filled in sorted order, or ``backwards``: what depends on the order of a set then shows.
    """
    kind = type(value)
    if kind in ATOMS:
        return value
    if kind is FrozenList:
        return [thaw(v, backwards) for v in value]
    if kind is FrozenSet:
        filled = set()
        filled.update(sorted(value, key=order, reverse=backwards))
        return filled
    if kind is FrozenDict:
        return {k: thaw(v, backwards) for k, v in value.items()}
    if kind is tuple:
        return tuple([thaw(v, backwards) for v in value])
    return value


def order(value):
    """A key that sorts any mixture of values: numbers by size, everything else by its text."""
    return (0, value, "") if isinstance(value, (int, float)) else (1, 0, show(value))


def show(value):
    """The value as an author would write it, the same in every run of Python."""
    if isinstance(value, (frozenset, set)):
        return "{" + ", ".join(show(v) for v in sorted(value, key=order)) + "}" if value else "set()"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{show(k)}: {show(v)}" for k, v in value.items()) + "}"
    if type(value) is tuple:
        return "(" + ", ".join(map(show, value)) + (",)" if len(value) == 1 else ")")
    return repr(value)


class Record:
    """A value with named fields that never changes: a frozen dataclass by subclassing alone.

    Two records are equal when they are of one class and their fields are equal (a named tuple would also equal
    a tuple of another class).
    """

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        for name in inspect.get_annotations(cls):
            if isinstance(cls.__dict__.get(name), (list, dict, set)):
                setattr(cls, name, freeze(cls.__dict__[name]))      # a default that all instances may share
        dataclass(frozen=True, repr=False)(cls)

    def __post_init__(self):
        for name, value in self.__dict__.items():
            if type(value) not in ATOMS:
                object.__setattr__(self, name, freeze(value))

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(show(getattr(self, f.name)) for f in fields(self))})"
