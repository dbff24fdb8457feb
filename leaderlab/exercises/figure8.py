"""Figure 8 of the Raft paper as a list of events: why an old entry on a majority is not yet committed.

Five servers; entry 1 of term 1 is everywhere. ``a``, ``b``, ``c`` follow each other; then either ``d`` or ``e``. All
that is on its way and not delivered here is late: ``system()`` has links on which messages may overtake.

References
----------
.. [1] D. Ongaro, J. Ousterhout. "In search of an understandable consensus algorithm." USENIX ATC 2014, figure 8.
"""

from ..algorithms.raft import Appended, AppendEntries, Raft, raft
from ..algorithms.raft_client import Command
from ..algorithms.raft_election import Entry, RequestVote, Vote
from ..events import Crash, Deliver, Restart, Timer
from ..network import Network

X, Y, Z = Entry(2, "x=1"), Entry(3, "x=2"), Entry(4, "y=3")


def system(node=Raft):
    """Five servers that agree on one old entry, and three commands on their way from node 0."""
    return raft([1, 2, 3, 4, 5], logs={id: [1] for id in (1, 2, 3, 4, 5)}, node=node, network=Network(order="any"),
                commands={1: [X.command, Z.command], 5: [Y.command]})


def elect(id, term, last, voters):
    """The timer of a server ends, its requests arrive, and so do the votes; ``last`` = (index, term) of its log."""
    request = RequestVote(term, *last)
    return [Timer(id, "election"), *(Deliver(id, voter, request) for voter in voters),
            *(Deliver(voter, id, Vote(term, True)) for voter in voters)]


def append(leader, server, term, prev, *entries, commit=0):
    """Entries arrive at a server, and its answer at the leader; ``prev`` = (index, term) of the entry before them."""
    return [Deliver(leader, server, AppendEntries(term, *prev, entries, commit)),
            Deliver(server, leader, Appended(term, True, prev[0] + len(entries)))]


def refuse(leader, server, term, prev):
    """A server has no such entry before the new ones, and says so."""
    return [Deliver(leader, server, AppendEntries(term, *prev, (), 0)),
            Deliver(server, leader, Appended(term, False, prev[0]))]


# (a) S1 leads term 2, takes a command, and copies it to S2.
a = [*elect(1, 2, (1, 1), [2, 3]), Deliver(0, 1, Command(0, X.command)),
     Deliver(1, 2, AppendEntries(2, 1, 1, (X,), 0)), Deliver(1, 5, RequestVote(2, 1, 1))]

# (b) S1 crashes. S5 leads term 3 with the votes of S3 and S4, and takes another command.
b = [Crash(1), *elect(5, 3, (1, 1), [3, 4]), Deliver(0, 5, Command(0, Y.command))]

# (c) S5 crashes. S1 is back, leads term 4, copies its old entry to S3, and takes a command that it keeps for itself.
c = [Crash(5), Restart(1), Deliver(5, 1, RequestVote(3, 1, 1)), *elect(1, 4, (2, 2), [2, 3]),
     *append(1, 2, 4, (2, 2)), *refuse(1, 3, 4, (2, 2)), *append(1, 3, 4, (1, 1), X),
     Deliver(0, 1, Command(0, Z.command))]

# (d) S1 crashes. S5 is back, leads term 5 with the votes of S2, S3 and S4, and its entry replaces the old one.
d = [Crash(1), Restart(5), Deliver(1, 5, RequestVote(4, 2, 2)), *elect(5, 5, (2, 3), [2, 3, 4]),
     *(event for server in (2, 3, 4) for event in refuse(5, server, 5, (2, 3)) + append(5, server, 5, (1, 1), Y)),
     Restart(1), *refuse(5, 1, 5, (2, 3)), *append(5, 1, 5, (1, 1), Y)]

# (e) Or S1 lives on a little longer: its own command reaches S2 and S3, and S5 can no longer win.
e = [*append(1, 2, 4, (2, 2), Z), *append(1, 3, 4, (2, 2), Z), Crash(1), Restart(5),
     Deliver(1, 5, RequestVote(4, 2, 2)), Timer(5, "election"),
     *(Deliver(5, server, RequestVote(5, 2, 3)) for server in (2, 3, 4)),
     *(Deliver(server, 5, Vote(5, server == 4)) for server in (2, 3, 4))]
