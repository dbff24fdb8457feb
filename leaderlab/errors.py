"""What the reader of a lesson sees when something is wrong: one sentence, in their words."""

import os
from dataclasses import FrozenInstanceError


class Mistake(ValueError):
    """Something in the reader's input or code cannot be right; the text says what, and what to do."""

    def _render_traceback_(self):
        """Show the sentence alone in a notebook (a hook of IPython): our own frames would not help anybody."""
        return [f"{type(self).__name__}: {self}"]


class HandlerMistake(Mistake):
    """A handler of a node raised, ran for ever, or broke a rule of the engine.

    Attributes
    ----------
    node : int
        Whose handler it was.
    event : Event
        What the handler was reacting to.
    line : int or None
        The line of the author's code, where it is known.
    """

    def __init__(self, text, *, node=None, event=None, line=None):
        super().__init__(text)
        self.node, self.event, self.line = node, event, line


class Stuck(Mistake):
    """An event of a run that somebody wrote cannot happen where it stands.

    Attributes
    ----------
    what : str
        Which one it is, in a sentence.
    possible : list
        What could happen instead: events, or their words.
    trace : Trace or None
        The run before it, where it was a line.
    """

    def __init__(self, what, possible, place="", trace=None):
        super().__init__(f"{place}{what} What can happen: {listed(possible)}.")
        self.what, self.possible, self.trace = what, possible, trace


class NoEvent(Stuck):
    """A word of a line is none that any event is written with."""


class Runaway(BaseException):
    """Raised inside a handler that does not come to an end; not an Exception, so ``except Exception`` lets it pass."""


def listed(possible, most=8):
    """Events, or their words, as a part of a sentence; a long list is cut off."""
    words = [str(event) for event in possible]
    more = f"; and {len(words) - most} more" if len(words) > most else ""
    return "; ".join(words[:most]) + more if words else "nothing, the run has ended"


def did_you_mean(name, known):
    """``" Did you mean 'leader'?"`` when a known name is near, else an empty string."""
    from difflib import get_close_matches  # imported only when something is wrong
    near = get_close_matches(name, [str(k) for k in known], n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def explain(error, node, event, handler):
    """The HandlerMistake that tells the author what their handler did.

    Parameters
    ----------
    error : BaseException
        What came out of the handler.
    node : Node
        The node whose handler ran.
    event : Event
        What it was reacting to.
    handler : str
        The handler's name.

    Returns
    -------
    HandlerMistake
    """
    if isinstance(error, HandlerMistake):
        return error
    import linecache
    import traceback
    frames = traceback.extract_tb(error.__traceback__)
    # The author's own line; what it calls may stand in the library, and so may the whole handler.
    own = [f for f in frames if not _is_ours(f.filename)] or [f for f in frames if not _is_engine(f.filename)]
    line = own[-1].lineno if own else None
    source = own and (own[-1].line or linecache.getline(own[-1].filename, line).strip())
    where = f"{type(node).__name__}.{handler}" + (f" (line {line}: {source})" if source else "")
    said = _sentence(error, node)
    return HandlerMistake(f"{where}: {said} It was node {node.id}'s reaction to: {event}.",
                          node=node.id, event=event, line=line)


def _is_engine(filename):
    """The engine's own files stand in one folder; the algorithms below it are written like anybody's."""
    return os.path.dirname(os.path.abspath(filename)) == os.path.dirname(os.path.abspath(__file__))


def _is_ours(filename):
    """Whether a file belongs to the library, the algorithms included."""
    return os.path.abspath(filename).startswith(os.path.dirname(os.path.abspath(__file__)) + os.sep)


def _sentence(error, node):
    match error:
        case Runaway():
            return "the handler did not come to an end. Is there a loop without a way out?"
        case RecursionError():
            return "the handler calls itself without an end."
        case FrozenInstanceError():
            return "a message never changes once it is made. Make a new one instead."
        case AttributeError(name=str(name), obj=owner) if owner is node:
            return f"there is no field {name!r}.{did_you_mean(name, vars(node))}"
        case AttributeError(name=str(name), obj=owner) if type(owner).__name__.startswith("Frozen"):
            return f"what was sent never changes, so it has no {name!r}. Copy it first: list(...), set(...), dict(...)."
        case MemoryError():
            return "it needs more memory than there is."
        case SystemExit():
            return "a handler must not leave Python."
        case Mistake():
            return str(error)
        case TypeError() if "positional argument" in str(error) and "on_" in str(error):
            return f"it is called with other arguments than it takes ({error})."
    return f"it raised {type(error).__name__}{f': {error}' if str(error) else ''}."
