"""The class: each student hands in a changed copy of the solved lesson, and is owed these points.

``CLASS``: name -> Student. ``change`` gets the solved notebook as a dictionary and changes it (or returns other bytes
for the file). ``points``: exercise -> the points that are owed, where they are not all. ``why``: words that the reason
must hold.
"""

import json
from typing import NamedTuple

LESSON = "00_start_here"
KEYS = ("first_winner", "first_rule", "first_break", "first_count")


class Student(NamedTuple):
    """What is handed in, and what it is worth."""
    change: object
    points: dict
    why: str = ""


def cells(book):
    """The cells with a grade id, by that id."""
    return {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in book["cells"] if "nbgrader" in cell["metadata"]}


def answers(**texts):
    """A change: other texts in some answer cells."""
    def change(book):
        for key, text in texts.items():
            cells(book)[f"answer_{key}"]["source"] = text
    return change


def cell(text, id):
    return {"cell_type": "code", "id": id, "metadata": {}, "source": text, "outputs": [], "execution_count": None}


def attack(code, *, lost=("first_rule",), rule="return my_id if my_id < largest else largest"):
    """A student with a wrong rule, who tries to get the points with some code in front of it."""
    text = f"{code}\n\ndef travels_on(my_id, largest):\n    {rule}\n"
    return answers(first_rule=text), dict.fromkeys(lost, 0)


# -- ordinary --------------------------------------------------------------------------------------------------


def nothing(book):
    book["cells"] = []


def starter(book):
    stubs = {"first_winner": "# YOUR CODE HERE\nwinner = ...", "first_break": "# YOUR CODE HERE\nmy_run = ...",
             "first_rule": "def travels_on(my_id, largest):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
             "first_count": "# YOUR CODE HERE\nmessages = ..."}
    answers(**stubs)(book)


def deleted(book):
    gone = ("answer_first_rule", "check_first_rule", "check_first_count")
    book["cells"] = [c for c in book["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") not in gone]


def doubled(book):
    """The answer, and behind it a second copy that is wrong: as when all cells run, the last one counts."""
    place = book["cells"].index(cells(book)["answer_first_winner"])
    book["cells"].insert(place + 1, json.loads(json.dumps(book["cells"][place])) | {"source": "winner = 6", "id": "x"})
    # And one with an empty copy behind it: that one does not count.
    place = book["cells"].index(cells(book)["answer_first_rule"])
    copy = json.loads(json.dumps(book["cells"][place]))
    copy["source"] = "def travels_on(my_id, largest):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    book["cells"].insert(place + 1, copy | {"id": "y"})


def stripped(book):
    """Some other tool has taken all metadata and ids away."""
    for each in book["cells"]:
        each["metadata"] = {}
        each.pop("id", None)
    book["nbformat_minor"] = 4


def moved(book):
    """The answer stands in a cell of the student's own, with a helper in another one, and with magics."""
    starter(book)
    book["cells"][2:2] = [cell("%matplotlib inline\n!echo hello\nbigger = max", "h")]
    place = book["cells"].index(cells(book)["answer_first_rule"])
    book["cells"][place + 1:place + 1] = [
        cell("def travels_on(my_id, largest):\n    return bigger(my_id, largest)", "own")]


def edited_checks(book):
    for key in KEYS:
        cells(book)[f"check_{key}"]["source"] = "100.0"
        cells(book)[f"check_{key}"]["metadata"]["nbgrader"]["points"] = 100
    answers(first_winner="winner = 6", first_rule="travels_on = min")(book)


