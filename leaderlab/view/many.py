"""Many runs of one system, one for each seed: what they have in common, as numbers and as a histogram."""

from collections import Counter
from html import escape
from math import ceil

from .ink import BLUE, INK, LINE, MUTED, PAPER, element, n, path, safe, text
from .picture import address, document
from .promises import encode
from .words import counted, listed

MOST_BARS = 24
WIDE, HIGH, EDGE = 400, 200, 34                  # pixels of one histogram
CELL = "text-align:right;padding:1px 10px"


class Many:
    """What is remembered of many runs.

    Attributes
    ----------
    name : str
        What was run.
    messages, ticks : list of int
        Of each run.
    leaders : Counter
        Who led at the end (a tuple of ids) -> in how many runs.
    lasting : dict
        Name of a promise -> the seeds of the runs at whose end it does not hold, and of those with any such step.
    failed : dict
        Seed -> why there is no such run.
    """

    def __init__(self, name, promises=()):
        self.name, self.promises = name, list(promises)
        self.messages, self.ticks, self.leaders, self.seeds = [], [], Counter(), []
        self.lasting, self.failed = {}, {}

    def add(self, seed, trace):
        """One more run."""
        self.seeds.append(seed)
        self.messages.append(trace.messages)
        self.ticks.append(trace.time)
        self.leaders[tuple(sorted(trace.last.leaders))] += 1
        for entry in encode(trace, self.promises):
            at_end, always = self.lasting.setdefault(entry["name"], ([], []))
            at_end.extend([seed] * (entry["runs"][-1][0] is not True))
            always.extend([seed] * any(answer is not True for answer, _ in entry["runs"]))

    def fail(self, seed, error):
        """A run that cannot be made, and why."""
        self.failed[seed] = str(error).strip().split("\n")[0] or type(error).__name__

    @property
    def sentences(self):
        """The outcome in words."""
        if self.seeds:
            yield f"{counted(len(self.seeds), 'run')} of {self.name}, seeds {self.seeds[0]} to {self.seeds[-1]}."
        for who, count in sorted(self.leaders.items(), key=lambda item: (-item[1], item[0])):
            words = f"Leader {who[0]}" if len(who) == 1 else f"Leaders {listed(who)}" if who else "No leader"
            yield f"{words} at the end in {counted(count, 'run')}."
        for name, (at_end, always) in self.lasting.items():
            yield f"{name} {_times(always, at_end)}."
        if self.failed:
            seed, why = next(iter(self.failed.items()))
            yield f"{counted(len(self.failed), 'run')} could not be made. The first, seed {seed}: {why}"

    def html(self):
        """The sentences, two histograms, and both as a table."""
        words = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.sentences)
        pictures = [histogram(values, what) for values, what in ((self.messages, "messages"), (self.ticks, "ticks"))
                    if values]
        return f'<ul style="margin:2px 0;padding-left:20px;line-height:1.4">{words}</ul>{"".join(pictures)}'


def _times(always, at_end):
    if not always:
        return "holds at every step of every run"
    later = "at the end it holds in all" if not at_end else \
        f"at the end it does not hold in {counted(len(at_end), 'run')}, the first with seed {at_end[0]}"
    return f"does not hold at some step of {counted(len(always), 'run')}, the first with seed {always[0]}; {later}"


def bins(values):
    """Equal bins of whole numbers: [(first, last, how many), ...]."""
    low, high = min(values), max(values)
    size = max(1, ceil((high - low + 1) / MOST_BARS))
    counts = Counter((value - low) // size for value in values)
    return [(low + i * size, low + (i + 1) * size - 1, counts[i]) for i in range((high - low) // size + 1)]


def histogram(values, what):
    """How often which number came, as an image with its description, and as a table that folds away."""
    bars, middle = bins(values), sorted(values)[len(values) // 2]
    alt = (f"Histogram of {what}: from {min(values)} to {max(values)}, the middle one of {len(values)} runs "
           f"has {middle}.")
    rows = "".join(f'<tr><td style="{CELL}">{_range(first, last)}</td><td style="{CELL}">{count}</td></tr>'
                   for first, last, count in bars if count)
    head = "".join(f'<th scope="col" style="{CELL}">{name}</th>' for name in (what, "runs"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    image = f'<img alt="{escape(alt)}" src="{address(_draw(bars, middle, what, alt))}" style="max-width:100%">'
    return (f'<div style="display:inline-block;vertical-align:top;max-width:100%;margin-right:8px">{image}'
            f"<details><summary>{what.capitalize()} as a table</summary>{table}</details></div>")


def _range(first, last):
    return str(first) if first == last else f"{first} to {last}"


def _draw(bars, middle, what, alt):
    most, wide, floor = max(count for *_, count in bars), (WIDE - 2 * EDGE) / len(bars), HIGH - 50
    parts = [element("title", safe(alt)),
             element("rect", x=0.5, y=0.5, width=WIDE - 1, height=HIGH - 1, rx=8, fill=PAPER, stroke=LINE)]
    for i, (_, _, count) in enumerate(bars):
        tall = (floor - 30) * count / most
        parts.append(element("rect", x=EDGE + i * wide + 0.5, y=floor - tall, width=max(1, wide - 1), height=tall,
                             fill=BLUE))
    size = bars[0][1] - bars[0][0] + 1
    x = EDGE + wide * ((middle - bars[0][0]) // size + 0.5)
    parts += [path(f"M{EDGE} {floor}H{WIDE - EDGE}", INK, 1),
              text(EDGE - 4, 34, str(most), anchor="end", size=11, colour=MUTED),
              text(EDGE + wide / 2, floor + 15, str(bars[0][0]), anchor="middle", size=11),
              path(f"M{n(x)} {floor + 3}l5 8h-10z", fill=INK),
              text(x, floor + 24, f"middle {middle}", anchor="middle", size=11, weight=600),
              text(WIDE / 2, HIGH - 5, f"{what} in a run", anchor="middle", colour=MUTED),
              text(EDGE - 4, 18, "runs", anchor="end" if EDGE > 30 else "start", size=11, colour=MUTED)]
    if len(bars) > 1 and abs(x - (WIDE - EDGE)) > 30:
        parts.append(text(WIDE - EDGE - wide / 2, floor + 15, str(bars[-1][1]), anchor="middle", size=11))
    return document(parts, WIDE, HIGH)
