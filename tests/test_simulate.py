"""One run in virtual time: delays, order, chance, faults, limits."""

import pytest
from alike import assert_same_tale
from small_nodes import Alarm, Chatty, Circle, Hello, Memory, Silent, Watcher, group, node_class

from leaderlab import (
    Crash,
    Cut,
    Deliver,
    Drop,
    Duplicate,
    Eventual,
    Heal,
    Network,
    Perfect,
    Restart,
    Start,
    Suspect,
    Timer,
    Trust,
    replay,
    simulate,
)
from leaderlab.algorithms import ring


def times(trace, kind):
    return [step.time for step in trace if isinstance(step.event, kind)]


def where(trace, kind):
    return next(k for k, step in enumerate(trace) if isinstance(step.event, kind))


def again(trace):
    return replay(trace.system, trace.events, times=[step.time for step in trace[1:]])


def test_every_message_arrives_within_its_delay():
    for seed in range(20):
        trace = simulate(group([1, 2], node=Chatty, network=Network(delay=(3, 7), order="any")), seed=seed)
        left = {sent.number: step.time for step in trace for sent in step.sent}
        waits = {step.time - left[step.number] for step in trace if isinstance(step.event, Deliver)}
        assert waits <= set(range(3, 8))


def test_every_delay_of_the_window_is_drawn():
    network = Network(delay=(3, 7), order="any")
    waits = {simulate(group([1, 2], node=Memory, network=network), seed=seed)[1].time for seed in range(50)}
    assert waits == {3, 4, 5, 6, 7}


def test_links_that_are_fifo_keep_the_order_and_others_need_not():
    def orders(order):
        network = Network(delay=(1, 20), order=order)
        traces = [simulate(group([1, 2], node=Chatty, network=network), seed=seed) for seed in range(30)]
        return {tuple(trace.last[1].received) for trace in traces}
    assert orders("fifo") == {tuple(range(1, 9))}
    assert len(orders("any")) > 20


def test_ties_break_by_the_order_of_sending():
    trace = simulate(group([3, 7, 5], node=Memory, network=Network(delay=(4, 4))))
    assert [step.number for step in trace[1:]] == sorted(step.number for step in trace[1:])


def test_a_timer_fires_in_its_window_and_only_if_it_still_counts():
    for seed in range(30):
        trace = simulate(group([1], node=Alarm), seed=seed)
        assert [(step.event.name, step.time) for step in trace[1:]] in (
            [("first", 5), ("second", 6)], [("first", 5), ("second", 7)])


def test_a_crash_forgets_timers_and_memory_but_not_the_disk():
    trace = simulate(group([1], node=Alarm), faults=[(2, Crash(1))])
    assert [type(step.event) for step in trace] == [Start, Crash]
    trace = simulate(group([1, 2], node=Memory), faults=[(30, Crash(2)), (40, Restart(2))])
    down = where(trace, Crash)
    assert trace.worlds[down - 1][2].received == [1]
    assert (trace.worlds[down][2].received, trace.worlds[down][2].up, trace.worlds[down][2].starts) == ([], False, 1)
    assert (trace.last[2].starts, trace.last[2].up, trace.last[1].received) == (2, True, [1, 2])


def test_a_message_for_a_node_that_is_down_is_lost():
    trace = simulate(group([1, 2], node=Memory), faults=[(0, Crash(2))])
    lost = [step for step in trace if step.lost]
    assert [step.event for step in lost] == [Deliver(1, 2, Hello(1))]
    assert "nobody reads it" in str(lost[0])


def test_a_message_that_was_sent_before_a_crash_still_arrives():
    trace = simulate(group([1, 2], node=Memory), faults=[(0, Crash(2))])
    assert trace.last[1].received == [1]


