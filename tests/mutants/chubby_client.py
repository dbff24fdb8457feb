"""Clients that look for the master in a wrong way."""

from leaderlab import Network
from leaderlab.algorithms.chubby_client import ChubbyClient, TheMasterIs, chubby_client

from . import mutant


def clients_get_a_word(world):
    """Every client that lives has found a master, or has given up and said so."""
    return all(node.role != "searching" for node in world.up if node.kind != "Replica")


def masters_say_so_themselves(before, after):
    """A client is content only with a replica that says itself that it is the master."""
    return all(new.leader is None or new.leader == old.leader or new.asked == new.leader
               for old, new in zip(before.nodes, after.nodes) if new.kind != "Replica")


class BelievesEverybody(ChubbyClient):
    """Is content with what any replica says about another."""

    def on_message(self, message, sender):
        match message:
            case TheMasterIs(master) if master is not None:
                self.become_content(master)
            case _:
                super().on_message(message, sender)


class NeverGivesUp(ChubbyClient):
    """Asks without end."""

    def ask(self, replica):
        self.tries = 2
        super().ask(replica)


class WaitsForEver(ChubbyClient):
    """Sets no timer: a replica that is down never answers."""

    def set_timer(self, name, earliest, latest=None):
        pass


class GivesUpWithoutAWord(ChubbyClient):
    """Stops asking, and tells nobody."""

    def give_up(self):
        self.asked = None


QUICK = {"lease": 4, "renew": None, "stands": {1: (0, 0)}, "patience": 3, "tries": 3, "network": Network(delay=(1, 1))}
ASKED = {"timed": True, "within": lambda node: node.kind != "Replica" or node.round <= 2}

MUTANTS = {
    "a client believes everybody": mutant(
        chubby_client, BelievesEverybody, [1, 2, 3], [9], options=QUICK, always=masters_say_so_themselves, steps=18,
        **ASKED),
    "a client never gives up": mutant(
        chubby_client, NeverGivesUp, [1, 2, 3], [9], options=QUICK, eventually=clients_get_a_word, steps=38, **ASKED),
    "a client waits for ever": mutant(
        chubby_client, WaitsForEver, [1, 2, 3], [9], options=QUICK, eventually=clients_get_a_word, steps=30, **ASKED),
    "a client gives up without a word": mutant(
        chubby_client, GivesUpWithoutAWord, [1, 2, 3], [9], options=QUICK, eventually=clients_get_a_word, steps=36,
        **ASKED),
}
