"""The run in the learner's hand, in a real JupyterLab: every step by mouse and by keys, branches, search, the line."""

import json

import pytest
from playwright.sync_api import expect

from leaderlab import Crash, replay, simulate
from leaderlab.algorithms import ring
from leaderlab.view import bundle
from leaderlab.view import page as pages

pytestmark = pytest.mark.browser

USUAL = ("from leaderlab import *\nfrom leaderlab.algorithms import *\nfrom leaderlab.view import player, lab\n"
         "system = ring([3, 7, 5], initiators=[3])")
SHOW = "p = player(simulate(system, seed=1), promises=[at_most_one_leader, all_agree], step=1)\np"
BULLY = "p = player(simulate(bully([1, 2, 3]), seed=1), step=2)\np"
PANEL = "board = lab(ring, ids=[3, 7, 5], initiators=[3], promises=[all_agree])\nboard"


def notebook(*cells):
    return {"cells": [{"cell_type": "code", "id": f"cell-{i}", "metadata": {}, "source": source, "outputs": [],
                       "execution_count": None} for i, source in enumerate(cells)],
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(scope="module")
def server(serve, chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("source")
    for name, cell in {"ring": SHOW, "bully": BULLY, "panel": PANEL}.items():
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook(USUAL, cell)), encoding="utf-8")
    return serve(folder)


@pytest.fixture
def by_hand(tab, server):
    """``by_hand("ring")`` opens that notebook, runs it, and opens the mode; the player's page."""
    def start(name, *, classic=False):
        tab.open_notebook(server, f"{name}.ipynb", classic=classic)
        tab.run_all()
        tab.page.wait_for_selector(".ll-player .ll-network", timeout=30_000)
        tab.page.get_by_role("button", name="By hand").click()
        tab.page.locator(".ll-may .ll-choice").first.wait_for()
        return tab.page
    return start


def wait_for_step(page, text):
    page.wait_for_function("(text) => document.querySelector('.ll-where').textContent.startsWith(text)", arg=text,
                           timeout=10_000)


def status(page, text):
    page.locator(".ll-hand-status", has_text=text).wait_for(timeout=20_000)


def runs(page):
    return page.locator(".ll-tree-run").all_inner_texts()


def ask_python(page, code):
    """Run code in a new cell and return what it shows."""
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type(code)
    page.keyboard.press("Shift+Enter")
    shown = page.locator(".jp-CodeCell").filter(has=page.locator(".cm-content", has_text=code))
    return shown.locator(".jp-OutputArea-output pre").first.inner_text()


def place(page, what):
    """Where a node, or the middle between two nodes, stands in the picture of the network."""
    box = page.locator(".ll-network").bounding_box()
    spots = page.evaluate("""() => [...document.querySelectorAll('.ll-network .ll-node')].map((node) => {
        const { e, f } = node.transform.baseVal.consolidate().matrix;
        return [e, f];
    })""")
    chosen = [spots[i] for i in what]
    x, y = (sum(values) / len(chosen) for values in zip(*chosen))
    return {"x": box["x"] + x, "y": box["y"] + y}


def click_at(page, spot):
    page.mouse.move(spot["x"], spot["y"])
    page.mouse.click(spot["x"], spot["y"])
    page.get_by_role("menu").wait_for()


def choose(page, words):
    page.get_by_role("menuitem", name=words, exact=True).click()


# -- one step ----------------------------------------------------------------------------------------------------------


def test_a_plain_learner_sees_one_button_of_it(tab, server):
    tab.open_notebook(server, "ring.ipynb")
    tab.run_all()
    tab.page.wait_for_selector(".ll-player .ll-network", timeout=30_000)
    button = tab.page.get_by_role("button", name="By hand")
    assert button.get_attribute("aria-pressed") == "false"
    assert not tab.page.locator(".ll-hand").is_visible() and not tab.page.locator(".ll-tree").is_visible()
    click_nowhere = place(tab.page, [1])
    tab.page.mouse.click(click_nowhere["x"], click_nowhere["y"])
    assert tab.page.get_by_role("menu").count() == 0
    tab.assert_clean()


