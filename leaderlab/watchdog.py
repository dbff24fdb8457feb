"""Nothing hangs: a handler that does not come to an end is stopped.

Where the platform has interval timers, a signal looks in now and then: if the very same call of a handler is on the
stack at two looks in a row and has computed all the time, or waits at many, :class:`~leaderlab.errors.Runaway` is
raised in it. On a busy machine, where a call gets little of the processor, it gets more looks.
A run that goes forward pays nothing for this. In another thread than the main one (a notebook may answer its widgets
there) a second thread looks in. Where there are neither signals nor threads, every bytecode of the handler is counted.
"""

import signal
import sys
import threading
from contextlib import contextmanager
from time import process_time

from .errors import Runaway

INTERVAL = 0.5                      # seconds between looks; a handler takes microseconds
ENOUGH = 0.8                        # the part of an interval that a call which does not wait must have computed
LOOKS = 4                           # at so many it is stopped, also if it waits
INSIST = 0.001                      # seconds between stops of a call that does not heed them
BUDGET = 1_000_000                  # bytecodes in one call, where they are counted
CALLERS = set()                     # code objects of the engine's functions that call handlers


def calls_handlers(function):
    """Mark a function of the engine: what it calls is an author's handler, or helps one."""
    CALLERS.add(function.__code__)
    return function


@contextmanager
def watchdog():
    """Stop any single call of a handler that does not come to an end while this context lasts."""
    watch = _by_signal if _signals_work() else _by_counting if _is_main() else _by_thread
    with watch():
        yield


def _signals_work():
    free = hasattr(signal, "setitimer") and _is_main()
    return free and (signal.getitimer(signal.ITIMER_REAL)[0] == 0 or signal.getsignal(signal.SIGALRM) in _LOOKS)


def _is_main():
    return threading.current_thread() is threading.main_thread()


class _Look:
    """Has one call gone on for too long? Asked again and again."""

    def __init__(self):
        self.call, self.times, self.since = None, 0, 0

    def is_too_long(self, call):
        """Look at the call that is on the stack now, or None."""
        if call is None or call is not self.call:
            self.call, self.times, self.since = call, 1, process_time()
            return False
        self.times += 1
        return process_time() - self.since > ENOUGH * INTERVAL or self.times >= LOOKS


_LOOKS = []                         # the handlers of watchdogs that are on duty, innermost last


@contextmanager
def _by_signal():
    if _LOOKS:                      # an outer watchdog is on duty already
        yield
        return
    latest = _Look()

    def look(_signal, frame):
        call, engine = _call_of(frame)
        if latest.is_too_long(call):
            _insist(frame, engine)
            raise Runaway

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


def _call_of(frame):
    """The call of a handler that this frame belongs to, if any, and the frame of the engine that made it."""
    call = None
    while frame is not None and frame.f_code not in CALLERS:
        call, frame = frame, frame.f_back
    return (None if frame is None else call), frame


_THREADS = set()                    # the threads that are watched by another one


@contextmanager
def _by_thread():
    """Another thread looks in; Python raises what it asks for in the thread that is watched, between two bytecodes.

    A handler that loops for ever around its own ``except BaseException`` is not stopped here, as it is elsewhere.
    """
    watched = threading.get_ident()
    if watched in _THREADS:         # an outer watchdog is on duty already
        yield
        return
    done = threading.Event()
    _THREADS.add(watched)
    threading.Thread(target=_look_in, args=(watched, done), daemon=True).start()
    try:
        yield
    finally:
        done.set()
        _THREADS.discard(watched)


def _look_in(watched, done):
    from ctypes import c_ulong, py_object, pythonapi  # imported only where a widget is answered
    latest, pause = _Look(), INTERVAL
    while not done.wait(pause):
        call, _ = _call_of(sys._current_frames().get(watched))
        pause = INTERVAL
        if latest.is_too_long(call):
            pause = INSIST          # again and again: ``except BaseException`` must not swallow the stop for long
            pythonapi.PyThreadState_SetAsyncExc(c_ulong(watched), py_object(Runaway))


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
