"""Here, an answer is a stand-in: it looks like the student's function or class, and asks the other process.

So the exercises judge it as they judge any answer. Each state and event is asked once or twice (the engine remembers),
so that this costs a few hundred short messages where the search crosses thousands of worlds.
"""

import json
from contextlib import suppress
from inspect import Parameter, Signature
from types import FunctionType

from ..errors import HandlerMistake, Mistake
from ..events import Deliver, Start, Suspect, Timer, Trust
from ..events import Restart as Back
from ..exercises import personal
from ..node import HANDLERS, REQUIRED, Node, window
from ..values import thaw
from ..world import World
from .process import LONGEST
from .wire import Strange, Wire, declared, library
from .wrap import pack, value

EVENTS = {"on_start": lambda id: Start(id), "on_message": lambda id, message, sender: Deliver(sender, id, message),
          "on_timer": lambda id, name: Timer(id, name), "on_suspect": lambda id, peer: Suspect(id, peer),
          "on_trust": lambda id, peer: Trust(id, peer), "on_restart": lambda id: Back(id)}


ANSWER = 50_000                 # bytes of an answer; a longer one would only keep the marker busy
SHEETS = 4                      # of personal exercises that one answer may read


class Talk:
    """The talk about one answer.

    Parameters
    ----------
    child : Child
    """

    def __init__(self, child):
        self.child, self.wire, self.known = child, Wire(home=False), {}
        self.numbers = {}               # class of a stand-in -> its number over there

    def ask(self, longest=LONGEST, **request):
        """The reply to a request.

        Raises
        ------
        HandlerMistake
            With the sentence about what the answer did wrong.
        """
        reply = self.child.ask(request, longest)
        if "mistake" in reply:
            line = reply.get("line")
            raise HandlerMistake(str(reply["mistake"]), line=line if isinstance(line, int) else None)
        return reply

    def run(self, expression, program, book):
        """Run the statements of a program over there; what the expression is then, as a description."""
        given = {}
        for module, things in book.imported().items():
            given[module] = {}
            for name, thing in things.items():
                with suppress(HandlerMistake):          # it cannot travel; few answers need such a thing
                    given[module][name] = value(thing, self.wire, {})
        pieces, sheets = [{"label": s.cell, "line": s.line, "text": s.text} for s in program], []
        while True:
            told = self.ask(ANSWER, do="run", expression=expression, given=given, pieces=pieces, sheets=sheets)
            if not told.get("wanted") or len(sheets) == SHEETS:
                return told
            sheets.append(self.sheet(told["wanted"]))

    def sheet(self, wanted):
        """The first of the sheets that ``personal`` was asked for over there: (key, name), and what makes it."""
        try:
            (key, name), *_ = wanted
            sheet = personal(str(key), str(name))
        except (TypeError, ValueError):
            raise Strange("a sheet for nobody") from None
        return [[key, name], self.wire.out([sheet.name, sheet.question, sheet.text, sheet.parameters])]

    # -- what the exercises get --------------------------------------------------------------------------------------

    def answer(self, told):
        """The stand-in for an answer, from its description.

        Raises
        ------
        Strange
            If the description is not one that our side wrote.
        """
        kind = told.get("kind")
        if kind == "untouched":
            return ...
        if kind == "value":
            return self.wire.back(told["value"])
        if kind == "function":
            return self.function(str(told["name"]), int(told["arity"]))
        if kind == "strange":
            cls = type(str(told["name"]), (), {})
            return cls if told["class"] else cls()
        if kind in ("class", "node"):
            cls = self.cls(told)
            return cls if kind == "class" else object.__new__(cls)
        raise Strange("no answer at all")

    def function(self, name, arity):
        """A function that asks: about worlds if it is given worlds, else about plain values."""
        def answer(*given):
            if given and all(isinstance(one, World) for one in given):
                return self.judge(given)
            return self.wire.back(self.ask(do="call", given=[self.wire.out(thaw(v)) for v in given])["value"])
        answer.__name__ = name if name.isidentifier() else "answer"
        answer.__signature__ = Signature([Parameter(f"given{k}", Parameter.POSITIONAL_ONLY) for k in range(arity)])
        return answer

    def judge(self, worlds):
        """What a promise says about worlds."""
        places = [{"place": k, "rest": [self.wire.out(part) for part in world._rest()],
                   "nodes": [[n.id, n.up, n.kind, [[name, self.wire.out(v)] for name, v in n.__dict__.items()]]
                             for n in world.nodes]} for k, world in enumerate(worlds)]
        text = json.dumps(places)
        if text not in self.known:                  # many worlds differ only in what no promise can see
            self.known[text] = self.ask(do="judge", worlds=places)
        reply = self.known[text]
        for place in reply.get("looked", ()):
            worlds[place]._looked = True            # the search may not forget what the promise depends on
        return self.wire.back(reply["value"])

    def cls(self, told):
        """A class of nodes that asks."""
        title, talk = str(told["name"]), self
        bases = tuple(library(name, Node) for name in told["bases"]) or (Node,)
        if told.get("whole"):
            return bases[0]                         # the library's own class was given

        def handler(name):
            def ask(self, *given):
                talk.react(self, EVENTS[name](self.id, *given))
            ask.__name__ = name
            return ask
        remote = {name: handler(name) for name in HANDLERS if name in told["handlers"]}
        own = {str(name): remote.get(name, _elsewhere) for name in told["own"] if str(name).isidentifier()}
        inner = type(title, bases, {**remote, "__module__": "leaderlab.classroom.stand_in"})
        fields = declared(told["fields"], told["durable"], self.wire)
        cls = type(title, (inner,), {**own, **fields, "__module__": "answer"})
        cls.__init_subclass__ = classmethod(lambda sub, **options: self.derive(cls, sub, handler, **options))
        self.numbers[cls] = 0
        return cls

    def derive(self, cls, sub, handler, **options):
        """An exercise derives a class from a stand-in: so does the other process, and its handlers run there."""
        super(cls, sub).__init_subclass__(**options)
        base = next(b for b in sub.__mro__[1:] if b in self.numbers)
        functions = {name: pack(thing, self.wire, self.numbers) for name, thing in vars(sub).items()
                     if isinstance(thing, FunctionType)}
        fields = [[name, value is REQUIRED, None if value is REQUIRED else self.wire.out(thaw(value))]
                  for name, value in sub.fields.items()]
        self.numbers[sub] = len(self.numbers)
        self.ask(do="derive", base=self.numbers[base], name=sub.__name__, functions=functions, fields=fields,
                 durable=sorted(sub.durable_fields))
        for name in functions.keys() & {*HANDLERS}:
            setattr(sub, name, handler(name))

    def react(self, node, event):
        """Let the other process react in the place of a node."""
        state = [[name, self.wire.out(value)] for name, value in vars(node).items()]
        try:
            reply = self.ask(do="react", cls=self.numbers[type(node)], id=node.id, peers=list(node.peers), state=state,
                             event=self.wire.out(event))
            after = {str(name): thaw(self.wire.back(value)) for name, value in reply["state"]}
            node.__dict__.update(after)
            node._sent += [(to, self.wire.back(message)) for to, message in reply["sent"]]
            for name, *times in reply["timers"]:
                node._timers.append((str(name), *(times if times == [None, None] else window(times, "set_timer"))))
            said = [(node.id, str(text), *map(self.wire.back, values)) for text, values in reply["said"]]
        except (Strange, KeyError, TypeError, ValueError) as error:
            if isinstance(error, Mistake):
                raise
            raise HandlerMistake(f"An answer that nobody can read came back ({type(error).__name__}).") from None
        if node._said is not None:
            node._said += said


def _elsewhere(*_):
    """A method that is no handler: only handlers call it, and they run on the other side."""
    raise HandlerMistake("This method runs in another process.")
