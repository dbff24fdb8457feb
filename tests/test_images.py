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


def test_the_picture_of_chubby_keeps_its_word(draw):
    """One master after the other, the second when the promises to the first are over; at most one at a time."""
    from leaderlab import Crash, at_most_one_leader, simulate
    from leaderlab.algorithms import chubby
    trace = simulate(chubby([1, 2, 3, 4, 5]), seed=1, faults=[(100, Crash(1))], until=290)
    (first, one), (second, other) = draw.masters(trace)
    assert first < 100 < second and one == 1 != other
    assert all(map(at_most_one_leader, trace.worlds))
    promises = [(id, begin, end) for id, begin, end in draw.spans(trace, "promise") if begin < 100]
    assert {id for id, _, _ in promises} == {1, 2, 3, 4, 5}
    free = [id for id in (2, 3, 4, 5) if max(end for who, _, end in promises if who == id) <= second]
    assert len(free) >= 3                       # a majority was free again before there was another master


def test_the_picture_of_zookeeper_keeps_its_word(draw):
    """The leader's crash is told to one client, and that one leads."""
    from leaderlab import Crash, simulate
    from leaderlab.algorithms import zookeeper_client
    from leaderlab.algorithms.ensemble import NodeDeleted
    trace = simulate(zookeeper_client([1, 2, 3, 4, 5]), seed=1, faults=[(150, Crash(1))])
    before = next(world for step, world in zip(trace, trace.worlds) if step.time >= 31)
    assert before.leaders == {1} and trace.count(NodeDeleted) == 1
    watched = {node.id: node.watching for node in before.nodes[1:]}
    assert sorted(id for id in watched.values() if id) == sorted(set(watched) - {2}) and watched[1] is None
    assert trace.last.leaders == {next(id for id, whom in watched.items() if whom == 1)}


def test_the_picture_of_raft_keeps_its_word(draw):
    """A leader of term 1 with entries that are not committed, and three servers that committed entries of term 2."""
    servers = draw.partitioned().last.nodes[:5]
    old, new = [node for node in servers if node.role == "leader"]
    assert (old.term, new.term) == (1, 2) and old.commit_index < len(old.log)
    assert {entry.term for entry in old.log} == {1}
    followers = [node for node in servers if node.leader == new.id]
    assert len(followers) == 3 and all(node.log[node.commit_index - 1].term == 2 for node in followers)
