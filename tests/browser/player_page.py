"""What many tests of the player do: write a notebook for it, move its cursor, and see where it is."""

import json
import re

from playwright.sync_api import expect


def notebook(*cells):
    """A notebook with these cells, none of which has run."""
    return {"cells": [{"cell_type": "code", "id": f"cell-{i}", "metadata": {}, "source": source, "outputs": [],
                       "execution_count": None} for i, source in enumerate(cells)],
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "nbformat": 4, "nbformat_minor": 5}


def write(folder, notebooks):
    """Name -> cells, as files of a folder."""
    for name, cells in notebooks.items():
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook(*cells)), encoding="utf-8")
    return folder


def begins(text):
    """For ``to_have_text``: a text that begins so."""
    return re.compile("^" + re.escape(text))


def is_at(page, text):
    """Wait until the cursor is where its words begin so: "Step 2 of 6"."""
    expect(page.locator(".ll-where").first).to_have_text(begins(text))


def says(page, text):
    """Wait until the sentence of the step begins so."""
    expect(page.locator(".ll-sentence").first).to_have_text(begins(text))


def go(page, k):
    """Move the slider."""
    page.get_by_role("slider", name="Step").first.fill(str(k))
    is_at(page, f"Step {k} of ")


def take_focus(page):
    """Click into the player, and on no button: now the keys are the player's."""
    page.locator(".ll-sentence").click()
    expect(page.locator(".ll-player")).to_be_focused()


def stop_the_clock(page):
    """From now on time passes in this page only while ``page.clock.run_for`` runs; call it before the page loads."""
    page.clock.install(time=0)
    page.clock.pause_at(1)
