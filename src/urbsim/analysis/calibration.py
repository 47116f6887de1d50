"""Parameters that meet observations: the best fit, what the observations can tell, the posterior, and how good the fit
is in years that it has not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from urbsim.analysis.bayes import Draws, Settings, draw
from urbsim.analysis.fit import Fit, Objective, Profile, best_fit, no_effect, profiles
from urbsim.analysis.fit_statistics import FitStatistics, Forecast, fit_statistics, forecast
from urbsim.analysis.observed import OBSERVABLES, Observed, Point, scale_faults
from urbsim.errors import InputError, Problem, UsageError
from urbsim.experiments import Basis, Experiment
from urbsim.factors import Factor, find_factor, value_of
from urbsim.posterior import Posterior, equations
from urbsim.results import Table
from urbsim.scenario.schema import Range

BAND = (0.05, 0.95)
"""Quantiles of the posterior that pictures show."""
BAND_DRAWS = 256
Told = Callable[[str], None]


def nobody(text: str) -> None:
    """Hears nothing."""


@dataclass(frozen=True)
class Request:
    """What a calibration is asked for: starts of the least squares, draws of the posterior to keep (none: 0), seed."""

    starts: int = 8
    draws: int = 1000
    seed: int = 0
    sampling: Settings = field(default_factory=Settings)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Observations beside what the model says of them, (point): before fitting, at the best fit, and between the BAND
    quantiles of the posterior (None where none was drawn). `fitted` are those that the fit has seen.
    """

    points: tuple[Point, ...]
    fitted: np.ndarray
    before: np.ndarray
    best: np.ndarray
    band: np.ndarray | None


