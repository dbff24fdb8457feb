"""Logs, tables, votes, timers and watches of a run, and the bar of a search, where learners meet them."""

import json
from pathlib import Path

import pytest

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


def notebook(*cells):
    return {"cells": [{"cell_type": "code", "id": f"cell-{i}", "metadata": {}, "source": source, "outputs": [],
                       "execution_count": None} for i, source in enumerate(cells)],
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(scope="module")
def server(serve, chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("source")
    small = SEARCH.replace("40", "4").replace("forty", "four")
    for name, cells in {"panes": [SEEN.read_text(), SHOW], "search": ["1 + 1", small]}.items():
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook(*cells)), encoding="utf-8")
    return serve(folder)


@pytest.fixture(scope="module")
def scribes():
    """The run of the notebook, here."""
    space = {"__name__": "seen"}
    exec(SEEN.read_text(), space)
    return space["scribes"]()


def to_step(page, k):
    page.get_by_role("slider", name="Step").fill(str(k))


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


def open_panes(tab, server):
    tab.open_notebook(server, "panes.ipynb")
    tab.run_all()
    tab.page.wait_for_selector(".ll-player .ll-network", timeout=30_000)
    return tab.page


def test_logs_show_terms_commands_commit_index_and_what_is_new(tab, server):
    page = open_panes(tab, server)
    logs = pane(page, "Logs")
    assert rows(logs)[1] == ["1 follower commit 0 · applied 0", "", "", ""]
    to_step(page, 11)
    assert rows(logs)[1] == ["1 leader commit 2 · applied 2", "1 x=0", "1 y=1", "2 x=2"]
    assert rows(logs)[2] == ["2 follower commit 1 · applied 1", "1 x=0", "1 y=1", ""]
    first = logs.locator("tbody tr").first
    assert first.locator(".ll-new").all_inner_texts() == first.locator(".ll-open").all_inner_texts()
    assert "term 2" in " ".join(first.locator(".ll-new").all_text_contents()[0].split())
    assert ", not committed, new in this step" in first.locator(".ll-new").text_content()
    assert first.locator("td").nth(1).get_attribute("class") == "ll-commit ll-applied"
    assert logs.locator("summary").inner_text() == "Logs3 entries, 2 committed"
    to_step(page, 12)
    assert rows(logs)[3][0].startswith("3 down")
    assert page.locator(".ll-logs .ll-new").count() == 0
    tab.assert_clean()


def test_tables_say_which_are_the_same_and_what_differs(tab, server):
    page = open_panes(tab, server)
    tables = pane(page, "Tables")
    to_step(page, 8)
    assert rows(tables) == [["key", "1", "2", "3", ""], ["x", "0", "–", "–", "differs"], ["y", "–", "–", "–", ""],
                            ["compared", "", "empty", "same as node 2", ""]]
    assert "2 different tables" in tables.locator("summary").inner_text()
    assert tables.locator(".ll-changed").all_inner_texts() == ["0"]
    to_step(page, 20)
    assert rows(tables)[-1] == ["compared", "", "same as node 1", "down", ""]
    assert "both are the same" in tables.locator("summary").inner_text()
    tab.assert_clean()


def test_votes_terms_and_watches_are_on_the_network(tab, server):
    page = open_panes(tab, server)
    node = page.locator(".ll-network .ll-node")
    watches = page.locator(".ll-network .ll-watches")
    assert watches.get_attribute("d").count("M") == 6           # two arrows: a line and two barbs each
    to_step(page, 2)
    assert "candidate · term 1votes 1 of 3" in node.nth(0).text_content()
    assert "voted for 1" in node.nth(1).text_content()
    assert page.locator(".ll-node .ll-pips-full").nth(0).get_attribute("d").count("M") == 1
    to_step(page, 12)
    assert watches.get_attribute("d").count("M") == 3           # who is down watches nobody
    tab.assert_clean()


