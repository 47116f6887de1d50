"""Many members at once: yearly indicators of each, by the native engine where there is a compiler, else by numpy."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from urbsim.engine import native, vectorised
from urbsim.engine.build import compiler
from urbsim.engine.choose import Engine, refuse_short_delays
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
    (year, member). `recorded`: name -> (moment, *dims, member) of what was asked for, at the saved `times`. `failures`
    names the members whose state stopped being finite; all their figures are NaN.
    """

    years: tuple[int, ...]
    parks: tuple[str, ...]
    indicators: Mapping[str, np.ndarray]
    annual_revenue: np.ndarray
    price_index: np.ndarray
    failures: tuple[native.Failure, ...]
    times: np.ndarray = field(default_factory=lambda: np.empty(0))
    recorded: Mapping[str, np.ndarray] = field(default_factory=dict)

    def to_dataframe(self) -> pandas.DataFrame:
        """A row a member and year: the indicators, and annual revenue by park."""
        import pandas

        members = self.annual_revenue.shape[-1]
        index = pandas.MultiIndex.from_product([range(members), self.years], names=["member", "year"])
        columns = {name: values.T.ravel() for name, values in self.indicators.items()}
        columns |= {park: self.annual_revenue[:, i].T.ravel() for i, park in enumerate(self.parks)}
        return pandas.DataFrame(columns, index=index)


def run_members(model: Model, threads: int | None = None, engine: Engine = "auto", stop: native.Stop | None = None,
                library: native.Library | None = None, recorded: Sequence[str] = ()) -> Ensemble:
    """Run all members. Results do not depend on the number of threads (all processors where None).

    `auto` is the native engine where there is a compiler. Where `stop` is set the run ends early with Stopped. Stocks
    and variables named in `recorded` are kept at every saved moment. Who runs the same inputs many times loads the
    native `library`, with what is recorded, once and gives it.
    """
    if model.members is None:
        raise InputError("no value differs by member: give at least one array")
    refuse_short_delays(model)
    if engine == "auto":
        engine = "numpy" if compiler() is None else "native"
    years = tuple(calendar_years(model))
    parks = model.city.elements["park"]
    if not years:
        return Ensemble((), parks, {}, np.empty((0, len(parks), model.members)), np.empty((0, model.members)), ())
    stop = stop or native.Stop()
    found = (_native(model, years, threads or os.cpu_count() or 1, stop, library, recorded) if engine == "native"
             else _numpy(model, stop, recorded))
    for failure in found.failures:
        for values in (*found.indicators.values(), *found.recorded.values(), found.annual_revenue):
            values[..., failure.member] = np.nan
    return found


def _numpy(model: Model, stop: native.Stop, recorded: Sequence[str]) -> Ensemble:
    """Members in blocks; where one fails, its block is halved until it stands alone."""
    assert model.members is not None
    blocks: list[Ensemble] = []
    waiting = [(first, min(first + NUMPY_BLOCK, model.members)) for first in range(0, model.members, NUMPY_BLOCK)]
    while waiting:
        if stop():
            raise Stopped
        first, last = waiting.pop(0)
        try:
            blocks.append(_numpy_block(model.part(first, last), recorded))
        except NumericalError as error:
            if last - first > 1:
                middle = (first + last) // 2
                waiting[:0] = [(first, middle), (middle, last)]
            else:
                failure = native.Failure(first, error.stock, error.element, error.time)
                blocks.append(_failed(model, failure, recorded))
    indicators, kept = ({name: np.concatenate([getattr(block, part)[name] for block in blocks], axis=-1)
                         for name in names}
                        for part, names in (("indicators", model.vocabulary.indicators), ("recorded", recorded)))
    revenue, index = (np.concatenate([getattr(block, name) for block in blocks], axis=-1)
                      for name in ("annual_revenue", "price_index"))
    failures = tuple(failure for block in blocks for failure in block.failures)
    return Ensemble(blocks[0].years, blocks[0].parks, indicators, revenue, index, failures, blocks[0].times, kept)


def _numpy_block(model: Model, recorded: Sequence[str]) -> Ensemble:
    arrays = vectorised.simulate(model, [*indicator_inputs(model), *recorded])
    found = Years(model, arrays, vectorised.grid_of(model))
    revenue = np.array([plain(found.annual_revenue(year)) for year in found.numbers])
    return Ensemble(tuple(found.numbers), model.city.elements["park"], found.indicators(), revenue,
                    _price_index(found), (), arrays.times, {name: arrays.values[name] for name in recorded})


def _failed(model: Model, failure: native.Failure, recorded: Sequence[str]) -> Ensemble:
    """The place of one member that failed."""
    years, times = tuple(calendar_years(model)), vectorised.grid_of(model).times
    parks, declarations = model.city.elements["park"], model.vocabulary.declarations
    nothing = np.full((len(years), 1), np.nan)
    kept = {name: np.full((len(times), *model.shape(declarations[name].dims), 1), np.nan) for name in recorded}
    return Ensemble(years, parks, dict.fromkeys(model.vocabulary.indicators, nothing),
                    np.full((len(years), len(parks), 1), np.nan), nothing, (failure,), times, kept)


def calendar_years(model: Model) -> range:
    """The full calendar years that a run of a model covers."""
    return calendar(model).numbers


def _price_index(years: Years) -> np.ndarray:
    """(year, member)."""
    members = years.model.members or 1
    return np.stack([np.broadcast_to(plain(years.price_index(year)), (members,)) for year in years.numbers])


def _native(model: Model, years: tuple[int, ...], threads: int, stop: native.Stop, library: native.Library | None,
            recorded: Sequence[str]) -> Ensemble:
    library = library or native.load(model, recorded)
    names = list(model.vocabulary.indicators)
    rows = [library.source.rows(name) for name in (*(INDICATOR + name for name in names), ANNUAL, *recorded)]
    index, actions = _price_index(calendar(model)), _actions(model, years, saved=bool(recorded))
    out, failures = library.run(model, actions, np.concatenate(rows), index, threads, stop)
    if stop():
        raise Stopped
    yearly = out if not recorded else out[(actions[(actions & native.RECORD) > 0] & native.YEAR_END) > 0]
    indicators = {name: yearly[:, i] for i, name in enumerate(names)}
    parks, first = model.city.elements["park"], len(names) + len(rows[len(names)])
    return Ensemble(years, parks, indicators, yearly[:, len(names) : first], index, tuple(failures),
                    vectorised.grid_of(model).times if recorded else np.empty(0),
                    dict(_recorded(model, out, first, recorded)))


def _recorded(model: Model, out: np.ndarray, first: int, names: Sequence[str]) -> Iterator[tuple[str, np.ndarray]]:
    """What was recorded beside the yearly figures, from a column of `out` on: (moment, *dims, member)."""
    for name in names:
        shape = model.shape(model.vocabulary.declarations[name].dims)
        last = first + math.prod(shape)
        yield name, out[:, first:last].reshape(len(out), *shape, -1)
        first = last


def _actions(model: Model, years: tuple[int, ...], *, saved: bool) -> np.ndarray:
    """What the native engine does at each step: keep mid-years, make and record indicators at year ends.

    Where `saved`, every saved moment is recorded.
    """
    grid = vectorised.grid_of(model)
    actions = np.zeros(grid.steps + 1, dtype=np.uint8)
    if saved:
        actions[:: grid.stride] |= native.RECORD
    step = replace(grid, stride=1).index
    actions[step(years[0])] |= native.YEAR_START
    for year in years:
        actions[step(year + 0.5)] |= native.MIDDLE
        actions[step(year + 1.0)] |= native.YEAR_END | native.RECORD
    return actions
