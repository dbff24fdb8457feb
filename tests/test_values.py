"""Frozen values: what a state is made of."""

import enum
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderlab import Crash, Deliver, Message, Mistake
from leaderlab.values import FrozenDict, FrozenList, freeze, show, thaw

atoms = st.none() | st.booleans() | st.integers() | st.text() | st.binary()
values = st.recursive(atoms, lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(st.text(), inner)
                      | st.sets(atoms), max_leaves=12)


class Vote(Message):
    voter: int
    seen: list = ()


class Pair(NamedTuple):
    left: object
    right: object


class Role(enum.Enum):
    LEADER = 1


@given(values)
def test_thawing_undoes_freezing(value):
    assert thaw(freeze(value)) == value
    assert type(thaw(freeze(value))) is type(value)


@given(values)
def test_a_frozen_value_has_a_hash_and_equals_its_copy(value):
    assert freeze(value) == freeze(thaw(freeze(value)))
    assert hash(freeze(value)) == hash(freeze(thaw(freeze(value))))
    assert freeze(freeze(value)) == freeze(value)


@given(values)
def test_a_frozen_value_reads_like_the_ordinary_one(value):
    assert show(freeze(value)) == repr(freeze(value)) or isinstance(value, (set, dict))
    assert eval(show(freeze(value))) == value


def test_a_frozen_copy_does_not_follow_its_original():
    numbers = [1, [2], {3}, {4: [5]}]
    copy = freeze(numbers)
    numbers[1].append(6)
    numbers[2].add(7)
    numbers[3][4].append(8)
    assert thaw(copy) == [1, [2], {3}, {4: [5]}]


@pytest.mark.parametrize("change", [
    lambda d: d.update(a=2), lambda d: d.pop("a"), lambda d: d.setdefault("b", 1), lambda d: d.clear(),
    lambda d: d.__setitem__("a", 2), lambda d: d.__delitem__("a"), lambda d: d.popitem(),
    lambda d: d.__ior__({"a": 3})])
def test_a_frozen_dict_cannot_be_changed(change):
    frozen = freeze({"a": 1})
    with pytest.raises(Mistake, match="never changes"):
        change(frozen)
    assert frozen == {"a": 1}


def test_a_dict_in_another_order_is_another_state():
    one, two = freeze({"a": 1, "b": 2}), freeze({"b": 2, "a": 1})
    assert one != two
    assert not one == two
    assert one == {"b": 2, "a": 1}, "but a reader may compare it with an ordinary dict in any order"


def test_a_set_reads_in_sorted_order():
    assert show({10, 9, 1}) == str(freeze({10, 9, 1})) == "{1, 9, 10}"
    assert show({"b", 1, "a", None}) == show(frozenset([None, "a", "b", 1]))
    assert show(set()) == "set()"
    assert list(thaw(freeze({8, 0}))) == list(thaw(freeze({0, 8})))


def test_records_of_different_classes_are_never_equal():
    assert Crash(3) != Deliver(3, 3, None)
    assert Vote(1) == Vote(1) != Vote(2)
    assert Crash(3) != (3,)


def test_a_message_is_frozen_when_it_is_made():
    seen = [1]
    vote = Vote(3, seen)
    seen.append(2)
    assert vote == Vote(3, [1])
    assert type(vote.seen) is FrozenList and type(Vote(1, {2: 3}).seen) is FrozenDict
    with pytest.raises(AttributeError):
        vote.voter = 4
    assert str(vote) == "Vote(3, [1])"


def test_tuples_with_names_enums_and_messages_are_values():
    assert freeze(Pair(1, [2])) == Pair(1, FrozenList([2]))
    assert freeze(Role.LEADER) is Role.LEADER
    assert freeze([Vote(1)]) == (Vote(1),)


@pytest.mark.parametrize("value", [object(), len, (x for x in "ab"), bytearray(b"x"), 1j],
                         ids=lambda value: type(value).__name__)
def test_other_things_cannot_be_frozen(value):
    with pytest.raises(Mistake, match=f"{type(value).__name__} cannot be remembered"):
        freeze([value])
