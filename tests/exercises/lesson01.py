"""Answers to the exercises of lesson 01: right ones, and wrong ones with words of their explanation."""

from types import SimpleNamespace

from leaderlab import (
    Crash,
    Deliver,
    Faults,
    Network,
    Perfect,
    Suspect,
    all_agree,
    at_most_one_leader,
    nobody_disagrees,
    replay,
    simulate,
    somebody_leads,
    verify,
)
from leaderlab.algorithms import Shout, shout
from leaderlab.algorithms.shout import Leader

# -- the two promises ----------------------------------------------------------------------------------------


def stub(world):
    raise NotImplementedError()


def one_by_hand(world):
    found = 0
    for node in world.up:
        if node.leader == node.id:
            found += 1
    return found < 2


def one_by_pairs(world):
    return not any(a.leader == a.id and b.leader == b.id for a in world.up for b in world.up if a.id < b.id)


def also_the_dead(world):
    return sum(node.leader == node.id for node in world.nodes) <= 1


def exactly_one(world):
    return len(world.leaders) == 1


def what_they_name(world):
    return len({node.leader for node in world.up}) <= 1


def what_they_name_but_none(world):
    return len({node.leader for node in world.up if node.leader is not None}) <= 1


def who_has_a_leader(world):
    return sum(node.leader is not None for node in world.up) <= 1


def more_than_one(world):
    return len(world.leaders) > 1


def none_at_all(world):
    return not world.leaders


def always_yes(world):
    return True


def a_number(world):
    return len(world.leaders)


def no_return(world):
    len(world.leaders) <= 1             # noqa: B015


def misspelt(world):
    return len(world.leader) <= 1


def misspelt_field(world):
    return sum(node.leadr == node.id for node in world.up) <= 1


def two_by_hand(world):
    first = world.up[0].leader
    living = [node.id for node in world.up]
    return first in living and all(node.leader == first for node in world.up)


def two_by_search(world):
    return any(all(node.leader == chosen.id for node in world.up) for chosen in world.up)


def same_name(world):
    return len({node.leader for node in world.up}) == 1


def same_name_not_none(world):
    names = {node.leader for node in world.up}
    return len(names) == 1 and None not in names


def also_ask_the_dead(world):
    names = {node.leader for node in world.nodes}
    return len(names) == 1 and names <= {node.id for node in world.up}


def the_first_leads(world):
    return world.up[0].leader == world.up[0].id


def living_names(world):
    return {node.leader for node in world.up} <= {node.id for node in world.up}


def somebody(world):
    return len(world.leaders) >= 1


def not_agreed(world):
    return not two_by_hand(world)


def the_largest(world):
    largest = max(node.id for node in world.up)
    return all(node.leader == largest for node in world.up)


# -- runs ----------------------------------------------------------------------------------------------------

GO = [Crash(3), Suspect(2, 3)]
NEW, OLD = Deliver(2, 1, Leader()), Deliver(3, 1, Leader())


class DeafToTheDead(Shout):
    def on_message(self, message, sender):
        if sender in self.down:
            self.say("{} says that it leads, but {} is down: I do not listen.", sender, sender)
        else:
            self.say("{} says that it leads: I believe it.", sender)
            self.leader = sender


REPAIRED = shout([1, 2, 3], node=DeafToTheDead)


def counted(promise=all_agree, seeds=range(100), ids=(1, 2, 3, 4, 5), faults=None, report=(10, 20)):
    faults = [(1, Crash(5))] if faults is None else faults
    counts = {}
    for slowest in (10, 20, 40):
        network = Network(delay=(1, slowest), detector=Perfect(delay=report))
        runs = [simulate(shout(ids, network=network), seed=seed, faults=faults) for seed in seeds]
        counts[slowest] = sum(bool(promise(run.last)) for run in runs)
    return counts


# -- repairs -------------------------------------------------------------------------------------------------


class Stub(Shout):
    def on_suspect(self, peer):
        raise NotImplementedError()

    def on_message(self, message, sender):
        raise NotImplementedError()


class TheSmallerIsNewer(Shout):
    def on_suspect(self, peer):
        self.down.add(peer)
        if self.leader == peer:
            self.leader = None
        if self.leader is None:
            self.shout_if_largest()

    def on_message(self, message, sender):
        if sender not in self.down and (self.leader is None or sender < self.leader):
            self.leader = sender


class TheLargestAlive(Shout):
    """Needs no messages at all."""

    def choose(self):
        self.leader = max({self.id, *self.peers} - self.down)

    def on_suspect(self, peer):
        self.down.add(peer)
        self.choose()

    def on_message(self, message, sender):
        self.choose()


class RemembersAllWords(Shout):
    heard: set = set()

    def follow(self):
        living = self.heard - self.down
        self.leader = min(living) if living else None

    def on_suspect(self, peer):
        self.down.add(peer)
        if self.leader != self.id:
            self.follow()
            if self.leader is None:
                self.shout_if_largest()

    def on_message(self, message, sender):
        self.heard.add(sender)
        if self.leader != self.id:
            self.follow()


