"""Logs, tables, votes, timers and watches of a run, and the bar of a search, where learners meet them."""

import contextlib
import json
import re
from pathlib import Path

import pytest
from patience import PATIENCE, eventually
from player_page import begins, go, is_at, stop_the_clock, write
from playwright.sync_api import expect

from leaderlab import simulate, verify
from leaderlab.algorithms import ring
from leaderlab.view import page
from leaderlab.view.still_logs import logs_in_words

pytestmark = pytest.mark.browser

SEEN = Path(__file__).parents[1] / "seen.py"
SHOW = "from leaderlab.view import player\nplayer(scribes())"
SEARCH = """from leaderlab import verify
from leaderlab.algorithms import chang_roberts
from leaderlab.view import searching
verdict = None
large = chang_roberts(range(40), initiators=range(40))
verdict = verify(large, max_worlds=10**7, progress=searching("forty nodes on a ring"))"""


@pytest.fixture(scope="module")
def server(serve, tmp_path_factory):
    small = SEARCH.replace("40", "4").replace("forty", "four")
    notebooks = {"panes": [SEEN.read_text(), SHOW], "search": ["1 + 1", small]}
    return serve(write(tmp_path_factory.mktemp("source"), notebooks))


@pytest.fixture(scope="module")
def scribes():
    """The run of the notebook, here."""
    space = {"__name__": "seen"}
    exec(SEEN.read_text(), space)
    return space["scribes"]()


def pane(page, name):
    return page.locator(".ll-pane", has=page.locator(f"summary:has-text('{name}')"))


def rows(place):
    """The table of a pane, as a learner reads it; without what is only said aloud."""
    return place.evaluate("""(pane) => [...pane.querySelectorAll("tr")].map((row) => [...row.cells].map((cell) => {
        const copy = cell.cloneNode(true);
        for (const aloud of copy.querySelectorAll(".ll-aloud")) aloud.remove();
        return [...copy.querySelectorAll("*")].filter((e) => !e.children.length).map((e) => e.textContent)
            .filter((text) => text).join(" ") || copy.textContent;
    }))""")


def test_logs_show_terms_commands_commit_index_and_what_is_new(lab, server):
    page = lab.play(server, "panes.ipynb")
    logs = pane(page, "Logs")
    eventually(lambda: rows(logs)[1], ["1 follower commit 0 · applied 0", "", "", ""])
    go(page, 11)
    assert rows(logs)[1] == ["1 leader commit 2 · applied 2", "1 x=0", "1 y=1", "2 x=2"]
    assert rows(logs)[2] == ["2 follower commit 1 · applied 1", "1 x=0", "1 y=1", ""]
    first = logs.locator("tbody tr").first
    assert first.locator(".ll-new").all_inner_texts() == first.locator(".ll-open").all_inner_texts()
    assert "term 2" in " ".join(first.locator(".ll-new").all_text_contents()[0].split())
    assert ", not committed, new in this step" in first.locator(".ll-new").text_content()
    assert first.locator("td").nth(1).get_attribute("class") == "ll-commit ll-applied"
    expect(logs.locator("summary")).to_have_text("Logs3 entries, 2 committed")
    go(page, 12)
    assert rows(logs)[3][0].startswith("3 down")
    expect(page.locator(".ll-logs .ll-new")).to_have_count(0)
    lab.assert_clean()


def test_tables_say_which_are_the_same_and_what_differs(lab, server):
    page = lab.play(server, "panes.ipynb")
    tables = pane(page, "Tables")
    go(page, 8)
    assert rows(tables) == [["key", "1", "2", "3", ""], ["x", "0", "–", "–", "differs"], ["y", "–", "–", "–", ""],
                            ["compared", "", "empty", "same as node 2", ""]]
    expect(tables.locator("summary")).to_contain_text("2 different tables")
    expect(tables.locator(".ll-changed")).to_have_text(["0"])
    go(page, 20)
    assert rows(tables)[-1] == ["compared", "", "same as node 1", "down", ""]
    expect(tables.locator("summary")).to_contain_text("both are the same")
    lab.assert_clean()


def test_votes_terms_and_watches_are_on_the_network(lab, server):
    page = lab.play(server, "panes.ipynb")
    node = page.locator(".ll-network .ll-node")
    watches = page.locator(".ll-network .ll-watches")
    expect(watches).to_have_attribute("d", paths(6))            # two arrows: a line and two barbs each
    go(page, 2)
    expect(node.nth(0)).to_contain_text("candidate · term 1votes 1 of 3")
    expect(node.nth(1)).to_contain_text("voted for 1")
    expect(page.locator(".ll-node .ll-pips-full").nth(0)).to_have_attribute("d", paths(1))
    go(page, 12)
    expect(watches).to_have_attribute("d", paths(3))            # who is down watches nobody
    lab.assert_clean()


