"""Exercises may derive a class from the student's: to count, to forget, to stop after a while. It must run over there.

So its methods travel: their code, and the few values that they use. This way only, from the course to the student's
process; nothing comes back but data.
"""

import base64
import builtins
import importlib
import marshal
from types import CellType, CodeType, FunctionType, ModuleType

from ..errors import HandlerMistake
from .wire import Strange


def pack(function, wire, numbers):
    """A method as JSON.

    Parameters
    ----------
    function : function
    wire : Wire
    numbers : dict
        Class of a stand-in -> its number over there.

    Raises
    ------
    HandlerMistake
        If it uses something that cannot travel.
    """
    cells = zip(function.__code__.co_freevars, function.__closure__ or ())
    closure = [["self", None] if name == "__class__" else value(cell.cell_contents, wire, numbers)
               for name, cell in cells]
    used = {} if shared(function.__module__) else {
        name: value(function.__globals__[name], wire, numbers) for name in names(function.__code__)
        if name in function.__globals__}
    return {"code": base64.b64encode(marshal.dumps(function.__code__)).decode(), "name": function.__name__,
            "module": function.__module__ if shared(function.__module__) else None, "globals": used,
            "closure": closure, "defaults": [value(v, wire, numbers) for v in function.__defaults__ or ()]}


def shared(module):
    """Whether both processes have a module: all of the library but the lessons."""
    return module.startswith("leaderlab.") and not module.startswith("leaderlab.exercises.lesson")


def names(code):
    """The names that a piece of code looks up, also in functions inside of it."""
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from names(inner)


def value(thing, wire, numbers):
    """One value that a method uses, as a pair (kind, what)."""
    if isinstance(thing, type) and thing in numbers:
        return ["class", numbers[thing]]
    if isinstance(thing, ModuleType) and shared(thing.__name__):
        return ["module", thing.__name__]
    if isinstance(thing, (type, FunctionType)) and shared(thing.__module__):
        return ["import", [thing.__module__, thing.__qualname__]]
    if isinstance(thing, FunctionType):
        return ["function", pack(thing, wire, numbers)]
    data = wire.out(thing)
    if isinstance(data, dict) and "token" in data:
        raise HandlerMistake(f"The marker cannot judge this exercise, because the course uses {type(thing).__name__} "
                             "in a class of its own. Mark it by hand.")
    return ["value", data]


def unpack(data, wire, made, own):
    """The method again; ``made`` are the classes by number, ``own`` the cell of the class that it belongs to."""
    scope = {name: unpack_value(pair, wire, made, own) for name, pair in data["globals"].items()}
    if data["module"]:
        scope = vars(importlib.import_module(data["module"]))
    scope.setdefault("__builtins__", builtins)
    closure = tuple(own if pair[0] == "self" else CellType(unpack_value(pair, wire, made, own))
                    for pair in data["closure"])
    defaults = tuple(unpack_value(pair, wire, made, own) for pair in data["defaults"])
    return FunctionType(marshal.loads(base64.b64decode(data["code"])), scope, data["name"], defaults, closure)


def unpack_value(pair, wire, made=(), own=None):
    """The value that a pair stands for."""
    kind, what = pair
    if kind == "class":
        return made[what]
    if kind == "module":
        return importlib.import_module(what)
    if kind == "import":
        found = importlib.import_module(what[0])
        for name in what[1].split("."):
            found = getattr(found, name)
        return found
    if kind == "function":
        return unpack(what, wire, made, own)
    if kind == "value":
        return wire.back(what)
    raise Strange(kind)
