"""What a reader can get wrong: each mistake is answered by one clear sentence in their words, and nothing hangs."""

import random
import re
import threading
import time

import pytest
from small_nodes import Circle, Hello, Silent, group, node_class

import leaderlab
from leaderlab import (
    Crash,
    Cut,
    Deliver,
    Eventual,
    Faults,
    HandlerMistake,
    Heal,
    Message,
    Mistake,
    Network,
    Node,
    Perfect,
    Start,
    Suspect,
    System,
    Trace,
    at_most_one_leader,
    begin,
    enabled,
    quiet,
    replay,
    simulate,
    step,
    verify,
)
from leaderlab.algorithms import bully, chang_roberts, hirschberg_sinclair, readme_ring, ring, shout

TRIO = ring([3, 7, 5], initiators=[3])
PATIENCE = 20                   # seconds: what hangs would take for ever


def refuses(call, *words, kind=Mistake):
    """The mistake is one readable sentence or two, and it names the culprit in these words."""
    with pytest.raises(kind) as caught:
        call()
    text = str(caught.value)
    for word in words:
        assert word in text
    assert re.search(r"[.?)]$|\| [^.]+$", text) and "\n" not in text and " 0x" not in text
    return text


def named(value):
    """The name of a case: what was given, or the words of the answer."""
    return " ".join(value) if isinstance(value, list) and all(isinstance(v, str) for v in value) else \
        getattr(value, "__name__", repr(value)).replace("<lambda>", "call")


# -- systems -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("build", [readme_ring, ring, chang_roberts, hirschberg_sinclair, bully, shout])
@pytest.mark.parametrize("ids, words", [
    ([3, 7, 3], ["id 3", "different"]),
    ([], ["no node"]),
    ([3, "7"], ["'7'", "whole numbers"]),
    ([3, 7.5], ["7.5", "whole numbers"]),
    ([True, 2], ["True"]),
    (5, ["5 is not a list of ids"]),
    (None, ["None is not a list of ids"]),
    ("375", ["'3' is not an id"]),
], ids=named)
def test_ids_that_cannot_be_right(build, ids, words):
    refuses(lambda: build(ids), *words)


@pytest.mark.parametrize("build", [readme_ring, ring, chang_roberts, hirschberg_sinclair, bully, shout])
def test_one_node_is_a_system(build):
    trace = simulate(build([3]))
    assert trace.last[3].leader == 3
    assert trace.end == "Nothing more can happen."
    assert verify(build([3]), eventually=quiet)


@pytest.mark.parametrize("build", [readme_ring, ring, chang_roberts, hirschberg_sinclair, bully])
@pytest.mark.parametrize("initiators, words", [
    ([4], ["no node 4", "initiator", "[3, 7, 5]"]),
    (9, ["no node 9", "initiator"]),
    (3.5, ["3.5"]),
    ("ab", ["no node"]),
], ids=named)
def test_initiators_that_do_not_exist(build, initiators, words):
    refuses(lambda: build([3, 7, 5], initiators=initiators), *words)


@pytest.mark.parametrize("call, words", [
    (lambda: ring([3, 7], starters=[3]), ["starters", "ring("]),
    (lambda: ring(), ["ids"]),
    (lambda: ring([3, 7], node=5), ["node", "5"]),
    (lambda: ring([3, 7], node=bully), ["node"]),
    (lambda: ring([3, 7], node=Silent), ["Silent", "members"]),
    (lambda: ring([3, 7], network=5), ["network", "5"]),
    (lambda: ring([3, 7], network=Perfect()), ["network", "Perfect"]),
    (lambda: System(5), ["5"]),
    (lambda: System([]), ["no node"]),
    (lambda: System([Silent]), ["Silent", "id"]),
    (lambda: System([3]), ["3 is not a node"]),
    (lambda: System([Silent(3), Silent(3)]), ["id 3"]),
    (lambda: System([Silent(3)], starts=(5, 2)), ["starts", "(5, 2)"]),
    (lambda: System([Silent(3)], network="fifo"), ["network"]),
    (lambda: Silent(3, leadr=5), ["leadr", "'leader'"]),
    (lambda: Silent(3, leader=open), ["remembered"]),
    (lambda: Silent(), ["id"]),
], ids=named)
def test_systems_that_cannot_be_right(call, words):
    refuses(call, *words)


