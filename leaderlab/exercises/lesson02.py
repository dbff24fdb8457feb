"""Lesson 02, the ring: what the exercises ask, and the wrong ideas that they know."""

from itertools import permutations

from ..algorithms import chang_roberts, readme_ring, ring
from ..algorithms.chang_roberts import Elected, Election
from ..events import Crash, Deliver, Restart, Suspect
from ..network import Faults
from ..node import Node
from ..properties import (
    all_agree,
    at_most_one_leader,
    largest_leads,
    nobody_follows_the_dead,
    quiet,
    sentence,
    somebody_leads,
)
from ..simulate import simulate
from .kinds import BreakIt, Implement, Measure, Personal, Predict, broke, like

ONE_CRASH = Faults(crashes=1)


# -- predict ----------------------------------------------------------------------------------------------------------


def _three_start():
    return simulate(readme_ring([2, 8, 4, 6, 5], initiators=[2, 4, 5]))


ring_starters = Predict(
    points=1, question="Three of five nodes start at once on the README's ring. How many messages are sent?",
    answer=lambda: _three_start().messages, run=_three_start,
    why="Each starter pays for a whole election: once round to search, once round to announce. Nobody stops anybody.",
    wrong=[
        (10, "That is one election. Who stops the other two?"),
        (15, "Three searches go round, five hops each. And how do the others hear of it?"),
        (6, "A message does not jump. It goes from neighbour to neighbour, and every hop is a message."),
        (20, "There are three starters. Does any of them give up?"),
        (24, "Count the hop that comes home to the starter, too."),
        (27, "Count the hop that comes home to the starter, too: the recipe sends the announcement all the way round."),
        (lambda a: a < 10, "One election alone takes more than that: five hops to search, five to announce."),
        (lambda a: a > 30, "Nobody sends to all. Follow each of the three messages with a finger, twice round."),
        (lambda a: True, "Every starter pays the same. What does one election cost?"),
    ])


def _after_the_crash():
    return simulate(readme_ring([3, 7, 5], initiators=[3]), faults=[(100, Crash(7))])


ring_fate = Predict(
    points=1, question="The leader 7 has crashed, and everybody has been told. Whom does node 5 follow in the end?",
    answer=lambda: _after_the_crash().last[5].leader, run=_after_the_crash,
    why="Both living nodes start an election. Both messages go to 7, the dead leader, and end there: nothing changes.",
    wrong=[
        (5,
         "5 is the largest that is left, so it should lead. But whose message would have to come home first, "
         "and on which way?"),
        (3, "3 starts an election. Where does its message go, from 3?"),
        (None, "Nothing makes a node forget its leader. It would need the end of a new election."),
        (lambda a: isinstance(a, str), "Give one id, as a number: 3, 5 or 7."),
        (lambda a: isinstance(a, (int, float)), "There is no such node on this ring. Its ids are 3, 7 and 5."),
    ])


# -- implement: the last repair ---------------------------------------------------------------------------------------


def _repaired(node, ids, starters):
    return ring(ids, initiators=starters, node=node)


def _led_by_the_dead(kind):
    """A matcher: at the end a living node follows a dead one, and learnt of it from such a message."""
    def fits(verdict):
        world = verdict.trace.last
        dead = {node.id for node in world.nodes if not node.up}
        news = [step.event.message for step in verdict.trace for change in step.changes
                if change.field == "leader" and change.after in dead and isinstance(step.event, Deliver)]
        return any(node.leader in dead for node in world.up) and bool(news) and type(news[-1]).__name__ == kind
    return fits


def _said(verdict):
    return [text for step in verdict.trace for _, text in step.said]


