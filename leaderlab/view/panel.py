"""A control panel over the player: change the system, and the same player shows the new run."""

import dataclasses
import html

import ipywidgets as widgets

from ..errors import Mistake, did_you_mean
from ..events import Crash, Cut, Heal, Restart
from ..simulate import simulate
from . import panel_fields as fields
from .panel_many import ManyRuns
from .picture import describe
from .widget import Player, still
from .words import counted, listed

NOBODY = "nobody"
MOST_NODES, MOST_STEPS = 50, 20_000
USUAL = ("n", "ids", "initiators", "seed", "delay", "crash")
TOGETHER = {"crash": ("crash", "when"), "cut": ("cut", "from", "heal")}     # one control, several fields


class Lab(widgets.VBox):
    """The panel that :func:`lab` makes.

    Attributes
    ----------
    trace : Trace
        The run on the screen: the last one that could be made, or the branch that was opened by hand.
    player : Player
    many : ManyRuns
        Its button runs the system 200 times.
    """

    def __init__(self, build, *, ids, initiators, seed, faults, until, promises, controls, labels, options):
        self._build, self._options, self._promises, self._faults = build, options, list(promises), tuple(faults)
        self._takes, self._initiators = fields.parameters(build), initiators
        self._ids = list(self._takes["ids"] if ids is None else ids) if "ids" in self._takes else None
        system = self._system(self._ids, self._given(initiators), {})
        self._fields = self._make_fields(system, seed, faults, until)
        made = {name: fields.option(name, value, labels.get(name))
                for name, value in fields.offered(build, options).items()}
        self._fields |= {name: field for name, (field, _) in made.items()}
        self._read = {name: (read, read()) for name, (_, read) in made.items()}
        self.player = Player(self._simulate(), self._promises)      # a mistake of the author is raised here, at once
        self.many = ManyRuns(self._simulate, lambda: self._fields["seed"].value, self._promises)
        self._line = widgets.HTML(layout={"margin": "0 4px"})
        wanted = (*USUAL, *made, *(["until"] if until is not None else [])) if controls is None else tuple(controls)
        row = [self._fields[name] for control in wanted if self._has(control)
               for name in TOGETHER.get(control, (control,))]
        board = widgets.Box(row, layout={"flex_flow": "row wrap", "grid_gap": "4px 14px"})
        super().__init__([board, self._line, self.many, self.player])
        self._quiet = False
        for name, field in self._fields.items():
            field.observe(self._when_n_changes if name == "n" else self._when_changed, "value")
        self._tell(self.summary)

    def _make_fields(self, system, seed, faults, until):
        crash = next(((time, event.node) for time, event in faults if isinstance(event, Crash)), (10, None))
        self._faults = tuple(fault for fault in faults if fault != (crash[0], Crash(crash[1])))
        ids, network, delay = list(system.ids), system.network, system.network.delay
        mine, who = self._ids or ids, self._initiators
        everybody = who is None or who is ... or list(who) == mine
        return {
            "n": fields.number("Number of nodes:", len(mine), 1, MOST_NODES, "160px"),
            "ids": fields.text("Ids in order:", ", ".join(map(str, mine))),
            "initiators": fields.text("Initiators:", "all" if everybody else ", ".join(map(str, who))),
            "seed": fields.number("Seed:", seed, 0, 10**9, "160px"),
            "delay": widgets.IntRangeSlider(value=delay, min=0, max=max(60, delay[1]), continuous_update=False,
                                            description="Delay of a message, in ticks:", style=fields.TEXT,
                                            layout={"width": "380px"}),
            "loss": widgets.FloatSlider(value=network.loss, min=0, max=0.9, step=0.05, continuous_update=False,
                                        description="Lost messages:", readout_format=".0%", style=fields.TEXT,
                                        layout={"width": "300px"}),
            "crash": widgets.Dropdown(value=NOBODY if crash[1] is None else str(crash[1]), style=fields.TEXT,
                                      options=[NOBODY, *map(str, ids)], description="Crash of node:",
                                      layout={"width": "190px"}),
            "when": fields.number("at time:", crash[0], 0, 10**6, "160px"),
            "restart": fields.number("Restart at time (0: never):", 0, 0, 10**6, "260px"),
            "cut": fields.text("Cut off these nodes:", ""),
            "from": fields.number("from time:", 50, 0, 10**6, "160px"),
            "heal": fields.number("to time (0: for ever):", 0, 0, 10**6, "220px"),
            "until": fields.number("Stop at tick:", until or 0, 0, 10**6, "180px"),
        }

    def _has(self, control):
        """Whether this builder can be controlled so; a control that no builder has is a mistake."""
        if control not in self._fields or control in ("when", "from", "heal"):
            known = [name for name in self._fields if name not in ("when", "from", "heal")]
            raise Mistake(f"There is no control {control!r}.{did_you_mean(control, known)} "
                          f"For this builder there are {listed(known)}.")
        needs = {"n": "ids", "ids": "ids", "initiators": "initiators", "delay": "network", "loss": "network"}
        return needs.get(control, control) in self._takes or control not in needs

    # -- from the fields to a run ------------------------------------------------------------------------------------

    def _given(self, initiators):
        return {} if initiators is ... or "initiators" not in self._takes else {"initiators": initiators}

    def _system(self, ids, given, chosen, **network):
        """The system; ``network`` holds what its network is to differ in."""
        args, options = [] if ids is None else [ids], {**self._options, **chosen, **given}
        system = self._build(*args, **options)
        if "network" not in self._takes or all(getattr(system.network, name) == v for name, v in network.items()):
            return system
        return self._build(*args, **{**options, "network": dataclasses.replace(system.network, **network)})

    def _simulate(self, seed=None):
        field = {name: widget.value for name, widget in self._fields.items()}
        ids = None if self._ids is None else fields.numbers(field["ids"])
        if ids is not None and len(ids) > MOST_NODES:
            raise Mistake(f"These are {len(ids)} nodes; this panel shows at most {MOST_NODES}.")
        initiators = self._initiators
        if "initiators" in self._takes:
            named = field["initiators"].strip().lower()
            initiators = ids if named in ("all", "") else fields.numbers(field["initiators"])
        chosen = {name: read() for name, (read, first) in self._read.items() if read() != first}
        system = self._system(ids, self._given(initiators), chosen, delay=tuple(field["delay"]), loss=field["loss"])
        faults = sorted([*self._faults, *_schedule(field, system.ids)], key=lambda fault: fault[0])
        seed = field["seed"] if seed is None else seed
        return simulate(system, seed=seed, faults=faults, until=field["until"] or None, max_steps=MOST_STEPS)

    @property
    def trace(self):
        return self.player.trace

    @property
    def summary(self):
        """One line about the run: "27 messages, 58 ticks, leader 9"."""
        leaders = sorted(self.trace.last.leaders)
        who = f"leader{'s' if len(leaders) > 1 else ''} {listed(leaders)}" if leaders else "no leader"
        return f"{counted(self.trace.messages, 'message')}, {counted(self.trace.time, 'tick')}, {who}"

    # -- when a field changes ----------------------------------------------------------------------------------------

    def _when_n_changes(self, change):
        if self._quiet or self._ids is None:
            return
        ids = (fields.whole(self._fields["ids"].value) or self._ids)[:change.new]
        taken = {*ids, *(id for id in self.trace.system.ids if id not in self._ids)}       # clients have ids too
        free = (i for i in range(1, 10**6) if i not in taken)
        ids += [next(free) for _ in range(change.new - len(ids))]
        self._set("ids", ", ".join(map(str, ids)))
        chosen = fields.whole(self._fields["initiators"].value)
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
        self.player.show(trace, self._promises, step=same_moment(self.trace, self.player.step, trace))
        self._offer_crashes(trace.system.ids)
        self._tell(self.summary)

    def _follow_ids(self):
        """The other fields offer the ids that there are now."""
        ids = fields.whole(self._fields["ids"].value)
        if self._ids is None or not ids or len(set(ids)) < len(ids):
            return
        others = [id for id in self.trace.system.ids if id not in self._ids]
        self._ids = ids
        self._offer_crashes([*ids, *others])
        if 1 <= len(ids) <= MOST_NODES:
            self._set("n", len(ids))

    def _offer_crashes(self, ids):
        crash, options = self._fields["crash"], (NOBODY, *map(str, ids))
        if tuple(crash.options) != options:
            self._quiet, value = True, crash.value
            crash.options, crash.value = options, value if value in options else NOBODY
            self._quiet = False

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


