"""The parts of the classroom: what travels between the processes, which cells run, what is exported, what is said."""

import csv
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from leaderlab import Crash, Message, Mistake, Node, at_most_one_leader, irrevocable, watchdog
from leaderlab.algorithms.readme_ring import Election
from leaderlab.classroom import jail
from leaderlab.classroom.__main__ import main
from leaderlab.classroom.book import Book, Cell, Paper, read
from leaderlab.classroom.export import export
from leaderlab.classroom.feedback import page
from leaderlab.classroom.grade import Bar, Task, safe, tasks, write_table
from leaderlab.classroom.judge import LONGEST, Mark, clipped, mark, marks
from leaderlab.classroom.process import Child, Died, prepare
from leaderlab.classroom.slices import needed, statements
from leaderlab.classroom.stand_in import Talk
from leaderlab.classroom.wire import Strange, Token, Wire
from leaderlab.exercises.check import catalogue, judge
from leaderlab.exercises.kinds import Function, Implement, Predicate

pytestmark = pytest.mark.slow        # `make quick` leaves them out; together they take a while

ROOT = Path(__file__).parent.parent
NOTEBOOKS = ROOT / "notebooks"
LESSONS = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))


@pytest.fixture(autouse=True)
def calm(monkeypatch):
    """As in a process that marks: here nobody's code runs, so a busy computer is no reason to stop."""
    monkeypatch.setattr(watchdog, "INTERVAL", 60)


# -- the wire ----------------------------------------------------------------------------------------------------


class Mine(Message):
    words: tuple
    more: dict


@pytest.mark.parametrize("value", [
    None, True, 7, "7", 1.5, float("inf"), [1, [2]], (1, (2,)), {3, 5}, frozenset([3]), {"a": {1: [2]}}, Crash(3),
    Election(3, largest=7), [Crash(1), (Election(1, 2),)]], ids=repr)
def test_plain_values_and_records_of_the_library_come_back_equal(value):
    sent = json.loads(json.dumps(Wire(home=True).out(value)))
    back = Wire(home=False).back(sent)
    assert back == value and type(back) is type(value)


def test_a_message_of_the_student_has_a_twin_here_and_finds_its_way_home():
    home, here = Wire(home=True), Wire(home=False)
    twin = here.back(home.out(Mine((1, 2), {"a": [3]})))
    assert repr(twin) == repr(Mine((1, 2), {"a": [3]})) and type(twin) is not Mine
    assert twin == here.back(home.out(Mine((1, 2), {"a": [3]})))
    assert home.back(here.out(twin)) == Mine((1, 2), {"a": [3]})


def test_a_value_that_only_the_student_understands_goes_by_number():
    import enum
    colour = enum.Enum("colour", "red green")
    home, here = Wire(home=True), Wire(home=False)
    red, green = (here.back(home.out(c)) for c in colour)
    assert red == here.back(home.out(colour.red)) != green and isinstance(red, Token)
    assert home.back(here.out(red)) is colour.red


@pytest.mark.parametrize("data", [
    {}, {"list": 3}, {"list": [], "set": []}, {"call": ["os.system"]}, {"record": ["os:system", "x", []]}, [1],
    {"record": ["leaderlab.events:Crash", "Crash", [["nod", 3]]]}, {"record": ["leaderlab.node:Node", "Node", []]},
    {"record": ["leaderlab.exercises.kinds:Predict", "Predict", []]}, {"dict": [[{"list": []}, 1]]}, {"token": ["x"]},
    {"float": "many"}, {"set": [{"list": []}]}], ids=repr)
def test_what_our_side_did_not_write_is_refused(data):
    with pytest.raises(Strange):
        Wire(home=False).back(data)


def test_a_value_that_contains_itself_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(Mistake, match="nested"):
        Wire(home=True).out(endless)


def test_a_reason_is_never_longer_than_somebody_reads():
    assert clipped("short") == "short"
    assert clipped("x" * 5_000) == "x" * LONGEST + " [and so on]"


