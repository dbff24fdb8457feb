"""What helps to understand a run: who broke a promise, where two runs part, whether a learner foresees what comes."""

import json
from types import SimpleNamespace

import pytest

from leaderlab import Deliver, Message, Node, System, at_most_one_leader, replay, simulate, somebody_leads, verify
from leaderlab.algorithms import bully, chang_roberts, ring
from leaderlab.exercises.kinds import Foresee
from leaderlab.view import compare
from leaderlab.view.part import parting
from leaderlab.view.promises import encode


def data(trace):
    return json.loads(trace.to_json())


# -- who broke a promise ---------------------------------------------------------------------------------------------


def test_a_broken_promise_names_the_step_and_the_nodes_that_break_it():
    run = verify(bully([1, 2, 3]), always=at_most_one_leader).trace
    entry, = encode(run, [at_most_one_leader])
    assert run.last.leaders == {1, 3}
    assert entry["witnesses"] == [[len(run) - 1, [1, 3]]]


def test_nobody_in_particular_is_named_when_nobody_leads():
    entry, = encode(simulate(ring([3, 7, 5], initiators=[3]), seed=1), [somebody_leads])
    assert entry["witnesses"] == [[0, []]]


def test_a_promise_about_a_step_names_who_changed_its_mind():
    class Fickle(Node):
        leader = None

        def on_start(self):
            self.set_timer("first", 1)

        def on_timer(self, name):
            self.leader = self.id if name == "first" else None
            if name == "first" and self.id == 2:
                self.set_timer("second", 5)

    def irrevocable(before, after):
        """Nobody changes its mind."""
        return all(old.leader in (None, new.leader) for old, new in zip(before.nodes, after.nodes))

    entry, = encode(simulate(System([Fickle(1), Fickle(2)])), [irrevocable])
    assert [ids for _, ids in entry["witnesses"]] == [[2]]


def test_a_promise_that_needs_all_nodes_or_raises_still_shows():
    def odd(world):
        """Looks for a node that is left out when the smallest group is sought."""
        return world[3].leader is None
    entry, = encode(simulate(ring([3, 7, 5], initiators=[3]), seed=1), [odd])
    assert [ids for _, ids in entry["witnesses"]] == [[3]]


# -- where two runs part ---------------------------------------------------------------------------------------------


def test_two_equal_runs_have_no_difference_and_that_is_said():
    run = simulate(ring([3, 7, 5]), seed=1)
    assert parting(data(run), data(run)) == (None, f"Both runs are the same in all {len(run)} steps.")


def test_two_rules_part_where_one_node_first_does_something_else():
    one, two = (simulate(rule([3, 7, 5], initiators=[3]), seed=1) for rule in (ring, chang_roberts))
    k, sentence = parting(data(one), data(two), ("first run", "second run"))
    assert k == 0 or all(str(a.event) == str(b.event) for a, b in zip(one[:k], two[:k]))
    assert f"tep {k}" in sentence or "same up to" in sentence


def test_another_event_is_told_for_both_runs():
    class Ping(Message):
        n: int

    class Two(Node):
        def on_start(self):
            if self.id == 1:
                self.send(Ping(1), to=2)
                self.send(Ping(2), to=3)

        def on_message(self, message, sender):
            pass

    system = System([Two(i) for i in (1, 2, 3)])
    one = replay(system, [Deliver(1, 2, Ping(1)), Deliver(1, 3, Ping(2))])
    two = replay(system, [Deliver(1, 3, Ping(2)), Deliver(1, 2, Ping(1))])
    k, sentence = parting(data(one), data(two), ("yours", "reference"))
    assert k == 1
    assert sentence == ("Both runs are the same up to step 0. In step 1 something else happens. In the yours: Node 2 "
                        "receives Ping(1) from node 1 and does nothing. In the reference: Node 3 receives Ping(2) from "
                        "node 1 and does nothing.")
    shorter = replay(system, [Deliver(1, 2, Ping(1))])
    assert parting(data(shorter), data(one), ("yours", "reference")) == (2, (
        "Both runs are the same up to step 1. There the yours ends, and the reference goes on: Node 3 receives Ping(2) "
        "from node 1 and does nothing."))


def test_words_do_not_count_as_a_difference():
    class Quiet(Node):
        leader = None

        def on_start(self):
            self.leader = self.id

    class Loud(Node):
        leader = None

        def on_start(self):
            self.leader = self.id
            self.say("I lead.")

    assert parting(data(simulate(System([Quiet(1)]))), data(simulate(System([Loud(1)]))))[0] is None


def test_a_comparison_is_a_sentence_and_two_pictures_where_nothing_runs():
    one, two = simulate(ring([3, 7, 5]), seed=1), simulate(ring([3, 7, 5]), seed=2)
    both = compare(one, two, names=("seed 1", "seed 2"))
    assert both.step == both.differ
    bundle, _ = both._repr_mimebundle_()
    assert bundle["text/plain"] == f"Two runs side by side. {both.sentence}"
    assert bundle["text/html"].count("<img ") == 2


def test_systems_with_other_nodes_are_not_compared_step_by_step():
    k, sentence = parting(data(simulate(ring([3, 7, 5]))), data(simulate(ring([3, 7]))))
    assert k == 0 and "two systems" in sentence


# -- foreseeing ------------------------------------------------------------------------------------------------------

RUN = simulate(ring([3, 7, 5], initiators=[3]), seed=1)
FORESEE = Foresee(points=1, question="What comes next?", run=lambda: RUN, asked=4)


def played(score, trace=RUN):
    return SimpleNamespace(score=score, trace=trace)


@pytest.mark.parametrize("score, state, words", [
    ({}, "not attempted", "Nothing is predicted yet"),
    ({"right": 2, "asked": 2, "of": 6, "wrong": []}, "not yet", "2 of at least 4"),
    ({"right": 3, "asked": 4, "of": 6, "wrong": [2]}, "not yet", "1 of your 4 answers were wrong"),
    ({"right": 4, "asked": 4, "of": 6, "wrong": []}, "passed", "4 of 4"),
    ({"right": 2, "asked": 2, "of": 2, "wrong": []}, "passed", "2 of 2"),
    ({"right": "all"}, "not yet", "cannot be read"),
])
def test_a_check_reads_the_score_of_a_player(score, state, words):
    finding = FORESEE.judge(played(score))
    assert (finding.state, words in finding.text) == (state, True), finding.text


@pytest.mark.parametrize("answer, words", [
    (7, "The answer is the player"),
    (RUN, "The answer is the player"),
    (played({"right": 9, "asked": 9, "of": 9}, simulate(ring([1, 2]))), "another run"),
])
def test_what_is_no_player_of_this_run_is_refused_in_words(answer, words):
    assert words in FORESEE.judge(answer).text


def test_the_starter_is_not_attempted():
    assert FORESEE.judge(...).state == "not attempted"
