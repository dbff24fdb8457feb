"""Exercises that are judged by runs: a wrong answer gets its own shortest run, a hostile one a sentence."""

import sys
import time

import pytest

from leaderlab import Crash, Deliver, Faults, simulate
from leaderlab.algorithms import readme_ring
from leaderlab.algorithms.readme_ring import Elected, Election, ReadmeRing
from leaderlab.exercises import check, show
from leaderlab.exercises.kinds import BreakIt, Implement, Predicate, broke, like
from leaderlab.node import Node
from leaderlab.properties import all_agree, at_most_one_leader, irrevocable, largest_leads, quiet

marking = sys.modules["leaderlab.exercises.check"]


class Blank(ReadmeRing):
    """The README's ring without its rule: what a lesson gives to the learner."""

    __module__ = "leaderlab.demo"

    def on_message(self, message, sender):
        """The rule goes here."""


def with_rule(function):
    """A class of the learner with this on_message."""
    return type("Mine", (Blank,), {"on_message": function, "__module__": "__main__"})


def rule(function):
    return lambda self, message, sender: function(self, message)


def right(self, message, sender):
    ReadmeRing.on_message(self, message, sender)


def smaller(self, message, sender):
    match message:
        case Election(initiator, largest) if initiator != self.id:
            self.send(Election(initiator, min(largest, self.id)), to=self.successor)
        case _:
            ReadmeRing.on_message(self, message, sender)


def crowns(self, message, sender):
    self.leader = self.id


def for_ever(self, message, sender):
    self.send(message, to=self.successor)


@pytest.fixture(autouse=True)
def shelf(monkeypatch):
    """A shelf of exercises of our own."""
    monkeypatch.setattr(marking, "_exercises", {})
    monkeypatch.setattr(marking, "catalogue", lambda: marking._exercises)
    monkeypatch.setattr(marking, "_results", {})
    monkeypatch.setenv("LEADERLAB_PROGRESS", "off")
    crowned = with_rule(crowns)
    relay = with_rule(rule(lambda node, message: (crowns(node, 0, 0), for_ever(node, message, 0))))
    marking.add({
        "ring_rule": Implement(
            points=3, question="The rule?", base=ReadmeRing, needs=("on_message",),
            build=lambda node, ids, starters: readme_ring(ids, initiators=starters, node=node),
            cases=[([3, 7], [3]), ([3, 7, 5], [3])], grading=[([3, 7, 5], [3, 5])],
            always=[largest_leads], eventually=[quiet, all_agree],
            wrong=[(like(with_rule(smaller)), "The smaller one."),
                   (broke(quiet), lambda verdict: "It never rests."),
                   (lambda verdict: verdict.trace[1].said, "You talk.")]),
        "promise": Predicate(
            points=2, question="One leader?", reference=at_most_one_leader,
            systems=lambda: [readme_ring([3, 7], initiators=[3], node=relay)], grading=list,
            wrong=[(like(lambda world: len(world.leaders) == 1), "And if there is none?")]),
        "step_promise": Predicate(points=1, question="For ever?", reference=irrevocable,
                                  systems=lambda: [readme_ring([3, 7, 5], node=with_rule(right))]),
        "possible": BreakIt(points=2, question="Two leaders?", always=[at_most_one_leader],
                            system=lambda: readme_ring([3, 7, 5], initiators=[3], node=relay),
                            wrong=[(lambda trace: len(trace) == 2, "One step is not enough.")]),
        "impossible": BreakIt(points=2, question="Two leaders?", always=[at_most_one_leader],
                              system=lambda: readme_ring([3, 7], initiators=[3], node=crowned)),
        "dead": BreakIt(points=2, question="No agreement?", eventually=[all_agree],
                        options={"faults": Faults(crashes=1)},
                        system=lambda: readme_ring([3, 7, 5], initiators=[3])),
    }, "01")


# -- implement -----------------------------------------------------------------------------------------------


def test_a_right_rule_passes():
    result = check("ring_rule", with_rule(right))
    assert (repr(result), result.state) == ("3.0", "passed")
    assert "worlds searched" in result.text


@pytest.mark.parametrize("function, words, steps", [
    (smaller, "The smaller one.", 2), (crowns, "Never reached: All", 1), (for_ever, "It never rests.", 0)])
