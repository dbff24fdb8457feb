"""The same question to two checkers: the ring election, by Harmony and by verify.

``python tests/harmony/rings.py`` prints both verdicts and both times for every size.

References
----------
.. [1] R. van Renesse. "Harmony: a programming language and model checker." Cornell University.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from itertools import permutations
from pathlib import Path
from string import Template
from time import perf_counter
from typing import NamedTuple

from leaderlab import all_agree, largest_leads, quiet, verify
from leaderlab.algorithms.chang_roberts import ChangRoberts, Election, chang_roberts

MODEL = Path(__file__).with_name("chang_roberts.hny")


class Generous(ChangRoberts):
    """Lets every id travel on."""

    def on_message(self, message, sender):
        match message:
            case Election(candidate) if candidate != self.id:
                self.send(message, to=self.successor)
            case _:
                super().on_message(message, sender)


class Modest(ChangRoberts):
    """Lets the smaller ids travel on, so the smallest wins."""

    def on_message(self, message, sender):
        match message:
            case Election(candidate) if candidate < self.id:
                self.send(message, to=self.successor)
            case Election(candidate) if candidate > self.id:
                self.say("{} is larger than I am: I stop it.", candidate)
            case _:
                super().on_message(message, sender)


class Strict(ChangRoberts):
    """Lets nothing travel on."""

    def on_message(self, message, sender):
        match message:
            case Election(candidate) if candidate != self.id:
                self.say("I stop {}.", candidate)
            case _:
                super().on_message(message, sender)


# Name of a rule -> Harmony's expression, our class.
RULES = {"larger": ("value > own", ChangRoberts), "all": ("True", Generous), "smaller": ("value < own", Modest),
         "none": ("False", Strict)}


class Answer(NamedTuple):
    """``holds``, how many states were met, and the seconds that it took."""
    holds: bool
    states: int
    seconds: float


def orders(n):
    """Every order of n ids round a ring, up to rotation."""
    return [(n, *rest) for rest in permutations(range(1, n))]


def harmony():
    """Where Harmony is: on the path, or beside this Python; None if it is not there."""
    return shutil.which("harmony") or shutil.which("harmony", path=str(Path(sys.executable).parent))


def ask_harmony(ids, rule):
    """Harmony's answer: is only the largest ever leader, do all agree in the end, and does nobody wait for ever?"""
    text = Template(MODEL.read_text()).substitute(
        ids=", ".join(map(str, ids)), n=len(ids), largest=max(ids), rule=RULES[rule][0])
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "ring.hny").write_text(text)
        start = perf_counter()
        done = subprocess.run([harmony(), "--noweb", "-U", "-o", "ring.hco", "ring.hny"], cwd=folder,
                              capture_output=True, text=True, timeout=120)
        seconds = perf_counter() - start
        output = Path(folder, "ring.hco")
        if not output.exists():
            raise RuntimeError(f"Harmony did not finish: {done.stdout}{done.stderr}")
        found = json.loads(output.read_text())
    return Answer(found["issue"] == "No issues", found["nstates"], seconds)


def ask_verify(ids, rule):
    """Our answer to the same question."""
    start = perf_counter()
    verdict = verify(chang_roberts(ids, node=RULES[rule][1]), always=largest_leads, eventually=[all_agree, quiet])
    return Answer(bool(verdict), verdict.worlds, perf_counter() - start)


def compare(n, rule, every=1):
    """Both answers for every ring of n, or for every second, third, ... one."""
    return [(ids, ask_harmony(ids, rule), ask_verify(ids, rule)) for ids in orders(n)[::every]]


def table(sizes=range(1, 6)):
    """One line for each size and rule."""
    yield f"{'n':>2}  {'rule':<8}{'rings':>6}{'hold':>6}{'agree':>7}{'Harmony s':>11}{'verify s':>10}"
    for n in sizes:
        for rule in RULES:
            rows = compare(n, rule)
            agree = sum(theirs.holds == ours.holds for _, theirs, ours in rows)
            yield (f"{n:>2}  {rule:<8}{len(rows):>6}{sum(ours.holds for _, _, ours in rows):>6}{agree:>7}"
                   f"{sum(theirs.seconds for _, theirs, _ in rows):>11.2f}"
                   f"{sum(ours.seconds for _, _, ours in rows):>10.3f}")


if __name__ == "__main__":
    for line in table():
        print(line, flush=True)