def test_a_cut_loses_what_is_on_the_link_and_what_is_sent_over_it():
    network = Network(delay=(5, 5))
    trace = simulate(group([1, 2, 3], node=Chatty, network=network), faults=[(3, Cut(2, 1)), (12, Heal(1, 2))])
    cut = trace.worlds[where(trace, Cut)]
    assert not [message for message in cut.in_flight if {message.sender, message.to} == {1, 2}]
    assert (cut.cuts, trace.last.cuts) == (((1, 2),), ())
    assert len(trace.last[3].received) == 16 > len(trace.last[1].received) > 8


def test_faults_that_are_not_possible_at_their_time_do_nothing():
    schedule = [(0, Restart(1)), (1, Heal(1, 2)), (2, Crash(2)), (3, Crash(2)), (4, Cut(1, 2)), (5, Cut(2, 1))]
    trace = simulate(group([1, 2]), faults=schedule)
    assert [step.event for step in trace[1:]] == [Crash(2), Cut(1, 2)]


def test_the_schedule_may_be_in_any_order():
    one = simulate(group([1, 2]), faults=[(9, Restart(1)), (2, Crash(1))])
    assert [step.event for step in one[1:]] == [Crash(1), Restart(1)]


def test_a_perfect_detector_reports_every_crash_to_all_within_its_delay():
    system = group([1, 2, 3], node=Watcher, network=Network(detector=Perfect(delay=(4, 6))))
    for seed in range(20):
        trace = simulate(system, faults=[(10, Crash(2)), (50, Restart(2))], seed=seed)
        assert {(s.event.node, s.event.peer) for s in trace if isinstance(s.event, Suspect)} == {(1, 2), (3, 2)}
        assert set(times(trace, Suspect)) <= {14, 15, 16} and set(times(trace, Trust)) <= {54, 55, 56}
        assert trace.last[1].down == set()


def test_a_restart_before_the_report_makes_it_needless():
    system = group([1, 2], node=Watcher, network=Network(detector=Perfect(delay=(10, 10))))
    trace = simulate(system, faults=[(5, Crash(2)), (8, Restart(2))])
    assert not times(trace, Suspect)


def test_a_node_that_comes_back_hears_of_those_who_are_down():
    system = group([1, 2, 3], node=Watcher, network=Network(detector=Perfect(delay=(2, 2))))
    trace = simulate(system, faults=[(5, Crash(2)), (6, Crash(1)), (20, Restart(2))])
    assert trace.last[2].down == {1}


def test_nodes_that_do_not_listen_are_not_told():
    trace = simulate(group([1, 2], network=Network(detector=Perfect())), faults=[(5, Crash(2))])
    assert [type(step.event) for step in trace] == [Start, Crash]


def test_an_eventual_detector_makes_its_mistakes_early_and_takes_them_back():
    network = Network(detector=Eventual(delay=(2, 3), mistakes=3, settles=40))
    for seed in range(30):
        trace = simulate(group([1, 2, 3], node=Watcher, network=network), seed=seed)
        assert len(times(trace, Suspect)) == len(times(trace, Trust)) <= 3
        assert all(time <= 40 for time in times(trace, Suspect))
        assert all(node.down == set() for node in trace.last.nodes)


def test_loss_and_duplication_happen_about_as_often_as_they_should():
    system = group([1, 2, 3], node=Chatty, network=Network(loss=0.25, duplication=0.25))
    traces = [simulate(system, seed=seed) for seed in range(30)]
    sent = sum(trace.messages for trace in traces)
    assert 0.2 < sum(len(times(trace, Drop)) for trace in traces) / sent < 0.3
    assert 0.14 < sum(len(times(trace, Duplicate)) for trace in traces) / sent < 0.24


def test_a_lost_message_does_not_arrive_and_a_doubled_one_arrives_twice():
    for seed in range(20):
        trace = simulate(group([1, 2], node=Chatty, network=Network(loss=0.3, duplication=0.3)), seed=seed)
        arrived = [step.event for step in trace if isinstance(step.event, Deliver)]
        assert len(arrived) == trace.messages - len(times(trace, Drop)) + len(times(trace, Duplicate))


