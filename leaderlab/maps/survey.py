"""All worlds that can be reached, breadth first, and for each of them whether there is still hope."""

from ..collector import paused
from ..errors import Mistake
from ..graph import Graph, is_fault
from ..properties import ask, somebody_leads
from ..watchdog import watchdog
from ..world import GraphWorld, origin

OPEN, ELECTED, DOOMED, UNKNOWN = "open", "elected", "doomed", "unknown"
STATUSES = (OPEN, ELECTED, DOOMED, UNKNOWN)


def world_map(system, *, goal=somebody_leads, faults=None, timed=False, drift=0, within=None, by=None,
              max_worlds=20_000):
    """Draw up the map of all worlds of a system.

    Parameters
    ----------
    system : System or Trace
        All its runs; or, given a trace, every way in which that run could go on.
    goal : callable
        A property of a world; by default: somebody leads.
    faults, timed, drift, within
        As for :func:`~leaderlab.verify`.
    by : callable, optional
        A function of a world. Worlds for which it says the same (and the hope is the same) become one place of the
        map: the quotient. By default every world is a place of its own.
    max_worlds : int
        Stop after so many; the map then says so, and calls no world doomed that was not searched to the end.

    Returns
    -------
    WorldMap
        Displays itself. ``counts`` says how many worlds are "open" (the goal can still be reached without a further
        fault), "elected" (it holds), "doomed" (it can never be reached again), or "unknown".

    Raises
    ------
    Mistake
        If an argument cannot be right.
    """
    for name, function in (("goal", goal), ("by", by)):
        if not callable(function) and not (name == "by" and by is None):
            raise Mistake(f"{name}={function!r}: give a function of a world.")
    if type(max_worlds) is not int or max_worlds < 1:
        raise Mistake(f"max_worlds={max_worlds!r}: give a whole number of at least 1.")
    with paused(), watchdog():
        system, past = origin(system, timed)
        graph = Graph(system, faults=faults, timed=timed, drift=drift, within=within)
        graph.check_finite()
        survey = Survey(graph, past, goal, max_worlds)
        survey.bounded = within is not None
    from .atlas import WorldMap
    return WorldMap(survey, by)


class Survey:
    """The worlds in the order of discovery, and the steps between them.

    Attributes
    ----------
    states : list
        States of the graph; the number of a world is its place here.
    edges : list of (int, int, key)
        From, to, and what happens.
    depth : list of int
        The length of a shortest way to each world.
    status : list of str
    complete : bool
        Whether all worlds were met.
    bounded : bool
        Whether there are more worlds outside of a bound.
    """

    bounded = False

    def __init__(self, graph, past, goal, max_worlds):
        self.graph, self.goal, self.past = graph, goal, (past, graph.past(past))
        first = self.past[1][-1]
        self.states, self.edges, self.depth, self.came_from = [first], [], [0], [None]
        self.complete = self._walk({first: 0}, max_worlds)
        self.status = self._statuses()

    def _walk(self, place, max_worlds):
        states = self.states
        for number, state in enumerate(states):
            if len(states) > max_worlds:
                self.searched = number
                return False
            for key, after in self.graph.steps(state):
                if after not in place:
                    place[after] = len(states)
                    states.append(after)
                    self.depth.append(self.depth[number] + 1)
                    self.came_from.append((number, key))
                self.edges.append((number, place[after], key))
        self.searched = len(states)
        return True

    def world(self, k):
        """World number k, as a property sees it."""
        return GraphWorld(self.graph, self.states[k])

    def _statuses(self):
        """A world is open if fair steps lead from it to the goal; doomed if they do not, and all of them were seen."""
        elected = [k for k in range(len(self.states)) if ask(self.goal, self.world(k))]
        upstream = [[] for _ in self.states]
        for before, after, key in self.edges:
            if not is_fault(key):
                upstream[after].append(before)
        status = [DOOMED] * len(self.states)
        _mark(status, upstream, range(self.searched, len(self.states)), UNKNOWN)
        _mark(status, upstream, elected, OPEN)
        for k in elected:
            status[k] = ELECTED
        return status

    def way(self, k):
        """States and events of a shortest way to world k, with what happened before the map begins."""
        states, keys = [self.states[k]], []
        while self.came_from[k]:
            k, key = self.came_from[k]
            states.append(self.states[k])
            keys.append(key)
        events, before = self.past
        return [*before[:-1], *states[::-1]], [*events, *map(self.graph.event, keys[::-1])]


def _mark(status, upstream, start, word):
    """Give a status to these worlds, and to all from which they can be reached."""
    stack = list(start)
    for k in stack:
        status[k] = word
    while stack:
        for k in upstream[stack.pop()]:
            if status[k] != word:
                status[k] = word
                stack.append(k)
