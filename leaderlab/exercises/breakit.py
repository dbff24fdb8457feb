"""Break a promise: the learner gives the run, a search knows the shortest one."""

from dataclasses import dataclass, field
from functools import cached_property

from ..errors import Mistake
from ..events import FAULTS, Event, Suspect
from ..network import Faults
from ..properties import arity, sentence
from ..replay import replay
from ..trace import Trace
from ..world import GraphWorld, begin, origin, step
from .exercise import Exercise, Finding, untouched
from .plain import kind_of
from .search import search

IMPOSSIBLE = "impossible"


@dataclass(kw_only=True, eq=False)
class BreakIt(Exercise):
    """Find the run that breaks a promise; it is replayed and compared with the shortest that a search finds.

    Parameters
    ----------
    system : callable
        Returns the System, or a Trace: then the events of the learner begin where it ends.
    always, eventually : list of one promise
        What is to be broken; give one of the two.
    options : dict
        What may happen: faults (the budget), timed, drift.

    Notes
    -----
    The answer is a list of events after the start (or after the Trace), a pasted line, a Trace, or ``"impossible"``,
    which is right exactly where the search proves it. The shortest run earns all points, a longer one half. Matchers: a
    function of the Trace, which is None for a wrong ``"impossible"``.
    """

    system: object
    always: list = field(default_factory=list)
    eventually: list = field(default_factory=list)
    options: dict = field(default_factory=dict)
    max_worlds: int = 1_000_000

    @property
    def promise(self):
        """The one promise that is to be broken."""
        (promise,) = [*self.always, *self.eventually]
        return promise

    @cached_property
    def verdict(self):
        """What the search says: it holds, or a shortest run that breaks it."""
        return search(self.system(), always=self.always, eventually=self.eventually,
                      max_worlds=self.max_worlds, **self.options)

    @cached_property
    def best(self):
        """The number of events in a shortest run that breaks the promise; None where that is impossible."""
        if self.verdict.holds:
            return None
        return self.first_broken(self.walk(self.verdict.trace.events[len(self.origin[1]):]))

    @property
    def origin(self):
        """The system, and the events that have happened before the learner's begin."""
        return origin(self.system(), self.options.get("timed", False))

    def mark(self, answer, grading):
        if answer is None or answer is ... or (isinstance(answer, (list, tuple, str)) and not answer):
            return untouched()
        if isinstance(answer, str) and answer.strip().casefold().rstrip(".!") == IMPOSSIBLE:
            if self.best is None:
                return self.passed(f"Impossible: the search saw all {self.verdict.worlds:,} worlds.")
            text = "It is possible: the search has found a run that breaks the promise."
            return Finding(0, text, self.idea(None))
        (system, past), given = self.origin, answer
        if isinstance(answer, str):
            given = replay(answer, *{type(node) for node in system.nodes})
        timed = self.options.get("timed", False)
        events = origin(given, timed)[1] if isinstance(given, Trace) else schedule(given)
        if past and events[:len(past)] == past:
            events = events[len(past):]             # a whole run: it begins with what has happened before
        ours = not isinstance(given, Trace) or repr(given.system) == repr(system)
        other = "" if ours else f"This is a run of {given.system!r}. The exercise is about {system!r}."
        return self.compare(system, past, events, other)

    def clues(self):
        length = ("I cannot tell you how long a run you need. Is there one at all?" if self.best is None else
                  f"A shortest run has {self.best} event{'s' * (self.best != 1)}.")
        return [f"This must become false: {sentence(self.promise)}{self.budget()}",
                "Begin at the end: in the world that you want, who must have heard what, and what must be still on its "
                f"way? Check any run, then `show({self.key!r})` plays it.", length]

    def compare(self, system, past, events, other):
        """The finding about a schedule; ``other`` says, if it does, that it was made for another system."""
        try:
            needed = self.first_broken(self.walk(events))
        except Mistake as error:
            raise Mistake(other or str(error)) from None
        trace = replay(system, [*past, *events], drift=self.options.get("drift", 0))
        if needed is None:
            more = "At its end the promise can still come true" if self.eventually else "This run keeps the promise"
            return Finding(0, other or f"{more}: {sentence(self.promise)}", self.idea(trace), trace)
        if needed > self.best:
            text = f"It breaks. You needed {needed} events, the best is {self.best}."
            return Finding(0.5, f"{text} A shortest run earns all points.", self.idea(trace), trace)
        text = f"It breaks: {needed} event{'s' * (needed != 1)}, and no shorter run does it."
        return self.passed(text, trace=trace)

    def walk(self, events):
        """The worlds of a schedule, from the start; every event must be possible, within the budget of faults."""
        worlds = [begin(self.system(), **self.options)]
        for number, event in enumerate(events, 1):
            try:
                worlds.append(step(worlds[-1], event))
            except Mistake as error:
                raise Mistake(f"Event {number}: {error}{self.budget() * isinstance(event, FAULTS)}") from None
        return worlds

    def budget(self):
        """What may go wrong, in a sentence."""
        faults = self.options.get("faults", Faults())
        return f" You may use {faults!r}." if faults != Faults() else " No fault is allowed here."

    def first_broken(self, worlds):
        """After how many events the promise is broken for the first time, or None."""
        for number, world in enumerate(worlds):
            if self.eventually:
                broken = not self.hopeful(world)
            elif arity(self.promise) == 2:
                broken = number and not self.promise(worlds[number - 1], world)
            else:
                broken = not self.promise(world)
            if broken:
                return number
        return None

    def hopeful(self, world):
        """Whether the promise can still come true without a further fault (as ``verify`` sees it)."""
        graph, todo = world.graph, [world.state]
        seen = set(todo)
        for state in todo:
            if self.promise(GraphWorld(graph, state)):
                return True
            for key, after in graph.steps(state):
                is_fault = type(key) is not int and isinstance(key, (*FAULTS, Suspect))
                if not is_fault and after not in seen:
                    seen.add(after)
                    todo.append(after)
        return False


def schedule(answer):
    """The events of a learner's list.

    Raises
    ------
    Mistake
        If something in it is no event.
    """
    events = list(answer) if isinstance(answer, (list, tuple)) else [answer]
    for number, event in enumerate(events, 1):
        if isinstance(event, type) and issubclass(event, Event):
            raise Mistake(f"Event {number} is the class {event.__name__}. Say who: {event.__name__}(...).")
        if not isinstance(event, Event):
            raise Mistake(f"Event {number} is {kind_of(event)}. A schedule is a list of events, such as "
                          "Deliver(sender, to, message) or Crash(id), or one line of text that replays.")
    return events
