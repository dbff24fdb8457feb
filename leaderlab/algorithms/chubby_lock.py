"""A lock with sequencers: the store itself refuses whoever held the lock before.

The lock service gives the lock for a lease, and with each grant a number that only grows. A holder stops when its lease
is over, but what it sent before may arrive later: the check and the write are two moments. So the number travels with
the write, and the store remembers the highest that it has seen.

References
----------
.. [1] M. Burrows. "The Chubby lock service for loosely-coupled distributed systems." OSDI 2006, section 2.4: sequencers
       and lock-delay.
.. [2] M. Kleppmann. "How to do distributed locking." 2016: the same under the name of fencing token.
"""

from ..errors import Mistake
from ..network import Network
from ..node import Message, Node, durable, window
from ..system import System, builder, check_ids
from .cell import ticks


class Acquire(Message):
    """I want the lock."""


class Granted(Message):
    """It is yours for a lease."""
    token: int


class Write(Message):
    """Write this, by the right of this token."""
    token: int
    value: str


class LockService(Node):
    lease: int                      # ticks for which the lock is given
    lock_delay: int                 # ticks that it stays shut after a lease ran out
    token: int = durable(0)         # grows with each grant
    holder: int | None = None
    waiting: list = []

    def on_message(self, message, sender):
        self.waiting.append(sender)
        if self.holder is None:
            self.grant()
        else:
            self.say("{} holds the lock: {} waits.", self.holder, sender)

    def on_timer(self, name):
        if name == "lease" and self.lock_delay:
            self.say("The lease of {} is over. I wait for what it may still have on its way.", self.holder)
            self.set_timer("lock delay", self.lock_delay)
        else:
            self.say("The lock of {} is free.", self.holder)
            self.holder = None
            if self.waiting:
                self.grant()

    def grant(self):
        self.holder = self.waiting.pop(0)
        self.token = self.next_token()
        self.say("{} gets the lock and token {}.", self.holder, self.token)
        self.send(Granted(self.token), to=self.holder)
        self.set_timer("lease", self.lease)

    def next_token(self):
        return self.token + 1


class Holder(Node):
    service: int
    store: int
    hold: int                       # ticks that I count on the lock: less than the lease, as the grant travelled
    pause: tuple                    # window of ticks between getting the lock and writing
    token: int | None = None
    role: str = "waiting"           # then "holder", then "done" or "late"

    def on_start(self):
        self.send(Acquire(), to=self.service)

    def on_message(self, message, sender):
        self.say("The lock is mine, with token {}. I work, then I write.", message.token)
        self.token, self.role = message.token, "holder"
        self.set_timer("lease", self.hold)
        self.set_timer("work", *self.pause)

    def on_timer(self, name):
        match name, self.role:
            case "work", "holder":
                self.say("My lease has not ended: I write.")
                self.role = "done"
                self.cancel_timer("lease")
                self.send(Write(self.token, f"by {self.id}"), to=self.store)
            case "work", _:
                self.say("My lease has ended while I worked: I do not write.")
            case "lease", "holder":
                self.say("My lease is over: the lock is not mine any more.")
                self.role = "late"


class FencingStore(Node):
    newest: int = durable(0)        # the highest token that I have seen
    store: dict = durable({})
    writes: list = durable([])      # tokens of the writes that I took, in order

    def on_message(self, message, sender):
        if message.token < self.newest:
            self.say("{} writes with token {}, but I have seen {}: refused.", sender, message.token, self.newest)
        else:
            self.say("{} writes with token {}: taken.", sender, message.token)
            self.newest = message.token
            self.take(message)

    def take(self, write):
        self.store["file"] = write.value
        self.writes.append(write.token)


class TrustingStore(FencingStore):
    """The twin that does not look at the token: whoever writes must have the lock, must they not?"""

    def on_message(self, message, sender):
        self.say("{} writes: taken.", sender)
        self.newest = max(self.newest, message.token)
        self.take(message)


@builder
def chubby_lock(holders, *, lease=30, lock_delay=0, pause=(0, 40), node=FencingStore, service=LockService,
                holder=Holder, network=None):
    """A lock service, clients that want the lock, and a store that they write to.

    The service gets the id 0, the store the id after the largest.

    Parameters
    ----------
    holders : iterable of int
        The clients, from 1.
    lease : int, default 30
        Ticks for which the lock is given. A client counts on it for less: the grant may have travelled for a while.
    lock_delay : int, default 0
        Ticks for which the lock stays shut after a lease ran out.
    pause : (int, int), default (0, 40)
        Window of ticks between getting the lock and writing.
    node : type, optional
        The class of the store: FencingStore, TrustingStore, or one of your own.
    service, holder : type, optional
        The classes of the service and of the clients.
    network : Network, optional

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id or a time cannot be right.

    Examples
    --------
    In every run the first store takes writes in the order of the grants. The second trusts, and is wrong to.

    >>> from leaderlab import verify
    >>> def in_order(world):
    ...     return list(world[3].writes) == sorted(world[3].writes)
    >>> [verify(chubby_lock([1, 2], node=store), always=in_order).holds for store in (FencingStore, TrustingStore)]
    [True, False]
    """
    holders, network = check_ids(holders), network or Network()
    if min(holders) < 1:
        raise Mistake(f"A client has the id {min(holders)}. Clients are numbered from 1: 0 is the lock service.")
    ticks("lease", lease)
    ticks("lock_delay", lock_delay, least=0)
    if lease <= network.delay[1]:
        raise Mistake(f"lease={lease}: a grant may take {network.delay[1]} ticks, so the lock could be over before "
                      "anybody has it. Give a longer lease.")
    store = max(holders) + 1
    clients = [holder(id, service=0, store=store, hold=lease - network.delay[1], pause=window(pause, "pause"))
               for id in holders]
    return System([service(0, lease=lease, lock_delay=lock_delay), *clients, node(store)], network)
