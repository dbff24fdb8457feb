"""A trace: one run, step by step. Everything that shows, counts, plots, exports or grades sees only traces."""

from typing import NamedTuple

from .events import Crash, Cut, Deliver, Drop, Duplicate, Event, Heal, Restart, Start, Suspect, Timer, Trust
from .local import NodeView, listens
from .node import state
from .values import show
from .world import World

EVERY = 64                          # steps between two kept worlds


class Sent(NamedTuple):
    """A message that left in a step; ``number`` is unique in its run and grows in the order of sending."""
    number: int
    sender: int
    to: int
    message: object


class Change(NamedTuple):
    """A field of a node before and after a step (frozen values)."""
    node: int
    field: str
    before: object
    after: object


class Said(NamedTuple):
    """What a node said in a step."""
    node: int
    text: str


class TimerSet(NamedTuple):
    """A timer that was set for a window of ticks from now, or cancelled (both None)."""
    node: int
    name: str
    earliest: int | None
    latest: int | None


class Step(NamedTuple):
    """One step of a trace.

    ``time`` in ticks (or the number of the step where time plays no part); ``number`` of the message that the event
    is about, or -1; ``lost``: the message arrived where nobody reads it.
    """
    time: int
    event: Event
    number: int
    lost: bool
    sent: tuple[Sent, ...]
    changes: tuple[Change, ...]
    said: tuple[Said, ...]
    timers: tuple[TimerSet, ...]
    copy: float | None = None       # number of the second copy, where the event is a Duplicate

    def __str__(self):
        parts = [str(self.event) + (" and nobody reads it" if self.lost else "")]
        parts += [f'{node} says "{text}"' for node, text in self.said]
        parts += [f"{c.field} of {c.node}: {show(c.before)} -> {show(c.after)}" for c in self.changes]
        parts += [f"{s.sender} sends {s.message} to {s.to}" for s in self.sent]
        parts += [f"{t.node} cancels {t.name!r}" if t.earliest is None else f"{t.node} sets {t.name!r} for {_span(t)}"
                  for t in self.timers]
        return "; ".join(parts)


def fill(text, values):
    """What a node said: the values in the places of the ``{}``; a text that does not fit them is shown as it is."""
    if not values:
        return text
    try:
        return text.format(*[value if isinstance(value, str) else show(value) for value in values])
    except (IndexError, KeyError, ValueError):
        return " ".join([text, *map(show, values)])


def _span(timer):
    same = timer.earliest == timer.latest
    return f"{timer.earliest} ticks" if same else f"{timer.earliest} to {timer.latest} ticks"


def _lines(said):
    """What a tape keeps of the words of one step: None, one line, or several."""
    return () if said is None else said if type(said[0]) is tuple else (said,)


