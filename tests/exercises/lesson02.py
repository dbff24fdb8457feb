"""Right and wrong answers to the exercises of lesson 02. Plain data; tests/test_exercises.py judges them."""

from fractions import Fraction

from leaderlab import Crash, Deliver, Node, Restart, Suspect, replay
from leaderlab.algorithms import ring as a_builder
from leaderlab.algorithms.chang_roberts import Elected as Won
from leaderlab.algorithms.chang_roberts import Election as Runs
from leaderlab.algorithms.readme_ring import Elected, Election, ReadmeRing
from leaderlab.algorithms.ring import Elected as RingElected
from leaderlab.algorithms.ring import Election as RingElection

# -- the repairs of the lesson ----------------------------------------------------------------------------------------


class Skip(ReadmeRing):
    members: tuple
    successor: int | None = None
    down: set = set()

    def on_start(self):
        self.successor = self.members[1]
        super().on_start()

    def skip(self, peer):
        self.down.add(peer)
        self.successor = next(id for id in (*self.members[1:], self.id) if id not in self.down)

    def on_suspect(self, peer):
        self.skip(peer)
        super().on_suspect(peer)


class Again(Skip):
    def on_suspect(self, peer):
        if peer in (self.leader, self.successor):
            self.skip(peer)
            self.start_election()
        else:
            super().on_suspect(peer)


class Clean(Again):
    def on_message(self, message, sender):
        match message:
            case Election(initiator) if initiator in self.down:
                pass
            case Elected(initiator, leader) if initiator in self.down:
                self.leader = leader
            case _:
                super().on_message(message, sender)


class RefuseStub(Clean):
    def on_message(self, message, sender):
        # YOUR CODE HERE
        raise NotImplementedError()


class Refuse(Clean):
    def on_message(self, message, sender):
        match message:
            case Election(self.id, largest) if largest in self.down:
                self.start_election()
            case Elected(_, leader) if leader in self.down:
                self.say("{} is down: I do not follow it.", leader)
            case _:
                super().on_message(message, sender)


class RefuseWithIf(Clean):
    def on_message(self, message, sender):
        if isinstance(message, Elected) and message.leader in self.down:
            return
        if isinstance(message, Election) and message.initiator == self.id and message.largest in self.down:
            return self.start_election()
        super().on_message(message, sender)


class RefuseAndSearch(Clean):
    def on_message(self, message, sender):
        match message:
            case Election(self.id, dead) | Elected(_, dead) if dead in self.down:
                self.start_election()
            case _:
                super().on_message(message, sender)


class OnlyAnnouncements(Clean):
    def on_message(self, message, sender):
        if not (isinstance(message, Elected) and message.leader in self.down):
            super().on_message(message, sender)


class OnlyAtHome(Clean):
    def on_message(self, message, sender):
        match message:
            case Election(self.id, largest) if largest in self.down:
                self.start_election()
            case _:
                super().on_message(message, sender)


class LeadsItself(Clean):
    def on_message(self, message, sender):
        match message:
            case Election(self.id, largest) if largest in self.down:
                self.leader = self.id
                self.send(Elected(self.id, self.id), to=self.successor)
            case Elected(_, leader) if leader in self.down:
                pass
            case _:
                super().on_message(message, sender)


class PassesItOn(Clean):
    def on_message(self, message, sender):
        match message:
            case Election(self.id, largest) if largest in self.down:
                self.start_election()
            case Elected(_, leader) if leader in self.down:
                self.send(message, to=self.successor)
            case _:
                super().on_message(message, sender)


class ForgetsTheRest(Clean):
    def on_message(self, message, sender):
        match message:
            case Election(self.id, largest) if largest in self.down:
                self.start_election()
            case Elected(_, leader) if leader in self.down:
                self.say("I refuse {}.", leader)


class RefusesAll(Clean):
    def on_message(self, message, sender):
        match message:
            case Election(self.id, _) if self.down:
                self.start_election()
            case Elected() if self.down:
                pass
            case _:
                super().on_message(message, sender)


class ForgetsItsLeader(Clean):
    def on_message(self, message, sender):
        match message:
            case Election(self.id, largest) if largest in self.down:
                self.start_election()
            case Elected(_, leader) if leader in self.down:
                self.leader = None
            case _:
                super().on_message(message, sender)