def test_a_number_that_python_does_not_write_is_refused():
    assert Wire(home=True).out(10 ** 3_000) == 10 ** 3_000
    with pytest.raises(Mistake, match="thousands of digits"):
        Wire(home=True).out(10 ** 5_000)


# -- which statements run ------------------------------------------------------------------------------------------


def chosen(source, expression, at=None):
    program, wrong = statements("c", source)
    assert not wrong
    return [s.text for s in needed(program, expression, len(program) if at is None else at)]


@pytest.mark.parametrize("source, kept", [
    ("a = 1\nb = 2\nx = a", ["a = 1", "x = a"]),
    ("a = 1\na = 2\nx = a\na = 3", ["a = 2", "x = a"]),
    ("x = {}\ny = 0\nfor i in range(3):\n    x[i] = i\ny += 1", ["x = {}", "for i in range(3):\n    x[i] = i"]),
    ("x = []\nx.append(1)\nprint(2)", ["x = []", "x.append(1)"]),
    ("x = 1\nx += 1", ["x = 1", "x += 1"]),
    ("def f():\n    return g()\ndef g():\n    n = 3\n    return n\nn = 5\nx = f()",
     ["def f():\n    return g()", "def g():\n    n = 3\n    return n", "x = f()"]),
    ("import os\nfrom os import path as p\nx = p", ["from os import path as p", "x = p"]),
    ("class A:\n    pass\nclass B(A):\n    pass\nB.go = 1\nx = B",
     ["class A:\n    pass", "class B(A):\n    pass", "B.go = 1", "x = B"]),
    ("%time 3\n!rm -rf\nx = 1; y = 2; print(y)", ["x = 1"]),
    ("@print\n@len\ndef x(): pass", ["@print\n@len\ndef x(): pass"]),
    ("from math import *\nx = sin", ["from math import *", "x = sin"]),
    ("if True:\n    x = 1\nelse:\n    x = 2", ["if True:\n    x = 1\nelse:\n    x = 2"]),
])
def test_only_what_an_answer_needs_is_run(source, kept):
    assert chosen(source, "x") == kept


def test_a_definition_behind_the_check_counts_if_there_is_none_before():
    assert chosen("x = y\ny = 3", "x") == ["x = y", "y = 3"]
    assert chosen("x = 1\nx = 2", "x", at=1) == ["x = 1"]


@pytest.mark.parametrize("source, words", [
    ("x = = 3", "SyntaxError"), ("x = '\0'", ""), ("x = " + "(" * 5000, ""), ("x = " + "-" * 100_000 + "1", ""),
    ("x" * 300_000, "characters")], ids=["syntax", "null", "brackets", "minus", "long"])
def test_a_cell_that_cannot_be_read_says_so(source, words):
    found, wrong = statements("c", source)
    assert not found and words in wrong and wrong


# -- laying a submission over the released notebook ------------------------------------------------------------------

BOOK = Book([Cell("code", "base = 1", "given", ""),
             Cell("code", "x = ...", "answer_k", "answer_k", solution=True),
             Cell("code", "from leaderlab.exercises import check\n\ncheck('k', x)", "check_k", "check_k", True,
                  points=2)])


def book():
    from leaderlab.classroom.book import Check
    return Book(BOOK.cells, [Check("k", 2, "x", 2, "answer_k")])


def texts(handed):
    paper = Paper.lay(book(), handed)
    check = paper.book.checks[0]
    return [s.text for s in paper.program(check)[0]], " ".join(paper.notes["answer_k"]), paper.untouched


def answer(text, grade_id="answer_k", id="answer_k"):
    return Cell("code", text, id, grade_id, solution=True)


