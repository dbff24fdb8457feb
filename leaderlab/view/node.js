// One node of the network: a disc with its id, and the few words that say what it is and what it believes.
import { CROWN, cross, px, setAttribute, setText, svg } from "./draw.js";
import { countOf, termOf } from "./values.js";
import { short, valueText } from "./words.js";

const MOST_PIPS = 9;

/**
 * A crown when it leads, a cross when it is down, a mark on its rim for every vote, and a few words beside it.
 * @param {any} id
 * @param {import("./model.js").Model} model
 * @param {number} voters  how many nodes may vote
 */
export function createNode(id, model, voters) {
  const title = svg("title"), halo = svg("circle", { class: "ll-halo" }), body = svg("circle", { class: "ll-body" });
  const name = svg("text", { class: "ll-id", "text-anchor": "middle" }), crown = svg("path", { class: "ll-crown", d: CROWN });
  const ring = svg("circle", { class: "ll-ring" }), down = svg("path", { class: "ll-down-cross" });
  const pips = svg("path", { class: "ll-pips" }), votesHad = svg("path", { class: "ll-pips-full" });
  const lines = [0, 1, 2, 3, 4].map(() => svg("text"));
  const element = svg("g", { class: "ll-node" }, [title, halo, body, ring, down, name, crown, pips, votesHad, ...lines]);
  const { kind } = model.trace.nodes[model.at(id)], mixed = model.trace.nodes.some((other) => other.kind !== kind);
  let room = null, spot = null, shown = null, wasActive = false, pointed = false;
  const self = { element, boxes: [], place, show };
  const explain = () => setText(title, nodeTitle(id, shown, model));     // costs more than all the rest, and few look at it
  element.addEventListener("pointerenter", () => {
    pointed = true;
    explain();
  });
  element.addEventListener("pointerleave", () => (pointed = false));

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
      if (i >= rows.length) return setText(line, "");
      setText(line, rows[i][0]);
      setAttribute(line, "class", rows[i][1]);
      setAttribute(line, "x", beside ? px(Math.sign(out.x) * (r + 12)) : 0);
      setAttribute(line, "y", px(top + 13 * i));
      setAttribute(line, "text-anchor", beside ? (out.x > 0 ? "start" : "end") : "middle");
    });
  }

  function show(node, active) {
    if (node === shown && active === wasActive) return;
    [shown, wasActive] = [node, active];
    const { leader, role } = node.fields, leads = node.up && leader === id, votes = node.up ? countOf(node.fields.votes ?? null, node.fields.vote ?? null) : null;
    setAttribute(element, "class", "ll-node" + (leads ? " ll-leads" : "") + (node.up ? "" : " ll-down") + (active ? " ll-active" : "") +
      (role === "candidate" && node.up ? " ll-candidate" : ""));
    if (pointed) explain();
    showPips(votes);
    if (room.words === "none") return write([]);
    write(node.up ? wordsOf(node, leads, votes) : [["down", "ll-role"]]);
  }

  /** What it is, its term, its votes or its vote, in whom it believes, whom it suspects: the most important first. */
  function wordsOf(node, leads, votes) {
    const { leader, role, voted_for: choice } = node.fields, found = termOf(node.fields);
    const long = room.words === "long", narrow = Math.abs(spot.out.y) < 0.45, apart = narrow || (voters && model.ids.length > 4 && Math.abs(spot.out.x) > 0.2);
    const what = leads ? "leader" : typeof role === "string" && role !== "leader" ? short(role, 12) : "";
    const term = found && long ? short(found.join(" "), 12) : "";
    const rows = what ? [[what + (term && !apart ? " · " + term : ""), "ll-role"]] : [];
    if (term && apart && voters) rows.push([term, "ll-belief"]);
    const counts = long && votes && voters && (leads || leader === null || leader === undefined);
    if (counts) rows.push([`votes ${votes} of ${voters}`, "ll-belief"]);
    const tells = long && typeof choice === typeof id && choice !== leader && !(counts && choice === id);
    if (tells) rows.push(["voted for " + short(choice, 5), "ll-belief"]);
    if (!leads && "leader" in node.fields && !(leader === null && (counts || tells))) rows.push(...belief(leader, long, narrow));
    const doubts = short(node.suspects.join(", "), narrow ? 8 : 9);
    if (doubts && long && narrow) rows.push(["suspects", "ll-doubt"], [doubts, "ll-doubt"]);
    else if (doubts) rows.push([(long ? "suspects " : "? ") + doubts, "ll-doubt"]);
    if (!rows.length && mixed) rows.push([short(kind, narrow ? 10 : 14), "ll-belief"]);       // a client, a service
    return rows.slice(0, lines.length);
  }

  /** A small circle on the lower rim for each vote that is possible, filled for each that is there. */
  function showPips(votes) {
    const count = votes && voters > 1 && voters <= MOST_PIPS && room.r > 12 ? voters : 0;
    const pip = (j) => {
      const angle = Math.PI / 2 - ((j - (count - 1) / 2) * 9) / room.r;
      return `M${px(room.r * Math.cos(angle) - 3.2)} ${px(room.r * Math.sin(angle))}a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0Z`;
    };
    const all = Array.from({ length: count }, (_, j) => pip(j));
    setAttribute(votesHad, "d", all.slice(0, votes || 0).join(""));
    setAttribute(pips, "d", all.slice(votes || 0).join(""));
  }

  return self;
}

function belief(leader, long, narrow) {
  if (leader === null) return [[long ? "no leader" : "→ ?", "ll-belief"]];
  if (!long) return [["→ " + short(leader, 6), "ll-belief"]];
  return narrow ? [["believes", "ll-belief"], ["in " + short(leader, 7), "ll-belief"]] : [["believes in " + short(leader, 8), "ll-belief"]];
}

/** All that is known about a node, for the pointer that rests on it. */
function nodeTitle(id, node, model) {
  const fields = Object.entries(node.fields).map(([field, value]) => field + " = " + short(valueText(value, model.messages), 80));
  return [`Node ${id}${node.up ? "" : " (down)"}`, ...fields].join("\n");
}
