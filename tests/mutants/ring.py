"""The repaired ring with one repair taken out: each repair is needed."""

from leaderlab import Faults, all_agree, nobody_follows_the_dead, quiet
from leaderlab.algorithms.ring import Elected, Election, Ring, ring

from . import mutant


class SendsToTheDead(Ring):
    """Always sends to the next on the ring, dead or not."""

    def pass_on(self, message):
        self.send(message, to=self.members[1])


class DoesNotSearchAgain(Ring):
    """Skips a dead successor, but forgets that a message may be lost with it."""

    def on_suspect(self, peer):
        self.down.add(peer)
        if peer == self.leader:
            self.leader = None
            self.start_election()


class FollowsTheDead(Ring):
    """Does not ask whether an announced leader is alive."""

    def on_message(self, message, sender):
        match message:
            case Elected(initiator, _, leader) if initiator != self.id:
                self.leader = leader
                if initiator not in self.down:
                    self.pass_on(message)
            case _:
                super().on_message(message, sender)


class LetsOrphansTravel(Ring):
    """Nobody takes the round of a dead initiator off the ring."""

    def on_message(self, message, sender):
        match message:
            case Election(initiator, round, largest) if initiator in self.down:
                self.pass_on(Election(initiator, round, max(largest, self.id)))
            case _:
                super().on_message(message, sender)


class LetsOrphanedNewsTravel(Ring):
    """Nobody takes the announcement of a dead initiator off the ring."""

    def on_message(self, message, sender):
        match message:
            case Elected(initiator, _, leader) if initiator != self.id and leader not in self.down:
                self.leader = leader
                self.pass_on(message)
            case _:
                super().on_message(message, sender)


class AnnouncesTheDead(Ring):
    """Does not ask whether the winner of its round is still alive."""

    def finish_round(self, largest):
        self.leader = largest
        self.pass_on(Elected(self.id, self.round, leader=largest))


class WaitsForANewLeader(Ring):
    """Notices that its leader is dead, and does nothing."""

    def on_suspect(self, peer):
        self.down.add(peer)
        if peer == self.leader:
            self.leader = None


ONE = {"initiators": [3]}
CRASH = {"faults": Faults(crashes=1)}

MUTANTS = {
    "a dead successor is not skipped": mutant(
        ring, SendsToTheDead, [3, 7, 5], options=ONE, eventually=all_agree, steps=5, **CRASH),
    "what is lost is not searched again": mutant(
        ring, DoesNotSearchAgain, [3, 7, 5], options=ONE, eventually=all_agree, steps=4, **CRASH),
    "a dead leader is followed": mutant(
        ring, FollowsTheDead, [3, 7, 5], eventually=nobody_follows_the_dead, steps=19, **CRASH),
    "an orphan circles for ever": mutant(
        ring, LetsOrphansTravel, [3, 7, 5], options=ONE, eventually=quiet, steps=12, **CRASH),
    "orphaned news circle for ever": mutant(
        ring, LetsOrphanedNewsTravel, [3, 7, 5], options=ONE, eventually=quiet, steps=15, **CRASH),
    "a dead winner is announced": mutant(
        ring, AnnouncesTheDead, [3, 5, 7], options=ONE, eventually=all_agree, steps=11, **CRASH),
    "nobody starts when the leader dies": mutant(
        ring, WaitsForANewLeader, [3, 7, 5], options=ONE, eventually=all_agree, steps=4, **CRASH),
}
