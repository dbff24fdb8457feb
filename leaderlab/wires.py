"""The network inside a world, as a small value that hashes fast. A packet is the number of one (sender, to, message).

Each kind of wire answers the same questions: what is it when nothing has been sent, what is it after more was sent,
and which packet may arrive next, leaving what behind.
"""


class Queue:
    """Every message arrives once. A tuple of packets sorted by ``group``, oldest first; the first of a group is next.

    With FIFO links a group is a link; with links that reorder, every packet is a group of its own.
    """

    empty = ()

    def __init__(self, graph):
        self.receiver = graph.receiver
        self.group = (graph.link if graph.system.network.order == "fifo" else range(1 << 30)).__getitem__

    def pack(self, packets):
        return tuple(packets)

    def put(self, net, sent):
        return tuple(sorted(net + sent, key=self.group)) if sent else net

    def deliveries(self, net, _locals):
        receiver, group, last = self.receiver, self.group, None
        for k, packet in enumerate(net):
            if group(packet) != last:
                last = group(packet)
                yield receiver[packet], packet, net[:k] + net[k + 1:]

    def duplicate(self, net, packet):
        k = net.index(packet)
        return net[:k] + net[k:k + 1] + net[k:]

    def lose(self, net, lost):
        """Without the packets for which ``lost(packet)`` is true."""
        return tuple(packet for packet in net if not lost(packet))

    def strip(self, sent, lost):
        """The same for what is being sent."""
        return tuple(packet for packet in sent if not lost(packet))

    def packets(self, net, _locals):
        return net


class Pool:
    """A message once sent may arrive at any time, again, or never: one integer, a bit for each packet."""

    empty = 0

    def __init__(self, graph):
        self.inbox = [0] * len(graph.system.nodes)
        self.known = 0
        self.receiver = graph.receiver

    def pack(self, packets):
        net = 0
        for packet in packets:
            net |= 1 << packet
            self.inbox[self.receiver[packet]] |= 1 << packet
        return net

    def put(self, net, sent):
        return net | sent

    def deliveries(self, net, locals_):
        for i, local in enumerate(locals_):
            bits = net & self.inbox[i] & ~local.idle      # what would change nothing is skipped: it stays possible
            while bits:
                bit = bits & -bits
                bits ^= bit
                yield i, bit.bit_length() - 1, net

    def duplicate(self, net, _packet):
        return net

    def lose(self, net, lost):
        return sum(1 << packet for packet in self._ones(net) if not lost(packet))

    strip = lose

    def packets(self, net, locals_):
        """The packets whose arrival would still change something."""
        return tuple(packet for _, packet, _ in self.deliveries(net, locals_))

    @staticmethod
    def _ones(net):
        while net:
            bit = net & -net
            net ^= bit
            yield bit.bit_length() - 1


class TimedQueue(Queue):
    """A Queue in which each packet carries its window: (packet, ticks until it may arrive, ticks until it must)."""

    def __init__(self, graph):
        super().__init__(graph)
        self.window = graph.system.network.delay
        fifo, group = graph.system.network.order == "fifo", self.group
        self.place = (lambda entry: group(entry[0])) if fifo else (lambda entry: entry)

    def put(self, net, sent):
        return tuple(sorted(net + tuple((p, *self.window) for p in sent), key=self.place)) if sent else net

    def deliveries(self, net, _locals):
        last = None
        for k, (packet, earliest, _) in enumerate(net):
            if self.group(packet) != last:
                last = self.group(packet)
                if earliest <= 0:
                    yield self.receiver[packet], packet, net[:k] + net[k + 1:]

    def duplicate(self, net, packet):
        k = next(k for k, entry in enumerate(net) if entry[0] == packet)
        return net[:k] + net[k:k + 1] + net[k:]

    def lose(self, net, lost):
        return tuple(entry for entry in net if not lost(entry[0]))

    def packets(self, net, _locals):
        return tuple(packet for packet, _, _ in net)

    def waits(self, net, locals_):
        """True while no packet is at its limit, so that time may pass."""
        return not any(latest <= 0 and locals_[self.receiver[packet]].mode != "asleep" for packet, _, latest in net)

    def tick(self, net):
        return tuple((packet, max(earliest - 1, 0), max(latest - 1, 0)) for packet, earliest, latest in net)
