"""Measure, print one table, and write it into BENCHMARKS.md."""

import sys

from .importing import importing
from .simulation import against_simpy, against_the_floor, memory
from .table import as_markdown, machine, write
from .verification import large, rings


def main():
    """Take about a minute."""
    where, rows = machine(), []
    rows += against_the_floor()
    floor = rows[0].value
    for measure in (against_simpy, memory, lambda: rings(floor), large, importing):
        print(f"{rows[-1].what}: done", file=sys.stderr)
        rows += measure()
    print(f"{where}\n\n{as_markdown(rows)}")
    write(rows, where)


if __name__ == "__main__":
    main()
