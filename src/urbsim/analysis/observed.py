"""Observed yearly series of a city, from a CSV file, as points that a run can be compared with.

The first column is `year`; the others are named as in OBSERVABLES, each if wanted with a column `NAME_error` beside it:
the standard error of each measurement in the unit of its column. A blank cell is a gap.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from urbsim.errors import InputError, Problem, nearest
from urbsim.sheets import Sheet, read_sheet

Prices = Literal["current", "constant"]
PRICES: tuple[Prices, ...] = ("current", "constant")
ERROR = "_error"
NOTES = ("source", "note", "confidence")
"""Columns for readers."""
Figures = Mapping[str, Any]


def _growth(figures: Figures, year: int) -> Any:
    return figures["gdp"][year] / figures["gdp"][year - 1] - 1.0


def _primary(figures: Figures, year: int) -> Any:
    return figures["gdp"][year] - figures["value_added_secondary"][year] - figures["value_added_tertiary"][year]


@dataclass(frozen=True)
class Observable:
    """What can be observed: its unit, what the model says of it, and how well it is measured where the file is silent.

    `modelled` takes the indicators, name -> year -> (member), and a year. `error` is a standard error, relative to the
    value where `relative`. Amounts of money may be observed in current prices; `first` is the number of years of a run
    before the first that can be compared.
    """

    unit: str
    modelled: Callable[[Figures, int], Any]
    error: float
    relative: bool
    money: bool = False
    first: int = 0


def _indicator(name: str) -> Callable[[Figures, int], Any]:
    return lambda figures, year: figures[name][year]


OBSERVABLES: Mapping[str, Observable] = {
    "gdp": Observable("亿元/year", _indicator("gdp"), 0.03, True, money=True),
    "value_added_primary": Observable("亿元/year", _primary, 0.04, True, money=True),
    "value_added_secondary": Observable("亿元/year", _indicator("value_added_secondary"), 0.04, True, money=True),
    "value_added_tertiary": Observable("亿元/year", _indicator("value_added_tertiary"), 0.04, True, money=True),
    "gdp_real_growth": Observable("1/year", _growth, 0.01, False, first=1),
    "resident_population": Observable("person", _indicator("population"), 0.01, True),
    "urbanization_rate": Observable("1", _indicator("urbanization"), 0.01, False),
}
"""Errors are ASSUMED: revisions of a city's accounts after an economic census come to some percent."""
PARTS = ("value_added_primary", "value_added_secondary", "value_added_tertiary")
INDICATORS = ("gdp", "value_added_secondary", "value_added_tertiary", "population", "urbanization")
"""What `modelled` looks at."""


@dataclass(frozen=True)
class Point:
    """One observation: as given, as compared (constant prices), its standard error as compared, its line in the file.
    """

    name: str
    year: int
    given: float
    value: float
    error: float
    line: int | None = None


