"""Every run of a system: breadth first through the graph of worlds, so the first broken promise is a shortest one."""

from array import array
from collections.abc import Iterable
from functools import partial

from .collector import paused
from .errors import HandlerMistake, Mistake
from .graph import Graph, is_fault
from .properties import arity, ask, sentence, somebody_leads
from .replay import finish
from .watchdog import watchdog
from .world import GraphWorld, origin

RAISES = "A handler breaks down."
IN_FLIGHT = 256                     # so many messages on the wire of a small system are a storm
STORM = (f"No answer: there are runs with more than {IN_FLIGHT} messages on the wire, and they go on piling up. "
         "Does every message cause more than one other?")


def verify(system, *, always=(), eventually=(), faults=None, timed=False, drift=0, within=None, max_worlds=1_000_000,
           progress=None):
    """Check promises in every world that can be reached, in every order of events, with every fault of a budget.

    Parameters
    ----------
    system : System or Trace
        Every run from its start; or, given a trace, every way in which that run could go on.
    always : callable or iterable of callable
        Safety: properties that hold in every world. A property with two parameters (before, after) holds in every
        step.
    eventually : callable or iterable of callable
        Liveness: from every reachable world one where the property holds can still be reached without a further
        fault, so a fair network gets there.
    faults : Faults, optional
        The budget of faults.
    timed : bool, default False
        Keep to windows of time. Otherwise any pending message or timer may be next: the world of FLP [1]_.
    drift : number or str, default 0
        With ``timed``: clocks run between ``1 - drift`` and ``1 + drift`` times real time; a text such as ``"1/10"``
        is exact.
    within : callable, optional
        A predicate on a node (``lambda node: node.term <= 2``) that bounds the search; the verdict holds within it.
    max_worlds : int, default 1_000_000
        Give up after so many worlds; the verdict then says "no answer".
    progress : callable, optional
        Called with the number of worlds now and then.

    Returns
    -------
    Verdict

    Raises
    ------
    Mistake
        If an argument cannot be right.

    References
    ----------
    .. [1] M. Fischer, N. Lynch, M. Paterson. "Impossibility of distributed consensus with one faulty process."
           Journal of the ACM 32(2), 1985.
    """
    always, eventually = _promises(always, 2), _promises(eventually, 1)
    if type(max_worlds) is not int or max_worlds < 1:
        raise Mistake(f"max_worlds={max_worlds!r}: give a whole number of at least 1.")
    with paused(), watchdog():
        try:
            begun, past = origin(system, timed)
            graph = Graph(begun, faults=faults, timed=timed, drift=drift, within=within)
            graph.check_finite()
        except HandlerMistake as error:
            return Verdict(None, broken=RAISES, reason=str(error))
        search = Search(graph, always, past=past, keep_edges=bool(eventually), max_worlds=max_worlds,
                        progress=progress)
        found = (look() for look in (search.run, partial(search.liveness, eventually), partial(Verdict, search)))
        verdict = next(verdict for verdict in found if verdict is not None)
    verdict._asked = partial(_map, system, faults=faults, timed=timed, drift=drift, within=within)
    return verdict


def _map(system, **options):
    from .maps import world_map  # a door: for the reader's convenience
    return world_map(system, **options)


def _promises(given, most):
    """The promises as a tuple; each takes one world, or (``most`` 2) the worlds before and after a step."""
    promises = (given,) if callable(given) else tuple(given) if isinstance(given, Iterable) else (given,)
    for promise in promises:
        if not callable(promise):
            raise Mistake(f"{promise!r} is not a promise. Give functions of a world, such as at_most_one_leader.")
        if not 1 <= arity(promise) <= most:
            raise Mistake(f"{promise.__name__} takes {arity(promise)} parameters. A promise takes one, the world"
                          + (", or two, the worlds before and after a step." if most == 2 else "."))
    return promises


