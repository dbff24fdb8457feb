"""Two runs side by side: one cursor for both, and a sentence that says where they part."""

import html
import json

import anywidget
import traitlets

from . import bundle
from .part import parting
from .promises import encode, load
from .widget import still


class Comparison(anywidget.AnyWidget):
    """Shows two runs. Made by :func:`compare`.

    Attributes
    ----------
    step : int
        Where the cursor of both rests; setting it moves the cursor.
    differ : int or None
        The first step in which the runs are not the same; None if they are the same.
    sentence : str
        Where they part, and how.
    """

    _esm = bundle.module("compare.js")
    _css = bundle.css()
    _runs = traitlets.Unicode().tag(sync=True)
    _differ = traitlets.Int(-1).tag(sync=True)
    _sentence = traitlets.Unicode().tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)

    def __init__(self, trace, other, promises=(), names=("first run", "second run"), step=None):
        self._data = [{**load(one), "title": f"{name}: {load(one).get('title') or 'a run'}"}
                      for one, name in zip((trace, other), names)]
        self.differ, self.sentence = parting(*self._data, names=names)
        runs = [{"trace": data, "promises": encode(one, list(promises))}
                for data, one in zip(self._data, (trace, other))]
        start = (self.differ or 0) if step is None else step
        super().__init__(_runs=json.dumps(runs, ensure_ascii=False, separators=(",", ":")), _sentence=self.sentence,
                         _differ=-1 if self.differ is None else self.differ, step=start)

    def __repr__(self):
        return f"Two runs side by side. {self.sentence}"

    def _repr_mimebundle_(self, **kwargs):
        """The live widget; and for a reader without one the sentence, and a picture of each run where they part."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        pictures = "".join(still(one, min(self.differ or 0, len(one["steps"]) - 1))["text/html"] for one in self._data)
        text = f"<p>{html.escape(self.sentence)}</p>{pictures}"
        return {**data, "text/plain": repr(self), "text/html": text}, metadata


def compare(trace, other, promises=(), names=("first run", "second run"), step=None):
    """Two runs side by side under one cursor; the first step in which they differ is marked.

    Parameters
    ----------
    trace, other : Trace
        For example the run of your rule, and that of the reference with the same seed.
    promises : list of functions
        Shown as lights in both.
    names : (str, str)
        What the runs are called.
    step : int, optional
        Where to begin; by default where they part.

    Returns
    -------
    Comparison
        A widget that displays itself; ``.differ`` is the step, ``.sentence`` says it.
    """
    return Comparison(trace, other, promises, names, step)
