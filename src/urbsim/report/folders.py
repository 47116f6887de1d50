"""The folders of analyses that are handed in: read, and refused where they do not belong to the report."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from urbsim.api import Run
from urbsim.errors import InputError, Problem
from urbsim.files import read_text
from urbsim.results import model_hash
from urbsim.scenario.resolved import settings_in_force

Row = Mapping[str, str]


@dataclass(frozen=True)
class Kind:
    """A kind of analysis: the columns of text and of numbers that its tables must hold, and the command that makes it.

    Cells of `gaps` are numbers that may be empty; `facts` are what its manifest says beside what all say.
    """

    files: Mapping[str, str]
    numbers: str
    command: str
    gaps: str = ""
    facts: tuple[str, ...] = ()

    def made_by(self, file: str) -> str:
        """The command, for a scenario file."""
        return f"urbsim {self.command.format(file=file)}"

    @property
    def name(self) -> str:
        """The command's name."""
        return self.command.split()[0]


KINDS: Mapping[str, Kind] = {
    "loops": Kind({"loops.csv": "year loop relative_score", "knockouts.csv": "loop breaks_down change_total "
                   "change_parks"}, "year relative_score", "loops {file}", "change_total change_parks"),
    "attribution": Kind({"contributions.csv": "outcome year unit player clauses shapley low high first_in last_in "
                         "difference"}, "year shapley low high first_in last_in difference",
                        "attribute NO_POLICY.toml --to {file}", facts=("to",)),
    "sensitivity": Kind({"indices.csv": "outcome year unit factor measure value low high",
                         "one_at_a_time.csv": "outcome year unit factor factor_unit factor_low factor_base factor_high "
                         "outcome_low outcome_base outcome_high"}, "year factor_low factor_base factor_high "
                        "outcome_low outcome_base outcome_high", "sensitivity {file}", "value low high",
                        ("samples", "precision")),
    "sweep": Kind({"targets.csv": "target year runs share share_low share_high margin_q05 margin_q50 margin_q95",
                   "summary.csv": "quantity year q05 q25 q50 q75 q95"}, "year runs share share_low share_high q05 q25 "
                  "q50 q75 q95", "sweep {file} --sample sobol --runs 1024", "margin_q05 margin_q50 margin_q95"),
}
MANIFEST = "manifest.json"
UNUSED = {"loops": ("time", "uncertainty"), "attribution": ("time", "uncertainty"), "sensitivity": ("time",),
          "sweep": ("time",)}
"""Tables of a scenario in which an analysis may differ: span and step are told, and ranges matter where they are drawn
from.
"""
MEASURES = {"first", "total", "second", "mu", "mu_star", "sigma", "median", "dummy"}
"""Measures of sensitivity, of all methods."""
MOST_TOLD = 4
"""Settings that a message names."""


@dataclass(frozen=True)
class Analysis:
    """The tables of an analysis by file name, and how it was made."""

    kind: str
    folder: Path
    manifest: Mapping[str, Any]
    tables: Mapping[str, tuple[Row, ...]]


def read_analysis(kind: str, folder: Path, runs: Sequence[Run], detail: Run) -> Analysis:
    """Read the folder of an analysis. Raises InputError where it lacks a table, a column or rows, or belongs to another
    model, city or scenario.

    Attribution is between two scenarios: the second must be among the runs.
    """
    wanted = KINDS[kind]
    manifest = _manifest(folder, kind, detail)
    scenario = manifest.get("to", manifest["scenario"])
    again = f"`{wanted.made_by(f'{scenario}.toml')} -o {folder} --force` makes it again"
    _compare(kind, folder, manifest, runs, wanted.made_by(f"{detail.case.scenario.name}.toml"), again)
    year = detail.case.scenario.targets.year
    if kind == "sweep":
        _refuse_grid(folder, manifest, year, wanted.made_by(f"{scenario}.toml"))
    tables = {name: _table(folder / name, wanted, again) for name in wanted.files}
    if kind == "sweep" and all(float(row["year"]) != year for row in tables["targets.csv"]):
        raise InputError(Problem(f"has no rows of {year}, the year of the targets; {again}",
                                 str(folder / "targets.csv")))
    if kind == "loops":
        _refuse_unknown(folder, tables, "loop", detail.case.vocabulary.loops, again)
    if kind == "sensitivity":
        _refuse_unknown(folder, tables, "measure", MEASURES, again)
    return Analysis(kind, folder, manifest, tables)


def _manifest(folder: Path, kind: str, detail: Run) -> dict[str, Any]:
    """How the folder was made. Raises InputError where another command made it; only a folder of the kind may be
    replaced, so that no advice costs someone the results of something else.
    """
    wanted, path = KINDS[kind], folder / MANIFEST
    command = wanted.made_by(f"{detail.case.scenario.name}.toml")
    if not path.is_file():
        elsewhere = f"{command} -o {folder}" if not folder.exists() else command
        raise InputError(Problem(f"this is no folder of --{kind}: it has no {MANIFEST}. `{elsewhere}` makes one",
                                 str(folder)))
    try:
        data = json.loads(read_text(path)[0])
        made_by = next((text for text in data["command"][1:] if not text.startswith("-")), "")
        held = all(key in data for key in ("model_sha256", "city_sha256", "studies", "scenario", "method", "step",
                                           "seed", *(wanted.facts if made_by == wanted.name else ())))
    except (ValueError, KeyError, TypeError, AttributeError):
        held = False
    if not held:
        raise InputError(Problem(f"is not the manifest of an analysis; `{command}` makes one", str(path)))
    if made_by != wanted.name:
        raise InputError(Problem(f"this is a folder of urbsim {made_by}; --{kind} takes one of urbsim {wanted.name}, "
                                 f"which `{command}` makes", str(folder)))
    return dict(data)


