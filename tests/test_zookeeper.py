"""ZooKeeper: the README's rule on trial, monitoring repaired, the clients' recipe, and the servers' own election."""

import re
from itertools import product

import pytest
from mutants.fast_leader_election import LOSSY, PROMPT, once
from mutants.monitoring import agreed
from mutants.zab import no_leader_without_a_quorum, oracle
from mutants.zookeeper_client import led

from leaderlab import (
    Crash,
    Eventual,
    Faults,
    Network,
    Restart,
    all_agree,
    at_most_one_leader,
    nobody_follows_the_dead,
    quiet,
    replay,
    simulate,
    somebody_leads,
    verify,
)
from leaderlab.algorithms import (
    Candidate,
    Herd,
    Recoverable,
    WithoutParenthesis,
    fast_leader_election,
    monitoring,
    readme_zookeeper,
    zab,
    zookeeper_client,
)
from leaderlab.algorithms.ensemble import NodeDeleted, owner_of, sequence_of
from leaderlab.algorithms.votes import Vote, predicate_of_1419, total_order_predicate
from leaderlab.algorithms.zab import Zab
from leaderlab.algorithms.zookeeper_promises import (
    a_quorum_follows,
    a_quorum_has_logged_the_epoch,
    at_most_one_established_per_epoch,
    leader_knows_what_a_quorum_knows,
    one_is_established,
    only_the_head_leads,
)
from leaderlab.errors import Mistake

pytestmark = pytest.mark.slow        # `make quick` leaves them out; together they take a while


def broken(verdict):
    """Which promise broke, and after how many steps at best."""
    return verdict.broken, len(verdict.trace) - 1


# -- the README's rule -------------------------------------------------------------------------------------------------


def test_one_crash_is_no_trouble_for_the_readme():
    verdict = verify(readme_zookeeper([1, 2, 3]), always=at_most_one_leader, eventually=[somebody_leads, all_agree],
                     faults=Faults(crashes=1))
    assert verdict and verdict.worlds == 21


def test_nobody_monitors_the_leader_after_its_watcher_has_failed():
    verdict = verify(readme_zookeeper([1, 2, 3]), eventually=somebody_leads, faults=Faults(crashes=2))
    assert broken(verdict) == (somebody_leads, 5)
    assert verdict.doomed == 2
    assert [event for event in verdict.trace.events if isinstance(event, Crash)] == [Crash(2), Crash(3)]


@pytest.mark.parametrize("ids", [[1, 2], [1, 2, 3]])
def test_the_highest_id_comes_back_and_leads_beside_its_successor(ids):
    verdict = verify(readme_zookeeper(ids), always=at_most_one_leader, faults=Faults(crashes=1, restarts=1))
    assert broken(verdict) == (at_most_one_leader, 4)


def test_one_false_suspicion_gives_the_readme_two_leaders():
    verdict = verify(readme_zookeeper([1, 2, 3], network=Network(detector=Eventual())), always=at_most_one_leader)
    assert broken(verdict) == (at_most_one_leader, 2)


# -- monitoring, repaired ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ids, crashes, restarts, worlds", [
    ([1], 1, 1, 3), ([1, 2], 2, 2, 666), ([1, 2, 3], 0, 0, 4), ([1, 2, 3], 2, 0, 2920), ([1, 2, 3], 1, 1, 5941),
    ([2, 3, 1], 1, 1, 5941), ([1, 2, 3, 4], 1, 0, 50_840)])
def test_monitoring_the_next_living_id_keeps_both_promises(ids, crashes, restarts, worlds):
    verdict = verify(monitoring(ids), always=at_most_one_leader, eventually=[agreed, nobody_follows_the_dead, quiet],
                     faults=Faults(crashes=crashes, restarts=restarts))
    assert verdict and verdict.worlds == worlds


@pytest.mark.slow
def test_monitoring_survives_two_crashes_and_a_return():
    verdict = verify(monitoring([1, 2, 3]), always=at_most_one_leader,
                     eventually=[agreed, nobody_follows_the_dead, quiet], faults=Faults(crashes=2, restarts=1))
    assert verdict and verdict.worlds == 156_706


def test_monitoring_needs_a_detector_that_makes_no_mistake():
    verdict = verify(monitoring([1, 2, 3], network=Network(detector=Eventual())), always=at_most_one_leader)
    assert broken(verdict) == (at_most_one_leader, 1)


