"""Simulating: against a bare loop, against SimPy, and the memory of a trace."""

from leaderlab import Network, simulate
from leaderlab.algorithms import chang_roberts

from .floor import bare_loop
from .measure import bytes_kept, column, ratio, rounds
from .table import Row, left_out

DELAY, SEED, STEPS = (1, 10), 0, 1_000_000


def falling(n):
    """The worst order: every id meets only smaller ones."""
    ids = list(range(n, 0, -1))
    return ids, chang_roberts(ids, network=Network(delay=DELAY))


def run(system, trace):
    """One run to its end."""
    return simulate(system, seed=SEED, max_steps=STEPS, trace=trace)


def against_the_floor(number=9, n=1000):
    """Yield the ratios to the bare loop, which makes the very same deliveries at the very same times."""
    ids, system = falling(n)
    outcome = run(system, trace=False)
    assert bare_loop(ids, SEED, DELAY) == (outcome.steps, outcome.time)
    times = rounds(number, lambda: bare_loop(ids, SEED, DELAY), lambda: run(system, trace=False),
                   lambda: run(system, trace=True))
    note = f"Chang–Roberts, {n:,} falling ids: {outcome.steps:,} deliveries"
    yield Row("a bare loop", column(times, 0), "s", note=note)
    yield Row("simulate, no trace / bare loop", ratio(times, 1, 0), "", ("<=", 2.5),
              f"{column(times, 1):.2f} s; {outcome.steps / column(times, 1):,.0f} deliveries a second")
    yield Row("simulate, full trace / bare loop", ratio(times, 2, 0), "", ("<=", 4.0),
              f"{column(times, 2):.2f} s; {outcome.steps / column(times, 2):,.0f} deliveries a second")


def against_simpy(number=5, n=1000):
    """Yield the row of the ratio to SimPy, or none, with the reason printed, where it is not installed."""
    try:
        from .simpy_ring import simpy_ring
    except ImportError as error:
        left_out("SimPy", f"{error}; it is in the extra `bench`")
        return
    ids, system = falling(n)
    steps = run(system, trace=False).steps
    assert simpy_ring(ids, SEED, DELAY) == steps
    times = rounds(number, lambda: simpy_ring(ids, SEED, DELAY), lambda: run(system, trace=False))
    yield Row("SimPy / simulate, no trace", ratio(times, 0, 1), "", (">=", 6.0),
              f"the same system: {column(times, 0):.2f} s / {column(times, 1):.2f} s")


def memory(n=1000):
    """Yield the row of what a step of a trace weighs."""
    _, system = falling(n)
    bare, _ = bytes_kept(lambda: run(system, trace=False))
    full, trace = bytes_kept(lambda: run(system, trace=True))
    yield Row("a step of a trace", (full - bare) / len(trace), "bytes", ("<=", 300),
              f"{len(trace):,} steps; what a run holds with a trace, less what it holds without")
