"""A causal trace: for each year which flow or event moved a stock most, and which cause moved that flow most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from urbsim.analysis.pieces import Pieces
from urbsim.declare import Transfer
from urbsim.errors import InputError, nearest
from urbsim.model.assemble import summed_axes
from urbsim.model.check import TIME
from urbsim.model.start import fixed_values
from urbsim.results import Results


@dataclass(frozen=True)
class Step:
    """One year of a stock: `value` at its end; `flow` that moved it most, by how much (signed by what it does to the
    stock).

    `cause` is the argument of the flow's equation whose change over the year, had it changed alone, moved the flow
    most: by `moved`, a change of the yearly rate. Where an event moved it most, `flow` is the event, `moments` are its
    times in the year, and there is no cause. An event at the very end of a year is in its value at the end, and so
    belongs to that year.
    """

    year: int
    value: float
    change: float
    flow: str
    amount: float
    cause: str
    moved: float
    moments: tuple[float, ...] = ()


@dataclass(frozen=True)
class Values:
    """A name in a run: its values at the start, at the end of the target year and at the end of the run, by element."""

    name: str
    elements: tuple[str, ...]
    times: tuple[float, ...]
    values: np.ndarray
    trace: tuple[Step, ...] = ()


def values_of(results: Results, name: str, element: str = "") -> Values:
    """Values of a stock, variable, lever or input in a run; of a stock also its trace. Raises InputError."""
    times = results.arrays.times
    target = min(results.scenario.targets.year + 1.0, times[-1])
    moments = sorted({float(times[0]), float(target), float(times[-1])})
    places = [int(np.argmin(np.abs(times - moment))) for moment in moments]
    over_time = _over_time(results, name)
    names = _elements(results, name)
    flat = over_time[places].reshape(len(places), -1)
    if element:
        if element not in names:
            raise InputError(f"'{name}' has no element '{element}'.{nearest(element, names)}")
        flat, names = flat[:, [names.index(element)]], (element,)
    trace = tuple(_trace(results, name, element)) if name in results.model.layout else ()
    return Values(name, names, tuple(moments), flat, trace)


def _over_time(results: Results, name: str) -> np.ndarray:
    model, times = results.model, results.arrays.times
    if name in results.arrays.values:
        return results.array(name)
    if name in model.schedule.names:
        row = model.schedule.names.index(name)
        return np.array([model.schedule.at(time)[row] for time in times])
    known = fixed_values(model)
    if name in known and name not in model.functions:
        return np.broadcast_to(np.asarray(known[name]), (len(times), *np.shape(known[name])))
    raise InputError(f"'{name}' has no value in a run")


def _elements(results: Results, name: str) -> tuple[str, ...]:
    dims = results.model.vocabulary.declarations[name].dims
    names = [results.model.city.elements[index.name] for index in dims]
    places = np.ndindex(*results.model.shape(dims))
    return tuple(",".join(inside[i] for inside, i in zip(names, place, strict=True)) for place in places)


def _trace(results: Results, stock: str, element: str) -> Iterator[Step]:
    """The years of a stock: of one element, or of all together (their mean, where the unit is 1)."""
    known = fixed_values(results.model)
    whole = _Whole(results, stock, element)
    for year in results.years.numbers:
        first, last = results.years.grid.index(year), results.years.grid.index(year + 1.0)
        amounts = {name: whole.amount(name, first, last) for name in whole.signs}
        name = max(amounts, key=lambda one: abs(amounts[one]))
        start, end = (whole.of_stock(results.array(stock)[moment]) for moment in (first, last))
        if name in results.model.vocabulary.events:
            yield Step(year, end, end - start, name, amounts[name], "", 0.0,
                       tuple(whole.pieces.event(name, first, last)))
            continue
        moved = {cause: whole.signed(name, change)
                 for cause, change in _moves(results, name, first, last, known).items()}
        cause = max(moved, key=lambda one: abs(moved[one]), default="")
        yield Step(year, end, end - start, name, amounts[name], cause, moved.get(cause, 0.0))


class _Whole:
    """A stock and what moves it as single numbers: of one element, or of all; with the sign that it has for the stock.
    """

    def __init__(self, results: Results, stock: str, element: str) -> None:
        model = results.model
        item = model.vocabulary.stocks[stock]
        self.shape = model.layout[stock].shape
        self.place = _elements(results, stock).index(element) if element else None
        self.mean = item.unit == "1"
        self.pieces = Pieces(results)
        transfers = {name: one for name, one in model.vocabulary.of_kind(Transfer).items() if stock in dict(one.ends)}
        self.signs = {name: dict(one.ends)[stock] for name, one in transfers.items()}
        self.axes = {name: summed_axes(one.dims, item.dims) for name, one in transfers.items()}
        self.events = {name for name in transfers if name in model.vocabulary.events}

    def of_stock(self, values: Any) -> float:
        """One number of a value in the stock's shape."""
        flat = np.ravel(np.broadcast_to(values, self.shape))
        if self.place is not None:
            return float(flat[self.place])
        return float(flat.mean() if self.mean else flat.sum())

    def signed(self, name: str, values: Any) -> float:
        """One number of a value in the shape of a flow or event."""
        return self.signs[name] * self.of_stock(np.sum(values, axis=self.axes[name]) if self.axes[name] else values)

    def amount(self, name: str, first: int, last: int) -> float:
        """What a flow or event moves between two saved moments."""
        if name in self.events:
            return sum(self.signed(name, amount) for amount in self.pieces.event(name, first, last).values())
        return self.signed(name, self.pieces.flow(name, first, last))


def _moves(results: Results, flow: str, first: int, last: int, known: Mapping[str, Any]) -> Mapping[str, np.ndarray]:
    """How each argument of a flow would have moved it, had it alone changed between two saved moments."""
    item = results.model.vocabulary.flows[flow]

    def value(name: str, moment: int) -> Any:
        if name == TIME:
            return results.arrays.times[moment]
        return known[name] if name in known else _over_time(results, name)[moment]

    before = {name: value(name, first) for name in item.arguments}
    base = item.function(*before.values())
    return {name: np.asarray(item.function(*{**before, name: value(name, last)}.values()) - base)
            for name in item.arguments if name not in known}
