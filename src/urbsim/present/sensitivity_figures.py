"""Pictures of a sensitivity analysis: tornado and heat map."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from urbsim.analysis.sensitivity import Sensitivity
from urbsim.present.common import outcome_label
from urbsim.present.figures import wrapped
from urbsim.present.style import PALETTE, TWO_COLUMNS, house_style, new_figure, save, unit_label
from urbsim.present.words import word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_BARS, MOST_PANELS, MOST_COLUMNS = 12, 6, 16


def tornado(found: Sensitivity, lang: str) -> Figure:
    """By outcome, its value with one factor at either end of its range, the widest swing on top."""
    shown = [row for row in range(len(found.outcomes)) if np.isfinite(found.swings[row]).all()][:MOST_PANELS]
    bars = min(MOST_BARS, len(found.factors))
    columns = min(2, len(shown))
    rows = math.ceil(len(shown) / columns)
    figure, panels = new_figure(TWO_COLUMNS, 20.0 + rows * (16.0 + 5.2 * bars), rows, columns)
    for panel in panels[len(shown):]:
        panel.set_visible(False)
    for row, axes in zip(shown, panels, strict=False):
        swings, base = found.swings[row], found.base[row]
        order = np.argsort(-np.abs(swings - base).max(axis=1), kind="stable")[:bars]
        for side, name in enumerate(("swing_low", "swing_high")):
            axes.barh(range(len(order)), swings[order, side] - base, left=base, height=0.65, color=PALETTE[side],
                      label=word(name, lang) if row == shown[0] else None)
        axes.axvline(base, color="black", linewidth=0.8)
        axes.set_yticks(range(len(order)), [found.factors[at].label(lang) for at in order], fontsize=6.5)
        axes.invert_yaxis()
        axes.grid(visible=True, axis="x")
        axes.grid(visible=False, axis="y")
        axes.set_title(outcome_label(found.outcomes[row], lang), loc="left", fontsize=8)
        axes.set_xlabel(unit_label(found.outcomes[row].unit, lang))
        axes.locator_params(axis="x", nbins=5)
    figure.suptitle(word("figure_tornado", lang), fontsize=9, x=0.01, ha="left")
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def heat_map(found: Sensitivity, lang: str) -> Figure:
    """The main index of each factor for each outcome; factors by their largest index."""
    rows = [row for row, estimates in enumerate(found.estimates) if estimates is not None]
    index = found.index[rows].clip(0.0, 1.0)
    order = np.argsort(-index.max(axis=0), kind="stable")[:MOST_COLUMNS]
    figure, (axes,) = new_figure(TWO_COLUMNS, 46.0 + 8.0 * len(rows))
    image = axes.imshow(index[:, order], cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
    for place in np.ndindex(len(rows), len(order)):
        value = index[place[0], order[place[1]]]
        axes.annotate(f"{value:.2f}", (place[1], place[0]), ha="center", va="center", fontsize=6,
                      color="white" if value > 0.55 else "black")
    axes.set_xticks(range(len(order)), [wrapped(found.factors[at].label(lang), lang) for at in order], rotation=45,
                    ha="right", fontsize=6.5)
    axes.set_yticks(range(len(rows)), [outcome_label(found.outcomes[row], lang) for row in rows])
    axes.grid(visible=False)
    figure.colorbar(image, ax=axes, shrink=0.8)
    figure.suptitle(word(f"figure_heat_{found.main}", lang), fontsize=9, x=0.01, ha="left")
    return figure


CATALOGUE: Mapping[str, Callable[[Sensitivity, str], Figure]] = {"tornado": tornado, "heat_map": heat_map}


def draw(found: Sensitivity, folder: Path, lang: str) -> list[Path]:
    """Draw the pictures that there are figures for, as PNG, SVG and PDF."""
    drawable = {"tornado": np.isfinite(found.swings).any(),
                "heat_map": any(estimates is not None for estimates in found.estimates)}
    labels = tuple(label for outcome in found.outcomes for label in outcome.labels[:1])
    paths = []
    with house_style(lang, labels):
        for name, figure in CATALOGUE.items():
            if drawable[name]:
                paths += save(figure(found, lang), folder, name)
    return paths
