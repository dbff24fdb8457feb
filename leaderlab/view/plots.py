"""Charts of measured numbers beside proven ones. A table says the same, also where matplotlib is missing."""

from base64 import b64encode
from html import escape
from io import BytesIO

# Okabe-Ito colours; every series differs in its sign or its dashes too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00")
SIGNS = ("o", "s", "^", "D", "v", "P")
DASHES = ("-", "--", "-.", ":", (0, (8, 3)), (0, (1, 3)))
CELL = "text-align:right;padding:2px 10px"


class Chart:
    """Numbers over one variable. In a notebook: a picture with its description, and the same as a table.

    Attributes
    ----------
    measured, proven : dict
        Name of a series -> {x: y}.
    """

    def __init__(self, measured, proven, title, x, y):
        self.measured, self.proven = _series(measured), _series(proven)
        self.title, self.x, self.y = title, x, y

    @property
    def alt(self):
        """The chart in words: what stands on the axes, and where each series begins and ends."""
        xs = self._xs()
        ends = [(name, number(line[min(line)]), number(line[max(line)])) for name, line in self._all() if line]
        series = "; ".join(f"{name}: from {first} to {last}" for name, first, last in ends)
        across = f"{self.x}, from {number(xs[0])} to {number(xs[-1])}"
        return f"Chart: {self.title}. Across: {across}. Up: {self.y}. {series}."

    def rows(self):
        """The table: a heading row, then one row for each x."""
        lines = self._all()
        yield [self.x, *(name for name, _ in lines)]
        for x in self._xs():
            yield [number(x), *(number(line[x]) if x in line else "" for _, line in lines)]

    def png(self):
        """The picture.

        Returns
        -------
        bytes

        Raises
        ------
        ImportError
            If matplotlib is not installed.
        """
        from matplotlib.figure import Figure  # not pyplot: it is slow to import and keeps every figure alive
        figure = Figure(figsize=(7.6, 4.6), dpi=110, layout="constrained")
        axes = figure.add_subplot()
        for k, (name, line) in enumerate(self.proven.items()):
            axes.plot(*_points(line), color=COLOURS[k % 6], linestyle=DASHES[k % 6], linewidth=1.8, label=name)
        for k, (name, line) in enumerate(self.measured.items()):
            dashes = "" if self.proven else DASHES[k % 6]       # where no curve is proven, the eye wants a thread
            axes.plot(*_points(line), color=COLOURS[k % 6], linestyle=dashes, linewidth=1,
                      marker=SIGNS[k % 6], markersize=7, label=name)
        axes.set(title=self.title, xlabel=self.x, ylabel=self.y)
        axes.set_ylim(bottom=0)
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False, loc="best")
        out = BytesIO()
        figure.savefig(out, format="png", metadata={"Software": None})
        return out.getvalue()

    def __repr__(self):
        rows = list(self.rows())
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines = ["  ".join(text.rjust(width) for text, width in zip(row, widths)) for row in rows]
        return "\n".join([self.title, *lines])

    def _repr_html_(self):
        head, *body = self.rows()
        cells = "".join(f'<th scope="col" style="{CELL}">{escape(text)}</th>' for text in head)
        lines = "".join("<tr>" + "".join(f'<td style="{CELL}">{text}</td>' for text in row) + "</tr>" for row in body)
        caption = f"<caption>{escape(self.title)}</caption>"
        table = f"<table>{caption}<thead><tr>{cells}</tr></thead><tbody>{lines}</tbody></table>"
        try:
            picture = b64encode(self.png()).decode()
        except ImportError:
            return table
        image = f'<img alt="{escape(self.alt)}" src="data:image/png;base64,{picture}">'
        return f"{image}<details><summary>The same as a table</summary>{table}</details>"

    def _all(self):
        return [*self.measured.items(), *self.proven.items()]

    def _xs(self):
        return sorted({x for _, line in self._all() for x in line})


def chart(measured, proven=None, *, title, x, y):
    """Show measured numbers as signs, on proven curves as lines.

    Parameters
    ----------
    measured, proven : dict
        Name of a series -> {x: y}. The first of both share a colour, and so on.
    title, x, y : str
        The headline, and what stands on the axes.

    Returns
    -------
    Chart
        Shows itself as the value of a cell.

    Examples
    --------
    >>> chart({"measured": {2: 4, 3: 6}}, {"2n": {2: 4, 3: 6}}, title="The README's ring", x="nodes", y="messages")
    The README's ring
    nodes  measured  2n
        2         4   4
        3         6   6
    """
    return Chart(measured, proven or {}, title, x, y)


def number(value):
    """A number as one reads it: whole, or with at most two decimals."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def _series(lines):
    return {name: dict(sorted(dict(line).items())) for name, line in lines.items()}


def _points(line):
    return list(line), [float(y) for y in line.values()]
