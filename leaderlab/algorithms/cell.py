"""What the builders of Chubby check: the replicas of a cell, its majority, and the times of its lease."""

from fractions import Fraction

from ..errors import Mistake
from ..node import window
from ..system import check_ids, check_members


def majority_of(n):
    """How many votes are more than half of a cell of n.

    Two majorities of one cell always share a replica. A cell of four needs three votes and survives one crash, just as
    a cell of three does: an even size is allowed, but it buys nothing.

    >>> [majority_of(n) for n in range(1, 8)]
    [1, 2, 2, 3, 3, 4, 4]
    >>> [n - majority_of(n) for n in range(1, 8)]       # crashes that it survives
    [0, 0, 1, 1, 2, 2, 3]
    """
    return n // 2 + 1


def holding_time(lease, drift=0):
    """How long a master may count on votes that bind for ``lease`` ticks, where clocks are not perfect.

    They run between 1 - r and 1 + r times real time: the master's may be the slowest, and a voter's the fastest. So
    S / (1 - r) must not exceed L / (1 + r).

    Parameters
    ----------
    lease : int
        L: ticks that a vote binds the voter, on the voter's clock.
    drift : number or str, default 0
        r: from 0 to below 1. ``"1/10"`` is exact.

    Returns
    -------
    int
        S: ticks on the master's clock, from the moment of asking.

    Raises
    ------
    Mistake
        If the lease is no whole number of ticks, or the drift is out of its range.

    Examples
    --------
    >>> holding_time(101, "1/100"), holding_time(11, "1/10"), holding_time(11)
    (99, 9, 11)
    """
    ticks("lease", lease)
    try:
        rate = Fraction(str(drift))
    except (ValueError, ZeroDivisionError):
        rate = -1
    if not 0 <= rate < 1:
        raise Mistake(f"drift={drift!r}: give a rate from 0 to below 1, for example '1/100'.")
    return int(lease * (1 - rate) / (1 + rate))


def ticks(name, value, least=1):
    """Refuse a length of time that is no whole number of ticks, or too small."""
    if type(value) is not int or value < least:
        raise Mistake(f"{name}={value!r}: give whole ticks, {least} or more.")


def check_cell(ids, majority=None):
    """The ids of a cell and its majority, checked.

    Raises
    ------
    Mistake
        If an id is wrong, or so many votes can never come together.
    """
    ids = check_ids(ids)
    if majority is None:
        return ids, majority_of(len(ids))
    if type(majority) is not int or not 1 <= majority <= len(ids):
        raise Mistake(f"majority={majority!r}: a cell of {len(ids)} has from 1 to {len(ids)} votes to give.")
    return ids, majority


def check_stands(stands, ids):
    """When each replica stands for election: id -> window, or None for never.

    Parameters
    ----------
    stands : (int, int), or dict of int to (int, int)
        One window of ticks for all, or a window for each replica that stands at all.
    ids : tuple of int

    Raises
    ------
    Mistake
        If a window or an id is wrong.
    """
    windows = stands if isinstance(stands, dict) else dict.fromkeys(ids, stands)
    check_members(windows, ids, "a replica that stands for election")
    return {id: window(windows[id], "stands") if windows.get(id) is not None else None for id in ids}


def check_lease(lease, hold, network):
    """Refuse a lease in which no master could ever be elected.

    Raises
    ------
    Mistake
        If a length of time is wrong, or every round trip takes longer than the master may hold.
    """
    ticks("lease", lease)
    ticks("hold", hold)
    if 2 * network.delay[0] > hold:
        raise Mistake(f"hold={hold}: a round trip takes at least {2 * network.delay[0]} ticks, so every vote would "
                      "come too late. Give a longer lease.")
