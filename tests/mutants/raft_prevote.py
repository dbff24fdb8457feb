"""PreVote without what makes it work.

Time is kept in small numbers: a message takes no time, a heartbeat comes every tick, 1 stands after two ticks without
one, 3 after four, and 2 never. One link breaks, at any time.
"""

from leaderlab import Faults, Network, at_most_one_leader_per_term
from leaderlab.algorithms.raft import raft
from leaderlab.algorithms.raft_election import LOSSY, RaftElection, up_to_date
from leaderlab.algorithms.raft_prevote import RaftPreVote, raft_prevote

from . import Mutant, mutant
from .raft_election import up_to

SMALL = {"timeout": {1: (2, 2), 2: None, 3: (4, 4)}, "heartbeat": 1, "network": Network(delay=(0, 0))}


def one_election_is_enough(world):
    """A leader that reaches a majority is left alone: no server comes to term 2."""
    return all(node.term < 2 for node in world.nodes)


class RaisesTheTerm(RaftPreVote):
    """Asks beforehand, but in a new term."""

    def become_pre_candidate(self):
        self.become_follower(self.term + 1)
        super().become_pre_candidate()


class IgnoresTheLeader(RaftPreVote):
    """Would vote for anybody with a good log, although it hears a leader."""

    def may_pre_vote(self, request, candidate):
        return up_to_date((request.last_term, request.last_index), (self.last_term(), len(self.log)))


class AsksNobody(RaftPreVote):
    """Stands as soon as its timer ends."""

    def on_timer(self, name):
        if name == "election":
            RaftElection.on_timer(self, name)
        else:
            super().on_timer(name)


class TakesThemForVotes(RaftPreVote):
    """Whoever says yes beforehand is counted in the election, too."""

    def become_candidate(self):
        willing = self.votes
        super().become_candidate()
        self.votes |= willing
        self.count_votes()


STAYS = {"timed": True, "always": one_election_is_enough, "within": up_to(2),
         "faults": Faults(cuts=1)}
SAFE = {"always": at_most_one_leader_per_term, "within": up_to(1)}

MUTANTS = {
    "no PreVote at all": Mutant(raft(**SMALL), STAYS, one_election_is_enough, 23,
                                raft_prevote(**SMALL)),
    "the term is raised beforehand": mutant(raft_prevote, RaisesTheTerm, options=SMALL, steps=5, **STAYS),
    "who hears a leader says yes": mutant(raft_prevote, IgnoresTheLeader, options=SMALL, steps=28, **STAYS),
    "nobody is asked": mutant(raft_prevote, AsksNobody, options=SMALL, steps=23, **STAYS),
    "who would vote is counted as a vote": mutant(
        raft_prevote, TakesThemForVotes, [1, 2], options={"network": LOSSY}, steps=6, **SAFE),
}
