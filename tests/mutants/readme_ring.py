"""Wrong rules of the README's ring, and a message that circles for ever."""

from leaderlab import all_agree, irrevocable, largest_leads, quiet, somebody_leads
from leaderlab.algorithms.readme_ring import Elected, Election, ReadmeRing, readme_ring

from . import mutant


class AnnouncesItself(ReadmeRing):
    """The initiator announces itself, not what came home."""

    def on_message(self, message, sender):
        match message:
            case Election(self.id, _):
                self.leader = self.id
                self.send(Elected(self.id, leader=self.id), to=self.successor)
            case _:
                super().on_message(message, sender)


class KeepsTheNews(ReadmeRing):
    """Does not pass the announcement on."""

    def on_message(self, message, sender):
        match message:
            case Elected(_, leader):
                self.leader = leader
            case _:
                super().on_message(message, sender)


class TellsNobody(ReadmeRing):
    """Knows the winner and tells nobody."""

    def on_message(self, message, sender):
        match message:
            case Election(self.id, largest):
                self.leader = largest
            case _:
                super().on_message(message, sender)


class NeverStops(ReadmeRing):
    """The announcement goes round for ever."""

    def on_message(self, message, sender):
        match message:
            case Elected(_, leader):
                self.leader = leader
                self.send(message, to=self.successor)
            case _:
                super().on_message(message, sender)


class PassesOnTheSmaller(ReadmeRing):
    """The smaller of the two ids travels on."""

    def on_message(self, message, sender):
        match message:
            case Election(initiator, largest) if initiator != self.id:
                self.send(Election(initiator, largest=min(largest, self.id)), to=self.successor)
            case _:
                super().on_message(message, sender)


class BelievesTheElection(ReadmeRing):
    """Takes the largest id so far for the winner."""

    def on_message(self, message, sender):
        if isinstance(message, Election):
            self.leader = max(message.largest, self.id)
        super().on_message(message, sender)


class DoesNothing(ReadmeRing):
    """Perfectly safe."""

    def on_start(self):
        pass


MUTANTS = {
    "the initiator announces itself": mutant(
        readme_ring, AnnouncesItself, [1, 2], options={"initiators": [1]}, always=largest_leads, steps=2),
    "the announcement stops": mutant(
        readme_ring, KeepsTheNews, [1, 2, 3], options={"initiators": [1]}, eventually=all_agree, steps=4),
    "nobody is told": mutant(
        readme_ring, TellsNobody, [1, 2], options={"initiators": [1]}, eventually=all_agree, steps=2),
    "the announcement never stops": mutant(
        readme_ring, NeverStops, [1, 2], options={"initiators": [1]}, eventually=quiet, steps=5),
    "the smaller travels on": mutant(
        readme_ring, PassesOnTheSmaller, [1, 2], options={"initiators": [1]}, always=largest_leads, steps=2),
    "the largest so far is believed": mutant(
        readme_ring, BelievesTheElection, [1, 2, 3], options={"initiators": [1]}, always=irrevocable, steps=4),
    "nobody starts": mutant(
        readme_ring, DoesNothing, [1, 2], always=largest_leads, eventually=somebody_leads, steps=0),
}
