"""Lesson 07, compare: what the exercises ask, and the wrong ideas that they know."""

from functools import cache
from itertools import permutations

from ..algorithms import bully, chang_roberts, hirschberg_sinclair, peterson, raft_election
from ..algorithms.chang_roberts import Election
from ..algorithms.hirschberg_sinclair import Probe, Reply
from ..algorithms.peterson import Peterson, Second
from ..network import Faults, Network
from ..properties import (
    all_agree,
    at_most_one_leader,
    at_most_one_leader_per_term,
    largest_leads,
    nobody_disagrees,
    quiet,
)
from ..simulate import simulate
from .choose import Choose
from .kinds import BreakIt, Function, Implement, Measure, Predict, broke, like

# -- predict: which promises does a real run break? --------------------------------------------------------------------

PROMISES = (at_most_one_leader, nobody_disagrees, at_most_one_leader_per_term)


@cache
def _paused():
    from ..recorded import election
    return election("etcd3_pause")


def _broken():
    return {promise.__name__ for promise in PROMISES if not all(map(promise, _paused().worlds))}


compare_real = Predict(
    points=1, question="Which of the three promises did the real cluster break?", answer=_broken, run=_paused,
    why="Two servers lead at step 9, and each of them names itself. But one leads term 2 and the other one term 4.",
    wrong=[
        (set(), "Count the crowns at step 9. Which of the promises allows two of them?"),
        ({p.__name__ for p in PROMISES}, "In which terms do the two lead? One of the promises speaks of terms."),
        ({"at_most_one_leader_per_term"}, "It is the other way round. In which terms do the two leaders lead?"),
        ({"at_most_one_leader"}, "Right so far. Whom does each of the two leaders name as leader?"),
        ({"nobody_disagrees"}, "Right so far. And how many leaders are there at step 9?"),
        ({"at_most_one_leader", "at_most_one_leader_per_term"}, "Look at the terms of the two: are they equal?"),
        ({"nobody_disagrees", "at_most_one_leader_per_term"}, "Look at the terms of the two: are they equal?"),
        (lambda a: isinstance(a, (set, frozenset)), "Give the set of the names, written as in the cell above."),
        (lambda a: True, "Give a set of names, also if it is only one: {'at_most_one_leader'}."),
    ])

# -- implement: who goes on? -------------------------------------------------------------------------------------------


def peterson_with(rule):
    """Peterson's ring, where ``rule(nearer, farther, mine)`` says whether a candidate goes on."""
    class RuleRing(Peterson):
        round: int = 0                  # how often I have stood for a value

        def stand_for(self, value):
            self.round += 1
            super().stand_for(value)

        def on_message(self, message, sender):
            match message:
                case Second(value) if self.role == "candidate" and self.nearer is not None:
                    goes_on = rule(self.nearer, value, self.value)
                    self.say("Before me {} and {}, and I stand for {}: I {}.", self.nearer, value, self.value,
                             "go on" if goes_on else "drop out")
                    if goes_on:
                        self.stand_for(self.nearer)
                    else:
                        self.become_relay()
                case _:
                    super().on_message(message, sender)
    return RuleRing


def half_of_them_drop_out(world):
    """In each round half of the candidates drop out, so nobody begins more than 1 + log2(n) rounds."""
    return all(2 ** (node.round - 1) <= len(world.nodes) for node in world.nodes)


def _orders(n):
    return [((n, *rest),) for rest in permutations(range(1, n))]


compare_goes_on = Implement(
    points=3, question="Write the rule by which a candidate of Peterson's ring goes on.",
    build=lambda rule, ids: peterson(ids, node=peterson_with(rule)),
    # The first ring tells the wrong rules apart.
    cases=[([4, 3, 1, 2],), *_orders(3), *_orders(4), *_orders(2)], grading=[([5, 1, 4, 2, 3],), ([2, 5, 3, 1, 4],)],
    always=[largest_leads, half_of_them_drop_out], eventually=[all_agree, quiet], max_worlds=5_000,
    why="The largest value of all always finds its next candidate, and no two neighbours go on together.",
    wrong=[
        (lambda v: v.broken == "A handler breaks down.",
         "Your rule stops with an error. The run below is the way to it; the next step fails."),
        (like(lambda nearer, farther, mine: True), "Somebody must drop out in every round. Do you ever say no?"),
        (like(lambda nearer, farther, mine: False), "In this run your rule never says yes, so nobody is left. Does it "
                                                    "return True or False in every case?"),
        (like(lambda nearer, farther, mine: mine > nearer and mine > farther),
         "You ask whether my own value is the largest. But whoever goes on stands for the nearer value from then on. "
         "Which value must not get lost?"),
        (like(lambda nearer, farther, mine: farther > nearer and farther > mine),
         "You ask about the farther value. Whoever goes on stands for the nearer one."),
        (like(lambda nearer, farther, mine: nearer < farther and nearer < mine),
         "You let the smallest value go on. Who is to lead in the end?"),
        (like(lambda nearer, farther, mine: nearer < mine), "You drop out for a larger value before you: it is lost."),
        (broke(half_of_them_drop_out),
         "Too many go on. Of two candidates that stand next to each other, at most one may: which of the two?"),
        (broke(largest_leads), "The largest value got lost on the way. Which candidate was to stand for it?"),
        (broke(all_agree), "In this run nobody is left who could find out. When does the last candidate drop out?"),
        (broke(quiet), "In this run messages travel for ever."),
    ])

