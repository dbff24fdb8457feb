"""The floor: what a run of Chang and Roberts costs if nothing is general."""

from heapq import heappop, heappush
from random import Random


def bare_loop(ids, seed, delay):
    """The same run as ``simulate(chang_roberts(ids), seed=seed)``, delivery by delivery, in one plain loop.

    In it: the algorithm, a heap of (time, order, ...), one delay drawn for each message, FIFO links. Not in
    it: nodes, handlers, message objects, timers, faults, limits, checks, records, words.

    Returns
    -------
    (int, int)
        How many messages were delivered, and the time of the last.
    """
    random, (earliest, latest) = Random(seed).random, delay
    n, span = len(ids), latest - earliest + 1
    participant, leader, due = [True] * n, [None] * n, [0] * n      # due: when a link's last message arrives
    heap, order, delivered, now = [], 0, 0, 0
    for i in range(n):
        due[i] = earliest + int(random() * span)
        heappush(heap, (due[i], order, (i + 1) % n, "election", ids[i]))
        order += 1
    while heap:
        now, _, i, kind, value = heappop(heap)
        delivered += 1
        id = ids[i]
        if kind == "election":
            if value == id:
                leader[i], participant[i] = id, False
                kind = "elected"
            elif value > id:
                participant[i] = True
            elif not participant[i]:
                participant[i], value = True, id
            else:
                continue
        elif value == id:
            continue
        else:
            leader[i], participant[i] = value, False
        time = now + earliest + int(random() * span)
        if due[i] > time:
            time = due[i]
        due[i] = time
        heappush(heap, (time, order, i + 1 if i + 1 < n else 0, kind, value))
        order += 1
    assert leader == [max(ids)] * n
    return delivered, now
