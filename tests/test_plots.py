"""Charts: the same numbers as a picture, as words, and as a table."""

import re
import subprocess
import sys
from base64 import b64decode
from fractions import Fraction

import pytest

from leaderlab.view.plots import chart, number

LINES = {"measured <best>": {2: 3, 3: Fraction(11, 2)}}, {"n·Hₙ": {2: 3, 3: 5.5, 4: 25 / 3}}


@pytest.fixture
def picture():
    return chart(*LINES, title="Messages", x="nodes", y="messages")


def test_its_text_is_a_table(picture):
    assert repr(picture).splitlines() == [
        "Messages",
        "nodes  measured <best>  n·Hₙ",
        "    2                3     3",
        "    3              5.5   5.5",
        "    4                   8.33",
    ]


def test_its_alternative_text_says_where_each_series_begins_and_ends(picture):
    assert picture.alt == ("Chart: Messages. Across: nodes, from 2 to 4. Up: messages. "
                           "measured <best>: from 3 to 5.5; n·Hₙ: from 3 to 8.33.")


def test_it_is_a_picture_with_words_and_a_table(picture):
    pytest.importorskip("matplotlib")
    html = picture._repr_html_()
    (alt, data), = re.findall(r'<img alt="([^"]+)" src="data:image/png;base64,([^"]+)">', html)
    assert "measured &lt;best&gt;" in alt
    assert b64decode(data).startswith(b"\x89PNG")
    assert html.count("<tr>") == 4 and "8.33" in html and "<best>" not in html


def test_it_is_the_same_bytes_each_time(picture):
    pytest.importorskip("matplotlib")
    assert picture.png() == chart(*LINES, title="Messages", x="nodes", y="messages").png()


def test_without_matplotlib_the_table_is_left(picture, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    html = picture._repr_html_()
    assert html.startswith("<table>") and "<img" not in html and "8.33" in html


def test_matplotlib_is_imported_only_to_draw():
    code = ("import sys; from leaderlab.view.plots import chart; repr(chart({'a': {1: 1}}, title='t', x='x', y='y')); "
            "sys.exit('matplotlib' in sys.modules)")
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("value, text", [(2, "2"), (2.0, "2"), (100, "100"), (0.5, "0.5"), (Fraction(25, 3), "8.33")])
def test_a_number_is_short(value, text):
    assert number(value) == text
