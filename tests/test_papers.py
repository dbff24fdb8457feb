"""Measured figures of papers, built again: exact where the paper is exact, in shape and number where it measured."""

from fractions import Fraction
from math import inf
from statistics import mean, median

import pytest

from leaderlab.experiments import (
    availability,
    bully_counts,
    chang_roberts_counts,
    figure16,
    herd_counts,
    lease_against_failover,
    long_rings,
    quorum_availability,
    raft_multiplier,
    ring_maxima,
    split_probability,
    split_votes,
    wide_area_elections,
)
from leaderlab.experiments.timeouts import PAPER, PAPER_MEAN, downtime, downtimes

pytestmark = pytest.mark.slow        # `make quick` leaves them out; together they take a while

pytest.importorskip("pandas")


# -- counts ------------------------------------------------------------------------------------------------------------


def test_chang_and_roberts_best_worst_and_mean_are_exactly_those_that_are_proven():
    chart = chang_roberts_counts(range(2, 7))
    assert list(chart.measured.values()) == list(chart.proven.values())
    assert chart.measured["mean"][6] == Fraction(147, 10)


def test_the_worst_orders_of_the_three_ring_algorithms():
    chart = ring_maxima(range(2, 7))
    ring, halving, both_ways = chart.measured.values()
    assert [ring, halving] == list(chart.proven.values())
    assert both_ways == {2: 10, 3: 23, 4: 32, 5: 55, 6: 68}


def test_on_long_rings_n_log_n_wins():
    ring, both_ways, halving = long_rings((8, 64)).measured.values()
    assert ring == {8: 36, 64: 2080}
    assert both_ways[8] > ring[8] and both_ways[64] < ring[64]
    assert halving == {8: 24, 64: 192}


def test_the_bully_costs_n_squared_or_n():
    chart = bully_counts()
    assert list(chart.measured.values()) == list(chart.proven.values())
    assert chart.measured["the lowest finds out"] == {3: 5, 4: 11, 5: 19, 6: 29, 7: 41, 8: 55}


def test_the_herd_is_told_n_squared_times_the_chain_n_times():
    chart = herd_counts(range(2, 7))
    assert list(chart.measured.values()) == list(chart.proven.values())


# -- Raft, figure 16 ---------------------------------------------------------------------------------------------------

RANGES = ((150, 155), (150, 175), (150, 200), (150, 300), (12, 24))


@pytest.fixture(scope="module")
def ladder():
    table = downtimes(RANGES, trials=100)
    return {(a, b): sorted(table[(table.shortest == a) & (table.longest == b)].value) for a, b in RANGES}


def test_without_randomness_nobody_is_elected_for_ten_seconds():
    assert [downtime(150, 150, seed) for seed in range(2)] == [inf, inf]


def test_five_milliseconds_of_randomness_help_and_the_median_is_that_of_the_paper(ladder):
    """287 ms in the paper; the time of a message is fitted to it."""
    assert median(ladder[150, 155]) == pytest.approx(PAPER[(150, 155), 50], rel=0.2)


def test_fifty_milliseconds_bound_the_worst_case_as_in_the_paper(ladder):
    """513 ms in 1,000 trials of the paper."""
    assert 250 < max(ladder[150, 200]) < 1.3 * PAPER[(150, 200), 100]


def test_wider_ranges_have_shorter_tails(ladder):
    tails = [ladder[150, high][89] for high in (155, 175, 200)]
    assert tails == sorted(tails, reverse=True)


def test_too_wide_a_range_costs_time_in_the_middle(ladder):
    assert median(ladder[150, 300]) > median(ladder[150, 200])


def test_nobody_is_elected_before_half_the_shortest_timeout_has_passed(ladder):
    assert all(times[0] >= low / 2 for (low, _), times in ladder.items())


def test_short_timeouts_replace_a_leader_in_tens_of_milliseconds(ladder):
    """Mean 35 ms and longest 152 ms in the paper; ours are below, because no disk takes part."""
    assert 12 < mean(ladder[12, 24]) < PAPER_MEAN[12, 24]
    assert max(ladder[12, 24]) < PAPER[(12, 24), 100]


