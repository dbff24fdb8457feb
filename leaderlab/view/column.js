// Columns under the pictures: a small headline, and a list that is never too long.
import { html, setText } from "./draw.js";
import { short } from "./words.js";

/** Something under a small headline, with a note beside it. */
export function titled(title, content, note = null) {
  return html("div", "ll-column", [html("div", "ll-title", note ? [title, note] : [title]), content]);
}

/** The id of a node in a small frame. */
export function idBadge(id) {
  return html("span", "ll-badge", [short(id, 12)]);
}

/**
 * A list whose rows stay in the page: what they say changes. Making them anew at every step would leave much to sweep up.
 * @template T
 * @param {HTMLElement} list
 * @param {number} most  rows; of more items the last row says how many
 * @param {string} none  what it says when there are no items
 * @param {() => {element: HTMLElement, show: (item: T) => void}} create
 * @returns {(items: T[]) => void}
 */
export function createRows(list, most, none, create) {
  const rows = [], rest = html("li", "ll-none");
  return (items) => {
    const count = items.length <= most ? items.length : most - 1;
    while (rows.length < count) rows.push(create());
    for (let i = 0; i < count; i++) rows[i].show(items[i]);
    setText(rest, items.length ? `and ${items.length - count} more` : none);
    const last = count < items.length || (none && !items.length) ? [rest] : [];
    if (list.childElementCount === count + last.length && list.contains(rest) === (last.length > 0)) return;
    list.replaceChildren(...rows.slice(0, count).map(({ element }) => element), ...last);
  };
}

/** The rows, or the first of them and how many more there are. */
export function capped(rows, most) {
  return rows.length <= most ? rows : [...rows.slice(0, most - 1), html("li", "ll-none", [`and ${rows.length - most + 1} more`])];
}
