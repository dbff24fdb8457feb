"""Right and wrong answers to the exercises of lesson 03. Plain data; tests/test_exercises.py judges them."""

from leaderlab import Crash, Deliver, Node, Restart, Tick, Timer, durable, replay
from leaderlab.algorithms import Chubby
from leaderlab.algorithms import readme_chubby as the_readme
from leaderlab.algorithms.chubby import Request as Asks
from leaderlab.algorithms.chubby import Vote as Votes
from leaderlab.algorithms.readme_chubby import Request as ReadmeRequest
from leaderlab.algorithms.readme_chubby import Vote as ReadmeVote
from leaderlab.exercises.lesson03 import ELECTED, LEASES, Elected, RequestVote, Vote, failover

# -- one vote in each election ----------------------------------------------------------------------------------------


class Numbered(Node):
    candidate: bool
    majority: int
    term: int = durable(0)
    voted_for: int | None = durable(None)
    votes: set = set()
    leader: int | None = None

    def on_start(self):
        if self.candidate:
            self.set_timer("election", 0, 100)

    def on_timer(self, name):
        self.term, self.voted_for, self.votes, self.leader = self.term + 1, self.id, {self.id}, None
        self.broadcast(RequestVote(self.term))
        self.set_timer("election", 100, 200)

    def on_message(self, message, sender):
        match message:
            case RequestVote(term):
                self.hear_request(term, sender)
            case Vote(self.term):
                self.votes.add(sender)
                if len(self.votes) == self.majority:
                    self.leader = self.id
                    self.cancel_timer("election")
                    self.broadcast(Elected(self.term))
            case Elected(term) if term >= self.term:
                self.leader = sender


class VoterStub(Numbered):
    def hear_request(self, term, candidate):
        # YOUR CODE HERE
        raise NotImplementedError()


