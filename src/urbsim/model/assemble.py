"""Vocabulary + City + Scenario -> Model: joined, checked, ordered, frozen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from urbsim.cities.city import City
from urbsim.declare import Dims, Equation, Stock
from urbsim.errors import InputError
from urbsim.functions import TableFunction
from urbsim.members import Batch
from urbsim.model.check import check
from urbsim.model.graph import ancestors, topological_order
from urbsim.model.order import start_order
from urbsim.scenario.load import Scenario
from urbsim.scenario.schedule import Schedule, make_schedule
from urbsim.scenario.schema import Span
from urbsim.vocabulary import Vocabulary


@dataclass(frozen=True)
class Place:
    """Where a stock stands in the state vector."""

    start: int
    stop: int
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Balance:
    """The flows of a stock, each with the axes that it is summed over to fit."""

    place: Place
    inflows: tuple[tuple[str, tuple[int, ...]], ...]
    outflows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, repr=False)
class Model:
    """Everything an engine needs.

    `inputs` are the numbers by name: parameters, city values, tables and arrays; a value may be a `Batch` over members.
    `levers` are the knots that `schedule` is made of. `starts` replace the start of single stocks, before the start
    is made consistent. `rate_plan` holds the equations that rates need, in order; `output_plan` those that are only
    looked at. `time_unit` is the unit of time.
    """

    name: str
    vocabulary: Vocabulary
    city: City
    time: Span
    inputs: Mapping[str, Any]
    levers: Mapping[str, Sequence[tuple[float, Any]]]
    schedule: Schedule
    layout: Mapping[str, Place]
    balances: tuple[Balance, ...]
    rate_plan: tuple[Equation, ...]
    output_plan: tuple[Equation, ...]
    starts: Mapping[str, Any] = field(default_factory=dict)
    time_unit: str = "year"

    @cached_property
    def size(self) -> int:
        """Number of scalars in the state."""
        return sum(place.stop - place.start for place in self.layout.values())

    @cached_property
    def functions(self) -> Mapping[str, TableFunction]:
        """The lookups, as equations call them."""
        return {name: TableFunction(item.points) for name, item in self.vocabulary.lookups.items()}

    @cached_property
    def members(self) -> int | None:
        """Number of members, or None for a single run."""
        lengths = {value.data.shape[-1] for value in [*self.inputs.values(), *self.starts.values()]
                   if isinstance(value, Batch)}
        if self.schedule.off.ndim == 2:
            lengths.add(self.schedule.off.shape[-1])
        if len(lengths) > 1:
            raise InputError(f"inputs differ in their number of members: {sorted(lengths)}")
        return lengths.pop() if lengths else None

    def balance(self, stock: str) -> Balance:
        """The flows of a stock."""
        place = self.layout[stock]
        return next(balance for balance in self.balances if balance.place is place)

    def shape(self, dims: Dims) -> tuple[int, ...]:
        """Lengths of dimensions."""
        return tuple(len(self.city.elements[index.name]) for index in dims)

    def element(self, stock: str, offset: int) -> str:
        """Name of the element at an offset within a stock, e.g. `road,ETDZ`; empty for a scalar."""
        dims = self.vocabulary.stocks[stock].dims
        where = np.unravel_index(offset, self.layout[stock].shape)
        return ",".join(self.city.elements[index.name][i] for index, i in zip(dims, where, strict=True))

    def with_inputs(self, inputs: Mapping[str, Any], starts: Mapping[str, Any] | None = None) -> Model:
        """The model with other numbers, for studies: bounds are the caller's to keep. Levers stay as they are."""
        unknown = [name for name in inputs if name not in self.inputs]
        if unknown:
            raise InputError(f"not an input of the model: {', '.join(unknown)}")
        return replace(self, inputs={**self.inputs, **inputs}, starts={**self.starts, **(starts or {})})

    def with_levers(self, levers: Mapping[str, Any], start: float) -> Model:
        """The model with some levers set to a value (or array over members) from a time on, the others as they are."""
        return self.with_knots({name: ((start, value),) for name, value in levers.items()})

    def with_knots(self, knots: Mapping[str, Sequence[tuple[float, Any]]]) -> Model:
        """The model with some levers set over time by [time, value] knots, the others as they are."""
        knots = {**self.levers, **knots}
        off = {name: item.base for name, item in self.vocabulary.levers.items()}
        return replace(self, levers=knots, schedule=make_schedule(off, knots, self.schedule.ramp))

    def part(self, first: int, last: int) -> Model:
        """The model of members first .. last - 1."""
        def cut(value: Any) -> Any:
            return Batch(value.data[..., first:last]) if isinstance(value, Batch) else value

        schedule = self.schedule
        if schedule.off.ndim == 2:
            schedule = replace(schedule, off=schedule.off[:, first:last],
                               changes=tuple((time, change[:, first:last]) for time, change in schedule.changes))
        levers = {name: tuple((time, value[first:last] if np.ndim(value) else value) for time, value in knots)
                  for name, knots in self.levers.items()}
        return replace(self, inputs={name: cut(value) for name, value in self.inputs.items()}, levers=levers,
                       schedule=schedule, starts={name: cut(value) for name, value in self.starts.items()})


