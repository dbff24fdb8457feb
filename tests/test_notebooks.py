"""The notebooks in the repository: in step with their sources, executed, and readable by everybody."""

import re
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = ROOT / "notebooks"
README, INSTRUCTORS = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "INSTRUCTORS.md"))
sys.path.insert(0, str(NOTEBOOKS))
import build  # noqa: E402
import rules  # noqa: E402

SOURCES = build.lessons()
PAIRS = [(source, solved, path) for source in SOURCES for solved, path in build.targets(source)]
NAMES = [f"{'solved' if solved else 'unsolved'}-{path.stem}" for _, solved, path in PAIRS]
each_notebook = pytest.mark.parametrize("source, solved, path", PAIRS, ids=NAMES)


def test_there_are_lessons():
    assert SOURCES


def test_every_notebook_belongs_to_its_source():
    assert not build.stale(), "run make notebooks"


@each_notebook
def test_a_notebook_was_executed_and_keeps_the_rules(source, solved, path):
    assert rules.complaints(nbformat.read(path, 4), solved) == []


@each_notebook
def test_a_notebook_is_valid_and_written_as_the_builder_writes(source, solved, path):
    text = path.read_text(encoding="utf-8")
    assert build.text_of(nbformat.reads(text, 4)) == text


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_learners_copy_holds_no_solution(source):
    unsolved, solved = (nbformat.read(path, 4) for _, path in build.targets(source))
    right = {cell.id: cell.source for cell in solved.cells}
    for cell in unsolved.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            assert cell.source != right[cell.id]
            assert "# YOUR CODE HERE" in cell.source


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_check_is_worth_the_points_of_its_exercise(source):
    from leaderlab.exercises.check import catalogue
    for cell in nbformat.read(build.targets(source)[0][1], 4).cells:
        grading = cell.metadata.get("nbgrader", {})
        if grading.get("grade"):
            exercise = catalogue()[grading.grade_id.removeprefix("check_")]
            assert (exercise.points, exercise.lesson) == (grading.points, source.stem[:2]), exercise.key


def test_the_readme_and_the_lessons_say_the_same_minutes():
    told = dict(re.findall(r"^\| \[.*?\]\(notebooks/(.*?)\.ipynb\) \| (\d+) \|", README, re.MULTILINE))
    said = {path.stem: re.search(r"\*\*(\d+) minutes\.?\*\*", path.read_text(encoding="utf-8"))[1] for path in SOURCES}
    assert told == said


def test_the_table_for_instructors_counts_the_exercises_and_their_points():
    books = [nbformat.read(build.targets(source)[0][1], 4) for source in SOURCES]
    worth = [[cell.metadata.nbgrader.points for cell in book.cells if cell.metadata.get("nbgrader", {}).get("grade")]
             for book in books]
    for words, numbers in (("exercises", map(len, worth)), ("points", map(sum, worth))):
        assert f"| {words} | {' | '.join(map(str, numbers))} |" in INSTRUCTORS
