"""Golden runs as prose: ``tests/traces/*.txt`` hold a comment, a call, ``----`` and what the call tells.

``pytest --rewrite`` writes them anew; a human reads the diff.
"""

from pathlib import Path

import pytest
import small_nodes

import leaderlab
from leaderlab import algorithms

FOLDER = Path(__file__).parent / "traces"
NAMES = vars(leaderlab) | vars(algorithms) | vars(small_nodes)


def parts(path):
    """Comment, call, and what was told."""
    head, _, told = path.read_text(encoding="utf-8").partition("----\n")
    comment, _, call = head.rpartition("#")
    line, _, call = call.partition("\n")
    return f"{comment}#{line}\n", call, told


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_the_run_is_told_as_before(path, rewrite):
    comment, call, told = parts(path)
    assert comment.startswith("# "), "a golden run begins with a comment that says what it shows"
    now = f"{eval(call, dict(NAMES))}\n"
    if rewrite:
        path.write_text(comment + call + "----\n" + now, encoding="utf-8")
    else:
        assert now == told
