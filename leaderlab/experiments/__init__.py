"""Studies: many runs in one table, and the measured figures of papers built again. Nothing heavy is imported early."""

from importlib import import_module

_HOME = {"sweep": "sweeps", "failures": "sweeps", "again": "sweeps",
         "chang_roberts_counts": "message_counts", "ring_maxima": "message_counts", "long_rings": "message_counts",
         "bully_counts": "message_counts", "herd_counts": "message_counts",
         "figure16": "timeouts", "split_votes": "votes", "split_probability": "votes",
         "raft_multiplier": "failover", "lease_against_failover": "failover",
         "availability": "quorums", "quorum_availability": "quorums",
         "wide_area_elections": "wide_area", "arena": "arenas"}

__all__ = sorted(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__})
