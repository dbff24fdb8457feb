"""What must be the same when two walks through the graph are the same run."""


def tale(trace):
    """All that a trace tells, but for the numbers that it gives to its messages."""
    return [(step.time, step.event, step.lost, step.said, step.timers, sorted(step.changes, key=str),
             [sent[1:] for sent in step.sent]) for step in trace]


def look(world, wire=True):
    """All that a world shows."""
    nodes = [(node.id, node.up, node.kind, repr(vars(node))) for node in world.nodes]
    return (nodes, wire and sorted(map(str, world.in_flight)), sorted(map(str, world.pending)),
            sorted(tuple(sorted(pair)) for pair in world.cuts), world.leaders)


def assert_same_tale(one, two):
    """Fails at the first step that differs."""
    for mine, theirs in zip(tale(one), tale(two)):
        assert mine == theirs
    assert len(one) == len(two)


def assert_same_worlds(one, two, wire=True):
    """Fails at the first world that differs."""
    for k, (mine, theirs) in enumerate(zip(one, two, strict=True)):
        assert look(mine, wire) == look(theirs, wire), f"after step {k}"
