"""PreVote and CheckQuorum: who reaches a majority is left alone, and who does not reach one gives up.

The two layouts are those of Howard and Abraham: five servers whose links are cut in part, but so that a majority of
them can talk to each other all the time.
"""

import pytest

from leaderlab import Crash, Cut, Heal, Network, simulate, verify
from leaderlab.algorithms import raft, raft_check_quorum, raft_prevote

FIVE = range(1, 6)
# 1, 2 and 3 reach each other; 4 reaches only 2, and 5 only 3.
FRINGE = [Cut(1, 4), Cut(1, 5), Cut(2, 5), Cut(3, 4), Cut(4, 5)]
# 4 leads, and reaches only 2; 5 is down.
STALE = [Crash(5), Cut(1, 4), Cut(3, 4)]
FOUR_FIRST = {1: (200, 400), 2: (200, 400), 3: (200, 400), 4: (150, 150), 5: (200, 400)}


def reigns(trace):
    """Everybody who ever led: (term, id)."""
    return sorted({(node.term, node.id) for world in trace.worlds for node in world.nodes if node.leader == node.id})


def at(time, events):
    return [(time, event) for event in events]


@pytest.mark.parametrize("seed", range(6))
def test_on_the_fringe_plain_raft_loses_one_leader_after_the_other(seed):
    trace = simulate(raft(FIVE), seed=seed, faults=at(400, FRINGE), until=10_000)
    assert len(reigns(trace)) > 10
    assert max(node.term for node in trace.last.nodes) > 30


@pytest.mark.parametrize("build", [raft_prevote, raft_check_quorum])
@pytest.mark.parametrize("seed", range(6))
def test_on_the_fringe_pre_vote_keeps_its_leader(build, seed):
    trace = simulate(build(FIVE), seed=seed, faults=at(400, FRINGE), until=10_000)
    assert len(reigns(trace)) <= 2          # a leader that was itself on the fringe is replaced once
    assert len(trace.last.leaders) == 1
    assert max(node.term for node in trace.last.nodes) <= 2


@pytest.mark.parametrize("seed", range(6))
def test_pre_vote_alone_keeps_a_leader_that_reaches_no_majority(seed):
    trace = simulate(raft_prevote(FIVE, timeout=FOUR_FIRST), seed=seed, faults=at(400, STALE), until=10_000)
    assert reigns(trace) == [(1, 4)]
    assert trace.last[1].role == trace.last[3].role == "pre-candidate"


@pytest.mark.parametrize("seed", range(6))
def test_with_check_quorum_it_gives_up_and_a_leader_with_a_majority_follows(seed):
    trace = simulate(raft_check_quorum(FIVE, timeout=FOUR_FIRST), seed=seed, faults=at(400, STALE), until=10_000)
    assert trace.last.leaders <= {1, 2, 3}
    assert [(term, id == 4) for term, id in reigns(trace)] == [(1, True), (2, False)]


def test_every_run_that_keeps_time_says_the_same():
    """Small numbers of ticks: 4 stands after two, 1 after three, 3 after five; messages take no time."""
    def a_majority_follows(world):
        return any(2 * sum(node.leader == id for node in world.up) > len(world.nodes) for id in world.leaders)
    small = {"timeout": {1: (3, 3), 2: None, 3: (5, 5), 4: (2, 2), 5: None}, "heartbeat": 1,
             "network": Network(delay=(0, 0))}
    hangs, recovers = [verify(simulate(build(FIVE, **small), faults=at(3, STALE), until=3), timed=True,
                              eventually=a_majority_follows) for build in (raft_prevote, raft_check_quorum)]
    assert hangs.broken is a_majority_follows
    assert hangs.trace.loop is not None
    assert hangs.trace.last.leaders == {4}
    assert recovers


@pytest.mark.parametrize("seed", range(6))
def test_a_server_that_was_cut_off_does_not_depose_the_leader_when_it_is_back(seed):
    terms = []
    for build in (raft, raft_prevote, raft_check_quorum):
        system = build(timeout={1: (150, 150), 2: (200, 300), 3: (200, 300)})
        away = [*at(300, [Cut(1, 3), Cut(2, 3)]), *at(2300, [Heal(1, 3), Heal(2, 3)])]
        terms.append(simulate(system, seed=seed, faults=away, until=3_000).last[1].term)
    assert terms[0] > 5
    assert terms[1:] == [1, 1]


@pytest.mark.parametrize("build", [raft, raft_prevote, raft_check_quorum])
@pytest.mark.parametrize("seed", range(5))
def test_when_the_leader_crashes_the_next_is_elected_within_a_few_timeouts(build, seed):
    first = simulate(build(FIVE), seed=seed, until=1_000).last.leaders
    trace = simulate(build(FIVE), seed=seed, faults=[(1_000, Crash(*first))], until=2_000)
    assert len(trace.last.leaders) == 1
    assert trace.last.leaders != first
