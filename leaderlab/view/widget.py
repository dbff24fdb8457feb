"""The player: a run on the screen, with its own play button. Nothing is computed in Python while it plays.

A learner may take the run into the hand: then the player asks, in custom messages, and
:class:`~leaderlab.view.hand.Hand` answers.
"""

import html
import json

import anywidget
import traitlets

from ..errors import Mistake
from . import bundle, picture
from .aside import Home, aside
from .hand import Hand, behaves, shown
from .promises import encode, load
from .search import Search

STOPPED = "This was stopped. Nothing is lost."
ELSEWHERE = "Another run has come to the screen meanwhile."


class Player(anywidget.AnyWidget):
    """Shows one run. Made by :func:`player`.

    Attributes
    ----------
    trace : Trace
        The run on the screen: the one that was given, or the branch that the learner has opened by hand.
    step : int
        Where the cursor rests; setting it moves the cursor.
    score : dict
        In predict mode, how many answers were ``right``, of how many ``asked``, of how many questions there are
        (``of``), and in which steps the answer was ``wrong``. Empty before the first answer.
    """

    _esm = bundle.esm()
    _css = bundle.css()
    _run = traitlets.Unicode().tag(sync=True)           # {"trace": ..., "promises": ...}
    _height = traitlets.Int(0).tag(sync=True)
    _tree = traitlets.Unicode().tag(sync=True)          # {"now": ..., "how": ..., "runs": [...]}, once there is a fork
    _hand = traitlets.Bool(False).tag(sync=True)        # may the run be taken into the hand?
    step = traitlets.Int(0).tag(sync=True)
    score = traitlets.Dict().tag(sync=True)
    _in_hand = None                                     # the Hand, once somebody has asked for something

    def __init__(self, trace, promises=(), step=0, height=None):
        self._take(trace, promises)
        super().__init__(_run=self._packed(), step=self._place(step), _height=height or 0, _hand=self._can_fork)
        self.on_msg(self._hear)

    def show(self, trace, promises=(), step=None):
        """Show another run in the same place; its branches begin anew.

        Parameters
        ----------
        trace : Trace
        promises : list of functions
        step : int, optional
            Where the cursor goes; by default it stays, as far as the new run goes.
        """
        self._take(trace, promises)
        packed = self._packed()
        with self.hold_sync():
            self.step = self._place(self.step if step is None else step)
            self._tree, self._hand, self.score = "", self._can_fork, {}
            self._run = packed

    def _take(self, trace, promises):
        if self._in_hand:
            self._in_hand.do_stop()
        self.trace, self._promises, self._in_hand, self._loaded = trace, list(promises), None, None
        recorded = isinstance(trace, dict) or any(isinstance(promise, dict) for promise in self._promises)
        self._can_fork = not recorded and any(behaves(node) for node in trace.system.nodes)

    def _packed(self):
        if not isinstance(self.trace, dict):
            return shown(self.trace, self._promises)
        run = {"trace": self.trace, "promises": encode(self.trace, self._promises)}
        return json.dumps(run, ensure_ascii=False, separators=(",", ":"))

    @property
    def _data(self):
        """The run on the screen as JSON values."""
        if self._loaded is None or self._loaded[0] is not self.trace:
            self._loaded = self.trace, load(self.trace)
        return self._loaded[1]

    @property
    def _last(self):
        return len(self.trace["steps"] if isinstance(self.trace, dict) else self.trace) - 1

    def _place(self, step):
        return max(0, min(self._last, step if step >= 0 else self._last + 1 + step))

    # -- by hand -----------------------------------------------------------------------------------------------------

    def _hear(self, _, request, __):
        """Answer one question of the player, a search when it has ended."""
        home, asker = Home(), request.get("from")

        def tell(worlds):
            home.call(self.send, {"to": asker, "answer": "searching", "worlds": worlds})
        try:
            hand = self._hand_of_this(tell)
            answer = hand.hear(request)
        except Mistake as error:        # a run that the engine cannot walk again, from a real log for example
            answer = {"answer": "refused", "text": f"This run cannot be changed by hand. {error}"}
        except KeyboardInterrupt:
            answer = {"answer": "refused", "text": STOPPED}
        if isinstance(answer, Search):
            aside(answer.run, lambda: self._reply(asker, self._conclude(hand, answer)), home)
        else:
            self._reply(asker, answer)

    def _conclude(self, hand, search):
        return hand.conclude(search) if hand is self._in_hand else {"answer": "refused", "text": ELSEWHERE}

    def _reply(self, asker, answer):
        """A new run comes to the screen of every view, the answer to the one that has asked."""
        if "shown" in answer:
            self._put(answer)
        self.send({**answer, "to": asker})

    def _hand_of_this(self, tell):
        if not self._can_fork:
            raise Mistake("Only its recording is here.")
        if self._in_hand is None:
            self._in_hand = Hand(self.trace, self._promises)
        self._in_hand.tell = tell
        return self._in_hand

    def _put(self, answer):
        """A branch comes to the screen: where it begins, or one step on if that step was made by hand."""
        hand, how = self._in_hand, answer["answer"]
        self.trace = hand.walks[answer["run"]].trace
        with self.hold_sync():
            if how != "open":           # there the cursor is the reader's
                self.step = self._place(answer["at"] + (how == "fork"))
            self._tree = json.dumps({"now": answer["run"], "how": how, "runs": hand.tree}, ensure_ascii=False)
            self._run = answer.pop("shown")

    # -- for a reader without a kernel -------------------------------------------------------------------------------

    def __repr__(self):
        return picture.describe(self._data, self.step)

    def _repr_mimebundle_(self, **kwargs):
        """The live widget; and for a reader without one a sentence, and a picture that every notebook may show."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, **still(self._data, self.step)}, metadata


def still(data, step):
    """The forms of a run that need no kernel: a sentence, and a picture with that sentence as its alternative."""
    text = picture.describe(data, step)
    return {"text/plain": text, "text/html": f'<img alt="{html.escape(text)}" src="{picture.data_uri(data, step)}">'}


def player(trace, promises=(), step=0, height=None):
    """Play a run: forwards, backwards, step by step; and take it into the hand ("By hand").

    Parameters
    ----------
    trace : Trace
        From simulate, replay or verify.
    promises : list of functions
        Of one world, or of two (before, after); each is shown as a light with its docstring.
    step : int
        Where to begin; -1 is the last step.
    height : int, optional
        Of the pictures, in pixels.

    Returns
    -------
    Player
        A widget that displays itself; ``.step`` is where its cursor rests, ``.trace`` the run on its screen.
    """
    return Player(trace, promises, step, height)
