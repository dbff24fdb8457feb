// The player: one trace, two pictures, one cursor. It runs in a notebook (as an anywidget) and in a page of its own.
//
// The pictures move in the browser; Python hears only where the cursor came to rest.
import { createControls } from "./controls.js";
import { createDetails } from "./details.js";
import { ease, html, kindsOf } from "./draw.js";
import { createHand } from "./hand.js";
import { createLanes } from "./lanes.js";
import { createModel } from "./model.js";
import { createLegend, createNetwork } from "./network.js";
import { createPanes } from "./panes.js";
import { createQuiz } from "./quiz_pane.js";
import { createStudy } from "./study.js";
import { sentence, summary } from "./words.js";

const STEP_TIME = 1100, MOVE_TIME = 850, NO_MOVE_BELOW = 90, TELL_AFTER = 150;
const NEWS = ["change:_run", "change:_tree"];

/** Everything on the screen for one trace. Its parts know nothing of each other. */
function createScreen(run, wish, shared) {
  const model = createModel(run.trace, run.promises);
  const kinds = kindsOf(model);
  const network = createNetwork(model, kinds), lanes = createLanes(model, kinds);
  const controls = createControls(model, wish), details = createDetails(model, wish), panes = createPanes(model);
  const study = createStudy(model, kinds, wish), quiz = createQuiz(model, wish, shared);
  controls.modes.append(study.button, quiz.button);
  const title = html("div", "ll-head", [html("strong", "", [String(model.trace.title || "A run")]), html("span", "ll-muted", [summary(model)])]);
  const legend = html("div", "ll-legend", createLegend(model, kinds).map(({ sign, name }) => html("span", "", [sign, name])));
  const tip = html("div", "ll-tip");
  tip.setAttribute("aria-hidden", "true");
  const left = html("div", "ll-view", [network.element, legend]);
  const right = html("div", "ll-view", [lanes.element, laneLegend(lanes.signs), tip]);
  const views = html("div", "ll-views", [left, right]);
  const parts = { above: [title, views, controls.bar, controls.help, quiz.element], below: [panes.element, details.story, study.element, details.table].filter((part) => part !== null) };

  function resize(width, wanted) {
    const wide = width >= 640, n = model.ids.length;
    const height = wanted || (n <= 8 ? (network.talks ? 314 : 290) : n <= 16 ? 380 : 470);
    const leftWidth = wide ? Math.min(Math.round(width * 0.44), Math.round(height * 1.35)) : width;
    views.classList.toggle("ll-stacked", !wide);
    left.style.width = wide ? leftWidth + "px" : "";
    network.resize(leftWidth, wide ? height : Math.min(height, Math.max(240, Math.round(width * 0.86))));
    lanes.resize(wide ? width - leftWidth - 1 : width, wide ? height : Math.min(height, 40 + Math.max(26, 9) * n));
  }

  let pointedAt = -1;
  const aim = (event) => {
    const box = lanes.element.getBoundingClientRect();
    return lanes.pick(event.clientX - box.left, event.clientY - box.top, wish.current());
  };
  lanes.element.addEventListener("click", (event) => {
    const k = aim(event);
    if (k >= 0) wish.goto(k);
  });
  lanes.element.addEventListener("pointermove", (event) => {
    const k = aim(event);
    if (k === pointedAt) return;
    pointedAt = k;
    tip.textContent = k < 0 || quiz.hides(k) ? "" : `Step ${k}. ${sentence(model, k)}`;
  });
  lanes.element.addEventListener("pointerleave", () => {
    pointedAt = -1;
    tip.textContent = "";
  });

  return { model, network, lanes, controls, details, panes, study, quiz, parts, resize };
}

/** What the signs on the lanes mean; only those that this run has. */
function laneLegend(signs) {
  return html("div", "ll-legend", signs.map(({ sign, name, className }) => html("span", className, [sign, name])));
}

