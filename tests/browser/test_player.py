"""The player where learners meet it: in JupyterLab, in Notebook 7, and in a page that is opened from a file."""

import json
import re

import pytest
from patience import eventually
from player_page import begins, go, is_at, says, stop_the_clock, take_focus, write
from playwright.sync_api import expect

from leaderlab import Crash, Message, Node, System, at_most_one_leader, quiet, simulate, verify
from leaderlab.algorithms import bully, chang_roberts, ring, shout
from leaderlab.view import page, words

pytestmark = pytest.mark.browser

FIRST = """from leaderlab import simulate, at_most_one_leader, all_agree
from leaderlab.algorithms import ring
from leaderlab.view import player, lab"""
PLAYER = "p = player(simulate(ring([3, 7, 5], initiators=[3]), seed=1), promises=[at_most_one_leader, all_agree])\np"
PANEL = "lab(ring, ids=[3, 7, 5], initiators=[3], promises=[all_agree])"


@pytest.fixture(scope="module")
def server(serve, tmp_path_factory):
    return serve(write(tmp_path_factory.mktemp("source"), {"player": [FIRST, PLAYER], "panel": [FIRST, PANEL]}))


def test_in_jupyterlab_it_plays_steps_and_listens_to_keys_and_slider(lab, server):
    page = lab.play(server, "player.ipynb")
    is_at(page, "Step 0 of 6")
    expect(page.locator(".ll-sentence")).to_have_text("All nodes start. Node 3 sends Election(3, 1, 3) to node 7.")

    page.get_by_role("button", name="One step on").click()
    is_at(page, "Step 1 of 6")
    says(page, "Node 7 receives Election(3, 1, 3) from node 3")
    page.keyboard.press("ArrowRight")                        # the button has the focus, and JupyterLab lets the key be
    is_at(page, "Step 2 of 6")
    page.keyboard.press("ArrowLeft")
    is_at(page, "Step 1 of 6")
    page.keyboard.press("End")
    is_at(page, "Step 6 of 6")
    expect(page.locator(".ll-end")).to_contain_text("The end.")
    expect(page.locator(".ll-light")).to_have_text(["✓holds", "✓holds"])
    page.keyboard.press("Home")
    expect(page.locator(".ll-light")).to_have_text(["✓holds", "✗not now"])

    go(page, 4)
    take_focus(page)
    page.keyboard.press("?")
    expect(page.locator(".ll-help")).to_be_visible()
    page.keyboard.press("Home")
    page.get_by_role("combobox", name="Speed").select_option("8")
    take_focus(page)
    page.keyboard.press("Space")
    is_at(page, "Step 6 of 6")
    eventually(lambda: lab.ask("p.step"), "6")               # the cursor is told to Python when it rests
    lab.assert_clean()


def test_python_moves_the_cursor_and_hears_where_it_rests(lab, server):
    page = lab.play(server, "player.ipynb")
    page.get_by_role("button", name="One step on").click()
    page.get_by_role("button", name="One step on").click()
    eventually(lambda: lab.ask("p.step"), "2")
    lab.ask("p.step = 5")
    is_at(page, "Step 5 of 6")
    lab.assert_clean()


def test_the_panel_runs_again_in_the_same_player_and_says_what_is_wrong(lab, server):
    page = lab.play(server, "panel.ipynb")
    ids, nodes = page.get_by_label("Ids in order:"), page.locator(".ll-player svg .ll-node")
    ids.fill("3, 7, 7")
    ids.press("Enter")
    expect(page.get_by_text("Two nodes have the id 7.")).to_be_visible()
    expect(nodes).to_have_count(3)
    ids.fill("3, 7, 5, 9")
    ids.press("Enter")
    expect(nodes).to_have_count(4)
    expect(page.get_by_text("leader 9")).to_be_visible()
    expect(page.locator(".ll-player")).to_have_count(1)
    lab.assert_clean()


def test_in_notebook_7_it_plays_too(tab, server):
    page = tab.play(server, "player.ipynb", classic=True)
    page.get_by_role("button", name="One step on").click()
    page.keyboard.press("ArrowRight")
    is_at(page, "Step 2 of 6")
    tab.assert_clean()


# -- the page from a file --------------------------------------------------------------------------------------------


def open_page(tab, tmp_path, trace, promises=()):
    tab.page.goto(page.to_html(trace, tmp_path / "run.html", promises).as_uri())
    tab.page.wait_for_selector(".ll-player .ll-network")
    return tab.page


def test_a_page_plays_from_a_file_without_any_request(tab, tmp_path):
    asked = []
    tab.page.on("request", lambda request: asked.append(request.url))
    trace = simulate(chang_roberts([3, 7, 5, 12], initiators=[3]), seed=1)
    opened = open_page(tab, tmp_path, trace, [at_most_one_leader])
    opened.locator(".ll-player").focus()
    opened.keyboard.press("End")
    assert "Node 12 is now leader." in "".join(sentences(opened))
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    tab.assert_clean()


RUNS = {
    "ring": lambda: simulate(ring([3, 7, 5, 9], initiators=[3]), seed=2, faults=[(12, Crash(9))]),
    "bully": lambda: simulate(bully([1, 2, 3, 4]), seed=3, faults=[(40, Crash(4))]),
    "shout": lambda: simulate(shout([1, 2, 3, 4]), seed=1, faults=[(2, Crash(4))]),
}


