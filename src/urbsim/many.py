"""Many members at once: yearly indicators of each, by the native engine where there is a compiler, else by numpy."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from urbsim.engine import native, vectorised
from urbsim.engine.build import compiler
from urbsim.engine.choose import Engine
from urbsim.errors import InputError, NumericalError
from urbsim.members import plain
from urbsim.model.assemble import Model
from urbsim.model.trace import ANNUAL, INDICATOR
from urbsim.yearly import Years, calendar, indicator_inputs

if TYPE_CHECKING:
    import pandas


NUMPY_BLOCK = 128
"""Members that numpy carries at once: more take more memory and are no faster."""


class Stopped(Exception):  # noqa: N818 - not an error: somebody asked for it
    """A run of many members was asked to stop."""


@dataclass(frozen=True)
class Ensemble:
    """Yearly results of many members.

    `indicators`: name -> (year, member); `annual_revenue`: (year, park, member), constant prices; `price_index`:
    (year, member). `failures` names the members whose state stopped being finite; all their figures are NaN.
    """

    years: tuple[int, ...]
    parks: tuple[str, ...]
    indicators: Mapping[str, np.ndarray]
    annual_revenue: np.ndarray
    price_index: np.ndarray
    failures: tuple[native.Failure, ...]

    def to_dataframe(self) -> pandas.DataFrame:
        """A row a member and year: the indicators, and annual revenue by park."""
        import pandas

        members = self.annual_revenue.shape[-1]
        index = pandas.MultiIndex.from_product([range(members), self.years], names=["member", "year"])
        columns = {name: values.T.ravel() for name, values in self.indicators.items()}
        columns |= {park: self.annual_revenue[:, i].T.ravel() for i, park in enumerate(self.parks)}
        return pandas.DataFrame(columns, index=index)


def run_members(model: Model, threads: int | None = None, engine: Engine = "auto", stop: native.Stop | None = None,
                library: native.Library | None = None) -> Ensemble:
    """Run all members. Results do not depend on the number of threads (all processors where None).

    `auto` is the native engine where there is a compiler. Where `stop` is set the run ends early with Stopped. Who runs
    the same inputs many times loads the native `library` once and gives it.
    """
    if model.members is None:
        raise InputError("no value differs by member: give at least one array")
    if engine == "auto":
        engine = "numpy" if compiler() is None else "native"
    years = tuple(calendar_years(model))
    parks = model.city.elements["park"]
    if not years:
        return Ensemble((), parks, {}, np.empty((0, len(parks), model.members)), np.empty((0, model.members)), ())
    stop = stop or native.Stop()
    found = (_native(model, years, threads or os.cpu_count() or 1, stop, library) if engine == "native"
             else _numpy(model, stop))
    for failure in found.failures:
        for values in (*found.indicators.values(), found.annual_revenue):
            values[..., failure.member] = np.nan
    return found


def _numpy(model: Model, stop: native.Stop) -> Ensemble:
    """Members in blocks; where one fails, its block is halved until it stands alone."""
    assert model.members is not None
    blocks: list[Ensemble] = []
    waiting = [(first, min(first + NUMPY_BLOCK, model.members)) for first in range(0, model.members, NUMPY_BLOCK)]
    while waiting:
        if stop():
            raise Stopped
        first, last = waiting.pop(0)
        try:
            blocks.append(_numpy_block(model.part(first, last)))
        except NumericalError as error:
            if last - first > 1:
                middle = (first + last) // 2
                waiting[:0] = [(first, middle), (middle, last)]
            else:
                blocks.append(_failed(model, native.Failure(first, error.stock, error.element, error.time)))
    joined = {name: np.concatenate([block.indicators[name] for block in blocks], axis=-1)
              for name in model.vocabulary.indicators}
    revenue, index = (np.concatenate([getattr(block, name) for block in blocks], axis=-1)
                      for name in ("annual_revenue", "price_index"))
    failures = tuple(failure for block in blocks for failure in block.failures)
    return Ensemble(blocks[0].years, blocks[0].parks, joined, revenue, index, failures)


def _numpy_block(model: Model) -> Ensemble:
    arrays = vectorised.simulate(model, indicator_inputs(model))
    found = Years(model, arrays, vectorised.grid_of(model))
    revenue = np.array([plain(found.annual_revenue(year)) for year in found.numbers])
    return Ensemble(tuple(found.numbers), model.city.elements["park"], found.indicators(), revenue,
                    _price_index(found), ())


def _failed(model: Model, failure: native.Failure) -> Ensemble:
    """The place of one member that failed."""
    years = tuple(calendar_years(model))
    parks = model.city.elements["park"]
    nothing = np.full((len(years), 1), np.nan)
    return Ensemble(years, parks, dict.fromkeys(model.vocabulary.indicators, nothing),
                    np.full((len(years), len(parks), 1), np.nan), nothing, (failure,))


def calendar_years(model: Model) -> range:
    """The full calendar years that a run of a model covers."""
    return calendar(model).numbers


def _price_index(years: Years) -> np.ndarray:
    """(year, member)."""
    members = years.model.members or 1
    return np.stack([np.broadcast_to(plain(years.price_index(year)), (members,)) for year in years.numbers])


def _native(model: Model, years: tuple[int, ...], threads: int, stop: native.Stop,
            library: native.Library | None) -> Ensemble:
    library = library or native.load(model, ())
    names = list(model.vocabulary.indicators)
    slots = np.concatenate([library.source.rows(name) for name in (*(INDICATOR + name for name in names), ANNUAL)])
    index = _price_index(calendar(model))
    out, failures = library.run(model, _actions(model, years), slots, index, threads, stop)
    if stop():
        raise Stopped
    indicators = {name: out[:, i] for i, name in enumerate(names)}
    return Ensemble(years, model.city.elements["park"], indicators, out[:, len(names):], index, tuple(failures))


def _actions(model: Model, years: tuple[int, ...]) -> np.ndarray:
    """What the native engine does at each step: keep mid-years, make and record indicators at year ends."""
    grid = replace(vectorised.grid_of(model), stride=1)
    actions = np.zeros(grid.steps + 1, dtype=np.uint8)
    actions[grid.index(years[0])] |= native.YEAR_START
    for year in years:
        actions[grid.index(year + 0.5)] |= native.MIDDLE
        actions[grid.index(year + 1.0)] |= native.YEAR_END | native.RECORD
    return actions
