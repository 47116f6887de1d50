"""The chapter on money and land: where public money came from and went, and what became of the land."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from urbsim.analysis.money import money
from urbsim.present.words import word
from urbsim.report.document import Block, DataTable, Paragraph
from urbsim.report.material import Material
from urbsim.report.pictures import picture
from urbsim.validation.conservation import LAND_BY_DISTRICT, LAND_BY_PARK, LAND_OF_THE_CITY

DEBT = ("fiscal_revenue", "investment_company_debt", "debt_service", "debt_ratio", "public_cash")


def resources(material: Material) -> Iterator[Block]:
    """The chapter."""
    lang = material.lang
    yield material.outline.chapter(word("report_resources", lang))
    yield material.outline.section(word("report_money_head", lang))
    yield _sources_and_uses(material)
    yield picture(material, "money_flow")
    yield _debt(material)
    yield picture(material, "debt")
    yield material.outline.section(word("report_land_head", lang))
    yield Paragraph(word("report_land_text", lang))
    yield _land(material)
    yield picture(material, "land_balance")


def _years(material: Material) -> list[int]:
    """The years until the target year, and the last."""
    numbers = material.detail.results.years.numbers
    return sorted({*(year for year in numbers if year <= material.year), numbers[-1]})


def _sources_and_uses(material: Material) -> DataTable:
    """Sources and uses side by side; both have the same sum."""
    lang, write, run = material.lang, material.numbers, material.detail
    sources, uses = ([(word(key, lang), value) for key, value in side.items()]
                     for side in money(run.results, min(material.year + 1.0, run.case.model.time.end)))
    height = max(len(sources), len(uses))
    def cells(side: list[tuple[str, float]], place: int) -> tuple[str, str]:
        return (side[place][0], write.amount(side[place][1])) if place < len(side) else ("", "")

    total = word("report_sum", lang)
    rows = [(*cells(sources, place), *cells(uses, place)) for place in range(height)]
    rows.append((total, write.amount(sum(value for _, value in sources)), total,
                 write.amount(sum(value for _, value in uses))))
    header = (word("sources", lang), write.money_unit, word("uses", lang), write.money_unit)
    first = run.results.years.numbers[0]
    caption = word("report_money_caption", lang, title=material.title(run), first=first, last=material.year)
    return DataTable(caption, header, tuple(rows), (False, True, False, True), (34, 16, 34, 16))


def _debt(material: Material) -> DataTable:
    """Public revenue, debt and its service, year by year."""
    lang, write, results = material.lang, material.numbers, material.detail.results
    years = _years(material)
    indicators = material.detail.case.vocabulary.indicators
    rows = []
    for name in DEBT:
        values = [float(results.years.indicator(name, year)) for year in years]
        money = indicators[name].unit != "year"
        rows.append((word(f"report_debt_{name}", lang, unit=write.money_unit),
                     *(write.amount(value) if money else write.plain(value, 2) for value in values)))
    header = (word("report_year_end", lang), *map(str, years))
    return DataTable(word("report_debt_caption", lang, title=material.title(material.detail)), header, tuple(rows),
                     (False, *(True for _ in years)), (34, *(66 / len(years) for _ in years)))


def _land(material: Material) -> DataTable:
    """Every use of land at the end of a year; their sum does not change."""
    lang, write, results = material.lang, material.numbers, material.detail.results
    declared = material.detail.case.vocabulary.declarations
    years = _years(material)
    rows, total = [], np.zeros(len(years))
    for name in (*LAND_BY_PARK, *LAND_BY_DISTRICT, *LAND_OF_THE_CITY):
        values = np.array([float(np.sum(results.years.at(name, year + 1.0))) for year in years])
        total += values
        item = declared[name]
        rows.append((item.zh if lang == "zh" else item.meaning.rstrip("."), *map(write.plain, values.tolist())))
    rows.append((word("report_sum", lang), *map(write.plain, total.tolist())))
    header = (word("report_land_use", lang), *map(str, years))
    return DataTable(word("report_land_caption", lang, title=material.title(material.detail)), header, tuple(rows),
                     (False, *(True for _ in years)), (40, *(60 / len(years) for _ in years)))
