"""A run again: from its events, from one line of text."""

import pytest
from alike import assert_same_tale
from small_nodes import Alarm, Hello, Memory, Silent, Watcher, group

from leaderlab import (
    Crash,
    Cut,
    Deliver,
    Eventual,
    Faults,
    HandlerMistake,
    Mistake,
    Network,
    Node,
    Perfect,
    Restart,
    System,
    at_most_one_leader,
    quiet,
    replay,
    simulate,
    verify,
)
from leaderlab.algorithms import bully, chang_roberts, ring, shout
from leaderlab.algorithms.ring import Election, Ring
from leaderlab.errors import Stuck


def nobody_leads(world):
    return not world.leaders


SYSTEM = ring([3, 7, 5], initiators=[3])


def test_a_line_is_the_system_and_what_happened():
    assert simulate(SYSTEM, max_steps=2).line() == "ring([3, 7, 5], initiators=[3]) | @9 3>7 @17 7>5"


def test_times_may_be_left_out():
    trace = replay("ring([3, 7, 5], initiators=[3]) | 3>7 crash:5 7>5")
    assert [step.time for step in trace] == [0, 1, 2, 3]
    assert trace.timed is False
    assert trace.events == (Deliver(3, 7, Election(3, 1, 3)), Crash(5), Deliver(7, 5, Election(3, 1, 7)))
    assert trace[3].lost


def test_spaces_and_line_ends_do_no_harm():
    line = "  ring([3, 7, 5],\n  initiators=[3])   |   3>7  \n  7>5 \n"
    assert replay(line).events == replay("ring([3, 7, 5], initiators=[3]) | 3>7 7>5").events


def test_a_line_without_events_is_the_start():
    assert len(replay("ring([3, 7, 5]) |")) == 1


@pytest.mark.parametrize("system, faults", [
    (SYSTEM, [(5, Crash(7)), (60, Restart(7))]),
    (ring([7, 3], network=Network(detector=Eventual(mistakes=2, delay=3))), []),
    (chang_roberts([3, -7, 50], network=Network(delay=(1, 20), order="any", loss=0.2, duplication=0.2)), []),
    (chang_roberts([3, -7, 50], network=Network(delay=(1, 20), duplication=0.5)), [(9, Cut(50, 3))]),
    (bully([1, 2, 3], network=Network(delay=(1, 3))), [(10, Crash(3))]),
    (shout([3, 7], network=Network(detector=Perfect())), [(20, Crash(7))]),
    (group([1, 2], node=Alarm), []),
    (group([1, 2], node=Memory, starts=(3, 30)), [(5, Crash(1))]),
], ids=str)
def test_the_line_of_a_run_replays_it(system, faults):
    for seed in range(5):
        trace = simulate(system, seed=seed, faults=faults, max_steps=200)
        again = replay(trace.line(), Alarm, Memory)
        assert_same_tale(trace, again)
        assert again.line() == trace.line()
        assert again.timed


@pytest.mark.parametrize("verdict", [
    verify(SYSTEM, eventually=quiet, always=lambda world: world[5].leader is None, faults=Faults(crashes=1)),
    verify(shout([3, 7], network=Network(detector=Eventual())), always=at_most_one_leader),
    verify(bully([1, 2], network=Network(delay=(1, 2))), timed=True, always=lambda world: world[1].leader is None),
    verify(group([1], node=Alarm), timed=True, drift="1/3", always=lambda world: world[1].rings < 2),
    verify(bully([1, 2], network=Network(delay=1)), timed=True, always=lambda world: world.in_flight),
], ids=lambda verdict: verdict.reason[:60])
def test_the_line_of_a_counterexample_replays_it(verdict):
    assert verdict.holds is False
    again = replay(verdict.trace.line(), Alarm)
    assert_same_tale(verdict.trace, again)
    assert (again.timed, again.line()) == (verdict.trace.timed, verdict.trace.line())


def test_a_line_says_that_it_counts_ticks_even_before_the_first():
    trace = verify(bully([1, 2]), timed=True, always=nobody_leads).trace
    assert replay(trace.line()).timed is trace.timed is True


def test_a_line_may_name_classes_of_your_own():
    class Mine(Ring):
        pass

    line = simulate(ring([3, 7], node=Mine)).line()
    assert "node=Mine" in line
    assert type(replay(line, Mine).system.nodes[0]) is Mine
    assert type(replay(line, [Mine]).system.nodes[0]) is Mine
    with pytest.raises(Mistake, match=r"replay\(line, Mine\)"):
        replay(line)


def test_a_timer_may_have_a_name_of_several_words():
    class Patient(Node):
        leader: int | None = None

        def on_start(self):
            self.set_timer("wait for an answer", 5)

    trace = simulate(group([1], node=Patient))
    assert_same_tale(trace, replay(trace.line(), Patient))


