"""Lesson 01 in Predict mode: a learner guesses, learns, begins again, and passes. All of it in JupyterLab."""

import json
import re
from pathlib import Path

import pytest
from patience import eventually
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
LESSON = Path(__file__).parents[2] / "notebooks" / "01_two_promises.ipynb"
END = re.compile(r"Step (\d+) of \1\b")
TOLD = re.compile(r"(?:Right is|✓ Right): (.*?)\. The rule that fired")


@pytest.fixture(scope="module")
def server(serve, chromium, tmp_path_factory):
    """The lesson up to the check of the quiz."""
    folder = tmp_path_factory.mktemp("quiz")
    lesson = json.loads(LESSON.read_text(encoding="utf-8"))
    ends = next(k for k, cell in enumerate(lesson["cells"]) if "shout_foresee" in "".join(cell["source"]))
    lesson["cells"] = lesson["cells"][:ends + 1]
    (folder / LESSON.name).write_text(json.dumps(lesson), encoding="utf-8")
    return serve(folder)


def cell(page, text):
    """The code cell that says so."""
    return page.locator(".jp-CodeCell").filter(has=page.locator(".cm-content", has_text=text))


def play(player, choose):
    """Answer every question; ``choose(question, options)`` says which option. Question -> the right answer."""
    right, form = {}, player.locator(".ll-quiz form")
    while not END.match(player.locator(".ll-where").inner_text()):
        player.get_by_role("button", name="One step on").click()
        if form.is_hidden():        # a step that nobody can know, such as a crash
            continue
        question, options = form.locator("legend").inner_text(), form.locator("label").all_inner_texts()
        form.get_by_label(choose(question, options), exact=True).check()
        form.get_by_role("button", name="Answer").click()
        expect(player.locator(".ll-verdict")).to_have_text(TOLD)
        right[question] = TOLD.search(player.locator(".ll-verdict").inner_text())[1]
    return right


def run_check(lab, answered):
    """Run the check cell, when the kernel knows of so many right answers; its card."""
    eventually(lambda: lab.ask("play.score['right'], play.score['asked']"), answered)
    check = cell(lab.page, "shout_foresee")
    check.locator(".cm-content").click()
    lab.page.keyboard.press("Shift+Enter")
    return check.locator(".jp-OutputArea-output")


def test_a_learner_who_guesses_is_sent_back_and_passes_with_what_the_player_said(lab, server):
    page = lab.play(server, LESSON.name)
    player = cell(page, "play = player(").locator(".ll-player")
    expect(cell(page, "shout_foresee").locator(".jp-OutputArea-output")).to_contain_text("Nothing is predicted yet")
    player.get_by_role("button", name="Predict").click()

    right = play(player, lambda question, options: options[0])
    guessed = int(lab.ask("play.score['right']"))
    assert len(right) == 8 and guessed < 6
    expect(run_check(lab, f"({guessed}, 8)")).to_contain_text(f"{8 - guessed} of your 8 answers were wrong")

    player.get_by_role("button", name="Begin again").click()
    play(player, lambda question, options: next(o for o in options if o.rstrip(".") == right[question]))
    expect(run_check(lab, "(8, 8)")).to_contain_text("passed · practice, no points")
    lab.assert_clean()
