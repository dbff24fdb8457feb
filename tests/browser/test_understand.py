"""Understanding a run, foreseeing it, and holding it against another: in JupyterLab, the main ones in Notebook 7."""

import json

import pytest
from test_player import notebook, sentence, type_and_run, where

pytestmark = pytest.mark.browser

FIRST = """from leaderlab import *
from leaderlab.algorithms import bully, chang_roberts, raft_election, ring
from leaderlab.exercises import check
from leaderlab.exercises.check import add, catalogue
from leaderlab.exercises.kinds import Foresee
from leaderlab.view import compare, player"""
RAFT = "player(simulate(raft_election([1, 2, 3]), seed=1, until=400), promises=[at_most_one_leader, all_agree])"
BULLY = "player(verify(bully([1, 2, 3]), always=at_most_one_leader).trace, [at_most_one_leader])"
DEAD = "player(simulate(bully([1, 2, 3]), seed=1, faults=[(0, Crash(3))]))"
QUIZ = """run = simulate(ring([3, 7, 5], initiators=[3]), seed=1)
if "foresee_ring" not in catalogue():
    add({"foresee_ring": Foresee(points=2, question="What comes next?", run=lambda: run, asked=6, share=0.5)})
p = player(run)
p"""
PAIR = """both = compare(simulate(ring([3, 7, 5]), seed=1), simulate(chang_roberts([3, 7, 5]), seed=1),
               names=("improved rule", "Chang and Roberts"))
both"""


