"""The other election in Consul: applications elect their leader with a session and a lock on a key.

Consul's servers choose their leader with Raft, and keep one table. Whoever of the applications acquires the key of that
table leads, as long as its session lives. Two things guard the change of leaders: the lock-delay, for which nobody gets
a lock whose session has died, and the sequencer, a number that the guarded resource itself compares.

References
----------
.. [1] HashiCorp. "Sessions and distributed locks overview" and "Application leader election with sessions." Consul
       documentation, 2025.
.. [2] M. Burrows. "The Chubby lock service for loosely-coupled distributed systems." OSDI 2006, section 2.4: where
       lock-delay and sequencers come from.
"""

from ..errors import Mistake
from ..network import Network, Perfect
from ..node import Node, durable, window
from ..system import System, builder, check_ids
from .chubby_lock import FencingStore
from .consul_application import Acquire, Acquired, Application, Create, Invalid, Release, Renew, Session


class ConsulStore(Node):
    """All Consul servers as one node: Raft makes them one. If it crashes, the whole cell has; its table survives."""
    ttl: int | None                                 # ticks; None: a session never ends by itself
    lock_delay: int                                 # ticks
    checks: bool                                    # whoever fails its health check loses its session
    opened: int = durable(0)                        # how many sessions there were: the number of the last
    lock_index: int = durable(0)                    # how often somebody got the key (Consul's LockIndex)
    sessions: dict = durable({})                    # session -> its client
    store: dict = durable({"leader": None})         # the key -> the client that holds it
    holder: int | None = durable(None)              # the session that does
    waiting: list = durable([])                     # sessions; real clients wait in a blocking query
    delayed: bool = durable(False)

    def on_message(self, message, sender):
        match message:
            case Create():
                self.opened += 1
                self.sessions[self.opened] = sender
                self.say("I open session {} for {}.", self.opened, sender)
                self.prolong(self.opened)
            case Renew(session) | Acquire(session) | Release(session) if session not in self.sessions:
                self.say("{} speaks for session {}, which is no more.", sender, session)
                self.send(Invalid(session), to=sender)
            case Renew(session):
                self.prolong(session)
            case Acquire(session) if session == self.holder:
                self.say("{} holds the key already, and asks once more.", sender)
                self.tell_holder()
            case Acquire(session):
                self.waiting.append(session)
                self.offer()
            case Release(session):
                self.say("{} releases the key: no delay is needed.", sender)
                self.free(session)
                self.offer()

    def on_restart(self):
        self.say("I am back, and do not know what time it is: all that I have counted, I count from its beginning.")
        for session in self.sessions:
            self.start_ttl(session)
        if self.delayed:
            self.set_timer("lock-delay", self.lock_delay)

    def start_ttl(self, session):
        if self.ttl is not None:
            self.set_timer(f"session {session}", self.ttl, 2 * self.ttl)    # the TTL is a lower bound

    def prolong(self, session):
        self.start_ttl(session)
        self.send(Session(session), to=self.sessions[session])

    def on_timer(self, name):
        if name == "lock-delay":
            self.say("The lock-delay is over.")
            self.delayed = False
            self.offer()
        else:
            self.invalidate(int(name.removeprefix("session ")), "its TTL is over")

    def on_suspect(self, peer):
        for session in [s for s, client in self.sessions.items() if client == peer and self.checks]:
            self.invalidate(session, f"the health check of {peer} fails")

    def invalidate(self, session, why):
        self.say("Session {} ends: {}.", session, why)
        self.send(Invalid(session), to=self.sessions.pop(session))
        self.cancel_timer(f"session {session}")
        if session == self.holder and self.lock_delay:
            self.delayed = True
            self.set_timer("lock-delay", self.lock_delay)
        self.free(session)
        self.offer()

    def free(self, session):
        self.waiting = [other for other in self.waiting if other != session]
        if session == self.holder:
            self.holder, self.store["leader"] = None, None

    def offer(self):
        """The key goes to the first that waits, if it may be had."""
        if self.holder is None and self.waiting and not self.delayed:
            self.lock_index += 1
            self.holder = self.waiting.pop(0)
            self.store["leader"] = self.sessions[self.holder]
            self.say("{} holds the key now, with the index {}.", self.store["leader"], self.lock_index)
            self.tell_holder()

    def tell_holder(self):
        self.send(Acquired(self.holder, self.lock_index), to=self.store["leader"])


class Resource(FencingStore):
    """What the leader works on. It compares the indexes, so an old holder comes too late."""


@builder
def consul_lock(applications=(1, 2), *, ttl=60, lock_delay=15, checks=True, work=(5, 20), node=ConsulStore,
                application=Application, resource=Resource, network=None):
    """Applications that elect their leader with a lock in Consul, and a resource that the leader works on.

    Consul gets the id 0, the resource the id after the largest.

    Parameters
    ----------
    applications : iterable of int
        Who wants to lead, from 1.
    ttl : int or None, default 60
        Ticks for which a session lives at least without being renewed. None: it never ends by itself.
    lock_delay : int, default 15
        Ticks for which nobody gets a key whose holder lost its session.
    checks : bool, default True
        Whether a session ends with the health check of its application.
    work : (int, int), default (5, 20)
        Window of ticks from leading to writing. Then the key is released.
    node : type, optional
        A class of your own with the fields of ConsulStore.
    application, resource : type, optional
        The classes of the applications and of the resource.
    network : Network, optional
        By default FIFO links; its detector is the health check.

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id or a time cannot be right.

    Examples
    --------
    Both lead, one after the other, and the table knows it: the index of the lock grows with every holder.

    >>> from leaderlab import simulate
    >>> list(simulate(consul_lock()).last[3].writes)
    [1, 2]
    """
    applications, network = check_ids(applications), network or Network(detector=Perfect())
    if min(applications) < 1:
        raise Mistake(f"An application has the id {min(applications)}. They are numbered from 1: 0 is Consul.")
    late = network.delay[1]
    if ttl is not None and (type(ttl) is not int or ttl < 3 * late + 2):
        raise Mistake(f"ttl={ttl!r}: a renewal and its answer may take {2 * late} ticks, and the answer before it was "
                      f"up to {late} old. Give at least {3 * late + 2}, or None: a session that never ends by itself.")
    if type(lock_delay) is not int or lock_delay < 0:
        raise Mistake(f"lock_delay={lock_delay!r}: give a whole number of ticks, 0 or more.")
    fields = {"consul": 0, "resource": max(applications) + 1, "work": window(work, "work"), "patience": 2 * late,
              "trust": ttl and ttl - late, "renewal": ttl and (ttl - 3 * late) // 2}
    return System([node(0, ttl=ttl, lock_delay=lock_delay, checks=bool(checks)),
                   *(application(id, **fields) for id in applications), resource(max(applications) + 1)], network)
