// The words under the pictures: what happened, what was said, what changed, which promises hold; and all fields as a table.
import { createRows, idBadge, titled } from "./column.js";
import { html, setAttribute, setText } from "./draw.js";
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
  const showSaid = createRows(said, MOST_SAID, "", createSaid), showChanges = createRows(changes, MOST_CHANGES, "Nothing.", () => createChange(model.messages));
  const end = html("p", "ll-end");
  const promises = model.promises.map((promise) => createLight(promise, model, wish.goto));
  const columns = [titled("What changed", changes)];
  if (promises.length) columns.push(titled("Promises", html("ul", "ll-promises", promises.map((p) => p.element))));
  const table = createTable(model);
  const story = html("div", "ll-story", [spoken, said, end, html("div", "ll-columns", columns)]);

  function show(k) {
    const step = model.steps[k];
    setText(spoken, sentence(model, k));
    showSaid(step.said || []);
    showChanges(step.changes || []);
    setText(end, k === model.last ? endText(model) : "");
    for (const promise of promises) promise.show(k);
    table.show(k);
  }

  return { story, table: table.element, show, hush: (quiet) => spoken.setAttribute("aria-live", quiet ? "off" : "polite") };
}

/** What a node says. */
function createSaid() {
  const badge = idBadge(""), words = html("q");
  return {
    element: html("li", "", [badge, words]),
    show([id, text]) {
      setText(badge, short(id, 12));
      setText(words, String(text));
    },
  };
}

/** A field, what it was and what it is. */
function createChange(messages) {
  const badge = idBadge(""), name = html("span", "ll-field"), old = html("code"), now = html("code");
  const write = (code, value) => {
    const whole = valueText(value, messages);
    setText(code, short(whole, 40));
    setAttribute(code, "title", whole.length > 40 ? whole : "");
  };
  return {
    element: html("li", "", [badge, name, old, html("span", "ll-to", [" → "]), now]),
    show([id, field, before, after]) {
      setText(badge, short(id, 12));
      setText(name, field);
      write(old, before);
      write(now, after);
    },
  };
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
