"""Foresee a run: the learner plays it in predict mode, and the check reads the score of the player."""

from dataclasses import dataclass
from typing import Any

from ..errors import Mistake
from .exercise import Exercise, Finding, untouched
from .plain import kind_of


@dataclass(kw_only=True, eq=False)
class Foresee(Exercise):
    """Answer the player's questions about a run. The answer to the exercise is the player itself.

    Parameters
    ----------
    run : callable
        Returns the Trace that has to be played.
    asked : int
        How many questions must be answered; fewer if the run has fewer.
    share : float
        How many of the answers must be right, from 0 to 1.

    Notes
    -----
    The score lives in the player on the screen. A notebook that a machine runs again has nobody who clicks, and earns
    nothing here: use this kind for practice, not for marks. And whoever wants to can write a score by hand.
    """

    run: Any
    asked: int = 5
    share: float = 0.8

    def mark(self, answer, grading):
        if answer is None or answer is ...:
            return untouched()
        score, trace = getattr(answer, "score", None), getattr(answer, "trace", None)
        if type(score) is not dict or trace is None:
            raise Mistake("The answer is the player that you have played: p = player(trace), then check(..., p). You "
                          f"gave {kind_of(answer)}.")
        if not score:
            return untouched("Nothing is predicted yet. Press Predict in the player, and play.")
        if self.line(trace) != self.line(self.run()):
            raise Mistake("This player shows another run. Play the one that the exercise shows.")
        return self.found(score)

    def found(self, score):
        """The finding about a score."""
        right, asked, of = (score.get(name) for name in ("right", "asked", "of"))
        if not all(type(number) is int and number >= 0 for number in (right, asked, of)):
            raise Mistake("This score cannot be read. Press “Begin again” in the player.")
        needed = min(self.asked, of)
        if asked < needed:
            return Finding(0, f"You have answered {asked} of at least {needed} questions. Go on playing.")
        if right < self.share * asked:
            wrong = f"{asked - right} of your {asked} answers were wrong; {self.share:.0%} have to be right."
            return Finding(0, wrong, "Read the rule that fired after each wrong answer, then press “Begin again”.")
        return self.passed(f"{right} of {asked} predictions were right.")

    @staticmethod
    def line(trace):
        """What makes two runs the same, as text; a run that has no such form is only itself."""
        try:
            return trace.line()
        except (AttributeError, Mistake):
            return repr(trace)

    def clues(self):
        return ["Say what the node knows, and which of its rules fits the message. Then look at the answers."]
