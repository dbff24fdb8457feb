"""Lesson 05, the election of Consul's servers: what the exercises ask, and the wrong ideas that they know."""

from functools import cache

from ..algorithms import consul_lock, raft, raft_election, raft_prevote
from ..algorithms.raft_election import LOSSY, RaftElection, RequestVote, up_to_date
from ..errors import HandlerMistake
from ..events import Crash, Cut, Deliver, Restart, Timer
from ..network import Faults, Network
from ..properties import at_most_one_leader_per_term, sentence
from ..simulate import simulate
from ..verify import RAISES
from .given05 import terms_needed
from .kinds import BreakIt, Function, Implement, Measure, Predict, broke, like
from .plain import kind_of

# -- predict: equal timeouts -------------------------------------------------------------------------------------------


def _equal():
    return simulate(raft(range(1, 6), timeout=(150, 150)), until=1_000)


consul_equal = Predict(
    points=1, question="Five servers, all with a timeout of exactly 150 ticks. Which term is it at tick 1,000?",
    answer=lambda: _equal().last[1].term, run=_equal,
    why="All five stand at the same tick, each votes for itself, and 150 ticks later they do it again. 1,000 ticks "
        "hold six whole timeouts.",
    wrong=[
        (1, "That is right if the first election ends with a leader. Whom has each of the five voted for?"),
        (0, "After 150 ticks without a leader somebody stands. Standing begins with a higher term."),
        (5, "All five stand in the same term: nobody has to wait for the others."),
        (7, "The seventh timer would end at tick 1,050."),
        (30, "Five servers stand in each round, but for the same term: the terms are not added up."),
        (1_000, "That is the time in ticks. How often does a timer of 150 ticks end in it?"),
        (150, "That is the timeout. How often does it end in 1,000 ticks?"),
        (lambda a: isinstance(a, float), "A term is a whole number. The last timer is still running."),
        (lambda a: a >= 0, "A new term begins whenever the timers end. How often is that in 1,000 ticks?"),
    ])

# -- write the comparison ---------------------------------------------------------------------------------------------

_LOGS = [(0, 0), (1, 1), (1, 2), (2, 2), (2, 3), (2, 9), (3, 2), (3, 3)]

consul_up_to_date = Function(
    points=1, question="Is the candidate's log at least as up to date as the voter's?",
    reference=up_to_date,
    inputs=lambda: [((2, 2), (2, 2)), ((3, 2), (2, 9)), *((theirs, mine) for theirs in _LOGS for mine in _LOGS)],
    grading=lambda: [((theirs, 4), (mine, length)) for theirs in (4, 5) for mine in (4, 5) for length in (3, 4, 5)],
    why="Python compares pairs in just this way: the first parts, and the second parts only if those are equal.",
    wrong=[
        (lambda answer: not isinstance(answer((2, 2), (2, 2)), bool),
         "The question is answered by `True` or `False`. A comparison, such as `3 >= 2`, is one of them already."),
        (like(lambda theirs, mine: theirs > mine), "Equal logs: then yes. A voter asks for a log that is not worse."),
        (like(lambda theirs, mine: theirs[1] >= mine[1]),
         "A long log may be full of old entries. First compare the terms of the last entries."),
        (like(lambda theirs, mine: (theirs[1], theirs[0]) >= (mine[1], mine[0])),
         "You compare the lengths first. The term of the last entry comes first."),
        (like(lambda theirs, mine: theirs[0] >= mine[0]),
         "You compare the terms only. If they are equal, the longer log wins."),
        (like(lambda theirs, mine: theirs[0] > mine[0]),
         "You compare the terms only, and refuse an equal one."),
        (like(lambda theirs, mine: theirs[0] >= mine[0] and theirs[1] >= mine[1]),
         "You ask for both. But a later last term wins, however short the log is."),
        *((like(either), "One of the two is not enough: the length counts only if the terms are equal.") for either in (
            lambda theirs, mine: theirs[0] >= mine[0] or theirs[1] >= mine[1],
            lambda theirs, mine: theirs[0] > mine[0] or theirs[1] >= mine[1],
            lambda theirs, mine: theirs[0] > mine[0] or theirs[1] > mine[1])),
        *((like(reverse), "The wrong way round: the candidate must not be behind the voter.") for reverse in (
            lambda theirs, mine: mine >= theirs, lambda theirs, mine: mine > theirs)),
        (like(lambda theirs, mine: sum(theirs) >= sum(mine)), "A term and a length cannot be added up."),
        (like(lambda theirs, mine: True), "You always say yes. When must a voter refuse?"),
        (like(lambda theirs, mine: False), "You always say no. Then nobody can be elected."),
        (like(lambda theirs, mine: theirs == mine), "Equal logs are good, but the candidate's may also be better."),
    ])

