"""Raft's log with one rule wrong: each rule of figure 2 is needed, and so is each property."""

from raft_models import APART, ONE_STANDS, links, pool, within

from leaderlab.algorithms.raft import Appended, AppendEntries, Raft
from leaderlab.algorithms.raft_properties import (
    committed_on_a_majority,
    election_safety,
    leader_append_only,
    leader_completeness,
    log_matching,
    state_machine_safety,
)

from . import Mutant


class LooksAtNoLog(Raft):
    """I75: votes for whoever asks first, however short its log is."""

    def may_vote(self, request, candidate):
        return request.term >= self.term and self.voted_for in (None, candidate)


class LooksAtLengthOnly(LooksAtNoLog):
    """I76: a longer log beats a newer one."""

    def may_vote(self, request, candidate):
        return super().may_vote(request, candidate) and request.last_index >= len(self.log)


class CountsOldEntries(Raft):
    """I77: commits an entry of an older term because a majority holds it."""

    def may_commit(self, index):
        return True


class EmptyHeartbeats(Raft):
    """Right: heartbeats carry no entries, as in the paper. (Ours carry what a server lacks, and never need the min.)"""

    def on_timer(self, name):
        if name != "heartbeat":
            return super().on_timer(name)
        for server in self.others():
            prev = self.next_index[server] - 1
            self.send(AppendEntries(self.term, prev, self.term_at(prev), (), self.commit_index), to=server)
        self.set_timer("heartbeat", self.heartbeat)


class CommitsWhatItHas(EmptyHeartbeats):
    """I78: commits as far as the leader, without asking how far the logs are known to agree."""

    def append_entries(self, message, leader):
        super().append_entries(message, leader)
        if self.agrees(message.prev_index, message.prev_term):
            self.commit(min(message.commit, len(self.log)))


class AlwaysCuts(Raft):
    """I79: cuts off its log behind the entry before the new ones, conflict or not."""

    def append_entries(self, message, leader):
        if self.agrees(message.prev_index, message.prev_term):
            del self.log[message.prev_index:]
        super().append_entries(message, leader)


class HopesForTheBest(Raft):
    """I80: takes any success for one about its whole log."""

    def learn(self, answer, server):
        super().learn(Appended(answer.term, answer.success, len(self.log)) if answer.success else answer, server)


class AgreesWithEverybody(Raft):
    """I81: does not ask for the entry before the new ones."""

    def agrees(self, index, term):
        return True


class ReplacesItsLastEntry(Raft):
    """A leader puts a new command in the place of its last one."""

    def take(self, entry):
        del self.log[-1:]
        super().take(entry)


class VotesTwice(Raft):
    """Two votes in a term, and so two leaders."""

    def may_vote(self, request, candidate):
        return request.term >= self.term


class AppliesAtOnce(Raft):
    """The leader applies a command as it comes, as the README says."""

    def take(self, entry):
        super().take(entry)
        self.commit(len(self.log))


def mutant(model, node, bound, broken, steps, right=Raft, also=(), **options):
    """A wrong server in a small model, what is asked, and the same model with a right server."""
    asked = {"always": [broken, *also], "within": bound}
    return Mutant(model(node, **options), asked, broken, steps, model(right, **options))


ONE = {"stand": ONE_STANDS, "commands": {1: ["x"]}}
BEHIND = {"logs": {1: [1], 2: [1], 3: [1, 1]}}

MUTANTS = {
    "no log is compared": mutant(
        links, LooksAtNoLog, within(2, 1), leader_completeness, 12, stand=APART, commands={1: ["x"]}),
    "only the length of the logs is compared": mutant(
        links, LooksAtLengthOnly, within(3, 2), leader_completeness, 12, logs={1: [1, 1]}, commands={2: ["x"]}),
    "entries of old terms are counted": mutant(
        links, CountsOldEntries, within(4, 1), leader_completeness, 11, logs={1: [1], 2: [2]}),
    "a commit index without a minimum": mutant(
        pool, CommitsWhatItHas, within(2, 2), state_machine_safety, 8, right=EmptyHeartbeats, **ONE, **BEHIND),
    "every request cuts off the log": mutant(
        pool, AlwaysCuts, within(1, 1), committed_on_a_majority, 7, **ONE),
    "an old success counts for all": mutant(
        pool, HopesForTheBest, within(1, 1), committed_on_a_majority, 6, **ONE),
    "no consistency check": mutant(
        links, AgreesWithEverybody, within(2, 3), log_matching, 8, stand=ONE_STANDS, logs={1: [1], 2: [1]},
        commands={1: ["x", "y"]}),
    "a leader replaces an entry": mutant(
        pool, ReplacesItsLastEntry, within(2, 1), leader_append_only, 4, logs={1: [1], 2: [1]}, **ONE),
    "two votes in a term": mutant(
        pool, VotesTwice, within(1, 0), election_safety, 6),
    "the leader applies at once": mutant(
        links, AppliesAtOnce, within(2, 1), leader_completeness, 7, commands={1: ["x"]}),
}
