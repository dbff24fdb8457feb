// The words under the pictures: what happened, what was said, what changed, which promises hold; and all fields as a table.
import { capped, idBadge, titled } from "./column.js";
import { html, setText } from "./draw.js";
import { createLight } from "./light.js";
import { createScroller } from "./pane.js";
import { sentence, short, valueText } from "./words.js";

const MOST_CHANGES = 6, MOST_SAID = 4;

/**
 * @param {import("./model.js").Model} model
 * @param {{goto: (k: number) => void}} wish
 */
export function createDetails(model, wish) {
  const spoken = html("p", "ll-sentence");
  spoken.setAttribute("aria-live", "polite");
  const said = html("ul", "ll-said"), changes = html("ul", "ll-changes");
  const end = html("p", "ll-end");
  const promises = model.promises.map((promise) => createLight(promise, model, wish.goto));
  const columns = [titled("What changed", changes)];
  if (promises.length) columns.push(titled("Promises", html("ul", "ll-promises", promises.map((p) => p.element))));
  const table = createTable(model);
  const story = html("div", "ll-story", [spoken, said, end, html("div", "ll-columns", columns)]);

  function show(k) {
    const step = model.steps[k];
    setText(spoken, sentence(model, k));
    said.replaceChildren(...capped((step.said || []).map(([id, text]) => html("li", "", [idBadge(id), html("q", "", [String(text)])])), MOST_SAID));
    const rows = (step.changes || []).map(([id, field, before, after]) => changeRow(id, field, before, after, model.messages));
    changes.replaceChildren(...(rows.length ? capped(rows, MOST_CHANGES) : [html("li", "ll-none", ["Nothing."])]));
    setText(end, k === model.last ? endText(model) : "");
    for (const promise of promises) promise.show(k);
    table.show(k);
  }

  return { story, table: table.element, show, hush: (quiet) => spoken.setAttribute("aria-live", quiet ? "off" : "polite") };
}

function changeRow(id, field, before, after, messages) {
  const value = (v) => {
    const whole = valueText(v, messages), code = html("code", "", [short(whole, 40)]);
    if (whole.length > 40) code.title = whole;
    return code;
  };
  return html("li", "", [idBadge(id), html("span", "ll-field", [field]), value(before), html("span", "ll-to", [" → "]), value(after)]);
}

/** Why the run ends here. */
function endText({ trace }) {
  return "The end. " + (trace.end || "");
}

/** Every field of every node: the text form of the first picture. Filled only while it is open. */
function createTable(model) {
  const fields = [...new Set(model.trace.nodes.flatMap((node) => node.state.map(([field]) => field)))];
  const heads = ["node", ...fields, "state"].map((text) => {
    const cell = html("th", "", [text]);
    cell.scope = "col";
    return cell;
  });
  const body = html("tbody");
  const wide = createScroller("All nodes as a table", [html("table", "", [html("thead", "", [html("tr", "", heads)]), body])]);
  const element = /** @type {HTMLDetailsElement} */ (html("details", "ll-table", [html("summary", "", ["All nodes as a table"]), wide]));
  let k = 0;

  function fill() {
    const { nodes } = model.stateAt(k), changed = new Set((model.steps[k].changes || []).map(([id, field]) => JSON.stringify([id, field])));
    body.replaceChildren(...nodes.map((node, i) => {
      const head = html("th", "", [String(model.ids[i])]);
      head.scope = "row";
      const cells = fields.map((field) => html("td", changed.has(JSON.stringify([model.ids[i], field])) ? "ll-changed" : "",
        [field in node.fields ? short(valueText(node.fields[field], model.messages), 60) : ""]));
      const doubts = node.suspects.length ? ", suspects " + node.suspects.join(", ") : "";
      return html("tr", "", [head, ...cells, html("td", "", [(node.up ? "up" : "down") + doubts])]);
    }));
  }

  element.addEventListener("toggle", () => element.open && fill());
  return {
    element,
    show(now) {
      k = now;
      if (element.open) fill();
    },
  };
}
