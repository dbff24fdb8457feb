"""A walk in somebody's hands: what may happen, forks, going on, the shortest way to a goal."""

from collections import Counter

import pytest
from small_nodes import Alarm, Hello, Memory, group

from leaderlab import (
    Crash,
    Cut,
    Deliver,
    Duplicate,
    Eventual,
    Faults,
    HandlerMistake,
    Mistake,
    Network,
    Node,
    Restart,
    Suspect,
    System,
    Timer,
    at_most_one_leader,
    quiet,
    replay,
    simulate,
    somebody_leads,
    verify,
)
from leaderlab.algorithms import bully, chang_roberts, readme_ring, ring, shout
from leaderlab.walk import BreaksDown, Walk

POOL = Network(order="any", loss=0.1, duplication=0.1)
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


@pytest.mark.parametrize("builder", [chang_roberts, bully])
def test_going_on_delivers_every_message_once_also_where_the_network_could_repeat_it(builder):
    walk = Walk(simulate(builder([1, 2, 3], network=POOL), until=0)).go_on(0)
    assert [node.leader for node in walk.trace.last.nodes] == [3, 3, 3]
    sent = Counter((letter.sender, letter.to, letter.message) for step in walk.trace for letter in step.sent)
    read = Counter((event.sender, event.to, event.message) for event in walk.events if isinstance(event, Deliver))
    assert read <= sent


def test_a_message_that_was_doubled_by_hand_is_read_twice_when_the_run_goes_on():
    walk = Walk(replay(group([1, 2], node=Memory), []))
    letter = walk.choices(0)[0]
    doubled = walk.fork(0, Duplicate(*letter.__dict__.values())).go_on(1)
    assert doubled.events.count(letter) == 2


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


# -- a handler that breaks down ----------------------------------------------------------------------------------------


class Touchy(Node):
    """Node 3 cannot read the message 2, and nobody can restart."""
    leader: int | None = None

    def on_start(self):
        if self.id == 1:
            self.send(Hello(1), to=2)
            self.send(Hello(2), to=3)

    def on_message(self, message, sender):
        if message.text == 2:
            raise ValueError("two")
        self.leader = self.id

    def on_restart(self):
        raise KeyError("lost")


NETWORKS = pytest.mark.parametrize("network", [Network(), Network(order="any"), POOL], ids=["fifo", "any", "pool"])


def touchy(network):
    return Walk(simulate(System([Touchy(id) for id in (1, 2, 3)], network=network), until=0))


@NETWORKS
def test_what_breaks_a_handler_is_among_the_choices_and_choosing_it_says_what_the_handler_did(network):
    walk = touchy(network)
    broken = Deliver(1, 3, Hello(2))
    assert {broken, Deliver(1, 2, Hello(1)), Crash(3), Cut(1, 2)} <= set(walk.choices(0))
    for _ in range(2):
        with pytest.raises(HandlerMistake, match=r"Touchy.on_message \(line .*it raised ValueError: two"):
            walk.fork(0, broken)
    for event in walk.choices(0):
        if event != broken:
            assert walk.fork(0, event).choices(1)
    down = walk.fork(0, Crash(3))
    assert Restart(3) in down.choices(1)
    with pytest.raises(HandlerMistake, match="on_restart"):
        down.fork(1, Restart(3))


@NETWORKS
def test_going_on_ends_before_a_handler_that_breaks_down_and_says_why(network):
    walk = touchy(network)
    on = walk.go_on(0)
    assert on.events == [Deliver(1, 2, Hello(1))]
    assert on.mistake == on.trace.end and "it raised ValueError: two" in on.trace.end
    with pytest.raises(HandlerMistake, match="ValueError: two"):
        on.go_on(1)


def test_a_search_goes_on_from_a_run_in_which_something_else_could_have_broken_a_handler():
    way = touchy(Network()).fork(0, Crash(3)).search(1, somebody_leads)
    assert way.events == [Crash(3), Deliver(1, 2, Hello(1))]


class Tired(Node):
    """It breaks down after two alarms."""
    alarms: int = 0
    leader: int | None = None

    def on_start(self):
        self.set_timer("next", 5)

    def on_timer(self, name):
        if self.alarms == 2:
            raise ValueError("tired")
        self.alarms += 1
        self.set_timer("next", 5)


def test_a_search_that_meets_a_broken_handler_shows_the_shortest_way_to_it():
    walk = Walk(replay(group([1, 2], node=Tired), []))
    with pytest.raises(BreaksDown, match=r"Tired.on_timer \(line .*it raised ValueError: tired") as caught:
        walk.search(0, somebody_leads)
    way = caught.value.walk
    assert way.events == [Timer(1, "next"), Timer(1, "next")]
    assert way.trace.end == way.mistake == str(caught.value) and Timer(1, "next") in way.choices(2)
    assert walk.search(0, lambda world: world[2].alarms == 1).events == [Timer(2, "next")]      # the goal is nearer
