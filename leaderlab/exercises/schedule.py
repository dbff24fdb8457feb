"""What a learner gives as a run, in any of its forms: a list of events, a line, the words of one, a trace, a player."""

from inspect import getattr_static

from ..errors import Mistake, NoEvent, Stuck, listed
from ..events import Event
from ..node import Message, state
from ..replay import replay
from ..trace import Trace
from .plain import kind_of


def unwrapped(answer):
    """The run in what the learner gave: the trace of a player, and one text for a list of words."""
    given = getattr_static(answer, "trace", answer)
    is_words = isinstance(given, (list, tuple)) and all(isinstance(word, str) for word in given)
    return " ".join(given) if is_words else given


def schedule(answer):
    """The events of a learner's list.

    Raises
    ------
    Mistake
        If something in it is no event.
    """
    events = list(answer) if isinstance(answer, (list, tuple)) else [answer]
    for number, event in enumerate(events, 1):
        if isinstance(event, type) and issubclass(event, Event):
            raise Mistake(f"Event {number} is the class {event.__name__}. Say who: {event.__name__}(...).")
        if isinstance(event, Message):
            raise Mistake(f"Event {number} is a message. Say from whom and to whom: Deliver(sender, to, {event!r}).")
        if not isinstance(event, Event):
            raise Mistake(f"Event {number} is {kind_of(event)}. A schedule is a list of events, such as "
                          "Deliver(sender, to, message) or Crash(id), or one line of text that replays.")
    return events


def read(text, start):
    """The run that a line tells, or only its words: then it goes on from ``start``, a System or a Trace.

    Returns
    -------
    (Trace, str)
        The run as far as it can happen, and what cannot happen then, or an empty text.

    Raises
    ------
    Mistake
        If the line describes no system, or a word is no event.
    """
    system, before = (start.system, len(start) - 1) if isinstance(start, Trace) else (start, 0)
    if "|" in text:
        before = 0
    else:
        text = f"{start.line() if isinstance(start, Trace) else f'{start} |'} {text}"
    try:
        return replay(text, *{type(node) for node in system.nodes}), ""
    except NoEvent as error:
        number = len(error.trace) - before
        raise Mistake(f"Word {number}: {error.what} What can happen: {listed(error.possible)}.") from None
    except Stuck as error:
        return error.trace, error.what


def described(system):
    """What a system is, however it was written."""
    return [(type(node), node.id, state(node)) for node in system.nodes], repr(system.network), system.starts
