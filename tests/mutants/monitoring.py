"""The repaired monitoring with one repair taken out: each repair is needed."""

from leaderlab import Faults, all_agree, at_most_one_leader, nobody_follows_the_dead
from leaderlab.algorithms.monitoring import Aside, Back, Leader, Monitoring, WhoLeads, monitoring

from . import mutant


def agreed(world):
    """All non-faulty nodes name the same non-faulty leader, if any node is left."""
    return not world.up or all_agree(world)


class LeadsWhenItsNeighbourFails(Monitoring):
    """Does not look whether a still higher id is alive."""

    def on_suspect(self, peer):
        self.down.add(peer)
        if peer == self.watching:
            self.become_leader()


class WatchesOneForEver(Monitoring):
    """Watches the next higher id, and nobody else after it."""

    def watch_next(self):
        higher = [id for id in self.peers if id > self.id]
        if higher and min(higher) not in self.down:
            self.watching = min(higher)
        elif not [id for id in self.alive() if id > self.id] and self.leader != self.id:
            self.become_leader()


class LeadsAtOnce(Monitoring):
    """Comes back and takes its place without a word to anybody."""

    def on_restart(self):
        self.watch_next()


class DoesNotWait(Monitoring):
    """Says that it is back, and does not wait for an answer."""

    def on_restart(self):
        self.life += 1
        self.broadcast(Back(self.life))
        self.watch_next()


class DoesNotStepAside(Monitoring):
    """Answers, and goes on leading."""

    def step_aside(self, peer, life):
        self.send(Aside(life), to=peer)


class TakesAnyAnswer(Monitoring):
    """Does not look to which of its lives an answer belongs."""

    def on_message(self, message, sender):
        match message:
            case Aside() if sender in self.asked:
                self.hear_answer(sender)
            case _:
                super().on_message(message, sender)


class TakesAQuestionForAnAnswer(Monitoring):
    """Who asks cannot lead, it thinks. But the question may be old."""

    def step_aside(self, peer, life):
        super().step_aside(peer, life)
        if peer in self.asked:
            self.hear_answer(peer)


class AnswersTheDead(Monitoring):
    """Makes room for a server that it takes for dead: it may be dead again."""

    def on_message(self, message, sender):
        match message:
            case Back(life):
                self.step_aside(sender, life)
            case _:
                super().on_message(message, sender)


class DoesNotAskWhoLeads(Monitoring):
    """Waits until the new leader speaks. It may have spoken too early."""

    def broadcast(self, message):
        if not isinstance(message, WhoLeads):
            super().broadcast(message)


class BelievesTheDead(Monitoring):
    """Believes a late message of a leader that has failed."""

    def on_message(self, message, sender):
        match message:
            case Leader() if sender in self.down and self.leader != self.id:
                self.leader = sender
            case _:
                super().on_message(message, sender)


CRASH = {"faults": Faults(crashes=1)}
RETURN = {"faults": Faults(crashes=1, restarts=1)}
TWICE = {"faults": Faults(crashes=2, restarts=2)}

MUTANTS = {
    "a failed neighbour makes a leader": mutant(
        monitoring, LeadsWhenItsNeighbourFails, [1, 2, 3], always=at_most_one_leader, steps=2, **CRASH),
    "only the first neighbour is ever watched": mutant(
        monitoring, WatchesOneForEver, [1, 2, 3], eventually=agreed, steps=10, faults=Faults(crashes=2)),
    "a returning high id leads at once": mutant(
        monitoring, LeadsAtOnce, [1, 2], always=at_most_one_leader, steps=3, **RETURN),
    "a returning high id does not wait": mutant(
        monitoring, DoesNotWait, [1, 2], always=at_most_one_leader, steps=3, **RETURN),
    "the old leader does not step aside": mutant(
        monitoring, DoesNotStepAside, [1, 2], always=at_most_one_leader, steps=9, **RETURN),
    "an old answer is taken": mutant(
        monitoring, TakesAnyAnswer, [1, 2], always=at_most_one_leader, steps=8, **TWICE),
    "a question is taken for an answer": mutant(
        monitoring, TakesAQuestionForAnAnswer, [1, 2], always=at_most_one_leader, steps=6, **TWICE),
    "room is made for the dead": mutant(
        monitoring, AnswersTheDead, [1, 2], eventually=agreed, steps=12, **TWICE),
    "nobody asks who leads": mutant(
        monitoring, DoesNotAskWhoLeads, [1, 2, 3], eventually=agreed, steps=7, **CRASH),
    "a late word of the dead is believed": mutant(
        monitoring, BelievesTheDead, [1, 2, 3], eventually=nobody_follows_the_dead, steps=11, **CRASH),
}