# -- break it: two worlds ----------------------------------------------------------------------------------------------

compare_slow = BreakIt(
    points=1, question="Make two leaders of the Bully, without any fault.",
    system=lambda: bully([1, 2, 3], initiators=[1]), always=[at_most_one_leader],
    why="A silence is taken for a crash. Nobody crashed; the messages were only slower than the timer.",
    wrong=[
        (lambda trace: trace is None, "What does node 1 do if its timer ends before an answer is there?"),
        (lambda trace: len(trace.last.leaders) == 0,
         "Nobody leads yet. What is the shortest way for a node to believe that all larger ones are down?"),
        (lambda trace: len(trace.last.leaders) == 1,
         "That is one leader. Who else can believe to be the largest that is alive?"),
        (lambda trace: True, "It works. Node 3 leads as soon as it hears of an election. Is that quicker?"),
    ])

compare_terms = BreakIt(
    points=2, question="Make two leaders of one term, with one crash.",
    system=lambda: raft_election([1, 2, 3], network=Network()), always=[at_most_one_leader_per_term],
    options={"faults": Faults(crashes=1), "within": lambda node: node.term <= 1},
    limit="Nobody goes beyond term 1 here: whoever is in it starts no further election.",
    wrong=[
        (lambda trace: len(trace.last.leaders) == 0, "Nobody leads in your run. How many votes does a leader need?"),
        (lambda trace: len(trace.last.leaders) == 1,
         "That is one leader. For a second one of the same term, who would have to vote for it?"),
        (lambda trace: True, "Look at the terms of the leaders."),
    ])

# -- a formula ---------------------------------------------------------------------------------------------------------


def _available(servers, down):
    from ..experiments import quorum_availability
    return quorum_availability(servers, down)


