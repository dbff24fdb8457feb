"""The engine against a second checker that shares no code with it: as many worlds, and as short a shortest run."""

import pytest
from mutants import chang_roberts as wrong_chang_roberts
from mutants import readme_ring as wrong_readme_ring
from mutants import ring as wrong_ring
from oracle import explore
from small_nodes import Alarm, Memory, group

from leaderlab import Faults, Network, Perfect, at_most_one_leader, largest_leads, nobody_disagrees, verify
from leaderlab.algorithms import bully, chang_roberts, hirschberg_sinclair, readme_ring, ring, shout

SYSTEMS = {
    "readme ring": (readme_ring([3, 7, 5]), {}),
    "readme ring and a crash": (readme_ring([3, 7, 5], initiators=[3, 5]), {"crashes": 1}),
    "ring": (ring([3, 7, 5]), {}),
    "ring and a crash": (ring([3, 7, 5], initiators=[3]), {"crashes": 1}),
    "ring and two crashes": (ring([7, 5], initiators=[7, 5]), {"crashes": 2}),
    "ring and a lost message": (ring([3, 7, 5], initiators=[3, 5]), {"drops": 1}),
    "chang and roberts": (chang_roberts([4, 1, 3, 2]), {}),
    "chang and roberts, any order": (chang_roberts([3, 7, 5], network=Network(order="any")), {}),
    "chang and roberts, two lost": (chang_roberts([3, 7, 5]), {"drops": 2}),
    "hirschberg and sinclair": (hirschberg_sinclair([3, 7, 5]), {}),
    "hirschberg and sinclair, any order": (hirschberg_sinclair([7, 5], network=Network(order="any")), {"drops": 1}),
    "shout and two crashes": (shout([3, 7, 5]), {"crashes": 2}),
    "bully of two and a crash": (bully([1, 2], network=Network(detector=Perfect())), {"crashes": 1}),
    "memory, any order": (group([1, 2, 3], node=Memory, network=Network(order="any")), {"drops": 1}),
    "timers": (group([1, 2], node=Alarm), {"crashes": 1}),
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_both_checkers_count_the_same_worlds(name):
    system, faults = SYSTEMS[name]
    assert verify(system, faults=Faults(**faults)).worlds == explore(system, **faults)[0]


def two_lead(place):
    return len(place.leaders()) > 1


def not_the_largest_leads(place):
    return any(node.leader not in (None, max(place.nodes)) for node in place.nodes.values())


def two_living_are_named(place):
    up = place.nodes.keys() - place.down
    return len({place.nodes[id].leader for id in up} & up) > 1


CASES = [*wrong_chang_roberts.MUTANTS.items(), *wrong_readme_ring.MUTANTS.items(), *wrong_ring.MUTANTS.items()]
BAD = {at_most_one_leader: two_lead, largest_leads: not_the_largest_leads, nobody_disagrees: two_living_are_named}


@pytest.mark.parametrize("mutant", [mutant for _, mutant in CASES if mutant.broken in BAD],
                         ids=[name for name, mutant in CASES if mutant.broken in BAD])
def test_both_checkers_find_a_run_of_the_same_length(mutant):
    assert explore(mutant.system, BAD[mutant.broken])[1] == mutant.steps


def test_both_checkers_find_two_coordinators_after_one_step():
    system = bully([1, 2, 3])
    assert explore(system, two_lead)[1] == len(verify(system, always=at_most_one_leader).trace) - 1 == 1