class Trace:
    """One run of a system. Immutable; ``trace[k]`` is step k, and step 0 is the start.

    Attributes
    ----------
    system : System
    seed : int or None
        None where no chance was drawn.
    faults : tuple of (int, Event)
        The schedule of a simulation.
    timed : bool
        Whether times are ticks; otherwise the time of a step is its number.
    drift : Fraction or 0
        How much clocks may drift, where time was verified.
    end : str
        Why the run ended, in a sentence.
    loop : int or None
        In a lasso: after the last step the run goes on from here, for ever.
    """

    def __init__(self, system, tape, *, seed=None, faults=(), timed=True, drift=0, end="", loop=None):
        self.system, self.seed, self.faults, self.timed, self.end, self.loop = system, seed, faults, timed, end, loop
        self.drift = drift
        self._tape = tape
        self._kept = {}

    # -- steps -------------------------------------------------------------------------------------------------------

    def __len__(self):
        return len(self._tape.happened)

    def __iter__(self):
        return map(self._step, range(len(self)))

    def __getitem__(self, k):
        if isinstance(k, slice):
            return [self._step(i) for i in range(*k.indices(len(self)))]
        if not -len(self) <= k < len(self):
            raise IndexError(f"This trace has the steps 0 to {len(self) - 1}; there is no step {k}.")
        return self._step(k % len(self))

    def _step(self, k):
        tape = self._tape
        time, number, to, sender, message = tape.happened[k]
        event = Deliver(sender, to, message) if sender is not None else Start() if message is None else message
        last = tape.firsts[k + 1] if k + 1 < len(tape.firsts) else len(tape.posted)
        sent = tuple(Sent(n, s, t, m) for _, n, t, s, m in tape.posted[tape.firsts[k]:last] if s is not None)
        said = tuple(Said(node, fill(text, values)) for node, text, *values in _lines(tape.said[k]))
        return Step(time, event, number, k in tape.lost, sent, tuple(Change(*c) for c in tape.changes.get(k, ())), said,
                    tuple(TimerSet(*t) for t in tape.timers.get(k, ())), tape.copies.get(k))

    @property
    def events(self):
        """The events after the start; with the system they are the whole run (:func:`~leaderlab.replay`)."""
        return tuple(step.event for step in self[1:])

    @property
    def messages(self):
        """How many messages were sent."""
        return sum(sender is not None for _, _, _, sender, _ in self._tape.posted)

    def count(self, kind):
        """How many messages of one class were sent (a hop is one message over one link).

        Parameters
        ----------
        kind : type or tuple of type
            A subclass of Message.

        Returns
        -------
        int
        """
        return sum(sender is not None and isinstance(m, kind) for _, _, _, sender, m in self._tape.posted)

    @property
    def time(self):
        """When the last step happened, in ticks."""
        return self._tape.happened[-1][0]

    # -- worlds ------------------------------------------------------------------------------------------------------

    @property
    def worlds(self):
        """``trace.worlds[k]`` is the world after step k."""
        return Worlds(self)

    @property
    def last(self):
        """The world in which the run ended."""
        return self.worlds[-1]

    def on_the_wire(self, k):
        """The messages on the wire after step k: their numbers (:class:`Sent`) -> Deliver, oldest first."""
        return dict(self._moment(k % len(self)).flying)

    def _moment(self, k):
        """The Moment after step k, from the nearest one that is kept."""
        start = max((kept for kept in self._kept if kept <= k), default=None)
        moment = Moment(self.system) if start is None else self._kept[start].copy()
        for i in range(0 if start is None else start + 1, k + 1):
            moment.move(self._step(i))
            if i % EVERY == 0:
                self._kept[i] = moment.copy()
        return moment

    # -- other forms -------------------------------------------------------------------------------------------------

    def __str__(self):
        return "\n".join([str(self.system), *(f"{step.time:6}  {step}." for step in self), f"        {self.end}"])

    def __repr__(self):
        return f"<Trace of {self.system}: {len(self) - 1} steps, {self.messages} messages. {self.end}>"

    def line(self):
        """The run in one line of text that :func:`~leaderlab.replay` plays again: for a forum post or a comment.

        Returns
        -------
        str

        Raises
        ------
        Mistake
            If the system was not made by a builder, so that no text describes it.
        """
        from .replay import line
        return line(self)

    def frame(self):
        """The run as a table: one row for each step.

        Returns
        -------
        pandas.DataFrame
            Columns time, event, said, changes, sent; the index is the number of the step.
        """
        from pandas import DataFrame
        rows = [{"time": step.time, "event": str(step.event) + (" (lost)" if step.lost else ""),
                 "said": " ".join(text for _, text in step.said),
                 "changes": ", ".join(f"{c.node}.{c.field}: {show(c.before)} → {show(c.after)}" for c in
                 step.changes), "sent": ", ".join(f"{s.message} to {s.to}" for s in step.sent)} for step in self]
        return DataFrame(rows).rename_axis("step")

    def to_json(self):
        """The run as JSON text, schema 1 (see :mod:`leaderlab.archive`)."""
        from .archive import dump
        return dump(self)

    @classmethod
    def from_json(cls, text, *classes):
        """Read :meth:`to_json` again.

        Parameters
        ----------
        text : str
        *classes : type
            Node classes of your own that the system names.

        Raises
        ------
        Mistake
            If the text is cut short, is not a trace, or is of a newer schema.
        """
        from .archive import load
        return load(text, *classes)

    def to_html(self, path, promises=()):
        """Write one self-contained page that plays this run, offline.

        Parameters
        ----------
        path : str or os.PathLike
        promises : iterable of callable
            Properties whose lights are shown.
        """
        from .view.page import to_html  # the one door that looks up the stairs: for the reader's convenience
        return to_html(self, path, promises)


