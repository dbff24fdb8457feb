"""Wrong rules of the ring with neighbourhoods."""

from leaderlab import all_agree, at_most_one_leader, largest_leads, quiet, somebody_leads
from leaderlab.algorithms.hirschberg_sinclair import Elected, HirschbergSinclair, Probe, Reply, hirschberg_sinclair

from . import mutant


class StopsTheLarger(HirschbergSinclair):
    """Stops the probe of a larger id, too."""

    def on_message(self, message, sender):
        match message:
            case Probe(candidate) if candidate != self.id:
                pass
            case _:
                super().on_message(message, sender)


class AnswersEverybody(HirschbergSinclair):
    """Answers a smaller id, too."""

    def on_message(self, message, sender):
        match message:
            case Probe(candidate, phase, hops) if candidate != self.id:
                if hops == 1:
                    self.send(Reply(candidate, phase), to=sender)
                else:
                    self.send(Probe(candidate, phase, hops - 1), to=self.opposite(sender))
            case _:
                super().on_message(message, sender)


class NeverCountsHops(HirschbergSinclair):
    """A probe travels on and on."""

    def on_message(self, message, sender):
        match message:
            case Probe(candidate, _, _) if candidate > self.id:
                self.send(message, to=self.opposite(sender))
            case Probe(self.id):
                pass
            case _:
                super().on_message(message, sender)


class LeadsAfterTwoAnswers(HirschbergSinclair):
    """Takes the largest of its neighbourhood for the largest of all."""

    def count_reply(self):
        self.replies += 1
        if self.replies == 2:
            self.leader = self.id
            self.send(Elected(self.id), to=self.right)


class WaitsForAThirdAnswer(HirschbergSinclair):
    """Waits for one answer too many."""

    def count_reply(self):
        self.replies += 1
        if self.replies == 3:
            self.phase += 1
            self.probe()


class KeepsTheNews(HirschbergSinclair):
    """Does not pass the announcement on."""

    def on_message(self, message, sender):
        match message:
            case Elected(leader):
                self.leader = leader
            case _:
                super().on_message(message, sender)


class LetsProbesHomeTwice(HirschbergSinclair):
    """Announces itself again when its second probe comes home; a small twin of a double vote."""

    def on_message(self, message, sender):
        match message:
            case Probe(self.id):
                self.leader = self.id
                self.send(Elected(self.id), to=self.right)
            case Elected(leader):
                self.leader = leader
                self.send(message, to=self.right)
            case _:
                super().on_message(message, sender)


MUTANTS = {
    "larger probes are stopped": mutant(
        hirschberg_sinclair, StopsTheLarger, [1, 2], eventually=somebody_leads, steps=4),
    "smaller probes are answered": mutant(
        hirschberg_sinclair, AnswersEverybody, [1, 2, 3], always=at_most_one_leader, steps=37),
    "hops are not counted": mutant(
        hirschberg_sinclair, NeverCountsHops, [1, 2], eventually=somebody_leads, steps=6),
    "a neighbourhood is taken for the ring": mutant(
        hirschberg_sinclair, LeadsAfterTwoAnswers, [1, 4, 2, 3], always=largest_leads, steps=6),
    "one answer too many": mutant(
        hirschberg_sinclair, WaitsForAThirdAnswer, [1, 2], eventually=all_agree, steps=6),
    "the announcement stops": mutant(
        hirschberg_sinclair, KeepsTheNews, [1, 2, 3], eventually=all_agree, steps=24),
    "the announcement never stops": mutant(
        hirschberg_sinclair, LetsProbesHomeTwice, [1, 2], eventually=quiet, steps=13),
}
