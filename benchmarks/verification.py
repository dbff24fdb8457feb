"""Verifying: many small rings, one large graph, and Spin on the same graph."""

import tempfile
from itertools import permutations
from pathlib import Path

from mutants.raft_election import VotesForEverybody, up_to

from leaderlab import all_agree, at_most_one_leader, at_most_one_leader_per_term, largest_leads, quiet, verify
from leaderlab.algorithms import chang_roberts, raft_election

from . import minicheck_raft, spin
from .measure import column, ratio, rounds, seconds, seconds_as_used, seconds_of
from .table import Row, left_out

WORLDS = 215_253


def every_order(largest=6):
    """Every ring of up to six nodes that differs by more than where one begins to read it."""
    return [chang_roberts([n, *rest]) for n in range(1, largest + 1) for rest in permutations(range(1, n))]


def check(systems):
    """Verify all of them: safety, liveness and quiet; return the number of worlds."""
    verdicts = [verify(system, always=[at_most_one_leader, largest_leads], eventually=[all_agree, quiet])
                for system in systems]
    assert all(verdicts)
    return sum(verdict.worlds for verdict in verdicts)


def rings(floor, number=7):
    """Yield the rows of the small rings; ``floor``: seconds of the bare loop."""
    systems = every_order()
    worlds = check(systems)
    took = column(rounds(number, lambda: check(systems)), 0)
    yield Row("verify every ring of ≤ 6 nodes", took, "s", ("<", 0.5),
              f"Chang–Roberts, {len(systems)} orders of ids, {worlds:,} worlds; safety, liveness, quiet")
    yield Row("the same / bare loop", took / floor)
    yield Row("the same, worlds a second", worlds / took)


def raft():
    """Verify Raft's election on the worst of networks; return the verdict."""
    verdict = verify(raft_election(), always=at_most_one_leader_per_term, within=up_to(2))
    assert verdict and verdict.worlds == WORLDS
    return verdict


def catch():
    """Find the run in which voters that forget their votes elect two leaders."""
    verdict = verify(raft_election(node=VotesForEverybody), always=at_most_one_leader_per_term, within=up_to(2))
    assert len(verdict.trace) - 1 == 6
    return verdict


def large(number=5):
    """Yield the rows of the Raft election, and of minicheck and Spin where they are installed."""
    searched = column(rounds(number, raft), 0)
    yield Row("verify the Raft election, worlds a second", WORLDS / searched, "",
              note=f"3 servers, term ≤ 2; loss, any order, doubles: {WORLDS:,} worlds in {searched:.2f} s")
    caught = column(rounds(number, catch), 0)
    yield Row("a shortest counterexample", caught * 1000, "ms", ("<", 100),
              "these servers, forgetful: 6 steps")
    yield from _against_minicheck(3)
    yield from _against_spin(number)


def _against_minicheck(number):
    try:
        assert minicheck_raft.search(2) == WORLDS
    except ImportError as error:
        left_out("minicheck", f"{error}; it is in the extra `bench`")
        return
    times = rounds(number, raft, lambda: minicheck_raft.search(2), seconds=seconds_as_used)
    yield Row("minicheck / verify", ratio(times, 1, 0), "", (">=", 8.0),
              f"the same {WORLDS:,} worlds; minicheck is a checker in Python: {column(times, 1):.1f} s, each with the "
              "collector as it is used")


def _against_spin(number):
    if tools := spin.missing():
        left_out("Spin", f"{' and '.join(tools)} not found")
        return
    with tempfile.TemporaryDirectory() as folder:
        pan = spin.compile_model(spin.raft_election(2), Path(folder))
        assert spin.search(pan).states == WORLDS
        raft()
        times = [(seconds(raft), seconds_of([pan, spin.TABLE], cwd=folder)) for _ in range(number)]
    yield Row("verify / Spin's breadth-first search", ratio(times, 0, 1), "", ("<=", 2.0),
              f"the same {WORLDS:,} worlds; Spin compiles its model to C: {column(times, 1):.2f} s")
