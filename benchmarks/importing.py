"""Importing: a learner waits for it once in every notebook."""

import subprocess
import sys

from .measure import column, fresh_python
from .table import Row

HEAVY = ("pandas", "numpy", "networkx", "matplotlib", "ipywidgets", "anywidget", "IPython")
LOADED = f"import sys, leaderlab; print(*[name for name in {HEAVY} if name in sys.modules])"


def importing(number=25):
    """Yield the rows of ``import leaderlab``."""
    times = fresh_python(number, "pass", "import leaderlab")
    yield Row("import leaderlab", (column(times, 1) - column(times, 0)) * 1000, "ms", ("<", 50),
              f"a fresh interpreter, less the {column(times, 0) * 1000:.0f} ms in which it does nothing")
    done = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True)
    loaded = done.stdout.split()
    yield Row("large packages that it loads", len(loaded), "", ("<=", 0), ", ".join(loaded or HEAVY))
