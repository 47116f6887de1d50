"""Scenarios side by side in one matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from urbsim.analysis.compare import SHOWN
from urbsim.present.comparison import DIGITS
from urbsim.present.labels import LINES_APART, headline, narrow, wrapped
from urbsim.present.style import money_factor, new_figure
from urbsim.present.words import word
from urbsim.results import Results
from urbsim.scorecard import score

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NARROW = ("revenue_current", "parks_at_50", "gdp", "urbanization", "spending", "debt_ratio")
"""Indicators that fit on one column of text."""
MONEY = ("revenue_current", "revenue", "revenue_net", "gdp", "spending")
FULL = 0.1
"""Relative difference of the scenarios from which an indicator is shaded in full."""
SCALES = {"urbanization": 100.0, "population": 1e-4, "park_jobs": 1e-4}


def comparison_matrix(runs: Sequence[Results], lang: str, width: float) -> Figure:
    """Indicators of the target year, a row a scenario; the darker a cell, the higher among the scenarios."""
    year = runs[0].scenario.targets.year
    names = NARROW if narrow(width) else SHOWN
    values = np.array([[_scale(name, lang) * float(run.years.indicator(name, year)) for name in names] for run in runs])
    low, high = values.min(axis=0), values.max(axis=0)
    size = np.maximum(np.maximum(np.abs(low), np.abs(high)), 1e-12)
    shade = (values - low) / np.maximum(high - low, FULL * size)
    figure, (axes,) = new_figure(width, 30.0 + 6.5 * len(runs))
    axes.imshow(0.4 * shade, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
    for row, column in np.ndindex(values.shape):
        axes.annotate(f"{values[row, column]:,.{_digits(names[column], lang)}f}", (column, row), ha="center",
                      va="center", fontsize=6.5, color="black")
    cards = [score(run) for run in runs]
    for row, card in enumerate(cards):
        judged = [target.met for target in card.targets if target.prices == "current"]
        axes.annotate(f"{sum(judged)}/{len(judged)}", (len(names), row), ha="center", va="center", fontsize=6.5,
                      annotation_clip=False)
    axes.set_xlim(-0.5, len(names) + 0.5)
    heads = [word(f"matrix_{name}", lang) for name in names]
    axes.set_xticks(range(len(names) + 1), [*heads, word("matrix_targets", lang)], fontsize=5 if narrow(width) else 6)
    axes.set_yticks(range(len(runs)), [wrapped(run.scenario.label(lang), 20 if narrow(width) else 26) for run in runs],
                    fontsize=6.5, linespacing=LINES_APART)
    axes.tick_params(length=0, labelbottom=False, labeltop=True)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    title = "figure_matrix" if len(names) == len(SHOWN) else "figure_matrix_selection"
    headline(figure, word(title, lang, year=year), word("matrix_shade", lang, least=FULL) if len(runs) > 1 else "")
    return figure


def _scale(name: str, lang: str) -> float:
    return money_factor(lang) if name in MONEY else SCALES.get(name, 1.0)


def _digits(name: str, lang: str) -> int:
    """Digits behind the point."""
    if name in MONEY or name in SCALES:
        return 1
    return DIGITS.get(name, 1)
