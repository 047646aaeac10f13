"""Charts of a report as SVG, drawn by matplotlib: text stays text, no script, and colours that hold on light and dark.

Axes and labels take the page's text colour (`currentColor`); statuses have a colour of their own everywhere.
"""

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

COLOURS = {"accepted": "#2f9e6e", "rejected": "#d08a1d", "failed": "#d0483e"}
"""Status to colour."""
PLAIN = "#5b7fd0"
"""Colour of what has no status."""
INK = "#010203"
"""Stands for the page's text colour until the SVG is done."""
BINS = 24
"""Bars of a distribution."""
PAD = 0.04
"""Inches around everything."""
MOST_MARGIN = 0.88
"""Share of a chart's width that names may take."""

STYLE: Any = {
    "text.parse_math": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "forethought",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}


def bars(values: Mapping[str, int], colour: str = PLAIN) -> str:
    """Horizontal bars with their numbers, the first on top."""
    with _figure(5.6, 0.4 + 0.28 * len(values)) as (figure, axes):
        names = list(values)[::-1]
        drawn = axes.barh(names, [values[name] for name in names], color=colour, height=0.7)
        axes.bar_label(drawn, [f"{values[name]:,}" for name in names], padding=3)
        axes.set_xlim(0, max(1, *values.values()))
        axes.xaxis.set_visible(False)
        axes.spines[["bottom", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
        return _svg(figure)


def distribution(title: str, values: Mapping[str, Sequence[float]]) -> str:
    """How one number is spread, by status, stacked."""
    spread = [number for numbers in values.values() for number in numbers]
    whole = all(number == int(number) for number in spread) and max(spread) - min(spread) < BINS
    low, high = min(spread), max(spread)
    edges: Any = [edge - 0.5 for edge in range(int(low), int(high) + 2)] if whole else BINS
    with _figure(3.5, 2.3) as (figure, axes):
        present = [status for status in COLOURS if values.get(status)]
        axes.hist(
            [values[status] for status in present],
            bins=edges,
            range=None if whole else (low, high if high > low else low + 1),
            stacked=True,
            color=[COLOURS[status] for status in present],
            rwidth=0.9,
        )
        axes.set_title(title, fontsize=10)
        axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=whole, min_n_ticks=1))
        return _svg(figure)


def shares(title: str, kinds: Mapping[str, Mapping[str, int]]) -> str:
    """Rows by a text column, stacked by status."""
    names = sorted({name for counts in kinds.values() for name in counts}, reverse=True)
    with _figure(3.5, 0.9 + 0.24 * len(names)) as (figure, axes):
        left = [0] * len(names)
        for status in (each for each in COLOURS if each in kinds):
            counts = [kinds[status].get(name, 0) for name in names]
            axes.barh(names, counts, left=left, color=COLOURS[status], height=0.7)
            left = [a + b for a, b in zip(left, counts, strict=True)]
        axes.set_title(title, fontsize=10)
        axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
        return _svg(figure)


def over_time(slice_s: float, finished: Sequence[int], spent: Sequence[float], unit: str) -> str:
    """Traces per second over the run, and what was spent by then."""
    unit_s, name = (60.0, "minutes") if slice_s * len(finished) > 180 else (1.0, "seconds")
    edges = [slice_s * place / unit_s for place in range(len(finished) + 1)]
    with _figure(5.6, 2.2) as (figure, axes):
        rates = [count / slice_s for count in finished]
        axes.stairs(rates, edges, color=PLAIN)
        axes.stairs(rates, edges, color=PLAIN, alpha=0.2, fill=True)
        axes.set_ylabel("traces/s")
        axes.set_xlabel(name)
        axes.set_ylim(bottom=0)
        if any(spent):
            other = axes.twinx()
            other.plot(edges[: len(spent)], spent, color=COLOURS["rejected"], linewidth=1.5)
            other.set_ylabel(unit)
            other.set_ylim(bottom=0)
            other.spines["right"].set_visible(True)
        return _svg(figure)


@contextmanager
def _figure(width: float, height: float) -> Iterator[tuple[Figure, Any]]:
    """A figure of inches; no window, no state of pyplot."""
    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        # the browser's fonts draw the text, whatever the one lacks that it is measured with
        warnings.filterwarnings("ignore", message="Glyph .* missing from font", category=UserWarning)
        figure = Figure(figsize=(width, height))
        yield figure, figure.subplots()


def _fit(figure: Figure) -> None:
    """Leave as much beside the axes as their labels take: layout="constrained" with one measurement instead of four."""
    (width, height), now, labels = figure.get_size_inches(), figure.subplotpars, figure.get_tightbbox()
    figure.subplots_adjust(
        left=min(MOST_MARGIN, now.left + (PAD - labels.x0) / width),
        right=max(MOST_MARGIN + 0.02, now.right + 1 - (PAD + labels.x1) / width),
        bottom=min(0.45, now.bottom + (PAD - labels.y0) / height),
        top=max(0.55, now.top + 1 - (PAD + labels.y1) / height),
    )


def _svg(figure: Figure) -> str:
    """The figure as an inline element that grows with its container."""
    _fit(figure)
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", text, count=1)
    text = re.sub(r'(<svg[^>]*?) height="[^"]*"', r'\1 role="img"', text, count=1)
    return text.replace(INK, "currentColor").strip()
