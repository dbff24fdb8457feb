"""Random runs with every kind of fault: what an algorithm promises holds in each of their worlds."""

import random

import pytest
from weather import SEEDS, rough, weather

from leaderlab import Eventual, Network, Perfect, all_agree, at_most_one_leader, simulate
from leaderlab.algorithms import (
    Recoverable,
    chubby,
    consul_lock,
    fast_leader_election,
    monitoring,
    paxos,
    zab,
    zookeeper_client,
)
from leaderlab.algorithms.zookeeper_promises import (
    a_quorum_has_logged_the_epoch,
    at_most_one_established_per_epoch,
    leader_knows_what_a_quorum_knows,
    one_is_established,
)


def one_value(world):
    """No two nodes know different chosen values."""
    return len({node.leader for node in world.nodes} - {None}) <= 1


def writes_in_order(world):
    """The resource takes writes in the order in which their writers held the key."""
    return list(world.nodes[-1].writes) == sorted(world.nodes[-1].writes)


def histories(dice, ids):
    """What the servers of an ensemble have seen before the run begins."""
    return {"zxids": {id: dice.randrange(4) for id in ids}, "epochs": {id: dice.randrange(3) for id in ids}}


def still(dice):
    """A network without faults, and a detector that knows crashes sooner or later."""
    return Network(delay=(1, dice.choice([5, 40])), detector=Perfect(delay=dice.choice([(1, 3), (10, 100)])))


# What is built, what holds always, and what holds in the end.
ALGORITHMS = {
    "chubby": (lambda dice, ids: chubby(ids, lease=dice.choice([81, 200]), network=rough(dice)),
               [at_most_one_leader], None),
    "paxos": (lambda dice, ids: paxos(ids, network=rough(dice)), [one_value], None),
    "fast leader election": (
        lambda dice, ids: fast_leader_election(ids, network=rough(dice, Perfect()), **histories(dice, ids)),
        [leader_knows_what_a_quorum_knows], None),
    "zab": (lambda dice, ids: zab(ids, network=rough(dice, Perfect()), **histories(dice, ids)),
            [at_most_one_established_per_epoch, a_quorum_has_logged_the_epoch], one_is_established),
    "zab, suspicions": (
        lambda dice, ids: zab(ids, network=rough(dice, Eventual(mistakes=3, settles=2_000)), **histories(dice, ids)),
        [at_most_one_established_per_epoch, a_quorum_has_logged_the_epoch], one_is_established),
    "monitoring": (lambda dice, ids: monitoring(ids, network=still(dice)), [at_most_one_leader], all_agree),
    "zookeeper's clients": (lambda dice, ids: zookeeper_client(ids, node=Recoverable, network=rough(dice, Perfect())),
                            [at_most_one_leader], None),
    "consul's lock": (lambda dice, ids: consul_lock(ids, work=(5, 200)), [at_most_one_leader, writes_in_order], None),
}


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize("seed", SEEDS)
def test_no_promise_breaks_in_bad_weather(name, seed):
    build, always, at_last = ALGORITHMS[name]
    dice = random.Random(seed)
    ids = list(range(1, dice.choice([2, 3, 3, 4, 5]) + 1))
    whole = name in ("monitoring", "zookeeper's clients", "consul's lock")     # these need links that are never cut
    faults = [fault for fault in weather(dice, ids, 2_000) if not (whole and "Cut" in repr(fault))]
    trace = simulate(build(dice, ids), seed=seed, faults=faults, until=12_000)
    assert [promise.__name__ for promise in always if not all(map(promise, trace.worlds))] == []
    if at_last and trace.system.network.loss < 0.3:       # with every third message lost, it may need longer
        assert at_last(trace.last)
