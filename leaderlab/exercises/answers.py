"""Exercises whose answer is a value: predict it, find it, measure it, or write the function that computes it."""

import copy
import dis
import math
from dataclasses import dataclass, field
from functools import cached_property

from ..errors import Mistake
from ..values import show
from .exercise import Exercise, Finding, untouched
from .guard import ask
from .plain import is_number, kind_of, plain, same, shaped, words

# The instructions of a function that only returns a constant, in Python 3.11 to 3.14.
NOTHING = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE", "COPY_FREE_VARS"}


@dataclass(kw_only=True, eq=False)
class Predict(Exercise):
    """Say what will happen. The answer is compared with a value that a run computes.

    Parameters
    ----------
    answer : callable
        Returns the right value: a number, text, bool, None, list (order counts), set, mapping, message or
        event.
    run : callable, optional
        Returns the Trace that settles it; ``show(key)`` plays it after the first answer.

    Notes
    -----
    The starter is ``...``; ``None`` is a starter too unless it is the right answer or a known wrong idea. Matchers: a
    value, or a function of the answer.
    """

    answer: object
    run: object = None

    @cached_property
    def right(self):
        """The right value."""
        return plain(self.answer())

    def mark(self, answer, grading):
        nobody = self.right is None or any(matcher is None for matcher, _ in self.wrong)
        if answer is ... or (answer is None and not nobody):
            return untouched()
        trace = self.run() if self.run else None
        mine = shaped(plain(answer), self.right)
        if self.matches(mine):
            return self.passed(trace=trace)
        return Finding(0, self.verdict(mine), self.idea(mine), trace, hidden=True)

    def matches(self, mine):
        """Whether a plain value is right."""
        return same(mine, self.right)

    def verdict(self, mine):
        """The sentence about a wrong value; it does not give the right one away."""
        if mine is not None and kind_of(mine) != kind_of(self.right):
            return f"The answer is {kind_of(self.right)}. You gave {kind_of(mine)}: {words(mine)[:80]}."
        return f"{words(mine)[:200]} is not what happens."

    def clues(self):
        if self.right is None:
            return ["The right answer may be a value, or None: nobody, nothing, never."]
        asked = [f"The answer is {kind_of(self.right)}."]
        if self.run:
            asked.append(f"Check any answer first. Then `show({self.key!r})` plays the run that settles it.")
        return asked

    def equals(self, value, subject):
        value = shaped(plain(value), self.right)
        return kind_of(value) == kind_of(subject) and same(subject, value)


@dataclass(kw_only=True, eq=False)
class Find(Exercise):
    """Find something of a certain kind; whatever is of that kind is right.

    Parameters
    ----------
    accepts : callable
        Whether a plain value is a right answer; it may raise a Mistake with a sentence about a value that makes no
        sense.
    table : callable, optional
        (headings, rows) about a wrong value: what it does.

    Notes
    -----
    Matchers: a value, or a function of the answer.
    """

    accepts: object
    table: object = None

    def mark(self, answer, grading):
        if answer is None or answer is ...:
            return untouched()
        mine = plain(answer)
        if self.accepts(mine) is True:
            return self.passed()
        table = self.table(mine) if self.table else None
        return Finding(0, "That is not one.", self.idea(mine), table=table)

    def equals(self, value, subject):
        return same(subject, plain(value))


@dataclass(kw_only=True, eq=False)
class Measure(Predict):
    """Measure something in a sweep of your own: a number, or a mapping from the parameter to a number.

    Parameters
    ----------
    tolerance : float
        How far off each number may be, as a part of the right one; 0 means exact.
    """

    tolerance: float = 0

    def matches(self, mine):
        right = self.right
        if isinstance(right, dict):
            same_keys = isinstance(mine, dict) and mine.keys() == right.keys()
            return same_keys and all(self.near(mine[k], right[k]) for k in right)
        return self.near(mine, right)

    def near(self, mine, right):
        """Whether one measured number is near enough."""
        if not (is_number(mine) and is_number(right)):
            return same(mine, right)
        return math.isclose(mine, right, rel_tol=self.tolerance or 1e-9, abs_tol=1e-12)

    def verdict(self, mine):
        if not (isinstance(self.right, dict) and isinstance(mine, dict)):
            return super().verdict(mine).replace("happens", "comes out")
        for at in self.right:
            if at not in mine:
                sizes = ", ".join(map(show, self.right))
                return f"There is no number for {show(at)}. Your sweep should cover: {sizes}."
            if not self.near(mine[at], self.right[at]):
                return f"At {show(at)} you have {words(mine[at])[:80]}; that is not what comes out."
        return f"There is a number too many, for {show(next(k for k in mine if k not in self.right))[:80]}."


    def clues(self):
        if not isinstance(self.right, dict):
            return super().clues()
        first = next(iter(self.right))
        return [f"The answer is a mapping with a number for each of {', '.join(map(show, self.right))}.",
                f"At {show(first)} it is {show(self.right[first])}. Does your sweep give that?"]


