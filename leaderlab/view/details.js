// The words under the pictures: what happened, what was said, what changed, which promises hold; and all fields as a table.
import { html, setText, svg } from "./draw.js";
import { sentence, short, valueText } from "./words.js";

const MOST_CHANGES = 6, MOST_SAID = 4;

/**
 * @param {import("./model.js").Model} model
 */
export function createDetails(model) {
  const spoken = html("p", "ll-sentence");
  spoken.setAttribute("aria-live", "polite");
  const said = html("ul", "ll-said"), changes = html("ul", "ll-changes");
  const end = html("p", "ll-end");
  const promises = model.promises.map((promise) => createPromise(promise, model.last));
  const columns = [titled("What changed", changes)];
  if (promises.length) columns.push(titled("Promises", html("ul", "ll-promises", promises.map((p) => p.element))));
  const table = createTable(model);
  const story = html("div", "ll-story", [spoken, said, end, html("div", "ll-columns", columns)]);

  function show(k) {
    const step = model.steps[k];
    setText(spoken, sentence(model, k));
    said.replaceChildren(...capped((step.said || []).map(([id, text]) => html("li", "", [badge(id), html("q", "", [String(text)])])), MOST_SAID));
    const rows = (step.changes || []).map(([id, field, before, after]) => changeRow(id, field, before, after, model.messages));
    changes.replaceChildren(...(rows.length ? capped(rows, MOST_CHANGES) : [html("li", "ll-none", ["Nothing."])]));
    setText(end, k === model.last ? endText(model) : "");
    for (const promise of promises) promise.show(k);
    table.show(k);
  }

  return { story, table: table.element, show, hush: (quiet) => spoken.setAttribute("aria-live", quiet ? "off" : "polite") };
}

function titled(title, content) {
  return html("div", "ll-column", [html("div", "ll-title", [title]), content]);
}

function badge(id) {
  return html("span", "ll-badge", [short(id, 12)]);
}

function capped(rows, most) {
  return rows.length <= most ? rows : [...rows.slice(0, most - 1), html("li", "ll-none", [`and ${rows.length - most + 1} more`])];
}

function changeRow(id, field, before, after, messages) {
  const value = (v) => {
    const whole = valueText(v, messages), code = html("code", "", [short(whole, 40)]);
    if (whole.length > 40) code.title = whole;
    return code;
  };
  return html("li", "", [badge(id), html("span", "ll-field", [field]), value(before), html("span", "ll-to", [" → "]), value(after)]);
}

/** Why the run ends here. */
function endText({ trace }) {
  return "The end. " + (trace.end || "");
}

const LIGHTS = { true: ["✓", "holds", "ll-holds"], false: ["✗", "not now", "ll-broken"], null: ["?", "cannot be evaluated", "ll-unknown"] };

/** One promise: a sign with a word, its name and sentence, and a strip that shows where in the run it does not hold. */
function createPromise({ name, sentence, spans, at }, last) {
  const sign = html("span", "ll-sign-of"), word = html("span", "ll-word");
  sign.setAttribute("aria-hidden", "true");
  const light = html("span", "ll-light", [sign, word]);
  const needle = svg("path", { class: "ll-needle" });
  const strip = svg("svg", { class: "ll-strip", viewBox: "0 0 1000 12", preserveAspectRatio: "none", "aria-hidden": "true" });
  for (const value of [true, false, null]) {
    strip.append(svg("path", { class: "ll-strip-" + value, d: spans.filter((span) => span.value === value).map(stripPiece(last + 1, value)).join("") }));
  }
  strip.append(needle);
  const element = html("li", "", [light, html("code", "ll-name", [name]), html("span", "ll-means", [sentence]), strip]);
  return {
    element,
    show(k) {
      const [mark, text, className] = LIGHTS[String(at(k))];
      setText(sign, mark);
      setText(word, text);
      light.className = "ll-light " + className;
      needle.setAttribute("d", `M${(1000 * (k + 0.5)) / (last + 1)} 0V12`);
    },
  };
}

/** Not holding is a thick bar and holding a thin line: the strip reads without colours. */
function stripPiece(n, value) {
  const [top, height] = value === true ? [8, 2] : value === false ? [2, 8] : [5, 5];
  return ({ start, end }) => `M${Math.round((1000 * start) / n)} ${top}H${Math.max(1, Math.round((1000 * end) / n))}v${height}H${Math.round((1000 * start) / n)}Z`;
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
  const wide = html("div", "ll-wide", [html("table", "", [html("thead", "", [html("tr", "", heads)]), body])]);
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
