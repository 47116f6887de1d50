"""The chapter that compares scenarios: verdicts, indicators of the target year, cost."""

from __future__ import annotations

from collections.abc import Iterator

from urbsim.analysis.compare import compare
from urbsim.present.words import word
from urbsim.report.document import Block, DataTable, Paragraph
from urbsim.report.material import Material
from urbsim.report.pictures import picture
from urbsim.report.summary import met_of

MONEY, SHARES = ("revenue_net", "gdp", "spending"), ("urbanization",)
INDICATORS = ("revenue_net", "gdp", "urbanization", "population", "park_jobs", "spending", "debt_ratio")
DIGITS = {"debt_ratio": 2}


def scenarios(material: Material) -> Iterator[Block]:
    """The chapter."""
    lang = material.lang
    yield material.outline.chapter(word("report_comparison", lang))
    if len(material.runs) == 1:
        yield Paragraph(word("report_one_scenario", lang), "hint")
    else:
        yield Paragraph(word("report_comparison_text", lang, count=len(material.runs), year=material.year,
                             detail=material.title(material.detail)))
    yield _verdicts(material)
    yield _indicators(material)
    table = compare([run.results for run in material.runs], material.year)
    key = "reference" if table.reference else "no_reference"
    name = next((material.title(run) for run in material.runs if run.case.scenario.name == table.reference), "")
    yield Paragraph(word(key, lang, name=name), "note")
    yield picture(material, "total_revenue")
    yield picture(material, "target_margins")
    yield picture(material, "urbanization")


def _verdicts(material: Material) -> DataTable:
    """A row a scenario: each target with its margin, and how many are met."""
    lang, write = material.lang, material.numbers
    names = [target.name for target in material.detail.scorecard.targets if target.prices == "current"]
    rows = []
    for run in material.runs:
        met, count = met_of(run.scorecard)
        cells = []
        for name in names:
            target = run.scorecard.target(name)
            number, signed = (write.plain, write.signed) if target.unit == "1" else (write.amount, write.signed_amount)
            cells.append(word("report_cell", lang, value=number(target.value), margin=signed(target.margin)))
        rows.append((material.title(run), f"{met} / {count}", *cells))
    header = (word("scenario", lang), word("met", lang), *(word(f"report_short_{name}", lang, least=write.money(
        material.detail.scorecard.park_goal), unit=write.money_unit) for name in names))
    return DataTable(word("report_verdicts_caption", lang, year=material.year), header, tuple(rows),
                     (False, *(True for _ in header[1:])), (28, 9, *(63 / len(names) for _ in names)),
                     tuple(run.scorecard.all_met for run in material.runs))


def _indicators(material: Material) -> DataTable:
    """A row a scenario: yearly figures of the target year, and what added revenue costs."""
    lang, write = material.lang, material.numbers
    costs = compare([run.results for run in material.runs], material.year).cost_per_revenue
    rows = []
    for place, run in enumerate(material.runs):
        cells = []
        for name in INDICATORS:
            value = float(run.results.years.indicator(name, material.year))
            cells.append(write.amount(value) if name in MONEY else write.percent(value, 1) if name in SHARES else
                         write.plain(value, DIGITS.get(name, 0)))
        cost = costs[place] if costs else None
        rows.append((material.title(run), *cells, "–" if cost is None else write.plain(cost, 2)))
    header = (word("scenario", lang), *(word(f"report_short_{name}", lang, unit=write.money_unit)
                                        for name in INDICATORS), word("report_short_cost", lang))
    return DataTable(word("report_indicators_caption", lang, year=material.year), header, tuple(rows),
                     (False, *(True for _ in header[1:])), (23, 11, 10, 10, 12, 10, 10, 8, 9))
