"""Small nodes that tests share: each shows one thing."""

from leaderlab import Message, Network, Node, System, builder, durable


class Hello(Message):
    """A message that means nothing."""
    text: object = None


class Silent(Node):
    """Does nothing."""
    leader: int | None = None


class Circle(Node):
    """Passes a message on for ever."""
    leader: int | None = None

    def on_start(self):
        if self.id == min(self.id, *self.peers):
            self.pass_on()

    def pass_on(self):
        members = sorted((self.id, *self.peers))
        self.send(Hello(), to=members[(members.index(self.id) + 1) % len(members)])

    def on_message(self, message, sender):
        self.pass_on()


class Alarm(Node):
    """Sets, resets and cancels timers."""
    rings: int = 0
    leader: int | None = None

    def on_start(self):
        self.set_timer("first", 5)
        self.set_timer("second", 10, 20)
        self.set_timer("never", 7)

    def on_timer(self, name):
        self.rings += 1
        self.say("{} rings.", name)
        if name == "first":
            self.cancel_timer("never")
            self.set_timer("second", 1, 2)


def rings_once(world):
    """An alarm rings at most once."""
    return all(node.rings < 2 for node in world.nodes)


class Memory(Node):
    """Counts its starts on stable storage, and what it received in plain memory."""
    starts: int = durable(0)
    received: list = []
    leader: int | None = None

    def on_start(self):
        self.starts += 1
        self.broadcast(Hello(self.starts))

    def on_message(self, message, sender):
        self.received.append(message.text)


class Watcher(Node):
    """Keeps what its failure detector tells it."""
    down: set = set()
    leader: int | None = None

    def on_suspect(self, peer):
        self.down.add(peer)

    def on_trust(self, peer):
        self.down.discard(peer)


@builder
def group(ids, *, node=Silent, network=None, starts=(0, 0)):
    """Nodes of one class that know nothing but each other."""
    return System([node(id) for id in ids], network or Network(), starts)


def node_class(**body):
    """A class of node called Mine, with this body."""
    return type("Mine", (Node,), {"__module__": __name__, "leader": None, **body})


class Chatty(Node):
    """Sends a numbered message every few ticks, and keeps what it receives in order."""
    sent: int = 0
    received: list = []
    leader: int | None = None

    def on_start(self):
        self.tell()

    def on_timer(self, name):
        self.tell()

    def tell(self):
        if self.sent < 8:
            self.sent += 1
            self.broadcast(Hello(self.sent))
            self.set_timer("again", 1, 4)

    def on_message(self, message, sender):
        self.received.append(message.text)
