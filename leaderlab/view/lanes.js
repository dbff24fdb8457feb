// The second view: a lane for every node, time from left to right, an arrow for every message. What could have influenced
// the current step is drawn strongly. What comes later is veiled, and of that only what this step can influence shows through.
//
// Only the visible window is drawn, as a handful of paths: 5,000 steps cost no more than 50.
import { arrowHead, px, setAttribute, setText, svg } from "./draw.js";
import { causalFuture, causalPast } from "./history.js";
import { createScale } from "./scale.js";
import { messageText, short } from "./words.js";

const GUTTER = 46, TOP = 24, MOST_ARROWS = 1500, KINDS = 8;
const STILL = 0, READ = 1;                     // how an arrow ends, see history.js
const REACH = [0.6, 1, 0.9, 0.6, 0.6];         // how far it gets: all the way only when it is read
const DOTS = { crash: "crash", restart: "restart", timer: "timer", suspect: "suspect", trust: "suspect", start: "start" };

const LINES = { reign: "M-8 0H8", differ: "M0 -9V9" };      // signs that are lines
const CROSS = "m-4 -4l8 8m0 -8l-8 8";

const at = (x, y) => `M${px(x)} ${px(y)}`;

/** The sign of an event, drawn from where the pen is. */
function glyph(name, r) {
  const s = px(r * 1.5);
  switch (name) {
    case "crash": return `m${-s} ${-s}l${2 * s} ${2 * s}m0 ${-2 * s}l${-2 * s} ${2 * s}`;
    case "restart": return `m${-s} ${-s}l${2 * s} ${s}l${-2 * s} ${s}z`;
    case "start": return `m0 ${px(-r - 2)}v${px(2 * r + 4)}`;
    case "timer": return `m0 ${-s}l${s} ${s}l${-s} ${s}l${-s} ${-s}z`;
    case "suspect": return `m0 ${-s}l${s} ${px(1.8 * s)}h${-2 * s}z`;
    default: return `m${px(-r)} 0a${px(r)} ${px(r)} 0 1 0 ${px(2 * r)} 0a${px(r)} ${px(r)} 0 1 0 ${px(-2 * r)} 0z`;
  }
}

/** Paths that are filled piece by piece and written once; most of them are empty, and stay so. */
function createLayer(names, prefix) {
  const paths = new Map(names.map((name) => [name, { element: svg("path", { class: prefix + name }), d: "", next: "" }]));
  return {
    elements: [...paths.values()].map(({ element }) => element),
    add: (name, d) => (paths.get(name).next += d),
    flush() {
      for (const path of paths.values()) {
        if (path.d !== path.next) path.element.setAttribute("d", path.next);
        path.d = path.next;
        path.next = "";
      }
    },
  };
}

const names = (words) => words.flatMap((word) => Array.from({ length: KINDS }, (_, i) => `${word} ll-kind-${i}`));

/**
 * @param {import("./model.js").Model} model
 * @param {{of: (m: number) => number}} kinds
 */
