"""How a client finds the master of a cell: it asks any replica, and one that is not the master says who is.

What a replica says may be old, so the client is content only when somebody says "I am". It asks one replica after the
other, waits a while for each, and gives up after a number of tries: a cell that has no majority has no master, and a
client that hangs helps nobody.

References
----------
.. [1] M. Burrows. "The Chubby lock service for loosely-coupled distributed systems." OSDI 2006, section 2.2.
"""

from ..network import Network
from ..node import Message, Node
from ..system import System, builder, check_ids
from .cell import check_cell, check_lease, check_stands, holding_time, ticks
from .chubby import Chubby


class WhoIsMaster(Message):
    """Who is the master?"""


class TheMasterIs(Message):
    """The master, as far as I know."""
    master: int | None


class Replica(Chubby):
    """A replica of a Chubby cell that also answers clients."""
    cell: tuple                     # all replicas, me too

    def broadcast(self, message):
        """To the other replicas only."""
        for peer in self.cell:
            if peer != self.id:
                self.send(message, to=peer)

    def on_message(self, message, sender):
        match message:
            case WhoIsMaster():
                self.say("The master is {}, as far as I know.", self.leader)
                self.send(TheMasterIs(self.leader), to=sender)
            case _:
                super().on_message(message, sender)


class ChubbyClient(Node):
    replicas: tuple                 # the cell, in the order in which I ask
    patience: int                   # ticks that I wait for an answer, and before I ask once more
    tries: int                      # questions that are left
    role: str = "searching"         # then "content", or "gave up"
    leader: int | None = None       # the master that I found
    asked: int | None = None

    def on_start(self):
        self.ask(self.replicas[0])

    def ask(self, replica):
        if self.tries:
            self.tries -= 1
            self.asked = replica
            self.send(WhoIsMaster(), to=replica)
            self.set_timer("answer", self.patience)
        else:
            self.give_up()

    def on_message(self, message, sender):
        match message:
            case TheMasterIs(master) if self.role != "searching" or sender != self.asked:
                self.say("{} answers a question that I have given up.", sender)
            case TheMasterIs(master) if master == sender:
                self.say("{} says that it is the master itself: found.", sender)
                self.become_content(master)
            case TheMasterIs(None):
                self.say("{} knows no master now: I wait a little.", sender)
            case TheMasterIs(master):
                self.say("{} says that {} is the master: I ask there.", sender, master)
                self.ask(master)

    def on_timer(self, name):
        self.say("{} has not helped me in time.", self.asked)
        self.ask(self.replicas[(self.replicas.index(self.asked) + 1) % len(self.replicas)])

    def become_content(self, master):
        self.role, self.leader = "content", master
        self.cancel_timer("answer")

    def give_up(self):
        self.say("I found no master of this cell: I give up and say so. Is a majority of it alive?")
        self.role, self.asked = "gave up", None
        self.cancel_timer("answer")


@builder
def chubby_client(ids, clients, *, lease=100, renew=..., stands=None, patience=50, tries=8, node=ChubbyClient,
                  network=None):
    """A Chubby cell and clients that look for its master.

    Parameters
    ----------
    ids : iterable of int
        The replicas.
    clients : iterable of int
        The ids of the clients.
    lease, renew, stands
        As for :func:`chubby`.
    patience : int, default 50
        Ticks that a client waits for an answer.
    tries : int, default 8
        Questions that a client asks before it gives up.
    node : type, optional
        A class of your own with the fields of ChubbyClient.
    network : Network, optional

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id, a time or a count cannot be right.

    Examples
    --------
    One replica of five is too few for a master. The client gets a clear word, and does not hang.

    >>> from leaderlab import Crash, simulate
    >>> dead = simulate(chubby_client([1, 2, 3], [9]), faults=[(0, Crash(2)), (0, Crash(3))], until=2000)
    >>> dead.last[9].role, dead.last[9].tries
    ('gave up', 0)
    """
    replicas, majority = check_cell(ids)
    clients = check_ids(clients)
    network = network or Network()
    check_lease(lease, lease, network)
    ticks("patience", patience)
    ticks("tries", tries)
    hold, stands = holding_time(lease), check_stands(stands or (0, lease), replicas)
    renew = max(hold // 3, 2 * network.delay[1] + 1) if renew is ... else renew
    cell = [Replica(id, lease=lease, hold=hold, renew=renew, stands=stands[id], majority=majority, cell=replicas)
            for id in replicas]
    asking = [node(id, replicas=replicas, patience=patience, tries=tries) for id in clients]
    return System([*cell, *asking], network)