/** The keys of a player that has the focus. Native controls keep their own. */
function keyHandler(wish, controls, hand) {
  const keys = {
    " ": wish.toggle, ArrowLeft: wish.back, ArrowRight: wish.forward, Home: wish.first, End: wish.last,
    "+": () => controls().faster(1), "=": () => controls().faster(1), "-": () => controls().faster(-1), "?": () => controls().toggleHelp(), h: hand.toggle, H: hand.toggle,
  };
  return (event) => {
    const { key, target } = event;
    const typed = event.ctrlKey || event.metaKey || event.altKey || target.matches("select, input[type=text], input[type=number], textarea");
    const chosen = (key === "Escape" && hand.halt()) || (!typed && /^[1-9]$/.test(key) && hand.press(Number(key)));
    if (!chosen && (typed || !keys[key])) return;
    if (key === " " && target.matches("button, summary, input[type=radio], input[type=checkbox]")) return;
    const moves = key.startsWith("Arrow") || key === "Home" || key === "End";
    if (moves && (target.matches("input") || (target.matches(".ll-wide") && target.scrollWidth > target.clientWidth))) return;
    event.preventDefault();
    event.stopPropagation();
    if (!chosen) keys[key]();
  };
}

/**
 * @param {{model: any, el: HTMLElement}} context  as anywidget gives it
 * @returns {() => void} what to do when the view goes away
 */
