"""Figure 2 of the Raft paper, the part about the log: a test for each sentence (the election: test_figure2_election).

A handler is called directly, in the situation that the sentence speaks of, and we look at what it asks for.
"""

import pytest

from leaderlab.algorithms.raft import Appended, AppendEntries, Raft
from leaderlab.algorithms.raft_client import Answer, Command, NotLeader
from leaderlab.algorithms.raft_election import Entry, RequestVote, Vote


def server(log=(), term=3, servers=(1, 2, 3), role="follower", **fields):
    """Server 1, in the middle of its life; ``log`` as terms."""
    entries = [Entry(t, f"{t}.{k}") for k, t in enumerate(log, 1)]
    return Raft(1, servers=servers, term=term, log=entries, role=role, **fields)


def leader(log=(), term=3, servers=(1, 2, 3), **fields):
    node = server(log, term, servers, **fields)
    node.become_leader()
    return told(node)


def told(node):
    """The same node, with everything that it asked for so far taken away."""
    node._sent.clear()
    node._timers.clear()
    return node


def terms(node):
    return [entry.term for entry in node.log]


def sent(node, kind):
    return [(to, message) for to, message in node._sent if isinstance(message, kind)]


def timers(node):
    return [name for name, earliest, _ in node._timers if earliest is not None]


# -- state -------------------------------------------------------------------------------------------------------------


def test_the_current_term_the_vote_and_the_log_are_on_stable_storage_and_nothing_else_is():
    assert Raft.durable_fields == {"term", "voted_for", "log"}


def test_a_new_server_has_committed_and_applied_nothing():
    assert (server().commit_index, server().last_applied) == (0, 0)


def test_the_first_index_is_1():
    node = leader(term=1)
    node.on_message(Command(0, "x"), 9)
    assert sent(node, AppendEntries)[0][1].prev_index == 0 and node.term_at(1) == 1 and node.term_at(0) == 0


def test_after_an_election_the_next_index_is_one_after_the_last_and_the_match_index_is_zero():
    node = leader([1, 1, 2])
    assert (node.next_index, node.match_index) == ({2: 4, 3: 4}, {2: 0, 3: 0})


def test_after_the_next_election_they_begin_anew():
    node = leader([1])
    node.on_message(Appended(3, True, 1), 2)
    node.become_follower(5)
    node.log.append(Entry(5))
    node.become_candidate()
    node.become_leader()
    assert (node.next_index, node.match_index) == ({2: 3, 3: 3}, {2: 0, 3: 0})


def test_whoever_stops_to_lead_forgets_the_indexes_of_the_others():
    node = leader([1])
    node.on_message(RequestVote(9, 0, 0), 2)
    assert (node.role, node.next_index, node.match_index) == ("follower", {}, {})


# -- AppendEntries, the receiver ---------------------------------------------------------------------------------------


def test_1_reply_false_if_the_term_is_older_than_mine():
    node = server([1], term=3)
    node.on_message(AppendEntries(2, 0, 0, (Entry(2),), 1), 2)
    assert sent(node, Appended) == [(2, Appended(3, False, 0))]
    assert terms(node) == [1] and node.leader is None and not node._timers and node.commit_index == 0


@pytest.mark.parametrize("prev", [(3, 2), (2, 1), (1, 2)])
def test_2_reply_false_if_the_log_has_no_entry_of_that_term_before_the_new_ones(prev):
    node = server([1, 2])
    node.on_message(AppendEntries(3, *prev, (Entry(3),), 3), 2)
    assert sent(node, Appended) == [(2, Appended(3, False, prev[0]))]
    assert terms(node) == [1, 2] and node.commit_index == 0


def test_3_an_entry_of_another_term_is_deleted_with_all_that_follow_it():
    node = server([1, 2, 2, 2])
    node.on_message(AppendEntries(3, 1, 1, (Entry(3),), 0), 2)
    assert terms(node) == [1, 3]


