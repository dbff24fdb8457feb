"""Values of a trace in JSON form, taken apart: what stands in a log, in a table. values.js does the same."""

from .words import message_text, value_text

TERMS = ("term", "epoch")


def items_of(value):
    """The parts of a list, tuple or set; None for anything else."""
    return next((value[kind] for kind in ("list", "tuple", "set") if kind in value), None) if _rich(value) else None


def pairs_of(value):
    """The pairs of a dict; None for anything else."""
    return value.get("dict") if _rich(value) else None


def count_of(value, own=None):
    """How many votes there are: a set or list of voters, or their number.

    In a dict from voter to vote, those count that are for the same as the own vote, if there is one.
    """
    if type(value) in (int, float):
        return value
    items = items_of(value)
    if items is None and (items := pairs_of(value)) is not None and own is not None:
        items = [vote for _, vote in items if vote == own]
    return None if items is None else len(items)


def plain_text(value, messages):
    """A value without the quotes of a text, and a pair as an assignment: what fits into a small box."""
    if isinstance(value, str):
        return value
    items = (value.get("tuple") or value.get("list")) if _rich(value) else None
    if items and len(items) == 2 and isinstance(items[0], str):
        return f"{items[0]}={plain_text(items[1], messages)}"
    if _rich(value) and "message" in value:
        return message_text(value["message"], messages)
    return value_text(value, messages)


def read_entry(value, messages):
    """One entry of a log: its term (or None), and the rest in a few letters. A bare number is a term."""
    if type(value) in (int, float):
        return value, ""
    items = (value.get("tuple") or value.get("list")) if _rich(value) else None
    if items and type(items[0]) in (int, float):
        return items[0], " ".join(plain_text(v, messages) for v in items[1:])
    if not (_rich(value) and "message" in value):
        return None, plain_text(value, messages)
    fields = messages[value["message"]][1]
    found = next((field for field in fields if field[0] in TERMS), [None, None])
    command = [field for field in fields if field[0] == "command"]
    others = (v for name, v in command or fields if name not in (found[0], "index") and v is not None)
    return found[1], " ".join(plain_text(v, messages) for v in others)


def term_of(fields):
    """The name under which a node keeps its term, and the term; None if it has none."""
    return next(((name, fields[name]) for name in TERMS if type(fields.get(name)) in (int, float)), None)


def holders(trace, field, read=lambda value: True):
    """The ids of the nodes that have a field, with a value that can be read so."""
    first = {node["id"]: dict(node["state"]) for node in trace["nodes"]}
    return [id for id, fields in first.items() if field in fields and read(fields[field]) is not None]


def _rich(value):
    return isinstance(value, dict)