@pytest.mark.parametrize("handed, program, note", [
    ([answer("x = 3")], ["x = 3"], ""),
    ([answer("x = 3", grade_id="")], ["x = 3"], ""),
    ([answer("x = 3", grade_id="", id="")], ["x = 3"], "found by the name"),
    ([answer("x = 3"), answer("x = 4", id="other")], ["x = 4"], "two cells"),
    ([answer("x = 3"), answer("x = ...  ", id="other")], ["x = 3"], "two cells"),
    ([Cell("code", "base = 5", "given", ""), answer("x = base")], ["base = 1", "x = base"], ""),
    ([Cell("code", "help = 5", "own", ""), answer("x = help")], ["help = 5", "x = help"], ""),
    ([answer("x = ..."), Cell("code", "x = 4", "own", "")], ["x = 4"], "found by the name"),
])
def test_an_answer_is_found(handed, program, note):
    found, said, untouched = texts(handed)
    assert (found, untouched) == (program, set())
    assert note in said


@pytest.mark.parametrize("handed", [[], [answer("x = ...")], [Cell("markdown", "x = 3", "a", "answer_k")]],
                         ids=["missing", "starter", "text"])
def test_without_an_answer_the_exercise_was_not_attempted(handed):
    assert texts(handed)[2] == {"answer_k"}


@pytest.mark.parametrize("data", [b"", b"[]", b'{"cells": 3}', b'{"cells": [1]}', b'{"worksheets": []}', b"[" * 10_000,
                                  b'{"cells": [{"source": 3, "metadata": {"nbgrader": []}}]}'], ids=repr)
def test_a_damaged_file_is_refused_or_read_as_nothing(tmp_path, data):
    path = tmp_path / "x.ipynb"
    path.write_bytes(data)
    try:
        assert Paper.lay(book(), read(path)).untouched == {"answer_k"}
    except Mistake as error:
        assert "not a notebook" in str(error)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_check_of_a_lesson_knows_its_answer_cell(path):
    found = Book.read(path)
    grade_ids = {cell.grade_id for cell in found.cells if cell.solution}
    assert found.checks
    assert all(check.answer in grade_ids and check.key in catalogue() for check in found.checks)


@pytest.mark.slow
@pytest.mark.classroom
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_solved_lesson_earns_all_points_and_the_starter_none(stage, path):
    """So no answer needs anything from the files lessonNN.py, which are not there where it runs."""
    for found in marks(path, NOTEBOOKS / "solutions" / path.name, stage, []):
        assert found.points == found.maximum > 0, found.reason
    assert not any(found.points for found in marks(path, path, stage, []))


# -- the other process ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stage():
    with prepare() as place:
        yield place


def test_the_copy_of_the_library_has_no_answers(stage):
    names = {path.name for path in Path(stage).rglob("*.py")}
    assert "verify.py" in names and not [name for name in names if name.startswith("lesson")]


@pytest.mark.parametrize("code, patience, words", [
    ("while True: pass", 60, "No end after 1 seconds of computing"),
    ("import os; os._exit(3)", 60, "ended its own process"),
    ("import time; time.sleep(60)", 4, "No end after 4 seconds"),
], ids=["loop", "exit", "sleep"])
def test_a_process_that_ends_says_why(stage, code, patience, words):
    with Child(stage, [], seconds=1, patience=patience) as child, pytest.raises(Died, match=words):
        child.ask({"do": "run", "expression": "1", "pieces": [{"label": "a", "line": 1, "text": code}]})
    assert child.process.returncode is not None and not os.path.exists(child.scratch)


def test_a_process_has_no_rights_that_this_computer_can_take(stage):
    """Where Python itself is root's own, its user cannot be changed; the kernel's filter does not depend on that."""
    with Child(stage, []) as child:
        assert set(child.missing) <= {jail.MACOS, jail.ROOT}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has such a filter")
@pytest.mark.parametrize("code", [
    "_posixsubprocess.fork_exec([b'/bin/true'], [b'/bin/true'], True, (end,), None, None, -1, -1, -1, -1, -1, -1, -1, "
    "end, False, True, 0, None, None, None, -1, None, False)", "__import__('_thread').start_new_thread(print, ())",
    "__import__('os').setsid()"])
