"""What is planned in a simulation: a calendar queue, which finds the earliest entry without sorting them all.

Ticks are whole numbers and many events share one, so there is a list for each tick instead of one heap for everything.

References
----------
.. [1] R. Brown. "Calendar queues: a fast O(1) priority queue implementation for the simulation event set problem."
       Communications of the ACM 31(10), 1988.
"""

from heapq import heappop, heappush


class Agenda(dict):
    """Tick -> the entries of that tick. An entry is a tuple that begins with its tick and its order.

    Orders only grow, so ``agenda[tick].append(entry)`` keeps each list sorted.

    Attributes
    ----------
    now : list of tuple
        The entries of the present tick that have not happened yet, the next one last. What is planned for this very
        tick while it lasts comes after them, in a list of its own.
    """

    def __init__(self):
        super().__init__()
        self.now, self._ticks = [], []

    def __missing__(self, tick):
        heappush(self._ticks, tick)
        self[tick] = entries = []
        return entries

    def turn(self):
        """Go on to the next tick that has entries, and return them: the new ``now``, empty if nothing is left."""
        while self._ticks and not self.now:
            self.now = self.pop(heappop(self._ticks))
            self.now.reverse()
        return self.now

    def insert(self, entries):
        """Plan entries for the present tick, each in the place of its order."""
        self.now.extend(entries)
        self.now.sort(reverse=True)

    def entries(self):
        """All that is planned, in no order."""
        return [entry for entries in (self.now, *self.values()) for entry in entries]

    def keep(self, wanted):
        """Forget the entries for which ``wanted(entry)`` is false."""
        for entries in (self.now, *self.values()):
            entries[:] = filter(wanted, entries)
