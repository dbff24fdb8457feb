// What matters in one system and not in another: its logs, its tables, its votes, its timers. Each pane is there when the trace has
// its fields; a ring has none of them.
import { html } from "./draw.js";
import { createLogs } from "./pane_logs.js";
import { createTables } from "./pane_tables.js";
import { createTimers } from "./pane_timers.js";
import { createVotes } from "./pane_votes.js";

/**
 * @param {import("./model.js").Model} model
 */
export function createPanes(model) {
  const panes = [createLogs(model), createTables(model), createVotes(model), createTimers(model)].filter((pane) => pane !== null);
  const element = html("div", "ll-panes", panes.map((pane) => pane.element));
  let shown = -1;
  return {
    element: panes.length ? element : null,
    show(k) {
      shown = k;
      for (const pane of panes) pane.show(k);
    },
    /** The part f of the way from step k-1 to step k. Logs and tables change when the node has reacted. */
    move(k, f, reacted) {
      if (shown !== k && reacted) for (const pane of panes) if (!pane.move) pane.show(k);
      if (reacted) shown = k;
      for (const pane of panes) if (pane.move) pane.move(k, f);
    },
  };
}
