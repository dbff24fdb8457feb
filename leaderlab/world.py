"""The world, and the graph of all worlds: ``enabled`` says what may happen next, ``step`` makes it happen.

Simulating, replaying, verifying and playing are four ways of walking this one graph.
"""

from .errors import Mistake
from .events import Tick, Timer
from .graph import Graph
from .watchdog import watchdog


class World:
    """One moment: every node, what is on the wire, which timers are set.

    Attributes
    ----------
    nodes : tuple of NodeView
        All nodes, in the order of the system.
    up : tuple of NodeView
        The non-faulty ones.
    leaders : frozenset of int
        Who, among the non-faulty, believes to be the leader itself.
    in_flight : tuple of Deliver
        Messages that may still arrive; in a network where everything may always arrive again, those that would still
        change something (in a trace: those that have not arrived yet).
    timers : tuple of Timer
    pending : tuple of Event
        Timers, starts and reports of the failure detector that are still to come.
    cuts : tuple of (int, int)
        Links that are cut.
    """

    __slots__ = ("nodes", "_rest", "_looked")

    def __init__(self, nodes, rest):
        self.nodes, self._rest, self._looked = nodes, rest, False

    def __getitem__(self, id):
        for node in self.nodes:
            if node.id == id:
                return node
        raise Mistake(f"There is no node {id!r}. The ids are {[n.id for n in self.nodes]}.")

    @property
    def up(self):
        return tuple([node for node in self.nodes if node.up])

    @property
    def leaders(self):
        return frozenset([node.id for node in self.nodes if node.up and node.__dict__.get("leader") == node.id])

    def _look(self):
        self._looked = True         # the answer of a property that looked here depends on more than the nodes
        return self._rest()

    @property
    def in_flight(self):
        return self._look()[0]

    @property
    def pending(self):
        return self._look()[1]

    @property
    def timers(self):
        return tuple(event for event in self.pending if isinstance(event, Timer))

    @property
    def cuts(self):
        return self._look()[2]

    def __repr__(self):
        return f"<World {', '.join(map(repr, self.nodes))}>"


class GraphWorld(World):
    """A world that knows its place in the graph, so that it can be walked on."""

    __slots__ = ("graph", "state")

    def __init__(self, graph, state):
        self.graph, self.state = graph, state
        super().__init__(tuple([local.view for local in state[0]]), self._see)

    def _see(self):
        locals_, net, weather = self.state
        in_flight = tuple(self.graph.mail[p] for p in self.graph.wire.packets(net, locals_))
        pending = tuple(self.graph.event(key) for local in locals_ for key, _, _ in local.pending)
        return in_flight, pending, tuple(sorted(weather.cut))


def origin(start, timed):
    """The system of a start, and the events before it: none if it is a system, those of a trace."""
    events, now = [], 0
    for step in start[1:] if hasattr(start, "worlds") else ():
        if timed and start.timed and not isinstance(step.event, Tick):
            events += [Tick()] * (step.time - now)
        if timed or not isinstance(step.event, Tick):
            events.append(step.event)
        now = step.time
    return getattr(start, "system", start), events


def begin(start, *, timed=False, **options):
    """The first world of a system, in which all nodes have started; or the last world of a trace.

    Options as for :class:`Graph`.
    """
    system, past = origin(start, timed)
    with watchdog():
        graph = Graph(system, timed=timed, **options)
        return GraphWorld(graph, graph.past(past)[-1])


def enabled(world):
    """Every event that may happen next, in a fixed order.

    Parameters
    ----------
    world : World
        From :func:`begin` or :func:`step`.

    Returns
    -------
    list of Event
    """
    graph, state = _place(world)
    with watchdog():
        return [graph.event(key) for key, _ in graph.steps(state)]


def step(world, event):
    """The world after one event. The old world is untouched.

    Raises
    ------
    Mistake
        If the event is not enabled.
    """
    graph, state = _place(world)
    with watchdog():
        return GraphWorld(graph, graph.follow(state, event))


def _place(world):
    """Graph and state of a world that can be walked on."""
    if not isinstance(world, GraphWorld):
        raise Mistake("This world cannot be walked on: it is a picture from a trace. Begin a walk with begin(system), "
                      "or with begin(trace) where the trace ends.")
    return world.graph, world.state
