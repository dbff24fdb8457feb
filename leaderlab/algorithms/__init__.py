"""The algorithms of the course: one file each, with its node, its messages and a builder."""

from .bully import Bully, bully
from .chang_roberts import ChangRoberts, chang_roberts
from .chubby import Chubby, chubby
from .chubby_client import ChubbyClient, chubby_client
from .chubby_lock import FencingStore, TrustingStore, chubby_lock
from .consul_lock import ConsulStore, consul_lock
from .fast_leader_election import FastLeaderElection, WithoutParenthesis, fast_leader_election
from .hirschberg_sinclair import HirschbergSinclair, hirschberg_sinclair
from .key_value import KeyValue, LocalReads, key_value
from .monitoring import Monitoring, monitoring
from .paxos import Paxos, paxos
from .peterson import Peterson, peterson
from .raft import Raft, raft
from .raft_check_quorum import RaftCheckQuorum, raft_check_quorum
from .raft_election import RaftElection, raft_election
from .raft_prevote import RaftPreVote, raft_prevote
from .readme_chubby import ReadmeChubby, readme_chubby
from .readme_consul import ReadmeConsul, readme_consul
from .readme_ring import ReadmeRing, readme_ring
from .readme_zookeeper import ReadmeZooKeeper, readme_zookeeper
from .ring import Ring, ring
from .shout import Shout, shout
from .zab import Zab, zab
from .zookeeper_client import Candidate, Herd, Recoverable, zookeeper_client

NODES = (ReadmeRing, Ring, ChangRoberts, HirschbergSinclair, Peterson, Bully, Shout, RaftElection, Raft, RaftPreVote,
         RaftCheckQuorum, ReadmeChubby, Chubby, ChubbyClient, FencingStore, TrustingStore, Paxos,
         KeyValue, LocalReads, ReadmeConsul, ConsulStore,
         ReadmeZooKeeper, Monitoring, Candidate, Herd, Recoverable, FastLeaderElection, WithoutParenthesis, Zab)

__all__ = ["readme_ring", "ring", "chang_roberts", "hirschberg_sinclair", "peterson", "bully", "shout",
           "raft_election", "raft", "raft_prevote", "raft_check_quorum", "key_value", "readme_consul", "consul_lock",
           "readme_chubby", "chubby", "chubby_client", "chubby_lock", "paxos",
           "readme_zookeeper", "monitoring", "zookeeper_client", "fast_leader_election", "zab",
           "NODES", *(cls.__name__ for cls in NODES)]
