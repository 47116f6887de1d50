"""Pictures of an attribution: waterfall and interactions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from urbsim.analysis.attribution import Attribution
from urbsim.present.attribution import digits_for, order_of, player_label
from urbsim.present.common import outcome_label
from urbsim.present.labels import headline, wrapped
from urbsim.present.style import PALETTE, new_figure, shown_unit
from urbsim.present.words import signed, word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_BARS, MOST_PANELS = 18, 4
ENDS, UP, DOWN = "#777777", PALETTE[0], PALETTE[1]


def waterfall(found: Attribution, lang: str, width: float) -> Figure:
    """From the one scenario to the other, a step a clause group, the largest first; a panel an outcome."""
    panels_shown = min(MOST_PANELS, len(found.outcomes))
    bars = min(MOST_BARS, len(found.players)) + 2
    figure, panels = new_figure(width, 14.0 + panels_shown * (16.0 + 5.4 * bars), panels_shown, 1)
    for outcome, axes in zip(range(panels_shown), panels, strict=True):
        _steps(axes, found, outcome, lang)
    one, other = (title[lang == "zh"] for title in found.titles)
    headline(figure, word("figure_waterfall", lang, one=one, other=other))
    return figure


def _steps(axes: Axes, found: Attribution, outcome: int, lang: str) -> None:
    """Steps are bars; the totals that they join are points, as the axis need not start at zero."""
    factor, unit = shown_unit(found.outcomes[outcome].unit, lang)
    start, end = (factor * float(total[outcome]) for total in (found.shares.empty, found.shares.full))
    labels, values, widths = _shown(found, outcome, lang)
    values, widths = factor * values, factor * widths
    lefts = start + np.concatenate([[0.0], np.cumsum(values)[:-1]])
    places = np.arange(1, len(values) + 1)
    axes.barh(places, values, left=lefts, height=0.65, color=[UP if value >= 0.0 else DOWN for value in values],
              xerr=None if found.shares.exact else widths, error_kw={"elinewidth": 0.7, "capsize": 1.5})
    digits = _digits(found, outcome, factor)
    for at, value in ((0, start), (len(values) + 1, end)):
        axes.plot(value, at, "D", color=ENDS, markersize=5.0)
        axes.annotate(f"{value:.{digits}f}", (value, at), (6, 0), textcoords="offset points", va="center", fontsize=7)
    for place, value, left, half in zip(places, values, lefts, widths, strict=True):
        axes.annotate(signed(value, digits), (max(left, left + value + half), place), (3, 0),
                      textcoords="offset points", va="center", fontsize=6.5)
    ends = lefts + np.maximum(values, 0.0) + widths
    span = max(abs(end - start), float(np.ptp([*lefts, end])))
    axes.set_xlim(min(start, end, float(lefts.min())) - 0.06 * span, max(start, end, float(ends.max())) + 0.14 * span)
    titles = [wrapped(title[lang == "zh"]) for title in found.titles]
    axes.set_yticks(range(len(values) + 2), [titles[0], *labels, titles[1]], fontsize=7)
    axes.set_ylim(len(values) + 1.6, -0.6)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.set_title(outcome_label(found.outcomes[outcome], lang), loc="left", fontsize=8)
    axes.set_xlabel(unit)


def _digits(found: Attribution, outcome: int, factor: float) -> int:
    """Digits behind the point that show as much of an outcome as its table does."""
    difference = float(found.shares.full[outcome] - found.shares.empty[outcome])
    return digits_for(difference) + round(-math.log10(factor))


def _shown(found: Attribution, outcome: int, lang: str) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Names, contributions and half-widths of the largest steps, and of all others together."""
    order, shares = order_of(found, outcome), found.shares
    kept = sorted(order, key=lambda at: -abs(float(shares.shapley[outcome, at])))[:MOST_BARS]
    shown = [at for at in order if at in kept]
    values = [float(shares.shapley[outcome, at]) for at in shown]
    labels = [f"{player_label(found.players[at], lang)}  {' '.join(found.players[at].clauses)}".rstrip()
              for at in shown]
    widths = [float(shares.half_widths[outcome, at]) for at in shown]
    if len(shown) < len(order):
        values.append(float(shares.full[outcome] - shares.empty[outcome]) - sum(values))
        labels.append(f"... ({len(order) - len(shown)})")
        widths.append(0.0)
    return labels, np.array(values), np.array(widths)


def interactions(found: Attribution, lang: str, width: float) -> Figure:
    """What pairs of clause groups bring together beyond their sum, for the first outcome: blue complements, red
    replaces.
    """
    size = [float(np.nansum(np.abs(row))) for row in found.shares.interactions[0]]
    order = sorted(range(len(found.players)), key=lambda at: -size[at])[:MOST_BARS]
    factor, unit = shown_unit(found.outcomes[0].unit, lang)
    values = factor * found.shares.interactions[0][np.ix_(order, order)]
    most = max(float(np.nanmax(np.abs(values))), 1e-12)
    digits = _digits(found, 0, factor)
    figure, (axes,) = new_figure(width, 150.0)
    image = axes.imshow(values, cmap="RdBu", vmin=-most, vmax=most)
    for place in np.ndindex(values.shape):
        if np.isfinite(values[place]):
            axes.annotate(f"{values[place]:.{digits}f}", place[::-1], ha="center", va="center", fontsize=6,
                          color="white" if abs(values[place]) > 0.6 * most else "black")
    names = [player_label(found.players[at], lang) for at in order]
    axes.set_xticks(range(len(order)), names, rotation=45, ha="right", fontsize=6.5)
    axes.set_yticks(range(len(order)), names, fontsize=6.5)
    axes.grid(visible=False)
    bar = figure.colorbar(image, ax=axes, shrink=0.7)
    bar.set_label(unit)
    headline(figure, word("figure_interactions", lang, outcome=outcome_label(found.outcomes[0], lang)),
             word("figure_waterfall", lang, one=found.titles[0][lang == "zh"], other=found.titles[1][lang == "zh"]))
    return figure


def has_pairs(found: Attribution) -> bool:
    """Whether there are two players, who may interact."""
    return len(found.players) > 1