class Verdict:
    """What a verification found. True if every promise holds in every world.

    Attributes
    ----------
    holds : bool or None
        None: no answer, the search was stopped.
    broken : callable, str or None
        The promise that broke.
    reason : str
        What broke, or what was shown, in a sentence.
    trace : Trace or None
        A shortest run that breaks it. For ``eventually``: the shortest way to a world from which there is no hope,
        then on to the dead end or round the loop.
    doomed : int or None
        For ``eventually``: the step after which there is no hope.
    worlds, edges, depth : int
        Different worlds met, steps between them, and length of the longest shortest way to a world.
    """

    def __init__(self, search, *, broken=None, reason=None, trace=None, doomed=None):
        self.broken, self.trace, self.doomed, self._asked = broken, trace, doomed, None
        self.worlds, self.edges, self.depth = search.counts() if search else (0, 0, 0)
        complete = search is not None and search.complete
        self.holds = False if broken else True if complete else None
        faults = search.graph.weathers.budget if search else None
        scope = f" with {faults}" if faults and repr(faults) != "Faults()" else ""
        self.reason = reason or (f"Holds in all {self.worlds:,} worlds{scope}." if complete else
                                 f"No answer: stopped after {self.worlds:,} worlds. Nothing is broken so far.")

    def map(self, *, goal=somebody_leads, by=None, max_worlds=20_000):
        """The map of the worlds that were searched: where the goal holds, where it can be reached, where no more.

        Arguments and result as for :func:`leaderlab.maps.world_map`: it displays itself, and each place has a run.
        """
        if self._asked is None:
            raise Mistake(f"There is no map, because the run cannot even begin. {self.reason}")
        return self._asked(goal=goal, by=by, max_worlds=max_worlds)

    def graph(self, *, goal=somebody_leads, by=None, max_worlds=20_000):
        """The same as a directed graph; its nodes have the attribute ``status``.

        Returns
        -------
        networkx.DiGraph
        """
        return self.map(goal=goal, by=by, max_worlds=max_worlds).graph()

    def __bool__(self):
        return self.holds is True

    def __str__(self):
        return self.reason if self.trace is None else f"{self.reason}\n{self.trace}"

    def __repr__(self):
        return f"<Verdict: {self.reason}>"


