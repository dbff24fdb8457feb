// What of the network lies under the pointer: a message, a node, or the space between two nodes.
import { px } from "./draw.js";
import { restingPlaces } from "./tokens.js";

const NEAR_MESSAGE = 13, NEAR_LINK = 11;

/**
 * @typedef {{kind: "message", no: number, x: number, y: number}} MessageAim
 * @typedef {{kind: "node", i: number, x: number, y: number}} NodeAim
 * @typedef {{kind: "link", i: number, j: number, x: number, y: number}} LinkAim
 * @typedef {MessageAim | NodeAim | LinkAim} Aim
 */

const far = (p, x, y) => Math.hypot(p.x - x, p.y - y);

/**
 * @param {import("./model.js").Model} model
 * @param {{places: {x: number, y: number}[], r: number, wayOf: (from: number, to: number) => any}} room
 * @param {number} k
 * @param {number} x
 * @param {number} y
 * @returns {Aim | null}
 */
export function aimAt(model, room, k, x, y) {
  let found = null, least = NEAR_MESSAGE;
  for (const { no, u, message } of restingPlaces(model, room.wayOf, k).values()) {
    const p = room.wayOf(message.from, message.to).at(u), distance = far(p, x, y);
    if (distance < least) [found, least] = [{ kind: "message", no, ...p }, distance];
  }
  if (found) return found;
  const i = room.places.findIndex((p) => far(p, x, y) <= room.r + 4);
  if (i >= 0) return { kind: "node", i, x: room.places[i].x, y: room.places[i].y };
  return nearestLink(room, x, y);
}

/** The straight line between two nodes that is nearest, if it is near. */
function nearestLink({ places }, x, y) {
  let found = null, least = NEAR_LINK;
  for (let i = 0; i < places.length; i++) {
    for (let j = i + 1; j < places.length; j++) {
      const a = places[i], b = places[j], dx = b.x - a.x, dy = b.y - a.y;
      const u = ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy);
      if (u < 0.12 || u > 0.88) continue;
      const p = { x: a.x + u * dx, y: a.y + u * dy }, distance = far(p, x, y);
      if (distance < least) [found, least] = [{ kind: "link", i, j, ...p }, distance];
    }
  }
  return found;
}

/** The line that shows what is aimed at. */
export function aimPath(aim, { places, r }) {
  if (!aim) return "";
  const ring = (p, radius) => `M${px(p.x - radius)} ${px(p.y)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
  if (aim.kind === "link") return `M${px(places[aim.i].x)} ${px(places[aim.i].y)}L${px(places[aim.j].x)} ${px(places[aim.j].y)}`;
  return ring(aim, aim.kind === "node" ? r + 5 : 11);
}

/**
 * Is this choice about what is aimed at? Equal messages on one link are as good as each other.
 * @param {Aim} aim
 * @param {any[]} row  as Python lists it: kind, number or node, ...
 * @param {import("./model.js").Model} model
 */
export function concerns(aim, row, model) {
  const [kind, a, b] = row, isLetter = kind === "deliver" || kind === "drop" || kind === "duplicate";
  if (aim.kind === "message") {
    const one = model.history.sent[aim.no], other = isLetter ? model.history.sent[a] : null;
    return Boolean(other) && (a === aim.no || (one.from === other.from && one.to === other.to && one.m === other.m));
  }
  if (isLetter) return false;
  if (aim.kind === "link") return (kind === "cut" || kind === "heal") && [aim.i, aim.j].includes(model.at(a)) && [aim.i, aim.j].includes(model.at(b));
  return kind !== "cut" && kind !== "heal" && kind !== "tick" && model.at(a) === aim.i;
}
