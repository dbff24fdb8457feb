"""The graph of worlds: what may happen, and what a step does."""

from collections import deque

import pytest
from alike import look
from small_nodes import Alarm, Hello, Memory, Watcher, group

from leaderlab import (
    Crash,
    Cut,
    Deliver,
    Drop,
    Duplicate,
    Eventual,
    Faults,
    Heal,
    Mistake,
    Network,
    Perfect,
    Restart,
    Start,
    Suspect,
    Tick,
    Timer,
    Trust,
    begin,
    enabled,
    step,
    verify,
)
from leaderlab.algorithms import bully, chang_roberts, ring, shout


def walk(world, *events):
    for event in events:
        world = step(world, event)
    return world


def watchers(ids):
    return group(ids, node=Watcher, network=Network(detector=Perfect()))


def test_the_first_world_is_after_all_nodes_have_started():
    world = begin(ring([3, 7, 5], initiators=[3]))
    assert enabled(world) == list(world.in_flight)
    assert (world.pending, world.cuts, world.leaders) == ((), (), frozenset())


def test_a_step_leaves_the_old_world_alone():
    world = begin(ring([3, 7, 5], initiators=[3]))
    before = look(world)
    (event,) = enabled(world)
    after = step(world, event)
    assert look(world) == before != look(after)
    assert look(step(world, event)) == look(after)


def test_only_the_head_of_a_fifo_link_is_next():
    world = begin(group([1, 2], node=Memory), faults=Faults(crashes=1, restarts=1))
    world = walk(world, Crash(1), Restart(1))
    assert [d for d in enabled(world) if d.sender == 1] == [Deliver(1, 2, Hello(1))]
    assert len(world.in_flight) == 3


def test_any_message_of_an_unordered_link_may_be_next():
    world = begin(group([1, 2], node=Memory, network=Network(order="any")), faults=Faults(crashes=1, restarts=1))
    world = walk(world, Crash(1), Restart(1))
    assert {d.message for d in enabled(world) if d.sender == 1} == {Hello(1), Hello(2)}


def test_a_message_waits_for_a_node_that_has_not_begun():
    world = begin(group([1, 2], node=Memory, starts=(0, 5)))
    assert enabled(world) == [Start(1), Start(2)]
    world = step(world, Start(1))
    assert enabled(world) == [Start(2)]
    assert [str(d) for d in world.in_flight] == ["2 receives Hello(1) from 1"]
    assert Deliver(1, 2, Hello(1)) in enabled(step(world, Start(2)))


def test_timers_may_fire_in_any_order_until_they_are_cancelled():
    world = begin(group([1], node=Alarm))
    assert set(enabled(world)) == {Timer(1, "first"), Timer(1, "second"), Timer(1, "never")}
    assert set(step(world, Timer(1, "first")).timers) == {Timer(1, "second")}


def test_in_ticks_timers_fire_within_their_windows():
    world = begin(group([1], node=Alarm), timed=True)
    for _ in range(5):
        assert enabled(world) == [Tick()]
        world = step(world, Tick())
    assert enabled(world) == [Timer(1, "first")]


def test_in_ticks_a_message_arrives_within_its_delay():
    world = begin(group([1, 2], node=Memory, network=Network(delay=(1, 2))), timed=True)
    assert enabled(world) == [Tick()]
    world = step(world, Tick())
    assert enabled(world) == [Deliver(1, 2, Hello(1)), Deliver(2, 1, Hello(1)), Tick()]
    assert Tick() not in enabled(step(world, Tick()))


def test_a_clock_that_drifts_stretches_a_timer():
    def first(drift):
        world, ticks = begin(group([1], node=Alarm), timed=True, drift=drift), set()
        for tick in range(9):
            if Timer(1, "first") in enabled(world):
                ticks.add(tick)
            if Tick() not in enabled(world):
                break
            world = step(world, Tick())
        return ticks
    assert first(0) == {5}
    assert first("1/5") == {5, 6}           # 5/1.2 = 4.17 and 5/0.8 = 6.25
    assert first("1/4") == {4, 5, 6}        # exactly 4, and 6.67


def test_faults_are_possible_while_the_budget_lasts():
    world = begin(group([1, 2]), faults=Faults(crashes=1, restarts=1))
    assert enabled(world) == [Crash(1), Crash(2)]
    world = step(world, Crash(2))
    assert enabled(world) == [Restart(2)]
    assert [node.up for node in world.nodes] == [True, False]
    assert enabled(step(world, Restart(2))) == []


