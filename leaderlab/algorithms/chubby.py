"""Chubby's master election: a vote is also a promise not to elect another master for a while, the master lease.

The master stops before the first promise that it counts on can end. It counts from the moment when it asked, each voter
from the moment when it voted, and nobody compares clocks. It asks again in time, so it stays as long as it lives.

The paper tells what votes and promises must do, not the protocol behind them; this is the smallest one that does it.

References
----------
.. [1] M. Burrows. "The Chubby lock service for loosely-coupled distributed systems." OSDI 2006, section 2.2.
.. [2] C. Gray, D. Cheriton. "Leases: an efficient fault-tolerant mechanism for distributed file cache consistency."
       SOSP 1989.
"""

from ..network import Network
from ..node import Message, Node, durable
from ..system import System, builder
from .cell import check_cell, check_lease, check_stands, holding_time, ticks


class Request(Message):
    """Vote for me, and elect nobody else during a lease."""
    round: int


class Vote(Message):
    """You have my vote and my promise."""
    round: int


class Master(Message):
    """I am the master."""


class Chubby(Node):
    lease: int                              # ticks that a vote binds its voter
    hold: int                               # ticks that a master counts on votes, from the moment when it asked
    renew: int | None                       # ticks after which a master asks again; None: never
    stands: tuple | None                    # window in which a free replica stands for election; None: never
    majority: int                           # votes that make a master
    role: str = "replica"
    leader: int | None = None
    voted_for: int | None = durable(None)   # whom I promised not to replace
    round: int = durable(0)                 # my requests, numbered: an old vote does not count for a new one
    votes: set = set()                      # who has granted this round
    won: int = 0                            # the round whose votes are my lease

    def on_start(self):
        self.wait()

    def on_restart(self):
        if self.voted_for is None:
            self.wait()
        else:
            self.say("I have promised {} my vote, I do not know how long ago: I keep it a whole lease.", self.voted_for)
            self.promise(self.voted_for)

    def wait(self):
        if self.stands:
            self.set_timer("election", *self.stands)

    def on_timer(self, name):
        match name:
            case "election":
                self.say("No promise binds me: I stand for election.")
                self.become_candidate()
            case "promise":
                self.say("My promise to {} is over: I am free.", self.voted_for)
                if self.role != "replica":
                    self.become_replica()               # only if somebody gave hold more than the lease allows
                self.voted_for = self.leader = None
                self.wait()
            case "renew":
                self.say("I ask for votes again, while my lease lasts.")
                self.set_timer("renew", self.renew)
                self.ask_for_votes()
            case _ if self.role == "master":
                self.say("The promises that I count on may end from now on: I am not the master any more.")
                self.become_replica()
            case _:
                self.say("Round {} has taken too long: I do not want its votes any more.", self.round)
                self.become_replica()

    def on_message(self, message, sender):
        match message:
            case Request(round) if self.voted_for in (None, sender):
                self.say("{} has my vote, and my promise for {} ticks.", sender, self.lease)
                self.promise(sender)
                self.send(Vote(round), to=sender)
            case Request():
                self.say("I have promised to elect nobody but {}: {} gets nothing.", self.voted_for, sender)
            case Vote(self.round) if self.role != "replica" and sender not in self.votes:
                self.count(sender)
            case Vote(round):
                self.say("{} votes in my round {}, which is over, or has this vote already.", sender, round)
            case Master() if self.role == "master":
                self.say("{} says that it is the master. That is old news: I am.", sender)
            case Master():
                self.say("{} is the master.", sender)
                if self.role == "candidate":
                    self.become_replica()
                self.leader = sender

    def promise(self, candidate):
        self.voted_for = candidate
        self.cancel_timer("election")
        self.set_timer("promise", self.lease + 1)       # when a whole lease has passed, and not at its last instant

    def ask_for_votes(self):
        if self.role == "master" and self.round != self.won:
            self.cancel_timer(f"lease {self.round}")    # nobody granted my last request in time
        self.round += 1
        self.set_timer(f"lease {self.round}", self.hold)
        self.broadcast(Request(self.round))
        self.votes = set()
        self.promise(self.id)
        self.count(self.id)

    def count(self, voter):
        self.votes.add(voter)
        self.say("{} votes for me. I have {}, and {} are a majority.", voter, len(self.votes), self.majority)
        if len(self.votes) == self.majority:
            self.become_master()

    def become_candidate(self):
        self.role, self.leader = "candidate", None
        self.ask_for_votes()

    def become_master(self):
        if self.role == "master":
            self.cancel_timer(f"lease {self.won}")
        self.role, self.leader, self.won = "master", self.id, self.round
        self.broadcast(Master())
        if self.renew:
            self.set_timer("renew", self.renew)

    def become_replica(self):
        if self.role == "master":
            self.cancel_timer("renew")
            self.cancel_timer(f"lease {self.won}")
        if self.round != self.won:
            self.cancel_timer(f"lease {self.round}")
        self.role, self.leader = "replica", None


@builder
def chubby(ids, *, lease=100, drift=0, hold=None, renew=..., stands=None, majority=None, node=Chubby, network=None):
    """A Chubby cell.

    Parameters
    ----------
    ids : iterable of int
        The replicas; an even number is allowed and buys nothing: four survive one crash, as three do.
    lease : int, default 100
        Ticks that a vote binds its voter, on the voter's clock.
    drift : number or str, default 0
        What the master allows for: clocks run between ``1 - drift`` and ``1 + drift`` times real time.
    hold : int, optional
        Ticks that a master counts on votes, on its own clock. By default the longest that is safe with that drift.
    renew : int or None, optional
        Ticks after which a master asks again; None for never. By default a third of ``hold``, or a round trip if that
        is longer.
    stands : (int, int), or dict of int to (int, int), optional
        Window in which a free replica stands for election, by default up to a lease; with a dict, nobody else stands.
    majority : int, optional
        Votes that make a master, by default more than half of all replicas.
    node : type, optional
        A class of your own with the fields of Chubby.
    network : Network, optional

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id, a time, or the majority cannot be right.

    Examples
    --------
    The master crashes. Nobody is told; but nobody renews the promises either, and when they are over there is another.

    >>> from leaderlab import Crash, simulate
    >>> trace = simulate(chubby([1, 2, 3]), faults=[(150, Crash(3))], until=500)
    >>> [(step.time, leader) for step in trace for _, name, _, leader in step.changes if name == "leader" and leader]
    [(50, 3), (54, 3), (55, 3), (314, 1), (319, 1)]
    """
    ids, majority = check_cell(ids, majority)
    network = network or Network()
    hold = holding_time(lease, drift) if hold is None else hold
    check_lease(lease, hold, network)
    renew = max(hold // 3, 2 * network.delay[1] + 1) if renew is ... else renew
    if renew is not None:
        ticks("renew", renew)
    stands = check_stands(stands or (0, lease), ids)
    return System([node(id, lease=lease, hold=hold, renew=renew, stands=stands[id], majority=majority) for id in ids],
                  network)