# -- implement: the vote ----------------------------------------------------------------------------------------------


def _cluster(node, ids, standing, logs):
    """A cluster on a bad network, in which only some servers have an election timeout."""
    class Clear(node):
        """What is neither yes nor no is said at once: as a vote it would only make the search endless."""

        def may_vote(self, request, candidate):
            granted = super().may_vote(request, candidate)
            if isinstance(granted, bool):
                return granted
            forgot = " Is there a `return` on every way through it?" if granted is None else ""
            raise HandlerMistake(f"When {candidate} asks {self.id}, `may_vote` returns {kind_of(granted)}. It must "
                                 f"return True or False.{forgot}")
    Clear.__name__ = node.__name__
    timeout = {id: (150, 300) if id in standing else None for id in ids}
    return raft_election(ids, logs=logs, timeout=timeout, node=Clear, network=LOSSY)


def _last(node):
    return (node.log[-1].term if node.log else 0), len(node.log)


def _standing(world):
    return [node for node in world.nodes if node.timeout is not None]


def what_a_majority_holds_is_not_lost(world):
    """Whoever leads has every entry that a majority holds, and that may be committed."""
    def holders(index, entry):
        return [node for node in world.nodes if len(node.log) > index and node.log[index] == entry]
    held = {(index, entry) for node in world.nodes for index, entry in enumerate(node.log)
            if 2 * len(holders(index, entry)) > len(world.nodes)}
    leaders = [node for node in world.nodes if node.leader == node.id]
    return all(len(node.log) > index and node.log[index] == entry for node in leaders for index, entry in held)


def a_vote_is_for_the_term_of_the_voter(world):
    """Nobody votes for a candidate that is behind in its term."""
    return all(node.voted_for is None or world[node.voted_for].term >= node.term for node in world.nodes)


def who_stands_alone_is_elected(world):
    """A server that stands alone and has a good log can be elected."""
    standing = _standing(world)
    behind = [node for node in world.nodes if _last(node) > _last(standing[0])]
    return len(standing) > 1 or 2 * len(behind) >= len(world.nodes) or bool(world.leaders)


class _Rule(RaftElection):
    """A vote rule that is wrong in one point; ``grants`` is the point."""

    def may_vote(self, request, candidate):
        free, mine = self.voted_for in (None, candidate), (self.last_term(), len(self.log))
        return self.grants(request, request.term >= self.term, free, (request.last_term, request.last_index), mine)


class _LengthOnly(_Rule):
    def grants(self, request, current, free, theirs, mine):
        return current and free and theirs[1] >= mine[1]


class _TermOnly(_Rule):
    def grants(self, request, current, free, theirs, mine):
        return current and free and theirs[0] >= mine[0]


class _Both(_Rule):
    def grants(self, request, current, free, theirs, mine):
        return current and free and theirs[0] >= mine[0] and theirs[1] >= mine[1]


def _nobody_votes(verdict):
    """What to think of if a server stands alone, and is not elected."""
    nodes = verdict.trace.last.nodes
    (alone,) = _standing(verdict.trace.last)
    if len({_last(node) for node in nodes}) > 1:
        return (f"{alone.id} has the best log of all, and gets no vote. Do you ever say yes? Is your comparison the "
                "wrong way round? And is `request.term` ever larger than `self.term`? A server follows into a newer "
                "term before it asks you.")
    if alone.id == nodes[0].id:
        return f"{alone.id} has as good a log as the others, and gets no vote. In Raft no id is better than another."
    return "All logs are equal, and nobody votes. Do you ask for a log that is better than yours?"


