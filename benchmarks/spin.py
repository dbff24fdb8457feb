"""Spin as a function: a model in, its counts out."""

import re
import shutil
import subprocess
from itertools import product
from pathlib import Path
from string import Template
from typing import NamedTuple

MODELS = Path(__file__).parents[1] / "tests" / "spin"
# Every step of the model shall be a step of the search: no merging of steps, no forgetting of variables.
AS_WRITTEN = ("-o1", "-o2", "-o3")
# Breadth first, so that a violation is a shortest one; no reduction, so that every state is stored.
TABLE = "-w20"                      # slots of the hash table, a power of two; by default it takes 128 MB
SEARCH = ("-DBFS", "-DNOREDUCE", "-DSAFETY")


class Counts(NamedTuple):
    """What Spin reports. ``violation``: the depth at which an assertion failed, or None; it counts from 0."""

    states: int
    transitions: int
    depth: int
    violation: int | None


def missing():
    """The tools that are needed and not there."""
    return [tool for tool in ("spin", "gcc") if shutil.which(tool) is None]


def fill(name, **values):
    """The text of a model, made from its template."""
    return Template((MODELS / name).read_text()).substitute(values)


def raft_election(last_term, may_vote="voted[_pid] == NOBODY || voted[_pid] == from"):
    """Raft's election by hand, after the same rules: one option for each message that could ever arrive."""
    kinds = ("request", "grant", "refuse")
    options = [f"    :: {kind}({sender}, {term})" for sender, term, kind in product(range(3), (1, 2), kinds)]
    return fill("raft_election.pml", last_term=last_term, may_vote=may_vote, options="\n".join(options))


def compile_model(text, folder):
    """Turn a model into a verifier; return its path."""
    (folder / "model.pml").write_text(text)
    translate = ["spin", *AS_WRITTEN, "-a", "model.pml"]
    for command in (translate, ["gcc", "-O2", "-w", *SEARCH, "-o", "pan", "pan.c"]):
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
    return folder / "pan"


def search(verifier):
    """Run a verifier to its end."""
    done = subprocess.run([verifier, TABLE], cwd=verifier.parent, capture_output=True, text=True)
    text = done.stdout
    if other := re.search(r"^pan:\d+: (?!assertion violated).*", text, re.MULTILINE):
        raise RuntimeError(f"Spin found something else: {other[0]}")
    violation = re.search(r"assertion violated .*\(at depth (\d+)\)", text)
    return Counts(_number(r"(\d+) states, stored", text), _number(r"(\d+) transitions", text),
                  _number(r"depth reached (\d+)", text), int(violation[1]) if violation else None)


def _number(pattern, text):
    found = re.search(pattern, text)
    if not found:
        raise RuntimeError(f"Spin did not finish: {text}")
    return int(found[1])
