"""The raw recording of a run: a few columns, so that a step costs little time and memory. A Trace reads it."""

from .events import Cut, Deliver, Drop, Duplicate, Tick


class Tape:
    """What happened, in columns.

    An entry is ``(time, number, to, sender, message)``; an event that is no delivery has the sender None and stands
    in the place of the message. Whatever a simulation plans is an entry, so recording one costs a reference.

    Attributes
    ----------
    happened : list of entry
        One for each step; step 0 is the start.
    posted : list of entry
        Everything that was sent or set, in order; the number of an entry is its place here.
    firsts : list of int
        ``posted[firsts[k]:firsts[k + 1]]`` was posted in step k.
    said : list
        For each step None, one (node, text, *values), or a list of them.
    changes, timers : dict
        Step -> tuple of (node, field, before, after), or of (node, name, earliest, latest).
    lost : set of int
        Steps in which a message arrived where nobody reads it.
    copies : dict
        Step in which a message was doubled -> number of the copy.
    """

    __slots__ = ("happened", "posted", "firsts", "said", "changes", "timers", "lost", "copies")

    def __init__(self):
        self.happened, self.posted, self.firsts, self.said = [], [], [], []
        self.changes, self.timers, self.lost, self.copies = {}, {}, set(), {}

    def step(self, entry, said=(), changes=(), timers=(), lost=False, first=None, copy=None):
        """Open a step; what is posted from now on belongs to it."""
        k = len(self.happened)
        self.happened.append(entry)
        self.firsts.append(len(self.posted) if first is None else first)
        self.said.append(list(said) if said else None)
        if changes:
            self.changes[k] = tuple(changes)
        if timers:
            self.timers[k] = tuple(timers)
        if lost:
            self.lost.add(k)
        if copy is not None:
            self.copies[k] = copy

    def add(self, said=(), changes=(), timers=()):
        """Join more to the step that is open."""
        k = len(self.happened) - 1
        if said:
            self.said[k] = [*(self.said[k] or ()), *said]
        for column, more in ((self.changes, changes), (self.timers, timers)):
            if more:
                column[k] = (*column.get(k, ()), *more)

    def post(self, time, sender, to, message):
        """Note a message that leaves; return its number."""
        self.posted.append((time, len(self.posted), to, sender, message))
        return len(self.posted) - 1


def differences(id, fields, before, after):
    """The changes of one node: (id, field, before, after) for each field whose frozen value differs."""
    return [(id, name, old, new) for name, old, new in zip(fields, before, after)
            if old is not new and old != new]


def record(graph, states, events, times=None):
    """The tape of a walk through a graph.

    Parameters
    ----------
    graph : Graph
    states : sequence of state
        One more than there are events.
    events : sequence of Event
    times : sequence of int, optional
        When each event happened; by default the number of the step, or of ticks in a timed graph.

    Returns
    -------
    Tape
    """
    writer = Writer(graph)
    writer.start(states[0])
    clock = 0
    for k, event in enumerate(events):
        clock += isinstance(event, Tick)
        time = times[k] if times else clock if graph.timed else k + 1
        writer.write(time, event, states[k], states[k + 1])
    return writer.tape


class Writer:
    """Writes a walk through a graph on a tape; it knows which message is on the wire under which number."""

    def __init__(self, graph):
        self.graph, self.tape, self.ids, self.flying = graph, Tape(), graph.system.ids, {}

    def start(self, state):
        """Step 0: whatever the nodes did when they started together."""
        opening = [(self.ids[i], story) for i, story in self.graph.opening.items()]
        blank = [self.graph.locals.begin(i) for i in range(len(self.ids))]
        said = [line for _, story in opening for line in story.said]
        timers = [(id, *timer) for id, story in opening for timer in story.timers]
        self.tape.step((0, -1, None, None, None), said, self._changes(blank, state[0]), timers)
        for id, story in opening:
            self._post(0, id, story.sent, ())

    def write(self, time, event, before, after):
        """One step: the event, and what it did."""
        story = self.graph.story(before, event)
        node = getattr(event, "to", getattr(event, "node", None))
        entry = (time, self._number(event), node, None, event)
        if isinstance(event, Deliver):
            entry = (*entry[:3], event.sender, event.message)
        if isinstance(event, Cut):
            ends = {event.a, event.b}
            self.flying = {letter: numbers for letter, numbers in self.flying.items() if set(letter[:2]) != ends}
        said, timers = (story.said, [(node, *timer) for timer in story.timers]) if story else ((), ())
        copy = self._copy(event) if isinstance(event, Duplicate) else None
        self.tape.step(entry, said, self._changes(before[0], after[0]), timers, lost=story is None, copy=copy)
        if story:
            self._post(time, node, story.sent, before[2].cut)

    def _number(self, event):
        """Which message an event is about: the oldest equal one. It leaves the wire if it arrives or is lost."""
        if not isinstance(event, (Deliver, Drop, Duplicate)):
            return -1
        numbers = self.flying[event.sender, event.to, event.message]
        if isinstance(event, Duplicate) or (self.graph.system.network.pool and len(numbers) == 1):
            return numbers[0]
        return numbers.pop(0)

    def _copy(self, event):
        """A number for the second copy, which travels right behind the original; copies are numbered below 0."""
        number = -2 - len(self.tape.copies)
        self.flying[event.sender, event.to, event.message].insert(1, number)
        return number

    def _post(self, time, sender, sent, cut):
        for to, message in sent:
            number = self.tape.post(time, sender, to, message)
            if (sender, to) not in cut and (to, sender) not in cut:
                self.flying.setdefault((sender, to, message), []).append(number)

    def _changes(self, before, after):
        nodes = self.graph.system.nodes
        return [change for i, node in enumerate(nodes) if before[i] is not after[i]
                for change in differences(node.id, type(node).fields, before[i].values, after[i].values)]
