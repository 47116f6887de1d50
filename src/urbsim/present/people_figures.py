"""Figures of people: urbanization and migration, and the labour market of each district."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from urbsim.present.labels import heading, headline, narrow, wrapped, year_axis
from urbsim.present.style import MISSED, PALETTE, QUIET, new_panels
from urbsim.present.target_figures import line, scenario_legend
from urbsim.present.words import noted, word
from urbsim.results import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TEN_THOUSAND = 1e-4
INTO_TOWNS = {"migration_local": 1.0, "migration_arriving": 1.0, "in_migration": 1.0, "out_migration_urban": -1.0}
"""Flows that make net migration into towns, from countryside and outside, with their signs."""


def urbanization(runs: Sequence[Results], lang: str, width: float) -> Figure:
    """Urban share of residents, residents, and net migration into towns, over all years; a line a scenario."""
    figure, axes = new_panels(3, width, 3, 46.0 if narrow(width) else 58.0, 16.0 + 1.6 * len(runs))
    for number, run in enumerate(runs):
        years = list(run.years.numbers)
        series = ([100.0 * float(run.years.indicator("urbanization", year)) for year in years],
                  [TEN_THOUSAND * float(run.years.indicator("population", year)) for year in years],
                  [TEN_THOUSAND * _migration(run, year) for year in years])
        for panel, values in zip(axes, series, strict=True):
            panel.plot(years, values, label=run.scenario.label(lang), **line(number))
    for panel, name in zip(axes, ("urbanization", "population", "migration"), strict=True):
        heading(panel, word(f"panel_{name}", lang), word(f"axis_{name}", lang))
        year_axis(panel, list(runs[0].years.numbers), lang, most=6)
    headline(figure, word("figure_urban", lang), runs[0].scenario.label(lang) if len(runs) == 1 else "")
    scenario_legend(figure, axes[0], runs, lang, width)
    return figure


def _migration(run: Results, year: int) -> float:
    """Persons a year, at the year's middle."""
    return float(sum(sign * np.sum(run.years.at(name, year + 0.5)) for name, sign in INTO_TOWNS.items()))


def labour_market(run: Results, lang: str, width: float) -> Figure:
    """Jobs and the labour within reach of each district at year ends; where jobs exceed labour, the gap is filled."""
    districts, years = run.model.city.elements["district"], np.array(run.years.numbers)
    figure, axes = new_panels(len(districts), width, 4, 38.0, 24.0, sharex=True)
    jobs, labour = (TEN_THOUSAND * np.array([run.years.at(name, year + 1.0) for year in years])
                    for name in ("labour_demand", "accessible_labour"))
    for i, (district, panel) in enumerate(zip(districts, axes, strict=True)):
        _market(panel, years, jobs[:, i], labour[:, i], lang)
        heading(panel, wrapped(run.model.city.label(district, lang), 20))
        panel.locator_params(axis="y", nbins=4)
        year_axis(panel, years.tolist(), lang, most=3 if narrow(width) else 4, named=False)
    headline(figure, noted(word("figure_labour", lang), word("axis_persons", lang), lang), run.scenario.label(lang))
    known = {label: handle for panel in axes for handle, label in zip(*panel.get_legend_handles_labels(), strict=True)}
    figure.legend(list(known.values()), list(known), loc="outside lower left", ncols=1 if narrow(width) else 3)
    return figure


def _market(axes: Axes, years: np.ndarray, jobs: np.ndarray, labour: np.ndarray, lang: str) -> None:
    axes.plot(years, labour, color=PALETTE[0], label=word("labour_accessible", lang))
    axes.plot(years, jobs, color="black", linestyle="--", label=word("labour_jobs", lang))
    if (jobs > labour).any():
        axes.fill_between(years, labour, jobs, where=jobs > labour, color=MISSED, alpha=0.35, linewidth=0,
                          interpolate=True, label=word("labour_gap", lang))
    axes.set_ylim(0.0, 1.12 * max(jobs.max(), labour.max()))
    axes.spines["bottom"].set_color(QUIET)
