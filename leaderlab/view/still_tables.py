"""The tables of a still picture: a column for each node, a row for each key, and in words where they differ."""

from .ink import INK, LINE, MUTED, element, fit, text
from .moment import Moment
from .values import holders, pairs_of, plain_text

ROW, HEAD, KEY, WORDS, CELL = 19, 30, 120, 90, 110          # pixels
MOST = 6                                                    # keys; more are counted


def height_of_tables(trace):
    """How high the tables are; 0 where no node has one, or nothing is ever in it."""
    found = [dict(node["state"]).get("store") for node in trace["nodes"]]
    found += [after for step in trace["steps"] for _, field, _, after in step.get("changes", ()) if field == "store"]
    keys = max((len(pairs_of(value) or ()) for value in found), default=0)
    nodes = len(holders(trace, "store", pairs_of))
    return HEAD + ROW * (min(keys, MOST) + (nodes > 1)) + 16 if keys else 0


def draw_tables(trace, k, left, top, width):
    """The elements, in the order of drawing."""
    head, *body = rows_of(trace, "store", k)
    nodes = head[1:-1]
    cell = min(CELL, (width - KEY - WORDS - 32) / len(nodes))
    places = [left + 16, *(left + 16 + KEY + i * cell for i in range(len(nodes) + 1))]
    last = [body.pop()] if body and body[-1][0] == "compared" else []
    if len(body) > MOST:
        body = [*body[:MOST - 1], [f"and {len(body) - MOST + 1} more", *[""] * (len(head) - 1)]]
    for i, row in enumerate([head, *body, *last]):
        y = top + 20 + ROW * i
        look = {"weight": 600} if i == 0 else {}
        for x, words in zip(places, row):
            colour = MUTED if i == 0 or row in last or x == places[0] else INK
            yield text(x, y, fit(words, max(3, int(cell / 7)) if x != places[0] else 16), colour=colour, **look)
        if i == 0:
            yield element("rect", x=left + 16, y=y + 5, width=places[-1] - left - 16, height=1, fill=LINE)


def rows_of(data, field, k):
    """A heading, a row for each key with a word where the values differ, and a row that compares the tables."""
    moment, ids = Moment(data, k), holders(data, field, pairs_of)
    if not ids:
        return
    kinds = {node["id"]: node["kind"] for node in data["nodes"]}        # like is compared with like
    stores = [[(plain_text(key, data["messages"]), plain_text(value, data["messages"]))
               for key, value in pairs_of(moment.fields[id][field]) or []] for id in ids]
    yield ["key", *(f"node {id}" for id in ids), ""]
    for key in dict.fromkeys(key for store in stores for key, _ in store):
        values = [dict(store).get(key, "–") for store in stores]
        living = {(kinds[id], value) for value, id in zip(values, ids) if moment.up[id]}
        yield [key, *values, "differs" if len(living) > len({kind for kind, _ in living}) else ""]
    if len({kinds[id] for id in ids}) < len(ids):
        yield ["compared", *_compared(ids, stores, moment.up, kinds), ""]


def _compared(ids, stores, up, kinds):
    seen = {}
    for id, store in zip(ids, stores):
        twin = seen.setdefault((kinds[id], *sorted(store)), id) if up[id] else None
        yield "down" if not up[id] else f"same as {twin}" if twin != id else "" if store else "empty"
