"""``verify``, as the exercises use it."""

from time import monotonic

from ..errors import Mistake
from ..verify import verify

PATIENCE = 5            # seconds for one search; it takes far less


def search(system, *, within=None, **options):
    """``verify``, with a limit on its time: a handler that is slow, but not endless, is called hundreds of times.

    Raises
    ------
    Mistake
        If there is no answer in time.
    """
    until = monotonic() + PATIENCE

    def in_time(node):              # asked after each reaction that is new: then an author's code has run
        if monotonic() > until:
            raise Mistake(f"No answer after {PATIENCE} seconds. Does your code wait, or compute for long?")
        return within is None or within(node)
    return verify(system, within=in_time, **options)
