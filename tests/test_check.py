"""What a learner can throw at ``check``: it answers with a number and a card, and soon, whatever comes."""

import builtins
import json
import os
import re
import signal
import sys
import time

import pytest

from leaderlab.exercises import check, progress, show
from leaderlab.exercises import guard as guard_module
from leaderlab.exercises.kinds import Finding, Function, Measure, Predict, like

marking = sys.modules["leaderlab.exercises.check"]      # `leaderlab.exercises.check` itself is the function
record = sys.modules["leaderlab.exercises.progress"]


@pytest.fixture(autouse=True)
def shelf(monkeypatch):
    """A shelf of exercises of our own, and nothing passed yet."""
    monkeypatch.setattr(marking, "_exercises", {})
    monkeypatch.setattr(marking, "_lessons", {f"lesson{n:02}" for n in range(100)})
    monkeypatch.setattr(marking, "_results", {})
    monkeypatch.setattr(record, "_points", {})
    monkeypatch.setattr(record, "_trouble", [])
    monkeypatch.setenv("LEADERLAB_PROGRESS", "off")
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    marking.add({
        "winner": Predict(points=1, question="Who <wins>?", answer=lambda: 7, wrong=[
            (3, "3 only started."), (lambda a: a == 5, lambda a: f"{a} is on the way.")]),
        "group": Predict(points=1, question="Who is up?", answer=lambda: {3, 7}),
        "order": Predict(points=1, question="In which order?", answer=lambda: [3, 7]),
        "nobody": Predict(points=1, question="Who?", answer=lambda: None),
        "word": Predict(points=1, question="Which word?", answer=lambda: "Elected"),
        "yes": Predict(points=1, question="Is it?", answer=lambda: True),
        "sweep": Measure(points=2, question="How many?", answer=lambda: {2: 3, 4: 10}, tolerance=0.05),
        "larger": Function(points=2, question="The larger?", reference=max, inputs=[(1, 2), (2, 1), (5, 5)],
                           grading=[(9, 90)], wrong=[(like(min), "That is the smaller one.")]),
    }, "01")


# -- values --------------------------------------------------------------------------------------------------


class AlwaysEqual:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 7

    def __repr__(self):
        raise SystemExit


class EqualInt(int):
    __eq__, __hash__ = AlwaysEqual.__eq__, AlwaysEqual.__hash__


@pytest.mark.parametrize("key, answer", [
    ("winner", 7), ("winner", 7.0), ("winner", [7]), ("winner", {7}), ("group", {3, 7}), ("group", [7, 3]),
    ("group", (3, 7)),
    ("order", (3, 7)), ("nobody", None), ("word", " elected "), ("yes", True), ("sweep", {2: 3, 4: 10.4}),
    ("larger", max), ("larger", lambda a, b: a if a > b else b),
])
def test_a_right_answer_may_be_written_in_several_ways(key, answer):
    result = check(key, answer)
    assert (result.state, result.points) == ("passed", result.maximum), result.text


def test_numbers_and_tables_of_numpy_and_pandas_are_numbers():
    numpy, pandas = pytest.importorskip("numpy"), pytest.importorskip("pandas")
    assert check("winner", numpy.int64(7)).points == 1
    assert check("group", numpy.array([7, 3])).points == 1
    assert check("sweep", pandas.Series({2: 3, 4: 10})).points == 2


