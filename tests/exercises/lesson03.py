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


def only_remembers(self, message, sender):
    self.newest = max(self.newest, message.token)


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
            ({3: 1, 4: 2, 5: 2, 6: 3, 7: 3}, "two of four"),
            ({3: 2, 4: 3, 5: 4, 6: 5, 7: 6}, "majority of the living"),
            ({3: 1, 4: 2, 5: 3, 6: 4, 7: 5}, "majority of three only"),
            ({3: 1, 4: 2, 5: 2, 6: 2, 7: 3}, "two of four"),
            ({3: 1, 4: 1, 5: 2, 6: 3, 7: 3}, "three of six"),
            ({3: 0, 4: 1, 5: 1, 6: 2, 7: 2}, "more than half"),
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
            (LIVES, "Nobody is master yet"),
            ([*WINS, *LIVES], "has 3 read that"),
            ([*WINS, *LIVES, TWICE[0]], "has 3 read that"),
            ([*WINS, *TWICE], "Event 4"),
            ([*WINS, *LIVES, *LIVES], "You may use Faults(crashes=1, restarts=1)"),
            ([Crash], "Say who"),
            ("1>3 3>1", "system"),
            (["crash 3"], "Event 1 is a text"),
        ],
    },
    "chubby_vote": {
        "starter": VoterStub,
        "right": [Voter, VoterInOneGo, VoterOfNewOnly],
        "wrong": [
            (VotesAlways, "You vote for everybody"),
            (DoesNotRemember, "write down in `self.voted_for`"),
            (OnlySends, "write nothing down"),
            (NeverAgain, "for one election only"),
            (KeepsTheOldVote, "when the term grows"),
            (KeepsItsTerm, "stay in your old one"),
            (LeadsOn, "set `self.leader` to None"),
            (RefusesAll, "does not vote in it"),
            (VotesForItself, "does not vote in it"),
            (Mistyped, "no field 'votedfor'"),
            (ForgetfulVoter, "votes twice in one election"),
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
            (lambda lease, drift: lease + 1, "two masters are possible"),
            (lambda lease: lease, "takes 1 positional argument"),
            (9.0, "You gave a number"),
        ],
    },
    "chubby_lease": {
        "starter": LeaseStub,
        "right": [Lease, LeaseInAnotherOrder, CarefulLease],
        "wrong": [
            (lease(promise=promise_for(lambda self: self.lease)), "So near"),
            (lease(promise=promise_for(lambda self: self.hold)), "That is the master's time"),
            (lease(promise=promise_for(lambda self: self.hold + 1)), "With perfect clocks that would do"),
            (lease(promise=no_end), "A promise never ends"),
            (lease(promise=binds_nobody), "does not write down whom"),
            (lease(ask_for_votes=asking(clock="lease")), "as long as the voters are bound"),
            (lease(ask_for_votes=asking(clock=None)), "The master never stops"),
            (lease(ask_for_votes=asking(promise=False)), "must give the same promise"),
            (lease(ask_for_votes=asking(clear=False)), "votes of the last round"),
            (lease(ask_for_votes=asking(round=0)), "stays 0"),
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
            ("tick tick", "system"),
        ],
    },
    "chubby_fence": {
        "starter": FenceStub,
        "right": [Fence, FenceThatSpeaks],
        "wrong": [
            (fence(takes_all), "taken after a newer one"),
            (fence(takes_then_looks), "before you take it"),
            (fence(wrong_way), "the right way round"),
            (fence(only_once), "Refuse what is smaller, not what is equal"),
            (fence(does_not_remember), "remember the token"),
            (fence(next_only), "some holders never write"),
            (fence(first_holder), "only the first holder"),
            (fence(only_remembers), "self.take(message)"),
            (fence(mistyped), "stops with an error"),
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
