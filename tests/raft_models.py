"""Small Rafts for the checker: few servers that stand, few terms, short logs."""

from itertools import pairwise

from leaderlab import Network
from leaderlab.algorithms.raft import Raft, raft
from leaderlab.algorithms.raft_election import LOSSY
from leaderlab.algorithms.raft_properties import (
    FIVE,
    committed_on_a_majority,
    leader_append_only,
    once,
    remembering,
    same_series,
    same_state,
)

WORLDLY = [p for p in FIVE if p is not leader_append_only] + [committed_on_a_majority, same_series, same_state]
ALL = [*WORLDLY, leader_append_only]
ANY_TIME = (150, 300)
ONE_STANDS = {1: ANY_TIME, 2: None, 3: None}
TWO_STAND = {1: ANY_TIME, 2: ANY_TIME, 3: None}
APART = {1: ANY_TIME, 2: None, 3: ANY_TIME}         # 1 and 3 stand


def within(term, entries):
    """A bound for a search: no later term, no longer log. Clients have neither."""
    def fits(node):
        return not hasattr(node, "log") or node.term <= term and len(node.log) <= entries
    return fits


def pool(node=Raft, *, build=raft, stand=TWO_STAND, **options):
    """Three servers; what was sent may arrive at any time, again, or never."""
    return build([1, 2, 3], timeout=stand, node=remembering(node), network=LOSSY, **options)


def links(node=Raft, *, build=raft, stand=TWO_STAND, **options):
    """Three servers on FIFO links that lose nothing, and nothing is sent twice."""
    return build([1, 2, 3], timeout=stand, node=remembering(once(node)), network=Network(), **options)


def first_broken(trace, *more):
    """The first promise, of the five and what follows from them, that breaks in a run; or None."""
    worlds = list(trace.worlds)
    for promise in (*WORLDLY, *more):
        if not all(map(promise, worlds)):
            return promise
    return None if all(leader_append_only(*pair) for pair in pairwise(worlds)) else leader_append_only
