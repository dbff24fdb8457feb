"""How often votes split in Raft: measured, beside the formula of the dissertation.

References
----------
.. [1] D. Ongaro. "Consensus: bridging theory and practice." Dissertation, Stanford University, 2014, chapter 9.
"""

from math import comb

from ..algorithms import raft_election
from ..events import Crash
from ..network import Network
from ..simulate import simulate
from ..view.plots import chart
from .sweeps import complete, sweep

RANGE = 10_000                          # ticks from the shortest to the longest timeout
CASES = {"5 servers, 1 down": (5, 1), "5 servers, 2 down": (5, 2), "3 servers, 1 down": (3, 1)}


def split_probability(servers, down, latency):
    """The formula: votes split if too many servers run out of patience before the first candidate's request arrives.

    Parameters
    ----------
    servers, down : int
    latency : float
        One-way, as a fraction of the range of timeouts.

    Returns
    -------
    float

    Examples
    --------
    >>> [round(100 * split_probability(5, 1, latency), 1) for latency in (0.01, 0.1, 0.2)]
    [0.1, 5.2, 18.1]
    """
    alive = servers - down
    enough = alive - servers // 2 + 1   # so many candidates leave no majority to any of them
    return sum(comb(alive, k) * latency ** k * (1 - latency) ** (alive - k) for k in range(enough - 1, alive + 1))


def splits(servers, down, latency, seed):
    """One election: 1 if its first term has no leader, else 0."""
    delay = round(latency * RANGE)
    network = Network(delay=(delay, delay))
    system = raft_election(range(1, servers + 1), timeout=(RANGE, 2 * RANGE), network=network)
    crashes = [(0, Crash(id)) for id in range(servers - down + 1, servers + 1)]

    def decided(world):
        """Somebody leads, or the first term is over without a leader."""
        return bool(world.leaders) or any(node.term > 1 for node in world.nodes)
    return int(not simulate(system, seed=seed, faults=crashes, until=decided).last.leaders)


def split_votes(latencies=(0.05, 0.1, 0.2, 0.3), trials=200, cases=None, executor=None, progress=False):
    """The share of elections whose first term ends without a leader, measured and by the formula.

    Parameters
    ----------
    latencies : iterable of float
        One-way latency, as a fraction of the range of timeouts.
    trials : int
        Elections for each.
    cases : dict, optional
        Name -> (servers, how many are down).
    executor, progress
        As for :func:`~leaderlab.experiments.sweep`.

    Returns
    -------
    Chart
        In percent.
    """
    cases = cases or CASES
    grid = [{"servers": n, "down": down, "latency": latency} for n, down in cases.values() for latency in latencies]
    share = sweep(splits, grid, seeds=trials, executor=executor, progress=progress)
    share = complete(share).groupby(["servers", "down", "latency"]).value.mean()
    measured = {name: {100 * latency: 100 * float(share[n, down, latency]) for latency in latencies}
                for name, (n, down) in cases.items()}
    proven = {f"formula, {name}": {100 * latency: 100 * split_probability(n, down, latency) for latency in latencies}
              for name, (n, down) in cases.items()}
    return chart(measured, proven, title="Votes split", x="one-way latency, % of the range of timeouts",
                 y="elections without a leader, %")
