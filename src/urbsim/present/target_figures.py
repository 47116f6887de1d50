"""Figures of the targets: how far each is reached, the way to the total, and each park against its tier."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from urbsim.present.labels import cells, end_labels, heading, headline, narrow, shortened, wrapped, year_axis
from urbsim.present.style import DASHES, GOAL, MISSED, PALETTE, QUIET, REACHED, money_factor, new_figure, new_panels
from urbsim.present.words import noted, word
from urbsim.results import Results
from urbsim.scorecard import ParkResult, Scorecard, score
from urbsim.targets import TIER_GOALS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_LABELS = 5
"""Lines that are named at their ends; more are named in a legend, in their order."""
MANY = 6
"""Scenarios that have names of two lines beside a bar; names of more are cut to one."""
YEARS_AFTER_TARGET = 3
"""The policy is judged in its target year; later years would hide it."""


def line(number: int) -> dict[str, Any]:
    """Colour and dash of a scenario's line: both differ, for print in grey."""
    return {"color": PALETTE[number % len(PALETTE)], "linestyle": DASHES[number // 4 % len(DASHES)]}


def near_years(run: Results) -> list[int]:
    """The years until shortly after the target year."""
    return [year for year in run.years.numbers if year <= run.scenario.targets.year + YEARS_AFTER_TARGET]


def scenario_legend(figure: Figure, axes: Axes, runs: Sequence[Results], lang: str, width: float,
                    order: Sequence[int] | None = None) -> None:
    """Names of the scenarios under a figure, where they are several; `order` is that of the runs where none is given.
    """
    if len(runs) > 1:
        names = [shortened(runs[at].scenario.label(lang), 42) for at in order or range(len(runs))]
        columns = max(1, int(width / (10.0 + 1.15 * max(map(cells, names)))))
        figure.legend([axes.lines[at] for at in order or range(len(runs))], names, loc="outside lower left",
                      ncols=min(columns, len(runs)))


def target_margins(runs: Sequence[Results], lang: str, width: float) -> Figure:
    """How far each target is reached in the target year: a bar a scenario, the goal as a line, and the margin."""
    cards = [score(run) for run in runs]
    names = [target.name for target in cards[0].targets if target.prices == "current"]
    many = len(runs) > MANY
    height = 9.0 + (4.0 if many else 5.2 if narrow(width) else 4.6) * len(runs)
    figure, axes = new_panels(len(names), width, 2, height, 16.0, sharey=False)
    fitted = shortened if many else wrapped
    labels = [fitted(run.scenario.label(lang), 18 if narrow(width) else 22) for run in runs]
    columns = axes[0].get_subplotspec().get_gridspec().ncols
    for number, (name, panel) in enumerate(zip(names, axes, strict=True)):
        _gauge(panel, cards, name, lang)
        panel.set_yticks(range(len(runs)), labels if number % columns == 0 else [""] * len(runs))
    headline(figure, word("figure_targets", lang, year=cards[0].year), word("current", lang))
    return figure


def _gauge(axes: Axes, cards: Sequence[Scorecard], name: str, lang: str) -> None:
    """Bars of one target; blue reaches the goal."""
    found = [next((item for item in card.targets if item.name == name and item.prices == "current"), None)
             for card in cards]
    first = next(item for item in found if item is not None)
    factor = money_factor(lang) if first.unit != "1" else 1.0
    top = factor * max(max(item.value, item.goal) for item in found if item is not None)
    for row, item in enumerate(found):
        if item is None:
            continue
        digits = 0 if item.unit == "1" or lang == "zh" else 1
        axes.barh(row, factor * item.value, height=0.62, color=REACHED if item.met else MISSED,
                  label=word("gauge_met" if item.met else "gauge_missed", lang))
        axes.annotate(f"{factor * item.value:.{digits}f}  ({factor * item.margin:+.{digits}f})",
                      (max(factor * item.value, factor * item.goal), row), (4, 0), textcoords="offset points",
                      va="center", fontsize=6.5)
        axes.plot([factor * item.goal] * 2, [row - 0.45, row + 0.45], color="black", linewidth=1.6,
                  solid_capstyle="butt", label=word("goal", lang))
    axes.set_xlim(0.0, 1.36 * top)
    axes.set_ylim(len(cards) - 0.4, -0.6)
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", length=0)
    axes.set_xticks([factor * first.goal], [word("goal_at", lang, goal=f"{factor * first.goal:g}")])
    unit = word("axis_parks" if first.unit == "1" else "axis_money_year", lang)
    least = word("money_amount", lang, amount=money_factor(lang) * cards[0].park_goal)
    heading(axes, noted(word(f"gauge_{name}", lang, revenue=least), unit, lang))


def total_revenue(runs: Sequence[Results], lang: str, width: float) -> Figure:
    """Total revenue against its goal, a line a scenario, labelled at its end."""
    height = 70.0 if narrow(width) else 92.0
    direct = len(runs) <= MOST_LABELS and not narrow(width)
    figure, (axes,) = new_figure(width, height if direct else height + 4.0 * len(runs) / (1 if narrow(width) else 3))
    factor, ends = money_factor(lang), []
    for number, run in enumerate(runs):
        years = near_years(run)
        values = [factor * float(run.years.indicator("revenue_current", year)) for year in years]
        axes.plot(years, values, label=shortened(run.scenario.label(lang), 40), **line(number))
        ends.append((values[-1], wrapped(run.scenario.label(lang), 22), line(number)["color"]))
    years, targets = near_years(runs[0]), runs[0].scenario.targets
    goal = factor * targets.total_revenue
    axes.set_ylim(0.0, 1.08 * max(goal, *(value for value, _, _ in ends)))
    axes.set_xlim(years[0] - 0.15, years[-1])
    axes.axhline(goal, color=GOAL, linewidth=1.0, linestyle=(0, (4, 2)))
    axes.axvline(targets.year, color=GOAL, linewidth=0.6, linestyle=":")
    axes.annotate(word("goal_line", lang, goal=goal), (years[0], goal), (2, 3), textcoords="offset points", color=GOAL)
    year_axis(axes, years, lang)
    heading(axes, "", word("axis_revenue", lang))
    headline(figure, word("figure_total", lang))
    if direct:
        end_labels(axes, years[-1], ends, height - 24.0)
    else:
        order = sorted(range(len(runs)), key=lambda at: -ends[at][0])
        scenario_legend(figure, axes, runs, lang, width, order)
    return figure


def park_slopes(run: Results, lang: str, width: float) -> Figure:
    """Each park from the first full year to the target year, a panel a tier, with the revenue its tier aims at."""
    card = score(run)
    tiers = sorted({park.tier for park in card.parks})
    height = 56.0 if narrow(width) else 78.0
    figure, axes = new_panels(len(tiers), width, 3, height, 16.0)
    for tier, panel in zip(tiers, axes, strict=True):
        _slopes(panel, run, [park for park in card.parks if park.tier == tier], lang, height - 22.0)
        heading(panel, word("tier_number", lang, tier=tier), word("axis_money_year", lang))
    headline(figure, word("figure_slopes", lang, first=run.years.numbers[0], year=card.year), run.scenario.label(lang))
    return figure


def _slopes(axes: Axes, run: Results, parks: Sequence[ParkResult], lang: str, height: float) -> None:
    factor, first, last = money_factor(lang), run.years.numbers[0], run.scenario.targets.year
    goal = factor * run.model.inputs[TIER_GOALS[parks[0].tier]] if parks[0].tier in TIER_GOALS else None
    top = factor * max(max(park.revenue, park.revenue_start) for park in parks)
    axes.set_ylim(0.0, 1.12 * max(top, goal or 0.0))
    axes.set_xlim(first, last)
    digits = 0 if top >= 100.0 else 1
    ends = []
    for park in parks:
        colour = GOAL if park.met is None else REACHED if park.met else MISSED
        values = [factor * park.revenue_start, factor * park.revenue]
        label = shortened(run.model.city.label(park.park, lang), 22)
        axes.plot([first, last], values, color=colour, marker="o", markersize=3.0, clip_on=False, label=label)
        name = wrapped(run.model.city.label(park.park, lang), 18)
        ends.append((values[1], f"{values[1]:.{digits}f} {name}", colour))
    if goal is not None:
        axes.axhline(goal, color="black", linewidth=1.0, linestyle=(0, (4, 2)))
        axes.annotate(word("goal_at", lang, goal=f"{goal:g}"), (first, goal), (1, 3), textcoords="offset points",
                      fontsize=6.5)
    axes.set_xticks([first, last])
    axes.spines["left"].set_visible(True)
    axes.spines["left"].set_color(QUIET)
    axes.set_yticks([tick for tick in axes.get_yticks() if tick <= math.ceil(axes.get_ylim()[1])])
    end_labels(axes, last, ends, height)
