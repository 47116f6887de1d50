"""Pictures of a calibration: observations beside the model, and what they tell of each parameter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from urbsim.analysis.calibration import Calibration
from urbsim.analysis.fit import CHI_SQUARE_95
from urbsim.analysis.observed import OBSERVABLES
from urbsim.present.calibration import observable_label
from urbsim.present.common import basis_under
from urbsim.present.labels import headline, narrow, wrapped, year_axis
from urbsim.present.style import GOAL, PALETTE, new_panels, shown_unit
from urbsim.present.words import word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BINS = 24


def fit(found: Calibration, lang: str, width: float) -> Figure:
    """By observable, what was observed, and the model before and after fitting."""
    figure, panels = new_panels(len(found.names), width, 3, 50.0, 22.0)
    for name, axes in zip(found.names, panels, strict=False):
        _series(axes, found, name, lang)
    headline(figure, word("figure_fit", lang), _basis(found, lang))
    _legend(figure, panels, width)
    return figure


def _legend(figure: Figure, panels: Iterable[Axes], width: float) -> None:
    """What is drawn in any panel, once."""
    known = {label: handle for axes in panels for handle, label in zip(*axes.get_legend_handles_labels(), strict=True)}
    columns = 1 if narrow(width) else len(known)
    figure.legend(list(known.values()), list(known), loc="outside lower center", ncols=columns)


def _basis(found: Calibration, lang: str) -> str:
    return basis_under(found.titles[lang == "zh"], found.basis.runs, found.basis.seed, lang)


def _series(axes: Axes, found: Calibration, name: str, lang: str) -> None:
    comparison = found.comparison
    factor, unit = shown_unit(OBSERVABLES[name].unit, lang)
    here = np.array([row for row, point in enumerate(comparison.points) if point.name == name])
    years = np.array([comparison.points[row].year for row in here])
    if comparison.band is not None:
        axes.fill_between(years, *(factor * comparison.band[:, here]), color=PALETTE[0], alpha=0.2, linewidth=0,
                          label=word("fit_band", lang))
    axes.plot(years, factor * comparison.before[here], color=GOAL, linestyle="--", marker=".",
              label=word("fit_before", lang))
    axes.plot(years, factor * comparison.best[here], color=PALETTE[0], marker=".", label=word("fit_best", lang))
    for fitted, label, mark in ((True, "fit_observed", "o"), (False, "fit_held_out", "s")):
        rows = here[comparison.fitted[here] == fitted]
        if len(rows):
            points = [comparison.points[row] for row in rows]
            axes.errorbar([point.year for point in points], [factor * point.value for point in points],
                          yerr=[2.0 * factor * point.error for point in points], fmt=mark, color=PALETTE[1],
                          markerfacecolor=PALETTE[1] if fitted else "white", markersize=3.5, linewidth=0.9,
                          label=word(label, lang))
    axes.set_title(observable_label(name, lang), loc="left", fontsize=8)
    axes.set_ylabel(unit)
    axes.margins(x=0.08)
    year_axis(axes, years.tolist(), lang)


def profiles(found: Calibration, lang: str, width: float) -> Figure:
    """By parameter, the rise of the sum of squares where it is held, and the posterior where it was drawn."""
    figure, panels = new_panels(len(found.factors), width, 3, 48.0, 34.0 if narrow(width) else 25.0)
    for number, (factor, axes) in enumerate(zip(found.factors, panels, strict=False)):
        item, profile = list(found.ranges.values())[number], found.profiles[number]
        scale, unit = shown_unit(factor.unit, lang)
        low, high = scale * item.low, scale * item.high
        if found.draws is not None:
            beside = axes.twinx()
            beside.hist(scale * found.posterior[factor.name], bins=BINS, range=(low, high), color=PALETTE[4],
                        alpha=0.35, label=word("profile_posterior", lang))
            beside.set_yticks([])
            beside.spines["right"].set_visible(False)
            axes.set_zorder(beside.get_zorder() + 1)
            axes.patch.set_visible(False)
        axes.plot(low + (high - low) * profile.unit, profile.rise, color=PALETTE[0], marker=".",
                  label=word("profile_rise", lang))
        axes.axhline(CHI_SQUARE_95, color=GOAL, linewidth=0.8, linestyle=(0, (4, 2)))
        axes.annotate(word("profile_level", lang), (low, CHI_SQUARE_95), (1, 2), textcoords="offset points",
                      fontsize=6.5, color=GOAL)
        axes.axvline(scale * found.bases[number], color=GOAL, linewidth=0.8, linestyle=":",
                     label=word("profile_base", lang))
        axes.set_xlim(low, high)
        axes.set_ylim(-0.4, 2.6 * CHI_SQUARE_95)
        axes.set_title(wrapped(factor.label(lang)), loc="left", fontsize=7.5)
        axes.set_xlabel(unit)
        axes.locator_params(axis="x", nbins=4)
    figure.supylabel(word("axis_rise", lang), fontsize=8)
    _legend(figure, figure.axes, width)
    headline(figure, word("figure_profiles", lang), _basis(found, lang))
    return figure
