"""The ring, as the README that this course grew from tells it: to the letter.

The initiator sends an id round the ring, every node passes on the larger of that id and its own, and the initiator
announces what comes home. The README thinks of the leader's failure only as the reason for an election, not as
something that happens during one.

References
----------
.. [1] G. Le Lann. "Distributed systems: towards a formal approach." IFIP Congress, 1977. Where the problem comes
       from: a lost token in a ring.
.. [2] A. Tanenbaum, M. van Steen. "Distributed Systems." The ring algorithm with one initiator.
"""

from ..network import Network, Perfect
from ..node import Message, Node
from ..system import System, builder
from .around import around


class Election(Message):
    """The search for the largest id, on its way round."""
    initiator: int
    largest: int


class Elected(Message):
    """The announcement."""
    initiator: int
    leader: int


class ReadmeRing(Node):
    successor: int
    initiator: bool = False
    leader: int | None = None

    def on_start(self):
        if self.initiator:
            self.say("I start an election with my own id, {}.", self.id)
            self.start_election()

    def on_suspect(self, peer):
        if peer == self.leader:
            self.say("My leader {} has failed: I start an election.", peer)
            self.start_election()
        else:
            self.say("{} has failed, but it is not my leader: I do nothing.", peer)

    def start_election(self):
        self.send(Election(self.id, largest=self.id), to=self.successor)

    def on_message(self, message, sender):
        match message:
            case Election(self.id, largest):
                self.say("My message is home: {} is the largest id of all.", largest)
                self.leader = largest
                self.send(Elected(self.id, leader=largest), to=self.successor)
            case Election(initiator, largest) if self.id > largest:
                self.say("I am larger than {}: my id travels on.", largest)
                self.send(Election(initiator, largest=self.id), to=self.successor)
            case Election(initiator, largest):
                self.say("{} is larger than I am: it travels on.", largest)
                self.send(message, to=self.successor)
            case Elected(self.id, leader):
                self.say("My announcement is home: everybody knows {}.", leader)
            case Elected(initiator, leader):
                self.say("{} says that {} is the leader; I believe it.", initiator, leader)
                self.leader = leader
                self.send(message, to=self.successor)


@builder
def readme_ring(ids, *, initiators=None, node=ReadmeRing, network=None):
    """The README's ring: ids in the direction of travel, the successor of the last is the first.

    Parameters
    ----------
    ids : iterable of int
    initiators : iterable of int, optional
        Who starts an election; by default all.
    node : type, optional
        A class of your own with the fields of ReadmeRing.
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
    One round to find the largest, one to announce it: twice as many messages as nodes.

    >>> from leaderlab import simulate
    >>> trace = simulate(readme_ring([3, 7, 5], initiators=[3]))
    >>> trace.messages, [node.leader for node in trace.last.nodes]
    (6, [7, 7, 7])
    """
    ids, initiators, successor = around(ids, initiators)
    nodes = [node(id, successor=successor[id], initiator=id in initiators) for id in ids]
    return System(nodes, network or Network(detector=Perfect()))