def test_3_without_a_conflict_nothing_is_deleted():
    """An old, shorter request comes late: what came after it stays."""
    node = server([1, 2, 2, 2])
    node.on_message(AppendEntries(3, 1, 1, (Entry(2, "2.2"),), 0), 2)
    node.on_message(AppendEntries(3, 0, 0, (), 0), 2)
    assert terms(node) == [1, 2, 2, 2]


def test_4_entries_that_are_not_in_the_log_are_appended():
    node = server([1, 2])
    node.on_message(AppendEntries(3, 1, 1, (Entry(2, "2.2"), Entry(3, "a"), Entry(3, "b")), 0), 2)
    assert terms(node) == [1, 2, 3, 3] and node.log[3].command == "b"
    assert sent(node, Appended) == [(2, Appended(3, True, 4))]


@pytest.mark.parametrize("commit, committed", [(1, 1), (2, 2), (3, 3), (9, 3)])
def test_5_the_commit_index_is_the_leader_s_but_not_beyond_the_last_new_entry(commit, committed):
    """Entry 4 was not in the request: nobody has said that it agrees with the leader's."""
    node = server([1, 1, 2, 2])
    node.on_message(AppendEntries(3, 2, 1, (Entry(2, "2.3"),), commit), 2)
    assert node.commit_index == committed


def test_5_a_refused_request_commits_nothing():
    node = server([1, 2])
    node.on_message(AppendEntries(3, 2, 1, (), 2), 2)
    assert node.commit_index == 0


def test_5_the_commit_index_never_falls():
    node = server([1, 1], commit_index=2, last_applied=2)
    node.on_message(AppendEntries(3, 1, 1, (), 1), 2)
    assert node.commit_index == 2


# -- all servers -------------------------------------------------------------------------------------------------------


def test_what_is_committed_is_applied_once_and_in_order():
    node = server([1, 1, 2])
    for commit in (2, 2, 3):
        node.on_message(AppendEntries(3, 3, 2, (), commit), 2)
    assert node.applied == ["1.1", "1.2", "2.3"] and node.last_applied == 3


@pytest.mark.parametrize("message", [
    AppendEntries(5, 0, 0, (), 0), Appended(5, True, 1), Appended(5, False, 1), RequestVote(5, 0, 0), Vote(5, False)])
@pytest.mark.parametrize("role", ["follower", "candidate", "leader"])
def test_any_message_of_a_higher_term_makes_a_follower_of_that_term(message, role):
    node = server([1], voted_for=1)
    {"follower": lambda: None, "candidate": node.become_candidate, "leader": node.become_leader}[role]()
    node.on_message(message, 2)
    assert (node.role, node.term, node.votes) == ("follower", 5, set())
    assert node.voted_for is None


# -- followers ---------------------------------------------------------------------------------------------------------


def test_a_follower_waits_anew_when_the_current_leader_speaks():
    node = server()
    node.on_message(AppendEntries(3, 0, 0, (), 0), 2)
    assert timers(node) == ["election"] and node.leader == 2


def test_a_follower_waits_anew_even_if_it_must_refuse_the_entries_of_the_current_leader():
    node = server()
    node.on_message(AppendEntries(3, 7, 3, (), 0), 2)
    assert timers(node) == ["election"] and sent(node, Appended) == [(2, Appended(3, False, 7))]


def test_a_follower_sends_a_client_to_the_leader():
    node = server(leader=2)
    node.on_message(Command(7, "x"), 9)
    assert node._sent == [(9, NotLeader(7, 2))] and node.log == []


# -- candidates --------------------------------------------------------------------------------------------------------


def test_a_candidate_gives_up_when_a_leader_of_its_term_speaks():
    node = server()
    node.become_candidate()
    node.on_message(AppendEntries(4, 0, 0, (), 0), 2)
    assert (node.role, node.term, node.leader, node.voted_for) == ("follower", 4, 2, 1)


def test_a_candidate_goes_on_when_a_leader_of_an_old_term_speaks():
    node = server()
    node.become_candidate()
    node.on_message(AppendEntries(3, 0, 0, (), 0), 2)
    assert (node.role, node.term, node.leader) == ("candidate", 4, None)


# -- leaders -----------------------------------------------------------------------------------------------------------


