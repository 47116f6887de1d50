"""Figures of public money: where it came from and went, as bars and as flows, and the debt that it leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from urbsim.analysis.money import SOURCES, USES, money
from urbsim.present.labels import LINES_APART, heading, headline, narrow, wrapped, year_axis
from urbsim.present.style import GOAL, PALETTE, QUIET, money_factor, new_figure, new_panels
from urbsim.present.target_figures import line, scenario_legend
from urbsim.present.words import noted, word
from urbsim.results import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NODE = 0.035
"""Width of a bar of the flow figure, of which the page is 1 wide."""
ROOM = 0.5
"""Room for names beside the bars."""
GAP, LINE, BETWEEN = 0.016, 0.034, 0.006
"""Room between bars, a line of a name and room between names, as parts of the page's height."""
SMALL = 0.02
"""Part of all money below which items of the flow figure are put together."""
COLOURS = dict(zip((*SOURCES, *USES, "kept"), PALETTE, strict=True))
COLOURS |= {"drawn": COLOURS["kept"], "other": QUIET}
"""The same colour for an item in every figure and scenario."""


def _until(run: Results) -> float:
    """The end of the target year, or of the run."""
    return min(run.scenario.targets.year + 1.0, run.model.time.end)


def public_money(runs: Sequence[Results], lang: str, width: float) -> Figure:
    """Where public money came from and where it went until the end of the target year; two bars a scenario."""
    figure, axes = new_panels(2, width, 2, 16.0 + 6.0 * len(runs), 40.0, sharey=not narrow(width))
    both = [money(run, _until(run)) for run in runs]
    labels = [wrapped(run.scenario.label(lang), 18 if narrow(width) else 22) for run in runs]
    for panel, side, name in zip(axes, (0, 1), ("sources", "uses"), strict=True):
        _stacked_bars(panel, [pair[side] for pair in both], lang)
        panel.set_yticks(range(len(runs)), labels)
        panel.set_ylim(len(runs) - 0.4, -0.6)
        panel.grid(visible=True, axis="x")
        panel.grid(visible=False, axis="y")
        heading(panel, noted(word(name, lang), word("axis_money", lang), lang))
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


def _stacked_bars(axes: Axes, amounts: Sequence[Mapping[str, float]], lang: str) -> None:
    """Horizontal bars, positive parts to the right of zero and negative ones to the left."""
    factor = money_factor(lang)
    rights, lefts = np.zeros(len(amounts)), np.zeros(len(amounts))
    for key in amounts[0]:
        values = factor * np.array([amount[key] for amount in amounts])
        axes.barh(range(len(amounts)), values, left=np.where(values >= 0.0, rights, lefts), height=0.62,
                  color=COLOURS[key], edgecolor="white", linewidth=0.4, label=word(key, lang))
        rights += np.maximum(values, 0.0)
        lefts += np.minimum(values, 0.0)


def money_flow(run: Results, lang: str, width: float) -> Figure:
    """Public money from its sources through the public accounts to its uses, until the end of the target year."""
    sources, uses = money(run, _until(run))
    if uses["kept"] < 0.0:
        sources["drawn"] = -uses.pop("kept")
    year, first = run.scenario.targets.year, run.years.numbers[0]
    figure, (axes,) = new_figure(width, 104.0)
    sides = [_largest(side) for side in (sources, uses)]
    factor, whole = money_factor(lang), max(sum(side.values()) for side in sides)
    texts = [{key: wrapped(f"{_amount(factor * amount)} {word(key, lang)}", 19 if narrow(width) else 40)
              for key, amount in side.items()} for side in sides]
    page = _page(sides, texts, whole)
    for at, amounts, names in zip((0.0, 1.0), sides, texts, strict=True):
        _side(axes, amounts, names, at, page, lang)
    axes.bar(0.5, whole, bottom=-0.5 * whole, width=NODE, color=GOAL, label=word("money_accounts", lang))
    axes.annotate(f"{word('money_accounts', lang)}\n{factor * whole:,.0f}", (0.5, 0.5 * whole), (0, 3), ha="center",
                  va="bottom", textcoords="offset points")
    axes.set_xlim(-ROOM, 1.0 + ROOM)
    axes.set_ylim(-0.5 * page, 0.5 * page)
    axes.set_axis_off()
    headline(figure, word("figure_flow", lang, first=first, last=year, unit=word("axis_money", lang)),
             run.scenario.label(lang))
    return figure


def _largest(side: Mapping[str, float]) -> dict[str, float]:
    """What a side consists of, the largest first, and last the small items together, where they are several."""
    least = SMALL * sum(side.values())
    ordered = {key: side[key] for key in sorted(side, key=lambda key: -side[key]) if side[key] > 0.0}
    small = [key for key, amount in ordered.items() if amount < least]
    if len(small) < 2:
        return ordered
    return {**{key: amount for key, amount in ordered.items() if key not in small},
            "other": sum(ordered[key] for key in small)}


def _amount(value: float) -> str:
    return f"{value:{',.1f' if value >= 1.0 else '.2g'}}"


def _slots(amounts: Mapping[str, float], texts: Mapping[str, str], page: float) -> np.ndarray:
    """Room for each item on a page of a height: for its bar, and for its name beside it."""
    return np.array([max(amount + GAP * page, LINE * page * (1 + texts[key].count("\n")) + BETWEEN * page)
                     for key, amount in amounts.items()])


def _page(sides: Sequence[Mapping[str, float]], texts: Sequence[Mapping[str, str]], whole: float) -> float:
    """Height of the page, in money, that holds the middle with its name, and all slots of either side."""
    page = 1.25 * whole
    for _ in range(60):  # names take a share of the page, so that each step comes nearer
        page = max(page, *(float(_slots(*side, page).sum()) for side in zip(sides, texts, strict=True)))
    return page


def _side(axes: Axes, amounts: Mapping[str, float], texts: Mapping[str, str], at: float, page: float,
          lang: str) -> None:
    """The bars of one side, each in the middle of its slot, with its name level with it and its ribbon."""
    slots = _slots(amounts, texts, page)
    outer, inner = 0.5 * float(slots.sum()), 0.5 * sum(amounts.values())
    side = -1.0 if at == 0.0 else 1.0
    for (key, amount), slot in zip(amounts.items(), slots, strict=True):
        middle = outer - 0.5 * slot
        axes.bar(at, amount, bottom=middle - 0.5 * amount, width=NODE, color=COLOURS[key], label=word(key, lang))
        _ribbon(axes, at, (middle - 0.5 * amount, middle + 0.5 * amount), (inner - amount, inner), COLOURS[key])
        axes.annotate(texts[key], (at + side * NODE, middle), va="center", ha="right" if at == 0.0 else "left",
                      fontsize=6.5, linespacing=LINES_APART)
        outer -= slot
        inner -= amount


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
