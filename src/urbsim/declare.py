"""The vocabulary of a sector file: index, table, city_value, parameter, lever, stock, constant, flow, auxiliary, ...

A declaration is metadata about one name of the model. Names come from the assignment or the function that carries
them, equations are wired by their argument names, and nothing is registered: `vocabulary.collect` reads a module.

    servicing_cost = parameter("Compensation and servicing of one hectare.", 0.045, "亿元/ha", low=0.02, high=0.06,
                               source="policy 2.5", confidence="TYPICAL", zh="征补整备成本")

    @flow("ha/year", dims=PARK, out_of="raw_land", into="serviced_land", source="policy 2.5", zh="土地整备")
    def servicing(servicing_wanted, land_spending, land_need):
        \"\"\"Land servicing, as far as the money goes.\"\"\"
        return servicing_wanted * land_spending / guarded(land_need)

Every declaration of the shipped model says its meaning, unit, dims, Chinese name, source (a policy clause such as
"policy 3.4d", an evidence row or "accounting identity") and confidence: FACT (seen in a source, or true by definition),
TYPICAL (usual range of Chinese practice, or a standard form of the field), ASSUMED (set so that behaviour is
plausible). A study or a model of one's own may leave out Chinese name and source. `replaces=True` says that a study's
declaration takes the place of one of the same name.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any, Literal, TypedDict, Unpack

Confidence = Literal["FACT", "TYPICAL", "ASSUMED"]
CONFIDENCES: tuple[Confidence, ...] = ("FACT", "TYPICAL", "ASSUMED")
Initial = str | float | Callable[..., Any]


class Origin(TypedDict, total=False):
    """What may stand behind any declaration; `confidence` is ASSUMED, `zh` the name and `replaces` False where left
    out.
    """

    source: str
    confidence: Confidence
    zh: str
    replaces: bool


@dataclass(frozen=True)
class Index:
    """A dimension. Its elements are fixed here, or are the rows of the city table of the same name in the plural."""

    name: str
    table: str = ""
    elements: tuple[str, ...] = ()

    def __getitem__(self, element: str) -> int:
        """Position of a fixed element: `fund_shares[FUND_USE["fund_projects"]]`."""
        return self.elements.index(element)


Dims = tuple[Index, ...]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Declaration:
    """What every declaration carries; `name` is filled in when a module is read."""

    meaning: str
    unit: str
    dims: Dims = ()
    zh: str = ""
    source: str = ""
    confidence: Confidence = "ASSUMED"
    replaces: bool = False
    file: str
    line: int
    name: str = ""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name} at {self.place}>"

    @property
    def place(self) -> str:
        """`file:line` of the declaration."""
        return f"{self.file}:{self.line}"


class Compound(Declaration):
    """Short for several declarations, such as the stocks and flows of a delay."""

    def parts(self, name: str) -> Iterator[Declaration]:
        """The declarations that it stands for, with their names; `name` is its own."""
        raise NotImplementedError

    def part(self, kind: type[Any], name: str, meaning: str, unit: str, **more: Any) -> Any:
        """A declaration that it stands for, with the words of the whole."""
        zh = f"{self.zh}（{name}）" if self.zh else name
        return kind(name=name, meaning=meaning, unit=unit, dims=self.dims, zh=zh, source=self.source,
                    confidence=self.confidence, replaces=self.replaces, file=self.file, line=self.line, **more)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Parameter(Declaration):
    """A number of the model with its base value and the range that sources or judgement allow."""

    base: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Lever(Parameter):
    """A parameter that a policy sets and may change over time; `base` is its value without the policy.

    `group` joins levers that serve one clause; `share_of` names the whole of which several levers are shares.
    """

    group: str
    share_of: str = ""


class CityValue(Declaration):
    """A number of the city, from its city.csv, which also gives low, high, source and confidence."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Table(Declaration):
    """Columns of a city table: one column, or one for each element of an index where `column` holds `{index}`.

    `low` and `high` bound what a value can mean, `whole` ones are counts or marks; `sums_to_one` names the index over
    which it is a partition.
    """

    table: str
    column: str
    low: float
    high: float
    whole: bool = False
    sums_to_one: str = ""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Lookup(Declaration):
    """A function of one variable given by points: linear between them, flat outside. Equations call it by its name.

    `unit` is that of its result, `of` that of its argument.
    """

    points: tuple[tuple[float, float], ...]
    of: str


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Array(Declaration):
    """Numbers of a model of one's own, given where they are declared."""

    values: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Stock(Declaration):
    """A state variable, changed by its flows alone.

    `initial` is a number, a name, or a function of names: parameters, tables, constants, other stocks (their start),
    variables (their value at the start). Where it hangs on itself that way, a `first_guess` is where it begins, and
    repeated evaluation makes the start consistent.
    """

    initial: Initial
    first_guess: Initial | None = None


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Equation(Declaration):
    """A function of the model, wired by its argument names."""

    function: Callable[..., Any]

    @property
    def arguments(self) -> tuple[str, ...]:
        return argument_names(self.function)


