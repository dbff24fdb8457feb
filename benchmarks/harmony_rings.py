"""Harmony on the ring election: the model and the questions are those of tests/harmony."""

from rings import ask_harmony, ask_verify, harmony, orders

from .measure import column, ratio, seconds, seconds_of_children
from .table import Row, left_out

RULE = "larger"                     # the rule of the paper


def against_harmony(number=3):
    """Yield the rows of the ratio to Harmony: all small rings, and one ring that is large enough to search."""
    if harmony() is None:
        left_out("Harmony", "it is not installed: it is the extra `oracle`")
        return
    small = [ids for n in range(1, 5) for ids in orders(n)]
    yield _row(f"every ring of ≤ 4 nodes ({len(small)})", small, number,
               "most of it is Harmony's start, once for each ring")
    yield _row("a ring of 9 falling ids", [tuple(range(9, 0, -1))], number, "here the search counts")


def _row(what, rings, number, how):
    def theirs():
        return [ask_harmony(ids, RULE) for ids in rings]

    def ours():
        return [ask_verify(ids, RULE) for ids in rings]

    found = theirs(), ours()
    assert all(answer.holds for answers in found for answer in answers)
    states, worlds = (sum(answer.states for answer in answers) for answers in found)
    times = [(seconds_of_children(theirs), seconds(ours)) for _ in range(number)]
    return Row(f"Harmony / verify, {what}", ratio(times, 0, 1), "", None,
               f"{column(times, 0):.2f} s / {column(times, 1):.3f} s; its steps are finer: {states:,} states, "
               f"{worlds:,} worlds; {how}")
