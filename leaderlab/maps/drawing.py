"""The picture of a map: worlds in columns by the length of the way to them. Positions are plain arithmetic."""

from itertools import groupby
from math import atan2, cos, sin

from ..values import show
from ..view.ink import BLUE, GREEN, INK, LINE, MUTED, PAPER, RED, WIRE, element, fit, path, safe, text, tip
from ..view.picture import document
from .survey import DOOMED, ELECTED, OPEN, UNKNOWN

ROW, EDGE, TOP = 30, 40, 66             # pixels: from row to row, margin, room for the legend
STEP, LABELLED = 74, 150                # from column to column; where every place has a label
RADIUS = 8
COLOURS = {OPEN: BLUE, ELECTED: GREEN, DOOMED: RED, UNKNOWN: MUTED}
LEGEND = ((OPEN, "can still be elected"), (ELECTED, "elected"), (DOOMED, "doomed"), (UNKNOWN, "not searched"))


def draw(chart):
    """The whole SVG document."""
    spots, width, height = positions(chart)
    parts = [element("title", safe(chart.describe())),
             element("rect", x=0.5, y=0.5, width=width - 1, height=height - 1, rx=10, fill=PAPER, stroke=LINE),
             *legend(chart), *(part for road in chart.roads for part in arrow(chart, spots, road)),
             *(sign(chart, spots, k) for k in range(len(chart.places)))]
    return document(parts, width, height)


def positions(chart):
    """Place -> (x, y). A place stands as high as those that lead to it do on average, so few roads cross."""
    columns = layers(chart)
    tallest = max(map(len, columns.values()))
    height = TOP + EDGE + max(3, tallest) * ROW
    step = STEP if chart.by is None else LABELLED
    width = max(560, 2 * EDGE + step * (len(columns) - (chart.by is None)))
    parents = {}
    for before, after in chart.roads:
        if chart.places[before].depth < chart.places[after].depth:
            parents.setdefault(after, []).append(before)
    spots = {}
    for number, column in enumerate(columns.values()):
        wish = {k: sum(spots[p][1] for p in parents[k]) / len(parents[k]) if parents.get(k) else 0 for k in column}
        room = (height - TOP - EDGE / 2) / len(column)
        for row, k in enumerate(sorted(column, key=lambda k: (wish[k], k))):
            spots[k] = EDGE + step * number, TOP + room * (row + 0.5)
    return spots, width, height


def layers(chart):
    """Depth -> the places of that depth."""
    order = sorted(range(len(chart.places)), key=lambda k: chart.places[k].depth)
    return {depth: list(column) for depth, column in groupby(order, key=lambda k: chart.places[k].depth)}


def arrow(chart, spots, road):
    """A road: grey; dashed where only a fault leads."""
    (x, y), (u, v) = spots[road[0]], spots[road[1]]
    dashes = "4 3" if road in chart.dashed else None
    words = element("title", safe(fit("; ".join(dict.fromkeys(chart.roads[road])), 200)))
    if road[0] == road[1]:
        yield element("g", words + path(f"M{x - 4:.1f} {y - RADIUS:.1f}c-8 -16 16 -16 8 0", WIRE,
                                        stroke_dasharray=dashes))
        return
    over, aside = bends(chart, x, y, u, v)                  # around the places in between
    middle = (x + u) / 2 + aside, (y + v) / 2 - over
    angle = atan2(v - middle[1], u - middle[0])
    end = u - (RADIUS + 1) * cos(angle), v - (RADIUS + 1) * sin(angle)
    curve = f"M{x:.1f} {y:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {end[0]:.1f} {end[1]:.1f}"
    yield element("g", words + path(curve, WIRE, 1.2, stroke_dasharray=dashes) + path(tip(*end, angle, 6), fill=WIRE))


def bends(chart, x, y, u, v):
    """How far a road swings upwards and aside: not at all from one column to the next."""
    if x == u:
        return 0, 20 + abs(v - y) / 10
    near = abs(u - x) <= (STEP if chart.by is None else LABELLED)
    return (0 if near and u > x else 20 + abs(u - x) / 10), 0


def sign(chart, spots, k):
    """A place: a circle (open), a square (elected), a cross (doomed); in it the number of worlds, if several."""
    (x, y), place = spots[k], chart.places[k]
    world = chart.world(k)
    words = f"Place {k}: {place.status}, after {place.depth} steps. " + (place.label or facts(world))
    parts = [element("title", safe(fit(words, 400))), mark(place.status, x, y)]
    if chart.by is not None:
        parts.append(text(x + 12, y + 4, fit(f"{place.worlds:,}: {place.label}", 24), size=10))
    return element("g", "".join(parts), data_place=str(k), tabindex="0", role="button", aria_label=words)


def mark(status, x, y, r=RADIUS):
    """The sign of a status."""
    colour = COLOURS[status]
    if status == ELECTED:
        return element("rect", x=x - r, y=y - r, width=2 * r, height=2 * r, rx=2, fill=colour, stroke=INK)
    circle = element("circle", cx=x, cy=y, r=r, fill=PAPER if status in (DOOMED, UNKNOWN) else colour,
                     stroke=colour if status == DOOMED else INK, stroke_width=2 if status == DOOMED else 1)
    if status == DOOMED:
        return circle + path(f"M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8", colour, 2.4)
    return circle


def legend(chart):
    """What the signs mean, and how many worlds have each."""
    x = 20
    yield text(x, 24, fit(f"All worlds of {chart.survey.graph.system}", 80), size=13, weight=600)
    for status, words in LEGEND:
        if status in chart.counts:
            label = f"{words}: {chart.counts[status]:,}"
            yield mark(status, x + 7, 44, 6)
            yield text(x + 20, 48, label, size=11)
            x += 40 + 6.2 * len(label)
    if chart.dashed:
        yield path(f"M{x:.1f} 44h22", WIRE, 1.6, stroke_dasharray="4 3") + text(x + 28, 48, "by a fault only", size=11)


def facts(world):
    """What is to be seen in a world, in a line."""
    nodes = "; ".join(f"{node.id}{'' if node.up else ' is down'}: leader {show(getattr(node, 'leader', None))}"
                      for node in world.nodes)
    wire = ", ".join(f"{letter.message} to {letter.to}" for letter in world.in_flight)
    return f"{nodes}. On the wire: {wire or 'nothing'}."
