"""A node: what an author writes, and what a student writes.

Fields are declared in the class body with ordinary values. Handlers react to what happens. A handler asks, it never
performs: what it sends leaves when the handler has returned. No clock, no dice, no threads: the same situation, the
same reaction.
"""

import inspect
from typing import ClassVar

from .errors import HandlerMistake, Mistake, did_you_mean
from .values import Record, freeze, thaw

REQUIRED = object()


class Message(Record):
    """A value sent from one node to another. Declare its fields; nothing else.

    >>> class Election(Message):
    ...     initiator: int
    ...     largest: int
    >>> Election(3, largest=7)
    Election(3, 7)
    """


class _Durable:
    def __init__(self, default):
        self.default = default


def durable(default):
    """A field on stable storage: it survives a crash. Every other field is lost."""
    return _Durable(default)


class Node:
    """Declare fields, override the handlers you need.

    Parameters
    ----------
    id : int
        Who the node is; unique in its system.
    **values
        The fields, by name. A field without a default must be given.

    Attributes
    ----------
    id : int
    peers : tuple of int
        The ids of all other nodes, in the order of the system. Set by the engine.

    Raises
    ------
    Mistake
        If a value is missing, is not a declared field, or cannot be remembered.

    Notes
    -----
    The machinery lives in slots, so ``vars(node)`` is exactly the state of the algorithm.
    """

    __slots__ = ("id", "peers", "_sent", "_timers", "_said", "__dict__")
    fields: ClassVar[dict] = {}
    durable_fields: ClassVar[frozenset] = frozenset()
    _declared: ClassVar[dict] = {}          # what one class body adds: name -> (default, whether durable)

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        _check_handlers(cls)
        declared = _declared(cls)
        for name in declared:
            if hasattr(Node, name):
                raise Mistake(f"{cls.__name__} cannot have a field {name!r}: every node already has that name.")
        lasting = {name for name, value in declared.items() if isinstance(value, _Durable)}
        for name in lasting:
            declared[name] = declared[name].default
            setattr(cls, name, declared[name])
        cls._declared = {name: (value, name in lasting) for name, value in declared.items()}
        known = {}
        for base in reversed(cls.__mro__):          # of several bases each gives its fields, the nearest wins
            known |= vars(base).get("_declared", {})
        cls.fields = {name: default for name, (default, _) in known.items()}
        cls.durable_fields = frozenset(name for name, (_, lasts) in known.items() if lasts)

    def __init__(self, *id, **values):
        cls = type(self)
        if len(id) != 1:
            raise Mistake(f"{cls.__name__} is made with its id first, then its fields by name: {cls.__name__}(3, ...).")
        id, = id
        self.id, self.peers = id, ()
        self._sent, self._timers, self._said = [], [], None
        for name in values:
            if name not in cls.fields:
                raise Mistake(f"{cls.__name__} has no field {name!r}.{did_you_mean(name, cls.fields)}")
        for name, default in cls.fields.items():
            value = values.get(name, default)
            if value is REQUIRED:
                raise Mistake(f"{cls.__name__}({id}) needs a value for {name!r}.")
            self.__dict__[name] = thaw(freeze(value))

    def __repr__(self):
        state = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({self.id}{', ' if state else ''}{state})"

    # -- handlers: what an author overrides ----------------------------------------------------------------------

    def on_start(self):
        """The node begins."""

    def on_message(self, message, sender):
        """A message has arrived from the node with the id ``sender``."""

    def on_timer(self, name):
        """A timer that this node set has fired."""

    def on_suspect(self, peer):
        """The failure detector says that ``peer`` is down."""

    def on_trust(self, peer):
        """The failure detector says that ``peer`` is not down after all."""

    def on_restart(self):
        """The node is back after a crash, with its durable fields only. By default it starts again."""
        self.on_start()

    # -- requests: what a handler may ask for --------------------------------------------------------------------

    def send(self, message, *, to):
        """Send a message to the node with the id ``to``; it leaves when the handler has returned."""
        self._sent.append((to, message))

    def broadcast(self, message):
        """Send a message to every other node, in the order of the system."""
        for peer in self.peers:
            self._sent.append((peer, message))

    def set_timer(self, name, earliest, latest=None):
        """Ask for ``on_timer(name)`` between ``earliest`` and ``latest`` ticks from now.

        An older timer of that name is forgotten.

        Raises
        ------
        Mistake
            If the window is not made of whole numbers with 0 <= earliest <= latest.
        """
        self._timers.append((name, *window((earliest, earliest if latest is None else latest), "set_timer")))

    def cancel_timer(self, name):
        """Forget a timer; nothing happens if there is none of that name."""
        self._timers.append((name, None, None))

    def say(self, text, *values):
        """Tell the reader why. ``values`` fill the ``{}`` of the text, and only if somebody reads it."""
        if self._said is not None:
            self._said.append((self.id, text, *map(freeze, values)))


