"""Understanding a run, foreseeing it, and holding it against another: in JupyterLab, the main ones in Notebook 7."""

import re

import pytest
from patience import eventually
from player_page import begins, go, is_at, take_focus, write
from playwright.sync_api import expect

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
def server(serve, tmp_path_factory):
    cells = {"raft": RAFT, "bully": BULLY, "dead": DEAD, "quiz": QUIZ, "pair": PAIR, "quiz7": QUIZ, "pair7": PAIR}
    notebooks = {name: [FIRST, cell] for name, cell in cells.items()}
    return serve(write(tmp_path_factory.mktemp("source"), notebooks))


def explain(page):
    page.get_by_role("button", name="Explain").click()


def column(page, title):
    return page.locator(".ll-column", has=page.locator(".ll-title", has_text=title))


def test_a_plain_player_tells_nothing_of_what_comes(lab, server):
    page = lab.play(server, "dead.ipynb")
    for hidden in (".ll-study", ".ll-quiz", "g.ll-later-all"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".ll-story")).not_to_contain_text("answer")
    lab.assert_clean()


# -- understanding ---------------------------------------------------------------------------------------------------


def test_a_step_shows_the_values_that_decided_it_and_who_answered(lab, server):
    page = lab.play(server, "raft.ipynb")
    explain(page)
    go(page, 1)
    expect(page.locator(".ll-sentence")).to_contain_text("election")
    expect(column(page, "What decided it")).to_contain_text("term = 0")
    expect(column(page, "What became of its messages")).to_contain_text("2 of 2 answered at once")
    page.locator(".ll-fates .ll-step").first.click()
    expect(page.locator(".ll-where")).not_to_have_text(begins("Step 1 "))       # there, where it is answered
    expect(column(page, "What decided it")).to_contain_text("The message: term = 1")
    lab.assert_clean()


def test_who_does_not_answer_is_named_with_the_reason(lab, server):
    page = lab.play(server, "dead.ipynb")
    explain(page)
    became = column(page, "What became of its messages")
    expect(became).to_contain_text("finds node 3 down")
    texts = []
    for k in range(1, 10):
        go(page, k)
        texts.append(became.inner_text())
    assert any("is read without an answer. Node" in text for text in texts)
    lab.assert_clean()


def test_the_future_that_a_step_can_influence_is_shown_through_the_veil(lab, server):
    page = lab.play(server, "raft.ipynb")
    dots, legend = page.locator(".ll-mark-dot.ll-later").first, page.locator(".ll-legend").nth(1)
    expect(page.locator("g.ll-later-all")).to_be_hidden()
    expect(legend.get_by_text("effect")).to_be_hidden()
    explain(page)
    go(page, 1)
    expect(dots).to_have_attribute("d", re.compile("M.*M"))
    page.keyboard.press("End")
    expect(dots).to_have_attribute("d", "")
    expect(legend.get_by_text("possible effect")).to_be_visible()
    lab.assert_clean()


def test_a_light_that_goes_out_names_the_step_and_the_nodes(lab, server):
    page = lab.play(server, "bully.ipynb")
    expect(page.locator(".ll-since")).to_have_text("")
    take_focus(page)
    page.keyboard.press("End")
    expect(page.locator(".ll-light")).to_have_text("✗not now")
    expect(page.locator(".ll-since")).to_have_text(begins("Not so since step 1, because of nodes 1 and 3."))
    lab.assert_clean()


def test_cards_and_the_wire_show_state_timers_and_windows(lab, server):
    page = lab.play(server, "raft.ipynb")
    explain(page)
    go(page, 1)
    page.get_by_text("All nodes as cards").click()
    card = page.locator(".ll-card").first
    expect(card).to_contain_text("timer election")
    expect(card).to_contain_text("fires in")
    expect(card.locator("del").first).to_have_text("0")
    expect(card.locator("ins").first).to_have_text("1")
    expect(column(page, "On the wire")).to_contain_text("ticks until it arrives, of at most 10")
    expect(page.locator(".ll-letters .ll-timer-left")).to_have_text(["1 to 10", "1 to 10"])
    lab.assert_clean()


# -- foreseeing ------------------------------------------------------------------------------------------------------


def form(page):
    return page.locator(".ll-quiz form")


