"""Which uncertain numbers move an outcome, how surely that is known, and which could be left as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np

from urbsim.analysis.indices import MAIN, Estimates, Method, plan
from urbsim.analysis.sampling import quantile
from urbsim.errors import InputError, UsageError
from urbsim.experiments import Basis, Experiment, Report, unheard
from urbsim.factors import Factor, find_factor, value_of
from urbsim.outcomes import Outcome
from urbsim.results import Table
from urbsim.scenario.schema import Range

NEGLIGIBLE = 0.01
"""A factor is without influence where, at the upper end of its interval, Sobol's total index is below this, or Morris'
mu* below this part of the largest; for PAWN where it is not above the dummy factor's interval."""
ENOUGH = 0.05
"""Width of the 95 % interval of every index below which runs are enough (Sarrazin et al. 2016)."""
MOST_SOBOL_FACTORS = 100
SMALLEST = 1e-12


@dataclass(frozen=True)
class Precision:
    """Whether runs are enough for an outcome: the widest 95 % interval of an index from half of the samples and from
    all, on a scale of 0 to 1, and the samples that would be enough if widths fall with their square root.
    """

    half: float
    full: float
    enough: bool
    samples_wanted: int


@dataclass(frozen=True, repr=False)
class Sensitivity:
    """Indices of factors for outcomes.

    `estimates` and `half_estimates` (from the first half of the samples) hold by outcome the measures of the method,
    None for an outcome that is the same in every run. `swings` (outcome, factor, 2) are the outcomes with one factor at
    the low and the high end of its range and the others at their base, `base` (outcome) all at their base.
    """

    scenario: str
    titles: tuple[str, str]
    method: Method
    samples: int
    factors: tuple[Factor, ...]
    ranges: Mapping[str, Range]
    bases: tuple[float, ...]
    outcomes: tuple[Outcome, ...]
    estimates: tuple[Estimates | None, ...]
    half_estimates: tuple[Estimates | None, ...]
    swings: np.ndarray
    base: np.ndarray
    failed: int
    basis: Basis

    def __repr__(self) -> str:
        return f"<{self.method} sensitivity of {self.scenario}: {len(self.factors)} factors, {self.basis.runs} runs>"

    @property
    def main(self) -> str:
        """The measure by which factors are ranked."""
        return MAIN[self.method]

    @property
    def constant(self) -> tuple[Outcome, ...]:
        """Outcomes that are the same in every run: no index is defined."""
        return tuple(outcome for outcome, found in zip(self.outcomes, self.estimates, strict=True) if found is None)

    @cached_property
    def index(self) -> np.ndarray:
        """The main measure on a scale of 0 to 1, (outcome, factor): Morris' mu* as part of the largest. NaN where the
        outcome is constant.
        """
        return np.array([self._scaled(found)[0] for found in self.estimates])

    def _scaled(self, found: Estimates | None) -> np.ndarray:
        """Main measure and half width of its interval, on a scale of 0 to 1: (2, factor)."""
        if found is None:
            return np.full((2, len(self.factors)), np.nan)
        main = found[self.main]
        scale = main.values.max() if self.method == "morris" else 1.0
        return np.array([main.values, main.half_widths]) / scale

    @cached_property
    def idle(self) -> np.ndarray:
        """Whether a factor is without influence on an outcome, (outcome, factor); all True where it is constant."""
        rows = []
        for found in self.estimates:
            value, half = self._scaled(found)
            if found is None:
                rows.append(np.ones(len(self.factors), dtype=bool))
            elif self.method == "pawn":
                rows.append(value <= found["dummy"].values + found["dummy"].half_widths)
            else:
                rows.append(value + half < NEGLIGIBLE)
        return np.array(rows)

    @property
    def without_influence(self) -> tuple[Factor, ...]:
        """Factors without influence on any of the outcomes."""
        return tuple(factor for column, factor in enumerate(self.factors) if self.idle[:, column].all())

    def precision(self, outcome: int) -> Precision | None:
        """Whether runs are enough for an outcome; None where it is constant."""
        half, full = (2.0 * float(self._scaled(found[outcome])[1].max())
                      for found in (self.half_estimates, self.estimates))
        if np.isnan(full):
            return None
        wanted = self.samples if full <= ENOUGH else 2 ** int(np.ceil(np.log2(self.samples * (full / ENOUGH) ** 2)))
        return Precision(half, full, full <= ENOUGH, wanted)

    @property
    def precisions(self) -> dict[str, dict[str, Any]]:
        """Whether runs are enough, by outcome; constant ones are left out."""
        found = {str(outcome): self.precision(number) for number, outcome in enumerate(self.outcomes)}
        return {name: asdict(item) for name, item in found.items() if item is not None}

    @property
    def table(self) -> Table:
        """A row an outcome, factor and measure, with the 95 % interval."""
        rows = []
        for outcome, found in zip(self.outcomes, self.estimates, strict=True):
            for measure, estimate in (found or {}).items():
                unit = outcome.unit if self.method == "morris" else "1"
                rows += [(outcome.name, outcome.year, factor.name, factor.unit, item.low, item.high, measure, unit,
                          float(value), _known(value - half), _known(value + half))
                         for factor, item, value, half in zip(
                             self.factors, self.ranges.values(), estimate.values, estimate.half_widths, strict=True)]
        header = ("outcome", "year", "factor", "factor_unit", "factor_low", "factor_high", "measure", "unit", "value",
                  "low", "high")
        return self.basis.attached(Table(header, ("1",) * len(header), tuple(rows)))

    @property
    def swing_table(self) -> Table:
        """A row an outcome and factor: the outcome with this factor alone at the ends of its range."""
        rows = tuple(
            (outcome.name, outcome.year, outcome.unit, factor.name, factor.unit, item.low, base, item.high,
             float(self.swings[row, column, 0]), float(self.base[row]), float(self.swings[row, column, 1]))
            for row, outcome in enumerate(self.outcomes)
            for column, (factor, item, base) in enumerate(zip(
                self.factors, self.ranges.values(), self.bases, strict=True)))
        header = ("outcome", "year", "unit", "factor", "factor_unit", "factor_low", "factor_base", "factor_high",
                  "outcome_low", "outcome_base", "outcome_high")
        return self.basis.attached(Table(header, ("1",) * len(header), rows))


