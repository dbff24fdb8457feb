"""The lanes of a still picture: a row for every node, time from left to right, an arrow for every message."""

from math import atan2, cos, sin

from .ink import (
    BLUE,
    DASHES,
    GREEN,
    INK,
    KINDS,
    LINE,
    MUTED,
    PAPER,
    RED,
    WIRE,
    element,
    fit,
    glyph,
    kinds_of,
    n,
    path,
    text,
    tip,
)
from .moment import READ, UNREAD, WAITING, Moment, arrows

WINDOW, GUTTER, TOP = 40, 46, 26                # most steps; pixels left and above
REACH = {READ: 1, UNREAD: 0.9}                  # how far an arrow gets; any other stops on its way
NOT_AT_A_NODE = ("drop", "duplicate", "cut", "heal", "tick")


def draw_lanes(trace, k, left, width, height):
    """The elements, in the order of drawing; steps after ``k`` are veiled."""
    plan = Plan(trace, k, left, width, height)
    yield from _rows(trace, plan)
    kinds = kinds_of(trace)
    for a in arrows(trace):
        if a.start <= plan.last and a.end >= plan.first:
            yield from _arrow(a, plan, kinds[a.m])
    for step in range(plan.first, plan.last + 1):
        yield from _mark(trace["steps"][step], plan.x(step), plan)
    yield from _ruler(trace["steps"], plan, k)
    x, right = plan.x(k), left + width
    veil = min(9, plan.unit / 2)
    yield element("rect", x=x + veil, y=1, width=right - x - veil - 2, height=height - 2, fill=PAPER, opacity="0.72")
    yield path(f"M{n(x)} 20V{height}", BLUE, 1.6)
    who = _who(trace["steps"][k])
    if who in plan.y:
        yield element("circle", cx=x, cy=plan.y[who], r=plan.dot + 4.4, fill="none", stroke=BLUE, stroke_width=2.4)
    yield text(x, 14, trace["steps"][k]["t"], size=11, weight=700, anchor="middle")


class Plan:
    """Where steps and nodes stand: a window of the run around the current step."""

    def __init__(self, trace, k, left, width, height):
        ids, count = [node["id"] for node in trace["nodes"]], len(trace["steps"])
        self.first = max(0, min(k - WINDOW * 2 // 3, count - WINDOW))
        self.last = min(count - 1, self.first + WINDOW - 1)
        self.left, self.right = left + GUTTER, left + width - 14
        self.unit = (width - GUTTER - 30) / (self.last - self.first + 1.2)
        self.gap = (height - TOP - 8) / len(ids)
        self.dot = min(3.6, self.gap * 0.3)
        self.y = {id: TOP + self.gap * (i + 0.5) for i, id in enumerate(ids)}

    def x(self, step):
        return self.left + 16 + self.unit * (min(max(step, self.first - 0.6), self.last + 1) - self.first)


def _rows(trace, plan):
    """A line for each node, dotted while it is down, golden while it leads."""
    leads, down = {id: [] for id in plan.y}, {id: set() for id in plan.y}
    moment = Moment(trace, -1)
    for k, step in enumerate(trace["steps"][:plan.last + 1]):
        moment.follow(step)
        for id in plan.y if k >= plan.first else ():
            if not moment.up[id]:
                down[id].add(k)
            elif moment.fields[id].get("leader") == id:
                leads[id].append(k)
    every = max(1, round(11 / plan.gap))
    for i, (id, y) in enumerate(plan.y.items()):
        if i % every == 0:
            yield text(plan.left - 8, y + 4, fit(id, 5), weight=600, anchor="end", size=12 if plan.gap > 14 else 8)
        yield path(f"M{plan.left} {n(y)}H{plan.right}", WIRE, 1.2, stroke_dasharray="1.5 5")
        up = (k for k in range(plan.first - 1, plan.last + 1) if k not in down[id])
        for a, b in _runs(up):
            end = plan.right if b == plan.last else plan.x(b + 1)
            yield path(f"M{n(max(plan.left, plan.x(a)))} {n(y)}H{n(end)}", LINE, 1.6)
        for a, b in _runs(leads[id]):
            yield path(f"M{n(plan.x(a))} {n(y)}H{n(plan.x(b + 1))}", "#f2cf80", min(9, plan.gap * 0.6))


def _runs(numbers):
    """[1, 2, 3, 7] -> (1, 3), (7, 7)."""
    first = before = None
    for k in numbers:
        if before is None or k != before + 1:
            if first is not None:
                yield first, before
            first = k
        before = k
    if first is not None:
        yield first, before


def _arrow(a, plan, kind):
    x0, y0, x1, y1 = plan.x(a.start), plan.y[a.sender], plan.x(max(a.end, a.start + 0.5)), plan.y[a.to]
    angle = atan2(y1 - y0, x1 - x0)
    rim = plan.dot + 1 if a.how == READ else 0
    x1, y1 = x1 - rim * cos(angle), y0 + (y1 - y0) * REACH.get(a.how, 0.6) - rim * sin(angle)
    yield path(f"M{n(x0)} {n(y0)}L{n(x1)} {n(y1)}", KINDS[kind], 1.7, stroke_dasharray=DASHES[kind])
    if a.how == READ:
        yield path(tip(x1, y1, angle), fill=KINDS[kind])
    elif a.how != WAITING:
        yield path(f"M{n(x1)} {n(y1)}m-4 -4l8 8m0 -8l-8 8", RED, 2.2)


def _who(step):
    """The node at which a step happens, or None."""
    kind, *rest = step["event"]
    if kind == "deliver":
        return None if step.get("lost") else rest[2]
    return None if kind in NOT_AT_A_NODE else rest[0]


def _mark(step, x, plan):
    kind, who = step["event"][0], _who(step)
    if kind == "start" and who is None:
        for y in plan.y.values():
            yield path(f"M{n(x)} {n(y - plan.dot - 2)}V{n(y + plan.dot + 2)}", INK, 2.2)
    elif kind in ("crash", "restart", "timer", "suspect", "trust"):
        d = f"M{n(x)} {n(plan.y[who])}{glyph(kind, plan.dot * 1.5)}"
        yield path(d, RED, 2.4) if kind == "crash" else path(d, fill=GREEN if kind == "restart" else INK)
    elif who is not None:
        yield element("circle", cx=x, cy=plan.y[who], r=plan.dot, fill=INK)


def _ruler(steps, plan, current):
    """Times, where they fit."""
    free = -1
    for k in range(plan.first, plan.last + 1):
        words, x = str(steps[k]["t"]), plan.x(k)
        near = abs(x - plan.x(current)) < 12 + 6 * len(words)
        if x < free or near or (k > plan.first and steps[k]["t"] == steps[k - 1]["t"]):
            continue
        yield text(x, 14, words, size=10, anchor="middle", colour=MUTED)
        free = x + 14 + 6 * len(words)
