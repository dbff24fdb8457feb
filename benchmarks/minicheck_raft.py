"""The election of Raft for minicheck, a checker in Python: the model of leaderlab.algorithms.raft_election by hand.

A state is a field for each server, (role, term, voted_for, votes), and the set of all messages ever sent.
"""

SERVERS = (1, 2, 3)
FIRST = ("follower", 0, None, frozenset())


def protocol(last_term):
    """The state machine, as minicheck wants it."""
    from minicheck import Protocol  # an extra: `bench`
    return Protocol(name="raft election", candidate=False, fields=("s1", "s2", "s3", "sent"),
                    initial=(FIRST, FIRST, FIRST, frozenset()), transitions=lambda state: steps(state, last_term),
                    invariants={"at_most_one_leader_per_term": at_most_one_leader_per_term})


def at_most_one_leader_per_term(state):
    """The promise."""
    led = [state[name][1] for name in ("s1", "s2", "s3") if state[name][0] == "leader"]
    return len(led) == len(set(led))


def steps(state, last_term):
    """Every (label, next state); an arrival that changes nothing is no step."""
    servers, sent = state[:3], state[3]
    for me, (role, term, _, _) in zip(SERVERS, servers):
        if role != "leader" and term < last_term:
            asked = {("ask", me, to, term + 1) for to in SERVERS if to != me}
            yield f"{me} stands", after(servers, me, ("candidate", term + 1, me, frozenset({me})), sent | asked)
    for message in sent:
        me = message[2]
        server, answers = receive(servers[me - 1], message)
        following = after(servers, me, server, sent | answers)
        if following != state:
            yield str(message), following


def receive(server, message):
    """What a server becomes, and what it answers."""
    (kind, sender, me, term), (role, mine, voted, votes) = message, server
    if term > mine:
        role, mine, voted, votes = "follower", term, None, frozenset()
    if kind == "ask":
        granted = term == mine and voted in (None, sender)
        voted = sender if granted else voted
        return (role, mine, voted, votes), {("yes" if granted else "no", me, sender, mine)}
    if kind == "yes" and term == mine and role == "candidate":
        votes |= {sender}
        role = "leader" if len(votes) >= 2 else role
    return (role, mine, voted, votes), set()


def after(servers, me, server, sent):
    """The state in which one server is another."""
    return (*servers[:me - 1], server, *servers[me:], frozenset(sent))


def search(last_term):
    """Search everything; return the number of states."""
    from minicheck import check_safety
    found = check_safety(protocol(last_term), max_states=1_000_000)
    assert found["properties"]["at_most_one_leader_per_term"]["holds"] is True
    return found["reachable_states"]