class Constant(Equation):
    """Computed once from data. An argument `initial_x` is the value of stock x at the start."""


class Auxiliary(Equation):
    """A variable of the moment."""


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Transfer(Equation):
    """What moves: it names the stock it leaves and the stock it enters; an empty end lies outside the model."""

    out_of: str = ""
    into: str = ""

    @property
    def ends(self) -> tuple[tuple[str, float], ...]:
        """The stocks at its ends: -1 where it leaves, 1 where it enters."""
        return tuple((stock, sign) for stock, sign in ((self.out_of, -1.0), (self.into, 1.0)) if stock)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Flow(Transfer):
    """A rate of change.

    In a smooth or delay, `residence` is the time (a name or a number) that its `stages` stages take together.
    """

    residence: str | float | None = None
    stages: int = 1


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Event(Transfer):
    """An amount that moves all at once, at moments of the grid; it is computed from the state just before."""

    at: tuple[str | float, ...]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Indicator(Equation):
    """A figure of one calendar year, a function of variables taken at its `when`: the year's middle or its end.

    Two more arguments are offered: `annual_revenue` (by park, the year's change of cumulative_revenue) and
    `price_index` (mean of the year, 1 in the base year). Indicators have names of their own, apart from variables.
    """

    when: Literal["middle", "end"]


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Loop(Declaration):
    """A feedback loop, or a causal chain, by its variables in order; it changes nothing.

    `code` is short for it in tables; `sign` is what the product of its links has.
    """

    code: str
    chain: tuple[str, ...]
    sign: Literal["+", "-"]

    @property
    def closed(self) -> bool:
        """Whether it is a loop and not a chain."""
        return self.chain[0] == self.chain[-1]

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Cause and effect, in order."""
        return tuple(itertools.pairwise(self.chain))


def argument_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names that a function is wired by."""
    code = function.__code__
    return code.co_varnames[: code.co_argcount]


def code_of(function: Any) -> object:
    """What a function does, wherever it stands; any other value as it is."""
    code = getattr(function, "__code__", function)
    if not isinstance(code, CodeType):
        return code
    held = tuple(code_of(cell.cell_contents) for cell in getattr(function, "__closure__", None) or ())
    return code.co_code, tuple(map(code_of, code.co_consts)), code.co_names, code.co_varnames, held


def caller() -> dict[str, Any]:
    """File and line of the declaration being made, two frames up."""
    frame = sys._getframe(2)
    return {"file": frame.f_code.co_filename, "line": frame.f_lineno}


def as_dims(dims: Index | Dims) -> Dims:
    """One index, or several, as dims."""
    return (dims,) if isinstance(dims, Index) else tuple(dims)


def index(name: str, *, table: str = "", elements: tuple[str, ...] = ()) -> Index:
    """Declare a dimension, with fixed elements or with the rows of a city table."""
    return Index(name, table, elements)


def parameter(meaning: str, base: float, unit: str, *, low: float | None = None, high: float | None = None,
              **more: Unpack[Origin]) -> Any:
    """Declare a number of the model; without `low` and `high` it has no range to vary in."""
    return Parameter(meaning=meaning, base=base, unit=unit, low=base if low is None else low,
                     high=base if high is None else high, **more, **caller())


def lever(meaning: str, base: float, unit: str, *, low: float, high: float, group: str = "", share_of: str = "",
          **more: Unpack[Origin]) -> Any:
    """Declare a parameter that a policy sets; `base` is its value without the policy."""
    return Lever(meaning=meaning, base=base, unit=unit, low=low, high=high, group=group, share_of=share_of, **more,
                 **caller())


def city_value(meaning: str, unit: str, *, zh: str) -> Any:
    """Declare a number that each city gives in its city.csv."""
    return CityValue(meaning=meaning, unit=unit, zh=zh, source="city.csv", **caller())


