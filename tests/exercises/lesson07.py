"""Answers to the exercises of lesson 07: right ones, and wrong ones with words of their explanation."""

from math import comb

from leaderlab import Deliver, Timer, replay
from leaderlab.algorithms import bully
from leaderlab.algorithms.bully import Election
from leaderlab.experiments import quorum_availability

# -- who goes on -------------------------------------------------------------------------------------------------------


def unwritten(nearer, farther, mine):
    raise NotImplementedError()


def by_maximum(nearer, farther, mine):
    return nearer == max(nearer, farther, mine)


def by_comparing(nearer, farther, mine):
    if nearer > mine:
        return nearer > farther
    return False


def mine_is_largest(nearer, farther, mine):
    return mine > nearer and mine > farther


def farther_is_largest(nearer, farther, mine):
    return farther > nearer and farther > mine


def smallest(nearer, farther, mine):
    return nearer < min(farther, mine)


def gives_way(nearer, farther, mine):
    return nearer < mine


def misspelt(nearer, farther, mine):
    return nearer > max(father, mine)       # noqa: F821


def for_ever(nearer, farther, mine):
    while True:
        pass


# -- availability ------------------------------------------------------------------------------------------------------


def by_sum(servers, down):
    return sum(comb(servers, up) * (1 - down) ** up * down ** (servers - up)
               for up in range(servers + 1) if 2 * up > servers)