def _at_least_half(servers, down):
    return _sum(servers, down, (servers + 1) // 2)


def _sum(servers, down, least):
    from math import comb
    return sum(comb(servers, up) * (1 - down) ** up * down ** (servers - up) for up in range(least, servers + 1))


compare_available = Function(
    points=2, question="How likely is it that a majority of the servers is up?",
    reference=_available, inputs=[(1, 0.1), (3, 0.1), (2, 0.1), (4, 0.1), (5, 0.2)], tolerance=1e-6,
    grading=[(7, 0.3), (6, 0.5), (1, 0), (3, 1), (9, 0.05)],
    why="Four servers are available less often than three: one more can fail, and the majority has grown, too.",
    wrong=[
        (like(lambda n, down: 1 - down), "That is one server alone. Sum over all numbers of servers that are enough."),
        (like(_at_least_half), "Half of four is no majority. It takes n // 2 + 1."),
        (like(lambda n, down: _sum(n, down, n // 2)), "Half of the servers are no majority. It takes n // 2 + 1."),
        (like(lambda n, down: _sum(n, down, n // 2 + 1) - (1 - down) ** n),
         "The case that all are up is missing. `range(a, b)` ends before b: write servers + 1."),
        (like(lambda n, down: sum((1 - down) ** up * down ** (n - up) for up in range(n // 2 + 1, n + 1))),
         "Two of three can be up in three ways. Count the ways, with comb."),
        (like(lambda n, down: round(_sum(n, down, n // 2 + 1), 2)), "Do not round."),
        (like(lambda n, down: round(_sum(n, down, n // 2 + 1), 3)), "Do not round."),
        (like(lambda n, down: (1 - down) ** n), "That is the chance that all are up. A majority is enough."),
        (like(lambda n, down: 1 - down ** n), "That is the chance that one at least is up. One cannot elect itself."),
        (like(lambda n, down: 1 - _sum(n, down, n // 2 + 1)),
         "That is the chance that there is no majority: the other way round."),
        (like(lambda n, down: _sum(n, 1 - down, n // 2 + 1)),
         "You took the chance to be down for the chance to be up."),
        (like(lambda n, down: _sum(n, down, n // 2 + 2)), "A majority is n // 2 + 1, not more."),
        (like(lambda n, down: (1 - down) ** (n // 2 + 1)),
         "That is the chance that certain servers are up. But any majority will do: count the ways, with comb."),
        (like(lambda n, down: 100 * _sum(n, down, n // 2 + 1)), "A chance goes from 0 to 1, not to 100."),
    ])

# -- measure -----------------------------------------------------------------------------------------------------------


def _first(cheaper, dearer):
    return next(n for n in range(2, 100) if cheaper(n) < dearer(n))


@cache
def _both_ways(n):
    return simulate(hirschberg_sinclair(range(n, 0, -1))).count((Probe, Reply))


@cache
def _one_way(n):
    return simulate(chang_roberts(range(n, 0, -1))).count(Election)


compare_crossing = Measure(
    points=2, question="From which size on is Hirschberg and Sinclair cheaper than Chang and Roberts, on falling ids?",
    answer=lambda: _first(_both_ways, _one_way),
    why="n log n beats n² in the end. Where the end begins is a matter of the constants, and only measuring tells.",
    wrong=[
        (lambda a: isinstance(a, int) and a > 1 and _both_ways(a) == _one_way(a),
         "At this size both need equally many, and at the next one Chang and Roberts are cheaper again."),
        (2, "At 2 nodes Chang and Roberts need 3 messages. How many do Hirschberg and Sinclair need?"),
        (lambda a: a == _first(lambda n: simulate(hirschberg_sinclair(range(n, 0, -1))).count(Probe), _one_way),
         "The replies are messages, too: count((Probe, Reply))."),
        (lambda a: isinstance(a, (int, float)) and a < 2, "The smallest ring that works both ways has two nodes."),
        (lambda a: isinstance(a, float), "A size is a whole number."),
        (lambda a: isinstance(a, int) and a < _first(_both_ways, _one_way),
         "At this size Chang and Roberts are still cheaper. Go on."),
        (lambda a: isinstance(a, int) and a > _first(_both_ways, _one_way),
         "At this size it is cheaper, but not for the first time. Try all sizes in between."),
        (lambda a: True, "Give one number: the smallest n."),
    ])

# -- choose ------------------------------------------------------------------------------------------------------------

CHOICES = ("chang_roberts", "peterson", "bully", "chubby", "zookeeper_client", "raft")
SIZE, SEEDS = 5, range(5)


def _runs(algorithm):
    from ..experiments.contest import CONTESTANTS
    from ..properties import somebody_leads
    return [simulate(CONTESTANTS[algorithm](SIZE), seed=seed, until=somebody_leads) for seed in SEEDS]


def one_at_a_time(algorithm):
    """No run of three nodes ever has two leaders, whatever is late, lost, crashed or suspected."""
    from ..experiments.trials import TROUBLES, trial
    return all(trial(algorithm, trouble).holds for trouble in TROUBLES)


def survives(algorithm):
    """In every run, somebody else leads after the leader crashed."""
    from ..experiments.contest import next_election
    return all(next_election(algorithm, SIZE, seed)["gap"] is not None for seed in SEEDS)


def numbered(algorithm):
    """Leaders carry a number, the term, and no two of them the same one."""
    from ..experiments.trials import per_term
    return all(hasattr(node, "term") for node in _runs(algorithm)[0].last.nodes) and bool(per_term())


def largest(algorithm):
    """The largest id leads in every run."""
    return all(run.last.leaders == {SIZE} for run in _runs(algorithm))


def one_way(algorithm):
    """Every node sends to one other node only."""
    to = {}
    for run in _runs(algorithm):
        for letter in (letter for step in run for letter in step.sent):
            to.setdefault(letter.sender, set()).add(letter.to)
    return all(len(receivers) == 1 for receivers in to.values())


def few(algorithm):
    """32 nodes with falling ids need fewer than a quarter of 32² messages."""
    from ..experiments.contest import CONTESTANTS
    from ..properties import somebody_leads
    rings = {"chang_roberts": chang_roberts, "peterson": peterson}
    system = rings[algorithm](range(32, 0, -1)) if algorithm in rings else CONTESTANTS[algorithm](32)
    return simulate(system, until=somebody_leads).messages < 32 * 32 / 4


def outside(algorithm):
    """Candidates never talk to each other: node 0, the ensemble, keeps the line for them."""
    return all(0 in (letter.sender, letter.to) for run in _runs(algorithm) for step in run for letter in step.sent)


FACTS = {function.__name__: (function.__doc__, function)
         for function in (one_at_a_time, survives, numbered, largest, one_way, few, outside)}

compare_choose = Choose(
    points=5, question="Choose an election for five cases, and say which fact decides.",
    algorithms=CHOICES, facts=FACTS,
    cases={
        "sensors": (("one_way", "few"),
                    "The cable and the battery decide. Which algorithms use a one-way ring at all, and what does each "
                    "cost in its worst order?"),
        "database": (("survives", "numbered"),
                     "Two leaders at a time cannot be excluded here. What makes the old one harmless?"),
        "rack": (("survives", "largest"), "A particular machine is to lead, and it must not be for ever."),
        "machine": (("one_at_a_time", "survives"),
                    "The device obeys everybody. So there must never be two, at no moment, and yet another one later."),
        "workers": (("outside", "survives"), "The workers do not know each other. Who can keep the line for them?"),
    },
    why="No algorithm is the best one. Each keeps the promise that it can afford under its assumptions.")
