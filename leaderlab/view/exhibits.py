"""Pictures of one moment of a run, as the last line of a cell: the logs of all nodes, and their tables side by side."""

from html import escape

from .ink import LINE, PAPER, element, safe
from .picture import LANES, NETWORK, _place, address, document
from .promises import load
from .still_logs import describe_logs, draw_logs, height_of, logs_in_words
from .still_tables import rows_of

CELL = "text-align:left;padding:2px 12px 2px 0"


class Exhibit:
    """Something to look at: it displays itself, and is a text where nothing can be displayed."""

    def __init__(self, text, html):
        self.text, self.html = text, html

    def __repr__(self):
        return self.text

    def _repr_html_(self):
        return self.html


def logs_picture(trace, step=None):
    """The logs of all nodes at one step, as the player shows them.

    Parameters
    ----------
    trace : Trace
        Of nodes with a field ``log``: a list of records with a ``term``, or of plain numbers.
    step : int, optional
        By default the last one.

    Returns
    -------
    Exhibit
        Displays itself; as text it has one line for each node.
    """
    data = load(trace)
    k, width = _place(data, step), NETWORK + LANES
    height = height_of(data)
    if not height:
        return Exhibit("No node has anything in a log.", "No node has anything in a log.")
    words = f"{describe_logs(data, k)} Step {k}."
    frame = element("rect", x=0.5, y=0.5, width=width - 1, height=height - 1, rx=10, fill=PAPER, stroke=LINE)
    picture = document([element("title", safe(words)), frame, *draw_logs(data, k, 0, 0, width)], width, height)
    lines = "\n".join(logs_in_words(data, k))
    return Exhibit(f"{words}\n{lines}", f'<img alt="{escape(f"{words} {lines}")}" src="{address(picture)}">')


def tables(trace, field="store", step=None):
    """The key-value tables of all nodes at one step, side by side.

    Parameters
    ----------
    trace : Trace
        Of nodes with a dict in this field.
    field : str
    step : int, optional
        By default the last one.

    Returns
    -------
    Exhibit
        Displays itself as an HTML table; equal tables and different keys are named in words.
    """
    data = load(trace)
    rows = list(rows_of(data, field, _place(data, step)))
    if not rows:
        return Exhibit(f"No node has a table {field}.", f"No node has a table <code>{escape(field)}</code>.")
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    text = "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)
    head, *body = rows
    heads = "".join(f'<th scope="col" style="{CELL}">{escape(cell)}</th>' if cell else f'<td style="{CELL}"></td>'
                    for cell in head)                       # a heading without words would be read as one
    lines = "".join(f'<tr><th scope="row" style="{CELL}">{escape(first)}</th>'
                    + "".join(f'<td style="{CELL}">{escape(cell)}</td>' for cell in others) + "</tr>"
                    for first, *others in body)
    return Exhibit(text, f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>")
