"""Chang and Roberts in SimPy, with latency as its documentation shows it: a process for each message.

References
----------
.. [1] SimPy documentation, "Topical examples: Event Latency".
"""

from random import Random

import simpy


class Link:
    """A link that delays each message and keeps their order."""

    def __init__(self, env, random, delay):
        self.env, self.random, self.store = env, random, simpy.Store(env)
        self.earliest, self.span = delay[0], delay[1] - delay[0] + 1
        self.due = self.delivered = 0

    def send(self, message):
        self.due = max(self.due, self.env.now + self.earliest + int(self.random() * self.span))
        self.env.process(self._carry(message, self.due - self.env.now))

    def _carry(self, message, delay):
        yield self.env.timeout(delay)
        self.store.put(message)
        self.delivered += 1


def node(id, before, after, leaders):
    """A node: it receives from the link ``before`` and sends to the link ``after``."""
    participant = True
    after.send(("election", id))
    while True:
        kind, value = yield before.store.get()
        if kind == "elected":
            if value == id:
                continue
            leaders[id], participant = value, False
        elif value == id:
            leaders[id], participant, kind = id, False, "elected"
        elif value > id:
            participant = True
        elif participant:
            continue
        else:
            participant, value = True, id
        after.send((kind, value))


def simpy_ring(ids, seed, delay):
    """Run until nothing is left; return how many messages were delivered."""
    env, random, leaders = simpy.Environment(), Random(seed).random, {}
    links = [Link(env, random, delay) for _ in ids]
    for k, id in enumerate(ids):
        env.process(node(id, links[k - 1], links[k], leaders))
    env.run()
    assert leaders == dict.fromkeys(ids, max(ids))
    return sum(link.delivered for link in links)
