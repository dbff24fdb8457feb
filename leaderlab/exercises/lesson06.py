"""Lesson 06, Consul's log: what the exercises ask, and the wrong ideas that they know."""

from functools import cache
from math import isclose
from statistics import mean

from ..algorithms import key_value, raft, readme_consul
from ..algorithms.key_value import LocalReads
from ..algorithms.raft import Appended, AppendEntries, Raft
from ..algorithms.raft_client import Command
from ..algorithms.raft_election import LOSSY, RequestVote, Vote
from ..algorithms.raft_properties import (
    as_one_server,
    committed_on_a_majority,
    leader_append_only,
    leader_completeness,
    log_matching,
    once,
    remembering,
    servers,
    state_machine_safety,
)
from ..algorithms.store import execute
from ..events import Cut, Deliver, Suspect, Timer
from ..network import Eventual, Network
from ..properties import sentence
from ..replay import replay
from ..simulate import simulate
from ..verify import RAISES, verify
from . import figure8
from .kinds import BreakIt, Implement, Measure, Predict, broke, like

ANY_TIME = (150, 300)
ONLY_1 = {1: ANY_TIME, 2: None, 3: None}
TWO = {1: ANY_TIME, 2: ANY_TIME, 3: None}


# -- predict ----------------------------------------------------------------------------------------------------------

SERIES = ("x=2", "y=blue", "x+=3", "y+=1", "del z", "z=x", "x?")


def _table():
    store = {}
    for command in SERIES:
        execute(store, command)
    return store


log_series = Predict(
    points=1, question="Seven commands, one after the other. What is in the table at the end?", answer=_table,
    why="What cannot be done is refused and changes nothing. And a command knows only its own words: z=x is a text.",
    wrong=[
        (lambda a: not isinstance(a, dict), "Give a dict, with the keys that are left, and their values."),
        (lambda a: "z" not in a, "One of the last commands sets z. Deleting came before it."),
        (lambda a: a.get("z") in (2, 5, "2", "5"), "The command z=x does not look up x: it sets z to the text behind "
                                                   "the sign."),
        (lambda a: a.get("z") != "x", "There was no z to delete, so that is refused. The next command sets z."),
        (lambda a: a.get("x") == "5", "x is a number, since something can be added to it: 5, without quotes."),
        (lambda a: a.get("x") in (2, 3, 23, "23"), "x is set to 2, and then 3 is added."),
        (lambda a: a.get("y") not in ("blue",),
         "y is a text. One cannot be added to a text: the command is refused, and y stays."),
        (lambda a: len(a) > 3, "There are three keys: x, y and z. A read makes none."),
        (lambda a: "x" not in a, "A read does not take the key away."),
        (lambda a: True, "Do the commands one by one, with a pencil."),
    ])


LEFT, RIGHT = (1, 2), (3, 4, 5)


def _both_sides():
    """Five servers of the README, cut in two; each side takes the other for dead, longer than we look."""
    cuts = [(0, Cut(a, b)) for a in LEFT for b in RIGHT]
    doubts = [(5, Suspect(*pair)) for a in LEFT for b in RIGHT for pair in ((a, b), (b, a))]
    blind = Network(detector=Eventual(delay=(100, 100)))
    return simulate(readme_consul([1, 2, 3, 4, 5], network=blind), faults=cuts + doubts, until=25)


log_living = Predict(
    points=1, question="Servers 1 and 2 are cut off from 3, 4 and 5. How many servers soon believe that they lead?",
    answer=lambda: len(_both_sides().last.leaders), run=_both_sides,
    why="3, 4 and 5 know of three who live, and elect one of them. On the other side 1 has never heard of that.",
    wrong=[
        (1, "The servers 3, 4 and 5 elect a new leader. Who tells the old one, server 1?"),
        (0, "Neither 1 nor 2 has a reason to stop: their leader 1 is alive."),
        (3, "There are only two sides, and each side agrees."),
        (5, "Nobody leads alone: on each side the servers still talk to each other."),
        (lambda a: isinstance(a, (frozenset, tuple)), "Give the number of leaders, not their ids."),
        (lambda a: True, "Go through both sides. Who leads 1 and 2? Who leads 3, 4 and 5?"),
    ])


