"""The ground the course stands on: versions, links, Makefile, scripts, the package, the README's example."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import leaderlab

ROOT = Path(__file__).parents[1]
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
MAKEFILE = (ROOT / "Makefile").read_text()

# A package must install from wherever its reader's tools are set up to look, and a path of the author's
# machine helps nobody. The patterns are spelled so that this file does not match itself.
REGISTRY = re.compile(
    r"\bpypi\.org|pythonhosted\.org|\bnpmjs\.(?:org|com)|anaconda\.org|\bdebian\.org|\bcrates\.io"
)
MACHINE_PATH = re.compile(
    r"""(?:^|[\s"'`=(\[{<:])/(?:work|tmp|home|root|Users)/|\bC:\\+Users""", re.MULTILINE
)


def project_files():
    """The files git tracks or would add; in an unpacked archive without git, there is nothing to ask."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def texts():
    for path in project_files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE_PATH], ids=["registry host", "machine path"])
def test_no_file_names_a(pattern):
    found = [
        f"{path.relative_to(ROOT)}: {text[max(0, match.start() - 20) : match.end() + 30]!r}"
        for path, text in texts()
        for match in pattern.finditer(text)
    ]
    assert not found, "\n".join(found)


def test_the_patterns_find_what_they_look_for():
    assert REGISTRY.search("--index-url https://" + "pypi" + ".org/simple")
    assert MACHINE_PATH.search('"' + "/tm" + 'p/ipykernel_1/2.py"')
    assert not MACHINE_PATH.search("iVBORw0KGgo" + "/tm" + "p/AAAA")  # base64 of a picture


def test_all_places_name_the_same_version():
    citation = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE)
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    binder = set(re.findall(r"/leaderlab/v([^/?]+)\?", (ROOT / "README.md").read_text()))
    assert leaderlab.__version__ == VERSION
    assert citation and citation[1] == VERSION
    assert newest and newest[1] == VERSION
    assert binder == {VERSION}, "the Binder links point at a tag, so that a commit does not rebuild the image"


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")), ids=lambda page: page.name)
def test_each_link_to_a_file_leads_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    links += re.findall(r'(?:src|href)="([^"#]+)"', page.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (ROOT / link).exists()]
    assert not broken, f"{page.name} links to {broken}"


def make(folder, *words):
    """Run make as if from a fresh shell, also when these tests were started by make."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(["make", *words], cwd=folder, env=clean, capture_output=True, text=True)


def test_make_lists_every_target_with_a_line_of_its_own():
    phony = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split())
    assert set(re.findall(r"^  make ([a-z]+) +\S", make(ROOT).stdout, re.MULTILINE)) == phony


@pytest.fixture
def checkout(tmp_path):
    """A folder with what make looks at before it does anything."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_an_old_python_is_refused_with_a_sentence(checkout):
    old = checkout / "python3.9"  # a false one, which like an old one fails the question for its age
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && { echo Python 3.9.18; exit; }\nexit 1\n')
    old.chmod(0o755)
    run = make(checkout, "lab", f"PYTHON={old}")
    assert run.returncode != 0
    assert "needs Python 3.11 or newer" in run.stdout and "Python 3.9.18" in run.stdout
    assert not (checkout / ".venv").exists()


def test_make_installs_once_and_again_only_when_the_needs_changed_or_the_folder_moved(checkout):
    def plan(folder):
        steps = make(folder, "--dry-run", "lab").stdout
        return "-m venv" in steps, "pip install" in steps

    assert plan(checkout) == (True, True)
    (checkout / ".venv").mkdir()
    (checkout / ".venv/folder").write_text(f"{checkout}\n")
    (checkout / ".venv/lab.done").touch()
    assert plan(checkout) == (False, False)
    os.utime(checkout / "pyproject.toml", (2e9, 2e9))
    assert plan(checkout) == (False, True)
    os.utime(checkout / "pyproject.toml", (1e9, 1e9))
    moved = checkout.rename(checkout.with_name("moved"))
    assert plan(moved) == (True, True)


@pytest.mark.parametrize("script", [".ci/run", "postBuild"])
def test_scripts_are_executable_bash_without_mistakes_of_syntax(script):
    assert os.access(ROOT / script, os.X_OK)
    assert (ROOT / script).read_text().startswith("#!/usr/bin/env bash\n")
    subprocess.run(["bash", "-n", ROOT / script], check=True)


def test_the_wheel_holds_every_file_of_the_package(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("leaderlab/")}
    names = {path.relative_to(ROOT).as_posix() for path in project_files()}
    assert inside == {name for name in names if name.startswith("leaderlab/")}
    assert {".py", ".js", ".css"} <= {Path(name).suffix for name in inside}


def test_the_engine_needs_nothing_but_the_standard_library():
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"] == []


def test_the_readmes_taste_of_the_api_prints_what_the_readme_says():
    """The comments that begin with an arrow are, in order, all that the block prints."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"```python\n(.*?)```", readme, re.DOTALL)[1]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(block, {})
    assert printed.getvalue().splitlines() == re.findall(r"^# -> (.*)$", block, re.MULTILINE)


@pytest.mark.skipif("LEADERLAB_REQUIRE_TOOLS" not in os.environ, reason="LEADERLAB_REQUIRE_TOOLS is not set")
@pytest.mark.parametrize("tool", ["spin", "gcc", "chromium"])
def test_the_tools_that_tests_may_skip_without_are_here(tool):
    assert shutil.which(tool), f"{tool} is missing: its tests would be skipped, where they must run"
