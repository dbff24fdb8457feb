"""The election of Raft alone, no log and no heartbeat: the model on which model checkers are compared.

Messages may be lost, doubled and reordered, so every message once sent may arrive at any time, again, or
never. Three servers and terms up to 2 make 215,253 worlds. The same model for Spin:
tests/spin/raft_election.pml.

References
----------
.. [1] D. Ongaro, J. Ousterhout. "In search of an understandable consensus algorithm." USENIX ATC 2014.
       Section 5.2.
"""

from leaderlab import Message, Network, Node, System, durable

LOSSY = Network(order="any", loss=0.1, duplication=0.1)


class RequestVote(Message):
    """A candidate asks for a vote in its term."""
    term: int


class Vote(Message):
    """The answer: yes or no."""
    term: int
    granted: bool


class Server(Node):
    """A server that remembers whom it voted for."""

    term: int = durable(0)
    voted_for: int | None = durable(None)
    role: str = "follower"
    votes: frozenset = frozenset()
    leader: int | None = None

    def on_start(self):
        self.set_timer("election", 150, 300)

    def on_timer(self, name):
        self.become("candidate", self.term + 1, votes={self.id}, voted_for=self.id)
        self.broadcast(RequestVote(self.term))

    def become(self, role, term, votes=frozenset(), voted_for=None):
        """Begin a new term."""
        self.role, self.term, self.leader = role, term, None
        self.votes, self.voted_for = frozenset(votes), voted_for
        self.set_timer("election", 150, 300)

    def on_message(self, message, sender):
        if message.term > self.term:
            self.become("follower", message.term)
        match message:
            case RequestVote(term):
                granted = term == self.term and self.may_vote_for(sender)
                if granted:
                    self.voted_for = sender
                self.send(Vote(self.term, granted), to=sender)
            case Vote(self.term, True) if self.role == "candidate":
                self.votes |= {sender}
                if 2 * len(self.votes) > len(self.peers) + 1:
                    self.role, self.leader = "leader", self.id
                    self.cancel_timer("election")

    def may_vote_for(self, candidate):
        """One vote in each term; the same candidate may ask again."""
        return self.voted_for in (None, candidate)


class ForgetfulServer(Server):
    """A server that votes for everybody who asks."""

    def may_vote_for(self, candidate):
        return True


def raft_election(node=Server):
    """Three servers on the worst of networks."""
    return System([node(id) for id in (1, 2, 3)], LOSSY)


def up_to(term):
    """A bound for ``verify(..., within=)``: no later term than this."""
    return lambda node: node.term <= term
