// The horizontal axis of the lanes: a column for every step, a little wider where time passes between two steps.

/**
 * @param {import("./model.js").Model} model
 */
export function createScale(model) {
  const n = model.steps.length, units = new Float64Array(n);
  let waits = 0, waiting = 0;
  for (let k = 1; k < n; k++) {
    const wait = model.time(k) - model.time(k - 1);
    if (wait > 0) waits++;
    if (wait > 0) waiting += wait;
  }
  const usual = waits ? waiting / waits : 1;
  for (let k = 1; k < n; k++) {
    const wait = model.timed ? Math.min(1.6, (0.8 * (model.time(k) - model.time(k - 1))) / usual) : 0;
    units[k] = units[k - 1] + 1 + wait;
  }
  let unit = 24, view = 300, pad = 16;
  const self = {
    get unit() { return unit; },
    get view() { return view; },
    get length() { return self.x(n); },
    /** A short run fills the view; a long one keeps its columns readable and scrolls. */
    resize(width) {
      view = width;
      const fit = (width - 2 * pad) / (units[n - 1] + 0.9);
      unit = fit >= 14 ? Math.min(fit, 64) : 24;
    },
    /** The place of step k; step n is just after the last one. */
    x: (k) => pad + (k < n ? units[k] : units[n - 1] + 0.9) * unit,
    /** The first step at or right of x. */
    find(x) {
      let lo = 0, hi = n - 1;
      while (lo < hi) {
        const mid = (lo + hi) >> 1;
        if (self.x(mid) < x) lo = mid + 1;
        else hi = mid;
      }
      return lo;
    },
    /** How far the picture is scrolled when step k is the current one. */
    scroll: (k) => Math.max(0, Math.min(self.x(k) - 0.62 * view, self.x(n) + pad - view)),
  };
  return self;
}
