"""The promises, each on worlds where it holds and where it does not."""

import pytest
from small_nodes import Silent

from leaderlab import (
    all_agree,
    at_most_one_leader,
    at_most_one_leader_per_term,
    irrevocable,
    largest_leads,
    nobody_disagrees,
    nobody_follows_the_dead,
    quiet,
    somebody_leads,
)
from leaderlab import properties as module
from leaderlab.local import NodeView
from leaderlab.properties import sentence
from leaderlab.world import World


def world(leaders, down=(), rest=((), (), ()), **fields):
    """A world in which node 1 believes in ``leaders[0]``, node 2 in ``leaders[1]``, ..."""
    rows = [{"leader": leader, **{name: values[k] for name, values in fields.items()}}
            for k, leader in enumerate(leaders)]
    views = [NodeView(id, id not in down, "Silent", row) for id, row in enumerate(rows, 1)]
    return World(tuple(views), lambda: rest)


@pytest.mark.parametrize("promise, kept, broken", [
    (at_most_one_leader, [([None, None], ()), ([1, 1], ()), ([2, 1], ()), ([1, 2], {1})], [([1, 2], ())]),
    (somebody_leads, [([1, None], ()), ([1, 2], {1})], [([None, None], ()), ([2, 1], ()), ([1, 1], {1})]),
    (all_agree, [([2, 2], ()), ([None, 2], {1}), ([2, 2, 2], {3})],
     [([None, None], ()), ([1, 2], ()), ([2, 2], {2}), ([None, 2], ()), ([1, 2], {1, 2})]),
    (nobody_disagrees, [([None, None], ()), ([1, None], ()), ([1, 2], {2}), ([1, 9], ())],
     [([1, 2], ()), ([2, 1], ())]),
    (nobody_follows_the_dead, [([1, 1], ()), ([2, 2], {1}), ([1, None], {1})], [([2, 2], {2}), ([None, 1], {1})]),
    (largest_leads, [([None, None], ()), ([2, None], ())], [([1, 2], ()), ([1, None], {1})]),
])
def test_a_promise_is_kept_here_and_broken_there(promise, kept, broken):
    for leaders, down in kept:
        assert promise(world(leaders, down)), (leaders, down)
    for leaders, down in broken:
        assert not promise(world(leaders, down)), (leaders, down)


def test_one_leader_per_term_counts_the_dead_too():
    assert at_most_one_leader_per_term(world([1, 2], term=[1, 2]))
    assert not at_most_one_leader_per_term(world([1, 2], down={1}, term=[2, 2]))


def test_a_choice_is_never_taken_back():
    assert irrevocable(world([None, 2]), world([1, 2]))
    assert not irrevocable(world([1, 2]), world([2, 2]))


def test_quiet_means_that_nothing_is_left():
    assert quiet(world([None]))
    assert not quiet(world([None], rest=(("a message",), (), ())))
    assert not quiet(world([None], rest=((), ("a timer",), ())))


def test_a_world_shows_its_parts():
    here = world([2, 2, 2], down={3}, rest=(("m",), ("t",), ((1, 2),)))
    assert here.leaders == {2}
    assert [node.id for node in here.up] == [1, 2]
    assert here[3].up is False
    assert (here.in_flight, here.pending, here.cuts) == (("m",), ("t",), ((1, 2),))


def test_every_promise_says_what_it_promises_in_one_sentence():
    for name in leaderlab_promises():
        text = sentence(getattr(module, name))
        assert text.endswith(".") and "\n" not in text and text[0].isupper()


def leaderlab_promises():
    from leaderlab.properties import __dict__ as names
    return [name for name, value in names.items() if getattr(value, "__module__", "") == "leaderlab.properties"
            and not name.startswith("_") and name not in ("sentence", "ask")]


def test_a_promise_without_a_docstring_is_called_by_its_name():
    def never_two(world):
        return True
    assert "never two" in sentence(never_two)


def test_a_view_is_read_only_and_shows_kind_and_fields():
    view = NodeView(3, True, "Silent", {"leader": None})
    assert (view.id, view.up, view.kind, view.leader) == (3, True, Silent.__name__, None)
    assert "Silent(3" in repr(view)