def test_the_text_of_a_system_builds_the_same_system():
    for system in (ring([3, 7, 5]), ring((3, 7, 5)), ring(range(5, 2, -1)), ring({10, 3}), ring(iter([5, 3])),
                   ring({5: 1, 3: 2}), ring(initiators=[7], ids=[3, 7]),
                   ring([3, 7], initiators={7, 3}, network=Network(delay=5, loss=0.1)),
                   ring([3, 7], network=Network(detector=Eventual(mistakes=3)))):
        again = replay(f"{system} |").system
        assert (again.ids, again.network, str(again)) == (system.ids, system.network, str(system))
        assert list(map(vars, again.nodes)) == list(map(vars, system.nodes))


def test_an_event_that_fits_several_messages_must_be_written_out():
    system = chang_roberts([3, 7, 5], network=Network(order="any"))
    line = f"{system} | 5>3 3>7"
    with pytest.raises(Mistake, match="fits several messages") as caught:
        replay(line)
    assert "3>7:Election(3)" in str(caught.value) and "3>7:Election(5)" in str(caught.value)
    assert len(replay(line + ":Election(5)")) == 3


def test_a_replay_ends_with_what_could_follow():
    assert replay(SYSTEM, []).end == "More could happen."
    trace = simulate(SYSTEM, faults=[(40, Crash(3))])
    assert replay(SYSTEM, trace.events).end == "Nothing more can happen."
    lossy = ring([3, 7, 5], network=Network(loss=0.5))
    trace = simulate(lossy, seed=1)
    assert replay(lossy, trace.events).end == "Nothing more can happen."


def test_a_replay_of_a_false_suspicion_has_its_correction_still_to_come():
    system = group([1, 2], node=Watcher, network=Network(detector=Perfect()))
    trace = replay("group([1, 2], node=Watcher, network=Network(detector=Perfect())) | suspect:1:2", Watcher)
    assert [str(event) for event in trace.last.pending] == ["1 trusts 2 again"]
    assert str(system) == str(trace.system)


def test_the_title_names_the_classes_of_the_nodes():
    from leaderlab import System
    assert System([Silent(1), Memory(2), Silent(3)]).title == "Silent and Memory"


# -- a run that does not go on -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words, what", [
    ("3>7 3>7", "'3>7' cannot happen here."),
    ("3>7 crash:9", "'crash:9' cannot happen here."),
    ("3>7 Timer:7", "'Timer:7' is no event."), ("3>7 7(5)", "'7(5)' is no event. Did you mean '7>5'?"),
    ("3>7 7>5,", "'7>5,' is no event. Did you mean '7>5'?"),
    ("3>7 tick:5", "'tick:5' is no event."),
    ("3>7 7", "'7' is no event."),
])
def test_a_word_that_cannot_follow_is_told_with_the_run_before_it(words, what):
    with pytest.raises(Stuck) as caught:
        replay(f"ring([3, 7, 5], initiators=[3]) | {words}")
    assert str(caught.value).startswith(f"Word 2 of the line: {what} What can happen: 7>5")
    assert caught.value.what == what
    assert caught.value.trace.line() == "ring([3, 7, 5], initiators=[3]) | 3>7"


class Trap(Hello):
    """Whoever receives it breaks down."""


class Fragile(Node):
    """Node 1 sends a trap to node 2 and a greeting to node 3."""

    def on_start(self):
        if self.id == 1:
            self.send(Trap("trap"), to=2)
            self.send(Hello("hello"), to=3)

    def on_message(self, message, sender):
        if isinstance(message, Trap):
            raise ValueError("snap")


@pytest.mark.parametrize("network", [Network(), Network(order="any"), Network(order="any", loss=0.1, duplication=0.1)])
def test_what_another_event_would_break_does_not_matter_to_a_run(network):
    system, fine = System([Fragile(id) for id in (1, 2, 3)], network), Deliver(1, 3, Hello("hello"))
    trace = replay(system, [fine])
    assert trace.events == (fine,) and trace.end == "More could happen."
    assert replay(System([Fragile(id) for id in (1, 2, 3)], network), []).end == "More could happen."
    with pytest.raises(HandlerMistake, match="^Event 1: Fragile.on_message .* ValueError: snap. It was node") as caught:
        replay(system, [Deliver(1, 2, Trap("trap"))])
    assert caught.value.node == 2


def test_a_search_begins_where_a_run_has_led_although_another_event_breaks_a_handler():
    system = System([Fragile(id) for id in (1, 2, 3)])
    verdict = verify(replay(system, [Deliver(1, 3, Hello("hello"))]))
    assert verdict.broken == "A handler breaks down." and len(verdict.trace) == 2


def test_the_line_that_is_named_is_the_author_s_and_not_the_library_s():
    class Confused(Ring):
        def on_message(self, message, sender):
            super().on_message(None, sender)
            raise AssertionError

    class Wrong(Ring):
        def on_message(self, message, sender):
            self.say("{} {}", *message)         # a message is no list

    with pytest.raises(HandlerMistake, match=r"Wrong.on_message \(line \d+: self.say"):
        simulate(ring([3, 7], node=Wrong))
    with pytest.raises(HandlerMistake, match="it raised AssertionError. It was"):
        simulate(ring([3, 7], node=Confused))
