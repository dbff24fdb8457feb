"""Chubby with one rule taken out or bent: each rule is needed."""

from leaderlab import Faults, Network, all_agree, at_most_one_leader, somebody_leads
from leaderlab.algorithms.chubby import Chubby, Master, Request, Vote, chubby

from . import Mutant, mutant


def masters_know_it(world):
    """Whoever is master names itself as the leader, and nobody else does."""
    return all((node.role == "master") == (node.leader == node.id) for node in world.nodes)


class ForgetsItsPromise(Chubby):
    """A restarted voter is free."""
    voted_for: int | None = None


class BreaksItsPromise(Chubby):
    """Remembers whom it voted for, but keeps no clock: a restarted voter is free at once."""

    def on_restart(self):
        self.voted_for = None
        self.wait()


class CountsFromTheReply(Chubby):
    """The lease of a master begins when it has its votes."""

    def become_master(self):
        super().become_master()
        self.set_timer(f"lease {self.round}", self.hold)


class CountsFromTheGrant(Chubby):
    """A voter is free when exactly a lease has passed: at that instant the master may still act."""

    def promise(self, candidate):
        super().promise(candidate)
        self.set_timer("promise", self.lease)


class RenewsAlone(Chubby):
    """A master takes its own vote for a renewal."""

    def ask_for_votes(self):
        super().ask_for_votes()
        if self.role == "master":
            self.become_master()


class CountsOnlyAnswers(Chubby):
    """More than half of those who have been heard of, instead of the whole cell."""

    def count(self, voter):
        self.votes.add(voter)
        if len(self.votes) == 2:
            self.become_master()


class VotesForEverybody(Chubby):
    """A vote is not a promise."""

    def on_message(self, message, sender):
        match message:
            case Request(round):
                self.promise(sender)
                self.send(Vote(round), to=sender)
            case _:
                super().on_message(message, sender)


class FreesItselfEarly(Chubby):
    """A voter elects a new master before the old lease can have ended."""

    def promise(self, candidate):
        super().promise(candidate)
        self.set_timer("promise", self.lease - 1)


class NeverStops(Chubby):
    """A master does not look at its clock."""

    def become_replica(self):
        if self.role != "master":
            super().become_replica()


class TakesOldVotes(Chubby):
    """A vote for an older round counts for this one."""

    def on_message(self, message, sender):
        match message:
            case Vote() if self.role != "replica":
                self.count(sender)
            case _:
                super().on_message(message, sender)


class CountsAVoteTwice(Chubby):
    """A vote that arrives twice makes the master a master again; that cancels the timer of the lease it has."""

    def on_message(self, message, sender):
        match message:
            case Vote(self.round) if self.role != "replica":
                self.count(sender)
            case _:
                super().on_message(message, sender)


class ForgetsItsRounds(Chubby):
    """After a restart the rounds have the same numbers again, and so have the votes."""
    round: int = 0


class TakesLateVotes(Chubby):
    """Counts votes for a round whose time is over."""

    def become_replica(self):
        super().become_replica()
        self.role = "candidate"


class BelievesOldNews(Chubby):
    """A master believes whoever says that it is the master."""

    def on_message(self, message, sender):
        match message:
            case Master():
                self.leader = sender
            case _:
                super().on_message(message, sender)


class Wrapping(Chubby):
    """Chubby with rounds that begin again, so that worlds are finitely many. No message or lease lives so long."""
    LAST = 4

    def ask_for_votes(self):
        if self.round == self.LAST:
            self.round = 0
        super().ask_for_votes()


class TellsNobody(Wrapping):
    """Does not inform everyone."""

    def broadcast(self, message):
        if message != Master():
            super().broadcast(message)


class AsksAgainAtOnce(Wrapping):
    """A candidate that has not won does not wait for the end of its own promise."""

    def become_replica(self):
        super().become_replica()
        self.become_candidate()


class BindsItselfForEver(Wrapping):
    """A promise without an end: each voter votes for at most one leader, ever."""

    def on_timer(self, name):
        if name != "promise":
            super().on_timer(name)


