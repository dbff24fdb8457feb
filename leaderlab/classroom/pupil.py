"""The student's side of the talk: run the cells, describe the answer, react."""

import builtins
import linecache
import sys
import types
from contextlib import suppress
from inspect import getattr_static

from .. import exercises
from ..errors import Mistake
from ..exercises.answers import unwritten
from ..exercises.guard import ask
from ..exercises.implement import Implement
from ..exercises.personal import Sheet, known_as
from ..exercises.plain import _plain
from ..node import HANDLERS, REQUIRED, Node, id_mistake, state
from ..properties import arity
from ..reactions import call, check_said, check_sent
from ..trace import Trace
from ..values import freeze
from ..world import World
from .wire import Wire, _public, declared
from .wrap import unpack, unpack_value


class Pupil:
    """Holds the names of the notebook and the one answer that is asked about."""

    def __init__(self):
        self.wire = Wire(home=True)
        self.module = types.ModuleType("__main__")
        self.names = vars(self.module)
        self.answer, self.made = None, []
        self.sheets, self.wanted = {}, []

    def reply(self, request):
        """The reply to one request, whatever the student's code does."""
        try:
            return getattr(self, f"do_{request['do']}")(request)
        except Mistake as error:
            return {"mistake": str(error)[:2000], "line": getattr(error, "line", None)}
        except MemoryError:
            return {"mistake": "it needs too much memory."}
        except BaseException as error:      # a student's own class of errors may derive from it
            return {"mistake": f"it raised {type(error).__name__}."}

    # -- the cells -------------------------------------------------------------------------------------------------

    def do_run(self, request):
        """Run the cells statement by statement, as far as each goes; then describe the value of ``expression``."""
        sys.modules["__main__"], exercises.personal = self.module, self.personal
        self.sheets = {tuple(asked): Sheet(*self.wire.back(sheet)) for asked, sheet in request.get("sheets", [])}
        self.wanted = []
        for name, things in request.get("given", {}).items():
            sys.modules[name] = module = types.ModuleType(name)
            for thing, pair in things.items():
                with suppress(Exception):           # whoever needs it is told by Python that it is not there
                    setattr(module, thing, unpack_value(pair, self.wire))
        self.names["__builtins__"] = builtins
        stopped = [stop for piece in request["pieces"] if (stop := self.run(**piece))]
        try:
            self.answer = ask(eval, compile(request["expression"], "<check>", "eval"), self.names)
        except Mistake as error:
            return {"stopped": stopped, "wanted": self.wanted, "kind": "missing", "text": str(error)[:500]}
        return {"stopped": stopped, "wanted": self.wanted, **self.describe(self.answer)}

    def personal(self, key, name):
        """In the place of ``leaderlab.exercises.personal``: the exercises are not here, so the other side is asked."""
        asked = str(key), known_as(name)
        if asked not in self.sheets:
            self.wanted.append(asked)
            raise Mistake("This sheet has to be asked for.")
        return self.sheets[asked]

    def run(self, label, text, line):
        """Run one statement; returns the name of its cell and a sentence, if it stopped with an error."""
        name = f"<{label}, from line {line}>"
        linecache.cache[name] = len(text), None, ["\n"] * (line - 1) + text.splitlines(keepends=True), name
        try:
            exec(compile("\n" * (line - 1) + text, name, "exec"), self.names)
        except BaseException as error:
            at, trail = line, error.__traceback__
            while trail is not None:
                at = trail.tb_lineno if trail.tb_frame.f_code.co_filename == name else at
                trail = trail.tb_next
            return [label, getattr(error, "lineno", None) or at, said(error)]
        return None

    # -- the answer ------------------------------------------------------------------------------------------------

    def describe(self, answer):
        """What kind of thing an answer is, in JSON."""
        if answer is ...:
            return {"kind": "untouched"}
        if isinstance(answer, type) and issubclass(answer, Node):
            self.made = [answer]
            return {"kind": "class", **self.describe_class(answer)}
        if isinstance(answer, Node):
            return {"kind": "node", **self.describe_class(type(answer))}
        if run := shown(answer):
            return {"kind": "value", "value": self.wire.out(run.line())}
        if callable(answer) and not isinstance(answer, type):
            name = getattr(answer, "__name__", None)
            return {"kind": "function", "name": name if isinstance(name, str) else "your function",
                    "arity": arity(answer), "stub": "Nothing is written here yet." if unwritten(answer) else ""}
        try:
            return {"kind": "value", "value": self.wire.out(pure(answer))}
        except Mistake:
            if type(answer) in (int, list, dict, set, tuple):
                raise                           # something in it, and the sentence says what
            cls = answer if isinstance(answer, type) else type(answer)
            return {"kind": "strange", "class": cls is answer, "name": cls.__name__}

    def describe_class(self, cls):
        """A class of nodes: name, fields, handlers, and what it derives from."""
        bases = [b for b in cls.__mro__ if issubclass(b, Node) and _public(b.__module__)]
        nearest = [b for b in bases if not any(b is not other and issubclass(other, b) for other in bases)]
        own = {name for b in cls.__mro__ if b is not object and not _public(b.__module__)
               for name, value in vars(b).items() if isinstance(value, types.FunctionType)}
        return {
            "name": cls.__name__, "bases": [f"{b.__module__}:{b.__name__}" for b in nearest], "whole": cls in nearest,
            "fields": [[name, value is REQUIRED, None if value is REQUIRED else self.wire.out(freeze(value))]
                       for name, value in cls.fields.items()],
            "durable": sorted(cls.durable_fields), "own": sorted(map(str, own)),
            "handlers": [name for name in HANDLERS if getattr(cls, name) is not getattr(Node, name)],
            "stub": Implement.stub(None, cls)}

    # -- what it does ----------------------------------------------------------------------------------------------

    def do_call(self, request):
        """Call the answer, a function, with plain arguments."""
        given = [self.wire.back(value) for value in request["given"]]
        return {"value": self.wire.out(pure(ask(self.answer, *given)))}

    def do_judge(self, request):
        """Ask the answer, a promise, about one world or two."""
        looked = []
        worlds = [self.world(data, looked) for data in request["worlds"]]
        said = ask(self.answer, *worlds)
        return {"value": self.wire.out(pure(said)), "looked": looked}

    def world(self, data, looked):
        """A world as a promise sees it."""
        from ..local import NodeView
        nodes = tuple(NodeView(id, up, kind, {name: freeze(self.wire.back(v)) for name, v in fields})
                      for id, up, kind, fields in data["nodes"])
        rest = tuple(freeze(self.wire.back(part)) for part in data["rest"])

        def look():
            looked.append(data["place"])
            return rest
        return World(nodes, look)

    def do_derive(self, request):
        """Derive a class from the answer, as the exercise does."""
        own = types.CellType()
        functions = {name: unpack(data, self.wire, self.made, own) for name, data in request["functions"].items()}
        fields = declared(request["fields"], request["durable"], self.wire)
        cls = type(request["name"], (self.made[request["base"]],),
                   {**functions, **fields, "__module__": "leaderlab.wrapped"})
        own.cell_contents = cls
        self.made.append(cls)
        return {}

    def do_react(self, request):
        """One reaction of a node: the state and the event go in; what it becomes and asks for comes out."""
        cls = self.made[request["cls"]]
        node = object.__new__(cls)
        node.id, node.peers = id, _ = request["id"], tuple(request["peers"])
        node._sent, node._timers, node._said = [], [], []
        node.__dict__.update((name, self.wire.back(value)) for name, value in request["state"])
        call(node, self.wire.back(request["event"]))
        if node.id != id:
            raise id_mistake(node, id)
        for _, text, *values in node._said:
            check_said(node, text, values)
        for to, message in node._sent:
            check_sent(node, to, message, (id, *node.peers))
        after = dict(zip(cls.fields, state(node)))
        return {"state": [[name, self.wire.out(value)] for name, value in after.items()],
                "sent": [[to, self.wire.out(message)] for to, message in node._sent],
                "timers": [list(timer) for timer in node._timers],
                "said": [[str(text), [self.wire.out(v) for v in values]] for _, text, *values in node._said]}


def said(error):
    """An error in a few words; a hostile one has none."""
    try:
        return f"{type(error).__name__}: {error}"[:300]
    except BaseException:
        return type(error).__name__


def shown(value):
    """The run that a value is, or that it shows, as a player does; or None."""
    run = getattr_static(value, "trace", value)
    return run if isinstance(run, Trace) else None


def pure(value):
    """An answer as plain values.

    Raises
    ------
    Mistake
        If it holds anything else.
    """
    if value is ...:                    # a part of the answer that is still the stub
        return None
    if run := shown(value):
        return run.line()
    return _plain(value) if type(value) not in (list, dict, set, tuple) else nested(value)


def nested(value):
    """The same for what stands in a list, a set or a dict."""
    if type(value) is dict:
        return {pure(k): pure(v) for k, v in dict.items(value)}
    return type(value)(map(pure, value))
