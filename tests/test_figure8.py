"""Figure 8 of the Raft paper, step by step with real events; and its smallest relative, found by a search."""

import pytest
from raft_models import first_broken, links, pool, within

from leaderlab import replay, verify
from leaderlab.algorithms.raft import Raft
from leaderlab.algorithms.raft_election import up_to_date
from leaderlab.algorithms.raft_properties import leader_completeness, remembering
from leaderlab.exercises import figure8
from leaderlab.exercises.figure8 import a, b, c, d, e

SERVERS = (1, 2, 3, 4, 5)


class CountsOldEntries(Raft):
    """Commits whatever a majority holds, of whatever term."""

    def may_commit(self, index):
        return True


def after(*parts, node=Raft):
    return replay(figure8.system(node), [event for part in parts for event in part])


def logs(trace):
    return ["".join(str(entry.term) for entry in trace.last[id].log) for id in SERVERS]


@pytest.mark.parametrize("parts, expected", [
    ((a,), ["12", "12", "1", "1", "1"]),
    ((a, b), ["12", "12", "1", "1", "13"]),
    ((a, b, c), ["124", "12", "12", "1", "13"]),
    ((a, b, c, d), ["13", "13", "13", "13", "13"]),
    ((a, b, c, e), ["124", "124", "124", "1", "13"])], ids=["a", "b", "c", "d", "e"])
def test_the_logs_are_those_of_the_figure(parts, expected):
    assert logs(after(*parts)) == expected


def test_after_c_the_old_entry_is_on_three_of_five_and_not_committed():
    world = after(a, b, c).last
    assert sum(len(world[id].log) > 1 and world[id].log[1] == figure8.X for id in SERVERS) == 3
    assert world[1].match_index[2] == world[1].match_index[3] == 2
    assert [world[id].commit_index for id in SERVERS] == [0] * 5


def test_a_leader_that_counts_old_entries_commits_it_there():
    assert after(a, b, c, node=CountsOldEntries).last[1].commit_index == 2


def test_in_d_server_5_is_elected_by_2_3_and_4():
    trace = after(a, b, c, d)
    votes = {step.event.sender for step in trace if getattr(getattr(step.event, "message", None), "granted", False)
             and step.event.message.term == 5}
    assert votes == {2, 3, 4} and trace.last.leaders == {5}


def test_in_d_server_1_would_refuse():
    assert not up_to_date(candidate=(figure8.Y.term, 2), mine=(figure8.Z.term, 3))


def test_in_e_server_5_gets_one_vote_only_and_the_old_entry_is_committed_with_the_new_one():
    trace = after(a, b, c, e)
    assert trace.last[5].votes == {4, 5} and trace.last[5].role == "candidate"
    assert max(world[1].commit_index for world in trace.worlds) == 3


@pytest.mark.parametrize("ending", [d, e], ids="de")
def test_none_of_the_five_properties_breaks(ending):
    trace = after(a, b, c, ending, node=remembering(Raft))
    assert first_broken(trace) is None


def test_with_the_wrong_rule_leader_completeness_breaks_in_d():
    trace = after(a, b, c, d[:10], node=remembering(CountsOldEntries))
    assert trace.last.leaders == {5} and first_broken(trace) is leader_completeness


# -- three servers are enough ------------------------------------------------------------------------------------------

# Server 1 led term 1 and server 2 led term 2; each has an entry that nobody else has.
APART = {"logs": {1: [1], 2: [2]}}


@pytest.mark.parametrize("model", [links, pool])
def test_three_servers_are_enough_and_the_search_finds_the_run(model):
    verdict = verify(model(CountsOldEntries, **APART), always=leader_completeness, within=within(4, 1))
    assert verdict.broken is leader_completeness and len(verdict.trace) - 1 == 11
    world = verdict.trace.last
    assert world[2].role == "leader" and world[2].term == 4 and (1, world[1].log[0], 3) in world[1].committed


def test_with_the_right_rule_there_is_no_such_run():
    verdict = verify(links(**APART), always=leader_completeness, within=within(4, 1))
    assert verdict and verdict.worlds == 30_303
