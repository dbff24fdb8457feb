"""How fast the engine is, as ratios to something on the same machine: ``python -m benchmarks``."""

import sys
from pathlib import Path

# Models that the tests have are measured here too. Not as `tests.mutants`: Harmony installs a package named `tests`.
TESTS = Path(__file__).parents[1] / "tests"
sys.path += [str(TESTS), str(TESTS / "harmony")]
