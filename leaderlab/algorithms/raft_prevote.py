"""Raft with PreVote: a server asks whether it could win before it raises the term.

A server that is cut off raises its term again and again, and when it is back its high term deposes a leader that did
its work well. With PreVote it keeps its term until a majority says: you would get my vote, and I hear no leader either.

References
----------
.. [1] D. Ongaro. "Consensus: bridging theory and practice." Dissertation, Stanford University, 2014, section 9.6.
.. [2] H. Howard, I. Abraham. "Raft does not guarantee liveness in the face of network faults." Decentralized
       Thoughts, 2020: what PreVote repairs, and what it does not.
"""

from ..network import Network
from ..node import Message
from ..system import System, builder
from .cluster import check_heartbeat, shortest
from .raft import Raft
from .raft_election import make_servers, up_to_date


class RequestPreVote(Message):
    """Would you vote for me in the next term? The term is that of the sender, as in every message."""
    term: int
    last_index: int
    last_term: int


class PreVote(Message):
    """The answer: yes or no. It binds nobody."""
    term: int
    granted: bool


class RaftPreVote(Raft):
    """A server of Raft with one role more, the pre-candidate: it asks, and nobody is bound by the answers."""

    patience: int = 150                             # ticks: the shortest election timeout of all
    hears_leader: bool = False                      # a leader spoke within that time, or I lead

    def on_timer(self, name):
        match name:
            case "election":
                self.become_pre_candidate()
            case "silence":
                self.say("{} has been silent for a while.", self.leader)
                self.hears_leader = False
            case _:
                super().on_timer(name)

    def on_message(self, message, sender):
        super().on_message(message, sender)         # a higher term is adopted there, as from every message
        match message:
            case RequestPreVote():
                self.send(PreVote(self.term, self.may_pre_vote(message, candidate=sender)), to=sender)
            case PreVote(self.term, True) if self.role == "pre-candidate":
                self.votes.add(sender)
                self.count_votes()
            case PreVote(self.term, False):
                self.say("{} would not vote for me.", sender)

    # -- roles -------------------------------------------------------------------------------------------------------

    def become_pre_candidate(self):
        """The term stays, and so does my vote in it."""
        self.say("I heard of no leader in time: would I win term {}?", self.term + 1)
        self.become_follower(self.term)
        self.role, self.votes = "pre-candidate", {self.id}
        self.wait_for_leader()
        for server in self.others():
            self.send(RequestPreVote(self.term, len(self.log), self.last_term()), to=server)
        self.count_votes()

    def become_follower(self, term, leader=None):
        super().become_follower(term, leader)
        if leader is not None:
            self.set_timer("silence", self.patience)
        elif self.hears_leader:
            self.cancel_timer("silence")
        self.hears_leader = leader is not None

    def become_leader(self):
        super().become_leader()
        self.hears_leader = True

    # -- votes -------------------------------------------------------------------------------------------------------

    def may_pre_vote(self, request, candidate):
        """As a vote, but only from a server that hears no leader; nothing is remembered, and no timer starts again."""
        if request.term < self.term:
            self.say("{} asks in term {}, but I am in term {}: no.", candidate, request.term, self.term)
        elif self.hears_leader:
            self.say("I hear the leader {}: {} would get no vote.", self.leader, candidate)
        elif not up_to_date((request.last_term, request.last_index), (self.last_term(), len(self.log))):
            self.say("The log of {} is behind mine: no.", candidate)
        else:
            self.say("{} would get my vote.", candidate)
            return True
        return False

    def count_votes(self):
        if self.role == "candidate":
            super().count_votes()
        elif self.is_majority(self.votes):
            self.say("{} of {} would vote for me: I stand.", len(self.votes), len(self.servers))
            self.become_candidate()


@builder
def raft_prevote(ids=(1, 2, 3), *, logs=None, timeout=(150, 300), heartbeat=50, node=RaftPreVote, network=None):
    """Raft with PreVote.

    Parameters
    ----------
    ids, logs, timeout, heartbeat, network
        As for raft.
    node : type, optional
        A class of your own with the fields of RaftPreVote.

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id, a log or a time is wrong.

    Examples
    --------
    Server 3 is cut off for 2,000 ticks. In plain Raft it comes back with a high term and deposes the leader.

    >>> from leaderlab import Cut, Heal, simulate
    >>> from leaderlab.algorithms import raft
    >>> away = [(400, Cut(1, 3)), (400, Cut(2, 3)), (2400, Heal(1, 3)), (2400, Heal(2, 3))]
    >>> [simulate(build(), faults=away, until=3000, seed=1).last[1].term for build in (raft, raft_prevote)]
    [11, 1]
    """
    nodes = make_servers(node, ids, logs, timeout, heartbeat=check_heartbeat(heartbeat),
                         patience=shortest(ids, timeout))
    return System(nodes, network or Network())
