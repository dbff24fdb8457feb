"""The kinds of exercises that a lesson may declare."""

from .answers import Find, Function, Measure, Predict
from .breakit import BreakIt
from .exercise import Exercise, Finding, like
from .foresee import Foresee
from .implement import Implement, broke
from .personal import Personal
from .promise import Predicate

__all__ = ["BreakIt", "Exercise", "Find", "Finding", "Foresee", "Function", "Implement", "Measure", "Personal",
           "Predicate", "Predict", "broke", "like"]
