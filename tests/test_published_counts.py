"""Counts that others have published: the same model must have the same graph of worlds here.

The model is ``ChangRoberts`` of the TLA+ examples [1]_ with N = 3, in its own encoding: the smallest
initiator wins, a node that is no initiator only passes messages on, nobody announces the result, messages
for a node are a set, and every node takes a first step of its own. There are 8 first states, one for each
set of initiators; TLC explores all of them in one run.

References
----------
.. [1] S. Merz. tlaplus/Examples, specifications/chang_roberts: ChangRoberts.tla, MCChangRoberts.tla, and the
       counts in manifest.json.
"""

from itertools import product

import pytest

from leaderlab import Message, Network, Node, System, verify

DISTINCT, GENERATED, DEPTH = 137, 227, 10       # distinctStates, totalStates, stateDepth


class Id(Message):
    """An initiator's id on its way round."""
    id: int


class Process(Node):
    successor: int
    initiator: bool
    state: str

    def on_start(self):
        if self.initiator:
            self.send(Id(self.id), to=self.successor)

    def on_message(self, message, sender):
        if self.state == "lost":
            self.send(message, to=self.successor)
        elif message.id < self.id:
            self.state = "lost"
            self.send(message, to=self.successor)
        elif message.id == self.id:
            self.state = "won"


def tlc_ring(ids, initiates):
    """A ring in which every node starts in a step of its own, whenever it likes."""
    after = (*ids[1:], ids[0])
    nodes = [Process(id, successor=to, initiator=starts, state="cand" if starts else "lost")
             for id, to, starts in zip(ids, after, initiates)]
    return System(nodes, Network(order="any"), starts=(0, 1))


def only_the_smallest_initiator_wins(world):
    """Whoever has won is the smallest of the initiators, and all others know that they have lost."""
    smallest = min((node.id for node in world.nodes if node.initiator), default=None)
    winners = [node.id for node in world.nodes if node.state == "won"]
    return not winners or (winners == [smallest]
                           and all(node.state == "lost" for node in world.nodes if node.id != smallest))


def somebody_has_won_if_anybody_wanted_to(world):
    """If there is an initiator, one of them has won."""
    wanted = any(node.initiator for node in world.nodes)
    return wanted == any(node.state == "won" for node in world.nodes)


@pytest.mark.parametrize("ids", [(1, 2, 3), (2, 3, 1)])
def test_chang_roberts_has_the_counts_that_tlc_publishes(ids):
    """The cfg of the examples takes the ids in rising order; where the ring is entered cannot matter."""
    verdicts = [verify(tlc_ring(ids, initiates), always=only_the_smallest_initiator_wins,
                       eventually=somebody_has_won_if_anybody_wanted_to)
                for initiates in product([False, True], repeat=3)]
    assert all(verdicts)
    assert sum(verdict.worlds for verdict in verdicts) == DISTINCT
    assert len(verdicts) + sum(verdict.edges for verdict in verdicts) == GENERATED
    assert 1 + max(verdict.depth for verdict in verdicts) == DEPTH      # the worlds on the way, not the steps
