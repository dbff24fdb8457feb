"""Hirschberg and Sinclair: candidates ask ever larger neighbourhoods, in both directions.

In phase k a candidate probes 2**k nodes to either side. A larger id stops the probe; the last node of the
neighbourhood answers. With two answers the candidate enters the next phase, so few remain, and O(n log n) messages
are enough, whatever the order.

References
----------
.. [1] D. Hirschberg, J. Sinclair. "Decentralized extrema-finding in circular configurations of processors."
       Communications of the ACM 23(11), 1980.
"""

from ..network import Network
from ..node import Message, Node
from ..system import System, builder
from .around import around


class Probe(Message):
    """A candidate's question; ``hops`` more nodes are to hear it."""
    candidate: int
    phase: int
    hops: int


class Reply(Message):
    """Nobody in this direction, so far, is larger."""
    candidate: int
    phase: int


class Elected(Message):
    """The winner's announcement, round the ring once."""
    leader: int


class HirschbergSinclair(Node):
    left: int
    right: int
    initiator: bool = False
    candidate: bool = False
    phase: int = 0
    replies: int = 0
    leader: int | None = None

    def on_start(self):
        if self.initiator:
            self.say("I am a candidate and ask my two neighbours.")
            self.probe()

    def probe(self):
        self.candidate = True
        self.replies = 0
        for side in (self.right, self.left):
            self.send(Probe(self.id, self.phase, hops=2 ** self.phase), to=side)

    def opposite(self, sender):
        return self.left if sender == self.right else self.right

    def on_message(self, message, sender):
        match message:
            case Probe(self.id) if self.leader == self.id:
                self.say("My other probe is home, too.")
            case Probe(self.id):
                self.say("My own probe is home, so nobody is larger: I lead.")
                self.leader = self.id
                self.send(Elected(self.id), to=self.right)
            case Probe(candidate) if candidate < self.id and not self.candidate:
                self.say("{} is smaller than I am: I stop its probe and become a candidate myself.", candidate)
                self.probe()
            case Probe(candidate) if candidate < self.id:
                self.say("{} is smaller than I am: I stop its probe.", candidate)
            case Probe(candidate, phase, 1):
                self.say("{} is larger than I am, and its probe ends here: I answer.", candidate)
                self.send(Reply(candidate, phase), to=sender)
            case Probe(candidate, phase, hops):
                self.say("{} is larger than I am: its probe goes on.", candidate)
                self.send(Probe(candidate, phase, hops - 1), to=self.opposite(sender))
            case Reply(self.id, self.phase):
                self.count_reply()
            case Reply(candidate):
                self.say("An answer for {}: I pass it on.", candidate)
                self.send(message, to=self.opposite(sender))
            case Elected(self.id):
                self.say("My announcement is home: everybody knows.")
            case Elected(leader):
                self.say("{} leads.", leader)
                self.leader = leader
                self.send(message, to=self.right)

    def count_reply(self):
        self.replies += 1
        if self.replies < 2:
            self.say("One side has nobody larger. I wait for the other.")
        else:
            self.phase += 1
            self.say("Both sides have nobody larger: phase {}, twice as far.", self.phase)
            self.probe()


@builder
def hirschberg_sinclair(ids, *, initiators=None, node=HirschbergSinclair, network=None):
    """Hirschberg and Sinclair on a ring whose links work both ways.

    Parameters
    ----------
    ids : iterable of int
        At least two, in the order of the ring.
    initiators : iterable of int, optional
        Who starts; by default all. A larger node that is asked becomes a candidate, so the largest of all wins.
    node : type, optional
        A class of your own with the fields of HirschbergSinclair.
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
    Even the order that is worst for Chang and Roberts stays cheap.

    >>> from leaderlab import simulate
    >>> simulate(hirschberg_sinclair(range(8, 0, -1))).count((Probe, Reply))
    64
    """
    ids, initiators, right = around(ids, initiators)
    left = {after: before for before, after in right.items()}
    nodes = [node(id, left=left[id], right=right[id], initiator=id in initiators) for id in ids]
    return System(nodes, network or Network())
