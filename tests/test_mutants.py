"""The checker is tested by the bugs that it must catch, each with a shortest run; so each rule is needed."""

from importlib import import_module
from pathlib import Path

import pytest

from leaderlab import Tick, replay, verify

FILES = sorted(path.stem for path in (Path(__file__).parent / "mutants").glob("[a-z]*.py"))
MUTANTS = [pytest.param(mutant, id=f"{file}: {name}") for file in FILES
           for name, mutant in import_module(f"mutants.{file}").MUTANTS.items()]


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_bug_is_caught_by_a_shortest_run(mutant):
    verdict = verify(mutant.system, **mutant.asked)
    assert verdict.holds is False
    assert (verdict.broken, verdict.trace and len(verdict.trace) - 1) == (mutant.broken, mutant.steps)
    ticking = any(isinstance(event, Tick) for event in verdict.trace.events)
    times = [step.time for step in verdict.trace[1:]] if verdict.trace.timed and not ticking else None
    again = replay(mutant.system, verdict.trace.events, times=times)
    assert str(again).splitlines()[:-1] == str(verdict.trace).splitlines()[:-1]


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_twin_without_the_bug_passes(mutant):
    assert verify(mutant.twin, **mutant.asked)
