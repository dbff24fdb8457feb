"""ZooKeeper seen from a client: a tree of znodes, sessions, and watches that fire once.

The whole ensemble is one node here. To its clients it looks like one: it puts all requests in one order, and it
survives what one server does not. (What goes on inside is fast_leader_election.py and zab.py.)

References
----------
.. [1] P. Hunt, M. Konar, F. Junqueira, B. Reed. "ZooKeeper: wait-free coordination for Internet-scale systems."
       USENIX ATC 2010, section 2.
.. [2] Apache ZooKeeper, Programmer's Guide: the data model, sessions, watches.
"""

from ..node import Message, Node


class Create(Message):
    """Make an ephemeral sequential znode: ``guid``, then a number that the ensemble counts up.

    A new ``session`` begins with it, and an older one of the same client ends.
    """
    guid: int | str
    session: int


class Created(Message):
    """The name of the new znode."""
    znode: str
    session: int


class GetChildren(Message):
    """Which znodes are there?"""


class Children(Message):
    """The names of all znodes."""
    znodes: tuple


class Exists(Message):
    """Is this znode there? If so, tell me once when it goes."""
    znode: str


class Stat(Message):
    """The answer: whether it is there. If it is, a watch is set."""
    znode: str
    exists: bool


class NodeDeleted(Message):
    """A watch fires: this znode has gone."""
    znode: str


class SessionExpired(Message):
    """This session has ended, and its znodes with it."""
    session: int


def sequence_of(znode):
    """The number at the end of a znode's name: the order in the line. The guid in front of it says nothing.

    >>> sequence_of("7-n_0000000012")
    12
    """
    return int(znode.rpartition("_")[2])


def guid_of(znode):
    """What its creator put in front of the name."""
    return znode.partition("-")[0]


def owner_of(znode):
    """The client that made it: its guid is the id of the client, or begins with it.

    >>> owner_of("7-n_0000000012"), owner_of("7.2-n_0000000012")
    (7, 7)
    """
    return int(guid_of(znode).partition(".")[0])


class Ensemble(Node):
    store: dict = {}                # znode -> the client whose session keeps it alive
    sessions: dict = {}             # client -> the number of its session
    watches: dict = {}              # znode -> the clients to tell, in the order of asking
    counter: int = 0
    down: set = set()               # clients that I have not heard from for too long

    def on_suspect(self, peer):
        self.down.add(peer)
        if peer in self.sessions:
            self.say("I have not heard from {} for too long: its session has expired.", peer)
            self.send(SessionExpired(self.sessions[peer]), to=peer)
            self.end_session(peer)

    def on_trust(self, peer):
        self.down.discard(peer)

    def end_session(self, client):
        del self.sessions[client]
        for watchers in self.watches.values():
            if client in watchers:
                watchers.remove(client)
        for znode in [znode for znode, owner in self.store.items() if owner == client]:
            self.say("The znode {} goes with the session that made it.", znode)
            self.delete(znode)

    def delete(self, znode):
        """A znode goes, and whoever watches it is told, once."""
        del self.store[znode]
        for client in self.watches.pop(znode, ()):
            self.send(NodeDeleted(znode), to=client)

    def on_message(self, message, sender):
        match message:
            case Create(_, session) if sender in self.down:
                self.say("I take {} for dead: no session begins.", sender)
                self.send(SessionExpired(session), to=sender)
            case Create(guid, session):
                if self.sessions.get(sender, session) != session:
                    self.say("{} begins a new session: the old one has ended.", sender)
                    self.end_session(sender)
                self.sessions[sender] = session
                self.create(guid, sender, session)
            case GetChildren():
                self.send(Children(tuple(self.store)), to=sender)
            case Exists(znode) if sender not in self.sessions:
                self.say("{} has no session: I do not answer.", sender)
            case Exists(znode) if znode in self.store:
                self.say("{} is there. I shall tell {} when it goes.", znode, sender)
                watchers = self.watches.setdefault(znode, [])
                if sender not in watchers:
                    watchers.append(sender)
                self.send(Stat(znode, exists=True), to=sender)
            case Exists(znode):
                self.say("{} has gone already.", znode)
                self.send(Stat(znode, exists=False), to=sender)

    def create(self, guid, client, session):
        """An ephemeral sequential znode."""
        znode = f"{guid}-n_{self.counter:010d}"
        self.say("{} gets the next number, {}.", client, self.counter)
        self.counter += 1
        self.store[znode] = client
        self.send(Created(znode, session), to=client)
