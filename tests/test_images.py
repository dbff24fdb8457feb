"""The pictures in images/: drawn from real runs, described in words, and used."""

import importlib.util
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "images"
ALT = json.loads((IMAGES / "alt.json").read_text(encoding="utf-8"))
USED = re.compile(r"!\[([^\]]*)\]\((?:\.\./)*images/([^)\s]+)\)")
PAGES = [*ROOT.glob("*.md"), *(ROOT / "notebooks" / "src").glob("*.py")]


@pytest.fixture(scope="module")
def draw():
    pytest.importorskip("matplotlib")
    spec = importlib.util.spec_from_file_location("draw", IMAGES / "draw.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def uses():
    """(page, alternative text, picture) wherever a page shows one."""
    return [(page.name, alt, name) for page in PAGES for alt, name in USED.findall(page.read_text(encoding="utf-8"))]


def test_every_picture_is_drawn_by_the_script(draw, tmp_path):
    draw.main(tmp_path)
    drawn = {path.name for path in tmp_path.iterdir()}
    assert drawn == {path.name for path in IMAGES.glob("*.png")} == ALT.keys()
    assert all((tmp_path / name).read_bytes().startswith(b"\x89PNG") for name in drawn)


def test_every_picture_is_described_and_used():
    assert all(len(words.split()) > 5 for words in ALT.values())
    assert {name for _, _, name in uses()} == ALT.keys()


def test_a_page_shows_a_picture_with_its_description():
    assert [(page, name, alt) for page, alt, name in uses() if ALT.get(name) != alt] == []


def test_the_picture_of_the_ring_keeps_its_word(draw):
    """Its alternative text says that the highest id leads, and its legend names 9."""
    from leaderlab import simulate
    from leaderlab.algorithms import readme_ring
    trace = simulate(readme_ring([3, 7, 5, 9, 4], initiators=[3]), seed=0)
    assert trace.last.leaders == {9} == {max(trace.system.ids)}
    assert draw.ring_election().axes
