"""Which statements of a notebook are needed for an answer: so that nothing else has to run.

A statement defines names or changes what a name stands for, and it uses other names. From the names in the check's
expression we go back, each time to the latest definition before (or, for cells that were run out of order, the first
one behind), and to what has changed it since.
"""

import ast
import symtable
from dataclasses import dataclass

LONGEST = 200_000               # characters in a cell
MAGIC = ("%", "!", "?")


@dataclass(frozen=True)
class Statement:
    """One statement at the top of a cell."""
    cell: str                   # how a reader would call the cell
    line: int
    text: str
    defines: frozenset
    changes: frozenset
    uses: frozenset
    star: bool = False          # from somewhere import *


def statements(cell, source):
    """The statements of a cell.

    Returns
    -------
    (list of Statement, str)
        The second is why there are none, or an empty text.
    """
    if len(source) > LONGEST:
        return [], f"the cell has more than {LONGEST:,} characters"
    lines = ["pass" if line.startswith(MAGIC) else line for line in source.splitlines()]
    text = "\n".join(lines)
    try:
        body = ast.parse(text).body
        return [_statement(cell, node, lines) for node in body], ""
    except SyntaxError as error:
        return [], f"line {error.lineno}: SyntaxError: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return [], f"Python cannot read it ({type(error).__name__})"


def _statement(cell, node, lines):
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
    # Two statements may share a line (a; b), so the text comes from the tree where the lines are not its own.
    text = "\n".join(lines[first - 1:node.end_lineno])
    if node.col_offset or text.rstrip().endswith(";") or ";" in lines[node.end_lineno - 1][_column(node, lines):]:
        text = ast.unparse(node)
    star = isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
    table = symtable.symtable(ast.unparse(node), cell, "exec")
    defines = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    changes = frozenset(_changed(node))
    return Statement(cell, first, text, frozenset(defines), changes, changes | set(_used(table)), star)


def _column(node, lines):
    """Where a statement ends in its last line (the tree counts bytes)."""
    return len(lines[node.end_lineno - 1].encode()[:node.end_col_offset].decode(errors="ignore"))


def _used(table):
    """The global names that a piece of code may look up, also later, in its functions."""
    top = table.get_type() == "module"
    for symbol in table.get_symbols():
        if symbol.is_referenced() and (top or symbol.is_global()):
            yield symbol.get_name()
    for inner in table.get_children():
        yield from _used(inner)


def _changed(node):
    """Names whose value a statement changes: ``x[1] = ...``, ``x.field = ...``, ``x.append(...)``, ``x += 1``."""
    for part in ast.walk(node):
        if isinstance(part, (ast.Attribute, ast.Subscript)) and isinstance(part.ctx, (ast.Store, ast.Del)):
            yield from _root(part.value)
        elif isinstance(part, ast.AugAssign):
            yield from _root(part.target)
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            yield from _root(part.func.value)
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in ("setattr", "delattr"):
            yield from (name for argument in part.args[:1] for name in _root(argument))


def _root(node):
    """The name at the beginning of ``name.field[1].more``."""
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def needed(program, expression, at, always=()):
    """The statements that the names of an expression need, in the order of the notebook.

    Parameters
    ----------
    program : list of Statement
        All of them, in order.
    expression : str
        What the check is given.
    at : int
        The place in the program before which the check stands.
    always : set of str
        Cells that run as a whole.
    """
    names = _used(symtable.symtable(expression, "<check>", "eval"))
    chosen = {k for k, s in enumerate(program) if s.star or s.cell in always}
    todo = [(name, at) for name in names] + [(name, k) for k in chosen for name in program[k].uses]
    seen = set()
    for name, place in todo:
        if (name, place) in seen:
            continue
        seen.add((name, place))
        makers = [k for k, s in enumerate(program) if name in s.defines]
        before = [k for k in makers if k < place]
        if not makers:
            continue
        maker = before[-1] if before else makers[0]
        more = [k for k in range(maker + 1, place) if name in program[k].changes]
        for k in {maker, *more} - chosen:
            chosen.add(k)
            todo += [(used, k) for used in program[k].uses]
    return [program[k] for k in sorted(chosen)]
