"""Extreme conditions: single runs far from any plan must stay finite, conserve, and end where sense says."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib.resources import files

import numpy as np
from pydantic import ConfigDict, Field, FiniteFloat

from urbsim.engine.vectorised import simulate
from urbsim.errors import NumericalError
from urbsim.model.assemble import Model, join
from urbsim.results import Results
from urbsim.scenario.load import Scenario
from urbsim.scenario.schema import Strict
from urbsim.validation.behaviours import Expected, holds
from urbsim.validation.check import Check, Phrase, plain, worst
from urbsim.validation.conservation import LAWS, lowest_stock, relocated_share

CLOSE = 1e-9
"""Largest residual of a conservation law, relative to what is conserved: rounding over a thousand steps."""
EMPTY = -1e-6
"""How far below zero rounding may bring a stock, in its own unit."""
TWIN = "Twin"


class Condition(Strict):
    """What is changed and what must become of revenue; conditions.toml explains the keys."""

    model_config = ConfigDict(strict=False)

    name: str
    claim: str
    zh: str
    empty: tuple[str, ...] = ()
    set: Mapping[str, FiniteFloat] = Field(default_factory=dict)
    levers: Mapping[str, FiniteFloat] = Field(default_factory=dict)
    since: FiniteFloat | None = None
    late: FiniteFloat = 0.0
    twin: bool = False
    revenue: Expected | None = None
    bound: FiniteFloat = 0.0


def conditions() -> tuple[Condition, ...]:
    """All that the package holds."""
    text = (files("urbsim.validation") / "conditions.toml").read_text(encoding="utf-8")
    return tuple(Condition.model_validate(one) for one in tomllib.loads(text)["condition"])


def condition_checks(scenario: Scenario, usual: Results, report: Callable[[str], None]) -> Iterator[Check]:
    """Every condition, laid over the scenario that gave the `usual` results."""
    found = conditions()
    for number, one in enumerate(found, 1):
        report(f"extreme condition {number}/{len(found)}")
        yield _judged(one, scenario, usual)


def under(one: Condition, model: Model, start: float) -> Model:
    """The model under a condition; `start` is that of the policy."""
    if one.twin:
        model = with_twin(model)
    inputs = {name: np.full_like(np.asarray(model.inputs[name], dtype=float), value)[()]
              for name, value in one.set.items()}
    model = model.with_inputs(inputs, dict.fromkeys(one.empty, 0.0))
    if one.late:
        model = model.with_knots({name: tuple((time + one.late, value) for time, value in knots)
                                  for name, knots in model.levers.items()})
    return model.with_levers(one.levers, start if one.since is None else one.since) if one.levers else model


def with_twin(model: Model) -> Model:
    """The model of a city with one more park, the same as the last."""
    parks = (*model.city.elements["park"], TWIN)
    declared = model.vocabulary.declarations
    inputs = {}
    for name, value in model.inputs.items():
        for axis, index in enumerate(declared[name].dims):
            if index.name == "park":
                value = np.concatenate([value, np.take(value, [-1], axis=axis)], axis=axis)
        inputs[name] = value
    city = replace(model.city, elements={**model.city.elements, "park": parks})
    whole = join(model.vocabulary, city, model.name, model.time, {}, model.levers, model.schedule.ramp)
    return replace(whole, inputs=inputs)


def _judged(one: Condition, scenario: Scenario, usual: Results) -> Check:
    model = under(one, usual.model, scenario.policy.start)
    try:
        results = Results(model, simulate(model), scenario)
    except NumericalError as error:
        return Check("extreme", Phrase(one.claim, one.zh), False, plain(str(error)))
    year = min(scenario.targets.year, results.years.numbers[-1])
    before, after = (np.array([found.years.indicator("revenue", year)]) for found in (usual, results))
    residual, law = worst({name: law(results) for name, law in LAWS.items()})
    lowest, stock = lowest_stock(results)
    good = residual <= CLOSE and lowest >= EMPTY and float(relocated_share(results).max()) <= 1.0
    if one.revenue is not None:
        good = good and bool(holds(one.revenue, one.bound, before, after).all())
    exact = f"{residual:.0e} ({law})"
    return Check("extreme", Phrase(one.claim, one.zh), good, Phrase(
        f"revenue {year}: {after[0]:.4g} instead of {before[0]:.4g} 亿元; laws to {exact}; lowest stock {lowest:.0e} "
        f"({stock})",
        f"{year} 年收入 {after[0]:.4g}（原 {before[0]:.4g}）亿元；守恒残差 {exact}；最低存量 {lowest:.0e}（{stock}）"))
