"""Draw the pictures of this folder from real runs: ``make images``.

What a picture shows stands in ``alt.json``, and whoever uses a picture uses these words as its alternative text.
"""

from math import cos, pi, sin
from pathlib import Path

from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from leaderlab import Crash, Cut, Deliver, simulate
from leaderlab.algorithms import chubby, key_value, readme_ring, zookeeper_client
from leaderlab.algorithms.chubby import Request, Vote
from leaderlab.algorithms.ensemble import NodeDeleted
from leaderlab.algorithms.readme_ring import Elected, Election

HERE = Path(__file__).resolve().parent
INK, MUTED, BLUE, ORANGE, GOLD, GREEN, LINE = ("#16191d", "#5c6066", "#0072b2", "#d55e00", "#f2cf80", "#009e73",
                                               "#dfe1e3")
LOOK = {Election: {"color": BLUE, "linestyle": "-"}, Elected: {"color": ORANGE, "linestyle": (0, (4, 2))},
        Request: {"color": BLUE, "linestyle": "-"}, Vote: {"color": GREEN, "linestyle": (0, (4, 2))}}
TERMS = {1: BLUE, 2: "#e69f00", 3: GREEN}
LIGHT = {1: "#c9e0ee", 2: "#f9ebcb", 3: "#cbebe3"}


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


# -- Chubby ----------------------------------------------------------------------------------------------------------


def chubby_election():
    """Five replicas: votes, the promises behind them, the master lease; the master crashes, and they elect another.

    Returns
    -------
    matplotlib.figure.Figure
    """
    trace = simulate(chubby([1, 2, 3, 4, 5]), seed=1, faults=[(100, Crash(1))], until=290)
    figure = Figure(figsize=(10, 4.6), dpi=120, layout="constrained", facecolor="white")
    left, right = figure.subplots(1, 2, width_ratios=[1, 1.5])
    _cell(left, trace)
    _leases(right, trace)
    return figure


def masters(trace):
    """(time, replica) whenever a replica becomes master."""
    return [(step.time, c.node) for step in trace for c in step.changes if c.field == "leader" and c.after == c.node]


def _cell(axes, trace):
    """The first election: who asks, and who votes."""
    ids, (won, master) = trace.system.ids, masters(trace)[0]
    places = {id: (sin(2 * pi * k / len(ids)), cos(2 * pi * k / len(ids))) for k, id in enumerate(ids)}
    for step in trace:
        for sent in step.sent if step.time < won else ():
            axes.add_patch(FancyArrowPatch(places[sent.sender], places[sent.to], arrowstyle="-|>", mutation_scale=14,
                                           shrinkA=22, shrinkB=22, connectionstyle="arc3,rad=-0.12", linewidth=1.8,
                                           **LOOK[type(sent.message)]))
    for id, place in places.items():
        _disc(axes, place, id, GOLD if id == master else "white")
    x, y = places[master]
    axes.text(x, y + 0.29, "master", ha="center", va="center", fontsize=11)
    axes.plot([], [], label="vote for me", **LOOK[Request])
    axes.plot([], [], label="my vote, and a promise", **LOOK[Vote])
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0.02), frameon=False, fontsize=9, ncols=2, handlelength=2.4)
    axes.set(xlim=(-1.35, 1.35), ylim=(-1.2, 1.45), aspect="equal")
    axes.axis("off")


def _disc(axes, place, id, fill, radius=0.19, down=False):
    axes.add_patch(Circle(place, radius, facecolor=fill, edgecolor=MUTED if down else INK, linewidth=1.6, zorder=3,
                          linestyle="--" if down else "-"))
    axes.text(*place, str(id), ha="center", va="center", fontsize=15, fontweight="bold", zorder=4,
              color=MUTED if down else INK)
    if down:
        axes.plot(*place, marker="x", markersize=20, markeredgewidth=2.4, color=ORANGE, zorder=5)


def spans(trace, name):
    """(replica, begin, end) of every time in which a timer of this name runs; ``end`` is never later than the run."""
    since, found = {}, []
    for step in trace:
        ended = [key for key in since if isinstance(step.event, Crash) and key[0] == step.event.node]
        ended += [(timer.node, timer.name) for timer in step.timers]
        for key in ended:
            if key in since:
                begin, end = since.pop(key)
                found.append((key[0], begin, min(step.time, end)))
        for timer in step.timers:
            if timer.earliest is not None and timer.name.split()[0] == name:
                since[timer.node, timer.name] = step.time, step.time + timer.latest
    return found + [(id, begin, min(end, trace.time)) for (id, _), (begin, end) in since.items()]


