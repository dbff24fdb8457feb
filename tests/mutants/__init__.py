"""Wrong twins of the algorithms and of nodes in general: what the checker must catch, in how many steps."""

from typing import NamedTuple

from leaderlab import System


class Mutant(NamedTuple):
    """A wrong system, what is asked of it, the promise that breaks, and the length of the shortest run that shows it.

    ``twin`` is the same system without the bug: it must pass the same search.
    """
    system: System
    asked: dict
    broken: object
    steps: int
    twin: System


def mutant(build, node, *args, steps, broken=None, options=None, **asked):
    """A Mutant of a builder's algorithm: ``node`` in the place of the builder's own class."""
    options, broken = options or {}, broken or asked.get("eventually") or asked["always"]
    return Mutant(build(*args, node=node, **options), asked, broken, steps, build(*args, **options))
