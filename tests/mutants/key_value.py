"""The table on Raft with one rule wrong."""

from raft_models import ANY_TIME, once, within

from leaderlab.algorithms.key_value import KeyValue, key_value
from leaderlab.algorithms.raft_properties import as_one_server, remembering, same_state
from leaderlab.algorithms.store import execute

from . import Mutant


class DoesEverythingTwice(KeyValue):
    """Takes no notice of serial numbers."""

    def apply(self, entry):
        return execute(self.store, entry.command) if entry.command else None


class TellsItsName(KeyValue):
    """A state machine that is not the same everywhere."""

    def apply(self, entry):
        result = super().apply(entry)
        self.store["me"] = self.id
        return result


def mutant(node, promise, steps, ids, commands, tries):
    def build(node):
        stand = {id: ANY_TIME if id == 1 else None for id in ids}
        return key_value(ids, clients={9: commands}, tries=tries, timeout=stand, node=remembering(once(node)))
    asked = {"always": promise, "within": within(1, 4)}
    return Mutant(build(node), asked, promise, steps, build(KeyValue))


MUTANTS = {
    "a command is done twice": mutant(DoesEverythingTwice, as_one_server, 8, [1], ["x+=1", "x?"], tries=2),
    "the table depends on the server": mutant(TellsItsName, same_state, 9, [1, 2, 3], ["x=1"], tries=1),
}
