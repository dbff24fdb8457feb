"""Chubby: votes that are promises, leases and clocks, clients, locks with a fence; and Paxos for one decision."""

from fractions import Fraction

import pytest
from mutants.chubby import ForgetsItsRounds, Wrapping, masters_know_it
from mutants.chubby_client import clients_get_a_word, masters_say_so_themselves
from mutants.chubby_lock import tokens_differ, writes_keep_the_order
from mutants.paxos import one_value, something_is_chosen

from leaderlab import (
    Crash,
    Cut,
    Faults,
    Heal,
    Mistake,
    Network,
    Perfect,
    Restart,
    all_agree,
    at_most_one_leader,
    simulate,
    somebody_leads,
    verify,
)
from leaderlab.algorithms import TrustingStore, chubby, chubby_client, chubby_lock, paxos, readme_chubby
from leaderlab.algorithms.cell import holding_time, majority_of

pytestmark = pytest.mark.slow        # `make quick` leaves them out; together they take a while

SAFE = {"timed": True, "always": [at_most_one_leader, masters_know_it]}
LIVE = {**SAFE, "eventually": [somebody_leads, all_agree]}
AT_ONCE, IN_A_TICK, SOON = (Network(delay=delay) for delay in ((0, 0), (1, 1), (0, 1)))
ONCE = {"within": lambda node: node.round <= 1}


class Small(Wrapping):
    """Two rounds are enough where a lease ends before the second renewal."""
    LAST = 2


def cell(ids=(1, 2, 3), *, lease=3, renew=2, stands=None, node=Small, network=AT_ONCE, **options):
    """A small cell with finitely many worlds. By default node 3 never stands: it decides."""
    return chubby(ids, lease=lease, renew=renew, stands=stands or {1: (0, 1), 2: (0, 3)}, node=node, network=network,
                  **options)


# -- the README's recipe -----------------------------------------------------------------------------------------------

QUICK = {"lease": 5, "network": Network(delay=(1, 1), detector=Perfect(delay=(1, 2)))}


@pytest.mark.parametrize("ids, candidates, worlds", [([1], [1], 6), ([1, 2, 3], [1], 29), ([1, 2, 3], [1, 2], 61)])
def test_the_readme_elects_a_master_while_one_server_decides(ids, candidates, worlds):
    verdict = verify(readme_chubby(ids, candidates=candidates, **QUICK), timed=True, always=at_most_one_leader,
                     eventually=[somebody_leads, all_agree])
    assert verdict and verdict.worlds == worlds


@pytest.mark.parametrize("ids, candidates, doomed", [([1, 2], [1, 2], 0), ([1, 2, 3], [1, 2, 3], 0),
                                                     ([1, 2, 3, 4], [1, 2], 3), ([1, 2, 3, 4, 5], [1, 2, 3], 3)])
def test_the_readme_splits_its_votes_and_nobody_is_ever_elected(ids, candidates, doomed):
    verdict = verify(readme_chubby(ids, candidates=candidates, **QUICK), timed=True, eventually=somebody_leads)
    assert verdict.broken is somebody_leads and verdict.doomed == doomed


def test_a_server_of_the_readme_that_forgets_its_vote_makes_a_second_master():
    system = readme_chubby([1, 2, 3], candidates=[1, 2])
    verdict = verify(system, always=at_most_one_leader, faults=Faults(crashes=1, restarts=1))
    assert verdict.broken is at_most_one_leader and len(verdict.trace) - 1 == 6


def test_the_readmes_cell_never_elects_again_when_its_master_dies():
    verdict = verify(readme_chubby([1, 2, 3], candidates=[1, 2], **QUICK), timed=True, eventually=somebody_leads,
                     faults=Faults(crashes=1))
    assert verdict.broken is somebody_leads and len(verdict.trace.last.up) == 2


def test_without_restarts_the_readme_never_makes_two_masters():
    verdict = verify(readme_chubby([1, 2, 3], candidates=[1, 2], **QUICK), timed=True, always=at_most_one_leader,
                     faults=Faults(crashes=2))
    assert verdict


# -- the promises of Chubby ------------------------------------------------------------------------------------------


def test_all_three_may_stand_and_there_is_one_master_again_and_again():
    verdict = verify(cell(stands=(0, 2)), **LIVE)
    assert verdict and verdict.worlds == 27072


