"""Wrong rules of a ring in which smaller ids are stopped."""

from leaderlab import all_agree, at_most_one_leader, largest_leads, quiet
from leaderlab.algorithms.chang_roberts import ChangRoberts, Elected, Election, chang_roberts

from . import mutant


class ForwardsEverything(ChangRoberts):
    """Lets a smaller id travel on, so that every id comes home."""

    def on_message(self, message, sender):
        match message:
            case Election(candidate) if candidate < self.id:
                self.send(message, to=self.successor)
            case _:
                super().on_message(message, sender)


class LetsTheSmallestWin(ChangRoberts):
    """Stops the larger id instead of the smaller one."""

    def on_message(self, message, sender):
        match message:
            case Election(candidate) if candidate > self.id:
                if not self.participant:
                    self.run_for_leader()
            case Election(candidate) if candidate < self.id:
                self.participant = True
                self.send(message, to=self.successor)
            case _:
                super().on_message(message, sender)


class TakesALargerIdForItsOwn(ChangRoberts):
    """Leads as soon as an id comes that is not smaller than its own."""

    def on_message(self, message, sender):
        match message:
            case Election(candidate) if candidate >= self.id:
                self.leader = self.id
                self.send(Elected(self.id), to=self.successor)
            case _:
                super().on_message(message, sender)


class OnlyPassesOnIfItDidNotStart(ChangRoberts):
    """Compares only if it is a candidate itself: the largest initiator wins, not the largest node."""

    def on_message(self, message, sender):
        match message:
            case Election(candidate) if candidate != self.id and not self.initiator:
                self.send(message, to=self.successor)
            case _:
                super().on_message(message, sender)


class AnnouncesTheOther(ChangRoberts):
    """Announces its successor when its own id is home."""

    def on_message(self, message, sender):
        match message:
            case Election(self.id):
                self.leader = self.successor
                self.send(Elected(self.successor), to=self.successor)
            case _:
                super().on_message(message, sender)


class KeepsTheNews(ChangRoberts):
    """Does not pass the announcement on."""

    def on_message(self, message, sender):
        match message:
            case Elected(leader):
                self.leader = leader
            case _:
                super().on_message(message, sender)


class AnnouncesForEver(ChangRoberts):
    """Does not stop its own announcement."""

    def on_message(self, message, sender):
        match message:
            case Elected(leader):
                self.leader = leader
                self.send(message, to=self.successor)
            case _:
                super().on_message(message, sender)


class Twice(ChangRoberts):
    """Correct: the smallest id forgets the winner once, and starts a second election."""
    again: bool = False

    def on_message(self, message, sender):
        super().on_message(message, sender)
        if isinstance(message, Elected) and self.id == 1 and not self.again:
            self.again = True
            self.set_timer("again", 1)

    def on_timer(self, name):
        self.leader = None
        self.run_for_leader()


class NeverClearsItsFlag(Twice):
    """Stays a participant after the first election, and stops the second."""

    def on_message(self, message, sender):
        super().on_message(message, sender)
        self.participant = True


MUTANTS = {
    "two ids come home": mutant(chang_roberts, ForwardsEverything, [1, 2], always=at_most_one_leader, steps=4),
    "the smallest wins": mutant(chang_roberts, LetsTheSmallestWin, [1, 2], always=largest_leads, steps=3),
    "a neighbour of the largest elects itself": mutant(
        chang_roberts, TakesALargerIdForItsOwn, [1, 2], always=largest_leads, steps=1),
    "only initiators are compared": mutant(
        chang_roberts, OnlyPassesOnIfItDidNotStart, [1, 2], options={"initiators": [1]}, always=largest_leads, steps=2),
    "the wrong one is announced": mutant(chang_roberts, AnnouncesTheOther, [1, 2], always=largest_leads, steps=3),
    "the announcement stops": mutant(chang_roberts, KeepsTheNews, [1, 2, 3], eventually=all_agree, steps=6),
    "the announcement never stops": mutant(chang_roberts, AnnouncesForEver, [1, 2], eventually=quiet, steps=6),
    "a second election is stopped": mutant(chang_roberts, NeverClearsItsFlag, [1, 2], options={"initiators": [1]},
                                           eventually=all_agree, steps=7),
}
MUTANTS["a second election is stopped"] = MUTANTS["a second election is stopped"]._replace(
    twin=chang_roberts([1, 2], initiators=[1], node=Twice))
