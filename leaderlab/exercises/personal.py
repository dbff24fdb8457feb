"""An exercise of one's own for each student: other ids, another order, the same difficulty.

The parameters follow from the student's name alone, so they are the same on every computer. Parameters are drawn until
the exercise is as hard as the author's example, and a search says how hard it is: so everybody has the same answer key,
the shortest run of so many events, and nobody can copy it.
"""

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from unicodedata import normalize

from ..errors import Mistake, did_you_mean
from .card import paragraph
from .exercise import NOT_YET, Exercise, untouched
from .plain import kind_of, plain

TRIES = 500
LONGEST = 80            # characters of a name
NAMELESS = "Write your name first: the exercise follows from it."


class Dice:
    """Chance that follows from a text, the same in every version of Python."""

    def __init__(self, seed):
        self.seed, self.throws = seed, 0

    def below(self, n):
        """A whole number from 0 to n - 1."""
        self.throws += 1
        return int.from_bytes(hashlib.sha256(f"{self.seed}|{self.throws}".encode()).digest(), "big") % n

    def pick(self, some):
        """One of some things."""
        return list(some)[self.below(len(some))]

    def draw(self, n, some):
        """n different things, in an order of chance."""
        left = list(some)
        return [left.pop(self.below(len(left))) for _ in range(n)]


@dataclass(kw_only=True, eq=False)
class Personal(Exercise):
    """An exercise with parameters for each student.

    Parameters
    ----------
    make : callable
        ``make(**parameters)`` returns an exercise of any other kind.
    draw : callable
        ``draw(dice)`` returns parameters, a dictionary; see :class:`Dice`.
    model : dict
        The author's example: parameters whose difficulty everybody gets.
    level : callable
        ``level(exercise)`` says how hard one is, and is searched: ``lambda e: e.best`` for a BreakIt.
    tell : callable
        ``tell(**parameters)`` returns a sentence for the student.

    Notes
    -----
    The answer is a pair, (name, answer): ``check("ring_yours", ("Ada Lovelace", my_run))``.
    """

    make: object
    draw: object
    model: dict
    level: object
    tell: object

    def __post_init__(self):
        self.made = cache(self._made)

    def parameters(self, name):
        """The parameters that belong to a name."""
        return self.made(known_as(name))[0]

    def _made(self, name):
        wanted, dice = self.target, Dice(f"{self.key}|{name}")
        for _ in range(TRIES):
            parameters = self.draw(dice)
            exercise = self.of(parameters)
            if self.level(exercise) == wanted:
                return parameters, exercise
        return self.model, self.of(self.model)

    def of(self, parameters):
        """The exercise with these parameters; it speaks of itself by the key of this one."""
        exercise = self.make(**parameters)
        exercise.key = self.key
        return exercise

    @property
    def target(self):
        """How hard it is for everybody: the answer key."""
        return self.level(self.of(self.model))

    def mark(self, answer, grading):
        if answer is ... or answer is None:
            return untouched()
        if not (isinstance(answer, (tuple, list)) and len(answer) == 2):
            raise Mistake(f"Give a pair: your name, and your answer. You gave {kind_of(answer)}.")
        name, answer = answer
        if name is ... or name is None:
            return untouched(NAMELESS)
        if answer is ... or answer is None:
            return untouched()
        name = known_as(name)
        found = self.made(name)[1].judge(answer, grading)
        other = "Another name is another exercise. Is this the name that you gave to `personal`?"
        hint = found.hint or (other if found.state == NOT_YET else "")
        return replace(found, text=f"For {name}: {found.text}", hint=hint, name=name)

    def clues(self):
        return [f"An example, as hard as yours: {self.tell(**self.model)}",
                *(f"In the example: {clue}" for clue in self.of(self.model).clues())]


@dataclass(frozen=True)
class Sheet:
    """What one student is asked; reads as text. The parameters are attributes, too."""

    name: str
    question: str
    text: str
    parameters: dict

    def __getattr__(self, name):
        try:
            return self.__dict__["parameters"][name]
        except KeyError:
            raise AttributeError(f"There is no {name!r} here.{did_you_mean(name, self.parameters)}") from None

    def __repr__(self):
        head = f"For {self.name}: {self.question}" if self.name else self.question
        return "\n".join(filter(None, [head, self.text]))

    def _repr_html_(self):
        return paragraph(repr(self))


def personal(key, name):
    """What an exercise asks of one student.

    Parameters
    ----------
    key : str
        The name of the exercise.
    name : str
        Yours. Capitals and spaces do not matter, every other letter does.

    Returns
    -------
    Sheet
    """
    from .check import catalogue
    exercise = catalogue().get(key)
    if not isinstance(exercise, Personal):
        near = did_you_mean(str(key), [k for k, e in catalogue().items() if isinstance(e, Personal)])
        return Sheet("", "", f"There is no personal exercise {key!r}.{near}", {})
    if name is ... or name is None:
        return Sheet("", exercise.question, NAMELESS, {})
    try:
        name = known_as(name)
    except Mistake as error:
        return Sheet("", exercise.question, str(error), {})
    parameters = exercise.parameters(name)
    return Sheet(name, exercise.question, exercise.tell(**parameters), parameters)


def known_as(name):
    """A name as it is compared.

    Raises
    ------
    Mistake
        If it is none.
    """
    name = plain(name)
    if not isinstance(name, str):
        raise Mistake(f"Your name is a text, such as \"Ada Lovelace\". You gave {kind_of(name)}.")
    if not tidy(name):
        raise Mistake(NAMELESS)
    if len(name) > LONGEST:
        raise Mistake(f"Your name has more than {LONGEST} characters. Give a shorter one.")
    return tidy(name)


def tidy(name):
    """Small letters, single spaces, and one way to write each letter."""
    return " ".join(normalize("NFKC", name).casefold().split())
