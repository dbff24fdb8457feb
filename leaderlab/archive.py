"""A trace as JSON text and back. The player eats the same text.

Schema 1: ``nodes`` with their state before anything happened, the table of different ``messages``, and ``steps`` that
name messages by their number and hold only what changed. Values: null, booleans, numbers and text are themselves;
everything else is an object with one key, ``list``, ``tuple``, ``set``, ``dict`` (pairs) or ``message`` (an index
into the table).
"""

import json
import sys
from math import isfinite

from .errors import Mistake
from .events import EVENTS, Deliver, Drop, Duplicate, Start
from .local import listens
from .network import Eventual, Network, Perfect
from .node import Message, Node, state
from .system import System, build
from .tape import Tape
from .trace import Trace
from .values import FrozenDict, FrozenList, FrozenSet, order, show

FORMAT, SCHEMA = "leaderlab trace", 1
LETTERS = (Deliver, Drop, Duplicate)
DETECTORS = {cls.__name__: cls for cls in (Perfect, Eventual)}


def dump(trace):
    """The JSON text of a trace."""
    table = Table()
    numbers = {}                    # number on the tape -> 0, 1, 2, ... in the order of sending
    steps = list(trace)
    for step in steps:
        for sent in step.sent:
            numbers[sent.number] = len(numbers)
    for step in steps:              # copies that the network made come behind all that was sent
        if step.copy is not None:
            numbers[step.copy] = len(numbers)
    network, system = trace.system.network, trace.system
    document = {
        "format": FORMAT, "schema": SCHEMA, "system": system.call, "title": system.title,
        "network": {"order": network.order, "delay": list(network.delay), "loss": network.loss,
                    "duplication": network.duplication, "detector": detector_out(network.detector)},
        "starts": list(system.starts), "seed": trace.seed, "timed": trace.timed, "end": trace.end, "loop": trace.loop,
        "faults": [[time, event_out(event)] for time, event in trace.faults],
        "nodes": [{"id": node.id, "kind": type(node).__name__, "durable": sorted(type(node).durable_fields),
                   "listens": listens(type(node)),
                   "state": [[name, table.out(v)] for name, v in zip(type(node).fields, state(node))]}
                  for node in system.nodes],
        "steps": [_step_out(step, table, numbers) for step in steps],
        "messages": table.rows,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def event_out(event):
    """An event that is about no message, as a list."""
    return [type(event).__name__.lower(), *event.__dict__.values()]


def detector_out(detector):
    """A failure detector as a list, or None."""
    return None if detector is None else [type(detector).__name__, detector.__dict__]


def _step_out(step, table, numbers):
    event = step.event
    if isinstance(event, LETTERS):
        row = [type(event).__name__.lower(), numbers[step.number], event.sender, event.to, table.index(event.message)]
        row += [] if step.copy is None else [numbers[step.copy]]
    else:
        row = ["start", None] if event == Start() else event_out(event)
    out = {"t": step.time, "event": row, "lost": step.lost,
           "sent": [[numbers[n], s, t, table.index(m)] for n, s, t, m in step.sent],
           "changes": [[c.node, c.field, table.out(c.before), table.out(c.after)] for c in step.changes],
           "said": [list(said) for said in step.said], "timers": [list(timer) for timer in step.timers]}
    return {key: value for key, value in out.items() if key in ("t", "event") or value}


class Table:
    """The different messages of a trace, each written once."""

    def __init__(self):
        self.rows, self.places = [], {}

    def index(self, message):
        if message not in self.places:
            fields = [[name, self.out(value)] for name, value in message.__dict__.items()]
            self.places[message] = len(self.rows)
            self.rows.append([type(message).__name__, fields])
        return self.places[message]

    def out(self, value):
        """A frozen value as JSON."""
        if isinstance(value, float) and not isfinite(value):
            return {"float": repr(value)}       # JSON has no infinity
        if value is None or isinstance(value, (bool, int, float, str)):
            return value
        if isinstance(value, Message):
            return {"message": self.index(value)}
        if isinstance(value, FrozenList):
            return {"list": [self.out(v) for v in value]}
        if isinstance(value, tuple):
            return {"tuple": [self.out(v) for v in value]}
        if isinstance(value, frozenset):
            return {"set": [self.out(v) for v in sorted(value, key=order)]}
        if isinstance(value, dict):
            return {"dict": [[self.out(k), self.out(v)] for k, v in value.items()]}
        return {"text": show(value)}


def load(text, *classes):
    """The trace that :func:`dump` wrote.

    Raises
    ------
    Mistake
        If the text is cut short, is not a trace, or is of a newer schema.
    """
    try:
        document = json.loads(text)
    except (TypeError, ValueError) as error:
        raise Mistake(f"This is not a whole trace: the JSON ends or breaks too early ({error}). "
                      "Copy all of it.") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Mistake("This JSON is not a leaderlab trace.")
    if document.get("schema") != SCHEMA:
        raise Mistake(f"This trace has schema {document.get('schema')}; this leaderlab reads schema {SCHEMA}. "
                      "Update leaderlab.")
    try:
        return Reader(document, classes).trace()
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, Mistake):
            raise
        raise Mistake(f"This trace is damaged ({type(error).__name__}: {error}). Export it again.") from None