def test_a_wrong_rule_gets_its_own_shortest_run_and_its_idea(function, words, steps):
    result = check("ring_rule", with_rule(function))
    assert repr(result) == "0.0"
    assert words in f"{result.text} {result.hint}"
    assert len(result.trace) > steps
    assert "7 receives Election(3, 3) from 3" in result._repr_html_()


def test_grading_has_a_larger_scope(monkeypatch):
    def only_3_starts(self, message, sender):
        if message.initiator == 5:
            self.leader = 5
        right(self, message, sender)
    assert check("ring_rule", with_rule(only_3_starts)).points == 3
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert check("ring_rule", with_rule(only_3_starts)).points == 0


def not_written(self, message, sender):
    raise NotImplementedError()


def does_nothing(self, message, sender):
    pass


@pytest.mark.parametrize("function", [not_written, does_nothing])
def test_a_stub_is_not_attempted(function):
    assert check("ring_rule", with_rule(function)).state == "not attempted"


@pytest.mark.parametrize("answer, words", [
    (ReadmeRing(3, successor=7), "without brackets"), (ReadmeRing, "the library's own class"),
    (int, "does not derive from"),
    (Node, "does not derive from"), (3, "You gave a number"), (lambda: 3, "You gave a function"),
    (type("Mine", (Blank,), {"onmessage": right, "__module__": "__main__"}), "Is `onmessage` meant to be it?"),
])
def test_what_is_no_class_of_a_node_is_explained(answer, words):
    assert words in check("ring_rule", answer).text


def sends_a_storm(self, message):
    self.send(Election(self.id, getattr(message, "largest", 1) + 1), to=self.successor)


def loops(self, message):
    while True: pass  # noqa: E701


def swallows(self, message):
    while True:
        try:
            for _ in range(10**9):
                len([])
        except BaseException:
            pass


def prints(self, message):
    print("hello")
    raise KeyError(print("oh", file=sys.stderr))


