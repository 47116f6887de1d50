"""Text in figures: cut and broken to fit, at the ends of lines, over axes."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from urbsim.present.style import GOAL, ONE_COLUMN
from urbsim.present.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CELLS = 26
"""Width of a label in cells: a Latin letter is one, a Chinese one two."""
LINES_APART = 1.15
"""Distance of lines in their height: Chinese letters, which fill theirs, would touch at less."""
ABOVE = 1.0
"""Points between an axis and what stands over it."""


def cells(text: str) -> int:
    """Width of a text in cells."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def shortened(text: str, width: int) -> str:
    """A text in one line of at most `width` cells."""
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if cells(text) <= width:
        return text
    while cells(text) > width - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(text: str, width: int = CELLS) -> str:
    """A text in at most two lines of `width` cells; English breaks between words, Chinese in the middle."""
    text = shortened(text, 4 * width)
    if cells(text) <= width:
        return text
    cut = max(n for n in range(len(text) + 1) if cells(text[:n]) <= width)
    space = text.rfind(" ", 1, cut + 1)
    if space >= cut // 4:
        cut = space
    elif cells(text) <= 2 * width:  # no lone letter on the second line
        cut = (len(text) + 1) // 2
    hyphen = "-" if text[cut - 1 : cut + 1].isascii() and text[cut - 1 : cut + 1].isalpha() else ""
    return f"{text[:cut].rstrip()}{hyphen}\n{shortened(text[cut:], width)}"


def headline(figure: Figure, title: str, subtitle: str = "") -> None:
    """The title of a figure at its upper left corner, and in grey a second line such as the scenario's name."""
    wide, high = 25.4 * figure.get_figwidth(), 25.4 * figure.get_figheight()
    taken = 1.0
    for line, size, colour in ((title, 9.0, "black"), (subtitle, 7.5, GOAL)):
        for row in wrapped(line, int(wide / (0.19 * size))).split("\n") if line else ():
            figure.text(1.0 / wide, 1.0 - taken / high, row, fontsize=size, color=colour, va="top", ha="left")
            taken += 0.5 * size
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.set(rect=(0.0, 0.0, 1.0, 1.0 - (taken + 0.5) / high))  # type: ignore[call-arg]


def heading(axes: Axes, title: str, unit: str = "") -> None:
    """What a panel shows, over its upper left corner, and in grey the unit of its upright axis."""
    lines = title.count("\n") + 1 if title else 0
    if unit:
        axes.annotate(unit, (0.0, 1.0), (0, ABOVE + 2.0), xycoords="axes fraction", textcoords="offset points",
                      fontsize=6.5, color=GOAL, va="bottom", annotation_clip=False)
    if lines:
        axes.set_title(title, loc="left", pad=ABOVE + (12.0 if unit else 3.0), fontsize=7.5,
                      linespacing=LINES_APART if lines > 1 else 1.05)


def year_axis(axes: Axes, years: Sequence[int], lang: str, *, most: int = 8, named: bool = True) -> None:
    """Whole years as ticks, few enough to read; not `named` where many panels share the axis."""
    step = max(1, math.ceil(len(years) / most))
    axes.set_xticks(list(years)[::step])
    if named:
        axes.set_xlabel(word("axis_year", lang))


def narrow(width: float) -> bool:
    """Whether a figure is as wide as one column of text."""
    return width <= ONE_COLUMN


def end_labels(axes: Axes, year: float, ends: Sequence[tuple[float, str, str]], height: float) -> None:
    """Name lines at their ends (value, label, colour), moved apart where they would overlap.

    `height` is that of the axes in mm; the limits of the upright axis must be set.
    """
    low, high = axes.get_ylim()
    line = 2.9 / height * (high - low)  # mm of a line of 7 points
    ordered = sorted(ends, key=lambda end: end[0])
    placed = spread([value for value, _, _ in ordered],
                    [0.5 * line * LINES_APART * (1 + label.count("\n")) for _, label, _ in ordered], low, high)
    span = axes.get_xlim()[1] - axes.get_xlim()[0]
    for (value, label, colour), at in zip(ordered, placed, strict=True):
        axes.annotate(label, (year, value), (year + 0.04 * span, at), color=colour, va="center", fontsize=7,
                      linespacing=LINES_APART, annotation_clip=False,
                      arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 1,
                                  "relpos": (0.0, 0.5)})


def spread(wanted: Sequence[float], halves: Sequence[float], low: float, high: float) -> list[float]:
    """Places near those wanted, which rise, for labels of half heights `halves`: apart, and from `low` to `high`."""
    placed: list[float] = []
    for i, value in enumerate(wanted):
        placed.append(max(value, placed[-1] + halves[i - 1] + halves[i] if placed else low + halves[0]))
    top = high - halves[-1]
    for i in range(len(placed) - 1, -1, -1):  # back down from the upper edge
        placed[i] = min(placed[i], top)
        top = placed[i] - halves[i] - (halves[i - 1] if i else 0.0)
    return placed
