"""Leader election, step by step: write a node, watch it run, check every run.

Two verbs are the whole engine: :func:`enabled` says what may happen next in a world, :func:`step` makes it happen. A
simulation, a replay, a verification and the player are four walks through the same graph of worlds.
"""

from .errors import HandlerMistake, Mistake
from .events import Crash, Cut, Deliver, Drop, Duplicate, Event, Heal, Restart, Start, Suspect, Tick, Timer, Trust
from .network import Eventual, Faults, Network, Perfect
from .node import Message, Node, durable
from .properties import (
                         all_agree,
                         at_most_one_leader,
                         at_most_one_leader_per_term,
                         irrevocable,
                         largest_leads,
                         nobody_disagrees,
                         nobody_follows_the_dead,
                         quiet,
                         somebody_leads,
)
from .replay import replay
from .simulate import simulate
from .system import System, builder
from .trace import Step, Trace
from .verify import Verdict, verify
from .world import World, begin, enabled, step

__version__ = "0.1.0"

__all__ = [
    "Message", "Node", "durable", "System", "builder", "Network", "Perfect", "Eventual", "Faults",
    "Event", "Start", "Deliver", "Timer", "Suspect", "Trust", "Crash", "Restart", "Drop", "Duplicate", "Cut", "Heal",
    "Tick", "World", "begin", "enabled", "step", "simulate", "replay", "verify", "Trace", "Step", "Verdict",
    "at_most_one_leader", "at_most_one_leader_per_term", "nobody_disagrees", "somebody_leads", "all_agree",
    "nobody_follows_the_dead", "largest_leads", "quiet", "irrevocable", "Mistake", "HandlerMistake",
]
