"""Wrong rules of the ring with fewer candidates in every round."""

from leaderlab import all_agree, largest_leads, quiet
from leaderlab.algorithms.peterson import Elected, First, Peterson, Second, peterson

from . import mutant


class KeepsItsOwnValue(Peterson):
    """Goes on because the nearer value is the largest, but still stands for its own."""

    def stand_for(self, value):
        super().stand_for(self.value or value)


class ComparesItselfOnly(Peterson):
    """Goes on if its own value is larger than that of the one before: as if messages went both ways."""

    def on_message(self, message, sender):
        match message:
            case Second(value) if self.role == "candidate":
                if self.value > max(self.nearer, value):
                    self.stand_for(self.nearer)
                else:
                    self.become_relay()
            case _:
                super().on_message(message, sender)


class PrefersTheSmallest(Peterson):
    """Goes on where the nearer value is the smallest, but says the largest leads."""

    def on_message(self, message, sender):
        match message:
            case Second(value) if self.role == "candidate":
                if self.nearer < min(value, self.value):
                    self.stand_for(self.nearer)
                else:
                    self.become_relay()
            case _:
                super().on_message(message, sender)


class StopsMessages(Peterson):
    """Drops out and passes nothing on."""

    def on_message(self, message, sender):
        if self.role != "relay" or isinstance(message, Elected):
            super().on_message(message, sender)


class AnnouncesItself(Peterson):
    """Takes the last candidate for the largest."""

    def on_message(self, message, sender):
        match message:
            case First(self.value):
                self.leader = self.id
                self.send(Elected(self.id), to=self.successor)
            case _:
                super().on_message(message, sender)


class KeepsTheNews(Peterson):
    """Does not pass the announcement on."""

    def hear_of_leader(self, message, leader):
        self.leader = leader


class NeverStopsTheNews(Peterson):
    """Passes the announcement on and on."""

    def hear_of_leader(self, message, leader):
        self.leader = leader
        self.send(message, to=self.successor)


class OnlyRelaysWhenWoken(Peterson):
    """Is no candidate unless it starts itself, so that a larger id may be passed over."""

    def become_candidate(self):
        if self.initiator:
            super().become_candidate()
        else:
            self.become_relay()


MUTANTS = {
    "a candidate keeps its own value": mutant(
        peterson, KeepsItsOwnValue, [1, 2], always=largest_leads, steps=6),
    "a candidate compares itself": mutant(
        peterson, ComparesItselfOnly, [1, 2, 3], always=largest_leads, steps=9),
    "the smallest value goes on": mutant(
        peterson, PrefersTheSmallest, [1, 2], always=largest_leads, steps=6),
    "relays stop messages": mutant(
        peterson, StopsMessages, [1, 2, 3], eventually=all_agree, steps=7),
    "the last candidate announces itself": mutant(
        peterson, AnnouncesItself, [1, 2], always=largest_leads, steps=6),
    "the announcement stops": mutant(
        peterson, KeepsTheNews, [1, 2, 3], eventually=all_agree, steps=10),
    "the announcement never stops": mutant(
        peterson, NeverStopsTheNews, [1, 2], eventually=quiet, steps=9),
    "who is woken up is no candidate": mutant(
        peterson, OnlyRelaysWhenWoken, [1, 2], always=largest_leads, steps=2, options={"initiators": [1]}),
}
