// Small drawing tools: SVG elements, shapes, places and curves. Everything from a trace enters the page as text.

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = 8;

/** @typedef {SVGElement & {setAttribute: (name: string, value: string | number) => void}} Drawn */

/**
 * @param {string} tag
 * @param {Object<string, any>} attributes
 * @param {Node[]} children
 * @returns {Drawn}
 */
export function svg(tag, attributes = {}, children = []) {
  const element = /** @type {Drawn} */ (document.createElementNS(SVG, tag));
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {string} className
 * @param {(Node | string)[]} children  strings become text, never markup
 * @returns {HTMLElementTagNameMap[T]}
 */
export function html(tag, className = "", children = []) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}

/** Set a text only where it differs: an unchanged label costs nothing, and a changed one keeps its place in the page. */
export function setText(element, text) {
  const { firstChild } = element;
  if (firstChild === null && text === "") return;
  if (firstChild === null || firstChild !== element.lastChild || firstChild.nodeType !== Node.TEXT_NODE || text === "") element.textContent = text;
  else if (firstChild.data !== text) firstChild.data = text;
}

/** The same for an attribute: writing one makes the browser compute its style again, reading does not. */
export function setAttribute(element, name, value) {
  const text = String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

/** A number for an attribute, short. */
export function px(x) {
  return Math.round(x * 10) / 10;
}

/** A corner path through points on circles: the way to say triangle, diamond, hexagon and star. */
function corners(radii, turn = -90) {
  return "M" + radii.map((r, i) => {
    const angle = ((turn + (360 * i) / radii.length) * Math.PI) / 180;
    return px(r * Math.cos(angle)) + " " + px(r * Math.sin(angle));
  }).join("L") + "Z";
}

/** Kinds of messages have a shape of their own, so that colour is never the only sign. */
export function shape(kind, r) {
  switch (kind % SHAPES) {
    case 0: return `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
    case 1: return corners(Array(4).fill(r * 1.22), -45);
    case 2: return corners(Array(4).fill(r * 1.3));
    case 3: return corners(Array(3).fill(r * 1.35));
    case 4: return corners(Array(6).fill(r * 1.12));
    case 6: return corners(Array(3).fill(r * 1.35), 90);
    case 7: return corners(Array.from({ length: 8 }, (_, i) => (i % 2 ? 0.5 : 1.4) * r));
    default: return corners(Array.from({ length: 10 }, (_, i) => (i % 2 ? 0.62 : 1.4) * r));
  }
}

/** Name of a message → number of its kind. What is only part of another message, as an entry of a log is, has none. */
export function kindsOf({ messages, history }) {
  const kinds = new Map(), sent = new Uint8Array(messages.length);
  for (const { m } of history.sent) sent[m] = 1;
  messages.forEach(([name], m) => sent[m] && !kinds.has(name) && kinds.set(name, kinds.size));
  return { names: [...kinds.keys()], of: (m) => kinds.get(messages[m][0]) % SHAPES };
}

export const CROWN = "M-9.5 0L-11 -10.5L-5 -5.5L0 -12.5L5 -5.5L11 -10.5L9.5 0Z";

/** A cross from corner to corner. */
export function cross(r) {
  return `M${-r} ${-r}L${r} ${r}M${r} ${-r}L${-r} ${r}`;
}

/**
 * Where the nodes stand: clockwise on an ellipse, the first at the top.
 * @param {number} n
 * @param {number} width
 * @param {number} height
 * @param {number} lines  how many lines of words a node may have
 */
export function circlePlaces(n, width, height, lines = 3) {
  const r = n <= 6 ? 23 : n <= 10 ? 19 : n <= 16 ? 15 : n <= 30 ? 11 : 8;
  const words = n <= 8 && width >= (n <= 5 ? 300 : 370) ? "long" : n <= 24 ? "short" : "none";
  const beside = n === 2 ? 74 : n <= 3 ? 48 : words === "long" ? (lines > 3 ? 84 : 74) : words === "short" ? (lines > 3 ? 70 : 40) : 10;
  const above = words === "none" ? 16 : 50 + (words === "long" ? 13 * (lines - 3) : 0);
  const rx = Math.max(30, Math.min(width / 2 - r - beside, height * 0.62)), ry = Math.max(30, height / 2 - r - above);
  const turn = n === 2 ? Math.PI : -Math.PI / 2;
  const places = Array.from({ length: n }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / n;
    const out = { x: Math.cos(angle), y: Math.sin(angle) };
    const single = n === 1 ? 0 : 1;
    return { x: width / 2 + single * rx * out.x, y: height / 2 + 2 + single * ry * out.y, out };
  });
  return { places, r, words, middle: { x: width / 2, y: height / 2 + 2 }, ringHeight: ry };
}

/**
 * The way of a message: a bow to the left of its direction, so that the two directions of a link stay apart, and the
 * clockwise way round a ring bends outwards like the ring itself. It begins and ends at the rims of the nodes.
 */
export function way(from, to, r, n) {
  const dx = to.x - from.x, dy = to.y - from.y, length = Math.hypot(dx, dy) || 1;
  const bend = Math.min(n <= 4 ? 0.16 : 0.11, 40 / length) * length;
  const cx = (from.x + to.x) / 2 + (2 * bend * dy) / length, cy = (from.y + to.y) / 2 - (2 * bend * dx) / length;
  const rim = Math.min(0.45, (r + 5) / length);
  const at = (u) => {
    const t = rim + u * (1 - 2 * rim), s = 1 - t;
    return { x: s * s * from.x + 2 * s * t * cx + t * t * to.x, y: s * s * from.y + 2 * s * t * cy + t * t * to.y };
  };
  const a = at(0), b = at(1), m = at(0.5);
  // The part between the rims is again such a curve; its control point follows from its middle.
  const qx = 2 * m.x - (a.x + b.x) / 2, qy = 2 * m.y - (a.y + b.y) / 2;
  const path = `M${px(a.x)} ${px(a.y)}Q${px(qx)} ${px(qy)} ${px(b.x)} ${px(b.y)}`;
  return { at, path, length: length * (1 - 2 * rim), tip: arrowHead(b, Math.atan2(b.y - qy, b.x - qx), 8), left: { x: dy / length, y: -dx / length } };
}

/** A filled arrow head with its point at p. */
export function arrowHead(p, angle, size) {
  const corner = (turn) => px(p.x - size * Math.cos(angle + turn)) + " " + px(p.y - size * Math.sin(angle + turn));
  return `M${px(p.x)} ${px(p.y)}L${corner(0.42)}L${corner(-0.42)}Z`;
}

/** Slow, fast, slow. */
export function ease(u) {
  return u < 0 ? 0 : u > 1 ? 1 : u < 0.5 ? 4 * u * u * u : 1 - Math.pow(-2 * u + 2, 3) / 2;
}

/** How much of a part [from, to] of an animation is done. */
export function part(f, from, to) {
  return Math.min(1, Math.max(0, (f - from) / (to - from)));
}
