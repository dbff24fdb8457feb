"""Zab: who has won Fast Leader Election leads only when a quorum has acknowledged its new epoch.

A server that decides to follow says which epoch it has promised last. With a quorum of followers the leader proposes
a higher one; each follower promises it once, and writes that down. The leader's history becomes theirs with
NEWLEADER, and when a quorum has acknowledged that, the leader is established. So two servers may decide that they
lead, but in one epoch at most one is ever established.

A leader leads as long as a quorum is with it. Who crashes, or looks for a leader again, is its follower no more.

References
----------
.. [1] F. Junqueira, B. Reed, M. Serafini. "Zab: high-performance broadcast for primary-backup systems." DSN 2011,
       section IV, phases 1 and 2, and section V: when a leader gives up.
.. [2] Apache ZooKeeper, ZooKeeper Internals: Leader Activation.
"""

from ..network import Network, Perfect
from ..node import durable
from ..system import System, builder
from .epochs import Ack, AckEpoch, FollowerInfo, NewEpoch, NewLeader
from .fast_leader_election import FastLeaderElection
from .votes import Notification, check_ensemble


class Zab(FastLeaderElection):
    """Fast Leader Election, then phases 1 and 2 of Zab: discovery and synchronisation."""
    accepted_epoch: int = durable(0)    # the last that I promised (the paper's f.p); ``epoch`` is the last that began
    followers: dict = {}                # who follows me -> the last epoch it promised
    promises: set = set()
    acks: set = set()
    established: bool = False

    def look_for_leader(self):
        self.followers, self.promises, self.acks, self.established = {}, set(), set(), False
        self.cancel_timer("init")
        self.cancel_timer("connect")
        super().look_for_leader()

    def decide(self):
        super().decide()
        if self.role == "LEADING":
            self.set_timer("init", 4 * self.wait)
            self.hear_follower(self.accepted_epoch, self.id)
        elif self.role == "FOLLOWING":
            self.set_timer("init", 4 * self.wait)
            self.connect()

    def connect(self):
        self.send(FollowerInfo(self.accepted_epoch), to=self.leader)
        self.set_timer("connect", self.wait)

    def on_timer(self, name):
        if name == "init":
            self.say("I am {} {}, but no quorum has come together in time: I look again.", self.role, self.leader)
            self.look_for_leader()
        elif name == "connect":
            self.say("{} does not answer: does it know already that it leads? I try again.", self.leader)
            self.connect()
        else:
            super().on_timer(name)

    def on_message(self, message, sender):
        match message:
            case Notification(_, round, "LOOKING") if sender == self.leader and round > self.round:
                self.say("My leader {} leads no longer: I look for a new one.", sender)
                self.look_for_leader()
                super().on_message(message, sender)
            case Notification(_, _, "LOOKING") if sender in self.acks:
                self.lose(sender)
                super().on_message(message, sender)
            case Notification():
                super().on_message(message, sender)
            case FollowerInfo(accepted) if self.role == "LEADING":
                self.hear_follower(accepted, sender)
            case AckEpoch(self.accepted_epoch, epoch, zxid) if self.role == "LEADING":
                self.hear_promise(epoch, zxid, sender)
            case Ack(self.accepted_epoch) if self.role == "LEADING":
                self.hear_ack(sender)
            case NewEpoch() | NewLeader() if sender == self.leader and self.role == "FOLLOWING":
                self.follow(message)
            case _:
                self.say("I am {} {}: this is none of my business.", self.role, self.leader)

    # -- the follower ------------------------------------------------------------------------------------------------

    def follow(self, message):
        self.cancel_timer("connect")
        match message:
            case NewEpoch(epoch) if epoch > self.accepted_epoch:
                self.say("I promise epoch {}, and write that down.", epoch)
                self.accepted_epoch = epoch
                self.send(AckEpoch(epoch, self.epoch, self.zxid), to=self.leader)
            case NewLeader(epoch, zxid) if epoch == self.accepted_epoch:
                self.say("Epoch {} begins: I take over the history of {}, up to {}.", epoch, self.leader, zxid)
                self.epoch, self.zxid = epoch, zxid
                self.cancel_timer("init")
                self.send(Ack(epoch), to=self.leader)
            case NewEpoch(epoch) | NewLeader(epoch):
                self.say("I have promised epoch {}, so {} gets nothing for epoch {}.", self.accepted_epoch, self.leader,
                         epoch)

    # -- the leader --------------------------------------------------------------------------------------------------

    def hear_follower(self, accepted, sender):
        """With a quorum of followers: propose an epoch higher than any that they promised."""
        if self.acks and accepted == self.accepted_epoch:
            self.say("{} is back, and has promised epoch {}. I send it my history.", sender, self.epoch)
            self.send(NewLeader(self.epoch, self.zxid), to=sender)
            return
        if self.promises:
            self.send(NewEpoch(self.accepted_epoch), to=sender)
            return
        self.followers = dict(sorted({**self.followers, sender: accepted}.items()))
        if len(self.followers) >= self.quorum:
            self.accepted_epoch = max(self.followers.values()) + 1
            self.say("A quorum follows me. I propose epoch {}.", self.accepted_epoch)
            for sid in [sid for sid in self.followers if sid != self.id]:
                self.send(NewEpoch(self.accepted_epoch), to=sid)
            self.hear_promise(self.epoch, self.zxid, self.id)

    def hear_promise(self, epoch, zxid, sender):
        if (epoch, zxid) > (self.epoch, self.zxid) and not self.acks:
            self.say("{} knows more than I do: I must not lead.", sender)
            self.look_for_leader()
            return
        self.promises.add(sender)
        if self.acks:
            self.send(NewLeader(self.epoch, self.zxid), to=sender)
        elif len(self.promises) >= self.quorum:
            self.epoch = self.accepted_epoch
            self.say("A quorum has promised epoch {}. I send it my history.", self.epoch)
            for sid in sorted(self.promises - {self.id}):
                self.send(NewLeader(self.epoch, self.zxid), to=sid)
            self.hear_ack(self.id)

    def hear_ack(self, sender):
        self.acks.add(sender)
        if len(self.acks) >= self.quorum and not self.established:
            self.say("A quorum has acknowledged epoch {}: I am established.", self.epoch)
            self.established = True
            self.cancel_timer("init")

    def on_suspect(self, peer):
        super().on_suspect(peer)
        self.lose(peer)

    def lose(self, follower):
        """It is my follower no more; without a quorum of them I lead no more."""
        self.acks.discard(follower)
        if self.established and len(self.acks) < self.quorum:
            self.say("{} has left me, and no quorum is with me any more: I give up.", follower)
            self.look_for_leader()


