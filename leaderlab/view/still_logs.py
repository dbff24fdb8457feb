"""The logs of a still picture: a row for every node, a box for every entry, with its term and its command.

What is not committed has a dashed edge and no filling, a thick line is the commit index, a small triangle stands under
the last entry that was applied.
"""

from .ink import BLUE, GREEN, INK, LINE, MUTED, ORANGE, PAPER, PURPLE, RED, SKY, element, fit, n, path, text
from .moment import Moment
from .values import holders, items_of, read_entry
from .words import counted, listed

ROW, BOX, HIGH, LEFT, HEAD = 40, 54, 32, 132, 24            # pixels
FEWEST = 4                                                  # columns, also of short logs
YELLOW = "#f0e442"
TERMS = (PURPLE, BLUE, ORANGE, GREEN, RED, SKY, YELLOW)
LIGHT = {PURPLE: "#f3e2ec", BLUE: "#c9e0ee", ORANGE: "#f9ebcb", GREEN: "#cbebe3", RED: "#f5dccd", SKY: "#dceffa",
         YELLOW: "#fbf8d4"}


def height_of(trace):
    """How high the logs are; 0 where nobody has one, or nobody ever writes anything."""
    count = len(holders(trace, "log", items_of)) if _longest(trace) else 0
    return HEAD + ROW * count + 30 if count else 0


def _longest(trace):
    """How many entries the longest log of the run has."""
    values = [dict(node["state"]).get("log") for node in trace["nodes"]]
    values += [after for step in trace["steps"] for _, field, _, after in step.get("changes", ()) if field == "log"]
    return max(len(items_of(value) or ()) for value in values)


def draw_logs(trace, k, left, top, width):
    """The elements, in the order of drawing."""
    moment, ids = Moment(trace, k), holders(trace, "log", items_of)
    logs = {id: items_of(moment.fields[id]["log"]) or [] for id in ids}
    columns = min((width - LEFT - 16) // (BOX + 4), max(FEWEST, _longest(trace)))
    first = max(0, max(map(len, logs.values())) - columns)
    changes = {id: items_of(before) or [] for id, field, before, _ in trace["steps"][k].get("changes", ())
               if field == "log"}
    for i in range(columns):
        yield text(left + LEFT + i * (BOX + 4) + BOX / 2, top + 16, first + i + 1, size=10, anchor="middle",
                   colour=MUTED)
    for row, id in enumerate(ids):
        y = top + HEAD + ROW * row
        look = {"opacity": "0.5"} if not moment.up[id] else {}
        boxes = _row(moment.fields[id], logs[id], changes.get(id), (left + LEFT, y, first, columns), trace["messages"])
        yield element("g", "".join([*_head(id, moment, left, y), *boxes]), **look)
    yield from _signs(moment.fields[ids[0]], left + 16, top + HEAD + ROW * len(ids) + 12)


def _head(id, moment, left, y):
    fields, role = moment.fields[id], moment.fields[id].get("role")
    what = "down" if not moment.up[id] else fit(role, 11) if isinstance(role, str) else ""
    yield text(left + 16, y + 15, id, weight=700)
    yield text(left + 38, y + 15, what, weight=600)
    known = (("commit", _whole(fields, "commit_index")), ("applied", _whole(fields, "last_applied")))
    marks = [f"{word} {index}" for word, index in known if index is not None]
    yield text(left + 16, y + 29, " · ".join(marks), size=10.5, colour=MUTED)


def _row(fields, log, before, place, messages):
    x0, y, first, columns = place
    committed, applied = _whole(fields, "commit_index"), _whole(fields, "last_applied")
    for i in range(columns):
        x, index = x0 + i * (BOX + 4), first + i + 1
        if index > len(log):
            yield element("rect", x=x, y=y, width=BOX, height=HIGH, rx=5, fill="none", stroke=LINE,
                          stroke_dasharray="1 3")
            continue
        new = before is not None and (index > len(before) or before[index - 1] != log[index - 1])
        sure = committed is None or index <= committed
        yield from _box(x, y, *read_entry(log[index - 1], messages), sure, new)
        if index == applied:
            yield path(f"M{n(x + BOX - 12)} {n(y + HIGH)}l5 -6l5 6Z", fill=INK)
    if committed is not None and first <= committed <= first + columns:
        yield path(f"M{n(x0 + (committed - first) * (BOX + 4) - 2)} {n(y - 3)}v{HIGH + 6}", INK, 3)


def _whole(fields, name):
    """The number in a field, or None."""
    return fields.get(name) if type(fields.get(name)) is int else None


def _box(x, y, term, command, sure, new):
    colour = TERMS[term % len(TERMS)] if type(term) is int else MUTED
    if new:
        yield element("rect", x=x - 2, y=y - 2, width=BOX + 4, height=HIGH + 4, rx=6, fill="none", stroke=INK,
                      stroke_width=2)
    yield element("rect", x=x, y=y, width=BOX, height=HIGH, rx=5, stroke=colour, stroke_width=1.5,
                  fill=LIGHT.get(colour, LINE) if sure else PAPER, stroke_dasharray=None if sure else "4 3")
    yield path(f"M{n(x + 2)} {n(y + 1.5)}h{BOX - 4}", colour, 3)
    yield text(x + BOX / 2, y + 15, "" if term is None else term, weight=700, anchor="middle", halo=False)
    yield text(x + BOX / 2, y + 27, fit(command, 9), size=10, anchor="middle", halo=False)


def _signs(fields, x, y):
    """What the edges and marks mean."""
    known = "commit_index" in fields
    words = [("box", "committed"), ("open", "not committed"), ("bar", "commit index")] if known else []
    words += [("mark", "last applied")] if "last_applied" in fields else []
    for sign, name in [*words, ("new", "new in this step")]:
        wide = {"bar": 3, "mark": 10}.get(sign, 14)
        if sign == "bar":
            yield path(f"M{n(x + 1.5)} {n(y - 7)}v14", INK, 3)
        elif sign == "mark":
            yield path(f"M{n(x)} {n(y + 3)}l5 -6l5 6Z", fill=INK)
        else:
            yield element("rect", x=x, y=y - 5, width=14, height=10, rx=3, fill=LINE if sign == "box" else PAPER,
                          stroke=INK if sign == "new" else MUTED, stroke_width=2 if sign == "new" else 1.4,
                          stroke_dasharray="3 2" if sign == "open" else None)
        yield text(x + wide + 6, y + 4, name, size=11, colour=MUTED)
        x += wide + 22 + 5.9 * len(name)


def logs_in_words(trace, k):
    """The logs as text, one line for each node."""
    moment = Moment(trace, k)
    for id in holders(trace, "log", items_of):
        fields = moment.fields[id]
        entries = [read_entry(value, trace["messages"]) for value in items_of(fields["log"]) or []]
        boxes = (f"{'-' if term is None else term} {command}".rstrip() for term, command in entries)
        shown = " | ".join(boxes) or "empty"
        sure = _whole(fields, "commit_index")
        committed = "" if sure is None else f"; {sure} committed"
        yield f"{id}: {shown}{committed}{'' if moment.up[id] else '; down'}"


def describe_logs(trace, k):
    """One sentence: how long the logs are, and whether they are the same."""
    moment, ids = Moment(trace, k), holders(trace, "log", items_of)
    logs = [items_of(moment.fields[id]["log"]) or [] for id in ids]
    same = " All are the same." if len(ids) > 1 and all(log == logs[0] for log in logs) else ""
    return f"Logs of {counted(len(ids), 'node')}, with {listed(map(len, logs))} entries.{same}"
