"""The JSDoc types of the player's modules, checked by TypeScript. It comes from npm: ``make js``."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TSC = ROOT / "tests" / "js" / "node_modules" / ".bin" / "tsc"


def test_every_module_of_the_player_keeps_its_types():
    if not TSC.exists():
        pytest.skip("TypeScript is not here: `make js` could not fetch it from npm, so the types are not checked")
    result = subprocess.run([TSC, "-p", ROOT / "jsconfig.json"], capture_output=True, text=True, timeout=120)
    assert result.stdout == "" and result.returncode == 0
