"""The part of a control panel that runs its system many times: a button, a bar, and what came of it."""

import html

import ipywidgets as widgets

from .many import Many

RUNS, EVERY = 200, 4                             # so many runs; the bar moves after so many


class ManyRuns(widgets.VBox):
    """A button that runs a system with one seed after another.

    Parameters
    ----------
    simulate : callable
        A seed -> a Trace.
    first : callable
        The seed to begin with, when the button is pressed.
    promises : list of callable
    """

    def __init__(self, simulate, first, promises):
        self._simulate, self._first, self._promises = simulate, first, promises
        self.button = widgets.Button(description=f"Run it {RUNS} times", layout={"width": "auto"},
                                     tooltip="With the settings above, and one seed after another")
        self.bar = widgets.IntProgress(max=RUNS, layout={"width": "200px", "display": "none"},
                                       style={"bar_color": "#0072b2"})
        self.line, self.result = widgets.HTML(), widgets.HTML()
        self.button.on_click(self.run)
        row = {"align_items": "center", "flex_flow": "row wrap"}
        super().__init__([widgets.HBox([self.button, self.bar, self.line], layout=row), self.result])

    def run(self, _=None):
        """Run, and show what came of it; when the kernel is interrupted, what there is so far."""
        self.button.disabled, self.bar.value, self.bar.layout.display = True, 0, ""
        many = None
        try:
            for number in range(RUNS):
                if number % EVERY == 0:
                    self._tell(number, f"{number} of {RUNS} runs")
                many = self._one_more(many, self._first() + number)
            last = RUNS, f"{RUNS} runs: done."
        except KeyboardInterrupt:
            last = self.bar.value, "Stopped."
        except Exception as error:      # the settings themselves are wrong, or a learner's rule is
            last = 0, str(error).strip().split("\n")[0] or type(error).__name__
        if many is not None and many.seeds:
            self.result.value = many.html()
        self.button.disabled, self.bar.layout.display = False, "none"
        self._tell(*last)               # last of all: who reads "done" finds the result there

    def _one_more(self, many, seed):
        try:
            trace = self._simulate(seed)
        except Exception as error:
            if many is None:
                raise                   # not even the first one
            many.fail(seed, error)
            return many
        many = many or Many(str(trace.system), self._promises)
        many.add(seed, trace)
        return many

    def _tell(self, done, words):
        self.bar.value = done
        self.line.value = f'<span role="status">{html.escape(words)}</span>'
