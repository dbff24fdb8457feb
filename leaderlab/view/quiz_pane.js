// Predict mode: the player stops before a step and asks. It goes on when there is an answer, right or wrong.
import { html, setText } from "./draw.js";
import { countQuestions, questionAt, ruleOf } from "./quiz.js";

/** Several players stand on one page: the buttons of each question need a name of their own. */
const counter = (globalThis[Symbol.for("leaderlab questions")] ||= { last: 0 });

/**
 * @param {import("./model.js").Model} model
 * @param {{current: () => number, forward: () => void, hold: () => void, goto: (k: number) => void}} wish
 * @param {{set: (name: string, value: any) => void, save_changes: () => void}} shared  hears the score
 */
export function createQuiz(model, wish, shared) {
  const given = html("span", "ll-muted"), asked = html("legend", "", [given]), choices = html("div", "ll-choices");
  const field = html("fieldset", "", [asked, choices]), submit = html("button", "ll-plain", ["Answer"]);
  const form = html("form", "", [field, submit]), verdict = html("p", "ll-verdict"), score = html("span", "ll-muted");
  const next = plainButton("Next", () => wish.forward()), again = plainButton("Begin again", begin);
  const element = html("div", "ll-quiz", [form, verdict, html("div", "ll-quiz-foot", [next, again, score])]);
  const button = html("button", "ll-mode", ["Predict"]);
  button.type = "button";
  button.title = "The player stops before a step and asks what happens next";
  verdict.setAttribute("aria-live", "polite");
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", "Predict what happens next");
  element.hidden = true;
  button.setAttribute("aria-pressed", "false");

  let on = false, question = null, frontier = 0, right = 0, total = -1;
  const done = new Map();                     // step → was the answer right?

  function turn(wanted) {
    on = wanted;
    element.hidden = !on;
    button.setAttribute("aria-pressed", String(on));
    frontier = wish.current();
    if (on && total < 0) total = countQuestions(model);
    put(null);
    setText(verdict, total === 0 ? "Nothing in this run can be predicted." : "Play, or take one step: the player stops where there is something to predict.");
    tellScore();
  }

  function begin() {
    done.clear();
    right = 0;
    wish.goto(0);
    turn(true);
    shareScore();
  }

  function put(one) {
    question = one;
    form.hidden = one === null;
    next.hidden = one !== null;
    if (one === null) return;
    const name = "ll-question-" + ++counter.last;
    given.textContent = one.given + " ";
    asked.replaceChildren(given, one.text);
    choices.replaceChildren(...one.options.map((text, i) => {
      const radio = html("input");
      Object.assign(radio, { type: "radio", name, value: String(i), required: true });
      radio.setAttribute("data-lm-suppress-shortcuts", "true");
      return html("label", "", [radio, text]);
    }));
    setText(verdict, "");
  }

  function judge(choice) {
    const { step, right: wanted, options } = question, good = choice === wanted;
    if (!done.has(step)) {
      done.set(step, good);
      if (good) right++;
      shareScore();
    }
    frontier = step;
    put(null);
    wish.forward();
    verdict.className = "ll-verdict " + (good ? "ll-good" : "ll-bad");
    const head = good ? "✓ Right: " : "✗ Not so. You said: " + options[choice].replace(/\.$/, "") + ". Right is: ";
    verdict.replaceChildren(html("strong", "", [head]), options[wanted].replace(/\.$/, "") + ". ", ruleOf(model, step));
    tellScore();
  }

  const tellScore = () => setText(score, `${right} of ${done.size} right; ${total} questions in this run`);

  function shareScore() {
    shared.set("score", { right, asked: done.size, of: total, wrong: [...done].filter(([, good]) => !good).map(([step]) => step) });
    shared.save_changes();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = /** @type {HTMLInputElement | null} */ (form.querySelector("input:checked"));
    if (chosen && question) judge(Number(chosen.value));
    next.focus();
  });
  button.addEventListener("click", () => turn(!on));

  return {
    element, button,
    hides: (k) => on && k > frontier,
    /** How far the cursor may go on its way to step j; a question that is in the way is asked. */
    allow(j) {
      if (!on || j <= frontier) {
        if (question && j !== question.step - 1) put(null);
        return j;
      }
      while (frontier < j) {
        const found = questionAt(model, frontier + 1);
        if (found && !done.has(found.step)) {
          if (!question || question.step !== found.step) put(found);
          wish.hold();
          return frontier;
        }
        frontier++;
      }
      put(null);
      return j;
    },
  };
}

function plainButton(text, onClick) {
  const button = html("button", "ll-plain", [text]);
  button.type = "button";
  button.addEventListener("click", onClick);
  return button;
}