export function createLanes(model, kinds) {
  const { history, ids, last } = model, n = ids.length;
  const scale = createScale(model);
  const arrows = createLayer(names(["arrow ll-pale", "head ll-pale", "arrow", "head"]), "ll-");
  const lanes = createLayer(["lane", "lane-down", "reign"], "ll-");
  const marks = createLayer(["dot ll-pale", "dot", "timer ll-pale", "timer", "suspect ll-pale", "suspect", "start ll-pale", "start", "crash", "restart", "lost", "weather", "loop", "differ"], "ll-mark-");
  const ruler = svg("g", { class: "ll-ruler" }), veil = svg("rect", { class: "ll-veil" });
  const laterArrows = createLayer(names(["arrow ll-later", "head ll-later"]), "ll-"), laterMarks = createLayer(["dot ll-later"], "ll-mark-");
  const later = svg("g", { class: "ll-later-all" }, [...laterArrows.elements, ...laterMarks.elements]);
  const cursor = svg("line", { class: "ll-cursor" }), current = svg("circle", { class: "ll-current", r: 8 });
  const label = svg("text", { class: "ll-label" }), time = svg("text", { class: "ll-label ll-time", y: 12, "text-anchor": "middle" });
  const moving = svg("g", {}, [ruler, ...lanes.elements, ...arrows.elements, ...marks.elements, veil, later, cursor, current, label, time]);
  const gutter = svg("g", { class: "ll-gutter" });
  const plot = svg("svg", { x: GUTTER, class: "ll-plot" }, [moving]);
  const element = svg("svg", { class: "ll-lanes", role: "img" }, [plot, gutter]);
  const labels = [];            // of the ruler, used again and again
  let height = 300, gap = 40, dot = 3.6;

  const y = (i) => TOP + gap * (i + 0.5);

  function resize(width, newHeight) {
    height = newHeight;
    gap = (height - TOP - 6) / n;
    dot = Math.max(1.6, Math.min(3.8, gap * 0.3));
    scale.resize(Math.max(60, width - GUTTER));
    for (const [name, value] of [["viewBox", `0 0 ${width} ${height}`], ["width", width], ["height", height]]) element.setAttribute(name, value);
    plot.setAttribute("width", scale.view);
    for (const part of [plot, veil]) part.setAttribute("height", height);
    cursor.setAttribute("y1", TOP - 6);
    cursor.setAttribute("y2", height);
    const every = Math.max(1, Math.ceil(11 / gap));
    gutter.replaceChildren(svg("rect", { width: GUTTER, height, class: "ll-gutter-back" }), ...ids.flatMap((id, i) => {
      if (i % every) return [];
      const text = svg("text", { x: GUTTER - 12, y: px(y(i) + 4), "text-anchor": "end", "font-size": gap < 14 ? 9 : 12 });
      text.textContent = short(id, 5);
      return [text];
    }));
  }

  // -- the parts of the window from step lo to step hi --------------------------------------------------------------

  function drawLanes(lo, hi) {
    const x0 = px(scale.x(lo) - 60), x1 = px(scale.x(hi) + 80);
    for (let i = 0; i < n; i++) {
      let x = x0;
      for (const [node, from, to] of model.down) {
        if (node !== i || to < lo || from > hi + 1) continue;
        const a = px(scale.x(from)), b = to > last ? x1 : px(scale.x(to));
        if (a > x) lanes.add("lane", `M${x} ${px(y(i))}H${a}`);
        lanes.add("lane-down", `M${Math.max(a, x0)} ${px(y(i))}H${b}`);
        x = b;
      }
      if (x < x1) lanes.add("lane", `M${x} ${px(y(i))}H${x1}`);
    }
    for (const [node, from, to] of model.leading) {
      if (to < lo || from > hi + 1) continue;
      lanes.add("reign", `M${px(Math.max(scale.x(from), x0))} ${px(y(node))}H${to > last ? px(scale.x(last + 1)) : px(scale.x(to))}`);
    }
    lanes.flush();
  }

  function drawArrows(lo, hi, past, future) {
    let drawn = 0;
    for (let i = firstArrow(history.arrows, lo); i < history.arrows.length && drawn < MOST_ARROWS; i++) {
      const { from, to, m, start, end, how } = history.arrows[i];
      if (start > hi) continue;
      drawn++;
      const strong = how === READ && past.has(end, to) ? "" : " ll-pale";
      const kind = ` ll-kind-${kinds.of(m)}`;
      const a = { x: scale.x(start), y: y(from) };
      const z = { x: end > start ? scale.x(end) : a.x + 0.5 * scale.unit, y: y(to) };
      const angle = Math.atan2(z.y - a.y, z.x - a.x), rim = how === READ ? dot + 1 : 0;
      const b = { x: z.x - rim * Math.cos(angle), y: a.y + (z.y - a.y) * REACH[how] - rim * Math.sin(angle) };
      const line = at(a.x, a.y) + `L${px(b.x)} ${px(b.y)}`, head = how === READ ? arrowHead(b, angle, Math.min(8, gap * 0.4)) : "";
      arrows.add("arrow" + strong + kind, line);
      arrows.add("head" + strong + kind, head);
      if (how === READ && future.has(start)) {
        laterArrows.add("arrow ll-later" + kind, line);
        laterArrows.add("head ll-later" + kind, head);
      }
      if (how !== READ && how !== STILL) marks.add("lost", at(b.x, b.y) + CROSS);
    }
    arrows.flush();
    laterArrows.flush();
  }

  function drawMarks(lo, hi, past, future, now) {
    for (let k = lo; k <= hi; k++) {
      const [kind, a, b] = model.steps[k].event, x = scale.x(k), who = history.owner[k];
      if (k > now && who >= 0 && future.has(k)) laterMarks.add("dot ll-later", at(x, y(who)) + glyph("dot", dot + 2.6));
      if (kind === "start" && who < 0) for (let i = 0; i < n; i++) mark("start", x, i, past.has(k, i));
      else if (who >= 0) mark(DOTS[kind] || "dot", x, who, past.has(k, who));
      else if (kind === "cut" || kind === "heal") {
        const i = model.at(a), j = model.at(b);
        marks.add("weather", `M${px(x)} ${px(y(i))}V${px(y(j))}` + (kind === "cut" ? at(x, (y(i) + y(j)) / 2) + CROSS : ""));
      }
    }
    if (typeof model.trace.loop === "number") marks.add("loop", `M${px(scale.x(model.trace.loop))} ${TOP - 8}V${height}`);
    if (model.trace.differ >= 0) marks.add("differ", `M${px(scale.x(Math.min(last, model.trace.differ)))} ${TOP - 8}V${height}`);
    marks.flush();
    laterMarks.flush();
  }

  function mark(name, x, i, strong) {
    const plain = name === "crash" || name === "restart";
    marks.add(name + (strong || plain ? "" : " ll-pale"), at(x, y(i)) + glyph(name, dot));
  }

  /** Step numbers, or times, where they fit. */
  function drawRuler(lo, hi, current) {
    let free = -Infinity, used = 0;
    for (let k = lo; k <= hi; k++) {
      const text = String(model.time(k)), x = scale.x(k);
      if (x < free || Math.abs(x - scale.x(current)) < 12 + 7 * text.length || (k > 0 && model.time(k) === model.time(k - 1))) continue;
      if (used === labels.length) ruler.append(labels[labels.push(svg("text", { y: 12, "text-anchor": "middle" })) - 1]);
      setText(labels[used], text);
      labels[used++].setAttribute("x", px(x));
      free = x + 14 + 7 * text.length;
    }
    for (; used < labels.length; used++) setText(labels[used], "");
  }

  // -- the current step ---------------------------------------------------------------------------------------------

  function drawCurrent(k) {
    const who = history.owner[k], step = model.steps[k];
    current.style.display = who >= 0 ? "" : "none";
    setText(time, String(model.time(k)));
    time.setAttribute("x", px(scale.x(k)));
    if (who >= 0) {
      current.setAttribute("cx", px(scale.x(k)));
      setAttribute(current, "cy", px(y(who)));
      setAttribute(current, "r", px(Math.max(4, Math.min(8, gap * 0.45))));
    }
    const arrives = step.event[0] === "deliver" && gap > 18;
    setText(label, arrives ? short(messageText(step.event[4], model.messages), 24) : "");
    if (!arrives) return;
    const { from, to, origin } = history.sent[step.event[1]];
    const x = (scale.x(origin) + scale.x(k)) / 2;
    const room = x - scale.scroll(k) > 110;
    setAttribute(label, "text-anchor", room ? "end" : "start");
    label.setAttribute("x", px(room ? x - 7 : scale.x(k) + 12));
    label.setAttribute("y", px((y(from) + y(to)) / 2 + (y(to) > y(from) === room ? 10 : -2)));
  }

  function slide(x, offset) {
    moving.setAttribute("transform", `translate(${px(-offset)} 0)`);
    for (const name of ["x1", "x2"]) cursor.setAttribute(name, px(x));
    veil.setAttribute("x", px(x + Math.min(9, 0.5 * scale.unit)));
    veil.setAttribute("width", px(Math.max(0, scale.length + scale.view - x)));
  }

  function draw(k, offset) {
    const lo = Math.max(0, scale.find(offset - 60) - 1), hi = Math.min(last, scale.find(offset + scale.view + 60));
    const past = causalPast(history, k, lo), future = causalFuture(history, k, hi);
    drawLanes(lo, hi);
    drawArrows(lo, hi, past, future);
    drawMarks(lo, hi, past, future, k);
    drawRuler(lo, hi, k);
    drawCurrent(k);
  }

  let drawn = -1;
  return {
    element,
    signs: signsOf(model),
    resize(width, newHeight) {
      resize(width, newHeight);
      drawn = -1;
    },
    show(k) {
      if (drawn !== k) draw(k, scale.scroll(k));
      drawn = k;
      slide(scale.x(k), scale.scroll(k));
      setAttribute(current, "opacity", 1);
    },
    /** The part f of the way from step k-1 to step k. */
    move(k, f) {
      if (drawn !== k) draw(k, scale.scroll(k));
      drawn = k;
      const mix = (a, b) => a + (b - a) * f;
      slide(mix(scale.x(k - 1), scale.x(k)), mix(scale.scroll(k - 1), scale.scroll(k)));
      setAttribute(current, "opacity", f > 0.9 ? 1 : 0);
    },
    /** The step nearest to a point of the picture, or -1. */
    pick(px, py, k) {
      if (px < GUTTER) return -1;
      const x = px - GUTTER + scale.scroll(k), mid = scale.find(x);
      let best = -1, least = Infinity;
      for (let j = Math.max(0, mid - 4); j <= Math.min(last, mid + 4); j++) {
        const away = history.owner[j] >= 0 ? Math.abs(y(history.owner[j]) - py) : 0;
        const distance = Math.abs(scale.x(j) - x) + 0.3 * away;
        if (distance < least) [best, least] = [j, distance];
      }
      return best;
    },
    describe: (text) => element.setAttribute("aria-label", text),
  };
}

