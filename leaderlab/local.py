"""One state of one node, interned: equal states are one object, which remembers what each event does to it.

This is why a verification is fast: an author's code runs once for each (state of a node, event), a few hundred times,
where the search crosses millions of edges. So copying, freezing, and running each reaction twice to catch chance cost
nothing.
"""

from math import ceil, floor

from .errors import HandlerMistake, Mistake, did_you_mean
from .events import Crash, Deliver, Event, Start, Suspect, Timer, Trust
from .node import Node, id_mistake, initial, state
from .properties import ask
from .reactions import HANDLERS, call, check_said, check_sent
from .values import thaw


class Failed(Event):
    """Notice to the detector of ``node``: ``peer`` has crashed. Internal: no walk shows it."""
    node: int
    peer: int


class Recovered(Event):
    """Notice to the detector of ``node``: ``peer`` is up. Internal."""
    node: int
    peer: int


class NoSuchField(Mistake, AttributeError):
    """A property asked a node for a field that it does not have."""


class NodeView:
    """A node as a property sees it: ``id``, ``up``, ``kind`` (the name of its class) and every field, read only."""

    __slots__ = ("id", "up", "kind", "__dict__")

    def __init__(self, id, up, kind, fields):
        object.__setattr__(self, "id", id)
        object.__setattr__(self, "up", up)
        object.__setattr__(self, "kind", kind)
        self.__dict__.update(fields)

    def __getattr__(self, name):
        known = ["id", "up", "kind", *self.__dict__]
        raise NoSuchField(f"{self.kind} has no field {name!r}.{did_you_mean(name, known)}")

    def __setattr__(self, name, value):
        raise Mistake(f"a property only looks: it cannot set {name!r} of node {self.id}.")

    def __repr__(self):
        return f"{self.kind}({self.id}, {self.__dict__}{'' if self.up else ', down'})"


class Local:
    """One state of one node.

    ``moves``: event key -> (state after, packed messages, story), or () if it may not happen here.
    """

    __slots__ = ("index", "values", "mode", "pending", "suspected", "view", "moves", "idle", "ready", "urgent")

    def __init__(self, index, values, mode, pending, suspected, view, ready, urgent):
        self.index, self.values, self.mode, self.pending, self.suspected = index, values, mode, pending, suspected
        self.view = view            # what properties see
        self.ready = ready          # keys of its pending events that may happen now
        self.urgent = urgent        # one of them is at its limit: time may not pass
        self.moves, self.idle = {}, 0


class Story:
    """What a reaction asked for and said, kept for whoever wants to see it: ``sent``, ``timers`` and ``said``."""

    __slots__ = ("sent", "timers", "said")

    def __init__(self, sent=(), timers=(), said=()):
        self.sent, self.timers, self.said = tuple(sent), tuple(timers), tuple(said)