def predict(page, answers):
    """Play in predict mode to the end, always with the first answer; what was said about each."""
    said, verdict = [], page.locator(".ll-verdict")
    page.get_by_role("button", name="Predict").click()
    page.get_by_role("button", name="One step on").click()
    for _ in range(answers):
        expect(form(page)).to_be_visible()
        page.locator(".ll-quiz input[type=radio]").first.check()
        page.get_by_role("button", name="Answer").click()
        expect(verdict).to_contain_text("The rule that fired: Node")
        said.append(verdict.inner_text())
        page.get_by_role("button", name="Next").click()
    expect(form(page)).to_be_hidden()
    return said


@pytest.mark.parametrize("where", ["lab", "notebook"])
def test_predict_mode_asks_explains_and_gives_its_score_to_a_check(server, where, request):
    tab, name = page_of(request, where), {"lab": "quiz", "notebook": "quiz7"}[where]        # a kernel of its own
    page = tab.play(server, f"{name}.ipynb", classic=where == "notebook")
    said = predict(page, answers=6)
    assert any(text.startswith("✗ Not so. You said") for text in said)
    right = sum(text.startswith("✓ Right") for text in said)
    expect(page.locator(".ll-quiz-foot")).to_contain_text(f"{right} of 6 right; 6 questions in this run")
    eventually(lambda: tab.ask("p.score['right'], p.score['asked']"), f"({right}, 6)")
    assert tab.ask("p.score['right'], check('foresee_ring', p)").startswith(f"({right}, ")
    tab.assert_clean()


def page_of(request, where):
    """The JupyterLab that stays open; Notebook 7 needs a page of its own."""
    return request.getfixturevalue({"lab": "lab", "notebook": "tab"}[where])


def test_the_cursor_cannot_pass_a_question_and_nothing_tells_the_answer(lab, server):
    page = lab.play(server, "quiz.ipynb")
    slider, play = page.get_by_role("slider", name="Step"), page.locator(".ll-play")
    explain(page)
    page.get_by_role("button", name="Predict").click()
    page.get_by_role("button", name="To the last step").click()
    expect(form(page)).to_be_visible()
    is_at(page, "Step 0 of 6")
    slider.fill("5")
    expect(slider).to_have_value("0")               # it springs back
    is_at(page, "Step 0 of 6")
    play.click()
    expect(play).to_have_attribute("aria-label", begins("Play"))        # it has stopped by itself
    is_at(page, "Step 0 of 6")
    expect(page.locator(".ll-fates")).to_be_hidden()
    expect(page.locator("g.ll-later-all")).to_be_hidden()
    page.get_by_role("button", name="Predict").click()
    go(page, 5)
    lab.assert_clean()


def test_a_question_is_answered_with_keys_alone(lab, server):
    page = lab.play(server, "quiz.ipynb")
    choices = page.locator(".ll-quiz input[type=radio]")
    page.get_by_role("button", name="Predict").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="One step on").focus()
    page.keyboard.press("Enter")
    choices.first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(choices.nth(1)).to_be_checked()
    page.keyboard.press("Enter")
    is_at(page, "Step 1 of 6")
    expect(page.locator(".ll-verdict")).to_contain_text("The rule that fired")
    expect(page.get_by_role("button", name="Next")).to_be_focused()
    page.keyboard.press("Enter")
    expect(form(page)).to_be_visible()
    lab.assert_clean()


# -- two runs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["lab", "notebook"])
def test_two_runs_have_one_cursor_and_a_sentence_about_their_difference(server, where, request):
    tab, name = page_of(request, where), {"lab": "pair", "notebook": "pair7"}[where]
    page = tab.play(server, f"{name}.ipynb", classic=where == "notebook")
    expect(page.locator(".ll-compare .ll-player .ll-network")).to_have_count(2)
    expect(page.locator(".ll-compare-head p")).to_contain_text("ame")
    slider, cursors = page.get_by_role("slider", name="Step"), page.locator(".ll-where")
    for number, k in [(0, 2), (1, 4)]:
        slider.nth(number).fill(str(k))
        expect(cursors).to_have_text([begins(f"Step {k}")] * 2)
    page.get_by_role("button", name="To the first difference").click()
    eventually(lambda: tab.ask("both.step == both.differ"), "True")
    expect(page.locator(".ll-mark-differ").first).to_have_attribute("d", re.compile("M"))
    expect(page.locator(".ll-legend", has_text="first difference")).to_have_count(2)
    tab.assert_clean()
