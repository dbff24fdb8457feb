"""Consul, as the README that this course grew from tells it: every server processes the same series of commands.

The leader takes a command, applies it, and passes it on; the others take each command as it comes. When the leader
fails, whoever gets the votes of a majority of the living leads. There are no terms, no numbers in the log, and no
word about when a command is safe.

References
----------
.. [1] L. Lamport. "Time, clocks, and the ordering of events in a distributed system." Communications of the ACM
       21(7), 1978. Where the idea comes from that equal state machines need nothing but the same series of commands.
"""

from ..network import Network, Perfect
from ..node import Message, Node
from ..system import System, builder, check_ids
from .raft_client import Answer, Command, NotLeader, clients_and_post
from .store import execute


class Copy(Message):
    """The leader passes a command on."""
    command: object


class VoteForMe(Message):
    """The leader has failed: may I lead?"""


class Yes(Message):
    """You have my vote."""


class ReadmeConsul(Node):
    servers: tuple
    leader: int | None = None
    role: str = "follower"
    log: list = []                                  # of commands
    store: dict = {}
    down: set = set()
    votes: set = set()

    def on_start(self):
        self.leader = self.servers[0]
        self.role = "leader" if self.leader == self.id else "follower"

    def on_suspect(self, peer):
        self.down.add(peer)
        if peer == self.leader:
            self.say("My leader {} has failed: I want to lead.", peer)
            self.leader, self.role, self.votes = None, "candidate", {self.id}
            self.tell_the_living(VoteForMe())
        if self.role == "candidate":
            self.count_votes()                      # one less lives, so fewer votes are enough

    def on_trust(self, peer):
        self.down.discard(peer)

    def on_message(self, message, sender):
        match message:
            case Command(serial, command) if self.role == "leader":
                self.say("I take {}, apply it, and pass it on.", command)
                result = self.apply(command)
                self.tell_the_living(Copy(command))
                if serial:
                    self.send(Answer(serial, result), to=sender)
            case Command(serial):
                self.say("I take no command from a client. My leader: {}.", self.leader)
                if serial:
                    self.send(NotLeader(serial, self.leader), to=sender)
            case Copy(command):
                self.say("{} passes {} on: I apply it as it comes.", sender, command)
                self.apply(command)
            case VoteForMe():
                self.vote(sender)
            case Yes() if self.role == "candidate":
                self.votes.add(sender)
                self.count_votes()

    # -- the series of commands --------------------------------------------------------------------------------------

    def apply(self, command):
        self.log.append(command)
        return execute(self.store, command)

    # -- the election ------------------------------------------------------------------------------------------------

    def vote(self, candidate):
        """Whoever has no leader, or only a failed one, follows the first that asks; a smaller id gives way."""
        if self.leader is None and candidate < self.id and self.role == "candidate":
            self.say("{} would like to lead, too, but my id is larger.", candidate)
        elif self.role == "leader":
            self.say("{} wants to lead, but I do.", candidate)
        else:
            self.say("{} may lead: it has my vote.", candidate)
            self.role, self.leader, self.votes = "follower", candidate, set()
            self.send(Yes(), to=candidate)

    def count_votes(self):
        """A majority, but only of those who live as far as I know."""
        living = [server for server in self.servers if server not in self.down]
        if 2 * len(self.votes) > len(living):
            self.say("{} of {} living servers are for me: I lead.", len(self.votes), len(living))
            self.role, self.leader = "leader", self.id

    def tell_the_living(self, message):
        for server in self.servers:
            if server != self.id and server not in self.down:
                self.send(message, to=server)


@builder
def readme_consul(ids=(1, 2, 3), *, clients=None, commands=None, tries=20, node=ReadmeConsul, network=None):
    """The README's Consul: the first of the ids leads.

    Parameters
    ----------
    ids : iterable of int
        The servers.
    clients, commands, tries
        As for raft. The commands are those of store.py: "x=1", "x+=1", "del x", "x?".
    node : type, optional
        A class of your own with the fields of ReadmeConsul.
    network : Network, optional
        By default FIFO links and a perfect failure detector.

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id or a command is wrong.

    Examples
    --------
    While nothing fails and nothing overtakes, all tables are equal.

    >>> from leaderlab import simulate
    >>> trace = simulate(readme_consul([1, 2, 3], clients={9: ["x=1", "x+=4"]}))
    >>> [trace.last[id].store for id in (1, 2, 3)]
    [{'x': 5}, {'x': 5}, {'x': 5}]
    """
    servers = [node(id, servers=check_ids(ids)) for id in check_ids(ids)]
    outside = clients_and_post(servers, clients, commands, tries)
    return System([*servers, *outside], network or Network(detector=Perfect()))
