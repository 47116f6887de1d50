"""The start of a run: constants from data, initial values of stocks, and a start consistent with the equations.

An initial value that names another stock means its declared start; in a constant `initial_x` means the start in force,
and so does a stock that a variable needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from urbsim.declare import Initial
from urbsim.members import Batch, plain
from urbsim.model.assemble import Model
from urbsim.model.check import TIME, initial_names
from urbsim.model.evaluate import Evaluator
from urbsim.model.order import first_initial, settled_stocks, start_name, start_order

INITIAL_PASSES = 2
"""Evaluations that make perceived and smoothed stocks agree with the variables they follow; part of the method."""


def prepare(model: Model) -> tuple[Evaluator, np.ndarray]:
    """Return the evaluator with all constants, and the state at the start (scalars, or scalars by members)."""
    constants, starts = _constants_and_starts(model)
    evaluator = Evaluator(model, constants)
    shape = (model.size,) if model.members is None else (model.size, model.members)
    state = np.empty(shape)
    for name, value in starts.items():
        _put(state, model, name, value)
    settled = settled_stocks(model.vocabulary)
    levers = model.schedule.at(model.time.start)
    for _ in range(INITIAL_PASSES if settled else 0):
        _, values = evaluator.moment(model.time.start, state, levers)
        consistent = {name: _initial(stock.initial, values.__getitem__) for name, stock in settled.items()}
        for name, value in consistent.items():
            _put(state, model, name, value)
    return evaluator, state


def fixed_values(model: Model) -> dict[str, Any]:
    """What keeps one value throughout a run: inputs, constants and lookups, by name."""
    return {**model.inputs, **model.functions, **_constants_and_starts(model)[0]}


def _constants_and_starts(model: Model) -> tuple[dict[str, Any], dict[str, Any]]:
    """Evaluate constants and initial values in the order of what they need."""
    vocabulary = model.vocabulary
    values = {**model.inputs, **model.functions, TIME: model.time.start}
    levers = model.schedule.at(model.time.start)
    values.update(zip(model.schedule.names, map(_scalar, levers), strict=True))
    starts: dict[str, Any] = {}

    def value(name: str) -> Any:
        stock = start_name(name, vocabulary)
        return values[name] if stock is None else starts[stock]

    for name in start_order(vocabulary):
        if name in vocabulary.stocks:
            values[name] = _full(_initial(first_initial(vocabulary.stocks[name]), value), model.layout[name].shape)
            starts[name] = _full(model.starts[name], model.layout[name].shape) if name in model.starts else values[name]
        elif name in vocabulary.constants:
            constant = vocabulary.constants[name]
            values[name] = constant.function(*map(value, constant.arguments))
        else:
            variable = vocabulary.variables[name]
            values[name] = variable.function(*(starts.get(argument, values.get(argument))
                                               for argument in variable.arguments))
    return {name: values[name] for name in vocabulary.constants}, starts


def _initial(initial: Initial, value: Callable[[str], Any]) -> Any:
    if callable(initial):
        return initial(*map(value, initial_names(initial)))
    return value(initial) if isinstance(initial, str) else initial


def _scalar(value: Any) -> Any:
    return float(value) if np.ndim(value) == 0 else Batch(value)


def _full(value: Any, shape: tuple[int, ...]) -> Any:
    """The value in a stock's shape; a scalar fills it."""
    if isinstance(value, Batch):
        return Batch(np.broadcast_to(value.data, (*shape, value.data.shape[-1])))
    return np.broadcast_to(value, shape) if shape else np.float64(value)


def _put(state: np.ndarray, model: Model, name: str, value: Any) -> None:
    place = model.layout[name]
    numbers = plain(value)
    if state.ndim == 2 and not isinstance(value, Batch):
        numbers = np.broadcast_to(np.asarray(numbers)[..., None], (*place.shape, state.shape[1]))
    state[place.start : place.stop] = np.broadcast_to(
        numbers, place.shape + state.shape[1:]).reshape(state[place.start : place.stop].shape)
