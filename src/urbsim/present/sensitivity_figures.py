"""Pictures of a sensitivity analysis: tornado and heat map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from urbsim.analysis.sensitivity import Sensitivity
from urbsim.present.common import basis_under, outcome_label
from urbsim.present.labels import LINES_APART, headline, wrapped
from urbsim.present.style import ONE_COLUMN, PALETTE, new_figure, new_panels, shown_unit
from urbsim.present.words import word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_BARS, MOST_PANELS, NARROW_PANELS, MOST_COLUMNS = 12, 6, 2, 16


def tornado(found: Sensitivity, lang: str, width: float) -> Figure:
    """By outcome, its value with one factor at either end of its range, the widest swing on top."""
    most = MOST_PANELS if width > ONE_COLUMN else NARROW_PANELS
    shown = [row for row in range(len(found.outcomes)) if np.isfinite(found.swings[row]).all()][:most]
    bars = min(MOST_BARS, len(found.factors))
    figure, panels = new_panels(len(shown), width, 2, 13.0 + 4.6 * bars, 18.0)
    for row, axes in zip(shown, panels, strict=False):
        factor, unit = shown_unit(found.outcomes[row].unit, lang)
        swings, base = factor * found.swings[row], factor * found.base[row]
        order = np.argsort(-np.abs(swings - base).max(axis=1), kind="stable")[:bars]
        for side, name in enumerate(("swing_low", "swing_high")):
            axes.barh(range(len(order)), swings[order, side] - base, left=base, height=0.65, color=PALETTE[side],
                      label=word(name, lang) if row == shown[0] else None)
        axes.axvline(base, color="black", linewidth=0.8)
        axes.set_yticks(range(len(order)), [found.factors[at].label(lang) for at in order], fontsize=6.5)
        axes.invert_yaxis()
        axes.grid(visible=True, axis="x")
        axes.grid(visible=False, axis="y")
        axes.set_title(wrapped(outcome_label(found.outcomes[row], lang), 34), loc="left", fontsize=8)
        axes.set_xlabel(unit)
        axes.locator_params(axis="x", nbins=5)
    headline(figure, word("figure_tornado", lang), _basis(found, lang))
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def heat_map(found: Sensitivity, lang: str, width: float) -> Figure:
    """The main index of each factor for each outcome; factors by their largest index."""
    rows = [row for row, estimates in enumerate(found.estimates) if estimates is not None]
    index = found.index[rows].clip(0.0, 1.0)
    order = np.argsort(-index.max(axis=0), kind="stable")[:MOST_COLUMNS]
    figure, (axes,) = new_figure(width, 46.0 + 8.0 * len(rows))
    image = axes.imshow(index[:, order], cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
    for place in np.ndindex(len(rows), len(order)):
        value = index[place[0], order[place[1]]]
        axes.annotate(f"{value:.2f}", (place[1], place[0]), ha="center", va="center", fontsize=6,
                      color="white" if value > 0.55 else "black")
    axes.set_xticks(range(len(order)), [wrapped(found.factors[at].label(lang)) for at in order], rotation=45,
                    ha="right", fontsize=6.5)
    axes.set_yticks(range(len(rows)), [wrapped(outcome_label(found.outcomes[row], lang), 32) for row in rows],
                    linespacing=LINES_APART)
    axes.grid(visible=False)
    figure.colorbar(image, ax=axes, shrink=0.8)
    headline(figure, word(f"figure_heat_{found.main}", lang), _basis(found, lang))
    return figure


def _basis(found: Sensitivity, lang: str) -> str:
    return basis_under(found.titles[lang == "zh"], found.basis.runs, found.basis.seed, lang)


def has_swings(found: Sensitivity) -> bool:
    """Whether each factor was moved by itself."""
    return bool(np.isfinite(found.swings).any())


def has_indices(found: Sensitivity) -> bool:
    """Whether any outcome differs between runs."""
    return any(estimates is not None for estimates in found.estimates)
