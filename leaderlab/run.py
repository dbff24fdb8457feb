"""The loop of a simulation: the earliest due event is next. All chance is drawn here, never in a node."""

from collections import defaultdict
from functools import cache

from .agenda import Agenda
from .errors import Runaway, explain
from .events import Crash, Cut, Deliver, Drop, Duplicate, Heal, Restart, Start, Suspect, Timer, Trust
from .local import NodeView, listens
from .network import Eventual
from .node import forget, id_mistake, initial, state
from .properties import ask, sentence
from .reactions import call, check_sent
from .tape import differences
from .watchdog import calls_handlers
from .world import World

QUIET = "Nothing more can happen."


class Run:
    """The state of one simulation: live nodes, and an agenda of entries (time, order, to, sender, message).

    ``order`` breaks ties, is an entry's place on the tape, and is a timer's token: to cancel a timer is to forget its
    token. An event that is no delivery has the sender None and stands in the place of the message.
    """

    def __init__(self, system, seed, faults, tape):
        self.system, self.network, self.tape = system, system.network, tape
        from random import Random  # the one place that draws; imported when something is drawn
        self.random = Random(seed).random
        self.nodes = {node.id: initial(node) for node in system.nodes}
        self.first = {node.id: dict(zip(type(node).fields, state(node))) for node in system.nodes}
        self.seen = {id: dict(values) for id, values in self.first.items()}     # each node as the tape knows it
        self.sent, self.asked, self.said = [], [], [] if tape is not None else None
        for node in self.nodes.values():
            node._sent, node._timers, node._said = self.sent, self.asked, self.said
        self.agenda, self.order, self.now, self.steps, self.others = Agenda(), 0, 0, 0, 0
        self.down, self.asleep, self.cut = set(), {}, set()
        self.parked = defaultdict(list)             # messages that wait for a node that has not started
        self.away = set()                           # who reads no messages now: down or not yet started
        self.links = {id: {} for id in self.nodes}  # sender -> receiver -> when its latest message is due
        self.fate = {}                              # order of a message -> Drop or Duplicate, when it is due
        self.tokens = {}                            # Timer, Suspect, Trust -> order of the entry that counts
        self.suspected = {id: set() for id in self.nodes}
        self.timer = cache(Timer)                   # the same timer is set again and again: one event serves
        self.post = self._poster()
        self.mistakes = {self.push(time, event) for time, event in faults}      # among them: false suspicions

    def push(self, time, event):
        """Plan an event that is no delivery; return its token."""
        entry = time, self.order, None, None, event
        self.order += 1
        self.others += 1
        if self.tape is not None:
            self.tape.posted.append(entry)
        self.agenda[time].append(entry)
        return entry[1]

    @property
    def messages(self):
        """How many messages were sent."""
        return self.order - self.others

    def draw(self, window):
        """A tick of a window, by the seed."""
        earliest, latest = window
        return earliest if earliest == latest else earliest + int(self.random() * (latest - earliest + 1))

    def world(self):
        """The world as it is now, for a predicate or an outcome."""
        views = [NodeView(id, id not in self.down, type(node).__name__, zip(type(node).fields, state(node)))
                 for id, node in self.nodes.items()]
        return World(tuple(views), self._rest)

    def _rest(self):
        waiting = sorted([*self.agenda.entries(), *(entry for parked in self.parked.values() for entry in parked)])
        in_flight = tuple(Deliver(s, to, m) for _, _, to, s, m in waiting if s is not None)
        pending = tuple(e for _, order, _, s, e in waiting if s is None and self.tokens.get(e) == order)
        return in_flight, pending, tuple(sorted((a, b) for a, b in self.cut if a < b))

    # -- the loop ----------------------------------------------------------------------------------------------------

    def walk(self, stop, deadline, max_steps):
        """Let events happen, earliest first, until nothing is left or a limit is met; return why it ended."""
        if stop is not None and ask(stop, self.world()):
            return f"Stopped: {sentence(stop)}"
        end = self._loop(stop, deadline, max_steps)
        for id, node in self.nodes.items():
            if node.id != id:
                raise id_mistake(node, id)
        return end

    @calls_handlers
    def _loop(self, stop, deadline, max_steps):
        agenda, nodes, tape, away, seen = self.agenda, self.nodes, self.tape, self.away, self.seen
        sent, asked, said, post, fate = self.sent, self.asked, self.said, self.post, self.fate
        coming, steps, time = agenda.now, 0, 0
        try:
            while coming or (coming := agenda.turn()):
                if steps >= max_steps:
                    return f"Stopped after {max_steps:,} steps; it would go on."
                if deadline is not None and coming[-1][0] > deadline:
                    return f"Stopped at tick {deadline:,}; it would go on."
                entry = coming.pop()
                now, order, to, sender, message = entry
                if sender is None or away and to in away or fate and order in fate:
                    if not self._unusual(entry):
                        continue
                else:
                    node = nodes[to]
                    try:
                        node.on_message(message, sender)
                    except (Exception, Runaway, SystemExit) as error:
                        raise explain(error, node, Deliver(sender, to, message), "on_message") from None
                    if tape is not None:
                        tape.happened.append(entry)
                        tape.firsts.append(self.order)
                        if said:
                            tape.said.append(said[0] if len(said) == 1 else tuple(said))
                            said.clear()
                        else:
                            tape.said.append(None)
                        if node.__dict__ != seen[to]:
                            self._note_changes(node)
                    if sent:
                        post(to, sent, now)
                    if asked:
                        self._set_timers(node, now)
                time = now
                steps += 1
                if stop is not None and ask(stop, self.world()):
                    return f"Stopped: {sentence(stop)}"
            return QUIET
        finally:
            self.steps, self.now = steps, time

    def _poster(self):
        """The function that puts what a handler sent on the agenda (a closure: it runs once for each step)."""
        agenda, links, random, cut = self.agenda, self.links, self.random, self.cut
        earliest, latest = self.network.delay
        span = latest - earliest + 1
        fifo = self.network.order == "fifo" and span > 1        # equal delays keep their order by themselves
        unsure = self.network.loss or self.network.duplication
        posted, kinds = self.tape.posted if self.tape is not None else None, set()

        def post(sender, sent, now):
            order, dues = self.order, links[sender]
            for to, message in sent:
                if type(to) is not int or to not in dues or type(message) not in kinds:     # not known to be good
                    check_sent(self.nodes[sender], to, message, self.system.ids)
                    kinds.add(type(message))
                    dues.setdefault(to, 0)
                due = now + earliest + int(random() * span) if span > 1 else now + earliest
                if fifo:
                    if dues[to] > due:
                        due = dues[to]
                    else:
                        dues[to] = due
                entry = due, order, to, sender, message
                if posted is not None:
                    posted.append(entry)
                if unsure:
                    self._decide(entry)
                if not cut or (sender, to) not in cut:
                    agenda[due].append(entry)
                order += 1
            self.order = order
            sent.clear()

        return post

    def _decide(self, entry):
        """A message may get lost, or be doubled: then that is what will happen to it when it is due."""
        _, order, to, sender, message = entry
        if self.network.loss and self.random() < self.network.loss:
            self.fate[order] = Drop(sender, to, message)
        elif self.network.duplication and self.random() < self.network.duplication:
            self.fate[order] = Duplicate(sender, to, message)

    def _set_timers(self, node, now):
        """Do what the handler asked for: an older timer of the same name is forgotten."""
        if self.tape is not None:
            self.tape.add(timers=[(node.id, *timer) for timer in self.asked])
        for name, earliest, latest in self.asked:
            timer = self.timer(node.id, name)
            self.tokens.pop(timer, None)
            if earliest is not None:
                self.tokens[timer] = self.push(now + self.draw((earliest, latest)), timer)
        self.asked.clear()

    def _note_changes(self, node):
        """Compare a node with what the tape knows of it; the tape keeps the difference."""
        seen, fields = self.seen[node.id], type(node).fields
        now = state(node)
        changes = differences(node.id, fields, seen.values(), now)
        if changes:
            self.tape.add(changes=changes)
            self.seen[node.id] = dict(zip(fields, now))

    # -- everything that is not a plain delivery ---------------------------------------------------------------------

    def begin(self):
        """Step 0: the nodes start, together or each in its own time; the mistakes of an eventual detector are drawn."""
        if self.tape is not None:
            self.tape.step((0, -1, None, None, None), first=self.order)
        for id, node in self.nodes.items():
            if self.system.starts == (0, 0):
                self._react(node, Start(id), 0, opened=True)
            else:
                self.asleep[id] = self.draw(self.system.starts)
                self.away.add(id)
                self.tokens[Start(id)] = self.push(self.asleep[id], Start(id))
        detector, ids = self.network.detector, self.system.ids
        for _ in range(detector.mistakes if isinstance(detector, Eventual) and len(ids) > 1 else 0):
            node = self.nodes[ids[self.draw((0, len(ids) - 1))]]
            peer = node.peers[self.draw((0, len(node.peers) - 1))]
            self.mistakes.add(self.push(self.draw((0, detector.settles)), Suspect(node.id, peer)))

    def _react(self, node, event, now, opened=False):
        """Run the handler for an event and do what it asked for; ``opened``: its step is on the tape already."""
        call(node, event)
        if self.tape is not None:
            if not opened:
                self._open(now, event)
            self.tape.add(said=self.said)
            self.said.clear()
            self._note_changes(node)
        if self.sent:
            self.post(node.id, self.sent, now)
        if self.asked:
            self._set_timers(node, now)

    def _open(self, now, event, number=-1, copy=None):
        """A new step on the tape."""
        if self.tape is not None:
            node = getattr(event, "node", None)
            self.tape.step((now, number, node, None, event), first=self.order, copy=copy)

    def _unusual(self, entry):
        """Let anything but a plain delivery happen; return whether anything did."""
        now, order, to, sender, event = entry
        if sender is not None:
            return self._hindered(entry)
        match event:
            case Start(id):
                if self.asleep.pop(id, None) is None:
                    return False            # it crashed before it began
                self.away.discard(id)
                self._unpark(id, now)
                self._react(self.nodes[id], event, now)
            case Timer(id) | Trust(id):
                if self.tokens.get(event) != order:
                    return False
                del self.tokens[event]
                if isinstance(event, Trust):
                    self.suspected[id].discard(event.peer)
                self._react(self.nodes[id], event, now)
            case Suspect():
                return self._suspect(event, order, now)
            case _:
                return self._fault(event, now)
        return True

    def _hindered(self, entry):
        """A message for a node that has not started waits; one with a fate meets it; else nobody reads it."""
        now, order, to, sender, message = entry
        if to in self.asleep:
            self.parked[to].append(entry)
            return False
        if order in self.fate:
            event = self.fate.pop(order)
            copy = order + 0.5 if isinstance(event, Duplicate) else None        # it travels right behind the original
            self._open(now, event, order, copy=copy)
            if copy is not None:
                self.agenda.insert([entry, (now, copy, to, sender, message)])
        elif self.tape is not None:
            self.tape.step(entry, first=self.order, lost=True)
        return True

    def _unpark(self, id, now):
        """What waited for a node is due now, in its old order."""
        self.agenda.insert([(now, *entry[1:]) for entry in self.parked.pop(id, ())])

    def _suspect(self, event, order, now):
        """A report of the detector, or a false suspicion, which will be taken back."""
        id, peer = event.node, event.peer
        if id in self.asleep and event in self.tokens:
            self.tokens[event] = self.push(self.asleep[id], event)      # it will hear of it when it begins
            return False
        reported = self.tokens.pop(event, None) if self.tokens.get(event) == order else None
        if reported is None:
            able = order in self.mistakes and id not in self.away and id != peer and self._cares(id)
            if not able or peer in self.down or peer in self.suspected[id]:
                return False
        self.suspected[id].add(peer)
        self._react(self.nodes[id], event, now)
        if reported is None:
            self._notice(id, peer, False, now)
        return True

    def _fault(self, event, now):
        """A fault of the schedule, if it is possible now."""
        match event:
            case Crash(id) if id not in self.down:
                self._crash(id, event, now)
            case Restart(id) if id in self.down:
                self.down.discard(id)
                self.away.discard(id)
                self._react(self.nodes[id], event, now)
                for peer in self.system.ids:
                    if peer != id:
                        self._notice(peer, id, False, now)
                for peer in self.system.ids:
                    if peer in self.down:
                        self._notice(id, peer, True, now)
            case Cut(a, b) if (a, b) not in self.cut:
                self._open(now, event)
                self.cut.update([(a, b), (b, a)])
                self.agenda.keep(self._can_travel)
                for parked in self.parked.values():
                    parked[:] = filter(self._can_travel, parked)
            case Heal(a, b) if (a, b) in self.cut:
                self._open(now, event)
                self.cut.difference_update([(a, b), (b, a)])
            case _:
                return False
        return True

    def _can_travel(self, entry):
        """An entry is no message, or its link is whole."""
        return entry[3] is None or (entry[3], entry[2]) not in self.cut

    def _crash(self, id, event, now):
        node = self.nodes[id]
        self._open(now, event)
        self.down.add(id)
        self.away.add(id)
        self.asleep.pop(id, None)
        self._unpark(id, now)
        self.suspected[id].clear()
        self.tokens = {e: order for e, order in self.tokens.items() if e.node != id}
        forget(node, self.first[id])
        if self.tape is not None:
            self._note_changes(node)
        for peer in self.system.ids:
            if peer != id:
                self._notice(peer, id, True, now)

    def _cares(self, id):
        return self.network.detector is not None and listens(type(self.nodes[id]))

    def _notice(self, id, peer, failed, now):
        """The detector of ``id`` learns about ``peer``; it will tell the node within its delay."""
        if not self._cares(id) or id in self.down:
            return
        suspect, trust = Suspect(id, peer), Trust(id, peer)
        wanted, opposite = (suspect, trust) if failed else (trust, suspect)
        self.tokens.pop(opposite, None)
        if failed == (peer not in self.suspected[id]) and wanted not in self.tokens:
            self.tokens[wanted] = self.push(now + self.draw(self.network.detector.delay), wanted)
