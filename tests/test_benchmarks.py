"""The benchmarks leave out a peer that is not there, and say why. How fast anything is, is no test."""

import sys

import pytest

from benchmarks import harmony_rings, pydistsim_peer, spin, verification
from benchmarks.table import INTRODUCTION, Row, as_markdown, write


@pytest.fixture
def fresh():
    """Nobody has asked for PyDistSim yet, before and after the test."""
    pydistsim_peer.interpreter.cache_clear()
    yield
    pydistsim_peer.interpreter.cache_clear()


def test_pydistsim_without_a_place_for_its_environment_is_left_out(fresh, tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("a file is no folder")
    monkeypatch.setattr(pydistsim_peer, "FOLDER", tmp_path / "file" / "pydistsim")
    assert list(pydistsim_peer.against_pydistsim()) == []
    assert "PyDistSim is left out: its environment could not be made: " in capsys.readouterr().err


@pytest.mark.slow
def test_pydistsim_without_a_package_index_is_left_out(fresh, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(pydistsim_peer, "FOLDER", tmp_path / "pydistsim")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    assert list(pydistsim_peer.against_pydistsim()) == []
    assert "No matching distribution found for pydistsim" in capsys.readouterr().err


def test_harmony_spin_and_minicheck_that_are_not_installed_are_left_out(monkeypatch, capsys):
    monkeypatch.setattr(harmony_rings, "harmony", lambda: None)
    monkeypatch.setattr(spin, "missing", lambda: ["spin", "gcc"])
    monkeypatch.setitem(sys.modules, "minicheck", None)         # importing it fails
    for measure in (harmony_rings.against_harmony, lambda: verification._against_spin(1),
                    lambda: verification._against_minicheck(1)):
        assert list(measure()) == []
    said = capsys.readouterr().err
    assert all(f"{peer} is left out: " in said for peer in ("Harmony", "Spin", "minicheck")), said


def test_the_page_says_how_and_where_it_was_measured(tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.table.PAGE", tmp_path / "page.md")
    rows = [Row("ours / theirs", 2.0, "", ("<=", 2.5), "why")]
    write(rows, "On this machine.")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert page == f"{INTRODUCTION}\nOn this machine.\n\n{as_markdown(rows)}\n"
    assert "| ours / theirs | 2.00     | ≤ 2.50 | yes | why |" in as_markdown(rows)