def test_a_choice_from_the_list_forks_the_run_and_python_has_the_new_one(by_hand, tab):
    page = by_hand("ring")
    page.get_by_text("Faults:").click()
    page.get_by_role("button", name="5 crashes.").click()
    wait_for_step(page, "Step 2 of 2")
    assert page.locator(".ll-sentence").inner_text().startswith("Node 5 crashes.")
    assert [text.split("\n")[1] for text in runs(page)] == ["The run as it was.", "5 crashes."]
    assert "Crash(5)" in ask_python(page, "p.trace.events")
    tab.assert_clean()


def test_a_message_is_delivered_lost_and_doubled_with_the_mouse(by_hand, tab):
    page = by_hand("ring")
    for words, sentence in [("Lose it", "The network loses Election(3, 1, 7)"),
                            ("Double it", "The network makes a copy of Election(3, 1, 7)"),
                            ("Deliver it now", "Node 5 receives Election(3, 1, 7)")]:
        page.locator(".ll-token >> visible=true").first.locator("path").first.click(force=True)
        page.get_by_role("menu", name="Election(3, 1, 7) from 7 to 5").wait_for()
        choose(page, words)
        wait_for_step(page, "Step 2 of 2")
        assert page.locator(".ll-sentence").inner_text().startswith(sentence)
        page.locator(".ll-tree-run").first.click()
        wait_for_step(page, "Step 2 of 6")
        page.get_by_role("slider", name="Step").fill("1")
        page.locator(".ll-choice-list:not([aria-busy])").wait_for()
        page.wait_for_timeout(300)
    assert len(runs(page)) == 4
    tab.assert_clean()


def test_a_node_crashes_restarts_and_is_suspected_and_a_link_is_cut_and_healed(by_hand, tab):
    page = by_hand("ring")
    for spot, words, sentence in [([2], "Crash", "Node 5 crashes."), ([2], "Restart", "Node 5 restarts."),
                                  ([1], "Suspect node 5", "Node 7 suspects that node 5 is down."),
                                  ([0, 1], "Cut the link", "The link between node 3 and node 7 is cut."),
                                  ([0, 1], "Heal the link", "The link between node 3 and node 7 works again.")]:
        click_at(page, place(page, spot))
        choose(page, words)
        page.locator(".ll-sentence", has_text=sentence).wait_for(timeout=10_000)
        page.wait_for_timeout(1200)             # until the picture rests
    wait_for_step(page, "Step 6 of 6")
    assert len(runs(page)) == 2                 # one branch that grew, beside the first run
    tab.assert_clean()


def test_a_timer_fires_by_a_click_in_its_pane(by_hand, tab):
    page = by_hand("bully")
    page.locator("[data-timer]", has_text="not set").first.click()
    page.get_by_role("menuitem", name="This timer is not set.").wait_for()
    page.keyboard.press("Escape")
    page.locator("[data-timer]:not(.ll-row-down)").first.click()
    page.get_by_role("menuitem", name="Let the timer").first.click()
    page.locator(".ll-sentence", has_text="fires").wait_for(timeout=10_000)
    tab.assert_clean()


def test_everything_goes_by_keys_alone(by_hand, tab):
    page = by_hand("ring")
    page.locator(".ll-sentence").click()
    page.keyboard.press("h")
    assert not page.locator(".ll-hand").is_visible()
    page.keyboard.press("h")
    page.locator(".ll-choice-list:not([aria-busy]) .ll-may .ll-choice").first.wait_for()
    page.keyboard.press("1")
    wait_for_step(page, "Step 2 of 2")
    page.locator(".ll-choice-list:not([aria-busy]) .ll-may .ll-choice").first.focus()
    page.keyboard.press("Enter")
    wait_for_step(page, "Step 3 of 3")
    page.wait_for_function("document.activeElement.matches('.ll-choice')", timeout=5_000)   # the focus is not lost
    click_at(page, place(page, [0]))
    assert page.evaluate("document.activeElement.getAttribute('role')") == "menuitem"
    page.keyboard.press("Escape")
    assert not page.get_by_role("menu").is_visible()
    assert page.evaluate("document.activeElement.className") == "ll-player"
    page.get_by_label("with faults").focus()
    page.keyboard.press("Space")                # it is the box that is meant, not the play button
    assert page.get_by_label("with faults").is_checked()
    tab.assert_clean()


