// What can be asked for besides a single step: going on, the shortest way to somewhere, and the run as a line of text.
import { html } from "./draw.js";
import { short } from "./words.js";

const COPIED = "Copied. Whoever has this line can play the run: replay(\"…\").";
const SELECTED = "Your browser did not allow copying. The line is selected: copy it with Ctrl+C or ⌘C.";

/**
 * @param {{goOn: () => void, search: (goal: string | number, faults: boolean) => void, line: () => Promise<any>, paste: (text: string) => void,
 *   say: (text: string, bad?: boolean) => void}} wish
 */
export function createTools(wish) {
  const goOn = handButton("Go on by itself", wish.goOn);

  const goal = /** @type {HTMLSelectElement} */ (html("select", "ll-goal"));
  const faults = /** @type {HTMLInputElement} */ (html("input"));
  faults.type = "checkbox";
  const find = handButton("Find", () => wish.search(isNaN(Number(goal.value)) ? goal.value : Number(goal.value), faults.checked));
  const way = html("div", "ll-tool", [
    html("label", "", ["Shortest way from here to ", goal]), html("label", "", [faults, " with faults"]), find,
  ]);

  const line = /** @type {HTMLInputElement} */ (html("input", "ll-line"));
  Object.assign(line, { type: "text", spellcheck: false, placeholder: "or paste a line" });
  line.setAttribute("aria-label", "The run as one line of text");
  const copy = handButton("Copy as a line", share), paste = handButton("Open", () => line.value.trim() && wish.paste(line.value));
  line.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && line.value.trim()) wish.paste(line.value);
    event.stopPropagation();
  });
  const element = html("div", "ll-tools", [html("div", "ll-tool", [goOn]), way, html("div", "ll-tool", [copy, line, paste])]);
  for (const one of [goal, faults, line]) one.setAttribute("data-lm-suppress-shortcuts", "true");

  /** The line stands in its field, selected, whether or not the browser lets it be copied. */
  async function share() {
    const answer = await wish.line();
    if (answer.answer === "refused") return wish.say(answer.text, true);
    line.value = answer.text;
    line.focus({ preventScroll: true });
    line.select();
    try {
      await navigator.clipboard.writeText(answer.text);
      wish.say(COPIED);
    } catch {
      wish.say(SELECTED);
    }
  }

  return {
    element,
    /** The goals of a run: everybody's, and its promises broken. */
    offer(promises) {
      const before = goal.value;
      goal.replaceChildren(...["a leader", "two leaders", "the end"].map((name) => option(name, name)),
        ...promises.map(({ name }, i) => option(String(i), short(name, 30) + " broken")));
      if ([...goal.options].some(({ value }) => value === before)) goal.value = before;
    },
  };
}

function option(value, text) {
  const one = html("option", "", [text]);
  one.setAttribute("value", value);
  return one;
}

/** A button with words. */
export function handButton(text, onClick) {
  const button = html("button", "ll-tool-button", [text]);
  button.setAttribute("type", "button");
  button.setAttribute("data-lm-suppress-shortcuts", "true");
  button.addEventListener("click", onClick);
  return button;
}
