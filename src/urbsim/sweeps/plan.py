"""What a sweep is: a model, a design, what is kept of each run, and what tells one sweep from another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from urbsim import __version__
from urbsim.analysis.sampling import MOST_SOBOL, Design, sample_notes
from urbsim.engine import native
from urbsim.engine.build import ADVICE, compiler, processor
from urbsim.engine.choose import Engine
from urbsim.engine.vectorised import Arrays, grid_of
from urbsim.errors import InputError, Problem, UsageError, nearest
from urbsim.factors import Factor, find_factor, vary
from urbsim.model.assemble import Model
from urbsim.results import model_hash
from urbsim.scenario.load import Scenario, on_grid
from urbsim.scenario.schema import Time
from urbsim.targets import margins
from urbsim.yearly import Years

PART_RUNS = 1024
"""Runs of a part: a few seconds of one processor, so that an interruption costs little."""
METHOD: Literal["tsit5"] = "tsit5"
STEP = 0.125
"""The cheapest of the work-precision table that gives every yearly indicator within 1e-5 of its scale."""
MOST_RUNS = 10**9
MARGIN = "margin_"
MISSED = "targets_missed"


@dataclass(frozen=True)
class Plan:
    """All that the runs of a sweep need, and all that decides their results.

    `columns` are the yearly figures kept: indicators, margins to the targets, and annual revenue by park.
    """

    scenario: Scenario
    model: Model
    design: Design
    years: tuple[int, ...]
    columns: tuple[str, ...]
    engine: Literal["native", "numpy"]
    arithmetic: str = ""

    def arithmetic_here(self) -> str:
        """What decides the last bits of results on this machine."""
        if self.engine == "native":
            return native.load(self.model_of(self.design.rows(0, 1)), ()).arithmetic
        return f"numpy {np.__version__}, {hashlib.sha256(processor().encode()).hexdigest()[:12]}"

    @property
    def parts(self) -> int:
        """Number of parts; each has PART_RUNS runs, the last the rest."""
        return -(-self.design.runs // PART_RUNS)

    def runs(self, part: int) -> tuple[int, int]:
        """First run of a part, and the first after it."""
        return part * PART_RUNS, min((part + 1) * PART_RUNS, self.design.runs)

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """What varies, in the order of the design's columns."""
        return tuple(find_factor(name, self.model.vocabulary, self.model.city) for name in self.design.names)

    def model_of(self, rows: np.ndarray) -> Model:
        """The model with the values of some runs: (run, factor)."""
        return vary(self.model, dict(zip(self.design.names, rows.T, strict=True)), self.scenario.policy.start)

    @property
    def target_names(self) -> tuple[str, ...]:
        """Targets of the scenario that the city can be judged by."""
        parks = len(self.model.city.elements["park"])
        return tuple(margins(self.model, self.scenario.targets, np.zeros((1, parks, 1))))

    @cached_property
    def identity(self) -> Mapping[str, Any]:
        """What decides the results; two sweeps with the same identity have the same bytes."""
        scenario, design = self.scenario, self.design
        return _plain({
            "urbsim": __version__, "model_sha256": model_hash(),
            "studies": sorted(self.model.vocabulary.studies.values()), "city": self.model.city.name,
            "city_sha256": self.model.city.digest, "scenario": scenario.name, "levers": scenario.levers,
            "parameters": scenario.parameters,
            "cells": [(cell.table, cell.row, cell.column, cell.value) for cell in scenario.cells],
            "policy": scenario.policy.model_dump(), "targets": scenario.targets.model_dump(),
            "time": self.model.time.model_dump(), "grid": design.grid,
            "sampled": {name: item.model_dump() for name, item in design.sampled.items()},
            "sample": design.method, "members": design.members, "seed": design.seed, "runs": design.runs,
            "years": self.years, "columns": self.columns, "engine": self.engine,
            "arithmetic": self.arithmetic, "part_runs": PART_RUNS})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the identity."""
        return hashlib.sha256(json.dumps(self.identity, sort_keys=True).encode()).hexdigest()


def _plain(value: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON gives it back."""
    plain: dict[str, Any] = json.loads(json.dumps(value))
    return plain


def make_plan(scenario: Scenario, model: Model, design: Design, *, engine: Engine = "auto",
              time: Mapping[str, Any] | None = None, years: Sequence[int] = (), columns: Sequence[str] = (),
              ) -> tuple[Plan, tuple[str, ...]]:
    """Check and join what a sweep needs. Returns it with what a user should know.

    `time` holds the method and step where the caller sets them; else METHOD and STEP are used where every date of the
    scenario lies on their grid. Raises InputError or UsageError with all that is wrong.
    """
    if not design.names:
        raise UsageError("nothing varies: give --vary NAME=..., or --sample with an [uncertainty] table in the file")
    if design.sampled and design.method == "sobol" and design.members > MOST_SOBOL:
        raise UsageError(f"a Sobol' sample has at most {MOST_SOBOL:,} members; use --sample random")
    if design.runs > MOST_RUNS:
        raise UsageError(f"{design.runs:,} runs are more than a sweep can have: {MOST_RUNS:,}")
    if twice := set(design.grid) & set(design.sampled):
        raise UsageError(f"{', '.join(sorted(twice))} is both varied on the grid and sampled")
    chosen, notes = _time(scenario, dict(time or {}))
    if engine == "native" and compiler() is None:
        raise UsageError(ADVICE)
    plan = Plan(scenario, replace(model, time=chosen), design, (), (), _engine(engine))
    plan = replace(plan, years=_years(plan, years), columns=_columns(plan, columns))
    _check_ends(plan)
    return replace(plan, arithmetic=plan.arithmetic_here()), (*notes, *sample_notes(design))


def _engine(engine: Engine) -> Literal["native", "numpy"]:
    if engine == "auto":
        return "numpy" if compiler() is None else "native"
    return engine


def _time(scenario: Scenario, given: Mapping[str, Any]) -> tuple[Time, tuple[str, ...]]:
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


def _years(plan: Plan, wanted: Sequence[int]) -> tuple[int, ...]:
    known = tuple(Years(plan.model, Arrays(np.empty(0), {}), grid_of(plan.model)).numbers)
    if not known:
        raise UsageError("the scenario covers no full calendar year")
    if unknown := sorted(set(wanted) - set(known)):
        raise UsageError(f"--years {unknown[0]}: the run covers {known[0]} to {known[-1]}")
    return tuple(sorted(set(wanted))) or known


def _columns(plan: Plan, wanted: Sequence[str]) -> tuple[str, ...]:
    """Indicators and parks as wanted (all where none is named), and always the margins to the targets."""
    judged = (*(MARGIN + name for name in plan.target_names), MISSED)
    known = (*plan.model.vocabulary.indicators, *plan.model.city.elements["park"])
    for name in wanted:
        if name not in (*known, *judged):
            raise UsageError(f"--keep {name}: no such indicator or park.{nearest(name, known)}")
    kept = [name for name in known if not wanted or name in wanted]
    return (*kept, *judged)


def _check_ends(plan: Plan) -> None:
    """Try the ends of every range, so that a value that cannot be used is told before anything runs."""
    ends = [(min(values), max(values)) for values in plan.design.grid.values()]
    ends += [(item.low, item.high) for item in plan.design.sampled.values()]
    plan.model_of(np.array(ends).T)