class RegretsTooLate(Clean):
    def on_message(self, message, sender):
        super().on_message(message, sender)
        if self.leader in self.down:
            self.leader = None


class LooksAtTheSender(Clean):
    def on_message(self, message, sender):
        if sender not in self.down:
            super().on_message(message, sender)


class MistypesDown(Clean):
    def on_message(self, message, sender):
        if message.leader in self.down:
            return
        super().on_message(message, sender)


# -- Chang and Roberts ------------------------------------------------------------------------------------------------


class Given(Node):
    successor: int
    initiator: bool = False
    participant: bool = False
    leader: int | None = None

    def on_start(self):
        if self.initiator:
            self.run_for_leader()

    def run_for_leader(self):
        self.participant = True
        self.send(Runs(self.id), to=self.successor)


class HandlerStub(Given):
    def on_message(self, message, sender):
        # YOUR CODE HERE
        raise NotImplementedError()


class Matching(Given):
    def on_message(self, message, sender):
        match message:
            case Runs(self.id):
                self.leader = self.id
                self.send(Won(self.id), to=self.successor)
            case Runs(candidate) if candidate > self.id:
                self.participant = True
                self.send(message, to=self.successor)
            case Runs() if not self.participant:
                self.run_for_leader()
            case Won(leader) if leader != self.id:
                self.leader = leader
                self.participant = False
                self.send(message, to=self.successor)


class Asking(Given):
    def on_message(self, message, sender):
        if isinstance(message, Won):
            if self.leader is None:
                self.leader = message.leader
                self.send(message, to=self.successor)
        elif message.candidate > self.id:
            self.send(Runs(message.candidate), to=self.successor)
        elif message.candidate < self.id:
            if not self.participant:
                self.run_for_leader()
        else:
            self.leader = self.id
            self.send(Won(self.leader), to=self.successor)


class Hears(Given):
    """Passes an announcement on as it should; the wrong answers below differ in the election."""

    def on_message(self, message, sender):
        if isinstance(message, Runs):
            self.hear(message.candidate)
        elif message.leader != self.id:
            self.leader = message.leader
            self.send(message, to=self.successor)

    def tell(self):
        self.leader = self.id
        self.send(Won(self.id), to=self.successor)


class StopsNobody(Hears):
    def hear(self, candidate):
        if candidate == self.id:
            self.tell()
        else:
            self.participant = True
            self.send(Runs(candidate), to=self.successor)

    def tell(self):
        self.participant = False
        super().tell()


class OnlyForwards(Hears):
    def hear(self, candidate):
        if candidate == self.id:
            self.participant = False
            self.tell()
        elif candidate > self.id or not self.participant:
            self.send(Runs(candidate), to=self.successor)


class SmallestWins(Hears):
    def hear(self, candidate):
        if candidate == self.id:
            self.participant = False
            self.tell()
        elif candidate < self.id:
            self.participant = True
            self.send(Runs(candidate), to=self.successor)
        elif not self.participant:
            self.run_for_leader()


class WinsOnLarger(Hears):
    def hear(self, candidate):
        if candidate >= self.id:
            self.participant = False
            self.tell()
        elif not self.participant:
            self.run_for_leader()


class Right(Hears):
    def hear(self, candidate):
        if candidate == self.id:
            self.participant = False
            self.tell()
        elif candidate > self.id:
            self.participant = True
            self.send(Runs(candidate), to=self.successor)
        elif not self.participant:
            self.run_for_leader()


class DropsSmaller(Right):
    def on_message(self, message, sender):
        if isinstance(message, Runs) and message.candidate < self.id:
            return
        super().on_message(message, sender)


class Believes(Right):
    def on_message(self, message, sender):
        if isinstance(message, Runs) and message.candidate > self.id:
            self.leader = message.candidate
        super().on_message(message, sender)


class ForgetsItself(Right):
    on_message = Right.on_message

    def hear(self, candidate):
        if candidate == self.id:
            self.send(Won(self.id), to=self.successor)
        else:
            super().hear(candidate)


