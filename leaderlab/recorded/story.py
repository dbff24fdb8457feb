"""Lines of logs become a Trace: what a log does not show is marked, and nothing is made up.

A log shows neither heartbeats nor timers nor, often, why a server acts. Where the reason of a step stands in no log,
its event is the timer "not observed"; a message whose sending stands in no log is sent just before it arrives, and says
so. A message whose arrival stands in no log stays on the wire.
"""

import json

from ..archive import FORMAT, SCHEMA
from ..trace import Trace
from .lines import NOT_OBSERVED

CLOSE = 2                               # milliseconds: lines of one server this near tell of one reaction
OUTSIDE = {"pause": "paused from outside", "resume": "resumed from outside"}


class Story:
    """Writes the document of a trace, step by step."""

    def __init__(self, kind, fields, ids, before):
        self.kind, self.ids, self.steps, self.messages, self.places = kind, ids, [], [], {}
        self.now = {id: {name: before[id].get(name, NOT_OBSERVED) for name in fields} for id in ids}
        self.first = {id: dict(state) for id, state in self.now.items()}
        self.numbers, self.count = {}, 0

    def tell(self, places):
        """One step: the lines of one server that belong together."""
        cause = next((place for place in places if place.line.trigger), None)
        line = places[0].line
        if cause and cause.line.trigger[0] == "recv" and cause.partner is None:
            self.unseen(cause.line)
        step = {"t": line.time, "event": self.event(cause, line.node), "sent": [], "said": []}
        before = dict(self.now[line.node])
        for place in places:
            self.add(step, place)
        step["changes"] = [[line.node, name, before[name], value] for name, value in self.now[line.node].items()
                           if value != before[name]]
        self.steps.append(step)

    def event(self, cause, node):
        """The event of a step, as the document writes it."""
        if cause is None:
            return ["timer", node, NOT_OBSERVED]
        kind, *rest = cause.line.trigger
        if kind == "recv":
            number, message = self.numbers[id(cause.partner or cause.line)]
            return ["deliver", number, rest[0], node, message]
        if kind == "suspect":
            leader = self.now[node]["leader"]
            return ["suspect", node, leader] if isinstance(leader, int) else ["timer", node, NOT_OBSERVED]
        if kind in OUTSIDE:
            return ["timer", node, OUTSIDE[kind]]
        return [kind, node, *rest]

    def add(self, step, place):
        """What one line tells, into its step."""
        line = place.line
        self.now[line.node].update(line.changes)
        if line.said:
            step["said"].append([line.node, line.said])
        if line.send:
            to, letter = line.send
            step["sent"].append(self.post(id(place), line.node, to, letter))

    def unseen(self, line):
        """The sending of a message of which only the arrival is known."""
        _, sender, letter = line.trigger
        said = "I sent this some time before; only its arrival is in the logs."
        self.steps.append({"t": line.time, "event": ["timer", sender, NOT_OBSERVED], "said": [[sender, said]],
                           "sent": [self.post(id(line), sender, line.node, letter)]})

    def post(self, key, sender, to, letter):
        """A message on its way: [number, from, to, index of the message]."""
        text = repr(letter)
        if text not in self.places:
            self.places[text] = len(self.messages)
            self.messages.append([letter.name, [[name, value] for name, value in letter.fields.items()]])
        self.numbers[key] = self.count, self.places[text]
        self.count += 1
        return [self.count - 1, sender, to, self.places[text]]

    def trace(self, before, end, starts):
        """The whole Trace."""
        said = [[id, text] for id, text in before.items()]
        first = {"t": min(0, self.steps[0]["t"]) if self.steps else 0, "event": ["start", None], "said": said}
        document = {
            "format": FORMAT, "schema": SCHEMA, "system": None, "title": self.kind,
            "network": {"order": "any", "delay": [1, 10], "loss": 0, "duplication": 0, "detector": None},
            "starts": starts, "seed": None, "timed": True, "end": end, "loop": None, "faults": [],
            "nodes": [{"id": id, "kind": self.kind, "durable": [], "listens": False,
                       "state": list(map(list, self.first[id].items()))} for id in self.ids],
            "messages": self.messages, "steps": [first, *self.steps],
        }
        return Trace.from_json(json.dumps(document))


def groups(story):
    """Yield the lines of one server that tell of one reaction: near in time, with one cause at most."""
    group = []
    for place in story:
        if group and not _belongs(group, place.line):
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def _belongs(group, line):
    last = group[-1].line
    return (line.node == last.node and line.time - last.time <= CLOSE and not line.alone
            and not (line.trigger and not all(place.line.early for place in group)))


def known_before(story, ids):
    """Node -> what its later lines tell about the time before the recording."""
    known, changed = {id: {} for id in ids}, {id: {} for id in ids}
    for line in (place.line for place in story):
        for name, value in line.knows.items():          # a log may tell the old value just after the new one
            if line.time - changed[line.node].get(name, line.time) <= CLOSE:
                known[line.node].setdefault(name, value)
        for name in line.changes:
            changed[line.node].setdefault(name, line.time)
    return known
