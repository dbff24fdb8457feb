// Values of a trace, taken apart: what stands in a log, in a table, in a set of votes. values.py does the same.
import { messageText, valueText } from "./words.js";

/** The parts of a list, tuple or set; null for anything else. */
export function itemsOf(value) {
  return (value && typeof value === "object" && (value.list || value.tuple || value.set)) || null;
}

/** The pairs of a dict; null for anything else. */
export function pairsOf(value) {
  return (value && typeof value === "object" && value.dict) || null;
}

/** A value without the quotes of a text, and a pair as an assignment: what fits into a small box. */
export function plainText(value, messages) {
  if (typeof value === "string") return value;
  const items = value && typeof value === "object" && (value.tuple || value.list);
  if (items && items.length === 2 && typeof items[0] === "string") return items[0] + "=" + plainText(items[1], messages);
  return value && typeof value === "object" && "message" in value ? messageText(value.message, messages) : valueText(value, messages);
}

/**
 * How many votes there are: a set or list of voters, or their number. In a dict from voter to vote, those count that are
 * for the same as the own vote, if there is one.
 */
export function countOf(value, own = null) {
  if (typeof value === "number") return value;
  const pairs = pairsOf(value), mine = JSON.stringify(own);
  const all = pairs && own !== null ? pairs.filter(([, vote]) => JSON.stringify(vote) === mine) : itemsOf(value) || pairs;
  return all ? all.length : null;
}

const TERMS = ["term", "epoch"];

/**
 * One entry of a log: its term, and the rest in a few letters. A bare number is a term.
 * @returns {{term: any, command: string}}
 */
export function readEntry(value, messages) {
  if (value === null || typeof value !== "object") return typeof value === "number" ? { term: value, command: "" } : { term: null, command: plainText(value, messages) };
  const items = value.tuple || value.list;
  if (items && items.length && typeof items[0] === "number") return { term: items[0], command: items.slice(1).map((v) => plainText(v, messages)).join(" ") };
  if (!("message" in value)) return { term: null, command: plainText(value, messages) };
  const fields = messages[value.message][1], found = fields.find(([name]) => TERMS.includes(name));
  const command = fields.find(([name]) => name === "command");
  const others = command ? [command] : fields.filter((field) => field !== found && field[0] !== "index");
  const words = others.filter(([, v]) => v !== null).map(([, v]) => plainText(v, messages));
  return { term: found ? found[1] : null, command: words.join(" ") };
}

/** The name under which a node keeps its term. */
export function termOf(fields) {
  const name = TERMS.find((one) => typeof fields[one] === "number");
  return name ? [name, fields[name]] : null;
}
