"""What happened, in words. The player's words.js says the same; a browser test compares the two."""

# What was seen in a recorded run of a real system, where nobody logged the cause: it comes as a timer of this name.
FROM_OUTSIDE = {"not observed": "acts; why is not observed", "paused from outside": "is paused from outside",
                "resumed from outside": "goes on, resumed from outside"}
SIMPLE = {None: "None", True: "True", False: "False"}


def value_text(value, messages):
    """A value of a trace as Python writes it."""
    def join(values):
        return ", ".join(value_text(v, messages) for v in values)

    match value:
        case None | bool():
            return SIMPLE[value]
        case str():
            return f"'{value}'"
        case float() if value.is_integer():
            return str(int(value))
        case {"list": items}:
            return f"[{join(items)}]"
        case {"tuple": items}:
            return f"({join(items)}{',' if len(items) == 1 else ''})"
        case {"set": items}:
            return f"{{{join(items)}}}" if items else "set()"
        case {"dict": items}:
            pairs = (": ".join(value_text(v, messages) for v in pair) for pair in items)
            return f"{{{', '.join(pairs)}}}"
        case {"message": m}:
            return message_text(m, messages)
        case {"text": text} | {"float": text}:
            return str(text)
        case dict() | list():
            return "…"
    return str(value)


def message_text(m, messages):
    """A message, short: Election(3, 7)."""
    name, fields = messages[m]
    return f"{name}({', '.join(value_text(value, messages) for _, value in fields)})"


def listed(words):
    """'a', 'a and b', 'a, b and c'."""
    words = [str(word) for word in words]
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def counted(n, word):
    """'1 message', '2 messages'."""
    return f"{n} {word}{'' if n == 1 else 's'}"


def sentence(trace, k):
    """The sentence of step ``k`` of a trace in JSON form."""
    step = trace["steps"][k]
    return _event(step, trace) + _action(step, trace["messages"]) + _belief(step)


def _event(step, trace):
    kind, *rest = step["event"]
    a, b = (*rest, None, None)[:2]
    ids = [node["id"] for node in trace["nodes"]]
    if kind in ("deliver", "drop", "duplicate"):
        _, sender, to, m = rest[:4]
        message = message_text(m, trace["messages"])
        if kind == "deliver" and step.get("lost"):
            return f"{message} from node {sender} reaches node {to}, which is down: the message is lost"
        if kind == "deliver":
            return f"Node {to} receives {message} from node {sender}"
        does = "loses" if kind == "drop" else "makes a copy of"
        return f"The network {does} {message} from node {sender} to node {to}"
    if kind == "start" and a is None and len(ids) > 1:
        return "All nodes start"
    return {
        "start": f"Node {ids[0] if a is None else a} starts",
        "timer": f"Node {a} {FROM_OUTSIDE[b]}" if b in FROM_OUTSIDE else f"The timer '{b}' of node {a} fires",
        "crash": f"Node {a} crashes",
        "restart": f"Node {a} restarts",
        "cut": f"The link between node {a} and node {b} is cut",
        "heal": f"The link between node {a} and node {b} works again",
        "suspect": f"Node {a} suspects that node {b} is down",
        "trust": f"Node {a} trusts node {b} again",
        "tick": "One tick passes",
    }.get(kind, str(kind))


def _action(step, messages):
    sent, kind = step.get("sent", []), step["event"][0]
    if not sent:
        silent = not (step.get("changes") or step.get("said") or step.get("timers"))
        return " and does nothing." if silent and kind == "deliver" and not step.get("lost") else "."
    if kind == "deliver":
        return f" and {_sends(sent, messages)}."
    senders = list(dict.fromkeys(sender for _, sender, _, _ in sent))
    if len(senders) > 3:
        return f". {len(senders)} nodes send {len(sent)} messages."
    return "." + "".join(f" Node {id} {_sends([s for s in sent if s[1] == id], messages)}." for id in senders)


def _sends(sent, messages):
    groups = {}
    for _, _, to, m in sent:
        groups.setdefault(m, []).append(to)
    if len(groups) > 3:
        return f"sends {len(sent)} messages"
    parts = []
    for m, to in groups.items():
        whom = f"node {to[0]}" if len(to) == 1 else f"nodes {listed(to)}" if len(to) < 5 else f"{len(to)} nodes"
        parts.append(f"{message_text(m, messages)} to {whom}")
    return "sends " + ", and ".join(parts)


def _belief(step):
    """Who leads now, in whose eyes. It is what this course is about, so it is said."""
    if step["event"][0] == "crash":
        return ""           # it forgot everything: no news about leaders
    news = [(id, after) for id, field, before, after in step.get("changes", ())
            if field == "leader" and before != after]
    if len(news) > 3:
        return f" {len(news)} nodes change their leader."
    text = ""
    for id, leader in news:
        text += (f" Node {id} has no leader now." if leader is None else f" Node {id} is now leader." if leader == id
                 else f" Node {id} now believes in {leader}.")
    return text
