"""What a leader election promises, each promise a small function of a world.

The docstring is the sentence that a reader sees when the promise breaks. "Leader election" has four meanings, so say
which one you mean: one-shot (one leader, all agree), per term, at any instant, or eventually.
"""

import inspect

from .errors import Mistake, Runaway
from .watchdog import calls_handlers


def at_most_one_leader(world):
    """At most one non-faulty node believes to be the leader itself."""
    return len(world.leaders) <= 1


def at_most_one_leader_per_term(world):
    """In each term at most one node, non-faulty or not, is the leader."""
    terms = [node.term for node in world.nodes if node.leader == node.id]
    return len(terms) == len(set(terms))


def nobody_disagrees(world):
    """No two non-faulty nodes name two different non-faulty leaders."""
    up = {node.id for node in world.up}
    return len({node.leader for node in world.up} & up) <= 1


def somebody_leads(world):
    """A non-faulty node believes to be the leader itself."""
    return bool(world.leaders)


def all_agree(world):
    """All non-faulty nodes name the same leader, and it is non-faulty."""
    named = {node.leader for node in world.up}
    return len(named) == 1 and named <= {node.id for node in world.up}


def nobody_follows_the_dead(world):
    """No non-faulty node names a leader that is down."""
    down = {node.id for node in world.nodes if not node.up}
    return not any(node.leader in down for node in world.up)


def largest_leads(world):
    """Nobody names a leader but the largest id of all."""
    largest = max(node.id for node in world.nodes)
    return all(node.leader in (None, largest) for node in world.nodes)


def quiet(world):
    """Nothing is on the wire and nothing is pending: the run comes to rest."""
    return not world.in_flight and not world.pending


def irrevocable(before, after):
    """Who has named a leader never names another, nor none."""
    return all(old.leader in (None, new.leader) for old, new in zip(before.nodes, after.nodes))


@calls_handlers
def ask(predicate, *worlds, what=None):
    """The answer of somebody's predicate; ``what`` it is called in a sentence.

    Raises
    ------
    Mistake
        If the predicate raises or does not come to an end.
    """
    what = what or _name(predicate)
    try:
        return predicate(*worlds)
    except Mistake:
        raise
    except Runaway:
        raise Mistake(f"{what} does not come to an end. Is there a loop without a way out?") from None
    except Exception as error:
        raise Mistake(f"{what} raised {type(error).__name__}: {error}.") from None


def arity(promise):
    """How many worlds a promise must be given: 1, or 2 for one about a step (before, after)."""
    try:
        parameters = inspect.signature(promise).parameters.values()
    except (TypeError, ValueError):
        return 1
    return sum(p.default is p.empty and p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) for p in parameters)


def _name(predicate):
    return getattr(predicate, "__name__", "The predicate").replace("<lambda>", "The lambda")


def sentence(promise):
    """What a promise says, in one line: the first line of its docstring, or its name in words."""
    doc = (promise.__doc__ or "").strip().splitlines()
    text = doc[0] if doc else _name(promise).replace("_", " ")
    return text if text.endswith((".", "?", "!")) else f"{text}."
