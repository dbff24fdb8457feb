"""Elections of real servers: their logs become traces, and say the same as our simulation of the same fault."""

import json
import shutil
from importlib.resources import files
from pathlib import Path
from random import Random

import pytest

from leaderlab import Crash, Deliver, Mistake, Trace
from leaderlab.recorded import about, broken_promises, election, elections, letters, read, same_fault, side_by_side
from leaderlab.view.picture import describe, svg

HOME = Path(str(files("leaderlab.recorded"))) / "elections"
ONE_LEADER, AGREED, PER_TERM = (
    "At most one non-faulty node believes to be the leader itself.",
    "No two non-faulty nodes name two different non-faulty leaders.",
    "In each term at most one node, non-faulty or not, is the leader.")

# name: servers, steps, messages sent, messages whose arrival is logged too, the leader at the end
TRACES = {
    "etcd3_kill": (3, 12, 3, 2, 3),
    "etcd3_pause": (3, 15, 9, 7, 2),
    "etcd3_prevote": (3, 15, 6, 4, 3),
    "etcd3_split": (3, 17, 8, 5, 1),
    "etcd5_kill": (5, 19, 6, 5, 4),
    "hraft3_kill": (3, 10, 2, 2, 1),
    "zk3_kill": (3, 39, 19, 15, 2),
    "zk3_kill_boot": (3, 43, 13, 13, 3),
    "zk5_kill": (5, 94, 48, 42, 4),
    "zk_zxid_beats_id": (3, 18, 6, 3, 1),
}


def test_ten_elections_come_with_the_course():
    assert elections() == tuple(sorted(TRACES))


@pytest.mark.parametrize("name", TRACES)
def test_a_recording_is_a_trace_like_any_other(name):
    trace = election(name)
    servers, steps, sent, arrived, leader = TRACES[name]
    assert len(trace.system.nodes) == servers and len(trace) == steps
    assert trace.messages == sent
    assert sum(isinstance(step.event, Deliver) for step in trace) == arrived
    assert trace.last.leaders == {leader}
    assert [step.time for step in trace] == sorted(step.time for step in trace)
    assert str(Trace.from_json(trace.to_json())) == str(trace)


@pytest.mark.parametrize("name", TRACES)
def test_a_recording_can_be_shown(name):
    trace = election(name)
    assert "server" in describe(trace).lower()
    assert all(svg(trace, step=k).startswith("<svg") for k in (0, len(trace) // 2, len(trace) - 1))


@pytest.mark.parametrize("name", TRACES)
def test_no_message_arrives_before_it_was_sent(name):
    sent = set()
    for step in election(name):
        assert not isinstance(step.event, Deliver) or step.number in sent
        sent |= {letter.number for letter in step.sent}


def test_what_is_not_observed_says_so():
    trace = election("etcd3_kill")
    assert trace.worlds[0][2].voted_for == "not observed"
    assert trace[0].said[0].text == "Before the recording I lead, as the logs of the others show."
    quiet = [step for step in trace if "'not observed'" in str(step.event)]
    assert any("What told me so is not in the logs." in said.text for step in quiet for said in step.said)
    assert len(trace.last.in_flight) == 1       # the request to the dead server: nobody logged where it went


def test_where_a_log_has_no_sending_the_trace_says_so():
    said = [said.text for step in election("hraft3_kill") for said in step.said]
    assert said.count("I sent this some time before; only its arrival is in the logs.") == 2


# -- promises ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in TRACES if name != "etcd3_pause"])
def test_real_elections_keep_their_promises(name):
    assert set(broken_promises(election(name)).values()) == {None}


def test_a_paused_leader_and_its_successor_lead_at_the_same_time_but_in_two_terms():
    trace = election("etcd3_pause")
    broken = broken_promises(trace)
    assert broken[PER_TERM] is None
    assert broken[ONE_LEADER] == broken[AGREED] == 9
    assert trace.worlds[9].leaders == {2, 3} and trace.worlds[9][3].paused
    assert [trace.worlds[9][id].term for id in (2, 3)] == [4, 2]


def test_terms_are_asked_of_servers_with_terms_only():
    assert PER_TERM not in broken_promises(election("zk3_kill"))


# -- beside our simulation ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name, messages", [
    ("etcd3_kill", 3), ("etcd3_prevote", 6), ("etcd5_kill", 6), ("etcd3_split", 8)])
def test_etcd_sends_the_same_messages_in_the_same_order_as_our_raft(name, messages):
    real, ours = letters(election(name)), letters(same_fault(name))
    assert real == ours and len(real) == messages


def test_zookeeper_sends_as_many_votes_as_ours_where_history_beats_the_id():
    real, ours = letters(election("zk_zxid_beats_id")), letters(same_fault("zk_zxid_beats_id"))
    assert sorted(real) == sorted(ours) and len(real) == 6
    assert same_fault("zk_zxid_beats_id").last.leaders == {1}


def test_a_killed_zookeeper_leader_costs_more_votes_in_reality_because_the_first_ones_come_too_early():
    """The survivors miss their leader 4 ms apart; what arrives before is answered with the old vote, and repeated."""
    table = side_by_side("zk3_kill")
    assert table.loc["Notification"].to_dict() == {"recorded": 11, "simulated": 6}
    assert same_fault("zk3_kill").last.leaders == election("zk3_kill").last.leaders == {2}


