"""What Python gives the player, and what a reader sees who has no kernel."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest
from seen import scribes

from leaderlab import (
    Crash,
    Cut,
    Eventual,
    Heal,
    Mistake,
    Network,
    Node,
    Restart,
    System,
    all_agree,
    at_most_one_leader,
    irrevocable,
    simulate,
    verify,
)
from leaderlab.algorithms import bully, chang_roberts, ring, shout
from leaderlab.system import builder
from leaderlab.view import bundle, logs_picture, page, picture, searching, tables, values, words
from leaderlab.view.promises import encode
from leaderlab.view.still_logs import TERMS, draw_logs

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
    both = bundle.module("compare.js")              # the player is in it, too
    names = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", both, flags=re.MULTILINE)
    assert sorted(names) == sorted(set(names))
    assert both.count("export") == 1 and both.endswith("export default { render: renderPair };\n")


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
    assert text == ("Ring with nodes 3, 7 and 5: 6 steps, 6 messages, 32 ticks. "
                    "Step 0: All nodes start. Node 3 sends Election(3, 1, 3) to node 7.")


def test_the_text_form_tells_the_end_only_to_those_who_are_there():
    assert "; at the end node 7 is leader. Step 6: " in repr(player(small(), step=-1))
    assert "leader" not in repr(player(small(), step=2)).split("Step 2")[0]


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
    "logs, votes, watches": scribes,
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


def test_a_picture_shows_logs_only_where_there_are_some():
    heights = [ElementTree.fromstring(picture.svg(make(), 0)).get("height") for make in (small, scribes)]
    assert heights[0] == "324" and int(heights[1]) > 400
    assert "committed" not in picture.svg(small(), 0) and "last applied" in picture.svg(scribes(), 0)


def test_a_box_has_its_term_and_command_and_what_is_not_committed_is_dashed():
    data = json.loads(scribes().to_json())
    root = ElementTree.fromstring("<g>" + "".join(draw_logs(data, 11, 0, 0, 860)) + "</g>")
    rows = [g for g in root if g.tag == "g"]
    assert len(rows) == 3
    leader = [text.text for text in rows[0].iter("text")]
    assert leader[:3] == ["1", "leader", "commit 2 · applied 2"] and leader[3:] == ["1", "x=0", "1", "y=1", "2", "x=2"]
    boxes = [box for box in rows[0].iter("rect") if box.get("stroke") in TERMS]
    assert [box.get("stroke-dasharray") for box in boxes] == [None, None, "4 3"]
    assert len({box.get("stroke") for box in boxes}) == 2       # a colour for each term, and its number as text


def test_votes_terms_and_watches_are_in_the_picture():
    text = picture.svg(scribes(), 2)
    assert "votes 1 of 3" in text and "voted for 1" in text and "term 1" in text
    assert text.count('stroke-dasharray="4 3"') >= 2            # two watch the first


def test_the_logs_as_a_picture_are_words_too_and_always_the_same():
    logs = logs_picture(scribes(), step=11)
    assert repr(logs) == ("Logs of 3 nodes, with 3, 2 and 2 entries. Step 11.\n"
                          "1: 1 x=0 | 1 y=1 | 2 x=2; 2 committed\n"
                          "2: 1 x=0 | 1 y=1; 1 committed\n"
                          "3: 1 x=0 | 1 y=1; 1 committed")
    html = logs._repr_html_()
    assert html.startswith('<img alt="Logs of 3 nodes') and "data:image/svg+xml;base64," in html
    assert html == logs_picture(scribes(), step=11)._repr_html_()
    assert "; 0 committed; down" in repr(logs_picture(scribes()))
    assert repr(logs_picture(small())) == "No node has anything in a log."


def test_tables_stand_side_by_side_and_say_what_is_the_same():
    early, late = tables(scribes(), step=8), tables(scribes())
    assert repr(early).splitlines()[1:] == ["x         0       –       –          differs",
                                            "compared          empty   same as 2"]
    assert repr(late).splitlines()[-1].split() == ["compared", "same", "as", "1", "down"]
    assert ElementTree.fromstring(late._repr_html_()).findtext("tbody/tr/th") == "x"
    assert repr(tables(small())) == "No node has a table store."


@pytest.mark.parametrize("value, entry", [
    (3, (3, "")), ("a", (None, "a")), (None, (None, "None")), ({"tuple": [2, "a"]}, (2, "a")),
    ({"message": 0}, (4, "x=1")), ({"message": 1}, (5, "a 7")), ({"message": 2}, (6, "")), ({"dict": []}, (None, "{}")),
])
def test_entries_of_logs_come_in_many_forms(value, entry):
    messages = [["Entry", [["term", 4], ["command", {"tuple": ["x", 1]}], ["client", 9]]],
                ["Note", [["epoch", 5], ["index", 2], ["text", "a"], ["size", 7]]],
                ["Entry", [["term", 6], ["command", None], ["client", 9]]]]
    assert values.read_entry(value, messages) == entry


def test_votes_are_counted_in_every_form():
    assert [values.count_of(v) for v in (2, {"set": [1, 2]}, {"dict": [[1, "a"], [2, "b"]]}, None, "x")] \
        == [2, 2, 2, None, None]
    assert values.count_of({"dict": [[1, "a"], [2, "b"], [3, "a"]]}, own="a") == 2


def test_a_part_of_a_message_is_no_kind_of_message():
    data = json.loads(scribes().to_json())
    assert "Entry" in [name for name, _ in data["messages"]]
    assert ">Entry</text>" not in picture.svg(data, 0)


# -- the bar of a search ---------------------------------------------------------------------------------------------


def test_without_a_notebook_a_search_is_silent(capsys):
    seen = searching("a ring")
    assert verify(ring([3, 7, 5]), always=at_most_one_leader, progress=seen).holds
    assert seen.worlds > 0 and repr(seen) == "Search: a ring" and capsys.readouterr() == ("", "")


class Shell:
    """As much of a notebook's shell as a bar needs."""
    kernel = True

    def __init__(self):
        self.events, self.calls = self, []

    def register(self, event, call):
        self.calls.append(call)

    def unregister(self, event, call):
        self.calls.remove(call)


