"""A still picture of a run, as SVG text: the network at one step beside the lanes. Always the same bytes.

It stands where no player runs: in a notebook without a kernel, on a page without scripts, in the images of the README.
Its background is its own and light, so that it can be read in a dark surrounding too.
"""

from base64 import b64encode

from .ink import INK, LINE, PAPER, element, fit, path, safe, text
from .moment import Moment
from .promises import load
from .still_lanes import draw_lanes
from .still_logs import draw_logs, height_of
from .still_network import draw_network
from .still_tables import draw_tables, height_of_tables
from .values import count_of, holders
from .words import counted, listed, sentence

NETWORK, LANES = 380, 480                       # widths in pixels
FONT = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif"


def svg(trace, step=None):
    """The picture of a run at one step.

    Parameters
    ----------
    trace : Trace
    step : int or None
        None means the last one.

    Returns
    -------
    str
        A complete SVG document.
    """
    trace = load(trace)
    k, width = _place(trace, step), NETWORK + LANES
    votes = bool(holders(trace, "votes", count_of))        # then the nodes have more to say
    height = min(520, max(310 if votes else 280, 60 + 17 * len(trace["nodes"])))
    logs, tables = height_of(trace), height_of_tables(trace)
    below, foot = logs + tables, height + 44
    parts = [
        element("title", safe(describe(trace, k))),
        element("rect", x=0.5, y=0.5, width=width - 1, height=height + below + 43, rx=10, fill=PAPER, stroke=LINE),
        *draw_network(trace, k, NETWORK, height),
        *draw_lanes(trace, k, NETWORK, LANES, height),
        path(f"M0 {height}H{width}M{NETWORK} 0V{height}", LINE),
        text(16, height + 27, fit(f"Step {k}: {sentence(trace, k)}", 124), size=13, weight=500),
    ]
    if logs:
        parts += [path(f"M0 {foot}H{width}", LINE), *draw_logs(trace, k, 0, foot, width)]
    if tables:
        parts += [path(f"M0 {foot + logs}H{width}", LINE), *draw_tables(trace, k, 0, foot + logs, width)]
    return document(parts, width, height + below + 44)


def document(parts, width, height):
    """A complete SVG document."""
    content = "\n" + "\n".join(parts) + "\n"
    return element("svg", content, xmlns="http://www.w3.org/2000/svg", width=width, height=height,
                   viewBox=f"0 0 {width} {height}", role="img", font_family=FONT, font_size=12, fill=INK) + "\n"


def data_uri(trace, step=None):
    """The picture as the address of an image: the one form that every notebook shows, trusted or not."""
    return address(svg(trace, step))


def address(svg):
    """An SVG document as the address of an image."""
    return "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()


def describe(trace, step=None):
    """The run in words, as far as the picture shows it: the text alternative of the picture and of the player."""
    trace = load(trace)
    k, last = _place(trace, step), len(trace["steps"]) - 1
    ids = [node["id"] for node in trace["nodes"]]
    messages = sum(len(s.get("sent", ())) for s in trace["steps"])
    size = [counted(messages, "message")] + ([counted(trace["steps"][-1]["t"], "tick")] if trace.get("timed") else [])
    who = (f"node {ids[0]}" if len(ids) == 1 else f"nodes {listed(ids)}" if len(ids) <= 12 else f"{len(ids)} nodes")
    end = f"; at the end {_outcome(Moment(trace, last).leaders)}" if k == last else ""
    return (f"{trace.get('title') or 'A run'} with {who}: {counted(last, 'step')}, {', '.join(size)}{end}. "
            f"Step {k}: {sentence(trace, k)}")


def _outcome(leaders):
    if not leaders:
        return "no node is leader"
    return f"node {leaders[0]} is leader" if len(leaders) == 1 else f"nodes {listed(leaders)} are leaders"


def _place(trace, step):
    last = len(trace["steps"]) - 1
    return last if step is None else max(0, min(last, step))