class Silent(Right):
    on_message = Right.on_message

    def hear(self, candidate):
        if candidate == self.id:
            self.leader = self.id
        else:
            super().hear(candidate)


class KeepsTheNews(Right):
    def on_message(self, message, sender):
        match message:
            case Runs(candidate):
                self.hear(candidate)
            case Won(leader):
                self.leader = leader


class Circles(Right):
    def on_message(self, message, sender):
        match message:
            case Runs(candidate):
                self.hear(candidate)
            case Won(leader):
                self.leader = leader
                self.send(message, to=self.successor)


class TrustsTheSender(Right):
    def on_message(self, message, sender):
        match message:
            case Runs(candidate):
                self.hear(candidate)
            case Won(leader) if leader != self.id:
                self.leader, self.participant = sender, False
                self.send(message, to=self.successor)


class Eager(Right):
    def on_message(self, message, sender):
        match message:
            case Runs(candidate) if candidate < self.id:
                self.run_for_leader()
            case _:
                super().on_message(message, sender)


class Mistyped(Right):
    def on_message(self, message, sender):
        if message.candidate > self.id:
            self.send(message, to=self.sucessor)


class Announcing(Right):
    """The winner announces its neighbour instead of itself."""

    def tell(self):
        self.leader = self.id
        self.send(Won(self.successor), to=self.successor)

    on_message = Right.on_message


# -- schedules --------------------------------------------------------------------------------------------------------

HERE = "ring([3, 7], initiators=[3]) | "
HOME = [Deliver(3, 7, RingElection(3, 1, 3)), Deliver(7, 3, RingElection(3, 1, 7))]
ALONE = [Crash(7), Suspect(3, 7), Deliver(3, 3, RingElection(3, 2, 3))]
BACK = [Restart(7), Deliver(3, 7, RingElected(3, 1, 7))]
ROUND = [
    Deliver(3, 7, RingElection(3, 1, 3)),
    Deliver(7, 5, RingElection(3, 1, 7)),
    Deliver(5, 3, RingElection(5, 1, 5)),
    Deliver(5, 3, RingElection(3, 1, 7)),
]
TOLD = [Deliver(3, 7, RingElection(5, 1, 5)), Deliver(3, 7, RingElected(3, 1, 7))]

ADA, MINE = "Ada Lovelace", "ring([52, 47, 34, 54], initiators=[34]) | "

MEANS = {2: 3, 3: 5.5, 4: 25 / 3, 5: 137 / 12, 6: 14.7}

