// A small menu at a place of the picture: what may happen to the thing that was clicked.
import { html } from "./draw.js";

/**
 * @typedef {{text: string, row: any[]}} Item
 * @param {HTMLElement} host  a positioned element; the menu stays inside of it
 * @param {(row: any[]) => void} choose
 * @param {() => void} leave  the menu was closed without a choice
 */
export function createMenu(host, choose, leave) {
  const menu = html("div", "ll-menu");
  menu.setAttribute("role", "menu");
  menu.hidden = true;
  menu.tabIndex = -1;
  host.append(menu);

  /** @param {{title: string, items: Item[], none: string}} content */
  function open({ title, items, none }, x, y) {
    menu.setAttribute("aria-label", title);
    const head = html("div", "ll-menu-title", [title]);
    head.setAttribute("role", "presentation");
    menu.replaceChildren(head, ...(items.length ? items.map(line) : [nothing(none)]));
    menu.hidden = false;
    const { width, height } = menu.getBoundingClientRect(), room = host.getBoundingClientRect();
    menu.style.left = Math.max(4, Math.min(x + 10, room.width - width - 4)) + "px";
    menu.style.top = Math.max(4, Math.min(y + 6, room.height - height - 4)) + "px";
    /** @type {HTMLElement} */ (menu.querySelector("[role=menuitem]")).focus({ preventScroll: true });
    document.addEventListener("pointerdown", outside, true);
  }

  function line({ text, row }) {
    const item = html("button", "ll-menu-item", [text]);
    item.setAttribute("type", "button");
    item.setAttribute("role", "menuitem");
    item.tabIndex = -1;
    item.addEventListener("click", () => {
      close();
      choose(row);
    });
    return item;
  }

  function nothing(text) {
    const item = html("div", "ll-menu-none", [text]);
    item.setAttribute("role", "menuitem");
    item.setAttribute("aria-disabled", "true");
    item.tabIndex = -1;
    return item;
  }

  function close() {
    menu.hidden = true;
    document.removeEventListener("pointerdown", outside, true);
  }

  function outside(event) {
    if (!menu.contains(event.target)) close();
  }

  menu.addEventListener("keydown", (event) => {
    const items = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("[role=menuitem]")]);
    const place = items.indexOf(/** @type {HTMLElement} */ (document.activeElement)), { key } = event;
    const next = { ArrowDown: place + 1, ArrowUp: place - 1 + items.length, Home: 0, End: items.length - 1 }[key];
    if (next !== undefined) items[next % items.length].focus();
    else if (key === "Escape" || key === "Tab") {
      close();
      leave();
    } else if (key !== "Enter" && key !== " ") return;
    event.stopPropagation();
    if (key !== "Enter" && key !== " ") event.preventDefault();
  });
  menu.setAttribute("data-lm-suppress-shortcuts", "true");
  return { open, close };
}
