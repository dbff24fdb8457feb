"""Answers to the exercises of lesson 00: right ones, and wrong ones with words of their explanation."""

from leaderlab import Crash, Deliver, replay, simulate
from leaderlab.algorithms import readme_ring
from leaderlab.algorithms.readme_ring import Elected, Election

RING = "readme_ring([3, 7, 5], initiators=[3]) | "
ROUND = [Deliver(3, 7, Election(3, 3)), Deliver(7, 5, Election(3, 7)), Deliver(5, 3, Election(3, 7))]


def stub(my_id, largest):
    raise NotImplementedError()


def the_larger(my_id, largest):
    return max(my_id, largest)


def with_an_if(my_id, largest):
    if largest < my_id:
        return my_id
    return largest


def own(my_id, largest):
    return my_id


def as_it_came(my_id, largest):
    return largest


def the_smaller(my_id, largest):
    return largest if my_id > largest else my_id


def added(my_id, largest):
    return my_id + largest


def half(my_id, largest):
    if my_id > largest:
        return my_id


def yes_or_no(my_id, largest):
    return my_id > largest


def misspelt(my_id, largest):
    return max(my_id, larges)       # noqa: F821


def for_ever(my_id, largest):
    while True:
        pass


def one_parameter(my_id):
    return my_id


def text(my_id, largest):
    return f"{max(my_id, largest)}"


def counted(n, **options):
    return simulate(readme_ring(range(n), initiators=[0], **options)).messages


CASES = {
    "first_winner": dict(
        starter=...,
        right=[9, {9}, [9], 9.0],
        wrong=[(2, "only started"), (6, "first to hear"), (4, "has no first place"), (21, "one of the nodes"),
               (0, "one of the nodes"), ([9, 6], "only one leader"), ("9", "You gave a text"),
               (9.5, "not what happens"),
               (True, "You gave True or False"), ({4, 9}, "only one leader")],
    ),
    "first_rule": dict(
        starter=stub,
        right=[the_larger, with_an_if, max, lambda my_id, largest: sorted([my_id, largest])[-1]],
        wrong=[(own, "always passes on its own id"), (as_it_came, "never looks at its own id"),
               (min, "keeps the smaller"),
               (the_smaller, "keeps the smaller"), (added, "nobody has that id"), (half, "returns no id"),
               (yes_or_no, "yes or no"), (misspelt, "NameError"), (for_ever, "did not come to an end"),
               (one_parameter, "a mistake of Python"), (7, "The answer is a function"), (text, "returns no id"),
               (lambda my_id, largest: 7, "the larger of the two"), (print, "an id in every case")],
    ),
    "first_break": dict(
        starter=...,
        right=[RING + "3>7 7>5 5>3 crash:7", [*ROUND, Crash(7)], replay(RING + "3>7 7>5 5>3 crash:7"),
               replay(readme_ring([3, 7, 5], initiators=[3]), [*ROUND, Crash(7)])],
        wrong=[(RING + "crash:7", "too early"), (RING + "crash:3", "nobody wants to follow 3"),
               ([*ROUND[:2], Crash(5)], "nobody wants to follow 5"), (RING + "3>7 7>5 5>3", "Nobody crashed"),
               ("impossible", "What if exactly this node fails?"),
               ([*ROUND, Deliver(3, 7, Elected(3, 7)), Crash(7)], "the best is 4"),
               (RING + "3>7 7>5 5>3 3>7 7>5 crash:7", "Can 7 crash earlier"),
               ([*ROUND, Crash(3), Crash(7)], "You may use"), (RING + "7>5 crash:7", "cannot happen here"),
               ("3>7 7>5 5>3 crash 7", "'crash' is no event. Did you mean 'crash:7'?"), (42, "Event 1 is a number"),
               ([Crash], "Say who"),
               (RING.replace("5", "9") + "3>7", "The exercise is about")],
    ),
    "first_count": dict(
        starter=...,
        right=[{2: 4, 4: 8, 8: 16}, {n: 2 * n for n in (8, 4, 2)}, {n: counted(n) for n in (2, 4, 8)}],
        wrong=[({2: 2, 4: 4, 8: 8}, "one time round"), ({2: 5, 4: 9, 8: 17}, "counts the steps"),
               ({2: 3, 4: 7, 8: 15}, "also comes home"), ({2: 8, 4: 32, 8: 128}, "every node started"),
               ({2: 4, 4: 16, 8: 64}, "Let the runs count"), ({2: 4, 4: 8}, "There is no number for 8"),
               ({2: 4, 4: 8, 8: 16, 16: 32}, "a number too many"), (16, "a mapping"),
               ([4, 8, 16], "a mapping"), ({"2": 4, "4": 8, "8": 16}, "without quotes"),
               ({2: "4", 4: "8", 8: "16"}, "not what comes out"), ({2: 4, 4: 8, 8: 17}, "At 8 you have 17")],
    ),
}
