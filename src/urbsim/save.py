"""The full time series and the yearly tables of a run in the formats that other tools read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from urbsim.digits import of_column
from urbsim.errors import UsageError, nearest
from urbsim.files import csv_text, write_text, writing
from urbsim.results import Results, Table

ADVICE = "--save {kind} needs {package}: pip install 'urbsim[data]'"


def formats(text: str) -> list[str]:
    """The formats of a comma-separated list. Raises UsageError for one that is not known."""
    kinds = [kind.strip() for kind in text.split(",") if kind.strip()]
    for kind in kinds:
        if kind not in WRITERS:
            raise UsageError(f"--save {kind}: no such format.{nearest(kind, WRITERS)} There are {', '.join(WRITERS)}")
    return kinds


def check_packages(kinds: list[str]) -> None:
    """Raise UsageError where the package of a format is missing."""
    import importlib.util

    for kind in kinds:
        for package in PACKAGES[kind]:
            if importlib.util.find_spec(package) is None:
                raise UsageError(ADVICE.format(kind=kind, package=package))


def save(results: Results, folder: Path, kinds: list[str]) -> None:
    """Write a run in several formats into an existing folder."""
    for kind in kinds:
        WRITERS[kind](results, folder)


def columns(results: Results) -> Iterator[tuple[str, str, np.ndarray]]:
    """Every stock and variable as columns over time: name (with its element), unit, values."""
    declarations = results.model.vocabulary.declarations
    for name, values in results.arrays.values.items():
        item = declarations[name]
        shape = results.model.shape(item.dims)
        names = [results.model.city.elements[index.name] for index in item.dims]
        for place in np.ndindex(*shape):
            element = ",".join(elements[i] for elements, i in zip(names, place, strict=True))
            yield f"{name}[{element}]" if element else name, item.unit, values[(slice(None), *place)]


def _csv(results: Results, folder: Path) -> None:
    found = list(columns(results))
    table = np.column_stack([results.arrays.times, *(values for _, _, values in found)])
    write_text(folder / "timeseries.csv", csv_text(("time", *(name for name, _, _ in found)), table.tolist()))


def _parquet(results: Results, folder: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    found = list(columns(results))
    table = pyarrow.table({"time": results.arrays.times, **{name: values for name, _, values in found}})
    units = json.dumps({"time": "year", **{name: unit for name, unit, _ in found}}, ensure_ascii=False)
    with writing(folder / "timeseries.parquet") as path:
        pyarrow.parquet.write_table(table.replace_schema_metadata({"units": units}), path)


def to_xarray(results: Results) -> Any:
    """Every stock and variable as an xarray Dataset with named dimensions, units and meanings."""
    import xarray

    declarations, elements = results.model.vocabulary.declarations, results.model.city.elements
    variables = {}
    for name, values in results.arrays.values.items():
        item = declarations[name]
        variables[name] = (("time", *(index.name for index in item.dims)), values,
                           {"units": item.unit, "long_name": item.meaning, "source": item.source})
    used = {index.name for name in variables for index in declarations[name].dims}
    coordinates = {"time": ("time", results.arrays.times, {"units": "year"}),
                   **{name: list(elements[name]) for name in sorted(used)}}
    return xarray.Dataset(variables, coords=coordinates, attrs={"title": results.scenario.title, "source": "urbsim"})


def _netcdf(results: Results, folder: Path) -> None:
    with writing(folder / "timeseries.nc") as path:
        to_xarray(results).to_netcdf(path, engine="h5netcdf")


def _excel(results: Results, folder: Path) -> None:
    write_xlsx(folder / "tables.xlsx", {"indicators": results.indicator_table, "parks": results.park_table,
                                        "districts": results.district_table})


def write_xlsx(path: Path, tables: Mapping[str, Table]) -> None:
    """Tables as a workbook, a sheet each, units in the second row. Numbers are whole and shown with the decimals of
    `digits`; text is never taken for a formula. Needs the extra `data`.
    """
    import openpyxl

    book = openpyxl.Workbook(write_only=False)
    book.remove(book.active)
    for title, table in tables.items():
        sheet = book.create_sheet(title)
        formats = [_number_format([row[place] for row in table.rows]) for place in range(len(table.header))]
        for number, row in enumerate((table.header, table.units, *table.rows), 1):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
                elif isinstance(value, float):
                    cell.number_format = formats[column - 1]
        sheet.freeze_panes = "B3"
    with writing(path) as temporary:
        book.save(temporary)


def _number_format(column: list[Any]) -> str:
    """How Excel shows the numbers of a column."""
    decimals = of_column([value for value in column if isinstance(value, float)])
    return f"#,##0.{'0' * decimals}".rstrip(".")


WRITERS: Mapping[str, Callable[[Results, Path], None]] = {
    "csv": _csv, "parquet": _parquet, "nc": _netcdf, "xlsx": _excel}
PACKAGES: Mapping[str, tuple[str, ...]] = {
    "csv": (), "parquet": ("pyarrow",), "nc": ("xarray", "h5netcdf"), "xlsx": ("openpyxl",)}
