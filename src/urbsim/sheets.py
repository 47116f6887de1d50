"""A CSV table as cells that remember where they stand, so that every problem names file and line."""

from __future__ import annotations

import csv
import math
import re
from dataclasses import dataclass
from pathlib import Path

from urbsim.errors import Problem
from urbsim.files import read_text

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
NAME = re.compile(r"[^\W\d]\w{0,63}")
"""A letter (Chinese ones too), then letters, digits and underscores: safe as a file name and in every export."""


@dataclass(frozen=True)
class Cell:
    """One value of a table: as text, and where it was set."""

    text: str
    file: str
    line: int | None
    key: str

    def problem(self, message: str) -> Problem:
        return Problem(message, self.file, self.line, self.key)

    def number(self, problems: list[Problem]) -> float:
        """The finite number in the cell, or NaN with a problem noted."""
        text = self.text.strip()
        if NUMBER.fullmatch(text) and math.isfinite(value := float(text)):
            return value
        advice = " Type the digits in ASCII (half width)." if not text.isascii() else ""
        problems.append(self.problem("is blank, a number is needed" if not text else
                                     f"'{text[:40]}' is not a finite number.{advice}"))
        return math.nan


@dataclass
class Sheet:
    """A CSV table: header, and cells by row name and column."""

    name: str
    file: str
    header: tuple[str, ...]
    rows: dict[str, dict[str, Cell]]
    notes: list[str]

    def column(self, name: str, problems: list[Problem]) -> list[float]:
        return [row[name].number(problems) for row in self.rows.values()]


def read_sheet(path: Path, problems: list[Problem]) -> Sheet:
    """Read a CSV file whose first column names its rows. Raises InputError where the file cannot be read at all."""
    text, encoding = read_text(path, chinese_encodings=True)
    notes = [] if encoding == "utf-8" else [f"{path}: read as {encoding.upper()}"]
    file = str(path)
    reader = csv.reader(text.split("\n"), strict=True)
    rows: dict[str, dict[str, Cell]] = {}
    header: tuple[str, ...] = ()
    try:
        header = tuple(cell.strip() for cell in next(reader, []))
        if len(header) < 2 or len(set(header)) < len(header) or not all(header):
            problems.append(Problem("the first line must name every column, each once", file, 1))
            return Sheet(path.stem, file, header, {}, notes)
        for record in reader:
            _add_row(rows, header, record, file, reader.line_num, problems)
    except csv.Error as error:
        problems.append(Problem(f"is not a well-formed CSV file: {error}", file, reader.line_num))
    if not rows:
        problems.append(Problem("the table has no rows", file, 1))
    return Sheet(path.stem, file, header, rows, notes)


def _add_row(rows: dict[str, dict[str, Cell]], header: tuple[str, ...], record: list[str], file: str, line: int,
             problems: list[Problem]) -> None:
    if not any(cell.strip() for cell in record):
        return
    if len(record) != len(header):
        problems.append(Problem(f"{len(record)} cells where the first line names {len(header)} columns; "
                                "is the file cut off?", file, line))
        return
    name = record[0].strip()
    if name in rows:
        problems.append(Problem("stands twice in this table", file, line, name))
        return
    rows[name] = {column: Cell(text, file, line, f"{name}.{column}")
                  for column, text in zip(header, record, strict=True)}
