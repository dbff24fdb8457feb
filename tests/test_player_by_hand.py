"""The player's Python side while a learner has the run in hand; and a panel that runs its system many times."""

import asyncio
import json
import threading
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
        self.player, self.sent, self.answered = player(*args, **options), [], threading.Event()
        self.player.send = self.hear

    def hear(self, content, buffers=None):
        self.sent.append(content)
        if content["answer"] != "searching":
            self.answered.set()

    def say(self, do, **request):
        self.answered.clear()
        self.player._hear(self.player, {"do": do, "from": "view:1", "run": 0, "step": 0, **request}, [])

    def ask(self, do, **request):
        self.say(do, **request)
        assert self.answered.wait(60)               # a search answers from a thread of its own
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


@pytest.mark.slow
def test_a_search_tells_how_far_it_is():
    phone = Phone(simulate(raft([1, 2, 3]), seed=1, until=500))
    answer = phone.ask("search", step=2, goal="the end", faults=False)
    told = [message["worlds"] for message in phone.sent if message["answer"] == "searching"]
    assert told == sorted(told) and told[-1] > 10_000
    assert answer["answer"] == "refused" and answer["text"].startswith("No answer: the search stopped after 300,")


class Slow:
    """A promise that lets a search wait in the middle of a world, until it is told to go on."""

    def __init__(self):
        self.waits, self.go_on = threading.Event(), threading.Event()

    def __call__(self, world):
        if threading.current_thread() is not threading.main_thread():
            self.waits.set()
            assert self.go_on.wait(60)
        return True

    __name__ = "slow"


@pytest.fixture
def searching():
    """A phone in the middle of a search, and the promise that lets it go on."""
    slow = Slow()
    phone = Phone(RUN, [slow])
    phone.say("search", goal=0)
    assert slow.waits.wait(60)
    yield phone, slow
    slow.go_on.set()


def stopped(phone, slow):
    phone.answered.clear()
    slow.go_on.set()
    assert phone.answered.wait(60)
    return phone.sent[-1]


def test_a_search_is_stopped_by_a_message_and_nothing_is_lost(searching):
    phone, slow = searching
    assert phone.ask("stop")["answer"] == "stop"
    answer = stopped(phone, slow)
    assert (answer["answer"], answer["to"]) == ("stopped", "view:1")
    assert answer["text"] == "Stopped after 1 world. Nothing is lost."
    assert phone.player.trace is RUN and phone.player._tree == ""
    assert phone.ask("search", goal="a leader")["answer"] == "search"


def test_while_a_search_goes_on_everything_else_is_answered_but_no_second_search(searching):
    phone, slow = searching
    second = phone.ask("search", goal="a leader")
    assert second["answer"] == "running" and second["text"].startswith("A search is going on already.")
    assert phone.ask("choices", step=1)["choices"]
    assert phone.ask("fork", step=1, row=["crash", 5])["run"] == 1
    phone.ask("stop")
    assert stopped(phone, slow)["answer"] == "stopped"
    assert phone.player.trace.events == (*RUN.events[:1], Crash(5))


def test_another_run_on_the_screen_ends_the_search_and_its_answer_changes_nothing(searching):
    phone, slow = searching
    other = simulate(bully([1, 2, 3]))
    phone.player.show(other)
    assert stopped(phone, slow)["text"] == widgets.ELSEWHERE
    assert phone.player.trace is other and phone.player._tree == ""


def test_where_there_are_no_threads_a_search_is_answered_all_the_same(monkeypatch):
    def no_thread(_):
        raise RuntimeError("can't start new thread")
    monkeypatch.setattr(threading.Thread, "start", no_thread)
    assert Phone(RUN).ask("search", goal="a leader")["answer"] == "search"


def test_what_a_search_does_to_the_widget_it_does_in_the_thread_that_was_asked():
    phone, threads = Phone(RUN), set()
    phone.player.observe(lambda change: threads.add(threading.current_thread()))

    async def asked():
        phone.say("search", goal="a leader")
        while not phone.answered.is_set():
            await asyncio.sleep(0.01)
    asyncio.run(asyncio.wait_for(asked(), 60))
    assert phone.sent[-1]["answer"] == "search" and threads == {threading.current_thread()}


@pytest.mark.parametrize("error", [KeyError("fame"), SystemExit(3)])
def test_a_goal_that_breaks_the_search_is_answered(error):
    def breaks(world):
        if threading.current_thread() is not threading.main_thread():
            raise error
        return True
    answer = Phone(RUN, [breaks]).ask("search", goal=0)
    assert answer["answer"] == "refused" and type(error).__name__ in answer["text"]


def test_stopping_the_kernel_while_something_is_made_by_hand_loses_nothing(monkeypatch):
    def stop(*_, **__):
        raise KeyboardInterrupt
    phone = Phone(RUN)
    monkeypatch.setattr("leaderlab.walk.Walk.go_on", stop)
    assert phone.ask("go_on")["text"] == widgets.STOPPED
    assert phone.player.trace is RUN


class Breaks(Node):
    leader: int | None = None

    def on_start(self):
        self.set_timer("tired", 9)

    def on_timer(self, name):
        self.set_timer("spent", 9)
        if name == "spent":
            raise ValueError("no")

    def on_restart(self):
        raise ValueError("no")


def test_an_event_that_breaks_a_handler_is_offered_and_choosing_it_says_what_the_handler_did():
    phone = Phone(replay(System([Breaks(1)]), []))
    assert phone.ask("fork", row=["crash", 1])["answer"] == "fork"
    assert [["restart", 1], "1 restarts."] in phone.ask("choices", run=1, step=1)["choices"]
    answer = phone.ask("fork", run=1, step=1, row=["restart", 1])
    assert answer["answer"] == "refused" and answer["text"].startswith("Breaks.on_restart (line ")
    assert phone.player.trace.events == (Crash(1),)


def test_going_on_and_searching_lead_to_the_handler_that_breaks_down_and_say_so():
    phone = Phone(replay(System([Breaks(1)]), []))
    on = phone.ask("go_on")
    assert on["answer"] == "go_on" and on["text"].startswith("Breaks.on_timer (line ")
    assert phone.player.trace.end == on["text"] and len(phone.player.trace) == 2
    way = phone.ask("search", goal="a leader")
    assert way["answer"] == "search" and phone.player.trace.end in way["text"]
    assert way["text"].startswith("The search ends where a handler breaks down, 1 step from here. Breaks.on_timer")
    again = phone.ask("search", run=1, step=1, goal="a leader")
    assert again["answer"] == "refused" and "a handler breaks down, 0 steps from here." in again["text"]
    assert "ValueError" in phone.ask("go_on", run=1, step=1)["text"]


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
