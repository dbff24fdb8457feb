"""The ring, repaired: an election survives crashes, its own initiator's and the winner's among them.

As in the README, the largest id of a round comes home and is announced. But a dead successor is skipped, whatever was
lost with it is searched again, a round of a dead initiator is taken off the ring, rounds are told apart, and nobody
accepts a dead leader.

It needs a perfect failure detector and nodes that stay down once they crash. With less it is not safe: see lesson 02.

References
----------
.. [1] G. Le Lann. "Distributed systems: towards a formal approach." IFIP Congress, 1977.
.. [2] T. Chandra, S. Toueg. "Unreliable failure detectors for reliable distributed systems." Journal of the ACM
       43(2), 1996.
"""

from ..network import Network, Perfect
from ..node import Message, Node
from ..system import System, builder
from .around import around


class Election(Message):
    """The search for the largest id, on its way round."""
    initiator: int
    round: int
    largest: int


class Elected(Message):
    """The announcement of one round."""
    initiator: int
    round: int
    leader: int


class Ring(Node):
    members: tuple                  # all ids in the direction of travel, mine first
    initiator: bool = False
    leader: int | None = None
    round: int = 0
    down: set = set()

    def on_start(self):
        if self.initiator:
            self.say("I start an election with my own id, {}.", self.id)
            self.start_election()

    def start_election(self):
        self.round += 1
        self.pass_on(Election(self.id, self.round, largest=self.id))

    def successor(self):
        """The next member that is not known to be down; at last myself."""
        return next(id for id in (*self.members[1:], self.id) if id not in self.down)

    def pass_on(self, message):
        self.send(message, to=self.successor())

    def on_suspect(self, peer):
        was_next = peer == self.successor()
        self.down.add(peer)
        if peer == self.leader:
            self.say("My leader {} has failed: I start an election.", peer)
            self.leader = None
            self.start_election()
        elif was_next:
            self.say("{}, the next on the ring, has failed, and what I sent it may be lost: I start an election.", peer)
            self.start_election()
        else:
            self.say("{} has failed. It is neither my leader nor next to me: I only skip it from now on.", peer)

    def on_message(self, message, sender):
        match message:
            case Election(self.id, self.round, largest):
                self.finish_round(largest)
            case Election(self.id, round, _):
                self.say("This is my old round {}; I am in round {}. I take it off the ring.", round, self.round)
            case Election(initiator) if initiator in self.down:
                self.say("{} is down and cannot take its message off the ring. I do.", initiator)
            case Election(initiator, round, largest):
                self.say("Of {} and my own id {}, the larger travels on.", largest, self.id)
                self.pass_on(Election(initiator, round, max(largest, self.id)))
            case Elected(self.id, round, leader):
                self.say("My announcement of round {} is home: everybody heard of {}.", round, leader)
            case Elected(initiator, _, leader) if leader in self.down:
                self.say("{} announces {}, but {} is down: I do not follow it.", initiator, leader, leader)
            case Elected(initiator, _, leader):
                self.say("{} announces {}: it is my leader.", initiator, leader)
                self.leader = leader
                if initiator not in self.down:
                    self.pass_on(message)

    def finish_round(self, largest):
        if largest in self.down:
            self.say("Round {} is home with {}, which has failed since: I start again.", self.round, largest)
            self.start_election()
        else:
            self.say("Round {} is home: {} is the largest id. I announce it.", self.round, largest)
            self.leader = largest
            self.pass_on(Elected(self.id, self.round, leader=largest))


@builder
def ring(ids, *, initiators=None, node=Ring, network=None):
    """The repaired ring: ids in the direction of travel, the successor of the last is the first.

    Parameters
    ----------
    ids : iterable of int
    initiators : iterable of int, optional
        Who starts an election; by default all.
    node : type, optional
        A class of your own with the fields of Ring.
    network : Network, optional
        By default FIFO links and a perfect failure detector.

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id is wrong or doubled, or an initiator is not among the ids.

    Examples
    --------
    The largest crashes in the middle of the election; the next largest leads.

    >>> from leaderlab import Crash, simulate
    >>> trace = simulate(ring([3, 7, 5], initiators=[3]), faults=[(9, Crash(7))])
    >>> [node.leader for node in trace.last.up]
    [5, 5]
    """
    ids, initiators, _ = around(ids, initiators)
    nodes = [node(id, members=ids[k:] + ids[:k], initiator=id in initiators) for k, id in enumerate(ids)]
    return System(nodes, network or Network(detector=Perfect()))
