"""Binder builds the course from environment.yml and postBuild. Here is checked what can be without Docker."""

import os
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from repo2docker.app import Repo2Docker
from repo2docker.buildpacks import CondaBuildPack

ROOT = Path(__file__).parents[1]
# conda-forge's names, where they differ from the names in pyproject.toml
PYPROJECT_NAME = {"matplotlib-base": "matplotlib"}


def conda_lines():
    lines = (ROOT / "environment.yml").read_text().split("dependencies:")[1].splitlines()
    return [line.strip().removeprefix("- ") for line in lines if line.strip().startswith("- ")]


@pytest.fixture
def pack(monkeypatch):
    """The way of building that repo2docker chooses for this folder. It only looks; nothing is built."""
    monkeypatch.chdir(ROOT)
    app = Repo2Docker()
    packs = (pack(base_image=app.base_image) for pack in app.buildpacks)
    return next(pack for pack in packs if pack.detect())


def test_binder_makes_a_conda_environment_with_the_python_that_environment_yml_names(pack):
    assert type(pack) is CondaBuildPack
    assert pack.python_version == "3.12"
    assert not pack.separate_kernel_env, "Jupyter and the course would live in two environments"


def test_the_recipe_that_binder_builds_runs_postbuild(pack):
    pack.platform = "linux/amd64"  # what mybinder.org runs on
    recipe = pack.render()
    assert "--file \"environment.yml\"" in recipe
    assert "RUN ./postBuild" in recipe


def test_no_folder_hides_the_configuration_in_the_root():
    hiding = [name for name in ("binder", ".binder") if (ROOT / name).exists()]
    assert not hiding, f"repo2docker would read only {hiding[0]}/ and forget environment.yml and postBuild"


def test_environment_and_the_lab_extra_name_the_same_packages_and_versions():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["lab"]
    from_conda = {}
    for line in conda_lines():
        if line == "pip" or line.startswith("python="):
            continue
        package = Requirement(line)
        from_conda[PYPROJECT_NAME.get(package.name, package.name)] = package.specifier
    assert from_conda == {package.name: package.specifier for package in map(Requirement, wanted)}


def test_environment_names_one_python_that_the_package_supports():
    pythons = [line for line in conda_lines() if line.startswith("python")]
    assert pythons == ["python=3.12"], "a range such as python>=3.11 silently becomes an older Python"


def test_environment_does_not_install_the_package_itself():
    assert not [line for line in conda_lines() if "-e" in line.split()], "that is the work of postBuild"


def test_postbuild_is_executable_and_stops_at_the_first_error():
    assert os.access(ROOT / "postBuild", os.X_OK)
    text = (ROOT / "postBuild").read_text()
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\n" in text
    assert "pip install --no-deps -e ." in text
