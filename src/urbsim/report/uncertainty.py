"""The chapter on uncertainty: how surely the targets are reached, and which uncertain numbers move them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from urbsim.digits import with_uncertainty
from urbsim.factors import find_factor
from urbsim.outcomes import MISSED
from urbsim.present.common import outcome_label
from urbsim.present.style import money_factor, shown_unit
from urbsim.present.words import noted, word
from urbsim.report import drawings
from urbsim.report.analyses import missing, other_scenario, outcome_of, provenance, scenario_title
from urbsim.report.document import Block, DataTable, Paragraph
from urbsim.report.folders import Analysis, Row
from urbsim.report.material import Material
from urbsim.report.numbers import MINUS
from urbsim.report.pictures import own_picture

MOST_FACTORS = 12
RANKED = 3
"""Factors that are told of each outcome."""
METHODS = {"total": "sobol", "mu_star": "morris", "median": "pawn"}
"""Methods by the measure in which they rank factors."""
REVENUE = "revenue_current"
QUANTILES = ("q05", "q25", "q50", "q75", "q95")


def uncertainty(material: Material) -> Iterator[Block]:
    """The chapter."""
    lang = material.lang
    yield material.outline.chapter(word("report_uncertainty", lang))
    yield material.outline.section(word("report_sweep_head", lang))
    yield from _sweep(material) if "sweep" in material.analyses else missing(material, "sweep")
    yield material.outline.section(word("report_sensitivity_head", lang))
    yield from _sensitivity(material) if "sensitivity" in material.analyses else missing(material, "sensitivity")


def _sweep(material: Material) -> Iterator[Block]:
    """The share of futures that reach each target, and a fan of total revenue."""
    lang, write, analysis = material.lang, material.numbers, material.analyses["sweep"]
    targets = [row for row in analysis.tables["targets.csv"] if int(row["year"]) == material.year]
    least = write.money(material.detail.scorecard.park_goal)
    rows = []
    for row in targets:
        margins = ["–" if row[key] == "" else write.signed_amount(float(row[key]))
                   for key in ("margin_q05", "margin_q50", "margin_q95")]
        interval = f"{write.percent(float(row['share_low']), 1)} – {write.percent(float(row['share_high']), 1)}"
        rows.append((word("all", lang) if row["target"] in ("all", MISSED) else word(
            f"report_target_{row['target']}", lang, least=least), write.percent(float(row["share"]), 1), interval,
            *margins))
    header = tuple(word(key, lang, year=material.year) for key in (
        "target", "sweep_share", "sweep_interval", "sweep_q05", "sweep_q50", "sweep_q95"))
    yield from other_scenario(material, analysis)
    title = scenario_title(material, analysis.manifest["scenario"])
    yield DataTable(word("report_sweep_caption", lang, title=title, runs=write.plain(float(targets[0]["runs"]))),
                    header, tuple(rows), (False, True, True, True, True, True), (28, 12, 22, 13, 12, 13))
    yield Paragraph(word("report_sweep_margin", lang, unit=write.money_unit) + word("sweep_sampled", lang), "note")
    yield from _fan(material, analysis, title)
    yield provenance(material, analysis)


def _fan(material: Material, analysis: Analysis, title: str) -> Iterator[Block]:
    rows = [row for row in analysis.tables["summary.csv"] if row["quantity"] == REVENUE]
    if len(rows) < 2:
        return
    factor, lang = money_factor(material.lang), material.lang
    years = [int(row["year"]) for row in rows]
    bands = {key: [factor * float(row[key]) for row in rows] for key in QUANTILES}
    goal = factor * material.detail.case.scenario.targets.total_revenue
    yield own_picture("fan", word("report_fan_caption", lang, title=title), lang,
                      lambda: drawings.fan(years, bands, goal, material.year, lang))


def _sensitivity(material: Material) -> Iterator[Block]:
    """For each outcome the factors that move it most; a tornado of the first outcome."""
    lang, analysis = material.lang, material.analyses["sensitivity"]
    indices = analysis.tables["indices.csv"]
    main = next((name for name in METHODS if any(row["measure"] == name for row in indices)), indices[0]["measure"])
    rows: list[tuple[str, ...]] = []
    for first in _outcomes(indices):
        ranked = sorted((row for row in indices if _same(row, first) and row["measure"] == main and row["value"]),
                        key=lambda row: -float(row["value"]))[:RANKED]
        label = outcome_label(outcome_of(material, first), lang)
        if ranked and (unit := shown_unit(ranked[0]["unit"], lang)[1]):
            label = noted(label, unit, lang)
        rows += [(label if row is ranked[0] else "", _factor(material, row), *_index(row, lang)) for row in ranked]
        rows += [] if ranked else [(label, word("report_constant", lang), "–", "–")]
    header = (word("report_outcome", lang), word("factor", lang), word(f"measure_{main}", lang),
              word("sweep_interval", lang))
    yield from other_scenario(material, analysis)
    title = scenario_title(material, analysis.manifest["scenario"])
    yield DataTable(word("report_sensitivity_caption", lang, title=title), header, tuple(rows),
                    (False, False, True, True), (34, 36, 12, 18))
    yield Paragraph(word(f"sensitivity_{METHODS[main]}", lang) + _samples(material, analysis), "note")
    yield from _tornado(material, analysis)
    yield provenance(material, analysis)


def _index(row: Row, lang: str) -> tuple[str, str]:
    """An index and its interval, with digits by the interval. Those of Morris are in the unit of the outcome."""
    scale, _ = shown_unit(row["unit"], lang)
    known = bool(row["low"] and row["high"])
    value, low, high = (scale * float(row[key]) if row[key] else math.nan for key in ("value", "low", "high"))
    texts = [text.replace("-", MINUS) for text in with_uncertainty(value, low, high)]
    return texts[0], f"{texts[1]} – {texts[2]}" if known else "–"


def _samples(material: Material, analysis: Analysis) -> str:
    """Whether the samples are enough for every outcome, in a sentence."""
    found = list(analysis.manifest["precision"].values())
    if not found:
        return ""
    few = [item for item in found if not item["enough"]]
    facts = {"count": len(few), "all": len(found), "samples": material.numbers.plain(analysis.manifest["samples"]),
             "widest": material.numbers.plain(max(item["full"] for item in found), 2),
             "wanted": material.numbers.plain(max(item["samples_wanted"] for item in found))}
    return word("report_samples_few" if few else "report_samples_enough", material.lang, **facts)


def _tornado(material: Material, analysis: Analysis) -> Iterator[Block]:
    lang = material.lang
    swings = analysis.tables["one_at_a_time.csv"]
    rows = [row for row in swings if _same(row, swings[0])]
    rows.sort(key=lambda row: -max(abs(float(row[f"outcome_{end}"]) - float(row["outcome_base"]))
                                   for end in ("low", "high")))
    shown = rows[:MOST_FACTORS]
    factor, unit = shown_unit(swings[0]["unit"], lang)
    lows, highs = ([factor * float(row[f"outcome_{end}"]) for row in shown] for end in ("low", "high"))
    names, base = [_factor(material, row) for row in shown], factor * float(swings[0]["outcome_base"])
    label = outcome_label(outcome_of(material, swings[0]), lang)
    yield own_picture("tornado", word("report_tornado_caption", lang, outcome=label), lang,
                      lambda: drawings.swings(names, lows, highs, base, unit, lang))
    header = (word("factor", lang), word("unit", lang), word("report_low", lang), word("report_base", lang),
              word("report_high", lang))
    ranges = tuple(_range(material, row) for row in shown)
    yield DataTable(word("report_ranges_caption", lang), header, ranges, (False, False, True, True, True),
                    (40, 18, 14, 14, 14))


def _range(material: Material, row: Row) -> tuple[str, ...]:
    """A factor, its unit, and the values that it takes."""
    scale, unit = shown_unit(row["factor_unit"], material.lang)
    return (_factor(material, row), unit or "–", *(material.numbers.value(scale * float(row[f"factor_{key}"]))
                                                   for key in ("low", "base", "high")))


def _outcomes(rows: Sequence[Row]) -> list[Row]:
    """The first row of each outcome."""
    return list({(row["outcome"], row["year"]): row for row in reversed(rows)}.values())[::-1]


def _same(row: Row, other: Row) -> bool:
    return (row["outcome"], row["year"]) == (other["outcome"], other["year"])


def _factor(material: Material, row: Row) -> str:
    """What a factor is called."""
    case = material.detail.case
    return find_factor(row["factor"], case.vocabulary, case.city).label(material.lang)