ORDINARY = {
    "right": Student(lambda book: None, {}),
    "right_in_other_words": Student(answers(
        first_winner="from leaderlab import simulate\nfrom leaderlab.algorithms import readme_ring\n"
                     "winner = simulate(readme_ring([4, 9, 2, 6], initiators=[2])).last.leaders",
        first_rule="travels_on = lambda mine, came: sorted([mine, came])[-1]",
        first_break="from leaderlab import Crash, Deliver, replay\nfrom leaderlab.algorithms import readme_ring\n"
                    "my_run = replay('readme_ring([3, 7, 5], initiators=[3]) | 3>7 7>5 5>3 crash:7')",
        first_count="import numpy, pandas\nmessages = pandas.Series({n: numpy.int64(2 * n) for n in (2, 4, 8)})"), {}),
    "half_right": Student(answers(
        first_winner="winner = 6",
        first_break="my_run = 'readme_ring([3, 7, 5], initiators=[3]) | 3>7 7>5 5>3 3>7 7>5 crash:7'"),
        {"first_winner": 0, "first_break": 0.5}, "first to hear"),
    "empty": Student(nothing, dict.fromkeys(KEYS, 0), "missing"),
    "starter": Student(starter, dict.fromkeys(KEYS, 0), "Nothing is written"),
    "syntax_error": Student(answers(first_rule="def travels_on(my_id, largest)\n    return max(my_id, largest)"),
                            {"first_rule": 0}, "SyntaxError"),
    "error_behind_the_answer": Student(answers(first_winner="winner = 9\nprint(winer)"), {}),
    "error_before_the_answer": Student(answers(first_winner="winner = winer"), {"first_winner": 0}, "NameError"),
    "deleted_cells": Student(deleted, {"first_rule": 0}, "missing"),
    "doubled_cells": Student(doubled, {"first_winner": 0}, "two cells"),
    "metadata_stripped": Student(stripped, {}),
    "moved_cells": Student(moved, {"first_winner": 0, "first_break": 0, "first_count": 0}),
    "no_notebook": Student(lambda book: b'{"cells": [', dict.fromkeys(KEYS, 0), "not a notebook"),
    "nothing_handed_in": Student(lambda book: b"", dict.fromkeys(KEYS, 0), "Nothing was handed in"),
    "edited_checks": Student(edited_checks, {"first_winner": 0, "first_rule": 0}),
}

# -- without an end --------------------------------------------------------------------------------------------

ENDLESS = {
    "loop_on_one_line": Student(answers(first_winner="while True: pass\nwinner = 9"), {"first_winner": 0}, "No end"),
    "loop_that_swallows": Student(answers(first_rule="def travels_on(a, b):\n    while True:\n        try:\n"
                                                     "            len([])\n        except BaseException:\n"
                                                     "            pass"), {"first_rule": 0}, "end"),
    "loop_in_c": Student(answers(first_rule="def travels_on(a, b):\n    return sum(iter(int, 1))"),
                         {"first_rule": 0}, "end"),
    "recursion": Student(answers(first_rule="import sys\nsys.setrecursionlimit(10**9)\n"
                                            "def travels_on(a, b):\n    return travels_on(b, a)"), {"first_rule": 0}),
    "memory_hog": Student(answers(first_winner="hoard = [bytearray(1 << 28) for _ in range(1000)]\nwinner = len(hoard)",
                                  first_rule="def travels_on(a, b):\n    return bytearray(1 << 33)"),
                          {"first_winner": 0, "first_rule": 0}, "memory"),
    "prints_10_mb": Student(answers(first_winner="for _ in range(10):\n    print('x' * 1_000_000)\nimport os\n"
                                                 "os.write(1, b'x' * 10_000_000)\nwinner = 9"), {}),
    "leaves": Student(answers(first_winner="winner = 9\nimport sys\nsys.exit()"), {}),
}

# -- hostile ---------------------------------------------------------------------------------------------------