def test_nodes_that_start_apart_begin_within_the_window_and_messages_wait_for_them():
    for seed in range(20):
        trace = simulate(group([1, 2], node=Memory, starts=(5, 30)), seed=seed)
        assert all(5 <= time <= 30 for time in times(trace, Start)[1:])
        assert trace.last[1].received == trace.last[2].received == [1]


def test_messages_that_waited_for_a_node_keep_their_order_even_if_it_crashes_before_it_starts():
    for seed in range(200):
        system = group([1, 2], node=Chatty, network=Network(delay=(1, 9)), starts=(0, 30))
        trace = simulate(system, seed=seed, faults=[(6, Crash(2)), (9, Restart(2))])
        assert_same_tale(trace, again(trace))


def test_a_run_ends_at_a_tick_at_a_predicate_at_a_limit_or_by_itself():
    system = group([1, 2], node=Circle, network=Network(delay=(10, 10)))
    assert len(simulate(system, until=35)) == 4
    assert simulate(system, until=35).end == "Stopped at tick 35; it would go on."
    assert simulate(system, max_steps=3).end == "Stopped after 3 steps; it would go on."
    assert simulate(system, max_steps=0).end == "Stopped after 0 steps; it would go on."
    trace = simulate(ring([3, 7, 5]), until=lambda world: world[7].leader)
    assert trace.last[7].leader == 7 and trace.worlds[-2][7].leader is None
    assert simulate(ring([3, 7, 5])).end == "Nothing more can happen."


def test_a_predicate_may_be_true_at_the_start():
    def all_is_well(world):
        """All is well."""
        return True
    trace = simulate(ring([3, 7, 5]), until=all_is_well)
    assert (len(trace), trace.end) == (1, "Stopped: All is well.")


@pytest.mark.parametrize("until", [0, 7, 12, 30])
def test_a_run_that_was_stopped_is_the_same_without_its_trace(until):
    system = ring([3, 7, 5], network=Network(loss=0.2, detector=Perfect()))
    for seed in range(10):
        trace, bare = (simulate(system, until=until, seed=seed, trace=kept) for kept in (True, False))
        assert sorted(map(str, bare.last.in_flight)) == sorted(map(str, trace.last.in_flight))
        assert (bare.steps, bare.end) == (len(trace) - 1, trace.end)
        assert str(bare.messages) in repr(bare)


def test_a_value_that_becomes_an_equal_one_has_not_changed():
    cls = node_class(flag=0, on_start=lambda self: setattr(self, "flag", False),
                     on_message=lambda self, message, sender: setattr(self, "flag", 0))
    trace = simulate(group([1], node=cls))
    assert trace[0].changes == ()
    assert_same_tale(trace, again(trace))


@pytest.mark.xfail(strict=True, reason="a simulation compares dicts without their order, the graph with it")
def test_a_dict_in_another_order_is_a_change():
    def turn(self, message, sender):
        self.queue[1] = self.queue.pop(1)
    cls = node_class(queue={1: "a", 2: "b"}, on_start=lambda self: self.broadcast(Hello()), on_message=turn)
    trace = simulate(group([1, 2], node=cls))
    assert [str(change.after) for change in trace[1].changes] == ["{2: 'b', 1: 'a'}"]
    assert_same_tale(trace, again(trace))


def test_a_timer_may_be_due_at_once():
    cls = node_class(on_start=lambda self: self.set_timer("now", 0), on_timer=lambda self, name: self.say("Done."))
    trace = simulate(group([1], node=cls))
    assert [(step.time, step.event) for step in trace[1:]] == [(0, Timer(1, "now"))]


def test_the_collector_of_python_is_left_as_it_was():
    import gc
    assert gc.isenabled()
    simulate(group([1], node=Silent))
    assert gc.isenabled()
