"""Lesson 01, two promises: say them, test them, break them, repair the election that shouts."""

from functools import cache

from ..algorithms import Shout, shout
from ..algorithms.shout import Leader
from ..events import Crash, Deliver, Suspect
from ..network import Faults, Network, Perfect
from ..node import Node, durable
from ..properties import all_agree, at_most_one_leader, nobody_disagrees, quiet, somebody_leads
from ..replay import replay
from ..simulate import simulate
from ..verify import verify
from .exercise import like
from .kinds import BreakIt, Foresee, Implement, Measure, Predicate, Predict, broke

# -- foresee -------------------------------------------------------------------------------------------------


def _word_before_the_report():
    """The leader crashes when all have heard it; one node hears its successor before the detector's report."""
    return simulate(shout([1, 2, 3, 4]), seed=3, faults=[(30, Crash(4))])


shout_foresee = Foresee(
    points=0, question="Be the nodes: say what each of them does next.", run=_word_before_the_report, asked=8,
    share=0.75)

# -- write the two promises ----------------------------------------------------------------------------------


class Proud(Shout):
    """It writes its leader on a disk, so a node that is down still names one."""
    leader: int | None = durable(None)


WORLDS = dict(systems=lambda: [shout([1, 2], node=Proud), shout([1, 2, 3], node=Proud)],
              grading=lambda: [shout([2, 4, 1], node=Proud)],
              options=dict(faults=Faults(crashes=1, suspicions=1)))


def _believers(nodes):
    return [node.id for node in nodes if node.leader == node.id]


promise_one = Predicate(
    points=1,
    question="Promise 1 as a function: at most one leader among the "
             "non-faulty.", reference=at_most_one_leader, **WORLDS,
    wrong=[
        (like(lambda w: len(_believers(w.nodes)) <= 1),
         "A dead node that once led is no second leader. Look at `world.up`, not at `world.nodes`."),
        (like(lambda w: len(_believers(w.up)) == 1),
         "Before anybody has been elected there is no leader. Is that something bad? This promise only "
         "says: never two."),
        (like(lambda w: len({n.leader for n in w.up}) <= 1),
         "You compare what the nodes name. This promise is about who believes to be the leader itself."),
        (like(lambda w: len({n.leader for n in w.up} - {None}) <= 1),
         "You compare what the nodes name. This promise is about who believes to be the leader itself."),
        (like(lambda w: len([n for n in w.up if n.leader is not None]) <= 1),
         "You count the nodes that have some leader. Count those that are their own leader."),
        (like(lambda w: len(_believers(w.up)) > 1),
         "Your function is True exactly when the promise is broken. Turn it round."),
        (like(lambda w: len(_believers(w.up)) < 1), "Your function forbids even one leader."),
        (like(lambda w: True), "Your function says yes to every world. Which world must it refuse?"),
        (lambda predicate: True, "Look at the world below, node by node. How many of the living name themselves?"),
    ])

promise_two = Predicate(
    points=1,
    question="Promise 2 as a function: all non-faulty nodes name the same non-faulty "
             "leader.", reference=all_agree, **WORLDS,
    wrong=[
        (like(lambda w: len({n.leader for n in w.up} - {None}) <= 1),
         "A node that names nobody does not agree with anybody."),
        (like(lambda w: len({n.leader for n in w.up}) == 1),
         "All may name the same one and still be wrong: it may be nobody, or it may be dead."),
        (like(lambda w: len({n.leader for n in w.up}) == 1 and w.up[0].leader is not None),
         "They all agree, but on a leader that is down."),
        (like(lambda w: len({n.leader for n in w.nodes}) == 1 and w.nodes[0].leader in {n.id for n in w.up}),
         "You also ask the nodes that are down. The promise is about the non-faulty ones."),
        (like(nobody_disagrees), "Nobody disagrees, but do all agree? One may not know the leader yet."),
        (like(lambda w: bool(w.leaders)), "Somebody leads. But does everybody follow?"),
        (like(lambda w: len(w.leaders) == 1), "One node leads. But does everybody follow?"),
        (like(lambda w: {n.leader for n in w.up} <= {n.id for n in w.up}),
         "They all name living nodes. But do they name the same one?"),
        (like(lambda w: not all_agree(w)),
         "Your function is True exactly when the promise is broken. Turn it round."),
        (like(lambda w: all(n.leader == max(m.id for m in w.up) for n in w.up)),
         "Where does the promise say that the leader has the largest id? Any non-faulty one will do, if all "
         "name it."),
        (like(lambda w: True), "Your function says yes to every world. Which world must it refuse?"),
        (lambda predicate: True, "Look at the world below, node by node. Whom do the living name, and does it live?"),
    ])


