"""Lesson 04, ZooKeeper: what the exercises ask, and the wrong ideas that they know."""

from itertools import permutations, product

from ..algorithms import Candidate, FastLeaderElection, Herd, fast_leader_election, readme_zookeeper, zookeeper_client
from ..algorithms.ensemble import Exists, NodeDeleted, Stat, owner_of, sequence_of
from ..algorithms.votes import Vote, predicate_of_1419, total_order_predicate
from ..algorithms.zookeeper_promises import leader_knows_what_a_quorum_knows, only_the_head_leads
from ..errors import Mistake
from ..events import Crash, Deliver, Timer
from ..network import Faults
from ..properties import at_most_one_leader, quiet, sentence
from ..simulate import simulate
from .kinds import BreakIt, Find, Function, Implement, Measure, Predict, broke, like

# -- the README's rule ------------------------------------------------------------------------------------------------


def three_fail(order):
    """Servers 1 to 5 follow the README; these three fail, one after the other, with time enough in between."""
    faults = [(200 * k, Crash(id)) for k, id in enumerate(order, 1)]
    return simulate(readme_zookeeper([1, 2, 3, 4, 5]), faults=faults, until=900)


def _good_orders():
    return [order for order in permutations((3, 4, 5)) if three_fail(order).last.leaders]


zk_orders = Predict(
    points=1, question="Servers 3, 4 and 5 fail one by one. After how many of the six orders is there a leader?",
    answer=lambda: len(_good_orders()), run=lambda: three_fail((4, 5, 3)),
    why="Only from the top down: 5, then 4, then 3. In any other order somebody fails whose watcher is dead already.",
    wrong=[
        (6, "Two servers live on in every order. But does one of them notice that it must lead? Try 4, 5, 3."),
        (0, "There is an order in which each leader is replaced by the server that monitors it."),
        (2, "Two orders begin with 5, and 4 takes over. Then 3 fails in one of them. Who monitors 4 now?"),
        (3, "Who monitors the leader at the moment when it fails? Is that server alive?"),
        (4, "Who monitors the leader at the moment when it fails? Is that server alive?"),
        (5, "More than one order goes wrong. Begin with the failure of 4, which monitors the leader."),
        (lambda a: isinstance(a, (tuple, frozenset, str)), "How many? Give a number from 0 to 6."),
        (lambda a: True, "Three servers can fail in six different orders. Give a number from 0 to 6."),
    ])


# -- the line ---------------------------------------------------------------------------------------------------------

WAITING = {"ids": [1, 2, 3, 4, 5], "seed": 4}


def the_line(faults=(), until=None):
    """Five candidates stand in a line, in the order in which the ensemble has heard of them."""
    return simulate(zookeeper_client(WAITING["ids"]), seed=WAITING["seed"], faults=faults, until=until)


def order_of(trace):
    """The candidates in the line, first in front."""
    return [owner_of(znode) for znode in sorted(trace.last[0].store, key=sequence_of)]


def second_then_first():
    """The second in the line fails, and after it the first."""
    first, second, *_ = order_of(the_line())
    return the_line([(200, Crash(second)), (400, Crash(first))])


zk_line = Predict(
    points=1, question="The second in the line fails, and later the first. Who leads?",
    answer=lambda: order_of(the_line())[2], run=second_then_first,
    why="When the second has gone, the third looks at the line again and watches the first. So it is told, and leads.",
    wrong=[
        (lambda a: a == order_of(the_line())[0], "That is the first in the line. It has failed."),
        (lambda a: a == order_of(the_line())[1], "That is the second in the line. It failed even before the first."),
        (lambda a: a == order_of(the_line())[3], "That is the fourth. Who stands between it and the head of the line?"),
        (lambda a: a == order_of(the_line())[4], "That is the last. The largest id has no privilege in this line."),
        (lambda a: a == max(WAITING["ids"]), "The ids mean nothing here. Only the numbers of the znodes count."),
        (0, "0 is the ensemble. It keeps the line, and does not stand in it."),
        (lambda a: isinstance(a, (tuple, frozenset)), "One candidate leads. Give its id."),
        (lambda a: "-n_" in a, "That is the name of a znode. Its owner's id stands in front: give that number."),
        (lambda a: isinstance(a, str), "Give one id, as a number."),
        (lambda a: True, "There is no such candidate. Their ids are 1 to 5."),
    ])


def somebody_leads_if_left(world):
    """A candidate leads, if one is left."""
    return len(world.up) == 1 or bool(world.leaders)


def nobody_shares_a_watch(world):
    """No znode is watched by two candidates: a failure wakes only one."""
    watches = next(node.watches for node in world.nodes if node.kind == "Ensemble")
    return all(len(watchers) <= 1 for watchers in watches.values())


