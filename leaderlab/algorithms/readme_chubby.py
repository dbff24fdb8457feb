"""Google Chubby's election, as the README that this course grew from tells it: to the letter.

A potential leader asks the other servers for votes, each server votes for at most one leader, a majority makes the
leader, who informs everyone and runs the election again after a period called the master lease. The README does not say
that a vote is remembered over a crash, nor that it ever ends.

References
----------
.. [1] M. Burrows. "The Chubby lock service for loosely-coupled distributed systems." OSDI 2006, section 2.2. What the
       README retells.
"""

from ..network import Network, Perfect
from ..node import Message, Node
from ..system import System, builder, check_members
from .cell import check_cell, ticks


class Request(Message):
    """Vote for me."""


class Vote(Message):
    """You have my vote."""


class Master(Message):
    """I am the master."""


class ReadmeChubby(Node):
    candidate: bool                 # a potential leader
    lease: int                      # ticks after which a master runs the election again
    majority: int
    voted_for: int | None = None
    votes: set = set()
    leader: int | None = None

    def on_start(self):
        if self.candidate:
            self.say("I could be the leader: I ask for votes.")
            self.ask_for_votes()

    def on_suspect(self, peer):
        if self.candidate and peer == self.leader:
            self.say("The master {} has failed: I ask for votes.", peer)
            self.leader = None
            self.ask_for_votes()

    def on_timer(self, name):
        self.say("The master lease is over: I run the election again.")
        self.ask_for_votes()

    def ask_for_votes(self):
        self.votes = set()
        self.broadcast(Request())
        if self.voted_for in (None, self.id):
            self.voted_for = self.id
            self.count(self.id)

    def on_message(self, message, sender):
        match message:
            case Request() if self.voted_for in (None, sender):
                self.say("{} has my vote.", sender)
                self.voted_for = sender
                self.send(Vote(), to=sender)
            case Request():
                self.say("I have voted for {}: {} gets nothing.", self.voted_for, sender)
            case Vote():
                self.count(sender)
            case Master():
                self.say("{} is the master.", sender)
                self.leader = sender

    def count(self, voter):
        self.votes.add(voter)
        self.say("{} votes for me. I have {}, and {} are a majority.", voter, len(self.votes), self.majority)
        if len(self.votes) == self.majority:
            self.leader = self.id
            self.broadcast(Master())
            self.set_timer("lease", self.lease)


@builder
def readme_chubby(ids, *, candidates=None, lease=100, node=ReadmeChubby, network=None):
    """The README's Chubby cell.

    Parameters
    ----------
    ids : iterable of int
        The servers of the cell.
    candidates : iterable of int, optional
        The potential leaders, who ask for votes as soon as they start; by default all.
    lease : int, default 100
        Ticks after which a master runs the election again.
    node : type, optional
        A class of your own with the fields of ReadmeChubby.
    network : Network, optional
        By default FIFO links and a perfect failure detector.

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id or the lease is wrong, or a candidate is not among the ids.

    Examples
    --------
    Three candidates among five servers share the votes. With some seeds one of them has three, with others nobody.

    >>> from leaderlab import simulate
    >>> cell = readme_chubby([1, 2, 3, 4, 5], candidates=[1, 2, 3])
    >>> [sorted(simulate(cell, seed=seed, until=50).last.leaders) for seed in range(5)]
    [[1], [], [1], [], [1]]
    """
    ids, majority = check_cell(ids)
    candidates = check_members(candidates, ids, "a candidate")
    ticks("lease", lease)
    nodes = [node(id, candidate=id in candidates, lease=lease, majority=majority) for id in ids]
    return System(nodes, network or Network(detector=Perfect()))
