"""What a sweep is: a model, a design, what is kept of each run, and what tells one sweep from another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from urbsim.analysis.sampling import MOST_SOBOL, Design, sample_notes
from urbsim.engine import native
from urbsim.engine.choose import Engine
from urbsim.errors import UsageError, nearest
from urbsim.experiments import as_json, engine_of_many, identity_of, numpy_arithmetic, time_of_many
from urbsim.factors import Factor, find_factor, vary
from urbsim.many import calendar_years
from urbsim.model.assemble import Model
from urbsim.outcomes import figure_names, judged_names
from urbsim.posterior import digest
from urbsim.scenario.load import Scenario

PART_RUNS = 1024
"""Runs of a part: a few seconds of one processor, so that an interruption costs little."""
MOST_RUNS = 10**9


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
        return numpy_arithmetic()

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

    @cached_property
    def identity(self) -> Mapping[str, Any]:
        """What decides the results; two sweeps with the same identity have the same bytes."""
        design = self.design
        return as_json({
            **identity_of(self.scenario, self.model), "grid": design.grid,
            "sampled": {name: item.model_dump() for name, item in design.sampled.items()},
            "sample": design.sample, "posterior": digest(design.draws) if design.draws else "",
            "members": design.members, "seed": design.seed, "runs": design.runs,
            "years": self.years, "columns": self.columns, "engine": self.engine,
            "arithmetic": self.arithmetic, "part_runs": PART_RUNS})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the identity."""
        return hashlib.sha256(json.dumps(self.identity, sort_keys=True).encode()).hexdigest()


def make_plan(scenario: Scenario, model: Model, design: Design, *, engine: Engine = "auto",
              time: Mapping[str, Any] | None = None, years: Sequence[int] = (), columns: Sequence[str] = (),
              ) -> tuple[Plan, tuple[str, ...]]:
    """Check and join what a sweep needs. Returns it with what a user should know.

    `time` holds the method and step where the caller sets them. Raises InputError or UsageError with all that is wrong.
    """
    if not design.names:
        raise UsageError("nothing varies: give --vary NAME=..., or --sample with an [uncertainty] table in the file")
    if design.sampled and design.sample == "sobol" and design.members > MOST_SOBOL:
        raise UsageError(f"a Sobol' sample has at most {MOST_SOBOL:,} members; use --sample random")
    if design.runs > MOST_RUNS:
        raise UsageError(f"{design.runs:,} runs are more than a sweep can have: {MOST_RUNS:,}")
    if twice := set(design.grid) & set(design.sampled):
        raise UsageError(f"{', '.join(sorted(twice))} is both varied on the grid and sampled")
    chosen, notes = time_of_many(scenario, dict(time or {}))
    plan = Plan(scenario, replace(model, time=chosen), design, (), (), engine_of_many(engine))
    plan = replace(plan, years=_years(plan, years), columns=_columns(plan, columns))
    _check_ends(plan)
    return replace(plan, arithmetic=plan.arithmetic_here()), (*notes, *sample_notes(design))


def _years(plan: Plan, wanted: Sequence[int]) -> tuple[int, ...]:
    known = tuple(calendar_years(plan.model))
    if not known:
        raise UsageError("the scenario covers no full calendar year")
    if unknown := sorted(set(wanted) - set(known)):
        raise UsageError(f"--years {unknown[0]}: the run covers {known[0]} to {known[-1]}")
    return tuple(sorted(set(wanted))) or known


def _columns(plan: Plan, wanted: Sequence[str]) -> tuple[str, ...]:
    """Indicators and parks as wanted (all where none is named), and always the margins to the targets."""
    judged, known = judged_names(plan.model, plan.scenario.targets), figure_names(plan.model)
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
