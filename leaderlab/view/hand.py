"""What the learner does by hand: forks of a run, asked for by the player in plain JSON, answered in plain JSON.

Nothing here knows a widget: a request is a dict, and so is its answer.
"""

import json

from ..errors import Mistake
from ..events import EVENTS, Deliver, Drop, Duplicate
from ..network import Faults
from ..node import Node
from ..properties import at_most_one_leader, quiet, sentence, somebody_leads
from ..replay import replay
from ..walk import BreaksDown, Walk
from .promises import encode
from .search import Search, Stopped
from .words import counted

LETTERS = {"deliver": Deliver, "drop": Drop, "duplicate": Duplicate}
MOST_FAULTS = Faults(crashes=1, restarts=1, cuts=1, heals=1, suspicions=1)
WORST = "one crash, one restart, one cut, one heal and one false suspicion"


def two_leaders(world):
    """Two nodes lead at the same time."""
    return not at_most_one_leader(world)


GOALS = {"a leader": somebody_leads, "two leaders": two_leaders, "the end": quiet}


class Hand:
    """A tree of runs: the first one, and every fork that was made of it. No run is ever lost.

    Parameters
    ----------
    trace : Trace
    promises : list of callable
        What is shown as lights, in every run.
    tell : callable, optional
        Called with the number of worlds while a search goes on, in its thread.

    Attributes
    ----------
    walks : list of Walk
        By number; 0 is the first run.
    tree : list of dict
        For each of them, as JSON: the ``parent`` that it left, ``at`` which step, its ``last`` step, and a ``label``.
    """

    def __init__(self, trace, promises=(), tell=lambda worlds: None):
        self.promises, self.tell, self.walks, self.search = list(promises), tell, [Walk(trace)], None
        self.tree = [{"parent": None, "at": 0, "last": len(trace) - 1, "label": "The run as it was."}]

    def hear(self, request):
        """Answer one request of the player.

        Parameters
        ----------
        request : dict
            ``do`` says what is wanted (the methods below), ``run`` and ``step`` where; and what that method needs.

        Returns
        -------
        dict or Search
            ``answer`` is the name of the method, or "refused": then ``text`` says why, in a sentence. A Search is to be
            run, in any thread; :meth:`conclude` then has the answer.
        """
        return answered(self._do, request)

    def _do(self, request):
        do = getattr(self, "do_" + str(request.get("do")), None)
        if do is None:
            raise Mistake("The player asks for something that this version of leaderlab does not know.")
        run, step = request.get("run", 0), request.get("step", 0)
        if not (0 <= run < len(self.walks) and 0 <= step < len(self.walks[run].states)):
            raise Mistake("This run is not known here any more. Run the cell again.")
        answer = do(run, step, request)
        return {"answer": request["do"], **answer} if isinstance(answer, dict) else answer

    def conclude(self, search):
        """The answer to a search that has run."""
        return answered(self._show_way, search)

    # -- what can be asked -------------------------------------------------------------------------------------------

    def do_choices(self, run, step, _):
        """Everything that may happen after a step: a row for each, and its sentence."""
        events, numbers = self.walks[run].choices(step), self._flying(run, step)
        return {"run": run, "step": step, "choices": [[self._row(event, numbers), spoken(event)] for event in events]}

    def do_fork(self, run, step, request):
        """Leave a run: the event of ``row`` happens after the step."""
        event = self._event(run, request["row"])
        return self._branch(run, step, self.walks[run].fork(step, event), spoken(event))

    def do_go_on(self, run, step, request):
        """Leave a run: whatever is due happens, until nothing is left or ``most`` steps are made."""
        walk = self.walks[run].go_on(step, request.get("most", 100))
        return {**self._branch(run, step, walk, "It goes on by itself."), "text": walk.mistake}

    def do_search(self, run, step, request):
        """Search the shortest way to a goal: a name of GOALS, or the number of a promise to break."""
        if self.search and not self.search.done:
            return {"answer": "running", "text": "A search is going on already. Stop it, or wait for its end."}
        goal, faults = request["goal"], MOST_FAULTS if request.get("faults") else None
        wanted = GOALS[goal] if goal in GOALS else breaks(self.promises[goal])
        self.search = Search(run, step, self.walks[run].upto(step), wanted, faults, self.tell)
        return self.search

    def do_stop(self, *_):
        """Stop the search, whoever asked for it."""
        if self.search:
            self.search.stop()
        return {"text": "The search is stopped."}

    def do_open(self, run, _, __):
        """Show a run again."""
        return {"run": run, "shown": shown(self.walks[run].trace, self.promises)}

    def do_line(self, run, step, _):
        """The run up to a step as one line of text."""
        return {"text": self.walks[run].upto(step).line()}

    def do_paste(self, run, step, request):
        """A run from somebody's line of text."""
        classes = {type(node) for node in self.walks[0].trace.system.nodes}
        trace = replay(request["text"], *sorted(classes, key=lambda cls: cls.__name__))
        return self._branch(0, 0, Walk(trace), "A pasted run.")

    # -- little helpers ----------------------------------------------------------------------------------------------

    def _branch(self, parent, step, walk, label):
        self.walks.append(walk)
        self.tree.append({"parent": parent, "at": step, "last": len(walk.trace) - 1, "label": label})
        return {"run": len(self.walks) - 1, "parent": parent, "at": step, "last": len(walk.trace) - 1,
                "shown": shown(walk.trace, self.promises)}

    def _show_way(self, search):
        """Leave a run on the way that a search has found."""
        (run, step), goal, text = search.at, sentence(search.goal), None
        try:
            found, label = search.found(), f"The shortest way to: {goal}"
        except BreaksDown as error:
            found, label = error.walk, "The shortest way to a handler that breaks down."
            far = counted(len(found.events) - step, "step")
            text = f"The search ends where a handler breaks down, {far} from here. {error}"
        if found is None:
            scope = f"with at most {WORST}" if search.faults else "in which nothing more fails"
            raise Mistake(f"No such run exists from here: {goal} The search saw every run {scope}.")
        if len(found.events) == step:
            raise Mistake(text or f"That is so already at this step: {goal}")
        return {"answer": "search", **self._branch(run, step, found, label), "text": text}

    def _letters(self, run):
        """The messages of a run by number, as the player numbers them: in the order of sending, then the copies."""
        steps = list(self.walks[run].trace)
        letters = {sent.number: (sent.sender, sent.to, sent.message) for step in steps for sent in step.sent}
        copies = {step.copy: tuple(step.event.__dict__.values()) for step in steps if step.copy is not None}
        return letters | copies

    def _flying(self, run, step):
        """(sender, to, message) -> the player's number of the oldest such message, on the wire if there is one."""
        letters = self._letters(run)
        places = {number: place for place, number in enumerate(letters)}
        first = {letter: place for place, letter in reversed(list(enumerate(letters.values())))}
        flying = {tuple(letter.__dict__.values()): places[number]
                  for number, letter in reversed(self.walks[run].trace.on_the_wire(step).items())}
        return first | flying

    @staticmethod
    def _row(event, numbers):
        values = tuple(event.__dict__.values())
        kind = type(event).__name__.lower()
        return [kind, numbers.get(values), *values[:2]] if kind in LETTERS else [kind, *values]

    def _event(self, run, row):
        kind, *values = row
        if kind in LETTERS:
            letters = list(self._letters(run).values())
            if not isinstance(values[0], int) or not 0 <= values[0] < len(letters):
                raise Mistake("This message is not in the run any more. Run the cell again.")
            return LETTERS[kind](*letters[values[0]])
        return EVENTS[kind.title()](*values)


def answered(do, *args):
    """What a method answers; or why it does not, in a sentence."""
    try:
        return do(*args)
    except Stopped as stop:
        return {"answer": "stopped", "text": str(stop)}
    except Mistake as error:
        return {"answer": "refused", "text": str(error)}
    except Exception as error:              # a damaged request, a learner's class: the player must be answered
        return {"answer": "refused", "text": f"This did not work ({type(error).__name__}: {error})."}


def spoken(event):
    """An event as a sentence."""
    text = str(event)
    return f"{text[0].upper()}{text[1:]}."


def breaks(promise):
    """The goal that a promise is broken."""
    def goal(world):
        return not promise(world)
    goal.__doc__ = f"This is broken: {sentence(promise)}"
    return goal


def behaves(node):
    """Whether a node does anything by itself. One that was read from a log, or without its class, does not."""
    return any(getattr(type(node), name) is not getattr(Node, name)
               for name in ("on_start", "on_message", "on_timer", "on_restart"))


def shown(trace, promises):
    """What the player needs to show a run, as JSON text."""
    lights = json.dumps(encode(trace, list(promises)), ensure_ascii=False, separators=(",", ":"))
    return f'{{"trace":{trace.to_json()},"promises":{lights}}}'
