"""A walk in somebody's hands: a run that can be left at any step by whatever may happen there, and is never lost."""

from .errors import Mistake
from .events import Deliver, Drop, Tick, Timer
from .graph import Graph, is_fault
from .network import COUNTS, Faults
from .replay import finish
from .verify import verify
from .watchdog import watchdog
from .world import origin

ENDLESS = Faults(**dict.fromkeys(COUNTS, 10**9))


class Walk:
    """One run, and every step that could be taken from any of its worlds.

    Parameters
    ----------
    trace : Trace
        From simulate, replay or verify; it is not changed.

    Attributes
    ----------
    trace : Trace

    Notes
    -----
    A run in ticks keeps its ticks: a step by hand happens as early as its window allows. What else should have happened
    by then is left pending, as in a network that is slow.
    """

    def __init__(self, trace, *, _base=None):
        self.trace = trace
        if _base is None:
            ticking = any(isinstance(event, Tick) for event in trace.events)
            system, self.events = origin(trace, ticking)
            with watchdog():
                self.graph = Graph(system, faults=ENDLESS, timed=ticking, drift=trace.drift)
                self.states = self.graph.past(self.events)
            self.times = [step.time for step in trace] if trace.timed and not ticking else None
        else:
            self.graph, self.states, self.events, self.times = _base

    def choices(self, step):
        """Everything that may happen after a step, what is no fault first.

        Parameters
        ----------
        step : int

        Returns
        -------
        list of Event
        """
        with watchdog():
            events = [self.graph.event(key) for key, _ in self.graph.steps(self.states[step])]
            idle = [event for event in self.graph.idle_events(self.states[step]) if event not in events]
        return sorted([*events, *idle], key=is_fault)

    def fork(self, step, *events):
        """Another walk: the same up to a step, then these events.

        Raises
        ------
        Mistake
            If an event cannot happen there.
        """
        states, happened = self.states[:step + 1], self.events[:step]
        with watchdog():
            for event in events:
                states.append(self.graph.follow(states[-1], event))
                happened.append(event)
            return self._walk(states, happened, step)

    def upto(self, step):
        """The run up to a step, as a Trace."""
        return finish(self.graph, self.states[:step + 1], self.events[:step], self.times and self.times[1:step + 1])

    def go_on(self, step, most=200):
        """Another walk: the same up to a step, then whatever is due first, without faults, until nothing is left.

        Parameters
        ----------
        step : int
        most : int, default 200
            Stop after so many steps.
        """
        states, happened, clock = self.states[:step + 1], self.events[:step], self._clock(step)
        with watchdog():
            for _ in range(most):
                ways = [(self.graph.event(key), after) for key, after in self.graph.fair_steps(states[-1])]
                if not ways:
                    break
                event, after = min(ways, key=lambda way: clock.due(way[0]))
                clock.note(event, self.graph.story(states[-1], event))
                states.append(after)
                happened.append(event)
            return self._walk(states, happened, step)

    def search(self, step, goal, *, faults=None, most=100_000, progress=None):
        """The shortest way from a step to a world in which ``goal`` holds.

        Parameters
        ----------
        step : int
        goal : callable
            A predicate of a world.
        faults : Faults, optional
            What may go wrong on the way.
        most : int, default 100_000
            Give up after so many worlds.
        progress : callable, optional
            Called with the number of worlds now and then.

        Returns
        -------
        Walk or None
            None where no such run exists.

        Raises
        ------
        Mistake
            If there is no answer within ``most`` worlds.
        """
        def not_yet(world):
            return not goal(world)
        verdict = verify(self.upto(step), always=not_yet, faults=faults, timed=self.graph.timed,
                         drift=self.graph.locals.drift, max_worlds=most, progress=progress)
        if verdict.worlds > most:
            raise Mistake(f"No answer: the search stopped after {verdict.worlds:,} worlds, and it was none of them. "
                          "It may be further away, or nowhere.")
        if verdict.holds is None or isinstance(verdict.broken, str):        # a storm of messages, a handler that raises
            raise Mistake(verdict.reason)
        return None if verdict.holds else self.fork(step, *verdict.trace.events[step:])

    def _walk(self, states, events, step):
        times = None
        if self.times is not None:
            clock = self._clock(step)
            times = [clock.note(event, self.graph.story(state, event))
                     for state, event in zip(states[step:], events[step:])]
            times = [*self.times[1:step + 1], *times]
        trace = finish(self.graph, states, events, times)
        return Walk(trace, _base=(self.graph, states, events, times and [0, *times]))

    def _clock(self, step):
        """The clock as it stands after a step."""
        clock = Clock(self.graph.system.network)
        for i, story in self.graph.opening.items():
            clock.hear(self.graph.system.ids[i], story)
        for k, event in enumerate(self.events[:step]):
            clock.note(event, self.graph.story(self.states[k], event), self.times[k + 1] if self.times else None)
        return clock


class Clock:
    """How early everything that is pending may happen, in ticks."""

    def __init__(self, network):
        self.network, self.now, self.letters, self.timers = network, 0, {}, {}

    def due(self, event):
        """The first tick at which an event may happen, from now on."""
        if isinstance(event, Timer):
            return max(self.now, self.timers.get(event, 0))
        if isinstance(event, Deliver):
            return max(self.now, *self.letters.get((event.sender, event.to, event.message), ())[:1], 0)
        return self.now

    def note(self, event, story, now=None):
        """An event happens, at its first possible tick or at a known one; return that tick."""
        self.now = self.due(event) if now is None else now
        if isinstance(event, (Deliver, Drop)) and not self.network.pool:
            waiting = self.letters.get((event.sender, event.to, event.message))
            if waiting:
                waiting.pop(0)
        node = getattr(event, "to", getattr(event, "node", None))
        if story is not None and node is not None:
            self.hear(node, story)
        return self.now

    def hear(self, node, story):
        """A node has sent messages and set timers."""
        for to, message in story.sent:
            self.letters.setdefault((node, to, message), []).append(self.now + self.network.delay[0])
        for name, earliest, _ in story.timers:
            self.timers[Timer(node, name)] = self.now + (earliest or 0)
