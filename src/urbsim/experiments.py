"""Many runs for an analysis: how they are integrated, run in blocks so that memory stays bounded, and what stands
behind the numbers made of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from urbsim import __version__
from urbsim.engine import native
from urbsim.engine.build import ADVICE, compiler, processor
from urbsim.engine.choose import Engine
from urbsim.errors import InputError, Problem, UsageError
from urbsim.factors import vary
from urbsim.many import Ensemble, calendar_years, run_members
from urbsim.members import Batch
from urbsim.model.assemble import Model
from urbsim.outcomes import Outcome, figures
from urbsim.results import Table, model_hash
from urbsim.scenario.load import Scenario, on_grid
from urbsim.scenario.schema import Time
from urbsim.scorecard import confidence_mix

METHOD: Literal["tsit5"] = "tsit5"
STEP = 0.125
"""The cheapest of the work-precision table that gives every yearly indicator within 1e-5 of its scale."""
BLOCK_RUNS = 1024
"""Runs at a time: some 10 MB of yearly figures, and a wait of seconds where somebody interrupts."""

Report = Callable[[int, int], None]
"""Told the runs that are finished, and all."""


def unheard(done: int, runs: int) -> None:
    """A report that nobody reads."""


@dataclass(frozen=True)
class Basis:
    """What stands behind the numbers of an analysis: its runs and seed, and how sure the model's inputs are."""

    runs: int
    seed: int | None
    confidence: Mapping[str, int]

    def attached(self, table: Table) -> Table:
        """A table that carries runs, seed and the counts of FACT, TYPICAL and ASSUMED inputs in every row."""
        more = {"runs": self.runs, "seed": "" if self.seed is None else self.seed,
                **{f"inputs_{level.lower()}": count for level, count in self.confidence.items()}}
        return Table((*table.header, *more), (*table.units, *("1" for _ in more)),
                     tuple((*row, *more.values()) for row in table.rows))

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {"runs": self.runs, "seed": self.seed, "confidence": dict(self.confidence)}


@dataclass(frozen=True)
class Experiment:
    """One scenario, to be run many times with other values of its factors.

    `model` ends with the last year that is read. `threads` are all processors where None; no result depends on them.
    """

    scenario: Scenario
    model: Model
    engine: Literal["native", "numpy"]
    threads: int | None = None
    _libraries: dict[tuple[frozenset[str], tuple[str, ...]], native.Library] = field(
        default_factory=dict, repr=False, compare=False)

    def varied(self, values: Mapping[str, Any]) -> Model:
        """The model with values by member, by name of their factor. Raises InputError."""
        return vary(self.model, values, self.scenario.policy.start)

    def outcomes(self, values: Mapping[str, np.ndarray], wanted: tuple[Outcome, ...],
                 report: Report = unheard) -> np.ndarray:
        """Outcomes of many runs, (outcome, run); NaN where a run failed. `values` are arrays of one length."""
        def model_of(first: int, last: int) -> Model:
            return self.varied({name: column[first:last] for name, column in values.items()})

        return self.outcomes_of(model_of, len(next(iter(values.values()))), wanted, report)

    def outcomes_of(self, model_of: Callable[[int, int], Model], runs: int, wanted: tuple[Outcome, ...],
                    report: Report = unheard) -> np.ndarray:
        """Outcomes of many runs, (outcome, run); `model_of` gives the model of runs first .. last - 1."""
        found = np.empty((len(wanted), runs))
        for first in range(0, runs, BLOCK_RUNS):
            last = min(first + BLOCK_RUNS, runs)
            model = model_of(first, last)
            block = self.run(model)
            read = figures(model, self.scenario.targets, block)
            for row, outcome in enumerate(wanted):
                found[row, first:last] = read[outcome.name][block.years.index(outcome.year)]
            report(last, runs)
        return found

    def run(self, model: Model, recorded: tuple[str, ...] = ()) -> Ensemble:
        """Yearly figures of the members of a model, and what is recorded of them at every saved moment."""
        library = None if self.engine == "numpy" else self.library(model, recorded)
        return run_members(model, self.threads, self.engine, library=library, recorded=recorded)

    def library(self, model: Model, recorded: tuple[str, ...] = ()) -> native.Library:
        """The native library of what varies and is recorded, loaded once."""
        varying = frozenset(name for name, value in model.inputs.items() if isinstance(value, Batch))
        if (varying, recorded) not in self._libraries:
            self._libraries[varying, recorded] = native.load(model, recorded)
        return self._libraries[varying, recorded]

    def basis(self, runs: int, seed: int | None) -> Basis:
        """What stands behind numbers made of this scenario."""
        return Basis(runs, seed, confidence_mix(self.model))


