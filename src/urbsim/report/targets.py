"""The chapter on the targets: each target, and each park against the goal of its tier."""

from __future__ import annotations

from collections.abc import Iterator

from urbsim.present.words import word
from urbsim.report.document import Block, DataTable, Paragraph
from urbsim.report.material import Material
from urbsim.report.pictures import picture
from urbsim.scorecard import Target


def targets(material: Material) -> Iterator[Block]:
    """The chapter."""
    lang = material.lang
    yield material.outline.chapter(word("report_targets", lang))
    yield Paragraph(word("report_targets_text", lang, title=material.title(material.detail), year=material.year))
    yield _targets(material)
    yield Paragraph(word("report_prices", lang), "note")
    yield _parks(material)
    yield Paragraph(word("bottlenecks", lang), "note")
    yield picture(material, "park_slopes")


def _targets(material: Material) -> DataTable:
    """A row a target, in current and in constant prices."""
    lang, card = material.lang, material.detail.scorecard
    rows, marks = [], []
    for target in card.targets:
        money = target.unit != "1"
        write = material.numbers.amount if money else material.numbers.plain
        signed = material.numbers.signed_amount if money else material.numbers.signed
        first = str(target.first_year) if target.first_year else word("report_not_by", lang, year=card.years[-1])
        rows.append((target_name(material, target), word(target.prices, lang), write(target.value), write(target.goal),
                     signed(target.margin), word("yes" if target.met else "no", lang), first))
        marks.append(target.met)
    header = (word("target", lang, year=card.year), word("report_prices_head", lang),
              *(word(key, lang) for key in ("value", "goal", "margin", "met", "first_year")))
    return DataTable(word("report_targets_caption", lang, title=material.title(material.detail)), header, tuple(rows),
                     (False, False, True, True, True, False, False), (29, 22, 9, 8, 10, 8, 14), tuple(marks))


def target_name(material: Material, target: Target) -> str:
    """What a target is called, with the unit of its value."""
    name = word(f"report_target_{target.name}", material.lang,
                least=material.numbers.money(material.detail.scorecard.park_goal))
    return f"{name}（{material.numbers.money_unit}）" if material.lang == "zh" and target.unit != "1" else (
        f"{name}, {material.numbers.money_unit}" if target.unit != "1" else name)


def _parks(material: Material) -> DataTable:
    """A row a park: revenue at the start and in the target year, goal, margin, bottleneck."""
    lang, card, write = material.lang, material.detail.scorecard, material.numbers
    rows = tuple((
        material.park(park.park), str(park.tier), write.amount(park.revenue_start), write.amount(park.revenue),
        "–" if park.goal is None else write.amount(park.goal),
        "–" if park.margin is None else write.signed_amount(park.margin),
        f"{word(park.bottleneck, lang)} {write.plain(park.bottleneck_value, 2)}") for park in card.parks)
    first = card.growth.first_year if card.growth else card.year
    header = (word("park", lang), word("tier", lang), str(first), str(card.year), word("goal", lang),
              word("margin", lang), word("bottleneck", lang))
    return DataTable(word("report_parks_caption", lang, unit=write.money_unit), header, rows,
                     (False, True, True, True, True, True, False), (34, 7, 10, 10, 9, 11, 19),
                     tuple(park.met for park in card.parks))