@pytest.fixture(scope="module")
def server(serve, chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("source")
    cells = {"raft": RAFT, "bully": BULLY, "dead": DEAD, "quiz": QUIZ, "pair": PAIR, "quiz7": QUIZ, "pair7": PAIR}
    for name, cell in cells.items():
        (folder / f"{name}.ipynb").write_text(json.dumps(notebook(FIRST, cell)), encoding="utf-8")
    return serve(folder)


@pytest.fixture
def opened(tab, server):
    """``opened("raft")`` runs that notebook and gives its page."""
    def start(name, classic=False):
        tab.open_notebook(server, f"{name}.ipynb", classic=classic)
        tab.run_all()
        tab.page.wait_for_selector(".ll-player .ll-network", timeout=30_000)
        return tab.page
    return start


def go(page, k, which=0):
    page.get_by_role("slider", name="Step").nth(which).fill(str(k))


def explain(page):
    page.get_by_role("button", name="Explain").click()


def column(page, title):
    return page.locator(".ll-column", has=page.locator(".ll-title", has_text=title)).inner_text()


def test_a_plain_player_tells_nothing_of_what_comes(tab, opened):
    page = opened("dead")
    assert page.locator(".ll-study").is_hidden() and page.locator(".ll-quiz").is_hidden()
    assert page.locator("g.ll-later-all").is_hidden()
    assert "answer" not in page.locator(".ll-story").inner_text()
    tab.assert_clean()


# -- understanding ---------------------------------------------------------------------------------------------------


def test_a_step_shows_the_values_that_decided_it_and_who_answered(tab, opened):
    page = opened("raft")
    explain(page)
    go(page, 1)
    assert "election" in sentence(page)
    assert "term = 0" in column(page, "What decided it")
    assert "2 of 2 answered at once" in column(page, "What became of its messages")
    page.locator(".ll-fates .ll-step").first.click()
    assert not where(page).startswith("Step 1 ")                 # there, where it is answered
    assert "The message: term = 1" in column(page, "What decided it")
    tab.assert_clean()


def test_who_does_not_answer_is_named_with_the_reason(tab, opened):
    page = opened("dead")
    explain(page)
    assert "finds node 3 down" in column(page, "What became of its messages")
    go(page, 3)
    texts = []
    for k in range(1, 10):
        go(page, k)
        texts.append(column(page, "What became of its messages"))
    assert any("is read without an answer. Node" in text for text in texts)
    tab.assert_clean()


def test_the_future_that_a_step_can_influence_is_shown_through_the_veil(tab, opened):
    page = opened("raft")
    assert page.locator("g.ll-later-all").is_hidden() and "effect" not in page.locator(".ll-legend").nth(1).inner_text()
    explain(page)
    marks = "document.querySelector('.ll-mark-dot.ll-later').getAttribute('d').split('M').length - 1"
    go(page, 1)
    early = page.evaluate(marks)
    page.keyboard.press("End")
    assert early > 1 and page.evaluate(marks) == 0
    assert "possible effect" in page.locator(".ll-legend").nth(1).inner_text()
    tab.assert_clean()


def test_a_light_that_goes_out_names_the_step_and_the_nodes(tab, opened):
    page = opened("bully")
    assert page.locator(".ll-since").inner_text() == ""
    page.locator(".ll-sentence").click()
    page.keyboard.press("End")
    assert page.locator(".ll-light").inner_text() == "✗not now"
    assert page.locator(".ll-since").inner_text().startswith("Not so since step 1, because of nodes 1 and 3.")
    tab.assert_clean()


def test_cards_and_the_wire_show_state_timers_and_windows(tab, opened):
    page = opened("raft")
    explain(page)
    go(page, 1)
    page.get_by_text("All nodes as cards").click()
    page.wait_for_selector(".ll-card")
    card = page.locator(".ll-card").first
    assert "timer election" in card.inner_text() and "fires in" in card.inner_text()
    assert card.locator("del").first.inner_text() == "0" and card.locator("ins").first.inner_text() == "1"
    assert "ticks until it arrives, of at most 10" in column(page, "On the wire")
    assert page.locator(".ll-letters .ll-timer-left").all_inner_texts() == ["1 to 10", "1 to 10"]
    tab.assert_clean()


# -- foreseeing ------------------------------------------------------------------------------------------------------


def predict(page, answers=20):
    """Play in predict mode to the end, always with the first answer; what was said about each."""
    said = []
    page.get_by_role("button", name="Predict").click()
    page.get_by_role("button", name="One step on").click()
    for _ in range(answers):
        if page.locator(".ll-quiz form").is_hidden():
            break
        page.locator(".ll-quiz input[type=radio]").first.check()
        page.get_by_role("button", name="Answer").click()
        said.append(page.locator(".ll-verdict").inner_text())
        page.get_by_role("button", name="Next").click()
    return said


@pytest.mark.parametrize("classic", [False, True], ids=["lab", "notebook"])
def test_predict_mode_asks_explains_and_gives_its_score_to_a_check(tab, opened, classic):
    page = opened("quiz7" if classic else "quiz", classic)        # a kernel of its own
    said = predict(page)
    assert len(said) == 6
    assert all("The rule that fired: Node" in text for text in said)
    assert any(text.startswith("✗ Not so. You said") for text in said)
    right = sum(text.startswith("✓ Right") for text in said)
    assert page.locator(".ll-quiz-foot").inner_text().endswith(f"{right} of 6 right; 6 questions in this run")
    page.wait_for_timeout(500)
    type_and_run(page, "p.score['right'], check('foresee_ring', p)")
    page.wait_for_selector(f".jp-OutputArea-output pre:has-text('({right}, ')", timeout=10_000)
    tab.assert_clean()


def test_the_cursor_cannot_pass_a_question_and_nothing_tells_the_answer(tab, opened):
    page = opened("quiz")
    explain(page)
    page.get_by_role("button", name="Predict").click()
    page.get_by_role("button", name="To the last step").click()
    assert where(page).startswith("Step 0 of 6") and page.locator(".ll-quiz form").is_visible()
    go(page, 5)
    assert where(page).startswith("Step 0 of 6")
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(1500)
    assert where(page).startswith("Step 0 of 6")
    assert page.locator(".ll-fates").is_hidden() and page.locator("g.ll-later-all").is_hidden()
    page.get_by_role("button", name="Predict").click()
    go(page, 5)
    assert where(page).startswith("Step 5 of 6")
    tab.assert_clean()


def test_a_question_is_answered_with_keys_alone(tab, opened):
    page = opened("quiz")
    page.get_by_role("button", name="Predict").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="One step on").focus()
    page.keyboard.press("Enter")
    page.locator(".ll-quiz input[type=radio]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.locator(".ll-quiz input[type=radio]").nth(1).is_checked()
    page.keyboard.press("Enter")
    assert where(page).startswith("Step 1 of 6") and page.locator(".ll-verdict").inner_text()
    page.keyboard.press("Enter")                                  # the focus is on "Next"
    assert page.locator(".ll-quiz form").is_visible()
    tab.assert_clean()


# -- two runs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("classic", [False, True], ids=["lab", "notebook"])
def test_two_runs_have_one_cursor_and_a_sentence_about_their_difference(tab, opened, classic):
    page = opened("pair7" if classic else "pair", classic)
    page.wait_for_function("document.querySelectorAll('.ll-compare .ll-player .ll-network').length === 2")
    assert "ame" in page.locator(".ll-compare-head p").inner_text()
    go(page, 2)
    assert [text[:6] for text in page.locator(".ll-where").all_inner_texts()] == ["Step 2"] * 2
    go(page, 4, which=1)
    assert [text[:6] for text in page.locator(".ll-where").all_inner_texts()] == ["Step 4"] * 2
    page.get_by_role("button", name="To the first difference").click()
    page.wait_for_timeout(500)
    type_and_run(page, "both.step == both.differ")
    page.wait_for_selector(".jp-OutputArea-output pre:text-is('True')", timeout=10_000)
    assert page.locator(".ll-mark-differ").first.get_attribute("d")
    assert page.locator(".ll-legend", has_text="first difference").count() == 2
    tab.assert_clean()
