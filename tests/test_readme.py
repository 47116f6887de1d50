"""The numbers of both READMEs are those of the shipped scenarios; test_documents runs what they show."""

from __future__ import annotations

import pytest
from conftest import ROOT, run_of

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "english", "chinese"), [("no_policy", "no policy", "无政策"),
    ("baseline", "the policy as written, moderate funding", "意见照办（中等资金）"),
    ("full_package", "full package", "全力推进")])
def test_numbers_of_both_readmes_are_those_of_the_scenarios(name, english, chinese):
    card = run_of(name).scorecard
    total, parks = card.target("total").value, card.target("parks").value

    assert f"| {english} | {total:.0f} 亿元 | {parks:.0f} | {card.spending:.0f} 亿元 |" in README
    assert f"| {chinese} | {total:.0f} 亿元 | {parks:.0f} 个 | {card.spending:.0f} 亿元 |" in CHINESE


def test_both_readmes_tell_how_much_is_assumed():
    mix = run_of("baseline").scorecard.confidence
    everything = sum(mix.values())

    flat = " ".join(README.split())
    assert (f"Of the {everything} parameters and data rows {mix['ASSUMED']} are ASSUMED, {mix['TYPICAL']} TYPICAL and "
            f"{mix['FACT']} FACT") in flat
    assert f"{everything} 项参数与数据行中" in CHINESE
    assert f"假定 {mix['ASSUMED']} 项、常用值 {mix['TYPICAL']} 项、事实 {mix['FACT']} 项" in CHINESE
