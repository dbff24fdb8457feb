"""A control panel over the player: change the system, and the same player shows the new run."""

import dataclasses
import html
import inspect

import ipywidgets as widgets

from ..errors import Mistake
from ..events import Crash
from ..simulate import simulate
from .picture import describe
from .widget import Player, still
from .words import counted, listed

NOBODY = "nobody"
MOST_NODES, MOST_STEPS = 50, 20_000
TEXT = {"description_width": "initial"}


class Lab(widgets.VBox):
    """The panel that :func:`lab` makes.

    Attributes
    ----------
    trace : Trace
        The run on the screen: the last one that could be made.
    player : Player
    """

    def __init__(self, build, *, ids, initiators, seed, faults, promises, controls, options):
        self._build, self._options, self._promises, self._faults = build, options, list(promises), tuple(faults)
        takes = inspect.signature(build).parameters
        self._takes_initiators, self._takes_network = "initiators" in takes, "network" in takes
        self._ids = list(ids)
        delay = self._system(self._ids, self._given(initiators)).network.delay
        self._fields = self._make_fields(initiators, seed, delay, faults)
        offered = {"initiators": self._takes_initiators, "delay": self._takes_network}
        self.trace = self._simulate()                   # a mistake of the author is raised here, at once
        self.player = Player(self.trace, self._promises)
        self._line = widgets.HTML(layout={"margin": "0 4px"})
        row = [self._fields[name] for control in controls if offered.get(control, True) for name in _names(control)]
        board = widgets.Box(row, layout={"flex_flow": "row wrap", "grid_gap": "4px 14px"})
        super().__init__([board, self._line, self.player])
        self._quiet = False
        for name, field in self._fields.items():
            field.observe(self._when_n_changes if name == "n" else self._when_changed, "value")
        self._tell(self.summary)

    def _make_fields(self, initiators, seed, delay, faults):
        def text(name, value):
            return widgets.Text(value=value, description=name, continuous_update=False, style=TEXT,
                                layout={"width": "230px"})

        def number(name, value, low, high):
            return widgets.BoundedIntText(value=value, min=low, max=high, description=name, style=TEXT,
                                          layout={"width": "160px"})

        crash = next(((time, event.node) for time, event in faults if isinstance(event, Crash)), (10, None))
        self._faults = tuple(fault for fault in faults if fault != (crash[0], Crash(crash[1])))
        everybody = initiators is None or initiators is ... or list(initiators) == list(self._ids)
        return {
            "n": number("Number of nodes:", len(self._ids), 1, MOST_NODES),
            "ids": text("Ids in order:", ", ".join(map(str, self._ids))),
            "initiators": text("Initiators:", "all" if everybody else ", ".join(map(str, initiators))),
            "seed": number("Seed:", seed, 0, 10**9),
            "delay": widgets.IntRangeSlider(value=delay, min=0, max=max(60, delay[1]), continuous_update=False,
                                            description="Delay of a message, in ticks:", style=TEXT,
                                            layout={"width": "380px"}),
            "crash": widgets.Dropdown(value=NOBODY if crash[1] is None else str(crash[1]), style=TEXT,
                                      options=[NOBODY, *map(str, self._ids)], description="Crash of node:",
                                      layout={"width": "190px"}),
            "when": number("at time:", crash[0], 0, 10**6),
        }

    # -- from the fields to a run ------------------------------------------------------------------------------------

    def _given(self, initiators):
        return {} if initiators is ... or not self._takes_initiators else {"initiators": initiators}

    def _system(self, ids, given, delay=None):
        system = self._build(ids, **given, **self._options)
        if delay is None or not self._takes_network or tuple(delay) == tuple(system.network.delay):
            return system
        network = dataclasses.replace(system.network, delay=tuple(delay))
        return self._build(ids, **given, **{**self._options, "network": network})

    def _simulate(self):
        field = {name: widget.value for name, widget in self._fields.items()}
        ids = _numbers(field["ids"])
        if len(ids) > MOST_NODES:
            raise Mistake(f"These are {len(ids)} nodes; this panel shows at most {MOST_NODES}.")
        named = field["initiators"].strip().lower()
        initiators = ids if named in ("all", "") else _numbers(field["initiators"])
        system = self._system(ids, self._given(initiators), field["delay"])
        crash = [] if field["crash"] == NOBODY else [(field["when"], Crash(int(field["crash"])))]
        faults = sorted([*self._faults, *crash], key=lambda fault: fault[0])
        return simulate(system, seed=field["seed"], faults=faults, max_steps=MOST_STEPS)

    @property
    def summary(self):
        """One line about the run: "27 messages, 58 ticks, leader 9"."""
        leaders = sorted(self.trace.last.leaders)
        who = f"leader{'s' if len(leaders) > 1 else ''} {listed(leaders)}" if leaders else "no leader"
        return f"{counted(self.trace.messages, 'message')}, {counted(self.trace.time, 'tick')}, {who}"

    # -- when a field changes ----------------------------------------------------------------------------------------

    def _when_n_changes(self, change):
        if self._quiet:
            return
        ids = (_whole(self._fields["ids"].value) or self._ids)[:change.new]
        free = (i for i in range(1, 10**6) if i not in ids)
        ids += [next(free) for _ in range(change.new - len(ids))]
        self._set("ids", ", ".join(map(str, ids)))
        chosen = _whole(self._fields["initiators"].value)
        if chosen and not set(chosen) <= set(ids):
            self._set("initiators", ", ".join(str(i) for i in chosen if i in ids) or str(ids[0]))
        self._run()

    def _when_changed(self, change):
        if not self._quiet:
            self._run()

    def _run(self):
        """Simulate again. What cannot be simulated is said in one sentence, and the last good run stays."""
        self._follow_ids()
        try:
            trace = self._simulate()
        except Exception as error:          # also from a learner's own rule
            self._tell(str(error).strip().split("\n")[0] or type(error).__name__, wrong=True)
            return
        self.trace = trace
        self.player.show(trace, self._promises)
        self._tell(self.summary)

    def _follow_ids(self):
        """The other fields offer the ids that there are now."""
        ids = _whole(self._fields["ids"].value)
        if not ids or len(set(ids)) < len(ids):
            return
        self._ids = ids
        crash, options = self._fields["crash"], (NOBODY, *map(str, ids))
        if tuple(crash.options) != options:
            self._quiet, value = True, crash.value
            crash.options, crash.value = options, value if value in options else NOBODY
            self._quiet = False
        if 1 <= len(ids) <= MOST_NODES:
            self._set("n", len(ids))

    def _set(self, name, value):
        self._quiet = True
        self._fields[name].value = value
        self._quiet = False

    def _tell(self, text, wrong=False):
        role, sign = ("alert", "<strong>This cannot be run.</strong> ") if wrong else ("status", "")
        self._line.value = f'<div role="{role}" style="line-height: 1.4">{sign}{html.escape(text)}</div>'

    # -- what a reader without a kernel sees -------------------------------------------------------------------------

    def __repr__(self):
        return f"Control panel: {self.summary}. {describe(self.player._data, self.player.step)}"

    def _repr_mimebundle_(self, **kwargs):
        data = super()._repr_mimebundle_(**kwargs)
        return {**data, **still(self.player._data, self.player.step), "text/plain": repr(self)}


