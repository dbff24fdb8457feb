"""A lesson as an assignment: nbgrader gives all points to the solution and none to the starter."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "notebooks"))
import build  # noqa: E402

pytestmark = [pytest.mark.classroom, pytest.mark.slow]

HOSTILE = '''\
import sys


class Same:
    def __eq__(self, other):
        return True

    def __repr__(self):
        raise SystemExit


def loop(*_):
    print("out")
    sys.stderr.write("err")
    while True: pass
'''


def hostile(notebook, names):
    """The same notebook with answers that loop, print, exit, or equal everything."""
    answers = [cell for cell in notebook.cells if cell.id.startswith("answer_")]
    for cell, name in zip(answers, names):
        variable = next(c for c in notebook.cells if c.id == cell.id.replace("answer_", "check_")).source
        variable = variable.rpartition(", ")[2].rstrip(")\n")
        cell.source = f"{HOSTILE}\n{variable} = {name}"
    return notebook


@pytest.fixture(scope="module")
def scores(tmp_path_factory):
    """Student -> list of (points, maximum), after nbgrader has graded the first lesson."""
    pytest.importorskip("nbgrader")
    course = tmp_path_factory.mktemp("course")
    (_, starter), (_, solution) = build.targets(build.lessons()[0])
    right = nbformat.read(solution, 4)
    books = {"solved": right, "starter": nbformat.read(starter, 4),
             "hostile": hostile(nbformat.read(solution, 4), ["Same()", "loop", "Same", "loop"])}
    for folder, book in {"source": books["starter"], **{f"submitted/{who}": b for who, b in books.items()}}.items():
        (course / folder / "week1").mkdir(parents=True)
        nbformat.write(book, course / folder / "week1" / starter.name)
    for command in ("generate_assignment", "autograde"):
        nbgrader(course, command, "week1", "--force")
    return {who: points(course / "autograded" / who / "week1" / starter.name) for who in books}


def nbgrader(course, *arguments):
    # Its parts call each other by name, so the folder of this Python comes first.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [sys.executable, "-m", "nbgrader", *arguments, f"--CourseDirectory.root={course}", "--course=week"]
    done = subprocess.run(command, cwd=course, env=os.environ | {"PATH": path}, timeout=300,
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]


def points(path):
    """The points of each check cell as nbgrader reads them."""
    from nbgrader.utils import determine_grade, is_grade
    return [determine_grade(cell) for cell in nbformat.read(path, 4).cells if is_grade(cell)]


def test_the_solution_gets_all_points(scores):
    assert scores["solved"]
    assert all(given == maximum > 0 for given, maximum in scores["solved"])


def test_the_starter_gets_no_points(scores):
    assert [given for given, _ in scores["starter"]] == [0.0] * len(scores["solved"])


def test_hostile_answers_get_no_points_and_are_graded_all_the_same(scores):
    assert [given for given, _ in scores["hostile"]] == [0.0] * len(scores["solved"])
