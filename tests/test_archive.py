"""JSON: the trace comes back whole, with the author's classes and without, and a browser can read it."""

import enum
import json
import math

import pytest
from alike import assert_same_tale, assert_same_worlds
from small_nodes import Alarm, Hello, Memory, Watcher, group, node_class

from leaderlab import (
    Crash,
    Eventual,
    Faults,
    Message,
    Network,
    Node,
    Perfect,
    Restart,
    Trace,
    at_most_one_leader,
    durable,
    quiet,
    replay,
    simulate,
    verify,
)
from leaderlab.algorithms import bully, chang_roberts, readme_ring, ring, shout

TRACE = simulate(ring([3, 7, 5], initiators=[3]), faults=[(9, Crash(7))])


def strict(text):
    """JSON as a browser reads it: no NaN, no Infinity."""
    def refuse(name):
        raise AssertionError(f"{name} is not JSON")
    return json.loads(text, parse_constant=refuse)


def test_the_document_has_the_keys_of_schema_1():
    document = strict(TRACE.to_json())
    assert document["format"] == "leaderlab trace" and document["schema"] == 1
    assert document["system"] == "ring([3, 7, 5], initiators=[3])" and document["title"] == "Ring"
    assert document["network"]["order"] == "fifo" and document["network"]["delay"] == [1, 10]
    assert (document["seed"], document["timed"], document["loop"]) == (0, True, None)
    assert document["end"] == TRACE.end
    assert [node["id"] for node in document["nodes"]] == [3, 7, 5]
    assert document["nodes"][0]["kind"] == "Ring"
    assert dict(document["nodes"][0]["state"])["members"] == {"tuple": [3, 7, 5]}
    assert document["messages"][0] == ["Election", [["initiator", 3], ["round", 1], ["largest", 3]]]


def test_steps_name_messages_by_number_and_leave_out_what_is_empty():
    steps = strict(TRACE.to_json())["steps"]
    assert steps[0]["event"] == ["start", None] and steps[0]["sent"] == [[0, 3, 7, 0]]
    assert steps[1]["event"] == ["crash", 7] and set(steps[1]) <= {"t", "event", "changes"}
    assert steps[2]["event"] == ["deliver", 0, 3, 7, 0] and steps[2]["lost"] is True
    numbers = [row[0] for step in steps for row in step.get("sent", ())]
    assert numbers == list(range(len(numbers)))


def test_a_doubled_message_names_its_copy():
    trace = simulate(group([1, 2], node=Memory, network=Network(duplication=0.9)), seed=1)
    steps = strict(trace.to_json())["steps"]
    doubled = [step["event"] for step in steps if step["event"][0] == "duplicate"]
    copies = [event[5] for event in doubled]
    delivered = [step["event"][1] for step in steps if step["event"][0] == "deliver"]
    assert doubled and len(set(copies)) == len(copies)
    assert sorted(delivered) == sorted([event[1] for event in doubled] + copies + [n for n in delivered if n not in
                                       [event[1] for event in doubled] + copies])
    assert len(set(delivered)) == len(delivered)


SAMPLES = [
    TRACE,
    simulate(bully([1, 2, 3]), faults=[(20, Crash(3)), (100, Restart(3))]),
    simulate(chang_roberts([3, 7, 5], network=Network(order="any", loss=0.2, duplication=0.2)), seed=3),
    simulate(shout([3, 7], network=Network(detector=Eventual(mistakes=2)))),
    verify(readme_ring([3, 7, 5], initiators=[3]), always=lambda world: world[5].leader is None).trace,
    verify(ring([3, 7], network=Network(detector=Eventual())), always=at_most_one_leader).trace,
    replay("ring([3, 7, 5], initiators=[3]) | crash:7 3>7"),
]


