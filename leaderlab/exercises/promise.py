"""Write a promise as a function of a world: it must say what the reference says, everywhere."""

from dataclasses import dataclass, field

from ..errors import Mistake
from ..properties import arity
from ..values import show
from .answers import need_function, unwritten
from .exercise import Exercise, Finding, untouched
from .guard import ask
from .plain import kind_of
from .search import search


@dataclass(kw_only=True, eq=False)
class Predicate(Exercise):
    """Write a promise as a function of a world; it is compared with the reference in every reachable world.

    Parameters
    ----------
    reference : callable
        The right predicate: of one world, or of two (before, after) for a promise about a step.
    systems, grading : callable
        Return the list of systems whose worlds are compared; grading adds the second.
    options : dict
        Options for ``verify`` that make more worlds: faults, timed.

    Notes
    -----
    Matchers: ``like(wrong_predicate)`` (equal in all worlds), or a function of the learner's predicate.
    """

    reference: object
    systems: object
    grading: object = list
    options: dict = field(default_factory=dict)
    max_worlds: int = 20_000

    def mark(self, answer, grading):
        if answer is None or answer is ... or unwritten(answer):
            return untouched()
        need_function(answer, "a function of a world")
        worlds = 0
        for system in [*self.systems(), *(self.grading() if grading else [])]:
            verdict = self.compare(answer, self.reference, system)
            if verdict.holds is False:
                return self.differs(answer, verdict)
            worlds += verdict.worlds
        return self.passed(f"Right in every one of {worlds:,} worlds.")

    def clues(self):
        worlds = "one world" if arity(self.reference) == 1 else "the worlds before and after a step"
        said = [f"Your function gets {worlds} and returns True where the promise holds, else False."]
        for system in self.systems():
            verdict = search(system, always=[self.reference], max_worlds=self.max_worlds, **self.options)
            if verdict.holds is False:
                steps = "; ".join(str(step.event) for step in verdict.trace[1:])
                when = f"after this run, and not before: {steps}" if steps else "right at the beginning"
                return [*said, f"On {system} it must say False {when}."]
        return said

    def compare(self, mine, reference, system):
        """The verdict about ``mine`` and ``reference`` saying the same everywhere."""
        if arity(self.reference) == 2:
            def says_the_same(before, after):
                return yes_or_no(mine, before, after) == bool(reference(before, after))
        else:
            def says_the_same(world):
                return yes_or_no(mine, world) == bool(reference(world))
        return search(system, always=[says_the_same], max_worlds=self.max_worlds, **self.options)

    def differs(self, answer, verdict):
        """The finding about the nearest world in which the learner's predicate is wrong."""
        worlds = [verdict.trace.worlds[k] for k in range(-arity(self.reference), 0)]
        mine = yes_or_no(answer, *worlds)
        truth = "is broken" if mine else "holds"
        text = f"After the last step below your predicate says {mine}, but the promise {truth} there."
        return Finding(0, text, self.idea(answer), verdict.trace, table=nodes_of(verdict.trace.last))

    def resembles(self, other, subject):
        return all(self.compare(subject, other, system).holds for system in self.systems())


def nodes_of(world):
    """A world as a table: one line for each node."""
    fields = list(dict.fromkeys(name for node in world.nodes for name in vars(node)))
    lines = [[node.id, "yes" if node.up else "no", *(show(vars(node).get(name)) for name in fields)]
             for node in world.nodes]
    return ["node", "up", *fields], lines


def yes_or_no(predicate, *worlds):
    """What a learner's predicate says.

    Raises
    ------
    Mistake
        If it says neither True nor False.
    """
    said, name = ask(predicate, *worlds), getattr(predicate, "__name__", "your predicate")
    if said is None:
        raise Mistake(f"`{name}` returned None. Is there a `return` on every way through the function?")
    if not isinstance(said, bool):
        raise Mistake(f"`{name}` returned {kind_of(said)}. A promise holds or not: return True or False.")
    return said