def test_the_kernel_refuses_other_processes_whoever_asks(stage, code):
    source = ("import _posixsubprocess, os\n_, end = os.pipe()\n"
              f"try:\n    done = {code}\nexcept BaseException as error:\n    done = str(error)")
    with Child(stage, []) as child:
        told = child.ask({"do": "run", "expression": "done", "pieces": [{"label": "a", "line": 1, "text": source}]})
    if "argument" in told["value"]:
        pytest.skip("this Python starts its processes in another way")
    assert re.search("not permitted|can't start new thread|unavailable", told["value"])


def test_a_request_that_is_nonsense_gets_a_sentence(stage):
    with Child(stage, []) as child:
        assert "KeyError" in child.ask({})["mistake"]
        assert "AttributeError" in child.ask({"do": "nothing"})["mistake"]


SOURCE = '''
import enum
from leaderlab import Message, Node, durable
Mood = enum.Enum("Mood", "calm busy")
class Hello(Message):
    words: tuple
class Greeter(Node):
    mood: object = Mood.calm
    count: int = durable(0)
    leader: int | None = None
    seen: set = set()
    def on_start(self):
        self.mood = Mood.busy
        self.set_timer("again", 3, 9)
        self.cancel_timer("never")
        self.broadcast(Hello((self.id, (1, 2))))
        self.say("{} starts in {}.", self.id, self.mood)
    def on_message(self, message, sender):
        self.seen.add(message.words)
        self.leader = max(sender, self.leader or 0)
        self.count += 1
'''


def stand_in(stage, source, expression):
    child = Child(stage, [])
    talk = Talk(child)
    told = talk.ask(do="run", expression=expression, pieces=[{"label": "a", "line": 1, "text": source}])
    return child, talk.answer(told)


def test_a_stand_in_behaves_as_the_class_that_it_stands_for(stage):
    from leaderlab import Faults, System, quiet, simulate, verify
    names = {}
    exec(SOURCE, names)
    child, proxy = stand_in(stage, SOURCE, "Greeter")
    with child:
        runs, verdicts = [], []
        for node in (names["Greeter"], proxy):
            system = System([node(3), node(7), node(5, count=4)])
            runs.append(str(simulate(system, seed=3)).replace("calm", "").replace("busy", ""))
            found = verify(system, always=[irrevocable], eventually=[quiet], faults=Faults(crashes=1, restarts=1))
            verdicts.append((found.holds, found.broken, found.worlds, len(found.trace), found.reason))
        assert runs[0] == runs[1] and verdicts[0] == verdicts[1]
        assert issubclass(proxy, Node) and proxy.durable_fields == {"count"}


def test_a_promise_is_asked_about_worlds_and_may_look_at_everything(stage):
    from leaderlab import Faults, verify
    from leaderlab.algorithms import ring
    source = "def ok(w):\n    return not w.in_flight or w.cuts == () and len(w.leaders) < 2 and w[3].id == 3"
    child, mine = stand_in(stage, source, "ok")
    with child:
        here = {}
        exec(source, here)
        system, faults = ring([3, 7, 5], initiators=[3]), Faults(crashes=1)
        there = verify(system, always=[mine], faults=faults)
        assert (there.holds, there.worlds) == (True, verify(system, always=[here["ok"]], faults=faults).worlds)


@pytest.mark.parametrize("handler, words", [
    ("self.leder = 3", "There is no|no field"), ("1 / 0", "ZeroDivisionError"), ("while True: pass", "come to an end"),
    ("self.id = 9", "own id"), ("self.send(3, to=7)", "not a message"), ("raise SystemExit", "leave Python"),
    ("class E(BaseException): pass\n        raise E", "raised E")])
def test_what_goes_wrong_in_a_handler_is_told_as_in_a_notebook(stage, handler, words):
    from leaderlab import System, verify
    source = ("import leaderlab\nclass A(leaderlab.Node):\n    leader = None\n"
              f"    def on_start(self):\n        {handler}")
    child, proxy = stand_in(stage, source, "A")
    with child:
        verdict = verify(System([proxy(3), proxy(7)]), always=[at_most_one_leader])
        assert verdict.holds is False and re.search(words, f"{verdict.trace and verdict.trace.end} {verdict.reason}")


