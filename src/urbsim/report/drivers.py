"""The chapter on what drives the result: bottlenecks, feedback loops, what each policy clause contributes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from urbsim.analysis.attribution import Player
from urbsim.digits import OF_UNCERTAINTY, decimals_for, of_column
from urbsim.present.attribution import player_label
from urbsim.present.common import outcome_label
from urbsim.present.style import shown_unit
from urbsim.present.words import word
from urbsim.report import drawings
from urbsim.report.analyses import missing, other_scenario, outcome_of, provenance, scenario_title
from urbsim.report.document import Block, DataTable, Paragraph
from urbsim.report.folders import Row
from urbsim.report.material import Material
from urbsim.report.pictures import own_picture, picture
from urbsim.results import LIMITS

MOST_LOOPS = 12


def drivers(material: Material) -> Iterator[Block]:
    """The chapter."""
    lang = material.lang
    yield material.outline.chapter(word("report_drivers", lang))
    yield material.outline.section(word("report_bottlenecks_head", lang))
    yield Paragraph(word("report_bottlenecks_text", lang))
    yield _limits(material)
    yield picture(material, "park_bottlenecks")
    yield picture(material, "adequacy_map")
    yield picture(material, "labour_market")
    yield material.outline.section(word("report_loops_head", lang))
    yield Paragraph(word("loops_shares", lang))
    yield picture(material, "dominance")
    yield from _loops(material) if "loops" in material.analyses else missing(material, "loops")
    yield material.outline.section(word("report_attribution_head", lang))
    yield from _attribution(material) if "attribution" in material.analyses else missing(material, "attribution")


def _limits(material: Material) -> DataTable:
    """By year in how many parks each factor is the scarcest, and the mean of each over the parks."""
    lang, results = material.lang, material.detail.results
    years = [year for year in results.years.numbers if year <= material.year + 3]
    rows = []
    for limit in LIMITS:
        counts = [results.bottlenecks(year).count(limit) for year in years]
        rows.append((word(limit, lang), *(str(count) for count in counts),
                     material.numbers.plain(float(np.mean(results.years.at(limit, material.year + 1.0))), 2)))
    header = (word("bottleneck", lang), *map(str, years), word("report_mean", lang, year=material.year))
    return DataTable(word("report_limits_caption", lang), header, tuple(rows), (False, *(True for _ in header[1:])),
                     (20, *(8 for _ in years), 20))


def _loops(material: Material) -> Iterator[Block]:
    """The loops with the largest shares until the target year, and what the targets lose without each."""
    lang, write, analysis = material.lang, material.numbers, material.analyses["loops"]
    declared = material.detail.case.vocabulary.loops
    shares: dict[str, list[float]] = {}
    for row in analysis.tables["loops.csv"]:
        if int(row["year"]) <= material.year:
            shares.setdefault(row["loop"], []).append(float(row["relative_score"]))
    knocked = {row["loop"]: row for row in analysis.tables["knockouts.csv"]}
    order = sorted(shares, key=lambda name: -abs(float(np.mean(shares[name]))))[:MOST_LOOPS]
    rows = []
    for name in order:
        loop, row = declared[name], knocked[name]
        lost = [word("loops_breaks_down", lang), ""] if row["breaks_down"] else [
            write.signed_amount(float(row[f"change_{key}"])) for key in ("total", "parks")]
        rows.append((loop.code, loop.zh if lang == "zh" else loop.meaning,
                     word("loops_reinforcing" if loop.sign == "+" else "loops_balancing", lang),
                     write.signed(float(np.mean(shares[name])), 2), *lost))
    header = (word("loops_code", lang), word("loops_name", lang), word("loops_sign", lang),
              word("report_loops_share", lang, year=material.year), word("report_loops_total", lang),
              word("report_loops_deciding", lang))
    yield from other_scenario(material, analysis)
    title = scenario_title(material, analysis.manifest["scenario"])
    yield DataTable(word("report_loops_caption", lang, unit=write.money_unit, title=title), header, tuple(rows),
                    (False, False, False, True, True, True), (7, 43, 14, 11, 13, 13))
    yield Paragraph(word("loops_knockouts", lang, year=material.year), "note")
    yield provenance(material, analysis)


def _attribution(material: Material) -> Iterator[Block]:
    """What each clause group contributes to the first outcome that was shared."""
    lang, analysis = material.lang, material.analyses["attribution"]
    first = analysis.tables["contributions.csv"][0]
    rows = sorted((row for row in analysis.tables["contributions.csv"]
                   if (row["outcome"], row["year"]) == (first["outcome"], first["year"])),
                  key=lambda row: -float(row["shapley"]))
    label, (factor, unit) = outcome_label(outcome_of(material, first), lang), shown_unit(first["unit"], lang)
    decimals = of_column(factor * float(row[key]) for row in rows for key in ("shapley", "first_in", "last_in"))
    yield from other_scenario(material, analysis)
    yield Paragraph(word("report_attribution_text", lang, outcome=label, unit=unit,
                         one=scenario_title(material, analysis.manifest["scenario"]),
                         other=scenario_title(material, analysis.manifest["to"]),
                         difference=material.numbers.signed(factor * float(first["difference"]), decimals)))
    names = [_player(material, row) for row in rows]
    texts = [_contribution(material, row, factor, decimals) for row in rows]
    cells = tuple((name, row["clauses"] or "–", *three) for name, row, three in zip(names, rows, texts, strict=True))
    header = tuple(word(f"attribute_{key}", lang) for key in ("player", "clauses", "share", "first", "last"))
    yield DataTable(word("report_attribution_caption", lang, outcome=label, unit=unit), header, cells,
                    (False, False, True, True, True), (36, 22, 14, 14, 14))
    yield Paragraph(word("attribute_meaning", lang), "note")
    yield own_picture("attribution", word("report_attribution_figure", lang, outcome=label), lang,
                      lambda: drawings.bars(names, [factor * float(row["shapley"]) for row in rows],
                                            [three[0] for three in texts], unit))
    yield provenance(material, analysis)


def _player(material: Material, row: Row) -> str:
    """What a clause group or lever is called."""
    lever = material.detail.case.vocabulary.levers.get(row["player"])
    return player_label(Player(row["player"], (), (), lever.zh if lever else ""), material.lang)


def _contribution(material: Material, row: Row, factor: float, decimals: int) -> tuple[str, str, str]:
    """What a clause group brings, alone and last; with its interval, and digits by it, where orders were sampled."""
    write = material.numbers
    value, low, high = (factor * float(row[key]) for key in ("shapley", "low", "high"))
    half = (high - low) / 2.0
    share = write.signed(value, decimals)
    if half > 1e-9 * abs(value):
        digits = max(0, decimals_for(half, OF_UNCERTAINTY))
        share = f"{write.signed(value, digits)} ± {write.plain(half, digits)}"
    first, last = (write.signed(factor * float(row[key]), decimals) for key in ("first_in", "last_in"))
    return share, first, last