@pytest.mark.parametrize("call, words", [
    (lambda: Network(delay=(-1, 5)), ["delay", "(-1, 5)"]),
    (lambda: Network(delay=(5, 1)), ["delay", "(5, 1)"]),
    (lambda: Network(delay=1.5), ["delay", "1.5"]),
    (lambda: Network(delay="fast"), ["delay", "'fast'"]),
    (lambda: Network(order="lifo"), ["lifo", "fifo"]),
    (lambda: Network(loss=1), ["loss=1"]),
    (lambda: Network(loss=-0.1), ["loss=-0.1"]),
    (lambda: Network(loss="some"), ["loss", "'some'"]),
    (lambda: Network(duplication=2), ["duplication=2"]),
    (lambda: Network(detector=Perfect), ["detector", "Perfect()"]),
    (lambda: Network(detector=True), ["detector"]),
    (lambda: Perfect(delay=-3), ["delay", "-3"]),
    (lambda: Eventual(mistakes=-1), ["mistakes=-1"]),
    (lambda: Eventual(settles=1.5), ["settles=1.5"]),
    (lambda: Faults(crashes=-1), ["crashes=-1"]),
    (lambda: Faults(crashes=True), ["crashes=True"]),
    (lambda: Faults(cuts="one"), ["cuts='one'"]),
    (lambda: Faults(only=5.5), ["only"]),
], ids=named)
def test_networks_and_faults_that_cannot_be_right(call, words):
    refuses(call, *words)


# -- simulate ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call, words", [
    (lambda: simulate("ring"), ["'ring'", "not a system"]),
    (lambda: simulate(ring), ["not a system"]),
    (lambda: simulate(TRIO, seed="0"), ["seed='0'"]),
    (lambda: simulate(TRIO, seed=None), ["seed=None"]),
    (lambda: simulate(TRIO, max_steps=-1), ["max_steps=-1"]),
    (lambda: simulate(TRIO, max_steps=1e3), ["max_steps"]),
    (lambda: simulate(TRIO, until=5.5), ["until=5.5"]),
    (lambda: simulate(TRIO, until=-1), ["until=-1"]),
    (lambda: simulate(TRIO, until="5"), ["until='5'"]),
    (lambda: simulate(TRIO, faults=5), ["5"]),
    (lambda: simulate(TRIO, faults=Faults(crashes=1)), ["Faults(crashes=1)"]),
    (lambda: simulate(TRIO, faults=(5, Crash(3))), ["(50, Crash(9))"]),
    (lambda: simulate(TRIO, faults=[Crash(3)]), ["Crash(3)"]),
    (lambda: simulate(TRIO, faults=[(5, Crash)]), ["Crash"]),
    (lambda: simulate(TRIO, faults=[(Crash(3), 5)]), ["(50, Crash(9))"]),
    (lambda: simulate(TRIO, faults=[(5, Crash(4))]), ["no node 4", "[3, 7, 5]"]),
    (lambda: simulate(TRIO, faults=[(5, Crash("3"))]), ["'3'"]),
    (lambda: simulate(TRIO, faults=[(-5, Crash(3))]), ["-5", "tick"]),
    (lambda: simulate(TRIO, faults=[(5.0, Crash(3))]), ["5.0", "tick"]),
    (lambda: simulate(TRIO, faults=[(5, Cut(3, 4))]), ["no node 4"]),
    (lambda: simulate(TRIO, faults=[(5, Cut(3, 3))]), ["3"]),
    (lambda: simulate(TRIO, faults=[(5, Heal(3, 3))]), ["3"]),
    (lambda: simulate(TRIO, faults=[(5, Suspect(3, 3))]), ["3"]),
    (lambda: simulate(TRIO, faults=[(5, Start(3))]), ["Start(3)", "scheduled"]),
    (lambda: simulate(TRIO, faults=[(5, Deliver(3, 7, Hello()))]), ["scheduled", "loss"]),
], ids=named)
def test_simulations_that_cannot_be_right(call, words):
    refuses(call, *words)


def test_a_stop_that_raises_is_named():
    def never(world):
        return 1 / 0
    refuses(lambda: simulate(TRIO, until=never), "never", "ZeroDivisionError")


def test_a_stop_that_names_a_wrong_field_is_told_so():
    refuses(lambda: simulate(TRIO, until=lambda world: world[3].leadr), "leadr", "'leader'")


