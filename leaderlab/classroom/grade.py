"""A whole class: every student and lesson, some at a time; what is done is kept, so that it can go on after a stop."""

import csv
import hashlib
import json
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from pathlib import Path

from ..errors import Mistake
from ..exercises.card import number
from .feedback import page
from .judge import Mark, calm, marks
from .process import PACKAGE, SECONDS, Child, hidden, prepare

KILLED = "The marker was killed while it marked this notebook. Look at it by hand, in a container."


def grade(folder, output, lessons=(), jobs=None, seconds=SECONDS, show=print):
    """Mark all submissions of a course folder.

    Parameters
    ----------
    folder : pathlib.Path
        With ``source`` (or ``release``) and ``submitted/STUDENT/LESSON/NOTEBOOK.ipynb``.
    output : pathlib.Path
        The table of marks, CSV.
    lessons : list of str
        The beginnings of their names; by default all that somebody has handed in.
    jobs : int, optional
        How many at a time.
    seconds : int
        Of computing time for one answer.
    show : callable
        Called with a sentence now and then.

    Returns
    -------
    dict
        Student -> lesson -> list of Mark.
    """
    work = tasks(folder, lessons)
    results, todo = {}, []
    version = fingerprint()
    for task in work:
        kept = task.kept(version)
        if kept is None:
            todo.append(task)
        else:
            results[task] = kept
    if results:
        show(f"{len(results)} of {len(work)} were marked before and have not changed.")
    with prepare() as stage:
        if todo:
            for wall in walls(stage):
                show(f"On this computer the fence around the students' code has a gap: {wall}. See INSTRUCTORS.md.")
        bar = Bar(len(todo))
        for task, found in run(todo, (stage, hidden(folder), seconds), jobs or os.cpu_count() or 1):
            task.keep(version, found)
            results[task] = found
            bar.step(f"{task.student} {task.lesson}: {number(sum(m.points for m in found))} of "
                     f"{number(sum(m.maximum for m in found))}")
    book = {}
    for task in work:
        book.setdefault(task.student, {})[task.lesson] = results[task]
    for student, found in book.items():
        (folder / "marks").mkdir(exist_ok=True)
        write(folder / "marks" / f"{student}.html", page(student, found))
    write_table(output, book)
    return book


class Task:
    """One notebook of one student."""

    def __init__(self, folder, student, lesson, source, submission):
        self.student, self.lesson, self.source, self.submission = student, lesson, source, submission
        self.place = folder / "marks" / "done" / student / f"{lesson}.json"

    def key(self, version):
        """Changes when the submission, the released notebook or this library changes."""
        parts = [version, self.source.read_bytes(), self.submission.read_bytes() if self.submission else b"-"]
        return hashlib.sha256(b"|".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()

    def kept(self, version):
        """The marks of an earlier run, or None."""
        try:
            data = json.loads(self.place.read_text(encoding="utf-8"))
            return [Mark(**mark) for mark in data["marks"]] if data["key"] == self.key(version) else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, version, found):
        """Write the marks down for a later run; marks of a marker that failed are not kept."""
        if any("by hand" in mark.reason for mark in found):
            return
        self.place.parent.mkdir(parents=True, exist_ok=True)
        write(self.place, json.dumps({"key": self.key(version), "marks": [asdict(mark) for mark in found]}))


def tasks(folder, lessons):
    """All work in a course folder, students in order of their names.

    Raises
    ------
    Mistake
        If there is nothing to mark.
    """
    submitted = folder / "submitted"
    students = sorted(p.name for p in submitted.iterdir() if p.is_dir()) if submitted.is_dir() else []
    if not students:
        raise Mistake(f"There is nothing in {submitted}. Put each notebook into submitted/STUDENT/LESSON/ (nbgrader "
                      "collect does it), then grade again.")
    sources = {}
    for place in ("source", "release"):             # what was released is what the students have
        for path in sorted((folder / place).glob("*/*.ipynb")):
            sources[path.parent.name] = path
    for lesson in lessons:
        if not any(name.startswith(lesson) for name in sources):
            raise Mistake(f"There is no lesson {lesson!r} in {folder}. The lessons: {', '.join(sources) or 'none'}.")
    wanted = [name for name in sources if any(map(name.startswith, lessons)) or not lessons
              and any((submitted / student / name).is_dir() for student in students)]
    if not wanted:
        raise Mistake(f"Nobody has handed in one of {', '.join(sources) or 'no lessons'}.")
    return [Task(folder, student, name, sources[name], find(submitted / student / name, sources[name].name))
            for student in students for name in sorted(wanted)]


