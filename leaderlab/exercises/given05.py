"""What lesson 05 gives to the learner: no answers. Answers are marked with it, also without lesson05.py."""

from ..algorithms import raft_election
from ..network import Network
from ..properties import somebody_leads
from ..simulate import simulate


def terms_needed(width, seed, n=5):
    """In which term the first leader is elected, if the timeouts are drawn from 150 to 150 + width ticks."""
    system = raft_election(range(1, n + 1), timeout=(150, 150 + width), network=Network())
    last = simulate(system, seed=seed, until=somebody_leads, trace=False).last
    return max(node.term for node in last.nodes)
