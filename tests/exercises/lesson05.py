"""Right and wrong answers to the exercises of lesson 05. Plain data; tests/test_exercises.py judges them."""

from leaderlab import Crash, Deliver, Network, Restart, Timer, replay
from leaderlab.algorithms import raft_election
from leaderlab.algorithms.raft_election import RaftElection, RequestVote, Vote
from leaderlab.exercises.lesson05 import Forgetful

# -- the vote ----------------------------------------------------------------------------------------------------------


class VoteStub(RaftElection):
    def may_vote(self, request, candidate):
        # YOUR CODE HERE
        raise NotImplementedError()


class OneByOne(RaftElection):
    def may_vote(self, request, candidate):
        if request.term < self.term:
            return False
        if self.voted_for is not None and self.voted_for != candidate:
            return False
        return (request.last_term, request.last_index) >= (self.last_term(), len(self.log))


class InOneLine(RaftElection):
    def may_vote(self, request, candidate):
        mine = self.log[-1].term if self.log else 0
        longer = request.last_term > mine or request.last_term == mine and request.last_index >= len(self.log)
        return bool(request.term == self.term and self.voted_for in (None, candidate) and longer)


class FirstOnly(RaftElection):
    """A doubled request is refused: the vote has been given."""

    def may_vote(self, request, candidate):
        free = self.voted_for is None and request.term == self.term
        return free and [request.last_term, request.last_index] >= [self.last_term(), len(self.log)]


class Everybody(RaftElection):
    def may_vote(self, request, candidate):
        return request is not None


class Nobody(RaftElection):
    def may_vote(self, request, candidate):
        return request is None


class NoMemory(RaftElection):
    def may_vote(self, request, candidate):
        better = (request.last_term, request.last_index) >= (self.last_term(), len(self.log))
        return request.term >= self.term and better


class NoLog(RaftElection):
    def may_vote(self, request, candidate):
        return request.term >= self.term and self.voted_for in (None, candidate)


class NoTerm(RaftElection):
    def may_vote(self, request, candidate):
        better = (request.last_term, request.last_index) >= (self.last_term(), len(self.log))
        return self.voted_for in (None, candidate) and better


class LongestLog(RaftElection):
    def may_vote(self, request, candidate):
        if request.term < self.term or self.voted_for not in (None, candidate):
            return False
        return request.last_index >= len(self.log)


class LatestTerm(RaftElection):
    def may_vote(self, request, candidate):
        if request.term < self.term or self.voted_for not in (None, candidate):
            return False
        return request.last_term >= self.last_term()


class Strict(RaftElection):
    def may_vote(self, request, candidate):
        if request.term < self.term or self.voted_for not in (None, candidate):
            return False
        return (request.last_term, request.last_index) > (self.last_term(), len(self.log))


class BetterInBoth(RaftElection):
    def may_vote(self, request, candidate):
        free = request.term >= self.term and self.voted_for in (None, candidate)
        return free and request.last_term >= self.last_term() and request.last_index >= len(self.log)


class BetterInOne(RaftElection):
    def may_vote(self, request, candidate):
        free = request.term >= self.term and self.voted_for in (None, candidate)
        return free and (request.last_term >= self.last_term() or request.last_index >= len(self.log))


class TermOfTheRequest(RaftElection):
    """Compares the term of the election where that of the last entry is meant."""

    def may_vote(self, request, candidate):
        free = request.term >= self.term and self.voted_for in (None, candidate)
        return free and (request.term, request.last_index) >= (self.term, len(self.log))


class NewTermsOnly(RaftElection):
    def may_vote(self, request, candidate):
        better = (request.last_term, request.last_index) >= (self.last_term(), len(self.log))
        return request.term > self.term and self.voted_for is None and better


class NoReturn(RaftElection):
    def may_vote(self, request, candidate):
        if request.term < self.term:
            return False
        if self.voted_for is None and (request.last_term, request.last_index) >= (self.last_term(), len(self.log)):
            return True


class InWords(RaftElection):
    def may_vote(self, request, candidate):
        return "yes" if self.voted_for is None else "no"


class NoBrackets(RaftElection):
    def may_vote(self, request, candidate):
        return (request.last_term, request.last_index) >= (self.last_term, len(self.log))


class Endless(RaftElection):
    def may_vote(self, request, candidate):
        while self.voted_for is None:
            pass
        return False


class RemembersItself(RaftElection):
    """Writes down its vote, and calls the parameters as it likes."""

    def may_vote(self, asked, who):
        if asked.term < self.term or self.voted_for not in (None, who):
            return False
        if (asked.last_term, asked.last_index) < (self.last_term(), len(self.log)):
            return False
        self.voted_for = who
        return True


class WrongWay(RaftElection):
    def may_vote(self, request, candidate):
        if request.term < self.term or self.voted_for not in (None, candidate):
            return False
        return (request.last_term, request.last_index) <= (self.last_term(), len(self.log))


class Ranks(RaftElection):
    """The largest id is preferred, as with the Bully."""

    def may_vote(self, request, candidate):
        return self.voted_for in (None, candidate) and candidate >= self.id