def wrapped(node, most):
    """A class of the course on top of the student's: a field more, a handler and a helper changed."""
    class Wrapped(node):
        starts: int = 0

        def on_start(self):
            self.starts += 1
            super().on_start()

        def greet(self):
            if self.count < most:
                super().greet()
                self.count = plus_one(self.count)
    Wrapped.__name__ = node.__name__
    return Wrapped


def plus_one(number):
    return number + 1


def test_a_course_may_wrap_the_class_and_it_all_runs_on_the_other_side(stage):
    from leaderlab import Message, Node, System, simulate
    source = ("from leaderlab import Message, Node\nclass Hi(Message):\n    pass\nclass A(Node):\n    count = 0\n"
              "    leader = None\n    def on_start(self):\n        self.greet()\n    def greet(self):\n"
              "        self.broadcast(Hi())\n    def on_message(self, message, sender):\n        self.greet()\n")
    names = {"Message": Message, "Node": Node}
    exec(source, names)
    child, proxy = stand_in(stage, source, "A")
    with child:
        runs = [str(simulate(System([cls(3), cls(7)]), seed=1)) for cls in
                (wrapped(wrapped(names["A"], 3), 2), wrapped(wrapped(proxy, 3), 2))]
        assert runs[0] == runs[1] and "starts of 3: 0 -> 2" in runs[0]


def test_what_released_cells_take_from_a_lesson_is_there_and_nothing_else(stage):
    book = Book([Cell("code", "from leaderlab.exercises.lesson00 import SIZES, ring_with, first_count", "a", "")])
    child = Child(stage, [])
    with child:
        program, _ = statements("c", "from leaderlab.exercises.lesson00 import SIZES")
        told = Talk(child).run("SIZES", program, book)
        assert told["value"] == {"tuple": [2, 4, 8]}
        program, _ = statements("c", "from leaderlab.exercises.lesson00 import first_winner, first_count")
        assert "cannot import name" in Talk(child).run("1", program, book)["stopped"][0][2]


# -- a personal exercise --------------------------------------------------------------------------------------------

LINE = "34>54 54>52 52>47 47>34 34>54 suspect:34:54 34>52 52>47 47>34 34>52"
READS = "from leaderlab.exercises import personal\nmine = personal('ring_yours', my_name)\n"


@pytest.fixture(scope="module")
def ring_yours():
    """What a name and an answer earn: ``ring_yours(name, text of the answer cell)`` gives the mark."""
    released = Book.read(NOTEBOOKS / "02_ring.ipynb")
    check = next(check for check in released.checks if check.key == "ring_yours")
    with prepare() as stage:
        def earns(name, text):
            handed = [answer(f"my_name = {name!r}", "answer_ring_name", "answer_ring_name"),
                      answer(text, "answer_ring_yours", "answer_ring_yours")]
            return mark(Paper.lay(released, handed), check, lambda: Child(stage, []))
        yield earns


@pytest.mark.parametrize("name, text, points", [
    ("Ada Lovelace", f"split = 'ring([52, 47, 34, 54], initiators=[34]) | {LINE}'", 2),
    (" ada  LOVELACE", f"split = 'ring([52, 47, 34, 54], initiators=[34]) | {LINE}'", 2),
    ("Ada Lovelace", READS + f"split = f'ring({{mine.ids}}, initiators=[{{mine.starter}}]) | {LINE}'", 2),
    ("Ada Lovelace", "from leaderlab import replay\n"
                     f"split = replay('ring([52, 47, 34, 54], initiators=[34]) | {LINE}')", 2),
    ("bob", f"split = 'ring([52, 47, 34, 54], initiators=[34]) | {LINE}'", 0),
    ("Ada Lovelace", "from leaderlab import replay\nfrom leaderlab.view import player\n"
                     f"split = player(replay('ring([52, 47, 34, 54], initiators=[34]) | {LINE}'))", 2),
], ids=["line", "other letters", "reads the sheet", "trace", "another's ring", "player"])
def test_a_personal_exercise_is_marked_for_the_name_in_the_notebook(ring_yours, name, text, points):
    found = ring_yours(name, text)
    assert (found.points, found.name) == (points, " ".join(name.lower().split())), found.reason