def test_bars_run_down_smoothly_while_time_passes(tab, server):
    page = open_panes(tab, server)
    timers = pane(page, "Timers")
    to_step(page, 8)
    words = [" ".join(text.split()) for text in timers.locator("li:not(.ll-timer-group)").all_inner_texts()]
    assert "lease 1 80" in words and "heartbeat 1 20" in words
    assert [text for text in words if "to" in text] == ["2 160 to 260", "3 160 to 260"]
    full = timers.locator("li:not(.ll-timer-group)", has_text="lease").locator(".ll-bar-full")
    page.get_by_role("button", name="One step on").click()
    widths = full.evaluate("""(bar) => new Promise((done) => {
        const seen = [];
        const look = () => {
            seen.push(parseFloat(bar.style.width));
            seen.length < 45 ? requestAnimationFrame(look) : done(seen);
        };
        look();
    })""")
    assert widths == sorted(widths, reverse=True) and len(set(widths)) > 10
    tab.assert_clean()


def test_panes_fold_by_key_and_stay_folded_when_the_cell_runs_again(tab, server):
    page = open_panes(tab, server)
    summary = pane(page, "Tables").locator("summary")
    summary.focus()
    page.keyboard.press("Space")
    assert not pane(page, "Tables").locator("table").is_visible()
    assert page.locator(".ll-where").inner_text().startswith("Step 0")      # the key was not "play"
    page.locator(".jp-CodeCell .cm-content").nth(1).click()
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(1500)
    page.wait_for_selector(".ll-player .ll-network", timeout=30_000)
    assert not pane(page, "Tables").locator("table").is_visible()
    assert pane(page, "Logs").locator("table").is_visible()
    tab.assert_clean()


# -- on a page of its own --------------------------------------------------------------------------------------------


def open_page(tab, tmp_path, trace):
    tab.page.goto(page.to_html(trace, tmp_path / "run.html").as_uri())
    tab.page.wait_for_selector(".ll-player .ll-network")
    return tab.page


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
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    tab.assert_clean()


def test_the_player_and_python_say_the_same_about_every_log(tab, tmp_path, scribes):
    opened = open_page(tab, tmp_path, scribes)
    data = json.loads(scribes.to_json())
    for k in range(len(data["steps"])):
        to_step(opened, k)
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
    to_step(opened, 1)
    assert rows(votes)[1] == ["1", "(3, 7)", "1 of 3", "–", "= (3, 7)", "(1, 9)"]
    assert "(leader, zxid)" in votes.locator("summary").inner_text()
    assert votes.locator(".ll-changed").count() == 2
    assert "votes 1 of 3" in opened.locator(".ll-node").first.text_content()
    tab.assert_clean()


def test_without_time_the_timers_are_a_list_in_words(tab, tmp_path, scribes):
    untimed = verify(scribes.system, always=lambda world: not world.leaders).trace
    assert not untimed.timed
    opened = open_page(tab, tmp_path, untimed)
    assert pane(opened, "Timers").locator("li").all_inner_texts()[0].split("\n") == ["election", "of nodes 1, 2 and 3"]
    assert opened.locator(".ll-bar").count() == 0
    tab.assert_clean()


def test_a_ring_has_no_panes(tab, tmp_path):
    opened = open_page(tab, tmp_path, simulate(ring([3, 7, 5], initiators=[3]), seed=1))
    assert opened.locator(".ll-panes, .ll-pane").count() == 0
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
    assert opened.locator(".ll-pane").count() == 3 and opened.locator(".ll-player b").count() == 0
    tab.assert_clean()


# -- the bar of a search ---------------------------------------------------------------------------------------------


def test_a_search_shows_a_bar_and_can_be_interrupted(tab, server):
    tab.open_notebook(server, "search.ipynb")
    tab.run_all()
    page = tab.page
    page.wait_for_selector("text=four nodes on a ring: done.", timeout=20_000)
    cell = page.locator(".jp-CodeCell .cm-content").nth(1)
    cell.click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(SEARCH)
    page.keyboard.press("Control+Enter")
    page.wait_for_function("""() => [...document.querySelectorAll('.jp-OutputArea [role=status]')]
        .some((e) => /forty nodes on a ring: [\\d,]{5,} worlds/.test(e.textContent))""", timeout=30_000)
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    page.keyboard.press("i")
    page.wait_for_selector("text=forty nodes on a ring: stopped.", timeout=20_000)
    page.keyboard.press("a")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("print('alive', verdict, verify(chang_roberts(range(4))).holds)")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("text=alive None True", timeout=20_000)
    tab.assert_clean()
