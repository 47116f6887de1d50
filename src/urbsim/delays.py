"""Smooths and delays of any order, and series from files: short for the stocks, flows and lookups that they are made
of.

    perceived_demand = smooth("Demand as planners see it.", "unit/year", input="demand", time="perception_time")
    deliveries = delay("What arrives.", "unit/year", "unit", input="orders", time="shipping_time", order=3)
    oil_price = series("Price of oil.", "CNY", file="prices.csv", column="oil")

A smooth is an information delay: a stock that follows its input. A delay is a material one: what goes in comes out, all
of it, also while its time changes. Both are chains of as many stages as their order, each with a part of the time, as
in J. W. Forrester, Industrial Dynamics (1961), chapter 9; a part must not be shorter than the time step.
"""

from __future__ import annotations

import itertools
import linecache
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

from urbsim.declare import (
    Auxiliary,
    Compound,
    Declaration,
    Dims,
    Flow,
    Index,
    Lookup,
    Origin,
    Stock,
    as_dims,
    caller,
)
from urbsim.errors import InputError, Problem, nearest
from urbsim.sheets import Cell, read_sheet


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Chain(Compound):
    """Stages that an input passes one after the other.

    `input` and `time` are names of variables or parameters, or numbers; `initial` is what the output begins with, the
    input where None.
    """

    input: str
    time: str | float
    order: int
    initial: str | float | None

    def __post_init__(self) -> None:
        if self.order < 1:
            raise ValueError("the order of a smooth or delay is 1 or more")

    def equation(self, name: str, formula: str, *names: str | float) -> Callable[..., Any]:
        """A function of names whose formula is given; numbers stand in it as they are."""
        return function_of(f"{self.file}:{self.line} {name}", name, formula, names)

    @property
    def starts(self) -> str | float:
        """What the output begins with."""
        return self.input if self.initial is None else self.initial


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Smooth(Chain):
    """An information delay; the last stage bears the name of the whole."""

    time_unit: str

    def parts(self, name: str) -> Iterator[Declaration]:
        stages = [*(f"{name}_stage_{number}" for number in range(1, self.order)), name]
        before = self.input
        for stage in stages:
            yield self.part(Stock, stage, self.meaning, self.unit, initial=self.starts)
            change = f"{stage}_change"
            yield self.part(Flow, change, f"Change of {stage}.", f"{self.unit}/{self.time_unit}", into=stage,
                            residence=self.time, stages=self.order, function=self.equation(
                                change, f"({before} - {stage}) * {self.order} / {self.time}", before, stage, self.time))
            before = stage


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Delay(Chain):
    """A material delay; its outflow bears the name of the whole. `holds` is the unit of what is under way."""

    holds: str
    into: str = ""

    def parts(self, name: str) -> Iterator[Declaration]:
        stages = [f"{name}_stage_{number}" for number in range(1, self.order + 1)]
        flows = [*(f"{stage}_passing" for stage in stages[:-1]), name]
        entering = f"{name}_entering"
        yield self.part(Flow, entering, f"What enters {name}.", self.unit, into=stages[0],
                            function=self.equation(entering, self.input, self.input))
        for stage, flow, following in zip(stages, flows, [*stages[1:], self.into], strict=True):
            start = self.equation(f"{stage}_0", f"{self.starts} * {self.time} / {self.order}", self.starts, self.time)
            yield self.part(Stock, stage, f"On the way in {name}.", self.holds, initial=start)
            meaning = self.meaning if flow == name else f"From {stage} to {following}."
            yield self.part(Flow, flow, meaning, self.unit, out_of=stage, into=following, residence=self.time,
                            stages=self.order, function=self.equation(
                                flow, f"{stage} * {self.order} / {self.time}", stage, self.time))


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Series(Compound):
    """A variable that follows the points of a file over time."""

    points: tuple[tuple[float, float], ...]
    time_unit: str

    def parts(self, name: str) -> Iterator[Declaration]:
        points = f"{name}_series"
        yield self.part(Lookup, points, self.meaning, self.unit, points=self.points, of=self.time_unit)
        yield self.part(Auxiliary, name, self.meaning, self.unit, function=function_of(
            f"{self.file}:{self.line} {name}", name, f"{points}(time)", (points, "time")))


def smooth(meaning: str, unit: str, *, input: str, time: str | float, order: int = 1,
           initial: str | float | None = None, dims: Index | Dims = (), time_unit: str = "year", **more: Unpack[Origin],
           ) -> Any:
    """Declare a variable that follows `input` with a delay of information.

    Raises ValueError for an order below 1.
    """
    return Smooth(meaning=meaning, unit=unit, input=input, time=time, order=order, initial=initial, dims=as_dims(dims),
                  time_unit=time_unit, **more, **caller())


def delay(meaning: str, unit: str, holds: str, *, input: str, time: str | float, order: int = 1,
          initial: str | float | None = None, dims: Index | Dims = (), into: str = "", **more: Unpack[Origin]) -> Any:
    """Declare a flow in which `input` comes out later, all of it, into a stock or out of the model.

    `holds` is the unit of what is on the way. Raises ValueError for an order below 1.
    """
    return Delay(meaning=meaning, unit=unit, holds=holds, input=input, time=time, order=order, initial=initial,
                 dims=as_dims(dims), into=into, **more, **caller())


def series(meaning: str, unit: str, *, file: str, column: str, time_unit: str = "year", **more: Unpack[Origin]) -> Any:
    """Declare a variable that follows a column of a CSV file, whose first column is time; linear between its points.

    The file stands beside the one that declares it. Raises InputError where it cannot be read that way.
    """
    where = caller()
    path = Path(where["file"]).parent / file
    return Series(meaning=meaning, unit=unit, points=_points(path, column), time_unit=time_unit, **more, **where)


def _points(path: Path, column: str) -> tuple[tuple[float, float], ...]:
    problems: list[Problem] = []
    sheet = read_sheet(path, problems)
    if not problems and column not in sheet.header[1:]:
        problems.append(Problem(f"no such column.{nearest(column, sheet.header[1:])}", sheet.file, 1, column))
    if problems:
        raise InputError(problems)
    times = [Cell(row, sheet.file, cells[column].line, sheet.header[0]).number(problems)
             for row, cells in sheet.rows.items()]
    points = tuple(zip(times, sheet.column(column, problems), strict=True))
    if not problems and (len(points) < 2 or any(late <= early for early, late in itertools.pairwise(times))):
        problems.append(Problem("a series has two rows or more, and their times increase", sheet.file, 2,
                                sheet.header[0]))
    if problems:
        raise InputError(problems)
    return points


def function_of(place: str, name: str, formula: str, names: Iterable[str | float],
                known: Mapping[str, Any] | None = None) -> Callable[..., Any]:
    """A function of names with a formula as its body, whose text `inspect` finds; it may use what is `known` too."""
    arguments = dict.fromkeys(word for word in names if isinstance(word, str))
    text = f"def {name}({', '.join(arguments)}):\n    return {formula}\n"
    file = f"<{place}>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    scope: dict[str, Any] = dict(known or {})
    exec(compile(text, file, "exec"), scope)
    function: Callable[..., Any] = scope[name]
    return function
