"""A folder of CSV tables becomes a validated City: element names, numbers by declared name, and their provenance."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from urbsim.declare import CONFIDENCES, Index, Table
from urbsim.errors import InputError, Problem, nearest
from urbsim.sheets import NAME, Cell, Sheet, read_sheet
from urbsim.vocabulary import Vocabulary

BUILT_IN = Path(__file__).parent
NOTES = ("name_zh", "name_en", "source", "confidence", "unit", "target_band", "revenue_2009_aim")
"""Columns for readers, not for equations."""
SHARE_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Override:
    """A scenario's value for one cell: table, row, column (for city.csv: `city`, name, `value`)."""

    table: str
    row: str
    column: str
    value: float
    file: str
    line: int | None
    key: str


@dataclass(frozen=True)
class Provenance:
    """Where the numbers of one table row come from, and how sure they are."""

    table: str
    row: str
    source: str
    confidence: str


@dataclass(frozen=True)
class City:
    """All data of a city.

    `values` holds an array for each declared table and a float for each city value; `labels` the Chinese and English
    name of each element; `prices` the price index by year (its last year is carried on by price_growth_after).
    """

    name: str
    folder: Path
    elements: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, tuple[str, str]]
    values: Mapping[str, Any]
    ranges: Mapping[str, tuple[float, float]]
    provenance: tuple[Provenance, ...]
    prices: Mapping[int, float]
    notes: tuple[str, ...]
    digest: str

    def label(self, element: str, lang: str) -> str:
        """The name of an element in a language, `zh` or `en`."""
        zh, en = self.labels.get(element, (element, element))
        return (zh if lang == "zh" else en) or element


def find_city(name: str, beside: Path, problem: Callable[[str], Problem] = Problem) -> Path:
    """The folder of a built-in city, or a folder given relative to `beside`.

    Raises InputError with `problem` of the message, which knows the place of the name.
    """
    if NAME.fullmatch(name) and (BUILT_IN / name / "city.csv").is_file():
        return BUILT_IN / name
    folder = beside / name
    with contextlib.suppress(OSError, ValueError):  # a name that no file system takes
        if (folder / "city.csv").is_file():
            return folder
    known = built_in_cities()
    raise InputError(problem(f"no such city: '{name:.80}'. Built in: {', '.join(known)}; or a folder with city.csv and "
                             f"the other tables, relative to the scenario file.{nearest(name[:80], known)}"))


def built_in_cities() -> list[str]:
    """Names of the cities that come with urbsim."""
    return sorted(folder.parent.name for folder in BUILT_IN.glob("*/city.csv"))


def load_city(folder: Path, vocabulary: Vocabulary, overrides: Iterable[Override] = ()) -> City:
    """Read and validate a city. Raises InputError with every problem found."""
    problems: list[Problem] = []
    indices = vocabulary.indices
    tables = {index.table: index for index in indices.values() if index.table}
    sheets = _read_sheets(folder, [*tables, "commuting", "city", "prices"], problems)
    _apply(overrides, sheets, problems)
    elements = {index.name: index.elements or tuple(sheets[index.table].rows) for index in indices.values()}
    _check_names(elements, sheets, tables, {"year", *vocabulary.indicators}, problems)
    _check_columns(vocabulary, sheets, elements, problems)
    if problems:
        raise InputError(problems)
    values: dict[str, Any] = {}
    for name, table in vocabulary.tables.items():
        values[name] = _array(table, sheets[table.table], elements, problems)
    ranges = _city_values(vocabulary, sheets["city"], values, problems)
    prices = _prices(sheets["prices"], vocabulary.parameters["base_year"].base, problems)
    provenance = tuple(_provenance(sheets, problems))
    if problems:
        raise InputError(problems)
    return City(
        name=folder.name, folder=folder, elements=elements, labels=_labels(sheets, tables), values=values,
        ranges=ranges, provenance=provenance, prices=prices, digest=_digest(folder, sheets),
        notes=tuple(note for sheet in sheets.values() for note in sheet.notes))


def _read_sheets(folder: Path, names: Iterable[str], problems: list[Problem]) -> dict[str, Sheet]:
    sheets = {}
    for name in names:
        try:
            sheets[name] = read_sheet(folder / f"{name}.csv", problems)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return sheets


