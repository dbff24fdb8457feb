"""The player: a run on the screen, with its own play button. Nothing is computed in Python while it plays."""

import html
import json

import anywidget
import traitlets

from . import bundle, picture
from .promises import encode, load


class Player(anywidget.AnyWidget):
    """Shows one run. Made by :func:`player`.

    Attributes
    ----------
    step : int
        Where the cursor rests; setting it moves the cursor.
    """

    _esm = bundle.esm()
    _css = bundle.css()
    _run = traitlets.Unicode().tag(sync=True)           # {"trace": ..., "promises": ...}
    _height = traitlets.Int(0).tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)

    def __init__(self, trace, promises=(), step=0, height=None):
        self.trace = trace
        super().__init__(_run=self._pack(trace, promises), step=self._place(step), _height=height or 0)

    def show(self, trace, promises=(), step=None):
        """Show another run in the same place. ``step=None`` keeps the cursor, as far as the new run goes."""
        self.trace = trace
        packed = self._pack(trace, promises)
        with self.hold_sync():
            self.step = self._place(self.step if step is None else step)
            self._run = packed

    def _pack(self, trace, promises):
        self._data = load(trace)
        run = {"trace": self._data, "promises": encode(trace, list(promises))}
        return json.dumps(run, ensure_ascii=False, separators=(",", ":"))

    def _place(self, step):
        last = len(self._data["steps"]) - 1
        return max(0, min(last, step if step >= 0 else last + 1 + step))

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
    """Play a run: forwards, backwards, step by step.

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
        A widget that displays itself; ``.step`` is where its cursor rests.
    """
    return Player(trace, promises, step, height)
