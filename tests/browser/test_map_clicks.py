"""The map of all worlds in JupyterLab: a click, or a key, plays the run to that world."""

import json

import pytest

pytestmark = pytest.mark.browser

CELL = """from leaderlab import Faults
from leaderlab.algorithms import readme_ring
from leaderlab.maps import world_map
world_map(readme_ring([3, 7], initiators=[3]), faults=Faults(crashes=1)).explore()"""
NOTEBOOK = {"cells": [{"cell_type": "code", "id": "map", "metadata": {}, "source": CELL, "outputs": [],
                       "execution_count": None}],
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "nbformat": 4, "nbformat_minor": 5}


@pytest.fixture(scope="module")
def server(serve, chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("maps")
    (folder / "map.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf-8")
    return serve(folder)


def test_a_click_and_a_key_play_the_run_to_a_world(tab, server):
    tab.open_notebook(server, "map.ipynb")
    tab.run_all()
    page = tab.page
    page.wait_for_selector("[data-place]", timeout=30_000)
    assert page.locator("[data-place]").count() == 32
    place = page.locator('[data-place="9"]')
    place.click()
    page.get_by_text("The end. Place 9 of the map").wait_for(timeout=10_000)
    assert place.get_attribute("aria-pressed") == "true"
    page.locator('[data-place="0"]').focus()
    page.keyboard.press("Enter")
    page.get_by_text("The end. Place 0 of the map").wait_for(timeout=10_000)
    tab.assert_clean()