# -- verify ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call, words", [
    (lambda: verify("ring"), ["not a system"]),
    (lambda: verify(TRIO, always=5), ["5"]),
    (lambda: verify(TRIO, always=[None]), ["None"]),
    (lambda: verify(TRIO, always="at_most_one_leader"), ["promise"]),
    (lambda: verify(TRIO, eventually=3), ["3"]),
    (lambda: verify(TRIO, always=lambda: True), ["world"]),
    (lambda: verify(TRIO, always=lambda one, two, three: True), ["world"]),
    (lambda: verify(TRIO, faults=1), ["faults=1", "Faults("]),
    (lambda: verify(TRIO, faults=[(5, Crash(3))]), ["faults", "Faults("]),
    (lambda: verify(TRIO, faults=Faults(crashes=1, only=[9])), ["no node 9"]),
    (lambda: verify(TRIO, drift=-1), ["drift=-1"]),
    (lambda: verify(TRIO, drift=1), ["drift=1"]),
    (lambda: verify(TRIO, drift="1/0"), ["drift='1/0'"]),
    (lambda: verify(TRIO, drift="fast"), ["drift='fast'"]),
    (lambda: verify(TRIO, within=5), ["within"]),
    (lambda: verify(TRIO, within=lambda node: node.rond < 5), ["rond", "round"]),
    (lambda: verify(TRIO, within=lambda node: 1 / 0), ["within", "ZeroDivisionError"]),
    (lambda: verify(TRIO, within=lambda node: False), ["within"]),
    (lambda: verify(TRIO, max_worlds=0), ["max_worlds=0"]),
    (lambda: verify(TRIO, max_worlds="all"), ["max_worlds='all'"]),
    (lambda: verify(ring([3, 7], network=Network(duplication=0.1))), ["duplicate", "faults=Faults(duplicates=1)"]),
    (lambda: verify(TRIO, always=lambda world: world[3].leadr), ["leadr", "'leader'"]),
    (lambda: verify(TRIO, always=lambda world: world[4].leader), ["no node 4"]),
    (lambda: verify(TRIO, always=lambda world: world.leader), ["leader"]),
], ids=named)
def test_verifications_that_cannot_be_right(call, words):
    refuses(call, *words)


def test_a_promise_that_raises_is_named():
    def all_is_well(world):
        return world.nodes[7]
    refuses(lambda: verify(TRIO, always=all_is_well), "all_is_well", "IndexError")
    refuses(lambda: verify(TRIO, eventually=all_is_well), "all_is_well", "IndexError")


def test_a_promise_cannot_change_the_world():
    def sets_a_field(world):
        world[3].leader = 3
    refuses(lambda: verify(TRIO, always=sets_a_field), "only looks", "leader")

    def changes_a_set(world):
        world[3].down.add(5)
        return True
    refuses(lambda: verify(TRIO, always=changes_a_set))


# -- handlers ----------------------------------------------------------------------------------------------------------


def handler(function, **fields):
    """A system of two nodes; node 1 runs ``function`` when it receives a message."""
    def on_start(self):
        if self.id == 2:
            self.send(Hello([1]), to=1)
    cls = node_class(on_start=on_start, on_message=lambda self, message, sender: function(self, message), **fields)
    return group([1, 2], node=cls)


def loops(self, message):
    while True:
        pass


def loops_with_a_net(self, message):
    while True:
        try:
            pass
        except Exception:
            pass


def loops_and_refuses_to_stop(self, message):
    while True:
        try:
            pass
        except:         # noqa: E722
            pass


def recurses(self, message):
    recurses(self, message)


def raises(self, message):
    return [][1]


def leaves(self, message):
    raise SystemExit


def sends_to_nobody(self, message):
    self.send(Hello(), to=9)


def sends_to_a_list(self, message):
    self.send(Hello(), to=[2])


def sends_text(self, message):
    self.send("hello", to=2)


def sends_a_class(self, message):
    self.send(Hello, to=2)


def forgets_to(self, message):
    self.send(Hello(), 2)


def changes_what_it_got(self, message):
    message.text = 5


def changes_a_list_it_got(self, message):
    message.text.append(5)


def writes_an_unknown_field(self, message):
    self.leadr = 5


def reads_an_unknown_field(self, message):
    return self.leadr


def deletes_a_field(self, message):
    del self.leader


def keeps_a_function(self, message):
    self.leader = len


def contains_itself(self, message):
    self.leader = []
    self.leader.append(self.leader)


def changes_its_id(self, message):
    self.id = 2


def says_too_little(self, message):
    self.say("{} and {}", 1)


