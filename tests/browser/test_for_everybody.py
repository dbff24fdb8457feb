"""The player for everybody: the rules of axe-core, contrast, keys, narrow and wide, zoomed, without movement."""

import pytest
from accessibility import least_contrast, violations
from patience import eventually
from player_page import is_at, stop_the_clock, write
from playwright.sync_api import expect

from leaderlab import Crash, all_agree, at_most_one_leader, simulate, verify
from leaderlab.algorithms import bully, raft
from leaderlab.view import page as pages

pytestmark = pytest.mark.browser

AA = 4.5
FIRST = "from leaderlab import *\nfrom leaderlab.algorithms import *\nfrom leaderlab.view import compare, lab, player"
CELLS = {
    "raft": "player(simulate(raft([1, 2, 3]), seed=1, until=400), promises=[at_most_one_leader, all_agree], step=4)",
    "panel": "lab(ring, ids=[3, 7, 5], initiators=[3], promises=[all_agree])",
    "pair": "compare(simulate(ring([3, 7, 5]), seed=1), simulate(chang_roberts([3, 7, 5]), seed=1))",
}


@pytest.fixture(scope="module")
def server(serve, tmp_path_factory):
    notebooks = {name: [FIRST, cell] for name, cell in CELLS.items()}
    return serve(write(tmp_path_factory.mktemp("source"), notebooks))


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Runs as pages of their own: with many panes, with faults, with a broken promise."""
    runs = {
        "raft": simulate(raft([1, 2, 3], commands={1: ["x"]}), seed=1, until=600),
        "faults": simulate(bully([1, 2, 3, 4, 5]), seed=1, faults=[(5, Crash(5))]),
        "broken": verify(bully([1, 2, 3]), always=at_most_one_leader).trace,
    }
    folder = tmp_path_factory.mktemp("pages")
    for name, run in runs.items():
        pages.to_html(run, folder / f"{name}.html", promises=[at_most_one_leader, all_agree], step=4)
    return folder


def show_everything(page):
    """Whatever can be opened is open, and filled."""
    for name in ("Explain", "Predict"):
        page.get_by_role("button", name=name).first.click()
    page.locator(".ll-player").first.press("ArrowRight")
    page.locator(".ll-player").first.press("?")
    page.evaluate("document.querySelectorAll('.ll-player details').forEach((one) => { one.open = true; })")
    expect(page.locator(".ll-table:not(:has(tr > td, .ll-card))")).to_have_count(0)


def open_page(tab, files, name, **media):
    tab.page.emulate_media(reduced_motion="reduce", **media)
    tab.page.goto((files / f"{name}.html").as_uri())
    tab.page.wait_for_selector(".ll-player .ll-network")
    return tab.page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["raft", "faults", "broken"])
def test_a_page_breaks_no_rule_and_every_text_can_be_read(tab, files, name, scheme):
    page = open_page(tab, files, name, color_scheme=scheme)
    eventually(lambda: violations(page), [])
    show_everything(page)
    eventually(lambda: violations(page), [])
    contrast, text = least_contrast(page)
    assert contrast >= AA, text
    tab.assert_clean()


@pytest.mark.parametrize("name", [*CELLS])
def test_in_jupyterlab_no_rule_is_broken(lab, server, name):
    lab.page.emulate_media(reduced_motion="reduce")         # what moves would be judged while it is half there
    page = lab.play(server, f"{name}.ipynb")
    show_everything(page)
    eventually(lambda: violations(page, ".jp-OutputArea-output"), [])
    contrast, text = least_contrast(page)
    assert contrast >= AA, text
    lab.assert_clean()


@pytest.mark.parametrize("width", [320, 640, 1920])
def test_from_320_pixels_to_wide_nothing_is_cut_off(tab, files, width):
    tab.page.set_viewport_size({"width": width, "height": 900})
    page = open_page(tab, files, "raft")
    show_everything(page)
    nothing_is_cut_off(page)
    tab.assert_clean()


def nothing_is_cut_off(page):
    page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
    eventually(lambda: page.evaluate(OUTSIDE), [])


# Controls whose box is not wholly inside the player.
OUTSIDE = """() => {
  const player = document.querySelector(".ll-player").getBoundingClientRect();
  const controls = [...document.querySelectorAll(".ll-player :is(button, input, select)")];
  return controls.filter((one) => one.checkVisibility()).map((one) => [one.getBoundingClientRect(), one.outerHTML])
    .filter(([box]) => box.left < player.left || box.right > player.right + 1)
    .map(([, text]) => text);
}"""


def test_at_zoom_200_percent_everything_is_there_and_works(tab, files):
    tab.page.set_viewport_size({"width": 640, "height": 400})        # what is left of 1280 x 800
    page = open_page(tab, files, "raft")
    page.get_by_role("button", name="One step on").click()
    is_at(page, "Step 5 of")
    nothing_is_cut_off(page)
    tab.assert_clean()


def test_whoever_wants_no_movement_gets_none(tab, files):
    stop_the_clock(tab.page)
    page = open_page(tab, files, "faults")
    page.get_by_role("button", name="To the first step").click()
    page.get_by_role("button", name="One step on").click()
    is_at(page, "Step 1 of")
    before = page.locator(".ll-network").inner_html()
    for _ in range(20):
        page.clock.run_for(50)
        assert page.locator(".ll-network").inner_html() == before
    tab.assert_clean()


FOCUSED = """() => {
  const one = document.activeElement;
  const name = one.getAttribute("aria-label") || one.textContent;
  return [name, getComputedStyle(one).outlineStyle, Boolean(one.closest(".ll-player"))];
}"""


def test_every_control_can_be_reached_by_tab_and_shows_it(tab, files):
    page = open_page(tab, files, "raft")
    page.locator(".ll-player").focus()
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        name, outline, inside = page.evaluate(FOCUSED)
        if not inside:
            break
        assert outline != "none", name
        reached.add(name)
    assert {"Step", "Speed", "Play (Space)", "Explain", "Predict", "Keys and help (?)"} <= reached
    tab.assert_clean()
