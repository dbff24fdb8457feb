"""Every algorithm before the same court: is there ever more than one leader at a time, and which trouble makes two?

All runs of three nodes are searched; any message or timer may be next, so a timer may end too early and a message may
be very late. The cell of Chubby is searched in time: its promise is about clocks, which may differ by a tenth.
"""

from functools import cache

from ..algorithms import bully, chang_roberts, chubby, hirschberg_sinclair, peterson, raft_election, ring
from ..algorithms import zookeeper_client as client
from ..network import Eventual, Faults, Network, Perfect
from ..properties import at_most_one_leader, at_most_one_leader_per_term
from ..verify import verify

WATCHED, MISTAKEN = Network(detector=Perfect()), Network(detector=Eventual(mistakes=1))
CELL = dict(lease=11, drift="1/10", renew=None, stands={1: (0, 0), 2: (0, 12)}, network=Network(delay=(0, 1)))
IN_TIME = dict(timed=True, drift="1/10", within=lambda node: node.round <= 1)
# Name -> (system on a network with a failure detector, further options of the search).
ACCUSED = {
    "chang_roberts": (lambda network: chang_roberts([3, 7, 5], network=network), {}),
    "hirschberg_sinclair": (lambda network: hirschberg_sinclair([3, 7, 5], network=network), {}),
    "peterson": (lambda network: peterson([3, 7, 5], network=network), {}),
    "ring": (lambda network: ring([3, 7, 5], initiators=[3], network=network), {}),
    "bully": (lambda network: bully([1, 2, 3], initiators=[1], network=network), {}),
    "zookeeper_client": (lambda network: client([1, 2, 3], network=network), {}),
    "raft": (lambda network: raft_election([1, 2, 3], network=Network()), dict(within=lambda node: node.term <= 2)),
    "chubby": (lambda network: chubby([1, 2, 3], **CELL), IN_TIME),
}
# Name -> (faults, network). Who has no failure detector cannot suspect anybody wrongly.
TROUBLES = {
    "no fault": (None, WATCHED),
    "a crash": (Faults(crashes=1), WATCHED),
    "a lost message": (Faults(drops=1), WATCHED),
    "a wrong suspicion": (None, MISTAKEN),
}


@cache
def trial(algorithm, trouble="no fault", promise=at_most_one_leader):
    """Search every run of three nodes for two leaders at a time.

    Parameters
    ----------
    algorithm : str
        A name in ``ACCUSED``.
    trouble : str
        A name in ``TROUBLES``.
    promise : callable
        What is asked; by default that there is at most one leader at a time.

    Returns
    -------
    Verdict

    Examples
    --------
    >>> trial("bully").holds, trial("chang_roberts").holds
    (False, True)
    """
    build, options = ACCUSED[algorithm]
    faults, network = TROUBLES[trouble]
    if faults is not None and algorithm == "zookeeper_client":
        faults = Faults(**{"crashes": faults.crashes, "drops": faults.drops, "only": (1, 2, 3)})
    return verify(build(network), always=promise, faults=faults, **options)


def per_term():
    """Raft's own promise: at most one leader in each term, in the first two terms of three servers."""
    return trial("raft", promise=at_most_one_leader_per_term)


def charges():
    """The table: one row for each algorithm, one column for each trouble.

    Returns
    -------
    pandas.DataFrame
        "holds", or how many steps the shortest run with two leaders has.
    """
    from pandas import DataFrame
    table = {trouble: {algorithm: _told(trial(algorithm, trouble)) for algorithm in ACCUSED} for trouble in TROUBLES}
    return DataFrame(table).rename_axis("algorithm")


def _told(verdict):
    return "holds" if verdict else f"two after {len(verdict.trace) - 1} steps"
