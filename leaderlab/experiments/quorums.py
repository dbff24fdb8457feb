"""How often a cluster can elect a leader at all, against its size and how often its servers are down.

References
----------
.. [1] D. Ongaro, J. Ousterhout. "In search of an understandable consensus algorithm." USENIX ATC 2014, section 5.2: a
       leader needs the votes of a majority of the full cluster.
"""

from math import comb
from random import Random

from ..algorithms import raft_election
from ..events import Crash
from ..network import Network
from ..properties import somebody_leads
from ..simulate import simulate
from ..view.plots import chart
from .grid import check_sizes
from .sweeps import complete, sweep

PATIENCE = 400                          # steps in which servers without a majority try again and again


def quorum_availability(servers, down):
    """The probability that a majority is up, if each server is down with this probability.

    Parameters
    ----------
    servers : int
    down : float
        Time to repair / (time between failures + time to repair).

    Returns
    -------
    float

    Examples
    --------
    Four servers are worse than three.

    >>> [round(quorum_availability(servers, 0.1), 4) for servers in (1, 2, 3, 4, 5)]
    [0.9, 0.81, 0.972, 0.9477, 0.9914]
    """
    return sum(comb(servers, up) * (1 - down) ** up * down ** (servers - up)
               for up in range(servers // 2 + 1, servers + 1))


def elects(servers, down, seed):
    """One day: some servers, drawn from the seed, are down. 1 if the others elect a leader, else 0."""
    dice = Random(seed)
    crashes = [(0, Crash(id)) for id in range(1, servers + 1) if dice.random() < down]
    system = raft_election(range(1, servers + 1), network=Network(delay=(1, 2)))
    return int(bool(simulate(system, seed=seed, faults=crashes, until=somebody_leads, max_steps=PATIENCE).last.leaders))


def availability(servers=(1, 2, 3, 4, 5, 7), down=(0.05, 0.2), trials=200, executor=None, progress=False):
    """The share of days on which a cluster elects a leader, measured and by the quorum formula.

    Parameters
    ----------
    servers : iterable of int
    down : iterable of float
        How often a server is down.
    trials : int
        Days for each.
    executor, progress
        As for :func:`~leaderlab.experiments.sweep`.

    Returns
    -------
    Chart
        In percent.
    """
    servers = check_sizes(servers, 1)
    table = sweep(elects, {"servers": servers, "down": list(down)}, seeds=trials, executor=executor,
                  progress=progress)
    share = complete(table).groupby(["servers", "down"]).value.mean()
    measured = {f"servers down {100 * q:g} %": {n: 100 * float(share[n, q]) for n in servers} for q in down}
    proven = {f"formula, {100 * q:g} %": {n: 100 * quorum_availability(n, q) for n in servers} for q in down}
    return chart(measured, proven, title="A cluster that can elect a leader", x="servers", y="share of days, %")
