"""The log of hashicorp/raft (1.1), the library inside Consul: JSON lines. What a server sends is not in it."""

from .lines import Letter, Line, json_lines, milliseconds

VERSIONS = ("1.1.",)
KIND, FIELDS = "HashicorpRaftServer", ("role", "leader", "term", "voted_for")
FOLLOWS = "follower"


class Reader:
    """Turns the lines of one server into Lines. ``names``: the server's address or name -> its id."""

    def __init__(self, node, names):
        self.node, self.names, self.term = node, names, None

    def read(self, text, name, zero):
        """Yield the Lines of a log."""
        for row in json_lines(text, name, {"@timestamp", "@message"}):
            time = milliseconds(row["@timestamp"].replace("Z", "+00:00"), zero)
            for what in self.tells(row["@message"], row):
                yield Line(time, self.node, **what)

    def tells(self, message, row):
        """Yield what a line tells, as arguments of a Line."""
        match message:
            case "heartbeat timeout reached, starting election":
                yield dict(trigger=("timer", "heartbeat"), knows={"leader": self.names.get(row["last-leader"])},
                           said="No heartbeat in time: I start an election.")
            case "Election timeout reached, restarting election":
                yield dict(trigger=("timer", "election"), said="Nobody won in time: I start again.")
            case "entering candidate state":
                self.term = row["term"]
                yield dict(changes={"role": "candidate", "term": self.term, "voted_for": self.node, "leader": None},
                           said="My requests for votes are not in the logs.")
            case "vote granted" if self.names[row["from"]] != self.node:
                letter = Letter("RequestVoteResponse", {"term": row["term"], "granted": True})
                yield dict(trigger=("recv", self.names[row["from"]], letter), said=f"{row['tally']} for me.")
            case "entering leader state":
                yield dict(changes={"role": "leader", "leader": self.node})
            case "entering follower state":
                yield dict(changes={"role": "follower", "leader": self.names.get(row["leader"])})
            case "rejecting vote request since we have a leader":
                leader = self.names[row["leader"]]
                yield dict(trigger=("recv", self.names[row["from"]], Letter("RequestVote", {})),
                           knows={"leader": leader}, said=f"I have a leader, {leader}: no.")
            case "lost leadership because received a requestVote with a newer term":
                yield dict(alone=True, said="I received a request with a newer term; from whom is not in the logs.")
