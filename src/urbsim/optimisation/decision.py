"""A decision: the package that was found, run as its scenario says, beside the scenario that it started from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from urbsim.engine.choose import Engine
from urbsim.experiments import Basis
from urbsim.model.assemble import Model
from urbsim.optimisation.needs import Need
from urbsim.optimisation.projection import Projection, projected, with_levers
from urbsim.optimisation.robust import Assurance, Regret
from urbsim.optimisation.space import DECIMALS
from urbsim.optimisation.task import Task
from urbsim.scenario.load import Scenario
from urbsim.targets import margins

EXACT = 12
"""Decimals where fewer break a condition."""
AT_BOUND = 1e-6
"""Part of a range within which a lever stands at its bound."""


@dataclass(frozen=True)
class Worth:
    """What a lever is worth in a package: what changes where it alone is reset to the scenario's value.

    Levers that are shares of a whole are reset together. `margins` are changes by target, 亿元 a year.
    """

    lever: str
    low: float
    high: float
    base: float
    chosen: float
    bound: str
    cost: float
    margins: Mapping[str, float]


@dataclass(frozen=True)
class Decision:
    """The answer to a task: `levers` and what they give, whether all targets and limits hold in it (`found`), the least
    `room` of them in parts of their goals, and how it was found. `needs` are filled where it was not found,
    `assurance` and `regret` where they were asked for.
    """

    task: Task
    found: bool
    room: float
    levers: Mapping[str, float]
    base: Projection
    package: Projection
    worth: tuple[Worth, ...]
    starts: int
    basis: Basis
    needs: tuple[Need, ...] = ()
    assurance: Assurance | None = None
    regret: Regret | None = None

    @property
    def ranked(self) -> list[Worth]:
        """Levers by what they are worth: those first without which the targets are missed most."""
        return sorted(self.worth, key=lambda worth: min(worth.margins.values()))


def holds(task: Task, projection: Projection) -> bool:
    """Whether targets and limits hold in a run, to the last digit."""
    found, years = projection.results.years, projection.results.years.numbers
    year = task.wanted.year
    revenue = (found.annual_revenue(year) * found.price_index(year))[None, :, None]
    judged = margins(projection.results.model, task.wanted, revenue)
    targets = all(float(judged[name][0, 0]) >= 0.0 for name in task.targets)
    limits = all((projection.indicator(limit.name, at) >= limit.value) if limit.least
                 else (projection.indicator(limit.name, at) <= limit.value)
                 for limit in task.limits for at in limit.years if at in years)
    return targets and limits


def confirmed(scenario: Scenario, model: Model, task: Task, point: np.ndarray, engine: Engine, *, expected: bool,
              ) -> tuple[dict[str, float], Projection]:
    """The levers of a point as a plan can state them, and their run; with more digits where rounding breaks a
    condition that is `expected` to hold.
    """
    exact = {name: float(values[0]) for name, values in task.space.values(point[None]).items()}
    for decimals in (DECIMALS, EXACT):
        levers = task.space.rounded(exact, decimals)
        projection = projected(*with_levers(scenario, model, levers), task.horizon, task.rate, engine)
        if not expected or holds(task, projection):
            break
    return levers, projection


def worth_of(task: Task, levers: Mapping[str, float], base: Mapping[str, float]) -> tuple[Worth, ...]:
    """What each lever of a package is worth, in the scenario's own future."""
    space, plain = task.space, replace(task, futures={}, share=1.0)
    whole_of = {name: whole.names for whole in space.wholes for name in whole.names}
    resets = {name: {other: base[other] for other in whole_of.get(name, (name,))} for name in space.levers}
    points = np.array([space.point({**levers, **reset}) for reset in ({}, *resets.values())])
    tried = plain.tried(points)
    judged = margins(task.model, task.wanted, tried.revenue.transpose(2, 0, 1))
    return tuple(
        Worth(name, *space.bounds(name), base[name], levers[name], bound_of(task, name, levers[name]),
              float(tried.cost[row, 0] - tried.cost[0, 0]),
              {target: float(values[0, row] - values[0, 0]) for target, values in judged.items()
               if target in task.targets})
        for row, name in enumerate(space.levers, 1))


def bound_of(task: Task, name: str, value: float) -> str:
    """`low` or `high` where a lever stands at its bound, else nothing."""
    low, high = task.space.bounds(name)
    close = AT_BOUND * (high - low)
    return "low" if value <= low + close else "high" if value >= high - close else ""