# -- branches ----------------------------------------------------------------------------------------------------------


def test_any_branch_is_opened_again_and_the_first_run_is_never_lost(by_hand, tab):
    page = by_hand("ring")
    page.keyboard.press("1")
    wait_for_step(page, "Step 2 of 2")
    page.get_by_role("button", name="Go on by itself").click()
    page.wait_for_function("document.querySelector('.ll-where').textContent.endsWith('of 6, time 6') || "
                           "/of 6/.test(document.querySelector('.ll-where').textContent)", timeout=10_000)
    page.locator(".ll-tree-run").first.click()
    page.locator(".ll-tree-run[aria-current=true]", has_text="The run as it was.").wait_for()
    page.get_by_role("slider", name="Step").fill("6")
    assert page.locator(".ll-end").inner_text().startswith("The end.")
    page.wait_for_timeout(400)
    assert ask_python(page, "p.trace.events == simulate(system, seed=1).events") == "True"
    page.locator(".ll-tree-run").nth(1).click()
    page.locator(".ll-tree-run[aria-current=true]", has_text="5 receives").wait_for()
    tab.assert_clean()


def test_a_panel_plays_its_new_run_and_forgets_the_branches_of_the_old_one(by_hand, tab):
    page = by_hand("panel")
    page.keyboard.press("1")
    page.locator(".ll-tree-run").nth(1).wait_for()
    page.get_by_label("Seed:").fill("4")
    page.get_by_label("Seed:").press("Tab")
    page.wait_for_function("document.querySelector('.ll-tree').hidden", timeout=10_000)
    assert ask_python(page, "board.trace is board.player.trace, board.trace.seed") == "(True, 4)"
    tab.assert_clean()


# -- search, line ------------------------------------------------------------------------------------------------------


def test_a_search_plays_the_shortest_way_or_says_that_there_is_none(by_hand, tab):
    page = by_hand("ring")
    page.get_by_label("Shortest way from here to").select_option("two leaders")
    page.get_by_role("button", name="Find").click()
    status(page, "No such run exists from here")
    page.get_by_label("Shortest way from here to").select_option("a leader")
    page.get_by_role("button", name="Find").click()
    status(page, "Found: 3 steps from here.")
    page.locator(".ll-sentence", has_text="is now leader").wait_for(timeout=15_000)
    page.get_by_label("Shortest way from here to").select_option("the end")
    page.get_by_role("button", name="Find").click()
    status(page, "Found:")
    tab.assert_clean()


def test_a_line_is_copied_with_one_click_and_pasted_back(by_hand, tab):
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = by_hand("ring")
    page.keyboard.press("1")
    wait_for_step(page, "Step 2 of 2")
    page.get_by_role("button", name="Copy as a line").click()
    status(page, "Copied.")
    line = page.evaluate("navigator.clipboard.readText()")
    assert replay(line).events == simulate(ring([3, 7, 5], initiators=[3]), seed=1).events[:2]
    field = page.get_by_label("The run as one line of text")
    field.fill("ring([3, 7, 5], initiators=[3]) | 3>7 7>99")
    page.get_by_role("button", name="Open", exact=True).click()
    status(page, "7>99")
    field.fill("ring([3, 7, 5], initiators=[3]) | crash:5 3>7")
    field.press("Enter")
    page.locator(".ll-tree-run", has_text="A pasted run.").wait_for(timeout=10_000)
    wait_for_step(page, "Step 0 of 2")
    tab.assert_clean()


