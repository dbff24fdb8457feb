"""One table of what was measured, what was aimed at, and whether it was reached."""

import sys
from pathlib import Path
from typing import NamedTuple

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


def left_out(peer, reason):
    """Say why the table has no row of a peer."""
    print(f"{peer} is left out: {reason}", file=sys.stderr)


INTRODUCTION = """\
# How fast the engine is

Written by `make bench`. All times are processor times. What is compared is measured in turn, after one run to warm
up; the table has the medians over the rounds. Our engine runs with the cyclic garbage collector off, and so do the
bare loop, SimPy and PyDistSim. PyDistSim has an interpreter of its own, because it wants other versions of packages
than we do; there too only the run is measured, not the start. minicheck and the `verify` beside it are measured with
the collector as it is used. Spin's verifier and Harmony are measured as whole processes, from start to end; compiling
Spin's model is not counted, translating Harmony's is. A peer that is missing has no row. Numbers of another machine
differ, the ratios less so.
"""


def write(rows, where):
    """Write the page."""
    PAGE.write_text(f"{INTRODUCTION}\n{where}\n\n{as_markdown(rows)}\n", encoding="utf-8")
