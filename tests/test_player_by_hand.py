"""The player's Python side while a learner has the run in hand; and a panel that runs its system many times."""

import json
import xml.etree.ElementTree as ElementTree
from base64 import b64decode

import pytest

from leaderlab import Crash, Mistake, Node, System, Trace, all_agree, at_most_one_leader, replay, simulate
from leaderlab.algorithms import bully, raft, ring
from leaderlab.recorded import election, elections
from leaderlab.view import many

pytest.importorskip("anywidget")

from leaderlab.view import lab, player, to_svg  # noqa: E402  (only where the widgets are installed)
from leaderlab.view import widget as widgets  # noqa: E402
from leaderlab.view.panel import same_moment  # noqa: E402

RUN = simulate(ring([3, 7, 5], initiators=[3]), seed=1)


class Phone:
    """A player, and what it would have sent to the browser."""

    def __init__(self, *args, **options):
        self.player, self.sent = player(*args, **options), []
        self.player.send = lambda content, buffers=None: self.sent.append(content)

    def ask(self, do, **request):
        self.player._hear(self.player, {"do": do, "from": "view:1", "run": 0, "step": 0, **request}, [])
        return self.sent[-1]


def tree(phone):
    return json.loads(phone.player._tree)


# -- forks on the screen -----------------------------------------------------------------------------------------------


def test_a_step_by_hand_comes_to_the_screen_and_trace_and_step_follow():
    phone = Phone(RUN, [all_agree], step=1)
    answer = phone.ask("fork", step=1, row=["crash", 5])
    assert (answer["answer"], answer["to"], answer["run"], "shown" in answer) == ("fork", "view:1", 1, False)
    assert phone.player.trace.events == (*RUN.events[:1], Crash(5)) and phone.player.step == 2
    assert json.loads(phone.player._run)["trace"]["steps"][2]["event"] == ["crash", 5]
    assert tree(phone)["now"] == 1 and tree(phone)["runs"][1]["label"] == "5 crashes."


def test_an_earlier_run_is_opened_again_and_is_the_very_same():
    phone = Phone(RUN)
    phone.ask("fork", step=1, row=["crash", 5])
    assert phone.ask("open", run=0)["answer"] == "open"
    assert phone.player.trace is RUN and tree(phone)["now"] == 0 and len(tree(phone)["runs"]) == 2


def test_going_on_and_searching_leave_the_cursor_where_the_branch_begins():
    phone = Phone(RUN, step=2)
    phone.ask("go_on", step=2)
    assert phone.player.step == 2 and phone.player.trace.end == "Nothing more can happen."
    phone.ask("search", step=1, goal="a leader", faults=False)
    assert phone.player.step == 1 and phone.player.trace.last.leaders == {7}


def test_another_run_begins_another_tree():
    phone = Phone(RUN)
    phone.ask("fork", step=1, row=["crash", 5])
    phone.player.show(simulate(bully([1, 2, 3])))
    assert phone.player._tree == ""
    assert phone.ask("fork", run=1, row=["crash", 1])["text"].startswith("This run is not known here any more")


def test_a_search_tells_how_far_it_is():
    phone = Phone(simulate(raft([1, 2, 3]), seed=1, until=500))
    answer = phone.ask("search", step=2, goal="the end", faults=False)
    told = [message["worlds"] for message in phone.sent if message["answer"] == "searching"]
    assert told == sorted(told) and told[-1] > 10_000
    assert answer["answer"] == "refused" and answer["text"].startswith("No answer: the search stopped after 300,")


