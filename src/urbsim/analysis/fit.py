"""Least squares: the parameters that meet observations best, what the observations can tell, and how far each parameter
can be moved (profile likelihood).

Parameters are held on the unit cube: 0 and 1 are their bounds. Errors of measurement are taken as independent, normal
and known, so that the sum of squared residuals is minus two log-likelihoods.
"""

from __future__ import annotations

import copy
import itertools
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

import numpy as np

from urbsim.analysis.observed import Observed
from urbsim.analysis.sampling import Design, uniform
from urbsim.experiments import BLOCK_RUNS, Experiment
from urbsim.scenario.schema import Range

DIFFERENCE = 1e-4
"""Step of central differences, as a part of a parameter's bounds: the engine's rounding is 1e-12."""
TOLERANCE = 1e-8
MOST_EVALUATIONS = 60
FAILED = 1e3
"""Residual of a run that stopped being finite: far worse than any other."""
UNIFORM_DEVIATION = 12.0**-0.5
"""Standard deviation of what is known from the bounds alone."""
CHI_SQUARE_95 = 3.841458820694124
LEAST_PART = 0.3
"""Parameters with a smaller part in a direction are not named with it."""
PROFILE_POINTS = 8
"""On either side of the best value."""
PROFILE_REACH = 3.5
"""Standard deviations that these span, where the bounds leave room; from there on steps double."""
PLAIN = 2.5
"""Rise, in parts of the 95 % point, that ends a profile before."""
LOWER = 1e-3
"""Sum of squares by which a profile must beat the fit, to start it again."""
Item = TypeVar("Item")
Value = TypeVar("Value")