def _apply(overrides: Iterable[Override], sheets: Mapping[str, Sheet], problems: list[Problem]) -> None:
    for item in overrides:
        sheet = sheets[item.table]
        if item.row not in sheet.rows:
            problems.append(Problem(f"no such row in {sheet.name}.csv.{nearest(item.row, sheet.rows)}",
                                    item.file, item.line, item.key))
            continue
        row = sheet.rows[item.row]
        known = [column for column in sheet.header[1:] if column not in NOTES]
        if item.column not in known:
            problems.append(Problem(f"no such column in {sheet.name}.csv.{nearest(item.column, known)}",
                                    item.file, item.line, item.key))
        else:
            if row[item.column].text.strip() and _same(row[item.column].text, item.value):
                idle = Problem("changes nothing: this is the value it overrides", item.file, item.line, item.key)
                sheet.notes.append(str(idle))
            row[item.column] = Cell(repr(float(item.value)), item.file, item.line, item.key)


def _same(text: str, value: float) -> bool:
    try:
        return float(text) == value
    except ValueError:
        return False


def _check_names(elements: Mapping[str, tuple[str, ...]], sheets: Mapping[str, Sheet], tables: Mapping[str, Index],
                 taken: Set[str], problems: list[Problem]) -> None:
    """Names are safe everywhere and unique over all indices, ignoring case (Vensim and XMILE fold it).

    A park stands as a column beside the indicators, so none may have the name of one.
    """
    places = {row: cells[next(iter(cells))] for name in tables for row, cells in sheets[name].rows.items()}
    seen: dict[str, str] = {}
    for index, names in elements.items():
        for name in names:
            cell = places.get(name, Cell(name, "", None, name))
            if not NAME.fullmatch(name):
                problems.append(cell.problem("a name is a letter, then up to 63 letters, digits or underscores"))
            if index == "park" and name.casefold() in taken:
                problems.append(cell.problem("is the name of a column of indicators.csv; name the park otherwise"))
            if (other := seen.setdefault(name.casefold(), index)) is not index:
                problems.append(cell.problem(f"a {index} has the name of a {other}; names are unique, ignoring case"))
        for name in {a for a in names for b in names if a != b and a.casefold() == b.casefold()}:
            problems.append(places[name].problem("differs from another name only in case"))


def expand(table: Table, elements: Mapping[str, tuple[str, ...]]) -> tuple[list[str], str]:
    """The columns that a table declaration means, and the index that they run over (none for a single column)."""
    if "{" not in table.column:
        return [table.column], ""
    index = table.column.partition("{")[2].partition("}")[0]
    return [table.column.replace(f"{{{index}}}", name) for name in elements[index]], index


def _check_columns(vocabulary: Vocabulary, sheets: Mapping[str, Sheet], elements: Mapping[str, tuple[str, ...]],
                   problems: list[Problem]) -> None:
    known: dict[str, set[str]] = {name: set(NOTES) for name in sheets}
    for table in vocabulary.tables.values():
        columns, _ = expand(table, elements)
        known[table.table].update(columns)
        missing = [column for column in columns if column not in sheets[table.table].header]
        for column in missing:
            problems.append(Problem(f"the column is missing: {table.meaning}", sheets[table.table].file, 1, column))
    known["city"].update(("value", "low", "high"))
    known["prices"].add("price_index")
    for name, sheet in sheets.items():
        for column in sheet.header[1:]:
            if column not in known[name]:
                problems.append(Problem(f"no such column.{nearest(column, known[name])}", sheet.file, 1, column))
    rows = sheets["commuting"].rows
    if set(rows) != set(elements["district"]):
        problems.append(Problem("its rows must be the districts", sheets["commuting"].file, 1))


def _array(table: Table, sheet: Sheet, elements: Mapping[str, tuple[str, ...]], problems: list[Problem]) -> np.ndarray:
    """The numbers of a declared table, in the shape of its dims, within what they can mean."""
    columns, over = expand(table, elements)
    rows = elements[sheet.header[0]] if sheet.header[0] in elements else tuple(sheet.rows)
    array: np.ndarray = np.array([[sheet.rows[row][column].number(problems) for row in rows] for column in columns])
    for column, numbers in zip(columns, array, strict=True):
        for row, number in zip(rows, numbers, strict=True):
            if math.isnan(number):
                continue  # told already
            if not table.low <= number <= table.high:
                span = f"{table.low:g} to {table.high:g}" if math.isfinite(table.high) else f"{table.low:g} or more"
                problems.append(sheet.rows[row][column].problem(f"{number:g} lies outside {span}: {table.meaning}"))
            elif table.whole and number != round(number):
                problems.append(sheet.rows[row][column].problem(f"{number:g} is not a whole number: {table.meaning}"))
    if not over:
        array = array[0]
        if table.sums_to_one:
            cells = [sheet.rows[row][table.column] for row in rows]
            changed = next((cell for cell in cells if cell.file != sheet.file), cells[0])
            _check_sum(array, f"{table.column} over all rows", changed, problems)
        return array
    if table.sums_to_one:
        for row, numbers in zip(rows, array.T, strict=True):
            cells = [sheet.rows[row][column] for column in columns]
            changed = next((cell for cell in cells if cell.file != sheet.file), cells[0])
            _check_sum(numbers, f"{columns[0]} ... {columns[-1]}", changed, problems)
    transposed = array.T.copy()
    return transposed if table.dims[0].name == sheet.header[0] == over else array


