"""Exercises: ``check`` an answer, ``show`` the run that breaks it, see your ``progress``."""

from .check import check, show
from .progress import progress

__all__ = ["check", "progress", "show"]
