"""A node: its fields, its requests, and what a crash leaves of it."""

import pytest
from small_nodes import Alarm, Hello, Memory, Silent, group

from leaderlab import Message, Mistake, Node, durable
from leaderlab.node import forget, initial, state


class Typical(Node):
    given: int
    LIMIT = 5
    plain = 3
    names: list = []
    term: int = durable(0)
    leader: int | None = None

    @property
    def half(self):
        return self.plain / 2

    def helper(self):
        return self.LIMIT


class Later(Typical):
    plain = 4
    term = 7
    more: set = set()


def test_the_fields_are_the_annotated_and_the_plain_values_of_the_class_body():
    assert list(Typical.fields) == ["given", "names", "term", "leader", "plain"]
    assert vars(Typical(3, given=1)) == {"given": 1, "names": [], "term": 0, "leader": None, "plain": 3}
    assert Typical.durable_fields == {"term"}


def test_a_subclass_inherits_fields_and_may_give_them_other_values():
    node = Later(3, given=1)
    assert (node.plain, node.term, node.more, node.names) == (4, 7, set(), [])
    assert Later.durable_fields == set(), "a field that is declared again is durable only if it says so again"


def test_two_nodes_share_no_value():
    one, two = Typical(1, given=1), Typical(2, given=1)
    one.names.append("x")
    assert two.names == [] and Typical(3, given=1).names == []


def test_a_node_reads_like_the_call_that_makes_it():
    assert repr(Silent(3)) == "Silent(3, leader=None)"


def test_a_field_without_a_value_must_be_given():
    with pytest.raises(Mistake, match=r"Typical\(3\) needs a value for 'given'"):
        Typical(3)


def test_requests_are_collected_not_performed():
    node = Silent(3)
    node.peers = (7, 5)
    node.send(Hello(1), to=7)
    node.broadcast(Hello(2))
    node.set_timer("a", 5)
    node.set_timer("b", 5, 9)
    node.cancel_timer("a")
    assert node._sent == [(7, Hello(1)), (7, Hello(2)), (5, Hello(2))]
    assert node._timers == [("a", 5, 5), ("b", 5, 9), ("a", None, None)]


def test_what_is_said_is_as_it_was_when_it_was_said():
    class Collects(Node):
        seen: list = []
        leader: int | None = None

        def on_start(self):
            self.say("I saw {}, {} and {}.", self.seen, {2, 1}, "text")
            self.seen.append(1)
            self.say("Braces {} stay without values.")
            self.say(f"Now {self.seen}.")

    from leaderlab import simulate
    said = [line.text for line in simulate(group([1], node=Collects))[0].said]
    assert said[0].startswith("I saw [], {1, 2} and ")
    assert said[1:] == ["Braces {} stay without values.", "Now [1]."]


def test_a_crash_leaves_what_is_durable():
    node = initial(Typical(3, given=1))
    first = dict(zip(Typical.fields, state(node), strict=True))
    node.names.append("x")
    node.term, node.plain = 5, 9
    forget(node, first)
    assert vars(node) == {"given": 1, "names": [], "term": 5, "leader": None, "plain": 3}


def test_a_copy_of_a_node_has_its_values_and_shares_nothing():
    node = Typical(3, given=1, names=["x"])
    twin = initial(node)
    twin.names.append("y")
    assert node.names == ["x"] and type(twin) is Typical and twin.id == 3


def test_a_message_takes_values_by_place_and_by_name_and_matches():
    class Vote(Message):
        term: int
        voter: int = 0

    match Vote(3, voter=4):
        case Vote(term, 4):
            assert term == 3
        case _:
            pytest.fail("a message is matched by its fields in order")
    assert str(Vote(3)) == "Vote(3, 0)"


def test_a_message_may_have_a_list_as_a_default():
    class Names(Message):
        names: list = []

    assert Names() == Names([]) and str(Names()) == "Names([])"


def test_class_variables_and_constants_are_no_fields():
    from typing import ClassVar

    class Constant(Node):
        shared: ClassVar[int] = 5
        BIG = 7
        leader: int | None = None

    assert list(Constant.fields) == ["leader"]


def test_the_nodes_of_a_system_know_their_peers_in_order():
    assert [node.peers for node in group([3, 7, 5]).nodes] == [(7, 5), (3, 5), (3, 7)]


def test_a_system_does_not_share_nodes_with_its_maker():
    node = Memory(3)
    from leaderlab import System
    system = System([node])
    node.starts = 9
    assert system.nodes[0].starts == 0


def test_a_restart_starts_again_unless_the_node_says_otherwise():
    node = initial(Alarm(3))
    node.on_restart()
    assert [timer[0] for timer in node._timers] == ["first", "second", "never"]


def test_a_node_with_two_bases_has_the_fields_of_both_and_the_nearest_default():
    class Parent(Node):
        x: int = 1

    class Left(Parent):
        left: int = durable(0)

    class Right(Parent):
        x: int = durable(2)
        right: int = 3

    class Both(Left, Right):
        pass

    assert vars(Both(1)) == {"x": 2, "right": 3, "left": 0}
    assert Both.durable_fields == {"x", "left"}
