"""Pictures of boxes: the runs they hold, and the peeling trajectory they were chosen from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from urbsim.analysis.prim import Found
from urbsim.present.common import basis_under
from urbsim.present.discovery import target_name
from urbsim.present.labels import LINES_APART, headline, wrapped
from urbsim.present.style import GOAL, PALETTE, new_figure, new_panels, shown_unit, with_unit
from urbsim.present.words import word
from urbsim.sweeps.discovery import Discovery

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_POINTS = 2000
CASE, OTHER = PALETTE[1], "#9BBBD4"


def boxes(found: Discovery, lang: str, width: float) -> Figure:
    """The runs over the two surest factors of each box, with the box drawn in; a panel a box."""
    shown = found.found
    figure, panels = new_panels(len(shown), width, 3, 60.0 if len(shown) > 1 else 82.0)
    for number, (item, axes) in enumerate(zip(shown, panels, strict=True), 1):
        _panel(axes, found, item, lang)
        axes.set_title(word("box_chosen", lang, number=number), loc="left", fontsize=8)
    key = "figure_boxes_reached" if found.reached else "figure_boxes"
    headline(figure, word(key, lang, target=target_name(found, lang), year=found.runs.year), _basis(found, lang))
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2, markerscale=2.0)
    return figure


def _basis(found: Discovery, lang: str) -> str:
    return basis_under(found.runs.scenario, found.basis.runs, found.basis.seed, lang)


def _panel(axes: Axes, found: Discovery, item: Found, lang: str) -> None:
    """Runs as points, and the box's limits on the two factors that it limits most surely."""
    from matplotlib.patches import Rectangle

    ordered = list(dict.fromkeys(found.runs.factors.index(limit.factor) for limit in found.limits(item)))
    ordered += [column for column in range(len(found.runs.factors)) if column not in ordered]
    chosen = (ordered * 2)[:2]
    factors = [found.runs.factors[column] for column in chosen]
    scales, units = zip(*(shown_unit(factor.unit, lang) for factor in factors), strict=True)
    rows, cases = np.array(scales) * found.runs.rows[:, chosen], found.cases[:MOST_POINTS]
    kinds = ((OTHER, "cases_missed" if found.reached else "cases_reached"),
             (CASE, "cases_reached" if found.reached else "cases_missed"))
    for kind, (colour, name) in enumerate(kinds):
        here = cases == bool(kind)
        across, up = rows[:MOST_POINTS][here].T
        axes.scatter(across, up, s=3.0, color=colour, alpha=0.7, linewidths=0, label=word(name, lang))
    ends = [_span(column) for column in rows.T]
    (left, right), (bottom, top) = (np.clip(scale * item.box.limits[column], *end)
                                    for column, scale, end in zip(chosen, scales, ends, strict=True))
    axes.add_patch(Rectangle((left, bottom), right - left, top - bottom, fill=False, linewidth=1.6, edgecolor="black",
                             clip_on=False))
    axes.set_xlim(*ends[0])
    axes.set_ylim(*ends[1])
    below, beside = (with_unit(wrapped(factor.label(lang)), unit) for factor, unit in zip(factors, units, strict=True))
    axes.set_xlabel(below, fontsize=7, linespacing=LINES_APART)
    axes.set_ylabel(beside, fontsize=7, linespacing=LINES_APART)


def _span(values: np.ndarray) -> tuple[float, float]:
    """The ends of an axis, a little beyond the values."""
    low, high = float(values.min()), float(values.max())
    room = 0.02 * (high - low) or 1.0
    return low - room, high + room


def trajectory(found: Discovery, lang: str, width: float) -> Figure:
    """Coverage and density of every step of the peeling, and the boxes chosen."""
    figure, (axes,) = new_figure(width, 95.0)
    first = found.found[0]
    steps = np.array([(box.coverage, box.density, box.restricted.sum()) for box in first.trajectory])
    points = axes.scatter(steps[:, 0], steps[:, 1], c=steps[:, 2], cmap="viridis", s=14.0)
    figure.colorbar(points, ax=axes, shrink=0.8).set_label(word("axis_limits", lang))
    for number, item in enumerate(found.found, 1):
        place = (found.coverage(item), item.box.density)
        axes.plot(*place, marker="s", markersize=8, markerfacecolor="none", markeredgecolor=PALETTE[1])
        axes.annotate(word("box_chosen", lang, number=number), place, (7, 4), textcoords="offset points", fontsize=7.5,
                      color=PALETTE[1])
    axes.axhline(found.share, color=GOAL, linewidth=0.8, linestyle=":")
    axes.annotate(word("share_of_all", lang), (0.0, found.share), (2, -3), textcoords="offset points", fontsize=7,
                  color=GOAL, va="top")
    axes.set_xlim(0.0, 1.06)
    axes.set_ylim(0.0, 1.04)
    axes.set_xlabel(word("axis_coverage", lang))
    axes.set_ylabel(word("axis_density", lang))
    headline(figure, word("figure_trajectory", lang, target=target_name(found, lang), year=found.runs.year),
             _basis(found, lang))
    return figure


def has_boxes(found: Discovery) -> bool:
    """Whether any box was found."""
    return bool(found.found)
