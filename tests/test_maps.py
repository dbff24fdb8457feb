"""The map of all worlds: whether a leader can still be elected agrees with verify, and it can be seen and walked."""

import re
import xml.etree.ElementTree as xml

import pytest

from leaderlab import (
    Crash,
    Faults,
    Mistake,
    all_agree,
    at_most_one_leader,
    quiet,
    simulate,
    somebody_leads,
    verify,
)
from leaderlab.algorithms import chang_roberts, raft_election, readme_ring, ring, shout
from leaderlab.maps import world_map
from leaderlab.maps.atlas import MOST

ONE_CRASH = Faults(crashes=1)
TWO = readme_ring([3, 7], initiators=[3])


@pytest.fixture(scope="module")
def trial():
    return world_map(TWO, faults=ONE_CRASH)


SYSTEMS = {
    "readme ring": (readme_ring([3, 7, 5], initiators=[3]), ONE_CRASH, somebody_leads),
    "ring": (ring([3, 7, 5], initiators=[3]), ONE_CRASH, all_agree),
    "chang and roberts": (chang_roberts([3, 7, 5]), None, quiet),
    "shout": (shout([3, 7, 5]), ONE_CRASH, all_agree),
}


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_map_has_the_worlds_and_steps_of_verify_and_its_verdict(name):
    system, faults, goal = SYSTEMS[name]
    verdict = verify(system, eventually=goal, faults=faults)
    chart = world_map(system, goal=goal, faults=faults)
    assert (len(chart.survey.states), len(chart.survey.edges)) == (verdict.worlds, verdict.edges)
    assert (chart.first("doomed") is None) == verdict.holds
    if not verdict:
        assert len(chart.trace(chart.first("doomed"))) - 1 == verdict.doomed


def test_every_world_is_open_elected_or_doomed(trial):
    assert trial.counts == {"open": 5, "elected": 6, "doomed": 21}
    assert sum(trial.counts.values()) == len(trial.places) == 32
    assert trial.complete


def test_hope_is_lost_only_by_a_fault(trial):
    """From an open world a fair step never leads to a doomed one here: only the crash does."""
    status = [place.status for place in trial.places]
    lost = [road for road in trial.roads if status[road[0]] == "open" and status[road[1]] == "doomed"]
    assert lost and set(lost) <= trial.dashed
    assert all("crashes" in trial.roads[road][0] for road in lost)


def test_from_a_doomed_world_all_fair_steps_lead_to_doomed_ones():
    chart = world_map(shout([3, 7, 5]), faults=ONE_CRASH, goal=all_agree)
    status = [place.status for place in chart.places]
    assert all(status[after] == "doomed" for before, after in set(chart.roads) - chart.dashed
               if status[before] == "doomed")


def test_every_place_has_a_shortest_run(trial):
    for k, place in enumerate(trial.places):
        trace = trial.trace(k)
        assert len(trace) - 1 == place.depth
        assert bool(trace.last.leaders) == (place.status == "elected")
        assert repr(trace.last.nodes) == repr(trial.world(k).nodes)


def test_a_map_may_begin_where_a_run_has_led():
    trace = simulate(TWO, seed=0, faults=[(0, Crash(7))])
    chart = world_map(trace)
    assert chart.counts == {"doomed": 1} and len(chart.trace(0)) == len(trace)


# -- networkx ----------------------------------------------------------------------------------------------------------


def test_the_graph_of_networkx_has_everything(trial):
    networkx = pytest.importorskip("networkx")
    graph = trial.graph()
    assert graph.number_of_nodes() == 32 and graph.number_of_edges() == len(trial.roads)
    depths = networkx.single_source_shortest_path_length(graph, 0)
    assert all(data["depth"] == depths[k] for k, data in graph.nodes(data=True))
    hopeless = [k for k, data in graph.nodes(data=True) if data["status"] == "doomed"]
    fair = networkx.DiGraph((a, b) for a, b, data in graph.edges(data=True) if not data["fault"])
    fair.add_nodes_from(graph)
    leads = {k for k, data in graph.nodes(data=True) if data["status"] == "elected"}
    assert not any(leads & networkx.descendants(fair, k) for k in hopeless)
    assert graph.edges[0, 2]["events"] == ["3 crashes"] and graph.edges[0, 2]["fault"]


def test_a_quotient_joins_worlds_that_look_alike_and_share_their_hope(trial):
    small = trial.by_leaders()
    assert sum(place.worlds for place in small.places) == 32
    assert small.counts == trial.counts
    assert len({(place.status, place.label) for place in small.places}) == len(small.places) < 32
    assert {place.label for place in small.places if place.status == "elected"} == {"3→7, 7→7", "3†, 7→7"}


def test_a_quotient_of_your_own():
    chart = world_map(TWO, faults=ONE_CRASH, by=lambda world: len(world.in_flight))
    assert {place.label for place in chart.places} == {"0", "1", "2"}
    assert all(before != after for before, after in chart.roads)


# -- large ones --------------------------------------------------------------------------------------------------------


