"""What it was measured on, and the versions of everybody who takes part."""

import datetime
import os
import platform
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rings import harmony

import leaderlab

from . import pydistsim_peer


def machine():
    """It in a sentence or two."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    peers = _package("SimPy"), _pydistsim(), _package("minicheck"), _spin(), _harmony()
    return (f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}; {python}, "
            f"leaderlab {leaderlab.__version__}, {', '.join(peers)}; {datetime.date.today().isoformat()}, "
            f"load {os.getloadavg()[0]:.1f} at the beginning.")


def _package(name):
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"without {name}"


def _pydistsim():
    return f"PyDistSim {pydistsim_peer.VERSION}" if pydistsim_peer.interpreter() else "without PyDistSim"


def _spin():
    if not shutil.which("spin"):
        return "without Spin"
    text = subprocess.run(["spin", "-V"], capture_output=True, text=True).stdout
    return f"Spin {text.split()[2]}"


def _harmony():
    if harmony() is None:
        return "without Harmony"
    text = subprocess.run([harmony(), "--version"], capture_output=True, text=True).stdout
    return f"Harmony {text.split()[-1]}"


def _processor():
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "unknown processor"
