"""What all exercises share: a question, points, recognised wrong ideas, and a finding about an answer.

A lesson declares its exercises as variables of ``leaderlab/exercises/lessonNN.py``; the variable's name is the key::

    ring_winner = Predict(points=1, question="Who wins?", answer=lambda: run().last.leaders,
                          wrong=[(3, "3 only started the election.")])
"""

from dataclasses import dataclass, field
from typing import ClassVar

from ..errors import Mistake
from .guard import ask

PASSED, NOT_YET, UNTOUCHED = "passed", "not yet", "not attempted"


@dataclass(frozen=True)
class Finding:
    """What an exercise found out about one answer.

    Parameters
    ----------
    share : float
        The part of the points that the answer earns, from 0 to 1.
    text : str
        One sentence: what is right, or what is wrong.
    hint : str, optional
        The wrong idea that it looks like, and where to think again.
    trace : Trace or None
        A run that shows it.
    table : (list of str, list of list), optional
        Headings and rows of what else there is to see.
    hidden : bool
        Whether the run is only offered, not written out.
    state : str
        ``passed``, ``not yet`` or ``not attempted``; follows from the share unless given.
    name : str
        For whom it was marked, if the exercise is personal.
    """

    share: float
    text: str
    hint: str = ""
    trace: object = None
    table: tuple | None = None
    hidden: bool = False
    state: str = ""
    name: str = ""

    def __post_init__(self):
        if not self.state:
            object.__setattr__(self, "state", PASSED if self.share == 1 else NOT_YET)


def untouched(text="Nothing is written here yet."):
    """The finding about an answer that is still the stub."""
    return Finding(0, text, state=UNTOUCHED)


@dataclass(frozen=True)
class Like:
    """A matcher: the answer does what this wrong answer does. Written ``like(wrong)``."""

    other: object


def like(other):
    """Recognise an answer that behaves as ``other``, a known wrong class, function or predicate, behaves."""
    return Like(other)


@dataclass(kw_only=True, eq=False)
class Exercise:
    """The base of all kinds.

    Parameters
    ----------
    points : int
        What a right answer is worth.
    question : str
        One sentence; the title of the card and of the line in the table of progress.
    why : str, optional
        Shown when the exercise is passed: why the answer is right.
    wrong : list of (matcher, sentence)
        Known wrong ideas; the first that fits is shown as a hint. A matcher is a value equal to the answer, a function
        of what the kind describes that returns True, or ``like(...)``. A sentence is a text, or a function of the same
        thing.
    hints : list of str, optional
        For ``hint(key)``, from far away to near. Clues that the kind can compute come behind them.
    """

    points: int
    question: str
    why: str = ""
    wrong: list = field(default_factory=list)
    hints: list = field(default_factory=list)
    key: ClassVar = None
    lesson: ClassVar = None

    def judge(self, answer, grading=False):
        """The finding about an answer; never raises for anything that the answer does.

        Parameters
        ----------
        answer : object
            Whatever the learner gave.
        grading : bool
            Whether to use the scope of grading, where the kind has one.
        """
        try:
            return self.mark(answer, grading)
        except Mistake as error:
            return Finding(0, str(error))

    def mark(self, answer, grading):
        """What a kind defines: the finding, or a Mistake with a sentence for the learner."""
        raise NotImplementedError

    def clues(self):
        """Hints that a kind computes; none of them gives the answer away."""
        return ["Check any answer, also one that you do not believe in: the card says what it lacks."]

    def passed(self, text="That is right.", **more):
        """The finding about a right answer."""
        return Finding(1, self.why or text, **more)

    def idea(self, subject, *extra):
        """The sentence of the first known wrong idea that fits, or an empty text."""
        for matcher, sentence in self.wrong:
            if self._fits(matcher, subject, *extra):
                return sentence(subject) if callable(sentence) else sentence
        return ""

    def _fits(self, matcher, subject, *extra):
        try:
            if isinstance(matcher, Like):
                return self.resembles(matcher.other, subject, *extra)
            if callable(matcher):
                return ask(matcher, subject) is True
            return self.equals(matcher, subject)
        except Mistake:             # a matcher need not understand every odd answer
            return False

    def resembles(self, other, subject, *extra):
        """Whether ``like(other)`` fits. Kinds that know how to compare behaviour define it."""
        raise TypeError(f"{type(self).__name__} does not take like(...)")

    def equals(self, value, subject):
        """Whether a plain value fits."""
        return False