ring_refuse = Implement(
    points=3, question="Write the last repair: nobody accepts a dead leader.",
    build=_repaired, base=Node, needs=("on_message",),
    cases=[([7, 3], [7]), ([3, 7, 5], [3]), ([3, 7, 5], [3, 5])], grading=[([3, 9, 7, 5], [3]), ([9, 4, 6], [9, 4, 6])],
    always=[at_most_one_leader], eventually=[somebody_leads, nobody_follows_the_dead, all_agree, quiet],
    options={"faults": ONE_CRASH},
    wrong=[
        (lambda v: v.broken == "A handler breaks down.",
         "Your handler stops with an error. The run below is the way to it; the next step fails."),
        (broke(at_most_one_leader),
         "Two nodes lead. A node that finds a dead id at home must not put itself in its place: it does not "
         "know who else is alive. Only a search can tell."),
        (broke(quiet),
         "A message goes round for ever. Whoever refuses the news of a dead leader must not pass it on "
         "either."),
        (_led_by_the_dead("Elected"),
         "Here a node hears of a leader in an announcement, and it could have known that this leader is "
         "down. Look at `self.down` before you believe."),
        (_led_by_the_dead("Election"),
         "Here the initiator's own search comes home with the id of a node that it knows to be down, and it "
         "believes it. Look at `self.down` there, too."),
        (lambda v: not any("on" in text and "travels" in text for text in _said(v)),
         "The messages that are not about a dead leader go nowhere. Leave them to "
         "`super().on_message(message, sender)`."),
        (lambda v: v.broken is somebody_leads and any("My message is home" in text for text in _said(v)),
         "A leader was known, and it is gone again. Refuse the dead leader before you change anything: keep "
         "the leader that you have."),
        (broke(somebody_leads), "Nobody leads at the end. Do you refuse more than the dead leader?"),
        (broke(nobody_follows_the_dead), "Somebody follows a dead node. It is in the `down` of that node."),
        (broke(all_agree), "The living do not agree. Who believes something that the others have refused?"),
    ])


# -- break it ---------------------------------------------------------------------------------------------------------


def _crashes(trace):
    return [event.node for event in trace.events if isinstance(event, Crash)]


ring_twice = BreakIt(
    points=2, question="Make two nodes of the repaired ring lead at the same time, with one crash.",
    system=lambda: ring([3, 7, 5], initiators=[3, 5]), always=[at_most_one_leader], options={"faults": ONE_CRASH},
    why="It is impossible: the search went through every run with at most one crash. A thousand failed "
        "attempts would not have shown that.",
    wrong=[
        (lambda t: len(t.last.leaders) == 1,
         "One node leads at the end of your run. Can another one lead at the same time?"),
        (lambda t: len(t.events) < 3, "After so few events nobody can lead yet."),
        (lambda t: bool(_crashes(t)), "After the crash of a node the others skip it, and refuse it as a leader."),
        (lambda t: True,
         "Without a crash every round finds the same largest id. Is there any run at all? It may be "
         "impossible."),
    ])


# -- break it, on a ring of one's own ---------------------------------------------------------------------------------

SPLIT = "Split the brain of your own ring: two leaders after one false suspicion."


def _suspicion(trace):
    return next((event for event in trace.events if isinstance(event, Suspect)), None)


def _split(ids, starter):
    """Two leaders on one ring; what a wrong run lacks depends on who is the largest, and on who stands before it."""
    largest = max(ids)
    before = ids[ids.index(largest) - 1]

    def too_early(trace):
        return trace.worlds[trace.events.index(_suspicion(trace))][before].leader != largest

    return BreakIt(
        points=2, question=SPLIT, system=lambda: ring(ids, initiators=[starter]), always=[at_most_one_leader],
        options={"faults": Faults(suspicions=1)},
        why="The ring closes without its largest node, and elects the second largest. The largest hears nothing of it.",
        wrong=[
            (lambda t: t is None, "It has happened to the ring 3, 7, 5 in the player. What would save yours?"),
            (lambda t: len(t.last.leaders) == 2, "It works. Which event does nobody need?"),
            (lambda t: _suspicion(t) is None,
             f"Nobody is suspected in your run. As long as all trust each other, only {largest} can win."),
            (lambda t: _suspicion(t).peer != largest,
             lambda t: f"You leave out {_suspicion(t).peer}. But {largest} wins as long as it is on the ring."),
            (lambda t: _suspicion(t).node != before,
             lambda t: f"{_suspicion(t).node} takes {largest} for dead. But somebody else still sends to {largest}: "
                       f"whose successor is {largest}?"),
            (too_early,
             f"{before} is told too early. It has not passed on the news, so {largest} never learns that it leads."),
            (lambda t: largest not in t.last.leaders,
             f"The news is on its way to {largest}. Let it arrive: {largest} is to be one of the two leaders."),
            (lambda t: True,
             f"{largest} leads, and {before} sends past it. Now let the search of {before} go round and come home."),
        ])


