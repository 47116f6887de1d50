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
from urbsim.validation.check import Check, Phrase, figure

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


def scaling_check(model: Model) -> Check:
    """Each base unit in turn is made a seventh: stocks and variables must grow by the power of 7 in their unit."""
    declared = model.vocabulary.declarations
    inputs = {name: Batch(np.asarray(value, dtype=float)[..., None] * factors(declared[name].unit))
              for name, value in model.inputs.items()}
    levers = np.array([factors(declared[name].unit) for name in model.schedule.names])
    changes = tuple((time, change[:, None] * levers) for time, change in model.schedule.changes)
    schedule = replace(model.schedule, off=model.schedule.off[:, None] * levers, changes=changes)
    found = simulate(replace(model, schedule=schedule).with_inputs(inputs)).values
    errors = {}
    for name, values in found.items():
        expected = values[..., :1] * factors(declared[name].unit)
        scale = np.abs(expected).max(axis=tuple(range(expected.ndim - 1)))
        error = np.abs(values - expected).max(axis=tuple(range(values.ndim - 1))) / np.where(scale > 0.0, scale, 1.0)
        errors[name] = (float(error.max()), BASES[int(error.argmax()) - 1])
    worst = max(errors, key=lambda name: errors[name][0])
    return Check("units", Phrase(
        "With base units a seventh as large every stock and variable scales by the power that its unit says.",
        "基本单位缩小为七分之一时，各存量与变量按其单位的幂次变化。"),
        errors[worst][0] <= CLOSE_UNITS, figure(errors[worst][0], f"{worst}, {errors[worst][1]}"))


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
        errors[name] = float(np.abs(other[name] - expected).max() / (np.abs(expected).max() or 1.0))
    worst = max(errors, key=lambda name: errors[name])
    return Check("symmetry", Phrase(
        "Parks and districts in another order give the same stocks and variables, in that order.",
        "园区与县区换序后，各存量与变量相同（同样换序）。"), errors[worst] <= CLOSE_ORDER, figure(errors[worst], worst))


def _reordered(model: Model, name: str, value: Any, orders: Mapping[str, np.ndarray]) -> Any:
    """An array with its parks and districts in another order."""
    for axis, index in enumerate(model.vocabulary.declarations[name].dims):
        if index.name in orders:
            value = np.take(value, orders[index.name], axis=axis)
    return value
