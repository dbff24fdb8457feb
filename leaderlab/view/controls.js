// The buttons, the slider, the speed and the help. They say what is wanted; player.js does it.
import { html, setAttribute, setText, svg } from "./draw.js";

const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16, 64, 256];
const NORMAL = 2;

const ICONS = {
  first: "M5 4h2v12H5zM16 4v12L8 10z",
  back: "M12 4h2.4v12H12zM10 4v12L2.5 10z",
  play: "M6 3.5v13L16.5 10z",
  pause: "M5.5 4h3.2v12H5.5zM11.3 4h3.2v12h-3.2z",
  forward: "M5.6 4H8v12H5.6zM10 4v12L17.500 10z",
  last: "M13 4h2v12h-2zM4 4v12l8-6z",
};

const KEYS = [
  ["Space", "play, pause"], ["← →", "one step back, one step on"], ["Home End", "to the first step, to the last"],
  ["+ −", "faster, slower"], ["?", "this list"],
];
const HAND_KEYS = [["H", "by hand: decide what happens"], ["1 … 9", "by hand: choose from the list"], ["Esc", "by hand: stop the search"]];

function icon(name) {
  return svg("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" }, [svg("path", { d: ICONS[name], fill: "currentColor" })]);
}

function button(name, label, onClick, className = "") {
  const element = html("button", "ll-button " + className, name ? [icon(name)] : []);
  element.type = "button";
  element.title = label;
  element.setAttribute("aria-label", label);
  element.addEventListener("click", onClick);
  return element;
}

/**
 * @param {import("./model.js").Model} model
 * @param {{first: () => void, back: () => void, toggle: () => void, forward: () => void, last: () => void, goto: (k: number) => void, byHand: boolean}} wish
 */
export function createControls(model, wish) {
  const first = button("first", "To the first step (Home)", wish.first);
  const back = button("back", "One step back (←)", wish.back);
  const play = button("play", "Play (Space)", wish.toggle, "ll-play");
  const forward = button("forward", "One step on (→)", wish.forward);
  const last = button("last", "To the last step (End)", wish.last);
  const slider = html("input", "ll-slider");
  Object.assign(slider, { type: "range", min: "0", max: String(model.last), step: "1", value: "0" });
  slider.setAttribute("aria-label", "Step");
  slider.addEventListener("input", () => wish.goto(Number(slider.value)));
  const where = html("span", "ll-where");

  const speed = html("select", "ll-speed", SPEEDS.map((x) => {
    const option = html("option", "", ["× " + x]);
    option.value = String(x);
    return option;
  }));
  speed.selectedIndex = NORMAL;
  speed.setAttribute("aria-label", "Speed");
  speed.title = "Speed (+ and −)";

  const help = html("div", "ll-help", [html("dl", "", [...KEYS, ...(wish.byHand ? HAND_KEYS : [])].flatMap(([keys, what]) => [
    html("dt", "", keys.split(" ").map((key) => html("kbd", "", [key]))), html("dd", "", [what]),
  ])), html("p", "", ["Click into the player first. A click on the lanes goes to that step."])]);
  help.hidden = true;
  const ask = button("", "Keys and help (?)", () => toggleHelp());
  ask.append("?");
  ask.setAttribute("aria-expanded", "false");
  function toggleHelp() {
    help.hidden = !help.hidden;
    ask.setAttribute("aria-expanded", String(!help.hidden));
  }

  const modes = html("span", "ll-modes");       // other ways of using a run put their buttons here
  const bar = html("div", "ll-controls", [html("div", "ll-buttons", [first, back, play, forward, last]), slider, where, speed, ask, modes]);
  bar.setAttribute("role", "group");
  bar.setAttribute("aria-label", "Controls");
  return {
    bar, help, toggleHelp, modes,
    speed: () => SPEEDS[speed.selectedIndex],
    keep: () => [speed.selectedIndex, !help.hidden],
    /** As it was before another run came. */
    restore([index, helps]) {
      speed.selectedIndex = index;
      if (helps) toggleHelp();
    },
    faster: (by) => (speed.selectedIndex = Math.max(0, Math.min(SPEEDS.length - 1, speed.selectedIndex + by))),
    show(k, playing) {
      const text = `Step ${k} of ${model.last}` + (model.timed ? `, time ${model.time(k)}` : "");
      slider.value = String(k);
      slider.setAttribute("aria-valuetext", text);
      slider.style.setProperty("--ll-done", model.last ? (100 * k) / model.last + "%" : "0%");
      setText(where, text);
      // Not `disabled`: a button that has the focus would lose it, and the keys with it.
      for (const button of [first, back]) setAttribute(button, "aria-disabled", k === 0);
      for (const button of [forward, last]) setAttribute(button, "aria-disabled", k === model.last);
      const name = playing ? "pause" : "play";
      if (play.dataset.shows === name) return;
      play.dataset.shows = name;
      play.replaceChildren(icon(name));
      play.title = playing ? "Pause (Space)" : "Play (Space)";
      play.setAttribute("aria-label", play.title);
    },
  };
}
