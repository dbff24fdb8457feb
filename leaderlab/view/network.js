// The first view: who stands where, what each one is and believes, and what is on its way.
import { CROWN, circlePlaces, cross, px, setText, shape, svg, way } from "./draw.js";
import { createTokens } from "./tokens.js";
import { short, valueText } from "./words.js";

/**
 * @param {import("./model.js").Model} model
 */
export function createNetwork(model) {
  const tokens = createTokens(model);
  const links = svg("path", { class: "ll-links" }), heads = svg("path", { class: "ll-link-heads" });
  const cuts = svg("g"), now = svg("path", { class: "ll-now" }), nowHead = svg("path", { class: "ll-now-head" });
  const nodes = model.ids.map((id) => createNode(id, model));
  const element = svg("svg", { class: "ll-network", role: "img" }, [
    links, heads, now, nowHead, cuts, ...nodes.map((node) => node.element), tokens.element,
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
    room = { ...circlePlaces(model.ids.length, width, height), width, height, wayOf };
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
    cuts.replaceChildren(...state.cuts.map(([a, b]) => cutSign(room.places[a], room.places[b], state.cuts.length < 4)));
    const travels = event[0] === "deliver" || event[0] === "drop";
    const path = travels ? wayOf(model.at(event[2]), model.at(event[3])) : null;
    now.setAttribute("d", path ? path.path : "");
    nowHead.setAttribute("d", path ? path.tip : "");
    const kind = travels ? " ll-kind-" + tokens.kinds.of(event[4]) : "";
    now.setAttribute("class", "ll-now" + kind);
    nowHead.setAttribute("class", "ll-now-head" + kind);
  }

  let shown = -1, moving = -1;
  return {
    element,
    resize,
    /** The picture after step k, at rest. */
    show(k) {
      if (moving !== k) tokens.prepare(k, room, false);
      tokens.frame(1);
      showState(k);
      [shown, moving] = [k, -1];
    },
    /** The part f of the move from step k-1 to step k. */
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
    },
    describe(text) {
      element.setAttribute("aria-label", text);
    },
  };
}

/** The pairs of nodes between which a message travels in this run. */
function usedLinks(model) {
  const seen = new Map();
  for (const { from, to } of model.history.sent) seen.set(from * model.ids.length + to, [from, to]);
  return [...seen.values()];
}

