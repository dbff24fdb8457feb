// The first view: who stands where, what each one is and believes, and what is on its way.
import { circlePlaces, cross, px, setAttribute, shape, svg, way } from "./draw.js";
import { createNode } from "./node.js";
import { createTokens } from "./tokens.js";
import { countOf } from "./values.js";
import { short } from "./words.js";

/**
 * @param {import("./model.js").Model} model
 * @param {ReturnType<typeof import("./draw.js").kindsOf>} kinds
 */
export function createNetwork(model, kinds) {
  const tokens = createTokens(model, kinds);
  const links = svg("path", { class: "ll-links" }), heads = svg("path", { class: "ll-link-heads" });
  const cuts = svg("g"), now = svg("path", { class: "ll-now" }), nowHead = svg("path", { class: "ll-now-head" });
  const voters = model.holders("votes", (value) => countOf(value)).length, watchers = model.holders("watching");
  const nodes = model.ids.map((id) => createNode(id, model, voters));
  const watches = svg("path", { class: "ll-watches" });
  const element = svg("svg", { class: "ll-network", role: "img" }, [
    links, heads, watches, now, nowHead, cuts, ...nodes.map((node) => node.element), tokens.element,
  ]);
  const pairs = usedLinks(model);
  let room = null, ways = new Map();

  const wayOf = (from, to) => {
    const key = from * model.ids.length + to;
    if (!ways.has(key)) ways.set(key, way(room.places[from], room.places[to], room.r, model.ids.length));
    return ways.get(key);
  };

  /** Lay everything out for a new size. */
  function resize(width, height) {
    room = { ...circlePlaces(model.ids.length, width, height, voters ? 4 : 3), width, height, wayOf };
    ways = new Map();
    element.setAttribute("viewBox", `0 0 ${width} ${height}`);
    element.setAttribute("width", width);
    element.setAttribute("height", height);
    nodes.forEach((node, i) => node.place(room.places[i], room));
    room.boxes = nodes.flatMap((node) => node.boxes);
    // Few links: each with its direction. Many: straight and faint, or the picture would be all links.
    const few = pairs.length <= 3 * model.ids.length;
    links.setAttribute("d", pairs.map(([a, b]) => few ? wayOf(a, b).path : straight(room.places[a], room.places[b])).join(""));
    links.classList.toggle("ll-faint", !few);
    heads.setAttribute("d", few ? pairs.map(([a, b]) => wayOf(a, b).tip).join("") : "");
  }

  /** The nodes, the cut links and the link of the event, as they are after step k. */
  function showState(k) {
    const state = model.stateAt(k), { event } = model.steps[k];
    const who = model.history.owner[k];
    nodes.forEach((node, i) => node.show(state.nodes[i], who === i));
    if (watchers.length) watches.setAttribute("d", watchers.map((i) => watchPath(room.places, room.r, i, model.at(state.nodes[i].fields.watching), state.nodes[i].up)).join(""));
    if (state.cuts.length || cuts.firstChild) cuts.replaceChildren(...state.cuts.map(([a, b]) => cutSign(room.places[a], room.places[b], state.cuts.length < 4)));
    const travels = event[0] === "deliver" || event[0] === "drop";
    const path = travels ? wayOf(model.at(event[2]), model.at(event[3])) : null;
    setAttribute(now, "d", path ? path.path : "");
    setAttribute(nowHead, "d", path ? path.tip : "");
    const kind = travels ? " ll-kind-" + kinds.of(event[4]) : "";
    setAttribute(now, "class", "ll-now" + kind);
    setAttribute(nowHead, "class", "ll-now-head" + kind);
  }

  let shown = -1, moving = -1;
  return {
    element,
    resize,
    talks: voters > 0,          // its nodes have more to say
    layout: () => room,
    /** The picture after step k, at rest. */
    show(k) {
      if (moving !== k) tokens.prepare(k, room, false);
      tokens.frame(1);
      showState(k);
      [shown, moving] = [k, -1];
    },
    /** The part f of the move from step k-1 to step k; true when the node has reacted. */
    move(k, f) {
      if (moving !== k) {
        tokens.prepare(k, room, true);
        showState(k - 1);
        [shown, moving] = [k - 1, k];
      }
      const reacted = tokens.frame(f);
      if (reacted && shown !== k) {
        showState(k);
        shown = k;
      }
      return reacted;
    },
    describe(text) {
      element.setAttribute("aria-label", text);
    },
  };
}

/** The pairs of nodes between which a message travels in this run. */
function usedLinks(model) {
  const seen = new Map();
  for (const { from, to } of model.history.sent) {
    const link = from * model.ids.length + to;
    if (!seen.has(link)) seen.set(link, [from, to]);
  }
  return [...seen.values()];
}

function straight(a, b) {
  return `M${px(a.x)} ${px(a.y)}L${px(b.x)} ${px(b.y)}`;
}

/** Who watches whom: from rim to rim, with an open head. Nothing when nobody is watched. */
function watchPath(places, r, i, j, up) {
  if (!up || j === undefined || j === i) return "";
  const a = places[i], b = places[j], dx = b.x - a.x, dy = b.y - a.y, length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length], rim = r + 5, tip = { x: b.x - ux * rim, y: b.y - uy * rim };
  const barb = (turn) => `M${px(tip.x)} ${px(tip.y)}L${px(tip.x - 9 * ux - turn * 4.5 * uy)} ${px(tip.y - 9 * uy + turn * 4.5 * ux)}`;
  return `M${px(a.x + ux * rim)} ${px(a.y + uy * rim)}L${px(tip.x)} ${px(tip.y)}` + barb(1) + barb(-1);
}

/** A cut link: a dashed line, a cross in its middle, and the word. */
function cutSign(a, b, withWord) {
  const x = px((a.x + b.x) / 2), y = px((a.y + b.y) / 2);
  const word = svg("text", { class: "ll-cut-word", x: x + 11, y: y + 4 });
  if (withWord) word.textContent = "cut";
  return svg("g", { class: "ll-cut" }, [
    svg("path", { d: straight(a, b) }),
    svg("path", { class: "ll-cut-cross", d: cross(6), transform: `translate(${x} ${y})` }),
    word,
  ]);
}

/** What the shapes mean. */
export function createLegend(model, kinds) {
  const small = (className, path) => svg("svg", { class: className, viewBox: "-9 -9 18 18", width: 14, height: 14, "aria-hidden": "true" }, [path]);
  const watching = model.holders("watching").length
    ? [{ sign: small("", svg("path", { class: "ll-watches", d: "M-9 0H7M7 0L2 -4M7 0L2 4" })), name: "watches" }] : [];
  const messages = kinds.names.slice(0, 8).map((name, i) => {
    return { sign: small("ll-kind-" + i, svg("path", { class: "ll-sign", d: shape(i, 6) })), name: short(name, 24) };
  });
  return [...messages, ...watching];
}
