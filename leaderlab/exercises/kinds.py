"""The kinds of exercises that a lesson may declare."""

from .answers import Function, Measure, Predict
from .breakit import BreakIt
from .exercise import Exercise, Finding, like
from .implement import Implement, broke
from .promise import Predicate

__all__ = ["BreakIt", "Exercise", "Finding", "Function", "Implement", "Measure", "Predicate", "Predict",
           "broke", "like"]
