"""A server of Raft that holds on to its leader, as etcd's servers do with CheckQuorum and without PreVote.

References
----------
.. [1] D. Ongaro. "Consensus: bridging theory and practice." Dissertation, Stanford University, 2014, section 4.2.3.
"""

from ..algorithms.raft_election import RaftElection, RequestVote


class Sticky(RaftElection):
    """While it hears a leader it answers no candidate; it hears none any more when its own timer ends."""

    hears_leader: bool = False

    def on_timer(self, name):
        self.hears_leader = False
        super().on_timer(name)

    def on_message(self, message, sender):
        if isinstance(message, RequestVote) and self.hears_leader:
            self.say("I heard a leader not long ago, so I ignore {}.", sender)
        else:
            super().on_message(message, sender)
