"""ZooKeeper's recipe with one of its rules broken."""

from leaderlab import Eventual, Faults, Network, Perfect, System, at_most_one_leader, somebody_leads
from leaderlab.algorithms.ensemble import (
    Create,
    Ensemble,
    NodeDeleted,
    SessionExpired,
    Stat,
    sequence_of,
)
from leaderlab.algorithms.zookeeper_client import Candidate, Recoverable, zookeeper_client

from . import mutant


def led(world):
    """A candidate leads, if any is left."""
    return len(world.up) == 1 or bool(world.leaders)


class LeadsWhenTheWatchFires(Candidate):
    """The one before it has gone, so it leads. But that one was only in the middle of the line."""

    def on_message(self, message, sender):
        if isinstance(message, NodeDeleted):
            self.become_leader()
        else:
            super().on_message(message, sender)


class LeadsWhenNobodyIsThere(Candidate):
    """The same, when the one before it went before it could be watched."""

    def on_message(self, message, sender):
        match message:
            case Stat(_, False):
                self.become_leader()
            case _:
                super().on_message(message, sender)


class WaitsForTheGone(Candidate):
    """Does not look at the answer: waits for an event that never comes."""

    def on_message(self, message, sender):
        if not isinstance(message, Stat):
            super().on_message(message, sender)


class TrustsItsWatch(Candidate):
    """Thinks that a watch is permanent: looks again, but does not set another."""
    watched: bool = False

    def look_at(self, line):
        if self.watched and self.znode != line[0]:
            return
        self.watched = True
        super().look_at(line)


class ComparesNames(Candidate):
    """Compares whole names: the guid comes first."""

    def look_at(self, line):
        super().look_at(sorted(line))


class ComparesText(Candidate):
    """Compares the numbers as text, without the zeros in front: 10 comes before 9."""

    def look_at(self, line):
        super().look_at(sorted(line, key=lambda znode: str(sequence_of(znode))))


class CreatesAgain(Recoverable):
    """No answer, so it asks again, and queues behind itself."""

    def on_timer(self, name):
        self.retries += 1
        self.ask(Create(self.guid(), self.session))

    def look_at(self, line):
        Candidate.look_at(self, line)


class TakesOldForNew(Recoverable):
    """Has the same guid in each life, and finds a znode that goes with its old session."""

    def guid(self):
        return str(self.id)


class LeadsOn(Candidate):
    """Queues again when its session has expired, and leads on."""

    def on_message(self, message, sender):
        match message:
            case SessionExpired(self.session):
                leader = self.leader
                self.volunteer()
                self.leader = leader
            case _:
                super().on_message(message, sender)


class KeepsZnodes(Ensemble):
    """The znodes are persistent: they stay when the session ends."""

    def delete(self, znode):
        pass


class AsksOnce(Candidate):
    """Takes the first list of znodes for the last."""

    def on_message(self, message, sender):
        match message:
            case NodeDeleted():
                self.watching = None
            case _:
                super().on_message(message, sender)


def at_nine(ids, node=Candidate):
    """The ensemble has given the numbers up to 8 already."""
    return System([Ensemble(0, counter=9), *(node(id, ensemble=0) for id in ids)], Network(detector=Perfect()))


def with_ensemble(ids, node=Ensemble):
    """Another kind of ensemble."""
    return System([node(0), *(Candidate(id, ensemble=0) for id in ids)], Network(detector=Perfect()))


def recoverable(*ids, node=Recoverable):
    """Candidates whose messages may get lost."""
    return zookeeper_client(ids, node=node)


def hasty(ids, node=Candidate):
    """The detector may be wrong once."""
    return zookeeper_client(ids, node=node, network=Network(detector=Eventual()))


CRASH = {"faults": Faults(crashes=1, only=(2,))}
TWO = {"faults": Faults(crashes=2, only=(1, 2))}
RETRY = {"faults": Faults(drops=1), "within": lambda node: node.kind == "Ensemble" or node.retries <= 1}

MUTANTS = {
    "the one before me is gone, so I lead": mutant(
        zookeeper_client, LeadsWhenTheWatchFires, [1, 2, 3], always=at_most_one_leader, steps=14, **CRASH),
    "the one before me has gone already, so I lead": mutant(
        zookeeper_client, LeadsWhenNobodyIsThere, [1, 2, 3], always=at_most_one_leader, steps=13, **CRASH),
    "an event is waited for that never comes": mutant(
        zookeeper_client, WaitsForTheGone, [1, 2], eventually=led, steps=11, faults=Faults(crashes=1, only=(1, 2))),
    "a watch is taken for permanent": mutant(
        zookeeper_client, TrustsItsWatch, [1, 2, 3], eventually=led, steps=18, **TWO),
    "whole names are compared": mutant(
        zookeeper_client, ComparesNames, [1, 2], always=at_most_one_leader, steps=8),
    "numbers are compared as text": mutant(at_nine, ComparesText, [1, 2], always=at_most_one_leader, steps=8),
    "a create is repeated without a look": mutant(
        recoverable, CreatesAgain, 1, eventually=somebody_leads, steps=13, **RETRY),
    "a znode of an earlier life is taken for mine": mutant(
        recoverable, TakesOldForNew, 1, 2, always=at_most_one_leader, steps=11,
        faults=Faults(crashes=1, restarts=1, only=(1,)), within=RETRY["within"]),
    "an expired leader leads on": mutant(hasty, LeadsOn, [1, 2], eventually=at_most_one_leader, steps=17),
    "znodes are persistent": mutant(
        with_ensemble, KeepsZnodes, [1, 2], eventually=led, steps=11, faults=Faults(crashes=1, only=(1, 2))),
    "the line is read once": mutant(
        zookeeper_client, AsksOnce, [1, 2], eventually=led, steps=12, faults=Faults(crashes=1, only=(1, 2))),
}