def _check_sum(numbers: np.ndarray, what: str, cell: Cell, problems: list[Problem]) -> None:
    total = float(numbers.sum())
    if math.isfinite(total) and abs(total - 1.0) > SHARE_TOLERANCE:
        problems.append(cell.problem(f"the shares {what} sum to {total:.12g}, not to 1"))


def _city_values(vocabulary: Vocabulary, sheet: Sheet, values: dict[str, Any],
                 problems: list[Problem]) -> dict[str, tuple[float, float]]:
    """Put the city values among `values`; return their ranges."""
    declared = vocabulary.city_values
    for name in sheet.rows:
        if name not in declared:
            cell = sheet.rows[name]["value"]
            problems.append(cell.problem(f"no such city value.{nearest(name, declared)}"))
    ranges = {}
    for name, item in declared.items():
        if name not in sheet.rows:
            problems.append(Problem(f"the row is missing: {item.meaning}", sheet.file, 1, name))
            continue
        value, low, high = (sheet.rows[name][column].number(problems) for column in ("value", "low", "high"))
        values[name] = value
        ranges[name] = (low, high)
        if value < low or value > high:
            problems.append(sheet.rows[name]["value"].problem(
                f"{value:g} lies outside {low:g} to {high:g}: {item.meaning}"))
    return ranges


def _prices(sheet: Sheet, base_year: float, problems: list[Problem]) -> dict[int, float]:
    index = sheet.column("price_index", problems)
    years = [Cell(row, sheet.file, cells["price_index"].line, "year").number(problems)
             for row, cells in sheet.rows.items()]
    if not any(math.isnan(number) for number in [*index, *years]):
        if any(later - year != 1.0 for year, later in itertools.pairwise(years)):
            problems.append(Problem("the years must follow one another", sheet.file, 2, "year"))
        if min(index) <= 0.0:
            problems.append(Problem("a price index is above 0", sheet.file, 2, "price_index"))
        if dict(zip(years, index, strict=True)).get(base_year) != 1.0:
            problems.append(Problem(f"the index of {base_year:g} must be 1: constant prices are those of that year",
                                    sheet.file, 2, "price_index"))
    return {int(year): price for year, price in zip(years, index, strict=True) if not math.isnan(year)}


def _provenance(sheets: Mapping[str, Sheet], problems: list[Problem]) -> Iterable[Provenance]:
    for name, sheet in sheets.items():
        for row, cells in sheet.rows.items():
            if not {"source", "confidence"} <= set(sheet.header):
                problems.append(Problem("the columns source and confidence are missing", sheet.file, 1))
                break
            source, confidence = cells["source"].text.strip(), cells["confidence"].text.strip()
            if not source:
                problems.append(cells["source"].problem("is blank; say where the row comes from, or 'assumption'"))
            if confidence not in CONFIDENCES:
                problems.append(cells["confidence"].problem(f"must be one of {', '.join(CONFIDENCES)}"))
            yield Provenance(name, row, source, confidence)


def _labels(sheets: Mapping[str, Sheet], tables: Mapping[str, Index]) -> dict[str, tuple[str, str]]:
    labels = {}
    for name in tables:
        for row, cells in sheets[name].rows.items():
            zh, en = (cells[column].text.strip() if column in cells else "" for column in ("name_zh", "name_en"))
            labels[row] = (zh or row, en or row)
    return labels


def _digest(folder: Path, sheets: Mapping[str, Sheet]) -> str:
    """SHA-256 over the city's files, for the manifest."""
    content = hashlib.sha256()
    for name in sorted(sheets):
        content.update((folder / f"{name}.csv").read_bytes())
    return content.hexdigest()
