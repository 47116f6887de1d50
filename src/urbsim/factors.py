"""What may differ from run to run: levers, parameters, city values, and single cells of the city's tables.

A lever, parameter or city value goes by its name, a cell by `table.row.column`, e.g. `parks.LingangZone.capital_0`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from urbsim.cities.city import City, expand
from urbsim.declare import Lever
from urbsim.errors import InputError, Problem, nearest
from urbsim.members import Batch
from urbsim.model.assemble import Model
from urbsim.scenario.load import SHARE_TOLERANCE, Scenario
from urbsim.scenario.schema import ROW_TABLES
from urbsim.vocabulary import Vocabulary

Kind = Literal["lever", "parameter", "city value", "cell"]


@dataclass(frozen=True)
class Factor:
    """A number that may differ by run, with its range; `source` and `place` say which input holds a cell."""

    name: str
    kind: Kind
    unit: str
    low: float
    high: float
    zh: str
    source: str = ""
    place: tuple[int, ...] = ()

    def label(self, lang: str) -> str:
        """A short name for pictures and tables."""
        return self.zh if lang == "zh" and self.zh else self.name.replace("_", " ")

    @property
    def span(self) -> str:
        """Its range in words."""
        return f"{self.low:g} to {self.high:g} ({self.unit})"

    def holds(self, values: np.ndarray) -> bool:
        """Whether all values lie in its range."""
        return bool(((values >= self.low) & (values <= self.high)).all())


def find_factor(name: str, vocabulary: Vocabulary, city: City) -> Factor:
    """The factor of a name. Raises InputError where there is none."""
    if name in vocabulary.levers or name in vocabulary.parameters:
        item = {**vocabulary.parameters, **vocabulary.levers}[name]
        kind: Kind = "lever" if isinstance(item, Lever) else "parameter"
        return Factor(name, kind, item.unit, item.low, item.high, item.zh)
    if name in vocabulary.city_values:
        value = vocabulary.city_values[name]
        return Factor(name, "city value", value.unit, *city.ranges[name], value.zh)
    if name.count(".") == 2:
        return _cell(name, vocabulary, city)
    known = [*vocabulary.levers, *vocabulary.parameters, *vocabulary.city_values]
    raise InputError(Problem(f"no such lever, parameter or city value.{nearest(name, known)}", key=name))


def _cell(name: str, vocabulary: Vocabulary, city: City) -> Factor:
    sheet, row, column = name.split(".")
    tables = {column: (item, number) for item in vocabulary.tables.values() if item.table == sheet
              for number, column in enumerate(expand(item, city.elements)[0])}
    index = next((index for index in vocabulary.indices.values() if index.table == sheet), None)
    if sheet not in ROW_TABLES or index is None:
        raise InputError(Problem(f"no such table.{nearest(sheet, ROW_TABLES)}", key=name))
    rows = city.elements[index.name]
    if row not in rows:
        raise InputError(Problem(f"no such row in {sheet}.csv.{nearest(row, rows)}", key=name))
    if column not in tables:
        raise InputError(Problem(f"no such column in {sheet}.csv.{nearest(column, tables)}", key=name))
    item, number = tables[column]
    if item.whole or item.sums_to_one:
        raise InputError(Problem("is a count, a mark or a share of a whole, and cannot vary by itself", key=name))
    at = rows.index(row)
    place = (at,) if "{" not in item.column else (at, number) if item.dims[0] == index else (number, at)
    return Factor(name, "cell", item.unit, item.low, item.high, f"{city.label(row, 'zh')}:{item.zh}", item.name, place)


def value_of(model: Model, factor: Factor) -> float:
    """The number that a factor has in a model; a lever that changes over time counts with its last value."""
    if factor.kind == "lever":
        knots = model.levers.get(factor.name)
        return float(knots[-1][1] if knots else model.vocabulary.levers[factor.name].base)
    value = model.inputs[factor.source or factor.name]
    return float(np.asarray(value)[factor.place])


def check_uncertainty(scenario: Scenario, vocabulary: Vocabulary, city: City) -> None:
    """Raise InputError where an uncertain city value or cell does not exist or reaches outside its range."""
    problems = []
    for name, item in scenario.uncertainty.items():
        setting = scenario.settings["uncertainty", name]
        try:
            factor = find_factor(name, vocabulary, city)
            if not factor.holds(np.array([item.low, item.high])):
                problems.append(setting.problem(f"reaches outside {factor.span}"))
        except InputError as error:
            problems += [setting.problem(problem.message) for problem in error.problems]
    if problems:
        raise InputError(problems)


def vary(model: Model, values: Mapping[str, Any], start: float) -> Model:
    """The model with values by member (arrays of one length) or for all (numbers), by name of their factor.

    A lever holds its value from `start` on. Where some of the levers that are shares of a whole are given, the others
    give way in proportion, so that the sum stays 1. Raises InputError for unknown names, values outside their range,
    shares beyond the whole, and arrays of different lengths.
    """
    factors, problems = [], []
    numbers = {name: np.asarray(value, dtype=float) for name, value in values.items()}
    for name, value in numbers.items():
        try:
            factors.append(find_factor(name, model.vocabulary, model.city))
            if value.ndim > 1 or not value.size or not factors[-1].holds(value):
                problems.append(Problem(f"must be numbers from {factors[-1].span}", key=name))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    levers = {factor.name: numbers[factor.name] for factor in factors if factor.kind == "lever"}
    varied = model.with_inputs(_inputs(model, factors, numbers))
    return varied.with_levers({**levers, **_others(model, levers, start)}, start) if levers else varied


def _inputs(model: Model, factors: Iterable[Factor], numbers: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """Inputs of the model with the values of their factors."""
    inputs: dict[str, Any] = {}
    for factor in factors:
        value = numbers[factor.name]
        if factor.kind == "cell":
            table = inputs.get(factor.source, model.inputs[factor.source])
            inputs[factor.source] = _with_cell(table, factor.place, value)
        elif factor.kind != "lever":
            inputs[factor.name] = Batch(value) if value.ndim else float(value)
    return inputs


def _with_cell(table: Any, place: tuple[int, ...], value: np.ndarray) -> Any:
    """A table with one cell replaced, by member where the value is an array."""
    if value.ndim and not isinstance(table, Batch):
        table = Batch(np.repeat(np.asarray(table, dtype=float)[..., None], len(value), axis=-1))
    if isinstance(table, Batch):
        data = table.data.copy()
        if value.ndim and data.shape[-1] != len(value):
            raise InputError(f"inputs differ in their number of members: {sorted({data.shape[-1], len(value)})}")
        data[place] = value
        return Batch(data)
    changed = np.array(table, dtype=float)
    changed[place] = value
    return changed


def _others(model: Model, given: Mapping[str, np.ndarray], start: float) -> dict[str, Any]:
    """The shares that give way to those that are given."""
    found: dict[str, Any] = {}
    for whole in {item.share_of for item in model.vocabulary.levers.values() if item.share_of}:
        names = [name for name, item in model.vocabulary.levers.items() if item.share_of == whole]
        inside = [name for name in names if name in given]
        if inside:
            found |= _scaled(model, given, inside, [name for name in names if name not in given], start)
    return found


def _scaled(model: Model, given: Mapping[str, np.ndarray], inside: Sequence[str], others: Sequence[str],
            start: float) -> dict[str, Any]:
    """The other shares of a whole, in proportion, filling what the given ones leave."""
    rest = 1.0 - np.sum(np.broadcast_arrays(*(given[name] for name in inside)), axis=0)
    values = {}
    for name in others:
        knots = model.levers.get(name, ((start, model.vocabulary.levers[name].base),))
        if len(knots) > 1 or knots[0][0] != start:
            raise InputError(Problem(f"cannot vary while {name}, another share of the same whole, changes over time",
                                     key=inside[0]))
        values[name] = knots[0][1]
    total = np.sum(list(values.values()), axis=0)
    if (np.abs(rest) <= SHARE_TOLERANCE).all():
        return dict.fromkeys(others, 0.0)
    if (rest < -SHARE_TOLERANCE).any() or not np.all(total > 0.0):
        which = ", ".join(others) or "none"
        raise InputError(Problem(f"the shares {', '.join(inside)} must leave the rest of the whole to others "
                                 f"(left to give way: {which})", key=inside[0]))
    return {name: value * np.maximum(rest, 0.0) / total for name, value in values.items()}
