"""Answers to the exercises of lesson 06."""

from leaderlab import Crash, Deliver, Drop, Heal, Network, Timer, replay, simulate
from leaderlab.algorithms import Raft, raft
from leaderlab.algorithms.raft import Appended
from leaderlab.algorithms.raft_client import Answer, Command
from leaderlab.algorithms.raft_election import RequestVote, Vote
from leaderlab.exercises.lesson06 import copying, three_servers, two_leaders, waits

# -- the follower ------------------------------------------------------------------------------------------------------


class Starter(Raft):
    def append_entries(self, message, leader):
        raise NotImplementedError()


class Right(Raft):
    def append_entries(self, message, leader):
        if not self.agrees(message.prev_index, message.prev_term):
            self.send(Appended(self.term, False, message.prev_index), to=leader)
            return
        for index, entry in enumerate(message.entries, message.prev_index + 1):
            if index <= len(self.log) and self.term_at(index) != entry.term:
                del self.log[index - 1:]
            if index > len(self.log):
                self.log.append(entry)
        last = message.prev_index + len(message.entries)
        self.commit(min(message.commit, last))
        self.send(Appended(self.term, True, last), to=leader)


class OtherWords(Raft):
    """First find where the logs part, then take over the rest in one go."""

    def append_entries(self, message, leader):
        prev, new = message.prev_index, list(message.entries)
        good = prev <= len(self.log) and (prev == 0 or self.log[prev - 1].term == message.prev_term)
        if good:
            mine = self.log[prev:prev + len(new)]
            if [entry.term for entry in mine] != [entry.term for entry in new]:
                self.log = self.log[:prev] + new
            if message.commit > self.commit_index:
                self.commit(min(message.commit, prev + len(new)))
        self.send(Appended(self.term, good, prev + len(new) if good else prev), to=leader)


class ForgetsEarly(Raft):
    """What differs may go as soon as that is known."""

    def append_entries(self, message, leader):
        if self.agrees(message.prev_index, message.prev_term):
            Right.append_entries(self, message, leader)
        else:
            self.log = self.log[:message.prev_index - 1]
            self.send(Appended(self.term, False, message.prev_index), to=leader)


class NoCheck(Right):
    def agrees(self, index, term):
        return True


class NoReturn(Raft):
    def append_entries(self, message, leader):
        if not self.agrees(message.prev_index, message.prev_term):
            self.send(Appended(self.term, False, message.prev_index), to=leader)
        self.log[message.prev_index:] = message.entries
        self.send(Appended(self.term, True, len(self.log)), to=leader)


class Silent(Raft):
    def append_entries(self, message, leader):
        if self.agrees(message.prev_index, message.prev_term):
            Right.append_entries(self, message, leader)


class NoAnswer(Raft):
    def append_entries(self, message, leader):
        if self.agrees(message.prev_index, message.prev_term):
            for index, entry in enumerate(message.entries, message.prev_index + 1):
                if index <= len(self.log) and self.term_at(index) != entry.term:
                    del self.log[index - 1:]
                if index > len(self.log):
                    self.log.append(entry)
        else:
            self.send(Appended(self.term, False, message.prev_index), to=leader)


class LengthOnly(Right):
    def agrees(self, index, term):
        return index <= len(self.log)


class Slices(Raft):
    """A slice is short, and wrong: it cuts off what an old request does not know."""

    def append_entries(self, message, leader):
        good = self.agrees(message.prev_index, message.prev_term)
        last = message.prev_index + len(message.entries)
        if good:
            self.log[message.prev_index:] = message.entries
            self.commit(min(message.commit, last))
        self.send(Appended(self.term, good, last if good else message.prev_index), to=leader)


class KeepsWhatDiffers(Raft):
    def append_entries(self, message, leader):
        good = self.agrees(message.prev_index, message.prev_term)
        last = message.prev_index + len(message.entries)
        if good:
            self.log.extend(message.entries[len(self.log) - message.prev_index:])
            self.commit(min(message.commit, last))
        self.send(Appended(self.term, good, last if good else message.prev_index), to=leader)


class ExtendsAlways(Raft):
    def append_entries(self, message, leader):
        good = self.agrees(message.prev_index, message.prev_term)
        last = message.prev_index + len(message.entries)
        if good:
            self.log.extend(message.entries)
            self.commit(min(message.commit, last))
        self.send(Appended(self.term, good, last if good else message.prev_index), to=leader)