def _own_ring(dice):
    ids = dice.draw(4, range(2, 60))
    return {"ids": ids, "starter": dice.pick(ids)}


ring_yours = Personal(
    points=2, question=SPLIT, make=_split, draw=_own_ring, model={"ids": [3, 7, 5, 4], "starter": 3},
    level=lambda exercise: exercise.best,
    tell=lambda ids, starter: f"The ring is {', '.join(map(str, ids))}, and {starter} starts. A line begins with "
                              f"`ring({ids}, initiators=[{starter}]) | `")


# -- break it: the dead come back -------------------------------------------------------------------------------------


def _restarts(trace):
    return any(isinstance(event, Restart) for event in trace.events)


ring_restart = BreakIt(
    points=2, question="One crash and one restart: make two nodes of the repaired ring lead at the same time.",
    system=lambda: ring([3, 7], initiators=[3]), always=[at_most_one_leader],
    options={"faults": Faults(crashes=1, restarts=1)},
    why="The news of 7 was still on its way when 7 died. It reaches another life of 7, after 3 has gone on without it.",
    wrong=[
        (lambda t: t is None,
         "It was impossible while the dead stayed dead. A node that comes back may find old messages waiting "
         "for it."),
        (lambda t: len(t.last.leaders) == 2, "It works. Which step could you leave out?"),
        (lambda t: len(t.last.leaders) == 1 and 7 not in t.last.leaders,
         "3 leads alone. That is the first half. What may still be on its way to 7?"),
        (lambda t: 7 in t.last.leaders, "7 leads. Let 3 lead before that: it must believe that 7 is dead."),
        (lambda t: not _crashes(t), "Nobody crashes in your run. With no crash both nodes agree on 7."),
        (lambda t: 7 not in _crashes(t), "You let 3 crash. Who would still announce the other one?"),
        (lambda t: not _restarts(t), "7 stays dead in your run. Let it come back, at the right moment."),
        (lambda t: len(t.last.leaders) < 2,
         "Nobody leads yet. Let 3 announce 7 first, and let 7 crash before it hears of it."),
    ])


# -- implement: Chang and Roberts -------------------------------------------------------------------------------------


class _Candidate(Node):
    """What the lesson gives; each class below has one wrong idea."""

    successor: int
    initiator: bool = False
    participant: bool = False
    leader: int | None = None

    def on_start(self):
        if self.initiator:
            self.run_for_leader()

    def run_for_leader(self):
        self.participant = True
        self.send(Election(self.id), to=self.successor)

    def on_message(self, message, sender):
        match message:
            case Election(candidate):
                self.hear_candidate(candidate, message)
            case Elected(leader):
                self.hear_news(leader, message)

    def hear_candidate(self, candidate, message):
        if candidate == self.id:
            self.win()
        elif candidate > self.id:
            self.participant = True
            self.send(message, to=self.successor)
        elif not self.participant:
            self.run_for_leader()

    def win(self):
        self.leader, self.participant = self.id, False
        self.send(Elected(self.id), to=self.successor)

    def hear_news(self, leader, message):
        if leader != self.id:
            self.leader, self.participant = leader, False
            self.send(message, to=self.successor)


class _StopsNobody(_Candidate):
    def hear_candidate(self, candidate, message):
        if candidate == self.id:
            self.win()
        else:
            self.participant = True
            self.send(message, to=self.successor)


