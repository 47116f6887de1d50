"""A calibration in words and tables."""

from __future__ import annotations

from typing import Any

import numpy as np

from urbsim.analysis.calibration import Calibration
from urbsim.analysis.fit_statistics import FitStatistics
from urbsim.analysis.observed import OBSERVABLES
from urbsim.present.common import as_rows, basis_line
from urbsim.present.scorecard import Grid, Shown
from urbsim.present.words import assumed, unit_text, word

SAME_END = 1e-3
"""Starts whose sums of squares differ by less found the same best fit."""
STRONG = 0.9
"""Correlations that are told."""
UNLIKELY = 0.01
"""Probability of so large a misfit, were the stated errors right, below which they are too small."""


def to_dict(found: Calibration) -> dict[str, Any]:
    """Plain data for JSON."""
    return {"scenario": found.scenario, "data": found.data, **found.basis.to_dict(),
            "chi_square": found.fit.chi_square, "freedom": found.freedom,
            "converged": None if found.draws is None else found.draws.converged, "flat": found.flat,
            "notes": list(found.notes), "parameters": as_rows(found.parameters), "fit": as_rows(found.fit_table),
            "observations": as_rows(found.observations)}


def show(found: Calibration, lang: str) -> Shown:
    """Put a calibration into words of a language, `en` or `zh`."""
    years = [point.year for point, fitted in zip(found.comparison.points, found.comparison.fitted, strict=True)
             if fitted]
    misfit = f"{found.misfit:.2f}" if found.freedom else word("not_defined", lang)
    verdict = word("calibrate_verdict", lang, count=len(years), first=min(years), last=max(years),
                   parameters=len(found.factors), misfit=misfit)
    grids = [_parameters(found, lang), _fit(found, lang)]
    if not found.comparison.fitted.all():
        grids.append(_forecasts(found, lang))
    facts = [*_warnings(found, lang), *_identified(found, lang), *_search(found, lang), word("calibrate_rests", lang),
             basis_line(found.basis, lang), assumed(found.basis.confidence, lang)]
    good = not too_far(found) and (found.draws is None or found.draws.converged)
    return Shown(found.titles[lang == "zh"], verdict, good, tuple(grids), tuple(facts))


def too_far(found: Calibration) -> bool:
    """Whether the model misses the data by more than their stated errors explain."""
    from scipy.stats import chi2

    return bool(found.freedom and chi2.sf(found.fit.chi_square, found.freedom) < UNLIKELY)


def observable_label(name: str, lang: str) -> str:
    """What is observed."""
    return word(f"observable_{name}", lang)


def _parameters(found: Calibration, lang: str) -> Grid:
    rows = []
    for number, (factor, item) in enumerate(zip(found.factors, found.ranges.values(), strict=True)):
        open_end = word("calibrate_open", lang)
        ends = " - ".join(open_end if end is None else f"{end:.4g}" for end in found.interval(number))
        drawn = "" if found.draws is None else " - ".join(
            f"{end:.4g}" for end in np.quantile(found.posterior[factor.name], (0.025, 0.975)))
        rows.append((factor.label(lang), unit_text(factor.unit, lang), f"{item.low:g} - {item.high:g}",
                     f"{found.bases[number]:.4g}", f"{found.values[number]:.4g}", ends, drawn))
    header = (word("calibrate_parameter", lang), word("unit", lang), *(word(f"calibrate_{key}", lang) for key in (
        "bounds", "base", "best", "profile", "posterior")))
    return Grid("", header, tuple(rows), (False, False, *(True for _ in header[2:])), (None,) * len(rows))


def _fit(found: Calibration, lang: str) -> Grid:
    """A row an observable and span: the statistics of fit."""
    rows = []
    for name in found.names:
        for fitted in (True, False):
            statistics = found.statistics(name, fitted=fitted)
            if statistics is not None:
                span = word("span_fitted" if fitted else "span_held_out", lang)
                rows.append((observable_label(name, lang), f"{span} ({statistics.count})",
                             *_cells(statistics, word("not_defined", lang))))
    header = (word("calibrate_observable", lang), word("calibrate_span", lang), "MAPE", "RMSPE", "R²", "R² (r²)", "UM",
              "US", "UC", "U2")
    return Grid(word("calibrate_fit", lang), header, tuple(rows), (False, False, *(True for _ in header[2:])),
                (None,) * len(rows))


def _cells(item: FitStatistics, undefined: str) -> tuple[str, ...]:
    percent = tuple(undefined if value is None else f"{value:.2%}" for value in (item.mape, item.rmspe))
    plain = tuple(undefined if value is None else f"{round(value, 2) + 0.0:.2f}" for value in (
        item.r_squared, item.r_squared_correlation, item.um, item.us, item.uc, item.u2))
    return percent + plain


def _forecasts(found: Calibration, lang: str) -> Grid:
    """A row an observable: errors in the years held out of the model and of naive forecasts."""
    rows = []
    for name in found.names:
        naive = found.forecast(name)
        if naive is not None:
            trend = word("not_defined", lang) if naive.trend is None else f"{naive.trend:.4g}"
            rows.append((observable_label(name, lang), unit_text(OBSERVABLES[name].unit, lang), f"{naive.model:.4g}",
                         f"{naive.no_change:.4g}", trend))
    header = (word("calibrate_observable", lang), word("unit", lang), word("naive_model", lang),
              word("naive_no_change", lang), word("naive_trend", lang))
    return Grid(word("calibrate_naive", lang), header, tuple(rows), (False, False, True, True, True),
                (None,) * len(rows))


def _warnings(found: Calibration, lang: str) -> list[str]:
    return [word("calibrate_misfit", lang)] if too_far(found) else []


def _identified(found: Calibration, lang: str) -> list[str]:
    """What the data cannot tell: flat directions, and pairs of which only a combination is told."""
    labels = {factor.name: factor.label(lang) for factor in found.factors}
    lines = [word("calibrate_flat", lang, parts=("、" if lang == "zh" else ", ").join(
        f"{part:+.2f} {labels[name]}" for name, part in direction))
             for direction in found.flat] or [word("calibrate_identified", lang)]
    table = found.fit.correlations
    for one, other in zip(*np.triu_indices(len(found.factors), 1), strict=True):
        if abs(table[one, other]) >= STRONG:
            names = (found.factors[at].label(lang) for at in (one, other))
            lines.append(word("calibrate_correlated", lang, value=table[one, other],
                              **dict(zip(("one", "other"), names, strict=True))))
    return lines


def _search(found: Calibration, lang: str) -> list[str]:
    """How sure the best fit and the posterior are."""
    ends = found.fit.ends
    same = sum(end - found.fit.chi_square <= SAME_END for end in ends)
    lines = [word("calibrate_starts", lang, same=same, all=len(ends))]
    draws = found.draws
    if draws is not None:
        lines.append(word("calibrate_converged" if draws.converged else "calibrate_not_converged", lang,
                          draws=len(draws.unit), steps=draws.steps, rhat=draws.rhat.max(), size=draws.size.min()))
    return lines
