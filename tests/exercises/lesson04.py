"""Answers to lesson 04, right and wrong, and words that the card must hold for each wrong one."""

from fractions import Fraction

from leaderlab import Crash, Deliver, Timer, replay
from leaderlab.algorithms import Candidate, Herd, fast_leader_election
from leaderlab.algorithms.ensemble import Exists, GetChildren, owner_of, sequence_of
from leaderlab.algorithms.votes import Notification, Vote, predicate_of_1419, total_order_predicate
from leaderlab.exercises.lesson04 import MostVotes, _circle, one_by_one

# -- the rules of the line --------------------------------------------------------------------------------------------


class LineStub(Candidate):
    def look_at(self, line):
        # YOUR CODE HERE
        raise NotImplementedError()

    def look_again(self):
        # YOUR CODE HERE
        raise NotImplementedError()


class Half(Candidate):
    def look_at(self, line):
        if line[0] == self.znode:
            self.become_leader()
        else:
            self.watch(line[line.index(self.znode) - 1])

    def look_again(self):
        raise NotImplementedError()


class Right(Candidate):
    def look_at(self, line):
        if line[0] == self.znode:
            self.become_leader()
        else:
            self.watch(line[line.index(self.znode) - 1])

    def look_again(self):
        self.ask(GetChildren())


class Counting(Candidate):
    def look_at(self, line):
        mine = sequence_of(self.znode)
        smaller = [znode for znode in line if sequence_of(znode) < mine]
        if not smaller:
            self.leader, self.watching = self.id, None
            return
        self.watching = owner_of(max(smaller, key=sequence_of))
        self.send(Exists(max(smaller, key=sequence_of)), to=self.ensemble)

    def look_again(self):
        self.watching = None
        self.send(GetChildren(), to=self.ensemble)


class LeadsWhenGone(Right):
    def look_again(self):
        self.become_leader()


class Sleeps(Right):
    def look_again(self):
        self.watching = None


class WatchesHead(Right):
    def look_at(self, line):
        if line[0] == self.znode:
            self.become_leader()
        else:
            self.watch(line[0])


class WatchesBehind(Right):
    def look_at(self, line):
        k = line.index(self.znode)
        if k == 0:
            self.become_leader()
        elif k + 1 < len(line):
            self.watch(line[k + 1])


class WatchesItself(Right):
    def look_at(self, line):
        if line[0] == self.znode:
            self.become_leader()
        else:
            self.watch(self.znode)


class OffByOne(Right):
    def look_at(self, line):
        if line[0] == self.znode:
            self.become_leader()
        else:
            self.watch(line[line.index(self.znode) + 1])


class AllLead(Right):
    def look_at(self, line):
        self.become_leader()


class SortsNames(Right):
    def look_at(self, line):
        super().look_at(sorted(line))


class LastLeads(Right):
    def look_at(self, line):
        super().look_at(line[::-1])


class Modest(Right):
    def look_at(self, line):
        if line[0] != self.znode:
            self.watch(line[line.index(self.znode) - 1])


class Careless(Right):
    def look_at(self, line):
        if line[0] == self.znode:
            self.become_leader()


class Polls(Right):
    def look_at(self, line):
        if line[0] == self.znode:
            self.become_leader()
        else:
            self.ask(GetChildren())


class SecondLeadsToo(Right):
    def look_at(self, line):
        if self.znode in line[:2]:
            self.become_leader()
        else:
            self.watch(line[line.index(self.znode) - 1])


class Misspelt(Right):
    def look_at(self, line):
        if line[0] == self.znodes:
            self.become_leader()


class Rewatches(Right):
    def look_again(self):
        self.watch(self.watching)


class LooksForItsId(Right):
    def look_at(self, line):
        if line[0] == self.id:
            self.become_leader()
        else:
            self.watch(line[line.index(self.id) - 1])


class AsksWithTheClass(Right):
    def look_again(self):
        self.ask(GetChildren)


