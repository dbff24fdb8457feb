"""Consul's sessions and locks without what guards a change of leaders."""

from leaderlab import Eventual, Faults, Network, at_most_one_leader
from leaderlab.algorithms.chubby_lock import TrustingStore
from leaderlab.algorithms.consul_application import Acquire, Application
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


class LosesItsClocks(ConsulStore):
    """A cell that is back finds its table, and counts nothing."""

    def on_restart(self):
        pass


class QueuesBehindItself(ConsulStore):
    """The next life of a holder is given its old session, asks for the key that it holds, and waits for itself."""

    def on_message(self, message, sender):
        match message:
            case Acquire(self.holder):
                self.waiting.append(self.holder)
            case _:
                super().on_message(message, sender)


def in_order(world):
    """The resource takes writes in the order in which their writers held the key."""
    writes = world.nodes[-1].writes
    return list(writes) == sorted(writes)


def the_key_comes_free(world):
    """Nobody waits or leads any more, and the key is free."""
    waits = any(vars(node).get("role") in ("waiting", "leader") for node in world.up)
    return world[0].holder is None and not waits


def the_delay_ends(world):
    """A cell that is up gives the key away again."""
    return not world[0].up or not world[0].delayed


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
    "a holder that queues behind itself": mutant(
        consul_lock, QueuesBehindItself, [1], options=BLIND | {"ttl": 11, "network": Network(delay=(1, 3))}, steps=46,
        timed=True, eventually=the_key_comes_free, faults=Faults(crashes=1, restarts=1, only=(1,))),
    "a cell that loses its clocks": mutant(
        consul_lock, LosesItsClocks, [1], options=BLIND | {"lock_delay": 1}, steps=16, timed=True,
        always=at_most_one_leader, eventually=the_delay_ends, faults=Faults(crashes=2, restarts=1)),
}
