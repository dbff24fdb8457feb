"""Chang and Roberts: a smaller id is stopped on the way instead of being carried home.

Every candidate sends its own id round. Only the largest survives the whole way, so only one can come home. Any number
may start at once, and on average the messages are few: n times the n-th harmonic number.

This is the version in which a node that did not start puts its own id in the place of a smaller one, so that the
largest id of all wins. In another version such a node only passes messages on, and the largest *initiator* wins.

References
----------
.. [1] E. Chang, R. Roberts. "An improved algorithm for decentralized extrema-finding in circular configurations of
       processes." Communications of the ACM 22(5), 1979.
.. [2] G. Coulouris et al. "Distributed Systems: Concepts and Design." The version with a participant flag.
"""

from ..network import Network
from ..node import Message, Node
from ..system import System, builder
from .around import around


class Election(Message):
    """A candidate's id on its way round."""
    candidate: int


class Elected(Message):
    """The winner's announcement."""
    leader: int


class ChangRoberts(Node):
    successor: int
    initiator: bool = False
    participant: bool = False
    leader: int | None = None

    def on_start(self):
        if self.initiator:
            self.say("I am a candidate: I send my id.")
            self.run_for_leader()

    def run_for_leader(self):
        self.participant = True
        self.send(Election(self.id), to=self.successor)

    def on_message(self, message, sender):
        match message:
            case Election(candidate) if candidate > self.id:
                self.say("{} is larger than I am: it travels on.", candidate)
                self.participant = True
                self.send(message, to=self.successor)
            case Election(self.id):
                self.say("My own id is home. A larger one would have stopped it: I lead.")
                self.leader = self.id
                self.participant = False
                self.send(Elected(self.id), to=self.successor)
            case Election(candidate) if not self.participant:
                self.say("{} is smaller than I am: my own id takes its place.", candidate)
                self.run_for_leader()
            case Election(candidate):
                self.say("{} is smaller than I am, and my own id is on its way: I stop it.", candidate)
            case Elected(self.id):
                self.say("My announcement is home: everybody knows.")
            case Elected(leader):
                self.say("{} leads.", leader)
                self.leader = leader
                self.participant = False
                self.send(message, to=self.successor)


@builder
def chang_roberts(ids, *, initiators=None, node=ChangRoberts, network=None):
    """Chang and Roberts on a ring: ids in the direction of travel.

    Parameters
    ----------
    ids : iterable of int
    initiators : iterable of int, optional
        Who starts; by default all.
    node : type, optional
        A class of your own with the fields of ChangRoberts.
    network : Network, optional
        By default FIFO links without faults, as in the paper.

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id is wrong or doubled, or an initiator is not among the ids.

    Examples
    --------
    Ids that fall in the direction of travel are the worst order, ids that rise the best.

    >>> from leaderlab import simulate
    >>> [simulate(chang_roberts(ids)).count(Election) for ids in ([5, 4, 3, 2, 1], [1, 2, 3, 4, 5])]
    [15, 9]
    """
    ids, initiators, successor = around(ids, initiators)
    return System([node(id, successor=successor[id], initiator=id in initiators) for id in ids], network or Network())
