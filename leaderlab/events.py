"""Everything that can happen in a world. ``str(event)`` is a phrase; ``event.token`` is its form in a pasted line."""

from .errors import Mistake
from .values import Record


class Event(Record):
    """One thing that happens. The world moves by events only."""

    @property
    def token(self):
        """The event without spaces, as it stands in the one-line form of a trace."""
        words = type(self).__name__.lower(), *self.__dict__.values()
        return ":".join(map(str, words)).replace(" ", "")


class Start(Event):
    """A node begins. ``node=None`` is step 0 of a trace: the run begins, and all nodes with it unless they wait."""
    node: int | None = None

    def __str__(self):
        return "the run begins" if self.node is None else f"{self.node} starts"


class Deliver(Event):
    """A message arrives."""
    sender: int
    to: int
    message: object

    def __str__(self):
        return f"{self.to} receives {self.message} from {self.sender}"

    @property
    def token(self):
        return f"{self.sender}>{self.to}:{self.message}".replace(" ", "")


class Timer(Event):
    """A timer of a node fires."""
    node: int
    name: str

    def __str__(self):
        return f"the timer {self.name!r} of {self.node} fires"


class Suspect(Event):
    """A failure detector tells a node that a peer seems to be down."""
    node: int
    peer: int

    def __str__(self):
        return f"{self.node} suspects {self.peer}"


class Trust(Event):
    """A failure detector takes a suspicion back."""
    node: int
    peer: int

    def __str__(self):
        return f"{self.node} trusts {self.peer} again"


class Crash(Event):
    """A node stops: it forgets everything that is not durable."""
    node: int

    def __str__(self):
        return f"{self.node} crashes"


class Restart(Event):
    """A crashed node comes back with its durable fields."""
    node: int

    def __str__(self):
        return f"{self.node} restarts"


class Drop(Event):
    """The network loses a message."""
    sender: int
    to: int
    message: object

    def __str__(self):
        return f"{self.message} from {self.sender} to {self.to} is lost"

    @property
    def token(self):
        return "drop:" + Deliver.token.fget(self)


class Duplicate(Event):
    """The network makes a second copy of a message."""
    sender: int
    to: int
    message: object

    def __str__(self):
        return f"{self.message} from {self.sender} to {self.to} is duplicated"

    @property
    def token(self):
        return "duplicate:" + Deliver.token.fget(self)


def _sort_ends(link):
    """A link has no direction: Cut(7, 3) is Cut(3, 7)."""
    if type(link.a) is not int or type(link.b) is not int:
        raise Mistake(f"{type(link).__name__}({link.a!r}, {link.b!r}): a link is between two ids.")
    if link.a == link.b:
        raise Mistake(f"{type(link).__name__}({link.a}, {link.b}): a link has two different ends.")
    if link.a > link.b:
        a, b = link.a, link.b
        object.__setattr__(link, "a", b)
        object.__setattr__(link, "b", a)


class Cut(Event):
    """The link between two nodes breaks, both ways; what is on it, and what is sent while it is cut, is lost."""
    a: int
    b: int

    def __post_init__(self):
        _sort_ends(self)

    def __str__(self):
        return f"the link between {self.a} and {self.b} is cut"


class Heal(Event):
    """A cut link works again."""
    a: int
    b: int

    def __post_init__(self):
        _sort_ends(self)

    def __str__(self):
        return f"the link between {self.a} and {self.b} works again"


class Tick(Event):
    """One unit of time passes (timed verification only)."""

    def __str__(self):
        return "one tick passes"

    @property
    def token(self):
        return "tick"


FAULTS = (Crash, Restart, Drop, Duplicate, Cut, Heal)
EVENTS = {cls.__name__: cls for cls in Event.__subclasses__()}