@pytest.mark.parametrize("name", ["etcd3_pause", "hraft3_kill", "zk3_kill_boot"])
def test_what_we_do_not_simulate_is_said(name):
    with pytest.raises(Mistake, match="There is no simulation of"):
        same_fault(name)


# -- logs that cannot be read ------------------------------------------------------------------------------------------


@pytest.fixture
def logs(tmp_path):
    """A copy to spoil."""
    return lambda name: Path(shutil.copytree(HOME / name, tmp_path / name))


def edit(path, change):
    path.write_text(change(path.read_text()))


def change_meta(folder, **values):
    edit(folder / "meta.json", lambda text: json.dumps(json.loads(text) | values))


def test_a_copy_reads_like_the_original(logs):
    assert str(read(str(logs("zk5_kill")))) == str(election("zk5_kill"))


@pytest.mark.parametrize("name, log", [("etcd3_kill", "e3.log"), ("hraft3_kill", "s1.log"), ("zk3_kill", "zk1.log")])
def test_a_log_that_was_cut_short_is_refused_with_the_place(name, log, logs):
    folder = logs(name)
    edit(folder / log, lambda text: text[:-30])
    with pytest.raises(Mistake, match=rf"{log} ends in the middle of line \d+.*copy all of it"):
        read(folder)


@pytest.mark.parametrize("spoil, words", [
    (lambda f: change_meta(f, version="3.6.0"), "etcd 3.6.0. Its lines are known for 3.4.x only"),
    (lambda f: change_meta(f, system=3), "These logs are of 3. Known are etcd, hashicorp-raft"),
    (lambda f: change_meta(f, system="consul"), "These logs are of 'consul'. Known are etcd, hashicorp-raft"),
    (lambda f: change_meta(f, names={}), "which meta.json does not know"),
    (lambda f: edit(f / "meta.json", lambda text: text[:50]), "meta.json is not whole JSON"),
    (lambda f: edit(f / "meta.json", lambda text: "{}"), "meta.json does not tell 'system'"),
    (lambda f: edit(f / "meta.json", lambda text: "[]"), "meta.json does not tell 'system'"),
    (lambda f: (f / "meta.json").unlink(), "has no meta.json"),
    (lambda f: (f / "e2.log").unlink(), "has 2 logs, e1, e3, but the cluster had 3"),
    (lambda f: edit(f / "e2.log", lambda text: "2026-11-23 raft: elected\n"), "e2.log, line 1 is not whole JSON"),
    (lambda f: edit(f / "e2.log", lambda text: '{"a": 1}\n'), "line 1 lacks msg, ts: a log of another version?"),
    (lambda f: [edit(f / f"e{k}.log", lambda text: "\n") for k in (1, 2, 3)], "No line in etcd3_kill tells of an elec"),
], ids=range(12))
def test_a_log_that_cannot_be_read_is_a_sentence(spoil, words, logs):
    folder = logs("etcd3_kill")
    spoil(folder)
    with pytest.raises(Mistake) as error:
        read(folder)
    assert words in str(error.value)


def damaged(text, dice):
    """A text with one accident: cut short, lines in another order, one lost or doubled, or one wrong character."""
    lines, at = text.splitlines(keepends=True), dice.randrange(max(1, len(text)))
    accident = dice.choice(["cut", "shuffle", "lose", "double", "smudge"])
    if accident == "cut":
        return text[:at]
    if accident == "smudge":
        return text[:at] + dice.choice('"{}x0 ,:') + text[at + 1:]
    if accident == "shuffle":
        dice.shuffle(lines)
    elif lines:
        where = dice.randrange(len(lines))
        lines[where:where + 1] = [] if accident == "lose" else [lines[where]] * 2
    return "".join(lines)


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_log_is_read_or_refused_in_a_sentence_and_never_worse(seed, logs):
    dice = Random(seed)
    folder = logs(dice.choice(elections()))
    edit(dice.choice(sorted(folder.iterdir())), lambda text: damaged(text, dice))
    try:
        trace = read(folder)
    except Mistake as error:
        assert str(error).endswith((".", "?"))
    else:
        assert len(list(trace.worlds)) == len(trace) and str(trace)


def test_a_line_of_another_log4j_layout_is_a_sentence(logs):
    folder = logs("zk3_kill")
    edit(folder / "zk1.log", lambda text: "INFO " + text)
    with pytest.raises(Mistake, match="zk1.log, line 1 does not begin with a time and a level"):
        read(folder)


def test_an_unknown_name_is_answered_with_a_near_one():
    with pytest.raises(Mistake, match="Did you mean 'zk5_kill'"):
        election("zk5_kil")


@pytest.mark.parametrize("what, words", [
    ("nowhere", "There is no folder 'nowhere'"), (__file__, "There is no folder"), (3, "3 is not a folder")])
def test_what_is_no_folder_is_a_sentence(what, words):
    with pytest.raises(Mistake, match=words):
        read(what)


@pytest.mark.parametrize("name", [None, 3, ["zk5_kill"]])
def test_what_is_no_name_is_a_sentence(name):
    with pytest.raises(Mistake, match="There is no recorded election"):
        election(name)


def test_what_was_done_is_known():
    assert about("etcd3_prevote")["config"]["extra"] == ["--pre-vote"]
    assert isinstance(election("etcd3_prevote")[1].event, Crash)
