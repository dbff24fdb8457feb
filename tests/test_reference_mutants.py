"""The checks are sharp: every small wrong change of a reference answer loses points, or is explained.

A mutant that still passes stands in ``tests/exercises/survivors.py``, with the reason why it is no mistake.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from exercises.survivors import SURVIVORS
from mutation import mutants

from leaderlab import Mistake, watchdog
from leaderlab.classroom.book import Book, Paper, read
from leaderlab.exercises.check import catalogue, judge
from leaderlab.exercises.guard import ask, guarded

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
pytestmark = [pytest.mark.slow, pytest.mark.classroom]


def references():
    """Every check of the course: (key, starter of the answer cell, its solution, the notebook of the solutions)."""
    for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        book = Book.read(path)
        solved = read(NOTEBOOKS / "solutions" / path.name)
        for check in book.checks:
            starter = next(cell.text for cell in book.cells if cell.grade_id == check.answer)
            solution = next(cell.text for cell in solved if cell.grade_id == check.answer)
            yield pytest.param(check, starter, solution, book, solved, id=check.key)


def run(book, cells, check):
    """The answer that a notebook gives to a check."""
    program, trouble = Paper.lay(book, cells).program(check)
    assert not trouble
    names = {"__name__": "__main__"}
    with guarded():
        for statement in program:
            ask(exec, compile(statement.text, statement.cell, "exec"), names)
        return eval(check.expression, names)


def passes(book, solved, check, text):
    """Whether a text in the place of the solution earns all points."""
    cells = [replace(cell, text=text) if cell.grade_id == check.answer else cell for cell in solved]
    try:
        answer = run(book, cells, check)
    except (Mistake, NameError):
        return False
    return judge(check.key, answer, grading=True).points == catalogue()[check.key].points


@pytest.mark.parametrize("check, starter, solution, book, solved", [*references()])
def test_every_mutant_of_the_reference_is_caught_or_explained(check, starter, solution, book, solved, monkeypatch):
    monkeypatch.setattr(watchdog, "INTERVAL", 2)
    assert passes(book, solved, check, solution), "the reference itself"
    left = {words for words, text in mutants(solution, starter) if passes(book, solved, check, text)}
    known = set(SURVIVORS.get(check.key, {}))
    assert not left - known, f"these wrong answers pass: {sorted(left - known)}"
    assert not known - left, f"these are caught now, take them off the list: {sorted(known - left)}"


def test_every_survivor_is_explained_and_belongs_to_an_exercise():
    assert set(SURVIVORS) <= set(catalogue())
    assert all(len(reason) > 20 for reasons in SURVIVORS.values() for reason in reasons.values())