def test_where_copying_is_forbidden_the_line_stands_there_selected(by_hand, tab):
    page = by_hand("ring")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Copy as a line").click()
    status(page, "did not allow copying")
    chosen = page.evaluate("[document.activeElement.selectionEnd, document.activeElement.value.length]")
    assert chosen[0] == chosen[1] > 20
    tab.assert_clean()


# -- without Python ----------------------------------------------------------------------------------------------------


def test_after_a_restart_of_the_kernel_the_runs_still_play_and_the_hand_says_why_it_cannot(by_hand, tab):
    page = by_hand("ring")
    page.keyboard.press("1")
    wait_for_step(page, "Step 2 of 2")
    page.locator(".lm-MenuBar-itemLabel", has_text="Kernel").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="Restart Kernel…").first.click()
    page.locator(".jp-Dialog button", has_text="Restart").click()
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="Go on by itself").click()
    status(page, "Python does not answer")
    page.locator(".ll-tree-run").first.click()                  # this text is still here
    wait_for_step(page, "Step 2 of 6")
    page.locator(".ll-sentence").click()
    page.keyboard.press("End")
    wait_for_step(page, "Step 6 of 6")
    assert tab.outside == []


def test_a_page_from_a_file_has_no_hand(tab, tmp_path):
    trace = simulate(ring([3, 7, 5], initiators=[3]), seed=1, faults=[(9, Crash(7))])
    tab.page.goto(pages.to_html(trace, tmp_path / "run.html").as_uri())
    tab.page.wait_for_selector(".ll-player .ll-network")
    assert not tab.page.get_by_role("button", name="By hand").is_visible()
    tab.page.locator(".ll-player").focus()
    tab.page.keyboard.press("h")
    assert not tab.page.locator(".ll-hand").is_visible()
    assert (tmp_path / "run.html").stat().st_size < 500_000
    tab.assert_clean()


# -- elsewhere ---------------------------------------------------------------------------------------------------------


def test_in_notebook_7_the_run_is_taken_in_hand_too(by_hand, tab):
    page = by_hand("ring", classic=True)
    click_at(page, place(page, [2]))
    choose(page, "Crash")
    wait_for_step(page, "Step 2 of 2")
    tab.assert_clean()


def test_the_panel_runs_its_system_many_times_with_a_bar_and_a_histogram(by_hand, tab):
    page = by_hand("panel")
    page.get_by_role("button", name="Run it 200 times").click()
    page.get_by_text("200 runs: done.").wait_for(timeout=30_000)
    expect(page.get_by_role("img", name="Histogram of ticks")).to_be_visible()
    expect(page.get_by_text("Leader 7 at the end in 200 runs.")).to_be_visible()
    tab.assert_clean()


# -- the tree, without its picture -------------------------------------------------------------------------------------

TREE = [[None, 0, 6], [0, 2, 3], [1, 3, 4], [2, 4, 9], [2, 4, 5], [3, 6, 7], [0, 6, 7]]


def test_a_run_that_only_grew_is_one_row_and_the_first_run_stays(tab):
    module = (bundle.HERE / "tree.js").read_text(encoding="utf-8").replace("export ", "")
    runs = [dict(zip(("parent", "at", "last"), row), label=str(run)) for run, row in enumerate(TREE)]
    tab.page.goto("about:blank")
    rows = tab.page.evaluate(f"(runs) => {{ {module}; return rowsOf(runs); }}", runs)
    assert [(row["run"], row["parent"], row["at"], row["last"], row["label"]) for row in rows] == [
        (0, -1, 0, 6, "0"), (3, 0, 2, 9, "1"), (4, 1, 4, 5, "4"), (5, 1, 6, 7, "5"), (6, 0, 6, 7, "6")]
    assert tab.page.evaluate(f"(runs) => {{ {module}; return [0, 1, 2, 4].map((run) => standsFor(runs, run)); }}",
                             runs) == [0, 3, 3, 4]
