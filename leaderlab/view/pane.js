// A pane: something under a headline that folds away. Whether it is open is remembered as long as the page lives.
import { html } from "./draw.js";

/** Each player brings its own copy of this module, so what they share hangs on the page. */
const memory = (globalThis[Symbol.for("leaderlab panes")] ||= new Map());

/**
 * @param {string} name  also the name under which it is remembered, with the title of the run
 * @param {string} owner
 * @param {HTMLElement[]} children
 */
export function createPane(name, owner, children) {
  const key = owner + "|" + name, note = html("span", "ll-pane-note");
  const element = /** @type {HTMLDetailsElement} */ (html("details", "ll-pane", [html("summary", "", [name, note]), ...children]));
  element.open = memory.get(key) !== false;
  element.addEventListener("toggle", () => memory.set(key, element.open));
  return { element, note };
}

/** A place that scrolls sideways, also by keys. */
export function createScroller(label, children) {
  const element = html("div", "ll-wide", children);
  element.tabIndex = 0;
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", label);
  return element;
}

/** Words for those who listen. */
export function aloud(text) {
  return html("span", "ll-aloud", [text]);
}

/** The head of a row or a column. */
export function headCell(scope, className, children) {
  const cell = html("th", className, children);
  cell.scope = scope;
  return cell;
}
