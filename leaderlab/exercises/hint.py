"""``hint(key)``: one hint more with each call, from far away to near; never the answer."""

from dataclasses import dataclass

from ..errors import did_you_mean
from .card import paragraph, text
from .exercise import NOT_YET

_given = {}             # key -> how many hints were shown in this kernel


@dataclass(frozen=True)
class Hints:
    """Some hints for an exercise; reads as text, shows as HTML."""

    title: str
    hints: tuple
    left: int

    @property
    def _rest(self):
        if not self.hints:
            return ""
        if not self.left:
            return "That was the last hint here. More stand above your answer; the solved notebook explains it."
        return f"{self.left} more: run this again."

    def __repr__(self):
        lines = [f"Hint {number}: {words}" for number, words in enumerate(self.hints, 1)]
        return "\n".join(filter(None, [self.title, *lines, self._rest]))

    def _repr_html_(self):
        items = "".join(f"<li>{text(words)}</li>" for words in self.hints)
        more = f"<ol>{items}</ol>{paragraph(self._rest)}" if items else ""
        return f"<p><strong>{text(self.title)}</strong></p>{more}"


def hint(key):
    """One hint more for an exercise.

    The first is about your last answer, if the check knows the wrong idea in it.

    Parameters
    ----------
    key : str
        The name of the exercise, as in its check.

    Returns
    -------
    Hints
        All hints so far.
    """
    from .check import catalogue, latest
    exercise = catalogue().get(key) if isinstance(key, str) else None
    if exercise is None:
        return Hints(f"There is no exercise {key!r}.{did_you_mean(str(key), catalogue())}", (), 0)
    result = latest(key)
    about = [f"About your last answer: {result.hint}"] if result and result.state == NOT_YET and result.hint else []
    every = [*about, *exercise.hints, *exercise.clues()]
    _given[key] = min(_given.get(key, 0) + 1, len(every))
    return Hints(exercise.question, tuple(every[:_given[key]]), len(every) - _given[key])
