"""What Python gives the player, and what a reader sees who has no kernel."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from leaderlab import (
    Crash,
    Cut,
    Eventual,
    Mistake,
    Network,
    Node,
    System,
    all_agree,
    at_most_one_leader,
    irrevocable,
    simulate,
)
from leaderlab.algorithms import bully, chang_roberts, ring, shout
from leaderlab.view import bundle, page, picture, words
from leaderlab.view.promises import encode

pytest.importorskip("anywidget")

from leaderlab.view import Player, lab, player  # noqa: E402  (only where the widgets are installed)


def small():
    return simulate(ring([3, 7, 5], initiators=[3]), seed=1)


def eventful():
    system = shout([1, 2, 3, 4], network=Network(detector=Eventual()))
    return simulate(system, seed=3, faults=[(4, Cut(1, 2)), (6, Crash(4))])


def run_of(widget):
    return json.loads(widget._run)


# -- the modules of the player ---------------------------------------------------------------------------------------


def test_importing_the_view_imports_nothing_heavy():
    code = ("import sys, leaderlab.view, leaderlab.view.picture\n"
            "print([m for m in ('ipywidgets', 'anywidget', 'pandas', 'matplotlib', 'networkx') if m in sys.modules])")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_bundle_has_every_module_once_after_those_it_needs():
    files = bundle.ordered("player.js")
    assert files[-1] == "player.js" and len(set(files)) == len(files)
    assert files.index("history.js") < files.index("model.js") < files.index("network.js")
    text = bundle.esm()
    assert "\nimport " not in text
    assert text.endswith(bundle.DEFAULT)
    assert text.count("export") == 1


def test_no_name_stands_in_two_modules_so_they_can_be_joined():
    import re
    names = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", bundle.esm(), flags=re.MULTILINE)
    assert sorted(names) == sorted(set(names))


def test_no_module_is_long_and_none_makes_markup_from_text():
    for path in bundle.HERE.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 400, path.name
        for unsafe in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert unsafe not in text, f"{path.name} uses {unsafe}"
        assert "</script" not in text and "http://" not in text.replace("http://www.w3.org/2000/svg", "")


# -- promises --------------------------------------------------------------------------------------------------------


def test_a_promise_is_sent_with_its_sentence_and_as_runs_of_equal_answers():
    trace = small()
    entry, = encode(trace, [all_agree])
    assert entry["name"] == "all_agree"
    assert entry["sentence"] == words_of(all_agree)
    assert sum(count for _, count in entry["runs"]) == len(trace)
    assert [answer for answer, _ in entry["runs"]] == [False, True]


def words_of(promise):
    return " ".join(promise.__doc__.split("\n\n")[0].split())


def test_a_promise_of_two_worlds_is_asked_about_every_pair():
    trace = small()
    seen = []

    def forward(before, after):
        """Time does not go back."""
        seen.append((before, after))
        return True

    entry, = encode(trace, [forward])
    assert entry["runs"] == [[True, len(trace)]]
    assert len(seen) == len(trace) - 1
    assert encode(trace, [irrevocable])[0]["runs"] == [[True, len(trace)]]


def test_a_promise_that_raises_cannot_be_evaluated_and_nothing_else_happens():
    trace = small()
    entry, good = encode(trace, [lambda world: world.nodes[9].leader, at_most_one_leader])
    assert entry["runs"] == [[None, len(trace)]]
    assert good["runs"] == [[True, len(trace)]]


# -- the widget ------------------------------------------------------------------------------------------------------


def test_the_text_form_is_a_sentence_without_an_address_and_the_same_every_time():
    text = repr(player(small()))
    assert text == repr(player(small()))
    assert text == ("Ring with nodes 3, 7 and 5: 6 steps, 6 messages, 32 ticks; at the end node 7 is leader. "
                    "Step 0: All nodes start. Node 3 sends Election(3, 1, 3) to node 7.")


def test_a_notebook_gets_the_widget_a_sentence_and_a_picture_with_that_sentence():
    widget = player(small(), step=2)
    data, _ = widget._repr_mimebundle_()
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/plain", "text/html"}
    assert data["text/plain"] == repr(widget)
    assert data["text/html"].startswith('<img alt="Ring with nodes 3, 7 and 5')
    assert 'src="data:image/svg+xml;base64,' in data["text/html"] and "<svg" not in data["text/html"]
    assert player(small(), step=2)._repr_mimebundle_()[0]["text/html"] == data["text/html"]


def test_the_cursor_stays_inside_the_run():
    trace = small()
    assert player(trace, step=-1).step == len(trace) - 1
    assert player(trace, step=999).step == len(trace) - 1


def test_another_run_takes_the_place_of_the_first_and_the_cursor_stays_where_it_can():
    widget = player(simulate(chang_roberts(range(5)), seed=0), step=9)
    widget.show(small())
    assert widget.step == 6
    assert run_of(widget)["trace"]["title"] == "Ring"


def test_a_run_of_json_values_can_be_shown_too():
    trace = small()
    assert run_of(Player(json.loads(trace.to_json()))) == run_of(player(trace))


# -- still pictures --------------------------------------------------------------------------------------------------


class Lonely(Node):
    leader: int | None = None

    def on_start(self):
        self.leader = self.id


RUNS = {
    "small": small,
    "eventful": eventful,
    "fifty nodes": lambda: simulate(chang_roberts(range(50)), seed=1),
    "timers, a crash": lambda: simulate(bully([1, 2, 3, 4]), seed=1, faults=[(40, Crash(4))]),
    "one node, no message": lambda: simulate(System([Lonely(1)])),
}


@pytest.mark.parametrize("name", RUNS)
def test_a_picture_is_well_formed_has_a_title_and_is_the_same_every_time(name):
    trace = RUNS[name]()
    for step in (0, len(trace) // 2, None):
        text = picture.svg(trace, step)
        root = ElementTree.fromstring(text)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root[0].text == picture.describe(trace, step)
        assert text == picture.svg(trace, step)


def test_markup_in_names_stays_text_in_a_picture_and_in_its_alternative():
    odd = "<b>&\"'\x00"
    data = json.loads(small().to_json())
    data["title"] = odd
    data["messages"][0][0] = odd
    root = ElementTree.fromstring(picture.svg(data, 0))
    assert "<b>" in root[0].text
    html = Player(data)._repr_mimebundle_()[0]["text/html"]
    assert html.count("<") == 1 and html.count(">") == 1


def test_a_picture_of_a_long_run_is_small():
    trace = simulate(chang_roberts(range(30, 0, -1)), seed=1)
    assert len(picture.svg(trace, 200)) < 60_000


# -- sentences -------------------------------------------------------------------------------------------------------


def test_values_read_as_in_python():
    messages = [["Vote", [["to", 3], ["sure", True]]]]
    cases = {"None": None, "True": True, "7": 7, "'a'": "a", "[1, 2]": {"list": [1, 2]}, "(1,)": {"tuple": [1]},
             "set()": {"set": []}, "{1, 2}": {"set": [1, 2]}, "{1: None}": {"dict": [[1, None]]},
             "inf": {"float": "inf"}, "Vote(3, True)": {"message": 0}}
    for text, value in cases.items():
        assert words.value_text(value, messages) == text


def test_a_sentence_says_who_does_what_and_who_leads_now():
    data = json.loads(small().to_json())
    assert words.sentence(data, 1) == ("Node 7 receives Election(3, 1, 3) from node 3 and sends Election(3, 1, 7) "
                                       "to node 5.")
    assert any("Node 7 is now leader." in words.sentence(data, k) for k in range(7))
    said = [words.sentence(json.loads(eventful().to_json()), k) for k in range(len(eventful()))]
    assert "Node 4 crashes." in said
    assert any(s.startswith("The link between node 1 and node 2 is cut") for s in said)


# -- the page --------------------------------------------------------------------------------------------------------


def test_a_page_holds_everything_and_no_text_can_end_its_script(tmp_path):
    data = json.loads(small().to_json())
    data["end"] = "</script><!-- <script>"
    text = page.to_html(data, tmp_path / "run.html").read_text(encoding="utf-8")
    assert text.count("</script>") == 2
    assert text.count("<!--") == 0
    assert "https://" not in text
    run = text.split('id="run">')[1].split("</script>")[0]
    assert json.loads(run)["trace"]["end"] == "</script><!-- <script>"


def test_a_trace_writes_its_own_page(tmp_path):
    trace = small()
    trace.to_html(tmp_path / "run.html", [all_agree])
    assert "all_agree" in (tmp_path / "run.html").read_text(encoding="utf-8")


# -- the control panel -----------------------------------------------------------------------------------------------


def panel(**options):
    return lab(ring, ids=[3, 7, 5], initiators=[3], **options)


def line(board):
    return board._line.value


def test_a_change_runs_again_in_the_same_player():
    board = panel()
    first = board.player
    board._fields["ids"].value = "3, 7, 5, 9"
    assert board.player is first
    assert run_of(board.player)["trace"]["nodes"][3]["id"] == 9
    assert board.summary.endswith("leader 9") and board.summary in line(board)
    assert board._fields["n"].value == 4
    assert board._fields["crash"].options == ("nobody", "3", "7", "5", "9")


@pytest.mark.parametrize("field, value, sentence", [
    ("ids", "3, 7, 7", "Two nodes have the id 7"),
    ("ids", "3, seven", "&#x27;seven&#x27; is not an id"),
    ("ids", "", "There is no node"),
    ("ids", ", ".join(map(str, range(60))), "60 nodes"),
    ("initiators", "4", "There is no node 4"),
    ("initiators", "<b>", "&lt;b&gt;"),
])
def test_what_cannot_be_run_is_said_in_one_sentence_and_the_last_good_run_stays(field, value, sentence):
    board = panel()
    before, shown = board.trace, board.player._run
    board._fields[field].value = value
    assert "This cannot be run." in line(board) and sentence in line(board)
    assert board.trace is before and board.player._run == shown
    board._fields[field].value = "3, 7" if field == "ids" else "7"
    assert "This cannot be run." not in line(board)


def test_more_nodes_get_free_ids_and_fewer_lose_the_last():
    board = panel()
    board._fields["n"].value = 5
    assert board._fields["ids"].value == "3, 7, 5, 1, 2"
    board._fields["n"].value = 2
    assert board._fields["ids"].value == "3, 7"


def test_seed_delay_and_crash_reach_the_simulation():
    board = panel()
    board._fields["delay"].value = (5, 5)
    assert board.trace.system.network.delay == (5, 5) and board.trace.time == 30
    board._fields["seed"].value = 4
    assert board.trace.seed == 4
    board._fields["when"].value = 3
    board._fields["crash"].value = "7"
    assert board.trace.faults == ((3, Crash(7)),)


def test_the_detector_of_the_builder_stays_when_the_delay_changes():
    board = lab(shout, ids=[1, 2, 3])
    detector = board.trace.system.network.detector
    board._fields["delay"].value = (2, 30)
    assert detector is not None and board.trace.system.network.detector == detector


def test_a_builder_without_initiators_offers_none_and_every_control_has_a_label():
    board = lab(shout, ids=[1, 2, 3])
    controls = board.children[0].children
    assert "Initiators:" not in [control.description for control in controls]
    assert all(control.description for control in controls)


def test_a_mistake_of_the_author_is_raised_at_once():
    with pytest.raises(Mistake, match="Two nodes have the id 3"):
        lab(ring, ids=[3, 3], initiators=[3])


def test_the_panel_without_a_kernel_is_a_sentence_and_a_picture():
    data = panel()._repr_mimebundle_()
    assert data["text/plain"] == repr(panel()) and data["text/plain"].startswith("Control panel: 6 messages")
    assert data["text/html"].startswith("<img alt=")
