"""Pictures of an attribution: waterfall and interactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from urbsim.analysis.attribution import Attribution
from urbsim.digits import with_uncertainty
from urbsim.present.attribution import order_of, player_label
from urbsim.present.common import outcome_label
from urbsim.present.labels import headline
from urbsim.present.style import PALETTE, new_figure, unit_label
from urbsim.present.words import word

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
    order, shares = order_of(found, outcome), found.shares
    kept = sorted(order, key=lambda at: -abs(float(shares.shapley[outcome, at])))[:MOST_BARS]
    shown = [at for at in order if at in kept]
    values = [float(shares.shapley[outcome, at]) for at in shown]
    labels = [f"{player_label(found.players[at], lang)}  {' '.join(found.players[at].clauses)}".rstrip()
              for at in shown]
    widths = [float(shares.half_widths[outcome, at]) for at in shown]
    start, end = float(shares.empty[outcome]), float(shares.full[outcome])
    if len(shown) < len(order):
        values.append(end - start - sum(values))
        labels.append(f"... ({len(order) - len(shown)})")
        widths.append(0.0)
    lefts = start + np.concatenate([[0.0], np.cumsum(values)[:-1]])
    places = np.arange(1, len(values) + 1)
    axes.barh(places, values, left=lefts, height=0.65, color=[UP if value >= 0.0 else DOWN for value in values],
              xerr=None if shares.exact else widths, error_kw={"elinewidth": 0.7, "capsize": 1.5})
    span = max(abs(end - start), float(np.ptp([*lefts, end])))
    low = min(start, end, float(lefts.min())) - 0.12 * span
    for at, value in ((0, start), (len(values) + 1, end)):
        axes.barh(at, value - low, left=low, height=0.65, color=ENDS)
        axes.annotate(f"{value:.4g}", (value, at), (3, 0), textcoords="offset points", va="center", fontsize=7)
    for place, value, left, half in zip(places, values, lefts, widths, strict=True):
        text = with_uncertainty(value, value - half, value + half)[0]
        axes.annotate(f"+{text}" if value >= 0.0 else text, (max(left, left + value + half), place), (3, 0),
                      textcoords="offset points", va="center", fontsize=6.5)
    ends = lefts + np.maximum(values, 0.0) + widths
    axes.set_xlim(low, max(start, end, float(ends.max())) + 0.14 * span)
    titles = [title[lang == "zh"] for title in found.titles]
    axes.set_yticks(range(len(values) + 2), [titles[0], *labels, titles[1]], fontsize=7)
    axes.invert_yaxis()
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.set_title(outcome_label(found.outcomes[outcome], lang), loc="left", fontsize=8)
    axes.set_xlabel(unit_label(found.outcomes[outcome].unit, lang))


def interactions(found: Attribution, lang: str, width: float) -> Figure:
    """What pairs of clause groups bring together beyond their sum, for the first outcome: blue complements, red
    replaces.
    """
    size = [float(np.nansum(np.abs(row))) for row in found.shares.interactions[0]]
    order = sorted(range(len(found.players)), key=lambda at: -size[at])[:MOST_BARS]
    values = found.shares.interactions[0][np.ix_(order, order)]
    most = max(float(np.nanmax(np.abs(values))), 1e-12)
    figure, (axes,) = new_figure(width, 150.0)
    image = axes.imshow(values, cmap="RdBu", vmin=-most, vmax=most)
    for place in np.ndindex(values.shape):
        if np.isfinite(values[place]):
            axes.annotate(f"{values[place]:.1f}" if most >= 1.0 else f"{values[place]:.2g}", place[::-1], ha="center",
                          va="center", fontsize=5.5, color="white" if abs(values[place]) > 0.6 * most else "black")
    names = [player_label(found.players[at], lang) for at in order]
    axes.set_xticks(range(len(order)), names, rotation=45, ha="right", fontsize=6.5)
    axes.set_yticks(range(len(order)), names, fontsize=6.5)
    axes.grid(visible=False)
    bar = figure.colorbar(image, ax=axes, shrink=0.7)
    bar.set_label(unit_label(found.outcomes[0].unit, lang))
    headline(figure, word("figure_interactions", lang, outcome=outcome_label(found.outcomes[0], lang)))
    return figure


def has_pairs(found: Attribution) -> bool:
    """Whether there are two players, who may interact."""
    return len(found.players) > 1