class Replaces(Raft):
    def append_entries(self, message, leader):
        good = self.agrees(message.prev_index, message.prev_term)
        last = message.prev_index + len(message.entries)
        if good:
            self.log[message.prev_index:last] = message.entries
            self.commit(min(message.commit, last))
        self.send(Appended(self.term, good, last if good else message.prev_index), to=leader)


class WholeLength(Raft):
    def append_entries(self, message, leader):
        good = self.agrees(message.prev_index, message.prev_term)
        last = message.prev_index + len(message.entries)
        if good:
            for index, entry in enumerate(message.entries, message.prev_index + 1):
                if self.log[index - 1:index] and self.log[index - 1].term != entry.term:
                    self.log = self.log[:index - 1]
                if index == len(self.log) + 1:
                    self.log.append(entry)
            self.commit(min(message.commit, last))
        self.send(Appended(self.term, good, len(self.log) if good else message.prev_index), to=leader)


class WithoutMinimum(Raft):
    def append_entries(self, message, leader):
        Right.append_entries(self, message, leader)
        if self.agrees(message.prev_index, message.prev_term):
            self.commit(min(message.commit, len(self.log)))


class NeverCommits(Right):
    def commit(self, index):
        if self.role == "leader":
            super().commit(index)


class CutsBeforeEach(Raft):
    def append_entries(self, message, leader):
        good = self.agrees(message.prev_index, message.prev_term)
        last = message.prev_index + len(message.entries)
        if good:
            for index, entry in enumerate(message.entries, message.prev_index + 1):
                self.log = [*self.log[:index - 1], entry]
            self.commit(min(message.commit, last))
        self.send(Appended(self.term, good, last if good else message.prev_index), to=leader)


class GoesOn(Raft):
    """Says no, and yes after it."""

    def append_entries(self, message, leader):
        if not self.agrees(message.prev_index, message.prev_term):
            self.send(Appended(self.term, False, message.prev_index), to=leader)
        for index, entry in enumerate(message.entries, message.prev_index + 1):
            if index <= len(self.log) and self.term_at(index) != entry.term:
                del self.log[index - 1:]
            if index > len(self.log):
                self.log.append(entry)
        last = message.prev_index + len(message.entries)
        self.commit(min(message.commit, last))
        self.send(Appended(self.term, True, last), to=leader)


class Returns(Raft):
    """Its answer is no message."""

    def append_entries(self, message, leader):
        if not self.agrees(message.prev_index, message.prev_term):
            return False
        self.log = [*self.log[:message.prev_index], *message.entries]
        self.commit(message.commit)
        return True


class NoHeartbeats(Raft):
    def append_entries(self, message, leader):
        if message.entries:
            Right.append_entries(self, message, leader)


class Hangs(Raft):
    def append_entries(self, message, leader):
        while not self.agrees(message.prev_index, message.prev_term):
            self.send(Appended(self.term, False, message.prev_index), to=leader)


def follower(good=lambda self, message: self.agrees(message.prev_index, message.prev_term),
             no=lambda self, message: message.prev_index, yes=lambda message: message.prev_index + len(message.entries),
             place=lambda index: index - 1, keep=Raft.commit):
    """A class whose rule differs in one place from the right one."""
    class Follower(Raft):
        def append_entries(self, message, leader):
            if not good(self, message):
                self.send(Appended(self.term, False, no(self, message)), to=leader)
                return
            for index, entry in enumerate(message.entries, message.prev_index + 1):
                if index <= len(self.log) and self.term_at(index) != entry.term:
                    del self.log[place(index):]
                if index > len(self.log):
                    self.log.append(entry)
            keep(self, min(message.commit, message.prev_index + len(message.entries)))
            self.send(Appended(self.term, True, yes(message)), to=leader)
    return Follower


AsksForTheNewTerm = follower(good=lambda self, message: self.agrees(message.prev_index, message.term))
RefusesTooEarly = follower(no=lambda self, message: message.prev_index - 1)
RefusesAtTheEnd = follower(no=lambda self, message: len(self.log))
SaysPrevious = follower(yes=lambda message: message.prev_index)
CutsTooLate = follower(place=lambda index: index)
SetsTheIndex = follower(keep=lambda self, index: setattr(self, "commit_index", index))


class OffByOne(Raft):
    def append_entries(self, message, leader):
        if self.log[message.prev_index].term == message.prev_term:
            self.log.extend(message.entries)


# -- the leader --------------------------------------------------------------------------------------------------------


class LeaderStarter(Raft):
    def commit_what_a_majority_holds(self):
        pass


