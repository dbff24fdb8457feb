"""How long a cell is without a leader after a crash: against Consul's raft_multiplier, and against a master lease.

References
----------
.. [1] HashiCorp. Consul documentation, "Server performance": raft_multiplier scales the timeouts of hashicorp/raft,
       1000 ms each; the default is 5, for production 1 is recommended.
.. [2] M. Burrows. "The Chubby lock service for loosely-coupled distributed systems." OSDI 2006, section 2.2.
"""

from random import Random

from ..algorithms import chubby, raft
from ..events import Crash
from ..network import Network
from ..simulate import simulate
from ..view.plots import chart
from .sweeps import complete, sweep

HEARTBEAT_TIMEOUT = 1000                # ms, times the multiplier; a timer is drawn between it and twice as much


def consul_failover(multiplier, seed, servers=3):
    """One crash of the leader of a Consul cluster.

    Returns
    -------
    float
        Milliseconds until another server leads.
    """
    unit = HEARTBEAT_TIMEOUT * multiplier
    system = raft(range(1, servers + 1), timeout=(unit, 2 * unit), heartbeat=unit // 10, network=Network(delay=(1, 2)))
    return time_to_the_next(system, seed, settled=6 * unit, spread=unit)


def lease_failover(lease, seed, replicas=5):
    """One crash of the master of a Chubby cell.

    Returns
    -------
    float
        Ticks until another replica is master.
    """
    return time_to_the_next(chubby(range(1, replicas + 1), lease=lease), seed, settled=6 * lease, spread=lease)


def time_to_the_next(system, seed, settled, spread):
    """Let somebody lead, crash it at a moment drawn from the seed, and wait for the next one.

    Parameters
    ----------
    system : System
    seed : int
    settled, spread : int
        The crash comes at a tick from ``settled`` to ``settled + spread``, or later if nobody leads then.

    Returns
    -------
    int
        Ticks from the crash to the next leader.
    """
    moment = settled + Random(seed).randrange(spread)
    while not (leaders := simulate(system, seed=seed, until=moment).last.leaders):
        moment += spread
    crashed, = leaders

    def another(world):
        """Somebody else leads."""
        return not world[crashed].up and bool(world.leaders)
    return simulate(system, seed=seed, faults=[(moment, Crash(crashed))], until=another).time - moment


def raft_multiplier(multipliers=(1, 2, 5, 10), trials=30, executor=None, progress=False):
    """Time without a leader against Consul's raft_multiplier.

    The first of two timers, drawn between 1000 and 2000 ms times the multiplier, ends after a third of its range; and
    at the crash the last heartbeat is half an interval old.

    Returns
    -------
    Chart
        In seconds.
    """
    measured = _means(consul_failover, "multiplier", multipliers, trials, executor, progress)
    expected = {m: m * (1 + 1 / 3 - 1 / 20) for m in multipliers}
    return chart({name: {m: ms / 1000 for m, ms in line.items()} for name, line in measured.items()},
                 {"expected mean": expected}, title="Consul: three servers, the leader crashes", x="raft_multiplier",
                 y="seconds without a leader")


def lease_against_failover(leases=(50, 100, 200, 400), trials=30, executor=None, progress=False):
    """Time without a master against the length of the master lease: a long lease is a long wait.

    At the crash the newest votes are at most a renewal old (a third of the lease), so nobody can be elected before two
    thirds of a lease have passed.

    Returns
    -------
    Chart
        In ticks.
    """
    measured = _means(lease_failover, "lease", leases, trials, executor, progress)
    return chart(measured, {"two thirds of the lease": {lease: 2 * lease / 3 for lease in leases}},
                 title="Chubby: five replicas, the master crashes", x="master lease, ticks",
                 y="ticks without a master")


def _means(function, name, values, trials, executor, progress):
    table = sweep(function, {name: list(values)}, seeds=trials, executor=executor, progress=progress)
    groups = complete(table).groupby(name).value
    return {"mean": groups.mean().to_dict(), "shortest": groups.min().to_dict(), "longest": groups.max().to_dict()}
