"""The README's Consul with one more rule wrong: what it does promise, it promises for a reason."""

from leaderlab import Faults, at_most_one_leader, somebody_leads
from leaderlab.algorithms.raft_properties import as_one_server, same_series
from leaderlab.algorithms.readme_consul import ReadmeConsul, readme_consul

from . import mutant


class LeadsWithoutVotes(ReadmeConsul):
    """Whoever notices first leads."""

    def count_votes(self):
        self.role, self.leader = "leader", self.id


class TakesFromClients(ReadmeConsul):
    """Every server takes commands, as it comes."""

    def on_start(self):
        super().on_start()
        self.role = "leader"


class NeverGivesWay(ReadmeConsul):
    """A candidate votes for nobody else."""

    def vote(self, candidate):
        if self.role != "candidate":
            super().vote(candidate)


class AppliesTwice(ReadmeConsul):
    """The leader sends a copy to itself, too."""

    def apply(self, command):
        super().apply(command)
        return super().apply(command)


CRASH = {"faults": Faults(crashes=1)}

MUTANTS = {
    "nobody is asked": mutant(readme_consul, LeadsWithoutVotes, [1, 2, 3], always=at_most_one_leader, steps=3, **CRASH),
    "everybody takes commands": mutant(
        readme_consul, TakesFromClients, [1, 2, 3], options={"commands": {1: ["x=1"], 2: ["x=2"]}}, always=same_series,
        steps=2),
    "nobody gives way": mutant(
        readme_consul, NeverGivesWay, [1, 2, 3], eventually=somebody_leads, steps=5, **CRASH),
    "a command is applied twice": mutant(
        readme_consul, AppliesTwice, [1, 2, 3], options={"clients": {9: ["x+=1"]}, "tries": 2}, always=as_one_server,
        steps=2),
}
