"""Pictures of a decision and of a front."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from urbsim.optimisation.decision import Decision
from urbsim.optimisation.front import AIMS, Front
from urbsim.present.common import basis_under
from urbsim.present.labels import LINES_APART, headline, wrapped
from urbsim.present.style import GOAL, PALETTE, money_factor, new_figure, shown_unit
from urbsim.present.sweep_figures import upright_axes
from urbsim.present.words import signed, word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MONEY = ("revenue_current", "public_cost")
COLOURS = ("#BBBBBB", PALETTE[5], PALETTE[4], PALETTE[2], PALETTE[0])
"""From no target reached to all of them."""
MOST_LINES = 400


def levers(decision: Decision, lang: str, width: float) -> Figure:
    """Each lever in its range: as the scenario has it, as the package sets it, and what a reset would cost the target
    that it matters most for; those that matter most on top.
    """
    ranked, known = decision.ranked, decision.task.model.vocabulary.levers
    figure, (axes,) = new_figure(width, 24.0 + 4.6 * len(ranked))
    names = []
    for row, worth in enumerate(ranked):
        scale, unit = shown_unit(known[worth.lever].unit, lang)
        name = known[worth.lever].zh if lang == "zh" else worth.lever.replace("_", " ")
        names.append(f"{name} ({unit})" if unit else name)
        span = (worth.high - worth.low) or 1.0
        base, chosen = ((value - worth.low) / span for value in (worth.base, worth.chosen))
        axes.plot([0.0, 1.0], [row, row], color="#DDDDDD", linewidth=1.0, zorder=1)
        axes.plot([base, chosen], [row, row], color=PALETTE[0], linewidth=1.4, zorder=2)
        axes.plot(base, row, "o", color="white", markeredgecolor=PALETTE[0], markersize=4.5, zorder=3,
                  label=decision.task.experiment.scenario.label(lang) if row == 0 else None)
        axes.plot(chosen, row, "o", color=PALETTE[0], markersize=4.5, zorder=4,
                  label=word("column_package", lang) if row == 0 else None)
        axes.annotate(f"{scale * worth.chosen:.4g}", (1.03, row), va="center", fontsize=7, annotation_clip=False)
        reset = money_factor(lang) * min(worth.margins.values())
        axes.annotate(signed(reset, 2), (1.2, row), va="center", fontsize=7, color=GOAL, annotation_clip=False)
    axes.annotate(word("column_chosen", lang), (1.03, -1.3), va="center", fontsize=7, annotation_clip=False)
    axes.annotate(word("figure_levers_reset", lang), (1.2, -1.3), va="center", fontsize=7, color=GOAL,
                  annotation_clip=False, linespacing=LINES_APART)
    axes.set_yticks(range(len(ranked)), names, fontsize=7)
    axes.set_xticks([0.0, 1.0], [word("figure_levers_low", lang), word("figure_levers_high", lang)])
    axes.set_xlim(-0.03, 1.42)
    axes.set_ylim(len(ranked) - 0.4, -1.8)
    axes.grid(visible=False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.tick_params(length=0)
    headline(figure, word("figure_levers", lang), _basis(decision, lang))
    figure.legend(loc="outside lower center", ncols=2)
    return figure


def front(found: Front, lang: str, width: float) -> Figure:
    """Revenue and public cost of the packages, coloured by how many targets they reach."""
    figure, (axes,) = new_figure(width, 100.0)
    factor, names = money_factor(lang), [aim.name for aim in AIMS]
    revenue, cost = (factor * found.values[:, names.index(name)] for name in MONEY)
    reached, every = found.reached, len(found.margins)
    for number in range(every + 1):
        held = reached == number
        if held.any():
            axes.scatter(cost[held], revenue[held], s=14, color=_colour(number, every), edgecolor="white",
                         linewidth=0.3, label=word("reached_n", lang, n=number, all=every))
    goal = factor * found.task.wanted.total_revenue
    axes.axhline(goal, color=GOAL, linewidth=1.0, linestyle=(0, (4, 2)))
    axes.annotate(word("goal_line", lang, goal=goal), (0.0, goal), (3, 3), xycoords=("axes fraction", "data"),
                  textcoords="offset points", color=GOAL)
    axes.set_xlabel(word("axis_cost", lang))
    axes.set_ylabel(word("axis_revenue", lang))
    headline(figure, word("figure_front", lang), _basis(found, lang))
    figure.legend(loc="outside lower center", ncols=5)
    return figure


def _basis(found: Decision | Front, lang: str) -> str:
    return basis_under(found.task.experiment.scenario.label(lang), found.basis.runs, found.basis.seed, lang)


def _colour(reached: int, every: int) -> str:
    return COLOURS[round((len(COLOURS) - 1) * reached / every)]


def front_aims(found: Front, lang: str, width: float) -> Figure:
    """A line a package over all aims, the better end up, coloured by how many targets it reaches."""
    figure, (axes,) = new_figure(width, 105.0)
    values = found.values * [money_factor(lang) if aim.name in MONEY else 1.0 for aim in AIMS]
    low, high = values.min(axis=0), values.max(axis=0)
    heights = (values - low) / np.where(high > low, high - low, 1.0)
    for column, aim in enumerate(AIMS):
        if not aim.large:
            heights[:, column] = 1.0 - heights[:, column]
    reached, every = found.reached, len(found.margins)
    for number in range(every + 1):
        chosen = np.flatnonzero(reached == number)[:MOST_LINES]
        for first, row in enumerate(chosen):
            axes.plot(range(len(AIMS)), heights[row], color=_colour(number, every), alpha=0.5, linewidth=0.7,
                      label=word("reached_n", lang, n=number, all=every) if first == 0 else None)
    large = [aim.large for aim in AIMS]
    upright_axes(axes, [wrapped(word(f"aim_{aim.name}", lang), 20) for aim in AIMS],
                 np.where(large, low, high).tolist(), np.where(large, high, low).tolist())
    headline(figure, word("figure_front_axes", lang), _basis(found, lang))
    figure.legend(loc="outside lower center", ncols=5)
    return figure
