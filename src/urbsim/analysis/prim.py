"""Patient rule induction (PRIM): boxes of the inputs in which a case is frequent.

Peeling, pasting and covering follow Friedman and Fisher (1999, Statistics and Computing 9, 123-143); coverage, density,
quasi-p values and resampling Bryant and Lempert (2010, Technological Forecasting and Social Change 77, 34-49).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

ALPHA = 0.05
"""Part of a box that one peel takes away, and that one paste adds: the usual patience."""
LEAST_RUNS = 10
"""Runs, and runs of either kind, below which nothing is looked for."""
LEAST_SHARE = 0.02
SIGNIFICANT = 0.05
"""Limits with a larger quasi-p value are dropped."""
LEAST_COVERAGE = 0.05
"""Part of all cases that a further box must hold."""
RESAMPLES = 50

LOW, HIGH = 0, 1


@dataclass(frozen=True, eq=False)
class Box:
    """Limits (factor, 2) on the inputs, infinite where open, and the runs: `inside` of all those looked at, (run)."""

    limits: np.ndarray
    inside: np.ndarray
    cases: np.ndarray

    @property
    def runs(self) -> int:
        """Runs in the box."""
        return int(self.inside.sum())

    @property
    def coverage(self) -> float:
        """Part of the cases that lie in the box."""
        return float(self.cases[self.inside].sum() / self.cases.sum())

    @property
    def density(self) -> float:
        """Part of the box's runs that are cases."""
        return float(self.cases[self.inside].mean())

    @property
    def separation(self) -> float:
        """Coverage less the part of the other runs that lie in the box (Youden 1950): whatever the share of cases, 1
        where the box tells both kinds apart and 0 where it does no better than chance.
        """
        return self.coverage - float((~self.cases[self.inside]).sum() / (~self.cases).sum())

    @cached_property
    def restricted(self) -> np.ndarray:
        """Which limits are set, (factor, 2)."""
        return np.asarray(np.isfinite(self.limits))


def whole(rows: np.ndarray, cases: np.ndarray) -> Box:
    """The box without limits."""
    return Box(np.tile([-np.inf, np.inf], (rows.shape[1], 1)), np.ones(len(cases), dtype=bool), cases)


def peel(rows: np.ndarray, cases: np.ndarray) -> list[Box]:
    """The peeling trajectory from the whole to the smallest box: each step takes off the end of one input whose removal
    leaves the greatest density; of equal ones that which leaves most runs, then the first.
    """
    least = max(LEAST_RUNS, LEAST_SHARE * len(cases))
    trajectory = [whole(rows, cases)]
    while (smaller := _peeled(rows, trajectory[-1], least)) is not None:
        trajectory.append(smaller)
    return trajectory


def _peeled(rows: np.ndarray, box: Box, least: float) -> Box | None:
    """The box after the best peel, or None where every peel leaves fewer runs than `least`."""
    values, hits = rows[box.inside], box.cases[box.inside].astype(float)
    cuts = _cuts(values)
    kept = np.stack([values >= cuts[:, LOW], values <= cuts[:, HIGH]], axis=2)  # (run, factor, side)
    counts = kept.sum(axis=0)
    allowed = np.isfinite(cuts) & (counts >= least)
    if not allowed.any():
        return None
    density = np.where(allowed, np.tensordot(hits, kept, 1) / np.maximum(counts, 1), -1.0)
    best = np.where(density == density.max(), counts, -1)
    factor, side = (int(at) for at in np.unravel_index(int(best.argmax()), best.shape))
    limits = _with(box.limits, factor, side, float(cuts[factor, side]))
    return replace(box, limits=limits, inside=within(rows, limits))


def _cuts(values: np.ndarray) -> np.ndarray:
    """Where a peel cuts each end of each factor, (factor, 2); infinite where all its values are equal.

    Of equal values all go or none: those beyond the cut, or, where that takes none, the whole outermost level.
    """
    runs = len(values)
    count = min(max(1, int(ALPHA * runs)), runs - 1)
    least, low, high, most = np.partition(values, (0, count, runs - 1 - count, runs - 1), axis=0)[
        [0, count, runs - 1 - count, runs - 1]]
    next_low = np.where(values > least, values, np.inf).min(axis=0)
    next_high = np.where(values < most, values, -np.inf).max(axis=0)
    return np.stack([np.where(low > least, low, next_low), np.where(high < most, high, next_high)], axis=1)


def _with(limits: np.ndarray, factor: int, side: int, limit: float) -> np.ndarray:
    changed = limits.copy()
    changed[factor, side] = limit
    return changed


def _moved(rows: np.ndarray, box: Box, factor: int, side: int, limit: float) -> Box:
    """The box with one limit moved outwards."""
    limits = _with(box.limits, factor, side, limit)
    return replace(box, limits=limits, inside=within(rows, limits))


def _opened(rows: np.ndarray, box: Box, factor: int, side: int) -> Box:
    """The box without one limit."""
    return _moved(rows, box, factor, side, np.inf if side == HIGH else -np.inf)


def within(rows: np.ndarray, limits: np.ndarray) -> np.ndarray:
    """Which runs lie inside limits, ends included."""
    return np.asarray(((rows >= limits[:, LOW]) & (rows <= limits[:, HIGH])).all(axis=1))


