"""What the runs of a sweep say together: quantiles, margins, and shares of runs that reach the targets.

Memory is bounded: columns are read as many at a time as fit, whole for exact quantiles. Runs that failed are left out;
the column `runs` tells how many count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from urbsim.analysis.intervals import wilson
from urbsim.outcomes import MARGIN, MISSED, figure_unit, judged_names
from urbsim.sweeps.plan import Plan

MEMORY = 64 * 2**20
"""Bytes of columns that are held at a time (one column and year is held whole whatever its size)."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
HEADER = ("quantity", "year", "unit", "runs", "mean", "deviation", "minimum",
          *(f"q{100 * level:02.0f}" for level in QUANTILES), "maximum", "reached", "share", "share_low", "share_high")
TARGET_HEADER = ("target", "year", "runs", "reached", "share", "share_low", "share_high", "margin_q05", "margin_q50",
                 "margin_q95")
Parts = Callable[[Sequence[str]], Iterator[Any]]


def summary_rows(plan: Plan, parts: Parts, names: Sequence[str] = (), years: Sequence[int] = (),
                 ) -> Iterator[tuple[Any, ...]]:
    """Rows of summary.csv, for all columns and years kept where none are named.

    For a margin, `reached` counts the runs in which it is not negative; for targets_missed those that miss none.
    `share_low` and `share_high` are Wilson's interval of 95 %, where every run is a future of its own: the points of a
    grid are no sample of anything. A Sobol' or Latin hypercube sample is more even than chance: the interval is wide.
    """
    sampled = bool(plan.design.sampled) and plan.design.points == 1
    for column, year, values in columns(plan, parts, names or plan.columns, years or plan.years):
        finite = values[np.isfinite(values)]
        yield (column, year, figure_unit(column, plan.model), len(finite), *_moments(finite),
               *_judged(column, finite, sampled=sampled))


def _moments(values: np.ndarray) -> tuple[float | str, ...]:
    if not len(values):
        return ("",) * (len(QUANTILES) + 4)
    low, *middle, high = np.quantile(values, (0.0, *QUANTILES, 1.0)).tolist()
    return (float(values.mean()), float(values.std()), low, *middle, high)


def _judged(column: str, values: np.ndarray, *, sampled: bool) -> tuple[Any, ...]:
    if not len(values) or not (column.startswith(MARGIN) or column == MISSED):
        return ("",) * 4
    count = int(reached(column, values).sum())
    return (count, *share(count, len(values), sampled=sampled))


def share(count: int, runs: int, *, sampled: bool) -> tuple[float | str, ...]:
    """Share of runs, and Wilson's interval where they are a sample."""
    if not sampled:
        return (count / runs, "", "")
    return (count / runs, *wilson(count, runs))


def target_rows(plan: Plan, parts: Parts) -> Iterator[tuple[Any, ...]]:
    """Rows of targets.csv: for each point of the grid and target, over the sample, in the target year.

    Empty where nothing is sampled or the target year is not kept.
    """
    year, points = plan.scenario.targets.year, plan.design.points
    if not plan.design.sampled or year not in plan.years:
        return
    rows: list[list[tuple[Any, ...]]] = [[] for _ in range(points)]
    for name, _, found in columns(plan, parts, judged_columns(plan), (year,)):  # one column of all runs at a time
        for point in range(points):
            values = found[point::points]
            finite = values[np.isfinite(values)]
            if len(finite):
                margin = ("",) * 3 if name == MISSED else tuple(np.quantile(finite, (0.05, 0.5, 0.95)).tolist())
                rows[point].append((target_of(name), year, len(finite), *_judged(name, finite, sampled=True), *margin))
    for point, judged in enumerate(rows):
        grid = plan.design.rows(point, point + 1)[0, : len(plan.design.grid)].tolist()
        yield from ((*grid, *row) for row in judged)


def judged_columns(plan: Plan) -> list[str]:
    """The columns that say whether targets are reached."""
    return list(judged_names(plan.model, plan.scenario.targets))


def target_of(column: str) -> str:
    """The target that a column judges; `all` for targets_missed."""
    return "all" if column == MISSED else column.removeprefix(MARGIN)


def reached(column: str, values: np.ndarray) -> np.ndarray:
    """Whether a target is reached, from its margin; for targets_missed whether all are."""
    held: np.ndarray = values == 0.0 if column == MISSED else values >= 0.0
    return held


def columns(plan: Plan, parts: Parts, names: Sequence[str], years: Sequence[int],
            ) -> Iterator[tuple[str, int, np.ndarray]]:
    """Each column and year over all runs: (name, year, values)."""
    room = max(1, MEMORY // (8 * plan.design.runs))
    pairs = [(name, year) for name in names for year in years]
    for start in range(0, len(pairs), room):
        piece = pairs[start : start + room]
        wanted = list(dict.fromkeys(name for name, _ in piece))
        held = np.empty((len(piece), plan.design.runs))
        first = 0
        for table in parts(wanted):
            last = first + len(table) // len(plan.years)
            for row, (name, year) in enumerate(piece):
                held[row, first:last] = table[name].to_numpy()[plan.years.index(year) :: len(plan.years)]
            first = last
        yield from ((name, year, held[row]) for row, (name, year) in enumerate(piece))