def sets_a_timer_backwards(self, message):
    self.set_timer("t", 5, 2)


def sets_a_timer_in_the_past(self, message):
    self.set_timer("t", -1)


HANDLERS = {
    loops: ["come to an end"], loops_with_a_net: ["come to an end"],
    loops_and_refuses_to_stop: ["come to an end"], recurses: ["calls itself"],
    raises: ["IndexError", "[][1]"], leaves: ["must not leave Python"],
    sends_to_nobody: ["9", "no such node", "[1, 2]"], sends_to_a_list: ["[2]", "no such node"],
    sends_text: ["'hello'", "not a message"], sends_a_class: ["Hello", "class"], forgets_to: ["send"],
    changes_what_it_got: ["never changes", "new one"], changes_a_list_it_got: ["never changes"],
    writes_an_unknown_field: ["'leadr'", "'leader'"], reads_an_unknown_field: ["'leadr'", "'leader'"],
    deletes_a_field: ["'leader'", "None"], keeps_a_function: ["leader", "remembered"],
    contains_itself: ["leader"], changes_its_id: ["id"], says_too_little: ["{} and {}"],
    sets_a_timer_backwards: ["(5, 2)"], sets_a_timer_in_the_past: ["-1"],
}
FOUND_LATER = {sends_to_nobody, sends_to_a_list, sends_text, sends_a_class, writes_an_unknown_field, deletes_a_field,
               keeps_a_function, contains_itself, changes_its_id}


@pytest.mark.parametrize("function", [f for f in HANDLERS if f is not says_too_little], ids=named)
def test_a_handler_that_breaks_a_rule_stops_a_simulation(function):
    began = time.monotonic()
    text = refuses(lambda: simulate(handler(function)), "Mine", *HANDLERS[function], kind=HandlerMistake)
    assert time.monotonic() - began < PATIENCE
    assert "on_message" in text or function in FOUND_LATER


@pytest.mark.parametrize("function", HANDLERS, ids=named)
def test_a_handler_that_breaks_a_rule_is_a_counterexample(function):
    began = time.monotonic()
    verdict = verify(handler(function))
    assert time.monotonic() - began < PATIENCE
    assert verdict.holds is False
    assert verdict.broken == "A handler breaks down."
    for word in ("Mine", *HANDLERS[function]):
        assert word in verdict.reason
    assert len(verdict.trace) == 1


def test_what_is_said_badly_can_still_be_read():
    assert 'says "{} and {} 1"' in str(simulate(handler(says_too_little)))


@pytest.mark.parametrize("walk", [simulate, verify])
def test_a_handler_that_breaks_at_the_very_start_is_told(walk):
    def on_start(self):
        return 1 / 0
    system = group([1], node=node_class(on_start=on_start))
    text = str(walk(system)) if walk is verify else refuses(lambda: walk(system))
    assert "Mine.on_start" in text and "1 / 0" in text and "ZeroDivisionError" in text


@pytest.mark.parametrize("function", [raises, loops])
@pytest.mark.parametrize("walk", [enabled, lambda world: step(world, Deliver(2, 1, Hello([1])))])
def test_a_broken_handler_stops_a_step_and_a_look_ahead(walk, function):
    refuses(lambda: walk(begin(handler(function))), "Mine.on_message", kind=HandlerMistake)


def test_a_handler_that_loops_at_the_start_does_not_hang_begin():
    refuses(lambda: begin(group([1], node=node_class(on_start=lambda self: loops(self, None)))), "come to an end")


@pytest.mark.slow
def test_a_promise_a_stop_and_a_bound_that_loop_do_not_hang():
    def circles(world):
        while True:
            pass
    for call in (lambda: verify(TRIO, always=circles), lambda: verify(TRIO, eventually=circles),
                 lambda: simulate(TRIO, until=circles), lambda: verify(TRIO, within=circles)):
        began = time.monotonic()
        assert re.search("circles|within", refuses(call, "come to an end"))
        assert time.monotonic() - began < PATIENCE


@pytest.mark.parametrize("name, words", [("on_mesage", ["on_mesage", "on_message"]), ("on_suspicion", ["on_suspicion"]),
                                         ("on_timeout", ["on_timeout"])])
def test_a_handler_with_a_wrong_name_is_refused(name, words):
    refuses(lambda: node_class(**{name: lambda self: None}), *words)


