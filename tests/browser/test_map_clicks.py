"""The map of all worlds in JupyterLab: a click, or a key, plays the run to that world."""

import pytest
from player_page import write
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

CELL = """from leaderlab import Faults
from leaderlab.algorithms import readme_ring
from leaderlab.maps import world_map
world_map(readme_ring([3, 7], initiators=[3]), faults=Faults(crashes=1)).explore()"""


@pytest.fixture(scope="module")
def server(serve, tmp_path_factory):
    return serve(write(tmp_path_factory.mktemp("source"), {"map": [CELL]}))


def test_a_click_and_a_key_play_the_run_to_a_world(lab, server):
    page = lab.play(server, "map.ipynb")
    expect(page.locator("[data-place]")).to_have_count(32)
    place = page.locator('[data-place="9"]')
    place.click()
    expect(page.get_by_text("The end. Place 9 of the map")).to_be_visible()
    expect(place).to_have_attribute("aria-pressed", "true")
    page.locator('[data-place="0"]').focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The end. Place 0 of the map")).to_be_visible()
    lab.assert_clean()
