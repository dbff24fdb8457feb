"""Lesson 00, start here: one tiny exercise of each kind, all on the README's ring."""

from ..algorithms import readme_ring
from ..algorithms.readme_ring import Election, ReadmeRing
from ..events import Crash
from ..network import Faults
from ..properties import all_agree, largest_leads, nobody_follows_the_dead, quiet
from ..simulate import simulate
from .exercise import like
from .kinds import BreakIt, Implement, Measure, Predict

IDS, STARTER = [4, 9, 2, 6], 2
SIZES = (2, 4, 8)


# -- predict -------------------------------------------------------------------------------------------------


def _new_ring():
    return simulate(readme_ring(IDS, initiators=[STARTER]))


first_winner = Predict(
    points=1, question="The ring is 4, 9, 2, 6 and node 2 starts. Who becomes the leader?",
    answer=lambda: max(_new_ring().last.leaders), run=_new_ring,
    wrong=[
        (STARTER, "2 only started the election. Did the starter win in the first run?"),
        (6, "6 is the first to hear of the election. What does it do with a smaller id?"),
        (4, "4 stands first in our list. But a ring has no first place: look at the ids, not at the places."),
        (min(IDS), "In the first run the id on its way only grew."),
        (lambda a: isinstance(a, int) and a not in IDS, "The leader is one of the nodes: 4, 9, 2 or 6."),
        (lambda a: isinstance(a, (tuple, frozenset)), "There is only one leader. Give its id."),
    ],
    why="The largest id wins, whoever starts and wherever it sits.")


# -- implement -----------------------------------------------------------------------------------------------


def ring_with(rule):
    """The README's ring, where ``rule(my_id, largest)`` says which id travels on."""
    class RuleRing(ReadmeRing):
        def on_message(self, message, sender):
            match message:
                case Election(initiator, largest) if initiator != self.id:
                    onward = rule(self.id, largest)
                    self.say("My id is {}, and {} came in: {} travels on.", self.id, largest, onward)
                    self.send(Election(initiator, largest=onward), to=self.successor)
                case _:
                    super().on_message(message, sender)
    return RuleRing


def _only_if_mine_is_larger(my_id, largest):
    if my_id > largest:
        return my_id


first_rule = Implement(
    points=1, question="Write the rule of the ring: which id travels on?",
    build=lambda rule, ids, starters: readme_ring(ids, initiators=starters, node=ring_with(rule)),
    cases=[([5, 3, 7], [5]), ([3, 7, 5], [3]), ([3, 5], [3])],
    grading=[([4, 9, 2, 6], [2]), ([9, 4, 2], [4, 2])],
    always=[largest_leads], eventually=[all_agree, quiet],
    wrong=[
        (like(lambda my_id, largest: my_id),
         "Your rule always passes on its own id. What happens to a larger one that came in?"),
        (like(lambda my_id, largest: largest),
         "Your rule never looks at its own id. So the starter's id comes home unchanged."),
        (like(min), "Your rule keeps the smaller id. Which of the two should win?"),
        (like(lambda my_id, largest: my_id + largest),
         "The two ids are added, and nobody has that id. Choose one of them."),
        (like(_only_if_mine_is_larger),
         "Here your rule returns no id. What travels on when the id that came in is the larger one? Both cases need "
         "a `return`."),
        (like(lambda my_id, largest: my_id > largest),
         "Your rule answers yes or no. The question is which id."),
        (lambda verdict: isinstance(verdict.broken, str),
         "The sentence above names the line that failed. It is a mistake of Python, not of your idea."),
        (lambda verdict: verdict.broken is all_agree,
         "What came home was not an id. Does your rule return an id in every case?"),
        (lambda verdict: verdict.broken is largest_leads,
         "Something else travels on than the larger of the two. Try your rule on 5 and 3, then on 3 and 5."),
    ])


# -- break it ------------------------------------------------------------------------------------------------


def _crashed(trace):
    return [event.node for event in trace.events if isinstance(event, Crash)]


first_break = BreakIt(
    points=1, question="Make a living node follow a dead leader, with one crash.",
    system=lambda: readme_ring([3, 7, 5], initiators=[3]), always=[nobody_follows_the_dead],
    options=dict(faults=Faults(crashes=1)),
    wrong=[
        (lambda trace: trace is None, "Who is going to be elected? What if exactly this node fails?"),
        (lambda trace: not _crashed(trace), "Nobody crashed in your run. You may let one node crash."),
        (lambda trace: _crashed(trace) == [3],
         "You stopped 3. But nobody wants to follow 3. Who will be named as the leader?"),
        (lambda trace: _crashed(trace) == [5],
         "You stopped 5. But nobody wants to follow 5. Who will be named as the leader?"),
        (lambda trace: _crashed(trace) == [7] and len(trace) < 5,
         "7 crashed too early: no living node has named it yet. Let the election go on first."),
        (lambda trace: _crashed(trace) == [7],
         "It works. Can 7 crash earlier, as soon as somebody has named it?"),
    ],
    why="Node 3 named 7 the moment the message came home. One crash later it follows a dead leader.")


# -- measure -------------------------------------------------------------------------------------------------


def _count(n, **options):
    return simulate(readme_ring(range(n), initiators=[0], **options)).messages


def _same(function):
    """A matcher: the mapping that ``function`` gives for every size."""
    return lambda answer: answer == {n: function(n) for n in SIZES}


first_count = Measure(
    points=1, question="How many messages does one election need on a ring of 2, 4 and 8 nodes?",
    answer=lambda: {n: _count(n) for n in SIZES},
    wrong=[
        (_same(lambda n: n), "That is one time round the ring. After the search comes the announcement."),
        (_same(lambda n: 2 * n + 1),
         "`len(trace)` counts the steps, and the start is a step too. Ask for `trace.messages`."),
        (_same(lambda n: 2 * n - 1),
         "One is missing. The announcement also comes home, as its last message."),
        (_same(lambda n: 2 * n * n),
         "Here every node started an election of its own. Let only one start: `initiators=[0]`."),
        (_same(lambda n: n * n), "Did you guess? Let the runs count."),
        (_same(lambda n: simulate(readme_ring(range(n), initiators=[0])).time),
         "That is the time of the last step. We count messages."),
        (lambda a: isinstance(a, dict) and all(isinstance(size, str) for size in a),
         "Write the sizes as numbers, without quotes."),
        (lambda a: isinstance(a, dict) and a.keys() != set(SIZES),
         "One number for each of the sizes 2, 4 and 8, please."),
        (lambda a: not isinstance(a, dict),
         "Write a mapping from the size to the number: {2: …, 4: …, 8: …}."),
    ],
    why="Once round to find the largest id, once more to announce it: two messages for each node.")