class ComparesIds(Right):
    def look_at(self, line):
        if line[0].startswith(str(self.id)):
            self.become_leader()
        else:
            self.watch(line[line.index(self.znode) - 1])


class Passes(Right):
    def look_again(self):
        self.say("Something has gone.")


class LeadsAlone(Right):
    def look_at(self, line):
        if len(line) == 1:
            self.become_leader()
        else:
            self.watch(line[line.index(self.znode) - 1])


class Waits(Right):
    def look_at(self, line):
        while line[0] != self.znode:
            pass
        self.become_leader()


class SaysItItself(Right):
    def look_at(self, line):
        before = line[:line.index(self.znode)]
        if before:
            self.watch(before[-1])
        else:
            self.leader = self.id


class OnlyOneRule(Candidate):
    def look_at(self, line):
        Right.look_at(self, line)


# -- votes ------------------------------------------------------------------------------------------------------------


def order_stub(new, current):
    # YOUR CODE HERE
    raise NotImplementedError()


def tuples(new, current):
    return (new.epoch, new.zxid, new.leader) > (current.epoch, current.zxid, current.leader)


def cases(new, current):
    if new.epoch != current.epoch:
        return new.epoch > current.epoch
    if new.zxid != current.zxid:
        return new.zxid > current.zxid
    return new.leader > current.leader


def circles(answer):
    return all(predicate_of_1419(a, b) for a, b in _circle(answer))


def told(n):
    return n * (n - 1) // 2


# -- most votes win ---------------------------------------------------------------------------------------------------

HERE = "fast_leader_election([1, 2, 3, 4, 5], zxids={2: 9, 3: 9, 5: 9}, node=MostVotes) | "
POOR = Vote(4, 0, 0)


def says(sender, to, vote):
    return Deliver(sender, to, Notification(vote, 1, "LOOKING"))


WINS = [says(4, 1, POOR), says(1, 4, Vote(1, 0, 0)), says(1, 4, POOR), Timer(4, "finalize")]


def a_system():
    return fast_leader_election([1, 2, 3, 4, 5], zxids={2: 9, 3: 9, 5: 9}, node=MostVotes)


