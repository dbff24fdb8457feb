"""Answers are judged with the classes that the notebook itself gives, not with those that a test imports."""

from pathlib import Path

import pytest

from leaderlab.exercises import check

LESSON = Path(__file__).parents[1] / "notebooks" / "src" / "03_chubby.py"

NEVER = """
class Voter(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.voted_for, self.leader = term, None, None
"""
KEEPS = """
class Voter(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.leader = term, None
        if term == self.term and self.voted_for in (None, candidate):
            self.voted_for = candidate
            self.send(Vote(term), to=candidate)
"""


@pytest.mark.parametrize(("answer", "words"), [(NEVER, "does not vote in it"), (KEEPS, "when the term grows")])
def test_a_wrong_vote_written_in_the_notebook_gets_no_points(answer, words):
    cells = LESSON.read_text(encoding="utf-8").split("# %%")
    given = next(cell for cell in cells if "class Numbered(Node)" in cell)
    space = {"__name__": "__main__"}
    exec(given.split("\n", 1)[1] + answer, space)
    card = check("chubby_vote", space["Voter"])
    assert card.points == 0 and words in str(vars(card))
