"""ZooKeeper's recipe for its clients: stand in a line, and watch only the one before you.

A candidate makes an ephemeral sequential znode. The smallest number leads. Everybody else watches the next smaller
znode, and when it goes looks at the whole line again: it may be the head now, or the one before it was only in the
middle of the line. Herd is the same without the trick: everybody watches the head.

References
----------
.. [1] Apache ZooKeeper, Recipes and Solutions: Leader Election; Recoverable Errors and the GUID.
.. [2] P. Hunt, M. Konar, F. Junqueira, B. Reed. "ZooKeeper: wait-free coordination for Internet-scale systems."
       USENIX ATC 2010, section 2.4: locks without herd effect.
"""

from ..errors import Mistake
from ..network import Network, Perfect
from ..node import Node, durable
from ..system import System, builder, check_ids
from .ensemble import (
    Children,
    Create,
    Created,
    Ensemble,
    Exists,
    GetChildren,
    NodeDeleted,
    SessionExpired,
    Stat,
    guid_of,
    owner_of,
    sequence_of,
)


class Candidate(Node):
    ensemble: int
    session: int = durable(1)       # one for each of my lives
    znode: str | None = None        # my place in the line
    watching: int | None = None     # whose znode I watch
    leader: int | None = None       # myself, or I do not know: who wants to know asks the ensemble

    def on_start(self):
        self.volunteer()

    def on_restart(self):
        self.say("I am back. Whatever I had belongs to my old session: I queue again.")
        self.session += 1
        self.volunteer()

    def volunteer(self):
        self.znode, self.watching, self.leader = None, None, None
        self.ask(Create(self.guid(), self.session))

    def guid(self):
        """How the name of my znode begins."""
        return self.id

    def ask(self, request):
        self.send(request, to=self.ensemble)

    def on_message(self, message, sender):
        match message:
            case Created(znode, self.session):
                self.say("My znode is {}.", znode)
                self.znode = znode
                self.ask(GetChildren())
            case Children(znodes):
                self.look_at(sorted(znodes, key=sequence_of))
            case Stat(znode, True):
                self.say("{} is there: I wait until it goes.", znode)
            case Stat(znode, False):
                self.say("{} went before I could watch it.", znode)
                self.look_again()
            case NodeDeleted(znode):
                self.say("{} has gone. That alone does not make me the leader.", znode)
                self.look_again()
            case SessionExpired(self.session):
                self.say("My session has expired, and my znode has gone with it: I do not lead, and queue again.")
                self.volunteer()
            case Created(_, session) | SessionExpired(session):
                self.say("That is about my old session {}. This is session {}.", session, self.session)

    def look_at(self, line):
        """Lead, or watch somebody; ``line`` holds the znodes, smallest number first."""
        if self.znode not in line:
            self.say("My znode is not in the line.")
        elif self.znode == line[0]:
            self.become_leader()
        else:
            self.say("I am number {} of {} in the line.", line.index(self.znode) + 1, len(line))
            self.watch(self.before_me(line))

    def before_me(self, line):
        """Whom to watch: the next smaller number."""
        return line[line.index(self.znode) - 1]

    def watch(self, znode):
        self.say("I watch {}.", znode)
        self.watching = owner_of(znode)
        self.ask(Exists(znode))

    def look_again(self):
        self.watching = None
        self.ask(GetChildren())

    def become_leader(self):
        self.say("My number is the smallest: I lead.")
        self.watching, self.leader = None, self.id


class Herd(Candidate):
    """Everybody watches the head of the line, so everybody wakes when it goes."""

    def before_me(self, line):
        return line[0]


class Recoverable(Candidate):
    """A candidate that may lose its connection: an answer that does not come is asked for again. (An event, a watch
    that fires, is not: the real client sets its watches again as soon as it is connected.)

    It cannot know whether its Create has arrived. So it first looks for a znode with its own guid. That is a new one in
    each life: a znode of an earlier life goes with its session, and must not be taken for mine.
    """
    patience: int = 100             # ticks: longer than a round trip
    retries: int = 0

    def guid(self):
        return f"{self.id}.{self.session}"

    def ask(self, request):
        super().ask(request)
        self.set_timer("answer", self.patience)

    def on_message(self, message, sender):
        if getattr(message, "session", self.session) == self.session:   # news of an old session is no answer
            self.cancel_timer("answer")
        super().on_message(message, sender)

    def on_timer(self, name):
        self.say("No answer: have I lost the connection? I look at the line before I ask for anything again.")
        self.retries += 1
        self.ask(GetChildren())

    def look_at(self, line):
        mine = [znode for znode in line if guid_of(znode) == self.guid()]
        if mine:
            self.say("{} carries my guid: it is mine.", mine[0])
            self.znode = mine[0]
            super().look_at(line)
        else:
            self.say("No znode carries my guid: I create one.")
            self.ask(Create(self.guid(), self.session))


@builder
def zookeeper_client(ids, *, ensemble=0, node=Candidate, network=None):
    """Candidates that elect a leader with ZooKeeper's recipe.

    Parameters
    ----------
    ids : iterable of int
        The candidates.
    ensemble : int, default 0
        The id of the node that stands for the ZooKeeper ensemble.
    node : type, optional
        Herd, Recoverable, or a class of your own with the fields of Candidate.
    network : Network, optional
        By default FIFO links and a perfect failure detector: a session expires if its client has really crashed.

    Returns
    -------
    System
        The ensemble first, then the candidates.

    Raises
    ------
    Mistake
        If an id is wrong or doubled, or a candidate has the id of the ensemble.

    Examples
    --------
    Three leaders fail one after the other. In the line one candidate is told each time, in the herd all that are left.

    >>> from leaderlab import Crash, simulate
    >>> from leaderlab.algorithms import Herd
    >>> from leaderlab.algorithms.ensemble import NodeDeleted
    >>> for node in (Candidate, Herd):
    ...     system, faults = zookeeper_client([1, 2, 3, 4], node=node), []
    ...     for tick in (100, 200, 300):
    ...         leader, = simulate(system, faults=faults, until=tick).last.leaders
    ...         faults.append((tick, Crash(leader)))
    ...     print(simulate(system, faults=faults).count(NodeDeleted))
    3
    6
    """
    ids = check_ids(ids)
    if ensemble in ids:
        raise Mistake(f"The ensemble and a candidate both have the id {ensemble}. Give another one: ensemble=0.")
    nodes = [Ensemble(ensemble), *(node(id, ensemble=ensemble) for id in ids)]
    return System(nodes, network or Network(detector=Perfect()))
