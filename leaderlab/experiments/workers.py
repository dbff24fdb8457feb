"""Who does the work of a sweep: this process, a pool of our own, or somebody else's executor.

Each crew yields (number of the row, {"value": answer} or {"error": sentence}) as rows get ready, and loses none.
"""

import multiprocessing
import os
import pickle
import signal
import sys
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, ProcessPoolExecutor, wait
from itertools import islice

DIED = "The worker process died in this row (killed, out of memory, or it left Python)."
GONE = "The executor broke down"


def attempt(function, row):
    """One call; an exception becomes a sentence, so that it costs one row and not the sweep."""
    try:
        return {"value": function(**row)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


class Here:
    """One row after another, in this process."""

    broken = None

    def __init__(self, function):
        self.function = function

    def answers(self, todo):
        for k, row in todo:
            yield k, attempt(self.function, row)

    def close(self):
        pass


class Theirs:
    """Somebody's executor. It is not ours to mend or to shut down."""

    at_once = 1024                      # rows that wait there at a time: a long study does not fill its memory
    broken = None

    def __init__(self, function, executor):
        self.function, self.executor, self.waiting = function, executor, {}

    def answers(self, todo):
        rest = iter(todo)
        while self._fill(rest) or self.waiting:
            ready, _ = wait(list(self.waiting), return_when=FIRST_COMPLETED)
            for future in ready:
                k, _ = self.waiting.pop(future)
                if (answer := self._result(future)) is not None:
                    yield k, answer
            if self.broken:
                return                  # what it has not done stays undone; the table says so

    def _fill(self, rest):
        for k, row in islice(rest, self.at_once - len(self.waiting)):
            try:
                self.waiting[self.executor.submit(attempt, self.function, row)] = k, row
            except Exception as error:  # shut down, or broken since
                self.broken = f"{GONE} ({type(error).__name__}: {error})"
                return False
        return False

    def _result(self, future):
        """The answer of a future; None if the executor broke down."""
        try:
            return future.result()
        except BrokenExecutor as error:
            self.broken = f"{GONE} ({type(error).__name__}: {error})"
        except Exception as error:      # the row could not be sent or come back, or its worker died
            return {"error": f"{type(error).__name__}: {error}"}

    def close(self):
        for future in self.waiting:
            future.cancel()


class Own:
    """A pool of processes, one for each core. A worker that dies costs its row, and a new pool does the others."""

    broken = None

    def __init__(self, function, rows):
        self.function, self.size, self.pool = function, min(rows, os.cpu_count() or 1), None

    def answers(self, todo):
        """All rows. Those that were under way when a worker died are run again, each in a pool alone."""
        undone, suspects = dict(todo), []
        while undone:
            for k, answer in self._together(undone, suspects):
                del undone[k]
                yield k, answer
            while suspects:
                k = suspects.pop()
                yield k, self._alone(undone.pop(k))

    def _together(self, undone, suspects):
        """Answers until all is done or a worker has died; then ``suspects`` has the rows that may have killed it."""
        pool = self.pool = self.pool or _pool(self.function, self.size)
        rest, running = iter(list(undone.items())), {}
        while True:
            try:
                for k, row in islice(rest, 2 * self.size - len(running)):
                    running[pool.submit(_work, row)] = k
                if not running:
                    return
                for future in wait(list(running), return_when=FIRST_COMPLETED).done:
                    answer = _unpack(future)
                    yield running.pop(future), answer
            except BrokenExecutor:
                suspects += list(running.values()) or list(undone)[:1]
                self._drop()
                return

    def _alone(self, row):
        pool = _pool(self.function, 1)
        try:
            return _unpack(pool.submit(_work, row))
        except BrokenExecutor:
            return {"error": DIED}
        finally:
            pool.shutdown(cancel_futures=True)

    def _drop(self):
        pool, self.pool = self.pool, None
        if pool is not None:
            workers = list((getattr(pool, "_processes", None) or {}).values())
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers:      # after an interrupt nobody waits for what is under way
                worker.terminate()

    def close(self):
        self._drop()


def _unpack(future):
    """The answer of a future of our own pool.

    Raises
    ------
    BrokenExecutor
        If a worker died.
    """
    try:
        return future.result()
    except BrokenExecutor:
        raise
    except Exception as error:          # an answer that cannot be sent back
        return {"error": f"{type(error).__name__}: {error}"}


# -- processes ---------------------------------------------------------------------------------------------------------

_function = None                        # in a worker: what it was hired for


def _hire(function):
    global _function
    _function = function
    signal.signal(signal.SIGINT, signal.SIG_IGN)    # an interrupt is for the one who asked


def _work(row):
    return attempt(_function, row)


def _pool(function, size):
    return ProcessPoolExecutor(size, mp_context=_context(), initializer=_hire, initargs=(function,))


def _context():
    """Forked workers know every function of this process, those of a notebook too; elsewhere Python's own way."""
    return multiprocessing.get_context("fork" if sys.platform == "linux" else None)


def own_pool_for(function):
    """Whether a pool of our own can be had here, and can be given this function."""
    if sys.platform in ("emscripten", "wasi") or multiprocessing.current_process().daemon:
        return False
    return _context().get_start_method() == "fork" or _travels(function)


def _travels(function):
    """Whether a new Python finds this function: it stands in a file, at the top."""
    home = sys.modules.get(getattr(function, "__module__", None))
    if home is None or not hasattr(home, "__file__"):
        return False
    try:
        pickle.dumps(function)
    except Exception:
        return False
    return True
