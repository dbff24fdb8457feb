"""What everybody needs of a page: the rules of axe-core (from npm, `make js`), and contrast where axe cannot tell."""

from pathlib import Path

import pytest

AXE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"

# Text on its background, as the browser has computed both; the least contrast of all, with the text that has it.
CONTRAST = """(root) => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const read = (color) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = color;
    paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  };
  const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
  const behind = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const rgba = read(getComputedStyle(one).backgroundColor);
      layers.push(rgba);
      if (rgba[3] === 255) break;
    }
    const over = (under, top) => under.map((v, i) => v + ((top[i] - v) * top[3]) / 255);
    return layers.reverse().reduce(over, [255, 255, 255]);
  };
  let least = [21, ""];
  for (const element of document.querySelectorAll(root + " *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.closest("[aria-disabled=true]")) continue;
    const style = getComputedStyle(element), drawn = element instanceof SVGElement;
    const text = light(read(drawn ? style.fill : style.color));
    const paper = light(drawn ? behind(element.closest("svg")) : behind(element));
    const contrast = (Math.max(text, paper) + 0.05) / (Math.min(text, paper) + 0.05);
    if (contrast < least[0]) least = [contrast, element.textContent];
  }
  return least;
}"""


# The handles of ipywidgets' range sliders have no names, and tables of pandas have headings without words: theirs.
NOT_OURS = [[".noUi-handle"], [".dataframe"]]


def violations(page, *places):
    """Which rules of axe-core a part of a page breaks, and where.

    Parameters
    ----------
    page : playwright page
    *places : str
        Selectors; by default the whole page.
    """
    if not AXE.exists():
        pytest.skip("axe-core is not here: `make js` could not fetch it from npm")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    there = [[place] for place in places if page.locator(place).count()]
    context = {"include": there or [["html"]], "exclude": NOT_OURS}
    result = page.evaluate("(context) => axe.run(context)", context)
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in result["violations"]]


def least_contrast(page, root=".ll-player"):
    """The least contrast of a text with what is behind it, and that text."""
    return page.evaluate(CONTRAST, root)
