"""Notebooks as files: the released one, which we trust, and a submitted one, which we do not."""

import ast
import importlib
import json
from dataclasses import dataclass, field

from ..errors import Mistake
from .slices import needed, statements

LESSON = "leaderlab.exercises.lesson"
LARGEST = 50_000_000            # bytes of a submitted notebook


@dataclass(frozen=True)
class Cell:
    """A cell, as far as it matters here."""
    kind: str
    text: str
    id: str
    grade_id: str
    grade: bool = False
    solution: bool = False
    points: float = 0


@dataclass(frozen=True)
class Check:
    """A check cell: what is marked, and where its answer stands."""
    key: str
    points: float
    expression: str
    place: int                  # of the check in the released notebook
    answer: str                 # grade id of the answer cell


def read(path):
    """The cells of a notebook file.

    Raises
    ------
    Mistake
        If the file is no notebook.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise Mistake(f"The file is larger than {LARGEST // 1_000_000} MB. Clear the outputs and hand it in again.")
        cells = json.loads(path.read_text(encoding="utf-8-sig"))["cells"]
        return [_cell(cell) for cell in cells if isinstance(cell, dict)]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        if isinstance(error, Mistake):
            raise
        raise Mistake(f"{path.name} is not a notebook that can be read ({type(error).__name__}).") from None


def _cell(data):
    text = data.get("source", "")
    text = "".join(map(str, text)) if isinstance(text, list) else str(text)
    metadata = data.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    nbgrader = nbgrader if isinstance(nbgrader, dict) else {}
    return Cell(str(data.get("cell_type")), text, str(data.get("id") or ""), str(nbgrader.get("grade_id") or ""),
                nbgrader.get("grade") is True, nbgrader.get("solution") is True, nbgrader.get("points") or 0)


@dataclass
class Book:
    """A released notebook: its cells, and the checks in them."""
    cells: list
    checks: list = field(default_factory=list)

    @classmethod
    def read(cls, path):
        """The released notebook at a path."""
        book = cls(read(path))
        for place, cell in enumerate(book.cells):
            if cell.grade and (found := _call(cell.text)):
                key, expression = found
                names = {n.id for n in ast.walk(ast.parse(expression)) if isinstance(n, ast.Name)}
                book.checks.append(Check(key, cell.points, expression, place, book.source(names, key, place)))
        return book

    def imported(self):
        """What the released cells import from the files of the lessons: module -> name -> value.

        Those files hold the answers, so they are not there where a student's code runs; but these few things are.
        """
        found = {}
        for cell in self.cells:
            for node in ast.walk(ast.parse(cell.text)) if LESSON in cell.text and not _unreadable(cell.text) else ():
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(LESSON):
                    things = vars(importlib.import_module(node.module))
                    found.setdefault(node.module, {}).update((n.name, things[n.name]) for n in node.names)
        return found

    def source(self, names, key, place):
        """The grade id of the answer cell of a check: named like it, or else the last one that defines its names."""
        answers = [cell for cell in self.cells[:place] if cell.solution]
        named = [cell.grade_id for cell in answers if cell.grade_id == f"answer_{key}"]
        makes = [cell.grade_id for cell in answers if any(s.defines & names for s in statements("", cell.text)[0])]
        return (named or makes or [""])[-1]


def _unreadable(text):
    return bool(statements("", text)[1])


def _call(text):
    """Key and expression of the ``check("key", answer)`` at the end of a cell, or None."""
    match ast.parse(text).body[-1:]:
        case [ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(str(key)), answer]))]:
            return key, ast.unparse(answer)
    return None


@dataclass
class Paper:
    """What a student handed in, laid over the released notebook.

    ``cells``: (name for a reader, grade id or "", text) in order; given cells are those of the released notebook,
    whatever the student made of them.
    """
    book: Book
    cells: list
    notes: dict                 # grade id -> sentences about how its cell was found
    untouched: set              # grade ids of answer cells that are still the starter

    @classmethod
    def lay(cls, book, handed):
        """Match the handed-in cells with the released ones: by grade id, by cell id, by their text, else by names."""
        answers = {cell.grade_id: cell for cell in book.cells if cell.solution}
        given = {cell.id for cell in book.cells if cell.id and not cell.solution}
        texts = {tidy(cell.text) for cell in book.cells}
        mine, extra, after = {}, [], 0
        places = {cell.grade_id or cell.id: k for k, cell in enumerate(book.cells)}
        for cell in handed:
            known = next((n for n in (cell.grade_id, cell.id) if n in places), None)
            after = places[known] if known else after
            if known in answers and cell.kind == "code":
                mine.setdefault(known, []).append(cell.text)
            elif cell.kind == "code" and known is None and cell.id not in given and tidy(cell.text) not in texts:
                extra.append((after, cell.text))
        return cls._found(book, answers, mine, extra)

    @classmethod
    def _found(cls, book, answers, mine, extra):
        """Choose one text for each answer; a copy that is still the starter does not count."""
        notes, untouched = {name: [] for name in answers}, set()
        extra, cells = [*enumerate(extra)], []
        for name, cell in answers.items():
            starter, texts = tidy(cell.text), mine.get(name, [])
            written = [text for text in texts if tidy(text) != starter]
            if len(texts) > 1:
                notes[name].append("There are two cells for this answer; the last one that is written counts.")
            if not written:
                makes = {n for s in statements("", cell.text)[0] for n in s.defines} | wanted(book, name)
                others = [(k, text) for k, (_, text) in extra if any(
                    s.defines & makes & wanted(book, name) for s in statements("", text)[0])]
                if others:
                    k, text = others[-1]
                    written, extra = [text], [e for e in extra if e[0] != k]
                    notes[name].append("The answer cell was found by the name that it defines.")
                elif not texts:
                    notes[name].append("The answer cell is missing.")
            if not written:
                untouched.add(name)
            mine[name] = (written or [""])[-1:]
        for k, cell in enumerate(book.cells):
            if cell.kind == "code" and not cell.grade:
                text = mine[cell.grade_id][0] if cell.solution else cell.text
                label = f"answer cell {cell.grade_id.removeprefix('answer_')}" if cell.solution else f"cell {k + 1}"
                cells.append((k, label, cell.grade_id if cell.solution else "", text))
            cells += [(k, f"cell of your own {n + 1}", "", text) for n, (after, text) in extra if after == k]
        return cls(book, cells, notes, untouched)

    def program(self, check):
        """The statements that a check needs, and what is wrong with its answer cell or an empty text.

        Returns
        -------
        (list of Statement, str)
        """
        program, at, trouble = [], None, ""
        for k, label, grade_id, text in self.cells:
            if at is None and k > check.place:
                at = len(program)
            found, wrong = statements(label, text)
            program += found
            if grade_id == check.answer and wrong:
                trouble = f"The {label} cannot run: {wrong}."
        label = f"answer cell {check.answer.removeprefix('answer_')}"
        return needed(program, check.expression, len(program) if at is None else at, {label}), trouble

    def text(self, check):
        """What stands in the answer cell of a check."""
        return next((text for _, _, grade_id, text in self.cells if grade_id == check.answer), "")


def wanted(book, grade_id):
    """The names that the checks of an answer cell look at."""
    return {n.id for check in book.checks if check.answer == grade_id
            for n in ast.walk(ast.parse(check.expression)) if isinstance(n, ast.Name)}


def tidy(text):
    """A text without what does not matter: spaces at the ends of lines, empty lines."""
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())
