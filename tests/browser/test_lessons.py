"""The lessons as a learner meets them: a real JupyterLab, a wrong answer, a right one, a nonsense one."""

import json
import re
from pathlib import Path

import pytest
from accessibility import violations
from patience import eventually
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")
def server(serve, tmp_path_factory):
    """The lessons without their stored outputs, so that whatever is seen was run here."""
    folder = tmp_path_factory.mktemp("lessons")
    for path in NOTEBOOKS.glob("*.ipynb"):
        lesson = json.loads(path.read_text(encoding="utf-8"))
        for cell in lesson["cells"]:
            if cell["cell_type"] == "code":
                cell.update(outputs=[], execution_count=None)
        (folder / path.name).write_text(json.dumps(lesson), encoding="utf-8")
    return serve(folder)


@pytest.mark.parametrize("lesson", sorted(path.stem for path in NOTEBOOKS.glob("[0-9]*.ipynb")))
def test_run_all_goes_through_an_unsolved_lesson(lab, server, lesson):
    page = lab.play(server, f"{lesson}.ipynb")
    for wrong in ("error", "stderr"):
        expect(page.locator(f"[data-mime-type='application/vnd.jupyter.{wrong}']")).to_have_count(0)
    is_drawn(page)
    assert page.locator(".ll-player").count() >= 2
    lab.assert_clean()
    eventually(lambda: violations(page, ".jp-OutputArea-output", ".jp-MarkdownOutput"), [])


def is_drawn(page):
    """Wait until every widget is there, with its parts."""
    expect(page.locator("[data-mime-type*='widget-view']:not(:has(.jupyter-widgets))")).to_have_count(0)
    expect(page.locator(".jupyter-widgets:empty")).to_have_count(0)


def test_the_ring_lesson_plays_and_steps_back(lab, server):
    page = lab.play(server, "02_ring.ipynb")
    is_drawn(page)
    player = page.locator(".ll-player").first
    where, step_on, step_back = (player.locator(".ll-where"), player.get_by_role("button", name="One step on"),
                                 player.get_by_role("button", name="One step back"))
    begin = where.inner_text()
    step_on.click()
    step_on.click()
    expect(where).not_to_have_text(begin)
    step_back.click()
    step_back.click()
    expect(where).to_have_text(begin)
    player.get_by_role("combobox", name="Speed").select_option("8")
    player.get_by_role("button", name="Play").click()
    expect(player.locator(".ll-end")).to_contain_text("The end.")
    lab.assert_clean()


def cell_with(page, text):
    return page.locator(".jp-CodeCell").filter(has=page.locator(".cm-content", has_text=text)).first


def answer(page, text):
    """Write an answer in the place of the stub, run it and its check; the card."""
    cell, check = cell_with(page, "winner ="), cell_with(page, 'check("first_winner"')
    number = check.locator(".jp-InputPrompt")
    before = number.inner_text()
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    expect(cell.locator(".cm-content")).to_have_text(text)
    page.keyboard.press("Shift+Enter")
    expect(check).to_contain_class("jp-mod-active")
    page.keyboard.press("Shift+Enter")
    expect(number).not_to_have_text(before)
    expect(number).to_have_text(re.compile(r"\d"))
    return check.locator(".jp-OutputArea-output").first


def test_a_wrong_a_nonsense_and_a_right_answer_each_get_a_card(lab, server):
    page = lab.play(server, "00_start_here.ipynb")
    expect(answer(page, "winner = 2")).to_contain_text("not yet")
    expect(answer(page, "winner = 'the red one'")).to_contain_text("not yet")
    expect(answer(page, "winner = 9")).to_contain_text("passed")
    lab.assert_clean()
