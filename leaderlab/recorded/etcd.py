"""The log of an etcd server (3.4): JSON lines; the raft library says what it does in English."""

import re

from .lines import Letter, Line, json_lines, milliseconds

VERSIONS = ("3.4.",)
KIND, FIELDS = "EtcdServer", ("role", "leader", "term", "voted_for")
FOLLOWS = "follower"
WHO, LOG = r"([0-9a-f]+)", r"\[logterm: (\d+), index: (\d+)(?:, vote: \w+)?\]"


class Reader:
    """Turns the lines of one server into Lines. ``names``: the server's long name -> its id."""

    def __init__(self, node, names):
        self.node, self.names, self.lost = node, names, set()
        self.rules = [(re.compile(pattern), getattr(self, name)) for pattern, name in RULES]

    def read(self, text, name, zero):
        """Yield the Lines of a log."""
        for row in json_lines(text, name, {"ts", "msg"}):
            time = milliseconds(row["ts"], zero)
            if "lost TCP streaming" in row["msg"] and row.get("stream-reader-type"):
                yield from self.connection(time, self.names.get(row["remote-peer-id"]))
            for pattern, rule in self.rules:
                if found := pattern.search(row["msg"]):
                    yield from rule(time, *found.groups())

    def line(self, time, **what):
        return Line(time, self.node, **what)

    def connection(self, time, peer):
        if peer is not None and peer not in self.lost:
            self.lost.add(peer)
            yield self.line(time, said=f"My connection to {peer} broke.", alone=True)

    def timeout(self, time, term):
        yield self.line(time, trigger=("timer", "election"), knows={"term": int(term)},
                        said="No word from a leader in time: I start an election.")

    def became(self, time, role, term):
        changes = {"role": role, "term": int(term), "leader": None}
        if role == "candidate":
            changes["voted_for"] = self.node
        if role == "pre-candidate":
            del changes["term"]
        if role == "leader":
            changes["leader"] = self.node
        yield self.line(time, changes=changes, knows={"term": int(term)} if role == "pre-candidate" else {},
                        early=role == "follower")

    def newer_term(self, time, old, kind, sender, term):
        said = f"A {kind} of {self.names[sender]} has the higher term {term}."
        logged = "Vote" in kind
        changes = {"term": int(term), "voted_for": None, "role": "follower", "leader": None}
        yield self.line(time, changes=changes, knows={"term": int(old)}, alone=not logged, early=logged,
                        said=said if logged else f"{said} Such messages are not in the logs.")

    def asks(self, time, last_term, last_index, kind, to, term):
        yield self.line(time, send=(self.names[to], request(kind, last_term, last_index, term)))

    def answers(self, time, what, kind, sender, last_term, last_index, term):
        granted, peer = what == "cast", self.names[sender]
        changes = {"voted_for": peer} if granted and kind == "MsgVote" else {}
        would = "gets" if kind == "MsgVote" else "would get"
        said = f"{peer} {would} my vote in term {term}." if granted else f"I refuse {peer} in term {term}."
        yield self.line(time, trigger=("recv", peer, request(kind, last_term, last_index, term)), changes=changes,
                        said=said)
        yield self.line(time, send=(peer, Letter(f"{kind}Resp", {"term": int(term), "granted": granted})))

    def ignores(self, time, kind, sender, last_term, last_index, why):
        peer = self.names[sender]
        yield self.line(time, trigger=("recv", peer, request(kind, last_term, last_index)),
                        said=f"I heard a leader not long ago, so I ignore {peer}: {why}.")

    def answered(self, time, kind, no, sender, term):
        if self.names[sender] != self.node:
            letter = Letter(kind, {"term": int(term), "granted": not no})
            yield self.line(time, trigger=("recv", self.names[sender], letter))

    def tally(self, time, granted, rejected):
        yield self.line(time, said=f"{granted} for me, {rejected} against.")

    def lost_leader(self, time, leader, term):
        yield self.line(time, knows={"leader": self.names[leader]}, said=f"{self.names[leader]} is my leader no more.")

    def leader_known(self, time, leader, term):
        known = self.names[leader]
        if known != self.node:
            yield self.line(time, changes={"leader": known}, alone=True,
                            said=f"{known} leads term {term}. What told me so is not in the logs.")


def request(kind, last_term, last_index, term=None):
    """A request for votes; the term is left out where the log does not tell it."""
    fields = {} if term is None else {"term": int(term)}
    return Letter(kind, fields | {"last_term": int(last_term), "last_index": int(last_index)})


RULES = [
    (r"is starting a new election at term (\d+)", "timeout"),
    (r"became (follower|candidate|pre-candidate|leader) at term (\d+)", "became"),
    (rf"\[term: (\d+)\] received a (\w+) message with higher term from {WHO} \[term: (\d+)\]", "newer_term"),
    (rf"{LOG} sent (\w+) request to {WHO} at term (\d+)", "asks"),
    (rf"(cast|rejected) (\w+) (?:for|from) {WHO} {LOG} at term (\d+)", "answers"),
    (rf"ignored (\w+) from {WHO} {LOG} at term \d+: (.+)", "ignores"),
    (rf"received (Msg\w*VoteResp)( rejection)? from {WHO} at term (\d+)", "answered"),
    (r"has received (\d+) Msg\w*VoteResp votes and (\d+) vote rejections", "tally"),
    (rf"lost leader {WHO} at term (\d+)", "lost_leader"),
    (rf"elected leader {WHO} at term (\d+)", "leader_known"),
]
