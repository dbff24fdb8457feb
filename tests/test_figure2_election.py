"""Figure 2 of the Raft paper, the rules of its election: one test for each rule, and its name says the rule.

Server 1 is the real one. Server 2 only sends what a test wants, and server 3 is silent.
"""

import pytest

from leaderlab import Crash, Deliver, Network, Node, Restart, System, Timer, replay
from leaderlab.algorithms.raft import AppendEntries, Raft
from leaderlab.algorithms.raft_election import Entry, RequestVote, Vote


class Puppet(Node):
    says: tuple = ()

    def on_start(self):
        for message in self.says:
            self.send(message, to=1)


def run(*happens, **fields):
    """Server 1 with these fields; ``happens``: messages from 2, and other events."""
    says = tuple(what for what in happens if not hasattr(what, "token"))
    system = System([Raft(1, servers=(1, 2, 3), **fields), Puppet(2, says=says), Puppet(3)], Network(order="any"))
    return replay(system, [what if hasattr(what, "token") else Deliver(2, 1, what) for what in happens])


def answers(trace):
    """What server 1 sent in the last step."""
    return [(sent.to, sent.message) for sent in trace[-1].sent]


def timers(trace):
    """The timers that server 1 started or stopped in the last step, and whether they run now."""
    return {timer.name: timer.earliest is not None for timer in trace[-1].timers if timer.node == 1}


TIMEOUT = Timer(1, "election")
HEARTBEAT = AppendEntries(1, 0, 0, (), 0)

# -- state -------------------------------------------------------------------------------------------------------------


def test_a_server_begins_as_a_follower_in_term_0_without_a_vote_and_with_an_empty_log():
    server = run().last[1]
    assert (server.role, server.term, server.voted_for, list(server.log)) == ("follower", 0, None, [])


def test_current_term_voted_for_and_log_are_on_stable_storage_and_nothing_else_is():
    assert {"term", "voted_for", "log"} == Raft.durable_fields
    before = run(RequestVote(4, 0, 0)).last[1]
    after = run(RequestVote(4, 0, 0), Crash(1), Restart(1)).last[1]
    assert (before.term, before.voted_for) == (after.term, after.voted_for) == (4, 2)


def test_an_entry_that_was_acknowledged_survives_a_crash():
    trace = run(AppendEntries(1, 0, 0, (Entry(1, "x"),), 0), Crash(1), Restart(1))
    assert trace.last[1].log == (Entry(1, "x"),) and trace.last[1].commit_index == 0


def test_a_candidate_that_crashes_comes_back_as_a_follower_without_its_votes():
    server = run(TIMEOUT, Crash(1), Restart(1)).last[1]
    assert (server.role, server.votes, server.term, server.voted_for) == ("follower", set(), 1, 1)


# -- RequestVote, the receiver -----------------------------------------------------------------------------------------


def test_reply_false_if_the_term_is_older_than_mine():
    trace = run(RequestVote(2, 0, 0), term=3)
    assert answers(trace) == [(2, Vote(3, False))]
    assert trace.last[1].voted_for is None


def test_grant_the_vote_if_voted_for_is_null():
    assert answers(run(RequestVote(1, 0, 0), term=1)) == [(2, Vote(1, True))]


def test_grant_the_vote_again_to_the_candidate_that_has_it():
    assert answers(run(RequestVote(1, 0, 0), term=1, voted_for=2)) == [(2, Vote(1, True))]


def test_refuse_if_the_vote_of_this_term_went_to_another():
    trace = run(RequestVote(1, 0, 0), term=1, voted_for=3)
    assert answers(trace) == [(2, Vote(1, False))]
    assert trace.last[1].voted_for == 3


@pytest.mark.parametrize("last_term, last_index, mine, granted", [
    (3, 2, [2] * 9, True),          # (3, 2) is more up to date than (2, 9)
    (2, 9, [2, 3], False),
    (2, 3, [2, 2], True),           # the same term: the longer log
    (2, 2, [2, 2, 2], False),
    (2, 2, [2, 2], True),           # equal is enough
    (0, 0, [], True),
    (0, 0, [1], False),
])
def test_grant_only_if_the_candidate_s_log_is_at_least_as_up_to_date_as_mine(last_term, last_index, mine, granted):
    trace = run(RequestVote(4, last_index, last_term), term=3, log=[Entry(term) for term in mine])
    assert answers(trace) == [(2, Vote(4, granted))]


# -- all servers -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("message", [
    RequestVote(5, 0, 0), Vote(5, True), Vote(5, False), AppendEntries(5, 0, 0, (), 0)], ids=str)
@pytest.mark.parametrize("role", ["follower", "candidate", "leader"])
def test_a_request_or_answer_with_a_higher_term_makes_everybody_a_follower_of_that_term(role, message):
    before = {"follower": [], "candidate": [TIMEOUT], "leader": [TIMEOUT, Vote(1, True)]}[role]
    assert run(*before).last[1].role == role
    server = run(*before, message).last[1]
    assert (server.role, server.term) == ("follower", 5)


