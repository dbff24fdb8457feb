"""Who sits next to whom."""

from ..system import check_ids, check_members


def around(ids, initiators=None):
    """The ids of a ring and its initiators, checked, and the successor of each id; that of the last is the first.

    Parameters
    ----------
    ids : iterable of int
        In the direction of travel.
    initiators : iterable of int, or None
        None means all.

    Returns
    -------
    (tuple of int, tuple of int, dict of int to int)

    Raises
    ------
    Mistake
        If an id is wrong or doubled, or an initiator is not among the ids.
    """
    ids = check_ids(ids)
    return ids, check_members(initiators, ids, "an initiator"), dict(zip(ids, (*ids[1:], ids[0])))
