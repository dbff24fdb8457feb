"""Chang and Roberts in PyDistSim, run by an interpreter that has it: ``python pydistsim_ring.py``.

For each line "n earliest latest" that it reads it runs one election of n falling ids with such delays, and writes the
processor time and how many messages were delivered.

References
----------
.. [1] PyDistSim documentation, "Algorithms": statuses, actions, `send`.
"""

import gc
import sys
from random import Random
from time import process_time

from pydistsim import Simulation
from pydistsim.algorithm import NodeAlgorithm, StatusValues
from pydistsim.message import Message
from pydistsim.network import DirectedNetwork
from pydistsim.network.behavior import NetworkBehaviorModel


class ChangRoberts(NodeAlgorithm):
    """The ring election; the node's id is in its memory, its status says whether it is a participant."""

    required_params = ("ids",)

    class Status(StatusValues):
        """What a node may be."""
        IDLE = "IDLE"
        PARTICIPANT = "PARTICIPANT"

    def initializer(self):
        self.apply_restrictions()
        self.delivered = 0
        for id, node in zip(self.ids, self.network.nodes()):
            node.memory["id"], node.memory["leader"] = id, None
            node.status = self.Status.IDLE
            node.push_to_inbox(Message(meta_header=NodeAlgorithm.INI, destination=node))

    def forward(self, node, header, value):
        """Send to the only neighbour."""
        self.send(node, data=value, destination=list(node.neighbors()), header=header)

    def run_for_leader(self, node):
        """Send one's own id."""
        node.status = self.Status.PARTICIPANT
        self.forward(node, "election", node.memory["id"])

    def on_message(self, node, message):
        """The rule for both statuses."""
        self.delivered += 1
        value, id = message.data, node.memory["id"]
        if message.header == "elected":
            if value != id:
                self.learn(node, value)
        elif value == id:
            self.learn(node, id)
        elif value > id:
            node.status = self.Status.PARTICIPANT
            self.forward(node, "election", value)
        elif node.status == self.Status.IDLE:
            self.run_for_leader(node)

    def learn(self, node, leader):
        """Remember the leader, and tell the next node."""
        node.memory["leader"] = leader
        node.status = self.Status.IDLE
        self.forward(node, "elected", leader)

    @Status.IDLE
    def spontaneously(self, node, message):
        self.run_for_leader(node)

    @Status.IDLE
    def receiving(self, node, message):
        self.on_message(node, message)

    @Status.PARTICIPANT
    def default(self, node, message):
        self.on_message(node, message)


def election(ids, delay):
    """A simulation of a directed ring; links keep the order of messages."""
    random = Random(0)
    behavior = NetworkBehaviorModel(
        message_ordering=True,
        message_delay_indicator=None if delay == (1, 1) else lambda network, message: random.randint(*delay))
    network = DirectedNetwork(behavioral_properties=behavior)
    nodes = [network.add_node() for _ in ids]
    for node, successor in zip(nodes, nodes[1:] + nodes[:1]):
        network.add_edge(node, successor)
    return Simulation(network, ((ChangRoberts, {"ids": ids}),))


def run(ids, delay):
    """Seconds and deliveries of one run; the cyclic collector is off, as it is for whoever is compared."""
    simulation = election(ids, delay)
    gc.collect()
    gc.disable()
    start = process_time()
    simulation.run()
    seconds = process_time() - start
    gc.enable()
    assert all(node.memory["leader"] == max(ids) for node in simulation.network.nodes())
    return seconds, simulation.algorithms[0].delivered


def main():
    """Answer each line."""
    for line in sys.stdin:
        n, earliest, latest = map(int, line.split())
        print(*run(list(range(n, 0, -1)), (earliest, latest)), flush=True)


if __name__ == "__main__":
    main()
