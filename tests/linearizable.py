"""Is there one order of all commands, each between its question and its answer, that explains every answer?

References
----------
.. [1] M. Herlihy, J. Wing. "Linearizability: a correctness condition for concurrent objects." ACM Transactions on
       Programming Languages and Systems 12(3), 1990.
"""

from typing import NamedTuple

from leaderlab.algorithms.store import execute


class Operation(NamedTuple):
    """A command of a client, the steps of a run between which it was done, and its result."""
    command: object
    asked: int
    answered: float
    result: object


def operations(trace):
    """What the clients of a run have asked for, answered or not."""
    asked, answered = {}, {}
    for k, world in enumerate(trace.worlds):
        for node in world.nodes:
            if node.kind == "RaftClient":
                asked |= {(node.id, n): k for n in range(node.serial) if (node.id, n) not in asked}
                answered |= {(node.id, n): k for n in range(len(node.results)) if (node.id, n) not in answered}
    clients = {id for id, _ in asked}
    results = {(id, n): result for id in clients for n, result in enumerate(trace.last[id].results)}
    return [Operation(trace.last[id].commands[n], k, answered.get((id, n), float("inf")), results.get((id, n)))
            for (id, n), k in asked.items()]


def linearizable(history):
    """A search through all orders. What has no answer may have been done at any time, or not at all."""
    found, todo = {(frozenset(range(len(history))), ())}, []
    todo.extend(found)
    for open, table in todo:
        if all(history[k].answered == float("inf") for k in open):
            return True
        first = min(history[k].answered for k in open)
        for k in open:
            store = dict(table)
            result = execute(store, history[k].command)
            fits = history[k].asked < first and (history[k].answered == float("inf") or result == history[k].result)
            after = open - {k}, tuple(sorted(store.items()))
            if fits and after not in found:
                found.add(after)
                todo.append(after)
    return False
