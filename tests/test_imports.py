"""``import leaderlab`` is quick and brings the standard library only."""

import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEAVY = ["pandas", "numpy", "networkx", "matplotlib", "ipywidgets", "anywidget", "IPython", "traitlets"]


def run(code, *options):
    """The lines that a fresh Python prints."""
    command = [sys.executable, *options, "-c", textwrap.dedent(code)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines()


def test_the_engine_and_the_algorithms_bring_nothing_heavy():
    lines = run(f"""
        import sys
        import leaderlab, leaderlab.algorithms, leaderlab.archive
        print([name for name in {HEAVY} if name in sys.modules])
        print(any(name.startswith(("leaderlab.view", "leaderlab.exercises")) for name in sys.modules))
    """)
    assert lines == ["[]", "False"]


def test_everything_outside_of_the_standard_library_may_be_missing():
    """With -S there are no installed packages at all."""
    lines = run("""
        import leaderlab
        from leaderlab.algorithms import ring
        trace = leaderlab.simulate(ring([3, 7, 5], initiators=[3]))
        print(trace.messages, leaderlab.Trace.from_json(trace.to_json()).messages, bool(leaderlab.verify(trace.system)))
    """, "-S")
    assert lines == ["6 6 True"]
