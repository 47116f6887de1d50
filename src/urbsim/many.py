"""Many members at once: yearly indicators of each, by the native engine where there is a compiler, else by numpy."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from urbsim.declare import Parameter
from urbsim.engine import native, vectorised
from urbsim.engine.build import compiler
from urbsim.errors import InputError, Problem, nearest
from urbsim.export.c import Source
from urbsim.members import Batch, plain
from urbsim.model.assemble import Model
from urbsim.model.trace import ANNUAL, INDICATOR
from urbsim.yearly import Years, indicator_inputs

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Ensemble:
    """Yearly results of many members.

    `indicators`: name -> (year, member); `annual_revenue`: (year, park, member), constant prices. `failures` names the
    members whose state stopped being finite; their figures are NaN from then on.
    """

    years: tuple[int, ...]
    parks: tuple[str, ...]
    indicators: Mapping[str, np.ndarray]
    annual_revenue: np.ndarray
    failures: tuple[native.Failure, ...]

    def to_dataframe(self) -> pandas.DataFrame:
        """A row a member and year: the indicators, and annual revenue by park."""
        import pandas

        members = self.annual_revenue.shape[-1]
        index = pandas.MultiIndex.from_product([range(members), self.years], names=["member", "year"])
        columns = {name: values.T.ravel() for name, values in self.indicators.items()}
        columns |= {park: self.annual_revenue[:, i].T.ravel() for i, park in enumerate(self.parks)}
        return pandas.DataFrame(columns, index=index)


def vary(model: Model, levers: Mapping[str, Any], parameters: Mapping[str, Any], start: float) -> Model:
    """The model with values by member (arrays of one length) or for all (numbers); levers hold from `start` on.

    Raises InputError for unknown names, values outside their range, and arrays of different lengths.
    """
    problems = []
    kinds: dict[str, tuple[Mapping[str, Any], Mapping[str, Parameter]]] = {
        "levers": (levers, model.vocabulary.levers), "parameters": (parameters, model.vocabulary.parameters)}
    for kind, (values, known) in kinds.items():
        for name, value in values.items():
            if name not in known:
                problems.append(Problem(f"no such {kind[:-1]}.{nearest(str(name), known)}", key=f"{kind}.{name}"))
                continue
            item, numbers = known[name], np.asarray(value, dtype=float)
            if numbers.ndim > 1 or not ((numbers >= item.low) & (numbers <= item.high)).all():
                problems.append(Problem(f"must be numbers from {item.low:g} to {item.high:g} ({item.unit})",
                                        key=f"{kind}.{name}"))
    if problems:
        raise InputError(problems)
    inputs = {name: Batch(np.asarray(value, dtype=float)) if np.ndim(value) else float(value)
              for name, value in parameters.items()}
    return model.with_inputs(inputs).with_levers(
        {name: np.asarray(value, dtype=float) for name, value in levers.items()}, start)


def run_members(model: Model, threads: int | None = None) -> Ensemble:
    """Run all members. Results do not depend on the number of threads (all processors where None)."""
    members = model.members
    if members is None:
        raise InputError("no value differs by member: give at least one array")
    years = tuple(Years(model, vectorised.Arrays(np.empty(0), {}), vectorised.grid_of(model)).numbers)
    parks = model.city.elements["park"]
    if not years:
        return Ensemble((), parks, {}, np.empty((0, len(parks), members)), ())
    if compiler() is None:
        arrays = vectorised.simulate(model, indicator_inputs(model))
        found = Years(model, arrays, vectorised.grid_of(model))
        revenue = np.array([plain(found.annual_revenue(year)) for year in years])
        return Ensemble(years, parks, found.indicators(), revenue, ())
    return _native(model, years, parks, threads or os.cpu_count() or 1)


def _native(model: Model, years: tuple[int, ...], parks: tuple[str, ...], threads: int) -> Ensemble:
    library = native.load(model)
    names = list(model.vocabulary.indicators)
    slots = [*_rows(library.source, [INDICATOR + name for name in names]), *_rows(library.source, [ANNUAL])]
    prices = Years(model, vectorised.Arrays(np.empty(0), {}), vectorised.grid_of(model)).price_index
    index = [plain(prices(year)) for year in years]
    out, failures = library.run(model, _actions(model, years), np.array(slots), np.stack(np.broadcast_arrays(*index)),
                                threads)
    for failure in failures:
        late = [number for number, year in enumerate(years) if year + 1.0 > failure.time]
        out[late, :, failure.member] = np.nan
    indicators = {name: out[:, i] for i, name in enumerate(names)}
    return Ensemble(years, parks, indicators, out[:, len(names):], tuple(failures))


def _rows(source: Source, names: list[str]) -> list[int]:
    return [row for name in names for row in source.rows(name)]


def _actions(model: Model, years: tuple[int, ...]) -> np.ndarray:
    """What the native engine does at each step: keep mid-years, make and record indicators at year ends."""
    grid = replace(vectorised.grid_of(model), stride=1)
    actions = np.zeros(grid.steps + 1, dtype=np.uint8)
    actions[grid.index(years[0])] |= native.YEAR_START
    for year in years:
        actions[grid.index(year + 0.5)] |= native.MIDDLE
        actions[grid.index(year + 1.0)] |= native.YEAR_END | native.RECORD
    return actions
