"""The process in which a student's code runs: it builds the answer, then tells what it does in single situations.

Started by ``process.Child`` as ``python -I child.py``, with one JSON object a line in and out. It trusts nobody and is
trusted by nobody: what it says about an answer is that answer.
"""

import json
import linecache
import os
import sys
from multiprocessing.process import current_process


def main():
    """Set up, then answer requests until there are no more."""
    stage = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    first = json.loads(incoming.readline())
    hidden = {os.path.realpath(path) for path in first["hidden"]}
    sys.path[:] = [stage, *(p for p in sys.path[1:] if os.path.realpath(p) not in hidden)]
    from leaderlab import algorithms, watchdog  # noqa: F401 - the classes that answers are made of
    from leaderlab.classroom.jail import lock
    from leaderlab.classroom.pupil import Pupil
    from leaderlab.exercises.guard import guarded
    watchdog.INTERVAL = 0.2         # a reaction takes microseconds
    current_process()._config["daemon"] = True      # it has no children, so a sweep runs here, one row after another
    with guarded():
        readable = [sys.prefix, sys.base_prefix, *(p for p in sys.path if os.path.isdir(p)), stage]
        os.chdir(first["scratch"])
        missing = lock(first["scratch"], readable, first["hidden"], seconds=first["seconds"], memory=first["memory"])
        pupil = Pupil()
        reply = {"missing": missing}
        while True:
            outgoing.write(json.dumps(reply).encode() + b"\n")
            outgoing.flush()
            line = incoming.readline()
            if not line:
                break
            reply = pupil.reply(json.loads(line))
    linecache.clearcache()


if __name__ == "__main__":
    main()