class Locals:
    """All states of all nodes that were ever met, and the one place where handlers run during a verification.

    Parameters
    ----------
    system : System
    pack : callable
        (sender, [(to, message), ...]) -> the messages as the wire wants them.
    timed : bool
        Whether windows of time count; otherwise anything pending may be next.
    drift : Fraction or 0
        Each clock runs between ``1 - drift`` and ``1 + drift`` times real time.
    within : callable or None
        A predicate on a node; a reaction that leads outside is not taken.
    """

    def __init__(self, system, pack, *, timed, drift, within):
        self.system, self.pack, self.timed, self.drift, self.within = system, pack, timed, drift, within
        self.actors = [initial(node) for node in system.nodes]
        self.first = [state(node) for node in system.nodes]
        self.keys, self.events = {}, []                     # pending events, numbered -1, -2, ...
        self.known = {}
        detector = system.network.detector
        self.notice = detector.delay if detector else None
        self.cares = [detector is not None and listens(type(node)) for node in system.nodes]

    def key(self, event):
        """The number of an event that concerns one node (negative; packets are numbered from 0)."""
        if event not in self.keys:
            self.events.append(event)
            self.keys[event] = -len(self.events)
        return self.keys[event]

    def event(self, key):
        return self.events[-key - 1]

    def begin(self, i):
        """The state of node ``i`` before anything has happened."""
        start = (self.key(Start(self.system.ids[i])), *(self.system.starts if self.timed else (0, 0)))
        return self.intern(i, self.first[i], "asleep", (start,), ())

    def intern(self, i, values, mode, pending, suspected):
        """The one Local object of this state."""
        pending = tuple(sorted(pending, key=lambda entry: str(self.event(entry[0]))))
        key = i, values, tuple(map(type, values)), mode, pending, suspected
        if key not in self.known:
            cls = type(self.system.nodes[i])
            view = NodeView(self.system.ids[i], mode != "down", cls.__name__, zip(cls.fields, values))
            due = [p for p in pending if mode == "up" or isinstance(self.event(p[0]), Start)]
            ready, urgent = tuple(k for k, lo, _ in due if lo <= 0), any(hi <= 0 for _, _, hi in due)
            self.known[key] = Local(i, values, mode, pending, suspected, view, ready, urgent)
        return self.known[key]

    # -- what one event does to one node -----------------------------------------------------------------------------

    def react(self, local, event):
        """(state after, packed messages, story), or () where the event may not happen here.

        Raises
        ------
        HandlerMistake
            If the author's handler raises, does not end, breaks a rule, or uses chance.
        """
        i, mode = local.index, local.mode
        match event:
            case Deliver() if mode == "asleep":
                return ()
            case Deliver() if mode == "down":
                return local, self.pack(0, ()), None
            case Crash():
                return self._crash(local), self.pack(0, ()), Story()
            case Failed(_, peer) | Recovered(_, peer):
                return self._notice(local, peer, isinstance(event, Failed)), self.pack(0, ()), Story()
        pending = {key: (lo, hi) for key, lo, hi in local.pending}
        suspected = local.suspected
        if isinstance(event, (Timer, Suspect, Trust, Start)):
            pending.pop(self.key(event), None)
        if isinstance(event, Suspect):
            suspected = tuple(sorted({*suspected, event.peer}))
        elif isinstance(event, Trust):
            suspected = tuple(p for p in suspected if p != event.peer)
        values, sent, timers, said = self._run(local, event)
        for name, lo, hi in timers:
            key = self.key(Timer(self.system.ids[i], name))
            pending.pop(key, None)
            if lo is not None:
                pending[key] = self._stretch(lo, hi) if self.timed else (0, 0)
        after = self.intern(i, values, "up", tuple((k, *w) for k, w in pending.items()), suspected)
        if self.within is not None and not ask(self.within, after.view, what="The predicate within="):
            return ()
        return after, self.pack(self.system.ids[i], sent), Story(sent, timers, said)

    def _run(self, local, event):
        """Run the handler twice on fresh copies; a difference means chance, outside state, or the order of a set."""
        first, second = self._once(local, event, False), self._once(local, event, True)
        if first != second:
            node = self.actors[local.index]
            raise HandlerMistake(f"{type(node).__name__}.{HANDLERS[type(event)]} does two different things in the same "
                                 f"situation (node {node.id}: {event}). Does it use a clock, a die, or something "
                                 "outside the node? Does it go through a set? A set has no order: use sorted(...).",
                                 node=node.id, event=event)
        return first

    def _once(self, local, event, backwards):
        node = self.actors[local.index]
        node._sent, node._timers, node._said = [], [], []
        node.__dict__.clear()
        node.__dict__.update(zip(type(node).fields, (thaw(v, backwards) for v in local.values)))
        call(node, event)
        if node.id != self.system.ids[local.index]:
            node.id, new = self.system.ids[local.index], node.id
            raise id_mistake(node, node.id, new)
        for _, text, *values in node._said:
            check_said(node, text, values)
        for to, message in node._sent:
            check_sent(node, to, message, self.system.ids)
        return state(node), node._sent, node._timers, node._said

    def _stretch(self, lo, hi):
        """A window on a clock that drifts, in real ticks: whole instants that are possible, at least one."""
        if self.drift:
            lo, hi = ceil(lo / (1 + self.drift)), floor(hi / (1 - self.drift))
        return lo, max(lo, hi)

    def _crash(self, local):
        durable, fields = type(self.actors[local.index]).durable_fields, type(self.actors[local.index]).fields
        kept = tuple(now if name in durable else first
                     for name, now, first in zip(fields, local.values, self.first[local.index]))
        return self.intern(local.index, kept, "down", (), ())

    def _notice(self, local, peer, failed):
        """The detector of a node is told about a peer; it will tell the node within its delay."""
        if not self.cares[local.index] or local.mode == "down":
            return local
        id = self.system.ids[local.index]
        suspect, trust = self.key(Suspect(id, peer)), self.key(Trust(id, peer))
        pending = {key: (lo, hi) for key, lo, hi in local.pending}
        wanted, opposite = (suspect, trust) if failed else (trust, suspect)
        pending.pop(opposite, None)
        if failed == (peer not in local.suspected):
            pending.setdefault(wanted, self.notice if self.timed else (0, 0))
        pending = tuple((k, *w) for k, w in pending.items())
        return self.intern(local.index, local.values, local.mode, pending, local.suspected)

    def tick(self, local):
        """The same state one tick later."""
        pending = tuple((key, max(lo - 1, 0), max(hi - 1, 0)) for key, lo, hi in local.pending)
        return self.intern(local.index, local.values, local.mode, pending, local.suspected)


def listens(cls):
    """Whether nodes of this class want to hear from a failure detector."""
    return cls.on_suspect is not Node.on_suspect or cls.on_trust is not Node.on_trust
