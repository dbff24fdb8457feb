"""The map of all worlds of a small system: where a leader is, where one can still be elected, where there is no hope.

Examples
--------
>>> from leaderlab.algorithms import readme_ring
>>> from leaderlab import Faults
>>> world_map(readme_ring([3, 7], initiators=[3]), faults=Faults(crashes=1)).counts
{'open': 5, 'elected': 6, 'doomed': 21}
"""

from .survey import world_map

__all__ = ["world_map"]
