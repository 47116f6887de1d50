"""A sensitivity analysis in words and tables."""

from __future__ import annotations

from typing import Any

import numpy as np

from urbsim.analysis.sensitivity import Sensitivity
from urbsim.present.common import as_rows, basis_line, listed, outcome_label, titled
from urbsim.present.scorecard import Grid, Shown
from urbsim.present.words import assumed, unit_text, word

MOST_ROWS = 6
"""Factors of an outcome that are shown; the files hold all."""
NAMED = 3


def to_dict(found: Sensitivity) -> dict[str, Any]:
    """Plain data for JSON."""
    return {"scenario": found.scenario, "method": found.method, "samples": found.samples, **found.basis.to_dict(),
            "failed": found.failed, "constant": [str(outcome) for outcome in found.constant],
            "without_influence": [factor.name for factor in found.without_influence],
            "indices": as_rows(found.table), "one_at_a_time": as_rows(found.swing_table)}


def show(found: Sensitivity, lang: str) -> Shown:
    """Put a sensitivity analysis into words of a language, `en` or `zh`."""
    verdicts, grids = [], []
    for number, outcome in enumerate(found.outcomes):
        label = outcome_label(outcome, lang)
        if found.estimates[number] is None:
            verdicts.append(word("sensitivity_constant", lang, outcome=label))
            continue
        order = ranked(found, number)
        names = [found.factors[at].label(lang) for at in order[:NAMED] if not found.idle[number, at]]
        verdicts.append(word("sensitivity_verdict", lang, outcome=label, factors=listed(names, lang) or "-"))
        grids.append(_grid(found, number, order[:MOST_ROWS], label, lang))
    facts = [word(f"sensitivity_{found.method}", lang), *_enough(found, lang), _idle(found, lang)]
    if found.failed:
        facts.append(word("runs_failed", lang, failed=found.failed, runs=found.basis.runs))
    facts += [basis_line(found.basis, lang), assumed(found.basis.confidence, lang)]
    return Shown(found.titles[lang == "zh"], "\n".join(verdicts), True, tuple(grids), tuple(facts))


def ranked(found: Sensitivity, outcome: int) -> list[int]:
    """Factors by their index for an outcome, the largest first."""
    return [int(at) for at in np.argsort(-found.index[outcome], kind="stable")]


def _grid(found: Sensitivity, outcome: int, order: list[int], label: str, lang: str) -> Grid:
    """A row a factor: its range, every measure with its interval, and the outcome with it alone at its ends."""
    estimates = found.estimates[outcome] or {}
    rows = []
    for at in order:
        item = list(found.ranges.values())[at]
        cells = [_measured(estimate.values[at], estimate.half_widths[at]) for estimate in estimates.values()]
        swings = [f"{value:.4g}" for value in found.swings[outcome, at]]
        factor = found.factors[at]
        rows.append((factor.label(lang), f"{item.low:g} - {item.high:g}", unit_text(factor.unit, lang), *cells,
                     *swings))
    header = (word("factor", lang), word("range", lang), word("unit", lang),
              *(word(f"measure_{name}", lang) for name in estimates), word("swing_low", lang),
              word("swing_high", lang))
    return Grid(titled(label, found.outcomes[outcome].unit, lang), header, tuple(rows),
                (False, True, False, *(True for _ in header[3:])), (None,) * len(rows))


def _measured(value: float, half: float) -> str:
    return f"{value:.3g}" if np.isnan(half) else f"{value:.3g} ± {half:.2g}"


def _enough(found: Sensitivity, lang: str) -> list[str]:
    """Whether runs are enough, by outcome."""
    lines = []
    for number, outcome in enumerate(found.outcomes):
        precision = found.precision(number)
        if precision is not None:
            lines.append(word("sensitivity_enough" if precision.enough else "sensitivity_more", lang,
                              outcome=outcome_label(outcome, lang), half=precision.half, full=precision.full,
                              samples=found.samples, wanted=precision.samples_wanted))
    return lines


def _idle(found: Sensitivity, lang: str) -> str:
    names = [factor.label(lang) for factor in found.without_influence]
    if not names:
        return word("sensitivity_none_idle", lang)
    key = "sensitivity_idle_pawn" if found.method == "pawn" else "sensitivity_idle"
    return word(key, lang, factors=listed(names, lang))
