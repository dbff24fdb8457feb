"""What is assumed of the network, of failure detectors, and how many faults a verification may try."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from .errors import Mistake
from .node import window


class Written:
    """Reads as one would type it: only what differs from the defaults."""

    def __repr__(self):
        given = [f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if getattr(self, f.name) != f.default]
        return f"{type(self).__name__}({', '.join(given)})"


@dataclass(frozen=True, repr=False)
class Network(Written):
    """What the algorithm may assume of its links.

    Parameters
    ----------
    delay : (int, int), default (1, 10)
        Every message arrives after at least ``delay[0]`` and at most ``delay[1]`` ticks. Simulation and timed
        verification keep to it; asynchronous verification does not (any message may be next).
    order : {"fifo", "any"}, default "fifo"
        Whether messages on one link may overtake each other.
    loss, duplication : float, default 0
        Chance of each message to be lost, or to arrive twice. In a verification a chance above 0 means: it may always
        happen.
    detector : Perfect, Eventual or None
        Who tells the nodes about crashes.

    Raises
    ------
    Mistake
        If a value is out of its range.
    """

    delay: tuple[int, int] = (1, 10)
    order: str = "fifo"
    loss: float = 0
    duplication: float = 0
    detector: object = None

    def __post_init__(self):
        object.__setattr__(self, "delay", window(self.delay, "delay"))
        if self.order not in ("fifo", "any"):
            raise Mistake(f"order={self.order!r}: messages keep their order, 'fifo', or arrive in 'any' order.")
        for name in ("loss", "duplication"):
            chance = getattr(self, name)
            if not isinstance(chance, (int, float)) or not 0 <= chance < 1:
                raise Mistake(f"{name}={chance!r}: give a chance from 0 to below 1.")
        if self.detector is not None and not isinstance(self.detector, Perfect):
            raise Mistake(f"detector={self.detector!r}: give Perfect(), Eventual() or None.")

    @property
    def pool(self):
        """True where a sent message may arrive at any time, again, or never, so that nothing sent ever goes away."""
        return self.order == "any" and self.loss > 0 and self.duplication > 0


@dataclass(frozen=True, repr=False)
class Perfect(Written):
    """The perfect failure detector P: every crash is reported to every node, and nothing else ever is.

    Parameters
    ----------
    delay : (int, int), default (10, 20)
        Ticks from a crash to the report.

    References
    ----------
    .. [1] T. Chandra and S. Toueg. "Unreliable failure detectors for reliable distributed systems." Journal of the
           ACM 43(2), 1996.
    """

    delay: tuple[int, int] = (10, 20)

    def __post_init__(self):
        object.__setattr__(self, "delay", window(self.delay, f"{type(self).__name__} delay"))


@dataclass(frozen=True, repr=False)
class Eventual(Perfect):
    """The eventually perfect failure detector: it makes mistakes for a while and takes them back.

    Parameters
    ----------
    delay : (int, int), default (10, 20)
        Ticks from a crash to the report, and from a mistake to its correction.
    mistakes : int, default 1
        How many false suspicions there may be in one run.
    settles : int, default 100
        No mistake is made after this many ticks (simulation).
    """

    mistakes: int = 1
    settles: int = 100

    def __post_init__(self):
        super().__post_init__()
        whole(self, "mistakes", "settles")


@dataclass(frozen=True, repr=False)
class Faults(Written):
    """How many faults of each kind a verification may inject, wherever it hurts most.

    Parameters
    ----------
    crashes, restarts, drops, duplicates, cuts, heals, suspicions : int, default 0
        At most so many of each in one run. ``suspicions`` are false ones.
    only : tuple of int or None
        The nodes that may crash or be suspected falsely; None means all.

    Raises
    ------
    Mistake
        If a count is not a whole number of at least 0.
    """

    crashes: int = 0
    restarts: int = 0
    drops: int = 0
    duplicates: int = 0
    cuts: int = 0
    heals: int = 0
    suspicions: int = 0
    only: tuple[int, ...] | None = None

    def __post_init__(self):
        whole(self, *COUNTS)
        if self.only is not None:
            only = self.only if isinstance(self.only, Iterable) else (self.only,)
            object.__setattr__(self, "only", tuple(only))
            if any(type(id) is not int for id in self.only):
                raise Mistake(f"only={self.only!r}: give the ids of the nodes that may fail.")


COUNTS = ("crashes", "restarts", "drops", "duplicates", "cuts", "heals", "suspicions")


def whole(record, *names):
    """Refuse a count that is not a whole number of at least 0."""
    for name in names:
        value = getattr(record, name)
        if type(value) is not int or value < 0:
            raise Mistake(f"{name}={value!r}: give a whole number, 0 or more.")
