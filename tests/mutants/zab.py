"""Zab with one of its rules broken. Fast Leader Election may answer anything here."""

from leaderlab import Faults, Network, Perfect
from leaderlab.algorithms.votes import Vote
from leaderlab.algorithms.zab import AckEpoch, NewEpoch, Zab, zab
from leaderlab.algorithms.zookeeper_promises import a_quorum_has_logged_the_epoch, at_most_one_established_per_epoch

from . import mutant

LOSSY = Network(order="any", loss=0.1, duplication=0.1)
PROMPT = Network(delay=(1, 1), detector=Perfect(delay=(1, 1)))


class AnyLeader(Zab):
    """In the place of Fast Leader Election an oracle that may name 1 or 3 to anybody."""

    def change_vote(self, vote):
        for sid in (1, 3):
            self.set_timer(f"elect {sid}", 0)

    def on_timer(self, name):
        if not name.startswith("elect"):
            return super().on_timer(name)
        self.vote = Vote(int(name.split()[1]), self.zxid, self.epoch)
        for sid in (1, 3):
            self.cancel_timer(f"elect {sid}")
        self.decide()


class IsEstablishedAtOnce(AnyLeader):
    """Takes the result of the election for final."""

    def decide(self):
        super().decide()
        if self.role == "LEADING":
            self.epoch, self.established = self.accepted_epoch + 1, True


class ForgetsItsPromise(AnyLeader):
    """The promised epoch is not stored."""
    accepted_epoch: int = 0


class PromisesTwice(AnyLeader):
    """Promises an epoch to whoever asks, as often as it is asked."""

    def follow(self, message):
        match message:
            case NewEpoch(epoch) if epoch == self.accepted_epoch:
                self.send(AckEpoch(epoch, self.epoch, self.zxid), to=self.leader)
            case _:
                super().follow(message)


class CountsItselfAQuorum(AnyLeader):
    """Does not wait for acknowledgements."""

    def hear_ack(self, sender):
        self.acks.add(sender)
        self.established = True


class LeadsTheBetter(AnyLeader):
    """Does not give up for a follower that knows more."""

    def hear_promise(self, epoch, zxid, sender):
        super().hear_promise(self.epoch, self.zxid, sender)


class NeverGivesUp(Zab):
    """Leads on without a quorum."""

    def on_suspect(self, peer):
        self.down.add(peer)
        if self.role == "FOLLOWING" and peer == self.leader:
            self.look_for_leader()


def what_a_quorum_has_stays(world):
    """What a quorum has logged stays on a quorum."""
    return sum(node.zxid >= 9 for node in world.nodes) >= 2


def no_leader_without_a_quorum(world):
    """Nobody leads while a quorum is down."""
    return len(world.up) > 1 or not world.leaders


def oracle(ids, zxids=None, node=AnyLeader):
    """Whatever Fast Leader Election answers, on a network that loses, doubles and reorders."""
    return zab(ids, zxids=zxids, node=node, network=LOSSY)


ONE_ROUND = {"always": at_most_one_established_per_epoch,
             "within": lambda node: node.round <= 1 and node.accepted_epoch <= 2}
RESTARTS = {"faults": Faults(crashes=3, restarts=3, only=(2,))}

MUTANTS = {
    "the election is taken for final": mutant(oracle, IsEstablishedAtOnce, [1, 2, 3], steps=2, **ONE_ROUND),
    "the promise is forgotten": mutant(oracle, ForgetsItsPromise, [1, 2, 3], steps=20, **ONE_ROUND, **RESTARTS),
    "an epoch is promised twice": mutant(oracle, PromisesTwice, [1, 2, 3], steps=22, **ONE_ROUND, **RESTARTS),
    "acknowledgements are not awaited": mutant(
        oracle, CountsItselfAQuorum, [1, 2, 3], steps=5, always=a_quorum_has_logged_the_epoch,
        within=ONE_ROUND["within"]),
    "a follower that knows more is overwritten": mutant(
        oracle, LeadsTheBetter, [1, 2, 3], {1: 9, 2: 9}, always=what_a_quorum_has_stays, steps=6,
        within=ONE_ROUND["within"]),
    "a leader without a quorum leads on": mutant(
        zab, NeverGivesUp, [1, 2, 3], options={"wait": 3, "network": PROMPT}, timed=True,
        eventually=no_leader_without_a_quorum, steps=29, faults=Faults(crashes=2, only=(1, 2)),
        within=lambda node: node.round <= 3),
}
