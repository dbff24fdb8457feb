// The messages on the wire: where each one rests, where its label fits, and how it moves during a step.
import { ease, part, px, setAttribute, setText, shape, svg } from "./draw.js";
import { messageText, short } from "./words.js";

const RADIUS = 6.5, QUEUE_GAP = 16, MOST_ON_A_LINK = 6, MOST_TO_NAME_ALL = 12, LETTER = 6.3;

/**
 * Where every message rests after step k: the nearer its arrival, the further along; those behind keep their distance.
 * @param {import("./model.js").Model} model
 * @param {(from: number, to: number) => any} wayOf
 * @returns {Map<number, {no: number, u: number, more: number, message: any}>}
 */
export function restingPlaces(model, wayOf, k) {
  const clock = (step) => (model.timed ? model.time(step) : step);
  const progress = ({ sent, gone }) => {
    if (gone > model.last) return 0.4;
    const all = clock(gone) - clock(sent);
    return all > 0 ? (clock(k) - clock(sent)) / all : 0;
  };
  const links = new Map();
  for (const message of model.onTheWire(k)) {
    const link = message.from + "|" + message.to;
    if (!links.has(link)) links.set(link, []);
    links.get(link).push({ no: message.no, u: 0.38 + 0.36 * progress(message), more: 0, message });
  }
  const places = new Map();
  for (const queue of links.values()) {
    queue.sort((a, b) => b.u - a.u || a.no - b.no);
    const gap = QUEUE_GAP / wayOf(queue[0].message.from, queue[0].message.to).length;
    const shown = queue.slice(0, MOST_ON_A_LINK);
    const room = Math.min(gap, 0.9 / shown.length);
    shown[0].u = Math.max(shown[0].u, 0.05 + room * (shown.length - 1));
    shown.forEach((token, i) => {
      if (i) token.u = Math.min(token.u, shown[i - 1].u - room);
      places.set(token.no, token);
    });
    shown[shown.length - 1].more = queue.length - shown.length;
  }
  return places;
}

/** Tries to put labels where nothing else is: first towards the middle, then away from it, then further off. */
function labelPlacer(boxes, width, height) {
  const free = (box) => box.x0 > 0 && box.x1 < width && box.y0 > 0 && box.y1 < height &&
    boxes.every((b) => box.x1 < b.x0 || box.x0 > b.x1 || box.y1 < b.y0 || box.y0 > b.y1);
  return (p, side, text) => {
    const w = text.length * LETTER;
    for (const [sx, sy, far] of [[side.x, side.y, 13], [-side.x, -side.y, 13], [0, -1, 14], [0, 1, 15], [side.x, side.y, 27], [side.x, side.y, 58]]) {
      for (const anchor of sx > 0.4 ? ["start"] : sx < -0.4 ? ["end"] : ["middle", "start", "end"]) {
        const dx = sx * far, dy = sy * far + 4;
        const x0 = p.x + dx - (anchor === "start" ? 0 : anchor === "end" ? w : w / 2);
        const box = { x0, x1: x0 + w, y0: p.y + dy - 10, y1: p.y + dy + 3 };
        if (!free(box)) continue;
        boxes.push(box);
        return { dx, dy, anchor };
      }
    }
    return null;
  };
}

/**
 * @param {import("./model.js").Model} model
 * @param {ReturnType<typeof import("./draw.js").kindsOf>} kinds
 */
