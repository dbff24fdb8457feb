"""The README's Consul: the same series of commands, as long as nothing goes wrong; and the charges against it."""

import pytest

from leaderlab import (
    Crash,
    Faults,
    Network,
    Perfect,
    at_most_one_leader,
    quiet,
    simulate,
    somebody_leads,
    verify,
)
from leaderlab.algorithms import readme_consul
from leaderlab.algorithms.raft_properties import as_one_server, same_series, same_state, servers

TWO_COMMANDS = {"commands": {1: ["x=1", "x=2"]}}
TWO_PLACES = {"commands": {1: ["x=1"], 2: ["x=2"]}}
OVERTAKING = Network(order="any", detector=Perfect())


def all_tables_are_equal(world):
    """All servers that are up have the same table."""
    return len({node.store for node in servers(world) if node.up}) == 1


def test_without_faults_all_servers_process_the_same_series():
    verdict = verify(readme_consul(**TWO_COMMANDS), always=[same_series, same_state, at_most_one_leader],
                     eventually=[all_tables_are_equal, quiet])
    assert verdict and verdict.worlds == 14


def test_without_faults_a_client_sees_one_server():
    verdict = verify(readme_consul(clients={9: ["x=1", "x?"]}, tries=2), always=[same_series, as_one_server],
                     eventually=quiet)
    assert verdict and verdict.worlds == 350


@pytest.mark.parametrize("promise, options, faults, steps", [
    (same_series, {**TWO_COMMANDS, "network": OVERTAKING}, Faults(), 3),
    (same_series, TWO_COMMANDS, Faults(drops=1), 4),
    (same_series, TWO_COMMANDS, Faults(duplicates=1), 5),
    (at_most_one_leader, {}, Faults(suspicions=1), 3),
    (same_series, TWO_PLACES, Faults(suspicions=1), 5),
    (same_series, TWO_PLACES, Faults(crashes=1), 7),
    (as_one_server, {"clients": {9: ["x=1", "x?"]}, "tries": 2}, Faults(crashes=1), 9),
], ids=["a copy overtakes another", "a copy is lost", "a copy comes twice", "two leaders", "two leaders take commands",
        "a copy of the dead leader comes late", "what was answered is not there"])
def test_the_charges(promise, options, faults, steps):
    verdict = verify(readme_consul([1, 2, 3], **options), always=promise, faults=faults)
    assert verdict.broken is promise and len(verdict.trace) - 1 == steps


def test_a_server_that_comes_back_never_gets_what_it_has_missed():
    verdict = verify(readme_consul(commands={1: ["x=1"]}), eventually=all_tables_are_equal,
                     faults=Faults(crashes=1, restarts=1))
    assert verdict.broken is all_tables_are_equal and (verdict.doomed, len(verdict.trace) - 1) == (4, 5)


def test_one_crash_leaves_one_leader_and_a_second_may_leave_none():
    assert verify(readme_consul(), always=at_most_one_leader, eventually=somebody_leads, faults=Faults(crashes=1))
    verdict = verify(readme_consul(), eventually=somebody_leads, faults=Faults(crashes=2))
    assert verdict.broken is somebody_leads


def test_a_client_of_a_dead_cell_gives_up():
    trace = simulate(readme_consul(clients={9: ["x=1"]}, tries=3), faults=[(0, Crash(id)) for id in (1, 2, 3)])
    assert trace.last[9].gave_up and trace.end == "Nothing more can happen."


@pytest.mark.parametrize("n", [1, 2, 4, 5])
def test_a_cell_of_any_size_works_while_nothing_fails(n):
    trace = simulate(readme_consul(range(1, n + 1), clients={9: ["x=1", "x+=1", "what?", "no"]}))
    assert {node.store["x"] for node in servers(trace.last)} == {2} and len(trace.last[9].results) == 4
