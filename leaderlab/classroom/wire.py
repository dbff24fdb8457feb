"""What may travel between the two processes: plain values, records of the library, and names for all the rest.

Everything is JSON. Lists, sets and the like are objects with one key; a record (a message, an event) is its class and
its fields. Nothing that is read here can run code.
"""

import importlib
import sys
from math import isfinite

from ..errors import Mistake
from ..node import Message, durable
from ..values import Record

DEPTH = 40                  # values that are nested deeper are refused
BITS = 10_000               # so are whole numbers that are longer: Python writes no number of more than 4,300 digits


class Strange(ValueError):
    """Something on the wire that cannot be read: the other side made it up."""


class Token(Record):
    """A value that only the student's side understands (an enum, a named tuple), by its number there."""
    number: int
    text: str

    def __repr__(self):
        return self.text


class Wire:
    """One end. Both remember the classes and values that only the student's side has, by number.

    Parameters
    ----------
    home : bool
        Whether this is the student's side, where those classes are.
    """

    def __init__(self, home):
        self.home = home
        self.classes, self.values = [], []          # at home: what the numbers stand for
        self.twins = {}                             # here: number -> a class with the same name and fields

    # -- out -----------------------------------------------------------------------------------------------------

    def out(self, value, depth=0):
        """A value as JSON can hold it.

        Raises
        ------
        Mistake
            If it is too deep or too long.
        """
        if depth > DEPTH:
            raise Mistake("A value is nested too deeply.")
        kind = type(value)
        if kind is int and value.bit_length() > BITS:
            raise Mistake("A number has thousands of digits. No right answer is so large.")
        if value is None or kind in (bool, int, str):
            return value
        if kind is float:
            return value if isfinite(value) else {"float": repr(value)}
        if isinstance(value, Token):
            return {"token": [value.number, ""]}
        if isinstance(value, Record):
            fields = [[name, self.out(v, depth + 1)] for name, v in value.__dict__.items()]
            return {"record": [self.name(kind), kind.__name__, fields]}
        for base, name in ((list, "list"), (set, "set"), (frozenset, "frozenset"), (dict, "dict"), (tuple, "tuple")):
            if kind is base or kind.__name__.startswith("Frozen") and isinstance(value, base):
                return {self.kind(kind, name): self.items(value, name, depth + 1)}
        return {"token": [self.number(value), repr(value)[:80]]}

    @staticmethod
    def kind(kind, name):
        """The frozen forms of lists and sets go as what they were made from."""
        return {"FrozenList": "list", "FrozenSet": "set"}.get(kind.__name__, name)

    def items(self, value, name, depth):
        """What stands in a list, a set or a dict."""
        if name == "dict":
            return [[self.out(k, depth), self.out(v, depth)] for k, v in value.items()]
        return [self.out(v, depth) for v in value]

    def name(self, cls):
        """How a class is named: by its place in the library, or by a number."""
        if _public(cls.__module__):
            return f"{cls.__module__}:{cls.__name__}"
        if not self.home:
            return next(number for number, twin in self.twins.items() if twin is cls)
        if cls not in self.classes:
            self.classes.append(cls)
        return self.classes.index(cls)

    def number(self, value):
        """The number of a value that stays at home."""
        for number, known in enumerate(self.values):
            if type(known) is type(value) and known == value:
                return number
        self.values.append(value)
        return len(self.values) - 1

    # -- back ----------------------------------------------------------------------------------------------------

    def back(self, data):
        """The value that JSON stands for.

        Raises
        ------
        Strange
            If it stands for none.
        """
        if data is None or type(data) in (bool, int, float, str):
            return data
        try:
            (kind, content), = data.items()
            if kind == "float":
                return float(content)
            if kind == "token":
                return self.values[content[0]] if self.home else Token(int(content[0]), str(content[1]))
            if kind == "record":
                return self.record(*content)
            if kind == "dict":
                return {self.back(k): self.back(v) for k, v in content}
            make = {"list": list, "tuple": tuple, "set": set, "frozenset": frozenset}[kind]
            return make(map(self.back, content))
        except Strange:
            raise
        except Exception as error:          # whatever is wrong with it, it is not what our side writes
            raise Strange(f"unreadable value ({type(error).__name__})") from None

    def record(self, name, title, fields):
        """A message or an event, of the library's class or of a twin of the student's."""
        values = {str(field): self.back(value) for field, value in fields}
        return self.cls(name, title, values)(**values)

    def cls(self, name, title, fields):
        """The class that a name stands for."""
        if isinstance(name, int):
            if self.home:
                return self.classes[name]
            if name not in self.twins:
                self.twins[name] = type(str(title), (Message,), {"__annotations__": dict.fromkeys(fields, object),
                                                                 "__module__": "answer"})
            return self.twins[name]
        if self.home and _public(str(name).partition(":")[0]):
            importlib.import_module(name.partition(":")[0])
        return library(name, Record)


def _public(module):
    """Modules whose classes both sides have: the engine's and the algorithms'."""
    return module.startswith("leaderlab.") and not module.startswith(("leaderlab.classroom", "leaderlab.exercises"))


def library(name, base):
    """A class of the library by its name, ``leaderlab.events:Crash``.

    Raises
    ------
    Strange
        If there is no such class, or it does not derive from ``base``.
    """
    module, _, title = str(name).partition(":")
    cls = getattr(sys.modules.get(module), title, None) if _public(module) else None
    if not (isinstance(cls, type) and issubclass(cls, base)):
        raise Strange(f"the library has no {name}")
    return cls


def declared(fields, durables, wire):
    """The fields of a class of nodes, as a class body declares them: (name, needed, default) each, and who lasts."""
    body = {"__annotations__": {str(name): object for name, _, _ in fields}}
    for name, needed, default in fields:
        if not needed:
            value = wire.back(default)
            body[str(name)] = durable(value) if name in durables else value
    return body
