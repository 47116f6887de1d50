"""Sensitivity indices: the design that a method needs on the unit cube, and its estimates from the outcomes.

sobol   variance-based first-order and total indices (Saltelli et al. 2010, in SALib), N (factors + 2) runs
morris  elementary effects (Morris 1991; Campolongo et al. 2007, in SALib), N (factors + 1) runs
pawn    distance between distributions of the outcome (Pianosi and Wagener 2018), N runs
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from urbsim.analysis.sampling import Design
from urbsim.scenario.schema import Range

Method = Literal["sobol", "morris", "pawn"]
METHODS: tuple[Method, ...] = get_args(Method)
MAIN: Mapping[Method, str] = {"sobol": "total", "morris": "mu_star", "pawn": "median"}
"""The measure by which factors are ranked."""
SAMPLES: Mapping[Method, int] = {"sobol": 1024, "morris": 64, "pawn": 4096}
"""Samples where nobody says how many."""
NORMAL_95 = 1.959963984540054
LEVELS = 4
"""Levels of a factor in Morris' design, the usual number."""
SLICES = 10
"""Slices of a factor's range in PAWN."""
RESAMPLES = 100


@dataclass(frozen=True)
class Estimate:
    """A measure by factor, and half the width of its 95 % interval (NaN where the method gives none)."""

    values: np.ndarray
    half_widths: np.ndarray


Estimates = Mapping[str, Estimate]


@dataclass(frozen=True)
class Plan:
    """The runs of a method: `unit` (run, factor) on the unit cube, in `samples` groups of `size` that count as one."""

    method: Method
    unit: np.ndarray
    samples: int
    size: int
    seed: int

    def estimate(self, outcome: np.ndarray, held: np.ndarray) -> Estimates:
        """Estimates from the outcome of each run, by those samples that are `held`."""
        rows = np.repeat(held, self.size)
        return _ESTIMATORS[self.method](self.unit[rows], outcome[rows], self.seed)


def plan(method: Method, ranges: Mapping[str, Range], samples: int, seed: int) -> Plan:
    """The design of a method for some factors."""
    count = len(ranges)
    if method == "sobol":
        from SALib.sample import sobol

        unit = sobol.sample(_problem(count), samples, calc_second_order=False, seed=np.random.default_rng(seed))
        return Plan(method, unit, samples, count + 2, seed)
    if method == "morris":
        from SALib.sample import morris

        unit = morris.sample(_problem(count), samples, LEVELS, seed=np.random.default_rng(seed))
        return Plan(method, unit, samples, count + 1, seed)
    return Plan(method, Design({}, ranges, "sobol", samples, seed).unit(0, samples), samples, 1, seed)


def _problem(count: int) -> dict[str, Any]:
    """Factors on the unit cube, as SALib wants them told."""
    return {"num_vars": count, "names": [str(number) for number in range(count)], "bounds": [[0.0, 1.0]] * count}


def _sobol(unit: np.ndarray, outcome: np.ndarray, seed: int) -> Estimates:
    from SALib.analyze import sobol

    found = sobol.analyze(_problem(unit.shape[1]), outcome, calc_second_order=False, num_resamples=RESAMPLES,
                          seed=seed + 1)  # SALib takes 0 for no seed
    return {"first": Estimate(found["S1"], found["S1_conf"]), "total": Estimate(found["ST"], found["ST_conf"])}


def _morris(unit: np.ndarray, outcome: np.ndarray, seed: int) -> Estimates:
    from SALib.analyze import morris

    found = morris.analyze(_problem(unit.shape[1]), unit, outcome, num_levels=LEVELS, num_resamples=RESAMPLES,
                           seed=np.random.default_rng(seed))
    none = np.full(unit.shape[1], np.nan)
    return {"mu_star": Estimate(np.asarray(found["mu_star"], dtype=float),
                                np.asarray(found["mu_star_conf"], dtype=float)),
            "mu": Estimate(np.asarray(found["mu"], dtype=float), none),
            "sigma": Estimate(np.asarray(found["sigma"], dtype=float), none)}


def _pawn(unit: np.ndarray, outcome: np.ndarray, seed: int) -> Estimates:
    """PAWN's median index by factor, and that of a dummy factor that nothing depends on (Zadeh et al. 2017): the
    distance that chance alone makes. Intervals by bootstrap over the runs.
    """
    random = np.random.default_rng(seed)
    slices = np.minimum((unit * SLICES).astype(int), SLICES - 1)
    slices = np.column_stack([slices, random.permutation(len(outcome)) % SLICES])
    once = np.ones(len(outcome))
    values = distances(slices, outcome, once)
    resampled = [distances(slices, outcome, random.multinomial(len(outcome), once / len(outcome)).astype(float))
                 for _ in range(RESAMPLES)]
    half = NORMAL_95 * np.std(resampled, axis=0, ddof=1)
    dummy = np.full((2, unit.shape[1]), [[values[-1]], [half[-1]]])
    return {"median": Estimate(values[:-1], half[:-1]), "dummy": Estimate(*dummy)}


def distances(slices: np.ndarray, outcome: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """By factor, the median over its slices of the Kolmogorov-Smirnov distance between the outcome inside the slice and
    the outcome over all runs. `slices` (run, factor) numbers the slice of each run, `weights` (run) count runs.
    """
    order = np.argsort(outcome, kind="stable")
    last = np.append(np.diff(outcome[order]) > 0.0, True)  # of equal outcomes the distributions meet at the last
    weights = weights[order]
    whole = np.cumsum(weights)[last] / weights.sum()
    found = np.empty(slices.shape[1])
    for factor, column in enumerate(slices[order].T):
        inside = weights * (column == np.arange(SLICES)[:, None])
        held = inside.sum(axis=1) > 0.0
        parts = np.cumsum(inside[held], axis=1)[:, last] / inside[held].sum(axis=1, keepdims=True)
        found[factor] = np.median(np.abs(parts - whole).max(axis=1))
    return found


_ESTIMATORS = {"sobol": _sobol, "morris": _morris, "pawn": _pawn}
