"""Small wrong changes of a piece of code, one at a time: the same operators for every reference answer."""

import ast
import copy

OTHER = {ast.Lt: [ast.LtE, ast.Gt], ast.LtE: [ast.Lt, ast.GtE], ast.Gt: [ast.GtE, ast.Lt], ast.GtE: [ast.Gt, ast.LtE],
         ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.In: [ast.NotIn], ast.NotIn: [ast.In], ast.Is: [ast.IsNot],
         ast.IsNot: [ast.Is], ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.Add], ast.FloorDiv: [ast.Mult],
         ast.Div: [ast.Mult], ast.And: [ast.Or], ast.Or: [ast.And]}
NAMES = {"max": "min", "min": "max", "any": "all", "all": "any", "broadcast": "send", "up": "nodes", "nodes": "up"}


def mutants(source, given):
    """Every mutant of a cell.

    Parameters
    ----------
    source : str
        The solved cell.
    given : str
        The cell as the learner gets it: what stands there, too, is left alone.

    Yields
    ------
    (str, str)
        What was changed, in words that stay the same when other lines change, and the mutated source.
    """
    tree, known = ast.parse(source), {line.strip() for line in given.splitlines()}
    lines, seen = source.splitlines(), {}
    for place, node in enumerate(ast.walk(tree)):
        line = getattr(node, "lineno", None)
        if line is not None and lines[line - 1].strip() in known and not isinstance(node, ast.match_case):
            continue
        for number, words in enumerate(changes(node)):
            twin = copy.deepcopy(tree)
            target = next(n for k, n in enumerate(ast.walk(twin)) if k == place)
            apply(twin, target, number)
            try:
                text = ast.unparse(ast.fix_missing_locations(twin))
            except (ValueError, AttributeError):
                continue
            seen[words] = seen.get(words, 0) + 1
            yield words if seen[words] == 1 else f"{words} ({seen[words]})", text


def changes(node):
    """What can be changed about a node, each in words; the n-th of them is done by :func:`apply`."""
    old = ast.unparse(node).splitlines()[0][:70] if isinstance(node, (ast.expr, ast.stmt)) else ""
    match node:
        case ast.Compare(ops=[op]) if type(op) in OTHER:
            return [f"{old}: {name(new)}" for new in OTHER[type(op)]]
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in OTHER:
            return [f"{old}: {name(new)}" for new in OTHER[type(op)]]
        case ast.UnaryOp(op=ast.Not()):
            return [f"{old}: without not"]
        case ast.Constant(bool(value)):
            return [f"{value} becomes {not value}"]
        case ast.Constant(int(value)):
            return [f"{value} becomes {value + 1}"]
        case ast.Name(id=word) if word in NAMES and isinstance(node.ctx, ast.Load):
            return [f"{word} becomes {NAMES[word]}"]
        case ast.If():
            return [f"{old} is always taken", f"{old} is never taken"]
        case ast.match_case():
            pattern = ast.unparse(node.pattern)
            guard = [f"case {pattern} if {ast.unparse(node.guard)}: without if"] if node.guard else []
            return [f"case {pattern} does nothing", *guard]
        case ast.Return(value=ast.expr()):
            return [f"{old}: returns None"]
        case ast.Expr(value=ast.Call()) if ".say(" not in old:
            return [f"without {old}"]
        case ast.Assign() | ast.AugAssign():
            return [f"without {old}"]
    return []


def name(operator):
    """A word for an operator: its name in Python's own grammar."""
    return operator.__name__


def apply(tree, node, number):
    """Do the n-th change to a node of a tree."""
    match node:
        case ast.Compare():
            node.ops = [OTHER[type(node.ops[0])][number]()]
        case ast.BinOp() | ast.BoolOp():
            node.op = OTHER[type(node.op)][number]()
        case ast.UnaryOp():
            replace(tree, node, node.operand)
        case ast.Constant(bool(value)):
            node.value = not value
        case ast.Constant(value):
            node.value = value + 1
        case ast.Name():
            node.id = NAMES[node.id]
        case ast.If():
            node.test = ast.Constant(number == 0)
        case ast.match_case():
            if number == 0:
                node.body = [ast.Pass()]
            else:
                node.guard = None
        case ast.Return():
            node.value = ast.Constant(None)
        case _:
            replace(tree, node, ast.Pass())


def replace(tree, old, new):
    """Put one node in the place of another."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
            elif isinstance(value, list):
                setattr(parent, field, [new if each is old else each for each in value])
