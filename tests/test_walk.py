"""A walk in somebody's hands: what may happen, forks, going on, the shortest way to a goal."""

import pytest
from small_nodes import Alarm, Hello, group

from leaderlab import (
    Crash,
    Cut,
    Deliver,
    Duplicate,
    Eventual,
    Faults,
    Mistake,
    Network,
    Restart,
    Suspect,
    Timer,
    at_most_one_leader,
    quiet,
    replay,
    simulate,
    somebody_leads,
    verify,
)
from leaderlab.algorithms import bully, chang_roberts, readme_ring, ring, shout
from leaderlab.walk import Walk

RUNS = [simulate(ring([3, 7, 5], initiators=[3]), faults=[(9, Crash(7))]),
        simulate(bully([1, 2, 3]), faults=[(0, Crash(3))]),
        simulate(shout([1, 2, 3], network=Network(order="any", detector=Eventual()))),
        simulate(chang_roberts([1, 2, 3], network=Network(order="any", loss=0.3, duplication=0.3)), seed=4),
        replay(readme_ring([3, 7, 5], initiators=[3]), [Crash(5)]),
        verify(bully([1, 2, 3]), timed=True, always=lambda world: not world.leaders).trace]


@pytest.mark.parametrize("trace", RUNS, ids=lambda trace: str(trace.system))
def test_every_step_of_a_run_is_among_the_choices_of_the_step_before(trace):
    walk = Walk(trace)
    for k, event in enumerate(walk.events):
        assert event in walk.choices(k)
    assert len(walk.states) == len(walk.events) + 1


@pytest.mark.parametrize("trace", RUNS, ids=lambda trace: str(trace.system))
def test_every_choice_makes_a_run_that_replays(trace):
    walk = Walk(trace)
    for k in range(0, len(walk.events) + 1, 3):
        for event in walk.choices(k):
            fork = walk.fork(k, event)
            assert fork.events == [*walk.events[:k], event]
            again = replay(trace.system, fork.events, drift=trace.drift)
            assert [step.changes for step in again] == [step.changes for step in fork.trace]


def test_a_fork_leaves_the_first_run_as_it_was():
    trace = RUNS[0]
    walk, text = Walk(trace), str(trace)
    fork = walk.fork(2, Crash(5)).go_on(3)
    assert str(walk.trace) == text and fork.events[:3] == [*walk.events[:2], Crash(5)]


def test_what_cannot_happen_is_refused_by_name():
    with pytest.raises(Mistake, match="This cannot happen here: 7 restarts"):
        Walk(RUNS[4]).fork(1, Restart(7))


def test_a_step_by_hand_happens_as_early_as_its_window_allows():
    walk = Walk(simulate(group([1, 2], node=Alarm), until=0))
    timer = next(event for event in walk.choices(0) if isinstance(event, Timer))
    earliest = next(t.earliest for t in walk.trace[0].timers if (t.node, t.name) == (timer.node, timer.name))
    fork = walk.fork(0, timer)
    assert fork.trace.timed and fork.trace[1].time == earliest


def test_time_never_runs_backwards():
    for trace in RUNS[:2]:
        walk = Walk(trace)
        fork = walk.fork(4, walk.choices(4)[-1]).go_on(5)
        times = [step.time for step in fork.trace]
        assert times == sorted(times) and times[:5] == [step.time for step in trace[:5]]


def test_going_on_lets_the_run_come_to_its_end():
    walk = Walk(replay(ring([3, 7, 5], initiators=[3]), [Crash(7)]))
    end = walk.go_on(1).trace
    assert end.end == "Nothing more can happen." and [node.leader for node in end.last.up] == [5, 5]


def test_going_on_stops_after_as_many_steps_as_asked():
    walk = Walk(replay(chang_roberts([1, 2, 3]), []))
    assert len(walk.go_on(0, most=2).events) == 2


def test_a_search_finds_the_shortest_way_or_proves_that_there_is_none():
    walk = Walk(replay(ring([3, 7, 5], initiators=[3]), [Crash(7)]))
    found = walk.search(1, somebody_leads)
    assert found.trace.last.leaders and found.events[0] == Crash(7)
    assert not any(world.leaders for world in list(found.trace.worlds)[:-1])
    assert walk.search(1, lambda world: not at_most_one_leader(world)) is None
    assert walk.search(1, quiet).trace.end == "Nothing more can happen."


def test_a_search_may_use_faults():
    walk = Walk(replay(chang_roberts([1, 2, 3]), []))
    hopeless = walk.search(0, lambda world: quiet(world) and not world.leaders, faults=Faults(crashes=1))
    assert any(isinstance(event, Crash) for event in hopeless.events)


def test_a_search_that_is_too_large_says_so():
    walk = Walk(replay(chang_roberts([1, 2, 3, 4]), []))
    with pytest.raises(Mistake, match="stopped after"):
        walk.search(0, lambda world: False, most=10)


def test_hand_made_faults_are_all_there():
    walk = Walk(replay(ring([3, 7, 5], initiators=[3]), []))
    first = Deliver(3, 7, walk.trace[0].sent[0].message)
    choices = walk.choices(0)
    assert {first, Duplicate(*first.__dict__.values()), Crash(3), Cut(3, 7), Suspect(5, 3)} <= set(choices)
    assert choices[0] == first


def test_a_walk_through_a_hand_made_system():
    walk = Walk(replay(group([1, 2]), []))
    assert all(not isinstance(event, Hello) for event in walk.choices(0))
