"""What the builders of Raft check: the servers, their timeouts, and logs that a run begins with."""

from collections.abc import Mapping

from ..errors import Mistake
from ..node import window
from ..system import check_ids, check_members


def check_cluster(ids, timeout):
    """The ids of a cluster and the election timeout of each server.

    Parameters
    ----------
    ids : iterable of int
    timeout : (int, int), or dict of int to (int, int) or None
        A window in ticks for all, or one for each server; None: this server never stands for election.

    Returns
    -------
    (tuple of int, dict of int to (int, int) or None)

    Raises
    ------
    Mistake
        If an id or a window is wrong, or a server has no timeout.
    """
    ids = check_ids(ids)
    timeouts = timeout if isinstance(timeout, Mapping) else dict.fromkeys(ids, timeout)
    check_members(timeouts, ids, "a server with an election timeout")
    for id in ids:
        if id not in timeouts:
            raise Mistake(f"timeout={timeout!r}: server {id} is missing. Give a window, or None if it never stands.")
    return ids, {id: pair if pair is None else window(pair, "timeout") for id, pair in timeouts.items()}


def shortest(ids, timeout):
    """The shortest election timeout that a server of the cluster may have, in ticks."""
    windows = check_cluster(ids, timeout)[1].values()
    return min((earliest for earliest, _ in filter(None, windows)), default=0)


def check_logs(logs, ids):
    """The terms of the log entries that each server begins with: a dict of int to list of int, complete.

    Raises
    ------
    Mistake
        If a server is unknown, or the terms of a log are not whole numbers from 1 that never fall.
    """
    logs = {} if logs is None else logs
    if not isinstance(logs, Mapping):
        raise Mistake(f"logs={logs!r}: give the terms for each server: {{1: [1, 1], 2: [1]}}.")
    check_members(logs, ids, "a server with a log")
    for id, terms in logs.items():
        if not isinstance(terms, (list, tuple)) or any(type(term) is not int or term < 1 for term in terms):
            raise Mistake(f"The log of server {id} is {terms!r}. Give the term of each entry, from 1: [1, 1, 2].")
        if list(terms) != sorted(terms):
            raise Mistake(f"The log of server {id} has the terms {list(terms)}. Terms never fall along a log.")
    return {id: list(logs.get(id, ())) for id in ids}


def check_heartbeat(heartbeat):
    """The interval of the heartbeats, in ticks.

    Raises
    ------
    Mistake
        If it is not a whole number of at least 1.
    """
    if type(heartbeat) is not int or heartbeat < 1:
        raise Mistake(f"heartbeat={heartbeat!r}: give a whole number of ticks, at least 1.")
    return heartbeat