# Node 1 stands first, node 2 as soon as it may, node 3 decides. Nothing but the lease is small.
TWO = {"lease": 3, "renew": None, "stands": {1: (0, 0), 2: (0, 4)}, "network": Network(delay=(0, 0))}
TICK = {**TWO, "network": Network(delay=(1, 1))}
SLOW = {"lease": 1, "renew": None, "stands": {1: (0, 0), 2: (2, 2)}, "network": Network(delay=(0, 2))}
ALIVE = {"lease": 3, "renew": 1, "stands": {1: (0, 1), 2: (0, 3)}, "network": Network(delay=(0, 0))}
ONCE = {"timed": True, "within": lambda node: node.round <= 1, "always": at_most_one_leader}
TWICE = {"timed": True, "within": lambda node: node.round <= (2 if node.id == 1 else 1), "always": at_most_one_leader}
RESTART = {"faults": Faults(crashes=1, restarts=1)}


def living(node, ids, *, steps, options=ALIVE, twin=ALIVE, **asked):
    """A mutant that must not lose its life: of a Chubby with finitely many worlds."""
    return Mutant(chubby(ids, node=node, **options), {"timed": True, **asked}, asked["eventually"], steps,
                  chubby(ids, node=Wrapping, **twin))


MUTANTS = {
    "a promise is forgotten with a crash": mutant(
        chubby, ForgetsItsPromise, [1, 2, 3], options=TICK, steps=12, **ONCE, **RESTART),
    "a promise ends with a crash": mutant(
        chubby, BreaksItsPromise, [1, 2, 3], options=TICK, steps=12, **ONCE, **RESTART),
    "the lease counts from the reply": mutant(
        chubby, CountsFromTheReply, [1, 2, 3], options={**TWO, "network": Network(delay=(0, 1))}, steps=16, **ONCE),
    "a voter is free at the last instant": mutant(
        chubby, CountsFromTheGrant, [1, 2, 3], options=TWO, steps=15, **ONCE),
    "a master renews with itself": mutant(
        chubby, RenewsAlone, [1, 2, 3], options={**TWO, "renew": 2}, steps=14, faults=Faults(cuts=2),
        **{**ONCE, "within": lambda node: node.round <= 2}),
    "two of four are a majority": mutant(chubby, CountsOnlyAnswers, [1, 2, 3, 4], options=TICK, steps=12, **ONCE),
    "a vote is no promise": mutant(chubby, VotesForEverybody, [1, 2, 3], options=TICK, steps=10, **ONCE),
    "a voter is free too early": mutant(chubby, FreesItselfEarly, [1, 2, 3], options=TWO, steps=14, **ONCE),
    "a master never stops": mutant(chubby, NeverStops, [1, 2, 3], options=TWO, steps=17, **ONCE),
    "a vote for an old round counts": mutant(chubby, TakesOldVotes, [1, 2, 3], options=SLOW, steps=12, **TWICE),
    "a vote counts twice": mutant(
        chubby, CountsAVoteTwice, [1, 2, 3], options={**TICK, "lease": 4, "renew": 3}, steps=20, **TWICE,
        faults=Faults(duplicates=1, cuts=2)),
    "a late vote counts": mutant(chubby, TakesLateVotes, [1, 2, 3], options=SLOW, steps=10, **ONCE),
    "a master believes old news": mutant(
        chubby, BelievesOldNews, [1, 2, 3], options=SLOW, steps=12, **{**ONCE, "always": masters_know_it}),
    "a master tells nobody": living(TellsNobody, [1, 2, 3], eventually=all_agree, steps=28),
    "a candidate asks again at once": living(AsksAgainAtOnce, [1, 2], eventually=somebody_leads, steps=31),
    "a promise never ends": living(
        BindsItselfForEver, [1, 2, 3], eventually=somebody_leads, faults=Faults(crashes=1), steps=12),
    "all stand at the same moment": living(
        Wrapping, [1, 2], eventually=somebody_leads, steps=60,
        options={**ALIVE, "stands": (2, 2), "network": Network(delay=(1, 1))},
        twin={**ALIVE, "stands": (1, 2), "network": Network(delay=(1, 1))}),
}
