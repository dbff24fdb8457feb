// Who knows which vote: a row for each voter, a column for each vote that it has received. For algorithms in which voters
// tell each other their votes (a field `votes` from voter to vote, and `vote` for the own one) and look for agreement.
import { html, setText } from "./draw.js";
import { createPane, createScroller, headCell } from "./pane.js";
import { pairsOf, plainText } from "./values.js";
import { short } from "./words.js";

/**
 * @param {import("./model.js").Model} model
 */
export function createVotes(model) {
  const voters = model.holders("votes", pairsOf);
  if (!voters.length) return null;
  const rows = voters.map((i) => createVoter(model, i, voters));
  const heads = ["voter", "its vote", "agree", ...voters.map((i) => "from " + short(model.ids[i], 6))];
  const table = html("table", "ll-votes", [
    html("thead", "", [html("tr", "", heads.map((text) => headCell("col", "", [text])))]),
    html("tbody", "", rows.map((row) => row.element)),
  ]);
  const { element, note } = createPane("Votes", String(model.trace.title), [createScroller("Who knows which vote", [table])]);
  const form = fieldsOf(model);
  setText(note, (form ? `(${form.join(", ")}); ` : "") + "= is the same as its own");
  return {
    element,
    show(k) {
      const { nodes } = model.stateAt(k), changes = (model.steps[k].changes || []).filter(([, field]) => field === "votes" || field === "vote");
      rows.forEach((row, r) => row.show(nodes[voters[r]], changes.filter(([id]) => id === model.ids[voters[r]])));
    },
  };
}

/** The names of the parts of a vote, where votes are records. */
function fieldsOf(model) {
  const vote = model.everything("vote").find((value) => value !== null && typeof value === "object" && "message" in value);
  return vote ? model.messages[vote.message][1].map(([name]) => name) : null;
}

/** A vote without the name of its record: (5, 0, 0). */
function voteText(vote, messages) {
  const text = plainText(vote, messages);
  return short(vote !== null && typeof vote === "object" && "message" in vote ? text.slice(text.indexOf("(")) : text, 18);
}

/** One voter. It is written again only when something about it is new. */
function createVoter(model, i, voters) {
  const own = html("td"), cells = voters.map(() => html("td")), count = html("td", "ll-none");
  const element = html("tr", "", [headCell("row", "", [html("span", "ll-badge", [short(model.ids[i], 6)])]), own, count, ...cells]);
  let shown = null, marked = false;
  const known = (value) => new Map((pairsOf(value) || []).map(([voter, vote]) => [voter, vote]));

  return {
    element,
    show(node, changes) {
      if (node === shown && !changes.length && !marked) return;
      [shown, marked] = [node, changes.length > 0];
      const votes = known(node.fields.votes), mine = JSON.stringify(node.fields.vote);
      const change = changes.find(([, field]) => field === "votes"), before = change ? known(change[2]) : null;
      const hasOwn = node.fields.vote !== undefined && node.fields.vote !== null;
      let agree = 0;
      setText(own, hasOwn ? voteText(node.fields.vote, model.messages) : "–");
      own.className = changes.some(([, field]) => field === "vote") ? "ll-changed" : "";
      voters.forEach((j, c) => {
        const vote = votes.get(model.ids[j]), text = JSON.stringify(vote), same = hasOwn && text === mine;
        agree += same ? 1 : 0;
        setText(cells[c], vote === undefined ? "–" : (same ? "= " : "") + voteText(vote, model.messages));
        cells[c].className = before && JSON.stringify(before.get(model.ids[j])) !== text ? "ll-changed" : "";
      });
      setText(count, node.up ? (hasOwn ? `${agree} of ${voters.length}` : `${votes.size} of ${voters.length}`) : "down");
      element.className = node.up ? "" : "ll-row-down";
    },
  };
}
