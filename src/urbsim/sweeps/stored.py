"""The runs of a finished sweep as arrays: what varied, and how each target was judged. Read from its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from urbsim.errors import InputError, Problem
from urbsim.files import read_text
from urbsim.outcomes import MARGIN, MISSED
from urbsim.sweeps.result import FACTORS
from urbsim.sweeps.store import DESIGN, MANIFEST, RUNS
from urbsim.sweeps.summary import target_of


@dataclass(frozen=True)
class Varied:
    """A factor of a sweep."""

    name: str
    unit: str
    zh: str

    def label(self, lang: str) -> str:
        """A short name for pictures and tables."""
        return self.zh if lang == "zh" else self.name.replace("_", " ")


@dataclass(frozen=True)
class Runs:
    """Runs that did not fail: `rows` (run, factor), `missed` by target whether it is missed in the target year (run).

    `failed` runs stopped being finite, `absent` ones were never made or are lost.
    """

    scenario: str
    year: int
    factors: tuple[Varied, ...]
    rows: np.ndarray
    missed: Mapping[str, np.ndarray]
    failed: int
    absent: int
    seed: int
    confidence: Mapping[str, int]


def read_runs(folder: Path) -> Runs:
    """Read the folder of a sweep. Raises InputError where it is none, or lacks the target year."""
    about = _manifest(folder)
    sweep = about["sweep"]
    year, names = sweep["targets"]["year"], [*sweep["grid"], *sweep["sampled"]]
    judged = [name for name in sweep["columns"] if name.startswith(MARGIN) or name == MISSED]
    if year not in sweep["years"]:
        raise InputError(Problem(f"the sweep does not keep the target year {year}", str(folder)))
    design, meanings = _design(folder / DESIGN, names)
    run, values = _judged(sorted((folder / RUNS).glob("part-*.parquet")), judged, year, folder)
    held = np.isfinite(values).all(axis=0)
    missed = {target_of(name): line[held] > 0.0 if name == MISSED else line[held] < 0.0
              for name, line in zip(judged, values, strict=True)}
    factors = tuple(Varied(name, **meanings.get(name, {"unit": "1", "zh": name})) for name in names)
    return Runs(sweep["scenario"], year, factors, design[run[held]], missed, int((~held).sum()),
                sweep["runs"] - len(run), sweep["seed"], about["confidence"])


def _manifest(folder: Path) -> dict[str, Any]:
    text, _ = read_text(folder / MANIFEST)
    try:
        about: dict[str, Any] = json.loads(text)
        keys = {"targets", "grid", "sampled", "columns", "years", "scenario", "runs", "seed"}
        if keys <= set(about["sweep"]) and isinstance(about["confidence"], dict):
            return about
    except (ValueError, KeyError, TypeError):
        pass
    raise InputError(Problem("this is not the manifest of a sweep", str(folder / MANIFEST)))


def _design(path: Path, names: list[str]) -> tuple[np.ndarray, dict[str, Any]]:
    """Values of the factors, (run, factor), and their units and Chinese names."""
    table = _parquet([path], names)
    return (np.column_stack([table[name].to_numpy() for name in names]),
            json.loads((table.schema.metadata or {}).get(FACTORS, b"{}")))


def _judged(paths: list[Path], names: list[str], year: int, folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the runs that are there, and how they are judged in a year, (name, run)."""
    if not paths:
        raise InputError(Problem("the sweep has no finished part", str(folder)))
    table = _parquet(paths, ["run", "year", *names])
    at = table["year"].to_numpy() == year
    return table["run"].to_numpy()[at], np.array([table[name].to_numpy()[at] for name in names])


def _parquet(paths: list[Path], columns: list[str]) -> Any:
    """Columns of some files of one form. Raises InputError where one is damaged."""
    import pyarrow
    from pyarrow import parquet

    tables = []
    for path in paths:
        try:
            tables.append(parquet.ParquetFile(path).read(columns=columns))
        except (OSError, pyarrow.ArrowException):
            raise InputError(Problem("is missing or damaged; the sweep's command with --resume makes it again",
                                     str(path))) from None
        if missing := set(columns) - set(tables[-1].column_names):
            raise InputError(Problem(f"lacks the column {sorted(missing)[0]}", str(path)))
    first = tables[0].schema.metadata
    return pyarrow.concat_tables(table.replace_schema_metadata() for table in tables).replace_schema_metadata(first)