@pytest.mark.parametrize("trace", SAMPLES, ids=lambda trace: str(trace.system))
def test_a_trace_of_the_library_comes_back_as_it_was(trace):
    again = Trace.from_json(trace.to_json())
    assert str(again) == str(trace) and again.to_json() == trace.to_json()
    assert_same_tale(again, trace)
    assert again.events == trace.events and again.line() == trace.line()
    assert_same_worlds(again.worlds, trace.worlds)


def own_classes():
    """Classes that nobody can look up: as in somebody else's notebook."""
    class Vote(Message):
        what: object
        again: object = None

    class Elector(Node):
        kept: int = durable(0)
        box: object = None
        leader: int | None = None

        def on_start(self):
            self.kept += 1
            self.box = [1, (2, {3: [Vote(4)]}), {"a", "b"}]
            self.broadcast(Vote({"k": [1, None, True, 1.5]}, Vote("inner <b>{}</b>")))
            self.say("Braces {} and <b>marks</b> stay.")

        def on_suspect(self, peer):
            self.leader = None

    return Elector


def test_a_trace_of_somebody_else_s_classes_can_be_shown_without_them():
    system = group([1, 2], node=own_classes(), network=Network(detector=Perfect()))
    trace = simulate(system, faults=[(15, Crash(1)), (30, Restart(1))])
    again = Trace.from_json(trace.to_json())
    assert str(again) == str(trace)
    assert again.to_json() == trace.to_json()
    assert again.system.nodes[0].kept == 0 and type(again.system.nodes[0]).__name__ == "Elector"
    assert_same_worlds(again.worlds, trace.worlds)


def test_with_the_classes_it_is_the_same_system():
    Elector = own_classes()
    trace = simulate(group([1, 2], node=Elector))
    again = Trace.from_json(trace.to_json(), Elector)
    assert type(again.system.nodes[0]) is Elector
    assert str(again) == str(trace)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan, 2**70, -0.0, 1e300, "\u2028</script>"], ids=repr)
def test_odd_values_survive(value):
    cls = node_class(on_start=lambda self: setattr(self, "leader", value))
    trace = simulate(group([1], node=cls))
    strict(trace.to_json())
    again = Trace.from_json(trace.to_json())
    assert repr(again.last[1].leader) == repr(value)
    assert str(again) == str(trace)


def test_an_enum_survives_as_text():
    class Role(enum.Enum):
        LEADER = "leader"
    cls = node_class(on_start=lambda self: self.broadcast(Hello(Role.LEADER)))
    trace = simulate(group([1, 2], node=cls))
    assert "LEADER" in str(Trace.from_json(trace.to_json()))


def test_a_lasso_keeps_its_loop():
    cls = node_class(on_start=lambda self: self.set_timer("t", 1), on_timer=lambda self, name: self.set_timer("t", 1))
    trace = verify(group([1], node=cls), eventually=quiet).trace
    assert trace.loop == 0
    again = Trace.from_json(trace.to_json())
    assert (again.loop, again.end) == (trace.loop, trace.end)


def test_timers_and_windows_are_written_as_they_were_set():
    steps = strict(simulate(group([1], node=Alarm)).to_json())["steps"]
    assert steps[0]["timers"] == [[1, "first", 5, 5], [1, "second", 10, 20], [1, "never", 7, 7]]
    assert steps[1]["timers"] == [[1, "never", None, None], [1, "second", 1, 2]]


def test_the_network_and_the_detector_come_back():
    network = Network(delay=(2, 3), order="any", loss=0.1, detector=Eventual(delay=5, mistakes=2, settles=9))
    trace = simulate(group([1, 2], node=Watcher, network=network, starts=(1, 4)))
    again = Trace.from_json(trace.to_json())
    assert (again.system.network, again.system.starts) == (network, (1, 4))


def test_a_counterexample_with_two_copies_of_one_message_comes_back():
    trace = verify(group([1, 2], node=Memory), always=lambda world: len(world[1].received) < 3,
                   faults=Faults(duplicates=2)).trace
    again = Trace.from_json(trace.to_json())
    assert_same_worlds(again.worlds, trace.worlds)
