"""The lessons as a learner meets them: a real JupyterLab, a wrong answer, a right one, a nonsense one."""

import json
from pathlib import Path

import pytest
from accessibility import violations

pytestmark = pytest.mark.browser
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@pytest.fixture(scope="module")
def server(serve, chromium, tmp_path_factory):
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
def test_run_all_goes_through_an_unsolved_lesson(tab, server, lesson):
    tab.open_notebook(server, f"{lesson}.ipynb")
    tab.run_all()
    page = tab.page
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert page.locator(".ll-player").count() >= 2
    tab.assert_clean()
    assert violations(page, ".jp-OutputArea-output", ".jp-MarkdownOutput") == []


def test_the_ring_lesson_plays_and_steps_back(tab, server):
    tab.open_notebook(server, "02_ring.ipynb")
    tab.run_all()
    player = tab.page.locator(".ll-player").first
    player.scroll_into_view_if_needed()
    where = player.locator(".ll-where")
    begin = where.inner_text()
    player.get_by_role("button", name="One step on").click()
    player.get_by_role("button", name="One step on").click()
    assert where.inner_text() != begin
    player.get_by_role("button", name="One step back").click()
    player.get_by_role("button", name="One step back").click()
    assert where.inner_text() == begin
    player.get_by_role("combobox", name="Speed").select_option("8")
    player.get_by_role("button", name="Play").click()
    player.locator(".ll-end", has_text="The end.").wait_for(timeout=30_000)
    tab.assert_clean()


def answer(page, stub, text):
    """Write an answer in the place of the stub and run it and its check; return the card's text."""
    cell = page.locator(".jp-CodeCell").filter(has=page.locator(".cm-content", has_text=stub)).first
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    card = page.locator(".jp-CodeCell").filter(has=page.locator(".cm-content", has_text='check("first_winner"'))
    page.wait_for_timeout(1500)
    return card.locator(".jp-OutputArea-output").first.inner_text()


def test_a_wrong_a_nonsense_and_a_right_answer_each_get_a_card(tab, server):
    tab.open_notebook(server, "00_start_here.ipynb")
    tab.run_all()
    page = tab.page
    assert "not yet" in answer(page, "winner =", "winner = 2")
    assert "not yet" in answer(page, "winner =", "winner = 'the red one'")
    assert "passed" in answer(page, "winner =", "winner = 9")
    tab.assert_clean()
