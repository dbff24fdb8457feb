// The pointer over the network: it shows what it would take hold of, and a click opens a small menu there.
import { aimAt, aimPath, concerns } from "./aim.js";
import { svg } from "./draw.js";
import { createMenu } from "./hand_menu.js";
import { messageText, short } from "./words.js";

/**
 * @param {{choices: () => Promise<any[]>, fork: (row: any[]) => void, focus: () => void}} wish
 */
export function createPointer(wish) {
  const aimed = svg("path", { class: "ll-aim" });
  let on = false, screen = null, menu = null, current = () => 0;

  /** A new screen. */
  function meet(newScreen, cursor) {
    if (newScreen === screen) return;
    [screen, current] = [newScreen, cursor];
    const { element } = screen.network;
    menu = createMenu(element.parentElement, wish.fork, wish.focus);
    element.append(aimed);
    element.addEventListener("pointermove", (event) => point(find(event)));
    element.addEventListener("pointerleave", () => point(null));
    element.addEventListener("click", (event) => {
      const aim = find(event);
      if (aim) void open(aim, screen.model, (row) => concerns(aim, row, screen.model));
    });
    if (screen.panes.element) screen.panes.element.addEventListener("click", pickTimer);
  }

  function find({ clientX, clientY }) {
    if (!on) return null;
    const box = screen.network.element.getBoundingClientRect();
    return aimAt(screen.model, screen.network.layout(), current(), clientX - box.left, clientY - box.top);
  }

  function point(aim) {
    aimed.setAttribute("d", aimPath(aim, screen.network.layout()));
    screen.network.element.style.cursor = aim ? "pointer" : "";
  }

  /** A timer that is clicked in its pane: the menu opens at its node. */
  function pickTimer(event) {
    const line = on && event.target.closest("[data-timer]");
    if (!line) return;
    const i = Number(line.dataset.node), { model } = screen, stem = line.dataset.timer;
    const isIt = ([kind, id, name]) => kind === "timer" && model.at(id) === i && (name === stem || name.startsWith(stem + " "));
    void open({ kind: "timer", i, ...screen.network.layout().places[i] }, model, isIt);
  }

  async function open(aim, model, fits) {
    const step = current(), all = await wish.choices();
    if (!on || current() !== step || screen.model !== model) return;
    const items = all.filter(([row]) => fits(row)).map(([row]) => ({ row, text: deedOf(row) }));
    menu.open({ title: titleOf(aim, model), items, none: NOTHING[aim.kind] }, aim.x, aim.y);
  }

  return {
    meet,
    turn(wanted) {
      on = wanted;
      if (!on && screen) this.hide();
    },
    hide() {
      if (!menu) return;
      menu.close();
      point(null);
    },
  };
}

const NOTHING = {
  message: "Nothing can happen to it now: an older message is before it on the same link.",
  node: "Nothing of the kind can happen here now.",
  link: "Nothing can happen to this link now.",
  timer: "This timer is not set.",
};

/** What is to be done to the thing whose name stands above. */
function deedOf([kind, , b]) {
  switch (kind) {
    case "deliver": return "Deliver it now";
    case "drop": return "Lose it";
    case "duplicate": return "Double it";
    case "timer": return `Let the timer '${b}' fire`;
    case "suspect": return `Suspect node ${b}`;
    case "trust": return `Trust node ${b} again`;
    case "cut": return "Cut the link";
    case "heal": return "Heal the link";
    default: return kind[0].toUpperCase() + kind.slice(1);      // crash, restart, start
  }
}

function titleOf(aim, model) {
  if (aim.kind === "node" || aim.kind === "timer") return `Node ${model.ids[aim.i]}`;
  if (aim.kind === "link") return `Between ${model.ids[aim.i]} and ${model.ids[aim.j]}`;
  const { m, from, to } = model.history.sent[aim.no];
  return `${short(messageText(m, model.messages), 40)} from ${model.ids[from]} to ${model.ids[to]}`;
}
