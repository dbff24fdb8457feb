// The logs, one above the other: a box for every entry with its term and its command, and how far each log is committed
// and applied. What is not committed has a dashed edge and no filling; a term is a number first and a colour second.
import { html, setText } from "./draw.js";
import { aloud, createPane, createScroller, headCell } from "./pane.js";
import { itemsOf, readEntry } from "./values.js";
import { short } from "./words.js";

const MOST_COLUMNS = 24, COLOURS = 7, LETTERS = 9;

/** The number in a field, or null. */
const whole = (value) => (typeof value === "number" ? value : null);

/**
 * @param {import("./model.js").Model} model
 */
export function createLogs(model) {
  const holders = model.holders("log", itemsOf);
  const longest = model.everything("log").reduce((most, value) => Math.max(most, (itemsOf(value) || []).length), 0);
  if (!longest) return null;              // nobody ever writes anything
  const columns = Math.min(MOST_COLUMNS, longest);
  const indices = html("tr"), rows = holders.map((i) => createRow(model, i, columns));
  const table = html("table", "ll-logs", [
    html("colgroup", "", Array.from({ length: columns + 1 }, () => html("col"))),
    html("thead", "", [indices]), html("tbody", "", rows.map((row) => row.element)),
  ]);
  const scroller = createScroller("The logs", [table]);
  const { element, note } = createPane("Logs", String(model.trace.title), [scroller, logLegend(model, holders)]);
  let first = -1, later = 0;

  /** The window of indices: it moves only when a log is longer than it. */
  function show(k) {
    const { nodes } = model.stateAt(k);
    const length = Math.max(...holders.map((i) => (itemsOf(nodes[i].fields.log) || []).length));
    const lo = Math.max(0, length - columns);
    if (lo !== first) {
      first = lo;
      indices.replaceChildren(headCell("col", "", [aloud("node")]), ...Array.from({ length: columns }, (_, j) => headCell("col", "ll-index", [String(lo + j + 1)])));
    }
    const changes = (model.steps[k].changes || []).filter(([, field]) => field === "log");
    rows.forEach((row, r) => row.show(nodes[holders[r]], changes.find(([id]) => id === model.ids[holders[r]]), lo));
    const committed = Math.max(...holders.map((i) => whole(nodes[i].fields.commit_index) ?? 0));
    setText(note, `${length} ${length === 1 ? "entry" : "entries"}` + (committed ? `, ${committed} committed` : "") + (lo ? `; the last ${columns} are shown` : ""));
    clearTimeout(later);            // measuring costs a layout: not while somebody drags the slider
    if (changes.length) later = setTimeout(() => reveal(scroller, length - lo), 50);
  }

  return { element, show };
}

/** Scroll so that the newest column can be seen, and no further than it needs. */
function reveal(scroller, column) {
  if (scroller.scrollWidth <= scroller.clientWidth) return;
  const cell = scroller.querySelector(`tr > :nth-child(${column + 1})`);
  if (cell) scroller.scrollLeft = cell.offsetLeft + cell.offsetWidth - scroller.clientWidth;
}

/** The log of one node. Its boxes stay; what is written in them changes. */
function createRow(model, i, columns) {
  const words = html("span", "ll-log-role"), state = html("span", "ll-log-state");
  const boxes = Array.from({ length: columns }, createBox);
  const element = html("tr", "", [
    headCell("row", "", [html("span", "ll-badge", [short(model.ids[i], 6)]), words, state]), ...boxes.map((box) => box.element),
  ]);
  let shown = null, first = -1, marked = false;

  return {
    element,
    show(node, change, lo) {
      if (node === shown && lo === first && !change && !marked) return;
      [shown, first, marked] = [node, lo, Boolean(change)];
      const { role } = node.fields, committed = whole(node.fields.commit_index), applied = whole(node.fields.last_applied);
      const entries = itemsOf(node.fields.log) || [], before = change ? (itemsOf(change[2]) || []).map((v) => JSON.stringify(v)) : null;
      const removed = before ? before.length - firstDifference(before, entries) : 0;
      element.className = node.up ? "" : "ll-row-down";
      setText(words, node.up ? (typeof role === "string" ? short(role, 10) : "") : "down");
      setText(state, [committed !== null && `commit ${committed}`, applied !== null && `applied ${applied}`, removed && `${removed} removed`].filter(Boolean).join(" · "));
      boxes.forEach((box, j) => {
        const index = lo + j + 1, value = entries[index - 1];
        if (value === undefined) return box.clear(index === 1 && committed === 0);
        return box.write(readEntry(value, model.messages), {
          isNew: before !== null && before[index - 1] !== JSON.stringify(value),
          isCommitted: committed === null ? null : index <= committed,
          isCommit: index === committed, isApplied: index === applied,
        });
      });
    },
  };
}

function firstDifference(before, entries) {
  const j = before.findIndex((text, index) => text !== JSON.stringify(entries[index]));
  return j < 0 ? before.length : j;
}

/** One place in a log: an entry, or nothing yet. */
function createBox() {
  const number = html("span"), command = html("span", "ll-entry-command"), more = aloud("");
  const term = html("span", "ll-entry-term", [aloud("term "), number]), box = html("div", "ll-entry", [term, command, more]);
  const element = html("td", "ll-no-entry", [box]);
  const setClass = (one, name) => one.className === name || (one.className = name);
  return {
    element,
    clear(isBehindCommit) {
      setClass(element, "ll-no-entry" + (isBehindCommit ? " ll-commit-before" : ""));
    },
    write(entry, { isNew, isCommitted, isCommit, isApplied }) {
      const colour = typeof entry.term === "number" ? ` ll-term-${((entry.term % COLOURS) + COLOURS) % COLOURS}` : "";
      setClass(element, (isCommit ? "ll-commit" : "") + (isApplied ? " ll-applied" : ""));
      setClass(box, "ll-entry" + colour + (isCommitted === false ? " ll-open" : "") + (isNew ? " ll-new" : ""));
      setText(number, entry.term === null ? "" : String(entry.term));
      setText(command, short(entry.command, LETTERS));
      setText(more, (isCommitted === null ? "" : isCommitted ? ", committed" : ", not committed") + (isNew ? ", new in this step" : ""));
      box.title = Array.from(entry.command).length > LETTERS ? entry.command : "";
    },
  };
}

/** What the edges and marks mean, as far as these logs have them. */
function logLegend(model, holders) {
  const has = (field) => holders.some((i) => field in model.stateAt(0).nodes[i].fields);
  const signs = [["ll-key-new", "new in this step"]];
  if (has("commit_index")) signs.unshift(["ll-key-done", "committed"], ["ll-key-open", "not committed"], ["ll-key-commit", "commit index"]);
  if (has("last_applied")) signs.push(["ll-key-applied", "last applied"]);
  return html("div", "ll-legend", signs.map(([className, name]) => {
    const sign = html("span", "ll-key " + className);
    sign.setAttribute("aria-hidden", "true");
    return html("span", "", [sign, name]);
  }));
}
