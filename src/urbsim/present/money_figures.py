"""Figures of public money: where it came from and went, as bars and as flows, and the debt that it leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from urbsim.analysis.money import SOURCES, money
from urbsim.present.labels import heading, headline, narrow, spread, wrapped, year_axis
from urbsim.present.style import GOAL, PALETTE, QUIET, money_factor, new_figure, new_panels
from urbsim.present.target_figures import line, scenario_legend
from urbsim.present.words import word
from urbsim.results import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NODE = 0.035
"""Width of a bar of the flow figure, of which the page is 1 wide."""
GAP = 0.025
"""Room between bars, as part of all money."""
ROOM, TALL = 0.5, 0.68
"""Room for names beside the bars, and half the height, as parts of the page and of all money."""


def _until(run: Results) -> float:
    """The end of the target year, or of the run."""
    return min(run.scenario.targets.year + 1.0, run.model.time.end)


def public_money(runs: Sequence[Results], lang: str, width: float) -> Figure:
    """Where public money came from and where it went until the end of the target year; two bars a scenario."""
    figure, axes = new_panels(2, width, 2, 16.0 + 6.0 * len(runs), 40.0, sharey=not narrow(width))
    both = [money(run, _until(run)) for run in runs]
    labels = [wrapped(run.scenario.label(lang), 18 if narrow(width) else 22) for run in runs]
    for panel, side, name in zip(axes, (0, 1), ("sources", "uses"), strict=True):
        _stacked_bars(panel, [pair[side] for pair in both], len(SOURCES) * side, lang)
        panel.set_yticks(range(len(runs)), labels)
        panel.set_ylim(len(runs) - 0.4, -0.6)
        panel.grid(visible=True, axis="x")
        panel.grid(visible=False, axis="y")
        heading(panel, f"{word(name, lang)} ({word('axis_money', lang)})")
    if narrow(width):
        pairs = [panel.get_legend_handles_labels() for panel in axes]
        figure.legend(pairs[0][0] + pairs[1][0], pairs[0][1] + pairs[1][1], loc="outside lower left", ncols=2,
                      fontsize=6)
    else:
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=2, fontsize=6.5)
        figure.legend(*axes[1].get_legend_handles_labels(), loc="outside lower right", ncols=2, fontsize=6.5)
    year = runs[0].scenario.targets.year
    first = runs[0].years.numbers[0] if runs[0].years.numbers else year
    headline(figure, word("figure_money", lang, first=first, last=year))
    return figure


def _stacked_bars(axes: Axes, amounts: Sequence[Mapping[str, float]], first: int, lang: str) -> None:
    """Horizontal bars, positive parts to the right of zero and negative ones to the left."""
    factor = money_factor(lang)
    rights, lefts = np.zeros(len(amounts)), np.zeros(len(amounts))
    for number, key in enumerate(amounts[0]):
        values = factor * np.array([amount[key] for amount in amounts])
        axes.barh(range(len(amounts)), values, left=np.where(values >= 0.0, rights, lefts), height=0.62,
                  color=PALETTE[(first + number) % len(PALETTE)], edgecolor="white", linewidth=0.4,
                  label=word(key, lang))
        rights += np.maximum(values, 0.0)
        lefts += np.minimum(values, 0.0)


def money_flow(run: Results, lang: str, width: float) -> Figure:
    """Public money from its sources through the public accounts to its uses, until the end of the target year."""
    sources, uses = money(run, _until(run))
    if uses["kept"] < 0.0:
        sources["drawn"] = -uses.pop("kept")
    year, first = run.scenario.targets.year, run.years.numbers[0]
    figure, (axes,) = new_figure(width, 104.0)
    left, right = ({key: value for key, value in sorted(side.items(), key=lambda item: -item[1]) if value > 0.0}
                   for side in (sources, uses))
    whole = max(sum(left.values()), sum(right.values()))
    for at, amounts in ((0.0, left), (1.0, right)):
        _side(axes, amounts, at, whole, lang, 18 if narrow(width) else 40)
    factor = money_factor(lang)
    axes.bar(0.5, whole, bottom=-0.5 * whole, width=NODE, color=GOAL, label=word("money_accounts", lang))
    axes.annotate(f"{word('money_accounts', lang)}\n{factor * whole:,.0f}", (0.5, 0.5 * whole), (0, 3), ha="center",
                  va="bottom", textcoords="offset points")
    axes.set_xlim(-ROOM, 1.0 + ROOM)
    axes.set_ylim(-TALL * whole, TALL * whole)
    axes.set_axis_off()
    headline(figure, word("figure_flow", lang, first=first, last=year, unit=word("axis_money", lang)),
             run.scenario.label(lang))
    return figure


def _side(axes: Axes, amounts: Mapping[str, float], at: float, whole: float, lang: str, width: int) -> None:
    """The bars of one side, each with its name and its ribbon to the middle."""
    outer, inner = 0.5 * (whole + GAP * whole * (len(amounts) - 1)), 0.5 * whole
    colours = PALETTE[: len(SOURCES) + 1] if at == 0.0 else PALETTE[len(SOURCES) + 1:]
    middles, texts = [], []
    for number, (key, amount) in enumerate(amounts.items()):
        colour = colours[number % len(colours)]
        axes.bar(at, amount, bottom=outer - amount, width=NODE, color=colour, label=word(key, lang))
        _ribbon(axes, at, (outer - amount, outer), (inner - amount, inner), colour)
        shown = money_factor(lang) * amount
        texts.append(wrapped(f"{shown:{',.1f' if shown >= 1.0 else '.2g'}} {word(key, lang)}", width))
        middles.append(outer - 0.5 * amount)
        outer -= amount + GAP * whole
        inner -= amount
    halves = [0.031 * whole * (1.0 + 0.9 * text.count("\n")) for text in texts]
    places = spread(middles[::-1], halves[::-1], -TALL * whole, TALL * whole)[::-1]
    side = -1.0 if at == 0.0 else 1.0
    for middle, place, text in zip(middles, places, texts, strict=True):
        axes.annotate(text, (at + 0.5 * side * NODE, middle), (at + 1.6 * side * NODE, place), va="center",
                      ha="right" if at == 0.0 else "left", fontsize=6.5, linespacing=0.95, arrowprops={
                          "arrowstyle": "-", "color": QUIET, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 0,
                          "relpos": (1.0 if at == 0.0 else 0.0, 0.5)})


def _ribbon(axes: Axes, at: float, outside: tuple[float, float], inside: tuple[float, float], colour: str) -> None:
    """A band between a bar of a side and the middle."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    sign = 1.0 if at == 0.0 else -1.0
    start, end = at + sign * NODE / 2.0, 0.5 - sign * NODE / 2.0
    half = 0.5 * (start + end)
    points = [(start, outside[1]), (half, outside[1]), (half, inside[1]), (end, inside[1]),
              (end, inside[0]), (half, inside[0]), (half, outside[0]), (start, outside[0])]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3]
    axes.add_patch(PathPatch(Path(points, codes), facecolor=colour, alpha=0.35, linewidth=0))


