"""What Raft promises: the five properties of figure 3, each a function of a world (or of a step), and what follows.

Some of them speak of the past: who *was* the leader of a term, what *was* committed. A crash makes a server forget
that, so the state alone cannot tell. :func:`remembering` adds fields that only record it and survive a crash. They
are for checking only: no rule of the algorithm reads them (the TLA+ specification of Raft has such history
variables, too). Without them the properties look at the present alone.

References
----------
.. [1] D. Ongaro, J. Ousterhout. "In search of an understandable consensus algorithm." USENIX ATC 2014, figure 3.
.. [2] D. Ongaro. "Consensus: bridging theory and practice." Dissertation, Stanford 2014, appendix B.
"""

from itertools import combinations

from ..node import durable
from .raft import Raft
from .store import execute


def servers(world):
    """The nodes that have a log: clients have none."""
    return [node for node in world.nodes if "log" in vars(node)]


def election_safety(world):
    """Election Safety: at most one leader is elected in a term."""
    led = [term for node in servers(world) for term in _led(node)]
    return len(led) == len(set(led))


def leader_append_only(before, after):
    """Leader Append-Only: a leader never overwrites or deletes an entry of its log; it only appends."""
    pairs = [pair for pair in zip(servers(before), servers(after)) if pair[0].role == pair[1].role == "leader"]
    return all(new.log[:len(old.log)] == old.log for old, new in pairs if old.term == new.term)


def log_matching(world):
    """Log Matching: two logs with an entry of the same index and term are equal up to that entry."""
    for one, other in combinations([node.log for node in servers(world)], 2):
        for k in range(min(len(one), len(other)) - 1, -1, -1):
            if one[k].term == other[k].term:
                if one[:k + 1] != other[:k + 1]:
                    return False
                break                               # with the last such entry all those before it are checked
    return True


def leader_completeness(world):
    """Leader Completeness: an entry that was committed in some term is in the log of every leader of a later term."""
    committed = {entry for node in servers(world) for entry in _committed(node)}
    return all(len(node.log) >= index and node.log[index - 1] == entry
               for node in servers(world) if node.role == "leader"
               for index, entry, term in committed if term < node.term)


def state_machine_safety(world):
    """State Machine Safety: no two servers ever apply different entries at the same index."""
    applied = {(index, entry) for node in servers(world) for index, entry, _ in _committed(node)}
    return len(applied) == len({index for index, _ in applied})


FIVE = (election_safety, leader_append_only, log_matching, leader_completeness, state_machine_safety)


def committed_on_a_majority(world):
    """What is committed is in the logs of a majority of all servers."""
    nodes = servers(world)
    return all(2 * sum(node.log[index - 1:index] == (entry,) for node in nodes) > len(nodes)
               for node in nodes for index, entry, _ in _committed(node))


def same_series(world):
    """Of the series of commands that any two servers have applied, one is the beginning of the other."""
    return all(a == b for one, other in combinations(map(_series, servers(world)), 2) for a, b in zip(one, other))


def same_state(world):
    """Servers that have applied equally many commands have equal state machines."""
    machines = {}
    return all(machines.setdefault(len(_series(node)), machine) == machine
               for node in servers(world) for machine in [(vars(node).get("applied"), vars(node).get("store"))])


def as_one_server(world):
    """A client that is alone gets the results of one server that never fails."""
    return all(node.results == _alone(node.commands[:len(node.results)])
               for node in world.nodes if node.kind == "RaftClient")


def _alone(commands):
    store = {}
    return [execute(store, command) for command in commands]


def _series(node):
    """What a server has applied; servers without an index of it apply all that is in their log."""
    return node.log[:vars(node).get("last_applied")]


def _led(node):
    """The terms that a server is known to have led."""
    return vars(node).get("led", {node.term} if node.role == "leader" else ())


def _committed(node):
    """What a server is known to have committed and applied: (index, entry, its term when it learnt of it)."""
    now = ((k, entry, node.term) for k, entry in enumerate(node.log[:node.commit_index], 1))
    return vars(node).get("committed", now)


def remembering(node=Raft):
    """The same class of servers with two history variables: ``led``, terms, and ``committed``, as applied.

    Examples
    --------
    >>> from leaderlab.algorithms import raft
    >>> raft([1, 2, 3], node=remembering(Raft)).nodes[0].committed
    set()
    """
    class Remembering(node):
        led: set = durable(set())
        committed: set = durable(set())

        def become_leader(self):
            self.led.add(self.term)
            super().become_leader()

        def commit(self, index):
            known = {(index, entry) for index, entry, _ in self.committed}
            new = [(k, entry) for k, entry in enumerate(self.log[:index], 1) if (k, entry) not in known]
            self.committed |= {(k, entry, self.term) for k, entry in new if k > self.last_applied}
            super().commit(index)

    Remembering.__name__ = Remembering.__qualname__ = node.__name__        # it behaves the same, and is called the same
    return Remembering


def once(node=Raft):
    """The same class of servers without heartbeats: on links that lose nothing they would only pile up in a search.

    Examples
    --------
    >>> from leaderlab import verify
    >>> from leaderlab.algorithms import raft
    >>> verify(raft([1, 2], node=once(Raft)), always=log_matching, within=lambda server: server.term <= 1)
    <Verdict: Holds in all 18 worlds.>
    """
    class Once(node):
        def set_timer(self, name, *window):
            if name != "heartbeat":
                super().set_timer(name, *window)

    Once.__name__ = Once.__qualname__ = node.__name__
    return Once
