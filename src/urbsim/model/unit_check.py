"""Unit checks: every equation is called with quantities, and its result must have the unit that it declares."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from urbsim import units
from urbsim.declare import Declaration, Initial, Lookup
from urbsim.errors import Problem
from urbsim.functions import TableFunction
from urbsim.model.assemble import Model
from urbsim.model.check import TIME, initial_names
from urbsim.model.start import prepare
from urbsim.vocabulary import Vocabulary


def unit_problems(vocabulary: Vocabulary, model: Model) -> Iterator[Problem]:
    """Yield a problem for each equation, flow, initial value or indicator whose units do not agree.

    Numbers are those of the model's start, so that the shapes are right; only units are judged.
    """
    values = _quantities(vocabulary, model)
    for item in [*vocabulary.variables.values(), *vocabulary.constants.values()]:
        yield from _check(item, item.unit, item.function, item.arguments, values)
    for stock in vocabulary.stocks.values():
        for initial in (stock.initial, stock.first_guess):
            yield from _check_initial(stock, initial, values)
    for flow in vocabulary.flows.values():
        for end in (flow.out_of, flow.into):
            if end and not units.same(flow.unit, f"{vocabulary.stocks[end].unit}/{model.time_unit}"):
                yield Problem(f"has unit {flow.unit}, its stock {end} has {vocabulary.stocks[end].unit}",
                              flow.file, flow.line, flow.name)
    yield from _check_events(vocabulary, values)
    offered = {"annual_revenue": _quantity(np.ones(len(model.city.elements.get("park", ()))), "亿元/year"),
               "price_index": _quantity(1.0, "1")}
    for item in vocabulary.indicators.values():
        yield from _check(item, item.unit, item.function, item.arguments, {**values, **offered})


def _quantity(value: Any, unit: str) -> Any:
    return units.registry().Quantity(np.asarray(value, dtype=float), units.parse(unit))


def _quantities(vocabulary: Vocabulary, model: Model) -> Mapping[str, Any]:
    """Every name as a quantity, with its value at the start."""
    evaluator, state = prepare(model)
    _, numbers = evaluator.moment(model.time.start, state, model.schedule.at(model.time.start))
    values = {name: _quantity(numbers[name], item.unit) for name, item in vocabulary.declarations.items()
              if name in numbers and name not in vocabulary.lookups}
    starts = {f"initial_{name}": values[name] for name in vocabulary.stocks}
    lookups = {name: _with_units(item, model.functions[name]) for name, item in vocabulary.lookups.items()}
    return {**starts, **values, **lookups, TIME: _quantity(model.time.start, model.time_unit)}


def _with_units(item: Lookup, function: TableFunction) -> Callable[[Any], Any]:
    """A lookup on quantities. Raises pint's DimensionalityError where its argument has another unit than it says."""
    def looked_up(x: Any) -> Any:
        return _quantity(function(_plain(x, item.of)), item.unit)
    return looked_up


def _plain(x: Any, unit: str) -> Any:
    """The number of a quantity in a unit."""
    return (x if hasattr(x, "units") else _quantity(x, "1")).to(units.parse(unit)).magnitude


def _check_events(vocabulary: Vocabulary, values: Mapping[str, Any]) -> Iterator[Problem]:
    for event in vocabulary.events.values():
        yield from _check(event, event.unit, event.function, event.arguments, values)
        for end, _ in event.ends:
            if not units.same(event.unit, vocabulary.stocks[end].unit):
                yield Problem(f"has unit {event.unit}, its stock {end} has {vocabulary.stocks[end].unit}",
                              event.file, event.line, event.name)


def _check(item: Declaration, unit: str, function: Any, arguments: tuple[str, ...],
           values: Mapping[str, Any]) -> Iterator[Problem]:
    import pint

    try:
        result = function(*(values[name] for name in arguments))
    except pint.DimensionalityError as error:
        yield Problem(str(error), item.file, item.line, item.name)
        return
    found = getattr(result, "units", units.parse("1"))
    if not units.same(str(found), unit):
        yield Problem(f"declares {unit}, computes {found}", item.file, item.line, item.name)


def _check_initial(stock: Declaration, initial: Initial | None, values: Mapping[str, Any]) -> Iterator[Problem]:
    if callable(initial):
        yield from _check(stock, stock.unit, initial, initial_names(initial), values)
    elif isinstance(initial, str) and not units.same(str(values[initial].units), stock.unit):
        yield Problem(f"starts at {initial}, which has unit {values[initial].units}", stock.file, stock.line,
                      stock.name)