@dataclass(frozen=True, eq=False, repr=False)
class Calibration:
    """A calibrated scenario. Parameters stand in the order of `factors`; `values` are the best."""

    scenario: str
    titles: tuple[str, str]
    data: str
    factors: tuple[Factor, ...]
    ranges: Mapping[str, Range]
    bases: np.ndarray
    fit: Fit
    values: np.ndarray
    profiles: list[Profile]
    draws: Draws | None
    posterior: Mapping[str, np.ndarray]
    equations: Mapping[str, Any]
    comparison: Comparison
    notes: tuple[str, ...]
    basis: Basis

    def __repr__(self) -> str:
        return f"<calibration of {self.scenario}: {len(self.factors)} parameters, {len(self.comparison.points)} points>"

    @property
    def freedom(self) -> int:
        """Observations fitted less parameters."""
        return int(self.comparison.fitted.sum()) - len(self.factors)

    @property
    def misfit(self) -> float:
        """Sum of squared residuals in standard errors for each degree of freedom: near 1 where the errors are as
        stated, well above 1 where the model misses more than they explain, so that intervals are too narrow.
        """
        return self.fit.chi_square / self.freedom if self.freedom else float("nan")

    @property
    def flat(self) -> list[list[tuple[str, float]]]:
        """Directions along which the observations tell less than the bounds, flattest first: parameters and parts."""
        return [direction.named(self.ranges) for direction in reversed(self.fit.directions) if direction.flat]

    def interval(self, number: int) -> tuple[float | None, float | None]:
        """The 95 % interval of a parameter by its profile; None at an end that only the bounds set."""
        item, profile = list(self.ranges.values())[number], self.profiles[number]
        low, high = (None if end is None else item.low + (item.high - item.low) * end
                     for end in (profile.low, profile.high))
        return low, high

    def to_posterior(self) -> Posterior:
        """The draws, to be written by `write_posterior`. Raises UsageError where there are none."""
        if self.draws is None:
            raise UsageError("the calibration has no posterior: ask for draws")
        return Posterior(self.posterior, {
            **self.equations, "scenario": self.scenario, "data": self.data, "seed": self.basis.seed,
            "runs": self.basis.runs,
            "units": {factor.name: factor.unit for factor in self.factors},
            "bounds": {name: [item.low, item.high] for name, item in self.ranges.items()},
            "rhat": float(self.draws.rhat.max()), "effective_draws": float(self.draws.size.min()),
            "converged": self.draws.converged})

    @property
    def parameters(self) -> Table:
        """A row a parameter."""
        header = ("parameter", "unit", "bound_low", "bound_high", "base", "best", "profile_low", "profile_high",
                  "posterior_q025", "posterior_q50", "posterior_q975", "rhat", "effective_draws")
        rows = []
        for number, (factor, item) in enumerate(zip(self.factors, self.ranges.values(), strict=True)):
            low, high = self.interval(number)
            drawn = ("",) * 5 if self.draws is None else (
                *np.quantile(self.posterior[factor.name], (0.025, 0.5, 0.975)).tolist(),
                float(self.draws.rhat[number]), float(self.draws.size[number]))
            rows.append((factor.name, factor.unit, item.low, item.high, float(self.bases[number]),
                         float(self.values[number]), "" if low is None else low, "" if high is None else high, *drawn))
        return self.basis.attached(Table(header, ("1",) * len(header), tuple(rows)))

    @property
    def observations(self) -> Table:
        """A row an observation, as given and as compared, and what the model says of it."""
        header = ("observable", "year", "unit", "fitted", "given", "compared", "error", "before", "best", "residual",
                  "band_low", "band_high")
        found = self.comparison
        rows = []
        for row, point in enumerate(found.points):
            band = ("", "") if found.band is None else tuple(found.band[:, row].tolist())
            rows.append((point.name, point.year, OBSERVABLES[point.name].unit, int(found.fitted[row]), point.given,
                         point.value, point.error, float(found.before[row]), float(found.best[row]),
                         float((found.best[row] - point.value) / point.error), *band))
        return self.basis.attached(Table(header, ("1",) * len(header), tuple(rows)))

    def series(self, name: str, *, fitted: bool) -> np.ndarray:
        """Rows of an observable in the comparison, of the years fitted or held out, in the order of the years."""
        return np.array([row for row, point in enumerate(self.comparison.points)
                         if point.name == name and self.comparison.fitted[row] == fitted], dtype=int)

    @property
    def names(self) -> tuple[str, ...]:
        """What is observed."""
        return tuple(dict.fromkeys(point.name for point in self.comparison.points))

    def statistics(self, name: str, *, fitted: bool = True) -> FitStatistics | None:
        """How well an observable is met in the years fitted or held out; None where there are none."""
        rows = self.series(name, fitted=fitted)
        if not len(rows):
            return None
        years, observed = (np.array([getattr(self.comparison.points[row], key) for row in rows])
                           for key in ("year", "value"))
        return fit_statistics(years, observed, self.comparison.best[rows])

    def forecast(self, name: str) -> Forecast | None:
        """The years held out against naive forecasts; None where there are none of either."""
        seen, held = (self.series(name, fitted=fitted) for fitted in (True, False))
        if not len(seen) or not len(held):
            return None
        points = self.comparison.points
        years, values = (np.array([[getattr(points[row], key) for row in rows] for key in ("year", "value")])
                         for rows in (seen, held))
        return forecast(years[0], years[1], values[0], values[1], self.comparison.best[held])

    @property
    def fit_table(self) -> Table:
        """A row an observable and span (fitted or held out): the statistics, and naive forecasts."""
        header = ("observable", "unit", "span", "count", "mape", "rmspe", "rmse", "r_squared", "r_squared_correlation",
                  "um", "us", "uc", "u2", "rmse_no_change", "rmse_trend")
        rows = []
        for name in self.names:
            for fitted in (True, False):
                found = self.statistics(name, fitted=fitted)
                if found is None:
                    continue
                naive = None if fitted else self.forecast(name)
                values = (*vars(found).values(), naive and naive.no_change, naive and naive.trend)
                rows.append((name, OBSERVABLES[name].unit, "fitted" if fitted else "held_out",
                             *("" if value is None else value for value in values)))
        return self.basis.attached(Table(header, ("1",) * len(header), tuple(rows)))

    @property
    def identifiability(self) -> Table:
        """A row a direction of the parameters, by singular value: how many standard errors the observations move across
        the bounds, and the part of each parameter in the direction.
        """
        rows = tuple((number, item.singular_value, int(item.flat), *item.parts.tolist(), "1")
                     for number, item in enumerate(self.fit.directions, 1))
        header = ("direction", "singular_value", "flat", *self.ranges, "unit")
        return self.basis.attached(Table(header, ("1",) * len(header), rows))

    @property
    def correlation_table(self) -> Table:
        """Correlations of the estimates, a row a parameter."""
        rows = tuple((name, *row.tolist(), "1") for name, row in zip(self.ranges, self.fit.correlations, strict=True))
        header = ("parameter", *self.ranges, "unit")
        return self.basis.attached(Table(header, ("1",) * len(header), rows))

    @property
    def profile_table(self) -> Table:
        """A row a parameter and place of its profile likelihood."""
        rows = [(factor.name, factor.unit, item.low + (item.high - item.low) * float(place), float(rise))
                for factor, item, profile in zip(self.factors, self.ranges.values(), self.profiles, strict=True)
                for place, rise in zip(profile.unit, profile.rise, strict=True)]
        header = ("parameter", "unit", "value", "rise_of_chi_square")
        return self.basis.attached(Table(header, ("1",) * len(header), tuple(rows)))


