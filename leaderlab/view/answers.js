// What became of what a step sent: who answered, who did not, and why not, in the words of the node that read it.
import { counted, listed, messageText, short } from "./words.js";

/**
 * @typedef {{to: any, from: any, m: number, step: number, text: string, answered: boolean}} Fate  `step` is -1 when nothing came of it
 */

/**
 * @param {import("./model.js").Model} model
 * @returns {(k: number) => Fate[]}  for each message that left in step k
 */
export function createAnswers(model) {
  const { sent } = model.history;
  let copies = null;

  /** What came of a letter: a letter was read if one of its copies was. */
  function fateOf(no) {
    const fate = fateAt(model, no);
    if (fate.read) return fate;
    copies ||= sent.filter((letter) => letter.sent !== letter.origin);
    const { from, to, m, origin } = sent[no];
    const twins = copies.filter((copy) => copy.origin === origin && copy.from === from && copy.to === to && copy.m === m);
    return twins.map((copy) => fateAt(model, copy.no)).find(({ read }) => read) || fate;
  }

  return (k) => (model.steps[k].sent || []).map(([no]) => fateOf(no));
}

/** @returns {Fate & {read: boolean}} */
function fateAt(model, no) {
  const { from, to, m, gone, sent: start } = model.history.sent[no], { ids, steps, messages } = model;
  const fate = { from: ids[from], to: ids[to], m, step: gone, answered: false, read: false, text: "" };
  if (gone === steps.length) return { ...fate, step: -1, text: "is still on the wire when the run ends." };
  const { event, lost, sent = [] } = steps[gone];
  if (event[0] === "drop" && event[1] === no) return { ...fate, text: "is lost by the network." };
  if (event[0] !== "deliver" || event[1] !== no) return { ...fate, text: gone > start ? "is lost: its link is cut." : "is lost: its link was cut already." };
  if (lost) return { ...fate, text: `finds node ${fate.to} down.` };
  const back = sent.find(([, , whom]) => whom === fate.from);
  if (back) return { ...fate, read: true, answered: true, text: `is answered with ${messageText(back[3], messages)}.` };
  return { ...fate, read: true, text: `is read without an answer. ${whyNot(model, gone, fate.to)}` };
}

/** What the reader says about it; else what it does, in place of an answer. */
function whyNot(model, k, id) {
  const { said = [], sent = [], changes = [] } = model.steps[k];
  const words = said.filter(([who]) => who === id).map(([, text]) => String(text));
  const others = [...new Set(sent.map(([, , to]) => to))], fields = [...new Set(changes.map(([, field]) => field))];
  if (words.length) return `Node ${id} says: “${words.join(" ")}”`;
  if (others.length) return `Node ${id} writes to ${others.length > 4 ? counted(others.length, "other node") : "node " + listed(others)} instead.`;
  if (fields.length) return `Node ${id} changes ${listed(fields.map((field) => short(field, 20)))} and says nothing.`;
  return `Node ${id} does nothing and says nothing.`;
}
