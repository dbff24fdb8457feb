"""Peterson, and Dolev, Klawe and Rodeh: fewer candidates in every round, on a ring that runs one way only.

In each round a candidate learns what the two candidates before it stand for. It goes on only if the nearer of them has
the largest of the three values, and then stands for that value itself. So of two neighbours at most one goes on, at
least half of all drop out, and O(n log n) messages are enough without a link that works both ways.

The candidate that is left need not own the largest id: it announces it, and the owner leads.

The two messages of a round are told here as in [2]_; in [1]_ the second carries the larger of the two values that its
sender knows, which comes to the same.

References
----------
.. [1] G. Peterson. "An O(n log n) unidirectional algorithm for the circular extrema problem." ACM Transactions on
       Programming Languages and Systems 4(4), 1982.
.. [2] D. Dolev, M. Klawe, M. Rodeh. "An O(n log n) unidirectional distributed algorithm for extrema finding in a
       circle." Journal of Algorithms 3(3), 1982.
"""

from ..errors import Mistake
from ..network import Network
from ..node import Message, Node
from ..system import System, builder
from .around import around


class First(Message):
    """What the candidate before you stands for."""
    value: int


class Second(Message):
    """What the candidate before that one stands for."""
    value: int


class Elected(Message):
    """The announcement, round the ring once."""
    leader: int


class Peterson(Node):
    successor: int
    initiator: bool = False
    role: str = "asleep"
    value: int | None = None        # what I stand for
    nearer: int | None = None       # what the candidate before me stands for
    leader: int | None = None

    def on_start(self):
        if self.initiator:
            self.become_candidate()

    def become_candidate(self):
        self.role = "candidate"
        self.say("I am a candidate, and stand for my own id.")
        self.stand_for(self.id)

    def stand_for(self, value):
        self.value, self.nearer = value, None
        self.send(First(value), to=self.successor)

    def become_relay(self):
        self.role, self.value, self.nearer = "relay", None, None

    def on_message(self, message, sender):
        if self.role == "asleep" and not isinstance(message, Elected):
            self.become_candidate()
        match message:
            case Elected(leader):
                self.hear_of_leader(message, leader)
            case _ if self.role == "relay":
                self.say("I am no candidate any more: I pass it on.")
                self.send(message, to=self.successor)
            case First(self.value):
                self.say("My own value is home: I am the last candidate, and {} is the largest id of all.", self.value)
                self.leader = self.value
                self.send(Elected(self.value), to=self.successor)
            case First(value):
                self.say("The candidate before me stands for {}. I tell the next one.", value)
                self.nearer = value
                self.send(Second(value), to=self.successor)
            case Second(value) if self.nearer is None:
                self.say("{} came, but the value before it is lost: I cannot compare.", value)
            case Second(value) if self.nearer > max(value, self.value):
                self.say("{} is larger than {} and than my {}: I go on, and stand for it.", self.nearer, value,
                         self.value)
                self.stand_for(self.nearer)
            case Second(value):
                self.say("{} is not the largest of {}, {} and {}: I drop out.", self.nearer, value, self.nearer,
                         self.value)
                self.become_relay()

    def hear_of_leader(self, message, leader):
        if self.leader is None:
            self.say("{} leads.", leader)
            self.leader = leader
            self.send(message, to=self.successor)
        else:
            self.say("The announcement is home: everybody knows.")


@builder
def peterson(ids, *, initiators=None, node=Peterson, network=None):
    """Peterson's ring: ids in the direction of travel.

    Parameters
    ----------
    ids : iterable of int
    initiators : iterable of int, optional
        Who starts; by default all. A node that a message wakes up becomes a candidate, so the largest of all wins.
    node : type, optional
        A class of your own with the fields of Peterson.
    network : Network, optional
        By default FIFO links without faults, as in the paper. It needs links that keep the order.

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id is wrong or doubled, an initiator is not among the ids, or messages may overtake each other.

    Examples
    --------
    The order that is worst for Chang and Roberts is the best one here: after one round a single candidate is left.

    >>> from leaderlab import simulate
    >>> from leaderlab.algorithms import chang_roberts
    >>> from leaderlab.algorithms.chang_roberts import Election
    >>> falling = range(16, 0, -1)
    >>> simulate(chang_roberts(falling)).count(Election), simulate(peterson(falling)).count((First, Second))
    (136, 48)
    """
    ids, initiators, successor = around(ids, initiators)
    network = network or Network()
    if network.order != "fifo":
        raise Mistake("On Peterson's ring the first value must arrive before the second: leave order='fifo'.")
    return System([node(id, successor=successor[id], initiator=id in initiators) for id in ids], network)