def _known(value: float) -> float | str:
    return "" if np.isnan(value) else float(value)


def sensitivity(experiment: Experiment, ranges: Mapping[str, Range], outcomes: tuple[Outcome, ...], method: Method,
                samples: int, seed: int = 0, report: Report = unheard) -> Sensitivity:
    """Indices of the factors of `ranges` for outcomes, by a method of `indices`, from `samples` base samples.

    Raises UsageError where the method cannot take so many factors or samples, InputError where most runs fail.
    """
    _refuse(method, len(ranges), samples)
    scenario, model = experiment.scenario, experiment.model
    factors = tuple(find_factor(name, model.vocabulary, model.city) for name in ranges)
    bases = tuple(value_of(model, factor) for factor in factors)
    design = plan(method, ranges, samples, seed)
    unit = design.unit.clip(2.0**-53, 1.0 - 2.0**-53)
    rows = np.column_stack([quantile(item, unit[:, i]) for i, item in enumerate(ranges.values())])
    rows = np.concatenate([rows, _one_by_one(bases, ranges)])
    found = experiment.outcomes(dict(zip(ranges, rows.T, strict=True)), outcomes, report)
    main, single = found[:, : len(unit)], found[:, len(unit):]
    held = np.isfinite(main).all(axis=0).reshape(samples, -1).all(axis=1)
    failed = int((~np.isfinite(found)).any(axis=0).sum())
    if held.sum() < max(2, samples // 2):
        raise InputError(f"{failed:,} of {found.shape[1]:,} runs failed; narrow the ranges of the factors")
    first_half = held & (np.arange(samples) < samples // 2)
    return Sensitivity(
        scenario.name, (scenario.label("en"), scenario.label("zh")), method, samples, factors, ranges, bases, outcomes,
        tuple(None if _is_constant(row, held) else design.estimate(row, held) for row in main),
        tuple(None if _is_constant(row, held) else design.estimate(row, first_half) for row in main),
        single[:, 1:].reshape(len(outcomes), len(factors), 2), single[:, 0], failed,
        experiment.basis(found.shape[1], seed))


def _refuse(method: Method, factors: int, samples: int) -> None:
    """Raise UsageError where a design cannot be made."""
    if samples < 4:
        raise UsageError("at least 4 samples are needed, so that half of them are a sample too")
    if method != "morris" and samples & (samples - 1):
        near = 2 ** (samples.bit_length() - 1)
        raise UsageError(f"a Sobol' sequence is balanced at powers of two: use {near:,} or {2 * near:,} samples, not "
                         f"{samples:,}")
    if method == "sobol" and factors > MOST_SOBOL_FACTORS:
        raise UsageError(f"Sobol' indices of {factors} factors would take {samples * (factors + 2):,} runs; screen "
                         "them first with --method morris, then name those that matter")


def _one_by_one(bases: tuple[float, ...], ranges: Mapping[str, Range]) -> np.ndarray:
    """The base, then for each factor its low and its high end with the others at their base: (run, factor)."""
    rows = np.tile(bases, (1 + 2 * len(bases), 1))
    for column, item in enumerate(ranges.values()):
        rows[1 + 2 * column : 3 + 2 * column, column] = item.low, item.high
    return rows


def _is_constant(outcome: np.ndarray, held: np.ndarray) -> bool:
    """Whether an outcome differs between runs by no more than rounding."""
    values = outcome[np.repeat(held, len(outcome) // len(held))]
    return bool(np.ptp(values) <= SMALLEST * max(1.0, float(np.abs(values).max())))
