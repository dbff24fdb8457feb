"""A table of keys and values on Raft: all servers hold the same one, and a client sees only one.

Commands go through the log, and each is done exactly once: a server remembers the last serial number of each client.
A read need not be in the log, but the leader must make sure that it still leads: it asks a majority first (ReadIndex).

References
----------
.. [1] D. Ongaro, J. Ousterhout. "In search of an understandable consensus algorithm." Extended version, 2014,
       section 8.
.. [2] D. Ongaro. "Consensus: bridging theory and practice." Dissertation, Stanford 2014, sections 6.3 and 6.4.
.. [3] HashiCorp, Consul documentation, "Consensus protocol": the modes default, consistent and stale.
"""

from ..node import Message
from ..system import builder
from .raft import Raft, raft
from .raft_client import Answer
from .raft_election import Entry
from .store import execute, parse


class Confirm(Message):
    """The leader asks: do you still follow me? It numbers its rounds."""
    term: int
    round: int


class Confirmed(Message):
    """The answer: yes, in this term and round. The round 0, which no leader asks for, says no."""
    term: int
    round: int


class Read(Message):
    """A read that waits: who asked, how far the server must have applied, and who has confirmed the leader."""
    client: int
    serial: int
    key: object
    index: int
    confirmed: tuple


class KeyValue(Raft):
    """A server whose state machine is a table; it knows which command of a client is done, and who waits for a read."""

    store: dict = {}
    sessions: dict = {}                             # client -> (serial number, result) of its last command
    first_index: int = 0                            # leader: where my term begins in the log
    round: int = 0                                  # leader: number of the last round of confirmation
    reads: dict = {}                                # leader: round -> Read

    def on_message(self, message, sender):
        super().on_message(message, sender)
        match message:
            case Confirm(self.term, round):
                self.follow(sender)
                self.send(Confirmed(self.term, round), to=sender)
            case Confirm(term):
                self.say("{} led term {}; I am in term {}: no.", sender, term, self.term)
                self.send(Confirmed(self.term, 0), to=sender)   # not its round: after a crash that number comes again
            case Confirmed(self.term, round) if round in self.reads:
                read = self.reads[round]
                confirmed = tuple(sorted({*read.confirmed, sender}))
                self.reads[round] = Read(read.client, read.serial, read.key, read.index, confirmed)
                self.answer_reads()

    def become_leader(self):
        super().become_leader()
        self.first_index = len(self.log) + 1
        self.say("I begin with an empty entry: together with it all older ones can be committed.")
        self.take(Entry(self.term))

    def become_follower(self, term, leader=None):
        super().become_follower(term, leader)
        self.reads, self.first_index = {}, 0

    def take(self, entry):
        key = parse(entry.command).get("read")
        if key is not None and entry.client is not None:
            self.read(key, entry.client, entry.serial)
        else:
            super().take(entry)

    # -- exactly once ------------------------------------------------------------------------------------------------

    def apply(self, entry):
        serial, result = self.sessions.get(entry.client, (0, None))
        if entry.command is None:
            self.say("An empty entry: the store stays as it is.")
        elif entry.client is None:
            result = execute(self.store, entry.command)
        elif entry.serial <= serial:
            self.say("Command {} of {} is done already.", entry.serial, entry.client)
        else:
            result = execute(self.store, entry.command)
            self.sessions[entry.client] = entry.serial, result
        return result

    # -- reads -------------------------------------------------------------------------------------------------------

    def read(self, key, client, serial):
        """Answer when a majority still follows me, and all that was committed when the read came is applied."""
        index = max(self.commit_index, self.first_index)
        self.round += 1
        self.say("Do I still lead? I ask before I answer (round {}).", self.round)
        self.reads[self.round] = Read(client, serial, key, index, (self.id,))
        for server in self.others():
            self.send(Confirm(self.term, self.round), to=server)
        self.answer_reads()

    def answer_reads(self):
        for round, read in list(self.reads.items()):
            if self.is_majority(read.confirmed) and self.last_applied >= read.index:
                self.say("{} still follow me: the read of round {} is safe.", read.confirmed, round)
                del self.reads[round]
                self.send(Answer(read.serial, self.store.get(read.key)), to=read.client)

    def commit(self, index):
        super().commit(index)
        self.answer_reads()


class LocalReads(KeyValue):
    """The leader answers a read at once (Consul's mode "default"): it may have been deposed without knowing it."""

    def read(self, key, client, serial):
        self.say("I lead, as far as I know: I answer at once.")
        self.send(Answer(serial, self.store.get(key)), to=client)


@builder
def key_value(ids=(1, 2, 3), *, clients=None, commands=None, logs=None, timeout=(150, 300), heartbeat=50, tries=20,
              node=KeyValue, network=None):
    """A table of keys and values on Raft. It never ends: simulate it with ``until=``.

    Parameters
    ----------
    ids, clients, commands, logs, timeout, heartbeat, tries, network
        As for raft. The commands are those of store.py: "x=1", "x+=1", "del x", "x?".
    node : type, optional
        KeyValue, LocalReads, or a class of your own with the fields of KeyValue.

    Returns
    -------
    System

    Raises
    ------
    Mistake
        If an id, a log, a time or a command is wrong.

    Examples
    --------
    What is no command is refused by all servers alike, and nothing is lost.

    >>> from leaderlab import simulate
    >>> trace = simulate(key_value(clients={9: ["x=1", "hello", "x+=1", "x?"]}), until=900)
    >>> trace.last[9].results
    [1, Refused("'hello' is no command."), 2, 2]
    >>> [trace.last[id].store for id in (1, 2, 3)]
    [{'x': 2}, {'x': 2}, {'x': 2}]
    """
    return raft(ids, clients=clients, commands=commands, logs=logs, timeout=timeout, heartbeat=heartbeat, tries=tries,
                node=node, network=network)
