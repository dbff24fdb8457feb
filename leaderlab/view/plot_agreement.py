"""A small plot: how many runs end well, against what was varied. SVG text, the same bytes always."""

import html
from base64 import b64encode

from .ink import BLUE, INK, LINE, MUTED, PAPER, RED

FONT = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 46, 56           # margins in pixels
WIDTH, HEIGHT = 640, 320


class Agreement:
    """The plot that :func:`plot_agreement` makes. It displays itself; as text it is a table."""

    def __init__(self, counts, runs, across, mark):
        self.counts, self.runs, self.across, self.mark = dict(sorted(counts.items())), runs, across, mark

    def __repr__(self):
        width = len(self.across)
        rows = [f"{x:>{width}}  {count:>4} of {self.runs}" for x, count in self.counts.items()]
        return "\n".join([f"{self.across}  runs that end in agreement", *rows])

    @property
    def alternative(self):
        """The picture in one sentence."""
        points = ", ".join(f"{count} at {x}" for x, count in self.counts.items())
        line = f" A dashed line marks {self.mark[1]}, at {self.mark[0]}." if self.mark else ""
        return f"Runs that end in agreement, out of {self.runs}, against {self.across}: {points}.{line}"

    def svg(self):
        """The picture as SVG text."""
        return "\n".join([
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
            f'height="{HEIGHT}" role="img" font-family="{FONT}" font-size="12" fill="{INK}">',
            f"<title>{html.escape(self.alternative)}</title>",
            f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{HEIGHT - 1}" rx="10" fill="{PAPER}" '
            f'stroke="{LINE}"/>',
            f'<text x="{LEFT}" y="26" font-size="14" font-weight="600">'
            f"Runs that end in agreement, out of {self.runs}</text>",
            *self._axes(), *self._mark(), *self._line(), "</svg>"]) + "\n"

    def _x(self, x):
        low, high = min(self.counts), max(self.counts)
        return round(LEFT + (x - low) / ((high - low) or 1) * (WIDTH - LEFT - RIGHT), 1)

    def _y(self, count):
        return round(HEIGHT - BOTTOM - count / self.runs * (HEIGHT - TOP - BOTTOM), 1)

    def _axes(self):
        for share in range(5):
            count = self.runs * share / 4
            y = self._y(count)
            yield f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="{LINE}"/>'
            yield f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{count:g}</text>'
        for x in self.counts:
            yield f'<text x="{self._x(x)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{x}</text>'
        middle = (LEFT + WIDTH - RIGHT) / 2
        label = html.escape(self.across)
        yield f'<text x="{middle}" y="{HEIGHT - 14}" text-anchor="middle" fill="{MUTED}">{label}</text>'

    def _mark(self):
        if self.mark:
            x, label = self._x(self.mark[0]), html.escape(self.mark[1])
            look = f'stroke="{RED}" stroke-width="2" stroke-dasharray="6 4"'
            yield f'<path d="M{x} {TOP - 4}V{HEIGHT - BOTTOM}" {look}/>'
            yield f'<text x="{x - 8}" y="{HEIGHT - BOTTOM - 10}" text-anchor="end">{label}</text>'

    def _line(self):
        points = [(self._x(x), self._y(count)) for x, count in self.counts.items()]
        way = "L".join(f"{x} {y}" for x, y in points)
        yield f'<path d="M{way}" fill="none" stroke="{BLUE}" stroke-width="2.4"/>'
        for x, y in points:
            yield f'<circle cx="{x}" cy="{y}" r="4.5" fill="{BLUE}"/>'

    def _repr_mimebundle_(self, **kwargs):
        """A table in words; and the picture as every notebook shows it, with the table folded under it."""
        source = "data:image/svg+xml;base64," + b64encode(self.svg().encode()).decode()
        rows = "".join(f"<tr><td>{x}</td><td>{n} of {self.runs}</td></tr>" for x, n in self.counts.items())
        head = f"<tr><th>{html.escape(self.across)}</th><th>runs that end in agreement</th></tr>"
        table = f"<details><summary>The same as a table</summary><table>{head}{rows}</table></details>"
        picture = f'<img alt="{html.escape(self.alternative)}" src="{source}">'
        return {"text/plain": repr(self), "text/html": picture + table}


def plot_agreement(counts, *, runs, across, mark=None):
    """Plot how many runs end in agreement.

    Parameters
    ----------
    counts : dict
        What was varied (a number) -> number of runs that end in agreement.
    runs : int
        How many runs there were for each.
    across : str
        What was varied: the label of the horizontal axis.
    mark : (number, str), optional
        A place on that axis to point at, and what is there.

    Returns
    -------
    Agreement
        Displays itself.

    Examples
    --------
    >>> plot_agreement({0: 1, 10: 4}, runs=4, across="ticks")
    ticks  runs that end in agreement
        0     1 of 4
       10     4 of 4
    """
    return Agreement(counts, runs, across, mark)
