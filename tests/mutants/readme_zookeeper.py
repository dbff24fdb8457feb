"""The README's ZooKeeper with one of its words left out. (Taken whole it is wrong too: tests/test_zookeeper.py.)"""

from leaderlab import Faults, all_agree, at_most_one_leader, somebody_leads
from leaderlab.algorithms.readme_zookeeper import ReadmeZooKeeper, readme_zookeeper

from . import mutant


class DoesNotAskWhoLed(ReadmeZooKeeper):
    """Becomes the leader whenever the one that it monitors fails."""

    def on_timer(self, name):
        if self.watching in self.down:
            self.become_leader()
        else:
            self.set_timer("check", 30)


class ChecksOnce(ReadmeZooKeeper):
    """Does not check the successor again."""

    def on_timer(self, name):
        if self.watching in self.down and self.watching == self.leader:
            self.become_leader()


class TellsNobody(ReadmeZooKeeper):
    """Leads without a word."""

    def become_leader(self):
        self.leader = self.id


CRASH = {"faults": Faults(crashes=1)}

MUTANTS = {
    "any failure makes a leader": mutant(
        readme_zookeeper, DoesNotAskWhoLed, [1, 2, 3], always=at_most_one_leader, steps=3, **CRASH),
    "the successor is checked once": mutant(
        readme_zookeeper, ChecksOnce, [1, 2, 3], eventually=somebody_leads, steps=5, **CRASH),
    "nobody is told": mutant(
        readme_zookeeper, TellsNobody, [1, 2, 3], eventually=all_agree, steps=3, **CRASH),
}
