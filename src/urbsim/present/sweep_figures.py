"""Pictures of a sweep: fan chart, shares of runs that reach the targets by factor, parallel coordinates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from urbsim.present.common import basis_under
from urbsim.present.labels import LINES_APART, headline, narrow, wrapped, year_axis
from urbsim.present.style import (
    DASHES,
    GOAL,
    PALETTE,
    money_factor,
    new_figure,
    new_panels,
    shown_unit,
    with_unit,
)
from urbsim.present.words import word
from urbsim.sweeps.effects import Effect, effects, first_runs
from urbsim.sweeps.result import Sweep
from urbsim.sweeps.summary import HEADER, judged_columns, share, summary_rows, target_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

REVENUE = "revenue_current"
MOST_PANELS, MOST_AXES, MOST_LINES = 8, 8, 400
VERDICTS = (("missed_none", PALETTE[0]), ("missed_some", PALETTE[5]), ("missed_all", "#BBBBBB"))


def fan_chart(sweep: Sweep, lang: str, width: float) -> Figure:
    """Quantiles of total revenue over the years against its goal; and the share of runs that reach each target."""
    plan, years = sweep.plan, sweep.plan.years
    rows = [dict(zip(HEADER, row, strict=True)) for row in summary_rows(
        plan, sweep.parts, [REVENUE, *judged_columns(plan)])]
    figure, (left, right) = new_panels(2, width, 2, 68.0)
    factor = money_factor(lang)
    fan = {key: factor * np.array([row[key] for row in rows if row["quantity"] == REVENUE])
           for key in ("q05", "q25", "q50", "q75", "q95")}
    left.fill_between(years, fan["q05"], fan["q95"], color=PALETTE[0], alpha=0.2, linewidth=0,
                      label=word("fan_outer", lang))
    left.fill_between(years, fan["q25"], fan["q75"], color=PALETTE[0], alpha=0.35, linewidth=0,
                      label=word("fan_inner", lang))
    left.plot(years, fan["q50"], color=PALETTE[0], label=word("fan_median", lang))
    goal = factor * plan.scenario.targets.total_revenue
    left.axhline(goal, color=GOAL, linewidth=1.0, linestyle=(0, (4, 2)))
    under = bool(fan["q05"][-1] > 1.5 * goal)  # where the fan leaves room
    left.annotate(word("goal_line", lang, goal=goal), (years[-1 if under else 0], goal), (0, -9 if under else 3),
                  textcoords="offset points", color=GOAL, ha="right" if under else "left")
    left.set_ylabel(word("axis_revenue", lang))
    left.set_title(word("figure_fan", lang), loc="left")
    left.set_ylim(0.0, 1.1 * max(goal, float(fan["q95"].max())))
    left.legend(loc="best")
    for number, name in enumerate(judged_columns(plan)):
        values = [100.0 * row["share"] for row in rows if row["quantity"] == name]
        right.plot(years, values, label=word(f"short_{target_of(name)}", lang), **_target_line(number))
    right.set_ylim(-2, 102)
    right.set_ylabel(word("axis_share", lang))
    right.set_title(word("figure_shares", lang), loc="left")
    for axes in (left, right):
        axes.axvline(plan.scenario.targets.year, color=GOAL, linewidth=0.6, linestyle=":")
        year_axis(axes, years, lang)
    headline(figure, word("shows_fan_chart", lang), _basis(sweep, lang))
    figure.legend(*right.get_legend_handles_labels(), loc="outside lower right", ncols=3)
    return figure


def _basis(sweep: Sweep, lang: str) -> str:
    design = sweep.plan.design
    return basis_under(sweep.plan.scenario.label(lang), design.runs, design.seed, lang)


def _target_line(number: int) -> dict[str, Any]:
    return {"color": PALETTE[number], "linestyle": DASHES[number % len(DASHES)]}


def target_shares(sweep: Sweep, lang: str, width: float) -> Figure:
    """Share of runs that reach each target, by value of each factor, the factors with the largest effect first."""
    plan, points = sweep.plan, sweep.plan.design.points
    found = effects(plan, sweep.parts)[:MOST_PANELS]
    figure, panels = new_panels(len(found), width, 4, 46.0, 26.0, sharey=True)
    factors = {factor.name: factor for factor in plan.factors}
    for effect, axes in zip(found, panels, strict=False):
        factor, unit = shown_unit(factors[effect.name].unit, lang)
        for number, column in enumerate(judged_columns(plan)):
            _shares(axes, effect, factor * effect.centres, number, word(f"short_{target_of(column)}", lang),
                    sampled=bool(plan.design.sampled) and points == len(plan.design.grid.get(effect.name, [0])))
        axes.set_ylim(-2, 102)
        axes.set_title(wrapped(factors[effect.name].label(lang)), fontsize=7.5, loc="left")
        axes.set_xlabel(unit)
    figure.supylabel(word("axis_share", lang), fontsize=8)
    headline(figure, word("figure_effects", lang, year=plan.scenario.targets.year), _basis(sweep, lang))
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2 if narrow(width) else 5)
    return figure


def _shares(axes: Axes, effect: Effect, centres: np.ndarray, number: int, label: str, *, sampled: bool) -> None:
    held = effect.runs > 0
    runs, hits = effect.runs[held].astype(int), effect.reached[number, held].astype(int)
    axes.plot(centres[held], 100.0 * hits / runs, marker="o", markersize=2.2, label=label,
              **_target_line(number))
    if sampled:
        ends = 100.0 * np.array([share(int(hit), int(all_), sampled=True)[1:]
                                 for hit, all_ in zip(hits, runs, strict=True)], dtype=float)
        axes.fill_between(centres[held], ends[:, 0], ends[:, 1], color=PALETTE[number], alpha=0.15, linewidth=0)


def parallel_coordinates(sweep: Sweep, lang: str, width: float) -> Figure:
    """A line a run over the factors with the largest effect and the margin of total revenue, coloured by verdict."""
    plan = sweep.plan
    names = [effect.name for effect in effects(plan, sweep.parts)[: MOST_AXES - 1]]
    rows, judged = first_runs(plan, sweep.parts, MOST_LINES)
    lows, highs = _spans(sweep)
    places = [plan.design.names.index(name) for name in names]
    margin = money_factor(lang) * judged[0]
    span = max(float(np.abs(margin).max()), 1e-9)
    heights = np.column_stack([(rows[:, places] - lows[places]) / (highs - lows)[places], 0.5 + 0.5 * margin / span])
    missed = judged[-1]
    kinds = np.where(missed == 0, 0, np.where(missed == len(judged) - 1, 2, 1))
    figure, (axes,) = new_figure(width, 100.0)
    for kind in (2, 1, 0):
        label, colour = VERDICTS[kind]
        for number, line in enumerate(heights[kinds == kind]):
            axes.plot(range(len(places) + 1), line, color=colour, alpha=0.45, linewidth=0.6,
                      label=word(label, lang) if number == 0 else None)
    factors = {factor.name: factor for factor in plan.factors}
    units = [shown_unit(factors[name].unit, lang) for name in names]
    texts = [with_unit(wrapped(factors[name].label(lang), 18), unit)
             for name, (_, unit) in zip(names, units, strict=True)]
    scale = np.array([factor for factor, _ in units])
    upright_axes(axes, [*texts, wrapped(word("axis_margin", lang), 18)], [*(scale * lows[places]), -span],
                 [*(scale * highs[places]), span])
    axes.plot([len(places) - 0.03, len(places) + 0.03], [0.5, 0.5], color="black", linewidth=1.5)
    axes.annotate("0", (len(places) + 0.05, 0.5), va="center", fontsize=7)
    headline(figure, word("figure_parallel", lang, year=plan.scenario.targets.year), _basis(sweep, lang))
    figure.legend(loc="outside lower center", ncols=3)
    return figure


def _spans(sweep: Sweep) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest value of each factor."""
    design = sweep.plan.design
    ends = [(min(values), max(values)) for values in design.grid.values()]
    ends += [(item.low, item.high) for item in design.sampled.values()]
    lows, highs = np.array(ends, dtype=float).T
    return lows, np.where(highs > lows, highs, lows + 1.0)


