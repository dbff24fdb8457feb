"""PyDistSim: it wants other versions of NumPy and IPython than we do, so it lives in an environment of its own."""

import subprocess
import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from leaderlab import Network, simulate
from leaderlab.algorithms import chang_roberts

from .measure import column, ratio, seconds
from .table import Row, left_out

VERSION = "2.1.2"
FOLDER = Path(__file__).parents[1] / ".venv" / "peers" / "pydistsim"     # ignored by git; `make clean` removes it
SCRIPT = Path(__file__).with_name("pydistsim_ring.py")
PATIENCE = 600                                  # seconds for pip
OFTEN = 20                                      # our run is so much shorter that one alone is hard to measure
HAS_IT = f"from importlib.metadata import version; assert version('pydistsim') == '{VERSION}'; import pydistsim"


@cache
def interpreter():
    """The Python that has PyDistSim, made if it is not there; None, with the reason printed, if it cannot be made."""
    python = FOLDER / "bin" / "python"
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:",
               f"pydistsim=={VERSION}"]
    try:
        if not _has_it(python):
            print(f"Making an environment for PyDistSim in {FOLDER}; this is done once.", file=sys.stderr)
            for command in ([sys.executable, "-m", "venv", "--clear", FOLDER], install):
                subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE)
            subprocess.run([python, "-c", HAS_IT], check=True, capture_output=True, text=True)
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines() or [f"it ended with {error.returncode}"]
        left_out("PyDistSim", f"its environment could not be made: {said[-1]}")
    except (OSError, subprocess.TimeoutExpired) as error:
        left_out("PyDistSim", f"its environment could not be made: {error}")
    else:
        return python


def _has_it(python):
    return python.exists() and subprocess.run([python, "-c", HAS_IT], capture_output=True).returncode == 0


@contextmanager
def elections(python):
    """A function (n, delay) -> (seconds, deliveries) that lets the other interpreter hold an election."""
    with subprocess.Popen([python, SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer:
        def hold(n, delay):
            print(n, *delay, file=peer.stdin, flush=True)
            answer = peer.stdout.readline().split()
            if len(answer) != 2:
                raise RuntimeError("PyDistSim stopped in the middle of an election; its own words are above")
            return float(answer[0]), int(answer[1])
        try:
            yield hold
        finally:
            peer.stdin.close()


def against_pydistsim(number=5):
    """Yield the ratios to PyDistSim: with our delays, and with the steps that it is made for."""
    python = interpreter()
    if python is None:
        return
    with elections(python) as hold:
        yield _row(hold, number, 150, (1, 10), "delays of 1 to 10")
        yield _row(hold, number, 250, (1, 1), "every message takes one step")


def _row(hold, number, n, delay, how):
    system = chang_roberts(range(n, 0, -1), network=Network(delay=delay))

    def ours():
        return simulate(system, seed=0, max_steps=1_000_000, trace=False)

    def often():
        for _ in range(OFTEN):
            ours()

    deliveries = ours().steps
    assert hold(n, delay)[1] == deliveries
    times = [(hold(n, delay)[0], seconds(often) / OFTEN) for _ in range(number)]
    return Row(f"PyDistSim / simulate, {how}", ratio(times, 0, 1), "", (">=", 30.0),
               f"{n} falling ids, {deliveries:,} deliveries: {column(times, 0):.2f} s / {column(times, 1):.3f} s")