@builder
def zab(ids, *, zxids=None, epochs=None, quorum=None, wait=200, node=Zab, network=None):
    """The servers of a ZooKeeper ensemble elect a leader and establish it.

    Parameters
    ----------
    ids : iterable of int
    zxids, epochs : dict of int to int, optional
        The last zxid and the current epoch of each server; 0 for those that are not named.
    quorum : int, optional
        By default a majority of all servers.
    wait : int, default 200
        How many ticks to wait for a better vote; other timeouts are multiples of it.
    node : type, optional
        A class of your own with the fields of Zab.
    network : Network, optional
        By default FIFO links and a perfect failure detector.

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id, a zxid, an epoch or a number is wrong, or such a quorum can never come together.

    Examples
    --------
    3 leads in epoch 1. It crashes, and 2 leads in epoch 2.

    >>> from leaderlab import Crash, simulate
    >>> trace = simulate(zab([1, 2, 3]), faults=[(500, Crash(3))])
    >>> [(node.leader, node.epoch, node.established) for node in trace.last.nodes]
    [(2, 2, False), (2, 2, True), (None, 1, False)]
    """
    servers = check_ensemble(ids, zxids, epochs, quorum, wait)
    nodes = [node(id, **fields, accepted_epoch=fields["epoch"]) for id, fields in servers]
    return System(nodes, network or Network(detector=Perfect()))
