"""Raft's election: whoever gets the votes of a majority leads, for one term.

A server that hears nothing for a while raises the term and asks for votes. Every server has one vote in a term,
remembers it on stable storage, and refuses a candidate whose log is behind its own. Here a leader is silent and the
logs never change: heartbeats, and what a leader does with its log, are in raft.py.

References
----------
.. [1] D. Ongaro, J. Ousterhout. "In search of an understandable consensus algorithm." USENIX ATC 2014, section 5.2,
       section 5.4.1 and figure 2.
"""

from ..network import Network
from ..node import Message, Node, durable
from ..system import System, builder
from .cluster import check_cluster, check_logs

LOSSY = Network(order="any", loss=0.1, duplication=0.1)


class Entry(Message):
    """One entry of a log: the term in which a leader took it, the command, and who asked for it."""
    term: int
    command: object = None
    client: int | None = None
    serial: int = 0


class RequestVote(Message):
    """A candidate asks for a vote in its term, and says how far its log goes."""
    term: int
    last_index: int
    last_term: int


class Vote(Message):
    """The answer: yes or no."""
    term: int
    granted: bool


class RaftElection(Node):
    servers: tuple                                  # all ids of the cluster, mine too
    timeout: tuple | None = (150, 300)              # ticks: window of the election timeout; None: I never stand
    term: int = durable(0)                          # currentTerm
    voted_for: int | None = durable(None)           # my vote in this term
    log: list = durable([])                         # of entries; the first has the index 1
    role: str = "follower"
    leader: int | None = None
    votes: set = set()

    def on_start(self):
        self.wait_for_leader()

    def on_timer(self, name):
        self.say("I heard of no leader in time: I stand for term {}.", self.term + 1)
        self.become_candidate()

    def on_message(self, message, sender):
        if message.term > self.term:
            self.say("{} is in term {}, ahead of my term {}: I follow into it.", sender, message.term, self.term)
            self.become_follower(message.term)
        match message:
            case RequestVote():
                granted = self.may_vote(message, candidate=sender)
                if granted:
                    self.voted_for = sender
                    self.wait_for_leader()
                self.send(Vote(self.term, granted), to=sender)
            case Vote(self.term, True) if self.role == "candidate":
                self.votes.add(sender)
                self.count_votes()
            case Vote(self.term, False):
                self.say("{} refuses.", sender)
            case Vote(term):
                self.say("A vote of term {} changes nothing: I am {} in term {}.", term, self.role, self.term)

    # -- roles -------------------------------------------------------------------------------------------------------

    def become_follower(self, term, leader=None):
        if self.role == "leader":
            self.wait_for_leader()                          # a leader has no election timer
        self.role, self.leader, self.votes = "follower", leader, set()
        if term > self.term:
            self.term, self.voted_for = term, None          # a vote is forgotten with its term, and only then

    def become_candidate(self):
        self.role, self.leader, self.votes = "candidate", None, {self.id}
        self.term, self.voted_for = self.term + 1, self.id
        self.wait_for_leader()
        for server in self.others():
            self.send(RequestVote(self.term, len(self.log), self.last_term()), to=server)
        self.count_votes()                                  # in a cluster of one my own vote is enough

    def become_leader(self):
        self.role, self.leader = "leader", self.id
        self.cancel_timer("election")

    # -- votes -------------------------------------------------------------------------------------------------------

    def may_vote(self, request, candidate):
        """One vote in each term, and only for a log that is at least as up to date as mine."""
        if request.term < self.term:
            self.say("{} asks in term {}, but I am in term {}: no.", candidate, request.term, self.term)
        elif self.voted_for not in (None, candidate):
            self.say("My vote in term {} went to {}, so {} gets none.", self.term, self.voted_for, candidate)
        elif not up_to_date((request.last_term, request.last_index), (self.last_term(), len(self.log))):
            self.say("The log of {} is behind mine: no.", candidate)
        else:
            self.say("{} gets my vote in term {}.", candidate, self.term)
            return True
        return False

    def count_votes(self):
        if self.is_majority(self.votes):
            self.say("{} of {} votes: I lead term {}.", len(self.votes), len(self.servers), self.term)
            self.become_leader()
        else:
            self.say("{} of {} votes so far.", len(self.votes), len(self.servers))

    def is_majority(self, some):
        """More than half of the whole cluster, whoever can be reached."""
        return 2 * len(some) > len(self.servers)

    # -- little helpers ----------------------------------------------------------------------------------------------

    def wait_for_leader(self):
        """Start the election timer again."""
        if self.timeout:
            self.set_timer("election", *self.timeout)

    def term_at(self, index):
        """The term of the entry at an index; 0 before the first."""
        return self.log[index - 1].term if index else 0

    def last_term(self):
        return self.term_at(len(self.log))

    def others(self):
        return [server for server in self.servers if server != self.id]


def up_to_date(candidate, mine):
    """Is the candidate's log at least as up to date as mine? Each is (term of the last entry, its index).

    The later last term wins, however short the log; in the same term the longer log wins.

    >>> up_to_date((3, 2), (2, 9)), up_to_date((2, 2), (2, 3)), up_to_date((2, 3), (2, 3))
    (True, False, True)
    """
    return candidate >= mine


def make_servers(node, ids, logs, timeout, **fields):
    """The servers of a cluster: all begin in the newest term of any log, which is over."""
    ids, timeouts = check_cluster(ids, timeout)
    logs = {id: [Entry(term) for term in terms] for id, terms in check_logs(logs, ids).items()}
    newest = max((entry.term for log in logs.values() for entry in log), default=0)
    return [node(id, servers=ids, timeout=timeouts[id], log=logs[id], term=newest, **fields) for id in ids]


@builder
def raft_election(ids=(1, 2, 3), *, logs=None, timeout=(150, 300), node=RaftElection, network=None):
    """An election of Raft, and nothing else: no heartbeats, no commands.

    Parameters
    ----------
    ids : iterable of int
        The servers. A majority is more than half of them all.
    logs : dict, optional
        Id of a server -> the terms of its log entries. Logs are empty by default.
    timeout : (int, int) or dict
        Window of the election timeout in ticks; a dict gives one to each server, and None to a server that never
        stands for election.
    node : type, optional
        A class of your own with the fields of RaftElection.
    network : Network, optional
        By default messages may be lost, doubled and reordered.

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id, a log or a timeout is wrong.

    Examples
    --------
    No id is better than another: whoever's timer ends first asks first, and every timer is random.

    >>> from leaderlab import Network, simulate, somebody_leads
    >>> ends = [simulate(raft_election(network=Network()), seed=seed, until=somebody_leads) for seed in range(5)]
    >>> sorted({id for end in ends for id in end.last.leaders})
    [1, 2, 3]
    """
    return System(make_servers(node, ids, logs, timeout), network or LOSSY)