def _after_c():
    return replay(figure8.system(), [*figure8.a, *figure8.b, *figure8.c])


log_committed = Predict(
    points=1, question="Figure 8 (c): what is the commit index of server 1?",
    answer=lambda: _after_c().last[1].commit_index, run=_after_c,
    why="Entry 2 is on three of five servers, but it is of term 2, and server 1 leads term 4. Nothing is committed.",
    wrong=[
        (2, "Entry 2 is on a majority. But of which term is it, and which term does server 1 lead?"),
        (1, "Entry 1 is everywhere and cannot disappear any more, that is true. But the rule of the paper is so simple "
            "that it treats all entries of older terms alike."),
        (3, "Entry 3 is of the right term. On how many servers is it?"),
        (lambda a: isinstance(a, (int, float)) and a > 3, "The log of server 1 has three entries."),
        (lambda a: True, "Give an index: 0 if nothing is committed, else 1, 2 or 3."),
    ])


# -- implement: the consistency check ---------------------------------------------------------------------------------


def all_logs_are_equal(world):
    """In the end all servers that are up have the log of the leader."""
    return len({node.log for node in servers(world) if node.up}) == 1


def the_leader_can_commit(world):
    """What a leader took in its own term, it commits in the end."""
    return all(node.commit_index == len(node.log) for node in servers(world)
               if node.role == "leader" and node.log and node.log[-1].term == node.term)


def all_hear_what_is_committed(world):
    """If the leader speaks again and again, every server that is up commits in the end what the leader has."""
    speaks = {timer.node for timer in world.timers if timer.name == "heartbeat"}
    return all(other.commit_index == node.commit_index for node in servers(world) if node.id in speaks
               for other in servers(world) if other.up)


def whoever_agrees_says_so(world):
    """The leader never takes a server to have more than it has."""
    logs = {node.id: len(node.log) for node in servers(world)}
    return all(index <= logs[id] for node in servers(world) for id, index in node.match_index.items())


def what_is_committed_is_applied(world):
    """Every server has applied what it takes for committed."""
    return all(node.last_applied == node.commit_index for node in servers(world))


FAILS = "Your method fails in the step that this names. The run below is the way to it."
ITSELF = "You set `self.commit_index` yourself, and nothing is applied. Call `self.commit(index)`: it does both."


def _empty_heartbeats(node):
    """The same servers, whose heartbeats carry no entries."""
    class Empty(node):
        def on_timer(self, name):
            if name != "heartbeat":
                return super().on_timer(name)
            for server in self.others():
                prev = self.next_index[server] - 1
                self.send(AppendEntries(self.term, prev, self.term_at(prev), (), self.commit_index), to=server)
            self.set_timer("heartbeat", self.heartbeat)
    Empty.__name__ = node.__name__
    return Empty


IN_ORDER, OVERTAKING = Network(), Network(order="any")


def _follower(node, logs, commands, network):
    """Server 1 is elected for term 4, once; the others do what the learner wrote. Where messages get lost, the leader
    speaks again and again."""
    node = remembering(_empty_heartbeats(node) if network is LOSSY else once(node))
    return raft([1, 2, 3], logs=logs, timeout=ONLY_1, node=node, commands={1: commands} if commands else None,
                network=network)


class _Taker(Raft):
    """What the lesson gives; each class below has one wrong idea."""

    def append_entries(self, message, leader):
        if self.agrees(message.prev_index, message.prev_term):
            self.accept(message, leader)
        else:
            self.refuse(message, leader)

    def refuse(self, message, leader):
        self.send(Appended(self.term, False, message.prev_index), to=leader)

    def accept(self, message, leader):
        self.take_over(message)
        last = message.prev_index + len(message.entries)
        self.commit(min(message.commit, last))
        self.send(Appended(self.term, True, last), to=leader)

    def take_over(self, message):
        for index, entry in enumerate(message.entries, message.prev_index + 1):
            if index <= len(self.log) and self.term_at(index) != entry.term:
                del self.log[index - 1:]
            if index > len(self.log):
                self.log.append(entry)