class _OnlyForwards(_Candidate):
    def hear_candidate(self, candidate, message):
        if candidate == self.id:
            self.win()
        elif candidate > self.id or not self.participant:
            self.send(message, to=self.successor)


class _SmallestWins(_Candidate):
    def hear_candidate(self, candidate, message):
        if candidate == self.id:
            self.win()
        elif candidate < self.id:
            self.participant = True
            self.send(message, to=self.successor)
        elif not self.participant:
            self.run_for_leader()


def nothing_twice(world):
    """No message is on its way twice: a smaller id is stopped, and nobody runs a second time."""
    messages = [mail.message for mail in world.in_flight]
    return len(messages) == len(set(messages))


def _last(verdict):
    """What happened when a safety promise broke: (message, who received it, whom the receiver names now)."""
    event = verdict.trace[-1].event
    if verdict.broken not in (at_most_one_leader, largest_leads) or not isinstance(event, Deliver):
        return None, None, None
    return event.message, event.to, verdict.trace.last[event.to].leader


def _announced(verdict):
    return verdict.trace.count(Elected) > 0


def _announces_another(verdict):
    first = next((sent for step in verdict.trace for sent in step.sent if isinstance(sent.message, Elected)), None)
    return first is not None and first.message.leader != first.sender


def _wins_on_larger(verdict):
    message, to, leader = _last(verdict)
    return isinstance(message, Election) and leader == to != message.candidate


def _believes_a_candidate(verdict):
    message, to, leader = _last(verdict)
    return isinstance(message, Election) and leader == message.candidate != to


def _trusts_the_sender(verdict):
    message, _, leader = _last(verdict)
    return isinstance(message, Elected) and leader == verdict.trace[-1].event.sender != message.leader


def _smaller_comes_home(verdict):
    message, to, leader = _last(verdict)
    return isinstance(message, Election) and leader == to == message.candidate


ring_handler = Implement(
    points=3, question="Write the handler of Chang and Roberts.",
    build=lambda node, ids, starters: chang_roberts(ids, initiators=starters, node=node),
    base=Node, needs=("on_message",),
    cases=[([7, 3], [7]), ([3, 7], [3]), ([3, 7, 5], [3, 5]), ([3, 7, 5], [3, 7, 5])],
    grading=[([9, 6, 4, 2], [9, 6, 4, 2]), ([4, 9, 2, 6], [4, 2])],
    always=[at_most_one_leader, largest_leads, nothing_twice], eventually=[somebody_leads, all_agree, quiet],
    wrong=[
        (lambda v: v.broken == "A handler breaks down.",
         "Your handler stops with an error. The run below is the way to it; the next step fails."),
        (like(_StopsNobody), "You pass on every id. A smaller one must be stopped, or it comes home, too, and wins."),
        (like(_OnlyForwards),
         "A node that did not start just passes on a smaller id. So a small starter wins. Put your own id in "
         "its place: `self.run_for_leader()`."),
        (like(_SmallestWins), "Your comparison is the wrong way round: the smallest id wins."),
        (_wins_on_larger, "A node wins only if its own id comes home. A larger id that comes by is somebody else's."),
        (_believes_a_candidate,
         "An id that travels is only a candidate. Believe in a leader when it is announced, not before."),
        (_smaller_comes_home,
         "An id has come home although a larger node stands on its way. What should that node do with it?"),
        (_announces_another, "Somebody else is announced than the node whose id came home."),
        (_trusts_the_sender, "The sender is only your neighbour. The leader stands in the message."),
        (broke(nothing_twice),
         "You send something that is on its way already. Look at `self.participant` before you run."),
        (lambda v: v.broken is somebody_leads and not _announced(v),
         "Nobody's id comes home. What does a node that did not start do with a smaller id? It must send its "
         "own in its place."),
        (broke(somebody_leads), "The winner tells the others and forgets itself: set `self.leader`, too."),
        (lambda v: v.broken is all_agree and not _announced(v),
         "The winner knows, and nobody else does. Send an `Elected`."),
        (broke(all_agree), "The announcement is not passed on, so only the next node hears it."),
        (broke(quiet), "Nobody takes the announcement off the ring, so it goes round for ever. Who should?"),
        (lambda v: callable(v.broken), lambda v: f"The promise that breaks: {sentence(v.broken)} "
                                                 "Find the first step below that you did not expect."),
    ])