@pytest.mark.parametrize("name, words", [
    (..., "Write your name first"), ("", "Write your name first"), (7, "Your name is a text"),
    ("Ada" * 99, "more than 80 characters")], ids=["stub", "empty", "number", "long"])
def test_without_a_name_a_personal_exercise_earns_nothing_and_says_why(ring_yours, name, words):
    found = ring_yours(name, f"split = 'ring([52, 47, 34, 54], initiators=[34]) | {LINE}'")
    assert found.points == 0 and found.name == "" and words in found.reason


def test_an_answer_that_asks_for_sheets_without_end_is_marked_all_the_same(ring_yours):
    reads = READS + "for name in range(99):\n    try: personal('ring_yours', str(name))\n    except Exception: pass\n"
    assert ring_yours("Ada Lovelace", reads + "split = 'ring([1, 2], initiators=[1]) | '").points == 0


def test_the_written_half_of_an_answer_counts_while_the_other_half_is_a_stub(stage):
    source = "choice = {'sensors': ('peterson', 'few'), 'database': ..., 'rack': ('bully', 'largest')}"
    child, found = stand_in(stage, source, "choice")
    with child:
        assert judge("compare_choose", found, grading=True).points == 2


# -- the same marks as in a notebook -----------------------------------------------------------------------------------


