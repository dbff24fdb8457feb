"""Spin, an older and independent model checker, counts the same worlds.

The Promela models in this folder are written by hand after the same rules, so an error in our engine (a
world forgotten, two worlds taken for one, an event that may not happen) would make the numbers differ.

References
----------
.. [1] G. Holzmann. "The Spin Model Checker: Primer and Reference Manual." Addison-Wesley, 2003.
"""

import os

import pytest
from mutants.raft_election import VotesForEverybody, up_to

from benchmarks import spin
from leaderlab import at_most_one_leader, at_most_one_leader_per_term, quiet, verify
from leaderlab.algorithms import raft_election
from leaderlab.algorithms.chang_roberts import ChangRoberts, Election, chang_roberts

pytestmark = pytest.mark.spin


@pytest.fixture(autouse=True)
def _tools():
    """Without the tools there is nothing to compare with; where they must be there, say so."""
    if absent := spin.missing():
        reason = f"{' and '.join(absent)} not found: try `apt-get install spin gcc`"
        if os.environ.get("LEADERLAB_REQUIRE_TOOLS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


def spin_ring(ids, larger="value > id[_pid]"):
    """The Promela model of a ring; ``larger``: the rule by which a candidate travels on."""
    return spin.fill("chang_roberts.pml", n=len(ids), ids=", ".join(map(str, ids)), larger=larger)


RINGS = [
    [6, 5, 4, 3, 2, 1],                 # falling: the most messages
    [4, 2, 6, 1, 5, 3],
    [8, 7, 6, 5, 4, 3, 2, 1],
    [5, 3, 8, 1, 7, 2, 6, 4],
]


@pytest.mark.parametrize("ids", RINGS, ids=str)
def test_spin_and_verify_count_the_same_worlds_of_chang_roberts(ids, tmp_path):
    """Spin has one state and one step more, the start, and counts the arrival at its first state."""
    theirs = spin.search(spin.compile_model(spin_ring(ids), tmp_path))
    ours = verify(chang_roberts(ids), always=at_most_one_leader, eventually=quiet)
    assert ours and theirs.violation is None
    assert ours.worlds == theirs.states - 1
    assert ours.edges == theirs.transitions - 2
    assert ours.depth == theirs.depth - 1


class Generous(ChangRoberts):
    """A mutant: every id travels on, also a smaller one."""

    def on_message(self, message, sender):
        match message:
            case Election(candidate) if candidate != self.id:
                self.send(message, to=self.successor)
            case _:
                super().on_message(message, sender)


def test_spin_and_verify_find_two_leaders_after_equally_many_steps(tmp_path):
    """Both search breadth first, so both find a shortest run; Spin's count from 0 begins with the start."""
    ids = [3, 1, 4, 2]
    theirs = spin.search(spin.compile_model(spin_ring(ids, larger="true"), tmp_path))
    ours = verify(chang_roberts(ids, node=Generous), always=at_most_one_leader)
    assert ours.broken is at_most_one_leader
    assert len(ours.trace) - 1 == ours.depth == theirs.violation == 13


@pytest.mark.parametrize("last_term, worlds", [(1, 197), (2, 215_253)])
def test_spin_and_verify_count_the_same_worlds_of_the_raft_election(last_term, worlds, tmp_path):
    """Here messages are a set. Transitions differ: we skip the deliveries that change nothing."""
    theirs = spin.search(spin.compile_model(spin.raft_election(last_term), tmp_path))
    ours = verify(raft_election(), always=at_most_one_leader_per_term, within=up_to(last_term))
    assert ours and theirs.violation is None
    assert ours.worlds == theirs.states == worlds
    assert ours.depth == theirs.depth


def test_spin_and_verify_catch_the_forgetful_voter_after_six_steps(tmp_path):
    """A server that forgets its vote elects two leaders of one term."""
    theirs = spin.search(spin.compile_model(spin.raft_election(1, may_vote="true"), tmp_path))
    ours = verify(raft_election(node=VotesForEverybody), always=at_most_one_leader_per_term, within=up_to(1))
    assert ours.broken is at_most_one_leader_per_term
    assert len(ours.trace) - 1 == theirs.violation + 1 == 6