def test_a_new_leader_sends_an_empty_request_to_every_server_at_once():
    node = server([1, 2])
    node.become_leader()
    assert node._sent == [(to, AppendEntries(3, 2, 2, (), 0)) for to in (2, 3)]
    assert timers(node) == ["heartbeat"]


def test_a_leader_repeats_it_when_nothing_happens():
    node = leader([1, 2])
    node.on_timer("heartbeat")
    assert [to for to, _ in sent(node, AppendEntries)] == [2, 3] and timers(node) == ["heartbeat"]


def test_a_leader_sends_again_what_a_server_lacks_until_it_answers():
    node = leader([1])
    node.on_message(Command(0, "x"), 9)
    told(node)
    for _ in range(3):
        node.on_timer("heartbeat")
    assert sent(node, AppendEntries) == 3 * [(to, AppendEntries(3, 1, 1, (Entry(3, "x"),), 0)) for to in (2, 3)]


def test_a_command_is_appended_and_answered_only_after_it_was_applied():
    node = leader([1])
    node.on_message(Command(7, "x"), 9)
    assert node.log[-1] == Entry(3, "x", client=9, serial=7) and not sent(node, Answer)
    node.on_message(Appended(3, True, 2), 2)
    assert sent(node, Answer) == [(9, Answer(7, 2))] and node.applied == ["1.1", "x"]


def test_a_server_that_lacks_entries_gets_all_from_its_next_index_on():
    node = leader([1, 2])
    node.next_index[2] = 2
    node.on_message(Command(0, "x"), 9)
    assert sent(node, AppendEntries) == [
        (2, AppendEntries(3, 1, 1, (Entry(2, "2.2"), Entry(3, "x")), 0)),
        (3, AppendEntries(3, 2, 2, (Entry(3, "x"),), 0))]


def test_success_raises_the_next_index_and_the_match_index():
    node = leader([1, 2, 2])
    node.on_message(Appended(3, True, 2), 2)
    assert (node.match_index[2], node.next_index[2]) == (2, 3)
    node.on_message(Appended(3, True, 1), 2)            # an old answer, late
    assert (node.match_index[2], node.next_index[2]) == (2, 3)


def test_a_refusal_takes_the_next_index_one_back_and_is_tried_again_at_once():
    node = leader([1, 2])
    node.on_message(Appended(3, False, 2), 2)
    assert node.next_index[2] == 2
    assert sent(node, AppendEntries) == [(2, AppendEntries(3, 1, 1, (Entry(2, "2.2"),), 0))]
    node.on_message(Appended(3, False, 2), 2)           # the same answer once more
    assert node.next_index[2] == 2


def test_answers_of_an_old_term_are_not_read():
    node = leader([3])
    node.on_message(Appended(2, True, 1), 2)
    assert node.match_index == {2: 0, 3: 0} and node.commit_index == 0


def test_an_entry_of_the_leader_s_term_on_a_majority_is_committed_with_all_before_it():
    node = leader([1, 3, 3])
    node.on_message(Appended(3, True, 2), 2)
    assert node.commit_index == 2
    node.on_message(Appended(3, True, 3), 3)
    assert node.commit_index == 3


def test_an_entry_of_an_older_term_is_not_committed_by_counting():
    node = leader([1, 2])
    for other in (2, 3):
        node.on_message(Appended(3, True, 2), other)
    assert node.commit_index == 0


def test_the_commit_index_of_a_leader_never_falls():
    node = leader([3, 3])
    node.on_message(Appended(3, True, 2), 2)
    node.on_message(Appended(3, True, 1), 3)
    assert node.commit_index == 2


def test_a_majority_is_one_of_all_servers():
    node = leader([3], servers=(1, 2, 3, 4))
    node.on_message(Appended(3, True, 1), 2)
    assert node.commit_index == 0
    node.on_message(Appended(3, True, 1), 3)
    assert node.commit_index == 1


def test_a_cluster_of_one_commits_at_once():
    node = leader(servers=(1,))
    node.on_message(Command(7, "x"), 9)
    assert node.commit_index == 1 and sent(node, Answer) == [(9, Answer(7, 1))]