# -- predict -------------------------------------------------------------------------------------------------


class Silent(Node):
    """It does nothing at all."""
    leader: int | None = None


PROMISES = (at_most_one_leader, nobody_disagrees, somebody_leads, all_agree, quiet)


def kept_by_silence():
    """The names of the promises that a silent system keeps: the first two are safety, the others liveness."""
    system = shout([1, 2, 3], node=Silent)
    safe = [p for p in PROMISES[:2] if verify(system, always=p)]
    live = [p for p in PROMISES[2:] if verify(system, eventually=p)]
    return {p.__name__ for p in (*safe, *live)}


silent_keeps = Predict(
    points=1,
    question="Three nodes never say a word. Which of the five promises do they keep?", answer=kept_by_silence,
    wrong=[
        (lambda a: not isinstance(a, frozenset), "Write a set of names: {\"quiet\", …}."),
        (lambda a: not a <= {p.__name__ for p in PROMISES},
         "There is a name that is none of the five. Copy them from the list."),
        (lambda a: "somebody_leads" in a, "Who should lead? Nobody ever takes the lead."),
        (lambda a: "all_agree" in a, "They all name the same: nobody. But this promise asks for a leader."),
        (lambda a: "at_most_one_leader" not in a, "Count the leaders. Is zero more than one?"),
        (lambda a: "nobody_disagrees" not in a,
         "To disagree, two nodes must name two different leaders. Here nobody names any."),
        (lambda a: "quiet" not in a, "Quiet means that nothing is on the wire. Have they sent anything?"),
    ],
    why="Safety says that nothing bad happens. Where nothing happens at all, nothing bad happens.")


def _slow_word():
    return replay(shout([1, 2, 3]), [Crash(3), Suspect(2, 3), Deliver(3, 2, Leader())])


late_word = Predict(
    points=1,
    question="3 crashed, 2 took the lead, and now the last word of 3 arrives at 2. Whom does 2 name?",
    answer=lambda: _slow_word().last[2].leader, run=_slow_word,
    wrong=[
        (2, "2 does know that 3 is down. But read `on_message`: does it ask who is down?"),
        (1, "1 has said nothing so far. Who has sent the message?"),
        (None, "A message sets a leader here. Is there a line that takes one away again?"),
        (lambda a: isinstance(a, int) and a not in (1, 2, 3), "There are only the nodes 1, 2 and 3."),
        (lambda a: isinstance(a, (tuple, frozenset)), "A node names one leader. Give one id."),
        (lambda a: isinstance(a, str), "Give the id as a number, or None for nobody."),
    ],
    why="`on_message` believes whoever speaks, also the dead. So 2, the only one who could lead, follows 3.")


# -- break it ------------------------------------------------------------------------------------------------


two_at_once = BreakIt(
    points=1, question="A perfect detector, two crashes: can two living nodes lead at the same time?",
    system=lambda: shout([1, 2, 3]), always=[at_most_one_leader], options=dict(faults=Faults(crashes=2)),
    wrong=[
        (lambda trace: len(trace.last.leaders) == 1 and len([n for n in trace.last.nodes if not n.up]) == 2,
         "Only one node is left. To lead, a node must have heard that all larger ones are down. Can that be "
         "false here?"),
        (lambda trace: any(isinstance(e, Suspect) for e in trace.events),
         "To lead, a node must have heard that all larger ones are down. Can the report be false here?"),
        (lambda trace: True,
         "In this run nobody but the largest has taken the lead. When does a smaller node do it?"),
    ],
    why="Impossible. A node leads only when all larger ones are reported down, and a perfect detector never "
        "reports a living one. "
        "The search has seen every run.")


