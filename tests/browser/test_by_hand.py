"""The run in the learner's hand, in a real JupyterLab: every step by mouse and by keys, branches, search, the line."""

import pytest
from patience import eventually
from player_page import go, is_at, says, take_focus, write
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


@pytest.fixture(scope="module")
def server(serve, tmp_path_factory):
    notebooks = {"ring": [USUAL, SHOW], "bully": [USUAL, BULLY], "panel": [USUAL, PANEL]}
    return serve(write(tmp_path_factory.mktemp("source"), notebooks))


@pytest.fixture
def by_hand(lab, server):
    """``by_hand("ring")`` opens that notebook, runs it, and opens the mode; the player's page."""
    return lambda name: take_in_hand(lab.play(server, f"{name}.ipynb"))


def take_in_hand(page):
    page.get_by_role("button", name="By hand").click()
    is_ready(page)
    return page


def is_ready(page):
    """Wait until the cursor rests and one sees what may happen there: whatever was asked before is answered."""
    expect(page.locator(".ll-choice-list:not([aria-busy]) .ll-choice").first).to_be_attached()


def rests_at(page, text):
    is_at(page, text)
    is_ready(page)


def has_status(page, text):
    expect(page.locator(".ll-hand-status")).to_contain_text(text)


def has_runs(page, *labels):
    expect(page.locator(".ll-tree-run .ll-tree-label")).to_have_text(labels)


def open_run(page, number, label):
    run = page.locator(".ll-tree-run").nth(number)
    run.click()
    expect(run).to_have_attribute("aria-current", "true")
    expect(run).to_contain_text(label)


def spot(page, *what):
    """Where a node, or the middle between two nodes, stands in the picture of the network."""
    spots = page.evaluate("""() => [...document.querySelectorAll('.ll-network .ll-node')].map((node) => {
        const { e, f } = node.transform.baseVal.consolidate().matrix;
        return [e, f];
    })""")
    x, y = (sum(values) / len(what) for values in zip(*(spots[i] for i in what)))
    return {"x": x, "y": y}


def menu(page):
    return page.locator(".ll-menu")


def click_at(page, spot):
    """What is there shows its menu."""
    page.locator(".ll-network").click(position=spot)
    expect(menu(page)).to_be_visible()


def choose(page, words):
    menu(page).get_by_role("menuitem", name=words, exact=True).click()


# -- one step ----------------------------------------------------------------------------------------------------------


def test_a_plain_learner_sees_one_button_of_it(lab, server):
    page = lab.play(server, "ring.ipynb")
    expect(page.get_by_role("button", name="By hand")).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".ll-hand")).to_be_hidden()
    expect(page.locator(".ll-tree")).to_be_hidden()
    page.locator(".ll-network").click(position=spot(page, 1))
    expect(page.locator(".ll-aim")).to_have_attribute("d", "")          # the pointer takes hold of nothing
    expect(menu(page)).to_be_hidden()
    lab.assert_clean()


def test_a_choice_from_the_list_forks_the_run_and_python_has_the_new_one(by_hand, lab):
    page = by_hand("ring")
    page.get_by_text("Faults:").click()
    page.get_by_role("button", name="5 crashes.").click()
    rests_at(page, "Step 2 of 2")
    says(page, "Node 5 crashes.")
    has_runs(page, "The run as it was.", "5 crashes.")
    assert "Crash(5)" in lab.ask("p.trace.events")
    lab.assert_clean()


def test_a_message_is_delivered_lost_and_doubled_with_the_mouse(by_hand, lab):
    page = by_hand("ring")
    for words, sentence in [("Lose it", "The network loses Election(3, 1, 7)"),
                            ("Double it", "The network makes a copy of Election(3, 1, 7)"),
                            ("Deliver it now", "Node 5 receives Election(3, 1, 7)")]:
        page.locator(".ll-token >> visible=true").first.locator("path").first.click(force=True)
        expect(page.get_by_role("menu", name="Election(3, 1, 7) from 7 to 5")).to_be_visible()
        choose(page, words)
        rests_at(page, "Step 2 of 2")
        says(page, sentence)
        open_run(page, 0, "The run as it was.")
        is_at(page, "Step 2 of 6")
        go(page, 1)
        is_ready(page)
    expect(page.locator(".ll-tree-run")).to_have_count(4)
    lab.assert_clean()