class _Trusts(_Taker):
    def agrees(self, index, term):
        return True


class _LooksAtLengthOnly(_Taker):
    def agrees(self, index, term):
        return index <= len(self.log)


class _LooksForItsOwnTerm(_Taker):
    def agrees(self, index, term):
        return super().agrees(index, self.term)


class _NeverAnswers(_Taker):
    def append_entries(self, message, leader):
        pass


class _RefusesInSilence(_Taker):
    def refuse(self, message, leader):
        pass


class _RefusesAndGoesOn(_Taker):
    def refuse(self, message, leader):
        super().refuse(message, leader)
        self.accept(message, leader)


class _RefusesOneBefore(_Taker):
    def refuse(self, message, leader):
        self.send(Appended(self.term, False, message.prev_index - 1), to=leader)


class _RefusesAtItsEnd(_Taker):
    def refuse(self, message, leader):
        self.send(Appended(self.term, False, len(self.log)), to=leader)


class _TakesInSilence(_Taker):
    def accept(self, message, leader):
        self.take_over(message)


class _SaysItsLength(_Taker):
    def accept(self, message, leader):
        self.take_over(message)
        self.commit(min(message.commit, message.prev_index + len(message.entries)))
        self.send(Appended(self.term, True, len(self.log)), to=leader)


class _SaysTheOneBefore(_Taker):
    def accept(self, message, leader):
        self.take_over(message)
        self.commit(min(message.commit, message.prev_index + len(message.entries)))
        self.send(Appended(self.term, True, message.prev_index), to=leader)


class _CommitsAll(_Taker):
    def accept(self, message, leader):
        super().accept(message, leader)
        self.commit(min(message.commit, len(self.log)))


class _AlwaysCuts(_Taker):
    def take_over(self, message):
        self.log[message.prev_index:] = message.entries


class _CutsWhereItWrites(_Taker):
    def take_over(self, message):
        if message.entries:
            self.log[message.prev_index:] = message.entries


class _CutsTooLate(_Taker):
    def take_over(self, message):
        for index, entry in enumerate(message.entries, message.prev_index + 1):
            if index <= len(self.log) and self.term_at(index) != entry.term:
                del self.log[index:]
            if index > len(self.log):
                self.log.append(entry)


class _NeverCuts(_Taker):
    def take_over(self, message):
        for index, entry in enumerate(message.entries, message.prev_index + 1):
            if index > len(self.log):
                self.log.append(entry)


class _ReplacesOne(_Taker):
    def take_over(self, message):
        for index, entry in enumerate(message.entries, message.prev_index + 1):
            if index <= len(self.log):
                self.log[index - 1] = entry
            else:
                self.log.append(entry)


class _Appends(_Taker):
    def take_over(self, message):
        self.log.extend(message.entries)