def assemble(vocabulary: Vocabulary, city: City, scenario: Scenario) -> Model:
    """Join, check and order. Raises ModelError where the declarations do not make a model."""
    return join(vocabulary, city, scenario.name, scenario.time, scenario.parameters, scenario.levers,
                scenario.policy.ramp)


def join(vocabulary: Vocabulary, city: City, name: str, time: Span, parameters: Mapping[str, Any],
         levers: Mapping[str, Sequence[tuple[float, Any]]], ramp: float) -> Model:
    """The model of a vocabulary, with parameters and levers set on top of their bases. Raises ModelError."""
    check(vocabulary)
    start_order(vocabulary)  # raises where there is none
    elements = city.elements
    layout, start = {}, 0
    for stock in vocabulary.stocks.values():
        shape = tuple(len(elements[index.name]) for index in stock.dims)
        layout[stock.name] = Place(start, start + math.prod(shape), shape)
        start = layout[stock.name].stop
    rate_plan, output_plan = _plans(vocabulary)
    bases = {name: item.base for name, item in vocabulary.parameters.items()}
    arrays = {item.name: np.array(item.values) for item in vocabulary.arrays.values()}
    off = {item.name: item.base for item in vocabulary.levers.values()}
    return Model(
        name=name, vocabulary=vocabulary, city=city, time=time,
        inputs={**bases, **arrays, **city.values, **parameters}, levers=levers,
        schedule=make_schedule(off, levers, ramp), layout=layout, balances=_balances(vocabulary, layout),
        rate_plan=rate_plan, output_plan=output_plan)


def _plans(vocabulary: Vocabulary) -> tuple[tuple[Equation, ...], tuple[Equation, ...]]:
    variables = vocabulary.variables
    needs = {name: item.arguments for name, item in variables.items()}
    order = topological_order(needs, {name: item.place for name, item in variables.items()})
    for_rates = ancestors(vocabulary.flows, needs)
    return (tuple(variables[name] for name in order if name in for_rates),
            tuple(variables[name] for name in order if name not in for_rates))


def _balances(vocabulary: Vocabulary, layout: Mapping[str, Place]) -> tuple[Balance, ...]:
    def ends(stock: Stock, side: str) -> tuple[tuple[str, tuple[int, ...]], ...]:
        return tuple((name, summed_axes(flow.dims, stock.dims))
                     for name, flow in vocabulary.flows.items() if getattr(flow, side) == stock.name)

    return tuple(Balance(layout[name], ends(stock, "into"), ends(stock, "out_of"))
                 for name, stock in vocabulary.stocks.items())


def summed_axes(dims: Dims, stock_dims: Dims) -> tuple[int, ...]:
    """The axes of a flow or event that its stock lacks, over which it is summed."""
    return tuple(axis for axis, index in enumerate(dims) if index not in stock_dims)