class _LeadsWhenItIsGone(Candidate):
    def look_again(self):
        self.become_leader()


class _WaitsOn(Candidate):
    def look_again(self):
        self.watching = None


class _NobodyLeads(Candidate):
    def look_at(self, line):
        if self.znode != line[0]:
            self.watch(self.before_me(line))


class _EverybodyLeads(Candidate):
    def look_at(self, line):
        self.become_leader()


class _ByName(Candidate):
    def look_at(self, line):
        super().look_at(sorted(line))


class _ComparesIds(Candidate):
    def look_at(self, line):
        if line[0].startswith(str(self.id)):
            self.become_leader()
        else:
            self.watch(self.before_me(line))


class _NeverWatches(Candidate):
    def look_at(self, line):
        if self.znode == line[0]:
            self.become_leader()


class _AsksAgainAndAgain(Candidate):
    def look_at(self, line):
        if self.znode == line[0]:
            self.become_leader()
        else:
            self.look_again()


def _fails(verdict):
    return verdict.broken == "A handler breaks down."


def _told_that_it_has_gone(verdict):
    """Whether the last message that a candidate has received says that a znode is not there any more."""
    got = [step.event.message for step in verdict.trace if isinstance(step.event, Deliver) and step.event.to != 0]
    return bool(got) and (isinstance(got[-1], NodeDeleted) or isinstance(got[-1], Stat) and not got[-1].exists)


zk_watch = Implement(
    points=3, question="Write the two rules of the line: what to do with it, and what to do when a znode has gone.",
    build=lambda node, ids: zookeeper_client(ids, node=node), base=Candidate, needs=("look_at", "look_again"),
    cases=[([1, 2],), ([1, 2, 12],)], grading=[([3, 1, 2],)], max_worlds=60_000,
    always=[at_most_one_leader, only_the_head_leads, nobody_shares_a_watch],
    eventually=[somebody_leads_if_left, quiet], options={"faults": Faults(crashes=1, only=(1, 2))},
    wrong=[
        (lambda v: _fails(v) and "partition" in v.trace.end,
         "`self.watch` wants the name of a znode, one of the texts in `line`. The id of its owner is not enough."),
        (lambda v: _fails(v) and "is not in list" in v.trace.end,
         "The line holds the names of znodes, not ids. Your own name in it is `self.znode`."),
        (lambda v: _fails(v) and "the class GetChildren" in v.trace.end,
         "With brackets, it is a message: `self.ask(GetChildren())`."),
        (_fails, "The sentence above names the event at which it goes wrong, and why. The run below leads to it."),
        (like(_EverybodyLeads),
         "Somebody leads who is not the first. Only the owner of `line[0]` may, the smallest number."),
        (like(_ByName),
         "The line is in the right order when you get it. The name begins with the id of its owner, so sorting by name "
         "lets a newcomer with a small id push in."),
        (like(_ComparesIds),
         "The id of one candidate can be the beginning of another one, as 1 is of 12. Compare whole names: "
         "`self.znode` with `line[0]`."),
        (like(Herd),
         "It keeps both promises, but everybody watches the first. If it fails, all wake up and ask again: a herd. "
         "Watch the one before you."),
        (broke(nobody_shares_a_watch),
         "Two candidates watch the same znode. Everybody should watch the one just before itself: "
         "`line[line.index(self.znode) - 1]`."),
        (lambda v: v.broken in (at_most_one_leader, only_the_head_leads) and _told_that_it_has_gone(v),
         "The one before you has gone, and you lead. But it may have been in the middle of the line. Ask for the line "
         "again: `self.ask(GetChildren())`."),
        (broke(at_most_one_leader), "Two candidates lead. Only the first of the line may lead."),
        (broke(only_the_head_leads), "Somebody leads whose znode is not the first, `line[0]`."),
        (broke(quiet), "You ask for the line again and again. Set a watch, `self.watch`, and you will be told."),
        (like(_NeverWatches),
         "Nobody watches the one before it, so nobody hears that the leader has gone: `self.watch(...)`."),
        (like(_WaitsOn), "A znode has gone, and nothing follows. Ask for the line again: `self.ask(GetChildren())`."),
        (like(_NobodyLeads), "The first of the line does not lead. `self.become_leader()` is not called."),
        (lambda v: v.broken is somebody_leads_if_left and _told_that_it_has_gone(v),
         "The last message tells a candidate that a znode has gone, and it does nothing. Ask for the line again."),
        (lambda v: v.broken is somebody_leads_if_left and not any(
            isinstance(sent.message, Exists) for step in v.trace for sent in step.sent),
         "Nobody sets a watch. Who tells the next one that the leader has gone? `self.watch(znode)` does it."),
        (broke(somebody_leads_if_left), "Nobody leads in the end. Who should have taken over, and what was it told?"),
        (lambda v: callable(v.broken), lambda v: f"The promise that breaks: {sentence(v.broken)}"),
    ])