log_check = Implement(
    points=3, question="Write the follower: take the leader's entries only if the entry before them is in your log.",
    build=_follower, base=Raft, needs=("append_entries",),
    cases=[({1: [3], 2: [3], 3: []}, [], IN_ORDER), ({1: [1, 3], 2: [1, 3], 3: [1, 2, 2]}, [], IN_ORDER),
           ({1: [3], 2: [3], 3: [3]}, ["x=1"], IN_ORDER), ({1: [3], 2: [3], 3: []}, ["x=1"], OVERTAKING),
           ({1: [3, 3], 2: [3, 3], 3: [3, 3, 3]}, ["x=1"], LOSSY)],
    grading=[({1: [1, 3, 3], 2: [1, 3], 3: [2, 2, 2]}, [], IN_ORDER),
             ({1: [3], 2: [], 3: [2]}, ["x=1", "x+=1"], IN_ORDER)],
    always=[log_matching, state_machine_safety, leader_append_only, committed_on_a_majority, whoever_agrees_says_so,
            what_is_committed_is_applied],
    eventually=[all_logs_are_equal, the_leader_can_commit, all_hear_what_is_committed],
    options={"within": lambda node: not hasattr(node, "log") or node.term <= 4 and len(node.log) <= 3},
    wrong=[
        (broke(RAISES), FAILS),
        (broke(what_is_committed_is_applied), ITSELF),
        (like(_NeverAnswers), "The first request of a leader has no entries, and nobody answers it. An answer is a "
                              "message, `self.send(Appended(...), to=leader)`, and each request gets one."),
        (like(_RefusesInSilence), "Who refuses must say so: `Appended(self.term, False, message.prev_index)`. "
                                  "Otherwise the leader never goes one back."),
        (like(_RefusesAndGoesOn), "You say no, and then you take the entries all the same. After a no: `return`."),
        *((like(elsewhere), "With `False` the index is `message.prev_index`, as it is. It tells the leader which of "
                            "its requests you refuse.") for elsewhere in (_RefusesOneBefore, _RefusesAtItsEnd)),
        (like(_TakesInSilence), "The leader does not hear that you have taken its entries. Answer with "
                                "`Appended(self.term, True, ...)`."),
        (like(_SaysTheOneBefore), "With `True` the index is that of the last entry of this request, not of the one "
                                  "before it. Now the leader believes that you have taken nothing."),
        (like(_LooksForItsOwnTerm), "The entry before the new ones may be older than the leader: its term is "
                                    "`message.prev_term`, not `message.term`."),
        (like(_LooksAtLengthOnly), "An entry at that index is not enough. It must be of the right term."),
        (like(_Trusts), "You take entries without looking at the one before them. So your log gets a hole that nobody "
                        "sees. `self.agrees(message.prev_index, message.prev_term)` looks."),
        *((like(cuts), "An old, shorter request came late, and you cut off what came after it, although you had "
                       "promised to keep it. Cut only where an entry differs.")
          for cuts in (_AlwaysCuts, _CutsWhereItWrites)),
        (like(_CutsTooLate), "You keep the entry that differs, and cut behind it. Index 1 is `self.log[0]`, so the "
                             "entry at `index` is `self.log[index - 1]`."),
        (like(_NeverCuts), "Your log has an entry of another term there, and you keep it. It must go, and all behind."),
        (like(_ReplacesOne), "You replace an entry that differs, but keep what stands behind it. That was written "
                             "after the wrong entry: it must go, too."),
        (like(_Appends), "You put the new entries at the end of your log, wherever they belong. The first of them "
                         "belongs at `message.prev_index + 1`."),
        (like(_SaysItsLength), "Your answer speaks of your whole log. You know only that it agrees up to the last "
                               "entry of this request."),
        (like(_CommitsAll), "You commit entries that this request did not speak of. Not beyond the last entry of the "
                            "request: `min(message.commit, last)`."),
        (broke(all_hear_what_is_committed), "You never commit, or not as far as the leader says: "
                                            "`self.commit(min(message.commit, last))`, also without new entries."),
        (broke(all_logs_are_equal), "The logs stay different for ever. Do you answer every request, and is what you "
                                    "answer true?"),
        (broke(the_leader_can_commit), "The leader does not hear what you have. Do you answer every request, and with "
                                      "the right index?"),
        (broke(log_matching), "Two logs have an entry of the same index and term, and differ before it."),
        (broke(whoever_agrees_says_so), "You told the leader of entries that you do not have."),
        (lambda v: callable(v.broken), lambda v: f"The promise that breaks: {sentence(v.broken)} Find the first step "
                                                 "below that you did not expect."),
    ])


# -- break it: figure 8 on three servers ------------------------------------------------------------------------------


class CountsOldEntries(Raft):
    """The wrong rule: whatever a majority holds is committed."""

    def may_commit(self, index):
        return True