def calibrate(experiment: Experiment, ranges: Mapping[str, Range], observed: Observed, held_out: Observed | None,
              data: str, request: Request | None = None, told: Told = nobody) -> Calibration:
    """Fit the parameters of `ranges` to observations. Raises InputError where the data cannot tell them.

    `held_out` are points that the fit does not see. `data` names the file in messages, `told` hears what goes on.
    """
    request = request or Request()
    model = experiment.model
    factors = tuple(find_factor(name, model.vocabulary, model.city) for name in ranges)
    bases = np.array([value_of(model, factor) for factor in factors])
    _refuse_bounds(ranges, bases)
    objective = Objective(experiment, ranges, observed)
    _refuse_data(objective, objective.unit(bases), held_out, data)
    told(f"fitting {len(ranges)} parameters to {len(observed.points)} observations from {request.starts} starts")
    fit = best_fit(objective, objective.unit(bases), request.starts, request.seed)
    told("profile likelihood of each parameter")
    fit, found_profiles = profiles(objective, fit)
    draws = draw(objective, fit, request.draws, request.seed, request.sampling, told) if request.draws else None
    comparison = _comparison(objective, held_out, fit, draws, objective.unit(bases))
    posterior = {} if draws is None else dict(zip(ranges, objective.values(draws.unit).T, strict=True))
    runs = objective.runs
    return Calibration(
        experiment.scenario.name, (experiment.scenario.label("en"), experiment.scenario.label("zh")), data, factors,
        ranges, bases, fit, objective.values(fit.unit), found_profiles, draws, posterior, equations(model),
        comparison, (*observed.notes, *_idle(fit, observed)), experiment.basis(runs, request.seed))


def _refuse_bounds(ranges: Mapping[str, Range], bases: np.ndarray) -> None:
    """Raise InputError where bounds exclude the base value, or are no bounds."""
    problems = []
    for (name, item), base in zip(ranges.items(), bases, strict=True):
        if item.shape == "discrete":
            problems.append(Problem("takes single values and cannot be fitted", key=name))
        elif not item.low <= base <= item.high:
            problems.append(Problem(f"the bounds {item.low:g} to {item.high:g} exclude its base value {base:g}; "
                                    "widen them, or set the scenario's value inside", key=name))
    if problems:
        raise InputError(problems)


def _refuse_data(objective: Objective, base: np.ndarray, held_out: Observed | None, data: str) -> None:
    """Raise InputError where the data, held out or not, are in wrong units, or cannot tell the parameters."""
    observed, names = objective.observed, objective.names
    if len(observed.points) < len(names):
        raise InputError(Problem(f"{len(observed.points)} observations in the years fitted cannot tell {len(names)} "
                                 "parameters; fit fewer", data))
    every = Observed((*observed.points, *(held_out.points if held_out else ())), ())
    before = objective.seeing(every).modelled(base[None])[:, 0]
    if not np.isfinite(before).all():
        raise InputError("the run before any fitting stops being finite")
    problems = scale_faults(every, before, data)
    if problems:
        raise InputError(problems)
    _, jacobian = objective.linearised(base, np.ones(len(names), dtype=bool))
    problems = [Problem("moves none of the observations, so that they tell nothing of it; leave it out", key=name)
                for name in no_effect(jacobian, names)]
    if problems:
        raise InputError(problems)


def _idle(fit: Fit, observed: Observed) -> tuple[str, ...]:
    """Tell what no fitted parameter moves: it counts in the statistics alone."""
    moved = np.abs(fit.jacobian).max(axis=1) > 1e-7
    still = [name for name in observed.names
             if not any(moved[row] for row, point in enumerate(observed.points) if point.name == name)]
    return tuple(f"{name} is moved by none of the parameters fitted" for name in still)


def _comparison(objective: Objective, held_out: Observed | None, fit: Fit, draws: Draws | None, base: np.ndarray,
                ) -> Comparison:
    """All points, fitted and held out, beside the model."""
    seen = objective.observed
    points = (*seen.points, *(held_out.points if held_out else ()))
    fitted = np.arange(len(points)) < len(seen.points)
    rows = np.concatenate([base[None], fit.unit[None], *([draws.unit[:BAND_DRAWS]] if draws else [])])
    found = objective.seeing(Observed(points, ())).modelled(rows)
    band = np.nanquantile(found[:, 2:], BAND, axis=1) if draws else None
    known = list(OBSERVABLES)
    order = np.array(sorted(range(len(points)), key=lambda row: (known.index(points[row].name), points[row].year)))
    return Comparison(tuple(points[row] for row in order), fitted[order], found[order, 0], found[order, 1],
                      None if band is None else band[:, order])