class RightLeader(Raft):
    def commit_what_a_majority_holds(self):
        for index in range(len(self.log), self.commit_index, -1):
            holders = [self.id] + [server for server, match in self.match_index.items() if match >= index]
            if self.is_majority(holders) and self.term_at(index) == self.term:
                self.commit(index)
                return


class SortedLeader(Raft):
    """The median of all match indexes is on a majority."""

    def commit_what_a_majority_holds(self):
        known = sorted([*self.match_index.values(), len(self.log)], reverse=True)
        index = known[len(self.servers) // 2]
        if index > self.commit_index and self.log[index - 1].term == self.term:
            self.commit(index)


class StopsAtOldEntries(Raft):
    """Terms never fall along a log: behind an old entry there are only older ones."""

    def commit_what_a_majority_holds(self):
        for index in range(len(self.log), 0, -1):
            if self.log[index - 1].term < self.term:
                break
            if 2 * sum(match >= index for match in (len(self.log), *self.match_index.values())) > len(self.servers):
                return self.commit(index)


def leader(condition, order=lambda self: range(len(self.log), self.commit_index, -1)):
    """A class whose rule is one condition on (self, index, number of holders)."""
    class Leader(Raft):
        def commit_what_a_majority_holds(self):
            for index in order(self):
                if condition(self, index, 1 + sum(match >= index for match in self.match_index.values())):
                    self.commit(index)
                    return
    return Leader


OldToo = leader(lambda self, index, holders: 2 * holders > len(self.servers))
NotMyself = leader(lambda self, index, holders: 2 * (holders - 1) > len(self.servers) and
                   self.term_at(index) == self.term)
Half = leader(lambda self, index, holders: 2 * holders >= len(self.servers) and self.term_at(index) == self.term)
All = leader(lambda self, index, holders: holders == len(self.servers) and self.term_at(index) == self.term)
Nobody = leader(lambda self, index, holders: self.term_at(index) == self.term)
NextOnly = leader(lambda self, index, holders: 2 * holders > len(self.servers) and self.term_at(index) == self.term,
                  lambda self: [self.commit_index + 1] if len(self.log) > self.commit_index else [])
AnyOther = leader(lambda self, index, holders: (holders > 1 or len(self.servers) == 1) and
                  self.term_at(index) == self.term)
Crashes = leader(lambda self, index, holders: self.log[index].term == self.term)
EverySecond = leader(lambda self, index, holders: 2 * holders > len(self.servers) and
                     self.term_at(index) == self.term,
                     lambda self: range(len(self.log), self.commit_index, -2))
Never = leader(lambda self, index, holders: False)


NotTheLast = leader(lambda self, index, holders: 2 * holders > len(self.servers) and self.term_at(index) == self.term,
                    lambda self: range(len(self.log) - 1, self.commit_index, -1))
MoreOnly = leader(lambda self, index, holders: self.term_at(index) == self.term and self.is_majority(
    [self.id] + [server for server, match in self.match_index.items() if match > index]))
TermOfTheLast = leader(lambda self, index, holders: 2 * holders > len(self.servers) and
                       self.log[-1].term == self.term)
TwoAreEnough = leader(lambda self, index, holders: holders >= 2 and self.term_at(index) == self.term)
Counts = leader(lambda self, index, holders: self.is_majority(holders) and self.term_at(index) == self.term)
LooksItselfUp = leader(lambda self, index, holders: self.term_at(index) == self.term and self.is_majority(
    [server for server in self.servers if self.match_index[server] >= index]))


class SetsIt(Raft):
    def commit_what_a_majority_holds(self):
        for index in range(len(self.log), self.commit_index, -1):
            holders = [self.id] + [server for server, match in self.match_index.items() if match >= index]
            if self.is_majority(holders) and self.term_at(index) == self.term:
                self.commit_index = index
                return


class OneBehind(Raft):
    def commit_what_a_majority_holds(self):
        for index in range(len(self.log), self.commit_index, -1):
            holders = [self.id] + [server for server, match in self.match_index.items() if match >= index - 1]
            if self.is_majority(holders) and self.term_at(index) == self.term:
                self.commit(index)
                return


# -- break it ----------------------------------------------------------------------------------------------------------

HEARS = Deliver(1, 2, RequestVote(3, 1, 1))
WINS = [HEARS, Timer(2, "election"), Deliver(2, 3, RequestVote(4, 1, 2)), Deliver(3, 2, Vote(4, True))]
ASKS = [Timer(9, "answer"), Timer(9, "answer")]
STALE = [*ASKS, Deliver(9, 1, Command(2, "x?")), Deliver(1, 9, Answer(2, None))]
OTHER = simulate(raft([1, 2, 3], network=Network()), until=20)


def whole(start, more):
    """The whole run, with what had happened before."""
    return replay(start.system, [*start.events, *more])


# -- measure -----------------------------------------------------------------------------------------------------------

LOSSES = (0, 0.1, 0.2, 0.3)
JOINED = {loss: [wait for seed in range(4) for wait in waits(copying(loss, seed))] for loss in LOSSES}
MEANS = {loss: sum(found) / len(found) for loss, found in JOINED.items()}
SINGLE = {loss: (lambda found: sum(found) / len(found))(waits(copying(loss, 0))) for loss in LOSSES}


def mean_of(seeds, loss):
    found = [wait for seed in seeds for wait in waits(copying(loss, seed))]
    return sum(found) / len(found)


BY_RUN = {loss: sum(sum(found) / len(found) for found in map(waits, (copying(loss, s) for s in range(4)))) / 4
          for loss in LOSSES}

CASES = {
    "log_series": {
        "starter": ...,
        "right": [{"x": 5, "y": "blue", "z": "x"}, {"z": "x", "y": "blue", "x": 5}],
        "wrong": [
            ({"x": 5, "y": "blue", "z": 5}, "does not look up x"),
            ({"x": 5, "y": "blue", "z": 2}, "does not look up x"),
            ({"x": 5, "y": "blue"}, "sets z"), ({"x": 2, "y": "blue", "z": "x"}, "3 is added"),
            ({"x": 23, "y": "blue", "z": "x"}, "3 is added"), ({"x": 5, "y": "blue1", "z": "x"}, "is a text"),
            ({"x": 5, "z": "x"}, "is a text"), ({"y": "blue", "z": "x"}, "does not take"),
            ({"x": 5, "y": "blue", "z": "x", "x?": 5}, "three keys"), (5, "You gave"), ("x=5", "You gave"),
            ([], "You gave"), ({"x": "5", "y": "blue", "z": "x"}, "without quotes"),
            ({"x": 5, "y": "blue", "z": "5"}, "does not look up x"),
            ({"x": 5, "y": "blue", "z": None}, "no z to delete"), ([5, "blue", "x"], "Give a dict")],
    },
    "log_living": {
        "starter": ...,
        "right": [2, 2.0],
        "wrong": [(1, "Who tells the old one"), (0, "a reason to stop"), (3, "only two sides"),
        (5, "Nobody leads alone"),
                  ({1, 5}, "Give the number"), ([1, 5], "Give the number"), (4, "both sides"), (-1, "both sides"),
                  ("two", "You gave"), (2.5, "both sides"), ("2", "You gave")],
    },
    "log_committed": {
        "starter": ...,
        "right": [0, 0.0],
        "wrong": [(1, "all entries of older terms alike"), (2, "of which term"), (3, "On how many servers"),
                  (4, "has three entries"), (24, "has three entries"), (-1, "Give an index"), ("none", "You gave"),
                  ([0, 1], "Give an index"), (0.5, "Give an index")],
    },
    "log_check": {
        "starter": Starter,
        "right": [Right, OtherWords, ForgetsEarly],
        "wrong": [
            (NoCheck, "without looking at the one before"), (NoReturn, "came late"),
            (Silent, "Who refuses must say so"), (NoAnswer, "does not hear that you have taken"),
            (LengthOnly, "of the right term"),
            (Slices, "An old, shorter request"), (KeepsWhatDiffers, "and you keep it"),
            (ExtendsAlways, "at the end of your log"), (Replaces, "what stands behind it"),
            (WholeLength, "speaks of your whole log"), (WithoutMinimum, "did not speak of"),
            (OffByOne, "the way to it"), (GoesOn, "After a no"), (Returns, "nobody answers it"),
            (NoHeartbeats, "nobody answers it"),
            (CutsTooLate, "cut behind it"), (SaysPrevious, "taken nothing"), (RefusesTooEarly, "as it is"),
            (RefusesAtTheEnd, "as it is"), (AsksForTheNewTerm, "older than the leader"),
            (SetsTheIndex, "it does both"), (Hangs, "without a way out"),
            (NeverCommits, "You never commit"), (CutsBeforeEach, "An old, shorter request"),
            (Raft, "library's own"), (5, "class"), (Right(1, servers=(1,)), "without brackets"),
            (type("Empty", (Raft,), {}), "no `append_entries`")],
    },
    "log_figure8": {
        "starter": ...,
        "right": [WINS, whole(three_servers(), WINS), tuple(WINS)],
        "wrong": [
            ("impossible", "Who wins"), ([HEARS], "its election timer must end"),
            ([Timer(2, "election")], "hear of term 3"),
            ([HEARS, Timer(2, "election")], "must reach server 3"), ([Timer(1, "election")], "cannot happen"),
            ([Timer(1, "heartbeat")], "not heard of term 3"),
            ([Deliver(2, 3, RequestVote(4, 1, 2))], "cannot happen"), ([Crash(1)], "No fault"),
            ([Timer(2, "election"), Timer(2, "election")], "must reach server 3"), ([Timer], "is the class"),
            ([5], "is a number"), (OTHER, "This is a run of"), (WINS[:3], "must reach server 3"),
            ([Timer(1, "heartbeat"), *WINS], "You needed 5"), ([Timer(1, "heartbeat"), *WINS], "leave out")],
    },
    "log_commit": {
        "starter": LeaderStarter,
        "right": [RightLeader, SortedLeader, StopsAtOldEntries],
        "wrong": [
            (OldToo, "figure 8"), (NotMyself, "Do you count yourself"), (Half, "Half"), (All, "wait for everybody"),
            (Nobody, "Too few servers"), (NextOnly, "the next entry only"), (AnyOther, "One server is no majority"),
            (Crashes, "the way to it"), (Never, "the last index, too"), (OneBehind, "that index included"),
            (NotTheLast, "the last index, too"), (MoreOnly, "equal to the index"), (TermOfTheLast, "goes first"),
            (SetsIt, "it does both"), (TwoAreEnough, "number of servers"), (Counts, "counts them"),
            (LooksItselfUp, "other servers only"),
            (EverySecond, "look at every index"),
            (Raft, "library's own"), ("commit", "class")],
    },
    "log_stale": {
        "starter": ...,
        "right": [STALE, whole(two_leaders(), STALE)],
        "wrong": [
            ("impossible", "still believes"), ([Timer(9, "answer")], "asks server 3"), (ASKS, "asks server 1"),
            (STALE[:3], "asks server 1"), ([Deliver(9, 2, Command(2, "x?"))], "waits for server 2"),
            ([Crash(2)], "No fault"), ([Drop(9, 2, Command(2, "x?"))], "No fault"), ([Heal(1, 2)], "No fault"),
            ([*ASKS, *ASKS], "given up"), ([*ASKS, ASKS[0]], "one timer too many"),
            ([Deliver(9, 2, Command(2, "x?")), *STALE], "leave out"),
            ([Deliver(9, 1, Command(2, "x?"))], "cannot happen"),
            (OTHER, "This is a run of"),
            ([Timer(1, "heartbeat"), *STALE], "cannot happen")],
    },
    "log_latency": {
        "starter": ...,
        "right": [MEANS, {loss: round(mean, 2) for loss, mean in MEANS.items()}],
        "wrong": [
            (SINGLE, "one run only"), (10, "Give a dict"), (list(MEANS.values()), "Give a dict"),
            ({loss: mean / 2 for loss, mean in MEANS.items()}, "And the answers"),
            ({loss: sum(found) for loss, found in JOINED.items()}, "Divide"),
            (dict.fromkeys(LOSSES, 10), "Did the loss reach"),
            ({loss: sorted(found)[len(found) // 2] for loss, found in JOINED.items()}, "median"),
            ({loss: max(found) for loss, found in JOINED.items()}, "longest wait"),
            ({loss: round(mean) for loss, mean in MEANS.items()}, "Do not round"),
            ({loss: sum(found) / 4 for loss, found in JOINED.items()}, "number of waits"),
            ({loss: mean_of(range(1, 5), loss) for loss in LOSSES}, "0, 1, 2 and 3"),
            ({loss: mean_of(range(3), loss) for loss in LOSSES}, "0, 1, 2 and 3"),
            ({0.1 * k: mean for k, mean in enumerate(MEANS.values())}, "not quite 0.3"),
            ({str(loss): mean for loss, mean in MEANS.items()}, "as numbers"), (JOINED, "One number"),
            ({loss: len(found) for loss, found in JOINED.items()}, "counted the entries"),
            (BY_RUN, "mean of four means"),
            ({0: 10.0}, "There is no number for"), ({}, "There is no number for")],
    },
}
