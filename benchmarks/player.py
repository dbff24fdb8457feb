"""The player in JupyterLab and a real browser: first paint, frames, jumps, forks. ``python -m benchmarks.player``

A jump is one move of the slider: from its event until everything of the step is in the page, the first moves of a fresh
page among them. The browser's own layout and paint come after it, and count in the frame. On the clock another program
counts too; "own" is the time that the page's thread has worked itself.
"""

import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from leaderlab import Message, Node, System, simulate

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "browser"))

SIZES = (500, 5_000, 100_000)
FORKED, FORKS = 500, 40                             # a run of so many steps; so many clicks
FRAMES = 300

# A player hangs an element of this class into the page when it begins; the frame after its first drawing is the paint.
WATCH = """() => {
  const append = Element.prototype.append;
  Element.prototype.append = function (...nodes) {
    if (nodes.some((node) => node.className === "ll-player")) {
      performance.mark("begin");
      requestAnimationFrame(() => setTimeout(() => performance.mark("painted")));
    }
    return append.apply(this, nodes);
  };
}"""

PAINT = """() => {
  const [begin, painted] = ["begin", "painted"].map((name) => performance.getEntriesByName(name).at(-1).startTime);
  return painted - begin;
}"""

# Gaps between frames; while the slider is moved, also the time that each jump takes.
FRAME = """([move, frames]) => new Promise((done) => {
  const gaps = [], jumps = [], slider = document.querySelector(".ll-player .ll-slider"), most = Number(slider.max);
  let before = null, k = 0;
  const frame = (now) => {
    if (before !== null) gaps.push(now - before);
    before = now;
    if (move) {
      const start = performance.now();
      slider.value = String((k * 37) % most);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      jumps.push(performance.now() - start);
    }
    if (++k < frames) requestAnimationFrame(frame); else done([gaps, jumps]);
  };
  requestAnimationFrame(frame);
})"""

# From a click on what may happen first at a step to the frame in which the new run is on the screen.
FORK = """(step) => new Promise((done) => {
  const find = (name) => document.querySelector(".ll-player " + name), slider = find("input[type=range]");
  slider.value = String(step);
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  const wait = setInterval(() => {
    const may = find(".ll-choice-list:not([aria-busy]) .ll-may .ll-choice");
    if (!may) return;
    clearInterval(wait);
    const start = performance.now(), arrived = new MutationObserver(() => {
      if (!find(".ll-where").textContent.startsWith(`Step ${step + 1} of ${step + 1}`)) return;
      arrived.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
    });
    arrived.observe(find(""), { subtree: true, childList: true, characterData: true });
    may.click();
  }, 20);
})"""


class Token(Message):
    """It goes round and counts its hops."""
    hops: int


class Ring(Node):
    """Passes a token on, for ever."""
    successor: int
    hops: int = 0

    def on_start(self):
        if self.id == 1:
            self.send(Token(1), to=self.successor)

    def on_message(self, message, sender):
        self.say("The token has made {} hops.", message.hops)
        self.hops = message.hops
        self.send(Token(message.hops + 1), to=self.successor)


def endless(steps, n=6):
    """A run of so many steps."""
    return simulate(System([Ring(id, successor=id % n + 1) for id in range(1, n + 1)]), max_steps=steps)


def worst(values, share=0.99):
    """A percentile."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def notebook(steps, nodes=6):
    """One cell that plays such a run."""
    source = ("from benchmarks.player import endless\nfrom leaderlab import at_most_one_leader\n"
              f"from leaderlab.view import player\nplayer(endless({steps}, {nodes}), [at_most_one_leader])")
    cell = {"cell_type": "code", "id": "play", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return json.dumps({"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


def opened(browser, server, name):
    """A tab in which that notebook has run."""
    from conftest import Tab
    tab = Tab(browser)
    tab.open_notebook(server, f"{name}.ipynb")
    tab.page.evaluate(WATCH)
    tab.run_all()
    tab.page.wait_for_selector(".ll-player .ll-network", timeout=60_000)
    tab.page.wait_for_timeout(1500)
    return tab


def own(events):
    """Milliseconds that the page's thread worked in each jump, from what the browser has noted."""
    return [event["tdur"] / 1000 for event in json.loads(events)["traceEvents"]
            if event["name"] == "EventDispatch" and event["args"]["data"]["type"] == "input"]


def play(browser, server, name):
    """Milliseconds: first paint; a jump, by the clock and its own; frame gaps while scrubbing and while playing."""
    tab = opened(browser, server, name)
    paint = tab.page.evaluate(PAINT)
    browser.start_tracing(page=tab.page, categories=["devtools.timeline"])
    scrub, jumps = tab.page.evaluate(FRAME, [True, FRAMES])
    worked = own(browser.stop_tracing())
    tab.page.locator(".ll-player .ll-speed").select_option("8")
    tab.page.get_by_role("slider", name="Step").fill("0")
    tab.page.get_by_role("button", name="Play").click()
    plays, _ = tab.page.evaluate(FRAME, [False, FRAMES])
    tab.close()
    return (paint, statistics.median(jumps), worst(jumps), statistics.median(worked), worst(worked),
            statistics.median(scrub), worst(scrub), worst(plays))


def fork(browser, server, name):
    """Milliseconds from a click to the fork on the screen."""
    tab = opened(browser, server, name)
    tab.page.get_by_role("button", name="By hand").click()
    times = []
    for k in range(FORKS):
        tab.page.locator(".ll-tree-run, .ll-may .ll-choice").first.wait_for()
        if k:
            tab.page.locator(".ll-tree-run").first.click()
            tab.page.wait_for_timeout(150)
        times.append(tab.page.evaluate(FORK, (k * 37) % (FORKED - 1)))
    tab.close()
    return times


def main():
    from conftest import CHROMIUM_FLAGS, Server
    from playwright.sync_api import sync_playwright
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder, private = Path(place) / "notebooks", Path(place) / "private"
        folder.mkdir()
        (folder / "benchmarks").symlink_to(ROOT / "benchmarks")
        for steps in SIZES:
            (folder / f"{steps}.ipynb").write_text(notebook(steps), encoding="utf-8")
        (folder / "fifty.ipynb").write_text(notebook(5_000, 50), encoding="utf-8")
        server = Server(folder, private)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        try:
            server.wait()
            print("milliseconds        paint     jump      p99      own      p99    frame p99 scrub p99 play")
            for name in (*map(str, SIZES), "fifty"):
                row = play(browser, server, name)
                print(f"{name:>12} steps" + "".join(f"{value:9.1f}" for value in row), flush=True)
            times = fork(browser, server, str(FORKED))
            print(f"a click that forks, run of {FORKED} steps: median {statistics.median(times):.0f} ms, "
                  f"p95 {worst(times, 0.95):.0f} ms, {len(times)} clicks")
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