class Reader:
    """Reads one document. What it cannot build, because it does not know the classes, it makes up: enough to show."""

    def __init__(self, document, classes):
        self.document, self.messages = document, []
        self.system = self._system(classes)
        self.homes = [sys.modules.get(type(node).__module__) for node in self.system.nodes]
        self.made = {}
        for name, fields in document["messages"]:
            self.messages.append(self._message(name, fields))

    def _system(self, classes):
        document = self.document
        if document["system"]:
            try:
                return build(document["system"], *classes)
            except Mistake:
                pass                # a class that only the author has: its fields are in the document
        nodes = []
        for row in document["nodes"]:
            fields = {name: None for name, _ in row["state"]}
            cls = type(row["kind"], (Node,), {"__annotations__": dict.fromkeys(fields, object), **fields})
            cls.durable_fields = frozenset(row["durable"])
            if row["listens"]:
                cls.on_suspect = lambda self, peer: None
            nodes.append(cls(row["id"]))
        options = dict(document["network"])
        if options["detector"]:
            name, settings = options["detector"]
            options["detector"] = DETECTORS[name](**settings)
        system = System(nodes, Network(**options), tuple(document["starts"]))
        for node, row in zip(system.nodes, document["nodes"]):
            node.__dict__.update((name, self.value(value)) for name, value in row["state"])
        system.call = document["system"]
        return system

    def _message(self, name, fields):
        values = {field: self.value(value) for field, value in fields}
        for home in self.homes:
            cls = getattr(home, name, None)
            if isinstance(cls, type) and issubclass(cls, Message) and cls.__match_args__ == tuple(values):
                return cls(**values)
        key = name, tuple(values)
        if key not in self.made:
            self.made[key] = type(name, (Message,), {"__annotations__": dict.fromkeys(values, object)})
        return self.made[key](**values)

    def value(self, value):
        """A frozen value from its JSON."""
        if not isinstance(value, dict):
            return value
        (kind, content), = value.items()
        if kind in ("message", "text", "float"):
            return self.messages[content] if kind == "message" else float(content) if kind == "float" else content
        if kind == "dict":
            return FrozenDict((self.value(k), self.value(v)) for k, v in content)
        return {"list": FrozenList, "tuple": tuple, "set": FrozenSet}[kind](map(self.value, content))

    def trace(self):
        """The whole trace."""
        document, tape = self.document, Tape()
        fields = {row["id"]: {name for name, _ in row["state"]} for row in document["nodes"]}
        for step in document["steps"]:
            entry, copy = self._entry(step)
            changes = [(node, field, self.value(a), self.value(b)) for node, field, a, b in step.get("changes", ())]
            if any(field not in fields[node] for node, field, _, _ in changes):
                raise KeyError("a change of a field that no node has")
            said = [(node, "{}", Verbatim(text)) for node, text in step.get("said", ())]
            timers = [tuple(timer) for timer in step.get("timers", ())]
            tape.step(entry, said, changes, timers, step.get("lost", False), copy=copy)
            for _, sender, to, m in step.get("sent", ()):
                tape.post(step["t"], sender, to, self.messages[m])
        faults = tuple((time, self._event(row)) for time, row in document["faults"])
        return Trace(self.system, tape, seed=document["seed"], faults=faults, timed=document["timed"],
                     end=document["end"], loop=document["loop"])

    def _entry(self, step):
        """The entry of a step on the tape, and the number of the copy that it made or None."""
        kind, *rest = step["event"]
        if kind not in ("deliver", "drop", "duplicate"):
            event = None if step["event"] == ["start", None] else self._event(step["event"])
            return (step["t"], -1, rest[0] if rest else None, None, event), None
        number, sender, to, m, *copy = rest
        if kind == "deliver":
            return (step["t"], number, to, sender, self.messages[m]), None
        event = EVENTS[kind.title()](sender, to, self.messages[m])
        return (step["t"], number, to, None, event), copy[0] if copy else None

    @staticmethod
    def _event(row):
        return EVENTS[row[0].title()](*row[1:])


class Verbatim(str):
    """Text that shows as itself, braces and all."""

    def __repr__(self):
        return str(self)
