"""Who broke a promise: the smallest group of nodes that breaks it on its own."""

from ..world import World

MOST_NODES, MOST_TIMES = 12, 8      # beyond them nobody is named: the question costs an answer for each node and time


def witnesses(broken, worlds, answers):
    """Who breaks a promise at the first step of each stretch in which it is broken, for up to MOST_TIMES of them.

    Parameters
    ----------
    broken : callable
        Of a tuple of worlds, as many as the promise takes, the last one being that of the step: True if they break it.
    worlds : callable
        From a step to that tuple.
    answers : list
        What the promise answers after each step: True, False, or None.

    Returns
    -------
    list of [int, list of int]
        A step and the ids, in the order of the system; no ids where the promise is broken by nobody in particular, as
        when nobody leads.
    """
    first = [k for k, answer in enumerate(answers) if answer is False and (k == 0 or answers[k - 1] is not False)]
    return [[k, culprits(broken, worlds(k))] for k in first[:MOST_TIMES]]


def culprits(broken, worlds):
    """The ids of a smallest group of nodes that breaks the promise without the others."""
    ids = [node.id for node in worlds[-1].nodes]
    if len(ids) > MOST_NODES:
        return []
    for id in list(ids):            # leave out whom the break does not need
        fewer = [other for other in ids if other != id]
        if broken(tuple(only(world, fewer) for world in worlds)):
            ids = fewer
    return ids


def only(world, ids):
    """A world in which there are just these nodes; wires and timers are as they were."""
    nodes = tuple(node for node in world.nodes if node.id in ids)
    return World(nodes, lambda: (world.in_flight, world.pending, world.cuts))