def test_a_node_crashes_restarts_and_is_suspected_and_a_link_is_cut_and_healed(by_hand, lab):
    page = by_hand("ring")
    deeds = [([2], "Crash", "Node 5 crashes."), ([2], "Restart", "Node 5 restarts."),
             ([1], "Suspect node 5", "Node 7 suspects that node 5 is down."),
             ([0, 1], "Cut the link", "The link between node 3 and node 7 is cut."),
             ([0, 1], "Heal the link", "The link between node 3 and node 7 works again.")]
    for step, (what, words, sentence) in enumerate(deeds, start=2):
        click_at(page, spot(page, *what))
        choose(page, words)
        rests_at(page, f"Step {step} of {step}")
        says(page, sentence)
    expect(page.locator(".ll-tree-run")).to_have_count(2)       # one branch that grew, beside the first run
    lab.assert_clean()


def test_a_timer_fires_by_a_click_in_its_pane(by_hand, lab):
    page = by_hand("bully")
    page.locator("[data-timer]", has_text="not set").first.click()
    expect(page.get_by_role("menuitem", name="This timer is not set.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu(page)).to_be_hidden()
    page.locator("[data-timer]:not(.ll-row-down)").first.click()
    page.get_by_role("menuitem", name="Let the timer").first.click()
    expect(page.locator(".ll-sentence")).to_contain_text("fires")
    lab.assert_clean()


def test_everything_goes_by_keys_alone(by_hand, lab):
    page = by_hand("ring")
    player, first = page.locator(".ll-player"), page.locator(".ll-may .ll-choice").first
    take_focus(page)
    page.keyboard.press("h")
    expect(page.locator(".ll-hand")).to_be_hidden()
    page.keyboard.press("h")
    expect(page.locator(".ll-hand")).to_be_visible()
    is_ready(page)
    page.keyboard.press("1")
    rests_at(page, "Step 2 of 2")
    first.focus()
    page.keyboard.press("Enter")
    rests_at(page, "Step 3 of 3")
    expect(first).to_be_focused()               # it is not the same button, but the focus is not lost
    click_at(page, spot(page, 0))
    expect(menu(page).get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu(page)).to_be_hidden()
    expect(player).to_be_focused()
    page.get_by_label("with faults").focus()
    page.keyboard.press("Space")                # it is the box that is meant, not the play button
    expect(page.get_by_label("with faults")).to_be_checked()
    lab.assert_clean()


# -- branches ----------------------------------------------------------------------------------------------------------


def test_any_branch_is_opened_again_and_the_first_run_is_never_lost(by_hand, lab):
    page = by_hand("ring")
    page.get_by_role("combobox", name="Speed").select_option("64")
    take_focus(page)
    page.keyboard.press("1")
    rests_at(page, "Step 2 of 2")
    page.get_by_role("button", name="Go on by itself").click()
    is_at(page, "Step 6 of 6")                  # it plays to its end
    open_run(page, 0, "The run as it was.")
    go(page, 6)
    expect(page.locator(".ll-end")).to_contain_text("The end.")
    eventually(lambda: lab.ask("p.trace.events == simulate(system, seed=1).events"), "True")
    open_run(page, 1, "5 receives")
    lab.assert_clean()


def test_a_panel_plays_its_new_run_and_forgets_the_branches_of_the_old_one(by_hand, lab):
    page = by_hand("panel")
    page.keyboard.press("1")
    expect(page.locator(".ll-tree-run")).to_have_count(2)
    is_ready(page)
    page.get_by_label("Seed:").fill("4")
    page.get_by_label("Seed:").press("Tab")
    expect(page.locator(".ll-tree")).to_be_hidden()
    eventually(lambda: lab.ask("board.trace is board.player.trace, board.trace.seed"), "(True, 4)")
    lab.assert_clean()


# -- search, line ------------------------------------------------------------------------------------------------------


def search(page, goal):
    page.get_by_label("Shortest way from here to").select_option(goal)
    page.get_by_role("button", name="Find").click()


def test_a_search_plays_the_shortest_way_or_says_that_there_is_none(by_hand, lab):
    page = by_hand("ring")
    search(page, "two leaders")
    has_status(page, "No such run exists from here")
    search(page, "a leader")
    has_status(page, "Found: 3 steps from here.")
    expect(page.locator(".ll-sentence")).to_contain_text("is now leader")
    is_at(page, "Step 4 of 4")
    search(page, "the end")
    has_status(page, "Found:")
    lab.assert_clean()


def test_a_line_is_copied_with_one_click_and_pasted_back(by_hand, lab):
    lab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = by_hand("ring")
    page.keyboard.press("1")
    rests_at(page, "Step 2 of 2")
    page.get_by_role("button", name="Copy as a line").click()
    has_status(page, "Copied.")
    line = page.evaluate("navigator.clipboard.readText()")
    assert replay(line).events == simulate(ring([3, 7, 5], initiators=[3]), seed=1).events[:2]
    field = page.get_by_label("The run as one line of text")
    field.fill("ring([3, 7, 5], initiators=[3]) | 3>7 7>99")
    page.get_by_role("button", name="Open", exact=True).click()
    has_status(page, "7>99")
    field.fill("ring([3, 7, 5], initiators=[3]) | crash:5 3>7")
    field.press("Enter")
    expect(page.locator(".ll-tree-run", has_text="A pasted run.")).to_be_visible()
    rests_at(page, "Step 0 of 2")
    lab.assert_clean()


def test_where_copying_is_forbidden_the_line_stands_there_selected(by_hand, lab):
    page = by_hand("ring")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Copy as a line").click()
    has_status(page, "did not allow copying")
    page.evaluate("delete navigator.clipboard.writeText")
    chosen = page.evaluate("[document.activeElement.selectionEnd, document.activeElement.value.length]")
    assert chosen[0] == chosen[1] > 20
    lab.assert_clean()


# -- without Python ----------------------------------------------------------------------------------------------------


def test_after_a_restart_of_the_kernel_the_runs_still_play_and_the_hand_says_why_it_cannot(by_hand, lab):
    page = by_hand("ring")
    page.keyboard.press("1")
    rests_at(page, "Step 2 of 2")
    lab.restart_kernel()
    page.get_by_role("button", name="Go on by itself").click()
    has_status(page, "Python does not answer")
    page.locator(".ll-tree-run").first.click()                  # this text is still here
    is_at(page, "Step 2 of 6")
    take_focus(page)
    page.keyboard.press("End")
    is_at(page, "Step 6 of 6")
    assert lab.outside == []


def test_a_page_from_a_file_has_no_hand(tab, tmp_path):
    trace = simulate(ring([3, 7, 5], initiators=[3]), seed=1, faults=[(9, Crash(7))])
    tab.page.goto(pages.to_html(trace, tmp_path / "run.html").as_uri())
    tab.page.wait_for_selector(".ll-player .ll-network")
    expect(tab.page.get_by_role("button", name="By hand")).to_be_hidden()
    tab.page.locator(".ll-player").focus()
    tab.page.keyboard.press("h")
    tab.page.keyboard.press("?")
    expect(tab.page.locator(".ll-help")).to_be_visible()        # keys are heard
    expect(tab.page.locator(".ll-hand")).to_be_hidden()
    assert (tmp_path / "run.html").stat().st_size < 500_000
    tab.assert_clean()


# -- elsewhere ---------------------------------------------------------------------------------------------------------


def test_in_notebook_7_the_run_is_taken_in_hand_too(tab, server):
    page = take_in_hand(tab.play(server, "ring.ipynb", classic=True))
    click_at(page, spot(page, 2))
    choose(page, "Crash")
    is_at(page, "Step 2 of 2")
    tab.assert_clean()


def test_the_panel_runs_its_system_many_times_with_a_bar_and_a_histogram(by_hand, lab):
    page = by_hand("panel")
    page.get_by_role("button", name="Run it 200 times").click()
    expect(page.get_by_text("200 runs: done.")).to_be_visible()
    expect(page.get_by_role("img", name="Histogram of ticks")).to_be_visible()
    expect(page.get_by_text("Leader 7 at the end in 200 runs.")).to_be_visible()
    lab.assert_clean()


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
