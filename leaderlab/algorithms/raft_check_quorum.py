"""Raft with PreVote and CheckQuorum: a leader that no majority answers gives up.

PreVote alone can hang: a leader that reaches one server only still keeps that server from helping anybody else. So a
leader counts who answers it; without a majority for an election timeout it is a follower again, in the same term.
Then a server may hold on to a leader that it hears, whatever term a candidate comes with.

References
----------
.. [1] D. Ongaro. "Consensus: bridging theory and practice." Dissertation, Stanford University, 2014, section 6.2
       (the leader gives up) and section 4.2.3 (nobody votes against a leader that is heard).
.. [2] H. Howard, I. Abraham. "Raft does not guarantee liveness in the face of network faults." Decentralized
       Thoughts, 2020.
"""

from ..network import Network
from ..system import System, builder
from .cluster import check_heartbeat, shortest
from .raft import Appended
from .raft_election import RequestVote, make_servers
from .raft_prevote import RaftPreVote


class RaftCheckQuorum(RaftPreVote):
    """A server of Raft that counts, while it leads, who answers."""

    answered: set = set()                           # leader: who has answered since the last count

    def on_timer(self, name):
        if name == "quorum":
            self.check_quorum()
        else:
            super().on_timer(name)

    def on_message(self, message, sender):
        match message:
            case RequestVote(term) if self.hears_leader and term > self.term:
                self.say("I hear the leader {}: the term {} of {} is no business of mine.", self.leader, term, sender)
                return
            case Appended(self.term) if self.role == "leader":
                self.answered.add(sender)
        super().on_message(message, sender)

    def become_leader(self):
        super().become_leader()
        self.count_anew()

    def become_follower(self, term, leader=None):
        if self.role == "leader":
            self.cancel_timer("quorum")
        super().become_follower(term, leader)
        self.answered = set()

    def check_quorum(self):
        if self.is_majority({self.id, *self.answered}):
            self.say("{} of {} are with me: I lead on.", len(self.answered) + 1, len(self.servers))
            self.count_anew()
        else:
            self.say("Only {} of {} are with me: I give up, in the same term.", len(self.answered) + 1,
                     len(self.servers))
            self.become_follower(self.term)

    def count_anew(self):
        self.answered = set()
        self.set_timer("quorum", self.patience)


@builder
def raft_check_quorum(ids=(1, 2, 3), *, logs=None, timeout=(150, 300), heartbeat=50, node=RaftCheckQuorum,
                      network=None):
    """Raft with PreVote and CheckQuorum, which are both in the Raft library of Consul.

    Parameters
    ----------
    ids, logs, timeout, heartbeat, network
        As for raft; a leader counts its answers once in the shortest of the timeouts.
    node : type, optional
        A class of your own with the fields of RaftCheckQuorum.

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id, a log or a time is wrong.

    Examples
    --------
    The leader is cut off. Plain Raft lets it believe for ever that it leads; here it gives up.

    >>> from leaderlab import Cut, simulate
    >>> from leaderlab.algorithms import raft_prevote
    >>> alone = [(400, Cut(1, 2)), (400, Cut(1, 3))]
    >>> for build in (raft_prevote, raft_check_quorum):
    ...     print(set(simulate(build(), faults=alone, until=2000, seed=1).last.leaders))
    {1, 2}
    {2}
    """
    nodes = make_servers(node, ids, logs, timeout, heartbeat=check_heartbeat(heartbeat),
                         patience=shortest(ids, timeout))
    return System(nodes, network or Network())
