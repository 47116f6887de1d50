"""What a report is filled from: finished runs, and the folders of analyses that are handed in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from urbsim.api import Run
from urbsim.errors import InputError, Problem
from urbsim.files import read_text
from urbsim.report.document import Outline
from urbsim.report.numbers import Numbers
from urbsim.results import model_hash

Row = Mapping[str, str]


@dataclass(frozen=True)
class Kind:
    """A kind of analysis: the tables that its folder must hold, and the command that makes it."""

    files: tuple[str, ...]
    command: str

    def made_by(self, file: str) -> str:
        """The command, for a scenario file."""
        return f"urbsim {self.command.format(file=file)}"


KINDS: Mapping[str, Kind] = {
    "loops": Kind(("loops.csv", "knockouts.csv"), "loops {file}"),
    "attribution": Kind(("contributions.csv",), "attribute NO_POLICY.toml --to {file}"),
    "sensitivity": Kind(("indices.csv", "one_at_a_time.csv"), "sensitivity {file}"),
    "sweep": Kind(("targets.csv", "summary.csv"), "sweep {file} --sample sobol --runs 1024"),
}
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Analysis:
    """The tables of an analysis by file name, and how it was made."""

    kind: str
    folder: Path
    manifest: Mapping[str, Any]
    tables: Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True)
class Material:
    """Runs, the one that is told in detail, and the analyses that there are, to be told in a language."""

    runs: tuple[Run, ...]
    detail: Run
    analyses: Mapping[str, Analysis]
    lang: str

    @cached_property
    def numbers(self) -> Numbers:
        return Numbers(self.lang)

    @cached_property
    def outline(self) -> Outline:
        return Outline()

    @property
    def year(self) -> int:
        """The year of the targets."""
        return self.detail.case.scenario.targets.year

    def title(self, run: Run) -> str:
        """What a scenario is called, in one line."""
        return " ".join(run.case.scenario.label(self.lang).split())

    def park(self, name: str) -> str:
        """What a park is called."""
        return self.detail.case.city.label(name, self.lang)


def read_analysis(kind: str, folder: Path, runs: Sequence[Run], detail: Run) -> Analysis:
    """Read the folder of an analysis. Raises InputError where it lacks a table, or belongs to another model or city.

    Attribution is between two scenarios: the second must be among the runs.
    """
    wanted = KINDS[kind]
    command = wanted.made_by(f"{detail.case.scenario.name}.toml")
    manifest = _manifest(folder, kind, command, runs)
    tables = {name: _table(folder / name, command) for name in wanted.files}
    return Analysis(kind, folder, manifest, tables)


def _manifest(folder: Path, kind: str, command: str, runs: Sequence[Run]) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise InputError(Problem(f"this is no folder of --{kind}: it has no {MANIFEST}. `{command} -o {folder}` makes "
                                 "it", str(folder)))
    try:
        data = json.loads(read_text(path)[0])
        made = {"model": data["model_sha256"], "city": data["city_sha256"], "studies": data["studies"]}
        scenario = data.get("to", data["scenario"])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(Problem(f"is not the manifest of an analysis; `{command}` makes one", str(path))) from None
    case = runs[0].case
    ours = {"model": model_hash(), "city": case.city.digest, "studies": dict(case.vocabulary.studies)}
    for what, value in ours.items():
        if made[what] != value:
            raise InputError(Problem(f"was made with another version of the {what}; `{command} -o {folder} --force` "
                                     "makes it again", str(folder)))
    if scenario not in {run.case.scenario.name for run in runs}:
        raise InputError(Problem(f"is of the scenario '{scenario}', which is not in this report; `{command}` makes one "
                                 "that is", str(folder)))
    return dict(data)


def _table(path: Path, command: str) -> tuple[Row, ...]:
    if not path.is_file():
        raise InputError(Problem(f"is missing; `{command} -o {path.parent} --force` makes it", str(path)))
    return tuple(csv.DictReader(io.StringIO(read_text(path)[0])))
