"""What the servers of a ZooKeeper ensemble say about each other: votes, and which vote is better."""

from ..errors import Mistake
from ..node import Message
from ..system import check_ids, check_members


class Vote(Message):
    """Whom to follow, and how much of the history it has: its last zxid and its epoch (ZooKeeper's peerEpoch)."""
    leader: int
    zxid: int
    epoch: int


class Notification(Message):
    """My vote, the round in which I hold it (ZooKeeper's electionEpoch), and my state."""
    vote: Vote
    round: int
    state: str


def total_order_predicate(new, current):
    """Whether a vote beats another: the higher epoch; if equal the higher zxid; if equal the higher id.

    >>> total_order_predicate(Vote(1, zxid=9, epoch=1), Vote(3, zxid=5, epoch=1))
    True
    >>> total_order_predicate(Vote(2, zxid=1, epoch=2), Vote(9, zxid=9, epoch=1))
    True
    """
    return (new.epoch > current.epoch
            or (new.epoch == current.epoch
                and (new.zxid > current.zxid
                     or (new.zxid == current.zxid and new.leader > current.leader))))


def predicate_of_1419(new, current):
    """The same, as it was until 2012: a parenthesis ends too early, and the last line stands alone.

    >>> a, b = Vote(1, zxid=1, epoch=2), Vote(2, zxid=1, epoch=1)
    >>> predicate_of_1419(a, b), predicate_of_1419(b, a)
    (True, True)
    """
    return (new.epoch > current.epoch
            or (new.epoch == current.epoch and new.zxid > current.zxid)
            or (new.zxid == current.zxid and new.leader > current.leader))


def check_ensemble(ids, zxids, epochs, quorum, wait):
    """The id of each server and the fields with which it begins, checked.

    Parameters
    ----------
    ids : iterable of int
    zxids, epochs : dict of int to int, or None
        0 for those that are not named.
    quorum : int or None
        None: a majority of all servers.
    wait : int

    Returns
    -------
    list of (int, dict)

    Raises
    ------
    Mistake
        If an id, a zxid, an epoch or a number is wrong, or such a quorum can never come together.
    """
    ids = check_ids(ids)
    zxids, epochs = _numbers("zxid", zxids, ids), _numbers("epoch", epochs, ids)
    quorum = len(ids) // 2 + 1 if quorum is None else quorum
    if type(quorum) is not int or not 1 <= quorum <= len(ids):
        raise Mistake(f"quorum={quorum!r}: an ensemble of {len(ids)} has from 1 to {len(ids)} votes.")
    if type(wait) is not int or wait < 1:
        raise Mistake(f"wait={wait!r}: give whole ticks, 1 or more.")
    return [(id, {"quorum": quorum, "wait": wait, "zxid": zxids[id], "epoch": epochs[id]}) for id in ids]


def _numbers(what, numbers, ids):
    """A number for each server, 0 for those that are not named."""
    numbers = {} if numbers is None else numbers
    if not isinstance(numbers, dict):
        raise Mistake(f"{what}s={numbers!r}: give a number for each server that is not at 0: {{1: 9, 3: 5}}.")
    check_members(numbers, ids, f"a server with a {what}")
    for id, number in numbers.items():
        if type(number) is not int or number < 0:
            raise Mistake(f"The {what} of server {id} is {number!r}. Give a whole number, 0 or more.")
    return {id: numbers.get(id, 0) for id in ids}
