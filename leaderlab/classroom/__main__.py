"""``python -m leaderlab.classroom``: export a course for nbgrader, grade what the students hand in."""

import argparse
import os
import sys
from pathlib import Path

from ..errors import Mistake
from ..exercises.card import number
from .export import export
from .grade import grade
from .process import PACKAGE, SECONDS

WINDOWS = ("On Windows a student's code has no limit of memory, processes or computing time, only one of "
           "waiting time. Mark code of people that you do not know on Linux, best in a container.")


def pair(text):
    """``key=points`` as a pair."""
    key, equals, points = text.partition("=")
    try:
        value = float(points)
    except ValueError:
        value = -1
    if not key or not equals or not 0 <= value < 10_000:
        raise argparse.ArgumentTypeError(f"{text!r}: write it as KEY=POINTS, for example ring_refuse=5")
    return key, int(value) if value.is_integer() else value


def parser():
    """The command line."""
    whole = argparse.ArgumentParser(prog="python -m leaderlab.classroom", description="A class that trusts its marks.")
    commands = whole.add_subparsers(dest="command", required=True)
    out = commands.add_parser("export", help="make a course folder for nbgrader")
    out.add_argument("folder", type=Path)
    out.add_argument("--lessons", nargs="+", default=[], metavar="NN", help="beginnings of names (default: all)")
    out.add_argument("--points", nargs="+", default=[], type=pair, metavar="KEY=N", help="other points for an exercise")
    out.add_argument("--notebooks", type=Path, default=PACKAGE.parent / "notebooks", help="where the lessons are")
    out.add_argument("--force", action="store_true", help="write over what is there")
    back = commands.add_parser("grade", help="mark what the students have handed in")
    back.add_argument("folder", type=Path)
    back.add_argument("-o", "--output", type=Path, default=None, help="the table (default: DIR/marks.csv)")
    back.add_argument("--lessons", nargs="+", default=[], metavar="NN", help="default: all that were handed in")
    back.add_argument("--seconds", type=int, default=SECONDS, help="computing time of an answer (default: %(default)s)")
    back.add_argument("--jobs", type=int, default=None, help="how many at a time (default: one for each processor)")
    return whole


def main(arguments=None):
    """Returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        if options.command == "export":
            for line in export(options.folder, options.notebooks, options.lessons, dict(options.points), options.force):
                print(line)
            return 0
        if os.name != "posix":
            print(WINDOWS, file=sys.stderr)
        output = options.output or options.folder / "marks.csv"
        book = grade(options.folder, output, options.lessons, options.jobs, max(options.seconds, 1))
        points = [sum(m.points for found in lessons.values() for m in found) for lessons in book.values()]
        print(f"{len(book)} students, {number(round(sum(points) / len(points), 2))} points on average. The table is in "
              f"{output}, the pages for the students in {options.folder / 'marks'}.")
    except Mistake as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. What is marked is kept: the same command goes on where this one stopped.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