@pytest.mark.parametrize("function, words", [
    (sends_a_storm, "no end yet"), (loops, "did not come to an end"), (swallows, "did not come to an end"),
    (lambda self, message: sys.exit(), "leave Python"),
    (lambda self, message: self.on_message(message, 0), "calls itself"),
    (lambda self, message: 1 / 0, "ZeroDivisionError"), (prints, "KeyError"),
    (lambda self, message: bytearray(1 << 40), "Memory"),
    (lambda self, message: setattr(self, "leadr", 3), "Did you mean 'leader'"),
    (lambda self, message: self.send(3, to=self.successor), "not a message"),
    (lambda self, message: self.send(Elected(3, 3), to=99), "no such node"),
    (lambda self, message: setattr(self, "leader", time.perf_counter()), "two different things"),
    (lambda self, message: setattr(self, "leader", open), "cannot be remembered"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_a_hostile_rule_gets_a_sentence_within_two_seconds(function, words, capfd):
    started = time.process_time()       # of this process: other programs may keep the computer busy
    result = check("ring_rule", with_rule(rule(function)))
    assert time.process_time() - started < 2
    assert words in result.text
    assert repr(result) == "0.0"
    assert capfd.readouterr() == ("", "")


def test_a_slow_rule_is_given_up(monkeypatch):
    monkeypatch.setattr(sys.modules["leaderlab.exercises.search"], "LONGEST", 0.2)

    def waits(self, message):
        time.sleep(0.05)
        sends_a_storm(self, message)
    assert "no answer yet" in check("ring_rule", with_rule(rule(waits))).text


# -- write a promise -----------------------------------------------------------------------------------------


def negated(world):
    return not at_most_one_leader(world)


def endless(world):
    while True:
        world = world


@pytest.mark.parametrize("key, answer", [
    ("promise", at_most_one_leader), ("promise", lambda world: sum(n.leader == n.id for n in world.up) < 2),
    ("step_promise", irrevocable)])
def test_a_right_promise_passes_in_every_world(key, answer):
    assert check(key, answer).state == "passed"


@pytest.mark.parametrize("answer, words", [
    (lambda world: len(world.leaders) == 1, "And if there is none?"),
    (lambda world: True, "says True, but the promise is broken"),
    (negated, "says False, but the promise holds"), (lambda world: world.leaders, "return True or False"),
    (lambda world: print(world), "returned None"), (lambda world: world[3].leadr, "Did you mean 'leader'"),
    (lambda a, b: True, "missing 1 required"), (endless, "does not come to an end"),
    (True, "You gave True or False"),
    (lambda world: world[99], "no node 99"),
])
def test_a_wrong_promise_is_explained(answer, words, capfd):
    result = check("promise", answer)
    assert result.points == 0
    assert words in f"{result.text} {result.hint}"
    assert capfd.readouterr() == ("", "")


def test_a_wrong_promise_is_shown_the_world_in_which_it_is_wrong():
    html = check("promise", lambda world: True)._repr_html_()
    assert "<th" in html and ">leader<" in html and ">7<" in html


# -- break it ------------------------------------------------------------------------------------------------

FIRST, SECOND, THIRD = (Deliver(*link, Election(3, 3)) for link in ((3, 7), (7, 5), (5, 3)))


@pytest.mark.parametrize("key, answer, points, words", [
    ("possible", [FIRST, SECOND], 2, "2 events, and no shorter"),
    ("possible", [FIRST, SECOND, THIRD], 2, "2 events"),
    ("possible", (FIRST,), 0, "One step is not enough."), ("possible", "impossible", 0, "It is possible"),
    ("possible", [Election(3, 3)], 0, "is a message. Say from whom and to whom: Deliver(sender, to, Election(3, 3))"),
    ("dead", "readme_ring((3, 7, 5), initiators={3}, network=Network()) | crash:3", 2, "1 event"),
    ("possible", [SECOND], 0, "Event 1: This cannot happen here"),
    ("possible", [Crash(3)], 0, "No fault is allowed"),
    ("possible", [Crash], 0, "is the class Crash"), ("possible", Crash, 0, "is the class Crash"),
    ("possible", 7, 0, "a number"),
    ("possible", "3>7 7>5", 2, "2 events"), ("possible", ["3>7", "7>5"], 2, "2 events"),
    ("possible", "3>7 3>7", 0, "Word 2: '3>7' cannot happen here. What can happen: 7>5."),
    ("possible", "3>7, 7>5", 0, "Word 1: '3>7,' is no event. Did you mean '3>7'?"),
    ("possible", "First node 3 sends.", 0, "Word 1: 'First' is no event."),
    ("dead", "crash:3, Crash(7)", 0, "'crash:3,' is no event. Did you mean 'crash:3'?"),
    ("possible", "3>7 5>3", 0, "One step is not enough."),
    ("possible", "readme_ring([3, 7]) | 3>7 7>5", 0, "This is a run of readme_ring([3, 7])"),
    ("possible", [FIRST, SECOND, SECOND], 0, "broken after 2 events already. What comes behind cannot happen"),
    ("possible", "readme_ring([3, 7]) | 3>7 7>3", 0, "This is a run of readme_ring([3, 7])"),
    ("impossible", "Impossible!", 2, "Impossible: the search saw all"),
    ("impossible", [FIRST], 0, "keeps the promise"),
    ("dead", [Crash(3)], 2, "1 event, and"),
    ("dead", [FIRST, Crash(3)], 1, "You needed 2 events, the best is 1"),
    ("dead", [Crash(3), Crash(7)], 0, "broken after 1 event already"),
    ("dead", [Crash(9)], 0, "Event 1: This cannot happen here: 9 crashes. You may use Faults(crashes=1). What can"),
    ("dead", "crash:9", 0, "What can happen: 3>7; crash:3; crash:7; crash:5."),
    ("dead", [FIRST], 0, "can still come true"),
    ("dead", "readme_ring([3, 7, 5], initiators=[3]) | crash:3", 2, "1 event"),
])
def test_a_schedule_is_compared_with_the_shortest_one(key, answer, points, words):
    result = check(key, answer)
    assert words in f"{result.text} {result.hint}"
    assert result.points == points


@pytest.mark.parametrize("answer", [..., None, [], ""])
def test_no_schedule_is_not_attempted(answer):
    assert check("possible", answer).state == "not attempted"


def test_a_recorded_run_is_an_answer():
    trace = simulate(readme_ring([3, 7, 5], initiators=[3]), faults=[(0, Crash(3))])
    assert check("dead", trace).points == 2
    assert check("dead", trace.line()).points == 2


def test_show_plays_the_latest_run_of_a_key():
    pytest.importorskip("anywidget")
    result = check("dead", [FIRST, Crash(3)])
    assert show("dead").trace is result.trace