def sample():
    """A wrong answer of every exercise, and a right one where it is code: (file, key, expression, answer)."""
    for path in sorted((ROOT / "tests" / "exercises").glob("lesson*.py")):
        spec = importlib.util.spec_from_file_location(f"parity_{path.stem}", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for key, case in module.CASES.items():
            yield pytest.param(path, key, f"CASES[{key!r}]['wrong'][0][0]", case["wrong"][0][0], id=f"{key}-wrong")
            if isinstance(catalogue()[key], (Function, Implement, Predicate)):
                yield pytest.param(path, key, f"CASES[{key!r}]['right'][-1]", case["right"][-1], id=f"{key}-right")


@pytest.fixture(scope="module")
def whole_stage():
    """With the lessons, because the answers in tests/exercises import from them."""
    with prepare(without=()) as place:
        yield place


@pytest.mark.slow
@pytest.mark.classroom
@pytest.mark.parametrize("path, key, expression, answer", [*sample()])
def test_the_marks_are_those_of_the_notebook(whole_stage, path, key, expression, answer):
    exercise = catalogue()[key]
    child = Child(whole_stage, [])
    with child:
        talk = Talk(child)
        told = talk.ask(do="run", expression=expression,
                        pieces=[{"label": "all", "line": 1, "text": path.read_text(encoding="utf-8")}])
        assert not told["stopped"]
        there = 0 if told.get("stub") else exercise.judge(talk.answer(told), grading=True).share * exercise.points
    assert there == judge(key, answer, grading=True).points


# -- export ----------------------------------------------------------------------------------------------------------


def test_export_makes_a_course_folder_without_answers(tmp_path):
    said = export(tmp_path, NOTEBOOKS, ["00", "02"], {"ring_refuse": 6})
    assert "2 lessons" in said[0]
    text = (tmp_path / "source" / "02_ring" / "02_ring.ipynb").read_text(encoding="utf-8")
    cells = {cell["id"]: cell for cell in json.loads(text)["cells"]}
    assert cells["check_ring_refuse"]["metadata"]["nbgrader"]["points"] == 6
    assert cells["check_ring_refuse"]["source"].endswith("check('ring_refuse', Refuse, points=6)")
    assert "raise NotImplementedError()" in "".join(cells["answer_ring_refuse"]["source"])
    assert not any(cell.get("outputs") for cell in cells.values())
    compile((tmp_path / "nbgrader_config.py").read_text(encoding="utf-8"), "config", "exec")


@pytest.mark.parametrize("arguments, words", [
    (["export", "{d}", "--lessons", "77"], "There is no lesson '77'"),
    (["export", "{d}", "--points", "ring_refus=3"], "Did you mean 'ring_refuse'"),
    (["export", "{d}", "--notebooks", "{d}"], "no notebooks"),
    (["grade", "{d}"], "nothing in"),
])
def test_mistakes_of_the_instructor_get_a_sentence(tmp_path, capsys, arguments, words):
    assert main([word.format(d=tmp_path) for word in arguments]) == 1
    assert words in capsys.readouterr().err


def test_an_export_does_not_write_over_what_is_there(tmp_path, capsys):
    assert main(["export", str(tmp_path), "--lessons", "00"]) == 0
    assert main(["export", str(tmp_path), "--lessons", "00"]) == 1
    assert "--force" in capsys.readouterr().err
    assert main(["export", str(tmp_path), "--lessons", "00", "--force"]) == 0


@pytest.mark.parametrize("points", ["ring=", "=3", "ring=-1", "ring", "ring=nan"])
def test_points_are_written_as_key_and_number(tmp_path, capsys, points):
    with pytest.raises(SystemExit):
        main(["export", str(tmp_path), "--points", points])
    assert "KEY=POINTS" in capsys.readouterr().err


def test_pictures_of_a_lesson_go_with_it(tmp_path):
    books, course = tmp_path / "books", tmp_path / "course"
    (books / "images").mkdir(parents=True)
    (books / "images" / "a.png").write_bytes(b"png")
    (tmp_path / "secret.txt").write_text("secret")
    cell = {"cell_type": "markdown", "id": "a", "metadata": {},
            "source": ["![a](images/a.png) ![b](../secret.txt) <img alt='x' src='https://example.org/x.png'>"]}
    (books / "00_x.ipynb").write_text(json.dumps({"cells": [cell], "metadata": {}}))
    export(course, books)
    assert [p.name for p in sorted((course / "source" / "00_x").rglob("*.*"))] == ["00_x.ipynb", "a.png"]
    assert not (course / "source" / "secret.txt").exists()


# -- grade -----------------------------------------------------------------------------------------------------------


def test_the_tasks_are_what_was_handed_in(tmp_path):
    export(tmp_path, NOTEBOOKS, ["00", "01", "02"])
    for student, lesson, name in (("bob", "00_start_here", "00_start_here"), ("ada", "02_ring", "mine (1)")):
        place = tmp_path / "submitted" / student / lesson
        place.mkdir(parents=True)
        (place / f"{name}.ipynb").write_text("{}")
    found = [(t.student, t.lesson, t.submission and t.submission.name) for t in tasks(tmp_path, [])]
    assert found == [("ada", "00_start_here", None), ("ada", "02_ring", "mine (1).ipynb"),
                     ("bob", "00_start_here", "00_start_here.ipynb"), ("bob", "02_ring", None)]
    assert [t.lesson for t in tasks(tmp_path, ["01"])] == ["01_two_promises"] * 2
    with pytest.raises(Mistake, match="no lesson '9'"):
        tasks(tmp_path, ["9"])


def test_broken_results_of_an_earlier_run_are_made_again(tmp_path):
    source = LESSONS[0]
    task = Task(tmp_path, "ada", "00", source, None)
    task.keep(b"1", [Mark("k", 1, 2, "passed", "", "", "")])
    assert task.kept(b"1") and task.kept(b"2") is None
    task.place.write_text("{")
    assert task.kept(b"1") is None


def test_the_table_is_safe_to_open_and_says_why(tmp_path):
    marks = [Mark("k", 1, 3, "not yet", "=HYPERLINK()", "", ""), Mark("l", 2, 2, "passed", "", "", "")]
    write_table(tmp_path / "m.csv", {"=cmd": {"02": marks}, "bob": {"02": marks[1:]}})
    with open(tmp_path / "m.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["student", "points", "maximum", "02/k", "02/l", "why points are lost"],
                    ["'=cmd", "3", "5", "1", "2", "k: -2. =HYPERLINK()"], ["bob", "2", "2", "", "2", ""]]
    assert safe("-1") == "'-1"


def test_the_table_has_the_names_under_which_a_personal_exercise_was_answered(tmp_path):
    ada, eve = (Mark("k", 2, 2, "passed", "", "", "", name) for name in ("ada", "=ada"))
    none = Mark("k", 0, 2, "not attempted", "Nothing is written here.", "", "")
    write_table(tmp_path / "m.csv", {"ada": {"02": [ada]}, "bob": {"02": [none]}, "eve": {"02": [eve]}, "ida": {}})
    with open(tmp_path / "m.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][3:] == ["02/k", "02/k for", "why points are lost"]
    assert [row[4] for row in rows[1:]] == ["ada", "", "'=ada", ""]


def test_a_page_escapes_what_a_student_wrote():
    text = page("<b>", {"02": [Mark("k", 0, 1, "not yet", "", "<p>card</p>", "<script>alert(1)</script>")]})
    assert "Feedback for &lt;b&gt;" in text and "<script>" not in text and "<p>card</p>" in text


def test_the_bar_is_a_bar_on_a_terminal_and_lines_elsewhere():
    import io

    class Screen(io.StringIO):
        def isatty(self):
            return True
    for stream, words in ((Screen(), "\r[############............] 1/2  ada"), (io.StringIO(), "1/2 ada\n2/2 bob\n")):
        bar = Bar(2, stream)
        bar.step("ada")
        bar.step("bob")
        assert words in stream.getvalue()


def test_a_mistake_of_the_marker_is_said_and_not_counted_against_anybody(stage, monkeypatch, tmp_path):
    paper = Paper.lay(book(), [answer("x = 3")])
    check = paper.book.checks[0]
    assert "Mark it by hand" in mark(paper, check, lambda: Child(stage, [])).reason
    exercise = catalogue()["first_winner"]
    monkeypatch.setitem(catalogue(), "k", exercise)
    monkeypatch.setattr(type(exercise), "mark", lambda *_: 1 / 0)
    found = mark(paper, check, lambda: Child(stage, []))
    assert "The marker itself failed (ZeroDivisionError" in found.reason
    task = Task(tmp_path, "ada", "00", LESSONS[0], None)
    task.keep(b"1", [found])
    assert task.kept(b"1") is None


# -- the whole way, as an instructor goes it ---------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.classroom
def test_nbgrader_takes_the_course_as_it_is(tmp_path):
    pytest.importorskip("nbgrader")
    course, name = tmp_path / "course", "00_start_here"
    assert main(["export", str(course), "--lessons", "00", "--points", "first_rule=4"]) == 0
    nbgrader(course, "generate_assignment", name)
    for who, place in (("ada", NOTEBOOKS / "solutions"), ("bob", course / "release" / name)):
        (course / "submitted" / who / name).mkdir(parents=True)
        text = (place / f"{name}.ipynb").read_text(encoding="utf-8")
        (course / "submitted" / who / name / f"{name}.ipynb").write_text(text, encoding="utf-8")
    for command in ("autograde", "generate_feedback"):
        nbgrader(course, command, name)
    nbgrader(course, "export")
    with open(course / "grades.csv", encoding="utf-8") as file:
        theirs = {row["student_id"]: (row["score"], row["max_score"]) for row in csv.DictReader(file)}
    assert theirs == {"ada": ("7.0", "7.0"), "bob": ("0.0", "7.0")}
    assert main(["grade", str(course), "-o", str(course / "marks.csv")]) == 0
    with open(course / "marks.csv", encoding="utf-8") as file:
        ours = {row["student"]: (row["points"], row["maximum"]) for row in csv.DictReader(file)}
    assert ours == {"ada": ("7", "7"), "bob": ("0", "7")}


def nbgrader(course, command, *names):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run([sys.executable, "-m", "nbgrader", command, *names], cwd=course, capture_output=True,
                          env=os.environ | {"PATH": path}, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