consul_vote = Implement(
    points=3, question="Write the rule by which a server gives its vote.",
    build=_cluster, base=RaftElection, needs=("may_vote",),
    cases=[([5, 6, 7], [7], {5: [1], 6: [1], 7: [1, 1]}), ([5, 6, 7], [7], {}),
           ([5, 6, 7], [5], {5: [1], 6: [1], 7: [1]}), ([1, 2, 3], [1, 2, 3], {}), ([5, 6, 7], [7], {5: [1], 6: [1]}),
           ([5, 6, 7], [6], {5: [1, 2], 6: [1, 1, 1], 7: [1, 2]}), ([5, 6, 7], [7], {5: [1, 1], 6: [1, 1], 7: [1]}),
           ([5, 6, 7], [7], {5: [1, 1, 1], 6: [1, 2, 2], 7: [1, 3]}), ([8, 9, 10], [8, 9], {8: [1], 10: [1]})],
    grading=[([1, 2], [1, 2], {}), ([1, 2, 3, 4], [1, 2, 4], {}), ([5, 6, 7], [5], {5: [1, 3], 6: [1, 2, 2], 7: [1]}),
             ([5, 6, 7], [6], {5: [2, 3], 6: [2, 2, 2], 7: [2, 3]})],
    always=[at_most_one_leader_per_term, what_a_majority_holds_is_not_lost, a_vote_is_for_the_term_of_the_voter],
    eventually=[who_stands_alone_is_elected],
    options={"within": lambda node: node.term <= (1 if node.id < 5 else 4 if node.id < 8 else 3)},
    why="One vote in each term makes two majorities impossible. The log decides who may not lead at all.",
    wrong=[
        (lambda v: "'method'" in v.trace.end, "`self.last_term` is a method. Call it: `self.last_term()`."),
        (broke(RAISES), "Your rule fails in the step that this names. The run below is the way to it."),
        (broke(at_most_one_leader_per_term),
         "Somebody gives two votes in one term. `self.voted_for` says who has your vote already."),
        (like(_Both), "You ask for both, a later term and a longer log. But a later last term wins, however short the "
                      "log is."),
        (like(_LengthOnly),
         "Here the longer log wins, although its last entry is of an earlier term. Compare the terms of the last "
         "entries first, and the lengths only if those are equal."),
        (like(_TermOnly), "You compare the last terms only. If they are equal, the longer log must win."),
        (broke(what_a_majority_holds_is_not_lost),
         "The new leader lacks an entry that a majority holds, and that may be committed. Compare the candidate's log "
         "with yours."),
        (broke(a_vote_is_for_the_term_of_the_voter),
         "Here the request is older than the voter's term. Compare `request.term` with `self.term`."),
        (broke(who_stands_alone_is_elected), _nobody_votes),
        (lambda v: callable(v.broken), lambda v: f"The promise that breaks: {sentence(v.broken)}"),
    ])

# -- predict: what must be on disk ------------------------------------------------------------------------------------

_FIELDS = ("term", "voted_for", "log", "role", "leader", "votes")


def _has(a, *names):
    return isinstance(a, frozenset) and set(names) <= a


consul_durable = Predict(
    points=1, question="Which of the six fields must survive a crash?",
    answer=lambda: set(RaftElection.durable_fields),
    why="Figure 2 of the paper calls them persistent state, saved before a server answers anybody.",
    wrong=[
        (lambda a: not isinstance(a, frozenset) or not a <= set(_FIELDS),
         f"Give a set of names. The fields are {', '.join(_FIELDS)}."),
        (lambda a: isinstance(a, frozenset) and len(a) == 1, "There is more than one. Give a set of names."),
        (set(_FIELDS), "All six would work, too, but which of them can a server find out again after a restart?"),
        (lambda a: _has(a, "role") or _has(a, "leader"),
         "Who leads, and whether I lead, was true before the crash. A server that comes back must ask again: "
         "it begins as a follower."),
        (lambda a: _has(a, "votes"),
         "Votes that were counted belong to a candidate. After a restart it is none any more."),
        (lambda a: isinstance(a, frozenset) and "voted_for" not in a,
         "A vote must not be given twice in one term. What does a voter know of it after a restart?"),
        (lambda a: isinstance(a, frozenset) and "term" not in a,
         "Without its term a server lives through old terms again, and votes in them again."),
        (lambda a: isinstance(a, frozenset) and "log" not in a,
         "The log is what all this is for. A majority holds an entry only if it does so after a crash, too."),
    ])

# -- break it: a vote that is forgotten -------------------------------------------------------------------------------


class Forgetful(RaftElection):
    """Its vote is not on disk."""
    voted_for: int | None = None


def _leads(trace):
    return {(node.term, node.id) for world in trace.worlds for node in world.nodes if node.leader == node.id}


def _restarted(trace):
    return [event.node for event in trace.events if isinstance(event, Restart)]


def _before(trace, kind):
    """Each event of a kind, with the world that it comes to."""
    return [(step.event, world) for world, step in zip(trace.worlds, trace[1:]) if isinstance(step.event, kind)]