def test_a_search_can_be_stopped_with_the_kernel_and_nothing_is_lost(monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt
    phone = Phone(RUN)
    monkeypatch.setattr("leaderlab.walk.Walk.search", stop)
    assert phone.ask("search", goal="a leader")["text"] == widgets.STOPPED
    assert phone.player.trace is RUN


class Breaks(Node):
    leader: int | None = None

    def on_restart(self):
        raise ValueError("no")


def test_a_handler_that_breaks_by_hand_is_one_sentence():
    phone = Phone(replay(System([Breaks(1)]), []))
    answer = phone.ask("fork", row=["crash", 1])        # then a restart would be possible, and that breaks
    assert answer["answer"] == "refused" and "ValueError" in answer["text"]


def test_a_run_of_which_only_the_recording_is_here_is_not_taken_in_hand():
    phone = Phone(json.loads(RUN.to_json()))
    assert not phone.player._hand
    assert "Only its recording" in phone.ask("choices")["text"]


def test_a_recorded_election_of_a_real_system_is_not_taken_in_hand():
    assert not player(election(elections()[0]))._hand
    stranger = Trace.from_json(replay(System([Breaks(1)]), []).to_json())
    assert not player(stranger)._hand and player(Trace.from_json(RUN.to_json()))._hand


@pytest.mark.parametrize("request_", [{}, {"do": "fork"}, {"do": "fork", "row": []}, {"do": "fork", "row": ["deliver"]},
                                      {"do": "fork", "row": ["dance", 3]}, {"do": "search", "goal": 99},
                                      {"do": "search", "goal": "fame"}, {"do": "paste"}, {"do": "paste", "text": 5},
                                      {"do": "open", "run": "x"}, {"do": "choices", "step": None}])
def test_whatever_is_asked_is_answered(request_):
    phone = Phone(RUN)
    phone.player._hear(phone.player, {"from": "view:1", **request_}, [])
    assert phone.sent[-1]["answer"] == "refused" and phone.sent[-1]["text"]


def test_a_still_picture_of_a_step_is_written_to_a_file(tmp_path):
    path = to_svg(RUN, tmp_path / "run.svg", step=2)
    assert ElementTree.fromstring(path.read_text(encoding="utf-8"))[0].text.startswith("Ring with nodes 3, 7 and 5")


# -- the panel ---------------------------------------------------------------------------------------------------------


def test_many_runs_begin_with_the_seed_of_the_panel_and_tell_their_outcome():
    board = lab(ring, ids=[3, 7, 5], initiators=[3], seed=5, promises=[at_most_one_leader, all_agree])
    board.many.run()
    words = board.many.result.value
    assert "200 runs of ring([3, 7, 5], initiators=[3]), seeds 5 to 204." in words
    assert "Leader 7 at the end in 200 runs." in words
    assert "at_most_one_leader holds at every step of every run." in words
    assert "all_agree does not hold at some step of 200 runs, the first with seed 5; at the end it holds" in words
    assert board.many.bar.value == 200 and not board.many.button.disabled
    assert board.trace.seed == 5


def test_settings_that_cannot_be_run_are_said_beside_the_button():
    board = lab(ring, ids=[3, 7, 5], initiators=[3])
    board._fields["ids"].value = "3, 3"
    board.many.run()
    assert "Two nodes have the id 3" in board.many.line.value and board.many.result.value == ""


def test_stopping_the_kernel_shows_the_runs_so_far(monkeypatch):
    board = lab(ring, ids=[3, 7, 5], initiators=[3])
    simulate_one = board.many._simulate

    def until_nine(seed):
        if seed == 9:
            raise KeyboardInterrupt
        return simulate_one(seed)
    board.many._simulate = until_nine
    board.many.run()
    assert "Stopped." in board.many.line.value and "9 runs of" in board.many.result.value


def test_a_histogram_is_an_image_with_words_and_counts_every_run_once():
    html = many.histogram([3, 3, 4, 9, 120], "messages")
    picture = ElementTree.fromstring(b64decode(html.split("base64,")[1].split('"')[0]))
    assert picture[0].text == "Histogram of messages: from 3 to 120, the middle one of 5 runs has 4."
    assert f'alt="{picture[0].text}"' in html
    assert sum(count for *_, count in many.bins([3, 3, 4, 9, 120])) == 5
    assert many.bins([7, 7]) == [(7, 7, 2)]


def test_the_cursor_keeps_its_moment_when_the_panel_runs_again():
    early, late = RUN, simulate(ring([3, 7, 5], initiators=[3]), seed=1, faults=[(9, Crash(7))])
    assert same_moment(early, len(early) - 1, late) == -1
    assert same_moment(early, 1, late) == 1                     # nothing is different up to there
    other = simulate(ring([3, 7, 5, 9], initiators=[3]), seed=2)
    k = same_moment(early, 3, other)
    assert other[k].time <= early[3].time and (k == len(other) - 1 or other[k + 1].time > early[3].time)


def test_a_branch_made_by_hand_is_the_trace_of_the_panel():
    board = lab(ring, ids=[3, 7, 5], initiators=[3])
    board.player._hear(None, {"do": "fork", "from": "v", "run": 0, "step": 0, "row": ["crash", 5]}, [])
    assert board.trace.events == (Crash(5),) and board.trace is board.player.trace


def test_a_mistake_of_the_promise_is_no_reason_to_stop():
    board = lab(ring, ids=[3, 7, 5], initiators=[3], promises=[lambda world: world.nope])
    board.many.run()
    assert "does not hold at some step of 200 runs" in board.many.result.value


def test_a_mistake_is_a_mistake():
    with pytest.raises(Mistake):
        lab(ring, ids=[3, 3], initiators=[3])
