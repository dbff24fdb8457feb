"""Wrong rules of the README's Chubby, which is not right itself."""

from leaderlab import Network, Perfect, all_agree, at_most_one_leader, somebody_leads
from leaderlab.algorithms.readme_chubby import Master, ReadmeChubby, Request, Vote, readme_chubby

from . import mutant


class VotesForEverybody(ReadmeChubby):
    """Votes for more than one leader."""

    def on_message(self, message, sender):
        match message:
            case Request():
                self.send(Vote(), to=sender)
            case _:
                super().on_message(message, sender)


class HalfIsEnough(ReadmeChubby):
    """Half of the votes are taken for a majority."""

    def on_start(self):
        self.majority = (len(self.peers) + 1) // 2
        super().on_start()


class InformsNobody(ReadmeChubby):
    """Wins and tells nobody."""

    def broadcast(self, message):
        if message != Master():
            super().broadcast(message)


class NeedsEverybody(ReadmeChubby):
    """Waits for all votes, and two candidates never get them."""

    def on_start(self):
        self.majority = len(self.peers) + 1
        super().on_start()


QUICK = {"lease": 5, "network": Network(delay=(1, 1), detector=Perfect(delay=(1, 1)))}
PAIR = {"candidates": [1, 2], **QUICK}

MUTANTS = {
    "a server votes for everybody": mutant(
        readme_chubby, VotesForEverybody, [1, 2, 3], options=PAIR, timed=True, always=at_most_one_leader, steps=8),
    "half of the votes are enough": mutant(
        readme_chubby, HalfIsEnough, [1, 2, 3, 4], options=PAIR, timed=True, always=at_most_one_leader, steps=10),
    "nobody is informed": mutant(
        readme_chubby, InformsNobody, [1, 2, 3], options=PAIR, timed=True, eventually=all_agree, steps=18),
    "all votes are needed": mutant(
        readme_chubby, NeedsEverybody, [1, 2, 3], options=PAIR, timed=True, eventually=somebody_leads, steps=7),
}
