"""Paxos with one rule taken out (Lamport 2001, section 2.2): each is needed."""

from leaderlab import Faults, Network
from leaderlab.algorithms.paxos import Accept, Accepted, Paxos, Prepare, paxos

from . import mutant


def one_value(world):
    """Two different values are never chosen."""
    return len({node.leader for node in world.nodes} - {None}) <= 1


def something_is_chosen(world):
    """Somebody knows of a value that is chosen."""
    return any(node.leader is not None for node in world.nodes)


class ProposesItself(Paxos):
    """Does not take over what was accepted before."""

    def collect(self, acceptor, accepted, value):
        super().collect(acceptor, 0, None)


class AcceptsEverything(Paxos):
    """Accepts below what it promised."""

    def on_message(self, message, sender):
        match message:
            case Accept(ballot, value):
                self.promised, self.accepted, self.value = max(ballot, self.promised), ballot, value
                self.send(Accepted(ballot, value), to=sender)
            case _:
                super().on_message(message, sender)


class PromisesEverything(Paxos):
    """Promises also a lower ballot, and then is bound by that one only."""

    def on_message(self, message, sender):
        match message:
            case Prepare(ballot) if ballot < self.promised:
                self.promised = ballot - 1
                super().on_message(message, sender)
            case _:
                super().on_message(message, sender)


class ForgetsItsPromise(Paxos):
    """The promise is not on stable storage."""
    promised: int = 0


class ForgetsWhatItAccepted(Paxos):
    """What it accepted is not on stable storage."""
    accepted: int = 0
    value: int | None = None


class HalfIsEnough(Paxos):
    """Half of the acceptors are taken for a majority."""

    def on_start(self):
        self.majority = (len(self.peers) + 1) // 2
        super().on_start()


class SkipsTheFirstPhase(Paxos):
    """Asks to accept at once."""

    def prepare(self):
        self.ballot = self.number
        self.send_to_all(Accept(self.ballot, self.id))


class NeverTriesAgain(Paxos):
    """Gives up after one ballot."""

    def on_timer(self, name):
        pass


PAIR = {"options": {"proposers": [1, 2]}, "within": lambda node: node.ballot <= 3, "always": one_value}
RESTART = {**PAIR, "faults": Faults(crashes=1, restarts=1)}
ALONE = {"proposers": [1], "patience": (5, 5), "network": Network(delay=(1, 1))}

MUTANTS = {
    "a proposer ignores what was accepted": mutant(paxos, ProposesItself, [1, 2, 3], steps=8, **PAIR),
    "an acceptor accepts below its promise": mutant(paxos, AcceptsEverything, [1, 2, 3], steps=8, **PAIR),
    "an acceptor promises a lower ballot": mutant(paxos, PromisesEverything, [1, 2, 3], steps=8, **PAIR),
    "no first phase": mutant(paxos, SkipsTheFirstPhase, [1, 2, 3], steps=4, **PAIR),
    "half are enough": mutant(paxos, HalfIsEnough, [1, 2], steps=0, **PAIR),
    "a promise is forgotten with a crash": mutant(paxos, ForgetsItsPromise, [1, 2, 3], steps=10, **RESTART),
    "what was accepted is forgotten with a crash": mutant(
        paxos, ForgetsWhatItAccepted, [1, 2, 3], steps=10, **RESTART),
    "a proposer does not try again": mutant(
        paxos, NeverTriesAgain, [1, 2, 3], options=ALONE, timed=True, faults=Faults(drops=2),
        eventually=something_is_chosen, steps=8),
}
