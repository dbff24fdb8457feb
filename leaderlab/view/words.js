// What happened, in words. words.py says the same for static pictures; a browser test compares the two.

const WORDS = { null: "None", true: "True", false: "False" };

/**
 * A value as Python writes it.
 * @param {any} value  as in the trace: null, boolean, number, string, {list}, {tuple}, {set}, {dict}, {message}, {float} or {text}
 * @param {any[]} messages
 * @returns {string}
 */
export function valueText(value, messages) {
  const all = (values) => values.map((v) => valueText(v, messages)).join(", ");
  if (value === null || typeof value === "boolean") return WORDS[value];
  if (typeof value === "string") return "'" + value + "'";
  if (typeof value !== "object") return String(value);
  if (value.list) return "[" + all(value.list) + "]";
  if (value.tuple) return "(" + all(value.tuple) + (value.tuple.length === 1 ? ",)" : ")");
  if (value.set) return value.set.length ? "{" + all(value.set) + "}" : "set()";
  if (value.dict) return "{" + value.dict.map((pair) => pair.map((v) => valueText(v, messages)).join(": ")).join(", ") + "}";
  if ("text" in value || "float" in value) return String(value.text ?? value.float);
  return "message" in value ? messageText(value.message, messages) : "…";
}

/**
 * A message, short: Election(3, 7).
 * @param {number} m
 * @param {any[]} messages
 */
export function messageText(m, messages) {
  const [name, fields] = messages[m];
  return name + "(" + fields.map(([, value]) => valueText(value, messages)).join(", ") + ")";
}

/** "a", "a and b", "a, b and c" */
export function listed(words) {
  return words.length < 2 ? words.join("") : words.slice(0, -1).join(", ") + " and " + words[words.length - 1];
}

/** "sends Vote(1) to nodes 2 and 3, and Ack() to node 5" */
export function sendsText(sent, messages) {
  const groups = new Map();
  for (const [, , to, m] of sent) groups.set(m, [...(groups.get(m) || []), to]);
  const parts = [...groups].map(([m, to]) => {
    const whom = to.length === 1 ? "node " + to[0] : to.length < 5 ? "nodes " + listed(to) : to.length + " nodes";
    return messageText(m, messages) + " to " + whom;
  });
  return "sends " + (parts.length < 4 ? parts.join(", and ") : sent.length + " messages");
}

/** What was seen in a recorded run of a real system, where nobody logged the cause: it comes as a timer of this name. */
const FROM_OUTSIDE = {
  "not observed": "acts; why is not observed", "paused from outside": "is paused from outside", "resumed from outside": "goes on, resumed from outside",
};

/** The first half of the sentence: the event itself. */
function eventText(step, model) {
  const [kind, a, b] = step.event;
  const message = () => messageText(step.event[4], model.messages);
  const way = () => `from node ${step.event[2]} to node ${step.event[3]}`;
  switch (kind) {
    case "start": return a !== null ? `Node ${a} starts` : model.ids.length > 1 ? "All nodes start" : `Node ${model.ids[0]} starts`;
    case "deliver": return step.lost
      ? `${message()} from node ${step.event[2]} reaches node ${step.event[3]}, which is down: the message is lost`
      : `Node ${step.event[3]} receives ${message()} from node ${step.event[2]}`;
    case "drop": return `The network loses ${message()} ${way()}`;
    case "duplicate": return `The network makes a copy of ${message()} ${way()}`;
    case "timer": return Object.hasOwn(FROM_OUTSIDE, b) ? `Node ${a} ${FROM_OUTSIDE[b]}` : `The timer '${b}' of node ${a} fires`;
    case "crash": return `Node ${a} crashes`;
    case "restart": return `Node ${a} restarts`;
    case "cut": return `The link between node ${a} and node ${b} is cut`;
    case "heal": return `The link between node ${a} and node ${b} works again`;
    case "suspect": return `Node ${a} suspects that node ${b} is down`;
    case "trust": return `Node ${a} trusts node ${b} again`;
    case "tick": return "One tick passes";
    default: return String(kind);
  }
}

/** "It sends …", or who sends when several nodes act at once. */
function actionText(step, model) {
  const sent = step.sent || [], kind = step.event[0];
  if (!sent.length) {
    const silent = !(step.changes || []).length && !(step.said || []).length && !(step.timers || []).length;
    return silent && kind === "deliver" && !step.lost ? " and does nothing." : ".";
  }
  const senders = [...new Set(sent.map(([, from]) => from))];
  if (kind === "deliver") return " and " + sendsText(sent, model.messages) + ".";
  if (senders.length > 3) return `. ${senders.length} nodes send ${sent.length} messages.`;
  return "." + senders.map((id) => ` Node ${id} ${sendsText(sent.filter(([, from]) => from === id), model.messages)}.`).join("");
}

/** Who leads now, in whose eyes. It is what this course is about, so it is said. */
function beliefText(step) {
  if (step.event[0] === "crash") return "";      // it forgot everything: no news about leaders
  const news = (step.changes || []).filter(([, field, before, after]) => field === "leader" && before !== after);
  const says = ([id, , , leader]) => leader === null ? `Node ${id} has no leader now.`
    : leader === id ? `Node ${id} is now leader.` : `Node ${id} now believes in ${String(leader)}.`;
  return news.length > 3 ? ` ${news.length} nodes change their leader.` : news.map((change) => " " + says(change)).join("");
}

/**
 * The sentence of a step.
 * @param {import("./model.js").Model} model
 * @param {number} k
 */
export function sentence(model, k) {
  const step = model.steps[k];
  return eventText(step, model) + actionText(step, model) + beliefText(step);
}

/** "1 message", "2 messages" */
export function counted(n, word) {
  return n + " " + word + (n === 1 ? "" : "s");
}

/** A text of at most so many characters. */
export function short(text, length) {
  const whole = String(text);
  if (whole.length <= length) return whole;
  const letters = Array.from(whole);
  return letters.length <= length ? letters.join("") : letters.slice(0, length - 1).join("") + "…";
}

/** "3 nodes, 9 messages, 58 ticks" */
export function summary(model) {
  const parts = [counted(model.ids.length, "node"), counted(model.history.sent.length, "message")];
  if (model.timed) parts.push(counted(model.time(model.last), "tick"));
  return parts.join(", ");
}