def find(folder, name):
    """The submitted notebook: of that name, or else the newest there is. None if there is none."""
    if (folder / name).is_file():
        return folder / name
    others = [path for path in sorted(folder.glob("*.ipynb")) if path.is_file()]
    return max(others, key=lambda path: path.stat().st_mtime, default=None)


def run(todo, rules, jobs):
    """Yield (task, marks) as they come. A marker that is killed is tried once more, alone.

    ``rules`` are the last parameters of ``marks``.
    """
    again = []
    with pool(min(jobs, len(todo)) or 1) as workers:
        waiting = {workers.submit(marks, t.source, t.submission, *rules): t for t in todo}
        try:
            for done in as_completed(waiting):
                try:
                    yield waiting[done], done.result()
                except BrokenProcessPool:
                    again.append(waiting[done])
        except KeyboardInterrupt:
            workers.shutdown(wait=False, cancel_futures=True)
            raise
    for task in again:
        with pool(1) as worker:
            try:
                yield task, worker.submit(marks, task.source, task.submission, *rules).result()
            except BrokenProcessPool:
                yield task, [Mark(m.key, 0, m.maximum, "not yet", KILLED, "", m.answer)
                             for m in marks(task.source, None, *rules)]


def walls(stage):
    """What the fence lacks on this computer."""
    with Child(stage, []) as child:
        return list(map(str, child.missing))


def pool(size):
    """Processes that mark; none of them runs a student's code."""
    return ProcessPoolExecutor(size, mp_context=multiprocessing.get_context("spawn"), initializer=calm)


def fingerprint():
    """Changes when anything in this library changes that may change a mark."""
    text = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        if "view" not in path.relative_to(PACKAGE).parts:
            text.update(path.read_bytes())
    return text.digest()


def write(path, text):
    """Write a file, all of it or nothing."""
    draft = path.with_name(path.name + ".tmp")
    draft.write_text(text, encoding="utf-8", newline="")
    os.replace(draft, path)


def write_table(output, book):
    """marks.csv, a line for each student: points, those of each exercise, the names given, why points are lost."""
    columns, personal = {}, {}
    for lessons in book.values():
        for lesson, found in lessons.items():
            columns |= {(lesson, mark.key): None for mark in found}
            personal |= {(lesson, mark.key): None for mark in found if mark.name}
    rows = [["student", "points", "maximum", *(f"{lesson}/{key}" for lesson, key in columns),
             *(f"{lesson}/{key} for" for lesson, key in personal), "why points are lost"]]
    for student, lessons in book.items():
        found = {(lesson, mark.key): mark for lesson, all_ in lessons.items() for mark in all_}
        why = [f"{key}: -{number(m.maximum - m.points)}. {m.reason}" for (_, key), m in found.items() if m.reason]
        rows.append([safe(student), number(sum(m.points for m in found.values())),
                     number(sum(m.maximum for m in found.values())),
                     *(number(found[c].points) if c in found else "" for c in columns),
                     *(safe(found[c].name) if c in found else "" for c in personal), safe("\n".join(why))])
    draft = Path(f"{output}.tmp")
    with open(draft, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    os.replace(draft, output)


def safe(text):
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


class Bar:
    """A bar on a terminal; a line for each step elsewhere."""

    def __init__(self, total, stream=None):
        self.total, self.done, self.stream = total, 0, stream or sys.stderr

    def step(self, text):
        """One more is done."""
        self.done += 1
        if self.stream.isatty():
            full = 24 * self.done // self.total
            end = "\n" if self.done == self.total else ""
            bar = f"[{'#' * full}{'.' * (24 - full)}] {self.done}/{self.total}  {text[:44]:<44}"
            self.stream.write(f"\r{bar}{end}")
        else:
            self.stream.write(f"{self.done}/{self.total} {text}\n")
        self.stream.flush()
