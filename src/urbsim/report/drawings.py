"""Figures that the report draws from tables of analyses: bars, swings, a fan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from urbsim.present.labels import heading, wrapped, year_axis
from urbsim.present.style import GOAL, PALETTE, TWO_COLUMNS, new_figure
from urbsim.present.words import word

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def bars(names: Sequence[str], values: Sequence[float], texts: Sequence[str], unit: str) -> Figure:
    """Horizontal bars, the first on top, each with its number as text."""
    figure, (axes,) = new_figure(TWO_COLUMNS, 22.0 + 6.0 * len(names))
    axes.barh(range(len(names)), values, height=0.65, color=[PALETTE[value < 0.0] for value in values])
    for place, (value, text) in enumerate(zip(values, texts, strict=True)):
        axes.annotate(text, (value, place), (3 if value >= 0.0 else -3, 0), textcoords="offset points",
                      va="center", ha="left" if value >= 0.0 else "right", fontsize=7)
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.axvline(0.0, color="black", linewidth=0.8)
    axes.margins(x=0.12)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(unit)
    return figure


def swings(names: Sequence[str], lows: Sequence[float], highs: Sequence[float], base: float, unit: str, lang: str,
           ) -> Figure:
    """A tornado: the outcome with one factor at either end of its range."""
    figure, (axes,) = new_figure(TWO_COLUMNS, 30.0 + 6.0 * len(names))
    for number, (values, key) in enumerate(((lows, "swing_low"), (highs, "swing_high"))):
        axes.barh(range(len(names)), [value - base for value in values], left=base, height=0.65, color=PALETTE[number],
                  label=word(key, lang))
    axes.axvline(base, color="black", linewidth=0.8)
    axes.set_yticks(range(len(names)), [wrapped(name) for name in names])
    axes.invert_yaxis()
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(unit)
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def fan(years: Sequence[int], bands: Mapping[str, Sequence[float]], goal: float, target_year: int, lang: str) -> Figure:
    """Quantiles of total revenue over the years against the goal."""
    figure, (axes,) = new_figure(TWO_COLUMNS, 85.0)
    axes.fill_between(years, bands["q05"], bands["q95"], color=PALETTE[0], alpha=0.2, linewidth=0,
                      label=word("fan_outer", lang))
    axes.fill_between(years, bands["q25"], bands["q75"], color=PALETTE[0], alpha=0.35, linewidth=0,
                      label=word("fan_inner", lang))
    axes.plot(years, bands["q50"], color=PALETTE[0], label=word("fan_median", lang))
    axes.axhline(goal, color=GOAL, linewidth=1.0, linestyle=(0, (4, 2)), label=word("goal_line", lang, goal=goal))
    axes.axvline(target_year, color=GOAL, linewidth=0.6, linestyle=":")
    heading(axes, "", word("axis_revenue", lang))
    axes.set_ylim(bottom=0)
    year_axis(axes, years, lang)
    axes.legend(loc="upper left")
    return figure
