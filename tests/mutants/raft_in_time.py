"""Raft's election where a wrong rule costs time, not safety.

Time is kept in small numbers. A server that shall not stand has no election timeout.
"""

from leaderlab import Faults, Network, at_most_one_leader, somebody_leads
from leaderlab.algorithms.raft import Appended, Raft, raft
from leaderlab.algorithms.raft_election import RequestVote

from . import Mutant, mutant
from .raft_election import up_to
from .raft_prevote import one_election_is_enough


class WaitsForEverybodyWhoAsks(Raft):
    """Starts the election timer again at every request, also when it says no."""

    def on_message(self, message, sender):
        super().on_message(message, sender)
        if isinstance(message, RequestVote) and self.role != "leader":
            self.wait_for_leader()


class IgnoresTheTermOfAnswers(Raft):
    """Takes a higher term from requests only."""

    def on_message(self, message, sender):
        if not isinstance(message, Appended) or message.term <= self.term:
            super().on_message(message, sender)


def small(timeout, heartbeat=1, delay=0, **more):
    """Small numbers of ticks, for a search that keeps time."""
    return {"timeout": timeout, "heartbeat": heartbeat, "network": Network(delay=(delay, delay)), **more}


APART = {1: (3, 3), 2: None, 3: (2, 2)}
BEHIND = small(APART, logs={1: [1], 2: [1]})
LINKED_BY_3 = small({1: (2, 2), 2: (4, 4), 3: None})
ELECTS = {"timed": True, "eventually": somebody_leads, "within": up_to(4)}
ONCE = {"timed": True, "always": one_election_is_enough}

MUTANTS = {
    "a server that cannot win keeps the others quiet": mutant(
        raft, WaitsForEverybodyWhoAsks, options=BEHIND, steps=23, **ELECTS),
    "all timeouts are equal": Mutant(
        raft([1, 2], **small((2, 2), delay=1)), ELECTS, somebody_leads, 34,
        raft([1, 2], **small({1: (2, 2), 2: (4, 4)}, delay=1))),
    "an old leader does not learn from answers": mutant(
        raft, IgnoresTheTermOfAnswers, options=LINKED_BY_3, steps=37, timed=True, eventually=at_most_one_leader,
        within=up_to(3), faults=Faults(cuts=1)),
    "heartbeats are too rare": Mutant(
        raft(**small(APART, heartbeat=4)), ONCE, one_election_is_enough, 15, raft(**small(APART))),
}