# -- measure -------------------------------------------------------------------------------------------------

SLOWEST = (10, 20, 40)


@cache
def runs_that(promise, seeds=range(100), ids=(1, 2, 3, 4, 5), crash=True, report=(10, 20)):
    """How many runs end in a world that keeps a promise, for each of the slowest messages."""
    def one(slowest, seed):
        network = Network(delay=(1, slowest), detector=Perfect(delay=report))
        faults = [(1, Crash(max(ids)))] if crash else []
        return promise(simulate(shout(ids, network=network), seed=seed, faults=faults, trace=False).last)
    return {slowest: sum(one(slowest, seed) for seed in seeds) for slowest in SLOWEST}


def _came_from(*args, **options):
    return lambda answer: answer == runs_that(*args, **options)


def _nobody_agrees(world):
    return not all_agree(world)


patience = Measure(
    points=2,
    question="How many of 100 runs end in agreement, if the slowest message takes 10, 20 or 40 ticks?",
    answer=lambda: runs_that(all_agree),
    wrong=[
        (lambda a: isinstance(a, dict) and a == {k: v / 100 for k, v in runs_that(all_agree).items()},
         "These are shares. Count the runs instead."),
        (lambda a: not isinstance(a, dict),
         "Write a mapping from the slowest message to the number of runs: {10: …, 20: …, 40: …}."),
        (_came_from(_nobody_agrees), "You counted the runs that fail."),
        (_came_from(all_agree, crash=False),
         "All runs are good? Then nobody crashed, or you asked for less: a run without any leader has no "
         "two leaders. Ask `all_agree`."),
        (_came_from(somebody_leads), "Somebody leads, but does everybody follow? Ask `all_agree`."),
        (_came_from(all_agree, seeds=range(1, 101)),
         "Your seeds begin with 1. Take the seeds 0 to 99, so that we look at the same runs."),
        (_came_from(all_agree, seeds=range(200)), "These are 200 runs. Take the seeds 0 to 99."),
        (_came_from(all_agree, ids=(1, 2, 3)),
         "That is the answer for three nodes. Take the nodes 1 to 5, and let 5 crash."),
        (_came_from(all_agree, report=(30, 30)),
         "Here the detector waits for 30 ticks. Take `Perfect()` as it is."),
        (lambda a: a.keys() == set(SLOWEST),
         "Compare your runs with the text: nodes 1 to 5, 5 crashes at tick 1, `Perfect()`, the seeds 0 to 99."),
    ],
    why="The detector reports after 10 ticks at the earliest. As long as no message is slower than that, the "
        "last word of the dead "
        "comes before the first word of the new leader.")


# -- break it, again -----------------------------------------------------------------------------------------


class DeafToTheDead(Shout):
    """A colleague's repair: do not believe a sender that you know to be down."""

    def on_message(self, message, sender):
        if sender in self.down:
            self.say("{} says that it leads, but {} is down: I do not listen.", sender, sender)
        else:
            self.say("{} says that it leads: I believe it.", sender)
            self.leader = sender


def _places(trace):
    """Event -> its place in the run."""
    return {event: place for place, event in enumerate(trace.events)}


def _both_heard(trace, first, second):
    place = _places(trace)
    one, two = Deliver(first, 1, Leader()), Deliver(second, 1, Leader())
    return one in place and two in place and place[one] < place[two]


def _knows_too_early(trace):
    """Node 1 hears of the crash before it hears the dead leader."""
    place = _places(trace)
    return Suspect(1, 3) in place and place.get(Deliver(3, 1, Leader()), len(place)) > place[Suspect(1, 3)]


