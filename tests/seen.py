"""A small system with everything that the player has a pane for, and always the same run; notebooks hold it too."""

from leaderlab import Crash, Message, Network, Node, System, durable, simulate


class Entry(Message):
    term: int
    command: str


class Ask(Message):
    """Vote for me."""


class Yes(Message):
    """You have my vote."""


class Append(Message):
    """What stands in my log, and how much of it is sure."""
    log: tuple
    commit: int


class Scribe(Node):
    """The first of three asks for votes, leads, and dictates; each command is sure one round later."""
    first: bool = False
    role: str = "follower"
    leader: int | None = None
    term: int = 0
    voted_for: int | None = None
    votes: set = set()
    log: list = durable([])
    commit_index: int = 0
    last_applied: int = 0
    store: dict = {}
    watching: int | None = None

    def on_start(self):
        if self.first:
            self.set_timer("election", 10)
        else:
            self.watching = 1
            self.set_timer("election", 200, 300)

    def on_timer(self, name):
        if name == "election":
            self.role, self.term, self.voted_for, self.votes = "candidate", 1, self.id, {self.id}
            self.broadcast(Ask())
        else:
            self.dictate()

    def on_message(self, message, sender):
        match message:
            case Ask():
                self.term, self.voted_for = 1, sender
                self.send(Yes(), to=sender)
            case Yes():
                self.votes.add(sender)
                if self.role == "candidate" and len(self.votes) > 1:
                    self.role, self.leader = "leader", self.id
                    self.set_timer("lease", 100)
                    self.dictate()
            case Append(log, commit):
                self.leader, self.log = sender, list(log)
                self.set_timer("promise", 120)
                self.apply(commit)

    def dictate(self):
        self.apply(len(self.log))
        if len(self.log) < 3:
            self.log.append(Entry(len(self.log) // 2 + 1, f"{'xyx'[len(self.log)]}={len(self.log)}"))
            self.set_timer("heartbeat", 20)
        self.broadcast(Append(tuple(self.log), self.commit_index))

    def apply(self, commit):
        self.commit_index = commit
        while self.last_applied < commit:
            key, value = self.log[self.last_applied].command.split("=")
            self.store[key] = int(value)
            self.last_applied += 1


def scribes():
    """Three of them; the third crashes before the last command."""
    system = System([Scribe(id, first=id == 1) for id in (1, 2, 3)], Network(delay=(5, 5)))
    return simulate(system, faults=[(62, Crash(3))], until=140)
