// Columns under the pictures: a small headline, and a list that is never too long.
import { html } from "./draw.js";
import { short } from "./words.js";

/** Something under a small headline, with a note beside it. */
export function titled(title, content, note = null) {
  return html("div", "ll-column", [html("div", "ll-title", note ? [title, note] : [title]), content]);
}

/** The id of a node in a small frame. */
export function idBadge(id) {
  return html("span", "ll-badge", [short(id, 12)]);
}

/** The rows, or the first of them and how many more there are. */
export function capped(rows, most) {
  return rows.length <= most ? rows : [...rows.slice(0, most - 1), html("li", "ll-none", [`and ${rows.length - most + 1} more`])];
}
