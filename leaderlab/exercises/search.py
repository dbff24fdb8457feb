"""``verify``, as the exercises use it."""

from time import monotonic, process_time

from ..errors import Mistake
from ..verify import verify

PATIENCE = 5            # seconds of the processor for one search; it takes far less
LONGEST = 20            # seconds on the clock: for code that waits; and on a busy machine a search takes longer


def search(system, *, within=None, **options):
    """``verify``, with a limit on its time: a handler that is slow, but not endless, is called hundreds of times.

    Raises
    ------
    Mistake
        If there is no answer in time.
    """
    enough, late = process_time() + PATIENCE, monotonic() + LONGEST

    def in_time(node):              # asked after each reaction that is new: then an author's code has run
        if process_time() > enough or monotonic() > late:
            raise Mistake("The search has no answer yet, and it should have. Does your code wait, or compute for long?")
        return within is None or within(node)
    return verify(system, within=in_time, **options)
