"""An application that wants to lead, and what it says to Consul: the client's side of consul_lock.py.

It trusts its session for a time that it counts itself, from an answer of Consul. When that time is over it does not
lead any more, whatever the truth is: nobody may have been able to tell it.

References
----------
.. [1] HashiCorp. "Application leader election with sessions." Consul documentation, 2025.
"""

from ..node import Message, Node
from .chubby_lock import Write


class Create(Message):
    """Open a session for me."""


class Session(Message):
    """Your session, or its renewal: it lives for its TTL at least."""
    session: int


class Renew(Message):
    """My session shall live on."""
    session: int


class Acquire(Message):
    """This session wants the key."""
    session: int


class Acquired(Message):
    """You hold the key. With the session, the index is the sequencer: it grows with every holder."""
    session: int
    lock_index: int


class Release(Message):
    """I have done, the next may have the key."""
    session: int


class Invalid(Message):
    """There is no such session (any more)."""
    session: int


class Application(Node):
    """Wants to lead, works once, and releases the key."""
    consul: int
    resource: int
    renewal: int | None                             # ticks between renewals
    trust: int | None                               # ticks after an answer for which I count on my session
    patience: int                                   # ticks: the longest round trip
    work: tuple                                     # window of ticks from leading to writing
    session: int | None = None
    lock_index: int | None = None
    role: str = "waiting"                           # then "leader", then "done" or "out"
    leader: int | None = None

    def on_start(self):
        self.send(Create(), to=self.consul)
        self.set_timer("answer", self.patience + 1)

    def on_message(self, message, sender):
        match message:
            case Session(session) if self.role in ("waiting", "leader"):
                if self.session is None:
                    self.session = session
                    self.cancel_timer("answer")
                    self.send(Acquire(session), to=self.consul)
                if self.trust is not None:
                    self.set_timer("session", self.trust)
                    self.set_timer("renew", self.renewal)
            case Acquired(self.session, lock_index) if self.role == "waiting":
                self.say("I lead, with the sequencer {}.", (self.session, lock_index))
                self.role, self.leader, self.lock_index = "leader", self.id, lock_index
                self.set_timer("work", *self.work)
            case Invalid(self.session):
                self.become_out("My session has ended")

    def on_timer(self, name):
        match name:
            case "renew":
                self.send(Renew(self.session), to=self.consul)
            case "answer":
                self.become_out("Consul does not answer")
            case "session":
                self.become_out("I cannot be sure that my session lives")
            case "work":
                self.say("I work, by the right of my sequencer, and release the key.")
                self.send(Write(self.lock_index, f"by {self.id}"), to=self.resource)
                self.send(Release(self.session), to=self.consul)
                self.stop("done")

    def become_out(self, why):
        if self.role in ("waiting", "leader"):
            self.say("{}: I do not lead, and I do nothing.", why)
            self.stop("out")

    def stop(self, role):
        self.role, self.leader = role, None
        for timer in ("session", "renew", "work", "answer"):
            self.cancel_timer(timer)
