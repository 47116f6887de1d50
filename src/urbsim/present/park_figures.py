"""Figures of the parks: revenue by year, what holds each back, and how adequate their utilities are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from urbsim.functions import saturate
from urbsim.present.labels import LINES_APART, heading, headline, narrow, wrapped
from urbsim.present.style import GOAL, MISSED, PALETTE, QUIET, REACHED, ink, money_factor, new_figure, new_panels
from urbsim.present.target_figures import line, near_years, scenario_legend
from urbsim.present.words import noted, word
from urbsim.results import LIMITS, Results
from urbsim.targets import TIER_GOALS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LIMIT_COLOURS = dict(zip(LIMITS, (PALETTE[1], PALETTE[5], PALETTE[0], PALETTE[2]), strict=True))
ENOUGH = float(saturate(1.0))
"""Adequacy where capacity is just what is demanded."""
MOST_PANELS = 4


def _height(width: float) -> float:
    """Height of a park's panel in mm."""
    return 28.0 if narrow(width) else 33.0


def _goal(run: Results, park: int, lang: str) -> float | None:
    """What a park's tier aims at, in the money of a language; None in a tier without a goal."""
    tier = int(run.model.inputs["tier"][park])
    return money_factor(lang) * float(run.model.inputs[TIER_GOALS[tier]]) if tier in TIER_GOALS else None


def _revenue(run: Results, park: int, lang: str) -> list[float]:
    """Annual revenue of a park in the years shown, current prices."""
    return [money_factor(lang) * float(run.years.annual_revenue(year)[park] * run.years.price_index(year))
            for year in near_years(run)]


def _park_axes(axes: Axes, run: Results, park: int, lang: str, width: float) -> None:
    """Goal, target year, ticks and name of a park's panel."""
    goal, years = _goal(run, park, lang), near_years(run)
    if goal is not None:
        axes.axhline(goal, color="black", linewidth=0.8, linestyle=(0, (4, 2)), label=word("tier_goal", lang))
    axes.axvline(run.scenario.targets.year, color=GOAL, linewidth=0.6, linestyle=":")
    name = run.model.city.label(run.model.city.elements["park"][park], lang)
    heading(axes, wrapped(name, 22 if narrow(width) else 26))
    axes.set_ylim(bottom=0.0)
    axes.locator_params(axis="y", nbins=4)
    axes.set_xticks(sorted({years[0], run.scenario.targets.year, years[-1]}))
    axes.set_xlim(years[0] - 0.3, years[-1] + 0.3)


def park_revenue(runs: Sequence[Results], lang: str, width: float) -> Figure:
    """Revenue of each park by year against the goal of its own tier; a panel a park, a line a scenario."""
    parks = runs[0].model.city.elements["park"]
    figure, axes = new_panels(len(parks), width, MOST_PANELS, _height(width), 16.0 + 1.6 * len(runs), sharex=True)
    for park, panel in enumerate(axes):
        for number, run in enumerate(runs):
            panel.plot(near_years(run), _revenue(run, park, lang), label=run.scenario.label(lang), **line(number))
        _park_axes(panel, runs[0], park, lang, width)
    only = runs[0].scenario.label(lang) if len(runs) == 1 else ""
    headline(figure, noted(word("figure_parks", lang), word("axis_revenue", lang), lang),
             only or word("goal_dashed", lang))
    scenario_legend(figure, axes[0], runs, lang, width)
    return figure


def park_bottlenecks(run: Results, lang: str, width: float) -> Figure:
    """Revenue of each park by year against its tier's goal; bars have the colour of what holds the park back most."""
    parks, years = run.model.city.elements["park"], near_years(run)
    figure, axes = new_panels(len(parks), width, MOST_PANELS, _height(width), 22.0, sharex=True)
    held = [run.bottlenecks(year) for year in years]
    for park, panel in enumerate(axes):
        values = np.array(_revenue(run, park, lang))
        for limit, colour in LIMIT_COLOURS.items():
            here = [i for i in range(len(years)) if held[i][park] == limit]
            panel.bar([years[i] for i in here], values[here], width=0.82, color=colour, label=word(limit, lang))
        _park_axes(panel, run, park, lang, width)
    headline(figure, noted(word("figure_bottlenecks", lang), word("axis_revenue", lang), lang),
             run.scenario.label(lang))
    from matplotlib.patches import Patch

    handles = [Patch(color=colour, label=word(limit, lang)) for limit, colour in LIMIT_COLOURS.items()]
    goals = [artist for panel in axes for artist in panel.lines if artist.get_label() == word("tier_goal", lang)]
    figure.legend(handles=[*handles, *goals[:1]], loc="outside lower left", ncols=2 if narrow(width) else 5)
    return figure


def adequacy_map(run: Results, lang: str, width: float) -> Figure:
    """Adequacy of each utility in each park at the end of the target year: capacity over demand, saturating at 1."""
    year, city = run.scenario.targets.year, run.model.city
    values = np.asarray(run.years.at("adequacy", year + 1.0)).T  # park, utility
    parks, utilities = city.elements["park"], city.elements["utility"]
    short = narrow(width)
    from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm

    figure, (axes,) = new_figure(width, 34.0 + (5.4 if short else 6.4) * len(parks))
    low = min(0.8, float(np.floor(values.min() * 10.0) / 10.0))
    image = axes.imshow(values, cmap=LinearSegmentedColormap.from_list("enough", (MISSED, "white", REACHED)),
                        norm=TwoSlopeNorm(ENOUGH, low, 1.0), aspect="auto")
    for place in np.ndindex(values.shape):
        text = f"{values[place]:.2f}"[1 if short and values[place] < 0.995 else 0:]
        axes.annotate(text, place[::-1], ha="center", va="center", fontsize=5.5 if short else 6.5,
                      color=ink(image.to_rgba(values[place])))
    axes.set_yticks(range(len(parks)), [wrapped(city.label(park, lang), 18 if short else 40) for park in parks],
                    fontsize=6 if short else 7, linespacing=LINES_APART)
    axes.set_xticks(range(len(utilities)), [wrapped(city.label(name, lang), 9 if short else 14) for name in utilities],
                    fontsize=5 if short else 7)
    axes.tick_params(length=0, labelbottom=False, labeltop=True)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    bar = figure.colorbar(image, ax=axes, location="bottom", shrink=0.6, aspect=40, pad=0.02)
    bar.set_label(wrapped(word("axis_adequacy", lang, enough=ENOUGH), 46 if short else 90))
    bar.set_ticks([low, ENOUGH, 1.0], labels=[f"{value:.2f}" for value in (low, ENOUGH, 1.0)])
    bar.outline.set_visible(False)
    bar.ax.tick_params(color=QUIET)
    headline(figure, word("figure_adequacy", lang, year=year), run.scenario.label(lang))
    return figure
