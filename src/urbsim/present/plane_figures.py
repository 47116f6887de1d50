"""The picture of a plane: margin, bottleneck, public cost and debt on the plane of two groups of levers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from urbsim.analysis.plane import Plane
from urbsim.analysis.plane_file import Axis, Setup
from urbsim.present.labels import headline, wrapped
from urbsim.present.plane import TOTAL, axis_title
from urbsim.present.style import PALETTE, money_factor, new_figure, shown_unit
from urbsim.present.words import noted, word
from urbsim.results import LIMITS
from urbsim.vocabulary import Vocabulary

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BOTTLENECKS = ("#F2D9B8", "#CDE3F2", "#E9D3E3", "#CFE8DD")
"""Of LIMITS: land, finance, labour, infrastructure; light, so that contours stand out."""
LINES = 8
PALE = 2.0
"""Part of the range of public cost at which its colour would be darkest, so that contours stand out."""


def plane(found: tuple[Setup, Mapping[str, Plane]], lang: str, width: float) -> Figure:
    """A row of two panels a scenario: margin contours over what binds, and public cost with debt."""
    setup, planes = found
    figure, panels = new_figure(width, 22.0 + 74.0 * len(planes), len(planes), 2, sharex=True, sharey=True)
    one, other = setup.axes
    vocabulary = next(iter(planes.values())).experiment.model.vocabulary
    across, up = (shown_unit(vocabulary.levers[axis.shown].unit, lang)[0] * axis.values(axis.parts)[axis.shown]
                  for axis in (one, other))
    for row, item in enumerate(planes.values()):
        left, right = panels[2 * row], panels[2 * row + 1]
        _bottlenecks(left, across, up, item)
        _margins(left, across, up, item, lang)
        _cost(figure, right, across, up, item, lang)
        left.set_ylabel(f"{wrapped(item.experiment.scenario.label(lang))}\n\n"
                        f"{axis_label(other, vocabulary, lang)}")
        for axes in (left, right):
            axes.grid(visible=False)
            if row == len(planes) - 1:
                axes.set_xlabel(axis_label(one, vocabulary, lang))
    panels[0].set_title(word("figure_plane_margin", lang), loc="left", fontsize=8)
    panels[1].set_title(word("figure_plane_cost", lang), loc="left", fontsize=8)
    headline(figure, setup.titles[lang == "zh"])
    _legend(figure, planes, lang)
    return figure


def axis_label(axis: Axis, vocabulary: Vocabulary, lang: str) -> str:
    """Title of an axis with the lever that marks it, and its unit."""
    item = vocabulary.levers[axis.shown]
    unit = shown_unit(item.unit, lang)[1]
    name = item.zh if lang == "zh" else axis.shown.replace("_", " ")
    return noted(axis_title(axis, lang), ("，" if lang == "zh" else ", ").join(filter(None, (name, unit))), lang)


def _bottlenecks(axes: Axes, across: np.ndarray, up: np.ndarray, item: Plane) -> None:
    """Regions coloured by what is lowest over the city."""
    from matplotlib.colors import ListedColormap

    axes.pcolormesh(across, up, item.values["bottleneck"].T, cmap=ListedColormap(BOTTLENECKS), vmin=-0.5,
                    vmax=len(LIMITS) - 0.5, shading="nearest", rasterized=True)


def _margins(axes: Axes, across: np.ndarray, up: np.ndarray, item: Plane, lang: str) -> None:
    from matplotlib.ticker import MaxNLocator

    margin = money_factor(lang) * item.values[TOTAL].T
    levels = [level for level in MaxNLocator(LINES).tick_values(margin.min(), margin.max()) if level]
    lines = axes.contour(across, up, margin, levels=levels, colors="#333333", linewidths=0.8, linestyles="-")
    axes.clabel(lines, fontsize=7, fmt=lambda value: f"{value:+.4g}")
    _goal(axes, across, up, item)


def _goal(axes: Axes, across: np.ndarray, up: np.ndarray, item: Plane) -> None:
    """Where the goal is reached, and the cheapest point of the grid that does."""
    margin = item.values[TOTAL].T
    if margin.min() < 0.0 < margin.max():
        axes.contour(across, up, margin, levels=[0.0], colors=PALETTE[1], linewidths=2.2)
    if item.cheapest is not None:
        i, j = item.cheapest
        axes.plot(across[i], up[j], "*", color=PALETTE[1], markeredgecolor="white", markersize=10, clip_on=False,
                  zorder=5)


def _cost(figure: Figure, axes: Axes, across: np.ndarray, up: np.ndarray, item: Plane, lang: str) -> None:
    cost = money_factor(lang) * item.values["public_cost"].T
    pale = float(cost.min()) + PALE * float(np.ptp(cost))
    filled = axes.contourf(across, up, cost, levels=10, cmap="Blues", vmin=float(cost.min()), vmax=pale)
    figure.colorbar(filled, ax=axes, fraction=0.06, pad=0.02)
    debt = item.values["debt_ratio"].T
    lines = axes.contour(across, up, debt, levels=5, colors="#333333", linewidths=0.8, linestyles="--")
    axes.clabel(lines, fontsize=7, fmt="%.3g")
    _goal(axes, across, up, item)


def _legend(figure: Figure, planes: Mapping[str, Plane], lang: str) -> None:
    """What colours and marks mean, as far as they are seen."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    seen = sorted({int(number) for item in planes.values() for number in np.unique(item.values["bottleneck"])})
    handles: list[Patch | Line2D] = [Patch(color=BOTTLENECKS[number], label=word(LIMITS[number], lang))
                                     for number in seen]
    if any(item.cheapest is not None for item in planes.values()):
        handles += [Line2D([], [], color=PALETTE[1], linewidth=2.2, label=word("figure_plane_goal", lang)),
                    Line2D([], [], color=PALETTE[1], marker="*", markersize=10, linestyle="", markeredgecolor="white",
                           label=word("figure_plane_cheapest", lang))]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
