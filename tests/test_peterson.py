"""Peterson's ring: its promises in every order, and the numbers of its papers."""

from itertools import combinations, permutations

import pytest
from oracle import explore

from leaderlab import Faults, Mistake, Network, all_agree, irrevocable, largest_leads, quiet, simulate, verify
from leaderlab.algorithms import peterson
from leaderlab.algorithms.peterson import Elected, First, Second

SAFE, LIVE = [largest_leads, irrevocable], [all_agree, quiet]


def rings(n):
    """Every order of n ids round a ring, up to rotation."""
    return [(n, *rest) for rest in permutations(range(1, n))]


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_whoever_starts_the_largest_of_all_leads_in_every_order_of_events(n):
    for ids in rings(n):
        for k in range(1, n + 1):
            for initiators in combinations(ids, k):
                assert verify(peterson(ids, initiators=initiators), always=SAFE, eventually=LIVE)


def test_the_number_of_worlds_is_pinned():
    assert [verify(peterson(range(1, n + 1))).worlds for n in (1, 2, 3, 4)] == [3, 11, 25, 60]


@pytest.mark.parametrize("faults", [{}, {"drops": 1}, {"crashes": 1}], ids=str)
def test_a_second_checker_counts_the_same_worlds(faults):
    for ids in rings(3):
        assert verify(peterson(ids), faults=Faults(**faults)).worlds == explore(peterson(ids), **faults)[0]


def test_nobody_starts_nobody_leads():
    assert simulate(peterson([3, 7], initiators=[])).messages == 0


@pytest.mark.parametrize("n, most", [(2, 6), (3, 9), (4, 20), (5, 25), (6, 30), (7, 35),
                                     pytest.param(8, 56, marks=pytest.mark.slow)])
def test_the_most_messages_are_those_of_the_bound(n, most):
    counts = {simulate(peterson(ids)).count((First, Second)) for ids in rings(n)}
    assert max(counts) == most == 2 * n * (n.bit_length() - 1) + n
    assert min(counts) == 3 * n


def test_the_announcement_goes_once_round_and_chance_has_no_say():
    for ids in rings(5):
        assert simulate(peterson(ids)).count(Elected) == 5
    assert len({simulate(peterson([3, 7, 5, 9, 1]), seed=seed).messages for seed in range(50)}) == 1


def test_the_last_candidate_need_not_be_the_leader():
    trace = simulate(peterson([5, 7, 3]))
    last = next(step for step in trace for change in step.changes if change.field == "leader")
    assert last.event.to == 3 and trace.last.leaders == {7}


@pytest.mark.slow
@pytest.mark.parametrize("n", [13, 40])
def test_larger_rings_with_some_initiators_elect_the_largest(n):
    for seed in range(20):
        ids = [(k * 7 + seed) % 101 for k in range(n)]
        assert all_agree(simulate(peterson(ids, initiators=ids[seed % n:]), seed=seed).last)


def test_links_that_do_not_keep_the_order_are_refused():
    with pytest.raises(Mistake, match="the first value must arrive before the second"):
        peterson([3, 7], network=Network(order="any"))
