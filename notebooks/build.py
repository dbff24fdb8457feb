"""Build the lessons: one hand-edited source, two notebooks.

``notebooks/src/NN_name.py`` is solved, in jupytext's percent format. It becomes ``notebooks/NN_name.ipynb``, unsolved,
and ``notebooks/solutions/NN_name.ipynb``, solved; both are executed, and the same source gives the same bytes.

Usage::

    python notebooks/build.py               # all lessons
    python notebooks/build.py 02 03_chubby  # those whose name starts so
    python notebooks/build.py --check       # which notebooks are older than their source? (executes nothing)

A cell's header may carry tags:

``answer="key"``
    The learner edits it. What stands between ``### BEGIN SOLUTION`` and ``### END SOLUTION`` is taken out of the
    unsolved form. In its place comes ``raise NotImplementedError()``, or the lines after ``### STUB``, each without its
    leading ``# ``.
``check="key" points=2``
    The cell that marks the answer: locked, and graded by nbgrader.
``only="solved"`` (or ``"unsolved"``)
    The cell belongs to that form.
``id="name"``, ``tags=["name"]``
    A cell id that outlives an edit of the cell; Jupyter's own tags.
"""

import argparse
import os
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, DeadKernelError
from rules import complaints
from source import METADATA, BuildError, assemble

HERE = Path(__file__).resolve().parent
VIEW = "application/vnd.jupyter.widget-view+json"

# -- which files ---------------------------------------------------------------------------------------------


def lessons(names=(), home=HERE):
    """The sources whose file name starts with one of ``names``; all of them if there is none.

    Raises
    ------
    BuildError
        If a name fits no source.
    """
    found = sorted((home / "src").glob("[0-9]*.py"))
    for name in names:
        if not any(path.stem.startswith(name) for path in found):
            raise BuildError(f"There is no lesson {name!r}. The lessons: {', '.join(p.stem for p in found) or 'none'}.")
    return [path for path in found if not names or path.stem.startswith(tuple(names))]


def targets(source):
    """The two notebooks of a source, as pairs (solved, path): first the learner's, then the solved one."""
    home = source.parent.parent
    return [(False, home / f"{source.stem}.ipynb"), (True, home / "solutions" / f"{source.stem}.ipynb")]


# -- running -------------------------------------------------------------------------------------------------


def execute(notebook, folder, label):
    """Run all cells in ``folder`` and keep only those outputs that are the same everywhere.

    Raises
    ------
    BuildError
        If a cell raises, or leaves something that a lesson must not hold (see rules.py).
    """
    folder.mkdir(parents=True, exist_ok=True)
    client = NotebookClient(
        notebook, kernel_name="python3", timeout=300, record_timing=False, store_widget_state=False,
        coalesce_streams=True, extra_arguments=["--log-level=ERROR"], resources={"metadata": {"path": str(folder)}})
    environment = os.environ | {"PYTHONHASHSEED": "0", "LEADERLAB_PROGRESS": "off"}
    environment.pop("NBGRADER_EXECUTION", None)
    try:
        client.execute(env=environment)
    except (CellControlSignal, DeadKernelError) as error:
        raise BuildError(f"{label}, {_culprit(notebook)}: {_plain(str(error))}") from None
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.metadata.pop("execution", None)
            for output in cell.outputs:
                output.get("data", {}).pop(VIEW, None)
            cell.outputs = [o for o in cell.outputs if o.get("data") != {}]
    notebook.metadata = nbformat.from_dict(METADATA)


def _culprit(notebook):
    """The cell that was running when the kernel stopped: the last one that has a number, or an error."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    failed = [cell for cell in code if any(o.output_type == "error" for o in cell.outputs)]
    started = [cell for cell in code if cell.execution_count is not None]
    after = code[len(started):] or code[-1:]
    cell = (failed or after)[0]
    return f"cell {cell.id} ({(cell.source.splitlines() or [''])[0]!r})"


def _plain(text):
    """A message without the colours of a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def text_of(notebook):
    """The bytes of a notebook's file, as text."""
    nbformat.validate(notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def build(source):
    """Write both notebooks of a lesson.

    Raises
    ------
    BuildError
        If the lesson is wrong; then neither notebook is written.
    """
    written = {}
    for solved, path in targets(source):
        label = f"{source.stem} ({'solved' if solved else 'unsolved'})"
        notebook = assemble(source, solved)
        execute(notebook, path.parent, label)
        if wrong := complaints(notebook, solved):
            raise BuildError("\n".join(f"{label}, {line}" for line in wrong))
        written[path] = text_of(notebook)
    for path, text in written.items():
        path.write_text(text, encoding="utf-8", newline="\n")


# -- in step with the source? --------------------------------------------------------------------------------


def skeleton(notebook):
    """What a notebook has from its source: ids, types, texts and metadata of the cells, without outputs."""
    return [(c.id, c.cell_type, c.source, c.metadata) for c in notebook.cells]


def stale(home=HERE):
    """The notebooks that do not belong to their source as it is now, as paths."""
    wanted = {path: (source, solved) for source in lessons(home=home) for solved, path in targets(source)}
    there = {*home.glob("*.ipynb"), *(home / "solutions").glob("*.ipynb")}
    old = [path for path, (source, solved) in wanted.items()
           if path in there and skeleton(nbformat.read(path, 4)) != skeleton(assemble(source, solved))]
    return sorted({*old, *(wanted.keys() - there), *(there - wanted.keys())})


def main(arguments=None, home=HERE):
    """The command line, for the lessons in ``home``. Returns the exit code."""
    parser = argparse.ArgumentParser(description="Build the lessons from notebooks/src.")
    parser.add_argument("names", nargs="*", help="lessons, by the beginning of their names (default: all)")
    parser.add_argument("--check", action="store_true", help="only say which notebooks are older than their source")
    options = parser.parse_args(arguments)
    try:
        if options.check:
            old = stale(home)
            for path in old:
                print(f"{path.relative_to(home.parent)} is not what its source says: run make notebooks")
            return 1 if old else 0
        for source in lessons(options.names, home):
            print(f"building {source.stem}", flush=True)
            build(source)
    except BuildError as error:
        print(f"not built: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
