"""Monitoring, repaired: each server watches the next higher *living* id, and who comes back asks before it leads.

Whoever finds no higher id alive leads and says so. A server that comes back has no place in the line yet: it asks all
others, a smaller leader steps aside before it answers, and only when everybody alive has answered does the newcomer
take its place, at the head if its id is the highest.

It needs a perfect failure detector: one false suspicion makes two leaders. See lesson 04.

References
----------
.. [1] P. Hunt, M. Konar, F. Junqueira, B. Reed. "ZooKeeper: wait-free coordination for Internet-scale systems."
       USENIX ATC 2010, section 2.4: watch one neighbour only, and look again when it is gone. (There the lowest
       number leads, and who comes back gets a new number.)
"""

from ..network import Network, Perfect
from ..node import Message, Node, durable
from ..system import System, builder, check_ids


class Leader(Message):
    """I lead."""


class WhoLeads(Message):
    """Do you?"""


class Back(Message):
    """I am back, for the ``life``-th time. May I take my place?"""
    life: int


class Aside(Message):
    """I know that you are back, and I do not lead unless my id is the higher one."""
    life: int


class Monitoring(Node):
    life: int = durable(0)          # how often I came back
    leader: int | None = None
    watching: int | None = None
    down: set = set()
    asked: set = set()              # who has not answered yet that it knows of my return
    returning: dict = {}            # who has asked, while I still take it for dead -> its life

    def on_start(self):
        self.watch_next()

    def watch_next(self):
        """Watch the next higher id that is alive; if there is none, lead."""
        higher = [id for id in self.alive() if id > self.id]
        if higher:
            self.watching = min(higher)
            self.say("I watch {}, the next higher id that is alive.", self.watching)
        elif self.leader != self.id:
            self.say("No higher id is alive: I lead.")
            self.become_leader()

    def alive(self):
        return [id for id in self.peers if id not in self.down]

    def become_leader(self):
        self.watching, self.leader = None, self.id
        self.broadcast(Leader())

    def on_suspect(self, peer):
        self.down.add(peer)
        self.returning.pop(peer, None)
        if self.leader in (None, peer):
            self.leader = None
            self.broadcast(WhoLeads())
        if self.asked:
            self.say("{} has failed: I do not wait for its answer.", peer)
            self.hear_answer(peer)
        elif peer == self.watching:
            self.say("{}, which I watch, has failed: I look for the next.", peer)
            self.watch_next()
        else:
            self.say("{} has failed, but I do not watch it.", peer)

    # -- coming back -------------------------------------------------------------------------------------------------

    def on_restart(self):
        self.life += 1
        self.asked = set(self.peers)
        if self.asked:
            self.say("I am back. Before I take my place I ask all others.")
            self.broadcast(Back(self.life))
        else:
            self.watch_next()

    def hear_answer(self, peer):
        """One more of those I have asked knows of my return, or is down."""
        self.asked.discard(peer)
        if not self.asked:
            self.say("Everybody alive knows that I am back.")
            self.watch_next()

    def on_trust(self, peer):
        self.down.discard(peer)
        if peer in self.returning:
            self.step_aside(peer, self.returning.pop(peer))

    def step_aside(self, peer, life):
        """Make room for a server that is back, and answer it."""
        if self.leader == self.id and peer > self.id:
            self.say("{} is back and higher than I am: I lead no longer.", peer)
            self.leader = None
        if not self.asked and peer > self.id:
            self.watch_next()
        self.send(Aside(life), to=peer)
        if self.leader == self.id:
            self.say("{} is back, and I lead.", peer)
            self.send(Leader(), to=peer)
        if peer in self.asked:
            self.say("{} is back too, and may have missed my question: I ask again.", peer)
            self.send(Back(self.life), to=peer)

    def on_message(self, message, sender):
        match message:
            case Back(life) if sender in self.down:
                self.say("{} says that it is back, but I take it for dead: I wait for my detector.", sender)
                self.returning[sender] = life
            case Back(life):
                if self.leader == sender:
                    self.leader = None
                self.step_aside(sender, life)
            case Aside(self.life) if sender in self.asked:
                self.hear_answer(sender)
            case Aside(life):
                self.say("{} answers a question of my life {}; this is life {}.", sender, life, self.life)
            case WhoLeads() if self.leader == self.id:
                self.say("{} asks who leads: I do.", sender)
                self.send(Leader(), to=sender)
            case WhoLeads():
                self.say("{} asks who leads: I do not.", sender)
            case Leader() if sender in self.down or self.leader == self.id:
                self.say("{} says that it leads, but that is old news.", sender)
            case Leader() if sender < max(self.alive()):
                self.say("{} says that it leads, but {} is alive and higher.", sender, max(self.alive()))
            case Leader():
                self.say("{} leads.", sender)
                self.leader = sender


@builder
def monitoring(ids, *, node=Monitoring, network=None):
    """Each server watches the next higher id that is alive.

    Parameters
    ----------
    ids : iterable of int
    node : type, optional
        A class of your own with the fields of Monitoring.
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
    3 fails before 4, and 2 has looked for the next in time. When 3 comes back, 2 makes room for it.

    >>> from leaderlab import Crash, Restart, simulate
    >>> trace = simulate(monitoring([1, 2, 3, 4]), faults=[(50, Crash(3)), (150, Crash(4)), (250, Restart(3))])
    >>> [sorted(trace.worlds[k].leaders) for k in (0, len(trace) - 1)], [node.leader for node in trace.last.up]
    ([[4], [3]], [3, 3, 3])
    """
    return System([node(id) for id in check_ids(ids)], network or Network(detector=Perfect()))
