// The run in the learner's hand: what may happen now, made to happen; the branches that come of it; the search for a way;
// the line that carries a run elsewhere. Python makes the runs. A plain reader sees one button of all this.
import { html, setText } from "./draw.js";
import { createChoices, sortChoices } from "./hand_list.js";
import { createPointer } from "./hand_pointer.js";
import { createTools, handButton } from "./hand_tools.js";
import { createTree } from "./hand_tree.js";
import { createTalk } from "./talk.js";
import { counted } from "./words.js";

const REST = 60, AGAIN = 3000;      // milliseconds: the cursor rests; a question that was not answered may be asked again
const FIRST = " To go on by hand, stop the search first (Esc).";

/**
 * @param {any} shared  the model of the widget
 * @param {{current: () => number, pause: () => void, play: () => void, playing: () => boolean, focus: () => void, put: (text: string) => void}} player
 */
export function createHand(shared, player) {
  const status = html("p", "ll-hand-status"), button = html("button", "ll-mode", ["By hand"]);
  status.setAttribute("role", "status");
  button.setAttribute("type", "button");
  button.setAttribute("aria-pressed", "false");
  button.title = "Decide yourself what happens next (H)";
  button.addEventListener("click", () => turn(!on));
  const stop = handButton("Stop", () => halt());
  stop.title = "Stop the search (Esc)";
  const talk = createTalk(shared, {
    wait: (text) => searching || say(text),
    progress: (worlds) => say(`Searching: ${worlds.toLocaleString("en")} worlds so far …${first}`),
  });
  const choices = createChoices(fork), tree = createTree(open), pointer = createPointer({ choices: look, fork, focus: player.focus });
  const tools = createTools({
    goOn: () => branch({ do: "go_on" }, "Whatever is due happens …"),
    search: (goal, faults) => branch({ do: "search", goal, faults }, "Searching …"),
    line: () => talk.ask({ do: "line", run, step: player.current() }),
    paste: (text) => branch({ do: "paste", text }, "Playing it again …"),
    say,
  });
  const hint = html("p", "ll-hand-hint", ["Choose here, or click a message, a node or the space between two nodes."]);
  const now = html("div", "ll-hand-now", [html("div", "ll-title", ["What may happen now"]), hint, choices.element]);
  const panel = html("div", "ll-hand", [html("div", "ll-hand-news", [status, stop]), html("div", "ll-hand-columns", [now, html("div", "ll-hand-side", [tools.element, tree.element])])]);
  panel.setAttribute("role", "group");
  panel.setAttribute("aria-label", "By hand");
  panel.hidden = stop.hidden = true;

  let runs = [], run = 0, how = "", on = false, screen = null, asked = "", timer = 0, since = -AGAIN, searching = false, first = "";
  const texts = new Map(), known = new Map();           // of each run its text, and what may happen after each step

  function turn(wanted) {
    on = wanted;
    button.setAttribute("aria-pressed", String(on));
    panel.hidden = !on;
    pointer.turn(on);
    if (!on) return;
    player.pause();
    void look();
  }

  function say(text, bad = false) {
    setText(status, text);
    status.classList.toggle("ll-refused", bad);
  }

  const waits = () => searching || performance.now() - since < AGAIN;

  /** Ask for something that makes a branch. What is refused is said. */
  async function branch(request, meanwhile) {
    if (searching) return say(status.textContent.replace(FIRST, "") + (first = FIRST));
    if (waits()) return;
    since = performance.now();
    searching = request.do === "search";
    offerStop(searching);
    player.pause();
    choices.busy();
    say(meanwhile);
    const answer = await talk.ask({ run, step: player.current(), ...request });
    [since, searching, first] = [-AGAIN, false, ""];
    offerStop(answer.answer === "running");         // another view has asked for a search
    if (answer.text) say(answer.text, answer.answer !== "stopped");
    else say(request.do === "search" ? `Found: ${counted(answer.last - answer.at, "step")} from here.` : "");
    if (answer.answer !== request.do) {
      asked = "";
      return look(true);
    }
    if (request.do === "search" || request.do === "go_on") player.play();
  }

  function offerStop(wanted) {
    if (stop.contains(document.activeElement) && !wanted) player.focus();
    stop.hidden = !wanted;
  }

  /** Stop the search that goes on. False if there is none. */
  function halt() {
    if (stop.hidden || !on) return false;
    if (searching) say("Stopping …");
    void talk.ask({ do: "stop" }).then(({ text }) => {
      if (searching) return;                        // its own answer comes
      offerStop(false);
      say(text);
    });
    return true;
  }

  function fork(row) {
    void branch({ do: "fork", row }, "");
  }

  /** An earlier run again: at once if its text is still here, also when Python is gone. */
  async function open(wanted) {
    if (texts.has(wanted)) {
      run = wanted;
      player.put(texts.get(wanted));
    }
    const answer = await talk.ask({ do: "open", run: wanted, step: 0 });
    say(answer.answer === "refused" ? answer.text : "", answer.answer === "refused");
  }

  /** What may happen at the cursor; asked for once. */
  async function look(quietly = false) {
    const step = player.current(), key = run + "|" + step, { model } = screen;
    const sorted = (list) => sortChoices(list, (id) => model.stateAt(step).nodes[model.at(id)].up);
    if (!known.has(key)) {
      choices.busy();
      const answer = await talk.ask({ do: "choices", run, step });
      if (answer.answer === "refused" && !quietly) say(answer.text, true);
      if (answer.answer === "refused") return [];
      known.set(key, answer.choices);
    }
    if (run + "|" + player.current() !== key) return [];
    if (!searching && (asked !== key || choices.isBusy())) choices.show(sorted(known.get(key)));
    asked = key;
    return known.get(key);
  }

  /** The cursor moves: once it rests, one sees what may happen there. */
  function moved() {
    if (!on) return;
    clearTimeout(timer);
    pointer.hide();
    if (asked !== run + "|" + player.current()) choices.busy();
    timer = window.setTimeout(() => player.playing() || look(), REST);
  }

  /** Python has news of the tree. */
  function plant() {
    const text = shared.get("_tree"), told = text ? JSON.parse(text) : { runs: [], now: 0, how: "" };
    ({ runs, now: run, how } = told);
    if (runs.length) return;
    texts.clear();
    known.clear();
  }

  /** A run is on the screen. */
  function meet(newScreen, text) {
    screen = newScreen;
    asked = "";
    texts.set(run, text);
    if (!shared.get("_hand")) turn(false);
    button.hidden = !shared.get("_hand");
    if (!screen.controls.modes.contains(button)) screen.controls.modes.prepend(button);
    tools.offer(screen.model.promises);
    tree.show(runs, run);
    pointer.meet(screen, player.current);
  }

  return {
    panel, plant, meet, moved,
    toggle: () => shared.get("_hand") && turn(!on),
    press: (number) => on && choices.press(number),
    halt,
    /** How the run came to the screen. */
    how: () => how,
    waits,
    stop() {
      clearTimeout(timer);
      talk.stop();
    },
  };
}
