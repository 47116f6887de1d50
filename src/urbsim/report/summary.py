"""The summary: the verdict in words, and why; every sentence is made from the results."""

from __future__ import annotations

from collections.abc import Iterator

from urbsim.api import Run
from urbsim.present.words import assumed, word
from urbsim.report.document import Block, Bullets, Paragraph
from urbsim.report.material import Material
from urbsim.results import LIMITS
from urbsim.scorecard import ParkResult, Scorecard, Target


def summary(material: Material) -> Iterator[Block]:
    """The chapter."""
    lang, run = material.lang, material.detail
    card = run.scorecard
    yield material.outline.chapter(word("report_summary", lang))
    yield Paragraph(verdict(material, run), "verdict", card.all_met)
    sentences = [_target(material, card, target) for target in card.targets if target.prices == "current"]
    sentences += [*_bottlenecks(material, card), _growth(material, card), _money(material, card)]
    if len(material.runs) > 1:
        sentences.append(_scenarios(material))
    yield Bullets(tuple(sentences))
    yield Paragraph(assumed(card.confidence, lang), "hint")


def verdict(material: Material, run: Run) -> str:
    """How many targets a scenario meets, in one sentence."""
    card, (met, count) = run.scorecard, met_of(run.scorecard)
    key = "report_all_met" if card.all_met else "report_some_met"
    return word(key, material.lang, title=material.title(run), year=card.year, met=met, all=count)


def met_of(card: Scorecard) -> tuple[int, int]:
    """How many of how many targets are met, current prices."""
    current = [target.met for target in card.targets if target.prices == "current"]
    return sum(current), len(current)


def _target(material: Material, card: Scorecard, target: Target) -> str:
    """One target: value, goal, and by how much and by whom it is met or missed."""
    lang, write = material.lang, material.numbers
    if target.name == "total":
        text = word("report_total_met" if target.met else "report_total_missed", lang, year=card.year,
                    value=write.money(target.value), goal=write.money(target.goal),
                    margin=write.money(abs(target.margin)), share=write.percent(target.value / target.goal))
    elif target.name == "parks":
        text = word("report_parks", lang, value=write.plain(target.value), goal=write.plain(target.goal),
                    least=write.money(card.park_goal))
        text += _deciding(material, card)
    else:
        tier = {"leaders": 1, "second_tier": 2}[target.name]
        missing = [park for park in card.parks if park.tier == tier and not park.met]
        text = word("report_tier", lang, tier=tier, value=write.plain(target.value), all=write.plain(target.goal))
        if missing:
            text += word("report_missing", lang, parks=write.listed([_short(material, park) for park in missing]))
    return text + _first_year(material, target)


def _first_year(material: Material, target: Target) -> str:
    if target.met or target.first_year is None:
        return ""
    return word("report_later", material.lang, year=target.first_year)


def _deciding(material: Material, card: Scorecard) -> str:
    """The park whose rank decides the number of parks."""
    nth = card.nth_park["current"]
    if nth is None:
        return word("report_few_parks", material.lang, count=len(card.parks))
    key = "report_deciding_over" if nth.margin >= 0.0 else "report_deciding_short"
    return word(key, material.lang, rank=nth.rank, park=material.park(nth.park),
                margin=material.numbers.money(abs(nth.margin)))


def _short(material: Material, park: ParkResult) -> str:
    """A park and what it is short of its goal."""
    return word("report_short", material.lang, park=material.park(park.park),
                margin=material.numbers.money(abs(park.margin or 0.0)))


def _bottlenecks(material: Material, card: Scorecard) -> list[str]:
    """What holds back the parks that miss the goal of their tier."""
    lang, write = material.lang, material.numbers
    missing = [park for park in card.parks if park.met is False]
    if not missing:
        return [word("report_none_missing", lang)]
    parts = []
    for limit in LIMITS:
        held = [material.park(park.park) for park in missing if park.bottleneck == limit]
        if held:
            parts.append(word("report_held", lang, limit=word(limit, lang), count=len(held), parks=write.listed(held)))
    return [word("report_bottlenecks", lang, count=len(missing), parts=("；" if lang == "zh" else "; ").join(parts))]


def _growth(material: Material, card: Scorecard) -> str:
    """Change since the first year, with and without firms that moved in."""
    write, growth = material.numbers, card.growth
    assert growth is not None
    start, end = map(write.money, growth.revenue)
    urban_start, urban_end = (write.percent(share, 1) for share in growth.urbanization)
    rises = {name: write.change(*pair) for name, pair in (("rise", growth.revenue), ("net", growth.revenue_net),
                                                          ("gdp", growth.gdp))}
    return word("report_growth", material.lang, first=growth.first_year, year=card.year, start=start, end=end,
                urban_start=urban_start, urban_end=urban_end, **rises)


def _money(material: Material, card: Scorecard) -> str:
    assert card.spending is not None
    assert card.debt_ratio is not None
    assert card.unpaid_share is not None
    return word("report_cost", material.lang, year=card.year, spending=material.numbers.money(card.spending),
                debt=material.numbers.plain(card.debt_ratio, 2), unpaid=material.numbers.percent(card.unpaid_share))


def _scenarios(material: Material) -> str:
    """How many scenarios meet all targets, or which comes nearest."""
    lang, write = material.lang, material.numbers
    good = [material.title(run) for run in material.runs if run.scorecard.all_met]
    if good:
        return word("report_scenarios_met", lang, count=len(good), all=len(material.runs), names=write.listed(good))
    nearest = max(material.runs, key=lambda run: (met_of(run.scorecard)[0], run.scorecard.target("total").margin))
    met, count = met_of(nearest.scorecard)
    return word("report_scenarios_missed", lang, all=len(material.runs), name=material.title(nearest), met=met,
                count=count, value=write.money(nearest.scorecard.target("total").value))
