// Two runs side by side under one cursor. Each is a whole player; here is only what keeps them together, and says where they part.
import { html } from "./draw.js";
import { render } from "./player.js";

/** What a player needs of a widget, when it stands in another one: values, and somebody to tell when they change. */
function createShared(first, moved) {
  const values = { _height: 0, _hand: false, _tree: "", step: 0, ...first }, listeners = new Map();
  const calls = (name) => listeners.get(name) || [];
  return {
    moved,
    get: (name) => values[name],
    set(name, value) {
      values[name] = value;
      for (const call of calls("change:" + name)) call();
    },
    on: (name, call) => listeners.set(name, [...calls(name), call]),
    off: (name, call) => listeners.set(name, calls(name).filter((other) => other !== call)),
    save_changes() {},
    send() {},
  };
}

/**
 * @param {{model: any, el: HTMLElement}} context  as anywidget gives it; `_runs` is a list of two runs as the player takes them
 * @returns {() => void} what to do when the view goes away
 */
export function renderPair({ model: shared, el }) {
  const places = [html("div"), html("div")];
  let pair = [], leave = [], leads = true;

  /** The cursor of one player is the cursor of both. */
  const follow = (other) => (k) => {
    if (!leads || !pair[other]) return;
    leads = false;
    pair[other].set("step", k);
    leads = true;
    tell(k);
  };

  let teller = 0;
  function tell(k) {
    clearTimeout(teller);
    teller = setTimeout(() => {
      if (shared.get("step") === k) return;
      shared.set("step", k);
      shared.save_changes();
    }, 150);
  }

  function load() {
    leave.forEach((call) => call());
    places.forEach((place) => place.replaceChildren());
    const runs = JSON.parse(shared.get("_runs")), differ = shared.get("_differ"), step = shared.get("step") || 0;
    pair = [];
    leave = runs.map((run, i) => {
      if (differ >= 0) run.trace.differ = differ;
      const one = createShared({ _run: JSON.stringify(run), step }, follow(1 - i));
      const call = render({ model: one, el: places[i] });
      pair[i] = one;
      return call;
    });
    words.textContent = shared.get("_sentence");
    go.hidden = differ < 0;
  }

  const words = html("p", ""), go = html("button", "ll-compare-go", ["To the first difference"]);
  words.setAttribute("role", "status");
  go.type = "button";
  go.addEventListener("click", () => pair[0].set("step", shared.get("_differ")));
  const onStep = () => pair[0] && pair[0].set("step", shared.get("step"));
  const root = html("div", "ll-compare", [html("div", "ll-compare-head", [words, go]), html("div", "ll-compare-pair", places)]);
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Two runs side by side");
  el.append(root);
  shared.on("change:_runs", load);
  shared.on("change:step", onStep);
  load();
  return () => {
    clearTimeout(teller);
    leave.forEach((call) => call());
    shared.off("change:_runs", load);
    shared.off("change:step", onStep);
  };
}

export default { render: renderPair };