@pytest.mark.parametrize("faults, worlds", [
    (Faults(crashes=1, restarts=1), 39350), (Faults(drops=1), 11124), (Faults(cuts=1, heals=1), 24312)], ids=repr)
def test_one_fault_of_each_kind_leaves_one_master_and_hope_for_another(faults, worlds):
    verdict = verify(cell(), faults=faults, **SAFE, eventually=somebody_leads)
    assert verdict and verdict.worlds == worlds


def test_messages_that_take_time_change_nothing():
    verdict = verify(cell(network=IN_A_TICK, renew=None), **LIVE)
    assert verdict and verdict.worlds == 13965
    verdict = verify(cell(network=SOON, renew=None), **SAFE, **ONCE, faults=Faults(crashes=1, restarts=1))
    assert verdict and verdict.worlds == 22804


def test_a_promise_is_kept_over_a_crash_and_a_restart_for_a_whole_lease():
    trace = simulate(chubby([1, 2, 3], lease=60, renew=None, stands={1: (0, 0)}),
                     faults=[(30, Crash(3)), (40, Restart(3))], until=100)
    assert trace.last[3].voted_for == 1
    assert [step.time for step in trace if ("promise", 61, 61) in {t[1:] for t in step.timers}][-1] >= 40


@pytest.mark.parametrize("n", [1, 2, 4, 5])
def test_cells_of_other_sizes_are_safe_too(n):
    assert verify(cell(range(1, n + 1), stands={1: (0, 1), n: (0, 3)}, renew=None), **SAFE, **ONCE)


def test_a_master_that_renews_in_time_survives_a_lost_message_and_one_that_renews_too_late_does_not():
    def the_master_stays(before, after):
        """A master stays master."""
        return before.leaders <= after.leaders

    def asked(renew):
        return verify(cell([1, 2, 3], stands={1: (0, 0)}, lease=4, renew=renew), timed=True, always=the_master_stays,
                      faults=Faults(drops=1))

    assert asked(1) and not asked(4)


def test_a_lease_longer_than_needed_makes_the_fail_over_longer():
    def gap(lease):
        trace = simulate(chubby([1, 2, 3], lease=lease, stands={1: (0, 0), 2: (20, 30)}), seed=1,
                         faults=[(2 * lease, Crash(1))], until=lambda world: 2 in world.leaders)
        return trace.time - 2 * lease

    gaps = [gap(lease) for lease in (100, 200, 400, 800)]
    assert gaps == sorted(gaps) and gaps[0] < 150 and gaps[3] > 600


def test_rounds_must_survive_a_crash():
    slow = chubby([1, 2, 3], lease=1, renew=None, stands={1: (0, 0), 2: (2, 2)}, network=Network(delay=(0, 2)),
                  node=ForgetsItsRounds)
    verdict = verify(slow, timed=True, always=at_most_one_leader, faults=Faults(crashes=1, restarts=1, only=1),
                     within=lambda node: node.round <= (2 if node.id == 1 else 1))
    assert verdict.broken is at_most_one_leader and len(verdict.trace) - 1 == 13


# -- majorities and partitions ---------------------------------------------------------------------------------------


def test_the_quorum_of_every_cell_size():
    assert [majority_of(n) for n in range(1, 8)] == [1, 2, 2, 3, 3, 4, 4]
    assert [n - majority_of(n) for n in range(1, 8)] == [0, 0, 1, 1, 2, 2, 3]


def test_half_of_four_is_no_majority():
    half = chubby([1, 2, 3, 4], majority=2, lease=3, renew=None, stands={1: (0, 0), 2: (0, 4)}, network=AT_ONCE)
    verdict = verify(half, timed=True, always=at_most_one_leader, **ONCE)
    assert verdict.broken is at_most_one_leader and len(verdict.trace) - 1 == 6


@pytest.mark.parametrize("n", [4, 5])
@pytest.mark.parametrize("seed", range(5))
def test_a_partition_leaves_a_master_on_the_side_of_the_majority_only(n, seed):
    small, large = [1, 2], list(range(3, n + 1))
    wall = [(150, Cut(a, b)) for a in small for b in large]
    healed = [(1000, Heal(a, b)) for a in small for b in large]
    trace = simulate(chubby(range(1, n + 1)), seed=seed, faults=wall + healed, until=2000)
    assert all(at_most_one_leader(world) for world in trace.worlds)
    apart = [world.leaders for step, world in zip(trace, trace.worlds) if 700 < step.time < 1000]
    assert all(not leaders & set(small) for leaders in apart)
    assert any(apart) is (len(large) >= majority_of(n))
    assert trace.last.leaders


