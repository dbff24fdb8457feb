// Everything that may happen now, as a list of buttons: first what is no fault, then, folded away, what may go wrong.
import { html } from "./draw.js";
import { counted } from "./words.js";

const MOST_DIGITS = 9;

/**
 * @typedef {[any[], string]} Choice  a row for Python, and its sentence
 */

/** @type {[string, string[]][]} */
const GROUPS = [
  ["Nodes", ["crash", "restart"]], ["Messages", ["drop", "duplicate"]], ["Links", ["cut", "heal"]], ["Suspicions", ["suspect", "trust"]],
];

/**
 * Which choices are faults: a suspicion of a node that is down is none, and neither is taking back a wrong one.
 * @param {Choice[]} choices
 * @param {(id: any) => boolean} isUp
 */
export function sortChoices(choices, isUp) {
  const isFault = (/** @type {Choice} */ [[kind, , b]]) => (kind === "suspect" ? isUp(b) : kind === "trust" ? !isUp(b) : GROUPS.some(([, kinds]) => kinds.includes(kind)));
  const faults = choices.filter(isFault);
  return {
    usual: choices.filter((choice) => !isFault(choice)),
    faults: GROUPS.map(([name, kinds]) => ({ name, choices: faults.filter(([[kind]]) => kinds.includes(kind)) })).filter(({ choices }) => choices.length),
  };
}

/**
 * @param {(row: any[]) => void} choose
 */
export function createChoices(choose) {
  const usual = html("ol", "ll-may"), groups = html("div", "ll-fault-groups"), title = html("summary");
  const faults = /** @type {HTMLDetailsElement} */ (html("details", "ll-faults", [title, groups]));
  const none = html("p", "ll-none", ["Nothing, unless something fails."]);
  const element = html("div", "ll-choice-list", [none, usual, faults]);
  /** @type {any[][]} */
  let rows = [];

  function button(row, text, key) {
    const one = html("button", "ll-choice", key ? [html("kbd", "", [key]), text] : [text]);
    one.setAttribute("type", "button");
    one.setAttribute("data-lm-suppress-shortcuts", "true");
    one.addEventListener("click", () => choose(row));
    return html("li", "", [one]);
  }

  /** @param {ReturnType<typeof sortChoices>} sorted */
  function show(sorted) {
    const focused = element.contains(document.activeElement);
    rows = sorted.usual.map(([row]) => row);
    usual.replaceChildren(...sorted.usual.map(([row, text], i) => button(row, text, i < MOST_DIGITS ? String(i + 1) : "")));
    none.hidden = rows.length > 0;
    groups.replaceChildren(...sorted.faults.map(({ name, choices }) => html("div", "", [
      html("div", "ll-title", [name]), html("ul", "", choices.map(([row, text]) => button(row, text, ""))),
    ])));
    faults.hidden = !sorted.faults.length;
    title.textContent = `Faults: ${counted(sorted.faults.reduce((sum, { choices }) => sum + choices.length, 0), "way")} in which something may fail`;
    element.removeAttribute("aria-busy");
    if (focused) focus();
  }

  function focus() {
    const first = /** @type {HTMLElement | null} */ (element.querySelector("button, summary"));
    if (first) first.focus({ preventScroll: true });
  }

  return {
    element, show, focus,
    busy: () => element.setAttribute("aria-busy", "true"),
    isBusy: () => element.hasAttribute("aria-busy"),
    /** By its number on the keyboard. */
    press(number) {
      if (number <= rows.length && !element.hasAttribute("aria-busy")) choose(rows[number - 1]);
      return number <= rows.length;
    },
  };
}
