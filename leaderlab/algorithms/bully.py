"""The Bully: whoever has the largest id takes the lead, and says so.

A node that misses its coordinator asks all larger ids. If nobody answers in time it is the coordinator and tells all
smaller ids; an answer means: wait, somebody larger takes over. It trusts its clock: a silence longer than a round
trip is a crash. Where messages can be slower than that, two coordinators are possible.

The messages are those of the textbooks [2]_.

References
----------
.. [1] H. Garcia-Molina. "Elections in a distributed computing system." IEEE Transactions on Computers C-31(1), 1982.
.. [2] G. Coulouris et al. "Distributed Systems: Concepts and Design." The Bully algorithm, with these three messages.
"""

from ..network import Network, Perfect
from ..node import Message, Node
from ..system import System, builder, check_ids, check_members


class Election(Message):
    """Is anybody larger alive?"""


class Answer(Message):
    """I am, and I take over."""


class Coordinator(Message):
    """I lead."""


class Bully(Node):
    larger: tuple
    smaller: tuple
    patience: int                   # ticks: longer than a round trip
    initiator: bool = False
    electing: bool = False
    leader: int | None = None
    down: set = set()

    def on_start(self):
        if self.initiator:
            self.say("I start an election.")
            self.start_election()

    def on_restart(self):
        self.say("I am back, and I may be the largest: I start an election.")
        self.start_election()

    def on_suspect(self, peer):
        self.down.add(peer)
        if peer == self.leader:
            self.say("My coordinator {} has failed: I start an election.", peer)
            self.leader = None
            self.start_election()
        else:
            self.say("{} has failed, but it is not my coordinator.", peer)

    def on_trust(self, peer):
        self.say("{} is alive.", peer)
        self.down.discard(peer)

    def start_election(self):
        self.electing = True
        for peer in self.larger:
            self.send(Election(), to=peer)
        if self.larger:
            self.set_timer("answer", self.patience)
        else:
            self.become_coordinator()

    def become_coordinator(self):
        self.electing = False
        self.leader = self.id
        for peer in self.smaller:
            self.send(Coordinator(), to=peer)

    def on_message(self, message, sender):
        match message:
            case Election():
                self.say("{} is smaller than I am: I answer, and take over.", sender)
                self.send(Answer(), to=sender)
                if not self.electing and self.leader != self.id:
                    self.start_election()
                elif self.leader == self.id:
                    self.send(Coordinator(), to=sender)
            case Answer() if self.electing:
                self.say("{} is alive: I wait for a coordinator.", sender)
                self.cancel_timer("answer")
                self.set_timer("coordinator", 4 * self.patience)
            case Answer():
                self.say("{} is alive, but my election is over.", sender)
            case Coordinator() if sender in self.down:
                self.say("{} has failed, as far as I know: I start an election.", sender)
                self.start_election()
            case Coordinator() if sender > self.id:
                self.say("{} is the coordinator.", sender)
                self.electing = False
                self.leader = sender
                self.cancel_timer("answer")
                self.cancel_timer("coordinator")
            case Coordinator():
                self.say("{} is smaller than I am and wants to lead: I take over.", sender)
                self.start_election()

    def on_timer(self, name):
        if name == "answer":
            self.say("Nobody larger has answered in time: I am the coordinator.")
            self.become_coordinator()
        else:
            self.say("Somebody larger answered, but no coordinator came: I start again.")
            self.start_election()


@builder
def bully(ids, *, initiators=None, node=Bully, network=None):
    """The Bully; every node knows all ids.

    Parameters
    ----------
    ids : iterable of int
    initiators : iterable of int, optional
        Who starts an election; by default all.
    node : type, optional
        A class of your own with the fields of Bully.
    network : Network, optional
        By default FIFO links and a perfect failure detector. Patience is one tick more than the longest round trip.

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id is wrong or doubled, or an initiator is not among the ids.

    Examples
    --------
    The old coordinator 4 is gone when 1 notices. Everybody larger than 1 holds an election of its own, and 3 wins.

    >>> from leaderlab import Crash, Network, simulate
    >>> trace = simulate(bully([1, 2, 3, 4], initiators=[1], network=Network()), faults=[(0, Crash(4))])
    >>> trace.count(Election), trace.count(Answer), trace.count(Coordinator)
    (6, 3, 2)
    """
    ids = check_ids(ids)
    initiators, network = check_members(initiators, ids, "an initiator"), network or Network(detector=Perfect())
    patience = 2 * network.delay[1] + 1
    nodes = [node(id, larger=tuple(sorted(i for i in ids if i > id)), smaller=tuple(sorted(i for i in ids if i < id)),
                  patience=patience, initiator=id in initiators) for id in ids]
    return System(nodes, network)
