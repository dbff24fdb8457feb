"""The progress of a sweep: a bar in a notebook, a line in a terminal, nothing where nobody looks."""

import sys
from time import monotonic

EVERY = 0.1                             # seconds between two drawings


class Bar:
    """Called with (rows done, all rows). What it leaves in a notebook is the same in every run."""

    def __init__(self, label):
        self.label, self.next, self.bar = label, 0, _notebook_bar(label)
        self.terminal = self.bar is None and sys.stderr.isatty()

    def __call__(self, done, rows):
        if done < rows and monotonic() < self.next:
            return
        self.next = monotonic() + EVERY
        text = f"{done:,} of {rows:,} rows"
        if self.bar is not None:
            self.bar.tell(done / rows, text)
        elif self.terminal:
            print(f"\r{self.label}: {text}", end="\n" if done == rows else "", file=sys.stderr, flush=True)


def _notebook_bar(label):
    """The bar that the searches have, too; None where there is no notebook."""
    from ..view.progress import bar_on_screen
    return bar_on_screen(label)