def three_servers(node=CountsOldEntries):
    """Figure 8 with three servers: 1 led term 1 and 2 led term 2, each with an entry that nobody else had. Now 1 leads
    term 3, its old entry has reached server 3, and with the wrong rule it is committed."""
    system = raft([1, 2, 3], logs={1: [1], 2: [2]}, timeout=TWO, node=remembering(node), network=Network())
    old = system.nodes[0].log[0]
    return replay(system, [
        Timer(1, "election"), Deliver(1, 3, RequestVote(3, 1, 1)), Deliver(3, 1, Vote(3, True)),
        Deliver(1, 3, AppendEntries(3, 1, 1, (), 0)), Deliver(3, 1, Appended(3, False, 1)),
        Deliver(1, 3, AppendEntries(3, 0, 0, (old,), 0)), Deliver(3, 1, Appended(3, True, 1))])


def _elected(trace, id):
    return trace.last[id].role == "leader"


log_figure8 = BreakIt(
    points=2, question="Elect a leader that lacks the entry that the wrong rule has committed.", system=three_servers,
    always=[leader_completeness],
    why="Server 2 has a newer last entry, so server 3 votes for it, although 3 holds the committed one.",
    wrong=[
        (lambda t: _elected(t, 2), "It works. Which event could you leave out?"),
        (lambda t: t is None, "Server 2 has an entry of term 2. Compare it with the last entry of server 3, of term 1. "
                              "Who wins?"),
        (lambda t: t.last[2].term <= 3 and t.last[2].role == "candidate",
         "Server 2 stands for term 3, in which server 3 has given its vote away. Server 2 must hear of term 3 first."),
        (lambda t: _elected(t, 1) and t.last[1].term > 3, "Server 1 leads again, and has the entry. Another must win."),
        (lambda t: t.last[2].term < 3, "Server 2 has not heard of term 3 yet. Which message on its way would tell it?"),
        (lambda t: t.last[2].role == "candidate", "Server 2 stands in a new term. Its request must reach server 3, and "
                                                  "the vote must come back."),
        (lambda t: t.last[2].role == "follower" and t.last[2].term >= 3,
         "Server 2 knows the term. Now its election timer must end: `Timer(2, 'election')`."),
        (lambda t: True, "Server 2 must become the leader."),
    ])


# -- implement: the commit rule ---------------------------------------------------------------------------------------


def no_entry_waits_for_the_next(world):
    """An entry of the leader's term that a majority is known to hold is committed, although the next one is not."""
    return all(index <= node.commit_index for node in servers(world) if node.role == "leader"
               for index, entry in enumerate(node.log[:-1], 1) if entry.term == node.term
               and 2 * (1 + sum(match >= index for match in node.match_index.values())) > len(node.servers))


def _committer(node, ids, stand, logs, commands, deaf=()):
    """Some of the servers stand; some may be as good as dead."""
    class Hears(remembering(once(node))):
        def on_message(self, message, sender):
            if self.id not in deaf:
                super().on_message(message, sender)
    Hears.__name__ = node.__name__
    return raft(ids, logs=logs, timeout={id: ANY_TIME if id in stand else None for id in ids}, node=Hears,
                commands={stand[0]: commands} if commands else None, network=Network())


def _small_enough(node):
    """Four terms and three entries; and of 6, 7 and 8 the first stands in term 3 only, the second in term 4 only."""
    if not hasattr(node, "log"):
        return True
    stands_again = node.id > 5 and node.role == "candidate" and node.term != node.id - 3
    return node.term <= 4 and len(node.log) <= 3 and not stands_again


class _Committer(Raft):
    """What the lesson gives; each class below has one wrong idea."""

    def commit_what_a_majority_holds(self):
        for index in range(len(self.log), self.commit_index, -1):
            if 2 * self.count(index) > len(self.servers) and self.term_at(index) == self.term:
                self.commit(index)
                return

    def count(self, index):
        return 1 + sum(match >= index for match in self.match_index.values())


