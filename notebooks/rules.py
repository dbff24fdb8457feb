"""What a built notebook must and must not hold. The builder refuses a lesson that breaks a rule; a test looks again."""

import ast
import re

ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")
DATA_URI = re.compile(r"data:[\w/+.-]+;base64,[^\"')\s]*")
# At least two folders deep, and not the middle of a web address or of "and/or".
PATH = re.compile(r"(?<![\w/:.<~])/(?:[\w.+-]+/){2,}|\b[A-Z]:\\\w")
IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
ALT = re.compile(r"""\balt\s*=\s*(?:"\s*[^"\s]|'\s*[^'\s])""", re.IGNORECASE)
NO_ALT = re.compile(r"!\[\s*\]\(")
MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION", "### STUB")


def complaints(notebook, solved):
    """Every broken rule of an executed notebook, one sentence each, starting with the cell.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        One form of a lesson, executed.
    solved : bool
        Which form: it says what the check cells must have given.

    Returns
    -------
    list of str
    """
    found = [f"the notebook: {text}" for text in _headings(notebook)]
    if notebook.metadata.keys() - {"kernelspec", "language_info"}:
        found.append(f"the notebook: unexpected metadata {sorted(notebook.metadata)}")
    for cell in notebook.cells:
        rules = [_images(cell.source), _markers(cell)]
        if cell.cell_type == "code":
            rules += [_ran(cell), _outputs(cell), _check(cell, solved)]
        found += [f"cell {cell.id}: {text}" for rule in rules for text in rule]
    return found


def _headings(notebook):
    """One H1, at the top, and no level left out."""
    texts = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    prose = re.sub(r"^(```|~~~).*?^\1", "", "\n".join(texts), flags=re.DOTALL | re.MULTILINE)
    levels = [len(marks) for marks in re.findall(r"^(#{1,6})\s", prose, flags=re.MULTILINE)]
    if levels.count(1) != 1 or levels[0] != 1:
        yield "needs one heading of level 1, as its first heading"
    for before, after in zip(levels, levels[1:], strict=False):
        if after > before + 1:
            yield f"a heading of level {after} follows one of level {before}"


def _images(text):
    if NO_ALT.search(text) or any(not ALT.search(tag) for tag in IMAGE.findall(text)):
        yield "a picture has no alt text"


def _markers(cell):
    if any(marker in cell.source for marker in MARKERS):
        yield "a solution marker is left"


def _ran(cell):
    if cell.execution_count is None:
        yield "was never executed"


def _outputs(cell):
    """Nothing that failed, nothing that is different on the next machine, nothing that a reader cannot see."""
    for output in cell.outputs:
        if output.output_type == "error":
            yield f"raises {output.ename}: {output.evalue}"
        if output.get("name") == "stderr":
            yield f"writes to stderr: {output.text[:200]!r}"
        data = output.get("data", {})
        if any(mime.startswith("image/") for mime in data) and "text/html" not in data:
            yield "shows a bare picture; show it as <img alt=… src=…>, so that everybody can read it"
        if any("widget" in mime for mime in data):
            yield "holds a widget view, which is blank without its kernel"
        shown = [value for mime, value in data.items() if isinstance(value, str) and "image/" not in mime]
        for text in [output.get("text", ""), *shown]:
            text = DATA_URI.sub("", text)
            for pattern, name in ((ADDRESS, "a memory address"), (PATH, "a path of this machine")):
                if hit := pattern.search(text):
                    yield f"its output holds {name}: {hit[0]!r}"
            yield from _images(text)


def _check(cell, solved):
    """A check cell imports ``check``, ends in ``check(…)``, and gave all points (solved) or none (unsolved)."""
    grading = cell.metadata.get("nbgrader", {})
    if not grading.get("grade"):
        return
    *before, last = ast.parse(cell.source).body
    imports = [n.name for line in before if isinstance(line, ast.ImportFrom) for n in line.names]
    if "check" not in imports or not all(isinstance(line, ast.Import | ast.ImportFrom) for line in before):
        yield "a check cell imports check and does nothing else before its last line"
    match last:
        case ast.Expr(ast.Call(ast.Name("check"), [ast.Constant(key), _])) if grading.grade_id == f"check_{key}":
            pass
        case _:
            yield f"its last line must be check({grading.grade_id.removeprefix('check_')!r}, your_answer)"
    given = [o.data.get("text/plain") for o in cell.outputs if o.output_type == "execute_result"]
    wanted = str(float(grading.points)) if solved else "0.0"
    if given != [wanted] or len(cell.outputs) != 1:
        yield f"gave {given or 'nothing'} where {wanted} points were expected"
