"""ZooKeeper, as the README that this course grew from tells it: to the letter.

"Each server monitors its next higher server id. If that successor was the leader and it has failed, become the new
leader. Else wait for a timeout and check the successor again." The README does not say how the others hear of a new
leader; here it tells them.

References
----------
.. [1] P. Hunt, M. Konar, F. Junqueira, B. Reed. "ZooKeeper: wait-free coordination for Internet-scale systems."
       USENIX ATC 2010, section 2.4: the recipe behind the README's rule, in the opposite order of ids.
"""

from ..network import Network, Perfect
from ..node import Message, Node
from ..system import System, builder, check_ids


class Leader(Message):
    """I lead."""


class ReadmeZooKeeper(Node):
    watching: int | None            # the next higher id; the highest has nobody to monitor
    highest: int
    leader: int | None = None
    down: set = set()               # what a check finds

    def on_start(self):
        self.leader = self.highest
        if self.watching is None:
            self.say("No id is higher than {}: I lead.", self.id)
        else:
            self.say("{} leads. I monitor {}.", self.highest, self.watching)
            self.set_timer("check", 30)

    def on_timer(self, name):
        if self.watching in self.down and self.watching == self.leader:
            self.say("{} was the leader, and it has failed: I become the new leader.", self.watching)
            self.become_leader()
        elif self.watching in self.down:
            self.say("{} has failed, but it was not the leader: I check it again later.", self.watching)
            self.set_timer("check", 30)
        else:
            self.say("{} is alive: I check it again later.", self.watching)
            self.set_timer("check", 30)

    def become_leader(self):
        self.leader = self.id
        self.broadcast(Leader())

    def on_message(self, message, sender):
        self.say("{} says that it leads; I believe it.", sender)
        self.leader = sender

    def on_suspect(self, peer):
        self.down.add(peer)

    def on_trust(self, peer):
        self.down.discard(peer)


@builder
def readme_zookeeper(ids, *, node=ReadmeZooKeeper, network=None):
    """The README's ZooKeeper: the highest id leads, everybody else monitors the next higher one.

    Parameters
    ----------
    ids : iterable of int
    node : type, optional
        A class of your own with the fields of ReadmeZooKeeper.
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
    If the servers fail from the top down, all is well: 4 fails, then 3, and the rest follows 2.

    >>> from leaderlab import Crash, simulate
    >>> trace = simulate(readme_zookeeper([1, 2, 3, 4]), faults=[(50, Crash(4)), (150, Crash(3))], until=300)
    >>> [node.leader for node in trace.last.up]
    [2, 2]

    3 fails first. Nobody monitors 4 any more, and when it fails too, nobody takes the lead.

    >>> trace = simulate(readme_zookeeper([1, 2, 3, 4]), faults=[(50, Crash(3)), (150, Crash(4))], until=300)
    >>> [node.leader for node in trace.last.up]
    [4, 4]
    """
    ids = check_ids(ids)
    nodes = [node(id, watching=min((i for i in ids if i > id), default=None), highest=max(ids)) for id in ids]
    return System(nodes, network or Network(detector=Perfect()))
