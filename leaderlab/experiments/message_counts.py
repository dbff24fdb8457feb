"""How many messages the classical algorithms need: measured on every order of a ring, beside what is proven.

References
----------
.. [1] E. Chang, R. Roberts. "An improved algorithm for decentralized extrema-finding in circular configurations of
       processes." Communications of the ACM 22(5), 1979.
.. [2] D. Hirschberg, J. Sinclair. "Decentralized extrema-finding in circular configurations of processors."
       Communications of the ACM 23(11), 1980.
.. [3] G. Peterson. "An O(n log n) unidirectional algorithm for the circular extrema problem." ACM TOPLAS 4(4), 1982.
.. [4] H. Garcia-Molina. "Elections in a distributed computing system." IEEE Transactions on Computers C-31(1), 1982.
.. [5] P. Hunt et al. "ZooKeeper: wait-free coordination for internet-scale systems." USENIX ATC 2010, section 2.4.
"""

from fractions import Fraction
from functools import cache
from itertools import permutations

from ..algorithms import bully, chang_roberts, hirschberg_sinclair, peterson, zookeeper_client
from ..algorithms.chang_roberts import Election
from ..algorithms.ensemble import NodeDeleted
from ..algorithms.hirschberg_sinclair import Probe, Reply
from ..algorithms.peterson import First, Second
from ..algorithms.zookeeper_client import Candidate, Herd
from ..events import Crash
from ..simulate import simulate
from ..view.plots import chart
from .grid import check_sizes

RINGS = {"chang_roberts": (chang_roberts, Election), "hirschberg_sinclair": (hirschberg_sinclair, (Probe, Reply)),
         "peterson": (peterson, (First, Second))}


@cache
def ring_counts(algorithm, n):
    """The election messages of all orders of n ids, up to rotation, when all start; the announcement is not counted.

    Parameters
    ----------
    algorithm : str
        "chang_roberts", "hirschberg_sinclair" or "peterson".
    n : int
        There are (n - 1)! orders, so keep it below 9.

    Returns
    -------
    tuple of int

    Examples
    --------
    >>> sorted(ring_counts("chang_roberts", 3))
    [5, 6]
    """
    build, election = RINGS[algorithm]
    return tuple(simulate(build((n, *rest))).count(election) for rest in permutations(range(1, n)))


def chang_roberts_counts(sizes=range(2, 8)):
    """Best, worst and mean of Chang and Roberts on 2n - 1, n(n + 1)/2 and n times the n-th harmonic number.

    Returns
    -------
    Chart
        Its means are fractions: the agreement is exact.
    """
    sizes = check_sizes(sizes, 1)
    counts = {n: ring_counts("chang_roberts", n) for n in sizes}
    measured = {"worst": {n: max(c) for n, c in counts.items()},
                "mean": {n: Fraction(sum(c), len(c)) for n, c in counts.items()},
                "best": {n: min(c) for n, c in counts.items()}}
    proven = {"n(n+1)/2": {n: n * (n + 1) // 2 for n in sizes},
              "n·Hₙ": {n: n * sum(Fraction(1, k) for k in range(1, n + 1)) for n in sizes},
              "2n−1": {n: 2 * n - 1 for n in sizes}}
    return chart(measured, proven, title="Chang and Roberts: every order of the ring", x="nodes",
                 y="election messages")


def ring_maxima(sizes=range(2, 8)):
    """The worst order of each ring algorithm, beside what is proven of the first two.

    Returns
    -------
    Chart
    """
    sizes = check_sizes(sizes, 2)
    names = {"chang_roberts": "Chang and Roberts", "peterson": "Peterson",
             "hirschberg_sinclair": "Hirschberg and Sinclair"}
    measured = {name: {n: max(ring_counts(key, n)) for n in sizes} for key, name in names.items()}
    proven = {"n(n+1)/2": {n: n * (n + 1) // 2 for n in sizes},
              "2n⌊log₂ n⌋+n": {n: 2 * n * (n.bit_length() - 1) + n for n in sizes}}
    return chart(measured, proven, title="The worst order of a ring", x="nodes", y="election messages")


def long_rings(sizes=(8, 16, 32, 64, 128)):
    """Falling ids on long rings: n² against n log n.

    Returns
    -------
    Chart
    """
    sizes = check_sizes(sizes, 2)
    measured = {name: {n: simulate(build(range(n, 0, -1))).count(election) for n in sizes}
                for name, (build, election) in RINGS.items()}
    return chart(measured, title="Falling ids: the worst order of Chang and Roberts", x="nodes", y="election messages")


def bully_counts(sizes=range(3, 9)):
    """The Bully when the coordinator has crashed: the lowest, or the second highest, finds out.

    Returns
    -------
    Chart
    """
    sizes = check_sizes(sizes, 2)
    measured = {"the lowest finds out": {n: bully_run(n, 1).messages for n in sizes},
                "the second highest finds out": {n: bully_run(n, n - 1).messages for n in sizes}}
    proven = {"n²−n−1": {n: n * n - n - 1 for n in sizes}, "n−1": {n: n - 1 for n in sizes}}
    return chart(measured, proven, title="The Bully, after the coordinator crashed", x="nodes", y="messages")


def bully_run(n, detector):
    """One election of the Bully: coordinator n is down, and ``detector`` alone starts."""
    return simulate(bully(range(1, n + 1), initiators=[detector]), faults=[(0, Crash(n))])


def herd_counts(sizes=range(2, 9)):
    """ZooKeeper's recipe: how many candidates are told while all leaders fail, one after the other.

    Returns
    -------
    Chart
    """
    sizes = check_sizes(sizes, 1)
    measured = {"everybody watches the leader": {n: told(n, Herd) for n in sizes},
                "each watches the next lower": {n: told(n, Candidate) for n in sizes}}
    proven = {"N(N−1)/2": {n: n * (n - 1) // 2 for n in sizes}, "N−1": {n: n - 1 for n in sizes}}
    return chart(measured, proven, title="The herd", x="candidates", y="notifications")


def told(n, node):
    """How many notifications n candidates get while n - 1 leaders crash in turn."""
    system, faults = zookeeper_client(range(1, n + 1), node=node), []
    for k in range(1, n):
        leader, = simulate(system, faults=faults, until=200 * k).last.leaders
        faults.append((200 * k, Crash(leader)))
    return simulate(system, faults=faults).count(NodeDeleted)
