"""All algorithms side by side: what they cost, and what they promise under which trouble."""

import pytest

from leaderlab import at_most_one_leader
from leaderlab.experiments.contest import CONTESTANTS, contest, first_election, next_election
from leaderlab.experiments.trials import ACCUSED, TROUBLES, charges, per_term, trial

SURVIVE_NO_CRASH = {"chang_roberts", "hirschberg_sinclair", "peterson"}


@pytest.mark.parametrize("algorithm", CONTESTANTS)
@pytest.mark.parametrize("n", [2, 5])
def test_every_algorithm_elects_somebody_and_the_same_seed_gives_the_same_numbers(algorithm, n):
    found = first_election(algorithm, n, seed=3)
    assert found["messages"] > 0 and found == first_election(algorithm, n, seed=3)


@pytest.mark.parametrize("algorithm", CONTESTANTS)
def test_the_classical_rings_never_replace_a_leader_and_all_others_do(algorithm):
    gaps = [next_election(algorithm, 5, seed)["gap"] for seed in range(3)]
    assert all(gap is None for gap in gaps) if algorithm in SURVIVE_NO_CRASH else all(gap > 0 for gap in gaps)


def test_a_row_of_the_table_has_all_three_numbers():
    assert set(contest("bully", 3, seed=0)) == {"messages", "ticks", "gap"}


# Steps of the shortest run with two leaders at a time; None where there is no such run.
SHORTEST = {
    "chang_roberts": [None] * 4, "hirschberg_sinclair": [None] * 4, "peterson": [None] * 4,
    "ring": [None, None, None, 8], "bully": [2] * 4, "zookeeper_client": [None, None, None, 9], "raft": [6] * 4,
    "chubby": [None] * 4,
}


@pytest.mark.parametrize("algorithm", ACCUSED)
def test_two_leaders_at_a_time_are_found_where_they_are_possible(algorithm):
    verdicts = [trial(algorithm, trouble) for trouble in TROUBLES]
    assert [verdict.trace and len(verdict.trace) - 1 for verdict in verdicts] == SHORTEST[algorithm]
    assert all(verdict.broken in (None, at_most_one_leader) for verdict in verdicts)


def test_raft_keeps_its_own_promise():
    assert per_term().holds and per_term().worlds == 149_444


def test_the_table_says_holds_or_how_many_steps():
    pytest.importorskip("pandas")
    table = charges()
    assert table.loc["chubby"].tolist() == ["holds"] * 4
    assert table.loc["ring"].tolist() == ["holds", "holds", "holds", "two after 8 steps"]


def test_one_panel_shows_every_algorithm_under_the_same_conditions():
    pytest.importorskip("anywidget")
    from leaderlab.experiments import arena
    from leaderlab.experiments.arenas import NAMES
    panel = arena(until=600)
    for name in NAMES:
        panel.algorithm = name
        assert panel.trace.last.leaders and repr(panel).startswith(f"{name}: Control panel")
    assert "<img" in panel._repr_mimebundle_()["text/html"]
