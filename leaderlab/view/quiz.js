// Questions about the next step, and their answers, all computed from the run. Only what is settled is asked: not what the network
// chooses by chance, but what a node does about it; and who acts, where just one thing can happen.
import { messageText, sendsText, sentence, short, valueText } from "./words.js";

const MOST_OPTIONS = 4, LONGEST_VALUE = 44;
const ASKED = ["deliver", "timer", "restart", "suspect", "trust"];
const TELLING = ["leader", "role", "term", "epoch", "votes", "voted_for", "commit_index"];

/**
 * @typedef {{step: number, kind: "node" | "message" | "value", given: string, text: string, options: string[], right: number}} Question
 */

/**
 * The question before a step, or null: nothing there can be known.
 * @param {import("./model.js").Model} model
 * @param {number} k
 * @returns {Question | null}
 */
export function questionAt(model, k) {
  const step = model.steps[k], kind = step.event[0], who = model.history.owner[k];
  if (who < 0 || !ASKED.includes(kind) || step.lost) return null;
  const found = [whichMessage(model, k), whichValue(model, k), whichNode(model, k)].filter((one) => one !== null && one.options.length > 1);
  return found.length ? found[k % found.length] : null;
}

/** How many questions a run has. */
export function countQuestions(model) {
  let count = 0;
  for (let k = 1; k <= model.last; k++) if (questionAt(model, k)) count++;
  return count;
}

/** Why the answer is as it is: what the nodes said when the rule fired, and what then happened. */
export function ruleOf(model, k) {
  const said = (model.steps[k].said || []).map(([id, text]) => `Node ${id} says: “${text}”`);
  return [said.length ? "The rule that fired: " + said.join(" ") : "No node says why.", sentence(model, k)].join(" ");
}

/** What happens to the node, in words, without what the node does about it. */
function givenText(model, k) {
  const { 0: kind, 1: a, 2: b } = model.steps[k].event, id = model.ids[model.history.owner[k]];
  switch (kind) {
    case "deliver": return `Node ${id} receives ${messageText(model.steps[k].event[4], model.messages)} from node ${b}.`;
    case "timer": return `The timer '${b}' of node ${a} fires.`;
    case "restart": return `Node ${a} restarts.`;
    case "suspect": return `Node ${a} now suspects node ${b}.`;
    default: return `Node ${a} trusts node ${b} again.`;
  }
}

/** @returns {Question} */
function whichMessage(model, k) {
  const { event, sent = [] } = model.steps[k], id = model.ids[model.history.owner[k]];
  const says = (letters) => letters.length ? "It " + sendsText(letters, model.messages) + "." : "It sends nothing.";
  const others = ["It sends nothing."];
  if (event[0] === "deliver") {
    const back = [0, id, event[2], event[4]], next = model.ids[(model.at(id) + 1) % model.ids.length];
    others.push(says([back]), ...(next === id ? [] : [says([[0, id, next, event[4]]])]));
  }
  for (let j = Math.max(1, k - 40); j <= Math.min(model.last, k + 40) && others.length < 9; j++) {
    const other = model.steps[j];
    if (j !== k && other.event[0] === event[0] && other.sent) others.push(says(other.sent.filter(([, from, to]) => from !== to && to !== id)));
  }
  return ask("message", model, k, `What does node ${id} send?`, says(sent), others);
}

/** @returns {Question | null} */
function whichValue(model, k) {
  const id = model.ids[model.history.owner[k]], text = (value) => short(valueText(value, model.messages), LONGEST_VALUE);
  const news = (model.steps[k].changes || []).filter(([who]) => who === id);
  const change = news.find(([, field]) => TELLING.includes(field)) || news.find(([, , , after]) => text(after).length < LONGEST_VALUE);
  if (!change) return null;
  const [, field, before, after] = change, others = [text(before)];
  if (field === "leader") others.push(text(id), ...model.ids.map(text), text(null));
  else if (typeof after === "number") others.push(text(after + 1), text(after - 1));
  else if (typeof after === "boolean") others.push(text(!after));
  for (let j = 0; j <= model.last && others.length < 12; j++) {
    for (const [, name, old, value] of model.steps[j].changes || []) if (name === field) others.push(text(old), text(value));
  }
  return ask("value", model, k, `What is “${field}” of node ${id} after that?`, text(after), others);
}

/** Who acts is settled only where one message is on its way and no timer is set. @returns {Question | null} */
function whichNode(model, k) {
  if (model.steps[k].event[0] !== "deliver" || model.ids.length < 3 || model.onTheWire(k - 1).length !== 1) return null;
  if (model.stateAt(k - 1).nodes.some(({ timers }) => Object.keys(timers).length)) return null;
  const name = (i) => "Node " + model.ids[i], who = model.history.owner[k];
  const others = model.ids.map((_, i) => name((who + 1 + i) % model.ids.length));
  return { ...ask("node", model, k, "Which node acts next?", name(who), others), given: "One message is on the wire." };
}

/** The right answer among some others, in an order that has nothing to do with it and is always the same. */
function ask(kind, model, k, text, right, others) {
  const wrong = [...new Set(others)].filter((one) => one !== right).slice(0, MOST_OPTIONS - 1);
  const options = [...wrong, right].sort((a, b) => scramble(a, k) - scramble(b, k));
  return { step: k, kind, given: givenText(model, k), text, options, right: options.indexOf(right) };
}

function scramble(text, seed) {
  let h = 2166136261 ^ seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  return h >>> 0;
}