function straight(a, b) {
  return `M${px(a.x)} ${px(a.y)}L${px(b.x)} ${px(b.y)}`;
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

/** One node: a disc with its id, a crown when it leads, a cross when it is down, and two or three words beside it. */
function createNode(id, model) {
  const title = svg("title"), halo = svg("circle", { class: "ll-halo" }), body = svg("circle", { class: "ll-body" });
  const name = svg("text", { class: "ll-id", "text-anchor": "middle" }), crown = svg("path", { class: "ll-crown", d: CROWN });
  const ring = svg("circle", { class: "ll-ring" }), down = svg("path", { class: "ll-down-cross" });
  const lines = [0, 1, 2, 3, 4].map(() => svg("text"));
  const element = svg("g", { class: "ll-node" }, [title, halo, body, ring, down, name, crown, ...lines]);
  let room = null, spot = null, shown = null, wasActive = false;
  const self = { element, boxes: [], place, show };

  function place(p, newRoom) {
    [room, spot, shown] = [newRoom, p, null];
    const { r, words } = room;
    element.setAttribute("transform", `translate(${px(p.x)} ${px(p.y)})`);
    body.setAttribute("r", r);
    ring.setAttribute("r", r - 4);
    halo.setAttribute("r", r + 5);
    down.setAttribute("d", cross(px(r * 0.7)));
    setText(name, short(id, r > 20 ? 5 : 3));
    name.setAttribute("y", px(r * 0.32));
    name.setAttribute("font-size", px(Math.max(8, r * (String(id).length > 3 ? 0.62 : 0.86))));
    crown.setAttribute("transform", `translate(0 ${px(-r + 1)}) scale(${px(Math.max(0.5, r / 23))})`);
    const wide = words === "long" ? 46 : words === "short" ? 26 : 0;
    self.boxes = [{ x0: p.x - r - 3, x1: p.x + r + 3, y0: p.y - r - 12, y1: p.y + r + 3 }];
    const beside = Math.abs(p.out.y) < 0.45;
    if (wide && beside) self.boxes.push({ x0: p.x + p.out.x * (r + 10) - (p.out.x < 0 ? 56 : 0), x1: p.x + p.out.x * (r + 10) + (p.out.x < 0 ? 0 : 56), y0: p.y - 18, y1: p.y + 22 });
    else if (wide) self.boxes.push({ x0: p.x - wide, x1: p.x + wide, y0: p.out.y < 0 ? p.y - r - 44 : p.y + r, y1: p.out.y < 0 ? p.y - r : p.y + r + 34 });
  }

  /** Put up to five lines of words beside the disc, on the side away from the middle. */
  function write(rows) {
    const { r } = room, { out } = spot;
    const beside = Math.abs(out.y) < 0.45 && model.ids.length > 1;
    const top = beside ? 4 - 6.5 * (rows.length - 1) : out.y < 0 ? Math.max(11 - spot.y, -r - 20 - 13 * (rows.length - 1)) : r + 20;
    lines.forEach((line, i) => {
      const [text, className] = rows[i] || ["", ""];
      setText(line, text);
      line.setAttribute("class", className);
      line.setAttribute("x", beside ? px(Math.sign(out.x) * (r + 12)) : 0);
      line.setAttribute("y", px(top + 13 * i));
      line.setAttribute("text-anchor", beside ? (out.x > 0 ? "start" : "end") : "middle");
    });
  }

  function show(node, active) {
    if (node === shown && active === wasActive) return;
    [shown, wasActive] = [node, active];
    const { leader, role, term } = node.fields, leads = node.up && leader === id;
    element.setAttribute("class", "ll-node" + (leads ? " ll-leads" : "") + (node.up ? "" : " ll-down") + (active ? " ll-active" : "") +
      (role === "candidate" && node.up ? " ll-candidate" : ""));
    setText(title, nodeTitle(id, node, model));
    if (room.words === "none") return write([]);
    if (!node.up) return write([["down", "ll-role"]]);
    const long = room.words === "long", narrow = Math.abs(spot.out.y) < 0.45;
    const what = leads ? "leader" : typeof role === "string" && role !== "leader" ? short(role, 12) : "";
    const rows = what ? [[what + (term !== undefined && long && !narrow ? " · term " + term : ""), "ll-role"]] : [];
    if (!leads && "leader" in node.fields) {
      if (leader === null) rows.push([long ? "no leader" : "→ ?", "ll-belief"]);
      else if (!long) rows.push(["→ " + short(leader, 6), "ll-belief"]);
      else if (narrow) rows.push(["believes", "ll-belief"], ["in " + short(leader, 7), "ll-belief"]);
      else rows.push(["believes in " + short(leader, 8), "ll-belief"]);
    }
    const doubts = short(node.suspects.join(", "), narrow ? 8 : 9);
    if (doubts && long && narrow) rows.push(["suspects", "ll-doubt"], [doubts, "ll-doubt"]);
    else if (doubts) rows.push([(long ? "suspects " : "? ") + doubts, "ll-doubt"]);
    write(rows);
  }

  return self;
}

/** All that is known about a node, for the pointer that rests on it. */
function nodeTitle(id, node, model) {
  const fields = Object.entries(node.fields).map(([field, value]) => field + " = " + short(valueText(value, model.messages), 80));
  return [`Node ${id}${node.up ? "" : " (down)"}`, ...fields].join("\n");
}

/** What the shapes mean. */
export function createLegend(model, kinds) {
  return kinds.names.slice(0, 6).map((name, i) => {
    const sign = svg("svg", { class: "ll-kind-" + i, viewBox: "-9 -9 18 18", width: 14, height: 14, "aria-hidden": "true" },
      [svg("path", { class: "ll-sign", d: shape(i, 6) })]);
    return { sign, name: short(name, 24) };
  });
}
