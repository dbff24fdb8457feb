"""Each algorithm in every run of small systems: every order of ids, every set of initiators, every order of events."""

from itertools import combinations, permutations

import pytest

from leaderlab import (
    Eventual,
    Faults,
    Network,
    Perfect,
    Suspect,
    all_agree,
    at_most_one_leader,
    irrevocable,
    largest_leads,
    nobody_disagrees,
    nobody_follows_the_dead,
    quiet,
    simulate,
    somebody_leads,
    verify,
)
from leaderlab.algorithms import bully, chang_roberts, hirschberg_sinclair, readme_ring, ring, shout

RINGS = [readme_ring, ring, chang_roberts, hirschberg_sinclair]
SAFE = [at_most_one_leader, nobody_disagrees, largest_leads, irrevocable]
LIVE = [somebody_leads, all_agree, quiet]
ALIVE = [somebody_leads, all_agree, nobody_follows_the_dead, quiet]      # where nodes may crash


def rings(n):
    """Every order of n ids round a ring, up to rotation."""
    return [(n, *rest) for rest in permutations(range(1, n))]


def some(ids):
    """Every set of initiators that is not empty."""
    return [chosen for k in range(1, len(ids) + 1) for chosen in combinations(ids, k)]


# -- without faults ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize("build", RINGS)
def test_a_ring_elects_the_largest_id_whoever_starts(build, n):
    for ids in rings(n):
        for initiators in some(ids) if n < 4 or build is not hirschberg_sinclair else [ids, *zip(ids)]:
            assert verify(build(ids, initiators=initiators), always=SAFE, eventually=LIVE)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_the_largest_that_shouts_leads(n):
    assert verify(shout(range(1, n + 1)), always=SAFE, eventually=LIVE)


@pytest.mark.parametrize("build", RINGS)
def test_links_that_reorder_do_no_harm_to_a_ring(build):
    for ids in rings(3):
        for initiators in some(ids):
            assert verify(build(ids, initiators=initiators, network=Network(order="any")), always=SAFE, eventually=LIVE)


@pytest.mark.parametrize("build", RINGS)
def test_every_ring_needs_reliable_links(build):
    verdict = verify(build([1, 2, 3]), eventually=somebody_leads, faults=Faults(drops=3))
    assert verdict.holds is False


# -- the repaired ring, and what it needs ------------------------------------------------------------------------------


@pytest.mark.parametrize("ids", rings(3), ids=str)
def test_the_ring_of_three_survives_a_crash(ids):
    for initiators in some(ids):
        assert verify(ring(ids, initiators=initiators), always=at_most_one_leader, eventually=ALIVE,
                      faults=Faults(crashes=1))


@pytest.mark.parametrize("ids", rings(3), ids=str)
def test_the_ring_of_three_survives_two_crashes(ids):
    for initiators in some(ids)[:4]:
        assert verify(ring(ids, initiators=initiators), always=at_most_one_leader, eventually=ALIVE,
                      faults=Faults(crashes=2))


@pytest.mark.slow
@pytest.mark.slow
@pytest.mark.parametrize("ids", rings(3), ids=str)
def test_the_ring_of_three_survives_two_crashes_when_more_start(ids):
    for initiators in some(ids)[4:]:
        assert verify(ring(ids, initiators=initiators), always=at_most_one_leader, eventually=ALIVE,
                      faults=Faults(crashes=2))


@pytest.mark.parametrize("ids", rings(4), ids=str)
def test_the_ring_of_four_survives_a_crash(ids):
    for initiator in ids:
        assert verify(ring(ids, initiators=[initiator]), eventually=ALIVE, faults=Faults(crashes=1))


def test_nobody_in_the_ring_turns_to_a_leader_that_it_knows_to_be_down():
    def nobody_follows_whom_it_knows_to_be_down(world):
        return not any(node.leader in node.down for node in world.up)
    system = ring([3, 7, 5], initiators=[3, 5])
    assert verify(system, always=nobody_follows_whom_it_knows_to_be_down, faults=Faults(crashes=2))


@pytest.mark.parametrize("promise, ids, steps", [
    (at_most_one_leader, [3, 7], 5), (at_most_one_leader, [3, 7, 5], 8),
    (nobody_disagrees, [3, 7], 5), (nobody_disagrees, [3, 7, 5], 7)])
def test_one_false_suspicion_splits_the_ring(promise, ids, steps):
    verdict = verify(ring(ids, initiators=[3], network=Network(detector=Eventual())), always=promise)
    assert verdict.broken is promise
    assert len(verdict.trace) - 1 == steps


