"""A hostile class is graded right: no hang, nothing left running, nothing earned that is not theirs."""

import copy
import csv
import json
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from hostile.students import ENDLESS, KEYS, LESSON, ORDINARY, hostile

from leaderlab.classroom import grade as grading
from leaderlab.classroom.export import export
from leaderlab.classroom.grade import grade

ROOT = Path(__file__).parent.parent
NOTEBOOKS = ROOT / "notebooks"
CLASS = ORDINARY | ENDLESS | hostile([NOTEBOOKS / "solutions", ROOT / "leaderlab" / "exercises",
                                      ROOT / "tests" / "exercises", "../../source", "/etc/passwd"])
pytestmark = [pytest.mark.slow, pytest.mark.classroom]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course folder with everything that the class has handed in."""
    folder = tmp_path_factory.mktemp("course")
    export(folder, NOTEBOOKS, [LESSON])
    solved = json.loads((NOTEBOOKS / "solutions" / f"{LESSON}.ipynb").read_text(encoding="utf-8"))
    for name, student in CLASS.items():
        place = folder / "submitted" / name / LESSON
        place.mkdir(parents=True)
        book = copy.deepcopy(solved)
        given = student.change(book)
        if given != b"":
            (place / f"{LESSON}.ipynb").write_bytes(given or json.dumps(book).encode())
    return folder


@pytest.fixture(scope="module")
def book(course):
    """The marks, and how long they took."""
    before, started = processes(), time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(course.parent))
        patch.setattr(grading, "fingerprint", lambda: b"of this version")
        found = grade(course, course / "marks.csv", jobs=2, seconds=4, show=lambda _: None)
    return found, time.monotonic() - started, processes() - before


def processes():
    """The processes that run a student's code, or were started by it."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,args="], capture_output=True, text=True).stdout.splitlines()
    return {line.split()[0] for line in listed if "child.py" in line or "time.sleep(300)" in line}


def test_the_class_has_at_least_30_students():
    assert len(CLASS) >= 30


@pytest.mark.parametrize("name", CLASS)
def test_every_mark_is_right(name, book):
    marks = {mark.key: mark for mark in book[0][name][LESSON]}
    assert list(marks) == list(KEYS)
    owed = {key: CLASS[name].points.get(key, mark.maximum) for key, mark in marks.items()}
    assert {key: mark.points for key, mark in marks.items()} == owed, [mark.reason for mark in marks.values()]
    assert CLASS[name].why in " ".join(mark.reason for mark in marks.values())


def test_every_lost_point_has_a_reason(book):
    for lessons in book[0].values():
        for mark in lessons[LESSON]:
            assert bool(mark.reason) == (mark.points < mark.maximum)


def test_it_takes_less_than_three_minutes_and_leaves_nothing_running(course, book):
    _, seconds, left = book
    assert seconds < 180
    assert not left
    assert not list(course.parent.glob("leaderlab-*"))


def test_the_table_has_a_line_for_each_student(course, book):
    with open(course / "marks.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["student"] for row in rows] == sorted(CLASS)
    assert {row["maximum"] for row in rows} == {"4"}


def test_every_student_has_a_page_of_feedback(course, book):
    for name in CLASS:
        text = (course / "marks" / f"{name}.html").read_text(encoding="utf-8")
        assert f"Feedback for {name}" in text and "<script" not in text


def test_a_second_run_marks_only_what_has_changed(course, book, monkeypatch):
    monkeypatch.setattr(grading, "fingerprint", lambda: b"of this version")
    told = []
    started = time.monotonic()
    again = grade(course, course / "again.csv", jobs=1, show=told.append)
    assert again == book[0]
    assert told == [f"{len(CLASS)} of {len(CLASS)} were marked before and have not changed."]
    assert time.monotonic() - started < 5