def paths(count):
    """A drawing of so many strokes."""
    return re.compile(f"^(M[^M]*){{{count}}}$")


def test_panes_fold_by_key_and_stay_folded_when_the_cell_runs_again(lab, server):
    page = lab.play(server, "panes.ipynb")
    summary, table = pane(page, "Tables").locator("summary"), pane(page, "Tables").locator("table")
    expect(table).to_be_visible()
    summary.focus()
    page.keyboard.press("Space")
    expect(table).to_be_hidden()
    is_at(page, "Step 0 of")                                    # the key was not "play"
    page.evaluate("document.querySelector('.ll-player').dataset.old = true")
    page.locator(".jp-CodeCell .cm-content").nth(1).click()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".ll-player:not([data-old]) .ll-network")).to_be_visible()
    expect(page.locator(".ll-player")).to_have_count(1)
    expect(table).to_be_hidden()
    expect(pane(page, "Logs").locator("table")).to_be_visible()
    summary.focus()
    page.keyboard.press("Space")                                # the next test finds it as it was
    expect(table).to_be_visible()
    lab.assert_clean()


# -- on a page of its own --------------------------------------------------------------------------------------------


def open_page(tab, tmp_path, trace):
    tab.page.goto(page.to_html(trace, tmp_path / "run.html").as_uri())
    tab.page.wait_for_selector(".ll-player .ll-network")
    return tab.page


def test_bars_run_down_smoothly_while_time_passes(tab, tmp_path, scribes):
    stop_the_clock(tab.page)
    opened = open_page(tab, tmp_path, scribes)
    go(opened, 8)
    lines = pane(opened, "Timers").locator("li:not(.ll-timer-group)")
    words = [" ".join(text.split()) for text in lines.all_inner_texts()]
    assert "lease 1 80" in words and "heartbeat 1 20" in words
    assert [text for text in words if "to" in text] == ["2 160 to 260", "3 160 to 260"]
    full = lines.filter(has_text="lease").locator(".ll-bar-full")
    opened.get_by_role("button", name="One step on").click()
    is_at(opened, "Step 9 of")
    widths = []
    for _ in range(45):
        opened.clock.run_for(17)
        widths.append(full.evaluate("(bar) => parseFloat(bar.style.width)"))
    assert widths == sorted(widths, reverse=True) and len(set(widths)) > 10
    tab.assert_clean()


@pytest.mark.parametrize("width", [320, 1100])
def test_nothing_jumps_and_nothing_is_too_wide(tab, tmp_path, scribes, width):
    tab.page.set_viewport_size({"width": width, "height": 800})
    opened = open_page(tab, tmp_path, scribes)
    places = opened.evaluate("""() => {
        const slider = document.querySelector(".ll-slider"), places = [];
        for (let k = 0; k <= Number(slider.max); k++) {
            slider.value = k;
            slider.dispatchEvent(new Event("input"));
            places.push([".ll-story", ...["Logs", "Tables", "Timers"].map((_, i) => `.ll-pane:nth-of-type(${i + 1})`)]
                .map((name) => document.querySelector(name).getBoundingClientRect().top).join());
        }
        return [...new Set(places)];
    }""")
    assert len(places) == 1
    opened.wait_for_function("(width) => document.documentElement.scrollWidth <= width", arg=width)
    tab.assert_clean()


def test_the_player_and_python_say_the_same_about_every_log(tab, tmp_path, scribes):
    opened = open_page(tab, tmp_path, scribes)
    data = json.loads(scribes.to_json())
    for k in range(len(data["steps"])):
        go(opened, k)
        said = [row.split(": ", 1)[1].split("; ")[0] for row in logs_in_words(data, k)]
        seen = [" | ".join(cell for cell in row[1:] if cell) or "empty" for row in rows(pane(opened, "Logs"))[1:]]
        assert seen == said
    tab.assert_clean()