def from_below(servers, down):
    return 1 - sum(comb(servers, k) * (1 - down) ** k * down ** (servers - k) for k in range(servers // 2 + 1))


def up_to(servers, down, least):
    return sum(comb(servers, k) * (1 - down) ** k * down ** (servers - k) for k in range(least, servers + 1))


BULLY, RAFT = "bully([1, 2, 3], initiators=[1]) | ", "raft_election([1, 2, 3], network=Network()) | "
RIGHT = {"sensors": ("peterson", "few"), "database": ("raft", "numbered"), "rack": ("bully", "largest"),
         "machine": ("chubby", "one_at_a_time"), "workers": ("zookeeper_client", "outside")}

CASES = {
    "compare_real": dict(
        starter=...,
        right=[{"at_most_one_leader", "nobody_disagrees"}, ["nobody_disagrees", "at_most_one_leader"]],
        wrong=[(set(), "Count the crowns"), ({"at_most_one_leader"}, "Whom does each"),
               ({"nobody_disagrees"}, "how many leaders"), ({"at_most_one_leader_per_term"}, "the other way round"),
               ({"at_most_one_leader", "nobody_disagrees", "at_most_one_leader_per_term"}, "speaks of terms"),
               ({"at_most_one_leader", "at_most_one_leader_per_term"}, "are they equal"),
               ({"nobody_disagrees", "at_most_one_leader_per_term"}, "are they equal"),
               ({"somebody_leads"}, "the names, written as"), ("at_most_one_leader", "Whom does each"),
               (9, "the names, written as"), ({2, 3}, "the names, written as")],
    ),
    "compare_goes_on": dict(
        starter=unwritten,
        right=[by_maximum, by_comparing, lambda nearer, farther, mine: nearer > max(farther, mine)],
        wrong=[(mine_is_largest, "must not get lost"), (farther_is_largest, "about the farther value"),
               (smallest, "smallest value"), (gives_way, "it is lost"),
               (lambda nearer, farther, mine: True, "Somebody must drop"),
               (lambda nearer, farther, mine: False, "never says yes"),
               (lambda nearer, farther, mine: mine < farther < nearer, "nobody is left"),
               (misspelt, "stops with an error"),
               (for_ever, "did not come to an end"), (7, "The answer is a function"),
               (lambda nearer, farther: True, "stops with an error"),
               (lambda nearer, farther, mine: nearer > min(farther, mine), "Too many go on"),
               (lambda nearer, farther, mine: farther > mine, "")],
    ),
    "compare_slow": dict(
        starter=...,
        right=[BULLY + "timer:1:answer 1>3", [Timer(1, "answer"), Deliver(1, 3, Election())],
               replay(bully([1, 2, 3], initiators=[1]), [Timer(1, "answer"), Deliver(1, 3, Election())]),
               BULLY + "1>3 timer:1:answer"],
        wrong=[("impossible", "before an answer"), (BULLY + "timer:1:answer", "one leader"),
               (BULLY + "1>3", "one leader"), (BULLY + "1>2", "Nobody leads yet"),
               (BULLY + "1>2 1>3 timer:1:answer", "the best is 2"),
               (BULLY + "1>2 timer:1:answer timer:2:answer", "best"),
               (BULLY + "crash:3", "No fault is allowed here"), (42, "Event 1 is a number"), (BULLY + "2>3", "cannot"),
               (BULLY.replace("3]", "4]") + "1>4", "The exercise is about")],
    ),
    "compare_terms": dict(
        starter=...,
        right=["impossible", "Impossible.", "IMPOSSIBLE"],
        wrong=[(RAFT + "timer:1:election", "Nobody leads"), (RAFT + "timer:1:election 1>2 2>1", "one leader"),
               (RAFT + "timer:1:election timer:2:election", "Nobody leads"),
               (RAFT + "timer:1:election 1>2 2>1 timer:3:election", "one leader"),
               (RAFT + "timer:1:election timer:2:election timer:3:election", "Nobody leads"),
               (RAFT + "timer:1:election 1>2 2>1 crash:1", "Nobody leads"),
               (RAFT + "timer:1:election 1>2 2>1 crash:1 timer:2:election", "Nobody goes beyond term 1 here"),
               (RAFT + "crash:1 crash:2", "You may use"), (RAFT + "1>2", "cannot happen here"),
               (42, "Event 1 is a number"),
               (RAFT.replace("3]", "4]") + "timer:4:election", "The exercise is about")],
    ),
    "compare_available": dict(
        starter=lambda servers, down: None,
        right=[quorum_availability, by_sum, from_below],
        wrong=[(lambda servers, down: 1 - down, "one server alone"),
               (lambda servers, down: up_to(servers, down, (servers + 1) // 2), "Half of four"),
               (lambda servers, down: (1 - down) ** servers, "all are up"),
               (lambda servers, down: 1 - down ** servers, "one at least"),
               (lambda servers, down: 1 - by_sum(servers, down), "no majority"),
               (lambda servers, down: by_sum(servers, 1 - down), "the chance to be down"),
               (lambda servers, down: up_to(servers, down, servers // 2 + 2), "not more"),
               (lambda servers, down: (1 - down) ** (servers // 2 + 1), "count the ways"),
               (lambda servers, down: 100 * by_sum(servers, down), "not to 100"),
               (lambda servers, down: up_to(servers, down, servers // 2), "Half of the servers"),
               (lambda servers, down: by_sum(servers, down) - (1 - down) ** servers, "all are up is missing"),
               (lambda servers, down: sum((1 - down) ** up * down ** (servers - up)
                                          for up in range(servers // 2 + 1, servers + 1)), "in three ways"),
               (lambda servers, down: round(by_sum(servers, down), 3), "Do not round"),
               (lambda servers, down: "high", ""), (0.97, "The answer is a function"),
               (lambda servers, down: None if down == 0.2 else by_sum(servers, down), "returned None")],
    ),
    "compare_crossing": dict(
        starter=...,
        right=[21, 21.0],
        wrong=[(16, "equally many"), (2, "At 2 nodes"), (12, "replies are messages"), (17, "still cheaper"),
               (20, "still cheaper"), (32, "not for the first time"), (22, "not for the first time"),
               (1, "has two nodes"), (16.5, "whole number"), ("21", "You gave a text"), ([21, 22], "one number")],
    ),
    "compare_choose": dict(
        starter=...,
        right=[RIGHT, {case: list(choice) for case, choice in RIGHT.items()},
               RIGHT | {"sensors": ("peterson", "one_way"), "machine": ("chubby", "survives")}],
        wrong=[(RIGHT | {"sensors": ("chang_roberts", "one_way")}, "chang_roberts fails there"),
               (RIGHT | {"sensors": ("chang_roberts", "few")}, "no fact about chang_roberts"),
               (RIGHT | {"database": ("chubby", "survives")}, "chubby fails there"),
               (RIGHT | {"database": ("raft", "one_at_a_time")}, "no fact about raft"),
               (RIGHT | {"database": ("raft", "few")}, "does not turn on it"),
               (RIGHT | {"rack": ("bully", "one_at_a_time")}, "no fact about bully"),
               (RIGHT | {"machine": ("raft", "survives")}, "at no moment"),
               (RIGHT | {"workers": ("raft", "survives")}, "do not know each other"),
               ({**RIGHT, "workers": ...}, "nothing is chosen"),
               ({"sensors": ..., "rack": ("bully", "outside")}, "no fact about bully"),
               ({"rack": ("largest", "bully")}, "the other way round"),
               ({"rak": ("bully", "largest")}, "Did you mean 'rack'"), (RIGHT | {"rack": "bully"}, "give a pair"),
               (RIGHT | {"rack": ("bulli", "largest")}, "Did you mean 'bully'"),
               (RIGHT | {"rack": ("bully", "biggest")}, "not one of the facts"), (["raft"], "a mapping"),
               ({"sensors": ("peterson", "few")}, "1 of 5 cases")],
    ),
}
