// The timers that are set. Where a run knows time, each is a bar that gets shorter: surely running as long as it is full,
// and it may end at any moment of the hatched rest. All bars have one scale, so a lease can be held against a promise.
// Where a run knows no time, they are a list in words.
import { html, setText } from "./draw.js";
import { createPane } from "./pane.js";
import { listed, short } from "./words.js";

const NUMBERED = /^(.*\S) \d+$/;

/** "lease 7" is one more "lease": timers that only differ in a number share a bar. */
const stemOf = (name) => (NUMBERED.exec(name) || [name, name])[1];

/**
 * @param {import("./model.js").Model} model
 */
export function createTimers(model) {
  const found = timersOf(model);
  if (!found.names.length) return null;
  return model.timed ? createBars(model, found) : createList(model, found);
}

/** The names of all timers of the run, who ever sets which, and the longest one. */
function timersOf({ alarms, ids }) {
  const who = new Map();
  let longest = 1;
  for (const { timers } of alarms) {
    for (const [id, name, earliest, latest] of timers) {
      if (earliest === null) continue;
      const stem = stemOf(name);
      if (!who.has(stem)) who.set(stem, new Set());
      who.get(stem).add(id);
      longest = Math.max(longest, latest);
    }
  }
  const names = [...who.keys()];
  return { names, longest, rows: names.flatMap((name) => ids.flatMap((id, i) => (who.get(name).has(id) ? [{ name, i }] : []))) };
}

/** What is left of the timers of a name: [at least, at most], the one that ends first in front. */
function remaining(node, stem, now) {
  const left = [];
  for (const name in node.timers) {
    if (stemOf(name) !== stem) continue;
    const [earliest, latest, set] = node.timers[name];
    left.push([Math.max(0, set + earliest - now), Math.max(0, set + latest - now)]);
  }
  return left.sort((a, b) => a[1] - b[1]);
}

function createBars(model, { rows: wanted, longest, names }) {
  const rows = wanted.map(({ name, i }, r) => createBar(name, names.indexOf(name), model.ids[i], r > 0 && wanted[r - 1].name === name));
  rows.forEach(({ element: line }, r) => Object.assign(line.dataset, { timer: wanted[r].name, node: wanted[r].i }));
  const groups = names.map((name) => rows.filter((_, r) => wanted[r].name === name).map((row) => row.element));
  const list = html("ul", "ll-timers ll-bars", groups.map((group) => html("li", "ll-timer-group", [html("ul", "", group)])));
  const { element, note } = createPane("Timers", String(model.trace.title), [list]);
  setText(note, `ticks left, of at most ${longest}`);
  let moving = -1, before = [];

  return {
    element,
    show(k) {
      moving = -1;
      const { nodes } = model.stateAt(k);
      rows.forEach((row, r) => {
        const node = nodes[wanted[r].i], left = remaining(node, wanted[r].name, model.time(k));
        row.draw(left, longest);
        row.tell(left, node.up);
      });
    },
    /** While step k comes, time goes on for the timers as they were. */
    move(k, f) {
      if (moving !== k) [moving, before] = [k, model.stateAt(k - 1).nodes.slice()];
      const now = model.time(k - 1) + (model.time(k) - model.time(k - 1)) * f;
      rows.forEach((row, r) => row.draw(remaining(before[wanted[r].i], wanted[r].name, now), longest));
    },
  };
}

/** One timer of one node. */
function createBar(name, kind, id, again) {
  const full = html("span", "ll-bar-full"), rest = html("span", "ll-bar-rest"), next = html("span", "ll-bar-next");
  const words = html("span", "ll-timer-left"), bar = html("span", "ll-bar", [full, rest, next]);
  bar.setAttribute("aria-hidden", "true");
  const label = html("span", "ll-timer-name" + (again ? " ll-again" : ""), [short(name, 14)]);
  const element = html("li", "ll-kind-" + (kind % 6), [label, html("span", "ll-badge", [short(id, 6)]), bar, words]);
  return {
    element,
    draw([first, second], longest) {
      const [least, most] = first || [0, 0], percent = (x) => (100 * x) / longest + "%";
      full.style.width = percent(least);
      rest.style.width = percent(most - least);
      next.style.display = second ? "" : "none";      // the same timer, set once more: where it will end
      if (second) next.style.left = percent(second[1]);
    },
    tell(left, up) {
      const texts = left.map(([least, most]) => (least === most ? `${most}` : `${least} to ${most}`)), pair = texts.slice(0, 2).join(", ");
      setText(words, texts.length ? (pair.length > 10 ? texts[0] : pair) : up ? "not set" : "down");
      words.title = texts.join(", ");
      element.classList.toggle("ll-row-down", !texts.length);
    },
  };
}

/** Without time: any of these may be next. */
function createList(model, { names }) {
  const rows = names.map(() => html("span", "ll-timer-who"));
  const list = html("ul", "ll-timers", names.map((name, r) => html("li", "", [html("span", "ll-timer-name", [short(name, 14)]), rows[r]])));
  const { element, note } = createPane("Timers", String(model.trace.title), [list]);
  setText(note, "set; any of them may be next");
  return {
    element,
    show(k) {
      const { nodes } = model.stateAt(k);
      names.forEach((name, r) => {
        const who = model.ids.filter((_, i) => Object.keys(nodes[i].timers).some((one) => stemOf(one) === name));
        setText(rows[r], who.length ? `of node${who.length > 1 ? "s" : ""} ${listed(who)}` : "not set");
      });
    },
  };
}