def test_who_knows_which_vote_is_a_table(tab, tmp_path):
    state = [["leader", None], ["vote", {"message": 0}], ["votes", {"dict": []}]]
    known = {"dict": [[2, {"message": 0}], [3, {"message": 1}]]}
    trace = {"format": "leaderlab trace", "schema": 1, "title": "Votes", "seed": None, "timed": True, "end": "",
             "loop": None, "messages": [["Vote", [["leader", 3], ["zxid", 7]]], ["Vote", [["leader", 1], ["zxid", 9]]]],
             "nodes": [{"id": id, "kind": "Server", "state": state} for id in (1, 2, 3)],
             "steps": [{"t": 0, "event": ["start", None]},
                       {"t": 4, "event": ["suspect", 1, 2], "changes": [[1, "votes", {"dict": []}, known]]}]}
    opened = open_page(tab, tmp_path, trace)
    votes = pane(opened, "Votes")
    assert rows(votes)[0] == ["voter", "its vote", "agree", "from 1", "from 2", "from 3"]
    assert rows(votes)[1] == ["1", "(3, 7)", "0 of 3", "–", "–", "–"]
    go(opened, 1)
    assert rows(votes)[1] == ["1", "(3, 7)", "1 of 3", "–", "= (3, 7)", "(1, 9)"]
    expect(votes.locator("summary")).to_contain_text("(leader, zxid)")
    expect(votes.locator(".ll-changed")).to_have_count(2)
    expect(opened.locator(".ll-node").first).to_contain_text("votes 1 of 3")
    tab.assert_clean()


def test_without_time_the_timers_are_a_list_in_words(tab, tmp_path, scribes):
    untimed = verify(scribes.system, always=lambda world: not world.leaders).trace
    assert not untimed.timed
    opened = open_page(tab, tmp_path, untimed)
    expect(pane(opened, "Timers").locator("li").first.locator("span")).to_have_text(["election", "of nodes 1, 2 and 3"])
    expect(opened.locator(".ll-bar")).to_have_count(0)
    tab.assert_clean()


def test_a_ring_has_no_panes(tab, tmp_path):
    opened = open_page(tab, tmp_path, simulate(ring([3, 7, 5], initiators=[3]), seed=1))
    expect(opened.locator(".ll-panes, .ll-pane")).to_have_count(0)
    tab.assert_clean()


def test_odd_values_stay_text(tab, tmp_path):
    odd = "<b onclick=1>&"
    state = [[name, odd] for name in ("role", "leader", "term", "voted_for", "watching")]
    state += [["log", {"list": [odd, 7, None, {"tuple": [2, odd]}, {"dict": []}]}], ["commit_index", odd],
              ["last_applied", None], ["store", {"dict": [[odd, odd], [{"tuple": [1, 2]}, None]]}], ["votes", odd]]
    trace = {"format": "leaderlab trace", "schema": 1, "title": odd, "seed": None, "timed": True, "end": odd,
             "loop": None, "messages": [], "nodes": [{"id": id, "kind": odd, "state": state} for id in (1, 2)],
             "steps": [{"t": 0, "event": ["start", None], "timers": [[1, odd, 5, 9]]},
                       {"t": 4, "event": ["timer", 1, odd], "changes": [[1, "log", {"list": [1]}, None],
                                                                       [2, "store", None, 5]]}]}
    opened = open_page(tab, tmp_path, trace)
    opened.locator(".ll-player").focus()
    opened.keyboard.press("End")
    expect(opened.locator(".ll-end")).to_have_text(begins("The end."))
    expect(opened.locator(".ll-pane")).to_have_count(3)
    expect(opened.locator(".ll-player b")).to_have_count(0)
    tab.assert_clean()


# -- the bar of a search ---------------------------------------------------------------------------------------------


def test_a_search_shows_a_bar_and_can_be_interrupted(lab, server):
    lab.open_notebook(server, "search.ipynb")
    lab.run_all()
    page, bar = lab.page, lab.page.locator(".jp-OutputArea [role=status]")
    expect(bar).to_have_text("four nodes on a ring: done.")
    cell = page.locator(".jp-CodeCell .cm-content").nth(1)
    cell.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(SEARCH)
    expect(cell).to_contain_text("forty nodes on a ring")
    page.keyboard.press("Control+Enter")
    expect(bar).to_have_text(re.compile(r"^forty nodes on a ring: [\d,]{5,} worlds$"))
    page.keyboard.press("Escape")
    expect(page.locator(".jp-Notebook.jp-mod-commandMode")).to_be_visible()
    press_until(page, "ii", bar.filter(has_text="forty nodes on a ring: stopped."))
    eventually(lambda: lab.ask("verdict, verify(chang_roberts(range(4))).holds"), "(None, True)")
    lab.assert_clean()


def press_until(page, keys, sign, seconds=10):
    """Keys that must come soon after one another; again, if the machine was too slow for that."""
    for _ in range(PATIENCE // seconds):
        page.keyboard.type(keys)
        with contextlib.suppress(AssertionError):
            return expect(sign).to_be_visible(timeout=1000 * seconds)
    raise AssertionError(f"{keys} did not bring {sign}.")
