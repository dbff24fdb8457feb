"""A course folder for nbgrader: one assignment a lesson, and settings that suit code which may not end."""

import ast
import json
import re
import shutil
from pathlib import Path

from ..errors import Mistake, did_you_mean

CONFIG = '''\
# Settings of nbgrader for this course. Made by `python -m leaderlab.classroom export`; change what you like.
c = get_config()  # noqa: F821 - nbgrader gives it

c.CourseDirectory.course_id = {name!r}

# A student's loop without an end: stop the cell after a minute, and go on with the next one.
c.ExecutePreprocessor.timeout = 60
c.ExecutePreprocessor.interrupt_on_timeout = True
c.ExecutePreprocessor.startup_timeout = 120

# The checks give their points as a number, so a part of the points is possible.
c.ClearSolutions.code_stub = {{"python": "# YOUR CODE HERE\\nraise NotImplementedError()"}}
'''
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s:]+)\)|<img\b[^>]*\bsrc=[\"']([^\"':]+)[\"']")


def export(folder, notebooks, lessons=(), points=None, force=False):
    """Write the course folder.

    Parameters
    ----------
    folder : pathlib.Path
    notebooks : pathlib.Path
        The folder of the course's notebooks, as the learners get them.
    lessons : list of str
        The beginnings of their names; all of them if there is none.
    points : dict, optional
        Key of an exercise -> its points in this course.
    force : bool
        Whether to write over what is there.

    Returns
    -------
    list of str
        What was done, a sentence each.

    Raises
    ------
    Mistake
        If a lesson or a key is unknown, or there is something in the way.
    """
    chosen, points = choose(notebooks, lessons), dict(points or {})
    targets = {path: folder / "source" / path.stem / path.name for path in chosen}
    there = [str(target) for target in targets.values() if target.exists()]
    if there and not force:
        raise Mistake(f"{there[0]} is there already. With --force it is written again; then run nbgrader "
                      "generate_assignment --force, too.")
    books = {path: json.loads(path.read_text(encoding="utf-8")) for path in chosen}
    known = {key for book in books.values() for key in keys(book)}
    for key in points:
        if key not in known:
            raise Mistake(f"No exercise {key!r} in these lessons.{did_you_mean(key, known)}")
    for path, target in targets.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text(books[path], points), encoding="utf-8")
        for picture in pictures(books[path]):
            place = target.parent / picture
            if (path.parent / picture).is_file() and target.parent in place.resolve().parents:
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path.parent / picture, place)
    said = [f"{len(chosen)} lessons are in {folder / 'source'}: {', '.join(path.stem for path in chosen)}."]
    config = folder / "nbgrader_config.py"
    if not config.exists():
        config.write_text(CONFIG.format(name=folder.resolve().name), encoding="utf-8")
        said.append(f"The settings are in {config}.")
    return said


def choose(notebooks, lessons):
    """The notebooks whose names begin with one of ``lessons``."""
    found = sorted(notebooks.glob("[0-9]*.ipynb"))
    if not found:
        raise Mistake(f"There are no notebooks in {notebooks}. Run this in a clone of the course, or say where they "
                      "are: --notebooks FOLDER.")
    for lesson in lessons:
        if not any(path.stem.startswith(lesson) for path in found):
            raise Mistake(f"There is no lesson {lesson!r}. The lessons: {', '.join(path.stem for path in found)}.")
    return [path for path in found if not lessons or path.stem.startswith(tuple(lessons))]


def keys(book):
    """The keys of the exercises that are checked in a notebook."""
    names = [cell["metadata"].get("nbgrader", {}) for cell in book["cells"]]
    return [n["grade_id"].removeprefix("check_") for n in names if n.get("grade")]


def text(book, points):
    """The text of a notebook without outputs, with other points where they are wanted."""
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
        nbgrader = cell["metadata"].get("nbgrader", {})
        key = nbgrader.get("grade_id", "").removeprefix("check_")
        if nbgrader.get("grade") and key in points:
            nbgrader["points"] = points[key]
            cell["source"] = worth("".join(cell["source"]), points[key])
    return json.dumps(book, ensure_ascii=False, indent=1) + "\n"


def worth(source, points):
    """A check cell that gives other points: nbgrader reads what the check says."""
    *before, last = ast.parse(source).body
    last.value.keywords = [ast.keyword("points", ast.Constant(points))]
    return "\n".join([*map(ast.unparse, before), "", ast.unparse(last)])


def pictures(book):
    """The picture files that a notebook shows, as they are named in it."""
    found = {a or b for cell in book["cells"] for a, b in PICTURE.findall("".join(cell["source"]))}
    return [name for name in sorted(found) if not Path(name).is_absolute()]
