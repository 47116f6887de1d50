"""What a run leaves: tables with units, data frames, and the files of a result folder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from urbsim.engine.vectorised import Arrays
from urbsim.errors import InputError, nearest
from urbsim.files import csv_text, json_text, write_text
from urbsim.model.assemble import Model
from urbsim.scenario.load import Scenario
from urbsim.scenario.resolved import resolved_toml
from urbsim.yearly import Years, years_of

if TYPE_CHECKING:
    import pandas

LIMITS = ("land_factor", "finance_factor", "labour_sufficiency", "infrastructure_sufficiency")
"""What can hold a park back; the lowest is its bottleneck (at year end)."""

PARK_COLUMNS = ("park_jobs", "capital", "investment_starts", "raw_land", "serviced_land", "occupied_land", "idle_land",
                "perceived_attractiveness", "productivity", "anchor_strength", *LIMITS)
DISTRICT_COLUMNS = ("urban_population", "rural_population", "town_capacity", "amenity", "district_labour_fill",
                    "labour_demand", "accessible_labour", "dispersed_capital", "town_land", "town_raw_land",
                    "district_treasury", "pollution_stock")


@dataclass(frozen=True)
class Table:
    """Rows with a header and the unit of each column."""

    header: tuple[str, ...]
    units: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def to_csv(self) -> str:
        return csv_text(self.header, self.rows)

    def to_dataframe(self) -> pandas.DataFrame:
        """The table in pandas; `attrs["units"]` maps columns to units."""
        import pandas

        frame = pandas.DataFrame(list(self.rows), columns=list(self.header))
        frame.attrs["units"] = dict(zip(self.header, self.units, strict=True))
        return frame


@dataclass(frozen=True, repr=False)
class Trajectories:
    """Stocks and variables of a run at every saved moment; `run["name"]` is a data frame."""

    model: Model
    arrays: Arrays

    def __repr__(self) -> str:
        return f"<{self.model.name}, {self.arrays.times[0]:g} to {self.arrays.times[-1]:g} {self.model.time_unit}>"

    def __getitem__(self, name: str) -> pandas.DataFrame:
        return self.frame(name)

    def unit(self, name: str) -> str:
        """Unit of a name. Raises InputError."""
        known = self.model.vocabulary.declarations
        if name not in known:
            raise InputError(f"nothing is called '{name}'.{nearest(name, known)}")
        return known[name].unit

    def array(self, name: str) -> np.ndarray:
        """Values of a stock or variable at every saved moment: (time, *dims). Raises InputError."""
        if name not in self.arrays.values:
            raise InputError(f"no such stock or variable: '{name}'.{nearest(name, self.arrays.values)}")
        return self.arrays.values[name]

    def frame(self, name: str) -> pandas.DataFrame:
        """A stock or variable as a data frame: a row a moment, a column an element; `attrs["unit"]`."""
        import pandas

        values = self.array(name)
        dims = self.model.vocabulary.declarations[name].dims
        names = [self.model.city.elements[index.name] for index in dims]
        columns: Any = [name]
        if len(names) == 1:
            columns = pandas.Index(names[0], name=dims[0].name)
        elif names:
            columns = pandas.MultiIndex.from_product(names, names=[index.name for index in dims])
        frame = pandas.DataFrame(values.reshape(len(values), -1), columns=columns,
                                 index=pandas.Index(self.arrays.times, name="time"))
        frame.attrs["unit"] = self.unit(name)
        return frame


@dataclass(frozen=True, repr=False)
class Results(Trajectories):
    """A finished run: its scenario, model and arrays, and the yearly tables made from them."""

    scenario: Scenario

    @cached_property
    def years(self) -> Years:
        return years_of(self.model, self.arrays)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all that makes the run: what its files set, the city's data and the model with its studies."""
        settings = {".".join(map(str, path)): repr(item.value) for path, item in self.scenario.settings.items()}
        parts = [model_hash(), self.model.city.digest, dict(self.model.vocabulary.studies), settings]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    @cached_property
    def indicator_table(self) -> Table:
        """A row a year: every indicator, then annual revenue of each park in constant prices."""
        declared = self.model.vocabulary.indicators
        parks = self.model.city.elements["park"]
        columns = self.years.indicators()
        rows = tuple((year, *(float(column[row]) for column in columns.values()),
                      *map(float, self.years.annual_revenue(year))) for row, year in enumerate(self.years.numbers))
        return Table(("year", *declared, *parks),
                     ("year", *(item.unit for item in declared.values()), *("亿元/year" for _ in parks)), rows)

    @cached_property
    def park_table(self) -> Table:
        """A row a year and park; stocks and rates at year end."""
        return self._element_table("park", PARK_COLUMNS, revenue=True)

    @cached_property
    def district_table(self) -> Table:
        """A row a year and district; stocks and rates at year end."""
        return self._element_table("district", DISTRICT_COLUMNS, revenue=False)

    def _element_table(self, index: str, columns: Sequence[str], *, revenue: bool) -> Table:
        rows = []
        for year in self.years.numbers:
            values: list[Any] = [self.years.at(name, year + 1.0) for name in columns]
            if revenue:
                annual = self.years.annual_revenue(year)
                values = [annual, annual * self.years.price_index(year), *values, self.bottlenecks(year)]
            rows += [(year, element, *(column[i] if isinstance(column, tuple) else float(column[i])
                                       for column in values))
                     for i, element in enumerate(self.model.city.elements[index])]
        units = tuple(self.unit(name) for name in columns)
        if revenue:
            return Table(("year", index, "annual_revenue", "annual_revenue_current", *columns, "bottleneck"),
                         ("year", "1", "亿元/year", "亿元/year", *units, "1"), tuple(rows))
        return Table(("year", index, *columns), ("year", "1", *units), tuple(rows))

    def bottlenecks(self, year: int) -> tuple[str, ...]:
        """For each park the lowest of `LIMITS` at year end."""
        limits = np.array([self.years.at(name, year + 1.0) for name in LIMITS])
        return tuple(LIMITS[i] for i in limits.argmin(axis=0))

    def write(self, folder: Path, *, scorecard: dict[str, Any], manifest: dict[str, Any]) -> None:
        """Write the result files into an existing folder."""
        write_text(folder / "indicators.csv", self.indicator_table.to_csv())
        write_text(folder / "parks.csv", self.park_table.to_csv())
        write_text(folder / "districts.csv", self.district_table.to_csv())
        write_text(folder / "scenario.resolved.toml", resolved_toml(self.scenario, self.model.vocabulary,
                                                                   self.model.city))
        write_text(folder / "scorecard.json", json_text(scorecard))
        write_text(folder / "manifest.json", json_text(manifest))


FILES = ("manifest.json", "scorecard.json", "scenario.resolved.toml", "indicators.csv", "parks.csv", "districts.csv",
         "timeseries.csv", "timeseries.parquet", "timeseries.nc", "tables.xlsx")
"""All that a run may leave in its folder."""


def model_hash() -> str:
    """SHA-256 over the files that define the model: sectors, building blocks, indices."""
    package = Path(__file__).parent
    content = hashlib.sha256()
    for path in (package / "functions.py", package / "indices.py", *sorted((package / "sectors").glob("*.py"))):
        content.update(path.read_bytes())
    return content.hexdigest()
