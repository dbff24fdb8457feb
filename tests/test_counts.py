"""Counts of messages that books and papers give, measured by running: they do not depend on chance."""

from fractions import Fraction
from itertools import combinations, permutations

import pytest

from leaderlab import Crash, Network, simulate
from leaderlab.algorithms import bully, chang_roberts, hirschberg_sinclair, readme_ring, ring, shout
from leaderlab.algorithms.bully import Answer, Coordinator
from leaderlab.algorithms.bully import Election as Challenge
from leaderlab.algorithms.chang_roberts import Elected, Election
from leaderlab.algorithms.hirschberg_sinclair import Probe, Reply


def rings(n):
    """Every order of n ids round a ring, up to rotation."""
    return [(n, *rest) for rest in permutations(range(1, n))]


def elections(ids, **options):
    return simulate(chang_roberts(ids, **options)).count(Election)


# -- Chang and Roberts -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [*range(1, 8), pytest.param(8, marks=pytest.mark.slow)])
def test_chang_and_roberts_need_n_times_a_harmonic_number_on_average(n):
    counts = [elections(ids) for ids in rings(n)]
    assert min(counts) == max(1, 2 * n - 1)
    assert max(counts) == n * (n + 1) // 2
    assert Fraction(sum(counts), len(counts)) == n * sum(Fraction(1, k) for k in range(1, n + 1))


def test_falling_ids_are_the_worst_order_and_rising_ids_the_best():
    assert elections([5, 4, 3, 2, 1]) == 15
    assert elections([1, 2, 3, 4, 5]) == 9


def test_one_initiator_needs_five_to_nine_messages_on_a_ring_of_five():
    counts = {elections(ids, initiators=[one]) for ids in rings(5) for one in ids}
    assert (min(counts), max(counts)) == (5, 9)


def test_the_announcement_of_chang_and_roberts_goes_once_round():
    for n in range(1, 6):
        for ids in rings(n):
            assert simulate(chang_roberts(ids)).count(Elected) == n


# -- the seed ring -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("build", [readme_ring, ring])
def test_each_initiator_of_the_ring_costs_two_rounds(build):
    for n in range(1, 6):
        for k in range(n + 1):
            for initiators in combinations(range(n), k):
                assert simulate(build(range(n), initiators=initiators)).messages == 2 * k * n


# -- Hirschberg and Sinclair -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n, least, most", [
    (2, 10, 10), (3, 23, 23), (4, 28, 32), (5, 49, 55), (6, 54, 68), (7, 59, 78)])
def test_hirschberg_and_sinclair_need_these_probes_and_replies(n, least, most):
    counts = [simulate(hirschberg_sinclair(ids)).count((Probe, Reply)) for ids in rings(n)]
    assert (min(counts), max(counts)) == (least, most)


@pytest.mark.slow
def test_hirschberg_and_sinclair_on_eight_nodes():
    counts = [simulate(hirschberg_sinclair(ids)).count((Probe, Reply)) for ids in rings(8)]
    assert (min(counts), max(counts)) == (64, 89)


# -- the bully ---------------------------------------------------------------------------------------------------------


def bully_run(n, detector, seed=0):
    """Coordinator n is down when ``detector`` starts an election; nobody else hears of the crash."""
    system = bully(range(1, n + 1), initiators=[detector], network=Network())
    return simulate(system, faults=[(0, Crash(n))], seed=seed)


@pytest.mark.parametrize("n, messages", [(3, 5), (4, 11), (5, 19), (6, 29), (7, 41), (8, 55)])
def test_the_bully_costs_n_squared_if_the_lowest_starts(n, messages):
    trace = bully_run(n, 1)
    assert trace.messages == n * n - n - 1 == messages
    assert trace.count(Challenge) == n * (n - 1) // 2
    assert trace.count(Answer) == (n - 1) * (n - 2) // 2
    assert trace.count(Coordinator) == n - 2
    assert {node.leader for node in trace.last.up} == {n - 1}


@pytest.mark.parametrize("n", range(3, 9))
def test_the_bully_is_cheap_if_the_second_highest_starts(n):
    trace = bully_run(n, n - 1)
    assert trace.count(Coordinator) == n - 2
    assert trace.messages == n - 1          # one of them asks the crashed coordinator


# -- and chance has no say ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("run", [
    lambda seed: simulate(ring([3, 7, 5, 9], initiators=[3, 5]), seed=seed),
    lambda seed: simulate(readme_ring([3, 7, 5, 9]), seed=seed),
    lambda seed: simulate(chang_roberts([3, 7, 5, 9, 1]), seed=seed),
    lambda seed: simulate(hirschberg_sinclair([3, 7, 5, 9, 1]), seed=seed),
    lambda seed: simulate(shout([3, 7, 5]), seed=seed),
    lambda seed: bully_run(5, 1, seed),
], ids=["ring", "readme", "chang_roberts", "hirschberg_sinclair", "shout", "bully"])
def test_the_count_is_the_same_for_every_seed(run):
    assert len({run(seed).messages for seed in range(100)}) == 1