const SIGNS = {
  dot: "possible cause", "dot ll-pale": "not a cause", "dot ll-later": "possible effect", timer: "timer", suspect: "suspicion",
  crash: "crash", restart: "restart", reign: "leads", differ: "first difference",
};

/** The signs of a run, with their meaning. */
function signsOf(model) {
  const kinds = new Set();
  for (const { event } of model.steps) kinds.add(DOTS[event[0]]);
  const has = (name) => name.startsWith("dot") || (name === "reign" ? model.leading.length > 0 : name === "differ" ? model.trace.differ >= 0 : kinds.has(name));
  return Object.keys(SIGNS).filter(has).map((name) => {
    const line = LINES[name];
    const path = line ? svg("path", { d: line, class: name === "reign" ? "ll-reign" : "ll-mark-" + name }) : svg("path", { d: "M0 0" + glyph(name, name.endsWith("later") ? 6 : 3.6), class: "ll-mark-" + name });
    return { sign: svg("svg", { viewBox: "-9 -9 18 18", width: 15, height: 15, "aria-hidden": "true" }, [path]), name: SIGNS[name], className: name.endsWith("later") ? "ll-later-all" : "" };
  });
}

/** Arrows are in the order of their ends: the first one that ends at step lo or later. */
function firstArrow(arrows, lo) {
  let a = 0, b = arrows.length;
  while (a < b) {
    const mid = (a + b) >> 1;
    if (arrows[mid].end < lo) a = mid + 1;
    else b = mid;
  }
  return a;
}