# -- leases and clocks -----------------------------------------------------------------------------------------------


def lease_is_safe(lease, hold, drift, network=SOON):
    system = chubby([1, 2, 3], lease=lease, hold=hold, renew=None, stands={1: (0, 0), 2: (0, lease + 1)},
                    network=network)
    return verify(system, timed=True, drift=drift, always=at_most_one_leader, **ONCE).holds


@pytest.mark.parametrize("lease, drift, bound", [(4, 0, 4), (101, "1/100", 99), (11, "1/10", 9), (9, "1/2", 3)])
def test_two_masters_are_possible_just_above_the_bound_and_not_at_it(lease, drift, bound):
    rate = Fraction(drift)
    assert bound == lease * (1 - rate) / (1 + rate) == holding_time(lease, drift)
    assert lease_is_safe(lease, bound, drift) is True
    assert lease_is_safe(lease, bound + 1, drift) is False


@pytest.mark.parametrize("drift", ["1/10", "1/4", "1/3", "1/2"])
def test_holding_time_is_safe_whatever_the_lease(drift):
    for lease in (1, 2, 3, 5, 8, 13):
        if holding_time(lease, drift):
            assert lease_is_safe(lease, holding_time(lease, drift), drift, AT_ONCE)


def test_the_bound_of_the_paper_sheet_in_milliseconds():
    assert [holding_time(10_000, drift) for drift in (0, "1/100", "1/10")] == [10_000, 9801, 8181]


@pytest.mark.parametrize("seed", range(10))
def test_a_larger_cell_has_one_master_at_any_time_through_crashes_and_restarts(seed):
    faults = [(200, Crash(1)), (350, Crash(2)), (500, Restart(1)), (700, Crash(3)), (900, Restart(2)), (901, Crash(4))]
    trace = simulate(chubby([1, 2, 3, 4, 5]), seed=seed, faults=faults, until=3000)
    assert all(at_most_one_leader(world) and masters_know_it(world) for world in trace.worlds)
    assert trace.last.leaders


# -- Paxos -------------------------------------------------------------------------------------------------------------

POOL = Network(order="any", loss=0.1, duplication=0.1)
PAIR = {"always": one_value, "within": lambda node: node.ballot <= 3}


@pytest.mark.parametrize("network, faults, worlds", [
    (Network(), Faults(), 4185), (POOL, Faults(), 3144), (Network(), Faults(crashes=1, restarts=1), 29165)], ids=repr)
def test_two_proposers_never_make_two_values_chosen(network, faults, worlds):
    verdict = verify(paxos([1, 2, 3], proposers=[1, 2], network=network), faults=faults, **PAIR)
    assert verdict and verdict.worlds == worlds


def test_ballots_that_meet_again_never_make_two_values_chosen():
    assert verify(paxos([1, 2, 3], proposers=[1, 2]), always=one_value, within=lambda node: node.ballot <= 4)


def test_a_proposer_alone_gets_its_value_through():
    system = paxos([1, 2, 3], proposers=[1], patience=(5, 5), network=IN_A_TICK)
    assert verify(system, timed=True, always=one_value, eventually=all_agree)
    assert verify(system, timed=True, always=one_value, eventually=something_is_chosen, faults=Faults(drops=2))


@pytest.mark.parametrize("seed", range(10))
def test_five_proposers_agree_although_two_crash_and_messages_get_lost(seed):
    network = Network(order="any", loss=0.2, duplication=0.1)
    trace = simulate(paxos([1, 2, 3, 4, 5], network=network), seed=seed, faults=[(10, Crash(1)), (30, Crash(2))],
                     until=3000)
    assert all(one_value(world) for world in trace.worlds) and something_is_chosen(trace.last)


# -- clients and locks -----------------------------------------------------------------------------------------------

CLIENT = {"lease": 4, "renew": None, "stands": {1: (0, 0)}, "patience": 3, "tries": 3, "network": IN_A_TICK}


@pytest.mark.parametrize("faults, worlds", [
    (Faults(), 122), (Faults(crashes=1), 950), (Faults(crashes=2), 2705)], ids=repr)