class Voter(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.voted_for, self.leader = term, None, None
        if term == self.term and self.voted_for in (None, candidate):
            self.voted_for = candidate
            self.send(Vote(term), to=candidate)


class VoterInOneGo(Numbered):
    def hear_request(self, term, candidate):
        if term < self.term or (term == self.term and self.voted_for not in (None, candidate)):
            return self.say("Nothing for {}.", candidate)
        if term > self.term:
            self.leader = None
        self.term, self.voted_for = term, candidate
        self.send(Vote(term), to=candidate)


class VoterOfNewOnly(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.voted_for, self.leader = term, candidate, None
            self.send(Vote(term), to=candidate)


class VotesAlways(Numbered):
    def hear_request(self, term, candidate):
        self.term = max(term, self.term)
        self.send(Vote(term), to=candidate)


class DoesNotRemember(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.leader = term, None
        if term == self.term:
            self.send(Vote(term), to=candidate)


class OnlySends(Numbered):
    def hear_request(self, term, candidate):
        self.send(Vote(term), to=candidate)


class NeverAgain(Numbered):
    def hear_request(self, term, candidate):
        if self.voted_for in (None, candidate):
            self.term, self.voted_for = max(term, self.term), candidate
            self.send(Vote(term), to=candidate)


class KeepsTheOldVote(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.leader = term, None
        if term == self.term and self.voted_for in (None, candidate):
            self.voted_for = candidate
            self.send(Vote(term), to=candidate)


class KeepsItsTerm(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term or term == self.term and self.voted_for in (None, candidate):
            self.voted_for = candidate
            self.send(Vote(term), to=candidate)


class LeadsOn(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.voted_for = term, None
        if term == self.term and self.voted_for in (None, candidate):
            self.voted_for = candidate
            self.send(Vote(term), to=candidate)


class RefusesAll(Numbered):
    def hear_request(self, term, candidate):
        self.say("I do not like {}.", candidate)


class VotesForItself(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.voted_for, self.leader = term, None, None
        if self.voted_for is None:
            self.voted_for = self.id


class ForgetsInTheSameTerm(Numbered):
    def hear_request(self, term, candidate):
        if term >= self.term:
            self.term, self.voted_for, self.leader = term, None, None
        if self.voted_for is None:
            self.voted_for = candidate
            self.send(Vote(term), to=candidate)


class VotesForAllToHear(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.voted_for, self.leader = term, None, None
        if term == self.term and self.voted_for is None:
            self.voted_for = candidate
            self.broadcast(Vote(term))


class KeepsBooks(Numbered):
    given: dict = durable({})

    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.leader = term, None
        if term not in self.given:
            self.given[term] = candidate
            self.send(Vote(term), to=candidate)


class StopsAfterFollowing(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.voted_for, self.leader = term, None, None
        elif term == self.term and self.voted_for is None:
            self.voted_for = candidate
            self.send(Vote(term), to=candidate)


class AnswersOldRequestsToo(Numbered):
    """An old request of the same candidate cannot come late: links keep their order."""

    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.voted_for, self.leader = term, None, None
        if self.voted_for in (None, candidate):
            self.voted_for = candidate
            self.send(Vote(term), to=candidate)


class NeverStands(Numbered):
    """Without elections nothing can go wrong: but those are given."""

    def on_timer(self, name):
        pass

    def hear_request(self, term, candidate):
        self.send(Vote(term), to=candidate)


class VotesInTwoSteps(Numbered):
    def follow(self, term):
        self.term, self.voted_for, self.leader = term, None, None

    def hear_request(self, term, candidate):
        if term > self.term:
            self.follow(term)
        if term == self.term and (not self.voted_for or self.voted_for == candidate):
            self.voted_for = candidate
            self.send(Vote(term=self.term), to=candidate)


class Underived(Node):
    def hear_request(self, term, candidate):
        self.send(Vote(term), to=candidate)


class Loops(Numbered):
    def hear_request(self, term, candidate):
        while self.voted_for is None:
            pass


class Mistyped(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term:
            self.votedfor = candidate


class ForgetfulVoter(Voter):
    voted_for: int | None = None

    def hear_request(self, term, candidate):
        super().hear_request(term, candidate)


# -- the lease ---------------------------------------------------------------------------------------------------------


class LeaseStub(Chubby):
    def promise(self, candidate):
        # YOUR CODE HERE
        raise NotImplementedError()

    def ask_for_votes(self):
        # YOUR CODE HERE
        raise NotImplementedError()


class Lease(Chubby):
    def promise(self, candidate):
        self.voted_for = candidate
        self.cancel_timer("election")
        self.set_timer("promise", self.lease + 1)

    def ask_for_votes(self):
        self.round, self.votes = self.round + 1, set()
        self.set_timer(f"lease {self.round}", self.hold)
        self.broadcast(Asks(self.round))
        self.promise(self.id)
        self.count(self.id)


class LeaseInAnotherOrder(Chubby):
    def promise(self, candidate):
        self.set_timer("promise", 1 + self.lease)
        self.cancel_timer("election")
        self.voted_for = candidate

    def ask_for_votes(self):
        self.round += 1
        self.votes.clear()
        self.promise(self.id)
        for peer in self.peers:
            self.send(Asks(self.round), to=peer)
        self.set_timer("lease " + str(self.round), self.hold)
        self.count(self.id)


class CarefulLease(Lease):
    """Longer than it need be, and safe."""

    def promise(self, candidate):
        super().promise(candidate)
        self.set_timer("promise", self.lease + 2)

    def ask_for_votes(self):
        super().ask_for_votes()


def lease(**methods):
    """A Lease with methods of its own, as a learner would have written it."""
    body = {"promise": lambda self, candidate: Lease.promise(self, candidate),
            "ask_for_votes": lambda self: Lease.ask_for_votes(self)}
    return type("Mine", (Chubby,), {"__module__": __name__, **body, **methods})


def promise_for(ticks):
    def promise(self, candidate):
        self.voted_for = candidate
        self.cancel_timer("election")
        self.set_timer("promise", ticks(self))
    return promise


def no_end(self, candidate):
    self.voted_for = candidate
    self.cancel_timer("election")


def binds_nobody(self, candidate):
    self.set_timer("promise", self.lease + 1)


def asking(*, round=1, clear=True, clock="hold", broadcast=True, promise=True):
    """A way to ask for votes with something left out."""
    def ask_for_votes(self):
        self.round += round
        if clear:
            self.votes = set()
        if clock:
            self.set_timer(f"lease {self.round}", getattr(self, clock))
        if broadcast:
            self.broadcast(Asks(self.round))
        if promise:
            self.promise(self.id)
        self.count(self.id)
    return ask_for_votes


def stays_ready(self, candidate):
    self.voted_for = candidate
    self.set_timer("promise", self.lease + 1)


def no_count(self):
    self.round, self.votes = self.round + 1, set()
    self.set_timer(f"lease {self.round}", self.hold)
    self.broadcast(Asks(self.round))
    self.promise(self.id)


def one_clock_for_all(self):
    self.round, self.votes = self.round + 1, set()
    self.set_timer("lease", self.hold)
    self.broadcast(Asks(self.round))
    self.promise(self.id)
    self.count(self.id)


def clock_of_the_last_round(self):
    self.set_timer(f"lease {self.round}", self.hold)
    self.round, self.votes = self.round + 1, set()
    self.broadcast(Asks(self.round))
    self.promise(self.id)
    self.count(self.id)


def always_round_one(self):
    self.round, self.votes = 1, set()
    self.set_timer("lease 1", self.hold)
    self.broadcast(Asks(1))
    self.promise(self.id)
    self.count(self.id)


def votes_by_hand(self):
    self.round, self.votes = self.round + 1, {self.id}
    self.set_timer(name=f"lease {self.round}", earliest=self.hold, latest=self.hold)
    self.broadcast(Asks(self.round))
    self.promise(self.id)


def asks_with_an_error(self):
    self.broadcast(Asks(self.rounds))


# -- the fence ---------------------------------------------------------------------------------------------------------


class Given(Node):
    newest: int = durable(0)
    store: dict = durable({})
    writes: list = durable([])

    def take(self, write):
        self.store["file"] = write.value
        self.writes.append(write.token)


class FenceStub(Given):
    def on_message(self, message, sender):
        # YOUR CODE HERE
        raise NotImplementedError()


class Fence(Given):
    def on_message(self, message, sender):
        if message.token >= self.newest:
            self.newest = message.token
            self.take(message)


class FenceThatSpeaks(Given):
    def on_message(self, message, sender):
        if message.token < self.newest:
            self.say("{} is too old.", message.token)
            return
        self.newest = max(self.newest, message.token)
        self.take(message)


def fence(on_message):
    return type("Mine", (Given,), {"__module__": __name__, "on_message": on_message})


def takes_all(self, message, sender):
    self.newest = message.token
    self.take(message)


def takes_then_looks(self, message, sender):
    self.take(message)
    self.newest = max(self.newest, message.token)


def only_once(self, message, sender):
    if message.token > self.newest:
        self.newest = message.token
        self.take(message)


def does_not_remember(self, message, sender):
    if message.token >= self.newest:
        self.take(message)


def sorts_afterwards(self, message, sender):
    self.take(message)
    self.writes.sort()


def wrong_way(self, message, sender):
    if message.token <= self.newest or not self.newest:
        self.newest = message.token
        self.take(message)


def next_only(self, message, sender):
    if message.token in (self.newest, self.newest + 1):
        self.newest = message.token
        self.take(message)


def first_holder(self, message, sender):
    if not self.newest or message.token == self.newest:
        self.newest = message.token
        self.take(message)


def only_compares(self, message, sender):
    return message.token >= self.newest


def only_remembers(self, message, sender):
    self.newest = max(self.newest, message.token)


def by_sender(self, message, sender):
    if sender >= self.newest:
        self.newest = sender
        self.take(message)


def remembers_what_it_refuses(self, message, sender):
    if message.token >= self.newest:
        self.take(message)
    self.newest = message.token


def takes_without_a_look(self, message, sender):
    self.take(message)


def by_the_last_write(self, message, sender):
    if message.token >= max(self.writes, default=0):
        self.take(message)


def mistyped(self, message, sender):
    if message.tokens >= self.newest:
        self.take(message)


# -- schedules --------------------------------------------------------------------------------------------------------

README = "readme_chubby([1, 2, 3], candidates=[1, 2]) | "
WINS = [Deliver(1, 3, ReadmeRequest()), Deliver(3, 1, ReadmeVote())]
TWICE = [Deliver(2, 3, ReadmeRequest()), Deliver(3, 2, ReadmeVote())]
LIVES = [Crash(3), Restart(3)]

FREE = [Tick()] * 5
SECOND = [Timer(2, "promise"), Timer(2, "election"), Timer(3, "promise"), Deliver(2, 3, Asks(1)),
          Deliver(3, 2, Votes(1))]

MEANS = {lease: sum(failover(lease, seed) for seed in range(20)) / 20 for lease in LEASES}

CASES = {
    "chubby_even": {
        "starter": ...,
        "right": [{3: 1, 4: 1, 5: 2, 6: 2, 7: 3}, {n: (n - 1) // 2 for n in range(3, 8)},
                  {n: n - (n // 2 + 1) for n in (7, 6, 5, 4, 3)}],
        "wrong": [
            ({3: 2, 4: 3, 5: 3, 6: 4, 7: 4}, "the votes that are needed"),
            ({3: 1, 4: 2, 5: 2, 6: 3, 7: 3}, "Let 2 of 4 crash. 2 are left"),
            ({3: 2, 4: 3, 5: 4, 6: 5, 7: 6}, "majority of the living"),
            ({3: 1, 4: 2, 5: 3, 6: 4, 7: 5}, "majority of three only"),
            ({3: 1, 4: 2, 5: 2, 6: 2, 7: 3}, "more than half of 4"),
            ({3: 1, 4: 1, 5: 2, 6: 3, 7: 3}, "Let 3 of 6 crash"),
            ({3: 0, 4: 1, 5: 1, 6: 2, 7: 2}, "Let one more crash, 1 of 3"),
            ({3: 1, 4: 1, 5: 2, 6: 2, 7: 2}, "Let one more crash, 3 of 7"),
            ({3: 9, 4: 1, 5: 2, 6: 2, 7: 3}, "cannot lose 9"),
            ({"3": 1, "4": 1, "5": 2, "6": 2, "7": 3}, "not '3'"),
            ({3: "1", 4: "1", 5: "2", 6: "2", 7: "3"}, "a whole number"),
            ({3: 1, 4: 1, 5: 2}, "each of 3, 4, 5"),
            ([1, 1, 2, 2, 3], "for each size"),
            (2, "for each size"),
            ("half", "for each size"),
        ],
    },
    "chubby_forgotten": {
        "starter": ...,
        "right": [
            [*WINS, *LIVES, *TWICE],
            README + "1>3 3>1 crash:3 restart:3 2>3 3>2",
            README + "2>3 crash:3 3>2 restart:3 1>3 3>1",
            replay(the_readme([1, 2, 3], candidates=[1, 2]), [WINS[0], *LIVES, TWICE[0], WINS[1], TWICE[1]]),
        ],
        "wrong": [
            ([*WINS, Deliver(1, 2, ReadmeRequest()), *LIVES, *TWICE], "Which step could you leave out"),
            ("impossible", "what does a server know after a restart"),
            (WINS, "Nobody crashes"),
            ([*WINS, Crash(1)], "You let a candidate crash"),
            ([*WINS, Crash(3)], "3 stays dead"),
            ([WINS[0], *LIVES], "A vote of 3 is still on its way"),
            (LIVES, "nothing to forget"),
            ([*LIVES, *WINS, TWICE[0]], "nothing to forget"),
            ([Deliver(2, 1, ReadmeRequest()), WINS[0], *LIVES, WINS[1]], "has 3 read that"),
            ([*WINS, *LIVES], "has 3 read that"),
            ([*WINS, *LIVES, TWICE[0]], "still on its way"),
            ([*WINS, *TWICE], "Event 4"),
            ([*WINS, *LIVES, *LIVES], "You may use Faults(crashes=1, restarts=1)"),
            ([Crash], "Say who"),
            ("1>3 3>1", "Nobody crashes"),
            (README + "1>3 3>1 2>3 3>2", "Nobody crashes"),
            (README + "1>3 3>1 crash:1 restart:1 2>3 3>2", "You let a candidate crash"),
            (README + "1>3 3>1 crash:3 2>3 3>2", "3 stays dead"),
            (README + "crash:3 restart:3 1>3 3>1 2>3 3>2", "nothing to forget"),
            (["crash 3"], "is no event"),
        ],
    },
    "chubby_vote": {
        "starter": VoterStub,
        "right": [Voter, VoterInOneGo, VoterOfNewOnly, AnswersOldRequestsToo, VotesInTwoSteps],
        "wrong": [
            (VotesAlways, "You vote for everybody"),
            (DoesNotRemember, "write down in `self.voted_for`"),
            (OnlySends, "write nothing down"),
            (NeverStands, "write nothing down"),
            (NeverAgain, "for one election only"),
            (KeepsTheOldVote, "when the term grows"),
            (KeepsItsTerm, "stay in your old one"),
            (LeadsOn, "set `self.leader` to None"),
            (RefusesAll, "does not vote in it"),
            (VotesForItself, "does not vote in it"),
            (Mistyped, "no field 'votedfor'"),
            (ForgetfulVoter, "must be durable"),
            (ForgetsInTheSameTerm, "only when a newer election comes"),
            (VotesForAllToHear, "goes to more than one server"),
            (KeepsBooks, "has voted for itself"),
            (StopsAfterFollowing, "does not vote in it"),
            (Underived, "Begin with: class Underived(Numbered)"),
            (Loops, "did not come to an end"),
            (Numbered, "no `hear_request` of its own"),
            (Voter(3, candidate=True, majority=2), "Give its class"),
            (lambda term, candidate: True, "You gave a function"),
            ("Voter", "You gave a text"),
        ],
    },
    "paxos_value": {
        "starter": ...,
        "right": [1, 1.0, {1}],
        "wrong": [
            (3, "may that value be chosen already"),
            (2, "proposes nothing"),
            ("nothing", "as a number"),
            ("1", "You gave a text"),
            ([1, 3], "One value only"),
            (0, "ids of proposers"),
            (7, "ids of proposers"),
            (True, "You gave True or False"),
            (max, "answer"),
            (Asks(1), "You gave a message or an event"),
        ],
    },
    "chubby_bound": {
        "starter": lambda lease, drift: None,
        "right": [lambda lease, drift: lease * (1 - drift) / (1 + drift),
                  lambda length, rate: (length - length * rate) / (1 + rate)],
        "wrong": [
            (lambda lease, drift: lease, "perfect clocks"),
            (lambda lease, drift: lease * (1 - drift), "The other one may be wrong"),
            (lambda lease, drift: lease / (1 + drift), "the voter's clock only"),
            (lambda lease, drift: lease * (1 + drift) / (1 - drift), "upside down"),
            (lambda lease, drift: lease * (1 - 2 * drift), "too careful"),
            (lambda lease, drift: lease - drift, "multiply"),
            (lambda lease, drift: lease * (1 + drift) * (1 - drift), "divide by 1 + r"),
            (lambda lease, drift: lease * (1 - drift) // (1 + drift), "Do not round"),
            (lambda lease, drift: lease * (1 - drift) ** 3, "shorter than it need be"),
            (lambda lease, drift: int(lease * (1 - drift) / (1 + drift)), "Do not round"),
            (lambda lease, drift: round(lease * (1 - drift) / (1 + drift), 2), "rounded up it is not safe"),
            (lambda lease, drift: lease - lease * drift - lease * drift, "do not subtract r once more"),
            (lambda lease, drift: lease * (100 - drift) / (100 + drift), "not 10"),
            (lambda drift, lease: lease * (1 - drift) / (1 + drift), "in this order"),
            (lambda lease, drift: lease * (drift - 1) / (drift + 1), "not r - 1"),
            (lambda lease, drift: print(lease * (1 - drift) / (1 + drift)), "With `return`"),
            (lambda lease, drift: "L (1 - r) / (1 + r)", "a number of ticks"),
            (lambda lease, drift: lease + 1, "two masters are possible"),
            (lambda lease: lease, "takes 1 positional argument"),
            (9.0, "You gave a number"),
        ],
    },
    "chubby_lease": {
        "starter": LeaseStub,
        "right": [Lease, LeaseInAnotherOrder, CarefulLease, lease(ask_for_votes=votes_by_hand)],
        "wrong": [
            (lease(promise=promise_for(lambda self: self.lease)), "So near"),
            (lease(promise=promise_for(lambda self: self.hold)), "That is the master's time"),
            (lease(promise=promise_for(lambda self: self.hold + 1)), "With perfect clocks that would do"),
            (lease(promise=no_end), "A promise never ends"),
            (lease(promise=binds_nobody), "does not write down whom"),
            (lease(ask_for_votes=asking(clock="lease")), "as long as the voters are bound"),
            (lease(ask_for_votes=asking(clock=None)), "You start none"),
            (lease(ask_for_votes=one_clock_for_all), "Each round has a clock of its own"),
            (lease(ask_for_votes=clock_of_the_last_round), "You start `lease 0`"),
            (lease(promise=stays_ready), "must not stand for election"),
            (lease(ask_for_votes=no_count), "not among its own votes"),
            (lease(ask_for_votes=asking(promise=False)), "must give the same promise"),
            (lease(ask_for_votes=asking(clear=False)), "votes of the last round"),
            (lease(ask_for_votes=asking(round=0)), "the same number as the one before"),
            (lease(ask_for_votes=always_round_one), "the same number as the one before"),
            (lease(ask_for_votes=asking(broadcast=False)), "Nobody hears of your election"),
            (lease(ask_for_votes=asks_with_an_error), "no field 'rounds'"),
            (Chubby, "library's own class"),
            (Numbered, "does not derive from Chubby"),
            (7, "You gave a number"),
        ],
    },
    "chubby_drift": {
        "starter": ...,
        "right": [
            [*FREE, *SECOND],
            ELECTED + " tick tick tick tick tick timer:2:promise timer:2:election timer:3:promise 2>3 3>2",
            ELECTED + " tick tick tick tick tick timer:3:promise timer:2:promise timer:2:election 2>3 3>2",
        ],
        "wrong": [
            ([*FREE, *SECOND[:3], Deliver(2, 1, Asks(1)), *SECOND[3:]], "Which step could you leave out"),
            ("impossible", "So it must be possible"),
            ([*FREE, Timer(1, "lease 1"), *SECOND], "do not let its timer fire"),
            ([Tick()] * 4 + [Timer(1, "lease 1")], "1 has stopped already"),
            (FREE, "2 is still bound"),
            ([*FREE, SECOND[0]], "2 is free"),
            ([*FREE, *SECOND[:2]], "3 is still bound"),
            ([*FREE, *SECOND[:4]], "let the vote arrive"),
            ([Tick(), *SECOND], "Event 2"),
            ([Crash(1)], "No fault is allowed here"),
            ([Timer(2, "promise")], "Event 1"),
            ([Tick], "Say who"),
            ("tick tick", "2 is still bound"),
            (ELECTED + " tick tick tick tick timer:2:promise", "2 is still bound"),
            (ELECTED + " tick tick tick tick tick timer:2:promise timer:2:election 2>3 3>2", "3 is still bound"),
        ],
    },
    "chubby_fence": {
        "starter": FenceStub,
        "right": [Fence, FenceThatSpeaks, fence(by_the_last_write)],
        "wrong": [
            (fence(takes_all), "taken after a newer one"),
            (fence(takes_then_looks), "before you take it"),
            (fence(wrong_way), "the right way round"),
            (fence(only_once), "Refuse what is smaller, not what is equal"),
            (fence(does_not_remember), "Remember in `self.newest`"),
            (fence(takes_without_a_look), "No write is ever too old"),
            (fence(by_sender), "compare the ids of the senders"),
            (fence(remembers_what_it_refuses), "becomes smaller"),
            (fence(next_only), "some holders never write"),
            (fence(first_holder), "only the first holder"),
            (fence(sorts_afterwards), "What is written is written"),
            (fence(only_remembers), "self.take(message)"),
            (fence(only_compares), "nothing is written at all"),
            (fence(mistyped), "names the event at which it goes wrong"),
            (Given, "no `on_message` of its own"),
            (Fence(3), "Give its class"),
            (sorted, "You gave"),
        ],
    },
    "chubby_failover": {
        "starter": ...,
        "right": [MEANS, {lease: round(mean) for lease, mean in MEANS.items()},
                  {lease: sum(failover(lease, seed) for seed in range(40)) / 40 for lease in LEASES}],
        "wrong": [
            ({lease: 1.0 * lease for lease in LEASES}, "It is not the lease itself"),
            ({lease: mean + 1000 for lease, mean in MEANS.items()}, "The crash was at"),
            ({lease: failover(lease, 0) for lease in LEASES}, "one run"),
            ({lease: failover(lease, 7) for lease in LEASES}, "one run"),
            ({lease: failover(lease, 19) / 20 for lease in LEASES}, "Add up all twenty first"),
            ({lease: [failover(lease, seed) for seed in range(20)] for lease in LEASES}, "all your runs"),
            ({str(lease): mean for lease, mean in MEANS.items()}, "not '100'"),
            ({lease: max(failover(lease, s) for s in range(20)) for lease in LEASES}, "longest of your runs"),
            ({lease: min(failover(lease, s) for s in range(20)) for lease in LEASES}, "shortest of your runs"),
            ({lease: 20 * mean for lease, mean in MEANS.items()}, "sum of 20 runs"),
            (dict.fromkeys(LEASES, MEANS[100]), "Do you give the lease"),
            (list(MEANS.values()), "one number for each lease"),
            (MEANS[100], "one number for each lease"),
            ({100: MEANS[100]}, "each of 100, 200 and 400"),
            (MEANS | {400: 100}, "At 400"),
        ],
    },
}
