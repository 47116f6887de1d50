"""What is said where an analysis was handed in, and where none was."""

from __future__ import annotations

from collections.abc import Iterator

from urbsim.outcomes import Outcome, find_outcomes
from urbsim.present.words import word
from urbsim.report.document import Block, Paragraph
from urbsim.report.folders import KINDS, Analysis, Row
from urbsim.report.material import Material


def missing(material: Material, kind: str) -> Iterator[Block]:
    """Which command makes an analysis that the report lacks."""
    command = KINDS[kind].made_by(f"{material.detail.case.scenario.name}.toml")
    yield Paragraph(word("report_lacks", material.lang, command=command, option=f"--{kind}"), "hint")


def provenance(material: Material, analysis: Analysis) -> Paragraph:
    """How an analysis was made: enough to make it again."""
    about, write = analysis.manifest, material.numbers
    runs = about.get("runs", about.get("sweep", {}).get("runs"))
    return Paragraph(word(
        "report_made_by", material.lang, folder=analysis.folder.name, method=word(f"report_method_{about['method']}",
        material.lang), step=about["step"], runs="" if runs is None else word(
            "report_made_runs", material.lang, runs=write.plain(runs)),
        seed="–" if about["seed"] is None else about["seed"]), "note")


def other_scenario(material: Material, analysis: Analysis) -> Iterator[Block]:
    """A warning where an analysis is of another scenario than the one that is told in detail."""
    name = analysis.manifest.get("to", analysis.manifest["scenario"])
    if name != material.detail.case.scenario.name:
        yield Paragraph(word("report_other_scenario", material.lang, title=scenario_title(material, name),
                             detail=material.title(material.detail)), "hint")


def scenario_title(material: Material, name: str) -> str:
    """The title of a scenario of the report, by the name of its file; of another its name."""
    return next((material.title(run) for run in material.runs if run.case.scenario.name == name), name)


def outcome_of(material: Material, row: Row) -> Outcome:
    """The outcome that a row of an analysis is about."""
    case = material.detail.case
    years = material.detail.results.years.numbers
    return find_outcomes([f"{row['outcome']}@{row['year']}"], case.model, case.scenario.targets, years)[0]
