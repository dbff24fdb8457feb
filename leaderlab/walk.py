"""A walk in somebody's hands: a run that can be left at any step by whatever may happen there, and is never lost."""

from .errors import HandlerMistake, Mistake
from .events import Deliver, Drop, Duplicate, Tick, Timer
from .graph import Graph, is_fault
from .network import COUNTS, Faults
from .replay import finish
from .verify import verify
from .watchdog import watchdog
from .world import origin

ENDLESS = Faults(**dict.fromkeys(COUNTS, 10**9))


class BreaksDown(Mistake):
    """A search met a handler that breaks down before it met its goal.

    Attributes
    ----------
    walk : Walk
        The shortest way to the world in which that may happen next.
    """

    def __init__(self, text, walk):
        super().__init__(text)
        self.walk = walk


class PatientGraph(Graph):
    """A graph that no broken handler stops: its event is possible like any other, and its story is the mistake."""

    patient = False                 # until the first world is there: a run that cannot even begin is none

    def react(self, local, key):
        try:
            return super().react(local, key)
        except HandlerMistake as error:
            if not self.patient:
                raise
            broken = self.locals.intern(local.index, local.values, "broken", local.pending, local.suspected)
            local.moves[key] = broken, self.wire.pack(()), error
            return local.moves[key]

    def mistake(self, state, event):
        """What the handler does wrong that reacts to an event of this state, or None."""
        story = self.story(state, event)
        return story if isinstance(story, HandlerMistake) else None


class Walk:
    """One run, and every step that could be taken from any of its worlds.

    Parameters
    ----------
    trace : Trace
        From simulate, replay or verify; it is not changed.

    Attributes
    ----------
    trace : Trace
    mistake : str or None
        What a handler does wrong that would react next, where that is why the walk has ended.

    Notes
    -----
    A run in ticks keeps its ticks: a step by hand happens as early as its window allows. What else should have happened
    by then is left pending, as in a network that is slow.
    """

    def __init__(self, trace, *, mistake=None, _base=None):
        self.trace, self.mistake = trace, mistake
        if _base is None:
            ticking = any(isinstance(event, Tick) for event in trace.events)
            system, self.events = origin(trace, ticking)
            with watchdog():
                self.graph = PatientGraph(system, faults=ENDLESS, timed=ticking, drift=trace.drift)
                self.graph.patient = True
                self.states = self.graph.past(self.events)
            self.times = [step.time for step in trace] if trace.timed and not ticking else None
        else:
            self.graph, self.states, self.events, self.times = _base

    def choices(self, step):
        """Everything that may happen after a step, what is no fault first; also what breaks a handler.

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
            If an event cannot happen there, or the handler that reacts to it breaks down.
        """
        return self._fork(step, events)

    def _fork(self, step, events, mistake=None):
        states, happened = self.states[:step + 1], self.events[:step]
        with watchdog():
            for event in events:
                after = self.graph.follow(states[-1], event)
                if broken := self.graph.mistake(states[-1], event):
                    raise broken.with_traceback(None)       # it is kept, but not the frames of each time
                states.append(after)
                happened.append(event)
            return self._walk(states, happened, step, mistake)

    def upto(self, step):
        """The run up to a step, as a Trace."""
        return finish(self.graph, self.states[:step + 1], self.events[:step], self.times and self.times[1:step + 1])

    def go_on(self, step, most=200):
        """Another walk: the same up to a step, then whatever is due first, without faults, until nothing is left.

        A handler that breaks down is the end of it: ``trace.end`` then says what it did wrong.

        Parameters
        ----------
        step : int
        most : int, default 200
            Stop after so many steps.

        Raises
        ------
        HandlerMistake
            If the very first step breaks a handler.
        """
        states, happened, clock, broken = self.states[:step + 1], self.events[:step], self._clock(step), None
        with watchdog():
            for _ in range(most):
                steps = ((self.graph.event(key), after) for key, after in self.graph.fair_steps(states[-1]))
                ways = [(event, after) for event, after in steps if clock.expects(event)]
                if not ways:
                    break
                event, after = min(ways, key=lambda way: clock.due(way[0]))
                if broken := self.graph.mistake(states[-1], event):
                    break
                clock.note(event, self.graph.story(states[-1], event))
                states.append(after)
                happened.append(event)
            if broken and len(happened) == step:
                raise broken.with_traceback(None)
            return self._walk(states, happened, step, broken and str(broken))

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
        BreaksDown
            If a handler breaks down no further away than the goal.
        """
        def not_yet(world):
            return not goal(world)
        verdict = verify(self.upto(step), always=not_yet, faults=faults, timed=self.graph.timed,
                         drift=self.graph.locals.drift, max_worlds=most, progress=progress)
        if verdict.worlds > most:
            raise Mistake(f"No answer: the search stopped after {verdict.worlds:,} worlds, and it was none of them. "
                          "It may be further away, or nowhere.")
        if verdict.holds is None:           # a storm of messages
            raise Mistake(verdict.reason)
        if isinstance(verdict.broken, str):
            raise BreaksDown(verdict.trace.end, self._fork(step, verdict.trace.events[step:], verdict.trace.end))
        return None if verdict.holds else self.fork(step, *verdict.trace.events[step:])

    def _walk(self, states, events, step, mistake=None):
        times = None
        if self.times is not None:
            clock = self._clock(step)
            times = [clock.note(event, self.graph.story(state, event))
                     for state, event in zip(states[step:], events[step:])]
            times = [*self.times[1:step + 1], *times]
        trace = finish(self.graph, states, events, times, mistake)
        return Walk(trace, mistake=mistake, _base=(self.graph, states, events, times and [0, *times]))

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

    def expects(self, event):
        """Whether an event comes by itself: a network that may repeat a message for ever does not have to."""
        again = isinstance(event, Deliver) and self.network.pool
        return not again or bool(self.letters.get((event.sender, event.to, event.message)))

    def note(self, event, story, now=None):
        """An event happens, at its first possible tick or at a known one; return that tick."""
        self.now = self.due(event) if now is None else now
        if isinstance(event, (Deliver, Drop, Duplicate)):
            waiting = self.letters.setdefault((event.sender, event.to, event.message), [])
            if isinstance(event, Duplicate):
                waiting.append(self.now)
            elif waiting:
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
