"""Lesson 03, Chubby: what the exercises ask, and the wrong ideas that they know."""

from fractions import Fraction
from functools import cache
from math import isclose

from ..algorithms import chubby, chubby_lock, paxos, readme_chubby
from ..algorithms.chubby import Chubby, Request
from ..algorithms.chubby_lock import Holder, Write
from ..algorithms.paxos import Accept
from ..algorithms.readme_chubby import Vote as ReadmeVote
from ..errors import Mistake
from ..events import Crash, Deliver, Restart, Tick, Timer
from ..network import Faults, Network
from ..node import Node, durable
from ..properties import at_most_one_leader, at_most_one_leader_per_term, sentence, somebody_leads
from ..replay import replay
from ..simulate import simulate
from ..system import System, builder
from .given03 import ELECTED, Elected, RequestVote, Vote
from .kinds import BreakIt, Function, Implement, Measure, Predict, broke, like

AT_ONCE = Network(delay=(0, 0))


def _fails(verdict):
    return verdict.broken == "A handler breaks down."


FAILS = (_fails, "The sentence above names the event at which it goes wrong, and why. The run below leads to it.")


# -- majorities --------------------------------------------------------------------------------------------------------

SIZES = (3, 4, 5, 6, 7)


def _elects(n, crashes):
    faults = [(0, Crash(id)) for id in range(1, crashes + 1)]
    return bool(simulate(chubby(range(1, n + 1)), faults=faults, until=2000, trace=False).last.leaders)


def _survives(n):
    return max(crashes for crashes in range(n) if all(_elects(n, k) for k in range(crashes + 1)))


def _whole(a):
    return all(type(a[n]) is int for n in SIZES)


def _first_slip(a):
    """About the smallest cell with a wrong number."""
    n = next(n for n in SIZES if a[n] != _survives(n))
    if not 0 <= a[n] <= n:
        return f"A cell of {n} cannot lose {a[n]} replicas."
    if a[n] > _survives(n):
        return f"Let {a[n]} of {n} crash. {n - a[n]} are left. Is that more than half of {n}?"
    return f"Let one more crash, {a[n] + 1} of {n}. {n - a[n] - 1} are left. Is that still more than half of {n}?"


