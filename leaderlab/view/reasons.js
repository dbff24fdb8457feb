// The values that decided a step: what the message said, and what the node knew before it acted.
import { plainText } from "./values.js";
import { short, valueText } from "./words.js";

const MOST_VALUES = 6, LONGEST = 28;

/**
 * @typedef {{of: string, values: [string, string][]}} Reason  whose values, and the values: name and text
 */

/**
 * @param {import("./model.js").Model} model
 * @param {number} k
 * @returns {Reason[]}
 */
export function reasonsOf(model, k) {
  const step = model.steps[k], who = model.history.owner[k];
  if (k === 0 || who < 0 || step.event[0] === "crash") return [];
  const letter = step.event[0] === "deliver" ? model.messages[step.event[4]][1] : [];
  const text = (value) => short(valueText(value, model.messages), LONGEST);
  const found = letter.length ? [{ of: "The message", values: letter.slice(0, MOST_VALUES).map(([name, value]) => [name, text(value)]) }] : [];
  const known = Object.entries(model.stateAt(k - 1).nodes[who].fields).filter(([name, value]) => matters(name, value, step, letter, model));
  if (known.length) found.push({ of: `Node ${model.ids[who]}, before`, values: known.slice(0, MOST_VALUES).map(([name, value]) => [name, text(value)]) });
  return found;
}

/**
 * Nobody writes down what a handler reads. But a value matters when the step changes it, when a field of the message has its name
 * or is equal to it, or when the node names it.
 */
function matters(name, value, { changes = [], said = [] }, letter, model) {
  if (changes.some(([, field]) => field === name) || letter.some(([field]) => field === name)) return true;
  const simple = typeof value === "number" || (typeof value === "string" && value !== "");
  if (!simple) return false;
  const words = said.map(([, text]) => String(text)).join(" "), shown = plainText(value, model.messages);
  const named = new RegExp(`(^|[^\\w])${shown.replace(/[^\w ]/g, "\\$&")}([^\\w]|$)`).test(words);
  return named && (typeof value === "string" || new RegExp(`\\b${name.replace(/_/g, "[ _]")}`).test(words));
}
