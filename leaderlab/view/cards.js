// Every node as a card: all it knows, what has just changed, and what it waits for. Filled only while it is open.
import { html } from "./draw.js";
import { short, valueText } from "./words.js";

const LONGEST_TEXT = 70;

/**
 * @param {import("./model.js").Model} model
 */
export function createCards(model) {
  const grid = html("ul", "ll-cards"), element = html("details", "ll-table", [html("summary", "", ["All nodes as cards"]), grid]);
  let now = 0;

  function fill() {
    const { nodes } = model.stateAt(now), step = model.steps[now];
    grid.replaceChildren(...nodes.map((node, i) => createCard(model, i, node, step)));
  }

  element.addEventListener("toggle", () => element.open && fill());
  return {
    element,
    show(k) {
      now = k;
      if (element.open) fill();
    },
  };
}

function createCard(model, i, node, step) {
  const id = model.ids[i], { kind } = model.trace.nodes[i], leads = node.up && node.fields.leader === id;
  const before = new Map((step.changes || []).filter(([who]) => who === id).map(([, field, old]) => [field, old]));
  const text = (value) => short(valueText(value, model.messages), LONGEST_TEXT);
  const rows = Object.entries(node.fields).flatMap(([field, value]) => {
    const news = before.has(field) ? [html("del", "", [text(before.get(field))]), " → ", html("ins", "", [text(value)])] : [text(value)];
    return [html("dt", "", [field]), html("dd", before.has(field) ? "ll-changed" : "", news)];
  });
  const timers = Object.entries(node.timers).flatMap(([name, alarm]) => [html("dt", "", [`timer ${name}`]), html("dd", "", [alarmText(model, alarm, step.t)])]);
  const doubts = node.suspects.length ? [html("dt", "", ["suspects"]), html("dd", "", [node.suspects.join(", ")])] : [];
  const what = [kind, node.up ? "up" : "down", ...(leads ? ["leads"] : [])].join(", ");
  return html("li", "ll-card" + (leads ? " ll-card-leads" : node.up ? "" : " ll-card-down"), [
    html("div", "ll-card-head", [html("span", "ll-badge", [short(id, 12)]), what]), html("dl", "", [...rows, ...timers, ...doubts]),
  ]);
}

/** "fires in 120 to 270 ticks", or only that it is set. */
function alarmText(model, [earliest, latest, set], now) {
  if (!model.timed) return "is set";
  const [from, to] = [earliest, latest].map((ticks) => Math.max(0, set + ticks - now));
  return from === to ? `fires in ${from} ticks` : `fires in ${from} to ${to} ticks`;
}