@pytest.mark.parametrize("message", [
    RequestVote(2, 0, 0), Vote(2, True), Vote(2, False), AppendEntries(2, 0, 0, (), 0)], ids=str)
def test_the_term_never_falls(message):
    assert run(message, term=3).last[1].term == 3


def test_the_vote_of_an_old_term_is_forgotten_with_the_term():
    assert run(Vote(2, False), term=1, voted_for=3).last[1].voted_for is None


def test_the_vote_is_kept_as_long_as_the_term_lasts():
    assert run(HEARTBEAT, term=1, voted_for=3).last[1].voted_for == 3


# -- followers ---------------------------------------------------------------------------------------------------------


def test_a_follower_that_hears_nothing_in_time_becomes_a_candidate():
    assert run(TIMEOUT).last[1].role == "candidate"


def test_a_heartbeat_of_the_current_leader_starts_the_timer_again():
    assert timers(run(HEARTBEAT))["election"] is True


def test_a_heartbeat_of_an_old_leader_does_not_start_the_timer_again():
    assert "election" not in timers(run(HEARTBEAT, term=2))


def test_granting_a_vote_starts_the_timer_again():
    assert timers(run(RequestVote(1, 0, 0)))["election"] is True


def test_refusing_a_vote_does_not_start_the_timer_again():
    assert "election" not in timers(run(RequestVote(1, 0, 0), term=1, voted_for=3))


# -- candidates --------------------------------------------------------------------------------------------------------


def test_an_election_begins_with_a_higher_term_my_own_vote_a_new_timer_and_requests_to_all():
    trace = run(TIMEOUT, term=2, log=[Entry(1), Entry(2)])
    server = trace.last[1]
    assert (server.term, server.voted_for, server.votes) == (3, 1, {1})
    assert timers(trace)["election"] is True
    assert answers(trace) == [(2, RequestVote(3, 2, 2)), (3, RequestVote(3, 2, 2))]


def test_votes_of_a_majority_make_a_leader():
    assert run(TIMEOUT, Vote(1, True)).last[1].role == "leader"


def test_the_same_vote_twice_is_one_vote():
    happens = [TIMEOUT, Vote(1, True), Vote(1, True)]
    servers = tuple(range(1, 6))
    says = tuple(happens[1:])
    system = System([Raft(1, servers=servers), Puppet(2, says=says), *map(Puppet, servers[2:])], Network(order="any"))
    trace = replay(system, [TIMEOUT, *(Deliver(2, 1, message) for message in says)])
    assert (trace.last[1].role, trace.last[1].votes) == ("candidate", {1, 2})


def test_a_refusal_makes_no_leader():
    assert run(TIMEOUT, Vote(1, False)).last[1].role == "candidate"


def test_a_vote_of_an_older_term_does_not_count():
    server = run(TIMEOUT, TIMEOUT, Vote(1, True)).last[1]
    assert (server.role, server.term, server.votes) == ("candidate", 2, {1})


def test_a_vote_that_comes_too_late_makes_no_leader_of_a_follower():
    server = run(TIMEOUT, HEARTBEAT, Vote(1, True)).last[1]
    assert (server.role, server.leader) == ("follower", 2)


def test_a_candidate_that_hears_the_leader_of_its_own_term_follows_it():
    server = run(TIMEOUT, HEARTBEAT).last[1]
    assert (server.role, server.leader, server.term, server.voted_for) == ("follower", 2, 1, 1)


def test_a_candidate_does_not_follow_the_leader_of_an_older_term():
    server = run(TIMEOUT, TIMEOUT, HEARTBEAT).last[1]
    assert (server.role, server.leader, server.term) == ("candidate", None, 2)


def test_a_candidate_whose_time_is_over_starts_a_new_election():
    server = run(TIMEOUT, Vote(1, False), TIMEOUT).last[1]
    assert (server.role, server.term, server.votes) == ("candidate", 2, {1})


# -- leaders -----------------------------------------------------------------------------------------------------------


def test_a_new_leader_sends_a_heartbeat_to_everybody_at_once():
    assert answers(run(TIMEOUT, Vote(1, True))) == [(to, AppendEntries(1, 0, 0, (), 0)) for to in (2, 3)]


def test_a_leader_repeats_its_heartbeat_when_it_is_idle():
    trace = run(TIMEOUT, Vote(1, True), Timer(1, "heartbeat"))
    assert answers(trace) == [(to, AppendEntries(1, 0, 0, (), 0)) for to in (2, 3)]
    assert timers(trace)["heartbeat"] is True


def test_a_leader_has_no_election_timer_and_a_deposed_leader_has_one_again():
    assert timers(run(TIMEOUT, Vote(1, True)))["election"] is False
    trace = run(TIMEOUT, Vote(1, True), Vote(5, False))
    assert timers(trace) == {"election": True, "heartbeat": False}
