// The tree of runs as a picture: a line for each, from where it leaves another one; and a button that opens it.
import { html, px, svg } from "./draw.js";
import { rowsOf, standsFor } from "./tree.js";

const WIDE = 150, ROW = 28, LEFT = 8;

/**
 * @param {(run: number) => void} open
 */
export function createTree(open) {
  const drawing = svg("svg", { class: "ll-tree-lines", width: WIDE, "aria-hidden": "true" }), list = html("ul", "ll-tree-runs");
  const title = html("div", "ll-title", ["Runs"]);
  const element = html("div", "ll-tree", [title, html("div", "ll-tree-box", [drawing, list])]);
  element.hidden = true;

  /**
   * @param {import("./tree.js").Branch[]} runs
   * @param {number} now  the run on the screen
   */
  function show(runs, now) {
    element.hidden = runs.length < 2;
    if (element.hidden) return;
    const rows = rowsOf(runs), current = standsFor(runs, now), longest = Math.max(1, ...rows.map(({ last }) => last));
    const x = (step) => px(LEFT + ((WIDE - 2 * LEFT) * step) / longest), y = (row) => ROW * (row + 0.5);
    drawing.setAttribute("height", String(ROW * rows.length));
    drawing.replaceChildren(...rows.flatMap(({ run, parent, at, last }, row) => {
      const leave = parent < 0 ? "" : `M${x(at)} ${y(parent)}V${y(row)}`;
      const here = run === current ? " ll-tree-now" : "";
      return [svg("path", { class: "ll-tree-line" + here, d: leave + `M${x(at)} ${y(row)}H${x(last)}` }),
        svg("circle", { class: "ll-tree-end" + here, cx: x(last), cy: y(row), r: 3.5 })];
    }));
    const focused = list.contains(document.activeElement);
    list.replaceChildren(...rows.map((row, place) => line(row, place, row.run === current)));
    if (focused) /** @type {HTMLElement} */ (list.querySelector("[aria-current=true]")).focus({ preventScroll: true });
  }

  function line({ run, parent, at, last, label }, place, isNow) {
    const where = parent < 0 ? "" : ` Leaves run ${parent + 1} after step ${at}.`;
    const steps = html("span", "ll-muted", [`${last} steps`]);
    const button = html("button", "ll-tree-run", [html("span", "ll-badge", [String(place + 1)]), html("span", "ll-tree-label", [label]), steps]);
    button.setAttribute("type", "button");
    button.setAttribute("data-lm-suppress-shortcuts", "true");
    button.setAttribute("aria-current", String(isNow));
    button.setAttribute("aria-label", `Run ${place + 1}: ${label}${where} ${last} steps.`);
    button.title = label + where;
    button.addEventListener("click", () => isNow || open(run));
    return html("li", "", [button]);
  }

  return { element, show };
}