def _leases(axes, trace):
    """A line for each replica: when it is bound by a promise, and when it is master; each can only end in time."""
    ids, end = trace.system.ids, trace.time
    lane = {id: len(ids) - k for k, id in enumerate(ids)}
    for id, y in lane.items():
        axes.plot([0, end], [y, y], color=INK, linewidth=1, zorder=1)
        axes.text(-0.02 * end, y, str(id), ha="right", va="center", fontsize=13, fontweight="bold", color=INK)
    for id, begin, stop in spans(trace, "promise"):
        axes.plot([begin, stop], [lane[id] - 0.16] * 2, color=GREEN, linewidth=5, solid_capstyle="butt", alpha=0.55)
    left = {sent.number: step.time for step in trace for sent in step.sent}
    for step in trace:
        if isinstance(step.event, Deliver) and type(step.event.message) in LOOK:
            event = step.event
            axes.add_patch(FancyArrowPatch((left[step.number], lane[event.sender]), (step.time, lane[event.to]),
                                           arrowstyle="-|>", mutation_scale=8, shrinkA=0, shrinkB=0, linewidth=0.9,
                                           **LOOK[type(event.message)]))
        if isinstance(step.event, Crash):
            axes.plot(step.time, lane[step.event.node], marker="x", markersize=11, markeredgewidth=2.6, color=ORANGE)
            axes.plot([step.time, end], [lane[step.event.node]] * 2, color="white", linewidth=2.2, zorder=2,
                      linestyle=(0, (2, 2)))
    for time, id in masters(trace):
        over = [s.time for s in trace for c in s.changes if c.field == "leader" and c.node == id and s.time > time]
        axes.plot([time, min(over, default=end)], [lane[id] + 0.16] * 2, color="#e69f00", linewidth=7,
                  solid_capstyle="butt", zorder=3)
    axes.plot([], [], color="#e69f00", linewidth=7, label="is master, within its lease")
    axes.plot([], [], color=GREEN, linewidth=5, alpha=0.55, label="is bound by a promise")
    axes.plot([], [], color=ORANGE, marker="x", linestyle="none", markeredgewidth=2.6, markersize=9, label="crash")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.12), ncols=3, frameon=False, fontsize=9)
    axes.set(xlim=(-0.06 * end, 1.01 * end), ylim=(0.4, len(ids) + 0.6), xlabel="time, in ticks")
    axes.set_yticks([])
    axes.spines[["top", "left", "right"]].set_visible(False)


# -- ZooKeeper -------------------------------------------------------------------------------------------------------


def watch_chain():
    """Five clients in the order of their znodes, each watching the one before; the leader crashes, and one is told.

    Returns
    -------
    matplotlib.figure.Figure
    """
    trace = simulate(zookeeper_client([1, 2, 3, 4, 5]), seed=1, faults=[(150, Crash(1))])
    crash = next(k for k, step in enumerate(trace) if isinstance(step.event, Crash))
    told = [step.event.to for step in trace if isinstance(step.event, Deliver)
            and isinstance(step.event.message, NodeDeleted)]
    figure = Figure(figsize=(10, 3.6), dpi=120, layout="constrained", facecolor="white")
    above, below = figure.subplots(2, 1)
    line = sorted(trace.worlds[crash - 1].nodes[1:], key=lambda node: node.znode.rsplit("_")[-1])
    places = {node.id: (2 * k, 0) for k, node in enumerate(line)}
    _chain(above, trace.worlds[crash - 1], places, "Each watches the one before it in the line; the first leads.", [])
    _chain(below, trace.last, places, "The leader has crashed: only the next in the line is told, and leads.", told)
    return figure


