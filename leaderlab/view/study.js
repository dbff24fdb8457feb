// "Explain", for whoever wants to know more about a step: the values that decided it, what became of its messages, what is on the wire
// and until when, every node as a card. It tells what comes later, so it is there only when it is asked for.
import { createAnswers } from "./answers.js";
import { createCards } from "./cards.js";
import { capped, idBadge, titled } from "./column.js";
import { html, setText } from "./draw.js";
import { stepButton } from "./light.js";
import { createWire } from "./wire.js";
import { reasonsOf } from "./reasons.js";
import { messageText, short } from "./words.js";

const MOST_FATES = 6;

/**
 * @param {import("./model.js").Model} model
 * @param {{of: (m: number) => number}} kinds
 * @param {{goto: (k: number) => void, current: () => number, explain: boolean}} wish  `explain` outlives a run: the next one opens so, too
 */
export function createStudy(model, kinds, wish) {
  const fatesOf = createAnswers(model), cards = createCards(model), wire = createWire(model, kinds);
  const reasons = html("ul", "ll-reasons"), fates = html("ul", "ll-fates"), answered = html("span", "ll-pane-note");
  const became = titled("What became of its messages", fates, answered);
  became.classList.add("ll-spoils");
  const columns = html("div", "ll-columns", [titled("What decided it", reasons), became, wire.element]);
  const element = html("div", "ll-study", [columns, cards.element]), button = html("button", "ll-mode", ["Explain"]);
  button.type = "button";
  button.title = "What decided this step, who answers, what it can influence, and all nodes as cards";
  button.addEventListener("click", () => turn(!wish.explain));
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", "This step explained");

  function turn(on) {
    wish.explain = on;
    element.hidden = !on;
    button.setAttribute("aria-pressed", String(on));
    show(wish.current());
  }

  function show(k) {
    if (element.hidden) return;
    showReasons(k);
    showFates(k);
    wire.show(k);
    cards.show(k);
  }

  function showReasons(k) {
    const rows = reasonsOf(model, k).map(({ of, values }) => html("li", "", [
      html("span", "ll-of", [of + ": "]), ...values.flatMap(([name, value], i) => [i ? ", " : "", html("code", "", [`${name} = ${value}`])]),
    ]));
    reasons.replaceChildren(...(rows.length ? rows : [html("li", "ll-none", ["Only the event itself."])]));
  }

  function showFates(k) {
    const all = fatesOf(k), letters = all.length, count = all.filter((fate) => fate.answered).length;
    setText(answered, letters === 0 ? "" : count === 0 ? "nobody answers at once" : `${count} of ${letters} answered at once`);
    const rows = all.map((fate) => fateRow(fate, model, wish.goto));
    fates.replaceChildren(...(rows.length ? capped(rows, MOST_FATES) : [html("li", "ll-none", ["It sends none."])]));
  }

  element.hidden = !wish.explain;
  button.setAttribute("aria-pressed", String(wish.explain));
  return { element, button, show };
}

/** A message with what came of it, and a button that goes there. */
function fateRow({ to, m, step, text, answered }, model, goto) {
  const words = html("span", "", [`${short(messageText(m, model.messages), 30)} ${text} `]);
  if (step >= 0) words.append(stepButton(step, goto));
  return html("li", answered ? "ll-answered" : "", [idBadge(to), words]);
}
