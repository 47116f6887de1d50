"""A report composed from finished runs: chapters in order, and the facts of the title page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from urbsim import __version__
from urbsim.api import Run
from urbsim.errors import InputError, Problem, UsageError, nearest
from urbsim.present.words import word
from urbsim.report.appendix import appendix
from urbsim.report.document import Document
from urbsim.report.drivers import drivers
from urbsim.report.folders import Analysis, read_analysis
from urbsim.report.material import Material
from urbsim.report.method import method, weaknesses
from urbsim.report.resources import resources
from urbsim.report.scenarios import scenarios
from urbsim.report.summary import summary
from urbsim.report.targets import targets
from urbsim.report.uncertainty import uncertainty
from urbsim.results import model_hash

CHAPTERS = (summary, targets, drivers, scenarios, resources, uncertainty, method, weaknesses, appendix)
LABELS = ("table", "figure", "contents", "else", "page")


def compose(runs: Sequence[Run], lang: str, *, detail: str = "", folders: Mapping[str, Path] | None = None) -> Document:
    """The report of some runs in a language, `en` or `zh`.

    `detail` names the scenario that is told in detail, the first where it is empty; `folders` are those of analyses,
    by kind: loops, attribution, sensitivity, sweep. Raises UsageError where the runs cannot stand in one report, and
    InputError where the folder of an analysis is not what it should be; that says which command makes it.
    """
    shown = _detail(runs, detail)
    _refuse(runs)
    material = Material(tuple(runs), shown, _analyses(runs, shown, folders or {}), lang)
    blocks = tuple(block for chapter in CHAPTERS for block in chapter(material))
    title = material.title(shown)
    facts = tuple(_facts(material))
    subtitle = word("report_subtitle", lang, year=material.year)
    words = {key: word(f"report_{key}", lang) for key in LABELS}
    return Document(lang, word("report_title", lang, title=title), subtitle, facts, words, blocks)


def _detail(runs: Sequence[Run], name: str) -> Run:
    names = [run.case.scenario.name for run in runs]
    if name and name not in names:
        raise UsageError(f"--detail {name}: no such scenario in this report.{nearest(name, names)} There are "
                         f"{', '.join(names)}")
    return runs[names.index(name)] if name else runs[0]


def _refuse(runs: Sequence[Run]) -> None:
    """Raise UsageError with all that keeps runs from standing in one report."""
    faults, first = [], runs[0]
    for run in runs:
        name, target = run.case.scenario.name, run.case.scenario.targets
        if target.year not in run.results.years.numbers:
            faults.append(f"{name} does not cover its target year {target.year}")
        elif target.year != first.case.scenario.targets.year:
            faults.append(f"{name} has its targets in {target.year}, {first.case.scenario.name} in "
                          f"{first.case.scenario.targets.year}: make a report of its own")
        if run.case.city.elements["park"] != first.case.city.elements["park"]:
            faults.append(f"{name} and {first.case.scenario.name} have different parks: make a report of its own")
    if faults:
        raise UsageError("\n".join(faults))


def _analyses(runs: Sequence[Run], detail: Run, folders: Mapping[str, Path]) -> dict[str, Analysis]:
    """Every analysis handed in. Raises InputError with the problems of all."""
    found: dict[str, Analysis] = {}
    problems: list[Problem] = []
    for kind, folder in folders.items():
        try:
            found[kind] = read_analysis(kind, folder, runs, detail)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _facts(material: Material) -> Iterator[str]:
    lang = material.lang
    yield word("report_fact_scenarios", lang, count=len(material.runs))
    yield word("report_fact_made", lang, version=__version__, model=model_hash()[:12],
               city=material.detail.case.city.digest[:12])
    yield word("report_fact_money", lang)