export function render({ model: shared, el }) {
  const root = html("div", "ll-player");
  root.tabIndex = 0;
  root.setAttribute("role", "group");          // not a landmark: a page has many players
  el.append(root);

  let screen = null, text = "", k = 0, playing = false, moveStart = -1, nextStep = 0, frame = 0, teller = 0, rests = 0, told = -1, width = 0, arriving = false;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const period = () => STEP_TIME / screen.controls.speed();
  const clamp = (j) => Math.max(0, Math.min(screen.model.last, j));

  const hand = createHand(shared, {
    current: () => k,
    playing: () => playing,
    pause: () => pauseAt(k),
    play: () => setPlaying(true),
    focus: () => root.focus({ preventScroll: true }),
    put: (old) => put(old, k),
  });
  const above = html("div", "ll-part"), below = html("div", "ll-part");
  const wish = {
    explain: false,
    byHand: Boolean(shared.get("_hand")),
    current: () => k,
    first: () => pauseAt(0),
    back: () => pauseAt(k - 1),
    last: () => pauseAt(screen.model.last),
    goto: (j) => pauseAt(j),
    hold: () => setPlaying(false),
    forward: () => {
      setPlaying(false);
      if (k < screen.model.last) goto(k + 1, true);
    },
    toggle: () => setPlaying(!playing),
  };

  function pauseAt(j) {
    setPlaying(false);
    goto(j, false);
  }

  function setPlaying(on) {
    if (!on && !playing) return;
    if (on && k === screen.model.last) goto(0, false);
    playing = on && screen.model.last > 0;
    nextStep = performance.now() + (on ? 120 : 0);
    screen.details.hush(playing && period() < 600);
    screen.controls.show(k, playing);
    hand.moved();
    if (playing) wake();
  }

  /** Make j the current step, at once or with a movement that ends there. A question on the way stops it. */
  function goto(j, animated) {
    const before = k;
    k = screen.quiz.allow(clamp(j));
    const moves = animated && k > 0 && k !== before && !calm.matches && (!playing || period() >= NO_MOVE_BELOW);
    moveStart = moves ? performance.now() : -1;
    screen.details.show(k);
    screen.study.show(k);
    screen.controls.show(k, playing);
    const text = sentence(screen.model, k);
    screen.network.describe("The network. " + text);
    screen.lanes.describe(`The run as lanes, at step ${k}. ` + text);
    if (moves) wake();
    else drawStill();
    tell();
    hand.moved();
    if (shared.moved) shared.moved(k, animated);       // somebody keeps two players together
  }

  function drawStill() {
    screen.network.show(k);
    screen.lanes.show(k);
    screen.panes.show(k);
  }

  function wake() {
    if (!frame) frame = requestAnimationFrame(tick);
  }

  function tick(now) {
    frame = 0;
    if (moveStart >= 0) {
      const f = Math.max(0, now - moveStart) / Math.min(MOVE_TIME, playing ? period() * 0.86 : MOVE_TIME);
      if (f >= 1) moveStart = -1;
      if (f >= 1) drawStill();
      else {
        const reacted = screen.network.move(k, f);
        screen.lanes.move(k, ease(f));
        screen.panes.move(k, f, reacted);
      }
    }
    if (playing && now >= nextStep) advance(now);
    if (playing || moveStart >= 0) wake();
  }

  /** The next step of a run that plays: one, or several a frame when it is fast. */
  function advance(now) {
    const { last, trace } = screen.model, late = Math.min(50, now - nextStep);
    const steps = 1 + Math.floor(late / period());
    if (k === last && typeof trace.loop === "number") goto(trace.loop + 1, true);      // its world and the last one are the same
    else if (k === last) return setPlaying(false);
    else goto(Math.min(last, k + steps), steps === 1);
    nextStep = now + Math.max(0, period() - (late % period()));
    if (k === last && typeof trace.loop !== "number") setPlaying(false);
  }

  /** Python hears where the cursor came to rest, not every frame. */
  function tell() {
    rests = performance.now() + TELL_AFTER;
    teller ||= setTimeout(report, TELL_AFTER);      // one timer for many moves
  }

  function report() {
    const early = hand.waits() ? TELL_AFTER : rests - performance.now();     // Python may be about to say where the cursor goes
    teller = early > 0 ? setTimeout(report, early) : 0;
    if (teller || shared.get("step") === k) return;
    told = k;
    shared.set("step", k);
    shared.save_changes();
  }

  /** Python has sent a run: the first one, another one, or a branch that was made by hand. */
  function load() {
    hand.plant();
    const step = shared.get("step") || 0, isNext = hand.how() === "fork" && screen !== null && step > 0;
    if (!put(shared.get("_run"), isNext ? step - 1 : step)) return;
    if (isNext) goto(step, true);
  }

  /** A run and its place in the tree come together, but are told one by one. */
  function arrive() {
    if (!arriving) queueMicrotask(() => {
      arriving = false;
      load();
    });
    arriving = true;
  }

  /** Show a run. False if it cannot be shown. */
  function put(news, step) {
    const kept = screen && keep();
    if (screen && news === text) {          // the run is here already; only its place in the tree is news
      hand.meet(screen, text);
      return true;
    }
    try {
      screen = createScreen(JSON.parse(news), wish, shared);
    } catch (error) {
      root.replaceChildren(html("p", "ll-error", ["This run cannot be shown. " + error.message]));
      screen = null;
      return false;
    }
    text = news;
    fill();
    if (kept) restore(kept);
    playing = false;
    hand.meet(screen, text);
    goto(step, false);
    return true;
  }

  /** The parts of a new screen take their places; the hand stays where it is. */
  function fill() {
    root.setAttribute("aria-label", "Player. " + (screen.model.trace.title || "A run") + ": " + summary(screen.model));
    const focused = [above, below].some((part) => part.contains(document.activeElement));
    above.replaceChildren(...screen.parts.above);
    below.replaceChildren(...screen.parts.below);
    if (!root.contains(below)) root.replaceChildren(above, hand.panel, below);
    // Else Jupyter takes the arrow keys for itself; it looks at the element that has the focus first.
    for (const one of [root, ...root.querySelectorAll("button, input, select, summary, .ll-wide")]) one.setAttribute("data-lm-suppress-shortcuts", "true");
    if (focused) root.focus({ preventScroll: true });
    width = Math.round(root.clientWidth) || width;
    screen.resize(width || 720, shared.get("_height"));
  }

  /** What the reader has set stays as it is when another run comes. */
  function keep() {
    return { controls: screen.controls.keep(), open: [...root.querySelectorAll("details")].map((one) => one.open) };
  }

  function restore({ controls, open }) {
    screen.controls.restore(controls);
    const all = [...root.querySelectorAll("details")];
    if (all.length === open.length) all.forEach((one, i) => (one.open = open[i]));
  }

  const onStep = () => {
    if (!screen) return;
    const wanted = clamp(shared.get("step") || 0);
    if (wanted !== k && wanted !== told) pauseAt(wanted);
    told = -1;
  };
  const observer = new ResizeObserver(() => {
    const now = Math.round(root.clientWidth);
    if (!now || now === width || !screen) return;
    width = now;
    screen.resize(width, shared.get("_height"));
    drawStill();
  });
  // A notebook moves the focus to the cell when something in it is clicked; the keys belong to the player.
  root.addEventListener("click", () => setTimeout(() => root.contains(document.activeElement) || root.focus({ preventScroll: true })));
  root.addEventListener("keydown", keyHandler(wish, () => screen.controls, hand));
  shared.on("change:step", onStep);
  for (const name of NEWS) shared.on(name, arrive);
  load();
  observer.observe(root);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(teller);
    observer.disconnect();
    hand.stop();
    shared.off("change:step", onStep);
    for (const name of NEWS) shared.off(name, arrive);
  };
}

export default { render };