def same_moment(old, step, new):
    """The step of a new run at which the cursor stands as it stood in the old one: at the same time, or at the end."""
    if step >= len(old) - 1 > 0:
        return -1
    if not (old.timed and new.timed):
        return step
    if old.system.ids == new.system.ids and all(a == b for a, b in zip(old[:step + 1], new[:step + 1])):
        return step                     # nothing is different up to here
    return max((k for k, other in enumerate(new) if other.time <= old[step].time), default=0)


def _schedule(field, ids):
    """The faults that the fields ask for."""
    if field["crash"] != NOBODY:
        yield field["when"], Crash(int(field["crash"]))
        if field["restart"]:
            yield field["restart"], Restart(int(field["crash"]))
    apart = fields.numbers(field["cut"])
    for a in apart:
        if a not in ids:
            raise Mistake(f"There is no node {a} that could be cut off. The ids are {listed(ids)}.")
    for a, b in [(a, b) for a in dict.fromkeys(apart) for b in ids if b not in apart]:
        yield field["from"], Cut(a, b)
        if field["heal"]:
            yield field["heal"], Heal(a, b)


def lab(builder, *, ids=None, initiators=..., seed=0, faults=(), until=None, promises=(), controls=None, labels=(),
        **options):
    """A control panel over the player.

    Parameters
    ----------
    builder : callable
        ``builder(ids, initiators=..., network=...)`` returns a System; what it does not take is not offered.
    ids : list of int, optional
        In their order; by default those of the builder. A builder without ``ids`` is given its arguments by name.
    initiators : list of int, optional
        Who starts an election; by default what the builder does.
    seed : int
    faults : list of (time, event)
        The first crash among them can be changed in the panel.
    until : int, optional
        Stop at this tick: a system that renews something for ever needs it.
    promises : list of functions
        Shown as lights.
    controls : tuple of str, optional
        Which of the controls to offer, and in which order: ``"n"``, ``"ids"``, ``"initiators"``, ``"seed"``,
        ``"delay"``, ``"loss"``, ``"crash"``, ``"restart"``, ``"cut"``, ``"until"``, and the options of the builder that
        are numbers, texts, yes or no, or windows ``(150, 300)``. By default all but loss, restart and cut.
    labels : dict, optional
        Name of an option -> the words before its field.
    **options
        Passed on to the builder.

    Returns
    -------
    Lab
        A widget that displays itself.
    """
    return Lab(builder, ids=ids, initiators=initiators, seed=seed, faults=faults, until=until, promises=promises,
               controls=controls, labels=dict(labels), options=options)