class Mistyped(RaftElection):
    def may_vote(self, request, candidate):
        return request.terms >= self.term


class Elsewhere(RaftElection):
    def may_votes(self, request, candidate):
        return True


# -- schedules ---------------------------------------------------------------------------------------------------------

HERE = "raft_election(node=Forgetful, network=Network()) | "
FIRST = [Timer(1, "election"), Deliver(1, 2, RequestVote(1, 0, 0)), Deliver(2, 1, Vote(1, True))]
AGAIN = [Crash(2), Restart(2)]
SECOND = [Timer(3, "election"), Deliver(3, 2, RequestVote(1, 0, 0)), Deliver(2, 3, Vote(1, True))]
EARLY = [Timer(3, "election"), *FIRST, *AGAIN, *SECOND[1:]]

# -- comparing logs ----------------------------------------------------------------------------------------------------


def compare_stub(theirs, mine):
    # YOUR CODE HERE
    raise NotImplementedError()


def pairs(theirs, mine):
    return theirs >= mine


def spelled_out(theirs, mine):
    if theirs[0] != mine[0]:
        return theirs[0] > mine[0]
    return theirs[1] >= mine[1]


def not_behind(theirs, mine):
    return not theirs < mine


SHARES = {5: 0.85, 20: 0.24, 80: 0.03}

