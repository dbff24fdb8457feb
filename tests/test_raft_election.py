"""Raft's election in every run of small clusters: safe per term, and somebody can always be elected."""

import re

import pytest
from mutants.raft_election import LOSSY, up_to

from leaderlab import (
    Crash,
    Deliver,
    Faults,
    Mistake,
    Network,
    Restart,
    Timer,
    at_most_one_leader_per_term,
    begin,
    enabled,
    nobody_disagrees,
    replay,
    simulate,
    step,
    verify,
)
from leaderlab.algorithms import raft, raft_check_quorum, raft_election, raft_prevote
from leaderlab.algorithms.raft_election import RequestVote, Vote, up_to_date

CRASHES = {k: Faults(crashes=k, restarts=k) for k in (1, 2)}


# -- safety, per term --------------------------------------------------------------------------------------------------


def test_three_servers_elect_at_most_one_leader_per_term_although_messages_are_lost_doubled_and_late():
    verdict = verify(raft_election(), always=at_most_one_leader_per_term, within=up_to(2))
    assert verdict
    assert verdict.worlds == 215_253


@pytest.mark.parametrize("n, term, faults, worlds", [
    (1, 3, None, 2), (2, 2, None, 169), (2, 3, None, 2_737), (4, 1, None, 12_545),
    (2, 2, CRASHES[2], 1_756), (3, 1, CRASHES[1], 1_297), (3, 1, CRASHES[2], 3_816), (4, 1, CRASHES[1], 105_486)])
def test_other_clusters_and_servers_that_come_back_do_so_too(n, term, faults, worlds):
    verdict = verify(raft_election(range(1, n + 1)), always=at_most_one_leader_per_term, within=up_to(term),
                     faults=faults)
    assert verdict
    assert verdict.worlds == worlds


@pytest.mark.parametrize("build, n, term, worlds", [
    (raft, 2, 2, 287), (raft, 3, 1, 377), (raft_prevote, 2, 1, 713), (raft_check_quorum, 2, 1, 1_653)])
def test_heartbeats_pre_votes_and_stepping_down_keep_it_safe(build, n, term, worlds):
    verdict = verify(build(range(1, n + 1), network=LOSSY), always=at_most_one_leader_per_term, within=up_to(term))
    assert verdict
    assert verdict.worlds == worlds


@pytest.mark.slow
def test_pre_votes_keep_three_servers_safe_of_which_two_stand():
    two = {1: (150, 300), 2: (150, 300), 3: None}
    verdict = verify(raft_prevote(timeout=two, network=LOSSY), always=at_most_one_leader_per_term, within=up_to(1))
    assert verdict
    assert verdict.worlds == 327_517


def test_two_servers_may_lead_at_the_same_time_in_different_terms():
    verdict = verify(raft_election(), always=nobody_disagrees, within=up_to(2))
    assert verdict.broken is nobody_disagrees
    terms = {node.term for node in verdict.trace.last.nodes if node.leader == node.id}
    assert terms == {1, 2}


@pytest.mark.parametrize("seed", range(20))
def test_larger_clusters_in_bad_weather_keep_it_in_every_step(seed):
    network = Network(order="any", loss=0.2, duplication=0.2)
    faults = [(300, Crash(1)), (500, Restart(1)), (700, Crash(2)), (900, Restart(2))]
    trace = simulate(raft_check_quorum(range(1, 6), network=network), seed=seed, faults=faults, until=3_000)
    elected = {(node.term, node.id) for world in trace.worlds for node in world.nodes if node.leader == node.id}
    assert len({term for term, _ in elected}) == len(elected) > 0


# -- liveness: somebody can be elected, from every world ---------------------------------------------------------------


def worlds(system, last_term, **options):
    """Every world that can be reached in which nobody is beyond this term."""
    todo = [begin(system, **options)]
    known = {todo[0].state}
    for world in todo:
        for event in enabled(world):
            after = step(world, event)
            if after.state not in known and all(node.term <= last_term for node in after.nodes):
                known.add(after.state)
                todo.append(after)
    return todo