@pytest.mark.parametrize("error, words, value", [(None, "done.", 1), (KeyboardInterrupt(), "stopped.", 0.5)])
def test_the_bar_ends_with_the_cell_and_its_text_is_always_the_same(monkeypatch, capsys, error, words, value):
    from leaderlab.view import progress, progress_bar
    shell, shown = Shell(), []
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    monkeypatch.setattr(progress_bar, "display", shown.append)
    seen = progress.searching("a <ring>", worlds=10)
    bar, = shown
    data = bar._repr_mimebundle_()
    seen(5)
    assert bar._bar.value == 0.5 and "5 worlds" in bar._words.value and "&lt;ring&gt;" in bar._words.value
    shell.calls[0](type("Result", (), {"error_in_exec": error}))
    assert bar._words.value.endswith(f"{words}</span>") and bar._bar.value == value and shell.calls == []
    assert data["text/plain"] == bar._repr_mimebundle_()["text/plain"] == "Search: a <ring>"
    assert "text/html" not in data


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


def test_what_a_recorded_run_does_not_explain_is_said_so():
    data = json.loads(small().to_json())
    data["steps"] = [{"t": 0, "event": ["timer", 3, name]} for name in ("not observed", "paused from outside", "beat")]
    assert [words.sentence(data, k) for k in range(3)] == [
        "Node 3 acts; why is not observed.", "Node 3 is paused from outside.", "The timer 'beat' of node 3 fires."]


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


@builder
def cell(ids, *, lease=100, drift=0, window=(5, 9), loud=False, share=0.5, name="a", hold=None, network=None):
    """Takes whatever a panel can offer."""
    return System([Lonely(id) for id in ids], network)


def test_the_options_of_a_builder_become_fields_of_their_kind():
    board = lab(cell, ids=[1, 2, 3], drift="1/10", until=50, labels={"window": "Stands after"})
    words = [control.description for control in board.children[0].children]
    assert words[-7:] == ["Lease, in ticks:", "Clocks may be wrong by:", "Stands after:", "Loud:", "Share:", "Name:",
                          "Stop at tick:"]
    assert board.trace.system.call == "cell([1, 2, 3], drift='1/10')"
    board._fields["lease"].value = 60
    board._fields["window"].value = (6, 9)
    board._fields["loud"].value = True
    board._fields["drift"].value = 0.25
    assert board.trace.system.call == "cell([1, 2, 3], lease=60, drift='0.25', window=(6, 9), loud=True)"


def test_a_panel_cuts_off_some_nodes_and_heals_and_restarts():
    board = panel(controls=("cut", "crash", "restart", "loss"))
    board._fields["cut"].value = "3"
    board._fields["heal"].value = 90
    board._fields["crash"].value = "5"
    board._fields["restart"].value = 30
    assert board.trace.faults == ((10, Crash(5)), (30, Restart(5)), (50, Cut(3, 7)), (50, Cut(3, 5)),
                                  (90, Heal(3, 7)), (90, Heal(3, 5)))
    board._fields["cut"].value = "8"
    assert "There is no node 8" in line(board)


def test_more_nodes_do_not_take_the_ids_of_others():
    @builder
    def served(ids, *, service=4):
        return System([Lonely(id) for id in (*ids, service)])

    board = lab(served, ids=[1, 2, 3])
    board._fields["n"].value = 4
    assert board._fields["ids"].value == "1, 2, 3, 5" and "This cannot be run." not in line(board)
    assert board._fields["crash"].options == ("nobody", "1", "2", "3", "5", "4")


def test_a_builder_without_ids_gets_its_arguments_by_name():
    @builder
    def pair(*, left=1, right=2):
        return System([Lonely(left), Lonely(right)])

    board = lab(pair, left=5)
    assert [control.description for control in board.children[0].children] == ["Seed:", "Crash of node:", "at time:",
                                                                               "Left:", "Right:"]
    board._fields["right"].value = 9
    assert board.trace.system.ids == (5, 9) and board._fields["crash"].options == ("nobody", "5", "9")


def test_a_control_that_does_not_exist_is_a_mistake():
    with pytest.raises(Mistake, match="There is no control 'leese'. Did you mean 'lease'?"):
        lab(cell, ids=[1], controls=("n", "leese"))


def test_a_mistake_of_the_author_is_raised_at_once():
    with pytest.raises(Mistake, match="Two nodes have the id 3"):
        lab(ring, ids=[3, 3], initiators=[3])


def test_the_panel_without_a_kernel_is_a_sentence_and_a_picture():
    data = panel()._repr_mimebundle_()
    assert data["text/plain"] == repr(panel()) and data["text/plain"].startswith("Control panel: 6 messages")
    assert data["text/html"].startswith("<img alt=")