def upright_axes(axes: Axes, labels: list[str], lows: list[float], highs: list[float]) -> None:
    """Upright axes with their ends written at them, and no frame."""
    for place, (low, high) in enumerate(zip(lows, highs, strict=True)):
        axes.vlines(place, 0.0, 1.0, color="#555555", linewidth=0.7)
        for end, height, offset, side in ((low, 0.0, -3, "top"), (high, 1.0, 3, "bottom")):
            axes.annotate(f"{end:.4g}", (place, height), (0, offset), textcoords="offset points", ha="center", va=side,
                          fontsize=7)
    axes.set_xticks(range(len(labels)), labels, linespacing=LINES_APART)
    axes.tick_params(axis="x", length=0, pad=10, labelsize=6.5)
    axes.set_yticks([])
    axes.set_ylim(-0.02, 1.06)
    axes.grid(visible=False)
    axes.spines[["left", "bottom"]].set_visible(False)


def is_judged(sweep: Sweep) -> bool:
    """Whether the sweep kept the target year, and a run came through."""
    return sweep.plan.scenario.targets.year in sweep.plan.years and len(sweep.failures) < sweep.plan.design.runs


def has_paths(sweep: Sweep) -> bool:
    """Whether total revenue of several years was kept too."""
    return is_judged(sweep) and len(sweep.plan.years) > 1 and REVENUE in sweep.plan.columns
