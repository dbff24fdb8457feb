"""A run as one page that plays from a file, offline: the player, its style and the trace are all inside."""

import html
import json
from pathlib import Path

from . import bundle, picture
from .promises import encode, load

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 1100px; margin: 16px auto; padding: 0 8px; background: #fff; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #0e1013; color: #f0f2f4; }} }}
{css}
</style>
</head>
<body class="ll-page">
<main><h1 class="ll-aloud">{title}</h1><div id="player"></div></main>
<noscript><img alt="{alt}" src="{picture}"></noscript>
<script type="application/json" id="run">{run}</script>
<script type="module">
{esm}
{shim}
</script>
</body>
</html>
"""

# What the player needs of a widget, in a page without Python: values, and somebody to tell when they change.
SHIM = """
const values = { _run: document.getElementById("run").textContent, step: %d, _height: 0, _hand: false, _tree: "" };
const listeners = {};
const shared = {
  get: (name) => values[name],
  set: (name, value) => { values[name] = value; for (const call of listeners["change:" + name] || []) call(); },
  on: (name, call) => (listeners[name] ||= []).push(call),
  off: (name, call) => { listeners[name] = (listeners[name] || []).filter((other) => other !== call); },
  save_changes() {},
  send() {},
};
render({ model: shared, el: document.getElementById("player") });
"""


def to_html(trace, path, promises=(), step=0):
    """Write a run as one self-contained page.

    Parameters
    ----------
    trace : Trace
    path : str or Path
        Where to write; an existing file is replaced.
    promises : list of functions of one world, or of two (before, after)
        Shown as lights beside the run.
    step : int
        Where the player stands at first.

    Returns
    -------
    Path
        The file written.
    """
    path = Path(path)
    path.write_text(page(trace, promises, step), encoding="utf-8")
    return path


def to_svg(trace, path, step=None):
    """Write one step of a run as a still picture: for paper, for a talk, for a page without scripts.

    Parameters
    ----------
    trace : Trace
    path : str or Path
        Where to write; an existing file is replaced.
    step : int, optional
        By default the last one.

    Returns
    -------
    Path
        The file written.
    """
    path = Path(path)
    path.write_text(picture.svg(trace, step), encoding="utf-8")
    return path


def page(trace, promises=(), step=0):
    """The page as text."""
    data = load(trace)
    run = {"trace": data, "promises": encode(trace, list(promises))}
    return PAGE.format(
        title=html.escape(str(data.get("title") or "A run")),
        alt=html.escape(picture.describe(data, step)),
        picture=picture.data_uri(data, step),
        css=bundle.css(),
        esm=bundle.esm().replace(bundle.DEFAULT, ""),
        run=harmless(json.dumps(run, ensure_ascii=False, separators=(",", ":"))),
        shim=SHIM % step,
    )


def harmless(text):
    """JSON that cannot end or confuse the script element around it."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
