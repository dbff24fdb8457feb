"""Run a learner's code so that nothing it does can hurt: no hang, no exit, no stray print."""

import builtins
import io
import sys
import traceback
import warnings
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from unittest.mock import patch

from ..errors import Mistake, Runaway
from ..watchdog import calls_handlers, watchdog

ROOM = 1 << 30          # bytes that a learner's code may take on top of what is in use


@contextmanager
def guarded():
    """Everything a check does happens in here.

    What is printed is swallowed, nobody is asked for input, memory has a limit (on Linux), and calls made by
    :func:`ask` and handlers run by the engine are stopped when they do not come to an end.
    """
    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(_Sink()))
        stack.enter_context(redirect_stderr(_Sink()))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(patch.object(builtins, "input", _no_input))
        stack.enter_context(_memory())
        stack.enter_context(_recursion())
        stack.enter_context(watchdog())
        yield


def ask(function, *arguments):
    """Call a learner's function.

    Returns
    -------
    object
        What it returned.

    Raises
    ------
    Mistake
        If it raised, left Python or did not end; one sentence in the learner's words.
    """
    try:
        return _call(function, arguments)
    except (Mistake, KeyboardInterrupt):
        raise
    except BaseException as error:      # a learner's own class of errors may derive from it
        raise Mistake(explain(error, function)) from None


@calls_handlers
def _call(function, arguments):
    return function(*arguments)


def explain(error, function):
    """One sentence about an error that came out of a learner's function."""
    name = getattr(function, "__name__", None) or type(function).__name__
    code = getattr(function, "__code__", None)
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if code is not None and f.filename == code.co_filename]
    where = f"`{name}`" + (f", line {own[-1].lineno}" if own else "")
    match error:
        case Runaway():
            return f"{where}: it does not come to an end. Is there a loop without a way out?"
        case RecursionError():
            return f"{where}: it calls itself without an end."
        case MemoryError():
            return f"{where}: it needs too much memory."
        case SystemExit() | GeneratorExit():
            return f"{where}: it must not leave Python (exit, quit)."
        case NotImplementedError():
            return f"{where}: a part of it is not written yet (it still raises NotImplementedError)."
    return f"{where} raised {type(error).__name__}{_words(error)}."


def _words(error):
    """The text of an error, after a colon; a hostile error has none."""
    try:
        text = str(error)[:300].rstrip(".")
    except BaseException:
        return ""
    return text and f": {text}"


class _Sink(io.TextIOBase):
    """Takes any text and keeps none: a loop that prints for ever must not fill the memory."""

    def writable(self):
        return True

    def write(self, text):
        return len(text)


def _no_input(*_):
    raise Mistake("There is nobody to ask in a check: take `input` out.")


@contextmanager
def _memory():
    """A soft limit on the address space while the learner's code runs; Linux only, elsewhere nothing."""
    try:
        import resource
        with open("/proc/self/statm") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        limit = used + ROOM if soft == resource.RLIM_INFINITY else soft
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    except (ImportError, OSError, ValueError):
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextmanager
def _recursion():
    """Give back the recursion limit and the trace function that we found: a learner may have changed them."""
    limit, tracing = sys.getrecursionlimit(), sys.gettrace()
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        if sys.gettrace() is not tracing:
            sys.settrace(tracing)
