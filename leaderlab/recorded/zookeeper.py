"""The log of a ZooKeeper server (3.8, level DEBUG for the election): lines of log4j.

A server tells itself its own vote through the same code. Such a message never leaves the machine, so it is none here.
"""

import re

from ..errors import Mistake
from .lines import Letter, Line, milliseconds, whole_lines

VERSIONS = ("3.8.",)
KIND, FIELDS = "ZooKeeperServer", ("role", "leader", "voted_for", "zxid", "round")
FOLLOWS = "following"
HEAD = re.compile(r"(\d{4}-\d\d-\d\dT\S+) [A-Z]+ +\[myid:\d*\] (.*)")
ROLES = {"LOOKING": "looking", "FOLLOWING": "following", "LEADING": "leading"}


class Reader:
    """Turns the lines of one server into Lines. ``names`` is not needed: the servers have numbers."""

    def __init__(self, node, names):
        self.node, self.vote, self.heard = node, None, None
        self.rules = [(re.compile(pattern), getattr(self, name)) for pattern, name in RULES]

    def read(self, text, name, zero):
        """Yield the Lines of a log."""
        for k, line in whole_lines(text, name):
            found = HEAD.match(line)
            if not found:
                raise Mistake(f"{name}, line {k} does not begin with a time and a level: {line[:40]!r}. Is it a log "
                              "of another version, or cut short?")
            time = milliseconds(found[1], zero)
            for pattern, rule in self.rules:
                if what := pattern.search(found[2]):
                    yield from rule(time, *what.groups())

    def line(self, time, **what):
        return Line(time, self.node, **what)

    def broken(self, time):
        yield self.line(time, trigger=("suspect", None), said="My connection to the leader broke.")

    def state(self, time, word):
        follows = self.heard if self.vote == self.node else self.vote
        leader = {"LOOKING": None, "LEADING": self.node}.get(word, follows)
        yield self.line(time, changes={"role": ROLES[word], "leader": leader})

    def proposal(self, time, leader, zxid, old):
        knows = {} if int(old) < 0 or self.vote is not None else {"leader": int(old), "voted_for": int(old)}
        self.vote = int(leader)
        why = "I look for a leader and vote for myself first" if self.vote == self.node else f"{leader} is better"
        yield self.line(time, changes={"voted_for": self.vote, "zxid": zxid}, knows=knows, said=f"{why}.")

    def sends(self, time, leader, zxid, round, to, epoch):
        if int(to) != self.node:
            yield self.line(time, changes={"round": int(round, 16)},
                            send=(int(to), notification(leader, zxid, "LOOKING", round, epoch)))

    def tells(self, time, to, zxid, leader):
        if int(to) != self.node:
            yield self.line(time, send=(int(to), notification(leader, zxid, None)), said="I tell whom I follow.")

    def hears(self, time, sender, state, leader, round, epoch, zxid):
        if state != "LOOKING":
            self.heard = int(leader)    # whoever joins late follows without a new vote of its own
        if int(sender) != self.node:
            letter = notification(leader, zxid, state, round, epoch)
            yield self.line(time, trigger=("recv", int(sender), letter))

    def notes(self, time, sender, leader):
        yield self.line(time, said=f"I note: {sender} votes for {leader}.")

    def took(self, time, word, ms):
        yield self.line(time, said=f"{ROLES[word].capitalize()}: my election took {ms} ms by my own clock.")

    def quorum(self, time, sids, zxid):
        yield self.line(time, changes={"zxid": zxid}, alone=True,
                        said=f"A quorum acknowledged me: {sids}. What told me so is not in the logs.")


def notification(leader, zxid, state, round=None, epoch=None):
    """A vote on its way. What a line does not tell is left out."""
    fields = {"leader": int(leader), "zxid": zxid, "state": state,
              "round": None if round is None else int(round, 16), "epoch": None if epoch is None else int(epoch, 16)}
    return Letter("Notification", {key: value for key, value in fields.items() if value is not None})


HEX = r"(0x[0-9a-f]+)"
RULES = [
    (r"Exception when following the leader", "broken"),
    (r"QuorumPeer@\d+\] (LOOKING|FOLLOWING|LEADING)$", "state"),
    (rf"Updating proposal: (\d+) \(newleader\), {HEX} \(newzxid\), (-?\d+) \(oldleader\)", "proposal"),
    (rf"Sending Notification: (\d+) \(n.leader\), {HEX} \(n.zxid\), {HEX} \(n.round\), (\d+) \(recipient\), "
     rf"\d+ \(myid\), {HEX}", "sends"),
    (rf"Sending new notification. My id =\d+ recipient=(\d+) zxid={HEX} leader=(\d+)", "tells"),
    (rf"n.sid:(\d+), n.state:(\w+), n.leader:(\d+), n.round:{HEX}, n.peerEpoch:{HEX}, n.zxid:{HEX}", "hears"),
    (r"Adding vote: from=(\d+), proposed leader=(\d+)", "notes"),
    (r"(FOLLOWING|LEADING) - LEADER ELECTION TOOK - (\d+)", "took"),
    (rf"Have quorum of supporters, sids: \[(.*)\]; starting up and setting last processed zxid: {HEX}", "quorum"),
]
