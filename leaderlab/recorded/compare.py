"""A recorded election beside our simulation of the same fault, and the promises that it kept or broke."""

from itertools import groupby

from ..errors import Mistake
from ..events import Crash, Timer
from ..network import Network
from ..properties import at_most_one_leader, at_most_one_leader_per_term, nobody_disagrees, sentence, somebody_leads

# The names of etcd -> those of the Raft paper, which are ours.
SAME = {"MsgVote": "RequestVote", "MsgVoteResp": "Vote", "MsgPreVote": "RequestPreVote", "MsgPreVoteResp": "PreVote"}
PROMISES = (at_most_one_leader, nobody_disagrees, at_most_one_leader_per_term)


def broken_promises(trace):
    """The promises of safety that a run broke.

    Parameters
    ----------
    trace : Trace
        A recorded one, or any other.

    Returns
    -------
    dict
        What a promise says -> the first step that broke it, or None where it was kept. A promise about terms is asked
        only where servers have terms.
    """
    fields = {name for node in trace.last.nodes for name in type_fields(trace, node.id)}
    asked = [p for p in PROMISES if p is not at_most_one_leader_per_term or "term" in fields]
    return {sentence(promise): next((k for k, world in enumerate(trace.worlds) if not promise(world)), None)
            for promise in asked}


def type_fields(trace, id):
    """The names of the fields of one node."""
    return next(type(node).fields for node in trace.system.nodes if node.id == id)


def letters(trace):
    """The messages of an election in order, from the first crash until somebody else leads.

    What one server sends in one step goes to several others at once; it is listed in the order of their ids. Names are
    those of the papers. Heartbeats are left out, because no log has them.

    Parameters
    ----------
    trace : Trace

    Returns
    -------
    list of (str, int, int)
        The kind of message, from whom, to whom.
    """
    first, last, down = _election(trace)
    sent = [(k, s.sender, SAME.get(type(s.message).__name__, type(s.message).__name__), s.to)
            for k in range(first, last + 1) for s in trace[k].sent if s.sender not in down]
    ordered = (sorted(group) for _, group in groupby(sent, key=lambda row: row[:3]))
    return [(kind, sender, to) for group in ordered for _, sender, kind, to in group
            if kind not in ("AppendEntries", "Appended")]


def _election(trace):
    """The steps from the first crash (or the start) to the first one after which somebody new leads; who crashed."""
    crashes = [k for k, step in enumerate(trace) if isinstance(step.event, Crash)]
    first, down = (crashes[0], {trace[crashes[0]].event.node}) if crashes else (0, set())
    old = {node.id for node in trace.worlds[max(0, first - 1)].nodes if node.leader == node.id}
    new = (k for k in range(first, len(trace)) if trace.worlds[k].leaders - old)
    first = 0 if first == 1 else first          # what was sent in step 0 belongs to it
    return first, next(new, len(trace) - 1), down


def same_fault(name):
    """Our simulation of a recorded fault: the same cluster, the same crash, the same histories.

    Parameters
    ----------
    name : str
        An election in which a server was down and the logs tell what the others sent.

    Returns
    -------
    Trace
        It ends when somebody leads.

    Raises
    ------
    Mistake
        If we have no simulation of it.
    """
    from . import about, election
    meta, real = about(name), election(name)
    crashed = [step.event.node for step in real if isinstance(step.event, Crash)]
    simulate_it = {"etcd": _raft, "zookeeper": _zookeeper}.get(meta["system"])
    if simulate_it is None or not crashed:
        raise Mistake(f"There is no simulation of {name!r}: no server crashed, or its log lacks what servers sent.")
    return simulate_it(meta, real, crashed[0])


def _raft(meta, real, crashed):
    """Raft as etcd was set up. A server's timer ends when it really did, and never if it really did not."""
    from ..algorithms import raft_prevote
    from ..algorithms.raft_election import make_servers
    from ..simulate import simulate
    from ..system import System
    from .sticky import Sticky
    ends = dict.fromkeys(real.system.ids)
    for step in real:
        if isinstance(step.event, Timer) and step.event.name == "election" and ends[step.event.node] is None:
            ends[step.event.node] = (step.time, step.time)
    near = Network(delay=(1, 1))
    if "--pre-vote" in meta["config"].get("extra", ()):
        system = raft_prevote(real.system.ids, timeout=ends, network=near)
    else:
        servers = make_servers(Sticky, real.system.ids, None, ends)
        for server in servers:
            server.hears_leader = server.id in _still_hear(real)
        system = System(servers, near)
    return simulate(system, faults=[(0, Crash(crashed))], until=somebody_leads)


def _still_hear(real):
    """The servers that heard the old leader so lately that they ignored the first candidate."""
    first = next(step.event.node for step in real if isinstance(step.event, Timer) and step.event.name == "election")
    return {said.node for step in real for said in step.said
            if said.text.startswith(f"I heard a leader not long ago, so I ignore {first}:")}


def _zookeeper(meta, real, crashed):
    """Fast Leader Election with the zxids that the servers really had; a leader is killed when it has been found."""
    from ..algorithms import fast_leader_election
    from ..simulate import simulate
    zxids = {}
    for change in (change for step in real for change in step.changes if change.field == "zxid"):
        zxids.setdefault(change.node, int(change.after, 16))
    led = real.worlds[0][crashed].leader == crashed
    moment = 1000 if led else 0

    def another_leads(world):
        """Somebody leads while the crashed one is down."""
        return not world[crashed].up and bool(world.leaders)
    return simulate(fast_leader_election(real.system.ids, zxids=zxids if not led else None),
                    faults=[(moment, Crash(crashed))], until=another_leads)


def side_by_side(name):
    """How many messages of each kind the recorded election took, and our simulation of the same fault.

    Parameters
    ----------
    name : str

    Returns
    -------
    pandas.DataFrame
    """
    from collections import Counter

    from pandas import DataFrame

    from . import election
    counts = {who: Counter(kind for kind, _, _ in letters(trace))
              for who, trace in (("recorded", election(name)), ("simulated", same_fault(name)))}
    return DataFrame(counts).fillna(0).astype(int).rename_axis("message")
