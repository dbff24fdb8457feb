// A promise as a light.
import { html, setAttribute, setText, svg } from "./draw.js";
import { listed } from "./words.js";

const LIGHTS = { true: ["✓", "holds", "ll-holds"], false: ["✗", "not now", "ll-broken"], null: ["?", "cannot be evaluated", "ll-unknown"] };

/**
 * One promise: a sign with a word, its name and sentence, a strip that shows where in the run it does not hold; and while it is
 * broken, since when and by whom.
 * @param {{name: string, sentence: string, spans: any[], at: (k: number) => any, witnessAt: (k: number) => any}} promise
 * @param {import("./model.js").Model} model
 * @param {(k: number) => void} goto
 */
export function createLight({ name, sentence: means, spans, at, witnessAt }, model, goto) {
  const { last } = model;
  const sign = html("span", "ll-sign-of"), word = html("span", "ll-word");
  sign.setAttribute("aria-hidden", "true");
  const light = html("span", "ll-light", [sign, word]);
  const needle = svg("path", { class: "ll-needle" });
  const strip = svg("svg", { class: "ll-strip", viewBox: "0 0 1000 12", preserveAspectRatio: "none", "aria-hidden": "true" });
  for (const value of [true, false, null]) {
    strip.append(svg("path", { class: "ll-strip-" + value, d: spans.filter((span) => span.value === value).map(stripPiece(last + 1, value)).join("") }));
  }
  strip.append(needle);
  strip.classList.add("ll-spoils");
  const since = html("p", "ll-since");
  const element = html("li", "", [light, html("code", "ll-name", [name]), html("span", "ll-means", [means]), since, strip]);
  let told = null;
  return {
    element,
    show(k) {
      const [mark, text, className] = LIGHTS[String(at(k))];
      setText(sign, mark);
      setText(word, text);
      setAttribute(light, "class", "ll-light " + className);
      const witness = witnessAt(k);
      if (witness !== told) since.replaceChildren(...(witness ? witnessText(witness, goto) : []));
      told = witness;
      needle.setAttribute("d", `M${(1000 * (k + 0.5)) / (last + 1)} 0V12`);
    },
  };
}

/** "Not so since step 12, because of nodes 3 and 5." Nothing if it never held and nobody is to blame. */
function witnessText([step, ids], goto) {
  if (step === 0 && ids.length === 0) return [];
  const who = ids.length ? `, because of node${ids.length > 1 ? "s" : ""} ${listed(ids.map(String))}` : "";
  return ["Not so since ", stepButton(step, goto), who + "."];
}

/** "step 12", which goes there when it is pressed. */
export function stepButton(k, goto) {
  const button = html("button", "ll-step", ["step " + k]);
  button.type = "button";
  button.setAttribute("data-lm-suppress-shortcuts", "true");
  button.addEventListener("click", () => goto(k));
  return button;
}

/** Not holding is a thick bar and holding a thin line: the strip reads without colours. */
function stripPiece(n, value) {
  const [top, height] = value === true ? [8, 2] : value === false ? [2, 8] : [5, 5];
  return ({ start, end }) => `M${Math.round((1000 * start) / n)} ${top}H${Math.max(1, Math.round((1000 * end) / n))}v${height}H${Math.round((1000 * start) / n)}Z`;
}