export function createTokens(model, kinds) {
  const element = svg("g", { class: "ll-tokens" });
  const pool = [];
  let moves = [];

  /** One drawn message: a shape, a label, and a cross for when it is lost. */
  function token(i) {
    if (!pool[i]) {
      const parts = { mark: svg("path"), lost: svg("path", { class: "ll-lost", d: "M-5 -5L5 5M5 -5L-5 5" }), label: svg("text", { class: "ll-label" }) };
      pool[i] = { ...parts, group: svg("g", {}, [parts.mark, parts.lost, parts.label]) };
      element.append(pool[i].group);
    }
    return pool[i];
  }

  function place(i, p, opacity, lost, named = 1) {
    const { group, label, lost: mark } = token(i);
    group.setAttribute("transform", `translate(${px(p.x)} ${px(p.y)})`);
    setAttribute(group, "opacity", opacity);
    setAttribute(label, "opacity", named);
    mark.style.display = lost ? "" : "none";
  }

  /**
   * Prepare the move from the step before to step k: who was where, who goes where.
   * @param {{wayOf: any, boxes: any[], width: number, height: number, middle: {x: number, y: number}}} room
   */
  function prepare(k, room, animated) {
    const after = restingPlaces(model, room.wayOf, k);
    const before = animated && k > 0 ? restingPlaces(model, room.wayOf, k - 1) : new Map();
    const step = model.steps[k], [kind, no] = step.event, arrives = kind === "deliver";
    moves = [];
    for (const { no: id, u, message } of before.values()) {
      if (arrives && id === no) continue;
      if (!after.has(id) && message.gone === k) moves.push({ message, from: u, to: u, fate: "lost", more: 0 });
    }
    if (arrives && animated) {
      const message = model.history.sent[no], rest = before.get(no);
      moves.push({ message, from: rest ? rest.u : 0.5, to: 1, fate: step.lost ? "lost" : "read", more: 0 });
    }
    for (const { no: id, u, more, message } of after.values()) {
      const old = before.get(id), origin = kind === "duplicate" && message.sent === k ? before.get(no) : null;
      if (old && arrives && id === no) continue;
      moves.push({ message, from: old ? old.u : origin ? origin.u : 0, to: u, fate: message.sent === k ? "new" : "stays", more });
    }
    dress(room);
  }

  /** Shapes and labels, for the whole move. What moves now is named first; where much is on the wire, only that. */
  function dress(room) {
    const put = labelPlacer(room.boxes.slice(), room.width, room.height), radius = Math.min(RADIUS, room.r * 0.55);
    const rank = { read: 0, lost: 0, new: 1, stays: 2 };
    moves.sort((a, b) => rank[a.fate] - rank[b.fate]);
    moves.forEach((move, i) => {
      const { group, mark, label } = token(i), { message } = move, way = room.wayOf(message.from, message.to);
      move.way = way;
      const p = way.at(move.fate === "read" ? move.from : move.to);
      const inwards = (room.middle.x - p.x) * way.left.x + (room.middle.y - p.y) * way.left.y > 0 ? 1 : -1;
      const text = short(messageText(message.m, model.messages), 24) + (move.more ? ` +${move.more} more` : "");
      const spot = move.fate !== "stays" || moves.length <= MOST_TO_NAME_ALL ? put(p, { x: way.left.x * inwards, y: way.left.y * inwards }, text) : null;
      group.style.display = "";
      setAttribute(group, "class", "ll-token ll-kind-" + kinds.of(message.m));
      setAttribute(mark, "d", shape(kinds.of(message.m), radius));
      setText(label, spot ? text : "");
      if (!spot) return;
      label.setAttribute("x", px(spot.dx));
      label.setAttribute("y", px(spot.dy));
      setAttribute(label, "text-anchor", spot.anchor);
    });
    for (let i = moves.length; i < pool.length; i++) pool[i].group.style.display = "none";
  }

  /** Draw the move when the part f of it is done; f = 1 is the picture at rest. */
  function frame(f) {
    const arriving = moves.some(({ fate }) => fate === "read" || fate === "lost");
    const turn = arriving ? 0.55 : 0.15;          // when the node reacts
    moves.forEach(({ way, from, to, fate }, i) => {
      if (fate === "read") place(i, way.at(from + (to - from) * ease(part(f, 0, turn))), f >= turn ? 0 : 1, false, 1 - part(f, 0.2, 0.36));     // its name goes before it would cover the node
      else if (fate === "lost") place(i, way.at(from + (Math.min(to, 0.97) - from) * ease(part(f, 0, turn))), f >= 1 ? 0 : 1 - part(f, 0.8, 1), f > turn * 0.9);
      else if (fate === "new") place(i, way.at(from + (to - from) * ease(part(f, turn, 1))), f > turn ? 1 : 0, false);
      else place(i, way.at(from + (to - from) * ease(f)), 1, false);
    });
    return f >= turn;
  }

  return { element, prepare, frame };
}
