"""Figure 16 of the Raft paper, built again: how long until a crashed leader is replaced, by range of timeouts.

The setting of the paper [1]_ [2]_: five servers; the leader sends heartbeats just before it crashes, so all timers
begin together; two of the four others have logs too short to be elected; the crash falls somewhere in a heartbeat
interval, which is half of the shortest timeout.

What differs. The paper's network and disk together take about 15 ms for a round of messages. What makes votes split is
only how long a server does not yet know of the first candidate, and the disk of the voter comes after that. We have one
number, the time of a message from server to server. With 2 to 3 ms the medians agree; it is fitted, not measured. With
7 to 8 ms, half of 15, the narrow ranges take several times as long. The shape, the steps of further elections, is the
same with all.

References
----------
.. [1] D. Ongaro, J. Ousterhout. "In search of an understandable consensus algorithm." Extended version, 2014,
       section 9.3 and figure 16.
.. [2] D. Ongaro. "Consensus: bridging theory and practice." Dissertation, Stanford University, 2014, chapter 9.
"""

from random import Random

from ..algorithms import raft_election
from ..events import Crash
from ..network import Network
from ..properties import somebody_leads
from ..simulate import simulate
from ..view.plots import chart
from .sweeps import complete, sweep

TICKS = 10                              # in a millisecond, so that a range of 1 ms has eleven values
LEADER, SERVERS = 5, range(1, 6)
LOGS = {1: [1], 2: [1], 5: [1]}         # 3 and 4 lack an entry, so 1 and 2 give them no vote
LONGEST = 2_500                         # steps: about 10 s of elections that all fail
WIDER = ((150, 151), (150, 155), (150, 175), (150, 200), (150, 300))
SHORTER = ((12, 24), (25, 50), (50, 100), (100, 200), (150, 300))
# What the paper states in its text: (range, percentile) -> ms.
PAPER = {((150, 155), 50): 287, ((150, 200), 100): 513, ((12, 24), 100): 152}
PAPER_MEAN = {(12, 24): 35}
PERCENTILES = (1, 10, 25, 50, 75, 90, 100)


def downtime(shortest, longest, seed, one_way=(2, 3)):
    """One crash.

    Parameters
    ----------
    shortest, longest : number
        The range of election timeouts, in ms.
    seed : int
    one_way : (number, number)
        How long a message takes from server to server, in ms.

    Returns
    -------
    float
        Milliseconds from the crash to a new leader; infinite if there was none for about 10 s.
    """
    timeouts = dict.fromkeys(SERVERS, (round(shortest * TICKS), round(longest * TICKS))) | {LEADER: None}
    network = Network(delay=tuple(round(ms * TICKS) for ms in one_way))
    end = simulate(raft_election(SERVERS, logs=LOGS, timeout=timeouts, network=network), seed=seed,
                   faults=[(0, Crash(LEADER))], until=somebody_leads, max_steps=LONGEST)
    since_heartbeat = Random(seed).uniform(0, shortest / 2)
    return end.time / TICKS - since_heartbeat if end.last.leaders else float("inf")


def downtimes(ranges, trials=100, one_way=(2, 3), executor=None, progress=False):
    """The table behind the figure: one row for each crash.

    Returns
    -------
    pandas.DataFrame
        Columns shortest, longest, one_way, seed, value (ms), error.
    """
    grid = [{"shortest": a, "longest": b, "one_way": tuple(one_way)} for a, b in ranges]
    return sweep(downtime, grid, seeds=trials, executor=executor, progress=progress)


def figure16(ranges=WIDER, trials=100, one_way=(2, 3), executor=None, progress=False):
    """Time without a leader against the share of crashes that were over by then, one line for each range.

    Parameters
    ----------
    ranges : iterable of (number, number)
        In ms; ``WIDER`` are those of the upper graph of the paper, ``SHORTER`` those of the lower one.
    trials : int
        Crashes for each range; the paper has 1,000.
    one_way, executor, progress
        As for :func:`downtime` and :func:`~leaderlab.experiments.sweep`.

    Returns
    -------
    Chart
        With the numbers that the paper states in its text, where a range has one.
    """
    table = complete(downtimes(ranges, trials, one_way, executor, progress))
    measured, paper = {}, {}
    for low, high in ranges:
        times = sorted(table[(table.shortest == low) & (table.longest == high)].value)
        measured[f"{low}–{high} ms"] = {p: percentile(times, p) for p in PERCENTILES
                                        if percentile(times, p) != float("inf")}
        paper |= {f"paper, {low}–{high} ms": {p: ms} for (known, p), ms in PAPER.items() if known == (low, high)}
    return chart({name: line for name, line in (measured | paper).items() if line},
                 title="Raft, figure 16: replacing a crashed leader", x="share of crashes, %", y="ms without a leader")


def percentile(ordered, p):
    """The value that p percent of the ordered ones do not exceed."""
    return ordered[max(0, -(-p * len(ordered) // 100) - 1)]