class _OldToo(_Committer):
    def commit_what_a_majority_holds(self):
        for index in range(len(self.log), self.commit_index, -1):
            if 2 * self.count(index) > len(self.servers):
                self.commit(index)
                return


class _NotItself(_Committer):
    def count(self, index):
        return sum(match >= index for match in self.match_index.values())


class _Half(_Committer):
    def commit_what_a_majority_holds(self):
        for index in range(len(self.log), self.commit_index, -1):
            if 2 * self.count(index) >= len(self.servers) and self.term_at(index) == self.term:
                self.commit(index)
                return


class _Everybody(_Committer):
    def commit_what_a_majority_holds(self):
        for index in range(len(self.log), self.commit_index, -1):
            if self.count(index) == len(self.servers) and self.term_at(index) == self.term:
                self.commit(index)
                return


class _AtOnce(_Committer):
    def commit_what_a_majority_holds(self):
        self.commit(len(self.log))


class _Alone(_Committer):
    def count(self, index):
        return len(self.servers)


class _OneMore(_Committer):
    def count(self, index):
        return 1 + sum(match >= index - 1 for match in self.match_index.values())


class _NextOnly(_Committer):
    def commit_what_a_majority_holds(self):
        index = self.commit_index + 1
        if index <= len(self.log) and 2 * self.count(index) > len(self.servers) and self.term_at(index) == self.term:
            self.commit(index)


class _FromTheFront(_Committer):
    def commit_what_a_majority_holds(self):
        for index in range(self.commit_index + 1, len(self.log) + 1):
            if self.term_at(index) != self.term:
                return
            if 2 * self.count(index) > len(self.servers):
                self.commit(index)


class _LastTerm(_Committer):
    def commit_what_a_majority_holds(self):
        for index in range(len(self.log), self.commit_index, -1):
            if 2 * self.count(index) > len(self.servers) and self.last_term() == self.term:
                self.commit(index)
                return


class _Never(_Committer):
    def commit_what_a_majority_holds(self):
        pass


class _AnyOne(_Committer):
    def commit_what_a_majority_holds(self):
        best = max(self.match_index.values(), default=len(self.log))
        if best > self.commit_index and self.term_at(best) == self.term:
            self.commit(best)