@pytest.mark.parametrize("name", RUNS)
def test_the_player_and_python_say_the_same_about_every_step(tab, tmp_path, name):
    trace = RUNS[name]()
    opened = open_page(tab, tmp_path, trace)
    data = json.loads(trace.to_json())
    assert sentences(opened) == [words.sentence(data, k) for k in range(len(data["steps"]))]
    tab.assert_clean()


def sentences(opened):
    """The sentence of each step, as a learner sees it."""
    return opened.evaluate("""() => {
        const slider = document.querySelector(".ll-slider"), heard = [];
        for (let k = 0; k <= Number(slider.max); k++) {
            slider.value = k;
            slider.dispatchEvent(new Event("input"));
            heard.push(document.querySelector(".ll-sentence").textContent);
        }
        return heard;
    }""")


def test_a_node_named_script_is_just_an_odd_name(tab, tmp_path):
    odd = "</script><script>document.title='bad'</script><!--"
    trace = {"format": "leaderlab trace", "schema": 1, "system": None, "title": odd, "seed": None, "timed": True,
             "end": odd, "loop": None, "messages": [[odd, [[odd, odd]]]],
             "nodes": [{"id": id, "kind": odd, "state": [[odd, odd], ["leader", None]]} for id in (odd, "b")],
             "steps": [{"t": 0, "event": ["start", None], "sent": [[0, odd, "b", 0]]},
                       {"t": 3, "event": ["deliver", 0, odd, "b", 0], "said": [["b", odd]],
                        "changes": [["b", "leader", None, odd]]}]}
    opened = open_page(tab, tmp_path, trace, [{"name": odd, "sentence": odd, "runs": [[False, 2]]}])
    opened.locator(".ll-player").focus()
    opened.keyboard.press("End")
    expect(opened.locator(".ll-sentence")).to_contain_text(odd)
    assert opened.title() == odd
    assert opened.locator(".ll-player script").count() == 0
    assert opened.locator("script").count() == 2            # the run and the player
    tab.assert_clean()


def pictures_of_a_step(tab, tmp_path):
    """All pictures of the messages during a step, 50 milliseconds apart."""
    stop_the_clock(tab.page)
    opened = open_page(tab, tmp_path, simulate(ring([3, 7, 5], initiators=[3]), seed=1))
    opened.get_by_role("button", name="One step on").click()
    is_at(opened, "Step 1 of 6")
    for _ in range(20):
        yield opened.locator(".ll-tokens").inner_html()
        opened.clock.run_for(50)


def test_a_step_glides(tab, tmp_path):
    assert len(set(pictures_of_a_step(tab, tmp_path))) > 10
    tab.assert_clean()


def test_with_reduced_motion_nothing_glides(tab, tmp_path):
    tab.page.emulate_media(reduced_motion="reduce")
    assert len(set(pictures_of_a_step(tab, tmp_path))) == 1
    tab.assert_clean()


# How long fifty jumps take, in milliseconds: the best of many times, so that a busy machine does not matter.
JUMPS = """() => {
    const slider = document.querySelector(".ll-slider"), times = [];
    for (let round = 0; round < 20; round++) {
        const start = performance.now();
        for (let i = 0; i < 50; i++) {
            slider.value = String((i * 43) % Number(slider.max));
            slider.dispatchEvent(new Event("input"));
        }
        times.push(performance.now() - start);
    }
    return Math.min(...times);
}"""


def test_a_run_of_five_thousand_steps_is_scrubbed_as_smoothly_as_a_short_one(tab, tmp_path):
    steps, times = [], []
    for ids in (range(100), range(99, -1, -1)):             # rising ids are soon through, falling ones take longest
        trace = simulate(chang_roberts(ids), seed=1)
        steps.append(len(trace))
        times.append(open_page(tab, tmp_path, trace).evaluate(JUMPS))
    assert steps[0] < 500 and steps[1] > 5000
    assert times[1] < 4 * times[0]
    tab.assert_clean()


@pytest.mark.parametrize("ids", [[1], list(range(50))])
def test_one_node_and_fifty_nodes_are_shown(tab, tmp_path, ids):
    opened = open_page(tab, tmp_path, simulate(chang_roberts(ids), seed=1))
    expect(opened.locator(".ll-player svg .ll-node")).to_have_count(len(ids))
    opened.locator(".ll-player").focus()
    opened.keyboard.press("End")
    expect(opened.locator(".ll-end")).to_have_text(begins("The end."))
    tab.assert_clean()


class Ping(Message):
    """Back and forth, for ever."""


class Restless(Node):
    leader: int | None = None

    def on_start(self):
        if self.id == 1:
            self.send(Ping(), to=2)

    def on_message(self, message, sender):
        self.send(message, to=sender)


def test_a_run_that_repeats_goes_round_while_it_plays(tab, tmp_path):
    trace = verify(System([Restless(1), Restless(2)]), eventually=[quiet]).trace
    assert trace.loop is not None
    stop_the_clock(tab.page)
    opened = open_page(tab, tmp_path, trace)
    opened.locator(".ll-player").focus()
    opened.keyboard.press("End")
    expect(opened.locator(".ll-end")).to_contain_text("for ever")
    opened.get_by_role("combobox", name="Speed").select_option("16")
    opened.keyboard.press("Home")
    opened.locator(".ll-play").click()
    seen = []
    for _ in range(100):
        opened.clock.run_for(20)
        seen.append(int(opened.locator(".ll-slider").input_value()))
    last = seen.index(len(trace) - 1)
    assert trace.loop + 1 in seen[last:]                    # after the end it goes on where the loop begins
    expect(opened.locator(".ll-play")).to_have_attribute("aria-label", re.compile("^Pause"))
    tab.assert_clean()
