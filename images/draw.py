"""Draw the pictures of this folder from real runs: ``make images``.

What a picture shows stands in ``alt.json``, and whoever uses a picture uses these words as its alternative text.
"""

from math import cos, pi, sin
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch

from leaderlab import Deliver, simulate
from leaderlab.algorithms import readme_ring
from leaderlab.algorithms.readme_ring import Elected, Election

HERE = Path(__file__).resolve().parent
INK, MUTED, BLUE, ORANGE, GOLD = "#16191d", "#5c6066", "#0072b2", "#d55e00", "#f2cf80"
LOOK = {Election: {"color": BLUE, "linestyle": "-"}, Elected: {"color": ORANGE, "linestyle": (0, (4, 2))}}


def ring_election():
    """The README's ring: the search goes round and grows, then the announcement goes round.

    Returns
    -------
    matplotlib.figure.Figure
    """
    trace = simulate(readme_ring([3, 7, 5, 9, 4], initiators=[3]), seed=0)
    figure = Figure(figsize=(10, 4.6), dpi=120, layout="constrained", facecolor="white")
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.35])
    _network(left, trace)
    _lanes(right, trace)
    return figure


def _network(axes, trace):
    """The nodes on a circle; each arrow carries the largest id that the search has met."""
    ids = trace.system.ids
    (leader,) = trace.last.leaders
    starter = trace[0].sent[0].sender
    places = {id: (sin(2 * pi * k / len(ids)), cos(2 * pi * k / len(ids))) for k, id in enumerate(ids)}
    for step in trace:
        for sent in step.sent:
            if isinstance(sent.message, Election):
                _hop(axes, places[sent.sender], places[sent.to], sent.message.largest)
    for id, place in places.items():
        fill = GOLD if id == leader else "white"
        axes.add_patch(Circle(place, 0.19, facecolor=fill, edgecolor=INK, linewidth=1.6, zorder=3))
        axes.text(*place, str(id), ha="center", va="center", fontsize=15, fontweight="bold", zorder=4)
        role = {leader: "leader", starter: "starts"}.get(id)
        if role:
            axes.text(1.5 * place[0], 1.27 * place[1], role, ha="center", va="center", fontsize=11, color=INK)
    axes.text(0, 0, "the largest id\nso far travels\nto the successor", ha="center", va="center", color=MUTED)
    axes.set(xlim=(-1.45, 1.45), ylim=(-1.3, 1.4), aspect="equal")
    axes.axis("off")


def _hop(axes, start, end, largest):
    axes.add_patch(FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=15, shrinkA=21, shrinkB=21,
                                   connectionstyle="arc3,rad=-0.22", color=BLUE, linewidth=1.8))
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    axes.text(1.4 * x, 1.4 * y, str(largest), ha="center", va="center", fontsize=11, color=BLUE,
              bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none"})


def _lanes(axes, trace):
    """One line for each node, time to the right, an arrow for each message; gold where a node knows the leader."""
    ids, end = trace.system.ids, trace.time
    lane = {id: len(ids) - k for k, id in enumerate(ids)}
    for id, y in lane.items():
        axes.plot([0, end], [y, y], color=INK, linewidth=1, zorder=1)
        axes.text(-0.03 * end, y, str(id), ha="right", va="center", fontsize=13, fontweight="bold", color=INK)
    for step in trace:
        for change in step.changes:
            if change.field == "leader":
                known = [step.time, end], [lane[change.node]] * 2
                axes.plot(*known, color=GOLD, linewidth=7, solid_capstyle="butt", zorder=0)
    left = {sent.number: step.time for step in trace for sent in step.sent}
    for step in trace:
        if isinstance(step.event, Deliver):
            event = step.event
            start, stop = (left[step.number], lane[event.sender]), (step.time, lane[event.to])
            axes.add_patch(FancyArrowPatch(start, stop, arrowstyle="-|>", mutation_scale=12, shrinkA=0, shrinkB=0,
                                           linewidth=1.6, **LOOK[type(event.message)]))
    axes.plot([], [], label="search: the larger id travels on", **LOOK[Election])
    axes.plot([], [], label="announcement: 9 leads", **LOOK[Elected])
    axes.plot([], [], color=GOLD, linewidth=7, label="knows the leader")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.12), ncols=3, frameon=False, fontsize=9, handlelength=2.4,
                columnspacing=1.2)
    axes.set(xlim=(-0.08 * end, 1.02 * end), ylim=(0.5, len(ids) + 0.5), xlabel="time, in ticks")
    axes.set_yticks([])
    axes.spines[["top", "left", "right"]].set_visible(False)


PICTURES = {"Ring-LeaderElection.png": ring_election}


def main(folder=HERE):
    """Write every picture into a folder."""
    for name, draw in PICTURES.items():
        draw().savefig(folder / name, metadata={"Software": None})


if __name__ == "__main__":
    main()
