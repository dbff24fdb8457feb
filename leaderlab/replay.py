"""Play a recorded list of events again, or one line of text that somebody pasted."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cache

from .errors import HandlerMistake, Mistake, NoEvent, Stuck, did_you_mean
from .events import EVENTS, Event, Tick
from .graph import Graph
from .system import build, check_system
from .tape import record
from .trace import Trace
from .watchdog import watchdog
from .weather import COUNTED


def replay(system, events=(), *more, times=None, drift=0):
    """Let these events happen, in this order.

    Parameters
    ----------
    system : System or str
        A system, or a whole line from :meth:`Trace.line`.
    events : iterable of Event
        With a line: your own node classes that it names, ``replay(line, MyRing)``.
    times : sequence of int, optional
        When each event happened.
    drift : number or str
        As for :func:`~leaderlab.verify`; it matters only if time passes (a Tick is among the events).

    Returns
    -------
    Trace

    Raises
    ------
    Stuck
        If an event cannot happen where it stands; the text names it and what could happen instead.
    Mistake
        If the system or the events are not what they should be.
    """
    if isinstance(system, str):
        classes = tuple(events) if isinstance(events, Iterable) else (events,)
        return _replay_line(system, (*classes, *more))
    check_system(system)
    if not isinstance(events, Iterable):
        raise Mistake(f"{events!r} is not a list of events.")
    events = list(events)
    for k, event in enumerate(events, 1):
        if not isinstance(event, Event):
            hint = f" Write {event.__name__}(...)." if isinstance(event, type) else ""
            raise Mistake(f"Event {k}, {event!r}, is not an event.{hint}")
    if times is not None and (not isinstance(times, Sequence) or len(times) != len(events)):
        raise Mistake(f"times={times!r}: give one tick for each of the {len(events)} events.")
    with watchdog():
        graph = Graph(system, timed=any(isinstance(e, Tick) for e in events), drift=drift)
        return finish(graph, graph.past(events), events, times)


def finish(graph, states, events, times=None, end=None, loop=None):
    """The Trace of a walk through a graph."""
    if end is None:
        end = "More could happen." if _goes_on(graph, states[-1]) else "Nothing more can happen."
    tape = record(graph, states, events, times)
    timed = times is not None or graph.timed
    return Trace(graph.system, tape, timed=timed, drift=graph.locals.drift, end=end, loop=loop)


def _goes_on(graph, state):
    try:
        return any(True for _ in graph.fair_steps(state))
    except HandlerMistake:
        return True                     # a handler would react; what it does wrong matters to whoever takes that step


def line(trace):
    """The one-line form of a trace: the system, then what happened, ``@`` marking times.

    ``ring([3, 7], initiators=[3]) | @4 3>7 @9 7>3``
    """
    if trace.system.call is None:
        raise Mistake("No text describes this system: it was put together by hand. Use a builder, ring([3, 7, 5]) for "
                      "example, or keep the run with to_json().")
    fifo, now = trace.system.network.order == "fifo", 0
    ticking = any(isinstance(event, Tick) for event in trace.events)
    words = [f"drift:{trace.drift}"] if trace.drift else []
    if trace.timed and not ticking and trace.time == 0:
        words.append("@0")          # no other time will follow, and without one the line would have no times at all
    for step in trace[1:]:
        if trace.timed and not ticking and step.time != now:
            now = step.time
            words.append(f"@{now}")
        words.append(short(step.event) if fifo else step.event.token)
    return f"{trace.system} | {' '.join(words)}"


def short(event):
    """A token without the message, which FIFO links make plain: ``3>7``, ``drop:3>7``."""
    return event.token.split(f"{event.to}:")[0] + f"{event.to}" if hasattr(event, "to") else event.token


def _shape(kind):
    """What the word of an event looks like, as a regular expression."""
    name, link = kind.__name__.lower(), r"-?\d+>-?\d+(:.+)?"
    if "message" in [field.name for field in fields(kind)]:
        return link if name == "deliver" else f"{name}:{link}"
    return ":".join([name, *["[^:]+" if field.type is str else r"-?\d+" for field in fields(kind)]])


@cache
def _word():
    """What the word of any event looks like; asked for only when a line is wrong."""
    return re.compile("|".join(map(_shape, EVENTS.values())))


def _meaning(token):
    """A predicate: is this the word of that event?"""
    return lambda event: token in (event.token, short(event))


def _replay_line(text, classes):
    head, bar, tail = text.partition("|")
    if not bar:
        raise Mistake("A line that replays has a '|' between the system and what happened: ring([3, 7]) | 3>7 7>3")
    system = build(head, *classes)
    words, times, now, tokens, drift = tail.split(), [], 0, [], 0
    for word in words:
        if re.fullmatch(r"@\d+", word):
            now = int(word[1:])
        elif word.startswith("drift:"):
            drift = word.removeprefix("drift:")
        else:
            tokens.append(word)
            times.append(now)
    with watchdog():
        return _follow(system, tokens, times if any(w[0] == "@" for w in words) else None, drift)


def _follow(system, tokens, times, drift):
    kinds = {kind.__name__.lower(): kind for kind in COUNTED}
    graph = Graph(system, timed="tick" in tokens or bool(drift), drift=drift)
    paid = graph.weathers.enough_for(kinds.get(token.split(":")[0]) for token in tokens)
    states, events = [(*graph.first[:2], paid)], []
    for k, token in enumerate(tokens, 1):
        means = _meaning(token)
        fits = [(graph.event(key), after) for key, after in graph.steps(states[-1], wanted=means)]
        fits += [(event, states[-1]) for event in graph.idle_events(states[-1]) if means(event)]
        if not fits:
            before = finish(graph, states, events, times and times[:k - 1])
            raise _stuck(token, k, list(map(short, graph.possible(states[-1]))), before)
        if len({event for event, _ in fits}) > 1:
            raise Mistake(f"Word {k} of the line, {token!r}, fits several messages: "
                          f"{', '.join(event.token for event, _ in fits)}. Write one of these.")
        events.append(fits[0][0])
        states.append(fits[0][1])
    return finish(graph, states, events, times)


def _stuck(token, number, possible, before):
    """The mistake that a word is which fits nothing that may happen."""
    place = f"Word {number} of the line: "
    if _word().fullmatch(token):
        return Stuck(f"{token!r} cannot happen here.", possible, place, before)
    plainer = re.sub(r"[^\w>-]+", ":", token.casefold()).strip(":")            # Crash(3) -> crash:3
    return NoEvent(f"{token!r} is no event.{did_you_mean(plainer, possible)}", possible, place, before)