break_repair = BreakIt(
    points=2, question="Your colleague's repair: find the run after which the nodes can never agree.",
    system=lambda: shout([1, 2, 3], node=DeafToTheDead),
    eventually=[all_agree], options=dict(faults=Faults(crashes=1)),
    wrong=[
        (lambda trace: trace is None,
         "The dead are ignored only by those who know that they are dead. Who may not know it yet?"),
        (lambda trace: Crash(3) not in trace.events,
         "As long as 3 lives, all is well. Which node must fail?"),
        (lambda trace: not any(isinstance(e, Suspect) for e in trace.events),
         "Nobody has noticed the crash yet, so there is only one leader that anybody could name. Somebody "
         "must take over."),
        (_knows_too_early,
         "Now node 1 knows that 3 is down, and does not listen to it any more. Be quicker than its "
         "detector."),
        (lambda trace: _both_heard(trace, 3, 2),
         "Node 1 heard the dead leader first and the new one last, so it ends well. Turn these two round."),
        (lambda trace: Deliver(3, 2, Leader()) in trace.events,
         "Node 2 is deaf to the dead now. Try it with node 1."),
        (lambda trace: True, "Node 1 gets two messages. In which order do they hurt?"),
    ],
    why="Node 1 hears the new leader first and the dead one last, before it knows of the crash. And nobody "
        "will ever shout again.")


# -- implement -----------------------------------------------------------------------------------------------


class _AsBefore(Shout):
    pass


class _AnySmaller(Shout):
    def on_message(self, message, sender):
        if sender not in self.down and (self.leader is None or sender < self.leader):
            self.leader = sender


class _OnlyLarger(_AnySmaller):
    def on_suspect(self, peer):
        self.down.add(peer)
        if self.leader == peer:
            self.leader = None
        if self.leader is None:
            self.shout_if_largest()

    def on_message(self, message, sender):
        if sender not in self.down and (self.leader is None or sender > self.leader):
            self.leader = sender


class _OnlyFirst(_OnlyLarger):
    def on_message(self, message, sender):
        if self.leader is None:
            self.leader = sender


class _DeafLast(_OnlyLarger):
    def on_message(self, message, sender):
        if sender not in self.down:
            self.leader = sender


class _BelievesAll(_OnlyLarger):
    def on_message(self, message, sender):
        self.leader = sender


class _ForgetsTooMuch(_AnySmaller):
    def on_suspect(self, peer):
        self.down.add(peer)
        self.leader = None
        self.shout_if_largest()


class _NeverNotes(_AnySmaller):
    def on_suspect(self, peer):
        if self.leader == peer:
            self.leader = None
        if self.leader is None:
            self.shout_if_largest()


class _Deaf(_OnlyLarger):
    def on_message(self, message, sender):
        self.say("I do not listen.")


my_shout = Implement(
    points=3,
    question="Repair the shout: with a perfect detector and two crashes, the living always come to agree.",
    build=lambda node, *ids: shout(ids, node=node), base=Shout, needs=("on_message", "on_suspect"),
    cases=[(1, 2, 3)], grading=[(2, 4, 3, 1)],
    always=[at_most_one_leader], eventually=[all_agree, quiet], options=dict(faults=Faults(crashes=2)),
    wrong=[
        (broke(at_most_one_leader),
         "Two living nodes lead. Take the lead only when you know that everybody larger is down."),
        (broke(quiet),
         "Somebody answers every message with a message, and so it goes on for ever. Who needs an answer "
         "here?"),
        (lambda verdict: isinstance(verdict.broken, str),
         "The sentence above names the line that failed. It is a mistake of Python, not of your idea."),
        (like(_AsBefore), "Here the last word of the dead still wins."),
        (like(_BelievesAll), "Here the last word of the dead still wins."),
        (like(_DeafLast),
         "A word of a dead leader can arrive before you know of its death, and after the word of the new "
         "one. Which of the two is newer?"),
        (like(_AnySmaller),
         "A node keeps naming a leader although it knows that this leader is down. What should `on_suspect` "
         "do with it?"),
        (like(_OnlyLarger),
         "Think again about larger and smaller: 3 leads first. After its crash, who shouts, a larger or a "
         "smaller node?"),
        (like(_OnlyFirst),
         "The first word wins here. But the newer word may come second, and nobody says it again."),
        (like(_ForgetsTooMuch),
         "Your node forgets its leader although somebody else has failed. The leader will not shout again."),
        (like(_NeverNotes), "Who notes that the peer is down? `shout_if_largest` looks into `self.down`."),
        (like(_Deaf), "Your node never believes anybody, so it never learns who leads."),
        (broke(all_agree),
         "Play the run: which node is left with the wrong leader, and which word did it believe too easily?"),
    ])