def test_a_handler_with_too_few_parameters_is_told_so():
    cls = node_class(on_start=lambda self: self.broadcast(Hello()), on_message=lambda self, message: None)
    text = refuses(lambda: simulate(group([1, 2], node=cls)), "on_message")
    assert "reactions" not in text and "node.on_message(message, sender)" not in text


@pytest.mark.parametrize("number", [random.random, time.perf_counter, random.Random(7).random])
def test_a_clock_or_a_die_in_a_handler_is_found_out(number):
    def rolls(self, message):
        self.leader = number()
    verdict = verify(handler(rolls))
    assert verdict.holds is False
    assert "two different things" in verdict.reason and "die" in verdict.reason


def test_a_memory_outside_of_the_node_is_found_out():
    seen = []

    def counts_outside(self, message):
        seen.append(1)
        self.leader = len(seen)
    assert "outside the node" in verify(handler(counts_outside)).reason


@pytest.mark.parametrize("value", [random.random, len, object(), (x for x in "ab"), lambda: 0, 1j],
                         ids=lambda value: type(value).__name__)
def test_what_cannot_be_remembered_is_refused_when_it_is_declared(value):
    refuses(lambda: node_class(thing=value) and group([1], node=node_class(thing=value)) and Hello(value), "remembered")


@pytest.mark.parametrize("name", ["id", "peers", "send", "on_start_", "say", "fields"])
def test_a_field_cannot_have_a_name_that_every_node_has(name):
    if name != "on_start_":
        refuses(lambda: node_class(**{name: 5}), name)


def test_a_message_with_a_wrong_number_of_fields_is_explained():
    class Two(Message):
        one: int
        two: int

    text = refuses(lambda: simulate(group([1], node=node_class(on_start=lambda self: self.send(Two(1), to=1)))))
    assert "'two'" in text


# -- replay and JSON ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line, words", [
    ("ring([3, 7], initiators=[3])", ["'|'"]),
    ("", ["'|'"]),
    ("ring([3, 7], initiators=[3]) | 7>3", ["Word 1", "'7>3'", "3>7"]),
    ("ring([3, 7], initiators=[3]) | 3>7 3>7", ["Word 2", "'3>7'", "7>3"]),
    ("ring([3, 7], initiators=[3]) | crash:4", ["Word 1", "'crash:4'"]),
    ("ring([3, 7], initiators=[3]) | @x 3>7", ["'@x'"]),
    ("ring([3, 7], initiators=[3]) | banana", ["'banana'"]),
    ("rong([3, 7]) | 3>7", ["rong", "'ring'"]),
    ("ring([3, 7 | 3>7", ["does not describe a system"]),
    ("ring | 3>7", ["does not describe a system"]),
    ("ring([3, 7], node=Mine) | 3>7", ["Mine", "replay(line, Mine)"]),
    ("ring([3, 7], nod=Ring) | 3>7", ["nod"]),
    ("ring([3, 3]) | 3>7", ["id 3"]),
    ("ring(__import__('os')) | 3>7", ["plain value"]),
    ("ring([3, 7].__class__) | 3>7", ["plain value"]),
    ("ring(*[[3, 7]]) | 3>7", ["plain value"]),
    ("ring(**{'ids': [3, 7]}) | 3>7", ["ring"]),
    ("ring({[]: 1}) | 3>7", ["plain value"]),
    ("ring([3, 7], network=Network(delay=-1)) | 3>7", ["delay", "-1"]),
    ("ring([3, 7], network=Network(dealy=1)) | 3>7", ["dealy"]),
    ("import os | 3>7", ["does not describe a system"]),
    ("ring([3, 7])\0 | 3>7", ["does not describe a system"]),
], ids=named)
def test_lines_that_cannot_be_replayed(line, words):
    refuses(lambda: replay(line), *words)


