"""From a lesson's source to its two forms: the cells of a notebook, before anything has run."""

import hashlib
import re

import jupytext
import nbformat

MARKER = re.compile(r"^\s*### (BEGIN SOLUTION|STUB|END SOLUTION)\s*$")
PARTS = {"BEGIN SOLUTION": (None,), "STUB": ("BEGIN SOLUTION",), "END SOLUTION": ("BEGIN SOLUTION", "STUB")}
# Written down, not asked from the kernel: its answer holds the version of the Python that happened to be there.
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}


class BuildError(Exception):
    """A lesson that cannot be built; the text names the lesson and the cell."""


def assemble(source, solved):
    """One form of a lesson as a notebook that has not been executed.

    Parameters
    ----------
    source : pathlib.Path
        The lesson, notebooks/src/NN_name.py.
    solved : bool
        Whether to keep the solutions.

    Raises
    ------
    BuildError
        If a tag or a marker is wrong.
    """
    cells, taken, form = [], set(), "solved" if solved else "unsolved"
    for draft in jupytext.reads(source.read_text(encoding="utf-8"), fmt="py:percent").cells:
        tags = {tag: value for tag, value in draft.metadata.items() if tag != "lines_to_next_cell"}
        if tags.get("only", form) != form:
            continue
        where = f"{source.stem}, cell {_title(tags, draft.source)}"
        cell = _cell(draft, tags, solved, where)
        if "answer" not in tags and "check" not in tags and "id" not in tags:
            cell["id"] = _free(cell["id"], taken)
        if cell["id"] in taken:
            raise BuildError(f"{where}: there is another cell with the id {cell['id']!r}.")
        taken.add(cell["id"])
        cells.append(cell)
    return nbformat.from_dict({"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5})


def _cell(draft, tags, solved, where):
    """The finished cell of one cell of the source."""
    unknown = tags.keys() - {"answer", "check", "points", "only", "id", "tags", "title"}
    if unknown or ("points" in tags) != ("check" in tags):
        raise BuildError(f"{where}: unknown tag, or points without check: {tags}.")
    marked = any(MARKER.match(line) for line in draft.source.splitlines())
    if marked != ("answer" in tags):
        raise BuildError(f"{where}: a cell has an answer= tag if, and only if, it has a BEGIN SOLUTION.")
    text = _form(draft.source, solved, where) if marked else draft.source
    metadata = {"nbgrader": _nbgrader(tags), "tags": tags.get("tags")}
    metadata = {name: value for name, value in metadata.items() if value}
    hashed = hashlib.sha256(f"{draft.cell_type} {draft.source}".encode()).hexdigest()[:12]
    name = metadata.get("nbgrader", {}).get("grade_id") or tags.get("id") or hashed
    cell = {"cell_type": draft.cell_type, "id": name, "metadata": metadata, "source": text}
    return cell | ({"execution_count": None, "outputs": []} if draft.cell_type == "code" else {})


def _nbgrader(tags):
    """nbgrader's metadata for an answer cell or a check cell; None for any other."""
    if "answer" in tags:
        kind = {"grade": False, "grade_id": f"answer_{tags['answer']}", "locked": False, "solution": True}
    elif "check" in tags:
        kind = {"grade": True, "grade_id": f"check_{tags['check']}", "locked": True, "solution": False,
                "points": tags["points"]}
    else:
        return None
    return kind | {"schema_version": 3, "task": False}


def _form(text, solved, where):
    """The text of an answer cell, with its solutions or with stubs in their place."""
    out, part, stub = [], None, []
    for line in text.splitlines():
        marker = MARKER.match(line)
        if marker is None:
            if part is None or (part == "BEGIN SOLUTION" and solved):
                out.append(line)
            elif part == "STUB":
                stub.append(re.sub(r"^(\s*)# ?", r"\1", line))
            continue
        before, part = part, marker[1]
        if before not in PARTS[part]:
            raise BuildError(f"{where}: ### {part} stands in the wrong place.")
        if part == "END SOLUTION":
            if not solved:
                indent = line[: len(line) - len(line.lstrip())]
                if not (stub or indent):
                    raise BuildError(f"{where}: outside a function it needs a ### STUB, or \"Run all\" would stop.")
                out += [f"{indent}# YOUR CODE HERE", *(stub or [f"{indent}raise NotImplementedError()"])]
            part, stub = None, []
    if part is not None:
        raise BuildError(f"{where}: there is no ### END SOLUTION.")
    return "\n".join(out)


def _title(tags, text):
    """How an error names a cell: by its tag, or by its first line."""
    named = [f'{tag}="{tags[tag]}"' for tag in ("answer", "check", "id") if tag in tags]
    return named[0] if named else repr((text.splitlines() or [""])[0])


def _free(name, taken):
    """The name, or the name with a number, whichever is not taken."""
    return next(n for n in (name, *(f"{name}-{i}" for i in range(2, 1000))) if n not in taken)