def test_a_client_finds_the_master_or_gives_up_with_a_word(faults, worlds):
    verdict = verify(chubby_client([1, 2, 3], [9], **CLIENT), timed=True, always=masters_say_so_themselves,
                     eventually=clients_get_a_word, faults=faults,
                     within=lambda node: node.kind != "Replica" or node.round <= 2)
    assert verdict and verdict.worlds == worlds


@pytest.mark.parametrize("seed", range(5))
def test_clients_of_a_living_cell_find_the_same_master(seed):
    trace = simulate(chubby_client([1, 2, 3, 4, 5], [8, 9], tries=20), seed=seed, until=600)
    assert trace.last[8].leader == trace.last[9].leader is not None


@pytest.mark.parametrize("holders, faults, worlds", [
    ([1], Faults(), 13), ([1, 2], Faults(), 185), ([1, 2, 3], Faults(), 3583),
    ([1, 2], Faults(crashes=1, restarts=1), 3485)], ids=repr)
def test_a_store_with_a_fence_keeps_the_order_of_the_grants(holders, faults, worlds):
    verdict = verify(chubby_lock(holders), always=[writes_keep_the_order, tokens_differ], faults=faults)
    assert verdict and verdict.worlds == worlds


def test_a_lock_delay_helps_a_trusting_store_only_while_messages_keep_their_time():
    def asked(lock_delay, timed=True):
        return verify(chubby_lock([1, 2], node=TrustingStore, network=Network(delay=(1, 3)), lease=6, pause=(0, 6),
                                  lock_delay=lock_delay), timed=timed, always=writes_keep_the_order).holds

    assert [asked(lock_delay) for lock_delay in (0, 1, 2, 3)] == [False, False, True, True]
    assert asked(1000, timed=False) is False


# -- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call, text", [
    (lambda: chubby([]), "at least one"),
    (lambda: chubby([1, 1]), "different"),
    (lambda: chubby([1, 2, 3], majority=4), "from 1 to 3 votes"),
    (lambda: chubby([1, 2, 3], majority=0), "from 1 to 3 votes"),
    (lambda: chubby([1, 2, 3], lease=0), "lease=0"),
    (lambda: chubby([1, 2, 3], lease=2.5), "lease=2.5"),
    (lambda: chubby([1, 2, 3], drift=1), "from 0 to below 1"),
    (lambda: chubby([1, 2, 3], drift=-1), "from 0 to below 1"),
    (lambda: chubby([1, 2, 3], drift="fast"), "from 0 to below 1"),
    (lambda: chubby([1, 2, 3], drift="1/0"), "from 0 to below 1"),
    (lambda: chubby([1, 2, 3], hold=0), "hold=0"),
    (lambda: chubby([1, 2, 3], lease=1, drift="1/2"), "hold=0"),
    (lambda: chubby([1, 2, 3], renew=0), "renew=0"),
    (lambda: chubby([1, 2, 3], lease=5, network=Network(delay=(3, 9))), "every vote would come too late"),
    (lambda: chubby([1, 2, 3], stands={4: (0, 1)}), "a replica that stands for election"),
    (lambda: chubby([1, 2, 3], stands=(5, 1)), "not a window"),
    (lambda: readme_chubby([1, 2, 3], candidates=[4]), "cannot be a candidate"),
    (lambda: readme_chubby([1, 2, 3], lease=0), "lease=0"),
    (lambda: paxos([1, 2, 3], proposers=[9]), "cannot be a proposer"),
    (lambda: paxos([1, 2, 3], majority=5), "from 1 to 3 votes"),
    (lambda: chubby_client([1, 2, 3], [3]), "different"),
    (lambda: chubby_client([1, 2, 3], [9], tries=0), "tries=0"),
    (lambda: chubby_client([1, 2, 3], [9], patience="long"), "patience='long'"),
    (lambda: chubby_lock([0, 1]), "0 is the lock service"),
    (lambda: chubby_lock([1, 2], lease=5), "Give a longer lease"),
    (lambda: chubby_lock([1, 2], lock_delay=-1), "lock_delay=-1"),
])
def test_a_wrong_argument_is_refused_in_the_users_words(call, text):
    with pytest.raises(Mistake, match=text):
        call()


def test_an_even_cell_and_a_cell_of_one_are_allowed():
    assert simulate(chubby([7]), until=200).last.leaders == {7}
    assert simulate(chubby([1, 2, 3, 4]), until=900).last.leaders
