"""A question to the optimiser, as a user puts it, checked and turned into a task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np

from urbsim.analysis.public_cost import DISCOUNT_RATE
from urbsim.engine.choose import Engine
from urbsim.errors import UsageError, nearest
from urbsim.experiments import experiment_of
from urbsim.many import calendar_years
from urbsim.model.assemble import Model
from urbsim.optimisation.projection import Projection, projected
from urbsim.optimisation.space import Bounds, space_of
from urbsim.optimisation.task import Limit, Task
from urbsim.scenario.load import Scenario
from urbsim.targets import margins

Wish = Literal["total", "parks", "all"]
WISHES: tuple[Wish, ...] = get_args(Wish)
BASE = "base"
"""A limit at what the scenario itself gives."""


@dataclass(frozen=True)
class Question:
    """Which targets are to hold within which limits.

    `at_least` and `at_most` bound yearly indicators at the end of the target year, by a number or by `base`: what the
    scenario itself gives. `budget` bounds programme spending until the horizon, `debt_ceiling` the debt ratio of every
    year until then. `fixed` levers stay, `bounds` narrow the range of others. `new_plan` lets the total of construction
    land grow.
    """

    target: Wish = "total"
    budget: float | None = None
    debt_ceiling: float | None = None
    at_least: Mapping[str, float | str] = field(default_factory=dict)
    at_most: Mapping[str, float | str] = field(default_factory=dict)
    fixed: Sequence[str] = ()
    bounds: Bounds = field(default_factory=dict)
    new_plan: bool = False
    horizon: int | None = None
    rate: float = DISCOUNT_RATE


def task_of(question: Question, scenario: Scenario, model: Model, *, engine: Engine = "auto",
            time: Mapping[str, Any] | None = None) -> tuple[Task, Projection, tuple[str, ...]]:
    """The task of a question, without futures, the run of the scenario itself, and what a user should know.

    Raises InputError or UsageError with all that is wrong.
    """
    year = scenario.targets.year
    horizon = year if question.horizon is None else question.horizon
    faults = [*_faults(question, model), *_year_faults(year, horizon, calendar_years(model))]
    targets = _targets(question.target, scenario, model)
    if isinstance(targets, str):
        faults.append(targets)
    if faults:
        raise UsageError("\n".join(faults))
    space, notes = space_of(scenario, model.vocabulary, fixed=question.fixed, bounds=question.bounds,
                            new_plan=question.new_plan)
    experiment, more = experiment_of(scenario, model, max(year, horizon), engine=engine, threads=1, time=time)
    base = projected(scenario, model, horizon, question.rate, engine)
    limits = tuple(_limits(question, base, year, range(calendar_years(model)[0], horizon + 1)))
    return Task(experiment, space, tuple(targets), limits, horizon, question.rate), base, (*notes, *more)


def _limits(question: Question, base: Projection, year: int, until_horizon: range) -> Iterator[Limit]:
    """The limits of a question."""
    if question.budget is not None:
        yield Limit("spending", False, question.budget, (until_horizon[-1],))
    if question.debt_ceiling is not None:
        yield Limit("debt_ratio", False, question.debt_ceiling, tuple(until_horizon))
    for least, side in ((True, question.at_least), (False, question.at_most)):
        for name, value in side.items():
            yield Limit(name, least, base.indicator(name, year) if isinstance(value, str) else value, (year,))


def _targets(wish: str, scenario: Scenario, model: Model) -> Sequence[str] | str:
    """The targets that are meant, or what is wrong."""
    if wish not in WISHES:
        return f"no such target: '{wish}'.{nearest(str(wish), WISHES)} There are {', '.join(WISHES)}"
    parks, least = len(model.city.elements["park"]), scenario.targets.parks_at_least.count
    if wish != "total" and parks < least:
        return f"the city has {parks} parks, fewer than the {least} of the target"
    if wish != "all":
        return (wish,)
    return tuple(margins(model, scenario.targets, np.zeros((1, parks, 1))))


def _faults(question: Question, model: Model) -> list[str]:
    """What is wrong with the numbers and names of limits."""
    faults, indicators = [], model.vocabulary.indicators
    if not 0.0 <= question.rate <= 1.0:
        faults.append(f"a discount rate of {question.rate:g} a year: give a number from 0 to 1, e.g. 0.08")
    for what, most in (("budget", question.budget), ("debt ceiling", question.debt_ceiling)):
        if most is not None and not 0.0 < most < np.inf:
            faults.append(f"a {what} of {most:g}: give a number above 0")
    for name, value in (*question.at_least.items(), *question.at_most.items()):
        if name not in indicators:
            faults.append(f"no such yearly indicator: '{name}'.{nearest(name, indicators)}")
        elif value != BASE and not (isinstance(value, float | int) and np.isfinite(value)):
            faults.append(f"{name}={value}: give a number, or '{BASE}' for what the scenario itself gives")
    return faults


def _year_faults(year: int, horizon: int, years: range) -> list[str]:
    covered = f"{years[0]} to {years[-1]}" if years else "no full year"
    if year not in years:
        return [f"the target year {year} is not covered by the run ({covered})"]
    if horizon not in years or horizon < year:
        return [f"a horizon of {horizon}: give a year from the target year {year} to the last of the run ({covered})"]
    return []
