"""Paxos for one decision: a proposer needs two majorities, and the second must know what the first has seen.

First it asks a majority to promise that they will accept nothing older than its ballot. They tell what they have
accepted before, and the proposer takes over the value of the highest ballot. Then it asks a majority to accept. Since
two majorities share an acceptor, a value that is chosen cannot be missed, and no other can be chosen after it.

Here every node is proposer and acceptor, and the value is a leader: each proposer would like to lead itself.

References
----------
.. [1] L. Lamport. "Paxos made simple." ACM SIGACT News 32(4), 2001, section 2.2.
"""

from ..network import Network
from ..node import Message, Node, durable, window
from ..system import System, builder, check_members
from .cell import check_cell


class Prepare(Message):
    """Promise to accept nothing below this ballot."""
    ballot: int


class Promise(Message):
    """I promise. The last that I accepted is this."""
    ballot: int
    accepted: int
    value: int | None


class Accept(Message):
    """Accept this value."""
    ballot: int
    value: int


class Accepted(Message):
    """I have accepted it."""
    ballot: int
    value: int


class Chosen(Message):
    """A majority has accepted this value."""
    value: int


class Paxos(Node):
    number: int                             # my ballots are number, number + n, number + 2n, ...: no two share one
    majority: int
    proposer: bool = False
    patience: tuple = (30, 60)              # ticks after which a proposer tries again with a higher ballot
    promised: int = durable(0)              # acceptor: nothing below this ballot
    accepted: int = durable(0)              # acceptor: the ballot that I accepted last, and its value
    value: int | None = durable(None)
    ballot: int = durable(0)                # proposer: my last ballot, never used again
    promises: dict = {}                     # proposer: who promised -> (accepted, value)
    votes: set = set()                      # proposer: who accepted
    leader: int | None = durable(None)      # the chosen value, once I know it

    def on_start(self):
        if self.proposer:
            self.prepare()

    def on_timer(self, name):
        if self.leader is None:
            self.say("Ballot {} has not made it: I try a higher one.", self.ballot)
            self.prepare()

    def send_to_all(self, message):
        """To every acceptor; I am one of them."""
        for acceptor in (*self.peers, self.id):
            self.send(message, to=acceptor)

    def send(self, message, *, to):
        """What I send to myself does not travel: I read it at once."""
        if to == self.id:
            self.on_message(message, self.id)
        else:
            super().send(message, to=to)

    # -- the proposer ------------------------------------------------------------------------------------------------

    def prepare(self):
        self.ballot = self.ballot + len(self.peers) + 1 if self.ballot else self.number
        self.promises, self.votes = {}, set()
        self.set_timer("retry", *self.patience)
        self.send_to_all(Prepare(self.ballot))

    def collect(self, acceptor, accepted, value):
        self.promises[acceptor] = accepted, value
        if len(self.promises) == self.majority:
            highest, value = max(self.promises.values())
            if highest:
                self.say("A majority promised. One accepted {} in ballot {}: I must propose that.", value, highest)
            else:
                self.say("A majority promised, and none has accepted anything: I am free to propose myself.")
                value = self.id
            self.send_to_all(Accept(self.ballot, value))

    def count(self, acceptor, value):
        self.votes.add(acceptor)
        if len(self.votes) == self.majority:
            self.say("A majority has accepted ballot {}: {} is chosen.", self.ballot, value)
            self.leader = value
            self.broadcast(Chosen(value))

    # -- the acceptor ------------------------------------------------------------------------------------------------

    def on_message(self, message, sender):
        match message:
            case Prepare(ballot) if ballot > self.promised:
                self.say("I promise: nothing below ballot {}.", ballot)
                self.promised = ballot
                self.send(Promise(ballot, self.accepted, self.value), to=sender)
            case Accept(ballot, value) if ballot >= self.promised:
                self.say("I accept {} in ballot {}.", value, ballot)
                self.promised = self.accepted = ballot
                self.value = value
                self.send(Accepted(ballot, value), to=sender)
            case Prepare(ballot) | Accept(ballot):
                self.say("I have promised ballot {}: {} is too low.", self.promised, ballot)
            case Promise(self.ballot, accepted, value):
                self.collect(sender, accepted, value)
            case Accepted(self.ballot, value):
                self.count(sender, value)
            case Chosen(value):
                self.say("{} is chosen.", value)
                self.leader = value
            case _:
                self.say("That is the answer to an older ballot of mine.")


@builder
def paxos(ids, *, proposers=None, patience=(30, 60), majority=None, node=Paxos, network=None):
    """Paxos for one decision, who leads.

    Parameters
    ----------
    ids : iterable of int
        The acceptors; the first has the ballots 1, 1 + n, 1 + 2n, ...
    proposers : iterable of int, optional
        Who would like to lead; by default all.
    patience : (int, int), default (30, 60)
        Ticks after which a proposer that knows no result tries a higher ballot.
    majority : int, optional
        By default more than half of all.
    node : type, optional
        A class of your own with the fields of Paxos.
    network : Network, optional

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id or the majority is wrong, or a proposer is not among the ids.

    Examples
    --------
    All three propose themselves. One is chosen, and all know it.

    >>> from leaderlab import simulate
    >>> trace = simulate(paxos([3, 7, 5]))
    >>> [node.leader for node in trace.last.nodes], [node.ballot for node in trace.last.nodes]
    ([5, 5, 5], [1, 2, 3])
    """
    ids, majority = check_cell(ids, majority)
    proposers = check_members(proposers, ids, "a proposer")
    nodes = [node(id, number=k, majority=majority, proposer=id in proposers, patience=window(patience, "patience"))
             for k, id in enumerate(ids, 1)]
    return System(nodes, network or Network())
