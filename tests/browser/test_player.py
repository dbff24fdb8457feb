"""The player where learners meet it: in JupyterLab, in Notebook 7, and in a page that is opened from a file."""

import json

import pytest

from leaderlab import Crash, Message, Node, System, at_most_one_leader, quiet, simulate, verify
from leaderlab.algorithms import bully, chang_roberts, ring, shout
from leaderlab.view import page, words

pytestmark = pytest.mark.browser

CELLS = [
    "from leaderlab import simulate, at_most_one_leader, all_agree\n"
    "from leaderlab.algorithms import ring\n"
    "from leaderlab.view import player, lab",
    "p = player(simulate(ring([3, 7, 5], initiators=[3]), seed=1), promises=[at_most_one_leader, all_agree])\np",
]


def notebook(*cells):
    return {"cells": [{"cell_type": "code", "id": f"cell-{i}", "metadata": {}, "source": source, "outputs": [],
                       "execution_count": None} for i, source in enumerate(cells)],
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(scope="module")
def server(serve, chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("source")
    panel = "lab(ring, ids=[3, 7, 5], initiators=[3], promises=[all_agree])"
    for name, cells in {"player.ipynb": CELLS, "panel.ipynb": [CELLS[0], panel]}.items():
        (folder / name).write_text(json.dumps(notebook(*cells)), encoding="utf-8")
    return serve(folder)


def sentence(page):
    return page.locator(".ll-sentence").inner_text()


def where(page):
    return page.locator(".ll-where").inner_text()


def test_in_jupyterlab_it_plays_steps_and_listens_to_keys_and_slider(tab, server):
    tab.open_notebook(server, "player.ipynb")
    tab.run_all()
    page = tab.page
    page.wait_for_selector(".ll-player .ll-network", timeout=30_000)
    assert where(page).startswith("Step 0 of 6")
    assert sentence(page) == "All nodes start. Node 3 sends Election(3, 1, 3) to node 7."

    page.get_by_role("button", name="One step on").click()
    assert where(page).startswith("Step 1 of 6")
    assert sentence(page).startswith("Node 7 receives Election(3, 1, 3) from node 3")
    page.keyboard.press("ArrowRight")                        # the button has the focus, and JupyterLab lets the key be
    assert where(page).startswith("Step 2 of 6")
    page.keyboard.press("ArrowLeft")
    assert where(page).startswith("Step 1 of 6")
    page.keyboard.press("End")
    assert where(page).startswith("Step 6 of 6")
    assert "The end." in page.locator(".ll-end").inner_text()
    assert page.locator(".ll-light").all_inner_texts() == ["✓holds", "✓holds"]
    page.keyboard.press("Home")
    assert page.locator(".ll-light").all_inner_texts() == ["✓holds", "✗not now"]

    page.get_by_role("slider", name="Step").fill("4")
    assert where(page).startswith("Step 4 of 6")
    page.locator(".ll-sentence").click()                     # into the player, and on no button
    page.keyboard.press("?")
    assert page.locator(".ll-help").is_visible()
    page.keyboard.press("Home")
    page.get_by_role("combobox", name="Speed").select_option("8")
    page.locator(".ll-sentence").click()
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('.ll-where').textContent.startsWith('Step 6')", timeout=10_000)
    page.wait_for_timeout(400)                               # the cursor is told to Python when it rests
    tab.assert_clean()


def test_python_moves_the_cursor_and_hears_where_it_rests(tab, server):
    tab.open_notebook(server, "player.ipynb")
    tab.run_all()
    page = tab.page
    page.wait_for_selector(".ll-player .ll-network", timeout=30_000)
    page.get_by_role("button", name="One step on").click()
    page.get_by_role("button", name="One step on").click()
    page.wait_for_timeout(600)
    type_and_run(page, "p.step")
    page.wait_for_selector(".jp-OutputArea-output pre:text-is('2')", timeout=10_000)
    type_and_run(page, "p.step = 5")
    page.wait_for_function("document.querySelector('.ll-where').textContent.startsWith('Step 5')", timeout=10_000)
    tab.assert_clean()


def type_and_run(page, code):
    """In a new cell, after the first one."""
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type(code)
    page.keyboard.press("Shift+Enter")


def test_the_panel_runs_again_in_the_same_player_and_says_what_is_wrong(tab, server):
    tab.open_notebook(server, "panel.ipynb")
    tab.run_all()
    page = tab.page
    page.wait_for_selector(".ll-player .ll-network", timeout=30_000)
    ids = page.get_by_label("Ids in order:")
    ids.fill("3, 7, 7")
    ids.press("Enter")
    page.wait_for_selector("text=Two nodes have the id 7.", timeout=10_000)
    assert page.locator(".ll-player svg .ll-node").count() == 3
    ids.fill("3, 7, 5, 9")
    ids.press("Enter")
    page.wait_for_function("document.querySelectorAll('.ll-player svg .ll-node').length === 4", timeout=10_000)
    page.wait_for_selector("text=leader 9", timeout=10_000)
    assert page.locator(".ll-player").count() == 1
    tab.assert_clean()


def test_in_notebook_7_it_plays_too(tab, server):
    tab.open_notebook(server, "player.ipynb", classic=True)
    tab.run_all()
    page = tab.page
    page.wait_for_selector(".ll-player .ll-network", timeout=30_000)
    page.get_by_role("button", name="One step on").click()
    page.keyboard.press("ArrowRight")
    assert where(page).startswith("Step 2 of 6")
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
    assert odd in sentence(opened)
    assert opened.title() == odd
    assert opened.locator(".ll-player script").count() == 0
    assert opened.locator("script").count() == 2            # the run and the player
    tab.assert_clean()


def test_with_reduced_motion_nothing_glides(chromium, tmp_path):
    from conftest import Tab  # noqa: F401  (only for readers: Tab is what the fixture gives)
    context = chromium.new_context(reduced_motion="reduce")
    opened = context.new_page()
    opened.goto(page.to_html(simulate(ring([3, 7, 5], initiators=[3]), seed=1), tmp_path / "calm.html").as_uri())
    opened.get_by_role("button", name="One step on").click()
    first = opened.locator(".ll-tokens").inner_html()
    opened.wait_for_timeout(300)
    assert opened.locator(".ll-tokens").inner_html() == first
    context.close()


def test_five_thousand_steps_paint_at_once_and_scrub_smoothly(tab, tmp_path):
    trace = simulate(chang_roberts(range(99, -1, -1)), seed=1)
    assert len(trace) > 5000
    opened = open_page(tab, tmp_path, trace)
    slowest = opened.evaluate("""async () => {
        const slider = document.querySelector(".ll-slider"), times = [];
        for (let i = 0; i < 120; i++) {
            await new Promise(requestAnimationFrame);
            const start = performance.now();
            slider.value = String((i * 43) % Number(slider.max));
            slider.dispatchEvent(new Event("input"));
            times.push(performance.now() - start);
        }
        return times.sort((a, b) => a - b)[114];
    }""")
    assert slowest < 50         # a generous limit for a busy machine; usually a few milliseconds
    tab.assert_clean()


@pytest.mark.parametrize("ids", [[1], list(range(50))])
def test_one_node_and_fifty_nodes_are_shown(tab, tmp_path, ids):
    opened = open_page(tab, tmp_path, simulate(chang_roberts(ids), seed=1))
    assert opened.locator(".ll-player svg .ll-node").count() == len(ids)
    opened.locator(".ll-player").focus()
    opened.keyboard.press("End")
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
    opened = open_page(tab, tmp_path, trace)
    opened.locator(".ll-player").focus()
    opened.keyboard.press("End")
    assert "for ever" in opened.locator(".ll-end").inner_text()
    opened.get_by_role("combobox", name="Speed").select_option("16")
    opened.keyboard.press("Home")
    opened.locator(".ll-play").click()
    opened.wait_for_timeout(1500)
    assert opened.locator(".ll-play").get_attribute("aria-label").startswith("Pause")
    tab.assert_clean()