def elect(world):
    """One server with the best log, of those that are up, stands until its term is the highest; then all answer it."""
    logs = {node.id: (node.log[-1].term if node.log else 0, len(node.log)) for node in world.up}
    best = max(logs.keys() - world.leaders, key=logs.get)
    while world[best].term <= max(node.term for node in world.nodes if node.id != best):
        world = step(world, Timer(best, "election"))
    term, (last_term, last_index) = world[best].term, logs[best]
    for other in logs.keys() - {best}:
        world = step(world, Deliver(best, other, RequestVote(term, last_index, last_term)))
        if best not in world.leaders:
            world = step(world, Deliver(other, best, Vote(term, True)))
    return world


@pytest.mark.parametrize("logs, last_term, faults, number", [
    (None, 1, None, 197), (None, 1, Faults(crashes=1), 728), ({1: [1], 2: [1]}, 2, None, 169)], ids=str)
def test_from_every_world_somebody_can_be_elected(logs, last_term, faults, number):
    """`eventually` cannot be asked within a bound of terms: every split vote takes one more. So here is the way."""
    every = worlds(raft_election(logs=logs), last_term, faults=faults)
    assert len(every) == number
    assert all(elect(world).leaders for world in every)


def test_an_election_never_comes_to_rest():
    """So `quiet` is no promise of Raft: whoever does not lead waits for the leader, and its timer runs."""
    assert all(any(isinstance(event, Timer) for event in enabled(world)) for world in worlds(raft_election(), 1))


def test_a_majority_of_the_whole_cluster_must_be_up():
    def nobody_leads(world):
        return not world.leaders
    dead = [(0, Crash(id)) for id in (3, 4)]
    assert not simulate(raft(range(1, 5)), faults=dead, until=5_000).last.leaders
    assert simulate(raft(range(1, 5)), faults=dead[1:], until=5_000).last.leaders
    verdict = verify(replay(raft_election(range(1, 5)), [Crash(3), Crash(4)]), always=nobody_leads, within=up_to(2))
    assert verdict


def test_equal_timeouts_elect_nobody_and_a_little_randomness_does():
    equal = simulate(raft(range(1, 6), timeout=(150, 150)), seed=0, until=20_000)
    assert not any(world.leaders for world in equal.worlds)
    assert equal.last[1].term == 133
    random = simulate(raft(range(1, 6), timeout=(150, 200)), seed=0, until=20_000)
    assert random.last.leaders


# -- the up-to-date rule, and even sizes -------------------------------------------------------------------------------


@pytest.mark.parametrize("candidate, mine, answer", [
    ((3, 2), (2, 9), True), ((2, 9), (3, 2), False), ((2, 3), (2, 2), True), ((2, 2), (2, 3), False),
    ((2, 2), (2, 2), True), ((0, 0), (0, 0), True)])
def test_the_later_last_term_wins_then_the_longer_log_and_equal_is_enough(candidate, mine, answer):
    assert up_to_date(candidate, mine) is answer


@pytest.mark.parametrize("n, majority", [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 4)])
def test_a_fourth_server_buys_nothing(n, majority):
    server = raft_election(range(1, n + 1)).nodes[0]
    assert [server.is_majority(range(k)) for k in (majority - 1, majority)] == [False, True]


def test_a_cell_of_one_elects_itself():
    trace = simulate(raft([7]), until=1_000)
    assert trace.last.leaders == {7}
    assert trace.last[7].term == 1


# -- bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("build", [raft_election, raft, raft_prevote, raft_check_quorum])
@pytest.mark.parametrize("call, said", [
    ({"ids": [1, 1]}, "1"), ({"ids": []}, "least"), ({"ids": 3}, "3"),
    ({"timeout": (300, 150)}, "earliest first"), ({"timeout": -1}, "timeout"), ({"timeout": {1: (1, 2)}}, "server 2"),
    ({"timeout": {1: None, 2: None, 3: None, 4: None}}, "4"),
    ({"logs": {1: [2, 1]}}, "never fall"), ({"logs": {9: [1]}}, "9"), ({"logs": [1]}, "each server"),
    ({"logs": {1: 5}}, "[1, 1, 2]"), ({"logs": {1: [0]}}, "from 1")], ids=str)
def test_a_wrong_cluster_is_refused_in_a_sentence(build, call, said):
    with pytest.raises(Mistake, match=re.escape(said)):
        build(**call)


@pytest.mark.parametrize("heartbeat", [0, -5, 2.5, "50"])
def test_a_wrong_heartbeat_is_refused_in_a_sentence(heartbeat):
    with pytest.raises(Mistake, match="whole number of ticks"):
        raft_prevote(heartbeat=heartbeat)