def test_only_chosen_nodes_fail():
    world = begin(watchers([1, 2, 3]), faults=Faults(crashes=2, suspicions=1, only=[2]))
    assert enabled(world) == [Crash(2), Suspect(1, 2), Suspect(3, 2)]


def test_the_head_of_a_link_may_be_lost_or_doubled():
    world = begin(group([1, 2], node=Memory), faults=Faults(drops=1, duplicates=1))
    assert Drop(1, 2, Hello(1)) in enabled(world) and Duplicate(1, 2, Hello(1)) in enabled(world)
    assert len(step(world, Drop(1, 2, Hello(1))).in_flight) == 1
    twice = walk(world, Duplicate(1, 2, Hello(1)), Deliver(1, 2, Hello(1)), Deliver(1, 2, Hello(1)))
    assert twice[2].received == [1, 1]


def test_a_cut_empties_the_link_both_ways_and_nothing_passes_until_it_heals():
    world = begin(group([2, 1], node=Memory), faults=Faults(cuts=1, heals=1, crashes=1, restarts=1))
    world = step(world, Cut(1, 2))
    assert (world.in_flight, world.cuts) == ((), ((1, 2),))
    world = walk(world, Crash(1), Restart(1))
    assert world.in_flight == ()
    world = step(world, Heal(2, 1))
    assert world.cuts == ()


def test_a_perfect_detector_reports_a_crash_to_everybody_that_listens():
    world = step(begin(watchers([1, 2, 3]), faults=Faults(crashes=1)), Crash(2))
    assert set(enabled(world)) == {Suspect(1, 2), Suspect(3, 2)}
    assert step(world, Suspect(1, 2))[1].down == {2}


def test_a_false_suspicion_is_taken_back():
    world = begin(group([1, 2], node=Watcher, network=Network(detector=Eventual())))
    assert enabled(world) == [Suspect(1, 2), Suspect(2, 1)]
    world = step(world, Suspect(1, 2))
    assert enabled(world) == [Trust(1, 2)]
    assert step(world, Trust(1, 2))[1].down == set()


def test_a_report_that_nobody_has_heard_yet_is_withdrawn_by_a_restart():
    world = begin(watchers([1, 2]), faults=Faults(crashes=1, restarts=1))
    assert enabled(walk(world, Crash(2), Restart(2))) == []


@pytest.mark.parametrize("system, options", [
    (ring([3, 7, 5], initiators=[3]), {"faults": Faults(crashes=1)}),
    (ring([3, 7], initiators=[3, 7]), {"faults": Faults(drops=1, duplicates=1)}),
    (chang_roberts([3, 7, 5]), {"faults": Faults(cuts=1, heals=1)}),
    (shout([3, 7], network=Network(detector=Eventual())), {"faults": Faults(crashes=1, restarts=1)}),
    (bully([1, 2], network=Network(delay=(1, 2), detector=Perfect(delay=(5, 6)))),
     {"timed": True, "faults": Faults(crashes=1)}),
    (group([1, 2], node=Memory, starts=(0, 3)), {"faults": Faults(crashes=1, restarts=1)}),
    (group([1, 2], node=Memory, starts=(0, 3)), {"timed": True, "faults": Faults(crashes=1)}),
    (group([1, 2], node=Alarm), {"timed": True, "drift": "1/10"}),
], ids=str)
def test_walking_by_hand_meets_the_worlds_and_edges_of_a_verification(system, options):
    first = begin(system, **options)
    seen, todo, edges = {first.state}, deque([first]), 0
    while todo:
        world = todo.popleft()
        for event in enabled(world):
            edges += 1
            after = step(world, event)
            if after.state not in seen:
                seen.add(after.state)
                todo.append(after)
    verdict = verify(system, **options)
    assert (verdict.worlds, verdict.edges) == (len(seen), edges)


def test_events_come_in_the_same_order_every_time():
    one, two = (enabled(begin(ring([3, 7, 5]), faults=Faults(crashes=1, cuts=1, drops=1))) for _ in range(2))
    assert one == two and len(set(one)) == len(one)


def test_a_world_that_is_not_on_the_graph_has_no_node_of_that_id():
    with pytest.raises(Mistake, match="no node 4"):
        begin(ring([3, 7, 5]))[4]