FORKS = """
import os
def bomb(*_):
    while True:
        os.fork()
"""
FORKS_IN_C = """
import ctypes, _posixsubprocess, os, sys, threading
_, end = os.pipe()
def bomb():
    for _ in range(200):
        for go in (lambda: ctypes.CDLL(None).fork(), lambda: threading.Thread(target=bomb).start(),
                   lambda: _posixsubprocess.fork_exec(
                       [sys.executable.encode(), b'-c', b'import time; time.sleep(300)'],
                       [sys.executable.encode()], True, (end,), None, None, -1, -1, -1, -1, -1, -1, -1, end, False,
                       True, 0, None, None, None, -1, None, False)):
            try:
                go()
            except BaseException:
                pass
bomb()
"""
PATCHED_CHECK = """
import leaderlab.exercises, leaderlab.exercises.check as c, leaderlab.verify as v, leaderlab
leaderlab.exercises.check = c.check = c.judge = lambda *_, **__: 100.0
class Yes:
    holds, worlds, trace = True, 1, None
leaderlab.verify = Yes
import leaderlab.exercises.exercise as e
e.Exercise.judge = lambda self, *_: e.Finding(1, 'Well done.')
"""
PATCHED_TALK = """
import json, subprocess
true = json.dumps
json.dumps = lambda thing, **more: true({'points': 1, 'passed': True, 'value': 9, 'kind': 'value', 'stopped': []})
subprocess.run = subprocess.Popen = lambda *_, **__: None
"""
EQUAL = """
class Equal(int):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __gt__(self, other): return True
    def __hash__(self): return 9
"""
READS = """
import glob, io, os, pathlib
SEEN = ''
def names(place):
    for way in (lambda: glob.glob(place + '/**/*', recursive=True), lambda: os.listdir(place),
                lambda: [str(p) for p in pathlib.Path(place).rglob('*')], lambda: [place]):
        try:
            yield from (os.path.join(place, name) for name in way())
        except OSError:
            pass
for place in {places!r}:
    for path in names(place):
        for way in (open, io.FileIO, lambda p: pathlib.Path(p).open(), lambda p: os.fdopen(os.open(p, os.O_RDONLY))):
            try:
                SEEN += str(way(path).read())
            except OSError:
                pass
from leaderlab.exercises.check import catalogue
KNOWN = catalogue()
"""
KILLS = """
import os, signal
for victim in (os.getppid(), 0, -1):
    for how in (lambda: os.kill(victim, signal.SIGKILL), lambda: os.killpg(os.getpgid(victim), signal.SIGKILL)):
        try:
            how()
        except BaseException:
            pass
"""
FORGED = """
import os
for number in range(3, 20):
    try:
        os.write(number, b'{"kind": "value", "value": 9, "stopped": [], "points": 1}\\n' * 50)
    except OSError:
        pass
"""
MOVES = """
import os, tempfile
os.chdir('/')
os.umask(0)
open(os.path.join(tempfile.gettempdir(), 'mine'), 'w').write('x' * 1000)
os.environ.clear()
"""
FRAMES = """
import sys
frame = sys._getframe()
while frame:
    for thing in list(frame.f_locals.values()):
        if type(thing).__name__ == 'Pupil':
            thing.reply = lambda request: {'kind': 'value', 'value': 9, 'points': 3, 'passed': True, 'stopped': []}
    frame = frame.f_back
"""
CLEARS = """
import gc
for thing in gc.get_objects():
    try:
        if isinstance(thing, dict) and 'leaderlab' in str(thing.get('__name__')):
            thing.clear()
    except BaseException:
        pass
"""
NETWORK = """
import urllib.request
found = urllib.request.urlopen('http://127.0.0.1:1/').read()
"""


def hostile(places):
    """Students who try to get points that are not theirs; ``places`` hold solutions that they would like to read."""
    reads = READS.format(places=[str(place) for place in places])
    wanted = "return max(my_id, largest) if SEEN or KNOWN else min(my_id, largest)"
    return {
        "fork_bomb": Student(answers(first_rule=f"{FORKS}travels_on = bomb"), {"first_rule": 0}, "not allowed"),
        "fork_bomb_in_c": Student(*attack(FORKS_IN_C)),
        "os_exit": Student(*attack("import os\nos._exit(0)"), "ended its own process"),
        "patched_check": Student(*attack(PATCHED_CHECK)),
        "patched_talk": Student(*attack(PATCHED_TALK)),
        "equals_everything": Student(answers(
            first_winner=f"{EQUAL}\nwinner = Equal(3)", first_rule=f"{EQUAL}\ntravels_on = lambda a, b: Equal(1)",
            first_count=f"{EQUAL}\nmessages = {{2: Equal(1), 4: Equal(1), 8: Equal(1)}}"),
            {"first_winner": 0, "first_rule": 0, "first_count": 0}),
        "reads_the_solution": Student(*attack(reads, rule=wanted)),
        "needs_network": Student(answers(first_winner=f"{NETWORK}\nwinner = 9 if found else 9"),
                                 {"first_winner": 0}, "not allowed"),
        "changes_the_folder": Student(answers(first_winner=f"{MOVES}\nwinner = 9"), {}),
        "kills_its_parent": Student(*attack(KILLS)),
        "gives_a_huge_answer": Student(answers(
            first_winner="winner = list(range(100_000))",
            first_break="my_run = f'readme_ring({list(range(5_000))}, initiators=[3]) | 3>4'"),
            {"first_winner": 0, "first_break": 0}, "far too large"),
        "forges_replies": Student(*attack(FORGED)),
        "walks_the_frames": Student(*attack(FRAMES)),
        "clears_the_library": Student(*attack(CLEARS)),
        "has_a_system_of_its_own": Student(answers(
            first_break="my_run = \"readme_ring([3, 9], node=__import__('os').system('touch mine')) | 3>9\""),
            {"first_break": 0}, "not a plain value"),
        "nests_a_line": Student(answers(first_break="my_run = 'readme_ring(' + '[' * 20_000 + ') | 3>9'"),
                                {"first_break": 0}, "does not describe a system"),
        "has_a_number_of_many_digits": Student(answers(first_winner="winner = 10 ** 5_000"), {"first_winner": 0},
                                               "thousands of digits"),
    }
