"""Break a promise: the learner gives the run, a search knows the shortest one."""

from dataclasses import dataclass, field
from functools import cached_property

from ..errors import Mistake, Stuck, listed
from ..events import FAULTS
from ..network import Faults
from ..properties import arity, sentence
from ..replay import replay, short
from ..trace import Trace
from ..world import GraphWorld, begin, enabled, origin, step
from .exercise import Exercise, Finding, untouched
from .schedule import described, read, schedule, unwrapped
from .search import search

IMPOSSIBLE, POSSIBLE = "impossible", "possible"


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
        What may happen: faults (the budget), timed, drift, within.
    limit : str, optional
        What ``within`` means, in a sentence: said about an event that cannot happen.

    Notes
    -----
    The answer is a list of events after the start (or after the Trace), a pasted line or only the words of one, a Trace
    or a player of one, or ``"impossible"``, which is right exactly where the search proves it. The shortest run earns
    all points, a longer one half. Matchers: a function of the Trace, which is None for a wrong ``"impossible"`` and
    ends early where an event could not happen.
    """

    system: object
    always: list = field(default_factory=list)
    eventually: list = field(default_factory=list)
    options: dict = field(default_factory=dict)
    limit: str = ""
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
        return self.first_broken(self.walk(self.verdict.trace.events[len(self.origin[1]):])[0])

    @property
    def origin(self):
        """The system, and the events that have happened before the learner's begin."""
        return origin(self.system(), self.options.get("timed", False))

    def mark(self, answer, grading):
        if answer is None or answer is ... or (isinstance(answer, (list, tuple, str)) and not answer):
            return untouched()
        said = answer.strip().casefold().rstrip(".!") if isinstance(answer, str) else ""
        if said == POSSIBLE:
            raise Mistake("Then show it: give a list of events, or a line of text that replays.")
        if said == IMPOSSIBLE:
            if self.best is None:
                return self.passed(f"Impossible: the search saw all {self.verdict.worlds:,} worlds.")
            text = "It is possible: the search has found a run that breaks the promise."
            return Finding(0, text, self.idea(None))
        (system, past), given, stuck = self.origin, unwrapped(answer), ""
        in_words = isinstance(given, str)
        if in_words:
            given, stuck = read(given, self.system())
        is_run = isinstance(given, Trace)
        events = origin(given, self.options.get("timed", False))[1] if is_run else schedule(given)
        if past and events[:len(past)] == past:
            events = events[len(past):]             # a whole run: it begins with what has happened before
        found = self.compare(events, stuck, in_words)
        if found.share == 0 and is_run and described(given.system) != described(system):
            raise Mistake(f"This is a run of {given.system!r}. The exercise is about {system!r}.")
        return found

    def clues(self):
        length = ("I cannot tell you how long a run you need. Is there one at all?" if self.best is None else
                  f"A shortest run has {self.best} event{'s' * (self.best != 1)}.")
        return [f"This must become false: {sentence(self.promise)}{self.budget()}",
                "Begin at the end: in the world that you want, who must have heard what, and what must be still on its "
                f"way? Check any run, then `show({self.key!r})` plays it.", length]

    def compare(self, events, stuck="", in_words=False):
        """The finding about a schedule. ``stuck``: why what comes behind it cannot happen, if it went on."""
        worlds, what = self.walk(events)
        system, past = self.origin
        trace = replay(system, [*past, *events[:len(worlds) - 1]], drift=self.options.get("drift", 0))
        needed = self.first_broken(worlds)
        if what or stuck:
            text = self.halt(worlds, what or stuck, needed, in_words)
            return Finding(0, text, self.idea(trace) if needed is None else "", trace)
        if needed is None:
            more = "At its end the promise can still come true" if self.eventually else "This run keeps the promise"
            return Finding(0, f"{more}: {sentence(self.promise)}", self.idea(trace), trace)
        if needed > self.best:
            text = f"It breaks. You needed {needed} events, the best is {self.best}."
            return Finding(0.5, f"{text} A shortest run earns all points.", self.idea(trace), trace)
        text = f"It breaks: {needed} event{'s' * (needed != 1)}, and no shorter run does it."
        return self.passed(text, trace=trace)

    def walk(self, events):
        """The worlds of a schedule, as far as the budget lets it happen; and what cannot happen then, if anything."""
        worlds = [begin(self.system(), **self.options)]
        for event in events:
            try:
                worlds.append(step(worlds[-1], event))
            except Stuck as error:
                if self.is_out_of_bounds(events[:len(worlds)]):
                    bounds = f"This leads out of the bounds of the exercise: {event}."
                    return worlds, f"{bounds} {self.limit}".rstrip()
                return worlds, error.what + self.budget() * isinstance(event, FAULTS)
        return worlds, ""

    def is_out_of_bounds(self, events):
        """Whether a schedule is possible but for the option ``within``."""
        if "within" not in self.options:
            return False
        world = begin(self.system(), **{name: value for name, value in self.options.items() if name != "within"})
        try:
            for event in events:
                world = step(world, event)
        except Stuck:
            return False
        return True

    def halt(self, worlds, what, needed, in_words):
        """The sentences about a run that does not go on; ``in_words``: it was written as a line."""
        if needed is not None:
            broken = f"The promise is broken after {needed} event{'s' * (needed != 1)} already."
            return f"{broken} What comes behind cannot happen: leave it out."
        possible = listed(map(short, enabled(worlds[-1])) if in_words else enabled(worlds[-1]), most=12)
        return f"{'Word' if in_words else 'Event'} {len(worlds)}: {what} What can happen: {possible}."

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
            for _, after in graph.fair_steps(state):
                if after not in seen:
                    seen.add(after)
                    todo.append(after)
        return False