class AsBefore(Shout):
    def on_suspect(self, peer):
        self.down.add(peer)
        if self.leader in (None, peer):
            self.shout_if_largest()

    def on_message(self, message, sender):
        self.leader = sender


class Deaf(AsBefore):
    def on_message(self, message, sender):
        if sender not in self.down:
            self.leader = sender


class KeepsTheDead(AsBefore):
    def on_message(self, message, sender):
        if sender not in self.down and (self.leader is None or sender < self.leader):
            self.leader = sender


class TheLargerIsNewer(TheSmallerIsNewer):
    def on_message(self, message, sender):
        if sender not in self.down and (self.leader is None or sender > self.leader):
            self.leader = sender


class TheFirstWord(TheSmallerIsNewer):
    def on_message(self, message, sender):
        self.leader = self.leader or sender


class TheLastLivingWord(TheSmallerIsNewer):
    def on_message(self, message, sender):
        if sender in self.down:
            return
        self.leader = sender


class ForgetsTooMuch(TheSmallerIsNewer):
    def on_suspect(self, peer):
        self.down.add(peer)
        self.leader = None
        self.shout_if_largest()


class NeverNotes(TheSmallerIsNewer):
    def on_suspect(self, peer):
        if self.leader == peer:
            self.leader = None
        if self.leader is None:
            self.shout_if_largest()


class Believes(TheSmallerIsNewer):
    def on_message(self, message, sender):
        self.say("I do not listen to anybody.")


class TakesTheLead(TheSmallerIsNewer):
    def on_suspect(self, peer):
        self.down.add(peer)
        self.leader = self.id
        self.broadcast(Leader())


class Echoes(TheSmallerIsNewer):
    def on_message(self, message, sender):
        if self.leader != self.id:
            super().on_message(message, sender)
        self.send(message, to=sender)


class Misspelt(TheSmallerIsNewer):
    def on_message(self, message, sender):
        self.leadr = sender


class OnlyHalf(Shout):
    def on_message(self, message, sender):
        self.leader = sender


# -- a player that has been played ---------------------------------------------------------------------------

QUIZ = simulate(shout([1, 2, 3, 4]), seed=3, faults=[(30, Crash(4))])


def played(right, asked, of=8, trace=QUIZ):
    return SimpleNamespace(score={"right": right, "asked": asked, "of": of, "wrong": []}, trace=trace)


