"""One submission: every check of its notebook, judged by the exercises of the course, on data only."""

from dataclasses import dataclass, replace
from functools import cache

from .. import algorithms, watchdog  # noqa: F401 - the wire knows the classes of the algorithms
from ..errors import Mistake
from ..exercises import search
from ..exercises.card import card
from ..exercises.check import catalogue
from ..exercises.exercise import Finding, untouched
from .book import Book, Paper, read
from .process import SECONDS, Child
from .stand_in import Talk
from .wire import Strange

MEMORY = 4 << 30                # bytes that marking may take
LONGEST = 1_000                 # characters of a reason: a student's own text may stand in it


@dataclass(frozen=True)
class Mark:
    """The mark of one exercise."""
    key: str
    points: float
    maximum: float
    state: str
    reason: str                 # why points are lost; empty if none are
    card: str                   # HTML
    answer: str                 # what the student wrote
    name: str = ""              # for whom a personal exercise was marked


def calm():
    """For a process that marks: no student's code runs in it, so the clocks that guard against it may rest.

    What a student describes may be huge, though: where the system allows it, memory has a limit.
    """
    watchdog.INTERVAL, search.PATIENCE, search.LONGEST = 3600, 120, 120
    try:
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ImportError, OSError, ValueError):      # an answer may still be a system with endlessly many nodes
        pass


@cache
def released(path):
    """A released notebook, read once."""
    return Book.read(path)


def marks(source, submission, stage, secret, seconds=SECONDS):
    """The marks of a submitted notebook.

    Parameters
    ----------
    source, submission : pathlib.Path
        The released notebook and the submitted one, or None if nothing was handed in.
    stage : str
        The copy of the library for the student's code (``process.prepare``).
    secret : list of str
        Folders that the student's code may not read.
    seconds : int
        Of computing time for one answer; it may take three times as long in all.

    Returns
    -------
    list of Mark
    """
    book, nothing = released(source), "Nothing was handed in."
    try:
        paper = Paper.lay(book, read(submission)) if submission else None
    except Mistake as error:
        paper, nothing = None, str(error)
    if paper is None:
        return [_mark(check, untouched(nothing), "") for check in book.checks]
    return [mark(paper, check, lambda: Child(stage, secret, seconds, 3 * seconds)) for check in book.checks]


def mark(paper, check, start):
    """The mark of one check; ``start()`` starts the other process."""
    notes, text = paper.notes.get(check.answer, []), paper.text(check)
    if check.key not in catalogue():
        return _mark(check, Finding(0, f"There is no exercise {check.key!r} in this leaderlab. Mark it by hand."), text)
    if check.answer in paper.untouched:
        return _mark(check, untouched(" ".join(["Nothing is written here.", *notes])), text)
    try:
        finding = find(paper, check, start)
    except (Mistake, Strange) as error:
        finding = Finding(0, str(error))
    except Exception as error:          # a mistake of ours must not stop the class
        finding = Finding(0, f"The marker itself failed ({type(error).__name__}: {error}). Mark this one by hand.")
    return _mark(check, finding, text, " ".join(notes))


def find(paper, check, start):
    """The finding about an answer: run its cells over there, judge the stand-in here."""
    program, trouble = paper.program(check)
    if trouble:
        return Finding(0, trouble)
    with start() as child:
        talk = Talk(child)
        told = talk.run(check.expression, program, paper.book)
        stopped = " ".join(f"The {label} stopped in line {line}: {said}." for label, line, said in told["stopped"])
        if told["kind"] == "missing":
            return Finding(0, stopped or f"`{check.expression}` is not there: {told['text']}")
        if told.get("stub"):
            return untouched(str(told["stub"]))
        finding = catalogue()[check.key].judge(talk.answer(told), grading=True)
        if stopped and finding.share < 1:
            finding = replace(finding, text=f"{finding.text} {stopped}")
        return finding


def _mark(check, finding, text, note=""):
    share = finding.share if 0 <= finding.share <= 1 else 0
    points, exercise = round(float(check.points * share), 2), catalogue().get(check.key)
    question = exercise.question if exercise else check.key
    finding = replace(finding, text=" ".join(filter(None, [clipped(finding.text), note])))
    html = card(check.key, question, finding, points, check.points)
    why = "" if share == 1 else " ".join(filter(None, [finding.text, finding.hint]))
    return Mark(check.key, points, float(check.points), finding.state, why, html, text, finding.name)


def clipped(text):
    """A reason that can be read."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} [and so on]"


__all__ = ["Mark", "calm", "marks"]
