"""Every exercise, marked: right answers, written differently, pass; wrong ones get the right explanation.

The answers stand in ``tests/exercises/lessonNN.py``::

    CASES = {"key": {"starter": ..., "right": [7, {7}], "wrong": [(3, "words that the card must hold"), ...]}}
"""

import importlib.util
from pathlib import Path

import pytest

from leaderlab.exercises.check import catalogue, judge

CASES = {}
for path in sorted((Path(__file__).parent / "exercises").glob("lesson*.py")):
    spec = importlib.util.spec_from_file_location(f"answers_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    CASES |= module.CASES

KEYS = [*catalogue()]
RIGHT = [pytest.param(key, answer, id=f"{key}-{i}")
         for key, case in CASES.items() for i, answer in enumerate(case["right"], 1)]
WRONG = [pytest.param(key, *pair, id=f"{key}-{i}")
         for key, case in CASES.items() for i, pair in enumerate(case["wrong"], 1)]


def test_there_are_exercises():
    assert KEYS


def test_no_answers_are_left_of_an_exercise_that_is_gone():
    assert set(CASES) == set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_an_exercise_has_enough_right_and_wrong_answers(key):
    assert len(CASES[key]["right"]) >= 2
    assert len(CASES[key]["wrong"]) >= 8


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("grading", [False, True], ids=["practice", "grading"])
def test_the_starter_is_not_attempted_and_earns_nothing(key, grading):
    result = judge(key, CASES[key]["starter"], grading)
    assert (result.state, repr(result)) == ("not attempted", "0.0"), result.text


@pytest.mark.slow
@pytest.mark.parametrize("grading", [False, True], ids=["practice", "grading"])
@pytest.mark.parametrize("key, answer", RIGHT)
def test_a_right_answer_earns_all_points(key, answer, grading):
    result = judge(key, answer, grading)
    assert (result.state, result.points) == ("passed", catalogue()[key].points), result


@pytest.mark.parametrize("key, answer, words", WRONG)
def test_a_wrong_answer_is_explained(key, answer, words):
    result = judge(key, answer)
    assert result.state != "passed"
    assert words in f"{result.text} {result.hint}"


@pytest.mark.slow
@pytest.mark.parametrize("key, answer, words", WRONG)
def test_a_wrong_answer_does_not_pass_when_graded(key, answer, words):
    assert judge(key, answer, grading=True).state != "passed"
