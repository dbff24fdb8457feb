"""Hints come one by one and give no answer away; personal exercises differ and are equally hard."""

import re
import sys
from pathlib import Path

import pytest

from leaderlab import Crash, Faults, nobody_follows_the_dead, replay
from leaderlab.algorithms import readme_ring
from leaderlab.classroom.book import read
from leaderlab.exercises import check, hint, personal, progress
from leaderlab.exercises.check import catalogue
from leaderlab.exercises.kinds import BreakIt, Personal, Predict
from leaderlab.exercises.personal import Dice
from leaderlab.values import show

marking = sys.modules["leaderlab.exercises.check"]
hinting = sys.modules["leaderlab.exercises.hint"]
record = sys.modules["leaderlab.exercises.progress"]
NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
KEYS = list(catalogue())

YOURS = Personal(
    points=2, question="Your own ring: make a living node follow a dead leader, with one crash.",
    model={"ids": [3, 7, 5], "initiators": [3]}, level=lambda exercise: exercise.best,
    draw=lambda dice: (lambda ids: {"ids": ids, "initiators": [dice.pick(ids)]})(dice.draw(3, range(2, 60))),
    make=lambda ids, initiators: BreakIt(
        points=2, question="", system=lambda: readme_ring(ids, initiators=initiators),
        always=[nobody_follows_the_dead], options={"faults": Faults(crashes=1)}),
    tell=lambda ids, initiators: f"The ring is {ids}, and {initiators[0]} starts.")


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(hinting, "_given", {})
    monkeypatch.setattr(marking, "_results", {})
    monkeypatch.setattr(record, "_points", {})


@pytest.fixture
def yours(monkeypatch):
    """A shelf with one personal exercise."""
    monkeypatch.setattr(marking, "_exercises", {"yours": YOURS})
    monkeypatch.setattr(marking, "_lessons", {f"lesson{n:02}" for n in range(100)})
    YOURS.key, YOURS.lesson = "yours", "02"
    return YOURS


# -- hints -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", KEYS)
def test_hints_come_one_by_one_and_then_there_are_no_more(key):
    counts = [len(hint(key).hints) for _ in range(8)]
    assert counts[0] in (0, 1) and all(after - before in (0, 1) for before, after in zip(counts, counts[1:]))
    assert hint(key).left == 0 and "last hint" in repr(hint(key))


@pytest.mark.parametrize("key", [k for k in KEYS if isinstance(catalogue()[k], Predict)])
def test_hints_do_not_give_a_predicted_answer_away(key):
    right = catalogue()[key].right
    for _ in range(8):
        said = " ".join(hint(key).hints)
    assert not re.search(rf"(?<![\w.]){re.escape(show(right))}(?![\w.])", said.replace("show(", ""))


def test_the_first_hint_is_about_the_last_answer():
    check("first_winner", 2)
    assert hint("first_winner").hints == (f"About your last answer: {marking.latest('first_winner').hint}",)


def test_a_hint_for_an_unknown_key_suggests_one():
    assert "Did you mean 'first_winner'?" in repr(hint("first_winer"))
    assert "There is no exercise 3" in repr(hint(3))


def test_hints_are_shown_safely(yours, monkeypatch):
    monkeypatch.setattr(YOURS, "hints", ["Is <b> `larger`?"])
    assert "Is &lt;b&gt; <code>larger</code>?" in hint("yours")._repr_html_()


# -- solutions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((NOTEBOOKS / "solutions").glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_solution_is_explained(path):
    """By the sentence on its card, or by the text behind it in the solved notebook."""
    cells = read(path)
    for place, cell in enumerate(cells):
        if cell.grade:
            exercise = catalogue()[cell.grade_id.removeprefix("check_")]
            behind = next((c.text for c in cells[place + 1:] if c.kind == "markdown"), "")
            assert exercise.why or "**Why" in behind or len(behind) > 80, exercise.key


# -- personal exercises ----------------------------------------------------------------------------------------


NAMES = ["Ada Lovelace", "Grace Hopper", "Edsger", "x", "Łukasz", "李"]


