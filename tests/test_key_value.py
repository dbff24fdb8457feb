"""The table on Raft: equal on all servers, each command once, no read of the past; and the state machine alone."""

import random

import pytest
from linearizable import Operation, linearizable, operations
from raft_models import ALL, ANY_TIME, ONE_STANDS, TWO_STAND, first_broken, links, once, within
from weather import SEEDS, rough, weather

from leaderlab import Crash, Cut, Deliver, Network, Restart, Timer, replay, simulate, verify
from leaderlab.algorithms import key_value
from leaderlab.algorithms.key_value import Confirm, Confirmed, KeyValue, LocalReads
from leaderlab.algorithms.raft import AppendEntries
from leaderlab.algorithms.raft_client import Answer, Command
from leaderlab.algorithms.raft_election import Entry, RequestVote, Vote
from leaderlab.algorithms.raft_properties import as_one_server, remembering, servers
from leaderlab.algorithms.store import Refused, execute
from leaderlab.exercises import figure8

# -- the state machine -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command, result, after", [
    ("a=5", 5, {"a": 5, "b": "red"}), ("a=five", "five", {"a": "five", "b": "red"}), ("a+=2", 3, {"a": 3, "b": "red"}),
    ("c+=-2", -2, {"a": 1, "b": "red", "c": -2}), ("del a", 1, {"b": "red"}), ("a?", 1, None), ("z?", None, None),
    ("b+=1", Refused("'red' is not a number, so 1 cannot be added."), None),
    ("del z", Refused("There is no key 'z'."), None),
    *((odd, Refused(f"{odd!r} is no command."), None) for odd in
      ["", "a", "=1", "a==1", "a = 1", "a+=x", "a+=" + "9" * 400, "del", "?", "DROP TABLE", 42, None, 1.5, ("a", 1)])])
def test_a_command_changes_the_table_or_is_refused_and_changes_nothing(command, result, after):
    store = {"a": 1, "b": "red"}
    assert execute(store, command) == result
    assert store == (after or {"a": 1, "b": "red"})


def test_equal_series_of_anything_give_equal_tables_and_results():
    dice = random.Random(0)
    words = ["a=1", "a+=2", "b=x", "b+=1", "del a", "del b", "nonsense", 7, ("a",), "a?"]
    for _ in range(50):
        series = [dice.choice(words) for _ in range(30)]
        one, other = {}, {}
        assert [execute(one, c) for c in series] == [execute(other, c) for c in series]
        assert list(one.items()) == list(other.items())


# -- every run ---------------------------------------------------------------------------------------------------------


def client(node, stand, commands, tries):
    return links(node, build=key_value, stand=stand, clients={9: commands}, tries=tries)


@pytest.mark.parametrize("stand, commands, tries, bound, worlds", [
    (ONE_STANDS, ["x+=1", "x?"], 2, within(1, 3), 21_129),
    (ONE_STANDS, ["x=1", "nonsense"], 1, within(1, 3), 3_186),
], ids=["asked twice", "nonsense"])
def test_a_client_sees_one_server_and_all_tables_are_equal(stand, commands, tries, bound, worlds):
    verdict = verify(client(KeyValue, stand, commands, tries), always=[*ALL, as_one_server], within=bound)
    assert verdict and verdict.worlds == worlds


def two_leaders(node):
    """Server 1 leads term 1 and is cut off; server 2 leads term 2, and 1 does not know it. A client asks and reads."""
    def lead(id, voter, term):
        return [Timer(id, "election"), Deliver(id, voter, RequestVote(term, 0, 0)),
                Deliver(voter, id, Vote(term, True))]

    system = key_value([1, 2, 3], clients={9: ["x=1", "x?"]}, timeout=TWO_STAND, tries=3, node=once(node))
    return replay(system, [*lead(1, 3, 1), Deliver(1, 2, RequestVote(1, 0, 0)), Cut(1, 2), Cut(1, 3), *lead(2, 3, 2)])


def test_a_leader_that_answers_reads_alone_tells_of_the_past():
    verdict = verify(two_leaders(LocalReads), always=as_one_server, within=within(2, 4))
    assert verdict.broken is as_one_server and verdict.trace.last[9].results == [1, None]
    assert not linearizable(operations(verdict.trace))
    assert "The shortest way from step 9 on has 14 steps." in verdict.reason


def test_a_leader_that_asks_a_majority_first_never_does():
    verdict = verify(two_leaders(KeyValue), always=as_one_server, within=within(2, 4))
    assert verdict and verdict.worlds == 1_158


class DoesNotWaitForItsTerm(KeyValue):
    """Reads as soon as a majority has confirmed it, though it does not know yet what is committed."""

    def become_leader(self):
        super().become_leader()
        self.first_index = 0