def _asked_too_early(trace):
    """A candidate asks the server that is to forget while it still knows its vote."""
    return any(event.to in _restarted(trace) and isinstance(event.message, RequestVote)
               and world[event.to].voted_for not in (None, event.sender, event.to)
               for event, world in _before(trace, Deliver))


consul_restart = BreakIt(
    points=2, question="A vote is not on disk. Use one crash and one restart to make two leaders of one term.",
    system=lambda: raft_election(node=Forgetful, network=Network()), always=[at_most_one_leader_per_term],
    options={"faults": Faults(crashes=1, restarts=1), "within": lambda node: node.term <= 1},
    why="The voter in the middle gives its one vote twice: once in each of its lives.",
    wrong=[
        (lambda t: t is None, "It is possible: somebody votes, forgets it, and votes again. Who should that be?"),
        (lambda t: sum(isinstance(event, Timer) for event in t.events) < 2,
         "Two leaders of one term need two candidates of that term. Let two timers end, of servers in term 0."),
        (lambda t: not any(isinstance(event, Crash) for event in t.events),
         "Without a crash every server remembers its vote. Who should forget?"),
        (lambda t: not _restarted(t), "Your voter stays dead. Let it come back."),
        (lambda t: len({term for term, _ in _leads(t)}) == 1 and len(_leads(t)) == 2,
         "It works. Which step could you leave out?"),
        (lambda t: all(world[event.node].voted_for is None for event, world in _before(t, Crash)),
         "The server that crashes has not voted yet: it has nothing to forget. Who has voted?"),
        (_asked_too_early,
         "The request of the other candidate comes while the voter still knows its vote. First the voter must forget."),
        (lambda t: len(_leads(t)) == 1,
         "You have one leader. The other candidate of that term needs one more vote: from whom?"),
        (lambda t: any(e.node in _restarted(t) for e in t.events if isinstance(e, Timer)),
         "You let a candidate forget. It is better to let the third server forget: it has a vote for each."),
        (lambda t: True, "Nobody leads yet. A candidate needs its own vote and one more, and must receive the answer."),
    ])

# -- measure: split votes ---------------------------------------------------------------------------------------------

WIDTHS, RUNS = (5, 20, 80), 100


@cache
def _needed(width):
    return [terms_needed(width, seed) for seed in range(RUNS)]


def _gives(rule):
    """A matcher: every number is what this rule makes of the terms that the runs needed."""
    return lambda a: isinstance(a, dict) and set(a) == set(WIDTHS) and all(
        isinstance(a[w], (int, float)) and abs(a[w] - rule(_needed(w))) < 1e-9 for w in WIDTHS)


consul_split = Measure(
    points=2, question="In which share of 100 runs is the vote of term 1 split?",
    answer=lambda: {w: sum(term > 1 for term in _needed(w)) / RUNS for w in WIDTHS}, tolerance=1e-9,
    why="The wider the window, the rarer is a second candidate within one message's time of the first.",
    wrong=[
        (_gives(lambda terms: sum(term > 1 for term in terms)),
         "These are numbers of runs. A share is a part of all runs: divide by 100."),
        (_gives(lambda terms: sum(term == 1 for term in terms) / RUNS),
         "That is the share of runs in which term 1 does elect somebody. The rest are split."),
        (_gives(lambda terms: sum(terms) / RUNS),
         "That is the mean number of terms. How many runs need more than one?"),
        (_gives(lambda terms: sum(term - 1 for term in terms) / RUNS),
         "You have counted all lost terms. A run whose vote is split three times is still one run."),
        (_gives(lambda terms: sum(term >= 1 for term in terms) / RUNS),
         "Every run needs at least one term. A split vote needs more than one: `> 1`."),
        (_gives(lambda terms: sum(term > 2 for term in terms) / RUNS),
         "A leader of term 2 means that term 1 was split."),
        (_gives(lambda terms: sum(term == 2 for term in terms) / RUNS),
         "A leader of term 3, or of a later one, means that term 1 was split, too."),
        (_gives(lambda terms: sum(term > 1 for term in terms[1:]) / RUNS), "Begin with seed 0: `range(100)`."),
        (_gives(lambda terms: sum(term > 1 for term in terms[:-1]) / (RUNS - 1)),
         "These are 99 runs. `range(100)` is 0 to 99."),
        (_gives(lambda terms: round(sum(term > 1 for term in terms) / RUNS, 1)), "Do not round the shares."),
        (_gives(lambda terms: max(terms)), "That is the unluckiest run. We ask for a share of all."),
        (lambda a: not isinstance(a, dict), "Give one number for each width: {5: …, 20: …, 80: …}."),
        (lambda a: set(a) != set(WIDTHS), "The keys are the three widths, as numbers: {5: …, 20: …, 80: …}."),
        (lambda a: not all(isinstance(x, (int, float)) for x in a.values()), "A share is a number, such as 0.5."),
        (lambda a: all(x > 1 for x in a.values()), "A share is not larger than 1."),
    ])

