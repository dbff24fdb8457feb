"""What the player asks for when the learner takes a run into the hand, and what it gets."""

import json

import pytest

from leaderlab import Crash, Network, at_most_one_leader, nobody_follows_the_dead, replay, simulate
from leaderlab.algorithms import chang_roberts, readme_ring, ring
from leaderlab.view.hand import Hand
from leaderlab.view.search import Search

RUN = simulate(ring([3, 7, 5], initiators=[3]))
CRASHED = simulate(readme_ring([3, 7, 5], initiators=[3]), faults=[(100, Crash(7))])


def ask(hand, do, **request):
    answer = hand.hear({"do": do, **request})
    if isinstance(answer, Search):
        answer.run()
        answer = hand.conclude(answer)
    json.dumps(answer)              # whatever is answered can be sent
    return answer


def steps(answer):
    return json.loads(answer["shown"])["trace"]["steps"]


def test_everything_that_may_happen_is_listed_in_words_and_can_be_chosen():
    hand = Hand(RUN)
    choices = ask(hand, "choices", run=0, step=1)["choices"]
    assert [["deliver", 1, 7, 5], "5 receives Election(3, 1, 7) from 7."] in choices
    assert [["crash", 5], "5 crashes."] in choices
    for row, sentence in choices:
        fork = ask(hand, "fork", run=0, step=1, row=row)
        assert fork["answer"] == "fork" and len(steps(fork)) == 3, sentence
        assert str(hand.walks[fork["run"]].trace[2].event)[1:] + "." == sentence[1:]


def test_a_fork_keeps_the_first_run_and_forks_again():
    hand = Hand(RUN, [at_most_one_leader])
    one = ask(hand, "fork", run=0, step=2, row=["crash", 5])
    two = ask(hand, "go_on", run=one["run"], step=3)
    assert (one["parent"], one["at"], two["parent"], two["at"]) == (0, 2, 1, 3)
    assert steps(two)[:4] == steps(one) and len(hand.walks) == 3
    assert json.loads(two["shown"])["promises"][0]["name"] == "at_most_one_leader"
    assert hand.walks[0].trace is RUN


@pytest.mark.parametrize("row, words", [
    (["deliver", 0, 3, 7], "This cannot happen here"),
    (["deliver", 99, 3, 7], "not in the run any more"),
    (["restart", 3], "This cannot happen here"),
])
def test_what_cannot_happen_is_refused_in_a_sentence(row, words):
    hand = Hand(RUN)
    answer = ask(hand, "fork", run=0, step=1, row=row)
    assert answer["answer"] == "refused" and words in answer["text"] and len(hand.walks) == 1


@pytest.mark.parametrize("request_", [{"do": "dance"}, {}, {"do": "fork", "run": 7}, {"do": "choices", "step": 1000}])
def test_nonsense_is_refused_in_a_sentence(request_):
    assert Hand(RUN).hear(request_)["answer"] == "refused"


def test_the_shortest_way_to_a_leader_is_a_fork():
    hand = Hand(RUN)
    found = ask(hand, "search", run=0, step=1, goal="a leader")
    assert found["answer"] == "search" and hand.walks[1].trace.last.leaders
    never = ask(hand, "search", run=0, step=1, goal="two leaders")
    assert never["answer"] == "refused" and never["text"].startswith("No such run exists from here")


def test_a_promise_is_broken_by_its_number_with_a_fault_if_allowed():
    hand = Hand(replay(readme_ring([3, 7, 5], initiators=[3]), []), [nobody_follows_the_dead])
    assert "No such run exists" in ask(hand, "search", run=0, step=0, goal=0)["text"]
    assert ask(hand, "search", run=0, step=0, goal=0, faults=True)["answer"] == "search"
    assert not nobody_follows_the_dead(hand.walks[1].trace.last)


def test_a_goal_that_is_reached_already_is_said_to_be():
    hand = Hand(RUN)
    assert "already" in ask(hand, "search", run=0, step=len(RUN) - 1, goal="the end")["text"]


def test_the_line_of_a_branch_can_be_pasted_back():
    hand = Hand(RUN)
    fork = ask(hand, "fork", run=0, step=1, row=["crash", 5])
    text = ask(hand, "line", run=fork["run"], step=2)["text"]
    assert replay(text).events == tuple(hand.walks[1].events)
    pasted = ask(hand, "paste", text=text)
    assert steps(pasted)[1:] == steps(fork)[1:]
    assert ask(hand, "paste", text="ring([3]) 3>3")["answer"] == "refused"


def test_a_run_in_ticks_is_forked_in_ticks():
    hand = Hand(CRASHED)
    fork = ask(hand, "fork", run=0, step=3, row=["crash", 5])
    assert [step["t"] for step in steps(fork)][:4] == [step.time for step in CRASHED[:4]]


def test_a_doubled_message_has_the_number_that_the_player_gives_it():
    hand = Hand(simulate(chang_roberts([1, 2, 3], network=Network(order="any", loss=0.2, duplication=0.4)), seed=3))
    numbers = {row[1] for row, _ in ask(hand, "choices", run=0, step=4)["choices"] if row[0] == "deliver"}
    sent = {number for step in json.loads(CRASHED.to_json())["steps"] for number, *_ in step.get("sent", ())}
    assert numbers and all(isinstance(number, int) for number in numbers) and sent
