"""One call from files to each analysis: sensitivity, attribution, calibration, boxes in a sweep, feedback loops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from urbsim.analysis import attribution, calibration, indices, ranges
from urbsim.analysis.attribution import Attribution
from urbsim.analysis.calibration import Calibration
from urbsim.analysis.knockouts import knockouts
from urbsim.analysis.loops import loop_scores
from urbsim.analysis.observed import Observed, Prices, compared, read_series, split
from urbsim.analysis.sensitivity import Sensitivity
from urbsim.analysis.sensitivity import sensitivity as sensitivities
from urbsim.api import Case, as_tables, read, run_case
from urbsim.engine.choose import Engine
from urbsim.experiments import Experiment, experiment_of
from urbsim.many import calendar_years
from urbsim.outcomes import Outcome, find_outcomes
from urbsim.present.loops import LoopStudy
from urbsim.scenario.resolved import resolved_toml
from urbsim.scenario.schema import Range
from urbsim.sweeps.discovery import Discovery
from urbsim.sweeps.discovery import discover as boxes_of
from urbsim.sweeps.stored import read_runs
from urbsim.yearly import calendar


def experiment_for(case: Case, outcomes: Sequence[str], *, engine: Engine = "auto", jobs: int | None = None,
                   time: Mapping[str, Any] | None = None) -> tuple[Experiment, tuple[Outcome, ...], tuple[str, ...]]:
    """What was read, made ready to run many times: up to the last year of the outcomes that texts mean.

    Returns it with the outcomes, and what a user should know. `time` holds the method and step where they are set.
    """
    wanted = find_outcomes(outcomes, case.model, case.scenario.targets, calendar_years(case.model))
    experiment, notes = experiment_of(case.scenario, case.model, max(outcome.year for outcome in wanted),
                                      engine=engine, threads=jobs, time=time)
    return experiment, wanted, notes


def sensitivity(path: str | Path, *, method: indices.Method = "sobol", samples: int | None = None,
                factors: Sequence[str] = ("uncertainty",), outcomes: Sequence[str] = (), seed: int = 0,
                spread: float = ranges.SPREAD, engine: Engine = "auto", jobs: int | None = None,
                studies: Sequence[str | Path] = (), **tables: Mapping[str, Any]) -> Sensitivity:
    """Which uncertain numbers move outcomes: `method` is `sobol`, `morris` or `pawn`.

    `factors` are sets (`uncertainty`, `parameters`, `city`, `parks`, `levers`, `all`), names, patterns or `NAME=LO:HI`;
    `outcomes` yearly figures, `NAME` or `NAME@YEAR`. Studies and further tables are as in `run`. Results do
    not depend on `jobs`. Needs the extra `analysis`.
    """
    given = as_tables(tables)
    case = read(path, given, studies=studies)
    experiment, wanted, _ = experiment_for(case, outcomes, engine=engine, jobs=jobs, time=given.get("time"))
    chosen = ranges.choose(factors, case.scenario, case.model, spread)
    return sensitivities(experiment, chosen.ranges, wanted, method, samples or indices.SAMPLES[method], seed)


def attribute(path: str | Path, to: str | Path, *, outcomes: Sequence[str] = ("revenue_current",),
              by: attribution.By = "group", orders: int | None = None, seed: int = 0, engine: Engine = "auto",
              jobs: int | None = None, studies: Sequence[str | Path] = (),
              **tables: Mapping[str, Any]) -> Attribution:
    """Share the difference of outcomes between two scenario files among policy clauses (Shapley values).

    `by` is `group` (of levers, by clause) or `lever`. Exact up to 16 that differ; beyond, `orders` samples that many
    orders. Studies and further tables are set on top of both files. Raises InputError where the two cannot be compared.
    """
    given = as_tables(tables)
    (one, wanted, _), (other, _, _) = (
        experiment_for(read(file, given, studies=studies), outcomes, engine=engine, jobs=jobs, time=given.get("time"))
        for file in (path, to))
    return attribution.attribute(one, other, wanted, by=by, orders=orders, seed=seed)


def prepare_calibration(case: Case, data: str | Path, fit: Sequence[str], prices: Prices, held_out: range | None,
                        *, engine: Engine = "auto", jobs: int | None = None, time: Mapping[str, Any] | None = None,
                        ) -> tuple[Experiment, Mapping[str, Range], Observed, Observed | None, tuple[str, ...]]:
    """What was read, made ready to be fitted: the experiment, bounds, points to fit and held out, and notes."""
    model, years = case.model, calendar(case.model)
    series = read_series(Path(data))
    found = compared(series, years.numbers, round(float(model.inputs["base_year"])), years.price_index, prices)
    observed, outside = split(found, held_out, series.file)
    chosen = ranges.choose(fit, case.scenario, model)
    experiment, notes = experiment_of(case.scenario, model, found.last_year, engine=engine, threads=jobs, time=time)
    return experiment, chosen.ranges, observed, outside, (*notes, *chosen.notes)


def calibrate(path: str | Path, data: str | Path, fit: Sequence[str], *, prices: Prices = "current",
              holdout: range | None = None, starts: int = 8, draws: int = 1000, seed: int = 0,
              engine: Engine = "auto", jobs: int | None = None, studies: Sequence[str | Path] = (),
              **tables: Mapping[str, Any]) -> Calibration:
    """Fit parameters (names or `NAME=LO:HI`) to the yearly observations of a CSV file, held-out years apart.

    `draws` of the posterior are kept (none where 0); `write_posterior` keeps it as a file. Results do not depend on
    `jobs`. Needs the extra `analysis`. Raises InputError where the data are faulty or cannot tell the parameters.
    """
    given = as_tables(tables)
    case = read(path, given, studies=studies)
    experiment, bounds, observed, outside, _ = prepare_calibration(case, data, fit, prices, holdout, engine=engine,
                                                                   jobs=jobs, time=given.get("time"))
    return calibration.calibrate(experiment, bounds, observed, outside, str(data),
                                 calibration.Request(starts, draws, seed))


def calibrated_scenario(found: Calibration, path: str | Path, tables: Mapping[str, Any] | None = None,
                        studies: Sequence[str | Path] = ()) -> str:
    """The scenario file with the best values of a calibration set on top, as TOML that runs as it stands."""
    values: dict[str, Any] = {key: dict(table) if isinstance(table, Mapping) else table
                              for key, table in (tables or {}).items()}
    homes = {"lever": "levers", "parameter": "parameters", "city value": "city"}
    for factor, value in zip(found.factors, found.values.tolist(), strict=True):
        place = (homes[factor.kind], factor.name) if factor.kind in homes else tuple(factor.name.split("."))
        inner = values
        for part in place[:-1]:
            inner = inner.setdefault(part, {})
        inner[place[-1]] = value
    case = read(path, values, overrides_name="calibration", studies=studies)
    return resolved_toml(case.scenario, case.vocabulary, case.city)


def discover(folder: str | Path, *, target: str = "all", reached: bool = False, density: float | None = None,
             boxes: int = 3, seed: int = 0) -> Discovery:
    """In which ranges of what varies the runs of a sweep's folder miss a target, or reach it (PRIM).

    Boxes are chosen by how well they tell the runs apart, or as the largest with a `density`. Raises InputError where
    nearly all runs agree.
    """
    return boxes_of(read_runs(Path(folder)), target, reached=reached, density=density, boxes=boxes, seed=seed)


def loops(case: Case, engine: Engine = "auto") -> LoopStudy:
    """Run what was read and find which feedback loops made the result."""
    results = run_case(case, engine).results
    return LoopStudy(results, loop_scores(results), knockouts(case.scenario, case.model))
