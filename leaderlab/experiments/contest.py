"""The algorithms of the course side by side: what an election costs, and what a crash of the leader costs."""

from ..algorithms import bully, chang_roberts, chubby, fast_leader_election, hirschberg_sinclair, peterson, raft, ring
from ..algorithms import zookeeper_client as client
from ..events import Crash
from ..network import Network, Perfect
from ..properties import somebody_leads
from ..simulate import simulate

WATCHED = Network(detector=Perfect())
# Name -> the system of n nodes that all want a leader. The ZooKeeper ensemble is node 0, and no candidate.
CONTESTANTS = {
    "ring": lambda n: ring(range(1, n + 1), network=WATCHED),
    "chang_roberts": lambda n: chang_roberts(range(1, n + 1)),
    "hirschberg_sinclair": lambda n: hirschberg_sinclair(range(1, n + 1)),
    "peterson": lambda n: peterson(range(1, n + 1)),
    "bully": lambda n: bully(range(1, n + 1), network=WATCHED),
    "chubby": lambda n: chubby(range(1, n + 1)),
    "zookeeper_client": lambda n: client(range(1, n + 1)),
    "fast_leader_election": lambda n: fast_leader_election(range(1, n + 1)),
    "raft": lambda n: raft(range(1, n + 1)),
}
PAUSE, PATIENCE = 500, 20_000           # ticks: from the first leader to its crash, and how long we wait for the next


def first_election(algorithm, n, seed):
    """One election among n healthy nodes.

    Returns
    -------
    dict
        ``messages`` sent and ``ticks`` passed until somebody leads.
    """
    trace = simulate(CONTESTANTS[algorithm](n), seed=seed, until=somebody_leads)
    return {"messages": trace.messages, "ticks": trace.time}


def next_election(algorithm, n, seed):
    """The leader crashes a while after it was elected.

    Returns
    -------
    dict
        ``gap``: ticks until another node leads, or None if that never happens.
    """
    system = CONTESTANTS[algorithm](n)
    first = simulate(system, seed=seed, until=somebody_leads)
    crashed, moment = max(first.last.leaders), first.time + PAUSE

    def another(world):
        """Somebody else leads."""
        return not world[crashed].up and bool(world.leaders)
    end = simulate(system, seed=seed, faults=[(moment, Crash(crashed))], until=another, max_steps=PATIENCE)
    return {"gap": end.time - moment if another(end.last) else None}


def contest(algorithm, n, seed):
    """Both measurements: a row for :func:`~leaderlab.experiments.sweep`."""
    return first_election(algorithm, n, seed) | next_election(algorithm, n, seed)