log_commit = Implement(
    points=3, question="Write the commit rule of the leader.", build=_committer, base=Raft,
    needs=("commit_what_a_majority_holds",),
    cases=[([1, 2, 3], [1], {}, ["x=1"]), ([1], [1], {}, ["x=1"]),
           ([1, 2, 3], [1], dict.fromkeys((1, 2, 3), [3]), ["x=1"]),
           ([1, 2, 3], [1], dict.fromkeys((1, 2, 3), [3]), ["x=1"], (3,)), ([1, 2, 3], [1, 2], {1: [1], 2: [2]}, []),
           ([6, 7, 8], [6, 7], {6: [1], 7: [2], 8: [1]}, ["x=1"]),
           ([1, 2, 3], [1], {}, ["x=1", "x+=1"]),
           ([1, 2, 3, 4, 5], [1], dict.fromkeys((1, 2, 3, 4, 5), [3]), ["x=1"], (4, 5)),
           ([1, 2, 3, 4], [1], dict.fromkeys((1, 2, 3, 4), [3]), ["x=1"], (4,))],
    grading=[([1, 2, 3], [1], {1: [3], 2: [3], 3: [2]}, ["x=1", "x+=1"])],
    always=[leader_completeness, state_machine_safety, committed_on_a_majority, no_entry_waits_for_the_next,
            what_is_committed_is_applied],
    eventually=[the_leader_can_commit], options={"within": _small_enough},
    max_worlds=60_000,
    wrong=[
        (lambda v: v.broken == RAISES and "has no len()" in v.trace.end,
         "`self.is_majority` takes the servers themselves, a list or a set, and counts them."),
        (lambda v: v.broken == RAISES and "KeyError" in v.trace.end,
         "`self.match_index` is about the other servers only. You hold all entries of your log yourself."),
        (broke(RAISES), FAILS),
        (broke(what_is_committed_is_applied), ITSELF),
        (like(_OldToo), "An entry of an old term is on a majority, and you commit it. That is the mistake of figure "
                        "8: compare `self.term_at(index)` with `self.term`."),
        (like(_LastTerm), "You look at the term of the last entry of your log. What counts is the term of the entry "
                          "that you commit, `self.term_at(index)`: else an old one goes first."),
        (like(_Everybody), "You wait for everybody. Then one dead server stops all; a majority is enough."),
        (like(_NotItself), "A cluster of one never commits. Do you count yourself? You hold the entry, too. And does "
                           "your majority grow and shrink with the number of servers?"),
        (like(_Half), "Half of the servers is no majority. Two halves need not meet."),
        *((like(few), "Too few servers hold the entry. `match_index` says up to which index a log agrees with yours, "
                      "that index included.") for few in (_Alone, _OneMore)),
        (like(_AtOnce), "You commit as soon as you have an entry yourself. Who else holds it?"),
        (like(_NextOnly), "You look at the next entry only. If it is of an old term, you never get past it, although "
                          "an entry of your own term behind it is on a majority."),
        (like(_FromTheFront), "You stop at the first entry of an old term. It is committed together with an entry of "
                              "your own term behind it: begin at the end of the log."),
        (like(_AnyOne), "You take the longest log of all. One server is no majority."),
        (like(_Never), "Here everybody who is needed has the entry, and nothing is committed. Do you look at the last "
                       "index, too? Does a `match_index` count that is equal to the index? Do you call "
                       "`self.commit(index)`?"),
        (broke(no_entry_waits_for_the_next), "A majority holds an entry of the leader's term, but not yet the "
                                             "next one. Commit what can be committed: look at every index."),
        (broke(the_leader_can_commit), "Here an entry of the leader's term is never committed, although a majority "
                                       "could hold it."),
        (broke(committed_on_a_majority), "Here an entry is committed that is not on a majority of all servers."),
        (lambda v: callable(v.broken), lambda v: f"The promise that breaks: {sentence(v.broken)} Find the first step "
                                                 "below that you did not expect."),
    ])


# -- break it: a read of the past -------------------------------------------------------------------------------------


def two_leaders(node=LocalReads):
    """Server 1 leads term 1 and is cut off from 2 and 3; server 2 leads term 2, and 1 does not know it. Client 9 still
    reaches all of them. It has set x, and now it asks for x."""
    def lead(id, voter, term):
        return [Timer(id, "election"), Deliver(id, voter, RequestVote(term, 0, 0)),
                Deliver(voter, id, Vote(term, True))]

    system = key_value([1, 2, 3], clients={9: ["x=1", "x?"]}, timeout=TWO, tries=4, node=once(node))
    cut = replay(system, [*lead(1, 3, 1), Deliver(1, 2, RequestVote(1, 0, 0)), Cut(1, 2), Cut(1, 3), *lead(2, 3, 2),
                          Deliver(9, 1, Command(1, "x=1"))])
    return verify(cut, always=lambda world: not world[9].results).trace


log_stale = BreakIt(
    points=2, question="Let the client read the past: it has set x to 1, and is told that there is no x.",
    system=two_leaders, always=[as_one_server],
    why="Server 1 still believes that it leads. It answers alone, from a table that has stood still.",
    wrong=[
        (lambda t: t is not None and t.last[9].results == [1, None], "It works. Which event could you leave out?"),
        (lambda t: t is None, "Server 1 still believes that it leads. How does the client get there?"),
        (lambda t: t.last[9].results == [1, 1], "The client asked the right leader. It must ask the old one, before "
                                                "any other answers."),
        (lambda t: t.last[9].gave_up, "The client has asked too often and has given up. Fewer timers, please."),
        (lambda t: t.last[9].server == 1, "The client asks server 1 now. Its question must arrive there, and the "
                                          "answer must come back."),
        (lambda t: t.last[9].server == 3, "The client asks server 3 now. One more timer, and it asks 1."),
        (lambda t: t.last[9].asked > 3, "The client asks server 2 again: that was one timer too many."),
        (lambda t: True, "The client waits for server 2. If no answer comes, its timer ends: `Timer(9, 'answer')`."),
    ])


