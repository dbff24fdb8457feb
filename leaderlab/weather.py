"""What the environment may still do: the edges of the graph that are faults."""

from itertools import combinations

from .events import Crash, Cut, Deliver, Drop, Duplicate, Heal, Restart, Suspect
from .local import Failed, Recovered
from .network import COUNTS, Eventual

COUNTED = {Crash: "crashes", Restart: "restarts", Drop: "drops", Duplicate: "duplicates", Cut: "cuts", Heal: "heals",
           Suspect: "suspicions"}
ALWAYS = float("inf")               # a budget that is never used up


class Weather:
    """What may still go wrong (a count for each of COUNTS), and which links are cut. Interned."""

    __slots__ = ("left", "cut")

    def __init__(self, left, cut):
        self.left, self.cut = left, cut


class Weathers:
    """All weathers of one graph, and the faults that lead from one to the next.

    Parameters
    ----------
    graph : Graph
    faults : Faults
        The budget.
    """

    def __init__(self, graph, faults):
        self.graph, self.ids, self.known, self.budget = graph, graph.system.ids, {}, faults
        self.may_fail = [i for i, id in enumerate(self.ids) if faults.only is None or id in faults.only]
        left = {name: getattr(faults, name) for name in COUNTS}
        network = graph.system.network
        if network.loss and not network.pool:
            left["drops"] = ALWAYS
        if isinstance(network.detector, Eventual):
            left["suspicions"] += network.detector.mistakes
        self.first = self.intern(tuple(left.values()), frozenset())

    def enough_for(self, kinds):
        """The first weather, with a budget that also pays for the faults among these types of events."""
        spent = [COUNTED.get(kind) for kind in kinds]
        if self.graph.system.network.pool:          # a pool may always do that
            spent = [name for name in spent if name not in ("drops", "duplicates")]
        return self.intern(tuple(n + spent.count(name) for name, n in zip(COUNTS, self.first.left)), frozenset())

    def intern(self, left, cut):
        """The one Weather object of these values."""
        if (left, cut) not in self.known:
            self.known[left, cut] = Weather(left, cut)
        return self.known[left, cut]

    def blocked(self, cut):
        """A predicate on packets: does this one travel over a cut link?"""
        links = {self.graph.link_of(*pair) for a, b in cut for pair in ((a, b), (b, a))}
        return lambda packet: self.graph.link[packet] in links

    def steps(self, state, wanted=None):
        """Yield (fault, next state) for everything that the budget still allows, or for what is ``wanted`` of it."""
        for event in self._thinkable(state):
            if (wanted is None or wanted(event)) and self._is_taken(state[0], event):
                yield event, self._after(state, event)

    def _is_taken(self, locals_, event):
        """Whether a node's reaction, if the fault needs one, stays inside the bounds of the search."""
        needs = isinstance(event, (Restart, Suspect))
        return not needs or bool(self.graph.move(locals_[self.graph.index[event.node]], event))

    def _thinkable(self, state):
        locals_, net, weather = state
        left, ids = dict(zip(COUNTS, weather.left)), self.ids
        if left["crashes"]:
            yield from (Crash(ids[i]) for i in self.may_fail if locals_[i].mode != "down")
        if left["restarts"]:
            yield from (Restart(ids[i]) for i in self.may_fail if locals_[i].mode == "down")
        if left["suspicions"]:
            yield from self._false_suspicions(locals_)
        for name, cls in (("drops", Drop), ("duplicates", Duplicate)):
            if left[name]:
                for _, packet, _ in self.graph.wire.deliveries(net, locals_):
                    letter = self.graph.mail[packet]
                    yield cls(letter.sender, letter.to, letter.message)
        if left["cuts"]:
            yield from (Cut(a, b) for a, b in combinations(sorted(ids), 2) if (a, b) not in weather.cut)
        if left["heals"]:
            yield from (Heal(a, b) for a, b in sorted(weather.cut))

    def _false_suspicions(self, locals_):
        for local in locals_:
            for j in self.may_fail:
                event = Suspect(self.ids[local.index], self.ids[j])
                listening = local.mode == "up" and self.graph.locals.cares[local.index]
                false = local.index != j and locals_[j].mode != "down" and event.peer not in local.suspected
                if listening and false:
                    yield event

    def _after(self, state, event):
        """The state after a fault; it costs one of its kind from the budget."""
        locals_, net, weather = list(state[0]), state[1], state[2]
        cut, graph = weather.cut, self.graph
        match event:
            case Crash(id):
                spent, i = "crashes", graph.index[id]
                locals_[i] = graph.move(locals_[i], event)[0]
                self._tell(locals_, id, Failed)
            case Restart(id):
                spent, i = "restarts", graph.index[id]
                locals_[i], sent, _ = graph.move(locals_[i], event)
                net = graph.put(net, sent, cut)
                self._tell(locals_, id, Recovered)
                for peer, other in zip(self.ids, locals_):
                    if other.mode == "down":
                        locals_[i] = graph.move(locals_[i], Failed(id, peer))[0]
            case Suspect(id, peer):
                spent, i = "suspicions", graph.index[id]
                local, sent, _ = graph.move(locals_[i], event)
                net = graph.put(net, sent, cut)
                locals_[i] = graph.move(local, Recovered(id, peer))[0]      # a false suspicion will be taken back
            case Drop(sender, to, message):
                spent, lost = "drops", Deliver(sender, to, message)
                net = next(rest for _, p, rest in graph.wire.deliveries(net, locals_) if graph.mail[p] == lost)
            case Duplicate(sender, to, message):
                spent = "duplicates"
                net = graph.wire.duplicate(net, graph.number[sender, to, message])
            case Cut(a, b):
                spent, cut = "cuts", cut | {(a, b)}
                net = graph.wire.lose(net, self.blocked(cut))
            case Heal(a, b):
                spent, cut = "heals", cut - {(a, b)}
        left = tuple(n - (name == spent) for name, n in zip(COUNTS, weather.left))
        return tuple(locals_), net, self.intern(left, cut)

    def _tell(self, locals_, id, notice):
        """The detectors of all other nodes hear about ``id``."""
        for i, other in enumerate(self.ids):
            if other != id:
                locals_[i] = self.graph.move(locals_[i], notice(other, id))[0]