def _names(control):
    return ("crash", "when") if control == "crash" else (control,)


def _numbers(text):
    """'3, 7 5' -> [3, 7, 5]."""
    words = text.replace(",", " ").replace(";", " ").split()
    for word in words:
        if not word.lstrip("-").isdecimal():
            raise Mistake(f"{word!r} is not an id. Write whole numbers with commas between them: 3, 7, 5.")
    return [int(word) for word in words]


def _whole(text):
    """The numbers of a text, or None if it is something else."""
    try:
        return _numbers(text)
    except (Mistake, ValueError):
        return None


def lab(builder, *, ids, initiators=..., seed=0, faults=(), promises=(),
        controls=("n", "ids", "initiators", "seed", "delay", "crash"), **options):
    """A control panel over the player.

    Parameters
    ----------
    builder : callable
        ``builder(ids, initiators=..., network=...)`` returns a System; what it does not take is not offered.
    ids : list of int
        In their order.
    initiators : list of int, optional
        Who starts an election; by default what the builder does.
    seed : int
    faults : list of (time, event)
        The first crash among them can be changed in the panel.
    promises : list of functions
        Shown as lights.
    controls : tuple of str
        Which of the controls to offer, and in which order.
    **options
        Passed on to the builder.

    Returns
    -------
    Lab
        A widget that displays itself.
    """
    return Lab(builder, ids=ids, initiators=initiators, seed=seed, faults=faults, promises=promises,
               controls=controls, options=options)
