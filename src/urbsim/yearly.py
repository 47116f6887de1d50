"""Calendar years out of a run: annual revenue, indicators, and values at mid-year and year end.

Annual revenue is the change of cumulative revenue over a calendar year, in constant prices of the base year. Arrays may
carry a trailing axis of members; then every result does.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from urbsim.engine.vectorised import Arrays, Grid, grid_of
from urbsim.members import Batch, plain
from urbsim.model.assemble import Model


def indicator_inputs(model: Model) -> list[str]:
    """Variables that must be recorded for all indicators and for annual revenue."""
    used = {name for item in model.vocabulary.indicators.values() for name in item.arguments}
    return sorted({name for name in used if name in model.layout or name in model.vocabulary.variables}
                  | {"cumulative_revenue"})


@dataclass(frozen=True)
class Years:
    """The full calendar years of a run, and access to its arrays by year."""

    model: Model
    arrays: Arrays
    grid: Grid

    @property
    def numbers(self) -> range:
        """The calendar years that the run covers wholly."""
        return range(math.ceil(self.grid.start - 1e-9), math.floor(self.model.time.end + 1e-9))

    def at(self, name: str, time: float) -> Any:
        """Value of a name at a saved moment."""
        if name in self.model.inputs:
            return self.model.inputs[name]
        value = self.arrays.values[name][self.grid.index(time)]
        return value if self.model.members is None else Batch(value)

    def annual_revenue(self, year: int) -> Any:
        """Revenue of each park in a calendar year, constant prices."""
        return self.at("cumulative_revenue", year + 1) - self.at("cumulative_revenue", year)

    def price_index(self, year: int) -> Any:
        """Price index of a calendar year: from the city's table, then growing at price_growth_after."""
        prices = self.model.city.prices
        last, first = max(prices), min(prices)
        if year <= last:
            return prices[max(year, first)]
        return prices[last] * (1.0 + self.model.inputs["price_growth_after"]) ** (year - last)

    def indicator(self, name: str, year: int) -> Any:
        """One yearly indicator, as its declaration defines it."""
        item = self.model.vocabulary.indicators[name]
        moment = year + (0.5 if item.when == "middle" else 1.0)
        offered = {"annual_revenue": self.annual_revenue, "price_index": self.price_index}
        return item.function(*(offered[argument](year) if argument in offered else self.at(argument, moment)
                               for argument in item.arguments))

    def indicators(self) -> Mapping[str, np.ndarray]:
        """All indicators: name -> array (year) or (year, member)."""
        return {name: np.array([plain(self.indicator(name, year)) for year in self.numbers], dtype=float)
                for name in self.model.vocabulary.indicators}


def calendar(model: Model) -> Years:
    """The years of a model before it has run."""
    return Years(model, Arrays(np.empty(0), {}), grid_of(model))


def years_of(model: Model, arrays: Arrays) -> Years:
    """The years of a run."""
    return Years(model, arrays, grid_of(model))