# -- what it costs -----------------------------------------------------------------------------------------------------


def _costs(n):
    """Election messages of Chang and Roberts for every order of 1..n on a ring: {order: count}."""
    orders = [(1, *rest) for rest in permutations(range(2, n + 1))]
    return {ids: simulate(chang_roberts(ids), trace=False).messages - n for ids in orders}


def _worst_order():
    costs = _costs(5)
    return max(costs, key=costs.get)


ring_worst = Predict(
    points=1, question="Which order of 1, 2, 3, 4, 5, beginning with 1, costs Chang and Roberts most messages?",
    answer=_worst_order, run=lambda: simulate(chang_roberts(_worst_order())),
    why="The ids fall in the direction of travel, so each one meets only smaller ids until it reaches the largest.",
    wrong=[
        ((1, 2, 3, 4, 5),
         "Here every id but the largest is stopped by its very next node: the ids rise. That is the best "
         "order."),
        (lambda a: isinstance(a, tuple) and sorted(a) == [1, 2, 3, 4, 5] and a[0] != 1,
         "Turn the ring until your list begins with 1. It stays the same ring."),
        (lambda a: isinstance(a, tuple) and sorted(a) == [1, 2, 3, 4, 5],
         lambda a: f"Your order takes {simulate(chang_roberts(a)).count(Election)} election messages; "
                   f"there is an order that takes "
                   "more. How far does each id travel until it meets a larger one?"),
        (lambda a: isinstance(a, tuple), "Give a list with each of the ids 1, 2, 3, 4, 5 once."),
        (lambda a: True, "Give the order as a list, for example [1, 3, 5, 2, 4]."),
    ])


# -- measure ----------------------------------------------------------------------------------------------------------


def _mean(n, extra=0):
    costs = _costs(n)
    return sum(costs.values()) / len(costs) + extra


SIZES = (2, 3, 4, 5, 6)


def _is(rule):
    """A matcher: at every size the number is what this rule gives."""
    return lambda a: all(abs(a[n] - rule(n)) < 1e-6 for n in SIZES)


ring_mean = Measure(
    points=2, question="How many election messages do Chang and Roberts need on average, over all orders of n ids?",
    answer=lambda: {n: _mean(n) for n in SIZES}, tolerance=1e-6,
    why="These are exactly n times the n-th harmonic number: 1 + 1/2 + 1/3 + … + 1/n.",
    wrong=[
        (_is(lambda n: _mean(n, n)),
         "You have counted the announcement, too: n of all the messages. `trace.count(Election)` leaves it out."),
        (_is(lambda n: max(_costs(n).values())), "That is the worst order, not the mean of all orders."),
        (_is(lambda n: min(_costs(n).values())), "That is the best order, not the mean of all orders."),
        (_is(lambda n: (max(_costs(n).values()) + min(_costs(n).values())) / 2),
         "The middle between the best and the worst is not the mean: most orders are near the best."),
        (_is(lambda n: 2 * n),
         "That is the README's ring with one initiator. Here all nodes start: `chang_roberts(ids)`."),
        (_is(lambda n: n), "One turn of the largest id is only a part of it. The others travel, too."),
        (_is(lambda n: n * n), "That is what it would cost if nobody stopped a smaller id."),
        (_is(lambda n: int(_mean(n))), "A mean need not be a whole number. Do not round: use `/`, not `//`."),
        (_is(lambda n: round(_mean(n))), "A mean need not be a whole number. Do not round."),
        (lambda a: all(abs(a[n] - _mean(n)) < 0.06 for n in SIZES), "That is near. Give the exact mean: do not round."),
        (lambda a: not isinstance(a, dict), "Give one number for each n: {2: …, 3: …, 4: …, 5: …, 6: …}."),
    ])
