"""A map to click on: the run to the place that was chosen plays below it."""

import anywidget
import ipywidgets
import traitlets

from ..view import player

ESM = """
function render({ model, el }) {
  const picture = new DOMParser().parseFromString(model.get("_svg"), "image/svg+xml").documentElement;
  picture.setAttribute("role", "group");          // its places are buttons, which a picture cannot have
  picture.removeAttribute("width");
  picture.style.maxWidth = "100%";
  const places = [...picture.querySelectorAll("[data-place]")];
  const choose = (place) => {
    model.set("place", Number(place.dataset.place));
    model.save_changes();
  };
  const mark = () => places.forEach((place) => {
    const chosen = Number(place.dataset.place) === model.get("place");
    place.style.filter = chosen ? "drop-shadow(0 0 3px currentColor)" : "";
    place.style.outline = chosen ? "2px solid currentColor" : "";
    place.setAttribute("aria-pressed", String(chosen));
  });
  for (const place of places) {
    place.style.cursor = "pointer";
    place.addEventListener("click", () => choose(place));
    place.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        choose(place);
      }
    });
  }
  model.on("change:place", mark);
  mark();
  el.replaceChildren(document.adoptNode(picture));
}
export default { render };
"""


class Clickable(anywidget.AnyWidget):
    """The picture of a map whose places can be chosen.

    Attributes
    ----------
    place : int
        The place that was chosen.
    """

    _esm = ESM
    _svg = traitlets.Unicode().tag(sync=True)
    place = traitlets.Int(0).tag(sync=True)

    def __init__(self, map, place):
        self._words = map.describe()
        super().__init__(_svg=map.svg(), place=place)

    def __repr__(self):
        return self._words


class Explorer(ipywidgets.VBox):
    """The map above, the run to the chosen place below; at first to the nearest place without hope, if there is one."""

    def __init__(self, map):
        self._map, first = map, map.first("doomed") or map.first("elected") or 0
        picture, below = Clickable(map, first), player(map.trace(first), step=-1)
        picture.observe(lambda change: below.show(map.trace(change["new"]), step=10**6), "place")
        super().__init__([picture, below])

    def __repr__(self):
        return self._map.describe()

    def _repr_mimebundle_(self, **kwargs):
        """The live widget; and for a reader without one, the map as words and as a picture."""
        bundle = super()._repr_mimebundle_(**kwargs)
        live = bundle[0] if isinstance(bundle, tuple) else bundle
        return {**live, "text/plain": repr(self), "text/html": self._map._repr_html_()}
