"""Measure, print one table, and write it into BENCHMARKS.md."""

import sys

from .harmony_rings import against_harmony
from .importing import importing
from .machine import machine
from .pydistsim_peer import against_pydistsim
from .simulation import against_simpy, against_the_floor, memory
from .table import as_markdown, write
from .verification import large, rings


def main():
    """Take two or three minutes, and one more the first time, to make the environment of PyDistSim."""
    where, rows = machine(), []
    rows += against_the_floor()
    floor = rows[0].value
    for measure in (against_simpy, against_pydistsim, memory, lambda: rings(floor), large, against_harmony, importing):
        print(f"{rows[-1].what}: done", file=sys.stderr)
        rows += measure()
    print(f"{where}\n\n{as_markdown(rows)}")
    write(rows, where)


if __name__ == "__main__":
    main()
