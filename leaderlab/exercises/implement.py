"""Implement a rule: every run of a few small systems is searched for a broken promise."""

import inspect
from dataclasses import dataclass, field
from difflib import get_close_matches

from ..errors import HandlerMistake, Mistake
from ..properties import sentence
from ..simulate import simulate
from .answers import need_function, unwritten
from .exercise import Exercise, Finding, untouched
from .guard import ask
from .plain import kind_of
from .search import search


def broke(promise):
    """A matcher for :class:`Implement`: this is the promise that breaks."""
    return lambda verdict: verdict.broken is promise


@dataclass(kw_only=True, eq=False)
class Implement(Exercise):
    """Write a node, or a rule as a function; every run of a few small systems is searched.

    Parameters
    ----------
    build : callable
        ``build(answer, *case)`` returns the System.
    cases, grading : list of tuple
        The practice scope, smallest first, and the larger one that grading adds.
    always, eventually : list of promises
        As for ``verify``.
    base : type, optional
        The class that the answer must derive from; without it the answer is a plain function.
    needs : tuple of str
        Handlers that the answer must define itself.
    options : dict
        More options for ``verify``: faults, timed, drift, within.
    max_worlds : int
        Where a search gives up: an answer that sends without end has endlessly many worlds.

    Notes
    -----
    Not attempted while a method is still a stub. Matchers get the Verdict: ``like(WrongClass)`` (the same
    counterexample), ``broke(promise)``, or a function of the verdict.
    """

    build: object
    cases: list
    grading: list = field(default_factory=list)
    always: list = field(default_factory=list)
    eventually: list = field(default_factory=list)
    base: type | None = None
    needs: tuple = ()
    options: dict = field(default_factory=dict)
    max_worlds: int = 20_000

    def __post_init__(self):
        self._known = {}

    def mark(self, answer, grading):
        if answer is None or answer is ...:
            return untouched()
        if stub := self.stub(answer):
            return untouched(stub)
        self.fits(answer)
        worlds = 0
        for case in [*self.cases, *(self.grading if grading else [])]:
            verdict = self.verify(answer, case)
            if verdict.holds is not True:
                return self.broken(verdict, answer, case)
            worlds += verdict.worlds
        return self.passed(f"No run breaks a promise: {worlds:,} worlds searched.")

    def stub(self, answer):
        """A sentence if a part of the answer is not written yet, else an empty text."""
        if not isinstance(answer, type):
            return "Nothing is written here yet." if unwritten(answer) else ""
        written = {}
        for cls in reversed(answer.__mro__):
            if _is_own(cls):
                written |= {name: f for name, f in vars(cls).items() if inspect.isfunction(f)}
        empty = [name for name, function in written.items() if unwritten(function)]
        left = [name for name in empty if "NotImplementedError" in written[name].__code__.co_names]
        if left:
            return f"`{left[0]}` is not written yet."
        return "Nothing is written here yet." if written and len(empty) == len(written) else ""

    def fits(self, answer):
        """Refuse, with advice, an answer that is not what the exercise asks for."""
        if self.base is None:
            need_function(answer)
            return
        base, name = self.base.__name__, getattr(answer, "__name__", type(answer).__name__)
        if isinstance(answer, self.base):
            raise Mistake(f"You gave one node. Give its class: {name}, without brackets.")
        if not isinstance(answer, type):
            raise Mistake(f"The answer is a class that derives from {base}. You gave {kind_of(answer)}.")
        if not issubclass(answer, self.base):
            raise Mistake(f"{name} does not derive from {base}. Begin with: class {name}({base}):")
        if not _is_own(answer):
            raise Mistake(f"{name} is the library's own class. Write one of your own.")
        for handler in self.needs:
            if not any(handler in vars(cls) for cls in answer.__mro__ if _is_own(cls)):
                others = [n for cls in answer.__mro__ if _is_own(cls) for n in vars(cls) if n not in self.needs]
                near = get_close_matches(handler, others, n=1)
                meant = f" Is `{near[0]}` meant to be it?" if near else ""
                raise Mistake(f"{name} has no `{handler}` of its own.{meant}")

    def clues(self):
        promises = " ".join(f"({number}) {sentence(promise)}" for number, promise
                            in enumerate([*self.always, *self.eventually], 1))
        faults = self.options.get("faults")
        also = f" In the searched runs there may be faults: {faults!r}." if faults else ""
        return [f"This is what must hold. {promises}{also}",
                "Check what you have, also if it is not finished: the card shows the shortest run that goes wrong, and "
                f"`show({self.key!r})` plays it. Find the first step in which your node does what you did not mean."]

    def verify(self, answer, case):
        """The verdict about an answer in one case."""
        system = ask(self.build, answer, *case)
        return search(system, always=self.always, eventually=self.eventually, max_worlds=self.max_worlds,
                      **self.options)

    def broken(self, verdict, answer, case):
        """The finding about an answer whose search did not end well."""
        if verdict.holds is None:
            text = f"After {verdict.worlds:,} worlds there is no end yet. Does a message, or a number, grow for ever?"
            return Finding(0, text, self.idea(verdict, case), self.endless(answer, case))
        # Where a handler failed, its own sentence is enough.
        failed = isinstance(verdict.broken, str) and verdict.trace is not None
        text = verdict.trace.end if failed else verdict.reason
        return Finding(0, text, self.idea(verdict, case), verdict.trace)

    def endless(self, answer, case):
        """The beginning of one run of an answer that goes on for ever, or None."""
        try:
            return simulate(ask(self.build, answer, *case), max_steps=10)
        except HandlerMistake:
            return None

    def resembles(self, other, subject, case):
        if (other, case_key := repr(case)) not in self._known:
            self._known[other, case_key] = fingerprint(self.verify(other, case))
        return self._known[other, case_key] == fingerprint(subject)


def _is_own(cls):
    """Whether a class was written by the learner (or a test), not by the library or Python."""
    return cls is not object and not cls.__module__.startswith("leaderlab.") and cls.__module__ != "leaderlab"


def fingerprint(verdict):
    """What two answers with the same mistake have in common: what broke, and the way there."""
    trace = verdict.trace
    steps = [(step.event, step.changes) for step in trace] if trace is not None else None
    return verdict.holds, verdict.broken, steps