CASES = {
    "zk_orders": {
        "starter": ...,
        "right": [1, 1.0, {1}],
        "wrong": [
            (6, "does one of them notice"), (0, "There is an order"), (2, "Who monitors 4 now"),
            (3, "at the moment when it fails"), (4, "at the moment when it fails"), (5, "More than one order"),
            ([5, 4, 3], "How many"), ("one", "How many"), (7, "six different orders"), (-1, "six different orders"),
            (True, "six different orders"), (max, "answer"),
        ],
    },
    "zk_line": {
        "starter": ...,
        "right": [4, 4.0, [4]],
        "wrong": [
            (5, "That is the first"), (2, "That is the second"), (1, "That is the fourth"), (3, "That is the last"),
            ("4-n_0000000002", "stands in front"),
            (0, "does not stand in it"), (6, "no such candidate"), ([4, 1], "Give its id"), ("4", "as a number"),
            (7.5, "no such candidate"), (False, "True or False"), (Crash(4), "a message or an event"),
        ],
    },
    "zk_watch": {
        "starter": LineStub,
        "right": [Right, Counting, SaysItItself],
        "wrong": [
            (LeadsWhenGone, "in the middle of the line"), (Sleeps, "nothing follows"), (WatchesHead, "a herd"),
            (WatchesBehind, "watches the one before it"), (AllLead, "who is not the first"),
            (SortsNames, "push in"), (LastLeads, "the smallest number"), (Modest, "does not lead"),
            (Careless, "watches the one before it"), (Polls, "again and again"), (SecondLeadsToo, "not the first"),
            (Misspelt, "names the event at which it goes wrong"),
            (OffByOne, "names the event at which it goes wrong"), (Rewatches, "wants the name of a znode"),
            (LooksForItsId, "not ids"), (AsksWithTheClass, "With brackets"),
            (ComparesIds, "as 1 is of 12"), (Passes, "it does nothing"),
            (LeadsAlone, "Nobody leads in the end"), (Waits, "did not come to an end"),
            (WatchesItself, "Nobody leads in the"),
            (OnlyOneRule, "no `look_again` of its own"), (Candidate, "library's own class"), (Herd, "library's own"),
            (Half, "not written yet"), (Right(3, ensemble=0), "Give its class"), (lambda line: line[0], "a function"),
            (int, "does not derive"),
        ],
    },
    "zk_herd": {
        "starter": ...,
        "right": [
            {n: told(n) for n in range(2, 7)}, {n: float(told(n)) for n in range(2, 7)},
            {n: Fraction(n * (n - 1), 2) for n in range(2, 7)},
        ],
        "wrong": [
            ({n: n - 1 for n in range(2, 7)}, "Give `Herd`"), ({n: n * (n - 1) for n in range(2, 7)}, "twice too much"),
            ({n: n * n for n in range(2, 7)}, "The dead are not told"), ({n: n for n in range(2, 7)}, "the candidates"),
            ({n: n * (n + 1) // 2 for n in range(2, 7)}, "one failure too far"),
            ({n: one_by_one(Herd, n).messages for n in range(2, 7)}, "counts one kind"),
            ({n: one_by_one(Candidate, n).messages for n in range(2, 7)}, "Those are all messages of the line"),
            ({2: 1, 3: 3}, "no number for 4"), ({n: told(n) for n in range(2, 8)}, "too many"),
            ([1, 3, 6, 10, 15], "one number for each n"), (15, "one number for each n"),
            ({n: told(n) + (n == 5) for n in range(2, 7)}, "At 5"),
            ({n: (n - 1) ** 2 for n in range(2, 7)}, "Does `.count(NodeDeleted)` give your number"),
            ({str(n): told(n) for n in range(2, 7)}, "not '2'"),
        ],
    },
    "zk_history": {
        "starter": ...,
        "right": [4, 4.0, {4}],
        "wrong": [
            (5, "in which epoch"), (2, "older epoch"), (3, "What decides then"), (1, "logged more"),
            ({3, 4}, "between them"), ((3, 4), "between them"),
            ("4", "as a number"), ([4, 3], "Give its id"), (Vote(4, 7, 2), "Give one id"),
            (9, "no such server"), (0, "no such server"), (True, "True or False"),
        ],
    },
    "zk_order": {
        "starter": order_stub,
        "right": [tuples, cases, lambda new, current: total_order_predicate(new, current)],
        "wrong": [
            (lambda n, c: n.leader > c.leader, "the largest id wins"),
            (lambda n, c: (n.leader, n.zxid, n.epoch) > (c.leader, c.zxid, c.epoch), "decides first"),
            (lambda n, c: (n.zxid, n.epoch, n.leader) > (c.zxid, c.epoch, c.leader), "compared first"),
            (lambda n, c: (n.zxid, n.leader) > (c.zxid, c.leader), "not compared at all"),
            (lambda n, c: (n.epoch, n.zxid) > (c.epoch, c.zxid), "need a winner"),
            (predicate_of_1419, "in good company"),
            (lambda n, c: n.epoch > c.epoch or (n.zxid, n.leader) > (c.zxid, c.leader), "EQUAL"),
            (lambda n, c: n.epoch > c.epoch or n.zxid > c.zxid or n.leader > c.leader, "not enough"),
            (lambda n, c: n.epoch > c.epoch and n.zxid > c.zxid and n.leader > c.leader, "Not all three"),
            (lambda n, c: tuples(n, c) or n == c, "not better than itself"),
            (lambda n, c: tuples(c, n), "wrong way round"),
            (lambda n, c: max(n, c, key=lambda v: (v.epoch, v.zxid, v.leader)), "True or False"),
            (lambda n, c: n.epoch > c.epoch, "last the ids"),
            (lambda n, c: (n.epoch, n.zxid, -n.leader) > (c.epoch, c.zxid, -c.leader), "the LARGER id wins"),
            (lambda n, c: n.epoch + n.zxid + n.leader > c.epoch + c.zxid + c.leader, "Do not add them up"),
            (lambda n, c: 100 * n.epoch + 10 * n.zxid + n.leader > 100 * c.epoch + 10 * c.zxid + c.leader,
             "must not outweigh an epoch"),
            (lambda n, c: n.epoch > c.epoch if n.epoch != c.epoch else n.zxid >= c.zxid, "not better than itself"),
            (lambda n, c: int(tuples(n, c)), "True or False"),
            (lambda n, c: n.epoc > c.epoch, "epoc"), (lambda n: True, "argument"), (7, "give its name"),
            (lambda n, c: None if n == c else tuples(n, c), "returned None"),
        ],
    },
    "zk_cycle": {
        "starter": ...,
        "right": [
            [Vote(1, 1, 2), Vote(2, 1, 1)], (Vote(2, 7, 3), Vote(1, 7, 4)),
            [Vote(1, 5, 9), Vote(3, 5, 7), Vote(2, 5, 8)],
        ],
        "wrong": [
            ([], "empty"), ([Vote(1, 1, 2)], "at least two"), (Vote(1, 1, 2), "at least two"),
            ([Vote(1, 1, 1), Vote(1, 1, 1)], "equal"), ([Vote(1, 1, 1), Vote(2, 1, 1)], "of one epoch"),
            ([Vote(1, 1, 2), Vote(2, 2, 1)], "Let the zxids be equal"), ([Vote(1, 1, 2), Vote(1, 1, 1)], "same server"),
            ([Vote(1, 1, 1), Vote(2, 1, 2)], "larger in both"),
            ([Vote(1, 1, 2), Vote(2, 1, 1), Vote(1, 1, 2)], "twice"),
            ([Vote(1, 1, 1), Vote(2, 1, 2), Vote(3, 1, 3)], "where your circle is broken"),
            ({Vote(1, 1, 2), Vote(2, 1, 1)}, "A set has no order"),
            ([(1, 1, 2), (2, 1, 1)], "list of votes"), (7, "list of votes"), ("impossible", "list of votes"),
            ([Vote(1.5, 1, 2), Vote(2, 1, 1)], "whole numbers"), (Vote, "cannot be an answer"),
        ],
    },
    "zk_plurality": {
        "starter": ...,
        "right": [
            HERE + "4>1 1>4 1>4 timer:4:finalize", HERE + "1>4 4>1 1>4 timer:4:finalize", WINS,
            replay(a_system(), WINS),
        ],
        "wrong": [
            ("impossible", "It is possible"),
            ([*WINS[:3], says(2, 3, Vote(2, 9, 0)), WINS[3]], "Which step could you leave out"),
            (HERE + "5>2 2>5 2>5 timer:5:finalize", "knows enough"),
            (HERE + "5>2 timer:2:finalize", "decided to follow"),
            (HERE + "timer:1:notify", "only repeats"),
            (WINS[:3], "very good"),
            (HERE + "5>1 5>4", "has heard of a better vote"),
            (HERE + "4>1 5>4", "has heard of a better vote"),
            (HERE + "1>2 1>3", "does not matter"),
            ([says(1, 4, Vote(1, 0, 0))], "1 still votes for itself"),
            (HERE, "1 still votes for itself"),
            (HERE + "4>1", "Now let 4 hear of that"),
            (HERE + "4>1 1>4", "an older message of 1"),
            (HERE + "4>1 1>4 timer:4:finalize", "an older message of 1"),
            ([Crash(2)], "No fault is allowed"),
            ([Timer(4, "finalize")], "Event 1"),
            ("fast_leader_election([1, 2, 3]) | 1>2", "This is a run of"),
            ([Deliver], "Say who"),
        ],
    },
}