class Worlds:
    """The worlds of a trace, made when they are asked for. ``worlds[k]`` is the world after step k."""

    def __init__(self, trace):
        self._trace = trace

    def __len__(self):
        return len(self._trace)

    def __getitem__(self, k):
        if not -len(self) <= k < len(self):
            raise IndexError(f"This trace has the steps 0 to {len(self) - 1}; there is no step {k}.")
        return self._trace._moment(k % len(self)).world()

    def __iter__(self):
        moment = Moment(self._trace.system)
        for step in self._trace:
            moment.move(step)
            yield moment.world()


class Moment:
    """A world that is carried forward step by step."""

    def __init__(self, system):
        self.system = system
        self.fields = {node.id: dict(zip(type(node).fields, state(node))) for node in system.nodes}
        self.views, self.down, self.cut = {}, frozenset(), frozenset()
        self.flying, self.pending, self.suspected = {}, {}, frozenset()
        if system.starts != (0, 0):
            self.pending = {Start(id): None for id in system.ids}

    def copy(self):
        twin = object.__new__(Moment)
        twin.__dict__.update(self.__dict__)
        twin.fields = {id: dict(values) for id, values in self.fields.items()}
        twin.views, twin.flying, twin.pending = dict(self.views), dict(self.flying), dict(self.pending)
        return twin

    def move(self, step):
        """Let one step happen."""
        event, was_down = step.event, self.down
        self.pending.pop(event, None)
        match event:
            case Deliver() | Drop():
                self.flying.pop(step.number, None)
            case Crash(id):
                self.down |= {id}
                self.pending = {e: None for e in self.pending if e.node != id}
                self.suspected = frozenset(pair for pair in self.suspected if pair[0] != id)
            case Restart(id):
                self.down -= {id}
            case Suspect(id, peer):
                self.suspected |= {(id, peer)}
            case Trust(id, peer):
                self.suspected -= {(id, peer)}
            case Cut(a, b):
                self.cut |= {(a, b), (b, a)}
                self.flying = {n: d for n, d in self.flying.items() if (d.sender, d.to) not in self.cut}
            case Heal(a, b):
                self.cut -= {(a, b), (b, a)}
            case Duplicate(sender, to, message):
                self.flying[step.copy] = Deliver(sender, to, message)
        for change in step.changes:
            self.fields[change.node][change.field] = change.after
        for node in {c.node for c in step.changes} | (was_down ^ self.down):
            self.views.pop(node, None)
        for timer in step.timers:
            self.pending.pop(Timer(timer.node, timer.name), None)
            if timer.earliest is not None:
                self.pending[Timer(timer.node, timer.name)] = None
        for sent in step.sent:
            if (sent.sender, sent.to) not in self.cut:
                self.flying[sent.number] = Deliver(sent.sender, sent.to, sent.message)

    def reports(self):
        """What the failure detectors still have to tell."""
        if self.system.network.detector is None:
            return ()
        pairs = [(node.id, peer) for node in self.system.nodes if listens(type(node)) and node.id not in self.down
                 for peer in node.peers]
        return tuple((Suspect if peer in self.down else Trust)(id, peer) for id, peer in pairs
                     if (peer in self.down) != ((id, peer) in self.suspected))

    def world(self):
        """What a property sees."""
        for node in self.system.nodes:
            if node.id not in self.views:
                up, kind = node.id not in self.down, type(node).__name__
                self.views[node.id] = NodeView(node.id, up, kind, self.fields[node.id])
        flying, pending = tuple(self.flying.values()), (*self.pending, *self.reports())
        cut = tuple(sorted((a, b) for a, b in self.cut if a < b))
        return World(tuple(self.views[id] for id in self.system.ids), lambda: (flying, pending, cut))
