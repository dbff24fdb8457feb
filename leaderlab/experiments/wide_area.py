"""Raft over a wide area, as the dissertation simulated it: here the whole setting is known, and nothing is fitted.

Five servers; a message takes 30 to 40 ms one way; timeouts are drawn from 300 to 600 ms; one server has failed, or two.

References
----------
.. [1] D. Ongaro. "Consensus: bridging theory and practice." Dissertation, Stanford University, 2014, section 9.4:
       10,000 elections of the simulator AvailSim.
"""

from ..algorithms import raft_election
from ..events import Crash
from ..network import Network
from ..properties import somebody_leads
from ..simulate import simulate
from ..view.plots import chart
from .sweeps import complete, sweep

# Servers that have failed -> (mean in ms, and what 99.9 % stay below), as the dissertation states them: "about".
PUBLISHED = {1: (475, 1500), 2: (650, 3000)}


def wide_area_election(down, seed):
    """Milliseconds from the last heartbeat to a leader, with ``down`` of five servers failed."""
    system = raft_election(range(1, 6), timeout=(300, 600), network=Network(delay=(30, 40)))
    crashes = [(0, Crash(id)) for id in range(6 - down, 6)]
    return simulate(system, seed=seed, faults=crashes, until=somebody_leads, trace=False).time


def wide_area_elections(trials=500, executor=None, progress=False):
    """Our elections beside the published ones.

    Parameters
    ----------
    trials : int
        Elections for each number of failed servers; the dissertation has 10,000.
    executor, progress
        As for :func:`~leaderlab.experiments.sweep`.

    Returns
    -------
    Chart
        In ms.
    """
    table = sweep(wide_area_election, {"down": list(PUBLISHED)}, seeds=trials, executor=executor, progress=progress)
    times = complete(table).groupby("down").value
    measured = {"mean": times.mean().to_dict(), "99.9 % stay below": times.quantile(0.999).to_dict()}
    published = {"published, mean": {down: mean for down, (mean, _) in PUBLISHED.items()},
                 "published, 99.9 %": {down: longest for down, (_, longest) in PUBLISHED.items()}}
    return chart(measured | published, title="Raft over a wide area", x="servers of five that have failed",
                 y="ms to a leader")