class Objective:
    """Residuals of observations, in standard errors, as functions of parameters on the unit cube."""

    def __init__(self, experiment: Experiment, ranges: Mapping[str, Range], observed: Observed) -> None:
        self.experiment, self.observed = experiment, observed
        self.names = tuple(ranges)
        self._low = np.array([item.low for item in ranges.values()])
        self._width = np.array([item.high for item in ranges.values()]) - self._low
        self._runs, self._lock = [0], threading.Lock()

    @property
    def runs(self) -> int:
        """Runs made so far."""
        return self._runs[0]

    def values(self, unit: np.ndarray) -> np.ndarray:
        """Parameters from the unit cube, (..., parameter)."""
        return np.asarray(self._low + self._width * unit)

    def unit(self, values: np.ndarray) -> np.ndarray:
        """The unit cube from parameters."""
        return np.asarray((values - self._low) / self._width)

    def single_threaded(self) -> Objective:
        """The same for one of several threads; runs are counted together."""
        other = copy.copy(self)
        other.experiment = replace(self.experiment, threads=1)
        return other

    def seeing(self, observed: Observed) -> Objective:
        """The same for other observations; runs are counted together."""
        other = copy.copy(self)
        other.observed = observed
        return other

    def modelled(self, unit: np.ndarray) -> np.ndarray:
        """What runs say of each observation, (point, member), for (member, parameter); NaN where a run fails."""
        blocks = []
        for first in range(0, len(unit), BLOCK_RUNS):
            values = self.values(np.clip(unit[first : first + BLOCK_RUNS], 0.0, 1.0))
            found = self.experiment.run(self.experiment.varied(dict(zip(self.names, values.T, strict=True))))
            blocks.append(self.observed.modelled(found.years, found.indicators))
        with self._lock:
            self._runs[0] += len(unit)
        return np.concatenate(blocks, axis=1)

    def residuals(self, unit: np.ndarray) -> np.ndarray:
        """Residuals (point, member)."""
        found = (self.modelled(unit) - self.observed.values[:, None]) / self.observed.errors[:, None]
        return np.where(np.isfinite(found), found, FAILED)

    def linearised(self, unit: np.ndarray, free: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Residuals (point) at one place, and their derivatives (point, free parameter), from one batch of runs."""
        where = np.flatnonzero(free)
        steps = np.zeros((len(where), len(unit)))
        steps[np.arange(len(where)), where] = DIFFERENCE
        rows = np.clip(np.concatenate([unit[None], unit + steps, unit - steps]), 0.0, 1.0)
        found = self.residuals(rows)
        upper, lower = rows[1 : 1 + len(where)], rows[1 + len(where):]
        widths = (upper - lower)[np.arange(len(where)), where]
        return found[:, 0], (found[:, 1 : 1 + len(where)] - found[:, 1 + len(where):]) / widths


def minimised(objective: Objective, start: np.ndarray, free: np.ndarray) -> tuple[np.ndarray, float]:
    """Where the sum of squares is least near a start, moving the `free` parameters alone, and that sum."""
    from scipy.optimize import least_squares

    known: dict[bytes, tuple[np.ndarray, np.ndarray]] = {}

    def at(moved: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        key = moved.tobytes()
        if key not in known:
            known[key] = objective.linearised(_placed(start, free, moved), free)
        return known[key]

    if not free.any():
        return start, float(np.sum(objective.residuals(start[None])[:, 0] ** 2))
    found = least_squares(lambda moved: at(moved)[0], np.clip(start[free], 1e-9, 1.0 - 1e-9),
                          jac=lambda moved: at(moved)[1], bounds=(0.0, 1.0), xtol=TOLERANCE, ftol=TOLERANCE,
                          gtol=TOLERANCE, max_nfev=MOST_EVALUATIONS)
    return _placed(start, free, found.x), 2.0 * float(found.cost)


def _placed(start: np.ndarray, free: np.ndarray, moved: np.ndarray) -> np.ndarray:
    unit = start.copy()
    unit[free] = moved
    return unit


def in_threads(objective: Objective, work: Callable[[Objective, Item], Value], items: Iterable[Item]) -> list[Value]:
    """Work on several items at once; the results do not depend on the number of threads."""
    objective.residuals(np.full((1, len(objective.names)), 0.5))  # builds the library once
    with ThreadPoolExecutor(objective.experiment.threads or os.cpu_count() or 1) as pool:
        return list(pool.map(lambda item: work(objective.single_threaded(), item), items))


@dataclass(frozen=True, eq=False)
class Direction:
    """A direction of unit length on the unit cube: the part of each parameter, and the singular value, the standard
    errors by which the observations move from one bound to the other.
    """

    singular_value: float
    parts: np.ndarray

    @property
    def flat(self) -> bool:
        """Whether the observations tell less along it than the bounds do."""
        return self.singular_value < 1.0 / UNIFORM_DEVIATION

    def named(self, names: Iterable[str]) -> list[tuple[str, float]]:
        """The parameters that make it up, with their parts, the largest first."""
        parts = [(name, float(part)) for name, part in zip(names, self.parts, strict=True) if abs(part) >= LEAST_PART]
        return sorted(parts, key=lambda item: -abs(item[1]))


@dataclass(frozen=True, eq=False)
class Fit:
    """The best parameters on the unit cube, their sum of squares, residuals (point) and derivatives (point, parameter);
    `ends` are the sums of squares that each start led to, the first from the base.
    """

    unit: np.ndarray
    chi_square: float
    residuals: np.ndarray
    jacobian: np.ndarray
    ends: tuple[float, ...]

    @cached_property
    def covariance(self) -> np.ndarray:
        """Covariance of the parameters on the unit cube, from the derivatives and the width of the bounds."""
        return np.asarray(np.linalg.inv(self.jacobian.T @ self.jacobian
                                        + np.eye(len(self.unit)) / UNIFORM_DEVIATION**2))

    @property
    def correlations(self) -> np.ndarray:
        """Correlations of the parameters, (parameter, parameter)."""
        deviation = np.sqrt(np.diag(self.covariance))
        return np.asarray(self.covariance / np.outer(deviation, deviation))

    @cached_property
    def directions(self) -> list[Direction]:
        """Directions of the parameters at right angles, those first along which the observations tell most."""
        _, sizes, rows = np.linalg.svd(self.jacobian, full_matrices=True)
        sizes = np.append(sizes, np.zeros(len(rows) - len(sizes)))
        return [Direction(float(size), row * np.sign(row[np.abs(row).argmax()]))
                for size, row in zip(sizes, rows, strict=True)]


def best_fit(objective: Objective, base: np.ndarray, starts: int, seed: int) -> Fit:
    """Fit from the base and from further starts spread over the bounds; the best counts."""
    count = len(base)
    cube = {str(number): uniform(0.0, 1.0) for number in range(count)}
    more = Design({}, cube, "sobol", starts, seed).rows(0, starts - 1) if starts > 1 else ()
    places = [base, *more]
    found = in_threads(objective, lambda one, place: minimised(one, place, np.ones(count, dtype=bool)), places)
    return _fit_at(objective, *min(found, key=lambda pair: pair[1]), tuple(end for _, end in found))


def _fit_at(objective: Objective, unit: np.ndarray, chi_square: float, ends: tuple[float, ...]) -> Fit:
    return Fit(unit, chi_square, *objective.linearised(unit, np.ones(len(unit), dtype=bool)), ends)


@dataclass(frozen=True, eq=False)
class Profile:
    """How the least sum of squares grows where one parameter is held: `unit` (place), `rise` (place) above the best.

    `low` and `high` bound the 95 % interval; None where the bounds end it before the observations do.
    """

    unit: np.ndarray
    rise: np.ndarray
    low: float | None
    high: float | None


def profiles(objective: Objective, fit: Fit) -> tuple[Fit, list[Profile]]:
    """The profile likelihood of each parameter; each place starts from its neighbour.

    Where a place is found that meets the observations better than the fit, the fit starts again from there: it comes
    first of what is returned.
    """
    sides = [(number, side) for number in range(len(fit.unit)) for side in (-1.0, 1.0)]
    found = in_threads(objective, lambda one, item: _side(one, fit, *item), sides)
    unit, lowest = min((place for side in found for place in side), key=lambda place: place[1])
    if lowest < fit.chi_square - LOWER:
        better = minimised(objective, unit, np.ones(len(unit), dtype=bool))
        return profiles(objective, _fit_at(objective, *better, fit.ends))
    return fit, [_profile(fit, number, found[2 * number], found[2 * number + 1]) for number in range(len(fit.unit))]


Place = tuple[np.ndarray, float]
"""Parameters on the unit cube and the sum of squares there."""


def _side(objective: Objective, fit: Fit, number: int, side: float) -> list[Place]:
    """Places on one side of the best, outwards: evenly as far as the derivatives let expect, then with steps that
    double, until the rise is plain or the bound is met. A rise between places far apart is looked for in between.
    """
    free, best, bound = np.arange(len(fit.unit)) != number, float(fit.unit[number]), float(side > 0.0)
    step = side * PROFILE_REACH * float(np.sqrt(fit.covariance[number, number])) / PROFILE_POINTS

    def place(start: np.ndarray, at: float) -> Place:
        held = start.copy()
        held[number] = np.clip(at, 0.0, 1.0)
        return minimised(objective, held, free)

    def risen(one: Place, part: float = 1.0) -> bool:
        return one[1] - fit.chi_square >= part * CHI_SQUARE_95

    found: list[Place] = [(fit.unit, fit.chi_square)]
    while len(found) <= PROFILE_POINTS and found[-1][0][number] != bound and not risen(found[-1], PLAIN):
        found.append(place(found[-1][0], best + step * len(found)))
    far = step
    while found[-1][0][number] != bound and not risen(found[-1]):
        far *= 2.0
        found.append(place(found[-1][0], float(found[-1][0][number]) + far))
    while abs(far) > abs(step) and risen(found[-1]):
        far /= 2.0
        middle = place(found[-2][0], 0.5 * float(found[-2][0][number] + found[-1][0][number]))
        found[-1:] = [middle] if risen(middle) else [middle, found[-1]]
    return found[1:]


def _profile(fit: Fit, number: int, lower: list[Place], upper: list[Place]) -> Profile:
    best = [(float(fit.unit[number]), 0.0)]
    below, above = ([(float(unit[number]), chi_square - fit.chi_square) for unit, chi_square in side]
                    for side in (lower, upper))
    places = np.array([*reversed(below), *best, *above])
    return Profile(places[:, 0], places[:, 1], _crossing([*best, *below]), _crossing([*best, *above]))


def _crossing(places: list[tuple[float, float]]) -> float | None:
    """Where the rise passes the 95 % point of chi-square, between places by the square root, which is nearly straight.
    """
    wanted = CHI_SQUARE_95**0.5
    for (one, rise), (other, next_rise) in itertools.pairwise(places):
        if next_rise >= CHI_SQUARE_95:
            left, right = max(rise, 0.0) ** 0.5, next_rise**0.5
            return float(one + (other - one) * (wanted - left) / (right - left))
    return None


def no_effect(jacobian: np.ndarray, names: Iterable[str]) -> list[str]:
    """Parameters that move no observation."""
    sizes = np.abs(jacobian).max(axis=0)
    return [name for name, size in zip(names, sizes, strict=True) if size < 1e-7]