@pytest.mark.parametrize("call, words", [
    (lambda: replay(5), ["5"]),
    (lambda: replay(TRIO, [5]), ["Event 1", "5"]),
    (lambda: replay(TRIO, [Crash]), ["Crash(...)"]),
    (lambda: replay(TRIO, [Crash(4)]), ["Event 1", "4"]),
    (lambda: replay(TRIO, [Crash(3), Crash(3)]), ["Event 2", "3 crashes"]),
    (lambda: replay(TRIO, [Deliver(3, 7, Hello())]), ["Event 1", "What can happen"]),
    (lambda: replay(TRIO, [Deliver(3, 7, Hello)]), ["the class Hello itself", "Hello(...)"]),
    (lambda: replay(TRIO, [Crash(3), Crash(7)], times=[1]), ["times"]),
    (lambda: replay(TRIO, [Crash(3)], times=5), ["times"]),
    (lambda: replay(TRIO, 5), ["5"]),
    (lambda: replay(TRIO, [Crash(3)], drift=2), ["drift=2"]),
    (lambda: step(begin(TRIO), Crash(3)), ["3 crashes", "What can happen"]),
    (lambda: step(begin(TRIO), "crash"), ["crash"]),
    (lambda: step(simulate(TRIO).last, Crash(3)), ["begin("]),
    (lambda: enabled(simulate(TRIO).last), ["begin("]),
    (lambda: begin(5), ["not a system"]),
    (lambda: begin(TRIO).nodes[0].leadr, ["leadr", "'leader'"]),
    (lambda: begin(TRIO)[4], ["no node 4"]),
], ids=named)
def test_events_that_cannot_happen(call, words):
    refuses(call, *words)


def json_of(old, new):
    return simulate(TRIO).to_json().replace(old, new, 1)


@pytest.mark.parametrize("text, words", [
    (lambda: simulate(TRIO).to_json()[:-200], ["whole trace", "Copy all"]),
    (lambda: "", ["whole trace"]),
    (lambda: None, ["trace"]),
    (lambda: "[]", ["not a leaderlab trace"]),
    (lambda: "{}", ["not a leaderlab trace"]),
    (lambda: json_of('"schema":1', '"schema":2'), ["schema 2", "Update"]),
    (lambda: json_of('"schema":1,', ""), ["schema"]),
    (lambda: json_of('"nodes":[', '"nods":['), ["damaged", "nodes"]),
    (lambda: json_of('["deliver",0', '["delivr",0'), ["damaged"]),
    (lambda: json_of('["deliver",0', '[5,0'), ["damaged"]),
    (lambda: json_of('["deliver",0,3,7,0]', '["deliver",0,3,7,99]'), ["damaged"]),
    (lambda: json_of('["deliver",0,3,7,0]', '[]'), ["damaged"]),
    (lambda: json_of('"steps":[', '"steps":[5,'), ["damaged"]),
    (lambda: json_of('"steps":[', '"steps":null,"x":['), ["damaged"]),
    (lambda: json_of('"nodes":[', '"nodes":[null,'), ["damaged"]),
    (lambda: json_of('"changes":[[3', '"changes":[[4'), ["damaged"]),
], ids=named)
def test_json_that_is_not_a_whole_trace(text, words):
    refuses(lambda: list(Trace.from_json(text()).worlds), *words)


def test_a_step_that_does_not_exist_is_an_index_error():
    trace = simulate(TRIO)
    for call in (lambda: trace[99], lambda: trace.worlds[99], lambda: trace[-99]):
        with pytest.raises(IndexError, match="steps 0 to"):
            call()


def test_a_system_without_a_builder_has_no_line_and_says_so():
    refuses(lambda: simulate(System([Silent(1)])).line(), "builder", "to_json")


# -- and in other places -----------------------------------------------------------------------------------------------


def test_a_run_works_in_a_thread_and_a_loop_is_stopped_there():
    found = []

    def work():
        found.append(simulate(TRIO).messages)
        try:
            simulate(handler(loops))
        except HandlerMistake as error:
            found.append("come to an end" in str(error))
        found.append(verify(TRIO, always=at_most_one_leader).holds)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(20)
    assert found == [6, True, True]


def test_a_run_that_never_ends_is_stopped_by_its_limit():
    assert simulate(group([1, 2], node=Circle), max_steps=1000).end == "Stopped after 1,000 steps; it would go on."


def test_a_search_without_an_end_gives_no_answer():
    class Counts(Node):
        leader: int | None = None
        count: int = 0

        def on_start(self):
            self.set_timer("next", 1)

        def on_timer(self, name):
            self.count += 1
            self.set_timer("next", 1)

    verdict = verify(group([1], node=Counts), max_worlds=500)
    assert verdict.holds is None and not verdict
    assert "No answer" in verdict.reason


def test_a_mistake_shows_as_one_sentence_in_a_notebook():
    with pytest.raises(Mistake) as caught:
        ring([])
    assert caught.value._render_traceback_() == [f"Mistake: {caught.value}"]
    assert issubclass(leaderlab.HandlerMistake, Mistake)
