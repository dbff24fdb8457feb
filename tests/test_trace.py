"""A trace: its steps, its worlds, its counts, its table; and that it never changes."""

import pytest
from alike import look
from small_nodes import Alarm, Chatty, Memory, group

from leaderlab import Crash, Cut, Deliver, Heal, Network, Restart, Start, Step, replay, simulate, verify
from leaderlab.algorithms import chang_roberts, ring
from leaderlab.algorithms.ring import Elected, Election

TRACE = simulate(ring([3, 7, 5], initiators=[3]), faults=[(40, Crash(7))])


def test_a_trace_is_a_sequence_of_steps():
    assert len(TRACE) == len(list(TRACE)) == len(TRACE.events) + 1
    assert isinstance(TRACE[0], Step) and TRACE[0].event == Start()
    assert TRACE[-1] == TRACE[len(TRACE) - 1] == list(TRACE)[-1]
    assert TRACE[1:3] == [TRACE[1], TRACE[2]]
    assert TRACE[::-1][0] == TRACE[-1]


def test_a_step_tells_what_happened():
    step = TRACE[1]
    assert step.event == Deliver(3, 7, Election(3, 1, 3))
    assert [(sent.sender, sent.to, sent.message) for sent in step.sent] == [(7, 5, Election(3, 1, 7))]
    assert step.said[0].node == 7
    assert TRACE[0].changes[0][:2] == (3, "round")
    assert str(step).startswith("7 receives Election(3, 1, 3) from 3; 7 says ")


def test_a_trace_knows_its_system_seed_and_faults():
    assert (str(TRACE.system), TRACE.seed, TRACE.faults, TRACE.timed) == (
        "ring([3, 7, 5], initiators=[3])", 0, ((40, Crash(7)),), True)
    assert TRACE.time == TRACE[-1].time


def test_messages_are_counted_by_kind():
    trace = simulate(ring([3, 7, 5], initiators=[3]))
    assert [trace.count(kind) for kind in (Election, Elected, (Election, Elected))] == [3, 3, 6]
    assert trace.messages == 6


def test_worlds_may_be_asked_for_in_any_order():
    schedule = [(5, Crash(2)), (9, Cut(1, 3)), (12, Restart(2)), (15, Heal(1, 3))]
    trace = simulate(group([1, 2, 3], node=Chatty), faults=schedule)
    in_order = [look(world) for world in trace.worlds]
    assert len(trace) > 70, "longer than the distance between two kept worlds"
    fresh = replay(trace.system, trace.events, times=[step.time for step in trace[1:]])
    for k in (len(trace) - 1, 0, 65, 64, 63, 3, len(trace) // 2, -1):
        assert look(fresh.worlds[k]) == in_order[k]
    assert look(trace.last) == in_order[-1]
    assert len(trace.worlds) == len(trace)


def test_a_world_of_a_trace_does_not_change_when_others_are_made():
    first = TRACE.worlds[1]
    before = look(first)
    list(TRACE.worlds)
    assert look(first) == before


def test_the_world_after_step_0_is_the_first_one_of_the_graph():
    from leaderlab import begin
    assert look(TRACE.worlds[0]) == look(begin(TRACE.system))


def test_the_changes_of_a_trace_lead_from_each_world_to_the_next():
    trace = simulate(group([1, 2], node=Memory), faults=[(9, Crash(1)), (12, Restart(1))])
    fields = {node.id: dict(vars(node)) for node in trace.system.nodes}
    for step, world in zip(trace, trace.worlds, strict=True):
        for change in step.changes:
            assert fields[change.node][change.field] == change.before or change.before == ()
            fields[change.node][change.field] = change.after
        assert {node.id: dict(vars(node)) for node in world.nodes} == fields


def test_every_message_has_a_number_of_its_own():
    trace = simulate(group([1, 2], node=Chatty, network=Network(duplication=0.5)))
    sent = [sent.number for step in trace for sent in step.sent]
    copies = [step.copy for step in trace if step.copy is not None]
    assert sent == sorted(set(sent)) and not set(copies) & set(sent) and len(set(copies)) == len(copies)
    assert sorted(sent + copies) == sorted(step.number for step in trace if isinstance(step.event, Deliver))


def test_a_trace_reads_aloud():
    lines = str(TRACE).splitlines()
    assert lines[0] == "ring([3, 7, 5], initiators=[3])"
    assert len(lines) == len(TRACE) + 2
    assert lines[-1].strip() == TRACE.end == "Nothing more can happen."
    assert all(line[6:8] == "  " and line.endswith(".") for line in lines[1:-1])
    assert "messages" in repr(TRACE)


def test_a_trace_is_a_table():
    pandas = pytest.importorskip("pandas")
    frame = TRACE.frame()
    assert isinstance(frame, pandas.DataFrame) and len(frame) == len(TRACE)
    assert list(frame.columns) == ["time", "event", "said", "changes", "sent"]
    assert frame.index.name == "step"
    assert frame.loc[1, "sent"] == "Election(3, 1, 7) to 5"
    assert frame["event"].str.contains("nobody reads|lost").sum() == sum(step.lost for step in TRACE)


def test_timers_are_part_of_a_trace():
    trace = simulate(group([1], node=Alarm))
    assert [timer[1:] for timer in trace[1].timers] == [("never", None, None), ("second", 1, 2)]


def test_a_trace_without_ticks_counts_steps():
    verdict = verify(chang_roberts([1, 2]), always=lambda world: not world.leaders)
    assert [step.time for step in verdict.trace] == list(range(len(verdict.trace)))
    assert (verdict.trace.timed, verdict.trace.seed, verdict.trace.faults) == (False, None, ())


def test_a_trace_in_ticks_counts_ticks():
    verdict = verify(group([1], node=Alarm), timed=True, always=lambda world: world[1].rings < 1)
    assert [step.time for step in verdict.trace] == [0, 1, 2, 3, 4, 5, 5]
    assert verdict.trace.timed
