"""Raft: the leader of a term takes commands, copies them into all logs in one order, and every server applies them.

The election is that of raft_election.py; here is the rest of figure 2. An entry of the leader's own term is committed
as soon as a majority holds it, and all before it with it. Every server applies what is committed, in that order.

References
----------
.. [1] D. Ongaro, J. Ousterhout. "In search of an understandable consensus algorithm." USENIX ATC 2014, figure 2.
"""

from ..network import Network
from ..node import Message
from ..system import System, builder
from .cluster import check_heartbeat
from .raft_client import Answer, Command, NotLeader, clients_and_post
from .raft_election import Entry, RaftElection, make_servers


class AppendEntries(Message):
    """The leader sends what follows an entry; without entries it is a heartbeat."""
    term: int
    prev_index: int
    prev_term: int
    entries: tuple
    commit: int


class Appended(Message):
    """The answer: my log agrees with the leader's up to this index or, without success, not even there."""
    term: int
    success: bool
    index: int


class Raft(RaftElection):
    """A server with a log, and with a state machine that applies what is committed."""

    heartbeat: int = 50                             # ticks
    commit_index: int = 0
    last_applied: int = 0
    applied: list = []                              # what the state machine was given, in order
    next_index: dict = {}                           # leader: the next entry for each server
    match_index: dict = {}                          # leader: how far each log is known to agree

    def on_timer(self, name):
        if name != "heartbeat":
            return super().on_timer(name)
        self.say("Time for a heartbeat.")
        self.replicate()

    def on_message(self, message, sender):
        match message:
            case Command(serial, command) if self.role == "leader":
                return self.take(Entry(self.term, command, sender if serial else None, serial))
            case Command(serial):
                return self.redirect(serial, sender)
        super().on_message(message, sender)         # all terms are compared there
        match message:
            case AppendEntries(term) if term < self.term:
                self.say("{} leads an old term, {}; I am in term {}: no.", sender, term, self.term)
                self.send(Appended(self.term, False, message.prev_index), to=sender)
            case AppendEntries():
                self.follow(sender)
                self.append_entries(message, sender)
            case Appended(self.term) if self.role == "leader":
                self.learn(message, sender)

    def become_leader(self):
        super().become_leader()
        self.next_index = {server: len(self.log) + 1 for server in self.others()}
        self.match_index = dict.fromkeys(self.others(), 0)
        self.replicate()

    def become_follower(self, term, leader=None):
        if self.role == "leader":
            self.cancel_timer("heartbeat")
        super().become_follower(term, leader)
        self.next_index, self.match_index = {}, {}

    def follow(self, leader):
        """The leader of my term speaks: a candidate gives up, and everybody waits anew."""
        self.become_follower(self.term, leader)
        self.wait_for_leader()

    def redirect(self, serial, client):
        self.say("I take no command. My leader: {}.", self.leader)
        if serial:                                  # without a number nobody waits for an answer
            self.send(NotLeader(serial, self.leader), to=client)

    def take(self, entry):
        """A new entry of my log; nobody is answered before it is applied."""
        self.log.append(entry)
        self.say("I take {} as entry {}.", "nothing" if entry.command is None else entry.command, len(self.log))
        self.replicate()

    def append_entries(self, message, leader):
        """Take the leader's entries if the one before them is in my log."""
        index = message.prev_index
        if not self.agrees(index, message.prev_term):
            self.say("I have no entry {} of term {}: no.", index, message.prev_term)
            self.send(Appended(self.term, False, index), to=leader)
            return
        for entry in message.entries:
            index += 1
            if index <= len(self.log) and self.term_at(index) != entry.term:
                self.say("My entry {} is of another term: it goes, and all after it.", index)
                del self.log[index - 1:]
            if index > len(self.log):
                self.log.append(entry)
        self.say("My log agrees with that of {} up to entry {}.", leader, index)
        self.commit(min(message.commit, index))
        self.send(Appended(self.term, True, index), to=leader)

    def agrees(self, index, term):
        """Is the entry before the new ones in my log? Before the first entry all logs agree."""
        return index <= len(self.log) and self.term_at(index) == term

    def replicate(self):
        """Send every server what it lacks, and do so again in time."""
        for server in self.others():
            self.append_to(server)
        self.set_timer("heartbeat", self.heartbeat)
        self.commit_what_a_majority_holds()         # in a cluster of one I am a majority

    def append_to(self, server):
        prev = self.next_index[server] - 1
        new = tuple(self.log[prev:])
        self.send(AppendEntries(self.term, prev, self.term_at(prev), new, self.commit_index), to=server)

    def learn(self, answer, server):
        """A server says how far its log agrees with mine."""
        if answer.success:
            self.say("{} has all entries up to {}.", server, answer.index)
            self.match_index[server] = max(answer.index, self.match_index[server])
            self.next_index[server] = self.match_index[server] + 1
            self.commit_what_a_majority_holds()
        elif self.match_index[server] < answer.index == self.next_index[server] - 1:    # else it is an old answer
            self.say("{} has another entry {}, or none: I go one back.", server, answer.index)
            self.next_index[server] -= 1
            self.append_to(server)

    def commit_what_a_majority_holds(self):
        """The largest index on a majority, if its entry is of my own term."""
        for index in range(len(self.log), self.commit_index, -1):
            holders = [self.id, *(s for s in self.others() if self.match_index[s] >= index)]
            if self.is_majority(holders) and self.may_commit(index):
                self.say("Entry {} is on {}, a majority: it is committed.", index, holders)
                self.commit(index)
                break

    def may_commit(self, index):
        """Older entries are committed only together with one of my own term."""
        return self.term_at(index) == self.term

    def commit(self, index):
        """What is committed is applied, in order; the leader then answers the client."""
        self.commit_index = max(self.commit_index, index)
        while self.last_applied < self.commit_index:
            entry = self.log[self.last_applied]
            self.last_applied += 1
            result = self.apply(entry)
            if self.role == "leader" and entry.client is not None:
                self.send(Answer(entry.serial, result), to=entry.client)

    def apply(self, entry):
        """Give a command to the state machine. This one only counts them: its result is the number of the command."""
        self.applied.append(entry.command)
        return len(self.applied)


@builder
def raft(ids=(1, 2, 3), *, clients=None, commands=None, logs=None, timeout=(150, 300), heartbeat=50, tries=20,
         node=Raft, network=None):
    """A cluster of Raft servers, and who gives them commands. It never ends: simulate it with ``until=``.

    Parameters
    ----------
    ids, logs, timeout, network
        As for raft_election; but by default messages arrive in order and none is lost.
    clients, commands : dict, optional
        Id of a client -> its commands, one after the other; it looks for the leader itself. Id of a server -> commands
        that are on their way to it when the run begins; nobody waits for the answers.
    heartbeat, tries : int
        Ticks between two heartbeats of a leader; how often a client asks for one command before it gives up.
    node : type

    Raises
    ------
    Mistake
        If an id, a log, a time or a command is wrong.

    Examples
    --------
    >>> from leaderlab import simulate
    >>> trace = simulate(raft([1, 2, 3], clients={9: ["a", "b"]}), until=600)
    >>> [trace.last[id].applied for id in (1, 2, 3)], trace.last[9].results
    ([['a', 'b'], ['a', 'b'], ['a', 'b']], [1, 2])
    """
    servers = make_servers(node, ids, logs, timeout, heartbeat=check_heartbeat(heartbeat))
    return System([*servers, *clients_and_post(servers, clients, commands, tries)], network or Network())
