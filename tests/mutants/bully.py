"""Wrong rules of the Bully, in a network that keeps its bounds."""

from leaderlab import Faults, Network, Perfect, all_agree, at_most_one_leader, largest_leads
from leaderlab.algorithms.bully import Answer, Bully, Coordinator, Election, bully

from . import mutant


class Impatient(Bully):
    """Waits for less than a round trip."""

    def set_timer(self, name, earliest, latest=None):
        super().set_timer(name, 1)


class OnlyAnswers(Bully):
    """Answers a smaller one, and starts no election of its own."""

    def on_message(self, message, sender):
        match message:
            case Election():
                self.send(Answer(), to=sender)
            case _:
                super().on_message(message, sender)


class WaitsForEver(Bully):
    """Got an answer, waits for a coordinator, and never starts again."""

    def on_timer(self, name):
        if name == "answer":
            super().on_timer(name)


class LetsTheSmallerLead(Bully):
    """Accepts a smaller coordinator."""

    def on_message(self, message, sender):
        match message:
            case Election() if sender < self.id:
                pass
            case Coordinator():
                self.leader = sender
            case _:
                super().on_message(message, sender)


class NeverAnswers(Bully):
    """Starts an election of its own, and does not answer."""

    def send(self, message, *, to):
        if message != Answer():
            super().send(message, to=to)


QUICK = {"initiators": [1], "network": Network(delay=(1, 1), detector=Perfect(delay=(3, 4)))}

MUTANTS = {
    "a timeout shorter than the round trip": mutant(
        bully, Impatient, [1, 2], options=QUICK, timed=True, always=at_most_one_leader, steps=3),
    "an answer without an election": mutant(
        bully, OnlyAnswers, [1, 2], options=QUICK, timed=True, eventually=all_agree, steps=17),
    "no second start": mutant(
        bully, WaitsForEver, [1, 2, 3], options=QUICK, timed=True, faults=Faults(crashes=2), eventually=all_agree,
        steps=23),
    "a smaller coordinator is accepted": mutant(
        bully, LetsTheSmallerLead, [1, 2], options=QUICK, timed=True, always=largest_leads, steps=5),
    "nobody answers": mutant(
        bully, NeverAnswers, [1, 2, 3], options=QUICK, timed=True, faults=Faults(crashes=1), always=at_most_one_leader,
        steps=10),
}
