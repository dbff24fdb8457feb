"""The player in a real browser: first paint, frames while it is scrubbed and plays. ``python -m benchmarks.player``"""

import shutil
import statistics
import tempfile
from pathlib import Path

from leaderlab import Message, Node, System, simulate
from leaderlab.view.page import to_html

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]

# The page with two marks: when the player begins to draw itself, and when that frame is on the screen.
CALL = "\nrender({ model: shared"
MARKED = """performance.mark("begin");
requestAnimationFrame(() => setTimeout(() => performance.mark("painted")));
render({ model: shared"""

PAINT = """() => {
  const [begin, painted] = ["begin", "painted"].map((name) => performance.getEntriesByName(name)[0].startTime);
  return painted - begin;
}"""

FRAMES = """(move) => new Promise((done) => {
  const gaps = [], slider = document.querySelector(".ll-player input[type=range]"), most = Number(slider.max);
  let before = null, k = 0;
  const frame = (now) => {
    if (before !== null) gaps.push(now - before);
    before = now;
    if (move) { slider.value = String((k * 37) % most); slider.dispatchEvent(new Event("input", { bubbles: true })); }
    if (++k < 300) requestAnimationFrame(frame); else done(gaps);
  };
  requestAnimationFrame(frame);
})"""


def measure(browser, path):
    """Milliseconds to the first paint; frame gaps (median, 99th percentile) while scrubbing and playing."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(path.as_uri())
    page.wait_for_selector(".ll-player .ll-network")
    page.wait_for_timeout(300)
    paint = page.evaluate(PAINT)
    scrub = page.evaluate(FRAMES, True)
    page.locator(".ll-player select").select_option("8")
    page.get_by_role("button", name="Play").click()
    play = page.evaluate(FRAMES, False)
    page.close()
    return paint, *(f(gaps) for gaps in (scrub, play) for f in (statistics.median, worst))


def worst(gaps):
    """The 99th percentile."""
    return sorted(gaps)[int(len(gaps) * 0.99)]


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


def main():
    from playwright.sync_api import sync_playwright
    print(f"{'steps':>8} {'paint':>8} {'scrub':>8} {'p99':>8} {'play':>8} {'p99':>8}   milliseconds")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for steps in (50, 5_000, 100_000):
            trace = endless(steps)
            path = Path(folder) / f"{steps}.html"
            to_html(trace, path)
            text = path.read_text(encoding="utf-8")
            assert text.count(CALL) == 1
            path.write_text(text.replace(CALL, MARKED), encoding="utf-8")
            print(f"{len(trace) - 1:8,}", *(f"{value:8.1f}" for value in measure(browser, path)), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
