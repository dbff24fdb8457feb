"""A search for the shortest way that somebody may stop, from another thread."""

from time import monotonic

from ..walk import Walk

EVERY = 0.5                         # seconds between two reports
MOST_WORLDS = 300_000               # some seconds


class Stopped(BaseException):
    """Raised in a search that was stopped; not an Exception, which an author's goal may swallow."""


class Search:
    """It makes a graph of its own, so :meth:`run` may be called in any thread. Then :meth:`found` has the answer.

    Parameters
    ----------
    run, step : int
        Where it was asked for.
    trace : Trace
        The run up to that step.
    goal : callable
    faults : Faults or None
    tell : callable
        Called with the number of worlds, now and then.

    Attributes
    ----------
    worlds : int
        So many have been seen, or a few more.
    done : bool
    """

    def __init__(self, run, step, trace, goal, faults, tell):
        self.at, self.goal, self.faults = (run, step), goal, faults
        self._trace, self._tell, self._next = trace, tell, monotonic() + EVERY
        self.worlds, self.done, self._asked, self._stopped, self._walk, self._error = 0, False, 0, False, None, None

    def run(self):
        """Search; what comes of it is kept."""
        try:
            self._walk = Walk(self._trace).search(self.at[1], self._is_goal, faults=self.faults, most=MOST_WORLDS,
                                                  progress=self._look_up)
        except BaseException as error:          # whatever it is, somebody waits for an answer
            known = isinstance(error, (Exception, Stopped))
            self._error = error if known else RuntimeError(type(error).__name__)
        self.done = True

    def stop(self):
        """Let it end as soon as it looks up: in every world that is asked whether it is the goal."""
        self._stopped = True

    def found(self):
        """The Walk, or None where there is none.

        Raises
        ------
        Stopped, Mistake, Exception
            What ended the search.
        """
        if self._error is not None:
            raise self._error
        return self._walk

    def _is_goal(self, world):
        self._asked += 1                        # of some worlds it is known already, so these are not all
        self._look_up(self._asked)
        return self.goal(world)

    def _look_up(self, worlds):
        if self._stopped:
            raise Stopped(f"Stopped after {self.worlds:,} world{'' if self.worlds == 1 else 's'}. Nothing is lost.")
        self.worlds = max(self.worlds, worlds)
        if monotonic() >= self._next:
            self._next = monotonic() + EVERY
            self._tell(self.worlds)