def _chain(axes, world, places, words, told):
    for node in world.nodes[1:]:
        place = places[node.id]
        _disc(axes, place, node.id, GOLD if node.up and node.leader == node.id else "white", 0.33, not node.up)
        label = "down" if not node.up else "leader" if node.leader == node.id else "is told" if node.id in told else ""
        axes.text(place[0], 0.55, label, ha="center", va="center", fontsize=11)
        if node.znode:
            axes.text(place[0], -0.58, "…" + node.znode[-4:], ha="center", va="center", fontsize=9, color=MUTED)
        if node.up and node.watching is not None:
            axes.add_patch(FancyArrowPatch(place, places[node.watching], arrowstyle="->", mutation_scale=16, shrinkA=20,
                                           shrinkB=20, linestyle=(0, (4, 3)), color="#aa4499", linewidth=1.8))
    axes.set_title(words, fontsize=11, loc="left", color=INK)
    axes.set(xlim=(-0.8, 8.8), ylim=(-0.8, 0.8), aspect="equal")
    axes.axis("off")


# -- Raft ------------------------------------------------------------------------------------------------------------


def raft_logs():
    """Five servers after a partition: a leader that was cut off keeps entries that can never be committed.

    Returns
    -------
    matplotlib.figure.Figure
    """
    figure = Figure(figsize=(10, 3.9), dpi=120, layout="constrained", facecolor="white")
    axes = figure.subplots()
    servers = partitioned().last.nodes[:5]
    for row, node in enumerate(servers):
        y = -row
        role = f"{node.role}, term {node.term}"
        axes.text(-0.35, y, role, ha="right", va="center", fontsize=11)
        _disc(axes, (-3.0, y), node.id, GOLD if node.role == "leader" else "white", 0.3)
        for index, entry in enumerate(node.log, start=1):
            sure = index <= node.commit_index
            look = {"facecolor": LIGHT[entry.term] if sure else "white", "edgecolor": TERMS[entry.term]}
            axes.add_patch(FancyBboxPatch((index - 0.95, y - 0.34), 0.84, 0.68, linewidth=1.8, **look,
                                          boxstyle="round,pad=0,rounding_size=0.1",
                                          linestyle="-" if sure else (0, (3, 2))))
            axes.text(index - 0.53, y + 0.13, f"term {entry.term}", ha="center", va="center", fontsize=8)
            axes.text(index - 0.53, y - 0.15, entry.command or "–", ha="center", va="center", fontsize=9.5)
        axes.plot([node.commit_index - 0.03] * 2, [y - 0.42, y + 0.42], color=INK, linewidth=3)
    longest = max(len(node.log) for node in servers)
    for index in range(1, longest + 1):
        axes.text(index - 0.53, 0.62, str(index), ha="center", va="center", fontsize=9, color=MUTED)
    axes.plot([], [], color=INK, linewidth=3, label="commit index")
    axes.plot([], [], color=MUTED, linewidth=1.8, label="edge of a committed entry")
    axes.plot([], [], color=MUTED, linewidth=1.8, linestyle=(0, (3, 2)), label="edge of an entry that is not committed")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0.02), ncols=3, frameon=False, fontsize=9)
    axes.set(xlim=(-3.6, max(7, longest) + 0.2), ylim=(-len(servers) + 0.2, 0.9), aspect="equal")
    axes.axis("off")
    return figure


def partitioned():
    """A run in which the first leader is cut off, with one more server and two clients, from the other three."""
    near, far, early, late = (1, 2, 6, 7), (3, 4, 5, 8), (20, 20), (60, 90)
    system = key_value([1, 2, 3, 4, 5], clients={6: ["x=1", "y=2"], 7: ["z=4", "y=5"], 8: ["z=6", "x=7", "y=8"]},
                       timeout={1: early, 2: (150, 300), 3: late, 4: late, 5: late}, heartbeat=20)
    faults = [(134, Cut(a, b)) for a in near for b in far]
    faults += [(190, Cut(client, server)) for client in (6, 7) for server in (1, 2)]       # they ask no second time
    return simulate(system, seed=2, faults=faults, until=400)


PICTURES = {"Ring-LeaderElection.png": ring_election, "google-chu.png": chubby_election,
            "ZooKeeper-watch-chain.png": watch_chain, "Raft-logs.png": raft_logs}


def main(folder=HERE):
    """Write every picture into a folder."""
    for name, draw in PICTURES.items():
        draw().savefig(folder / name, metadata={"Software": None})


if __name__ == "__main__":
    main()
