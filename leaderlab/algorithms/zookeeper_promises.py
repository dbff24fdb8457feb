"""What ZooKeeper promises: to its clients, and between its servers. Functions of a world, as in properties.py."""

from .ensemble import sequence_of


def only_the_head_leads(world):
    """Whoever leads owns the first znode of the line."""
    store = next(node.store for node in world.nodes if node.kind == "Ensemble")
    head = store[min(store, key=sequence_of)] if store else None
    return world.leaders <= {head}


def leader_knows_what_a_quorum_knows(world):
    """Whoever leads has seen at least as much of the history as a quorum of all servers."""
    return all(sum((other.epoch, other.zxid) <= (node.epoch, node.zxid) for other in world.nodes) >= node.quorum
               for node in world.up if node.leader == node.id)


def a_quorum_follows(world):
    """A quorum of all servers names one leader, which names itself."""
    return any(sum(other.leader == node.id for other in world.up) >= node.quorum
               for node in world.up if node.leader == node.id)


def at_most_one_established_per_epoch(world):
    """In each epoch at most one leader is established."""
    epochs = [node.epoch for node in world.nodes if node.established]
    return len(epochs) == len(set(epochs))


def one_is_established(world):
    """One leader is established, and a quorum of all servers follows it."""
    return sum(node.established for node in world.up) == 1 and a_quorum_follows(world)


def a_quorum_has_logged_the_epoch(world):
    """The epoch of an established leader is on the disks of a quorum."""
    return all(sum(other.epoch >= node.epoch for other in world.nodes) >= node.quorum
               for node in world.nodes if node.established)