def test_where_a_message_takes_longer_votes_split_more_often():
    slow = [downtime(150, 155, seed, one_way=(7, 8)) for seed in range(10)]
    fast = [downtime(150, 155, seed) for seed in range(10)]
    assert median(slow) > 2 * median(fast)


def test_the_figure_shows_the_numbers_of_the_paper_beside_ours():
    chart = figure16(((150, 155), (12, 24)), trials=5)
    assert chart.measured["paper, 150–155 ms"] == {50: 287}
    assert set(chart.measured) == {"150–155 ms", "12–24 ms", "paper, 150–155 ms", "paper, 12–24 ms"}


def test_over_a_wide_area_means_and_tails_are_those_of_the_dissertation():
    """Here the whole setting is known, so the numbers agree, and not only the shape."""
    chart = wide_area_elections(trials=400)
    for down, mean_time in chart.measured["published, mean"].items():
        assert chart.measured["mean"][down] == pytest.approx(mean_time, rel=0.08)
        assert chart.measured["99.9 % stay below"][down] < chart.measured["published, 99.9 %"][down]


# -- split votes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("servers, down, latency, percent", [
    (5, 1, 0.01, 0.06), (5, 1, 0.1, 5.2), (5, 1, 0.2, 18.1), (5, 2, 0.2, 48.8), (9, 2, 0.2, 14.8), (9, 4, 0.2, 67.2),
    (3, 1, 0.1, 19), (3, 1, 0.2, 36)])
def test_the_formula_for_split_votes_gives_the_published_numbers(servers, down, latency, percent):
    assert 100 * split_probability(servers, down, latency) == pytest.approx(percent, abs=0.06)


def test_votes_split_as_often_as_the_formula_says():
    chart = split_votes(latencies=(0.1, 0.3), trials=150)
    for measured, proven in zip(chart.measured.values(), chart.proven.values()):
        for latency, percent in measured.items():
            assert percent == pytest.approx(proven[latency], abs=10)    # 150 trials: 4 % is one standard deviation


# -- fail-over ---------------------------------------------------------------------------------------------------------


def test_time_without_a_leader_grows_with_consuls_raft_multiplier():
    chart = raft_multiplier((1, 5), trials=12)
    means, expected = chart.measured["mean"], chart.proven["expected mean"]
    assert all(means[m] == pytest.approx(expected[m], rel=0.25) for m in means)
    assert 4 < means[5] / means[1] < 7


def test_a_long_lease_is_a_long_wait():
    chart = lease_against_failover((50, 200), trials=12)
    shortest, bound = chart.measured["shortest"], chart.proven["two thirds of the lease"]
    assert all(shortest[lease] >= bound[lease] for lease in shortest)
    assert 3 < chart.measured["mean"][200] / chart.measured["mean"][50] < 5


# -- availability ------------------------------------------------------------------------------------------------------


def test_a_cluster_elects_a_leader_exactly_when_a_majority_is_up():
    """The same draws decide who is down and whether the formula's majority is up, so the two agree day by day."""
    from random import Random

    from leaderlab.experiments.quorums import elects
    for servers in (1, 2, 3, 4, 5):
        for seed in range(20):
            dice = Random(seed)
            up = sum(dice.random() >= 0.3 for _ in range(servers))
            assert elects(servers, 0.3, seed) == (2 * up > servers)


def test_the_share_of_days_with_a_leader_follows_the_quorum_formula():
    chart = availability(servers=(1, 3, 4), down=(0.2,), trials=100)
    (measured,), (proven,) = chart.measured.values(), chart.proven.values()
    assert all(measured[n] == pytest.approx(proven[n], abs=10) for n in measured)


def test_an_even_number_of_servers_buys_nothing():
    for down in (0.01, 0.1, 0.3):
        assert quorum_availability(4, down) < quorum_availability(3, down)
        assert quorum_availability(2, down) < quorum_availability(1, down)
