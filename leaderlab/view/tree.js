// The tree of runs, without its picture: which of them are shown, and where each one leaves another.

/**
 * @typedef {{parent: number | null, at: number, last: number, label: string}} Branch  as Python tells it
 * @typedef {{run: number, parent: number, at: number, last: number, label: string}} Row  parent: a row, or -1
 */

/**
 * A run that was only made longer at its end is no branch of its own: the longer one stands for it. The first run always
 * stays, as it was.
 * @param {Branch[]} runs
 * @returns {Row[]}
 */
export function rowsOf(runs) {
  const heir = new Map();
  runs.forEach(({ parent, at }, run) => {
    if (parent && at === runs[parent].last && !heir.has(parent)) heir.set(parent, run);
  });
  const latest = (run) => (heir.has(run) ? latest(heir.get(run)) : run);
  const first = (run) => {
    const { parent } = runs[run];
    return parent && heir.get(parent) === run ? first(parent) : run;
  };
  const shown = [...runs.keys()].filter((run) => !heir.has(run)), places = new Map(shown.map((run, row) => [run, row]));
  return shown.map((run) => {
    const { parent, at, label } = runs[first(run)];
    return { run, parent: parent === null ? -1 : places.get(latest(parent)), at, last: runs[run].last, label };
  });
}

/** Which run of the tree stands for another one now. */
export function standsFor(runs, run) {
  const next = run ? runs.findIndex(({ parent, at }) => parent === run && at === runs[run].last) : -1;
  return next < 0 ? run : standsFor(runs, next);
}
