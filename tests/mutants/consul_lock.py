"""Consul's sessions and locks without what guards a change of leaders (FACTS I31, I34, G11-G14)."""

from leaderlab import Eventual, Faults, Network, at_most_one_leader
from leaderlab.algorithms.chubby_lock import TrustingStore
from leaderlab.algorithms.consul_application import Application
from leaderlab.algorithms.consul_lock import ConsulStore, consul_lock

from . import Mutant, mutant


class WaitsForNobody(ConsulStore):
    """Gives the key of a dead session to the next at once."""

    def invalidate(self, session, why):
        self.lock_delay = 0
        super().invalidate(session, why)


class TrustsUntilItIsTold(Application):
    """Keeps no time of its own: a leader is a leader until Consul says no."""

    def on_timer(self, name):
        if name != "session":
            super().on_timer(name)


def in_order(world):
    """The resource takes writes in the order in which their writers held the key."""
    writes = world.nodes[-1].writes
    return list(writes) == sorted(writes)


def the_key_comes_free(world):
    """Nobody waits or leads any more, and the key is free."""
    waits = any(node.role in ("waiting", "leader") for node in world.up if node.id in (1, 2))
    return world[0].holder is None and not waits


SMALL = {"ttl": 5, "work": (1, 2)}
FALSE = SMALL | {"lock_delay": 2, "network": Network(delay=(1, 1), detector=Eventual(delay=(1, 1)))}
BLIND = SMALL | {"checks": False, "lock_delay": 0, "network": Network(delay=(1, 1))}
LONG = BLIND | {"work": (1, 14)}
TIMED = {"timed": True, "always": at_most_one_leader}
CRASH = {"timed": True, "eventually": the_key_comes_free, "faults": Faults(crashes=1, only=(1, 2))}

MUTANTS = {
    "no lock-delay": mutant(consul_lock, WaitsForNobody, options=FALSE, steps=15, **TIMED),
    "a holder that keeps no time": Mutant(
        consul_lock(application=TrustsUntilItIsTold, **LONG), {**TIMED, "faults": Faults(cuts=1)}, at_most_one_leader,
        23, consul_lock(**LONG)),
    "a resource that looks at no sequencer": Mutant(
        consul_lock(resource=TrustingStore), {"always": in_order}, in_order, 13, consul_lock()),
    "a session that nothing ends": Mutant(
        consul_lock(**BLIND | {"ttl": None}), CRASH, the_key_comes_free, 12, consul_lock(**BLIND)),
}
