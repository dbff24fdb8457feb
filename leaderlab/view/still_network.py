"""The network of a still picture: who stands where, what each one is and believes, and what is on its way."""

from math import atan2, cos, hypot, pi, sin

from .ink import (
    CROWN,
    INK,
    KINDS,
    LINE,
    MUTED,
    ORANGE,
    PAPER,
    PURPLE,
    RED,
    WIRE,
    element,
    fit,
    kinds_of,
    line,
    n,
    path,
    sent_names,
    shape,
    text,
    tip,
)
from .moment import Moment, arrows
from .values import count_of, holders, term_of
from .words import message_text

FOOT = 24                                       # pixels for the legend
MOST_LABELS = 6                                 # more messages at a time are signs without words: see the legend


def draw_network(trace, k, width, height):
    """The elements, in the order of drawing."""
    ids = [node["id"] for node in trace["nodes"]]
    moment, kinds, wires = Moment(trace, k), kinds_of(trace), arrows(trace)
    voters = len(holders(trace, "votes", count_of))
    places, r, middle = _places(ids, width, height, 4 if voters else 3)
    curves = {pair: Curve(places[pair[0]], places[pair[1]], r, len(ids))
              for pair in dict.fromkeys((a.sender, a.to) for a in wires)}
    yield from _links(curves, places, len(curves) <= 3 * len(ids))
    event = trace["steps"][k]["event"]
    if event[0] in ("deliver", "drop"):
        curve, colour = curves[event[2], event[3]], KINDS[kinds[event[4]]]
        yield path(curve.path, colour, 2.4) + path(curve.tip, fill=colour)
    for a, b in sorted((sorted(cut, key=ids.index) for cut in moment.cuts), key=str):
        yield from _cut(places[a], places[b])
    yield from _watches(moment, places, r)
    named = {node["id"]: node["kind"] for node in trace["nodes"]}
    names = named if len(set(named.values())) > 1 else {}
    for id in ids:
        yield _node(id, places[id], r, moment, len(ids), voters, names.get(id))
    taken = [(x - r + 10, y - r, x + r - 10, y + r) for x, y, *_ in places.values()]
    yield from _tokens(trace, k, wires, curves, kinds, taken, middle, width)
    yield from _legend(trace, width, height)


def _places(ids, width, height, lines=3):
    """Clockwise on an ellipse, the first at the top: (x, y, direction from the middle)."""
    count, height = len(ids), height - FOOT
    r = 22 if count <= 6 else 18 if count <= 10 else 14 if count <= 16 else 10 if count <= 30 else 7
    beside = 44 if count in (1, 3) else 92 if count <= 8 else 30            # room for "votes 2 of 3", "believes in 3"
    above = 44 + 13 * (lines - 3) if count <= 24 else 14
    rx, ry = (0, 0) if count == 1 else (width / 2 - r - beside, height / 2 - r - above)
    first, middle = (pi if count == 2 else -pi / 2), (width / 2, height / 2 + 4)
    angles = {id: first + 2 * pi * i / count for i, id in enumerate(ids)}
    places = {id: (middle[0] + rx * cos(a), middle[1] + ry * sin(a), cos(a), sin(a)) for id, a in angles.items()}
    return places, r, middle


class Curve:
    """The way of a message: a bow to the left of its direction, from rim to rim."""

    def __init__(self, start, end, r, count):
        (x0, y0, *_), (x1, y1, *_) = start, end
        dx, dy = x1 - x0, y1 - y0
        self.length = length = hypot(dx, dy) or 1
        bend = min(0.16 if count <= 4 else 0.11, 40 / length)
        self.points = (x0, y0), ((x0 + x1) / 2 + 2 * bend * dy, (y0 + y1) / 2 - 2 * bend * dx), (x1, y1)
        self.rim, self.left = min(0.45, (r + 5) / length), (dy / length, -dx / length)
        (ax, ay), (mx, my), (bx, by) = self.at(0), self.at(0.5), self.at(1)
        qx, qy = 2 * mx - (ax + bx) / 2, 2 * my - (ay + by) / 2
        self.path = f"M{n(ax)} {n(ay)}Q{n(qx)} {n(qy)} {n(bx)} {n(by)}"
        self.tip = tip(bx, by, atan2(by - qy, bx - qx))

    def at(self, u):
        t = self.rim + u * (1 - 2 * self.rim)
        weights = (1 - t) ** 2, 2 * t * (1 - t), t * t
        return tuple(sum(w * p[axis] for w, p in zip(weights, self.points)) for axis in (0, 1))


