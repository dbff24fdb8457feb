"""A search in the player is stopped while it goes on, by mouse and by key, and the run goes on by hand."""

import json
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SHOW = """import time
from leaderlab import simulate
from leaderlab.algorithms import raft
from leaderlab.view import player

def holds(world):
    \"\"\"A promise that takes its time and never breaks.\"\"\"
    time.sleep(0.002)
    return True

run = simulate(raft([1, 2, 3]), seed=1, until=300)
p = player(run, promises=[holds], step=2)
p"""
BUSY = re.compile(r"^Searching: [\d,]+ worlds so far …$")


@pytest.fixture(scope="module")
def server(serve, chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("source")
    (folder / "once.ipynb").write_text(json.dumps(notebook(SHOW)), encoding="utf-8")
    (folder / "twice.ipynb").write_text(json.dumps(notebook(SHOW, "p")), encoding="utf-8")
    return serve(folder)


def notebook(*sources):
    cells = [{"cell_type": "code", "id": f"cell-{i}", "metadata": {}, "source": source, "outputs": [],
              "execution_count": None} for i, source in enumerate(sources)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture
def searching(tab, server):
    """``searching()`` opens the player and begins a search that would last for many minutes; its page."""
    def start(name="once", *, classic=False):
        view = tab.play(server, f"{name}.ipynb", classic=classic).locator(".ll-player").first
        take_in_hand(view)
        expect(stop(view)).to_be_hidden()
        view.get_by_label("Shortest way from here to").select_option("holds broken")
        view.get_by_role("button", name="Find").click()
        expect(status(view)).to_have_text(BUSY)
        return tab.page
    return start


def take_in_hand(view):
    view.get_by_role("button", name="By hand").click()
    expect(may(view).first).to_be_enabled()


def status(view):
    return view.locator(".ll-hand-status")


def stop(view):
    return view.get_by_role("button", name="Stop", exact=True)


def may(view):
    return view.locator(".ll-choice-list:not([aria-busy]) .ll-may .ll-choice")


def stopped(view):
    """The search has ended, and the run is where it was."""
    expect(status(view)).to_have_text(re.compile(r"^Stopped after [\d,]+ worlds?\. Nothing is lost\.$"))
    expect(stop(view)).to_be_hidden()
    expect(view.locator(".ll-where")).to_have_text(re.compile("^Step 2 of"))


def make_a_step(view):
    may(view).first.click()
    expect(view.locator(".ll-where")).to_have_text(re.compile("^Step 3 of 3"))
    expect(view.locator(".ll-tree-run")).to_have_count(2)


@pytest.mark.parametrize("classic", [False, True], ids=["JupyterLab", "Notebook 7"])
def test_a_search_grows_is_stopped_and_a_step_is_made_by_hand(searching, tab, classic):
    page = searching(classic=classic)
    before = status(page).inner_text()
    expect(status(page)).not_to_have_text(before)             # the number of worlds has grown
    expect(status(page)).to_have_text(BUSY)
    stop(page).click()
    stopped(page)
    make_a_step(page)
    tab.assert_clean()


def test_escape_stops_the_search_and_a_step_by_hand_waits_for_that(searching, tab):
    page = searching()
    page.locator(".ll-choice").first.click()
    expect(status(page)).to_have_text(re.compile(r"To go on by hand, stop the search first \(Esc\)\.$"))
    expect(page.locator(".ll-tree")).to_be_hidden()
    page.keyboard.press("Escape")
    stopped(page)
    make_a_step(page)
    tab.assert_clean()


def test_another_view_of_the_same_player_is_refused_a_second_search_and_can_stop_the_first(searching, tab):
    page = searching("twice")
    first, second = page.locator(".ll-player").all()
    take_in_hand(second)
    second.get_by_role("button", name="Find").click()
    expect(status(second)).to_have_text(re.compile("^A search is going on already."))
    stop(second).click()
    stopped(first)
    expect(status(second)).to_have_text("The search is stopped.")
    expect(stop(second)).to_be_hidden()
    make_a_step(second)
    tab.assert_clean()


def test_a_restart_of_the_kernel_ends_the_search_and_the_run_still_plays(searching, tab):
    page = searching()
    tab.restart_kernel()
    expect(status(page)).to_have_text(re.compile("^Python does not answer"))
    expect(stop(page)).to_be_hidden()
    page.get_by_role("button", name="One step on").click()
    expect(page.locator(".ll-where")).to_have_text(re.compile("^Step 3 of"))