# -- the herd ---------------------------------------------------------------------------------------------------------


def one_by_one(node, n):
    """Every leader fails, one after the other, until one candidate is left; the whole run."""
    system, faults = zookeeper_client(range(1, n + 1), node=node), []
    for tick in range(1000, 1000 * n, 1000):
        leader, = simulate(system, faults=faults, until=tick).last.leaders
        faults.append((tick, Crash(leader)))
    return simulate(system, faults=faults)


SIZES = (2, 3, 4, 5, 6)


def _told(n):
    return one_by_one(Herd, n).count(NodeDeleted)


def _is(rule):
    """A matcher: at every size the number is what this rule gives."""
    return lambda a: all(a[n] == rule(n) for n in SIZES)


zk_herd = Measure(
    points=2, question="How often is a candidate of the herd told that a znode has gone, until one candidate is left?",
    answer=lambda: {n: _told(n) for n in SIZES},
    why="The first failure wakes n - 1, the next n - 2, and so on: n(n - 1)/2 in all. The line wakes one each time.",
    wrong=[
        (_is(lambda n: n - 1), "That is the line, where one is told each time. Give `Herd` to the helper."),
        (_is(lambda n: n * (n - 1)), "That is twice too much. Who has failed is not told any more."),
        (_is(lambda n: n * n), "n failures, and all n told each time? The dead are not told, and the last one stays."),
        (_is(lambda n: n), "Those are the candidates. How many messages `NodeDeleted` are in the run?"),
        (_is(lambda n: n * (n + 1) // 2), "You are one failure too far: the last candidate does not fail."),
        (_is(lambda n: one_by_one(Herd, n).messages),
         "Those are all messages of the run. `trace.count(NodeDeleted)` counts one kind."),
        (_is(lambda n: one_by_one(Candidate, n).messages),
         "Those are all messages of the line. Count `NodeDeleted`, and take `Herd`."),
        (lambda a: not isinstance(a, dict), "Give one number for each n: {2: …, 3: …, 4: …, 5: …, 6: …}."),
        (lambda a: any(isinstance(n, str) for n in a), "Write the sizes as numbers: 2, not '2'."),
        (lambda a: set(a) == set(SIZES),
         "`one_by_one(Herd, 4)` is the run of four candidates. Does `.count(NodeDeleted)` give your number for 4?"),
    ])


# -- votes ------------------------------------------------------------------------------------------------------------

EPOCHS, ZXIDS = {1: 2, 2: 1, 3: 2, 4: 2, 5: 1}, {1: 3, 2: 9, 3: 7, 4: 7, 5: 12}


def history_election():
    """Five servers with different histories."""
    return simulate(fast_leader_election([1, 2, 3, 4, 5], zxids=ZXIDS, epochs=EPOCHS))


zk_history = Predict(
    points=1, question="Five servers with different histories hold an election. Who leads?",
    answer=lambda: history_election().last[1].leader, run=history_election,
    why="Epoch 2 beats epoch 1, whatever the zxid. In epoch 2 the zxid 7 beats 3. Two have it: the larger id wins.",
    wrong=[
        (5, "5 has the largest id and the largest zxid. But in which epoch did it log that?"),
        (2, "2 has logged more than 1 has, but in an older epoch."),
        (3, "3 is as good as another server in its history. What decides then?"),
        (1, "1 is in the newest epoch. Has anybody else there logged more?"),
        ((3, 4), "Both have the best history, but one of them leads. What decides between them?"),
        (frozenset({3, 4}), "Both have the best history, but one of them leads. What decides between them?"),
        (lambda a: isinstance(a, (str, Vote)), "Give one id, as a number."),
        (lambda a: isinstance(a, (tuple, frozenset)), "One server leads. Give its id."),
        (lambda a: True, "There is no such server. Their ids are 1 to 5."),
    ])

_FEW = [Vote(leader, zxid, epoch) for epoch, zxid, leader in product((1, 2), (1, 2), (1, 2))]
_LONG = [Vote(leader, zxid, epoch) for epoch, zxid, leader in product((1, 2), (1, 10**6), (1, 2))]
_MORE = [Vote(leader, zxid, epoch) for epoch, zxid, leader in product((0, 3, 7), (0, 4, 11), (1, 5, 9))]


def _only_the_epoch(new, current):
    return new.epoch > current.epoch


def _only_the_id(new, current):
    return new.leader > current.leader


def _zxid_first(new, current):
    return (new.zxid, new.epoch, new.leader) > (current.zxid, current.epoch, current.leader)


def _forgets_the_epoch(new, current):
    return (new.zxid, new.leader) > (current.zxid, current.leader)


def _forgets_the_id(new, current):
    return (new.epoch, new.zxid) > (current.epoch, current.zxid)


def _the_smaller_id(new, current):
    return (new.epoch, new.zxid, -new.leader) > (current.epoch, current.zxid, -current.leader)


def _the_sum(new, current):
    return sum((new.epoch, new.zxid, new.leader)) > sum((current.epoch, current.zxid, current.leader))


def _all_larger(new, current):
    return new.epoch > current.epoch and new.zxid > current.zxid and new.leader > current.leader


def _any_larger(new, current):
    return new.epoch > current.epoch or new.zxid > current.zxid or new.leader > current.leader


def _equal_is_better(new, current):
    return new == current or total_order_predicate(new, current)


def _the_wrong_way(new, current):
    return total_order_predicate(current, new)


def _no_epoch_guard(new, current):
    return new.epoch > current.epoch or (new.zxid, new.leader) > (current.zxid, current.leader)


def _as_python_compares(new, current):
    return (new.leader, new.zxid, new.epoch) > (current.leader, current.zxid, current.epoch)


zk_order = Function(
    points=2, question="Which of two votes is better?",
    reference=total_order_predicate, inputs=[*product(_FEW, _FEW), *product(_LONG, _LONG)],
    grading=list(product(_MORE, _MORE)),
    why="History first, the id only breaks a tie. Of two different votes exactly one is better: so an election ends.",
    wrong=[
        (lambda rule: not isinstance(rule(_FEW[0], _FEW[1]), bool), "The answer is True or False: is `new` better?"),
        (like(_only_the_id), "That is \"the largest id wins\". A server that has missed everything could lead."),
        (like(_as_python_compares), "The id decides last. Here it decides first."),
        (like(_zxid_first), "The zxid is compared first. But a long history from an older epoch may be worth nothing."),
        (like(_forgets_the_epoch), "The epoch is not compared at all. It comes first."),
        (like(_forgets_the_id), "Equal histories need a winner, too: the larger id."),
        (like(predicate_of_1419),
         "Look at two votes with equal zxids, a larger id and a LOWER epoch. You are in good company: ZooKeeper had "
         "this bug until 2012. You will meet it below."),
        (like(_no_epoch_guard), "The zxid may decide only if the epochs are EQUAL, not if the new one is lower."),
        (like(_any_larger), "One larger number is not enough: the zxid counts only if the epochs are equal."),
        (like(_all_larger), "Not all three must be larger. The zxid counts only if the epochs are equal, and so on."),
        (like(_equal_is_better), "A vote is not better than itself. Servers would change their minds for ever."),
        (like(_the_wrong_way), "The wrong way round: `new` is better if it is LARGER than `current`."),
        (like(_only_the_epoch), "What if the epochs are equal? Then the zxids decide, and last the ids."),
        (like(_the_smaller_id), "If the histories are equal, the LARGER id wins."),
        (like(_the_sum), "Do not add them up. The zxid counts only if the epochs are equal, and so on."),
        (lambda rule: all(rule(a, b) is total_order_predicate(a, b) for a, b in product(_FEW, _FEW)),
         "Right for small numbers. But a zxid can be as large as you like, and must not outweigh an epoch."),
        (lambda rule: rule(_FEW[0], _FEW[0]), "A vote is not better than itself."),
    ])


# -- a cycle ----------------------------------------------------------------------------------------------------------


def _votes(answer):
    """The votes of an answer.

    Raises
    ------
    Mistake
        If it is no list of votes.
    """
    if isinstance(answer, frozenset):
        raise Mistake("A set has no order. Write a list: [the first vote, the one that it beats, ...].")
    votes = answer if isinstance(answer, tuple) else (answer,)
    for vote in votes:
        if not isinstance(vote, Vote):
            raise Mistake("The answer is a list of votes: [Vote(1, zxid=1, epoch=1), ...].")
        if any(type(number) is not int for number in (vote.leader, vote.zxid, vote.epoch)):
            raise Mistake(f"{vote} is not made of whole numbers.")
    return votes


def _circle(answer):
    """The pairs (a vote, the one that it should beat), round the circle."""
    votes = _votes(answer)
    return list(zip(votes, (*votes[1:], *votes[:1])))


def _is_cycle(answer):
    return len(_votes(answer)) > 1 and all(predicate_of_1419(a, b) for a, b in _circle(answer))


def _who_beats_whom(answer):
    rows = [[str(a), str(b), "yes" if predicate_of_1419(a, b) else "no"] for a, b in _circle(answer)]
    return ["vote", "beats", "with the bug"], rows


def _zxids(answer):
    return {vote.zxid for vote in _votes(answer)}


zk_cycle = Find(
    points=2, question="Find votes that beat each other in a circle, with the rule of 2012.",
    accepts=_is_cycle, table=_who_beats_whom,
    why="Each of these votes beats the next, and the last one beats the first. Servers that hold them never settle.",
    wrong=[
        (lambda a: len(_votes(a)) == 0, "The list is empty. Give at least two votes."),
        (lambda a: len(_votes(a)) == 1, "One vote cannot beat itself. Give at least two."),
        (lambda a: len(set(_votes(a))) == 1, "These are equal. A vote does not beat itself, not even with this bug."),
        (lambda a: len(set(_votes(a))) < len(_votes(a)), "One vote is in your list twice. Give each one once."),
        (lambda a: len({v.epoch for v in _votes(a)}) == 1,
         "All are of one epoch. Then the rule is in order: one of them is the best. Let the epochs differ."),
        (lambda a: len(_zxids(a)) > 1 and len(_votes(a)) == 2,
         "With different zxids the last line of the rule is silent. Let the zxids be equal."),
        (lambda a: len({v.leader for v in _votes(a)}) == 1,
         "All are for the same server. The lonely line of the rule needs a larger id."),
        (lambda a: len(_votes(a)) == 2,
         "One of the two is larger in both, epoch and id. Let one have the higher epoch, and the other the larger id."),
        (lambda a: True, "The table says where your circle is broken. Two votes are enough."),
    ])


# -- most votes win ---------------------------------------------------------------------------------------------------


class MostVotes(FastLeaderElection):
    """Decides when more servers vote as it does than for anybody else; at least two, but no quorum."""

    def count_votes(self):
        votes = list(self.votes.values())
        others = [votes.count(vote) for vote in votes if vote != self.vote]
        if votes.count(self.vote) > max([1, *others]):
            self.set_timer("finalize", self.wait)
        else:
            self.cancel_timer("finalize")


def _decided(trace):
    return [event for event in trace.events if isinstance(event, Timer) and event.name == "finalize"]


def _knows_of_two_votes_for_itself(server):
    return server.vote.leader == server.id and list(server.votes.values()).count(server.vote) > 1


zk_plurality = BreakIt(
    points=2, question="Most votes win, without a quorum: make a server lead that knows less than a quorum.",
    system=lambda: fast_leader_election([1, 2, 3, 4, 5], zxids={2: 9, 3: 9, 5: 9}, node=MostVotes),
    always=[leader_knows_what_a_quorum_knows],
    why="1 and 4 know nothing of what the other three have logged, and two votes were the most that 4 had heard of.",
    wrong=[
        (lambda t: t is None, "Two servers know less than the other three. What if they hear of each other first?"),
        (lambda t: not leader_knows_what_a_quorum_knows(t.last), "It works. Which step could you leave out?"),
        (lambda t: bool(t.last.leaders),
         "Somebody leads, but it knows enough. The servers 1 and 4 have logged nothing: one of them must win."),
        (lambda t: bool(_decided(t)),
         "A server has decided to follow. The one that is to lead must decide: its own timer `finalize` must fire."),
        (lambda t: any(isinstance(event, Timer) for event in t.events),
         "`notify` only repeats a vote. A server decides when its `finalize` fires."),
        (lambda t: _knows_of_two_votes_for_itself(t.last[4]),
         "4 knows of two votes for itself, and has logged nothing: very good. Now it must decide: `timer:4:finalize`."),
        (lambda t: any(t.last[id].vote.zxid == 9 for id in (1, 4)),
         "1 or 4 has heard of a better vote, and has changed its own. Let the two hear of each other first."),
        (lambda t: any(event.to in (2, 3, 5) for event in t.events if isinstance(event, Deliver)),
         "What 2, 3 and 5 hear does not matter. Let 1 and 4 hear of each other."),
        (lambda t: t.last[1].vote.leader == 1,
         "1 still votes for itself, and so does 4. Which of the two should hear of the other, to change its vote?"),
        (lambda t: 1 in t.last[4].votes,
         "4 has read an older message of 1. Links keep their order: the next message from 1 tells of its new vote."),
        (lambda t: True, "1 has heard of 4 and votes for it. Now let 4 hear of that."),
    ])