@dataclass(frozen=True)
class Observed:
    """Points to compare, in the order of the file's columns and years, and what a user should know of their making."""

    points: tuple[Point, ...]
    notes: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What is observed, in order."""
        return tuple(dict.fromkeys(point.name for point in self.points))

    @property
    def values(self) -> np.ndarray:
        """Values as compared."""
        return np.array([point.value for point in self.points])

    @property
    def errors(self) -> np.ndarray:
        """Standard errors."""
        return np.array([point.error for point in self.points])

    @property
    def last_year(self) -> int:
        """The last year compared."""
        return max(point.year for point in self.points)

    def modelled(self, years: tuple[int, ...], indicators: Mapping[str, np.ndarray]) -> np.ndarray:
        """What runs say of each point, (point, member), from their indicators (year, member)."""
        figures = {name: dict(zip(years, indicators[name], strict=True)) for name in INDICATORS}
        return np.array([OBSERVABLES[point.name].modelled(figures, point.year) for point in self.points])


@dataclass(frozen=True)
class Series:
    """The columns of a file: year -> value where it is not blank, and year -> line."""

    file: str
    values: Mapping[str, Mapping[int, float]]
    errors: Mapping[str, Mapping[int, float]]
    notes: tuple[str, ...]
    lines: Mapping[int, int | None]


def split(observed: Observed, held_out: range | None, file: str) -> tuple[Observed, Observed | None]:
    """The points to fit, and those of years held out, which must end the data: a forecast does not know its future.

    Raises InputError where either has none, or a later year would be fitted.
    """
    if held_out is None:
        return observed, None
    inside = tuple(point for point in observed.points if point.year in held_out)
    rest = tuple(point for point in observed.points if point.year not in held_out)
    if not inside or not rest:
        what = "all observations lie" if inside else "no observation lies"
        raise InputError(Problem(f"{what} in the years held out", file))
    first = min(point.year for point in inside)
    if later := sorted({point.year for point in rest if point.year > first}):
        raise InputError(Problem(f"{_spans(set(later))} would be fitted, after the first year held out, {first}; what "
                                 f"is held out must end the data, e.g. {first}:", file))
    return Observed(rest, observed.notes), Observed(inside, ())


def read_series(path: Path) -> Series:
    """Read a file of observations. Raises InputError with every problem found."""
    problems: list[Problem] = []
    sheet = read_sheet(path, problems)
    if sheet.header and sheet.header[0] != "year":
        problems.append(Problem(f"the first column must be 'year', not '{sheet.header[0]}'", sheet.file, 1))
    values: dict[str, dict[int, float]] = {}
    errors: dict[str, dict[int, float]] = {}
    known = (*OBSERVABLES, *(f"{name}{ERROR}" for name in OBSERVABLES), *NOTES)
    for column in sheet.header[1:]:
        name = column.removesuffix(ERROR)
        if column not in known:
            problems.append(Problem(f"no such observable.{nearest(column, known)} There are {', '.join(OBSERVABLES)}",
                                    sheet.file, 1, column))
        elif column not in NOTES:
            (values if column == name else errors)[name] = dict(_numbers(sheet, column, problems))
    problems += [Problem(f"stands without {name}", sheet.file, 1, f"{name}{ERROR}") for name in errors
                 if name not in values]
    problems += [Problem("an error is above 0", sheet.file, sheet.rows[str(year)][f"{name}{ERROR}"].line,
                         f"{year}.{name}{ERROR}")
                 for name, column in errors.items() for year, error in column.items() if error <= 0.0]
    if problems:
        raise InputError(problems)
    lines = {int(name): next(iter(row.values())).line for name, row in sheet.rows.items()}
    return Series(sheet.file, values, errors, tuple(sheet.notes), lines)


def _numbers(sheet: Sheet, column: str, problems: list[Problem]) -> Iterator[tuple[int, float]]:
    """Year and value of each cell that is not blank."""
    for name, row in sheet.rows.items():
        cell = row[column]
        if not (name.isascii() and name.isdigit() and len(name) == 4):
            if column == sheet.header[1]:
                problems.append(Problem("is not a year of four digits", cell.file, cell.line, name))
        elif cell.text.strip():
            value = cell.number(problems)
            if math.isfinite(value):
                yield int(name), value


def compared(series: Series, years: range, base_year: int, price_index: Callable[[int], float],
             prices: Prices) -> Observed:
    """The points of a file that lie in the years of a run, in constant prices of the base year.

    Current prices are deflated by the GDP deflator that the file itself implies, where it gives `gdp` and
    `gdp_real_growth` for every year from the base year on; else by the city's price index. Raises InputError where no
    point is left.
    """
    notes = list(series.notes)
    deflator, implied = _deflator(series, years, base_year, price_index, prices, notes)
    left_out = _left_out(series, implied, notes)
    points, outside = [], set()
    for name, column in series.values.items():
        item = OBSERVABLES[name]
        for year, given in sorted(column.items()):
            if name in left_out:
                continue
            if year - item.first not in years or year not in years:
                outside.add(year)
                continue
            scale = deflator[year] if item.money else 1.0
            error = series.errors.get(name, {}).get(year, item.error * (abs(given) if item.relative else 1.0))
            points.append(Point(name, year, given, given / scale, error / scale, series.lines[year]))
    if outside:
        notes.append(f"left out, since the run covers {years[0]} to {years[-1]}: {_spans(outside)}" if years else "")
    if not points:
        raise InputError(Problem(f"no observation lies in the years of the run, {years[0]} to {years[-1]}"
                                 if years else "the run covers no full year", series.file))
    return Observed(tuple(points), tuple(notes))


def _deflator(series: Series, years: range, base_year: int, price_index: Callable[[int], float], prices: Prices,
              notes: list[str]) -> tuple[Mapping[int, float], bool]:
    """The price level of each year (1 in the base year), and whether it is the one that the file implies."""
    money = sorted({year for name, column in series.values.items() if OBSERVABLES[name].money for year in column
                    if year in years})
    if prices == "constant" or not money:
        return dict.fromkeys(money, 1.0), False
    gdp, growth = (series.values.get(name, {}) for name in ("gdp", "gdp_real_growth"))
    level = {base_year: 1.0}
    for year in range(base_year + 1, money[-1] + 1):
        if year in gdp and year - 1 in gdp and year in growth and year - 1 in level:
            level[year] = level[year - 1] * gdp[year] / gdp[year - 1] / (1.0 + growth[year])
    if len(money) > 1 and set(money) <= set(level):
        notes.append(f"current prices are deflated by the GDP deflator that gdp and gdp_real_growth imply "
                     f"({level[money[-1]]:.4f} in {money[-1]}); the growth is not compared once more")
        return level, True
    notes.append(f"current prices are deflated by the city's price index ({price_index(money[-1]):.4f} in {money[-1]})")
    return {year: price_index(year) for year in money}, False


def _left_out(series: Series, implied: bool, notes: list[str]) -> set[str]:
    """Columns that would count what others say already."""
    found = {"gdp_real_growth"} if implied else set()
    if {"gdp", *PARTS} <= set(series.values):
        notes.append("gdp is left out: its three parts are observed")
        found.add("gdp")
    return found


def _spans(years: set[int]) -> str:
    ordered = sorted(years)
    return ", ".join(map(str, ordered)) if len(ordered) < 6 else f"{ordered[0]} to {ordered[-1]} ({len(ordered)} years)"


def scale_faults(observed: Observed, modelled: np.ndarray, file: str) -> list[Problem]:
    """Values some power of ten away from what the model says before any fitting, (point): single ones that are so from
    the rest of their column too, by line and year, and else whole columns.
    """
    problems = []
    for name in observed.names:
        here = [row for row, point in enumerate(observed.points) if point.name == name]
        points = [observed.points[row] for row in here]
        signed = np.array([point.value for point in points]) / modelled[here]
        growth, unit = name == "gdp_real_growth", OBSERVABLES[name].unit
        low = [] if growth else [at for at, ratio in enumerate(signed) if ratio <= 0.0]
        powers = np.log10(np.maximum(np.abs(signed), 1e-300))
        odd = [at for at in range(len(here)) if at not in low and _is_odd(powers, at, growth=growth)]
        for at in (*low, *odd):
            what = f"is about 10^{round(powers[at])} of what the model gives" if at in odd else "is not above 0"
            problems.append(Problem(f"{points[at].given:g} {what}; {unit} is wanted"
                                    f"{_advice(name, round(powers[at])) if at in odd else ''}", file, points[at].line,
                                    f"{points[at].year}.{name}"))
        rest = [power for at, power in enumerate(powers) if at not in (*low, *odd)]
        power = round(float(np.median(rest))) if rest else 0
        if abs(power) >= (2 if growth else 1):
            problems.append(Problem(f"values are about 10^{power} of what the model gives; {unit} is wanted"
                                    f"{_advice(name, power)}", file, key=name))
    return problems


def _is_odd(powers: np.ndarray, at: int, *, growth: bool) -> bool:
    """Whether one of several values is a power of ten away from the model and from the others. Growth may be near 0."""
    if len(powers) < 2:
        return False
    beside = float(powers[at] - np.median(np.delete(powers, at)))
    if growth:
        return bool(round(powers[at]) >= 2 and round(beside) >= 2)
    return bool(round(powers[at]) != 0 and round(beside) != 0)


def _advice(name: str, power: int) -> str:
    if power == -4 and name == "resident_population":
        return " (are these 万人? multiply by 10,000)"
    if power == 4 and OBSERVABLES[name].money:
        return " (are these 万元? divide by 10,000)"
    if power == 2 and name in ("urbanization_rate", "gdp_real_growth"):
        return " (are these percent? divide by 100)"
    return f" (multiply by 10^{-power}?)"