@pytest.mark.parametrize("key, answer, words", [
    ("winner", 3, "only started"), ("winner", 5, "5 is on the way"),
    ("winner", "7", "a number. You gave a text"),
    ("winner", True, "a number. You gave True or False"),
    ("winner", AlwaysEqual(), "Something of type AlwaysEqual"),
    ("winner", AlwaysEqual, "A class cannot"), ("winner", EqualInt(3), "only started"),
    ("winner", float("nan"), "nan"),
    ("winner", lambda: 7, "A function cannot"), ("winner", 1j, "complex"),
    ("group", [3, 3, 7], "a set. You gave a list"),
    ("group", 7, "{7}"), ("order", [7, 3], "not what happens"), ("order", {3, 7}, "a list. You gave a set"),
    ("yes", 1, "You gave a number"), ("sweep", {2: 3}, "no number for 4"),
    ("sweep", {2: 3, 4: 11}, "At 4 you have 11"),
    ("sweep", {2: 3, 4: 10, 8: 1}, "too many, for 8"), ("sweep", 3, "a mapping"),
    ("larger", min, "smaller one"), ("larger", max(1, 2), "without calling it"),
    ("larger", AlwaysEqual, "a class"),
    ("larger", lambda a, b: None, "not written"), ("larger", lambda a: a, "positional argument"),
])
def test_a_wrong_answer_gets_a_sentence(key, answer, words):
    result = check(key, answer)
    if words == "not written":      # a function that can only return None is a stub
        assert result.state == "not attempted"
    else:
        assert result.state == "not yet"
        assert words in f"{result.text} {result.hint}"
    assert repr(result) == "0.0"


def stub(a, b):
    """Return the larger."""
    raise NotImplementedError()


def empty(a, b):
    """Return the larger."""


@pytest.mark.parametrize("key, answer", [
    ("winner", ...), ("winner", None), ("larger", stub), ("larger", empty), ("larger", None)])
def test_a_starter_is_not_attempted(key, answer):
    assert check(key, answer).state == "not attempted"


def test_grading_looks_further_than_practice(monkeypatch):
    def cap(a, b):
        return min(max(a, b), 9)
    assert check("larger", cap).points == 2
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert check("larger", cap).points == 0


# -- hostile code --------------------------------------------------------------------------------------------


def loop(a, b):
    while True: pass  # noqa: E701


def stubborn(a, b):
    while True:
        try:
            len([])
        except BaseException:
            pass


def recursion(a, b):
    return recursion(a, b)


def leave(a, b):
    sys.exit()


def raises(a, b):
    raise KeyError("leader")


def own_error(a, b):
    class Silent(BaseException):
        def __str__(self):
            raise SystemExit
    raise Silent


def interrupt(a, b):
    raise KeyboardInterrupt


def asks(a, b):
    return input()


def equal(a, b):
    return AlwaysEqual()


def hungry(a, b):
    return bytearray(1 << 40)


def huge(a, b):
    return 10**5_000                # Python itself refuses to write it


@pytest.mark.parametrize("answer, words", [
    (loop, "does not come to an end"), (stubborn, "does not come to an end"), (recursion, "calls itself"),
    (leave, "leave Python"),
    (raises, "raised KeyError: 'leader'"), (own_error, "raised Silent."), (interrupt, "stopped"),
    (asks, "nobody to ask"),
    (equal, "AlwaysEqual"), (hungry, "too much memory"), (huge, "thousands of digits"),
], ids=lambda value: getattr(value, "__name__", None))
def test_hostile_code_gets_a_sentence_within_two_seconds(answer, words, capfd):
    started = time.process_time()       # of this process: other programs may keep the computer busy
    result = check("larger", answer)
    assert time.process_time() - started < 2
    assert words in result.text
    assert repr(result) == "0.0"
    assert capfd.readouterr() == ("", "")


def test_what_a_learner_prints_or_changes_does_not_get_out(capfd):
    def noisy(a, b):
        print("hello")
        print("oh", file=sys.stderr)
        sys.setrecursionlimit(50_000)
        sys.settrace(None)
        __import__("warnings").warn("old", stacklevel=1)
        return max(a, b)
    before = sys.getrecursionlimit(), builtins.input, signal.getsignal(signal.SIGALRM)
    assert check("larger", noisy).points == 2
    assert capfd.readouterr() == ("", "")
    assert before == (sys.getrecursionlimit(), builtins.input, signal.getsignal(signal.SIGALRM))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory")
def test_the_limit_of_memory_is_taken_back():
    import resource
    before = resource.getrlimit(resource.RLIMIT_AS)
    with guard_module.guarded():
        assert resource.getrlimit(resource.RLIMIT_AS) != before
    assert resource.getrlimit(resource.RLIMIT_AS) == before