@dataclass(kw_only=True, eq=False)
class Function(Exercise):
    """Write a plain function; it is compared with the reference on every input.

    Parameters
    ----------
    reference : callable
        The right function.
    inputs, grading : list, or callable that returns one
        The arguments: a tuple for each call (a single argument need not be in a tuple). Smallest first: the
        first difference is shown. When grading, both lists are used.
    tolerance : float
        For results that are numbers.

    Notes
    -----
    Not attempted while the body is empty or raises NotImplementedError. Matchers: ``like(wrong_function)``, or a
    function of the learner's function.
    """

    reference: object
    inputs: object
    grading: object = field(default_factory=list)
    tolerance: float = 0

    def mark(self, answer, grading):
        if answer is None or answer is ... or unwritten(answer):
            return untouched()
        need_function(answer)
        calls = self.calls(grading)
        for arguments in calls:
            mine, right = self.result(answer, arguments), self.result(self.reference, arguments)
            if not self.near(mine, right):
                return self.wrong_at(answer, arguments, mine, right, calls)
        return self.passed(f"Right for all {len(calls)} inputs.")

    def calls(self, grading):
        """The tuples of arguments to try."""
        lists = [self.inputs, self.grading] if grading else [self.inputs]
        rows = [row for rows in lists for row in (rows() if callable(rows) else rows)]
        return [row if isinstance(row, tuple) else (row,) for row in rows]

    def result(self, function, arguments):
        """What a function returns, as a plain value; it gets its own copy of the arguments."""
        return plain(ask(function, *copy.deepcopy(arguments)))

    def near(self, mine, right):
        """Whether two results are the same."""
        if is_number(mine) and is_number(right):
            return math.isclose(mine, right, rel_tol=self.tolerance or 1e-9, abs_tol=1e-12)
        return same(mine, right)

    def clues(self):
        results = [(call, self.result(self.reference, call)) for call in self.calls(False)]
        usual = results[0][1]       # what the smallest input gives is often trivial: tell one with another result
        call, right = next((row for row in results if not self.near(row[1], usual)), results[0])
        return [f"With {', '.join(map(show, call))} as its input the function should return {words(right)}."]

    def wrong_at(self, answer, arguments, mine, right, calls):
        """The finding about the first input with a wrong result."""
        call = f"{getattr(answer, '__name__', 'your function')}({', '.join(map(show, arguments))})"
        text = f"`{call}` should not be {words(mine)[:80]}."
        if mine is None:
            text = f"`{call}` returned None. Is there a `return` on every way through the function?"
        table = ["call", "yours", "should be"], [[call, words(mine)[:80], words(right)[:80]]]
        return Finding(0, text, self.idea(answer, calls), table=table)

    def resembles(self, other, subject, calls):
        return all(self.near(self.result(other, row), self.result(subject, row)) for row in calls)


def need_function(answer, what="a function"):
    """Refuse, with advice, what is no function."""
    if not callable(answer) or isinstance(answer, type):
        raise Mistake(f"The answer is {what}: give its name, without calling it. You gave {kind_of(answer)}.")


def unwritten(function):
    """Whether a function is still a stub: it does nothing, or it still names NotImplementedError."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    if "NotImplementedError" in code.co_names:
        return True
    steps = list(dis.get_instructions(code))
    constants = [step.argval for step in steps if step.opname in ("LOAD_CONST", "RETURN_CONST")]
    return all(step.opname in NOTHING for step in steps) and constants == [None]