# -- measure ----------------------------------------------------------------------------------------------------------

LOSSES, SEEDS = (0, 0.1, 0.2, 0.3), range(4)


def copying(loss, seed, n=3):
    """One client and a leader that stays; every message needs 5 ticks, or is lost."""
    ids = range(1, n + 1)
    return simulate(raft(ids, clients={99: ["x"] * 200}, timeout={id: (20, 30) if id == 1 else None for id in ids},
                         tries=1000, network=Network(delay=(5, 5), loss=loss)), seed=seed, until=3_000)


def waits(trace):
    """For each entry that the leader has committed: the ticks from taking it to committing it."""
    taken, found = {}, []
    for step in trace:
        for change in step.changes:
            if (change.node, change.field) == (1, "log"):
                taken[len(change.after)] = step.time
            if (change.node, change.field) == (1, "commit_index"):
                found += [step.time - taken[k] for k in range(change.before + 1, change.after + 1)]
    return found


@cache
def _waits(loss, seed):
    return waits(copying(loss, seed))


def _joined(loss, seeds=SEEDS):
    return [wait for seed in seeds for wait in _waits(loss, seed)]


def _gives(rule):
    """A matcher: every number is what this rule makes of a loss."""
    return lambda a: all(isclose(a[loss], rule(loss), rel_tol=1e-4) for loss in LOSSES)


log_latency = Measure(
    points=2, question="How long does an entry wait, on average, until it is committed?",
    answer=lambda: {loss: mean(_joined(loss)) for loss in LOSSES}, tolerance=0.005,
    why="Without losses it is one way there and one way back. Each lost round costs a heartbeat.",
    wrong=[
        (lambda a: not isinstance(a, dict), "Give a dict: the loss, and the mean number of ticks."),
        (lambda a: set(a) != set(LOSSES), "The keys are the losses, as numbers: 0, 0.1, 0.2 and 0.3. (If you compute "
                                          "them: in Python 3 * 0.1 is not quite 0.3.)"),
        (lambda a: not all(isinstance(wait, (int, float)) for wait in a.values()),
         "One number for each loss: the mean of its list."),
        (_gives(lambda loss: mean(_waits(loss, 0))), "That is one run only. Join the waits of all four seeds."),
        (_gives(lambda loss: mean(mean(_waits(loss, seed)) for seed in SEEDS)),
         "That is the mean of four means. A run in which messages get lost has fewer entries, and counts too much: "
         "join the lists first."),
        (_gives(lambda loss: max(_joined(loss))), "That is the longest wait. Take the mean."),
        (_gives(lambda loss: len(_joined(loss))), "You counted the entries. Take the mean of their waits."),
        (_gives(lambda loss: sum(_joined(loss))), "You added the waits up. Divide by how many they are."),
        (_gives(lambda loss: sum(_joined(loss)) / len(SEEDS)),
         "You divided by the number of runs. Divide by the number of waits."),
        (_gives(lambda loss: round(mean(_joined(loss)))), "Do not round: whole ticks are too coarse here."),
        *((_gives(lambda loss, seeds=seeds: mean(_joined(loss, seeds))), "The seeds are 0, 1, 2 and 3: `range(4)`.")
          for seeds in (range(1, 5), range(3))),
        (lambda a: a[0] == 5, "Copies need 5 ticks to arrive. And the answers?"),
        (lambda a: len(set(a.values())) == 1, "Every value is the same. Did the loss reach the simulation? Or is "
                                               "that the median, the wait in the middle?"),
        (lambda a: a[0] == 10, "Without losses it is right. With losses: join the lists of the four seeds, and take "
                               "the mean of all that is in them."),
        (lambda a: True, "`waits(copying(loss, seed))` is the list of one run. Join the lists of all seeds."),
    ])