def test_a_search_that_stops_early_calls_nothing_doomed_that_it_has_not_seen_to_the_end():
    whole = world_map(readme_ring([3, 7, 5], initiators=[3]), faults=ONE_CRASH)
    part = world_map(readme_ring([3, 7, 5], initiators=[3]), faults=ONE_CRASH, max_worlds=60)
    assert not part.complete and part.counts["unknown"] > 0
    assert "The search stopped there; there are more." in part.describe()
    for k, status in enumerate(part.survey.status):
        assert status in ("unknown", whole.survey.status[k])


def test_a_large_map_is_shown_as_its_quotient_and_says_so():
    chart = world_map(raft_election(), within=lambda node: node.term <= 1)
    assert len(chart.survey.states) == 197 > MOST
    html = chart._repr_html_()
    assert "No step leads outside of the bound that was given." in chart.describe()
    assert "197 worlds are too many for a picture" in html and "data:image/svg+xml" in html
    with pytest.raises(Mistake, match="too many for a picture; 150 can be followed by eye"):
        chart.svg()


def test_what_is_too_large_even_then_is_text_only():
    chart = world_map(raft_election(), within=lambda node: node.term <= 1, by=lambda world: repr(world.nodes))
    if len(chart.places) > MOST:
        assert "Too many places" in chart._repr_html_()
    assert "<pre>" in chart._repr_html_()


# -- pictures and words ------------------------------------------------------------------------------------------------


def test_the_text_counts_layer_by_layer_and_names_the_nearest_hopeless_world(trial):
    lines = repr(trial).splitlines()
    assert lines[0] == ("readme_ring([3, 7], initiators=[3]): 32 worlds, 46 steps between them. 5 open, 6 elected, 21 "
                        "doomed. Elected means: A non-faulty node believes to be the leader itself.")
    assert lines[1] == "The nearest world without hope is place 2: 3 crashes."
    assert lines[2].split() == ["steps", "open", "elected", "doomed"]
    assert sum(int(n) for line in lines[3:] for n in line.split()[1:]) == 32


def test_the_picture_has_a_sign_for_every_place_and_a_title_for_each(trial):
    tree = xml.fromstring(trial.svg())
    places = [part for part in tree.iter() if "data-place" in part.attrib]
    assert len(places) == 32
    assert places[0].attrib["aria-label"].startswith("Place 0: open, after 0 steps. 3: leader None; 7: leader None.")
    assert trial.svg() == world_map(TWO, faults=ONE_CRASH).svg()


def test_no_two_places_are_drawn_on_each_other(trial):
    from leaderlab.maps.drawing import RADIUS, positions
    spots, width, height = positions(trial)
    points = list(spots.values())
    assert all(0 < x < width and 0 < y < height for x, y in points)
    assert all(abs(a - c) + abs(b - d) > 2 * RADIUS for k, (a, b) in enumerate(points) for c, d in points[:k])


def test_statuses_differ_in_shape_not_only_in_colour(trial):
    from leaderlab.maps.drawing import mark
    shapes = {re.sub(r'(fill|stroke)="[^"]*"', "", mark(status, 0, 0)) for status in ("open", "elected", "doomed")}
    assert len(shapes) == 3


def test_html_is_an_image_with_words(trial):
    html = trial._repr_html_()
    assert html.startswith('<img alt="readme_ring') and "<details>" in html


def test_a_click_plays_the_run_to_that_place(trial):
    pytest.importorskip("anywidget")
    box = trial.explore()
    picture, below = box.children
    assert picture.place == trial.first("doomed") == 2
    assert "crashes" in repr(below)
    picture.place = trial.first("elected")
    assert "is leader" in repr(below)
    assert repr(box) == trial.describe() and "<img" in box._repr_mimebundle_()["text/html"]


# -- bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call, words", [
    (lambda: world_map(ring), "ring is a builder"),
    (lambda: world_map(TWO, goal=5), "goal=5: give a function of a world"),
    (lambda: world_map(TWO, by=5), "by=5: give a function of a world"),
    (lambda: world_map(TWO, max_worlds=0), "max_worlds=0"),
    (lambda: world_map(TWO, faults=5), "faults=5"),
    (lambda: world_map(TWO, goal=lambda world: 1 / 0), "raised ZeroDivisionError"),
    (lambda: world_map(TWO, by=lambda world: 1 / 0), "by raised ZeroDivisionError"),
    (lambda: world_map(TWO).trace(99), "there is no place 99"),
    (lambda: world_map(TWO).trace("a"), "there is no place 'a'"),
    (lambda: world_map(TWO).first("lost"), "'lost' is no status"),
], ids=range(10))
def test_bad_input_is_answered_in_a_sentence(call, words):
    with pytest.raises(Mistake) as error:
        call()
    assert words in str(error.value)


def test_a_map_asks_only_what_it_is_told():
    assert world_map(TWO, goal=at_most_one_leader).counts == {"elected": 5}


def test_a_verdict_knows_the_map_of_what_it_searched():
    verdict = verify(readme_ring([3, 7], initiators=[3]), eventually=[somebody_leads], faults=Faults(crashes=1))
    assert verdict.map().counts == {"open": 5, "elected": 6, "doomed": 21}
    graph = verdict.graph()
    assert graph.number_of_nodes() == verdict.worlds == 32
    assert {status for _, status in graph.nodes(data="status")} == {"open", "elected", "doomed"}
    assert verdict.graph(by=lambda world: len(world.up)).number_of_nodes() < 10
