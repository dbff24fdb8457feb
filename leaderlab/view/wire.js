// The windows of the network: for every message on the wire, when it may arrive at the earliest and at the latest.
import { titled } from "./column.js";
import { html, setText } from "./draw.js";
import { counted, messageText, short } from "./words.js";

const MOST_ROWS = 12;

/**
 * @param {import("./model.js").Model} model
 * @param {{of: (m: number) => number}} kinds
 */
export function createWire(model, kinds) {
  const [soonest, latest] = (model.trace.network || {}).delay || [0, 0], windows = model.timed && latest > 0;
  const list = html("ul", "ll-timers ll-letters"), note = html("span", "ll-pane-note");

  function row({ from, to, m, origin }, now) {
    const age = now - model.time(origin), [least, most] = [soonest, latest].map((ticks) => Math.max(0, ticks - age));
    const name = html("span", "ll-letter", [`${model.ids[from]} → ${model.ids[to]}  ${short(messageText(m, model.messages), 26)}`]);
    if (!windows) return html("li", "", [name]);
    const full = html("span", "ll-bar-full"), rest = html("span", "ll-bar-rest");
    full.style.width = (100 * least) / latest + "%";
    rest.style.width = (100 * (most - least)) / latest + "%";
    const words = most === 0 ? "due" : least === most ? String(most) : `${least} to ${most}`;
    return html("li", "ll-kind-" + kinds.of(m), [name, html("span", "ll-bar", [full, rest]), html("span", "ll-timer-left", [words])]);
  }

  function fill(k) {
    const letters = model.onTheWire(k), shown = letters.slice(0, letters.length > MOST_ROWS ? MOST_ROWS - 1 : MOST_ROWS);
    const rows = shown.map((letter) => row(letter, model.time(k)));
    if (letters.length > shown.length) rows.push(html("li", "ll-none", [`and ${letters.length - shown.length} more`]));
    list.replaceChildren(...(rows.length ? rows : [html("li", "ll-none", ["Nothing."])]));
    setText(note, windows ? `ticks until it arrives, of at most ${latest}` : counted(letters.length, "message"));
  }

  return { element: titled("On the wire", list, note), show: fill };
}
