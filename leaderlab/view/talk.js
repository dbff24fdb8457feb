// Questions to Python, and its answers. Python may be busy with another cell, or gone: whoever asked hears that in a sentence,
// and nothing else breaks.

const PATIENCE = 900;       // milliseconds without a word, after which one says that Python is busy

const BUSY = "Python has not answered yet. Perhaps it runs another cell.";
const GONE = "Python does not answer: its kernel was stopped or restarted. The run still plays. To go on by hand, run the cell again.";

/**
 * @param {any} shared  the model of the widget
 * @param {{wait: (text: string) => void, progress: (worlds: number) => void}} tell  what happens while an answer is awaited
 */
export function createTalk(shared, tell) {
  /** @type {Map<string, (answer: any) => void>} */
  const waiting = new Map();
  const me = Math.random().toString(36).slice(2);       // several views may show the same run
  let count = 0, isGone = false, watch = 0;

  function hear(answer) {
    if (!answer || typeof answer.to !== "string" || !answer.to.startsWith(me)) return;
    isGone = false;
    if (answer.answer === "searching") return tell.progress(answer.worlds);
    const done = waiting.get(answer.to);
    waiting.delete(answer.to);
    if (!waiting.size) clearTimeout(watch);
    if (done) done(answer);
  }

  /** Jupyter says that the line to Python is cut: whoever waits waits in vain. */
  function lose() {
    isGone = true;
    clearTimeout(watch);
    for (const done of waiting.values()) done({ answer: "refused", text: GONE, gone: true });
    waiting.clear();
  }

  shared.on("msg:custom", hear);
  shared.on("comm_live_update", lose);
  return {
    /**
     * @param {Object<string, any>} request
     * @returns {Promise<any>} the answer; never an error
     */
    ask(request) {
      const from = me + ":" + count++;
      return new Promise((done) => {
        waiting.set(from, done);
        if (isGone) return lose();
        clearTimeout(watch);
        watch = window.setTimeout(() => tell.wait(BUSY), PATIENCE);
        try {
          shared.send({ ...request, from });
        } catch {
          lose();
        }
      });
    },
    stop() {
      clearTimeout(watch);
      shared.off("msg:custom", hear);
      shared.off("comm_live_update", lose);
    },
  };
}