CASES = {
    "ring_starters": {
        "starter": ...,
        "right": [30, 30.0, {30}, 2 * 3 * 5],
        "wrong": [
            (10, "Who stops the other two"),
            (15, "how do the others hear"),
            (6, "does not jump"),
            (20, "give up"),
            (24, "comes home to the starter"),
            (27, "all the way round"),
            (3, "One election alone"),
            (75, "Nobody sends to all"),
            (29, "Every starter pays"),
            ("30", "You gave a text"),
            ([30, 30], "You gave a list"),
            (True, "You gave True"),
            (int, "class"),
        ],
    },
    "ring_fate": {
        "starter": ...,
        "right": [7, 7.0, [7], {7}],
        "wrong": [
            (5, "on which way"),
            (3, "Where does its message go"),
            ("nobody", "as a number"),
            ("7", "You gave a text"),
            (9, "no such node"),
            (0, "no such node"),
            ([3, 5], "You gave a list"),
            (False, "You gave True or False"),
            (Crash(7), "You gave a message or an event"),
            (max, "answer"),
        ],
    },
    "ring_yours": {
        "starter": (..., ...),
        "right": [
            (ADA, MINE + "34>54 54>52 52>47 47>34 34>54 suspect:34:54 34>52 52>47 47>34 34>52"),
            ("  ADA   lovelace ", MINE + "34>54 54>52 52>47 47>34 suspect:34:54 34>54 34>52 52>47 47>34 34>52"),
            [ADA, replay(MINE + "34>54 54>52 52>47 47>34 34>54 suspect:34:54 34>52 52>47 47>34 34>52")],
            ("bob", "ring([27, 2, 10, 22], initiators=[10]) | "
                    "10>22 22>27 27>2 2>10 10>22 22>27 suspect:22:27 22>2 2>10 10>22"),
        ],
        "wrong": [
            ((ADA, MINE + "34>54 54>52 52>47 47>34 34>54 suspect:34:54 34>52 54>52 52>47 47>34 34>52"),
             "the best is 10"),
            ((ADA, "impossible"), "What would save yours?"),
            ((ADA, MINE + "34>54 54>52 52>47 47>34 34>54"), "only 54 can win"),
            ((ADA, MINE + "34>54 54>52 52>47 47>34 34>54 suspect:54:52"), "You leave out 52"),
            ((ADA, MINE + "34>54 54>52 52>47 47>34 34>54 54>52 suspect:52:54"), "whose successor is 54?"),
            ((ADA, MINE + "suspect:34:54 34>54 34>52"), "told too early"),
            ((ADA, MINE + "34>54 54>52 52>47 47>34 suspect:34:54 34>52"), "Let it arrive"),
            ((ADA, MINE + "34>54 54>52 52>47 47>34 34>54 suspect:34:54 34>52 52>47"), "go round and come home"),
            ((ADA, MINE + "crash:54"), "Faults(suspicions=1)"),
            ((ADA, MINE + "52>47"), "What can happen: 34>54"),
            (("bob", MINE + "34>54 54>52 52>47 47>34 34>54 suspect:34:54 34>52 52>47 47>34 34>52"),
             "For bob: This is a run of"),
            ((ADA, "ring([3, 7, 5], initiators=[3]) | 3>7"), "The exercise is about ring([52, 47, 34, 54]"),
            ((ADA, 54), "a number"),
            ((7, MINE), "You gave a number"),
            (("", MINE), "Write your name first"),
            (("x" * 81, MINE), "more than 80 characters"),
            (MINE + "34>54", "Give a pair"),
        ],
    },
    "ring_restart": {
        "starter": ...,
        "right": [
            [*HOME, *ALONE, *BACK],
            HERE + "3>7 7>3 crash:7 suspect:3:7 3>3 restart:7 3>7",
            replay(a_builder([3, 7], initiators=[3]), [*HOME, *ALONE[:2], Restart(7), ALONE[2], BACK[1]]),
        ],
        "wrong": [
            (
                [*HOME, *ALONE, Restart(7), Deliver(3, 3, RingElected(3, 2, 3)), BACK[1]],
                "Which step could you leave out",
            ),
            ("impossible", "old messages waiting"),
            ([*HOME, *ALONE], "3 leads alone"),
            ([*HOME, *ALONE, Restart(7)], "3 leads alone"),
            ([*HOME, Deliver(3, 7, RingElected(3, 1, 7))], "7 leads"),
            (HOME, "Nobody crashes"),
            ([Crash(3)], "You let 3 crash"),
            ([*HOME, Crash(7)], "7 stays dead"),
            ([Crash(7), Restart(7)], "Nobody leads yet"),
            ([Restart(7)], "Event 1"),
            ([Crash(7), Crash(3)], "You may use Faults(crashes=1, restarts=1)"),
            ([Crash], "Say who"),
            ("3>7 7>3", "Nobody crashes"),
            ("ring([3, 7, 5], initiators=[3]) | 3>7", "This is a run of ring([3, 7, 5]"),
            (["crash 7"], "'crash' is no event. Did you mean 'crash:7'?"),
        ],
    },
    "ring_twice": {
        "starter": [],
        "right": ["impossible", "Impossible.", " IMPOSSIBLE "],
        "wrong": [
            ([Crash(7)], "so few events"),
            ([Crash(3)], "so few events"),
            (ROUND, "It may be impossible"),
            ([*ROUND, *TOLD], "One node leads"),
            ([*ROUND, *TOLD, Crash(3)], "One node leads"),
            ([*ROUND, Crash(7), Suspect(3, 7)], "refuse it as a leader"),
            ([Crash(7), Crash(5)], "You may use Faults(crashes=1)"),
            ([Crash(1)], "Event 1"),
            ("possible", "Then show it"),
            ([Crash], "Say who"),
            ([None], "Event 1 is"),
            (7, "Event 1 is a number"),
        ],
    },
    "ring_refuse": {
        "starter": RefuseStub,
        "right": [Refuse, RefuseWithIf, RefuseAndSearch],
        "wrong": [
            (OnlyAnnouncements, "comes home with the id of a node that it knows to be down"),
            (OnlyAtHome, "before you believe"),
            (LeadsItself, "must not put itself in its place"),
            (PassesItOn, "must not pass it on"),
            (ForgetsTheRest, "super().on_message"),
            (RefusesAll, "Do you refuse more"),
            (ForgetsItsLeader, "keep the leader that you have"),
            (RegretsTooLate, "keep the leader that you have"),
            (LooksAtTheSender, "before you believe"),
            (MistypesDown, "stops with an error"),
            (Clean, "before you believe"),
            (ReadmeRing, "library's own class"),
            (Refuse(3, successor=7, members=(3, 7)), "Give its class"),
            (lambda message: message, "You gave a function"),
            (str, "does not derive"),
            ("Refuse", "You gave a text"),
        ],
    },
    "ring_handler": {
        "starter": HandlerStub,
        "right": [Matching, Asking, Right],
        "wrong": [
            (StopsNobody, "must be stopped"),
            (OnlyForwards, "did not start just passes on"),
            (SmallestWins, "wrong way round"),
            (WinsOnLarger, "only if its own id comes home"),
            (DropsSmaller, "did not start do with a smaller id"),
            (Believes, "only a candidate"),
            (ForgetsItself, "forgets itself"),
            (Silent, "Send an"),
            (KeepsTheNews, "only the next node hears it"),
            (Circles, "for ever"),
            (TrustsTheSender, "only your neighbour"),
            (Eager, "on its way already"),
            (Mistyped, "stops with an error"),
            (Announcing, "Somebody else is announced"),
            (Given, "no `on_message` of its own"),
            (sorted, "You gave"),
            (7, "You gave a number"),
        ],
    },
    "ring_worst": {
        "starter": ...,
        "right": [[1, 5, 4, 3, 2], (1, 5, 4, 3, 2), [1, *range(5, 1, -1)]],
        "wrong": [
            ([1, 2, 3, 4, 5], "That is the best order"),
            ([5, 4, 3, 2, 1], "Turn the ring"),
            ([1, 5, 2, 4, 3], "there is an order"),
            ([1, 3, 5, 2, 4], "there is an order"),
            ([1, 5, 4, 2, 3], "there is an order"),
            ([1, 5, 4], "each of the ids"),
            ([1, 5, 4, 3, 2, 1], "each of the ids"),
            ({1, 2, 3, 4, 5}, "as a list"),
            ("54321", "as a list"),
            (15, "as a list"),
            ([], "each of the ids"),
        ],
    },
    "ring_mean": {
        "starter": ...,
        "right": [
            MEANS,
            {n: float(m) for n, m in MEANS.items()},
            {n: Fraction(n) * sum(Fraction(1, k) for k in range(1, n + 1)) for n in MEANS},
        ],
        "wrong": [
            ({n: m + n for n, m in MEANS.items()}, "counted the announcement"),
            ({2: 3, 3: 6, 4: 10, 5: 15, 6: 21}, "worst order"),
            ({2: 3, 3: 5, 4: 7, 5: 9, 6: 11}, "best order"),
            ({2: 3, 3: 5.5, 4: 8.5, 5: 12, 6: 16}, "most orders are near"),
            ({n: 2 * n for n in MEANS}, "one initiator"),
            ({n: n * n for n in MEANS}, "nobody stopped"),
            ({n: n for n in MEANS}, "only a part of it"),
            ({n: int(m) for n, m in MEANS.items()}, "need not be a whole number"),
            ({n: round(m) for n, m in MEANS.items()}, "Do not round"),
            ({n: round(m, 1) for n, m in MEANS.items()}, "That is near"),
            ({2: 3, 3: 5.5}, "There is no number for 4"),
            (14.7, "one number for each n"),
            (list(MEANS.values()), "one number for each n"),
            (MEANS | {7: 18.15}, "a number too many"),
            (MEANS | {5: 11.4}, "At 5"),
        ],
    },
}
