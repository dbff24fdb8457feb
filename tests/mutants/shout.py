"""Wrong rules of the largest that shouts."""

from leaderlab import all_agree, at_most_one_leader, largest_leads, somebody_leads
from leaderlab.algorithms.shout import Leader, Shout, shout

from . import mutant


class EverybodyShouts(Shout):
    """Does not compare ids at all."""

    def shout_if_largest(self):
        self.leader = self.id
        self.broadcast(Leader())


class Whispers(Shout):
    """Leads, and tells only one other node."""

    def broadcast(self, message):
        for peer in self.peers[:1]:
            self.send(message, to=peer)


class TheSmallestShouts(Shout):
    """Compares the wrong way round."""

    def shout_if_largest(self):
        if self.id == min({self.id, *self.peers} - self.down):
            self.leader = self.id
            self.broadcast(Leader())


class TrustsNobody(Shout):
    """Believes no shout."""

    def on_message(self, message, sender):
        pass


MUTANTS = {
    "everybody shouts": mutant(shout, EverybodyShouts, [1, 2], always=at_most_one_leader, steps=0),
    "one is not told": mutant(shout, Whispers, [1, 2, 3], eventually=all_agree, steps=1),
    "the smallest shouts": mutant(shout, TheSmallestShouts, [1, 2], always=largest_leads, steps=0),
    "nobody believes": mutant(shout, TrustsNobody, [1, 2], eventually=[somebody_leads, all_agree],
                              broken=all_agree, steps=1),
}
