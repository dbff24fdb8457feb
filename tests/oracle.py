"""A second, slow and simple checker, written without the engine's graph: nodes are copied, links are lists.

It knows FIFO and unordered links, crashes with a perfect detector, and lost messages; no time. The engine must count
what it counts.
"""

from copy import deepcopy
from itertools import count


class Place:
    """A world: nodes, links, who is down, what each detector still has to say, and how many faults are left."""

    def __init__(self, system, crashes=0, drops=0):
        self.fifo = system.network.order == "fifo"
        self.detector = system.network.detector is not None
        self.nodes = {node.id: deepcopy(node) for node in system.nodes}
        self.links = {(a, b): [] for a in self.nodes for b in self.nodes}
        self.first = {id: deepcopy(vars(node)) for id, node in self.nodes.items()}
        self.down, self.reports, self.timers = set(), set(), set()
        self.crashes, self.drops = crashes, drops
        for node in self.nodes.values():
            self.run(node, node.on_start)

    def run(self, node, handler, *arguments):
        node._sent.clear()
        node._timers.clear()
        handler(*arguments)
        for to, message in node._sent:
            self.links[node.id, to].append(message)
        for name, earliest, _ in node._timers:
            (self.timers.discard if earliest is None else self.timers.add)((node.id, name))
        node._sent.clear()
        node._timers.clear()

    def key(self):
        """Text that is equal for equal worlds."""
        links = {pair: link if self.fifo else sorted(link, key=str) for pair, link in self.links.items() if link}
        states = {id: {name: sorted(value) if isinstance(value, set) else value for name, value in vars(node).items()}
                  for id, node in self.nodes.items()}
        waiting = sorted(self.reports), sorted(self.timers)
        return str((states, links, sorted(self.down), waiting, self.crashes, self.drops))

    def choices(self):
        """Everything that may happen: (method, arguments)."""
        for (a, b), link in self.links.items():
            for k in range(len(link)) if not self.fifo else link and [0] or []:
                if link[k] not in link[:k]:
                    yield "deliver", a, b, k
                    if self.drops:
                        yield "drop", a, b, k
        for report in self.reports:
            yield "report", *report
        for timer in self.timers:
            yield "fire", *timer
        if self.crashes:
            for id in self.nodes:
                if id not in self.down:
                    yield "crash", id

    def deliver(self, a, b, k):
        message = self.links[a, b].pop(k)
        if b not in self.down:
            self.run(self.nodes[b], self.nodes[b].on_message, message, a)

    def drop(self, a, b, k):
        self.drops -= 1
        self.links[a, b].pop(k)

    def report(self, id, peer):
        self.reports.remove((id, peer))
        self.run(self.nodes[id], self.nodes[id].on_suspect, peer)

    def fire(self, id, name):
        self.timers.remove((id, name))
        self.run(self.nodes[id], self.nodes[id].on_timer, name)

    def crash(self, id):
        self.crashes -= 1
        self.down.add(id)
        vars(self.nodes[id]).update(deepcopy(self.first[id]))
        self.reports = {report for report in self.reports if report[0] != id}
        self.timers = {timer for timer in self.timers if timer[0] != id}
        if self.detector:
            self.reports |= {(other, id) for other in self.nodes if other not in self.down}

    def leaders(self):
        return [id for id, node in self.nodes.items() if node.leader == id and id not in self.down]


def explore(system, bad=lambda place: False, **faults):
    """(worlds, depth of the first bad world or None), breadth first."""
    start = Place(system, **faults)
    seen, ring = {start.key()}, [start]
    for depth in count():
        if any(bad(place) for place in ring):
            return len(seen), depth
        ring, before = [], ring
        for place in before:
            for method, *arguments in list(place.choices()):
                after = deepcopy(place)
                getattr(after, method)(*arguments)
                if after.key() not in seen:
                    seen.add(after.key())
                    ring.append(after)
        if not ring:
            return len(seen), None