def _links(curves, places, few):
    """Few links: each with its direction. Many: straight and faint, or the picture would be all links."""
    if not few:
        yield path("".join(line(places[a], places[b]) for a, b in curves), LINE, 1)
    elif curves:
        yield path("".join(curve.path for curve in curves.values()), WIRE, 1.3)
        yield path("".join(curve.tip for curve in curves.values()), fill=WIRE)


def _cut(a, b):
    x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    yield path(line(a, b), RED, 1.6, stroke_dasharray="3 5")
    yield path(f"M{n(x)} {n(y)}m-6 -6l12 12m0 -12l-12 12", RED, 2.6)
    yield text(x + 11, y + 4, "cut", size=11.5, weight=600)


def _watches(moment, places, r):
    """Who watches whom: a thin dashed line from rim to rim, with an open head."""
    for id, fields in moment.fields.items():
        other = fields.get("watching")
        if not moment.up[id] or other not in places or other == id:
            continue
        (x0, y0, *_), (x1, y1, *_) = places[id], places[other]
        length = hypot(x1 - x0, y1 - y0) or 1
        ux, uy = (x1 - x0) / length, (y1 - y0) / length
        start, end = (x0 + ux * (r + 5), y0 + uy * (r + 5)), (x1 - ux * (r + 5), y1 - uy * (r + 5))
        barbs = "".join(line(end, (end[0] - 9 * ux - side * uy, end[1] - 9 * uy + side * ux)) for side in (4.5, -4.5))
        yield path(line(start, end), PURPLE, 1.5, stroke_dasharray="4 3") + path(barbs, PURPLE, 1.5)


def _node(id, place, r, moment, count, voters, kind):
    up = moment.up[id]
    leads = up and moment.fields[id].get("leader") == id
    look = {"stroke": INK, "stroke_width": 2.4 if leads else 1.5}
    if not up:
        look = {"stroke": MUTED, "stroke_dasharray": "4 3"}
    parts = [element("circle", r=r, fill="#f8e4bb" if leads else PAPER if up else "#f4f4f5", **look)]
    if leads:
        crown = f"translate(0 {1 - r}) scale({n(max(0.5, r / 23))})"
        parts.append(path(CROWN, INK, 1.2, fill=ORANGE, transform=crown))
    if not up:
        a = n(r * 0.7)
        parts.append(path(f"M-{a} -{a}L{a} {a}M{a} -{a}L-{a} {a}", RED, 2.6))
    name = fit(id, 5 if r > 20 else 3)
    parts.append(text(0, r * 0.32, name, size=max(8, r * 0.8), weight=600, anchor="middle", halo=not up))
    parts += _pips(moment.fields[id], r, voters) if up else []
    parts += _beside(_lines(id, moment, count, voters, kind), place, r, count)
    return element("g", "".join(parts), transform=f"translate({n(place[0])} {n(place[1])})")


def _pips(fields, r, voters):
    """A small circle on the lower rim for each vote that is possible, filled for each that is there."""
    had = count_of(fields.get("votes"), fields.get("vote")) or 0
    if not had or not 1 < voters <= 9 or r <= 12:
        return
    for j in range(voters):
        angle = pi / 2 - (j - (voters - 1) / 2) * 9 / r
        yield element("circle", cx=r * cos(angle), cy=r * sin(angle), r=3.2, fill=INK if j < had else PAPER,
                      stroke=INK, stroke_width=1.2)


