"""Who gives commands to Raft: a client that looks for the leader, and a post that brings commands from nobody.

A client asks one server. A follower sends it on to the leader that it knows; a dead one does not answer, and the
client asks the next. It numbers its commands, because it may ask for one command twice without knowing it.

References
----------
.. [1] D. Ongaro, J. Ousterhout. "In search of an understandable consensus algorithm." Extended version, 2014,
       section 8.
.. [2] D. Ongaro. "Consensus: bridging theory and practice." Dissertation, Stanford 2014, sections 6.2 and 6.3.
"""

from collections.abc import Iterable, Mapping

from ..errors import Mistake
from ..node import Message, Node, durable
from ..system import check_ids, check_members

PATIENCE = 100                                      # ticks until a client asks somebody else


class Command(Message):
    """A client asks for a command. Its serial number says which of its commands this is; 0: nobody waits."""
    serial: int
    command: object


class Answer(Message):
    """To the client: the command has been applied, with this result."""
    serial: int
    result: object


class NotLeader(Message):
    """To the client: I am not the leader; this one is, as far as I know (None: I know of none)."""
    serial: int
    leader: int | None


class RaftClient(Node):
    servers: tuple
    commands: tuple                                 # to be done one after the other
    tries: int = 20                                 # for each command
    server: int | None = None                       # whom I ask
    asked: int = 0                                  # how often, for this command
    gave_up: bool = False
    serial: int = durable(0)                        # number of the command that I wait for
    results: list = durable([])

    def on_start(self):
        self.server = self.servers[0]
        self.next_command()

    def on_restart(self):
        self.server = self.servers[0]
        if self.serial > len(self.results):
            self.ask(self.server)
        else:
            self.next_command()

    def next_command(self):
        self.asked = 0
        if self.serial < len(self.commands):
            self.serial += 1
            self.ask(self.server)
        else:
            self.say("All my commands are done.")
            self.cancel_timer("answer")

    def ask(self, server):
        if self.asked == self.tries:
            self.say("I asked {} times for command {}. Perhaps most of the servers are down. I give up; it may still "
                     "be done one day.", self.asked, self.serial)
            self.gave_up = True
            self.cancel_timer("answer")
            return
        self.server, self.asked = server, self.asked + 1
        self.send(Command(self.serial, self.commands[self.serial - 1]), to=server)
        self.set_timer("answer", PATIENCE)

    def on_message(self, message, sender):
        if self.gave_up or self.serial == len(self.results):
            return                                  # I wait for nothing any more
        match message:
            case Answer(self.serial, result):
                self.say("Command {} is done: {}.", self.serial, result)
                self.results.append(result)
                self.server = sender
                self.next_command()
            case NotLeader(self.serial, None):
                self.say("{} knows of no leader: I ask again later.", sender)
            case NotLeader(self.serial, leader) if leader != sender:
                self.say("{} sends me to {}.", sender, leader)
                self.ask(leader)

    def on_timer(self, name):
        after = self.servers[(self.servers.index(self.server) + 1) % len(self.servers)]
        self.say("No answer from {}: I ask {}.", self.server, after)
        self.ask(after)


class Post(Node):
    letters: tuple                                  # pairs (server, command)

    def on_start(self):
        for server, command in self.letters:
            self.send(Command(0, command), to=server)


def clients_and_post(servers, clients, commands, tries):
    """The nodes outside of a cluster: a RaftClient for each client, and a Post if there are commands on their way.

    Raises
    ------
    Mistake
        If a client has an id of a server, or something is no command.
    """
    if type(tries) is not int or tries < 1:
        raise Mistake(f"tries={tries!r}: give a whole number, 1 or more.")
    ids = tuple(server.id for server in servers)
    clients, commands = _lists(clients, "clients", "9: ['a', 'b']"), _lists(commands, "commands", "1: ['a']")
    check_ids([*ids, *clients])                     # a client and a server must not share an id
    check_members(commands, ids, "a server that gets commands")
    nodes = [RaftClient(id, servers=ids, commands=todo, tries=tries) for id, todo in clients.items()]
    if commands:
        free = next(id for id in range(len(ids) + len(clients) + 1) if id not in ids and id not in clients)
        letters = tuple((server, command) for server, todo in commands.items() for command in todo)
        nodes.append(Post(free, letters=letters))
    return nodes


def _lists(given, what, example):
    """A dict of id -> tuple of commands."""
    given = {} if given is None else given
    if not isinstance(given, Mapping):
        raise Mistake(f"{what}={given!r}: give a list of commands for each id, {{{example}}}.")
    for todo in given.values():
        if isinstance(todo, (str, Mapping)) or not isinstance(todo, Iterable):
            raise Mistake(f"{what}: {todo!r} is not a list of commands. Write {{{example}}}.")
        if None in tuple(todo):
            raise Mistake(f"{what}: None is not a command; a leader writes it into its log to say 'nothing'.")
    return {id: tuple(todo) for id, todo in given.items()}
