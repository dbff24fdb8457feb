"""The algorithms of the course: one file each, with its node, its messages and a builder."""

from .bully import Bully, bully
from .chang_roberts import ChangRoberts, chang_roberts
from .hirschberg_sinclair import HirschbergSinclair, hirschberg_sinclair
from .readme_ring import ReadmeRing, readme_ring
from .ring import Ring, ring
from .shout import Shout, shout

NODES = (ReadmeRing, Ring, ChangRoberts, HirschbergSinclair, Bully, Shout)

__all__ = ["readme_ring", "ring", "chang_roberts", "hirschberg_sinclair", "bully", "shout", "NODES",
           *(cls.__name__ for cls in NODES)]