@pytest.mark.parametrize("node, holds", [(DoesNotWaitForItsTerm, False), (KeyValue, True)])
def test_a_new_leader_must_commit_an_entry_of_its_term_before_it_answers_a_read(node, holds):
    """The first leader has done the command; the second has it in its log, but does not know that it is committed."""
    system = key_value([1, 2, 3], clients={9: ["x=1", "x?"]}, timeout=TWO_STAND, tries=2, node=once(node))
    done = verify(system, always=lambda world: not world[9].results, within=within(1, 2)).trace
    verdict = verify(replay(system, [*done.events, Crash(1)]), always=as_one_server, within=within(2, 3))
    assert verdict.holds is holds


def test_a_refusal_of_an_old_question_does_not_confirm_a_new_one():
    """Server 1 asks in term 1 whether it leads, crashes, and leads term 2. Server 2, now in term 2 as well, refuses the
    old question. The refusal comes while server 1 asks again, in a round of the same number: 2 leads term 3 by now."""
    system = key_value([1, 2, 3], clients={9: ["x=1", "x?"], 8: ["x?"]}, network=Network(order="any"), tries=9)
    first, second, third, x = Entry(1), Entry(2), Entry(3), Entry(3, "x=1", client=9, serial=1)
    trace = replay(system, [
        *figure8.elect(1, 1, (0, 0), [3]), Deliver(8, 1, Command(1, "x?")),
        *(Deliver(1, server, AppendEntries(1, 0, 0, (first,), 0)) for server in (2, 3)), Crash(1), Restart(1),
        *figure8.elect(1, 2, (1, 1), [2]), *figure8.append(1, 2, 2, (1, 1), second), Deliver(1, 2, Confirm(1, 1)),
        *figure8.elect(2, 3, (2, 2), [3]), Timer(9, "answer"), Deliver(9, 2, Command(1, "x=1")),
        *figure8.refuse(2, 3, 3, (2, 2)), *figure8.append(2, 3, 3, (1, 1), second, third, x),
        Deliver(2, 9, Answer(1, 1)), Timer(9, "answer"), Timer(9, "answer"), Deliver(9, 1, Command(2, "x?"))])
    assert trace.last.leaders == {1, 2} and list(trace.last[1].reads) == [1] and trace.last[9].results == [1]
    refusals = [sent.message for step in trace for sent in step.sent if isinstance(sent.message, Confirmed)]
    after = replay(system, [*trace.events, *(Deliver(2, 1, message) for message in refusals)])
    assert len(refusals) == 1 and list(after.last[1].reads) == [1]


# -- random runs -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS[:10] + SEEDS[12:])
def test_in_random_runs_with_faults_a_client_sees_one_server_that_never_fails(seed):
    dice = random.Random(seed)
    ids = list(range(1, dice.choice([3, 4, 5]) + 1))
    commands = [dice.choice(["x+=1", "y=2", "x?", "y?", "del y", "oops"]) for _ in range(12)]
    network = Network(delay=(1, dice.choice([10, 40])), order=dice.choice(["fifo", "any"]), loss=0.1, duplication=0.1)
    system = key_value(ids, clients={9: commands}, tries=300, node=remembering(KeyValue), network=network)
    trace = simulate(system, seed=seed, faults=weather(dice, ids, 2_000), until=5_000)
    assert first_broken(trace, as_one_server) is None
    assert len(trace.last[9].results) == 12
    assert len({(node.store, node.last_applied) for node in servers(trace.last)}) == 1


def test_an_order_that_explains_the_answers_is_found_or_there_is_none():
    write, read = Operation("x=1", 0, 5, 1), Operation("x?", 2, 9, None)
    assert linearizable([write, read]) and linearizable([read._replace(result=1), write])
    assert not linearizable([write, read._replace(asked=6)]), "the write was answered before anybody asked"
    assert linearizable([write._replace(answered=float("inf")), read._replace(asked=6)]), "perhaps it was never done"


@pytest.mark.parametrize("seed", SEEDS)
def test_all_clients_together_see_one_server(seed):
    dice = random.Random(seed)
    commands = {client: [dice.choice(["x+=1", "x?", "x?", "x=7", "del x"]) for _ in range(8)] for client in (8, 9, 10)}
    system = key_value([1, 2, 3], clients=commands, tries=500, network=rough(dice))
    trace = simulate(system, seed=seed, faults=weather(dice, [1, 2, 3, 8, 9], 2_500), until=6_000)
    assert linearizable(operations(trace))


def test_a_server_that_was_away_has_the_same_table_soon_after_it_is_back():
    system = key_value([1, 2, 3], clients={9: ["x=1", "y=2", "x+=4"]}, timeout={1: ANY_TIME, 2: ANY_TIME, 3: None})
    trace = simulate(system, faults=[(100, Crash(3)), (1_500, Restart(3))], until=1_700)
    assert trace.last[3].store == trace.last[1].store == {"x": 5, "y": 2}