def _lines(id, moment, count, voters, kind):
    """A few short lines: what a node is, its term, its votes or its vote, in whom it believes, whom it suspects."""
    fields, suspects = moment.fields[id], moment.suspects[id]
    if count > 24:
        return []
    if not moment.up[id]:
        return [("down", 600)]
    role, leader, long = fields.get("role"), fields.get("leader"), count <= 4
    leads = "leader" in fields and leader == id
    lines = [("leader", 600)] if leads else [(fit(role, 12), 600)] if isinstance(role, str) and role != "leader" else []
    term, votes, choice = term_of(fields), count_of(fields.get("votes"), fields.get("vote")), fields.get("voted_for")
    if voters and term and count <= 8:
        lines.append((f"{term[0]} {fit(term[1], 6)}", 400))
    counts = bool(votes) and count <= 8 and (leads or leader is None)
    tells = count <= 8 and type(choice) is type(id) and choice != leader and not (counts and choice == id)
    lines += [(f"votes {votes} of {voters}", 400)] if counts else []
    lines += [(f"voted for {fit(choice, 5)}", 400)] if tells else []
    if "leader" in fields and not leads and not (leader is None and (counts or tells)):
        lines.append(("no leader" if leader is None else ("believes in " if long else "→ ") + fit(leader, 8), 400))
    if suspects:
        lines.append((("suspects " if long else "? ") + fit(", ".join(map(str, suspects)), 10), 400))
    return lines or ([(fit(kind, 12), 400)] if kind and count <= 8 else [])


def _beside(lines, place, r, count):
    """The lines on the side away from the middle."""
    _, _, x, y = place
    beside = abs(y) < 0.45 and count > 1
    top = 4 - 6.5 * (len(lines) - 1) if beside else -r - 20 - 13 * (len(lines) - 1) if y < 0 else r + 17
    at, anchor = ((r + 8 if x > 0 else -r - 8), "start" if x > 0 else "end") if beside else (0, "middle")
    return [text(at, top + 13 * i, words, weight=weight, anchor=anchor, colour=INK if weight > 400 else MUTED)
            for i, (words, weight) in enumerate(lines)]


def _tokens(trace, k, wires, curves, kinds, taken, middle, width):
    """The messages on the wire after step k, the oldest of a link in front."""
    queues = {}
    for a in wires:
        if a.start <= k < a.end:
            queues.setdefault((a.sender, a.to), []).append(a)
    for pair, queue in queues.items():
        curve, front = curves[pair], min(queue)
        for i, a in enumerate(sorted(queue)[:6]):
            x, y = curve.at(max(0.1, 0.58 - i * 16 / curve.length))
            yield path(shape(kinds[a.m], x, y), PAPER, 1.5, fill=KINDS[kinds[a.m]], paint_order="stroke")
        if len(queues) <= MOST_LABELS:
            more = f" +{len(queue) - 1} more" if len(queue) > 1 else ""
            yield from _label(curve, fit(message_text(front.m, trace["messages"]), 22) + more, taken, middle, width)


def _label(curve, words, taken, middle, width):
    """The name of a message beside its link, on the side of the middle if that is free, or further off."""
    x, y = curve.at(0.58)
    side = 1 if (middle[0] - x) * curve.left[0] + (middle[1] - y) * curve.left[1] > 0 else -1
    for far in (13 * side, -13 * side, 32 * side, 48 * side):
        sx, sy = far * curve.left[0], far * curve.left[1]
        anchor = "start" if sx > 5 else "end" if sx < -5 else "middle"
        wide = 6.4 * len(words)
        left, base = x + sx - {"start": 0, "end": wide, "middle": wide / 2}[anchor], y + sy + 4
        free = all(left > x1 or left + wide < x0 or base - 10 > y1 or base + 3 < y0 for x0, y0, x1, y1 in taken)
        if left > 4 and left + wide < width - 4 and free:
            taken.append((left, base - 10, left + wide, base + 3))
            yield text(x + sx, base, words, size=11, weight=500, anchor=anchor)
            return


def _legend(trace, width, height):
    """Sign and name of each kind of message, as many as there is room for."""
    names, wide = [], 0
    for name in (fit(name, 14) for name in sent_names(trace)):
        if wide + _width(name) > width - 12:
            break
        names.append(name)
        wide += _width(name)
    x = (width - wide) / 2
    for kind, name in enumerate(names):
        yield path(shape(kind, x + 6, height - 15), fill=KINDS[kind])
        yield text(x + 17, height - 11, name, size=11.5, colour=MUTED)
        x += _width(name)


def _width(name):
    return 28 + 7.2 * len(name)