def identity_of(scenario: Scenario, model: Model) -> dict[str, Any]:
    """What decides the runs of a scenario, but for what varies."""
    return {
        "urbsim": __version__, "model_sha256": model_hash(),
        "studies": sorted(model.vocabulary.studies.values()), "equations": native.equations_digest(model),
        "inputs": _inputs_digest(model), "city": model.city.name, "city_sha256": model.city.digest,
        "scenario": scenario.name, "levers": scenario.levers, "parameters": scenario.parameters,
        "cells": [(cell.table, cell.row, cell.column, cell.value) for cell in scenario.cells],
        "policy": scenario.policy.model_dump(), "targets": scenario.targets.model_dump(),
        "time": model.time.model_dump()}


def _inputs_digest(model: Model) -> str:
    """SHA-256 of all numbers that a model is given, wherever they come from."""
    content = hashlib.sha256()
    for name, value in model.inputs.items():
        content.update(name.encode() + np.asarray(value, dtype=float).tobytes())
    return content.hexdigest()


def numpy_arithmetic() -> str:
    """What decides the last bits of numpy's results on this machine."""
    return f"numpy {np.__version__}, {hashlib.sha256(processor().encode()).hexdigest()[:12]}"


def as_json(value: Mapping[str, Any]) -> dict[str, Any]:
    """Plain data as JSON gives them back."""
    plain: dict[str, Any] = json.loads(json.dumps(value))
    return plain


def experiment_of(scenario: Scenario, model: Model, last_year: int, *, engine: Engine = "auto",
                  threads: int | None = None, time: Mapping[str, Any] | None = None,
                  ) -> tuple[Experiment, tuple[str, ...]]:
    """An experiment that reads years up to `last_year`, and what a user should know.

    `time` holds the method and step where the caller sets them. Raises InputError or UsageError.
    """
    chosen, notes = time_of_many(scenario, dict(time or {}))
    years = calendar_years(model)
    if last_year not in years:
        raise UsageError(f"the run does not cover {last_year}")
    short = chosen.model_copy(update={"end": last_year + 1.0})
    return Experiment(scenario, replace(model, time=short), engine_of_many(engine), threads), notes


def engine_of_many(engine: Engine) -> Literal["native", "numpy"]:
    """The engine for many runs: with `auto` the native one where there is a compiler. Raises UsageError."""
    if engine == "native" and compiler() is None:
        raise UsageError(ADVICE)
    if engine == "auto":
        return "numpy" if compiler() is None else "native"
    return engine


def time_of_many(scenario: Scenario, given: Mapping[str, Any]) -> tuple[Time, tuple[str, ...]]:
    """The method and step: those given, else the default where every date lies on its grid, else the file's."""
    wanted = {"method": METHOD, "step": STEP, **given}
    dates = [scenario.time.start, scenario.time.end, scenario.policy.start, scenario.policy.ramp,
             *(at for knots in scenario.levers.values() for at, _ in knots)]
    off = [at for at in (*dates, 0.5) if not on_grid(at, wanted["step"])]
    if not off:
        return scenario.time.model_copy(update=wanted), ()
    if "step" in given:
        step = given["step"]
        raise InputError(Problem(f"{off[0]:g} does not lie on the grid of steps of {step:g} years", key="step"))
    return (scenario.time.model_copy(update={**given}),
            (f"{off[0]:g} does not lie on the grid of the default step {STEP:g}; "
             f"the file's step {scenario.time.step:g} is used",))
