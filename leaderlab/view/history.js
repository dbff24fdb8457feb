// What a run is made of, found in one walk over its steps: every message, every arrow of the space-time diagram, and
// what happened before what.

const STILL_ON_THE_WIRE = 0, DELIVERED = 1, LOST_AT_RECEIVER = 2, DROPPED = 3, CUT_OFF = 4;
const NOBODY = -1, EVERYBODY = -2;

/**
 * One message: on the wire after step `sent` and until step `gone`. `origin` is the step of its sender (for a
 * duplicate the two differ). In a network where messages may arrive again, `gone` is the last time.
 * @typedef {{no: number, from: number, to: number, m: number, sent: number, origin: number, gone: number}} Sent
 * @typedef {{no: number, from: number, to: number, m: number, start: number, end: number, how: number}} Arrow
 * @typedef {{sent: Sent[], arrows: Arrow[], owner: Int32Array, before: Int32Array, cause: Int32Array, causer: Int32Array}} History
 */

/** The name of a link, the same from both ends. */
function linkName(a, b) {
  return a < b ? a + "|" + b : b + "|" + a;
}

/**
 * @param {any} trace
 * @param {(id: any) => number} at  place of a node in the order of drawing
 * @returns {History}
 */
export function readHistory(trace, at) {
  const steps = trace.steps, n = trace.nodes.length;
  const sent = [], arrows = [], live = new Map(), cut = new Set();
  const owner = new Int32Array(steps.length).fill(NOBODY);    // who acts
  const before = new Int32Array(steps.length).fill(-1);       // the step of the same node before this one
  const cause = new Int32Array(steps.length).fill(-1);        // the step of another node that made this one possible
  const causer = new Int32Array(steps.length).fill(-1);       // that other node
  const latest = new Int32Array(n).fill(-1), crashed = new Int32Array(n).fill(-1);

  const put = (no, from, to, m, k, origin) => {
    sent[no] = { no, from, to, m, sent: k, origin, gone: steps.length };
    live.set(no, sent[no]);
    if (cut.size && cut.has(linkName(from, to))) take(no, k, CUT_OFF);
  };
  const take = (no, k, how) => {
    const { from, to, m, origin } = sent[no];
    sent[no].gone = k;
    arrows.push({ no, from, to, m, start: origin, end: k, how });
    live.delete(no);
  };
  const because = (k, no) => {
    cause[k] = sent[no].origin;
    causer[k] = sent[no].from;
  };

  /** What the event itself does to the wires; the node that acts. */
  const happen = (step, k) => {
    const { 0: kind, 1: a, 2: b } = step.event;       // a pattern of a list is slow before the browser has warmed up
    if (kind === "deliver" || kind === "drop") {
      take(a, k, kind === "drop" ? DROPPED : step.lost ? LOST_AT_RECEIVER : DELIVERED);
      because(k, a);
      return kind === "drop" || step.lost ? NOBODY : sent[a].to;
    }
    if (kind === "duplicate") {
      if (step.event.length > 5) put(step.event[5], sent[a].from, sent[a].to, sent[a].m, k, sent[a].origin);
      because(k, a);
      return NOBODY;
    }
    if (kind === "cut") {
      cut.add(linkName(at(a), at(b)));
      for (const { no, from, to } of [...live.values()]) if (cut.has(linkName(from, to))) take(no, k, CUT_OFF);
      return NOBODY;
    }
    if (kind === "heal") cut.delete(linkName(at(a), at(b)));
    if (kind === "heal" || kind === "tick") return NOBODY;
    if (kind === "start" && a === null) return EVERYBODY;
    if (kind === "crash") crashed[at(a)] = k;
    if (kind === "suspect" && crashed[at(b)] >= 0) [cause[k], causer[k]] = [crashed[at(b)], at(b)];
    return at(a);
  };

  steps.forEach((step, k) => {
    const who = (owner[k] = happen(step, k));
    if (who >= 0) [before[k], latest[who]] = [latest[who], k];
    else if (who === EVERYBODY) latest.fill(k);
    if (step.sent) for (const sent of step.sent) put(sent[0], at(sent[1]), at(sent[2]), sent[3], k, k);
  });
  for (const { no, from, to, m, origin } of live.values()) {
    arrows.push({ no, from, to, m, start: origin, end: steps.length, how: STILL_ON_THE_WIRE });
  }
  return { sent, arrows, owner, before, cause, causer };
}

/**
 * Everything that could have influenced a step (Lamport's "happened before"), back to step `from`.
 * A common start of all nodes is one step but many events, so those nodes are told one by one.
 * @param {History} history
 * @param {number} k
 * @param {number} from
 * @returns {{has: (step: number, node: number) => boolean}}
 */
export function causalPast({ owner, before, cause, causer }, k, from) {
  const marked = new Uint8Array(Math.max(0, k - from + 1)), starters = new Set();
  const todo = [];
  const reach = (step, node) => {
    if (step < from) return;
    if (owner[step] === EVERYBODY) starters.add(node);
    else if (!marked[step - from]) {
      marked[step - from] = 1;
      todo.push(step);
    }
  };
  if (owner[k] === EVERYBODY) return { has: (step) => step === k };
  reach(k, owner[k]);
  while (todo.length) {
    const step = todo.pop();
    if (before[step] >= 0) reach(before[step], owner[step]);
    if (cause[step] >= 0) reach(cause[step], causer[step]);
  }
  return {
    has: (step, node) => step >= from && step <= k && (owner[step] === EVERYBODY ? starters.has(node) : marked[step - from] === 1),
  };
}

/**
 * Everything that a step can influence, from there up to step `to`: the same relation, the other way.
 * @param {History} history
 * @param {number} k
 * @param {number} to
 * @returns {{has: (step: number) => boolean}}
 */
export function causalFuture({ owner, before, cause }, k, to) {
  const marked = new Uint8Array(Math.max(1, to - k + 1)), everybody = owner[k] === EVERYBODY;
  marked[0] = owner[k] === NOBODY ? 0 : 1;
  const follows = (step) => step >= k && marked[step - k] === 1 && (everybody || owner[step] !== EVERYBODY);
  for (let j = k + 1; j <= to; j++) {
    if (owner[j] !== NOBODY && (follows(before[j]) || follows(cause[j]))) marked[j - k] = 1;
  }
  return { has: (step) => step >= k && step <= to && marked[step - k] === 1 };
}
