"""Raft in every run of small systems, and in random runs of larger ones, with faults: the five properties hold."""

import random

import pytest
from raft_models import ALL, ANY_TIME, ONE_STANDS, first_broken, links, pool, within
from weather import SEEDS, weather

from leaderlab import Crash, Faults, Mistake, Network, simulate, somebody_leads, verify
from leaderlab.algorithms import raft
from leaderlab.algorithms.raft import Raft
from leaderlab.algorithms.raft_properties import remembering, servers

pytestmark = pytest.mark.slow        # `make quick` leaves them out; together they take a while

SERVERS = (1, 2, 3)
ONE_COMMAND = {"stand": ONE_STANDS, "commands": {1: ["x"]}}
APART = {"stand": {1: None, 2: ANY_TIME, 3: None}, "logs": {1: [1, 2], 2: [1, 3], 3: [1]}}    # figure 8, three servers


def applied_everywhere(world):
    """Every server that is up has applied the command."""
    return all(node.applied == ["x"] for node in servers(world) if node.up)


# -- every run ---------------------------------------------------------------------------------------------------------


RUNS = {
    "pool": (pool(**ONE_COMMAND), within(1, 1), Faults(), 2_341),
    "pool, two stand": (pool(commands={1: ["x"]}), within(1, 1), Faults(), 4_909),
    "pool, a crash and a restart": (
        pool(**ONE_COMMAND), within(1, 1), Faults(crashes=1, restarts=1, only=SERVERS), 18_285),
    "pool, logs that differ": (pool(**APART), within(4, 2), Faults(), 105),
    "links, two commands": (links(stand=ONE_STANDS, commands={1: ["x", "y"]}), within(1, 2), Faults(), 807),
    "links, a crash, a restart, a cut": (
        links(**ONE_COMMAND), within(1, 1), Faults(crashes=1, restarts=1, cuts=1, only=SERVERS), 10_923),
    "links, lost, doubled, cut and healed": (
        links(**ONE_COMMAND), within(1, 1), Faults(drops=1, duplicates=1, cuts=1, heals=1), 36_606),
    "links, two terms": (links(commands={1: ["x"]}), within(2, 1), Faults(), 68_792),
    "pool, logs that differ, and a command": (pool(**APART, commands={2: ["x"]}), within(4, 3), Faults(), 40_905),
}
LONGER = {
    "links, two terms, two commands": (links(commands={1: ["x"], 2: ["y"]}), within(2, 2), Faults(), 286_530),
    "links, two terms, a crash and a restart": (
        links(commands={1: ["x"]}), within(2, 1), Faults(crashes=1, restarts=1, only=(1,)), 458_195),
    "links, two terms, a cut": (links(commands={1: ["x"]}), within(2, 1), Faults(cuts=1), 323_445),
    "links, two terms, a message is lost": (links(commands={1: ["x"]}), within(2, 1), Faults(drops=1), 233_109),
    "pool, two commands": (pool(stand=ONE_STANDS, commands={1: ["x", "y"]}), within(1, 2), Faults(), 557_685),
}


@pytest.mark.parametrize("name", [*RUNS, *(pytest.param(name, marks=pytest.mark.slow) for name in LONGER)])
def test_every_promise_holds_in_every_run(name):
    system, bound, faults, worlds = {**RUNS, **LONGER}[name]
    verdict = verify(system, always=ALL, within=bound, faults=faults)
    assert verdict and verdict.worlds == worlds


@pytest.mark.parametrize("faults", [Faults(), Faults(crashes=1, restarts=1, only=(2, 3))], ids=str)
def test_a_command_can_always_still_be_applied_while_the_leader_lives(faults):
    system = raft([1, 2, 3], timeout=ONE_STANDS, commands={1: ["x"]}, network=pool().network)
    verdict = verify(system, eventually=[somebody_leads, applied_everywhere], faults=faults, within=within(1, 1))
    assert verdict


def test_without_a_majority_nothing_is_applied():
    verdict = verify(links(**ONE_COMMAND), eventually=applied_everywhere, within=within(1, 1),
                     faults=Faults(crashes=2, only=(2, 3)))
    assert verdict.broken is applied_everywhere


def test_logs_that_differ_are_repaired_by_the_leader():
    """Figure 7 of the paper, its case (f) among them: seven servers, and a leader that wins with the newest log."""
    logs = {1: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6], 2: [1, 1, 1, 4, 4, 5, 5, 6, 6], 3: [1, 1, 1, 4],
            4: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6], 5: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7], 6: [1, 1, 1, 4, 4, 4, 4],
            7: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]}
    stand = {id: ANY_TIME if id == 1 else None for id in logs}
    trace = simulate(raft(logs, logs=logs, timeout=stand, clients={9: ["x"]}, node=remembering(Raft)), until=2_000)
    assert [node.log for node in servers(trace.last)] == [trace.last[1].log] * 7
    assert [entry.term for entry in trace.last[1].log][:10] == logs[1] and first_broken(trace) is None


# -- random runs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_in_random_runs_with_faults_every_promise_holds_and_in_the_end_all_logs_are_equal(seed):
    dice = random.Random(seed)
    ids = list(range(1, dice.choice([3, 4, 5]) + 1))
    lossy = Network(delay=(1, dice.choice([10, 60])), order=dice.choice(["fifo", "any"]), loss=0.1, duplication=0.1)
    system = raft(ids, clients={9: ["a", "b", "c"], 8: ["d", "e"]}, tries=200, node=remembering(Raft), network=lossy)
    trace = simulate(system, seed=seed, faults=weather(dice, ids, 2_000), until=4_500)
    assert first_broken(trace) is None
    assert len({node.log for node in servers(trace.last)}) == 1
    assert not trace.last[9].gave_up and len(trace.last[9].results) == 3 and len(trace.last[8].results) == 2


# -- cells of odd sizes, and bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize("n, down, works", [
    (1, 0, True), (2, 0, True), (2, 1, False), (3, 1, True), (4, 1, True), (4, 2, False), (5, 2, True), (5, 3, False)])
def test_a_command_needs_a_majority_of_all_servers(n, down, works):
    ids = range(1, n + 1)
    faults = [(0, Crash(id)) for id in list(ids)[:down]]
    world = simulate(raft(ids, clients={9: ["x"]}, tries=40), faults=faults, until=6_000, trace=False).last
    assert (world[9].results == [1]) is works and world[9].gave_up is not works


@pytest.mark.parametrize("options, words", [
    ({"heartbeat": 0}, "heartbeat=0"), ({"heartbeat": 2.5}, "whole number"),
    ({"clients": {9: "abc"}}, "not a list of commands"), ({"clients": ["a"]}, "for each id"),
    ({"clients": {9: [None]}}, "None is not a command"), ({"clients": {1: ["a"]}}, "Two nodes have the id 1"),
    ({"clients": {9: 5}}, "not a list"), ({"commands": {7: ["a"]}}, "There is no node 7"),
    ({"commands": {1: {"a": 1}}}, "not a list"), ({"tries": 0}, "tries=0"), ({"clients": {"a": ["x"]}}, "is not an id"),
    ({"clients": {9: [{1, 2}, object()]}}, "cannot be remembered"), ({"logs": {1: [2, 1]}}, "never fall")])
def test_what_cannot_be_is_refused_in_words(options, words):
    with pytest.raises(Mistake, match=words):
        raft([1, 2, 3], **options)