def _compare(kind: str, folder: Path, manifest: Mapping[str, Any], runs: Sequence[Run], command: str, again: str,
             ) -> None:
    """Raise InputError where an analysis is of another model, city or scenario than the report."""
    case = runs[0].case
    ours = {"model": ("model_sha256", model_hash()), "city": ("city_sha256", case.city.digest),
            "studies": ("studies", dict(case.vocabulary.studies))}
    for what, (key, value) in ours.items():
        if manifest[key] != value:
            raise InputError(Problem(f"was made with another version of the {what}; {again}", str(folder)))
    shown = {run.case.scenario.name: run for run in runs}
    last = manifest.get("to", manifest["scenario"])
    if last not in shown:
        raise InputError(Problem(f"is of the scenario '{last}', which is not in this report; `{command}` makes one "
                                 "that is", str(folder)))
    for key, settings in (("scenario", "settings"), ("to", "to_settings")):
        run = shown.get(manifest.get(key, ""))
        if run is not None:
            _compare_settings(folder, manifest.get(settings), run, again, UNUSED[kind])


def _compare_settings(folder: Path, made: object, run: Run, again: str, unused: tuple[str, ...],
                      ) -> None:
    """Raise InputError that says in what a scenario is another one than it was. Its span and the way it is integrated
    may differ; a report says how each analysis was.
    """
    name = run.case.scenario.name
    if not isinstance(made, dict):
        raise InputError(Problem(f"does not say how the scenario '{name}' was set; {again}", str(folder)))
    ours = settings_in_force(run.case.scenario, run.case.vocabulary)
    differing = [key for key in dict.fromkeys([*made, *ours])
                 if made.get(key) != ours.get(key) and key.partition(".")[0] not in unused]
    if differing:
        told = ", ".join(f"{key} ({_told(made, key)} there, {_told(ours, key)} in this report)"
                         for key in differing[:MOST_TOLD])
        more = f" and {len(differing) - MOST_TOLD} more" if len(differing) > MOST_TOLD else ""
        raise InputError(Problem(f"is of '{name}' with other settings: {told}{more}; {again}, with the -s of this "
                                 "report", str(folder)))


def _refuse_unknown(folder: Path, tables: Mapping[str, Sequence[Row]], column: str, names: Collection[str], again: str,
                    ) -> None:
    """Raise InputError where a table names something that the report does not know."""
    for file, rows in tables.items():
        for row in rows:
            if column in row and row[column] not in names:
                raise InputError(Problem(f"is no {column} that this report knows: {row[column]:.40}; {again}",
                                         str(folder / file), key=column))


def _told(settings: Mapping[str, Any], key: str) -> str:
    return json.dumps(settings[key], ensure_ascii=False) if key in settings else "not set"


def _refuse_grid(folder: Path, manifest: Mapping[str, Any], year: int, command: str) -> None:
    """Raise InputError where a sweep is not of one sample, or does not keep the target year."""
    about = manifest.get("sweep")
    about = about if isinstance(about, dict) else {}
    makes = f"`{command}` makes one, -o where it should go"
    if not about.get("sampled"):
        raise InputError(Problem(f"is a sweep over a grid without a sample, which has no shares of futures; {makes}",
                                 str(folder)))
    if about.get("grid"):
        raise InputError(Problem(f"is a sample at every point of a grid of {', '.join(about['grid'])}; a report tells "
                                 f"one. {makes}", str(folder)))
    if year not in about.get("years", ()):
        raise InputError(Problem(f"does not keep {year}, the year of the targets; {makes}, without --years or with "
                                 "that year", str(folder)))


def _table(path: Path, kind: Kind, again: str) -> tuple[Row, ...]:
    if not path.is_file():
        raise InputError(Problem(f"is missing; {again}", str(path)))
    reader = csv.DictReader(io.StringIO(read_text(path)[0]))
    wanted = kind.files[path.name].split()
    lacking = [name for name in wanted if name not in (reader.fieldnames or ())]
    if lacking:
        raise InputError(Problem(f"has no column {', '.join(lacking)}; {again}", str(path)))
    rows = tuple(reader)
    if not rows:
        raise InputError(Problem(f"has no rows; {again}", str(path)))
    numbers, gaps = kind.numbers.split(), kind.gaps.split()
    for row in rows:
        for name in wanted:
            if row[name] is None or (name in {*numbers, *gaps} and not _is_number(row[name], name, gap=name in gaps)):
                raise InputError(Problem(f"is no number: {row[name] or '':.40}; {again}", str(path), key=name))
    return rows


def _is_number(text: str, name: str, *, gap: bool) -> bool:
    try:
        return text.isdecimal() if name == "year" else math.isfinite(float(text))
    except ValueError:
        return gap and not text
