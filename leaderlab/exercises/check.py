"""``check(key, answer)``: what a learner calls, and what nbgrader reads.

nbgrader gives full points to anything that it cannot read, and none if anything stands on stderr. So a check never
raises, prints nothing, and its result always reads as a number between 0 and the points of the exercise.
"""

import importlib
import os
import pkgutil
from dataclasses import dataclass, field

from ..errors import did_you_mean
from . import progress
from .card import card
from .exercise import Exercise, Finding
from .guard import guarded

_exercises = {}         # key -> Exercise
_results = {}           # key -> the latest Result, for show()


@dataclass(frozen=True)
class Result:
    """What a check gives back. Reads as its points; in a notebook it is a card.

    Attributes
    ----------
    key : str
    points : float
        Between 0 and ``maximum``.
    maximum : float
    state : str
        ``passed``, ``not yet`` or ``not attempted``.
    text, hint : str
    trace : Trace or None
        The run that shows it.
    """

    key: str
    points: float
    maximum: float
    state: str
    text: str
    hint: str = ""
    trace: object = field(default=None, compare=False)
    html: str = field(default="", repr=False)

    def __repr__(self):
        return str(self.points)

    def _repr_html_(self):
        return self.html


def check(key, answer=..., *, points=None):
    """Mark an answer.

    Parameters
    ----------
    key : str
        The name of the exercise.
    answer : object
        Your answer: a value, a function, a class, a list of events, as the exercise says.
    points : number, optional
        What the exercise is worth in this course, if not what its author thought.

    Returns
    -------
    Result
    """
    result = judge(key, answer, grading="NBGRADER_EXECUTION" in os.environ, points=points)
    _results[key if isinstance(key, str) else ""] = result
    progress.record(result)
    return result


def judge(key, answer, grading=False, points=None):
    """The Result for an answer, without remembering it."""
    try:
        exercise = catalogue().get(key) if isinstance(key, str) else None
        if exercise is None:
            near = did_you_mean(str(key), catalogue())
            return _result(str(key), "?", 0, Finding(0, f"There is no exercise {key!r}.{near}"))
        with guarded():
            finding = exercise.judge(answer, grading)
            return _result(key, exercise.question, exercise.points if points is None else points, finding)
    except KeyboardInterrupt:
        return _broken(key, "The check was stopped.")
    except BaseException as error:      # whatever it is, a traceback here would cost the learner all points
        return _broken(key, f"The check could not judge this answer ({type(error).__name__}).")


def _result(key, question, maximum, finding):
    share = finding.share if 0 <= finding.share <= 1 else 0
    points, maximum = round(float(maximum * share), 2), float(maximum)
    html = card(key, question, finding, points, maximum)
    return Result(key, points, maximum, finding.state, finding.text, finding.hint, finding.trace, html)


def _broken(key, text):
    exercise = _exercises.get(key) if isinstance(key, str) else None
    question, points = (exercise.question, exercise.points) if exercise else ("?", 0)
    return _result(str(key), question, points, Finding(0, text))


def show(key):
    """Play the run of the latest check of an exercise.

    Parameters
    ----------
    key : str
        The name of the exercise.

    Returns
    -------
    Player or None
        None, with a printed sentence, if there is no run to show.
    """
    result = _results.get(key)
    if result is None or result.trace is None:
        print(f"There is no run to show for {key!r}. Run its check first.")
        return None
    from ..view import player
    return player(result.trace)


def latest(key):
    """The Result of the latest check of an exercise, or None."""
    return _results.get(key)


def catalogue():
    """All exercises of the course, by key, in the order of the lessons."""
    package = importlib.import_module(__package__)
    for name in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        if name.startswith("lesson") and name not in _lessons:
            add(vars(importlib.import_module(f"{__package__}.{name}")), name.removeprefix("lesson"))
            _lessons.add(name)
    return _exercises


_lessons = set()


def add(namespace, lesson="own"):
    """Register the exercises among the values of a namespace; the name of the variable becomes the key.

    Parameters
    ----------
    namespace : dict
        For example ``globals()`` of a notebook of your own.
    lesson : str
        The number of the lesson.

    Raises
    ------
    ValueError
        If another exercise has the same key.
    """
    for key, exercise in list(namespace.items()):
        if isinstance(exercise, Exercise) and exercise.key is None:
            if key in _exercises:
                raise ValueError(f"two exercises have the key {key!r}")
            exercise.key, exercise.lesson = key, lesson
            _exercises[key] = exercise