class Search:
    """Breadth first: ``todo`` grows while it is read, and every state remembers where it came from.

    ``past`` are the events before the search begins; a run that it finds begins with them.
    """

    def __init__(self, graph, always, *, past, keep_edges, max_worlds, progress):
        self.graph, self.max_worlds, self.progress = graph, max_worlds, progress
        self.worldly = [p for p in always if arity(p) == 1]
        self.stepwise = [p for p in always if arity(p) == 2]
        self.past = past, graph.past(past)
        self.first = self.past[1][-1]
        self.todo, self.came_from, self.edges, self.complete = [self.first], {self.first: None}, 0, False
        self.fair = array("q") if keep_edges else None      # pairs (from, to) of edges that are no faults
        self.safe = {}              # locals of a world, or of both ends of a step -> True: they alone decide

    def counts(self):
        """Worlds, edges, depth."""
        return len(self.came_from), self.edges, len(_back(self.came_from, self.todo[-1])[1])

    def run(self):
        """Visit every state; the Verdict of the first broken promise, or None."""
        verdict = self._visit()
        return verdict() if verdict else None

    def _visit(self):
        """Visit every state; return None, or what makes the Verdict (which tells how many edges were met)."""
        todo, came_from, steps, edges, broken = self.todo, self.came_from, self.graph.steps, 0, None
        checked, queued = bool(self.worldly), isinstance(self.first[1], tuple)
        place = {self.first: 0} if self.fair is not None else None
        edgewise = place is not None or bool(self.stepwise)
        if checked and (broken := self._breaks(self.first)):
            return partial(self._refute, broken, self.first)
        try:
            for number, state in enumerate(todo):
                for key, after in steps(state):
                    edges += 1
                    if after not in came_from:
                        came_from[after] = state, key
                        if place is not None:
                            place[after] = len(todo)
                        todo.append(after)
                        if queued and len(after[1]) > IN_FLIGHT:
                            return partial(Verdict, self, reason=STORM)
                        if checked and after[0] not in self.safe and (broken := self._breaks(after)):
                            return partial(self._refute, broken, after)
                    if edgewise and (broken := self._cross(number, state, key, after, place)):
                        return partial(self._refute, broken, state, key, after)
                if len(todo) > self.max_worlds:
                    return partial(Verdict, self)
                if self.progress and not number & 4095:
                    self.progress(len(todo))
            self.complete = True
            return None
        except HandlerMistake as error:
            return partial(self._refute, RAISES, state, reason=str(error))
        finally:
            self.edges = edges

    def _cross(self, number, state, key, after, place):
        """Note an edge that is no fault; return the first promise of a step that it breaks, or None."""
        if place is not None and not is_fault(key):
            self.fair.append(number)
            self.fair.append(place[after])
        return self._breaks_step(state, after) if self.stepwise else None

    # -- safety ------------------------------------------------------------------------------------------------------

    def _breaks(self, state):
        """The first promise that this state breaks, or None; remembered by its locals if nothing else was looked at."""
        return self._first_broken(self.worldly, state[0], GraphWorld(self.graph, state))

    def _breaks_step(self, before, after):
        """The same for a step."""
        if (before[0], after[0]) in self.safe:
            return None
        return self._first_broken(self.stepwise, (before[0], after[0]), GraphWorld(self.graph, before),
                                  GraphWorld(self.graph, after))

    def _first_broken(self, promises, place, *worlds):
        for promise in promises:
            if not ask(promise, *worlds):
                return promise
        if not any(world._looked for world in worlds):
            self.safe[place] = True
        return None

    def _way(self, state):
        """The states and keys of the way on which this state was first met, with the past before it."""
        (events, before), (states, keys) = self.past, _back(self.came_from, state)
        return [*before[:-1], *states], [*events, *keys]

    def _refute(self, broken, state, *last, reason=None):
        states, keys = self._way(state)
        if last:
            keys, states = [*keys, last[0]], [*states, last[1]]
        events = [self.graph.event(key) for key in keys]
        said = reason or f"Broken: {sentence(broken)}"
        trace = finish(self.graph, states, events, end=said)
        return Verdict(self, broken=broken, reason=f"{said} {self._length(len(events))}", trace=trace)

    def _length(self, steps):
        past = len(self.past[0])
        return f"The shortest run has {_steps(steps)}." if not past else \
            f"The shortest way from step {past} on has {_steps(steps - past)}."

    # -- liveness ----------------------------------------------------------------------------------------------------

    def liveness(self, promises):
        """The Verdict of the first promise that some world can no longer reach, or None."""
        if not promises:
            return None
        upstream = [[] for _ in self.todo]
        for k in range(0, len(self.fair), 2):
            upstream[self.fair[k + 1]].append(self.fair[k])
        for promise in promises:
            hopeful = bytearray(len(self.todo))
            stack = [k for k, holds in enumerate(self._answers(promise)) if holds]
            for k in stack:
                hopeful[k] = 1
            while stack:
                for k in upstream[stack.pop()]:
                    if not hopeful[k]:
                        hopeful[k] = 1
                        stack.append(k)
            doomed = hopeful.find(0)            # states stand in the order of discovery: nearest first
            if doomed >= 0:
                return self._hopeless(promise, self.todo[doomed])
        return None

    def _answers(self, promise):
        """Yield, for every state, whether the promise holds; remembered by its locals if nothing else was looked at."""
        known = {}
        for state in self.todo:
            if state[0] not in known:
                world = GraphWorld(self.graph, state)
                holds = ask(promise, world)
                if world._looked:
                    yield holds
                    continue
                known[state[0]] = holds
            yield known[state[0]]

    def _hopeless(self, promise, state):
        states, keys = self._way(state)
        tail_states, tail_keys, loop = self._tail(state)
        doomed = len(keys)
        if loop is not None:
            loop += doomed
            last = doomed + len(tail_keys)
            again = f"steps {loop + 1} to {last} repeat" if last > loop + 1 else f"step {last} repeats"
            end = f"The world is that of step {loop} again: {again} for ever."
        else:
            end = "Nothing more can happen."
        trace = finish(self.graph, [*states, *tail_states[1:]], [self.graph.event(k) for k in [*keys, *tail_keys]],
                       end=end, loop=loop)
        after = f"after {_steps(doomed)} there is no way to it" if doomed else "there is no way to it from the start"
        return Verdict(self, broken=promise, trace=trace, doomed=doomed,
                       reason=f"Never reached: {sentence(promise)} In this run {after}. {end}")

    def _tail(self, start):
        """From a state without hope: the shortest way to a dead end, or else once round a loop. (states, keys, loop)"""
        came, todo = {start: None}, [start]
        for state in todo:
            nexts = list(self.graph.fair_steps(state))
            if not nexts:
                return (*_back(came, state), None)
            for key, after in nexts:
                if after not in came:
                    came[after] = state, key
                    todo.append(after)
        return self._loop(start)

    def _loop(self, start):
        """Take the first possible step until a state comes again."""
        states, keys, place = [start], [], {start: 0}
        while True:
            key, after = next(iter(self.graph.fair_steps(states[-1])))
            states.append(after)
            keys.append(key)
            if after in place:
                return states, keys, place[after]
            place[after] = len(states) - 1


def _back(came, state):
    states, keys = [state], []
    while came[states[-1]]:
        before, key = came[states[-1]]
        states.append(before)
        keys.append(key)
    return states[::-1], keys[::-1]


def _steps(n):
    return f"{n} step{'' if n == 1 else 's'}"
