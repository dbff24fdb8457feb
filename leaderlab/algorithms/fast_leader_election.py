"""Fast Leader Election: how the servers of a ZooKeeper ensemble find their leader.

Every server votes, at first for itself, and changes to each better vote that it hears of. A vote is better if its
candidate has the longer history: epoch first, then zxid, and only then the id. When a quorum holds equal votes of one
round, the server waits a little for a better one, and decides.

Two servers may decide that they lead, or one that nobody follows: this is a good guess, and zab.py makes it final.

References
----------
.. [1] Apache ZooKeeper, FastLeaderElection.java: lookForLeader, totalOrderPredicate, checkLeader.
.. [2] F. Junqueira, B. Reed, M. Serafini. "Zab: high-performance broadcast for primary-backup systems." DSN 2011.
.. [3] ZOOKEEPER-1419 (2012): an election of five servers that never settles.
"""

from ..network import Network, Perfect
from ..node import Node, durable
from ..system import System, builder
from .votes import Notification, Vote, check_ensemble, predicate_of_1419, total_order_predicate


class FastLeaderElection(Node):
    quorum: int
    wait: int                       # ticks: longer than a message takes
    zxid: int = durable(0)
    epoch: int = durable(0)         # currentEpoch
    role: str = "LOOKING"
    leader: int | None = None
    round: int = 0                  # logicalclock
    vote: Vote | None = None
    votes: dict = {}                # recvset: the votes of this round
    settled: dict = {}              # outofelection: what servers said that are LOOKING no more
    down: set = set()

    def on_start(self):
        self.look_for_leader()

    def look_for_leader(self):
        self.role, self.leader = "LOOKING", None
        self.round += 1
        self.votes, self.settled = {}, {}
        self.say("Round {}. I vote for myself.", self.round)
        self.change_vote(self.initial_vote())
        self.count_votes()

    def initial_vote(self):
        return Vote(self.id, self.zxid, self.epoch)

    def better(self, new, current):
        return total_order_predicate(new, current)

    def change_vote(self, vote):
        self.vote = vote
        self.record(self.id, vote)
        self.notify()

    def record(self, sender, vote):
        """Note a vote; in the order of ids, so that equal sets of votes are equal."""
        self.votes = dict(sorted({**self.votes, sender: vote}.items()))

    def notify(self):
        self.broadcast(Notification(self.vote, self.round, self.role))
        self.set_timer("notify", 2 * self.wait)

    # -- what others say ---------------------------------------------------------------------------------------------

    def on_message(self, message, sender):
        match message:
            case Notification(_, _, "LOOKING") if self.role != "LOOKING":
                self.say("{} is looking for a leader. I tell it that I am {} {}.", sender, self.role, self.leader)
                self.send(Notification(self.vote, self.round, self.role), to=sender)
            case Notification(vote, round, "LOOKING"):
                self.hear_of_election(vote, round, sender)
            case Notification() if self.role == "LOOKING":
                self.hear_of_leader(message, sender)

    def hear_of_election(self, vote, round, sender):
        if round < self.round:
            self.say("{} is still in round {}. I tell it that this is round {}.", sender, round, self.round)
            self.send(Notification(self.vote, self.round, self.role), to=sender)
            return
        if round > self.round:
            mine = self.initial_vote()
            self.say("{} is in round {} already: I join it, with the better of its vote and mine.", sender, round)
            self.round, self.votes = round, {}
            self.change_vote(vote if self.better(vote, mine) else mine)
        elif self.better(vote, self.vote):
            self.say("{} is better than {}: I change my vote.", vote, self.vote)
            self.change_vote(vote)
        else:
            self.say("{} is not better than {}: I keep my vote.", vote, self.vote)
        self.record(sender, vote)
        self.count_votes()

    def count_votes(self):
        """A quorum for my vote: wait a little for a better one before deciding."""
        if list(self.votes.values()).count(self.vote) >= self.quorum:
            self.say("A quorum votes as I do. Is there a better vote on its way? I wait a little.")
            self.set_timer("finalize", self.wait)
        else:
            self.cancel_timer("finalize")

    def hear_of_leader(self, message, sender):
        """A server that has decided: join if a quorum has, and the leader itself says that it leads."""
        vote, round = message.vote, message.round
        self.settled = dict(sorted({**self.settled, sender: message}.items()))
        same = {sid for sid, other in self.settled.items() if (other.vote, other.round) == (vote, round)}
        if round == self.round:
            self.record(sender, vote)
            same |= {sid for sid, other in self.votes.items() if other == vote}
        if len(same) < self.quorum:
            self.say("{} has decided for {}. Who else?", sender, vote.leader)
        elif not self.check_leader(vote.leader, round):
            self.say("A quorum has decided for {}, but it does not say so itself: is it alive?", vote.leader)
        else:
            self.round, self.vote = round, vote
            self.decide()

    def check_leader(self, leader, round):
        said = self.settled.get(leader)
        return round == self.round if leader == self.id else said is not None and said.state == "LEADING"

    # -- the end of an election --------------------------------------------------------------------------------------

    def on_timer(self, name):
        if name == "finalize":
            self.say("No better vote has come.")
            self.decide()
        else:
            self.say("I have not found a leader yet: I repeat my vote.")
            self.notify()

    def decide(self):
        for name in ("finalize", "notify"):
            self.cancel_timer(name)
        self.leader, self.settled = self.vote.leader, {}
        self.role = "LEADING" if self.leader == self.id else "FOLLOWING"
        self.say("The election is over: I am {} {}.", self.role, self.leader)
        if self.leader in self.down:
            self.say("But it is down: I look again.")
            self.look_for_leader()

    def on_suspect(self, peer):
        self.down.add(peer)
        if self.role == "FOLLOWING" and peer == self.leader:
            self.say("My leader {} has failed: I look for a new one.", peer)
            self.look_for_leader()
        elif self.role == "LEADING" and len(self.peers) + 1 - len(self.down) < self.quorum:
            self.say("With {} failed, too few are left to lead: I give up.", peer)
            self.look_for_leader()

    def on_trust(self, peer):
        self.down.discard(peer)


class WithoutParenthesis(FastLeaderElection):
    """ZooKeeper until 2012 (ZOOKEEPER-1419)."""

    def better(self, new, current):
        return predicate_of_1419(new, current)


@builder
def fast_leader_election(ids, *, zxids=None, epochs=None, quorum=None, wait=200, node=FastLeaderElection, network=None):
    """The servers of a ZooKeeper ensemble elect a leader.

    Parameters
    ----------
    ids : iterable of int
    zxids, epochs : dict of int to int, optional
        What each server has logged last, and in which epoch; 0 for those that are not named.
    quorum : int, optional
        How many equal votes it takes; by default a majority of all. Four servers survive no more failures than three.
    wait : int, default 200
        How many ticks to wait for a better vote. Votes are repeated after twice as many.
    node : type, optional
        A class of your own with the fields of this one.
    network : Network, optional
        By default FIFO links and a perfect detector.

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id, a zxid, an epoch or a number is wrong, or such a quorum can never come together.

    Examples
    --------
    History beats id: 3 has the largest id, but 1 has seen more.

    >>> from leaderlab import simulate
    >>> trace = simulate(fast_leader_election([1, 2, 3], zxids={1: 9, 2: 7, 3: 5}))
    >>> [node.leader for node in trace.last.nodes]
    [1, 1, 1]
    """
    servers = check_ensemble(ids, zxids, epochs, quorum, wait)
    return System([node(id, **fields) for id, fields in servers], network or Network(detector=Perfect()))
