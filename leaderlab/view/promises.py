"""Which promises hold at which step: evaluated in Python, sent to the player as runs of equal answers."""

import inspect
import json
from itertools import groupby

from ..properties import arity
from .witness import witnesses


def load(trace):
    """The JSON form of a trace, as Python values; a dict is taken for one already."""
    return trace if isinstance(trace, dict) else json.loads(trace.to_json())


def encode(trace, promises):
    """One entry for each promise: its name, its sentence, ``[[answer, how many steps], ...]``, and who broke it when.

    A promise that raises has the answer None at that step: the player says that it cannot be evaluated, and lives on.
    """
    answers, asked = [[] for _ in promises], [p for p in promises if not isinstance(p, dict)]
    if asked:
        steps = {promise: arity(promise) == 2 for promise in asked}
        before = None
        for world in trace.worlds:
            for promise, row in zip(promises, answers):
                if not isinstance(promise, dict):
                    row.append(_ask(promise, (before, world) if steps[promise] else (world,)))
            before = world
    return [promise if isinstance(promise, dict) else _entry(promise, row, trace)
            for promise, row in zip(promises, answers)]


def _entry(promise, answers, trace):
    return {"name": getattr(promise, "__name__", str(promise)), "sentence": sentence(promise),
            "runs": [[answer, len(list(run))] for answer, run in groupby(answers)],
            "witnesses": _witnesses(promise, answers, trace)}


def _witnesses(promise, answers, trace):
    """When it goes out, and whose fault that is: nobody's if even the empty system breaks it, as when nobody leads."""
    pair = arity(promise) == 2

    def broken(worlds):
        return _ask(promise, worlds) is False

    def worlds(k):
        return (trace.worlds[k - 1], trace.worlds[k]) if pair else (trace.worlds[k],)

    return witnesses(broken, worlds, answers)


def _ask(promise, worlds):
    try:
        return worlds[0] is None or bool(promise(*worlds))      # nothing comes before the first world
    except Exception:           # a learner's promise may do anything; the run must still be shown
        return None


def sentence(promise):
    """The first paragraph of its docstring, on one line."""
    return " ".join((inspect.getdoc(promise) or "").split("\n\n")[0].split())