chubby_even = Predict(
    points=1, question="How many crashed replicas does a cell of 3, 4, 5, 6 and 7 survive?",
    answer=lambda: {n: _survives(n) for n in SIZES},
    why="What is left must still be more than half of the whole cell. So an even cell survives no more than the odd "
        "one below it.",
    wrong=[
        (lambda a: not isinstance(a, dict), "Give one number for each size: {3: ..., 4: ..., 5: ..., 6: ..., 7: ...}."),
        (lambda a: any(isinstance(n, str) for n in a), "Write the sizes as numbers: 3, not '3'."),
        (lambda a: set(a) != set(SIZES), "Give one number for each of 3, 4, 5, 6 and 7."),
        (lambda a: not _whole(a), "Behind each size stands a whole number: so many replicas may be down."),
        (lambda a: all(a[n] == n // 2 + 1 for n in SIZES),
         "These are the votes that are needed. How many replicas may be missing then?"),
        (lambda a: all(a[n] == n - 1 for n in SIZES),
         "With one replica left there is one vote. A majority of the living is not a majority of the cell."),
        (lambda a: all(a[n] == n - 2 for n in SIZES), "Two votes are a majority of three only."),
        (_whole, _first_slip),
    ])


# -- break it: the forgotten vote --------------------------------------------------------------------------------------


def _crashed(trace):
    return [event.node for event in trace.events if isinstance(event, Crash)]


def _came_back(trace):
    return any(isinstance(event, Restart) for event in trace.events)


def _voted_before_it_crashed(trace):
    before = trace.events[:trace.events.index(Crash(3))]
    return any(isinstance(event, Deliver) and event.to == 3 for event in before)


def _votes_on_the_way(trace):
    return any(isinstance(event.message, ReadmeVote) for event in trace.last.in_flight)


chubby_forgotten = BreakIt(
    points=2, question="Make two masters in the README's cell of three, with one crash and one restart.",
    system=lambda: readme_chubby([1, 2, 3], candidates=[1, 2]), always=[at_most_one_leader],
    options={"faults": Faults(crashes=1, restarts=1)},
    why="Server 3 voted for at most one leader in each of its lives. It had two lives.",
    wrong=[
        (lambda t: t is None, "Each server votes for at most one leader. But what does a server know after a restart?"),
        (lambda t: len(t.last.leaders) == 2, "It works. Which step could you leave out?"),
        (lambda t: not _crashed(t), "Nobody crashes in your run. While nobody forgets, a server gives one vote only."),
        (lambda t: _crashed(t) != [3], "You let a candidate crash. Who gives the vote that decides?"),
        (lambda t: not _came_back(t), "3 stays dead in your run, and a dead server does not vote. Let it come back."),
        (lambda t: not _voted_before_it_crashed(t), "3 crashes before it has voted, so it has nothing to forget."),
        (_votes_on_the_way, "A vote of 3 is still on its way. Let it arrive."),
        (lambda t: not t.last.leaders,
         "Nobody is master yet. First let 3 vote for one of the two, and let the vote arrive."),
        (lambda t: True, "One master so far. The other candidate has asked 3 for its vote, too: has 3 read that?"),
    ])


# -- implement: one vote in each election ------------------------------------------------------------------------------


class Numbered(Node):
    """The README's election, with a number: the lesson gives all of it but ``hear_request``."""
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
        self.say("I stand for election in term {}.", self.term)
        self.broadcast(RequestVote(self.term))
        self.set_timer("election", 100, 200)

    def on_message(self, message, sender):
        match message:
            case RequestVote(term):
                self.hear_request(term, sender)
            case Vote(self.term):
                self.say("{} votes for me in term {}.", sender, self.term)
                self.votes.add(sender)
                if len(self.votes) == self.majority:
                    self.leader = self.id
                    self.cancel_timer("election")
                    self.broadcast(Elected(self.term))
            case Elected(term) if term >= self.term:
                self.say("{} is the master of term {}.", sender, term)
                self.leader = sender

    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.voted_for, self.leader = term, None, None
        if term == self.term and self.voted_for in (None, candidate):
            self.say("{} has my vote in term {}.", candidate, term)
            self.voted_for = candidate
            self.send(Vote(term), to=candidate)
        else:
            self.say("No vote for {} in term {}: in term {} I have voted for {}.", candidate, term, self.term,
                     self.voted_for)


@builder
def numbered_cell(ids, *, candidates=None, node=Numbered):
    """A cell that numbers its elections; see lesson 03."""
    ids = tuple(ids)
    chosen = ids if candidates is None else candidates
    return System([node(id, candidate=id in chosen, majority=len(ids) // 2 + 1) for id in ids])


class _VotesAlways(Numbered):
    def hear_request(self, term, candidate):
        self.term = max(term, self.term)
        self.send(Vote(term), to=candidate)


class _OnlySends(Numbered):
    def hear_request(self, term, candidate):
        self.send(Vote(term), to=candidate)


class _NeverAgain(Numbered):
    def hear_request(self, term, candidate):
        if self.voted_for in (None, candidate):
            self.term, self.voted_for = max(term, self.term), candidate
            self.send(Vote(term), to=candidate)


class _KeepsTheOldVote(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.leader = term, None
        if term == self.term and self.voted_for in (None, candidate):
            self.voted_for = candidate
            self.send(Vote(term), to=candidate)


class _KeepsItsTerm(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term or term == self.term and self.voted_for in (None, candidate):
            self.voted_for = candidate
            self.send(Vote(term), to=candidate)


class _LeadsOn(Numbered):
    def hear_request(self, term, candidate):
        if term > self.term:
            self.term, self.voted_for = term, None
        if term == self.term and self.voted_for in (None, candidate):
            self.voted_for = candidate
            self.send(Vote(term), to=candidate)


def a_newer_election_gets_a_vote(before, after):
    """Who hears of a newer election votes in it: no vote lasts longer than its election."""
    waiting = after.in_flight
    return all(Deliver(read.to, read.sender, Vote(read.message.term)) in waiting for read in before.in_flight
               if isinstance(read.message, RequestVote) and read not in waiting
               and before[read.to].up and before[read.to].term < read.message.term)


def _cell_of_voters(node, ids, candidates):
    """A cell of the learner's class; whatever else it defines, its elections are those of the lesson."""
    name = node.__name__
    if not hasattr(node, "voted_for"):
        raise Mistake(f"{name} does not derive from Numbered. Begin with: class {name}(Numbered):")
    given = {handler: vars(Numbered)[handler] for handler in ("on_start", "on_timer", "on_message")}
    voter = type(name, (node,), {"__module__": node.__module__, **given})
    return numbered_cell(ids, candidates=candidates, node=voter)


def _two_votes(verdict):
    """Who gives two votes in one election: the server, the election, and the steps of the votes, each with for whom."""
    given = {}
    for k, (step, world) in enumerate(zip(verdict.trace, verdict.trace.worlds)):
        if isinstance(step.event, Timer):       # a candidate begins with a vote for itself
            id = step.event.node
            given.setdefault((id, world[id].term), []).append((k, id))
        for sent in step.sent:
            if isinstance(sent.message, Vote):
                given.setdefault((sent.sender, sent.message.term), []).append((k, sent.to))
    return next(((*who, votes) for who, votes in given.items() if len({to for _, to in votes}) > 1), None)


def _about_two_votes(verdict):
    server, term, votes = _two_votes(verdict)
    (first, one), (second, other) = votes[0], next(vote for vote in votes if vote[1] != votes[0][1])
    if first == second:
        return f"The vote of server {server} goes to more than one server. Send it `to=candidate`."
    if one == server:
        return (f"Server {server} stands in election {term} itself, and has voted for itself: that is in "
                f"`self.voted_for`. Look there before you vote for {other}.")
    if any(isinstance(event, Crash) for event in verdict.trace.events[first:second]):
        return (f"Server {server} votes for {one} in election {term}, crashes, and votes for {other} in the same "
                "election. What it remembers must be durable.")
    return (f"Server {server} votes twice in election {term}: for {one} and for {other}. Look in `self.voted_for` "
            "before you vote, and forget it only when a newer election comes.")


chubby_vote = Implement(
    points=2, question="Write the rule of the vote: at most one leader in each election, also after a crash.",
    build=_cell_of_voters, base=Node, needs=("hear_request",),
    cases=[([1, 2, 3], [1]), ([1, 2, 3], [1, 2])], grading=[([1, 2, 3], [2, 3])],
    always=[at_most_one_leader_per_term, a_newer_election_gets_a_vote],
    options={"faults": Faults(crashes=1, restarts=1, only=(3,)), "within": lambda node: node.term <= 2},
    max_worlds=100_000,
    wrong=[
        FAILS,
        (like(_VotesAlways),
         "You vote for everybody who asks. One vote in one election: write down in `self.voted_for` who has it, and "
         "look there first."),
        (like(_OnlySends),
         "You vote, and write nothing down: neither the term nor who has your vote. A vote must be remembered."),
        (like(_KeepsItsTerm),
         "You vote in a newer election, and stay in your old one. Then you will vote again in the newer one: set "
         "`self.term`, too."),
        (like(_LeadsOn), "A master that follows into a newer election is not its master: set `self.leader` to None."),
        (like(_KeepsTheOldVote),
         "In a newer election you have not voted yet. Set `self.voted_for` to None when the term grows."),
        (like(_NeverAgain),
         "You have voted once, and never again. A vote is for one election only. Compare the terms first."),
        (broke(a_newer_election_gets_a_vote),
         "Here a server hears of a newer election and does not vote in it. Does it send a `Vote(term)`, to the "
         "candidate?"),
        (lambda v: _two_votes(v) is not None, _about_two_votes),
        (broke(at_most_one_leader_per_term),
         "Two masters in one election, and nobody has voted twice. Does a master of an old election stay one?"),
    ])


# -- Paxos -------------------------------------------------------------------------------------------------------------


def _duel():
    return simulate(paxos([1, 2, 3], proposers=[1, 3]), seed=3)


def _value_of_3():
    sent = [sent for step in _duel() for sent in step.sent]
    return next(s.message.value for s in sent if s.sender == 3 and isinstance(s.message, Accept))


paxos_value = Predict(
    points=1, question="Proposer 3 hears that acceptor 1 has accepted the value 1. Which value must it propose?",
    answer=_value_of_3, run=_duel,
    why="1 may be chosen already, as far as 3 can know. So 3 takes its value over, with its own, higher ballot.",
    wrong=[
        (3,
         "3 would like to lead itself. But it has just heard that somebody has accepted another value: may that "
         "value be chosen already?"),
        (2, "2 has accepted nothing and proposes nothing."),
        (None, "3 has a majority of promises, so it may go on. With which value?"),
        (lambda a: isinstance(a, str), "Give the value as a number: the id of a leader."),
        (lambda a: isinstance(a, (list, tuple)), "One value only: give one id."),
        (lambda a: True, "The values are ids of proposers, 1 or 3."),
    ])


# -- the lease ---------------------------------------------------------------------------------------------------------


def _longest(lease, drift):
    return lease * (1 - drift) / (1 + drift)


def _is_rounded(answer):
    """Whether the answer is near the bound, with at most two digits after the point."""
    return all(isclose(answer(*call), _longest(*call), abs_tol=1) and isclose(100 * answer(*call) % 1, 0, abs_tol=1e-9)
               for call in [(10, 0.2), (101, 0.03), (1000, 0.2)])


def _is_number(answer):
    return type(answer(10, 0.2)) in (int, float, Fraction)


chubby_bound = Function(
    points=1, question="How long may a master count on votes that bind for a lease, if clocks may drift?",
    reference=_longest, inputs=[(10, 0), (11, 0.1), (101, 0.01), (10, 0.25), (10, 0.2)],
    grading=[(12, 0.5), (21, 0.05), (1000, 0.2)],
    why="The master's clock may be the slowest, a voter's the fastest: S / (1 - r) must not be more than L / (1 + r).",
    wrong=[
        (lambda rule: not _is_number(rule), "With `return`, the function should give a number of ticks."),
        (like(lambda lease, drift: lease), "That is the bound for perfect clocks. Put the drift in."),
        (like(lambda lease, drift: lease * (1 - drift)), "You think of one clock. The other one may be wrong, too."),
        (like(lambda lease, drift: lease / (1 + drift)),
         "You think of the voter's clock only. How long are S ticks of the master's slow clock?"),
        (like(lambda lease, drift: lease * (1 + drift) / (1 - drift)),
         "You have it upside down: the master must stop earlier, not later."),
        (like(lambda lease, drift: lease * (1 - 2 * drift)),
         "Near, but too careful: divide by 1 + r, do not subtract r once more."),
        (like(lambda lease, drift: lease - drift), "The drift is a rate. It grows with the time: multiply."),
        (like(lambda lease, drift: lease * (100 - drift) / (100 + drift)),
         "The drift is no percentage: a tenth is 0.1, not 10."),
        (like(lambda lease, drift: lease * (1 + drift) * (1 - drift)),
         "A fast clock makes the promise shorter in real time: divide by 1 + r."),
        (like(lambda lease, drift: drift * (1 - lease) / (1 + lease)),
         "The arguments come in this order: the lease, then the drift."),
        (_is_rounded, "Do not round: the bound need not be a whole number, and rounded up it is not safe."),
        (lambda rule: rule(11, 0.1) < 0, "A negative time? It is 1 - r, not r - 1."),
        (lambda rule: rule(11, 0.1) > 11 * 0.9 / 1.1, "With your number two masters are possible. It must be smaller."),
        (lambda rule: rule(11, 0.1) < 11 * 0.9 / 1.1,
         "Safe, perhaps, but shorter than it need be. Set S / (1 - r) equal to L / (1 + r)."),
    ])


def a_request_is_complete(world):
    """A request for votes has a number of its own, a clock with that number, and the vote of its sender."""
    return not any(node.missing for node in world.nodes)


def _missing(node, last, clocks):
    """What a request lacks, in a sentence: the one before it was number ``last``, and it has started these clocks."""
    if node.round == last:
        return ("It has the same number as the one before, so an old vote looks like a new one. Let `self.round` grow "
                "by one each time.")
    if f"lease {node.round}" not in clocks:
        started = " and ".join(f"`{name}`" for name in clocks) or "none"
        return (f"This is round {node.round}, so its clock is the timer `lease {node.round}`. You start {started}. "
                "Each round has a clock of its own.")
    if node.id not in node.votes:
        return "The candidate is not among its own votes. Empty `self.votes` first, and then `self.count(self.id)`."
    return ""


def _lease_cell(node, lease, hold, network):
    """A cell with finitely many worlds: the learner's class, with rounds that begin again after two."""
    class Wrapped(node):
        missing: str = ""               # a field of the node: a promise about nodes alone is quick to check
        clocks: tuple | None = None     # while it asks for votes, the timers that it starts; marks share nothing else

        def set_timer(self, name, earliest, latest=None):
            if self.clocks is not None and name != "promise":
                self.clocks = (*self.clocks, name)
            super().set_timer(name, earliest, latest)

        def ask_for_votes(self):
            last, self.clocks = self.round, ()
            super().ask_for_votes()
            self.missing, self.clocks = _missing(self, last, self.clocks), None

        def on_timer(self, name):
            if name in ("election", "renew") and self.round >= 2:
                self.round = 0
            super().on_timer(name)

    Wrapped.__name__, Wrapped.__module__ = node.__name__, node.__module__
    return chubby([1, 2, 3], lease=lease, hold=hold, renew=None, stands={1: (0, 0), 2: (0, 0)},
                  node=Wrapped, network=network)


class _Lease(Chubby):
    """The right rule; each class below has one wrong idea."""

    def promise(self, candidate):
        self.voted_for = candidate
        self.cancel_timer("election")
        self.set_timer("promise", self.lease + 1)

    def ask_for_votes(self):
        self.round, self.votes = self.round + 1, set()
        self.set_timer(f"lease {self.round}", self.hold)
        self.broadcast(Request(self.round))
        self.promise(self.id)
        self.count(self.id)


class _NoEndForPromise(_Lease):
    def promise(self, candidate):
        self.voted_for = candidate
        self.cancel_timer("election")


class _StaysReady(_Lease):
    def promise(self, candidate):
        self.voted_for = candidate
        self.set_timer("promise", self.lease + 1)


class _BindsNobody(_Lease):
    def promise(self, candidate):
        self.set_timer("promise", self.lease + 1)


class _NotItself(_Lease):
    def ask_for_votes(self):
        self.round, self.votes = self.round + 1, set()
        self.set_timer(f"lease {self.round}", self.hold)
        self.broadcast(Request(self.round))
        self.count(self.id)


class _KeepsOldVotes(_Lease):
    def ask_for_votes(self):
        self.round += 1
        self.set_timer(f"lease {self.round}", self.hold)
        self.broadcast(Request(self.round))
        self.promise(self.id)
        self.count(self.id)


class _AsksNobody(_Lease):
    def ask_for_votes(self):
        self.round, self.votes = self.round + 1, set()
        self.set_timer(f"lease {self.round}", self.hold)
        self.promise(self.id)
        self.count(self.id)


def _lengths(verdict, name):
    """For how many ticks the timers of this name were set."""
    return {timer.earliest for step in verdict.trace for timer in step.timers if timer.name.split()[0] == name} - {None}


chubby_lease = Implement(
    points=3, question="Write the master lease: what a voter promises, and how long a master counts on it.",
    build=_lease_cell, base=Chubby, needs=("promise", "ask_for_votes"),
    cases=[(5, 3, AT_ONCE)], grading=[(6, 3, AT_ONCE)],
    always=[at_most_one_leader, a_request_is_complete], eventually=[somebody_leads],
    options={"timed": True, "drift": "1/4"}, max_worlds=100_000,
    wrong=[
        FAILS,
        (broke(a_request_is_complete),
         lambda v: next(node.missing for node in v.trace.last.nodes if node.missing)),
        (lambda v: _lengths(v, "promise") == {3},
         "You bind the voter for `self.hold`. That is the master's time. The voter's is longer."),
        (lambda v: _lengths(v, "promise") == {4},
         "You bind the voter for `self.hold + 1`. With perfect clocks that would do. The voter's clock may be fast: "
         "use `self.lease`."),
        (lambda v: _lengths(v, "promise") == {5},
         "So near. A voter is free when more than `self.lease` ticks have passed: `self.lease + 1`. At tick `lease` "
         "the master may still act, and in one tick everything may happen in any order."),
        (lambda v: bool(_lengths(v, "lease") & {5, 6}),
         "The master counts as long as the voters are bound. Its clock may be slow: `self.hold`."),
        (like(_NoEndForPromise), "A promise never ends here: set the timer `promise`."),
        (like(_StaysReady), "Whoever is bound must not stand for election: cancel the timer `election`."),
        (like(_BindsNobody), "The voter does not write down whom it is bound to: `self.voted_for`."),
        (like(_NotItself), "A candidate counts its own vote, so it must give the same promise as the others."),
        (like(_KeepsOldVotes), "The votes of the last round are still there. A new round begins with none."),
        (like(_AsksNobody), "Nobody hears of your election: broadcast a `Request(self.round)`."),
        (broke(at_most_one_leader),
         "Two masters at once. Look at the two bars: which timer should have ended earlier, or later?"),
        (broke(somebody_leads),
         "From here nobody can become master any more. Which timer, or which message, is missing?"),
        (lambda v: callable(v.broken), lambda v: f"The promise that breaks: {sentence(v.broken)}"),
    ])


# -- break it: a lease with drift --------------------------------------------------------------------------------------


def _ticks(trace):
    return sum(isinstance(event, Tick) for event in trace.events)


def _fired(trace, node, name):
    return any(getattr(event, "name", None) == name and event.node == node for event in trace.events)


chubby_drift = BreakIt(
    points=2, question="Clocks may be wrong by a quarter, and the lease is one tick too long: make two masters.",
    system=lambda: replay(ELECTED), always=[at_most_one_leader], options={"timed": True, "drift": "1/4"},
    why="The voters' clocks run fast and their promises end at tick 5. The master's clock runs slow: 4 of its ticks "
        "may take until then.",
    wrong=[
        (lambda t: t is None,
         "The bound for a lease of 5 is 5 times 0.75 / 1.25, which is 3. The master holds for 4. So it must be "
         "possible."),
        (lambda t: len(t.last.leaders) == 2, "It works. Which step could you leave out?"),
        (lambda t: 2 in t.last.leaders,
         "2 is the only master now: 1 has stopped. Let 1's clock be the slow one, do not let its timer fire."),
        (lambda t: not _ticks(t), "No time has passed, so everybody is bound. Let it tick."),
        (lambda t: not t.last.leaders,
         "1 has stopped already. It may be slow: you need not let its timer fire so early."),
        (lambda t: not _fired(t, 2, "promise"), "2 is still bound. When can its fast clock have counted 6 ticks?"),
        (lambda t: not _fired(t, 2, "election"), "2 is free. Now it must stand for election."),
        (lambda t: not _fired(t, 3, "promise"),
         "3 is still bound to 1, so it gives 2 nothing. Is its clock fast, too?"),
        (lambda t: True, "2 has asked. Let 3 read it, and let the vote arrive."),
    ])


# -- implement: the fence ----------------------------------------------------------------------------------------------


class TwiceHolder(Holder):
    """A holder that writes twice."""

    def send(self, message, *, to):
        super().send(message, to=to)
        if isinstance(message, Write):
            super().send(message, to=to)


def writes_keep_the_order(world):
    """The store never takes a write of an older holder after one of a newer holder."""
    tokens = list(world.nodes[-1].writes)
    return tokens == sorted(tokens)


def what_is_written_stays(before, after):
    """What the store has written stays where it is."""
    old, new = (list(world.nodes[-1].writes) for world in (before, after))
    return new[:len(old)] == old


def the_newest_holder_is_heard(world):
    """Both writes of the newest holder that writes are taken."""
    tokens = [node.token for node in world.nodes[1:-1] if node.role == "done"]
    return not tokens or list(world.nodes[-1].writes).count(max(tokens)) == 2


def _locked(node, holders):
    return chubby_lock(holders, node=node, holder=TwiceHolder)


class _Fence(Node):
    """What the lesson gives, and the right rule; each class below has one wrong idea."""
    newest: int = durable(0)
    store: dict = durable({})
    writes: list = durable([])

    def take(self, write):
        self.store["file"] = write.value
        self.writes.append(write.token)

    def on_message(self, message, sender):
        if message.token >= self.newest:
            self.newest = message.token
            self.take(message)


class _TakesAll(_Fence):
    def on_message(self, message, sender):
        self.newest = message.token
        self.take(message)


class _OnlyOnce(_Fence):
    def on_message(self, message, sender):
        if message.token > self.newest:
            self.newest = message.token
            self.take(message)


class _Forgets(_Fence):
    def on_message(self, message, sender):
        if message.token >= self.newest:
            self.take(message)


class _LooksAtTheSender(_Fence):
    def on_message(self, message, sender):
        if sender >= self.newest:
            self.newest = sender
            self.take(message)


class _NextOnly(_Fence):
    def on_message(self, message, sender):
        if message.token in (self.newest, self.newest + 1):
            self.newest = message.token
            self.take(message)


class _FirstHolder(_Fence):
    def on_message(self, message, sender):
        if not self.newest or message.token == self.newest:
            self.newest = message.token
            self.take(message)


class _TakesThenLooks(_Fence):
    def on_message(self, message, sender):
        self.take(message)
        self.newest = max(self.newest, message.token)


def _shrinks(verdict):
    """Whether the token that the store remembers becomes smaller in this run."""
    return any(change.field == "newest" and change.after < change.before
               for step in verdict.trace for change in step.changes)


chubby_fence = Implement(
    points=2, question="Write the fence: the store takes no write of an older holder after one of a newer holder.",
    build=_locked, base=Node, needs=("on_message",), cases=[([1],), ([1, 2],)], grading=[([1, 2, 3],)],
    always=[writes_keep_the_order, what_is_written_stays], eventually=[the_newest_holder_is_heard], max_worlds=100_000,
    wrong=[
        FAILS,
        (like(_TakesAll),
         "A late write is taken after a newer one. Do you compare the token with the highest one that you have "
         "seen, and the right way round?"),
        (like(_TakesThenLooks),
         "You take every write. Compare the token with the highest one that you have seen, before you take it."),
        (like(_Forgets),
         "No write is ever too old here. Remember in `self.newest` the token of what you take, and compare with it."),
        (like(_LooksAtTheSender),
         "You compare the ids of the senders. An id does not say who got the lock later: `message.token` does."),
        (_shrinks, "`self.newest` becomes smaller in this run. It is the largest token that the store has seen."),
        (like(_OnlyOnce),
         "A holder may write more than once with one token. Refuse what is smaller, not what is equal."),
        (like(_NextOnly), "Tokens grow, but some holders never write: do not wait for each number."),
        (like(_FirstHolder), "Now only the first holder that writes is ever heard. A larger token is welcome."),
        (lambda v: v.broken is the_newest_holder_is_heard and not v.trace.last.nodes[-1].writes,
         "In this run nothing is written at all. Do you call `self.take(message)`, and do you compare the right way "
         "round?"),
        (broke(writes_keep_the_order), "A late write has landed on a newer one."),
        (broke(what_is_written_stays), "What is written is written: a store cannot call a write back, or move it."),
        (broke(the_newest_holder_is_heard), "The newest holder is refused. Its token is the largest of all."),
    ])


# -- measure -----------------------------------------------------------------------------------------------------------

LEASES = (100, 200, 400)


@cache
def failover(lease, seed):
    """Ticks from the crash of the master to the next master, in a cell of five."""
    cell = chubby([1, 2, 3, 4, 5], lease=lease, stands={1: (0, 0), 2: (20, 60)})
    crash = 1000 + lease * seed // 20
    run = simulate(cell, seed=seed, faults=[(crash, Crash(1))], until=lambda world: 2 in world.leaders, trace=False)
    return run.time - crash


def _mean(lease, extra=0):
    return sum(failover(lease, seed) for seed in range(20)) / 20 + extra


def _near(rule):
    return lambda a: all(abs(a[lease] - rule(lease)) <= 0.02 * rule(lease) for lease in LEASES)


chubby_failover = Measure(
    points=2, question="How long is the cell without a master after a crash, on average, for a lease of 100, 200, 400?",
    answer=lambda: {lease: _mean(lease) for lease in LEASES}, tolerance=0.06,
    why="Nobody may be elected before the promises to the dead master are over. So the wait grows with the lease.",
    wrong=[
        (_near(lambda lease: lease),
         "It is not the lease itself: the last promise was given some time before the crash, and afterwards there "
         "is an election."),
        (_near(lambda lease: _mean(lease, 1000)), "You have the moment of the next master. The crash was at 1000."),
        (lambda a: any(all(a[lease] == failover(lease, seed) for lease in LEASES) for seed in range(20)),
         "That is one run. Take the mean of many seeds."),
        (lambda a: any(isclose(a[100], failover(100, seed) / 20) for seed in range(20)),
         "That is one run, divided by 20. Add up all twenty first, with `+=`."),
        (lambda a: all(isinstance(a[lease], tuple) for lease in LEASES),
         "Those are all your runs. The mean is their sum, divided by how many they are."),
        (_near(lambda lease: max(failover(lease, seed) for seed in range(20))),
         "That is the longest of your runs. The mean is asked for."),
        (_near(lambda lease: min(failover(lease, seed) for seed in range(20))),
         "That is the shortest of your runs. The mean is asked for."),
        (_near(lambda lease: 20 * _mean(lease)), "That is the sum of 20 runs. Divide it by 20."),
        (lambda a: isinstance(a, dict) and set(a) == set(LEASES) and len(set(a.values())) == 1,
         "The three numbers are equal. Do you give the lease to `failover`?"),
        (lambda a: not isinstance(a, dict), "Give one number for each lease: {100: ..., 200: ..., 400: ...}."),
        (lambda a: any(isinstance(lease, str) for lease in a), "Write the leases as numbers: 100, not '100'."),
        (lambda a: isinstance(a, dict) and set(a) != set(LEASES), "Give one number for each of 100, 200 and 400."),
    ])