def table(meaning: str, unit: str, column: str, *, dims: Index | Dims, low: float = 0.0, high: float = float("inf"),
          whole: bool = False, zh: str, sums_to_one: str = "") -> Any:
    """Declare columns of a city table: `column` is `file.column`, e.g. `parks.sme_share` or `parks.mix_{industry}`."""
    file, _, name = column.partition(".")
    return Table(meaning=meaning, unit=unit, table=file, column=name, dims=as_dims(dims), low=low, high=high,
                 whole=whole, zh=zh, sums_to_one=sums_to_one, source=f"{file}.csv", **caller())


def array(meaning: str, values: Sequence[Any], unit: str, *, dims: Index | Dims, **more: Unpack[Origin]) -> Any:
    """Declare numbers along dims, as nested lists."""
    return Array(meaning=meaning, values=_frozen(values), unit=unit, dims=as_dims(dims), **more, **caller())


def lookup(meaning: str, points: Sequence[tuple[float, float]], unit: str, *, of: str = "1",
           **more: Unpack[Origin]) -> Any:
    """Declare a function by its points (x, y): linear between them, flat outside.

    Raises ValueError where there are fewer than two points, or their x do not increase.
    """
    known = tuple((float(x), float(y)) for x, y in points)
    if len(known) < 2 or any(later[0] <= earlier[0] for earlier, later in itertools.pairwise(known)):
        raise ValueError("a lookup has two points or more, and their x increase")
    return Lookup(meaning=meaning, points=known, unit=unit, of=of, **more, **caller())


def stock(meaning: str, unit: str, *, dims: Index | Dims = (), initial: Initial, first_guess: Initial | None = None,
          **more: Unpack[Origin]) -> Any:
    """Declare a state variable."""
    return Stock(meaning=meaning, unit=unit, dims=as_dims(dims), initial=initial, first_guess=first_guess, **more,
                 **caller())


def loop(code: str, meaning: str, chain: str, *, sign: Literal["+", "-"], **more: Unpack[Origin]) -> Any:
    """Declare a feedback loop `a -> b -> ... -> a`, or a causal chain `a -> b -> ... -> z`."""
    return Loop(code=code, meaning=meaning, chain=tuple(chain.split(" -> ")), sign=sign, unit="1", **more, **caller())


def _frozen(values: Any) -> Any:
    """Nested lists as tuples of numbers."""
    return tuple(map(_frozen, values)) if hasattr(values, "__len__") else float(values)


def _equation(kind: type[Equation], unit: str, dims: Index | Dims, more: Mapping[str, Any],
              ) -> Callable[[Callable[..., Any]], Any]:
    where = sys._getframe(2).f_code.co_filename

    def attach(function: Callable[..., Any]) -> Callable[..., Any]:
        function.declaration = kind(  # type: ignore[attr-defined]
            meaning=(function.__doc__ or "").strip(), unit=unit, dims=as_dims(dims), function=function, file=where,
            line=function.__code__.co_firstlineno, **more)
        return function

    return attach


def constant(unit: str, *, dims: Index | Dims = (), **more: Unpack[Origin]) -> Any:
    """Decorate a function that is computed once from data."""
    return _equation(Constant, unit, dims, {"confidence": "FACT", **more})


def auxiliary(unit: str, *, dims: Index | Dims = (), **more: Unpack[Origin]) -> Any:
    """Decorate a variable of the moment."""
    return _equation(Auxiliary, unit, dims, more)


def flow(unit: str, *, dims: Index | Dims = (), out_of: str = "", into: str = "", **more: Unpack[Origin]) -> Any:
    """Decorate a rate of change between two stocks, or between a stock and the world outside."""
    return _equation(Flow, unit, dims, {"out_of": out_of, "into": into, **more})


def event(unit: str, *, at: str | float | Sequence[str | float], dims: Index | Dims = (), out_of: str = "",
          into: str = "", **more: Unpack[Origin]) -> Any:
    """Decorate an amount that leaves or enters a stock all at once, at times (numbers, or names of parameters)."""
    times = (at,) if isinstance(at, str | float | int) else tuple(at)
    return _equation(Event, unit, dims, {"at": times, "out_of": out_of, "into": into, **more})


def indicator(unit: str, *, when: Literal["middle", "end"], **more: Unpack[Origin]) -> Any:
    """Decorate a yearly figure of the results."""
    return _equation(Indicator, unit, (), {"when": when, "confidence": "FACT", **more})
