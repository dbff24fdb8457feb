"""One table of what was measured, what was aimed at, and whether it was reached."""

import datetime
import os
import platform
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

import leaderlab

PAGE = Path(__file__).parents[1] / "BENCHMARKS.md"


class Row(NamedTuple):
    """One measurement. ``target``: ("<=", 3.0), or None where the number stands for itself."""
    what: str
    value: float
    unit: str = ""
    target: tuple[str, float] | None = None
    note: str = ""

    def cells(self):
        """The row as text: what, measured, target, met, note."""
        if self.target is None:
            return self.what, _number(self.value, self.unit), "", "", self.note
        sign, bound = self.target
        met = {"<=": self.value <= bound, "<": self.value < bound, ">=": self.value >= bound}[sign]
        sign = {"<=": "≤", ">=": "≥"}.get(sign, sign)
        return self.what, _number(self.value, self.unit), f"{sign} {_number(bound, self.unit)}", \
            "yes" if met else "no", self.note


def _number(value, unit):
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}".strip()


HEAD = ("What", "Measured", "Target", "Met", "How")


def as_markdown(rows):
    """The rows as a table."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[k]) for line in cells) for k in range(len(HEAD))]
    lines = [f"| {' | '.join(text.ljust(width) for text, width in zip(line, widths))} |" for line in cells]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def machine():
    """What it was measured on, in a sentence or two."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return (f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}; {python}, "
            f"leaderlab {leaderlab.__version__}, {_simpy()}, {_spin()}; {datetime.date.today().isoformat()}, "
            f"load {os.getloadavg()[0]:.1f} at the beginning.")


def _simpy():
    try:
        return f"SimPy {version('simpy')}"
    except PackageNotFoundError:
        return "without SimPy"


def _spin():
    if not shutil.which("spin"):
        return "without Spin"
    text = subprocess.run(["spin", "-V"], capture_output=True, text=True).stdout
    return f"Spin {text.split()[2]}"


def _processor():
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "unknown processor"


INTRODUCTION = """\
# How fast the engine is

Written by `make bench`. All times are processor times. What is compared is measured in turn, in one process,
with the cyclic garbage collector off on both sides, after one run to warm up; the table has the medians over
the rounds. Numbers of another machine differ, the ratios less so.
"""


def write(rows, where):
    """Write the page."""
    PAGE.write_text(f"{INTRODUCTION}\n{where}\n\n{as_markdown(rows)}\n", encoding="utf-8")
