"""Nothing hangs: a handler that does not come to an end is stopped.

Where the platform has interval timers, a signal looks in now and then: if the very same call of a handler is on the
stack at two looks in a row, it has run for a whole interval, and :class:`~leaderlab.errors.Runaway` is raised in it.
A run that goes forward pays nothing for this. Elsewhere (no such signal, or not the main thread) every bytecode of
the handler is counted instead.
"""

import signal
import sys
import threading
from contextlib import contextmanager

from .errors import Runaway

INTERVAL = 0.5                      # seconds between looks; a handler takes microseconds
BUDGET = 1_000_000                  # bytecodes in one call, where they are counted
CALLERS = set()                     # code objects of the engine's functions that call handlers


def calls_handlers(function):
    """Mark a function of the engine: what it calls is an author's handler, or helps one."""
    CALLERS.add(function.__code__)
    return function


@contextmanager
def watchdog():
    """Stop any single call of a handler that does not come to an end while this context lasts."""
    watch = _by_signal if _signals_work() else _by_counting
    with watch():
        yield


def _signals_work():
    free = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    return free and (signal.getitimer(signal.ITIMER_REAL)[0] == 0 or signal.getsignal(signal.SIGALRM) in _LOOKS)


_LOOKS = []                         # the handlers of watchdogs that are on duty, innermost last


@contextmanager
def _by_signal():
    if _LOOKS:                      # an outer watchdog is on duty already
        yield
        return
    seen = None

    def look(_signal, frame):
        nonlocal seen
        call, top = None, frame
        while frame is not None and frame.f_code not in CALLERS:
            call, frame = frame, frame.f_back
        if frame is None:
            call = None             # not inside the engine at all
        if call is not None and call is seen:
            _insist(top, frame)
            raise Runaway
        seen = call

    before, tracing = signal.signal(signal.SIGALRM, look), sys.gettrace()
    _LOOKS.append(look)
    signal.setitimer(signal.ITIMER_REAL, INTERVAL, INTERVAL)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        sys.settrace(tracing)
        _LOOKS.pop()


def _insist(frame, engine):
    """Raise again at the next line of each frame of the call: ``except BaseException`` must not swallow the stop."""
    def again(_frame, event, _argument):
        if event == "line":
            raise Runaway
        return again

    while frame is not engine:
        frame.f_trace = again
        frame = frame.f_back
    sys.settrace(lambda *_: None)


def _below_callers(frame):
    while frame is not None and frame.f_code not in CALLERS:
        frame = frame.f_back
    return frame is not None


@contextmanager
def _by_counting():
    if sys.gettrace() is not None:  # a debugger, or an outer guard, is counting already
        yield
        return
    left = BUDGET

    def count(_frame, _event, _argument):
        nonlocal left
        left -= 1
        if left < 0:
            raise Runaway
        return count

    def enter(frame, _event, _argument):
        nonlocal left
        if frame.f_code in CALLERS:
            return None
        if frame.f_back is not None and frame.f_back.f_code in CALLERS:
            left = BUDGET           # a new call of a handler
        elif not _below_callers(frame):
            return None             # the engine at its own work
        frame.f_trace_opcodes = True
        return count

    sys.settrace(enter)
    try:
        yield
    finally:
        sys.settrace(None)
