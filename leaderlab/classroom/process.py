"""Starting the other process, talking to it, and making sure that nothing of it is left."""

import compileall
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from threading import Timer

from ..errors import HandlerMistake

PACKAGE = Path(__file__).resolve().parent.parent
SECONDS = 10                        # of computing time for one answer
MEMORY = 2048                       # megabytes; the address space, so numbers and pictures must fit in, too
LONGEST = 1_000_000                 # bytes in one reply


class Died(HandlerMistake):
    """The other process is gone; the text says why, as far as we know."""


def prepare(without=("lesson*.py",)):
    """A copy of the library for the other process, without the exercises of the lessons: their answers stay here.

    Returns
    -------
    tempfile.TemporaryDirectory
    """
    place = tempfile.TemporaryDirectory(prefix="leaderlab-stage-")
    copy = Path(place.name, "library", "leaderlab")
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns(*without, "__pycache__", "*.pyc"))
    compileall.compile_dir(copy, quiet=2)
    os.chmod(place.name, 0o755)
    return place


def hidden(*more):
    """The folders that hold solutions: a clone as a whole, or the package's own exercises."""
    clone = PACKAGE.parent
    return [str(clone if (clone / "pyproject.toml").exists() else PACKAGE), *map(str, more)]


class Child:
    """The other process, for one answer.

    Parameters
    ----------
    stage : str
        From :func:`prepare`.
    secret : list of str
        Folders that it may not read.
    """

    def __init__(self, stage, secret, seconds=SECONDS, patience=3 * SECONDS):
        self.late, self.seconds, self.patience = False, seconds, patience
        self.scratch = tempfile.mkdtemp(prefix="scratch-", dir=stage)
        os.chmod(self.scratch, 0o777)
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG") if name in os.environ}
        folders = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "MPLCONFIGDIR"), self.scratch)
        one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-B", str(Path(stage, "library", "leaderlab", "classroom", "child.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=self.scratch,
            env=kept | folders | one | {"LEADERLAB_PROGRESS": "off"}, start_new_session=os.name == "posix")
        self.clock = Timer(patience, self._stop_late)
        self.clock.daemon = True
        self.clock.start()
        self.missing = self.ask({"scratch": self.scratch, "hidden": secret, "seconds": seconds,
                                 "memory": MEMORY}).get("missing", [])

    def ask(self, request, longest=LONGEST):
        """Send a request; the reply, an object.

        Raises
        ------
        Died
            If there is no reply, or none that can be read.
        """
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline(longest)
        except (OSError, ValueError):
            line = b""
        if not line:
            raise self.obituary()
        try:
            reply = json.loads(line)
        except (ValueError, RecursionError):
            reply = None
        if not isinstance(reply, dict):
            self.close()
            raise Died("The answer talks to the marker in the place of its process, or is far too large.")
        return reply

    def obituary(self):
        """Why there is no reply."""
        self.close()
        code = self.process.returncode
        if self.late:
            return Died(f"No end after {self.patience} seconds. Is there a loop without a way out, or a wait?")
        if hasattr(signal, "SIGXCPU") and code in (-signal.SIGXCPU, -signal.SIGKILL):
            return Died(f"No end after {self.seconds} seconds of computing. Is there a loop without a way out?")
        if code == -getattr(signal, "SIGSEGV", 11):
            return Died("Python itself broke down: the code calls itself, or nests its values, without an end.")
        return Died("The code ended its own process, so there is nothing to mark.")

    def _stop_late(self):
        self.late = True
        self._kill()

    def _kill(self):
        """The process and, where there are groups, all that it has started."""
        try:
            if os.name == "posix":
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
        except (OSError, ProcessLookupError):
            pass

    def close(self):
        """End it, and take its folder away."""
        self.clock.cancel()
        if self.process.returncode is None and self.process.stdin and not self.process.stdin.closed:
            try:
                self.process.stdin.close()              # it ends by itself when nobody asks any more
                self.process.wait(0.2)
            except (OSError, subprocess.TimeoutExpired):
                pass
        self._kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            try:
                pipe.close()
            except OSError:
                pass
        shutil.rmtree(self.scratch, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
