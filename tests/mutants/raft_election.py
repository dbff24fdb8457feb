"""Raft's election with one rule taken out or changed.

Every run is as short as it can be. Where a server comes back, its crash and its restart are two events.
"""

from leaderlab import Faults, at_most_one_leader_per_term
from leaderlab.algorithms.raft import AppendEntries, Raft, raft
from leaderlab.algorithms.raft_election import LOSSY, RaftElection, Vote, raft_election

from . import mutant


class ForgetsItsVote(RaftElection):
    """The vote is not on stable storage."""
    voted_for: int | None = None


class ForgetsItsTerm(RaftElection):
    """The term is not on stable storage."""
    term: int = 0


class VotesForEverybody(RaftElection):
    """Every candidate that asks gets a vote."""

    def may_vote(self, request, candidate):
        return True


class KeepsNoVoteForItself(RaftElection):
    """A candidate counts itself, but does not write its vote down."""

    def become_candidate(self):
        super().become_candidate()
        self.voted_for = None


class CountsOldVotes(RaftElection):
    """A vote is a vote, whatever its term."""

    def on_message(self, message, sender):
        match message:
            case Vote(term, True) if term < self.term and self.role == "candidate":
                self.votes.add(sender)
                self.count_votes()
            case _:
                super().on_message(message, sender)


class CountsAnswers(RaftElection):
    """Counts the answers, so a doubled one counts twice."""
    answers: int = 0

    def become_candidate(self):
        self.answers = 1
        super().become_candidate()

    def on_message(self, message, sender):
        if message == Vote(self.term, True) and self.role == "candidate":
            self.answers += 1
        super().on_message(message, sender)

    def is_majority(self, some):
        return super().is_majority(range(self.answers))


class HalfIsEnough(RaftElection):
    """Half of the servers are taken for a majority."""

    def is_majority(self, some):
        return 2 * len(some) >= len(self.servers)


class KeepsItsRole(RaftElection):
    """A leader takes over a higher term and goes on as its leader."""

    def become_follower(self, term, leader=None):
        self.term, self.voted_for = term, None


class ForgetsItsVoteAtAHeartbeat(Raft):
    """Whoever hears a leader begins anew, as in a new term."""

    def on_message(self, message, sender):
        super().on_message(message, sender)
        match message:
            case AppendEntries(self.term):
                self.voted_for = None


def up_to(term):
    """A bound for ``verify(..., within=)``: no later term than this."""
    return lambda node: node.term <= term


SAFE = {"always": at_most_one_leader_per_term, "within": up_to(1)}
LATER = {"always": at_most_one_leader_per_term, "within": up_to(2)}
BACK = {"faults": Faults(crashes=1, restarts=1)}

MUTANTS = {
    "a vote is forgotten in a crash": mutant(raft_election, ForgetsItsVote, steps=8, **SAFE, **BACK),
    "a term is forgotten in a crash": mutant(raft_election, ForgetsItsTerm, steps=8, **SAFE, **BACK),
    "a heartbeat takes a vote back": mutant(
        raft, ForgetsItsVoteAtAHeartbeat, options={"network": LOSSY}, steps=7, **SAFE),
    "an old vote is counted": mutant(raft_election, CountsOldVotes, steps=7, **LATER),
    "a candidate may vote for another": mutant(raft_election, KeepsNoVoteForItself, steps=6, **SAFE),
    "every candidate gets a vote": mutant(raft_election, VotesForEverybody, steps=6, **SAFE),
    "half of four are a majority": mutant(raft_election, HalfIsEnough, [1, 2, 3, 4], steps=6, **SAFE),
    "half of two are a majority": mutant(raft_election, HalfIsEnough, [1, 2], steps=2, **SAFE),
    "a doubled vote counts twice": mutant(raft_election, CountsAnswers, [1, 2, 3, 4], steps=8, **SAFE),
    "a leader takes its office into a new term": mutant(raft_election, KeepsItsRole, steps=6, **LATER),
}
