"""The graph of all worlds of one system: its states, and the edges between them.

A state is a triple (locals, network, weather): the interned state of each node, what is on the wire, and what may
still go wrong.
"""

from .errors import HandlerMistake, Mistake, Stuck
from .events import FAULTS, Deliver, Drop, Duplicate, Suspect, Tick
from .local import Locals, Story
from .network import Faults
from .system import check_members, check_system
from .weather import Weathers
from .wires import Pool, Queue, TimedQueue

TICK = Tick()


class Graph:
    """Every world that a system, its network and a budget of faults allow.

    Parameters
    ----------
    system : System
    faults : Faults, optional
    timed : bool, default False
        Whether windows of time are kept; otherwise anything pending may be next.
    drift : number or str, default 0
        With ``timed``: clocks run between ``1 - drift`` and ``1 + drift`` times real time. ``"1/10"`` is exact.
    within : callable or None
        A predicate on a node; a reaction that leads outside it is not taken.

    Attributes
    ----------
    first : tuple
        The first state: all nodes have started, unless ``system.starts`` leaves that for later.
    opening : dict
        Index of a node -> the Story of its start in the first state.

    Raises
    ------
    Mistake
        If the options do not fit together.
    """

    def __init__(self, system, *, faults=None, timed=False, drift=0, within=None):
        check_system(system)
        faults = Faults() if faults is None else faults
        if not isinstance(faults, Faults):
            raise Mistake(f"faults={faults!r}: a verification takes a budget, for example Faults(crashes=1).")
        if within is not None and not callable(within):
            raise Mistake(f"within={within!r}: give a predicate on a node, lambda node: node.term <= 2.")
        check_members(faults.only or (), system.ids, "a node that may fail")
        self.system, self.timed = system, timed
        self.index = {id: i for i, id in enumerate(system.ids)}
        self.mail, self.number = [], {}             # packet -> Deliver, and (sender, to, message) -> packet
        self.receiver, self.link = [], []           # packet -> index of the receiver, number of the link
        self.wire = self._wire()
        self.menus = {} if isinstance(self.wire, Pool) else None
        self.locals = Locals(system, self._pack, timed=timed, drift=_fraction(drift), within=within)
        self.weathers = Weathers(self, faults)
        self.first, self.opening = self._begin()

    def _wire(self):
        network = self.system.network
        if self.timed and network.pool:
            raise Mistake("Timed verification needs messages that arrive within their delay: leave loss and "
                          "duplication at 0 and use faults=Faults(drops=1, duplicates=1).")
        return (TimedQueue if self.timed else Pool if network.pool else Queue)(self)

    def check_finite(self):
        """Refuse a network whose graph never ends.

        Raises
        ------
        Mistake
        """
        network = self.system.network
        if network.duplication and not network.pool:
            raise Mistake("A network that may duplicate every message has endlessly many worlds. Either bound it, "
                          "duplication=0 and faults=Faults(duplicates=1), or let it also lose and reorder: "
                          "Network(order='any', loss=0.1, duplication=0.1).")

    def link_of(self, sender, to):
        """The number of a link, one for each direction."""
        return self.index[sender] * len(self.index) + self.index[to]

    def _pack(self, sender, sent):
        packets = []
        for to, message in sent:
            letter = sender, to, message
            if letter not in self.number:
                self.number[letter] = len(self.mail)
                self.mail.append(Deliver(*letter))
                self.receiver.append(self.index[to])
                self.link.append(self.link_of(sender, to))
            packets.append(self.number[letter])
        return self.wire.pack(packets)

    def _begin(self):
        net, stories = self.wire.empty, {}
        locals_ = [self.locals.begin(i) for i in range(len(self.index))]
        if self.system.starts == (0, 0):
            for i, local in enumerate(locals_):
                move = self.react(local, local.pending[0][0])
                if not move:
                    raise Mistake(f"The very first state of node {self.system.ids[i]} is outside of `within`.")
                locals_[i], sent, stories[i] = move
                net = self.wire.put(net, sent)
        return (tuple(locals_), net, self.weathers.first), stories

    def event(self, key):
        """The event behind a key of :meth:`steps`: a packet, a pending event of a node, or a fault itself."""
        return key if type(key) is not int else self.mail[key] if key >= 0 else self.locals.event(key)

    def react(self, local, key):
        """What an event does to a node; remembered in the node's state."""
        move = local.moves[key] = self.locals.react(local, self.event(key))
        if move and move[0] is local and not move[1] and type(key) is int and key >= 0:
            local.idle |= 1 << key
        return move

    def move(self, local, key):
        """The remembered reaction, or a new one."""
        move = local.moves.get(key)
        return self.react(local, key) if move is None else move

    def put(self, net, sent, cut):
        """The network after more was sent; what goes over a cut link is lost."""
        return self.wire.put(net, self.wire.strip(sent, self.weathers.blocked(cut)) if cut else sent)

    # -- the edges ---------------------------------------------------------------------------------------------------

    def steps(self, state, wanted=None):
        """Yield (key, next state) for everything that may happen, in a fixed order: messages, timers, time, faults.

        With a predicate on events, ``wanted``, no node is asked how it reacts to any other event.
        """
        locals_, net, weather = state
        put, cut = self.wire.put, weather.cut
        if self.menus is None or wanted:
            for key, after, rest, sent in self._reactions(locals_, net, wanted):
                yield key, (after, self.put(rest, sent, cut) if cut else put(rest, sent), weather)
        else:
            for key, after, sent in self._menu(locals_, net):
                yield key, (after, self.put(net, sent, cut) if cut else net | sent, weather)
        if self.timed and (wanted is None or wanted(TICK)):
            yield from self._tick(state)
        if any(weather.left):
            yield from self.weathers.steps(state, wanted)

    def _reactions(self, locals_, net, wanted=None):
        """Yield (key, locals after, rest of the network, messages sent) for each message and timer that may be next."""
        for source in (self.wire.deliveries(net, locals_), self._due(locals_, net)):
            for i, key, rest in source:
                if wanted is not None and not wanted(self.event(key)):
                    continue
                local = locals_[i]
                move = local.moves.get(key)
                if move is None:
                    move = self.react(local, key)
                if move:
                    after, sent, _ = move
                    yield key, (locals_ if after is local else locals_[:i] + (after,) + locals_[i + 1:]), rest, sent

    def _menu(self, locals_, net):
        """The same for a pool, remembered: few combinations of locals meet very many networks, which only grow."""
        idle = 0
        for local in locals_:
            idle |= local.idle
        place = locals_, net & ~idle
        if place not in self.menus:
            self.menus[place] = [(key, after, sent) for key, after, _, sent in self._reactions(locals_, net)
                                 if after is not locals_ or sent or key < 0]
        return self.menus[place]

    @staticmethod
    def _due(locals_, net):
        for i, local in enumerate(locals_):
            for key in local.ready:
                yield i, key, net

    def _may_wait(self, state):
        """Whether nothing is so urgent that time may not pass."""
        locals_, net, _ = state
        return self.timed and self.wire.waits(net, locals_) and not any(local.urgent for local in locals_)

    def _tick(self, state):
        locals_, net, weather = state
        if self._may_wait(state):
            later = tuple(self._later(local) for local in locals_), self.wire.tick(net), weather
            if later != state:
                yield TICK, later

    def _later(self, local):
        if TICK not in local.moves:
            local.moves[TICK] = self.locals.tick(local)
        return local.moves[TICK]

    def fair_steps(self, state):
        """The steps that are no faults: what happens if the environment leaves the system alone."""
        return ((key, after) for key, after in self.steps(state) if not is_fault(key))

    def follow(self, state, event):
        """The state after one event.

        Raises
        ------
        Stuck
            If the event may not happen here; the text lists what may.
        HandlerMistake
            If the handler that reacts to it breaks down; what other events would do does not matter.
        """
        for _, after in self.steps(state, wanted=lambda other: other == event):
            return after
        if event in self.idle_events(state) or event == TICK and self._may_wait(state):
            return state
        raise Stuck(f"This cannot happen here: {event}.", self.possible(state))

    def possible(self, state):
        """The events that may happen in a state; up to the first that breaks a handler, if one does."""
        events = []
        try:
            for key, _ in self.steps(state):
                events.append(self.event(key))
        except HandlerMistake:
            pass
        return events

    def past(self, events):
        """The states along a run that has happened already, the first among them. Its faults cost no budget.

        Raises
        ------
        Mistake
            If an event could not happen where it stands.
        """
        weathers, (locals_, net, budget) = self.weathers, self.first
        may_fail, weathers.may_fail = weathers.may_fail, range(len(locals_))
        states = [(locals_, net, weathers.enough_for(map(type, events)))]
        for k, event in enumerate(events, 1):
            try:
                states.append(self.follow(states[-1], event))
            except Mistake as error:
                error.args = f"Event {k}: {error}",
                raise
        weathers.may_fail = may_fail
        locals_, net, weather = states[-1]
        states[-1] = locals_, net, weathers.intern(budget.left, weather.cut)
        return states

    def idle_events(self, state):
        """In a pool a message may always get lost, doubled, or arrive once more without effect: nothing changes."""
        if isinstance(self.wire, Pool):
            for packet, letter in enumerate(self.mail):
                if state[1] >> packet & 1:
                    yield from (kind(letter.sender, letter.to, letter.message) for kind in (Deliver, Drop, Duplicate))

    def story(self, state, event):
        """The Story of one event that is possible in this state, or None where nobody reacted."""
        if isinstance(event, Deliver):
            i, key = self.index[event.to], self.number[event.sender, event.to, event.message]
        elif hasattr(event, "node"):
            i, key = self.index[event.node], self.locals.keys.get(event, event)
        else:
            return Story()
        return self.move(state[0][i], key)[2]


def is_fault(key):
    """Whether a key of :meth:`Graph.steps` is a fault (a false suspicion is one, a report of the detector is not)."""
    return type(key) is not int and isinstance(key, (*FAULTS, Suspect))


def _fraction(drift):
    """The drift as an exact number."""
    if drift == 0 and type(drift) is int:
        return 0
    from fractions import Fraction  # imported only when a clock drifts
    try:
        value = Fraction(str(drift))
    except (ValueError, ZeroDivisionError):
        value = None
    if value is None or not 0 <= value < 1:
        raise Mistake(f"drift={drift!r}: give a rate from 0 to below 1, such as 0.01 or '1/100'.")
    return value
