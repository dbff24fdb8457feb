"""Exercises: ``check`` an answer, ``show`` the run that breaks it, ask for a ``hint``, see your ``progress``."""

from .check import check, show
from .hint import hint
from .personal import personal
from .progress import progress

__all__ = ["check", "hint", "personal", "progress", "show"]