CASES = {
    "consul_equal": {
        "starter": ...,
        "right": [6, 6.0, 1_000 // 150, {6}],
        "wrong": [
            (1, "Whom has each of the five voted for"),
            (0, "Standing begins"),
            (5, "same term"),
            (7, "1,050"),
            (30, "not added up"),
            (1_000, "time in ticks"),
            (150, "That is the timeout"),
            (6.67, "whole number"),
            (12, "A new term begins"),
            ("six", "You gave a text"),
            (True, "You gave True"),
            ([1, 2], "You gave a list"),
        ],
    },
    "consul_vote": {
        "starter": VoteStub,
        "right": [OneByOne, InOneLine, FirstOnly, RemembersItself],
        "wrong": [
            (Everybody, "two votes in one term"),
            (Nobody, "Do you ever say yes"),
            (NoMemory, "two votes in one term"),
            (NoLog, "lacks an entry"),
            (NoTerm, "older than the voter's term"),
            (LongestLog, "the longer log wins"),
            (BetterInOne, "the longer log wins"),
            (TermOfTheRequest, "the longer log wins"),
            (BetterInBoth, "You ask for both"),
            (NewTermsOnly, "follows into a newer term"),
            (NoReturn, "Is there a `return`"),
            (InWords, "True or False"),
            (NoBrackets, "Call it"),
            (Endless, "without a way out"),
            (LatestTerm, "last terms only"),
            (Strict, "All logs are equal"),
            (WrongWay, "the wrong way round"),
            (Ranks, "no id is better"),
            (Mistyped, "the way to it"),
            (Elsewhere, "may_vote"),
            (RaftElection, "library's own class"),
            (OneByOne(1, servers=(1,)), "Give its class"),
            (lambda request, candidate: True, "You gave a function"),
            (7, "You gave a number"),
        ],
    },
    "consul_durable": {
        "starter": ...,
        "right": [{"term", "voted_for", "log"}, ["log", "term", "voted_for"], ("voted_for", "term", "log")],
        "wrong": [
            ({"term", "voted_for", "log", "role", "leader", "votes"}, "find out again"),
            ({"term", "voted_for", "log", "leader"}, "begins as a follower"),
            ({"role", "term"}, "begins as a follower"),
            ({"term", "voted_for", "log", "votes"}, "belong to a candidate"),
            ({"term", "log"}, "given twice"),
            ({"voted_for", "log"}, "old terms again"),
            ({"term", "voted_for"}, "what all this is for"),
            ("log", "more than one"),
            ({"term", "voted_for", "logs"}, "The fields are"),
            (3, "set of names"),
            (True, "set of names"),
            ({"term": 1}, "set of names"),
        ],
    },
    "consul_restart": {
        "starter": [],
        "right": [
            [*FIRST, *AGAIN, *SECOND],
            HERE + "timer:1:election 1>2 2>1 timer:3:election crash:2 restart:2 3>2 2>3",
            replay(raft_election(node=Forgetful, network=Network()), EARLY),
        ],
        "wrong": [
            (
                [*FIRST, *AGAIN, *SECOND[:2], Deliver(1, 3, RequestVote(1, 0, 0)), SECOND[2]],
                "Which step could you leave out",
            ),
            ("impossible", "votes again"),
            (FIRST, "need two candidates"),
            ([*FIRST, *AGAIN], "need two candidates"),
            ([*FIRST, *SECOND[:2]], "Without a crash"),
            ([*FIRST, SECOND[0], Crash(2)], "stays dead"),
            ([*FIRST, *AGAIN, SECOND[0]], "needs one more vote"),
            ([Timer(1, "election"), Timer(3, "election"), *AGAIN], "has not voted yet"),
            ([*FIRST[:2], Timer(3, "election"), *AGAIN, SECOND[1]], "Nobody leads yet"),
            ([*FIRST, Crash(3), Restart(3), *SECOND[:2]], "has not voted yet"),
            ([*FIRST, *SECOND[:2], *AGAIN], "First the voter must forget"),
            (HERE + "timer:1:election 1>2 2>1 crash:1 restart:1 timer:1:election", "servers in term 0"),
            ([Timer(1, "election"), Timer(3, "election"), Crash(1), Restart(1)], "third server"),
            ([Crash(1), Crash(2)], "You may use Faults(crashes=1, restarts=1)"),
            ([Restart(2)], "Event 1"),
            ([Deliver(1, 2, Vote(1, True))], "Event 1"),
            ([Crash], "Say who"),
            ("timer:1:election", "Let two timers end"),
            (8, "Event 1 is a number"),
        ],
    },
    "consul_up_to_date": {
        "starter": compare_stub,
        "right": [pairs, spelled_out, not_behind],
        "wrong": [
            (lambda theirs, mine: theirs > mine, "Equal logs: then yes"),
            (lambda theirs, mine: theirs[1] >= mine[1], "full of old entries"),
            (lambda theirs, mine: theirs[::-1] >= mine[::-1], "lengths first"),
            (lambda theirs, mine: theirs[0] >= mine[0], "terms only"),
            (lambda theirs, mine: theirs[0] > mine[0], "refuse an equal one"),
            (lambda theirs, mine: theirs[0] >= mine[0] and theirs[1] >= mine[1], "You ask for both"),
            (lambda theirs, mine: theirs[0] >= mine[0] or theirs[1] >= mine[1], "not enough"),
            (lambda theirs, mine: theirs <= mine, "wrong way round"),
            (lambda theirs, mine: mine > theirs, "wrong way round"),
            (lambda theirs, mine: theirs[0] > mine[0] or theirs[1] >= mine[1], "not enough"),
            (lambda theirs, mine: "yes" if theirs >= mine else "no", "`True` or `False`"),
            (lambda theirs: True, "1 positional argument"),
            (lambda theirs, mine: sum(theirs) >= sum(mine), "cannot be added up"),
            (lambda theirs, mine: bool(theirs), "always say yes"),
            (lambda theirs, mine: not theirs, "always say no"),
            (lambda theirs, mine: theirs == mine, "may also be better"),
            (True, "You gave True or False"),
            (pairs((1, 1), (1, 1)), "You gave True or False"),
        ],
    },
    "consul_split": {
        "starter": ...,
        "right": [SHARES, {w: round(share * 100) / 100 for w, share in SHARES.items()}],
        "wrong": [
            ({5: 85, 20: 24, 80: 3}, "numbers of runs"),
            ({5: 0.15, 20: 0.76, 80: 0.97}, "does elect somebody"),
            ({5: 1.0, 20: 1.0, 80: 1.0}, "needs at least one term"),
            ({5: 0.85, 20: 0.24}, "There is no number for 80"),
            (0.24, "one number for each width"),
            ([0.85, 0.24, 0.03], "one number for each width"),
            (SHARES | {20: 0.2}, "At 20"),
            (SHARES | {10: 0.5}, "a number too many"),
            ({5: "many", 20: "some", 80: "few"}, "At 5"),
            ({5: 2.5, 20: 1.2, 80: 1.02}, "not larger than 1"),
            ({5: 0.8, 20: 0.2, 80: 0.0}, "Do not round"),
            ({5: 0.21, 20: 0.18, 80: 0.03}, "of term 3"),
            ({5: 84 / 99, 20: 23 / 99, 80: 2 / 99}, "99 runs"),
            ({"5": 0.85, "20": 0.24, "80": 0.03}, "as numbers"),
            ({}, "three widths"),
            ({5: "85%", 20: "24%", 80: "3%"}, "A share is a number"),
            (True, "one number for each width"),
        ],
    },
    "consul_stale": {
        "starter": ...,
        "right": [4, {4}, [4]],
        "wrong": [
            (1, "needs three yes"),
            (3, "needs three yes"),
            ({1, 3}, "the yes of 2 is needed"),
            (2, "Why should 2 stand"),
            (5, "5 is down"),
            ({1, 2, 3}, "miss its leader"),
            (set(), "still calls itself leader"),
            ("nobody", "still calls itself leader"),
            ("four", "Give the ids"),
            ({1, 2, 3, 4}, "Whose yes is missing"),
            ({1, 4}, "one by one"),
            ("none", "still calls itself leader"),
            (9, "Give the ids"),
        ],
    },
    "consul_free": {
        "starter": ...,
        "right": [75, 60 + 15, 75.0, {75}],
        "wrong": [
            (60, "to the next one at once"),
            (15, "begins when the session is over"),
            (120, "at most"),
            (135, "That is the latest"),
            (0, "no health check"),
            (45, "one after the other"),
            (30, "comes once"),
            (100, "tick of the crash"),
            (20, "TTL at least"),
            (90, "Two times"),
            ("75", "You gave a text"),
            ("never", "it has a TTL"),
            (True, "You gave True"),
        ],
    },
}