def chosen(trajectory: list[Box], density: float | None) -> Box:
    """The box of a trajectory that separates best; or where a density is wanted, the largest that has it (the densest
    where none has)."""
    if density is None:
        return max(trajectory, key=lambda box: box.separation)
    return next((box for box in trajectory if box.density >= density), max(trajectory, key=lambda box: box.density))


def paste(rows: np.ndarray, box: Box) -> Box:
    """Move limits outwards as long as that raises the density."""
    while True:
        found = [wider for wider in _pasted(rows, box) if wider.density > box.density]
        if not found:
            return box
        box = max(found, key=lambda wider: (wider.density, wider.runs))


def _pasted(rows: np.ndarray, box: Box) -> Iterator[Box]:
    count = max(1, int(ALPHA * box.runs))
    for factor, side in np.argwhere(box.restricted):
        wider = _opened(rows, box, factor, side)
        beyond = np.sort(rows[wider.inside & ~box.inside, factor])
        if len(beyond):
            limit = beyond[min(count, len(beyond)) - 1] if side == HIGH else beyond[-min(count, len(beyond))]
            yield _moved(rows, box, factor, side, limit)


def quasi_p(rows: np.ndarray, box: Box) -> np.ndarray:
    """By limit (factor, 2), NaN where open: the chance that as many cases fell into the box if the limit did not
    matter, each run being a case with the density of the box without that limit (binomial test).
    """
    from scipy.stats import binom

    found = np.full(box.limits.shape, np.nan)
    hits = int(box.cases[box.inside].sum())
    for factor, side in np.argwhere(box.restricted):
        wider = _opened(rows, box, factor, side)
        found[factor, side] = binom.sf(hits - 1, box.runs, wider.density)
    return found


def significant(rows: np.ndarray, box: Box) -> Box:
    """The box without limits whose quasi-p value is above SIGNIFICANT, the weakest dropped first."""
    while box.restricted.any():
        chance = np.nan_to_num(quasi_p(rows, box), nan=-1.0)
        factor, side = np.unravel_index(int(chance.argmax()), chance.shape)
        if chance[factor, side] <= SIGNIFICANT:
            break
        box = _opened(rows, box, int(factor), int(side))
    return box


@dataclass(frozen=True, eq=False)
class Found:
    """A box, the trajectory it was chosen from, and how it holds: `quasi_p` and `repeated` (share of resamples that set
    the same limit) by limit (factor, 2); `held_out` the coverage and density of the resamples' boxes on the runs that
    they were not made from, medians (None where no resample could be judged).
    """

    box: Box
    trajectory: list[Box]
    quasi_p: np.ndarray
    repeated: np.ndarray
    held_out: tuple[float, float] | None


def find_box(rows: np.ndarray, cases: np.ndarray, density: float | None) -> tuple[Box, list[Box]]:
    """Peel, choose, paste and drop what is not significant."""
    trajectory = peel(rows, cases)
    return significant(rows, paste(rows, chosen(trajectory, density))), trajectory


def find_boxes(rows: np.ndarray, cases: np.ndarray, *, most: int, density: float | None = None,
               seed: int = 0) -> list[Found]:
    """Boxes one after the other, each among the runs outside those before, as long as they hold enough cases and these
    are more frequent in them than in all runs.

    `rows` (run, factor), `cases` (run) of booleans.
    """
    found: list[Found] = []
    left = np.ones(len(cases), dtype=bool)
    while len(found) < most and enough(cases[left]):
        box, trajectory = find_box(rows[left], cases[left], density)
        share = box.cases[box.inside].sum() / cases.sum()
        if not box.restricted.any() or box.density <= cases.mean() or (found and share < LEAST_COVERAGE):
            break
        repeated, held_out = _repeated(rows[left], cases[left], density, seed + len(found))
        found.append(Found(box, trajectory, quasi_p(rows[left], box), repeated, held_out))
        left[np.flatnonzero(left)[box.inside]] = False
    return found


def enough(cases: np.ndarray) -> bool:
    """Whether there are runs of both kinds to tell apart."""
    return bool(LEAST_RUNS <= cases.sum() <= len(cases) - LEAST_RUNS)


def _repeated(rows: np.ndarray, cases: np.ndarray, density: float | None, seed: int,
              ) -> tuple[np.ndarray, tuple[float, float] | None]:
    """How often boxes found in random halves of the runs set each limit, and how they hold in the other halves."""
    random = np.random.default_rng(seed)
    times = np.zeros((rows.shape[1], 2))
    made, scores = 0, []
    for _ in range(RESAMPLES):
        half = np.zeros(len(cases), dtype=bool)
        half[random.permutation(len(cases))[: len(cases) // 2]] = True
        if not enough(cases[half]):
            continue
        box, _ = find_box(rows[half], cases[half], density)
        made += 1
        times += box.restricted
        other = Box(box.limits, within(rows[~half], box.limits), cases[~half])
        if other.runs and other.cases.any():
            scores.append((other.coverage, other.density))
    middle = np.median(scores, axis=0) if scores else None
    return times / max(made, 1), None if middle is None else (float(middle[0]), float(middle[1]))