CASES = {
    "shout_foresee": dict(
        starter=SimpleNamespace(score={}, trace=QUIZ),
        right=[played(8, 8), played(6, 8)],
        wrong=[(played(5, 8), "3 of your 8 answers were wrong; 75% have to be right"),
               (played(0, 8), "8 of your 8 answers were wrong"),
               (played(7, 7), "7 of at least 8 questions"),
               (played(1, 1), "Go on playing"),
               (played(2, 2, of=2, trace=simulate(shout([1, 2, 3]))), "another run"),
               (played("8", 8), "Begin again"), (played(8, -8), "Begin again"),
               (QUIZ, "The answer is the player"), (8, "You gave a number"),
               ({"right": 8, "asked": 8, "of": 8}, "You gave a mapping")],
    ),
    "promise_one": dict(
        starter=stub,
        right=[one_by_hand, one_by_pairs, at_most_one_leader, lambda world: len(world.leaders) in (0, 1)],
        wrong=[(also_the_dead, "Look at `world.up`"), (exactly_one, "never two"),
               (what_they_name, "compare what the nodes name"),
               (what_they_name_but_none, "compare what the nodes name"),
               (who_has_a_leader, "their own leader"),
               (more_than_one, "Turn it round"), (none_at_all, "forbids even one"),
               (always_yes, "says yes to every world"),
               (a_number, "returned a number"), (no_return, "returned None"), (misspelt, "leader"),
               (misspelt_field, "Did you mean 'leader'?"), (the_first_leads, "How many of the living name themselves"),
               (True, "The answer is a function")],
    ),
    "promise_two": dict(
        starter=stub,
        right=[two_by_hand, two_by_search, all_agree],
        wrong=[(what_they_name_but_none, "does not agree with anybody"),
               (same_name, "it may be nobody, or it may be dead"),
               (what_they_name, "it may be nobody, or it may be dead"),
               (same_name_not_none, "a leader that is down"),
               (also_ask_the_dead, "also ask the nodes that are down"),
               (nobody_disagrees, "One may not know"),
               (somebody, "But does everybody follow?"), (not_agreed, "Turn it round"),
               (exactly_one, "One node leads"), (the_first_leads, "Whom do the living name"),
               (living_names, "the same one?"),
               (the_largest, "Where does the promise say"),
               (always_yes, "says yes to every world"), (a_number, "returned a number"),
               (no_return, "returned None")],
    ),
    "silent_keeps": dict(
        starter=...,
        right=[{"at_most_one_leader", "nobody_disagrees", "quiet"},
               ["quiet", "nobody_disagrees", "at_most_one_leader"],
               ("at_most_one_leader", "quiet", "nobody_disagrees")],
        wrong=[({"at_most_one_leader", "nobody_disagrees"}, "Have they sent anything?"),
               ({"quiet"}, "Is zero more than one?"),
               ({"quiet", "at_most_one_leader"}, "two nodes must name two different"),
               (set(), "Is zero more than one?"),
               ({"at_most_one_leader", "nobody_disagrees", "quiet", "all_agree"},
                "They all name the same: nobody"),
               ({"at_most_one_leader", "nobody_disagrees", "quiet", "somebody_leads"}, "Who should lead?"),
               ({"at_most_one_leader", "nobody_disagrees", "somebody_leads", "all_agree", "quiet"},
                "Who should lead?"),
               ({"quite"}, "none of the five"), (3, "none of the five"), ("quiet", "Is zero more than one?"),
               (True, "none of the five")],
    ),
    "late_word": dict(
        starter=...,
        right=[3, 3.0, [3], {3}],
        wrong=[(2, "does it ask who is down?"), (1, "Who has sent the message?"),
               (0, "only the nodes 1, 2 and 3"),
               ([3, 2], "one id"), ("3", "as a number"), ("nobody", "as a number"), (2.5, "not what happens"),
               (True, "You gave True or False"), (None, "takes one away again"),
               ({1, 2}, "one id")],
    ),
    "break_repair": dict(
        starter=...,
        right=[[*GO, NEW, OLD], verify(REPAIRED, eventually=all_agree, faults=Faults(crashes=1)).trace,
               replay(REPAIRED, [*GO, NEW, OLD]),
               (*GO, NEW, OLD, Suspect(1, 3))],
        wrong=[([Crash(3)], "Somebody must take over"),
               ([*GO, Deliver(3, 2, Leader())], "deaf to the dead now"),
               ([*GO, OLD, NEW], "Turn these two round"),
               ([*GO, Suspect(1, 3), NEW, OLD], "Be quicker than its detector"),
               ([*GO, NEW], "In which order do they hurt?"), ("impossible", "Who may not know it yet?"),
               ([Crash(2)], "Which node must fail?"),
               ([*GO, Deliver(3, 2, Leader()), NEW, OLD], "the best is 4"),
               ([Suspect(2, 3), Crash(3)], "cannot happen here"),
               ([Crash(3), Crash(2)], "You may use"), ([Crash], "Say who"),
               (replay(shout([1, 2, 3]), GO), "The exercise is about")],
    ),
    "two_at_once": dict(
        starter=...,
        right=["impossible", "Impossible!"],
        wrong=[([Crash(3), Suspect(2, 3)], "Can the report be false here?"),
               (GO + [NEW, OLD], "Can the report be false here?"),
               ([Crash(3), Crash(2), Suspect(1, 3), Suspect(1, 2)], "Only one node is left"),
               ([Crash(3)], "nobody but the largest"),
               ([Suspect(2, 3)], "cannot happen here"), ([Crash(3), Crash(2), Crash(1)], "You may use"),
               ([OLD], "nobody but the largest"),
               ("possible", "Then show it"), (False, "Event 1 is True or False"),
               ([Crash(3), Suspect(1, 3)], "Can the report be false here?")],
    ),
    "patience": dict(
        starter=...,
        right=[counted(), dict(reversed(counted().items()))],
        wrong=[({k: v / 100 for k, v in counted().items()}, "Count the runs"),
               ({k: 100 - v for k, v in counted().items()}, "the runs that fail"),
               (counted(faults=()), "Then nobody crashed"),
               (counted(at_most_one_leader), "you asked for less"),
               (counted(somebody_leads), "does everybody follow?"),
               (counted(seeds=range(1, 101)), "Your seeds begin with 1"),
               (counted(seeds=range(200)), "These are 200 runs"),
               (counted(ids=(1, 2, 3), faults=[(1, Crash(3))]), "three nodes"),
               (counted(report=(30, 30)), "waits for 30 ticks"), (71, "a mapping"),
               (list(counted().values()), "a mapping"), ({10: 100, 20: 70, 40: 40}, "Compare your runs with the text"),
               ({10: 100}, "There is no number for 20")],
    ),
    "my_shout": dict(
        starter=Stub,
        right=[TheSmallerIsNewer, TheLargestAlive, RemembersAllWords],
        wrong=[(AsBefore, "last word of the dead"), (Deaf, "keeps naming a leader"),
               (KeepsTheDead, "keeps naming a leader"),
               (TheLargerIsNewer, "who shouts, a larger or a smaller"), (TheFirstWord, "The first word wins"),
               (TheLastLivingWord, "Which of the two is newer?"),
               (ForgetsTooMuch, "somebody else has failed"),
               (NeverNotes, "Who notes that the peer is down?"), (Believes, "never believes anybody"),
               (TakesTheLead, "Two living nodes lead"),
               (Echoes, "answers every message"), (Misspelt, "no field 'leadr'"),
               (OnlyHalf, "has no `on_suspect` of its own"),
               (Shout, "the library's own class"), (TheSmallerIsNewer(3), "You gave one node")],
    ),
}
