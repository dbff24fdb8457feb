"""CheckQuorum without what makes it work: two servers, and the link between them breaks.

What PreVote alone cannot do with four of five servers is in test_raft_check_quorum.py.
"""

from leaderlab import Faults, Network
from leaderlab.algorithms.raft_check_quorum import RaftCheckQuorum, raft_check_quorum

from . import mutant
from .raft_election import up_to

SMALL = {"timeout": {1: (2, 2), 2: (4, 4)}, "heartbeat": 1, "network": Network(delay=(0, 0))}


def no_leader_without_a_majority(world):
    """Whoever leads is followed by a majority."""
    return all(2 * sum(node.leader == id for node in world.up) > len(world.nodes) for id in world.leaders)


def a_vote_stands(before, after):
    """No server takes its vote back in the same term."""
    return all(old.voted_for in (None, new.voted_for) for old, new in zip(before.nodes, after.nodes)
               if old.term == new.term)


class NeverGivesUp(RaftCheckQuorum):
    """Leads on, whoever answers: PreVote alone."""

    def check_quorum(self):
        self.count_anew()


class TakesItsVoteBack(RaftCheckQuorum):
    """Gives up as if a new term had begun."""

    def check_quorum(self):
        super().check_quorum()
        if self.role == "follower":
            self.voted_for = None


class CountsTheOldAnswers(RaftCheckQuorum):
    """Whoever has ever answered counts for ever."""

    def count_anew(self):
        self.set_timer("quorum", self.patience)


class NeedsHalf(RaftCheckQuorum):
    """Half of the servers are enough to lead on."""

    def check_quorum(self):
        if 2 * (len(self.answered) + 1) == len(self.servers):
            self.count_anew()
        else:
            super().check_quorum()


LIVE = {"timed": True, "eventually": no_leader_without_a_majority, "faults": Faults(cuts=1), "within": up_to(2)}
FIRM = {"timed": True, "always": a_vote_stands, "faults": Faults(cuts=1), "within": up_to(2)}

MUTANTS = {
    "a leader without a majority stays": mutant(
        raft_check_quorum, NeverGivesUp, [1, 2], options=SMALL, steps=30, **LIVE),
    "half are enough to stay": mutant(raft_check_quorum, NeedsHalf, [1, 2], options=SMALL, steps=30, **LIVE),
    "old answers count": mutant(raft_check_quorum, CountsTheOldAnswers, [1, 2], options=SMALL, steps=33, **LIVE),
    "who gives up takes its vote back": mutant(
        raft_check_quorum, TakesItsVoteBack, [1, 2], options=SMALL, steps=12, **FIRM),
}