def test_everybody_gets_another_ring_of_the_same_difficulty(yours):
    sheets = [personal("yours", name) for name in NAMES]
    assert len({repr(sheet.parameters) for sheet in sheets}) == len(NAMES)
    for sheet in sheets:
        assert YOURS.make(**sheet.parameters).best == YOURS.target == 4
        assert str(sheet.ids) in repr(sheet)


def test_the_parameters_follow_from_the_name_alone(yours):
    assert personal("yours", " ada  LOVELACE ").parameters == personal("yours", "Ada Lovelace").parameters
    assert Dice("a").draw(3, range(100)) == [Dice("a").below(100), *Dice("a").draw(3, range(100))[1:]]
    assert personal("yours", "Ada Lovelace").parameters == {"ids": [10, 47, 2], "initiators": [2]}


def test_an_answer_is_marked_for_the_name_that_is_given(yours):
    mine = personal("yours", "Ada")
    shortest = YOURS.make(**mine.parameters).verdict.trace
    assert check("yours", ("ada", shortest.line())).points == 2
    assert check("yours", ("ada", list(shortest.events))).text.startswith("For ada: It breaks: 4 events")
    assert check("yours", ("Bob", list(shortest.events))).points == 0
    late = [*replay(shortest.line()).events[:-1], Crash(99)]
    assert check("yours", ("Ada", late)).points == 0


@pytest.mark.parametrize("answer, words", [
    (3, "Give a pair"), (("Ada",), "Give a pair"), ((3, []), "Your name is a text"), ((" ", "x"), "your name first"),
    ((..., "x"), "your name first"), (("Ada" * 99, "x"), "more than 80 characters")])
def test_a_personal_answer_needs_a_name(yours, answer, words):
    assert words in check("yours", answer).text


@pytest.mark.parametrize("answer", [..., None, (..., ...), ("Ada", ...)])
def test_a_personal_starter_is_not_attempted(yours, answer):
    assert check("yours", answer).state == "not attempted"


@pytest.mark.parametrize("name, words", [
    (..., "your name first"), ("", "your name first"), (3, "Your name is a text"), ("Ada" * 99, "more than 80")])
def test_without_a_name_a_sheet_asks_for_one(yours, name, words):
    assert words in repr(personal("yours", name)) and personal("yours", name).parameters == {}


def test_a_name_is_the_same_however_its_letters_are_typed(yours):
    assert personal("yours", "Jose\u0301").parameters == personal("yours", "Jos\u00e9").parameters


def test_hints_for_a_personal_exercise_speak_of_an_example_only(yours):
    for _ in range(9):
        said = repr(hint("yours"))
    assert "An example, as hard as yours: The ring is [3, 7, 5]" in said and "A shortest run has 4 events" in said


def test_a_sheet_of_an_unknown_exercise_says_so(yours):
    assert "Did you mean 'yours'?" in repr(personal("your", "Ada"))
    with pytest.raises(AttributeError, match="Did you mean 'ids'"):
        _ = personal("yours", "Ada").idss


# -- a class of one's own --------------------------------------------------------------------------------------


def test_a_course_may_give_other_points():
    assert repr(check("first_winner", 9, points=5)) == "5.0"
    assert "0 of 5 points" in check("first_winner", 2, points=5)._repr_html_()


def test_practice_that_is_worth_no_points_is_marked_and_not_counted():
    assert "practice, no points" in check("shout_foresee")._repr_html_()
    assert "shout_foresee" in catalogue() and "shout_foresee" not in repr(progress("01"))


def test_learners_on_a_hub_do_not_share_their_progress(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("PYTEST_VERSION", "NBGRADER_EXECUTION", "LEADERLAB_PROGRESS"):
        monkeypatch.delenv(name, raising=False)
    for user in ("ada", "a/../b", "a_____b"):
        monkeypatch.setenv("JUPYTERHUB_USER", user)
        record._points.clear()
        check("first_winner", 9)
    assert len(list((tmp_path / ".leaderlab").glob("progress-*.json"))) == 3
