"""The highest id shouts: whoever believes to be the largest living node tells everybody.

It looks so simple that it must work, and with a perfect network it does. The first lesson shows what one crash and
one slow message make of it.

References
----------
.. [1] M. Larrea, A. Fernández, S. Arévalo. "Optimal implementation of the weakest failure detector for solving
       consensus." SRDS 2000: trusting the extreme id among the non-suspected gives an eventual leader, if the
       suspicions settle.
"""

from ..network import Network, Perfect
from ..node import Message, Node
from ..system import System, builder, check_ids


class Leader(Message):
    """I lead."""


class Shout(Node):
    down: set = set()
    leader: int | None = None

    def on_start(self):
        self.shout_if_largest()

    def shout_if_largest(self):
        alive = {self.id, *self.peers} - self.down
        if self.id == max(alive):
            self.say("Nobody larger than {} is alive, as far as I know: I lead, and say so.", self.id)
            self.leader = self.id
            self.broadcast(Leader())
        else:
            self.say("{} is larger than I am and alive, as far as I know: I wait for its word.", max(alive))

    def on_suspect(self, peer):
        self.down.add(peer)
        if self.leader in (None, peer):
            self.shout_if_largest()
        else:
            self.say("{} is down. My leader is {}: nothing changes.", peer, self.leader)

    def on_trust(self, peer):
        self.say("{} is alive after all.", peer)
        self.down.discard(peer)

    def on_message(self, message, sender):
        self.say("{} says that it leads: I believe it.", sender)
        self.leader = sender


@builder
def shout(ids, *, node=Shout, network=None):
    """The highest id shouts.

    Parameters
    ----------
    ids : iterable of int
    node : type, optional
        A class of your own with the fields of Shout.
    network : Network, optional
        By default FIFO links and a perfect failure detector.

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id is wrong or doubled.

    Examples
    --------
    >>> from leaderlab import simulate
    >>> trace = simulate(shout([3, 7, 5]))
    >>> trace.messages, [node.leader for node in trace.last.nodes]
    (2, [7, 7, 7])
    """
    return System([node(id) for id in check_ids(ids)], network or Network(detector=Perfect()))
