"""A map that displays itself: counts, text, a picture, a networkx graph, and a run to every place on it."""

from base64 import b64encode
from collections import Counter
from html import escape
from typing import NamedTuple

from ..errors import Mistake
from ..graph import is_fault
from ..properties import ask, sentence
from ..replay import finish
from ..values import show
from .survey import DOOMED, ELECTED, OPEN, STATUSES, UNKNOWN

MOST = 150                              # places that a picture shows; more than these nobody can follow
WORDS = {OPEN: "a leader can still be elected", ELECTED: "elected", DOOMED: "no leader any more, whatever happens",
         UNKNOWN: "not searched to the end"}


class Place(NamedTuple):
    """One place of the map: a world, or all worlds of one class.

    ``world`` is the number of the first of them, ``worlds`` how many there are, ``label`` what ``by`` says of them.
    """
    world: int
    worlds: int
    status: str
    depth: int
    label: object


class WorldMap:
    """What :func:`world_map` makes.

    Attributes
    ----------
    counts : dict
        Status -> how many worlds have it.
    places : list of Place
    roads : dict
        (from, to), numbers of places -> the texts of the events that lead there; faults in ``dashed``.
    complete : bool
        Whether every world was met.
    """

    def __init__(self, survey, by=None):
        self.survey, self.by, self.complete = survey, by, survey.complete
        self.counts = {status: n for status in STATUSES if (n := survey.status.count(status))}
        self.places, self._home = self._classes()
        self.roads, self.dashed = self._roads()

    def _classes(self):
        survey, numbers, members = self.survey, {}, Counter()
        home, first = [], []
        for k, status in enumerate(survey.status):
            key = k if self.by is None else (status, self._label(k))
            if key not in numbers:
                numbers[key] = len(numbers)
                first.append((k, None if self.by is None else key[1]))
            home.append(numbers[key])
            members[numbers[key]] += 1
        return [Place(k, members[i], survey.status[k], survey.depth[k], label)
                for i, (k, label) in enumerate(first)], home

    def _label(self, k):
        said = ask(self.by, self.survey.world(k), what="by")
        return said if isinstance(said, str) else show(said)

    def _roads(self):
        roads, fair = {}, set()
        for before, after, key in self.survey.edges:
            road = self._home[before], self._home[after]
            if self.by is None or road[0] != road[1]:
                roads.setdefault(road, []).append(str(self.survey.graph.event(key)))
                if not is_fault(key):
                    fair.add(road)
        return roads, set(roads) - fair

    # -- places ------------------------------------------------------------------------------------------------------

    def world(self, k):
        """The world at place k, as a property sees it."""
        return self.survey.world(self._place(k).world)

    def trace(self, k):
        """A shortest run to place k: give it to ``player``.

        Parameters
        ----------
        k : int
            Number of the place.

        Returns
        -------
        Trace
        """
        place = self._place(k)
        states, events = self.survey.way(place.world)
        return finish(self.survey.graph, states, events, end=f"Place {k} of the map: {WORDS[place.status]}.")

    def first(self, status):
        """The number of the nearest place with this status, or None: ``map.first("doomed")``."""
        if status not in STATUSES:
            raise Mistake(f"{status!r} is no status. They are {', '.join(STATUSES)}.")
        return next((k for k, place in enumerate(self.places) if place.status == status), None)

    def _place(self, k):
        if type(k) is not int or not 0 <= k < len(self.places):
            raise Mistake(f"The map has the places 0 to {len(self.places) - 1}; there is no place {k!r}.")
        return self.places[k]

    def by_leaders(self):
        """The quotient of this map by who names whom as leader: a small map of a large one."""
        return WorldMap(self.survey, leaders)

    # -- forms -------------------------------------------------------------------------------------------------------

    def graph(self):
        """The map as a networkx graph.

        Returns
        -------
        networkx.DiGraph
            Its nodes are the numbers of the places, with ``status``, ``depth``, ``worlds`` and ``label``; its edges
            have ``events``, a list of texts, and ``fault``, whether only a fault leads there.
        """
        from networkx import DiGraph
        graph = DiGraph(name=str(self.survey.graph.system))
        for k, place in enumerate(self.places):
            graph.add_node(k, **place._asdict())
        for road, events in self.roads.items():
            graph.add_edge(*road, events=events, fault=road in self.dashed)
        return graph

    def describe(self):
        """The map in a few sentences: the text alternative of the picture."""
        places = "" if self.by is None else f" They are {len(self.places):,} places of this map."
        cap = "" if self.complete else " The search stopped there; there are more."
        cap += " No step leads outside of the bound that was given." if self.survey.bounded else ""
        kinds = ", ".join(f"{n:,} {status}" for status, n in self.counts.items())
        return (f"{self.survey.graph.system}: {len(self.survey.states):,} worlds, {len(self.survey.edges):,} steps "
                f"between them.{cap}{places} {kinds}. Elected means: {sentence(self.survey.goal)}")

    def __repr__(self):
        lines = [self.describe()]
        if (doomed := self.first(DOOMED)) is not None:
            events = [str(event) for event in self.survey.way(self.places[doomed].world)[1]]
            lines.append(f"The nearest world without hope is place {doomed}: {'; '.join(events) or 'the first one'}.")
        layers = {}
        for status, depth in zip(self.survey.status, self.survey.depth):
            layers.setdefault(depth, Counter())[status] += 1
        heads = ["steps", *self.counts]
        rows = [heads, *([str(depth), *(str(layer[s]) for s in self.counts)] for depth, layer in layers.items())]
        widths = [max(len(row[i]) for row in rows) for i in range(len(heads))]
        lines += ["  ".join(cell.rjust(width) for cell, width in zip(row, widths)) for row in rows]
        return "\n".join(lines)

    def svg(self):
        """The picture as SVG text, always the same bytes.

        Raises
        ------
        Mistake
            If there are too many places to be followed by eye.
        """
        from .drawing import draw
        if len(self.places) > MOST:
            raise Mistake(f"{len(self.places):,} places are too many for a picture; {MOST} can be followed by eye. "
                          "Take their quotient: map.by_leaders(), or by= a function of a world.")
        return draw(self)

    def _repr_html_(self):
        shown, note = self, ""
        if len(self.places) > MOST and self.by is None:
            shown = self.by_leaders()
            note = (f"<p>{len(self.places):,} worlds are too many for a picture, so worlds in which everybody names "
                    "the same leaders are one place.</p>")
        text = f"<details><summary>The same in words</summary><pre>{escape(repr(shown))}</pre></details>"
        if len(shown.places) > MOST:
            return f"<p>{escape(shown.describe())} Too many places for a picture.</p>{text}"
        source = "data:image/svg+xml;base64," + b64encode(shown.svg().encode()).decode()
        return f'{note}<img alt="{escape(shown.describe())}" src="{source}">{text}'

    def explore(self):
        """The map as a widget: a click on a place (or Enter) plays a shortest run to it.

        Returns
        -------
        ipywidgets.VBox
        """
        from .widget import Explorer
        return Explorer(self if len(self.places) <= MOST else self.by_leaders())


def leaders(world):
    """Whom each node names as leader; † for a node that is down."""
    return ", ".join(f"{node.id}→{_named(node)}" if node.up else f"{node.id}†" for node in world.nodes)


def _named(node):
    leader = getattr(node, "leader", None)
    return "–" if leader is None else show(leader)