# -- predict: five servers, cut in part -------------------------------------------------------------------------------

FOUR_FIRST = {1: (200, 400), 2: (200, 400), 3: (200, 400), 4: (150, 150), 5: (200, 400)}
STALE = [(400, Crash(5)), (400, Cut(1, 4)), (400, Cut(3, 4))]


def _stale():
    return simulate(raft_prevote(range(1, 6), timeout=FOUR_FIRST), faults=STALE, until=2_000)


def _leaders_after(trace, tick):
    return {id for step, world in zip(trace, trace.worlds) if step.time > tick for id in world.leaders}


consul_stale = Predict(
    points=1, question="PreVote alone: 4 leads, reaches only 2, and 5 is down. Who leads from then on?",
    answer=lambda: _leaders_after(_stale(), 1_000), run=_stale,
    why="2 hears its leader 4, so it says no to 1 and to 3. They reach a majority, but one of it refuses.",
    wrong=[
        (1, "1 needs three yes of five: its own, that of 3, and that of 2. Whom does 2 hear?"),
        (3, "3 needs three yes of five: its own, that of 1, and that of 2. Whom does 2 hear?"),
        ({1, 3}, "Both would like to. But the yes of 2 is needed, and 2 hears a leader."),
        (2, "Why should 2 stand? It hears its leader all the time."),
        (5, "5 is down."),
        ({1, 2, 3}, "They reach each other, and would be a majority. But does each of them miss its leader?"),
        (lambda a: not a or {str(word).casefold() for word in a} <= {"nobody", "none", "no one"},
         "Somebody still calls itself leader. Who would have to tell it to stop?"),
        ({1, 2, 3, 4}, "Nobody but the old leader passes the question before the vote. Whose yes is missing?"),
        (lambda a: not a <= {1, 2, 3, 4, 5}, "Give the ids, as a number or a set: 2 or {1, 2}."),
        (lambda a: len(a) > 1, "More than one? A new leader needs three yes of five. Go through them one by one: who "
                               "says yes to it?"),
        (lambda a: True, "Go through them one by one: who misses its leader, and who says yes to it?"),
    ])

# -- predict: Consul's locks ------------------------------------------------------------------------------------------


def _early():
    return consul_lock([1, 2], ttl=60, lock_delay=15, checks=False, work=(1_000, 1_000))


def _free():
    """The earliest that a key is free again, in ticks after the last renewal: read off the timers of a run."""
    trace = simulate(_early(), faults=[(100, Crash(1))], until=400)
    ends = {timer.name.split()[0]: timer.earliest for step in trace for timer in step.timers
            if timer.node == 0 and timer.earliest is not None}
    return ends["session"] + ends["lock-delay"]


consul_free = Predict(
    points=1,
    question="The holder crashes right after a renewal. How many ticks later is its key free again, at the earliest?",
    answer=_free, run=lambda: simulate(_early(), faults=[(100, Crash(1))], until=400),
    why="First the session lives on for its TTL at least, and then the lock-delay keeps the key shut.",
    wrong=[
        (60, "Then the session may be over. Does the key go to the next one at once?"),
        (15, "The lock-delay begins when the session is over. How long does that take?"),
        (120, "That is how long the session may live at most. We ask for the earliest, and there is more to wait for."),
        (135, "That is the latest. The TTL is a lower bound, so a session may end sooner."),
        (0, "Nobody tells Consul of the crash: there is no health check here."),
        (45, "The times come one after the other."),
        (30, "The lock-delay comes once, and after the session."),
        (100, "That is the tick of the crash in the run. How long does it take from there?"),
        ("never", "Nobody renews the session any more, and it has a TTL."),
        (lambda a: a < 60, "A session lives for its TTL at least."),
        (lambda a: True, "Two times come one after the other: the session's, and the key's."),
    ])
