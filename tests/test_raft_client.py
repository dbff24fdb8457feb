"""Who gives commands to Raft: finds the leader, asks again, gives up; and what the servers do twice."""

import pytest
from raft_models import first_broken

from leaderlab import Crash, Cut, Heal, Network, Restart, simulate
from leaderlab.algorithms import key_value, raft
from leaderlab.algorithms.key_value import KeyValue
from leaderlab.algorithms.raft import Raft
from leaderlab.algorithms.raft_client import Command, NotLeader
from leaderlab.algorithms.raft_properties import as_one_server, remembering

ONLY_1_STANDS = {1: (150, 300), 2: None, 3: None}


def test_a_follower_sends_the_client_to_the_leader():
    trace = simulate(raft([1, 2, 3], clients={9: ["a"]}, timeout={1: None, 2: None, 3: (30, 30)}), until=700)
    assert trace.last[9].results == [1] and trace.last[9].server == 3
    assert any(isinstance(sent.message, NotLeader) and sent.message.leader == 3 for s in trace for sent in s.sent)


@pytest.mark.parametrize("dead", [(1, 2), (1, 2, 3)])
def test_a_client_of_a_dead_cell_gives_up_in_words(dead):
    trace = simulate(raft([1, 2, 3], clients={9: ["a", "b"]}, tries=7), faults=[(0, Crash(id)) for id in dead],
                     until=5_000)
    client = trace.last[9]
    assert client.gave_up and client.results == [] and trace.count(Command) == 7
    said = [text for step in trace for id, text in step.said if id == 9]
    assert said[-1] == ("I asked 7 times for command 1. Perhaps most of the servers are down. I give up; it may still "
                        "be done one day.")


def test_a_run_ends_when_all_servers_are_dead_and_all_clients_have_given_up():
    trace = simulate(raft([1, 2, 3], clients={9: ["a"]}), faults=[(0, Crash(id)) for id in (1, 2, 3)])
    assert trace.end == "Nothing more can happen."


def test_a_client_finds_the_next_leader_when_the_first_one_crashes():
    system = key_value([1, 2, 3], clients={9: [f"x+={k}" for k in range(1, 30)]})
    first = min(simulate(system, until=lambda world: bool(world.leaders)).last.leaders)
    trace = simulate(system, faults=[(500, Crash(first))], until=3_500)
    assert len(trace.last[9].results) == 29 and as_one_server(trace.last)
    assert trace.last.leaders and first not in trace.last.leaders


def test_a_client_that_comes_back_goes_on_with_the_command_that_it_waited_for():
    system = key_value([1, 2, 3], clients={9: ["x+=1", "x+=1", "x+=1", "x?"]})
    for tick in range(300, 420, 3):
        world = simulate(system, faults=[(tick, Crash(9)), (tick + 40, Restart(9))], until=1_500, trace=False).last
        assert world[9].results == [1, 2, 3, 3]


def slow_answers(node):
    """The client cannot hear its leader for a while: it asks again for what was done already."""
    system = key_value([1, 2, 3], clients={9: ["x+=1", "x?"]}, timeout=ONLY_1_STANDS, node=node, tries=99)
    taken = next(s.time for s in simulate(system, until=900) if any("I take x" in text for _, text in s.said))
    return simulate(system, faults=[(taken + 1, Cut(1, 9)), (taken + 400, Heal(1, 9))], until=2_000)


def test_a_command_that_is_asked_for_twice_is_done_once():
    trace = slow_answers(remembering(KeyValue))
    asked = [entry.command for entry in trace.last[1].log]
    assert asked.count("x+=1") > 1 and trace.last[9].results == [1, 1] and first_broken(trace, as_one_server) is None


def test_plain_raft_would_do_it_twice():
    world = simulate(raft([1, 2, 3], clients={9: ["a", "b"]}, timeout=ONLY_1_STANDS, tries=99, node=Raft,
                          network=Network(delay=(90, 160))), until=9_000, trace=False).last
    assert world[1].applied.count("a") > 1


def test_commands_without_a_client_are_not_answered():
    trace = simulate(raft([1], commands={1: ["a"]}, timeout=(1, 1)), until=300)
    assert all(sent.to != 0 for step in trace for sent in step.sent)
