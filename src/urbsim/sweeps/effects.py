"""How the share of runs that reach a target goes with each factor, in one pass over the parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from urbsim.sweeps.plan import Plan
from urbsim.sweeps.summary import Parts, judged_columns, reached

BINS = 8
"""Of equal width, for a sampled factor; a factor of the grid has its values."""


@dataclass(frozen=True)
class Effect:
    """Runs by bin of one factor: `centres` (bin), `runs` (bin), `reached` (judged column, bin)."""

    name: str
    centres: np.ndarray
    runs: np.ndarray
    reached: np.ndarray

    @property
    def span(self) -> float:
        """Largest difference of a share between two bins that hold runs, over the judged columns."""
        held = self.runs > 0
        return float(np.ptp(self.reached[:, held] / self.runs[held], axis=1).max())


def effects(plan: Plan, parts: Parts) -> list[Effect]:
    """The effect of each factor on reaching the targets in the target year, the largest first."""
    names, design = judged_columns(plan), plan.design
    edges = {name: _edges(values) for name, values in design.grid.items()}
    edges |= {name: np.linspace(item.low, item.high, BINS + 1) if not item.values else _edges(item.values)
              for name, item in design.sampled.items()}
    runs = {name: np.zeros(len(found) - 1) for name, found in edges.items()}
    hits = {name: np.zeros((len(names), len(found) - 1)) for name, found in edges.items()}
    for rows, judged in _judged_runs(plan, parts, names):
        for column, name in enumerate(design.names):
            where = np.clip(np.searchsorted(edges[name], rows[:, column], side="right") - 1, 0, len(runs[name]) - 1)
            runs[name] += np.bincount(where, minlength=len(runs[name]))
            for row in range(len(names)):
                hits[name][row] += np.bincount(where, judged[row], minlength=len(runs[name]))
    given = {**design.grid, **{name: item.values for name, item in design.sampled.items() if item.values}}
    found = [Effect(name, np.unique(given[name]) if name in given else 0.5 * (edges[name][1:] + edges[name][:-1]),
                    runs[name], hits[name]) for name in design.names]
    return sorted(found, key=lambda effect: -effect.span)


def _edges(values: Any) -> np.ndarray:
    """Bins that hold one value each."""
    known = np.unique(np.asarray(values, dtype=float))
    return np.concatenate([[-np.inf], 0.5 * (known[1:] + known[:-1]), [np.inf]])


def _judged_runs(plan: Plan, parts: Parts, names: list[str]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """By part: values of the factors (run, factor), and what is reached (judged column, run); failed runs left out."""
    at, first = plan.years.index(plan.scenario.targets.year), 0
    for table in parts(names):
        values = np.array([table[name].to_numpy()[at :: len(plan.years)] for name in names])
        rows = plan.design.rows(first, first + values.shape[1])
        first += values.shape[1]
        held = np.isfinite(values).all(axis=0)
        yield rows[held], np.array([reached(name, line[held]) for name, line in zip(names, values, strict=True)],
                                   dtype=float)


def first_runs(plan: Plan, parts: Parts, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The first runs that did not fail: values of the factors (run, factor), margins in the target year
    (judged column, run)."""
    names = judged_columns(plan)
    at, runs = plan.years.index(plan.scenario.targets.year), min(count, plan.design.runs)
    pieces: list[np.ndarray] = []
    for table in parts(names):
        pieces.append(np.array([table[name].to_numpy()[at :: len(plan.years)] for name in names]))
        if sum(piece.shape[1] for piece in pieces) >= runs:
            break
    values = np.concatenate(pieces, axis=1)[:, :runs]
    held = np.isfinite(values).all(axis=0)
    return plan.design.rows(0, runs)[held], values[:, held]
