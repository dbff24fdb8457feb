"""Where two runs part: the first step that is not the same in both, and a sentence about it."""

from .words import listed, message_text, sentence, value_text

MOST = 2                        # differences of one step that are told for each run


def parting(trace, other, names=("first run", "second run")):
    """The first step in which two runs differ.

    What nodes say does not count: two people may give different words to the same rule.

    Parameters
    ----------
    trace, other : dict
        Runs in JSON form.
    names : (str, str)

    Returns
    -------
    step : int or None
    sentence : str
    """
    ids = [[node["id"] for node in run["nodes"]] for run in (trace, other)]
    if ids[0] != ids[1]:
        nodes = [f"nodes {listed(some)} in the {name}" for some, name in zip(ids, names)]
        return 0, f"These are two systems: {', '.join(nodes)}."
    first, second = trace["steps"], other["steps"]
    for k, steps in enumerate(zip(first, second)):
        parts = [_plain(step, run) for step, run in zip(steps, (trace, other))]
        if parts[0] != parts[1]:
            return k, _upto(k) + _difference(k, parts, (trace, other), names)
    if len(first) == len(second):
        return None, f"Both runs are the same in all {len(first)} steps."
    k, short, long = min(len(first), len(second)), *sorted((0, 1), key=lambda i: len((first, second)[i]))
    run = (trace, other)[long]
    return k, f"{_upto(k)}There the {names[short]} ends, and the {names[long]} goes on: {sentence(run, k)}"


def _upto(k):
    return f"Both runs are the same up to step {k - 1}. " if k else ""


def _plain(step, trace):
    """A step without words and without numbers of messages: what it is compared by."""
    kind, *rest = step["event"]
    letter = kind in ("deliver", "drop", "duplicate")
    event = (kind, *rest[1:3], message_text(rest[3], trace["messages"])) if letter else (kind, *rest)
    sent = [(sender, to, message_text(m, trace["messages"])) for _, sender, to, m in step.get("sent", ())]
    changes = [(id, field, value_text(after, trace["messages"])) for id, field, _, after in step.get("changes", ())]
    return {"event": event, "time": step["t"], "lost": bool(step.get("lost")), "changes": sorted(changes, key=repr),
            "sent": sorted(sent, key=repr), "timers": sorted(step.get("timers", ()), key=repr)}


def _difference(k, parts, traces, names):
    """How step k differs, the most telling difference first."""
    one, two = parts
    told = [sentence(trace, k) for trace in traces]
    if one["event"] != two["event"] or one["lost"] != two["lost"]:
        return f"In step {k} something else happens. In the {names[0]}: {told[0]} In the {names[1]}: {told[1]}"
    if one["sent"] != two["sent"] or one["changes"] != two["changes"]:
        effects = [_effect(part, other) for part, other in ((one, two), (two, one))]
        return f"Step {k} begins in the same way, but the {names[0]} {effects[0]}, and the {names[1]} {effects[1]}."
    if one["time"] != two["time"]:
        return f"Step {k} is the same, but at time {one['time']} in the {names[0]} and {two['time']} in the {names[1]}."
    return f"Step {k} is the same, but other timers are set."


def _effect(part, other):
    """What one run does in a step that the other does not."""
    sends = [f"{text} from node {sender} to node {to}" for sender, to, text in part["sent"]
             if (sender, to, text) not in other["sent"]]
    sets = [f"sets {field} of node {id} to {text}" for id, field, text in part["changes"]
            if (id, field, text) not in other["changes"]]
    words = [f"sends {text}" for text in sends] + sets
    more = [f"{len(words) - MOST} more"] if len(words) > MOST else []
    return listed(words[:MOST] + more) if words else "does not"
