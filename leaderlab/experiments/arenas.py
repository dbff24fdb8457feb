"""One control panel for all algorithms: choose one, and it runs under the same conditions."""

import ipywidgets as widgets

from .. import algorithms
from ..network import Network, Perfect
from ..view import lab

NAMES = ("ring", "chang_roberts", "hirschberg_sinclair", "peterson", "bully", "chubby", "zookeeper_client",
         "fast_leader_election", "raft", "raft_check_quorum")
SUSPICIOUS = ("ring", "bully")          # they listen to a failure detector; the others bring what they need
CONTROLS = ("n", "seed", "delay", "crash", "cut", "until")


class Arena(widgets.VBox):
    """A list of algorithms above the panel of the one that is chosen. Made by :func:`arena`.

    Attributes
    ----------
    algorithm : str
        Setting it shows another one.
    """

    def __init__(self, names, n, until):
        self._n, self._until = n, until
        self._choice = widgets.Dropdown(options=names, description="Algorithm:", style={"description_width": "initial"})
        self._choice.observe(lambda change: self._show(), "value")
        super().__init__()
        self._show()

    @property
    def algorithm(self):
        """The algorithm that is shown."""
        return self._choice.value

    @algorithm.setter
    def algorithm(self, name):
        self._choice.value = name

    @property
    def trace(self):
        """The run that is shown."""
        return self.panel.trace

    def _show(self):
        name = self._choice.value
        network = {"network": Network(detector=Perfect())} if name in SUSPICIOUS else {}
        self.panel = lab(getattr(algorithms, name), ids=list(range(1, self._n + 1)), until=self._until,
                         controls=CONTROLS, **network)
        self.children = [self._choice, self.panel]

    def __repr__(self):
        return f"{self.algorithm}: {self.panel!r}"

    def _repr_mimebundle_(self, **kwargs):
        """The live widget; and for a reader without one, what the panel shows."""
        bundle = self.panel._repr_mimebundle_(**kwargs)
        still = bundle[0] if isinstance(bundle, tuple) else bundle
        live = super()._repr_mimebundle_(**kwargs)
        live = live[0] if isinstance(live, tuple) else live
        return {**still, **live, "text/plain": repr(self)}


def arena(names=NAMES, *, n=5, until=1_500):
    """A control panel over all algorithms: sizes, seeds, delays, a crash and a cut for each of them.

    Parameters
    ----------
    names : iterable of str
        Names of builders.
    n : int
        How many nodes at first.
    until : int
        Where a run stops that would never end, in ticks.

    Returns
    -------
    Arena
    """
    return Arena(tuple(names), n, until)
