"""Consul's sessions and locks: one leader at a time, as long as somebody keeps time; and in order at the resource."""

import pytest
from mutants.consul_lock import in_order, the_key_comes_free

from leaderlab import (
    Crash,
    Eventual,
    Faults,
    Mistake,
    Network,
    Perfect,
    at_most_one_leader,
    quiet,
    simulate,
    verify,
)
from leaderlab.algorithms import consul_lock

pytestmark = pytest.mark.slow        # `make quick` leaves them out; together they take a while

ONE = {"delay": (1, 1)}
SURE = Network(**ONE, detector=Perfect(delay=(1, 1)))
UNSURE = Network(**ONE, detector=Eventual(delay=(1, 1)))
SMALL = {"ttl": 5, "work": (1, 2)}
CRASH = Faults(crashes=1, only=(1, 2))


@pytest.mark.parametrize("checks, network, worlds", [(False, Network(**ONE), 5_138), (True, SURE, 9_840)])
def test_one_application_leads_at_a_time_and_a_crash_frees_the_key(checks, network, worlds):
    verdict = verify(consul_lock(checks=checks, lock_delay=1, network=network, **SMALL), timed=True, faults=CRASH,
                     always=at_most_one_leader, eventually=[the_key_comes_free, quiet])
    assert verdict
    assert verdict.worlds == worlds


@pytest.mark.parametrize("lock_delay, cuts, holds", [
    (0, 0, False), (1, 0, True), (1, 1, False), (5, 1, True)])
def test_a_wrong_health_check_makes_two_leaders_unless_the_lock_delay_is_long_enough(lock_delay, cuts, holds):
    """Without a cut the news of the end travels as fast as the key; behind a cut only the time of the holder helps."""
    verdict = verify(consul_lock(lock_delay=lock_delay, network=UNSURE, ttl=5, work=(1, 1)), timed=True,
                     always=at_most_one_leader, faults=Faults(cuts=cuts))
    assert verdict.holds is holds


def test_a_session_that_nothing_ends_is_safe_for_ever_and_its_lock_is_never_free():
    """The documentation says it plainly: without health checks the safety, with them the liveness."""
    verdict = verify(consul_lock(checks=False, ttl=None, lock_delay=0), always=at_most_one_leader, faults=CRASH)
    assert verdict
    verdict = verify(consul_lock(checks=False, ttl=None, lock_delay=0), eventually=the_key_comes_free, faults=CRASH)
    assert verdict.broken is the_key_comes_free


def test_a_lock_delay_proves_nothing_where_messages_may_be_late():
    verdict = verify(consul_lock(lock_delay=60), always=at_most_one_leader)
    assert verdict.broken is at_most_one_leader


@pytest.mark.parametrize("lock_delay", [0, 15])
def test_the_sequencer_keeps_order_at_the_resource_whatever_the_clocks_do(lock_delay):
    network = Network(detector=Eventual())
    assert verify(consul_lock(lock_delay=lock_delay, ttl=None, network=network), always=in_order, faults=CRASH)
    assert verify(consul_lock(lock_delay=lock_delay, checks=False, network=Network()), always=in_order)


def test_a_released_key_needs_no_delay():
    trace = simulate(consul_lock(lock_delay=10_000), seed=0)
    assert [node.role for node in trace.last.nodes if node.kind == "Application"] == ["done", "done"]


def test_the_applications_of_a_dead_cell_say_so():
    trace = simulate(consul_lock(), faults=[(0, Crash(0))])
    assert {text for step in trace for _, text in step.said} == {
        "Consul does not answer: I do not lead, and I do nothing."}
    assert not trace.last.leaders


def test_a_holder_whose_cell_dies_leads_no_longer_than_its_session():
    trace = simulate(consul_lock(work=(500, 500)), faults=[(40, Crash(0))])
    led = [step.time for step, world in zip(trace, trace.worlds) if world.leaders]
    assert 0 < led[-1] - 40 <= 60
    assert trace.last[1].role == trace.last[2].role == "out"


@pytest.mark.parametrize("call, said", [
    ({"applications": [0, 1]}, "0 is Consul"), ({"ttl": 31}, "at least 32"), ({"ttl": 2.5}, "ttl=2.5"),
    ({"lock_delay": -1}, "0 or more"), ({"work": (9, 2)}, "earliest first")], ids=str)
def test_bad_input_is_refused_in_a_sentence(call, said):
    with pytest.raises(Mistake, match=said):
        consul_lock(**call)