def test_one_false_suspicion_lets_the_ring_of_two_disagree_for_ever():
    verdict = verify(ring([3, 7], initiators=[3], network=Network(detector=Eventual())), eventually=all_agree)
    assert verdict.broken is all_agree
    assert (verdict.doomed, len(verdict.trace) - 1) == (1, 6)


def test_one_false_suspicion_can_keep_the_ring_of_three_busy_for_ever():
    """5 takes 7 for dead, but 3 still sends to 7: every round of 5 comes home with a winner that 5 does not accept."""
    trace = simulate(ring([3, 7, 5], initiators=[3]), faults=[(60, Suspect(5, 7))], max_steps=2_000)
    assert trace.end == "Stopped after 2,000 steps; it would go on."
    assert trace.last[5].round > 500


def test_a_node_that_comes_back_splits_the_ring():
    verdict = verify(ring([3, 7, 5], initiators=[3]), always=nobody_disagrees, faults=Faults(crashes=1, restarts=1))
    assert verdict.broken is nobody_disagrees
    assert len(verdict.trace) - 1 == 9


# -- the README's ring -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("promise, doomed, steps", [
    (somebody_leads, 1, 6), (all_agree, 1, 6), (nobody_follows_the_dead, 4, 8)])
def test_one_crash_is_too_much_for_the_readme_s_ring(promise, doomed, steps):
    verdict = verify(readme_ring([3, 7, 5], initiators=[3]), eventually=promise, faults=Faults(crashes=1))
    assert verdict.broken is promise
    assert (verdict.doomed, len(verdict.trace) - 1) == (doomed, steps)


@pytest.mark.parametrize("initiators", some([9, 3, 7, 5])[4:10], ids=str)
def test_one_crash_never_gives_the_readme_s_ring_two_living_leaders(initiators):
    """Whoever dies keeps its place on the ring, and swallows the messages that could tell of another winner."""
    assert verify(readme_ring([9, 3, 7, 5], initiators=initiators), always=nobody_disagrees, faults=Faults(crashes=1))


# -- shout and bully ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ids, steps", [([3, 7], 1), ([3, 7, 5], 1)])
def test_one_false_suspicion_gives_two_that_shout(ids, steps):
    verdict = verify(shout(ids, network=Network(detector=Eventual())), always=at_most_one_leader)
    assert verdict.broken is at_most_one_leader
    assert len(verdict.trace) - 1 == steps


def test_after_one_crash_a_late_shout_of_the_dead_is_believed():
    verdict = verify(shout([3, 7, 5]), eventually=all_agree, faults=Faults(crashes=1))
    assert verdict.broken is all_agree
    assert (verdict.doomed, len(verdict.trace) - 1) == (3, 7)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_a_slow_answer_gives_two_bullies(n):
    verdict = verify(bully(range(1, n + 1)), always=at_most_one_leader)
    assert verdict.broken is at_most_one_leader
    assert len(verdict.trace) - 1 == 1


def quick(late=1):
    """Messages within ``late`` ticks, and a detector that needs longer than a round trip."""
    return Network(delay=(1, late), detector=Perfect(delay=(2 * late + 1, 2 * late + 2)))


@pytest.mark.parametrize("crashes", [0, 1])
@pytest.mark.parametrize("late", [1, 2])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_bounded_delays_make_the_bully_safe_and_live(n, late, crashes):
    ids = range(1, n + 1)
    for initiators in some(ids):
        assert verify(bully(ids, initiators=initiators, network=quick(late)), timed=True, always=at_most_one_leader,
                      eventually=[all_agree, nobody_follows_the_dead, quiet] if n > 1 else quiet,
                      faults=Faults(crashes=crashes))


def test_the_bully_survives_two_crashes_and_four_nodes():
    for n, crashes in ((3, 2), (4, 1)):
        assert verify(bully(range(1, n + 1), initiators=[1], network=quick()), timed=True, always=at_most_one_leader,
                      eventually=[all_agree, quiet], faults=Faults(crashes=crashes))


def test_a_bully_that_comes_back_takes_the_lead_while_another_leads():
    verdict = verify(bully([1, 2, 3], initiators=[1], network=quick()), timed=True, always=at_most_one_leader,
                     faults=Faults(crashes=1, restarts=1))
    assert verdict.broken is at_most_one_leader
    assert len(verdict.trace) - 1 == 11
