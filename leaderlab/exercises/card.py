"""The card that a learner sees: state, points, one sentence, a hint, and the run that shows it.

Untrusted notebooks strip style sheets, scripts and SVG, so the card is plain HTML with inline styles, whose text takes
the page's own colours: it reads in light and in dark, and without any style at all. A sign and a word say what the
colour says.
"""

from html import escape

from ..values import show
from .exercise import NOT_YET, PASSED, UNTOUCHED

# Okabe-Ito: they differ for colour-blind readers too.
LOOKS = {PASSED: ("✓", "#009E73", "rgba(0,158,115,0.10)"), NOT_YET: ("✗", "#D55E00", "rgba(213,94,0,0.10)"),
         UNTOUCHED: ("○", "#808080", "rgba(128,128,128,0.10)")}
MOST_ROWS = 16
CELL = "text-align:left;vertical-align:top;padding:2px 8px"


def card(key, question, finding, points, maximum):
    """The HTML of one finding.

    Parameters
    ----------
    key, question : str
    finding : Finding
    points, maximum : float

    Returns
    -------
    str
    """
    sign, colour, tint = LOOKS[finding.state]
    worth = f"{number(points)} of {number(maximum)} point{'s' * (maximum != 1)}" if maximum else "practice, no points"
    state = f'<span style="color:{colour}">{sign}</span> <strong>{finding.state}</strong>'
    head = f"{state} · {worth} · <strong>{text(question)}</strong>"
    parts = [f"<div>{head}</div>", paragraph(finding.text)]
    if finding.hint:
        parts.append(paragraph(f"Think again: {finding.hint}"))
    elif finding.state == NOT_YET:
        parts.append(f"<p>Stuck? Run this in a cell, also more than once: <code>from leaderlab.exercises import hint; "
                     f"hint({text(repr(key))})</code></p>")
    if finding.table:
        parts.append(table(*finding.table))
    if finding.trace is not None and not finding.hidden:
        parts.append(table(["step", "what happened", "what was said", "what changed"], rows(finding.trace)))
    if finding.trace is not None:
        parts.append("<p>To see it move, run this in a cell: <code>from leaderlab.exercises import show; "
                     f"show({text(repr(key))})</code></p>")
    style = f"border-left:6px solid {colour};background-color:{tint};padding:6px 12px;margin:4px 0"
    return f'<div style="{style}">{"".join(parts)}</div>'


def number(value):
    """Points without a needless fraction."""
    return f"{value:g}"


def text(value):
    """Text, safe as HTML; what stands in back quotes is shown as code."""
    parts = escape(str(value)).split("`")
    last = len(parts) - 1
    return "".join(f"<code>{part}</code>" if i % 2 and i < last else part for i, part in enumerate(parts))


def paragraph(value):
    """One paragraph; line breaks stay."""
    return f"<p>{text(value)}</p>".replace("\n", "<br>")


def table(headings, lines):
    """A plain HTML table; a cell that is a list becomes lines in the cell."""
    head = "".join(f'<th style="{CELL}">{text(h)}</th>' if h else f'<td style="{CELL}"></td>' for h in headings)
    rows = ["".join(f'<td style="{CELL}">{cell(c)}</td>' for c in line) for line in lines]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table style='color:inherit;margin:8px 0'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def cell(value):
    """The content of one cell of a table."""
    return "<br>".join(map(text, value)) if isinstance(value, list) else text(value)


def rows(trace):
    """The rows of a run: number, event, what was said, what changed. The middle of a long run is left out."""
    lines = []
    for i in range(len(trace)):
        if len(trace) > MOST_ROWS and 3 <= i < len(trace) - MOST_ROWS + 4:
            if i == 3:
                lines.append(["…", f"{len(trace) - MOST_ROWS + 1} steps are left out", "", ""])
            continue
        step = trace[i]
        event = f"{step.event}" + (" (nobody reads it)" if step.lost else "")
        said = [f"{node}: {words}" for node, words in step.said]
        changed = [f"{node}: {name} {show(before)} → {show(after)}" for node, name, before, after
                   in step.changes]
        lines.append([i, event, said, changed])
    return lines
