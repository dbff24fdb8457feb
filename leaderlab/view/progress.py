"""A bar for a search that takes a while: ``verify(..., progress=searching("Raft, three servers"))``."""

from time import monotonic

EVERY = 0.1                                     # seconds between two drawings
GROWS = 200_000                                 # worlds at which a bar of unknown length is half full


class Searching:
    """What :func:`searching` makes: called with the number of worlds, now and then.

    What it leaves in a notebook is the same in every run, however long the search took: a line of text.
    """

    def __init__(self, label, worlds=None):
        self.label, self.expected, self.worlds = label, worlds, 0
        self._next, self._bar = 0, bar_on_screen(label)

    def __call__(self, worlds):
        self.worlds = worlds
        if self._bar is not None and monotonic() >= self._next:
            self._next = monotonic() + EVERY
            self._bar.tell(self._share(), f"{worlds:,} worlds")

    def _share(self):
        """How full the bar is: of what is expected, or else nearer and nearer to full."""
        if self.expected:
            return min(1, self.worlds / self.expected)
        return self.worlds / (self.worlds + GROWS)

    def __repr__(self):
        return f"Search: {self.label}"


def searching(label, worlds=None):
    """A progress bar for a search.

    Parameters
    ----------
    label : str
        What is searched.
    worlds : int, optional
        How many worlds there are, if that is known.

    Returns
    -------
    Searching
        For ``verify(..., progress=...)``. To stop a search, interrupt the kernel: the stop button, or the key I twice.
        Nothing else is lost.

    Examples
    --------
    >>> from leaderlab import at_most_one_leader, verify
    >>> from leaderlab.algorithms import ring
    >>> verify(ring([3, 7, 5], initiators=[3]), always=at_most_one_leader, progress=searching("a ring of three")).holds
    True
    """
    return Searching(label, worlds)


def bar_on_screen(label):
    """The bar on the screen; None where there is no notebook to show it in."""
    try:
        from IPython import get_ipython
        shell = get_ipython()
        if shell is None or not hasattr(shell, "kernel"):
            return None
        from .progress_bar import Bar
    except ImportError:
        return None
    return Bar(label, shell)