def debt(runs: Sequence[Results], lang: str, width: float) -> Figure:
    """Debt of the investment company, its relation to public revenue, debt service paid, and the part left unpaid."""
    figure, axes = new_panels(4, width, 2, 44.0, 16.0 + 1.6 * len(runs), sharex=True)
    factor = money_factor(lang)
    for number, run in enumerate(runs):
        years = list(run.years.numbers)
        paid = [run.years.at("cumulative_debt_service", float(year)) for year in (*years, years[-1] + 1)]
        series = ([factor * float(run.years.indicator("investment_company_debt", year)) for year in years],
                  [float(run.years.indicator("debt_ratio", year)) for year in years], factor * np.diff(paid),
                  [100.0 * float(run.years.at("unpaid_share", year + 1.0)) for year in years])
        for panel, values in zip(axes, series, strict=True):
            panel.plot(years, values, label=run.scenario.label(lang), **line(number))
    for panel, name in zip(axes, ("debt", "ratio", "service", "unpaid"), strict=True):
        heading(panel, word(f"panel_{name}", lang), word(f"axis_{name}", lang))
        panel.axvline(runs[0].scenario.targets.year, color=GOAL, linewidth=0.6, linestyle=":")
        panel.spines["bottom"].set_color(QUIET)
        panel.set_ylim(bottom=0.0)
        year_axis(panel, list(runs[0].years.numbers), lang, most=6, named=False)
    headline(figure, word("figure_debt", lang), runs[0].scenario.label(lang) if len(runs) == 1 else "")
    scenario_legend(figure, axes[0], runs, lang, width)
    return figure
