"""What a leader and its followers say about a new epoch: the messages of Zab's phases 1 and 2.

References
----------
.. [1] F. Junqueira, B. Reed, M. Serafini. "Zab: high-performance broadcast for primary-backup systems." DSN 2011,
       section IV.
"""

from ..node import Message


class FollowerInfo(Message):
    """I follow you. This is the last epoch that I promised (the paper's CEPOCH)."""
    accepted_epoch: int


class NewEpoch(Message):
    """Promise me this epoch."""
    epoch: int


class AckEpoch(Message):
    """Promised. This is my history."""
    promised: int
    epoch: int
    zxid: int


class NewLeader(Message):
    """Take over my history; the epoch begins with it."""
    epoch: int
    zxid: int


class Ack(Message):
    """Done."""
    epoch: int
