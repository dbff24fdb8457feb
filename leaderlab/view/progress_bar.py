"""The bar of a search as a widget. It is drawn while the kernel is busy, and knows when the cell has ended."""

import html

import ipywidgets as widgets
from IPython.display import display

WIDE = {"width": "260px", "height": "16px"}


class Bar(widgets.HBox):
    """A bar, a label, and a few words; as text only the label."""

    def __init__(self, label, shell):
        self.label, self._shell = label, shell
        self._bar = widgets.FloatProgress(value=0, min=0, max=1, layout=WIDE, style={"bar_color": "#0072b2"})
        self._words = widgets.HTML()
        super().__init__([self._bar, self._words], layout={"align_items": "center", "grid_gap": "10px"})
        self.tell(0, "…")
        shell.events.register("post_run_cell", self._end)
        display(self)

    def tell(self, share, words):
        """Show how far the search is."""
        self._bar.value, self._said = share, words
        self._words.value = f'<span role="status">{html.escape(self.label)}: {html.escape(words)}</span>'

    def _end(self, result=None):
        self._shell.events.unregister("post_run_cell", self._end)
        stopped = getattr(result, "error_in_exec", None) is not None
        self.tell(self._bar.value if stopped else 1, "stopped." if stopped else "done.")

    def __repr__(self):
        return f"Search: {self.label}"

    def _repr_mimebundle_(self, **kwargs):
        return {**super()._repr_mimebundle_(**kwargs), "text/plain": repr(self)}
