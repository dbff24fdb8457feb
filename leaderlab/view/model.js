// The run, decoded: what every view asks. Nothing here knows about the screen.
//
// A trace arrives as changes from step to step. A copy of all nodes is kept every 16 steps, so that any step is at most
// 16 small changes away: forwards, backwards, or by a click on the slider.
import { readHistory } from "./history.js";

const KEYFRAME_EVERY = 16;

/**
 * @typedef {{up: boolean, fields: Object<string, any>, suspects: any[], timers: Object<string, number[]>}} NodeState  timers: earliest, latest, set when
 * @typedef {{nodes: NodeState[], cuts: number[][]}} State  a moment
 * @typedef {[number, number, number]} Stretch  a node, the first step, the step after the last one
 * @typedef {ReturnType<typeof createModel>} Model
 */

/**
 * Carry a state forward by one step. The records of nodes are replaced, never changed, so a copy of the list keeps a moment.
 * @param {State} state
 * @param {any} step  as in the trace
 * @param {(id: any) => number} at
 * @param {(i: number) => void} touch  told which nodes are not what they were
 */
function carry(state, step, at, touch) {
  const { nodes } = state, { 0: kind, 1: a, 2: b } = step.event, i = at(a);
  const set = (j, news) => {
    nodes[j] = { ...nodes[j], ...news };
    touch(j);
  };
  const isLink = (/** @type {number[]} */ [x, y]) => (x === i && y === at(b)) || (x === at(b) && y === i);
  if (kind === "crash") set(i, { up: false, suspects: [], timers: {} });
  else if (kind === "restart") set(i, { up: true });
  else if (kind === "suspect") set(i, { suspects: [...nodes[i].suspects.filter((peer) => peer !== b), b] });
  else if (kind === "trust") set(i, { suspects: nodes[i].suspects.filter((peer) => peer !== b) });
  else if (kind === "cut") state.cuts = [...state.cuts, [i, at(b)]];
  else if (kind === "heal") state.cuts = state.cuts.filter((link) => !isLink(link));
  else if (kind === "timer") set(i, { timers: without(nodes[i].timers, b) });
  if (step.timers) for (const [id, name, earliest, latest] of step.timers) {
    const others = without(nodes[at(id)].timers, name);
    set(at(id), { timers: earliest === null ? others : { ...others, [name]: [earliest, latest, step.t] } });
  }
  if (step.changes) for (const change of step.changes) {
    const j = at(change[0]);
    set(j, { fields: { ...nodes[j].fields, [change[1]]: change[3] } });
  }
}

/** The first place in a sorted list with a number above k. */
function firstAbove(numbers, k) {
  let a = 0, b = numbers.length;
  while (a < b) {
    const mid = (a + b) >> 1;
    if (numbers[mid] <= k) a = mid + 1;
    else b = mid;
  }
  return a;
}

const copyOf = ({ nodes, cuts }) => ({ nodes: nodes.slice(), cuts });

function without(record, name) {
  const { [name]: _, ...others } = record;
  return others;
}

/** Collects the stretches of steps in which something is true of a node. */
function watch(n, isTrue) {
  const open = new Int32Array(n).fill(-1);
  /** @type {Stretch[]} */
  const found = [];
  return {
    found,
    see(i, k, node) {
      const now = node !== null && isTrue(node, i);
      if (now && open[i] < 0) open[i] = k;
      if (!now && open[i] >= 0) {
        found.push([i, open[i], k]);
        open[i] = -1;
      }
    },
  };
}

/** Which promises held when: runs of (true, false or null for "cannot be evaluated"), as sent by Python. */
function readPromises(promises) {
  return promises.map(({ name, sentence, runs, witnesses = [] }) => {
    let start = 0;
    const spans = runs.map(([value, count]) => ({ value, start, end: (start += count) }));
    const spanAt = (k) => spans.find((span) => k < span.end);
    /** While it is broken: the step where that began, and who breaks it. */
    const witnessAt = (k) => {
      const span = spanAt(k);
      return span && span.value === false ? witnesses.find(([step]) => step === span.start) || null : null;
    };
    return { name, sentence, spans, witnessAt, at: (k) => (spans.find((span) => k < span.end) || { value: null }).value };
  });
}

/**
 * Decode a trace (schema 1).
 * @param {any} trace
 * @param {any[]} promises
 */
export function createModel(trace, promises = []) {
  if (trace.format !== "leaderlab trace" || trace.schema !== 1) {
    throw new Error("This is not a leaderlab trace of schema 1.");
  }
  const { steps, nodes } = trace;
  const ids = nodes.map((node) => node.id);
  const places = new Map(ids.map((id, i) => [id, i]));
  const at = (id) => places.get(id);
  const history = readHistory(trace, at);
  const last = steps.length - 1;

  const leads = watch(ids.length, (node, i) => node.up && node.fields.leader === ids[i]);
  const isDown = watch(ids.length, (node) => !node.up);
  /** @type {State[]} */
  const keyframes = [];
  /** @type {State} */
  const state = {
    nodes: nodes.map((node) => ({ up: true, fields: Object.fromEntries(node.state), suspects: [], timers: {} })),
    cuts: [],
  };
  const touched = new Set(ids.keys()), alarms = [];          // the steps that set or cancel timers
  for (let k = 0; k <= last; k++) {
    if (steps[k].timers) alarms.push(steps[k]);
    carry(state, steps[k], at, (i) => touched.add(i));
    for (const i of touched) {
      leads.see(i, k, state.nodes[i]);
      isDown.see(i, k, state.nodes[i]);
    }
    touched.clear();
    if (k % KEYFRAME_EVERY === 0) keyframes.push(copyOf(state));
  }
  for (const i of ids.keys()) {
    leads.see(i, last + 1, null);
    isDown.see(i, last + 1, null);
  }
  let near = { k: last, state };

  /** The state after step k, until the next question: it is carried on then. */
  function stateAt(k) {
    if (near.k > k || k - near.k > KEYFRAME_EVERY) {
      const frame = Math.floor(k / KEYFRAME_EVERY);
      near = { k: frame * KEYFRAME_EVERY, state: copyOf(keyframes[frame]) };
    }
    while (near.k < k) carry(near.state, steps[++near.k], at, () => {});
    return near.state;
  }

  const letters = history.sent.filter(() => true), gone = new Int32Array(letters.length);      // by then it and all before it are gone
  letters.forEach((letter, i) => (gone[i] = Math.max(letter.gone, i ? gone[i - 1] : 0)));

  /** The messages on the wire after step k, oldest first. */
  function onTheWire(k) {
    const found = [];
    for (let i = firstAbove(gone, k); i < letters.length && letters[i].sent <= k; i++) if (k < letters[i].gone) found.push(letters[i]);
    return found;
  }

  /** The places of the nodes that have a field, with a value that can be read so. */
  function holders(field, read = (_) => true) {
    return [...ids.keys()].filter((i) => {
      const found = nodes[i].state.find(([name]) => name === field);
      return found !== undefined && read(found[1]) !== null;
    });
  }

  /** Every value that a field has anywhere in the run. */
  function everything(field) {
    const values = nodes.flatMap(({ state: first }) => first.filter(([name]) => name === field).map(([, value]) => value));
    for (const step of steps) for (const change of step.changes || []) if (change[1] === field) values.push(change[3]);
    return values;
  }

  return {
    trace, steps, ids, at, last, history, stateAt, onTheWire, holders, everything, alarms,
    messages: trace.messages || [],
    timed: Boolean(trace.timed),
    leading: leads.found,
    down: isDown.found,
    promises: readPromises(promises),
    time: (k) => steps[k].t,
  };
}
