"""Fast Leader Election with one of its rules broken."""

from leaderlab import Faults, Network, Perfect, System, somebody_leads
from leaderlab.algorithms.fast_leader_election import (
    FastLeaderElection,
    WithoutParenthesis,
    fast_leader_election,
)
from leaderlab.algorithms.votes import Notification, Vote
from leaderlab.algorithms.zookeeper_promises import a_quorum_follows, leader_knows_what_a_quorum_knows

from . import mutant

LOSSY = Network(order="any", loss=0.1, duplication=0.1)
PROMPT = Network(delay=(1, 1), detector=Perfect(delay=(1, 1)))


class Once(FastLeaderElection):
    """Nothing is repeated: enough where nothing is lost, and no run goes on for ever."""

    def notify(self):
        super().notify()
        self.cancel_timer("notify")


class OnlyIds(FastLeaderElection):
    """The largest id wins."""

    def better(self, new, current):
        return new.leader > current.leader


class ZxidFirst(FastLeaderElection):
    """Forgets the epoch: the zxid of a leader that failed beats a newer history."""

    def better(self, new, current):
        return (new.zxid, new.leader) > (current.zxid, current.leader)


class MostVotesWin(FastLeaderElection):
    """Decides for the vote that is ahead, quorum or not."""

    def count_votes(self):
        votes = list(self.votes.values())
        if votes.count(self.vote) == max(map(votes.count, votes)):
            self.set_timer("finalize", self.wait)


class CountsAnyVote(FastLeaderElection):
    """Takes a quorum of votes for a quorum of equal votes."""

    def count_votes(self):
        if len(self.votes) >= self.quorum:
            self.set_timer("finalize", self.wait)


class BelievesTheLaterRound(FastLeaderElection):
    """A higher round: takes the vote that came with it, without a look at its own history."""

    def hear_of_election(self, vote, round, sender):
        if round > self.round:
            self.round, self.votes = round, {}
            self.change_vote(vote)
            self.record(sender, vote)
            self.count_votes()
        else:
            super().hear_of_election(vote, round, sender)


class KeepsItsNews(Once):
    """Changes its vote and does not say so."""

    def change_vote(self, vote):
        self.vote = vote
        self.record(self.id, vote)
        if vote.leader == self.id:
            self.notify()


class After(FastLeaderElection):
    """An election is over, and 1 and 2 have logged more since. A vote of 1 from then is still on its way to 3."""

    def on_start(self):
        if self.id == 1:
            self.send(Notification(Vote(3, 0, 0), 1, "LOOKING"), to=3)
        super().on_start()


class MixesRounds(After):
    """Counts the votes of every round."""

    def hear_of_election(self, vote, round, sender):
        super().hear_of_election(vote, self.round, sender)


class StaysWithTheDead(FastLeaderElection):
    """A follower that does not mind whether its leader is alive."""

    def on_suspect(self, peer):
        self.down.add(peer)


def ahead(ids, rounds, zxids, node=FastLeaderElection):
    """Servers that have been through some rounds already."""
    servers = [node(id, quorum=len(ids) // 2 + 1, wait=3, round=rounds[id], zxid=zxids[id]) for id in ids]
    return System(servers, LOSSY)


def after(ids, node=After):
    """The second election."""
    return ahead(ids, {1: 1, 2: 1, 3: 1}, {1: 9, 2: 9, 3: 0}, node=node)


def once(ids, node=Once):
    """A network that loses nothing, and servers that repeat nothing."""
    return fast_leader_election(ids, node=node, network=Network())


SAFE = {"always": leader_knows_what_a_quorum_knows, "within": lambda node: node.round <= 1}
LATER = {"always": leader_knows_what_a_quorum_knows, "within": lambda node: node.round <= 2}
IN_TIME = {"timed": True, "faults": Faults(crashes=1), "within": lambda node: node.round <= 3}

MUTANTS = {
    "the largest id wins": mutant(
        fast_leader_election, OnlyIds, [1, 2, 3], options={"zxids": {1: 9, 2: 9}, "network": LOSSY}, steps=3, **SAFE),
    "the epoch is forgotten": mutant(
        fast_leader_election, ZxidFirst, [1, 2, 3], steps=3,
        options={"zxids": {1: 1, 2: 1, 3: 9}, "epochs": {1: 2, 2: 2, 3: 1}, "network": LOSSY}, **SAFE),
    "a parenthesis is missing": mutant(
        fast_leader_election, WithoutParenthesis, [1, 2], eventually=somebody_leads, steps=9, timed=True,
        options={"zxids": {1: 1, 2: 1}, "epochs": {1: 2, 2: 1}, "wait": 6, "network": PROMPT}),
    "most votes win": mutant(
        fast_leader_election, MostVotesWin, [1, 2, 3], options={"zxids": {2: 9, 3: 9}, "network": LOSSY}, steps=1,
        **SAFE),
    "a later round is believed unseen": mutant(
        ahead, BelievesTheLaterRound, [1, 2, 3], {1: 0, 2: 0, 3: 1}, {1: 9, 2: 9, 3: 0}, steps=3, **LATER),
    "rounds are mixed": mutant(after, MixesRounds, [1, 2, 3], steps=2, **LATER),
    "a changed vote is not told": mutant(
        once, KeepsItsNews, [1, 2, 3], eventually=a_quorum_follows, steps=8, within=lambda node: node.round <= 1),
    "a dead leader is followed": mutant(
        fast_leader_election, StaysWithTheDead, [1, 2, 3], options={"wait": 3, "network": PROMPT},
        eventually=a_quorum_follows, steps=21, **IN_TIME),
}