def test_the_highest_id_takes_over_again_when_it_comes_back():
    trace = simulate(monitoring([1, 2, 3, 4]), faults=[(50, Crash(4)), (100, Restart(4))])
    assert all(at_most_one_leader(world) for world in trace.worlds)
    assert [node.leader for node in trace.last.nodes] == [4, 4, 4, 4]


@pytest.mark.parametrize("seed", range(10))
def test_six_servers_come_and_go(seed):
    faults = [(100 * k + 13 * seed, (Crash, Restart)[k % 2]((seed + k // 2) % 6 + 1)) for k in range(8)]
    trace = simulate(monitoring(range(1, 7)), seed=seed, faults=faults)
    assert all(at_most_one_leader(world) for world in trace.worlds)
    assert all_agree(trace.last)


# -- the clients' recipe -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("node", [Candidate, Herd])
@pytest.mark.parametrize("ids, crashes, restarts", [([1], 2, 2), ([1, 2], 2, 1), ([1, 2, 3], 1, 0)])
def test_the_head_of_the_line_leads_and_nobody_else(node, ids, crashes, restarts):
    assert verify(zookeeper_client(ids, node=node), always=[at_most_one_leader, only_the_head_leads],
                  eventually=[led, quiet], faults=Faults(crashes=crashes, restarts=restarts, only=ids))


def test_the_worlds_of_three_candidates_and_a_crash():
    verdict = verify(zookeeper_client([1, 2, 3]), eventually=led, faults=Faults(crashes=1, only=(1, 2, 3)))
    assert verdict and verdict.worlds == 25_291


@pytest.mark.slow
def test_of_three_candidates_one_fails_and_comes_back():
    verdict = verify(zookeeper_client([1, 2, 3]), always=[at_most_one_leader, only_the_head_leads],
                     eventually=[led, quiet], faults=Faults(crashes=1, restarts=1, only=(1, 2, 3)))
    assert verdict and verdict.worlds == 148_519


def test_an_expired_session_means_two_leaders_for_a_while():
    """The ensemble decides that a session has ended; its client hears of it later."""
    system = zookeeper_client([1, 2], network=Network(detector=Eventual()))
    assert broken(verify(system, always=at_most_one_leader)) == (at_most_one_leader, 9)
    assert verify(system, eventually=[led, at_most_one_leader, only_the_head_leads, quiet])


@pytest.mark.parametrize("drops", [1, 2, 3])
def test_a_candidate_that_looks_for_its_own_znode_survives_lost_messages(drops):
    assert verify(zookeeper_client([1], node=Recoverable), always=only_the_head_leads, eventually=somebody_leads,
                  faults=Faults(drops=drops), within=lambda node: node.kind == "Ensemble" or node.retries <= drops)
    assert not verify(zookeeper_client([1]), eventually=somebody_leads, faults=Faults(drops=drops))


def test_a_candidate_that_is_back_leads_again_though_a_message_is_lost():
    """News of its old session is no answer to what it has asked since: it waits on, and asks again."""
    verdict = verify(zookeeper_client([1], node=Recoverable), eventually=led,
                     faults=Faults(crashes=1, restarts=1, drops=1, only=1),
                     within=lambda node: node.kind == "Ensemble" or node.retries <= 2)
    assert verdict and verdict.worlds == 19_355


def leaders_in_turn(node, n):
    """Every leader fails, one after the other, until one candidate is left; the whole run."""
    system, faults = zookeeper_client(range(1, n + 1), node=node), []
    for tick in range(1000, 1000 * n, 1000):
        leader, = simulate(system, faults=faults, until=tick).last.leaders
        faults.append((tick, Crash(leader)))
    return simulate(system, faults=faults)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8])
def test_the_line_wakes_one_at_a_time_and_the_herd_all(n):
    assert leaders_in_turn(Candidate, n).count(NodeDeleted) == n - 1
    assert leaders_in_turn(Herd, n).count(NodeDeleted) == n * (n - 1) // 2


def test_who_fails_in_the_middle_of_the_line_makes_nobody_a_leader():
    system = zookeeper_client([1, 2, 3])
    line = sorted(simulate(system).last[0].store, key=sequence_of)
    first, second, third = map(owner_of, line)
    trace = simulate(system, faults=[(500, Crash(second))])
    assert trace.last.leaders == {first}
    assert (trace.last[third].watching, trace.count(NodeDeleted)) == (first, 1)


def test_who_comes_back_gets_a_new_number_and_queues_at_the_end():
    system = zookeeper_client([1, 2, 3])
    leader, = simulate(system).last.leaders
    trace = simulate(system, faults=[(500, Crash(leader)), (600, Restart(leader))])
    line = sorted(trace.last[0].store, key=sequence_of)
    assert [sequence_of(znode) for znode in line] == [1, 2, 3] and owner_of(line[-1]) == leader
    assert trace.last.leaders == {owner_of(line[0])}


# -- votes -------------------------------------------------------------------------------------------------------------

VOTES = [Vote(*fields) for fields in product((1, 2), (1, 2), (1, 2))]


@pytest.mark.parametrize("better, worse", [
    (Vote(1, 9, 1), Vote(3, 5, 1)), (Vote(2, 1, 2), Vote(9, 9, 1)), (Vote(2, 7, 1), Vote(1, 7, 1))])
def test_epoch_comes_before_zxid_before_id(better, worse):
    assert total_order_predicate(better, worse) and not total_order_predicate(worse, better)


def test_of_two_votes_exactly_one_is_better():
    for a, b in product(VOTES, VOTES):
        assert total_order_predicate(a, b) + total_order_predicate(b, a) == (a != b)


def test_without_the_parenthesis_two_votes_beat_each_other():
    cycles = [(a, b) for a, b in product(VOTES, VOTES) if predicate_of_1419(a, b) and predicate_of_1419(b, a)]
    assert (Vote(1, 1, 2), Vote(2, 1, 1)) in cycles
    assert all(a.zxid == b.zxid and (a.leader - b.leader) * (a.epoch - b.epoch) < 0 for a, b in cycles)


# -- fast leader election ----------------------------------------------------------------------------------------------


def rounds(most):
    return lambda node: node.round <= most


@pytest.mark.parametrize("zxids, epochs", [({}, {}), ({1: 9, 3: 5}, {})])
def test_whoever_is_elected_knows_what_a_quorum_knows(zxids, epochs):
    """On a network that loses, doubles and reorders, in one round."""
    verdict = verify(fast_leader_election([1, 2, 3], zxids=zxids, epochs=epochs, network=LOSSY),
                     always=leader_knows_what_a_quorum_knows, within=rounds(1))
    assert verdict
    assert zxids or verdict.worlds == 37_302


@pytest.mark.slow
def test_whoever_is_elected_after_a_crash_knows_what_a_quorum_knows():
    verdict = verify(fast_leader_election([1, 2, 3], zxids={1: 9, 2: 9}, network=LOSSY), within=rounds(2),
                     always=leader_knows_what_a_quorum_knows, faults=Faults(crashes=1))
    assert verdict


def test_a_quorum_can_always_find_its_leader():
    verdict = verify(once([1, 2, 3]), always=leader_knows_what_a_quorum_knows, eventually=[a_quorum_follows, quiet],
                     within=rounds(1))
    assert verdict and verdict.worlds == 12_880


@pytest.mark.parametrize("network, steps", [(LOSSY, 6), (Network(), 9)])
def test_the_election_may_end_with_two_leaders(network, steps):
    verdict = verify(fast_leader_election([1, 2, 3], network=network), always=at_most_one_leader, within=rounds(1))
    assert broken(verdict) == (at_most_one_leader, steps)


@pytest.mark.parametrize("late", [1, 2])
def test_where_messages_are_quicker_than_the_wait_there_is_one_leader(late):
    system = fast_leader_election([1, 2, 3], zxids={2: 4}, wait=3, network=Network(delay=(1, late)))
    assert verify(system, timed=True, always=[at_most_one_leader, leader_knows_what_a_quorum_knows],
                  eventually=[all_agree, quiet], within=rounds(1))


@pytest.mark.parametrize("zxids", [{}, {1: 9}, {1: 9, 2: 9}])
@pytest.mark.parametrize("restarts", [0, 1])
def test_a_leader_is_found_again_after_a_crash(zxids, restarts):
    """Late joiners among them: a server that comes back finds the leader that the others follow."""
    assert verify(fast_leader_election([1, 2, 3], zxids=zxids, wait=3, network=PROMPT), timed=True, within=rounds(3),
                  always=leader_knows_what_a_quorum_knows, eventually=a_quorum_follows,
                  faults=Faults(crashes=1, restarts=restarts))


def test_a_lost_vote_is_repeated():
    verdict = verify(fast_leader_election([1, 2, 3], wait=3, network=Network(delay=(1, 1))), timed=True,
                     always=at_most_one_leader, eventually=[all_agree, quiet], faults=Faults(drops=1), within=rounds(2))
    assert verdict and verdict.worlds == 720


def test_two_lost_votes_make_two_leaders():
    """Both would have told 2 of 3, which is better. Waiting does not help: nothing more is on its way."""
    verdict = verify(fast_leader_election([1, 2, 3], wait=3, network=Network(delay=(1, 1))), timed=True,
                     always=at_most_one_leader, faults=Faults(drops=2), within=rounds(2))
    assert verdict.broken is at_most_one_leader
    assert verdict.trace.last.leaders == {2, 3}


@pytest.mark.parametrize("seed", range(5))
def test_five_servers_that_lose_every_third_message_agree(seed):
    trace = simulate(fast_leader_election(range(1, 6), network=Network(loss=0.3)), seed=seed, until=20_000)
    assert all_agree(trace.last)


@pytest.mark.parametrize("late", [1, 2])
def test_with_1419_an_election_of_two_never_ends(late):
    """And with the parenthesis it does, in the same ensemble."""
    def system(**node):
        return fast_leader_election([1, 2], zxids={1: 1, 2: 1}, epochs={1: 2, 2: 1}, wait=6,
                                    network=Network(delay=(1, late)), **node)
    verdict = verify(system(node=WithoutParenthesis), timed=True, eventually=somebody_leads)
    assert (verdict.broken, verdict.doomed) == (somebody_leads, 0)
    assert verdict.trace.loop is not None
    assert verify(system(), timed=True, eventually=[somebody_leads, all_agree, quiet])


def test_with_1419_five_servers_talk_for_ever():
    options = {"zxids": dict.fromkeys(range(1, 6), 1), "epochs": {1: 5, 2: 4, 3: 3, 4: 2, 5: 1}}
    settled = simulate(fast_leader_election(range(1, 6), **options))
    assert all_agree(settled.last) and settled.last[5].leader == 1
    endless = simulate(fast_leader_election(range(1, 6), node=WithoutParenthesis, **options), max_steps=3_000)
    assert endless.end.startswith("Stopped") and not endless.last.leaders


@pytest.mark.parametrize("seed", range(5))
def test_a_late_joiner_follows_the_leader_whatever_its_own_history(seed):
    system = fast_leader_election([1, 2, 3, 4, 5], zxids={5: 99})
    trace = simulate(system, seed=seed, faults=[(0, Crash(5)), (3000, Restart(5))])
    assert {node.leader for node in trace.last.nodes} == {4}


def test_an_even_ensemble_needs_more_than_half():
    trace = simulate(fast_leader_election([1, 2, 3, 4]), faults=[(0, Crash(4)), (0, Crash(3))], until=5_000)
    assert not trace.last.leaders


def test_a_server_alone_leads():
    for build in (fast_leader_election, zab, monitoring, readme_zookeeper, zookeeper_client):
        assert simulate(build([7])).last.leaders == {7}


# -- what makes the result final ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("faults", [Faults(), Faults(crashes=1, restarts=1), Faults(crashes=3, restarts=3, only=(2,))],
                         ids=str)
def test_whatever_the_election_answers_an_epoch_has_one_established_leader(faults):
    assert verify(oracle([1, 2, 3]), always=[at_most_one_established_per_epoch, a_quorum_has_logged_the_epoch],
                  faults=faults, within=lambda node: node.round <= 1 and node.accepted_epoch <= 2)


@pytest.mark.slow
def test_in_two_rounds_an_epoch_has_one_established_leader():
    assert verify(oracle([1, 2, 3]), always=[at_most_one_established_per_epoch, a_quorum_has_logged_the_epoch],
                  within=lambda node: node.round <= 2 and node.accepted_epoch <= 2)


@pytest.mark.parametrize("restarts", [0, 1])
def test_a_leader_is_established_again_after_a_crash(restarts):
    verdict = verify(zab([1, 2, 3], wait=3, network=PROMPT), timed=True, faults=Faults(crashes=1, restarts=restarts),
                     always=at_most_one_established_per_epoch, eventually=one_is_established,
                     within=lambda node: node.round <= 4)
    assert verdict


@pytest.mark.parametrize("drops, worlds", [(1, 1504), (2, 8906)])
def test_lost_messages_delay_zab_and_do_not_split_it(drops, worlds):
    verdict = verify(zab([1, 2, 3], wait=3, network=Network(delay=(1, 1))), timed=True, faults=Faults(drops=drops),
                     always=at_most_one_established_per_epoch, eventually=one_is_established,
                     within=lambda node: node.round <= 4)
    assert verdict and verdict.worlds == worlds


class SendsBackWhoIsBack(Zab):
    """Only proposes its epoch to a follower that is back, and the follower has promised that one already."""

    def hear_follower(self, accepted, sender):
        super().hear_follower(-1 if self.acks else accepted, sender)


class CountsWhoHasLeft(Zab):
    """Keeps the acknowledgement of a follower that has crashed since, and is back without having found its leader."""

    def lose(self, follower):
        pass


def ends(node, *faults):
    """How ten runs end in which a leader is established, and then servers crash and are back soon after."""
    return [simulate(zab([1, 2, 3], node=node), seed=seed, faults=faults, until=20_000) for seed in range(10)]


@pytest.mark.parametrize("node, holds", [(Zab, True), (SendsBackWhoIsBack, False)])
def test_a_follower_that_is_back_takes_its_place_in_the_same_epoch(node, holds):
    runs = ends(node, (2000, Crash(1)), (2030, Restart(1)))
    assert all(one_is_established(run.last) and run.last[3].epoch == 1 for run in runs)
    assert [quiet(run.last) for run in runs] == [holds] * 10


@pytest.mark.parametrize("node, holds", [(Zab, True), (CountsWhoHasLeft, False)])
def test_a_leader_gives_up_when_its_followers_have_left_one_after_the_other(node, holds):
    """Server 2 crashes before 1 has found the leader again; both are back in the end."""
    runs = ends(node, (2000, Crash(1)), (2030, Restart(1)), (2031, Crash(2)), (2060, Restart(2)))
    assert all(at_most_one_established_per_epoch(world) for run in runs for world in run.worlds)
    assert all(one_is_established(run.last) for run in runs) is holds


def test_a_leader_without_a_quorum_gives_up():
    assert verify(zab([1, 2, 3], wait=3, network=PROMPT), timed=True, eventually=no_leader_without_a_quorum,
                  faults=Faults(crashes=2, only=(1, 2)), within=lambda node: node.round <= 3)


@pytest.mark.parametrize("seed", range(10))
def test_five_servers_lose_and_regain_leaders(seed):
    faults = [(2000, Crash(5)), (4000, Crash(4)), (7000, Restart(5)), (9000, Crash(3)), (12_000, Restart(4))]
    trace = simulate(zab(range(1, 6)), seed=seed, faults=faults, until=20_000)
    assert all(at_most_one_established_per_epoch(world) for world in trace.worlds)
    assert one_is_established(trace.last)


# -- bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("build, text", [
    (lambda: fast_leader_election([1, 2, 3], quorum=4), "quorum=4: an ensemble of 3 has from 1 to 3 votes."),
    (lambda: fast_leader_election([1, 2, 3], zxids={9: 1}), "There is no node 9"),
    (lambda: fast_leader_election([1, 2, 3], zxids=[1, 2]), "give a number for each server"),
    (lambda: zab([1, 2, 3], epochs={1: -1}), "The epoch of server 1 is -1."),
    (lambda: zab([1, 2, 3], wait=0), "wait=0: give whole ticks, 1 or more."),
    (lambda: zookeeper_client([0, 1]), "The ensemble and a candidate both have the id 0."),
    (lambda: zookeeper_client([1], ensemble="zk"), "is not an id"),
    (lambda: monitoring([]), "There is no node."),
    (lambda: readme_zookeeper([1, 1]), "Two nodes have the id 1.")])
def test_bad_input_is_refused_in_words(build, text):
    with pytest.raises(Mistake, match=re.escape(text)):
        build()


def test_a_run_in_a_line_replays():
    for system in (readme_zookeeper([1, 2]), monitoring([1, 2]), zookeeper_client([1, 2], node=Herd),
                   fast_leader_election([1, 2], zxids={1: 3}), zab([1, 2])):
        trace = simulate(system, until=2_000)
        assert replay(trace.line()).last.leaders == trace.last.leaders
