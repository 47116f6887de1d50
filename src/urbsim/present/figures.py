"""The figures, each one function from finished runs to a matplotlib figure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from urbsim.analysis.money import SOURCES, money
from urbsim.errors import UsageError
from urbsim.present.style import (
    DASHES,
    GOAL,
    PALETTE,
    TWO_COLUMNS,
    house_style,
    money_factor,
    new_figure,
    save,
)
from urbsim.present.words import word
from urbsim.results import Results
from urbsim.targets import TIER_GOALS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_LABELS = 5
"""Lines that are named at their ends; more are named in a legend, in their order."""
YEARS_AFTER_TARGET = 3
"""The policy is judged in its target year; later years would hide it."""


def _line(number: int) -> dict[str, Any]:
    """Colour and dash of a scenario's line: both differ, for print in grey."""
    return {"color": PALETTE[number % len(PALETTE)], "linestyle": DASHES[number // 4 % len(DASHES)]}


def _years(run: Results) -> list[int]:
    return [year for year in run.years.numbers if year <= run.scenario.targets.year + YEARS_AFTER_TARGET]


def year_axis(axes: Axes, years: Sequence[int], lang: str) -> None:
    """Whole years as ticks, few enough to read."""
    step = max(1, math.ceil(len(years) / 8))
    axes.set_xticks(list(years)[::step])
    axes.set_xlabel(word("axis_year", lang))


def total_revenue(runs: Sequence[Results], lang: str) -> Figure:
    """Total revenue against its goal, a line a scenario, labelled at its end."""
    figure, (axes,) = new_figure(TWO_COLUMNS, 95.0)
    factor, ends = money_factor(lang), []
    for number, run in enumerate(runs):
        years = _years(run)
        values = [factor * float(run.years.indicator("revenue_current", year)) for year in years]
        axes.plot(years, values, **_line(number))
        ends.append((values[-1], wrapped(run.scenario.label(lang), lang), _line(number)["color"]))
    years, targets = _years(runs[0]), runs[0].scenario.targets
    goal = factor * targets.total_revenue
    axes.axhline(goal, color=GOAL, linewidth=1.0, linestyle=(0, (4, 2)))
    axes.axvline(targets.year, color=GOAL, linewidth=0.6, linestyle=":")
    axes.annotate(word("goal_line", lang, goal=goal), (years[0], goal), (2, 3), textcoords="offset points", color=GOAL)
    if len(runs) <= MOST_LABELS:
        _end_labels(axes, years[-1], ends)
    else:
        axes.set_xlim(right=years[-1])
        order = sorted(range(len(runs)), key=lambda number: -ends[number][0])
        figure.legend([axes.lines[number] for number in order], [ends[number][1] for number in order],
                      loc="outside right center")
    axes.set_title(word("figure_total", lang), loc="left")
    axes.set_ylabel(word("axis_revenue", lang))
    axes.set_ylim(bottom=0)
    year_axis(axes, years, lang)
    return figure


def _end_labels(axes: Axes, year: float, ends: Sequence[tuple[float, str, str]]) -> None:
    """Name lines at their ends, moved apart where they would overlap."""
    top = max(axes.get_ylim()[1], max(value for value, _, _ in ends) * 1.05)
    line = 0.048 * top
    placed: list[float] = []
    below = 0.0  # half the height of the label below
    for value, label, _ in sorted(ends, key=lambda end: end[0]):
        half = 0.5 * line * (1 + label.count("\n")) + 0.1 * line
        placed.append(max(value, placed[-1] + below + half) if placed else value)
        below = half
    shift = (sum(value for value, _, _ in ends) - sum(placed)) / len(ends)
    for (value, label, colour), at in zip(sorted(ends, key=lambda end: end[0]), placed, strict=True):
        axes.annotate(label, (year, value), (year + 0.25, at + shift), color=colour, va="center", linespacing=0.95,
                      annotation_clip=False, arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5})
    axes.set_xlim(right=year)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def park_revenue(runs: Sequence[Results], lang: str) -> Figure:
    """Revenue of each park by year against the goal of its own tier; a panel a park, a line a scenario."""
    first = runs[0]
    parks = first.model.city.elements["park"]
    columns = min(4, len(parks))
    rows = math.ceil(len(parks) / columns)
    figure, panels = new_figure(TWO_COLUMNS, 14.0 + 40.0 * rows, rows, columns, sharex=True)
    factor = money_factor(lang)
    for panel in panels[len(parks):]:
        panel.set_visible(False)
    for i, (park, axes) in enumerate(zip(parks, panels, strict=False)):
        for number, run in enumerate(runs):
            years = _years(run)
            values = [factor * float(run.years.annual_revenue(year)[i] * run.years.price_index(year))
                      for year in years]
            axes.plot(years, values, label=run.scenario.label(lang) if i == 0 else None, **_line(number))
        tier = int(first.model.inputs["tier"][i])
        if tier in TIER_GOALS:
            goal = factor * first.model.inputs[TIER_GOALS[tier]]
            axes.axhline(goal, color=GOAL, linewidth=1.0, linestyle=(0, (4, 2)),
                         label=word("tier_goal", lang) if i == 0 else None)
        axes.axvline(first.scenario.targets.year, color=GOAL, linewidth=0.6, linestyle=":")
        axes.set_title(wrapped(first.model.city.label(park, lang), lang), fontsize=7.5, loc="left")
        axes.set_ylim(bottom=0)
        axes.set_xticks(sorted({_years(first)[0], first.scenario.targets.year, _years(first)[-1]}))
    figure.supylabel(word("axis_revenue", lang), fontsize=8)
    figure.suptitle(word("figure_parks", lang), fontsize=9, x=0.01, ha="left")
    figure.legend(loc="outside lower center", ncols=2 if len(runs) < 6 else 3)
    return figure


def wrapped(text: str, lang: str) -> str:
    """A panel title in at most two lines."""
    width = 12 if lang == "zh" else 26
    if len(text) <= width:
        return text
    if lang == "zh":
        return f"{text[:width]}\n{_short(text[width:], width)}"
    words = text.split()
    cut = next((n for n in range(len(words), 0, -1) if len(" ".join(words[:n])) <= width), 1)
    return " ".join(words[:cut]) + ("\n" + _short(" ".join(words[cut:]), width + 2) if words[cut:] else "")


def urbanization(runs: Sequence[Results], lang: str) -> Figure:
    """Urban share and residents, over all years of the runs."""
    figure, (left, right) = new_figure(TWO_COLUMNS, 78.0 + 4.0 * math.ceil(len(runs) / 3), 1, 2)
    for number, run in enumerate(runs):
        years = list(run.years.numbers)
        share = [100.0 * float(run.years.indicator("urbanization", year)) for year in years]
        people = [1e-4 * float(run.years.indicator("population", year)) for year in years]
        left.plot(years, share, label=run.scenario.label(lang), **_line(number))
        right.plot(years, people, **_line(number))
    for axes, label in ((left, "axis_urbanization"), (right, "axis_population")):
        axes.set_ylabel(word(label, lang))
        year_axis(axes, list(runs[0].years.numbers), lang)
    left.set_title(word("figure_urban", lang), loc="left")
    if len(runs) > 1:
        figure.legend(loc="outside lower center", ncols=2 if len(runs) < 7 else 3)
    return figure


def public_money(runs: Sequence[Results], lang: str) -> Figure:
    """Where public money came from and where it went until the end of the target year; two bars a scenario."""
    year = runs[0].scenario.targets.year
    figure, (left, right) = new_figure(TWO_COLUMNS, 62.0 + 8.0 * len(runs), 1, 2, sharey=True)
    both = [money(run, min(year + 1.0, run.model.time.end)) for run in runs]
    labels = [wrapped(run.scenario.label(lang), lang) for run in runs]
    for axes, side, heading in ((left, 0, "sources"), (right, 1, "uses")):
        _stacked_bars(axes, labels, [pair[side] for pair in both], len(SOURCES) * side, lang)
        axes.set_title(word(heading, lang), loc="left")
        axes.set_xlabel(word("axis_money", lang))
        axes.grid(visible=True, axis="x")
        axes.grid(visible=False, axis="y")
        handles, names = axes.get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower right" if side else "outside lower left", ncols=1 + side)
    left.invert_yaxis()
    first = runs[0].years.numbers[0] if runs[0].years.numbers else year
    figure.suptitle(word("figure_money", lang, first=first, last=year), fontsize=9, x=0.01, ha="left")
    return figure


def _stacked_bars(axes: Axes, labels: Sequence[str], amounts: Sequence[Mapping[str, float]], first: int,
                  lang: str) -> None:
    """Horizontal bars, positive parts to the right of zero and negative ones to the left."""
    factor = money_factor(lang)
    rights, lefts = [0.0] * len(labels), [0.0] * len(labels)
    for number, key in enumerate(amounts[0]):
        values = [factor * amount[key] for amount in amounts]
        starts = [rights[i] if value >= 0.0 else lefts[i] for i, value in enumerate(values)]
        axes.barh(range(len(labels)), values, left=starts, height=0.62, color=PALETTE[(first + number) % len(PALETTE)],
                  edgecolor="white", linewidth=0.4, label=word(key, lang))
        for i, value in enumerate(values):
            if value >= 0.0:
                rights[i] += value
            else:
                lefts[i] += value
    axes.set_yticks(range(len(labels)), labels)


CATALOGUE: Mapping[str, Callable[[Sequence[Results], str], Figure]] = {
    "total_revenue": total_revenue, "park_revenue": park_revenue, "urbanization": urbanization,
    "public_money": public_money}


def draw(runs: Sequence[Results], folder: Path, lang: str, names: Sequence[str] = ()) -> list[Path]:
    """Draw figures of the catalogue (all where none is named) and write them as PNG, SVG and PDF.

    Raises UsageError where the runs are of cities with different parks.
    """
    for run in runs:
        if run.model.city.elements["park"] != runs[0].model.city.elements["park"]:
            raise UsageError(f"{run.scenario.name} and {runs[0].scenario.name} have different parks; "
                             "draw them in figures of their own")
    titles = tuple(run.scenario.label(lang) for run in runs)
    paths = []
    with house_style(lang, titles):
        for name in names or CATALOGUE:
            paths += save(CATALOGUE[name](runs, lang), folder, name)
    return paths
