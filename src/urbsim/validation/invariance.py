"""What must not matter: the size of the base units, and the order of parks and districts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from urbsim import units
from urbsim.engine.vectorised import simulate
from urbsim.members import Batch
from urbsim.model.assemble import Model
from urbsim.validation.check import Check, Phrase, error, figure, worst

FACTOR = 7.0
"""Prime to every number of the model, so that no power of it hides."""
BASES = ("money", "people", "area", "energy", "capacity", "pollution")
CLOSE_UNITS = 1e-6
"""Of the scale of a stock or variable: only guards of 1e-12 against division by nothing do not scale."""
CLOSE_ORDER = 1e-10
"""Of the scale of a stock or variable: sums in another order round otherwise."""


def powers(unit: str) -> np.ndarray:
    """The power of each of BASES in a unit. Time is no base here, since the grid of steps is in years."""
    found = dict(units.parse(unit).dimensionality)
    energy = found.get("[mass]", 0.0)
    area = (found.get("[length]", 0.0) - 2.0 * energy) / 2.0
    return np.array([found.get("[money]", 0.0), found.get("[person]", 0.0), area, energy,
                     found.get("[capacity]", 0.0), found.get("[pollution]", 0.0)])


def factors(unit: str) -> np.ndarray:
    """What a number of this unit is multiplied by: as it is, then with each base unit a seventh as large."""
    return np.array([1.0, *FACTOR ** powers(unit)])


def scaling_check(model: Model) -> Check | None:
    """Each base unit in turn is made a seventh: stocks and variables must grow by the power of 7 in their unit.

    Nothing for a model with lookups in such units, whose points cannot be scaled by member.
    """
    declared = model.vocabulary.declarations
    if any(powers(unit).any() for item in model.vocabulary.lookups.values() for unit in (item.unit, item.of)):
        return None
    starts = {stock.name: Batch(np.broadcast_to(float(stock.initial) * factors(stock.unit),
                                                (*model.shape(stock.dims), len(BASES) + 1)))
              for stock in model.vocabulary.stocks.values() if isinstance(stock.initial, (int, float))}
    inputs = {name: Batch(np.asarray(value, dtype=float)[..., None] * factors(declared[name].unit))
              for name, value in model.inputs.items()}
    levers = np.array([factors(declared[name].unit) for name in model.schedule.names])
    changes = tuple((time, change[:, None] * levers) for time, change in model.schedule.changes)
    schedule = replace(model.schedule, off=model.schedule.off[:, None] * levers, changes=changes)
    found = simulate(replace(model, schedule=schedule).with_inputs(inputs, starts)).values
    errors: dict[str, float] = {}
    for name, values in found.items():
        expected = values[..., :1] * factors(declared[name].unit)
        errors |= {f"{name}, {base}": error(values[..., at], expected[..., at]) for at, base in enumerate(BASES, 1)}
    largest, where = worst(errors)
    return Check("units", Phrase(
        "With base units a seventh as large every stock and variable scales by the power that its unit says.",
        "基本单位缩小为七分之一时，各存量与变量按其单位的幂次变化。"),
        largest <= CLOSE_UNITS, figure(largest, where))


def order_check(model: Model) -> Check:
    """Parks and districts are written in another order: stocks and variables must be the same, in that order."""
    orders = {name: np.roll(np.arange(len(elements))[::-1], 2) for name, elements in model.city.elements.items()
              if name in ("park", "district")}
    inputs = {name: _reordered(model, name, value, orders) for name, value in model.inputs.items()}
    usual = simulate(model).values
    other = simulate(model.with_inputs(inputs)).values
    errors = {}
    for name, values in usual.items():
        expected = np.stack([_reordered(model, name, moment, orders) for moment in values])
        errors[name] = error(other[name], expected)
    largest, where = worst(errors)
    return Check("symmetry", Phrase(
        "Parks and districts in another order give the same stocks and variables, in that order.",
        "园区与县区换序后，各存量与变量相同（同样换序）。"), largest <= CLOSE_ORDER, figure(largest, where))


def _reordered(model: Model, name: str, value: Any, orders: Mapping[str, np.ndarray]) -> Any:
    """An array with its parks and districts in another order."""
    for axis, index in enumerate(model.vocabulary.declarations[name].dims):
        if index.name in orders:
            value = np.take(value, orders[index.name], axis=axis)
    return value
