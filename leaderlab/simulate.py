"""One run of a system in virtual time."""

from collections.abc import Iterable

from .collector import paused
from .errors import Mistake
from .events import Crash, Cut, Event, Heal, Restart, Suspect
from .run import Run
from .system import check_system
from .tape import Tape
from .trace import Trace
from .watchdog import watchdog


def simulate(system, *, seed=0, faults=(), until=None, max_steps=100_000, trace=True):
    """Run a system once; the same arguments give the same run, byte for byte.

    Parameters
    ----------
    system : System
    seed : int, default 0
        Chooses every delay, loss and duplication.
    faults : iterable of (int, Event), default ()
        A schedule: ``[(50, Crash(9)), (80, Restart(9))]``, in ticks. Crash, Restart, Cut, Heal, and a false Suspect.
        A fault that is not possible at its time (a crash of a node that is down) does nothing.
    until : int or callable, optional
        Stop at this tick, or after the first step whose world satisfies this predicate.
    max_steps : int, default 100_000
        Stop after so many events; ``trace.end`` says so.
    trace : bool, default True
        Record every step. Without it the run is faster and an :class:`Outcome` comes back.

    Returns
    -------
    Trace or Outcome

    Raises
    ------
    Mistake
        If the system, the schedule or a limit cannot be right.
    HandlerMistake
        If a handler raises, does not end, or breaks a rule of the engine.
    """
    check_system(system)
    for name, value in (("seed", seed), ("max_steps", max_steps)):
        if type(value) is not int or (name == "max_steps" and value < 0):
            raise Mistake(f"{name}={value!r}: give a whole number.")
    if until is not None and not callable(until) and (type(until) is not int or until < 0):
        raise Mistake(f"until={until!r}: give a whole tick, or a predicate of a world.")
    faults = check_schedule(faults, system)
    run = Run(system, seed, faults, Tape() if trace else None)
    with paused(), watchdog():
        run.begin()
        end = run.walk(until if callable(until) else None, until if type(until) is int else None, max_steps)
    if trace:
        return Trace(system, run.tape, seed=seed, faults=faults, timed=True, end=end)
    return Outcome(run, end)


class Outcome:
    """What is left of a run that was not recorded.

    Attributes
    ----------
    last : World
    messages : int
        How many messages were sent.
    steps : int
        How many events happened after the start.
    time : int
        When the last one happened, in ticks.
    end : str
        Why the run ended.
    """

    def __init__(self, run, end):
        self.last, self.messages, self.steps, self.time, self.end = run.world(), run.messages, run.steps, run.now, end

    def __repr__(self):
        return f"<{self.messages} messages, {self.steps} steps, {self.time} ticks. {self.end}>"


def check_schedule(faults, system):
    """The schedule as a tuple of (time, event), earliest first.

    Raises
    ------
    Mistake
        If an entry is not (whole tick, fault), or names a node that does not exist.
    """
    known, schedule = (Crash, Restart, Cut, Heal, Suspect), []
    if not isinstance(faults, Iterable):
        raise Mistake(f"faults={faults!r}: a simulation takes a schedule, [(50, Crash(9))]; a budget such as "
                      "Faults(crashes=1) is for verify.")
    for item in faults:
        try:
            time, event = item
        except (TypeError, ValueError):
            raise Mistake(f"{item!r} is not a fault of a schedule. Write (tick, event): (50, Crash(9)).") from None
        if isinstance(time, Event) or type(time) is not int or time < 0:
            raise Mistake(f"{time!r} is not a time. A fault is (tick, event) with a whole tick of at least 0: "
                          "(50, Crash(9)).")
        if not isinstance(event, known):
            raise Mistake(f"{event!r} cannot be scheduled. Use Crash, Restart, Cut, Heal or Suspect; for lost and "
                          "doubled messages use Network(loss=..., duplication=...).")
        for id in event.__dict__.values():
            if type(id) is not int or id not in system.ids:
                raise Mistake(f"There is no node {id!r}, so {event!r} cannot happen. The ids are {list(system.ids)}.")
        if isinstance(event, Suspect) and event.node == event.peer:
            raise Mistake(f"{event!r}: a node does not suspect itself.")
        schedule.append((time, event))
    return tuple(sorted(schedule, key=lambda item: item[0]))