@pytest.mark.parametrize("key", ["winer", 3, None, ["winner"]])
def test_an_unknown_key_is_no_accident(key):
    result = check(key, 7)
    assert (repr(result), result.maximum) == ("0.0", 0)
    assert f"There is no exercise {key!r}." in result.text


def test_a_misspelled_key_gets_a_suggestion():
    assert "Did you mean 'winner'?" in check("winer", 7).text


def test_a_mistake_of_ours_costs_no_traceback(monkeypatch):
    monkeypatch.setattr(Predict, "mark", lambda *_: 1 / 0)
    result = check("winner", 7)
    assert (repr(result), result.maximum) == ("0.0", 1)
    assert "could not judge" in result.text


@pytest.mark.parametrize("share", [2, -1, float("nan"), float("inf")])
def test_points_stay_between_zero_and_the_maximum(monkeypatch, share):
    monkeypatch.setattr(Predict, "mark", lambda *_: Finding(share, "!"))
    assert repr(check("winner", 7)) == "0.0"


# -- the card ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer, sign", [(7, "✓ passed"), (3, "✗ not yet"), (..., "○ not attempted")])
def test_a_card_says_its_state_in_a_sign_and_a_word(answer, sign):
    html = check("winner", answer)._repr_html_()
    assert sign in re.sub("<[^>]*>", "", html)
    assert "1 point" in html


def test_a_card_escapes_everything():
    html = check("winner", "<script>alert(1)</script>")._repr_html_()
    assert "Who &lt;wins&gt;?" in html
    assert "<script" not in html


def test_a_notebook_shows_the_points_as_text_and_the_card_as_html():
    formatter = pytest.importorskip("IPython.core.formatters").DisplayFormatter()
    data, _ = formatter.format(check("larger", max))
    assert data["text/plain"] == "2.0"
    assert "2 of 2 points" in data["text/html"]


def test_show_without_a_run_says_so(capsys):
    check("winner", 3)
    assert show("winner") is None
    assert "Run its check first" in capsys.readouterr().out


# -- progress ------------------------------------------------------------------------------------------------


def test_progress_keeps_the_best_and_shows_it_as_text_and_table(monkeypatch):
    for answer in (3, 7, 3):
        check("winner", answer)
    seen = progress("01")
    assert seen.total == (1, 10)
    assert repr(seen).startswith("1 of 10 points\n✓ 01  winner: 1 of 1\n○ 01  group: 0 of 1\n")
    assert "Who &lt;wins&gt;?" in seen._repr_html_()
    assert progress("02").total == (0, 0)


def test_progress_survives_a_new_kernel_and_a_broken_file(monkeypatch, tmp_path):
    path = tmp_path / "deep" / "progress.json"
    monkeypatch.setenv("LEADERLAB_PROGRESS", str(path))
    check("winner", 7)
    assert json.loads(path.read_text()) == {"schema": 1, "points": {"winner": 1.0}}
    record._points.clear()
    assert progress().total[0] == 1
    for broken in ("", "{", "[]", '{"points": [1]}', '{"points": {"winner": "x"}}', "\x00"):
        path.write_text(broken)
        record._points.clear()
        assert progress().total[0] == 0
    assert "could not be read" in repr(progress())
    check("group", {3, 7})
    assert "could not" not in repr(progress())
    assert progress().total[0] == 1


def test_progress_that_cannot_be_saved_is_told_and_not_raised(monkeypatch, tmp_path, capfd):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LEADERLAB_PROGRESS", str(tmp_path / "file" / "progress.json"))
    assert check("winner", 7).points == 1
    assert capfd.readouterr() == ("", "")
    assert "could not be" in repr(progress())
    assert progress().total[0] == 1


@pytest.mark.parametrize("variable", ["PYTEST_VERSION", "NBGRADER_EXECUTION"])
def test_nothing_is_written_while_a_notebook_is_tested_or_graded(monkeypatch, tmp_path, variable):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LEADERLAB_PROGRESS")
    monkeypatch.delenv("PYTEST_VERSION", raising=False)
    monkeypatch.setenv(variable, "1")
    check("winner", 7)
    assert os.listdir() == []
    monkeypatch.delenv(variable)
    check("group", {3, 7})
    assert os.listdir() == [".leaderlab"]
