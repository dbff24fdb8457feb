"""One moment of a trace in JSON form: nodes, wires, cuts. It is to still pictures what model.js is to the player."""

from collections import namedtuple

Arrow = namedtuple("Arrow", "no sender to m start end how")
WAITING, READ, UNREAD, LOST = "waiting", "read", "unread", "lost"


class Moment:
    """After step ``k``: for each id ``up``, ``fields`` and ``suspects``; and ``cuts``, which are sets of two ids."""

    def __init__(self, trace, k):
        ids = [node["id"] for node in trace["nodes"]]
        self.fields = {node["id"]: dict(node["state"]) for node in trace["nodes"]}
        self.up = dict.fromkeys(ids, True)
        self.suspects = {id: [] for id in ids}
        self.cuts = set()
        for step in trace["steps"][:k + 1]:
            self.follow(step)

    def follow(self, step):
        match step["event"]:
            case ["crash", id]:
                self.up[id], self.suspects[id] = False, []
            case ["restart", id]:
                self.up[id] = True
            case ["suspect", id, peer]:
                self.suspects[id] = [*(p for p in self.suspects[id] if p != peer), peer]
            case ["trust", id, peer]:
                self.suspects[id] = [p for p in self.suspects[id] if p != peer]
            case ["cut", a, b]:
                self.cuts.add(frozenset((a, b)))
            case ["heal", a, b]:
                self.cuts.discard(frozenset((a, b)))
        for id, field, _, after in step.get("changes", ()):
            self.fields[id][field] = after

    @property
    def leaders(self):
        """The ids of the nodes that are up and believe in themselves."""
        return [id for id, fields in self.fields.items() if self.up[id] and fields.get("leader") == id]


def arrows(trace):
    """Every message of the run, from the step of sending to the step of its end."""
    sent, live, found, cuts = {}, {}, [], set()

    def end(no, k, how):
        found.append(Arrow(no, *sent[no], k, how))
        live.pop(no, None)

    def put(no, sender, to, m, k):
        sent[no] = live[no] = (sender, to, m, k)
        if frozenset((sender, to)) in cuts:
            end(no, k, LOST)

    for k, step in enumerate(trace["steps"]):
        match step["event"]:
            case ["deliver", no, *_]:
                end(no, k, UNREAD if step.get("lost") else READ)
            case ["drop", no, *_]:
                end(no, k, LOST)
            case ["duplicate", no, sender, to, m, copy]:
                put(copy, sender, to, m, sent[no][3])
            case ["cut", a, b]:
                cuts.add(frozenset((a, b)))
                for no, (sender, to, *_) in list(live.items()):
                    if frozenset((sender, to)) in cuts:
                        end(no, k, LOST)
            case ["heal", a, b]:
                cuts.discard(frozenset((a, b)))
        for no, sender, to, m in step.get("sent", ()):
            put(no, sender, to, m, k)
    for no in list(live):
        end(no, len(trace["steps"]), WAITING)
    return found