HANDLERS = ("on_start", "on_message", "on_timer", "on_suspect", "on_trust", "on_restart")


def _check_handlers(cls):
    """A misspelled handler would never be called, and a generator would never run: refuse both."""
    for name, value in cls.__dict__.items():
        if name.startswith("on_") and callable(value) and name not in HANDLERS:
            raise Mistake(f"{cls.__name__}.{name} would never be called.{did_you_mean(name, HANDLERS)} "
                          f"The handlers are {', '.join(HANDLERS)}.")
        if name in HANDLERS and (inspect.isgeneratorfunction(value) or inspect.iscoroutinefunction(value)):
            raise Mistake(f"{cls.__name__}.{name} must be a plain function: no yield, no async.")


def _declared(cls):
    """Fields of one class body: annotated names and plain lower-case values; CAPITALS are constants."""
    annotations = inspect.get_annotations(cls)
    constants = {name for name, kind in annotations.items() if "ClassVar" in str(kind)}
    found = {name: cls.__dict__.get(name, REQUIRED) for name in annotations if name not in constants}
    for name, value in cls.__dict__.items():
        plain = not isinstance(value, type) and not hasattr(value, "__get__")     # no method, property, nested class
        if plain and name not in constants and not name.startswith("__") and not name.isupper():
            found[name] = value
    return found


def window(value, what):
    """Check a window of time: a pair of whole numbers with 0 <= earliest <= latest (one number means both)."""
    pair = (value, value) if isinstance(value, int) else value
    try:
        earliest, latest = pair
        good = type(earliest) is int and type(latest) is int and 0 <= earliest <= latest
    except (TypeError, ValueError):
        good = False
    if not good:
        raise Mistake(f"{what}: {value!r} is not a window of time. Give whole ticks, earliest first: (1, 10).")
    return earliest, latest


def state(node):
    """The frozen values of a node's fields, in the order of declaration.

    Raises
    ------
    HandlerMistake
        If the node has grown a field that was never declared, lost one, or holds something that cannot be remembered.
    """
    values, fields = vars(node), type(node).fields
    if values.keys() != fields.keys():
        raise field_mistake(node)
    try:
        return tuple([freeze(values[name]) for name in fields])
    except Mistake as error:
        name = next(n for n in fields if not _can_freeze(values[n]))
        raise HandlerMistake(f"{type(node).__name__}.{name} = {values[name]!r}: {error}", node=node.id) from None


def _can_freeze(value):
    try:
        freeze(value)
    except Mistake:
        return False
    return True


def field_mistake(node):
    """Which field does not belong, in a sentence."""
    values, fields, cls = vars(node), type(node).fields, type(node).__name__
    for name in values:
        if name not in fields:
            return HandlerMistake(f"{cls} has no field {name!r}.{did_you_mean(name, fields)} "
                                  f"Declare it in the class body: {name} = ...", node=node.id)
    gone = next(name for name in fields if name not in values)
    return HandlerMistake(f"{cls} has lost its field {gone!r}. Set it to None instead of deleting it.", node=node.id)


def id_mistake(node, id, new=None):
    """Somebody wrote ``self.id = ...``."""
    new = node.id if new is None else new
    return HandlerMistake(f"{type(node).__name__}: node {id} has set its own id to {new}. An id never changes. "
                          "Did you mean self.leader?", node=id)


def initial(node):
    """A node of the same class and values, of its own, ready to run."""
    twin = object.__new__(type(node))
    twin.id, twin.peers = node.id, node.peers
    twin._sent, twin._timers, twin._said = [], [], []
    for name, value in vars(node).items():
        setattr(twin, name, thaw(freeze(value)))    # Python reads fields faster while nobody asks for __dict__
    return twin


def forget(node, first):
    """Crash: every field that is not durable goes back to its first value (``first``: name -> frozen value)."""
    for name, value in first.items():
        if name not in type(node).durable_fields:
            node.__dict__[name] = thaw(value)
