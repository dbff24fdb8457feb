// The stores of all nodes side by side: a row for each key, a column for each node. Which tables are the same, and which
// keys differ, is said in words.
import { html, setText } from "./draw.js";
import { aloud, createPane, createScroller, headCell } from "./pane.js";
import { pairsOf, plainText } from "./values.js";
import { short } from "./words.js";

const MOST_KEYS = 40;

/**
 * @param {import("./model.js").Model} model
 */
export function createTables(model) {
  const holders = model.holders("store", pairsOf);
  if (!holders.length) return null;
  const keys = keysOf(model), kinds = holders.map((i) => model.trace.nodes[i].kind);      // like is compared with like
  const compared = new Set(kinds).size < holders.length;
  const columns = holders.map((i) => createColumn(model.ids[i]));
  const rows = keys.slice(0, MOST_KEYS).map((key) => createKeyRow(key, kinds, model));
  const verdicts = html("tr", "ll-store-words", [headCell("row", "", ["compared"]), ...columns.map((column) => column.verdict), html("td")]);
  const table = html("table", "ll-stores", [
    html("thead", "", [html("tr", "", [headCell("col", "", ["key"]), ...columns.map((column) => column.head), headCell("col", "", [aloud("difference")])])]),
    html("tbody", "", [...rows.map((row) => row.element), ...(compared ? [verdicts] : [])]),
  ]);
  table.style.minWidth = `${68 * (holders.length + 2)}px`;        // so that words break the same way at every width
  const { element, note } = createPane("Tables", String(model.trace.title), [createScroller("The tables of all nodes", [table])]);
  let shown = [], hadNews = false;

  function show(k) {
    const nodes = holders.map((i) => model.stateAt(k).nodes[i]);
    const changed = new Set((model.steps[k].changes || []).filter(([, field]) => field === "store").map(([id]) => id));
    if (!changed.size && !hadNews && nodes.every((node, c) => node === shown[c])) return;
    [shown, hadNews] = [nodes, changed.size > 0];
    const stores = nodes.map((node) => new Map((pairsOf(node.fields.store) || []).map(([key, value]) => [JSON.stringify(key), value])));
    const before = new Map((model.steps[k].changes || []).filter(([, field]) => field === "store")
      .map(([id, , old]) => [id, new Map((pairsOf(old) || []).map(([key, value]) => [JSON.stringify(key), JSON.stringify(value)]))]));
    rows.forEach((row) => row.show(stores, nodes, before, holders.map((i) => model.ids[i])));
    const texts = stores.map((store) => JSON.stringify([...store].sort(([a], [b]) => (a < b ? -1 : 1))));
    const up = columns.map((_, c) => nodes[c].up);
    columns.forEach((column, c) => {
      const twin = texts.findIndex((text, other) => up[other] && kinds[other] === kinds[c] && text === texts[c]);
      column.show(up[c], !up[c] ? "down" : twin < c ? `same as node ${model.ids[holders[twin]]}` : stores[c].size ? "" : "empty");
    });
    if (new Set(kinds).size === 1) setText(note, summaryOf(texts.filter((_, c) => up[c])));
  }

  return { element, show };
}

function summaryOf(texts) {
  const kinds = new Set(texts).size;
  if (texts.length < 2) return "";
  return kinds === 1 ? (texts.length === 2 ? "both are the same" : `all ${texts.length} are the same`) : `${kinds} different tables`;
}

/** Every key that some store has at some time, so that the table keeps its height while the run plays. */
function keysOf(model) {
  const keys = new Map();
  for (const value of model.everything("store")) for (const [key] of pairsOf(value) || []) keys.set(JSON.stringify(key), key);
  return [...keys.values()];
}

function createColumn(id) {
  const head = headCell("col", "", [html("span", "ll-badge", [short(id, 6)])]), verdict = html("td", "ll-none");
  return {
    head, verdict,
    show(up, words) {
      head.className = up ? "" : "ll-row-down";
      setText(verdict, words);
    },
  };
}

/** One key: its value in each store, and a word if they differ. */
function createKeyRow(key, kinds, model) {
  const name = JSON.stringify(key), cells = kinds.map(() => html("td")), word = html("td", "ll-differ");
  const element = html("tr", "", [headCell("row", "", [short(plainText(key, model.messages), 16)]), ...cells, word]);
  return {
    element,
    show(stores, nodes, before, ids) {
      const texts = stores.map((store) => (store.has(name) ? plainText(store.get(name), model.messages) : "–"));
      const differ = texts.some((text, c) => texts.some((other, d) => nodes[c].up && nodes[d].up && kinds[c] === kinds[d] && text !== other));
      texts.forEach((text, c) => {
        const old = before.get(ids[c]), value = stores[c].has(name) ? JSON.stringify(stores[c].get(name)) : undefined;
        setText(cells[c], short(text, 16));
        cells[c].className = (nodes[c].up ? "" : "ll-row-down") + (old && nodes[c].up && old.get(name) !== value ? " ll-changed" : "");
      });
      setText(word, differ ? "differs" : "");
      element.className = differ ? "ll-row-differs" : "";
    },
  };
}
