"""The verdict: targets, the year first reached, the park that decides, bottlenecks and money, against the arrays."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import NAMES, SCENARIOS, rows, run_of

from urbsim.analysis.money import money
from urbsim.api import run
from urbsim.results import LIMITS

PRICES_2013 = 1.032 * 1.012


def current_2013(name):
    row = next(row for row in rows("results") if row["scenario"] == name and row["year"] == "2013")
    return {park: float(row[park]) * PRICES_2013 for park in run_of(name).case.city.elements["park"]}


@pytest.mark.parametrize("name", NAMES)
def test_targets_and_margins_follow_from_the_reference_figures(name):
    card, revenue = run_of(name).scorecard, current_2013(name)
    parks = run_of(name).case.city.elements["park"]

    total, number = card.target("total"), card.target("parks")
    assert total.value == pytest.approx(sum(revenue.values()), rel=1e-9)
    assert total.margin == pytest.approx(sum(revenue.values()) - 900.0, rel=1e-9)
    assert total.met == (sum(revenue.values()) >= 900.0)
    assert number.value == sum(value >= 50.0 for value in revenue.values())
    assert card.target("leaders").value == sum(revenue[park] >= 100.0 for park in parks[:2])
    assert card.target("second_tier").value == sum(revenue[park] >= 50.0 for park in parks[2:7])
    eighth = card.nth_park["current"]
    assert eighth.revenue == pytest.approx(sorted(revenue.values())[-8], rel=1e-9)
    assert eighth.margin == pytest.approx(eighth.revenue - 50.0, rel=1e-9)
    assert revenue[eighth.park] == pytest.approx(eighth.revenue, rel=1e-9)
    assert card.all_met == all(target.met for target in card.targets if target.prices == "current")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("column", ["revenue_current", "revenue"])
def test_the_year_first_reached_is_the_first_year_at_the_goal(name, column):
    prices = "current" if column == "revenue_current" else "constant"
    reached = [int(row["year"]) for row in rows("results")
               if row["scenario"] == name and float(row[column]) >= 900.0]

    assert run_of(name).scorecard.target("total", prices).first_year == (min(reached) if reached else None)


@pytest.mark.parametrize("name", ["baseline", "no_policy"])
def test_the_bottleneck_is_the_lowest_limit_at_year_end(name):
    result = run_of(name)
    moment = list(result.results.arrays.times).index(2014.0)
    limits = {limit: result.array(limit)[moment] for limit in LIMITS}

    for i, park in enumerate(result.scorecard.parks):
        lowest = min(limits, key=lambda limit: limits[limit][i])
        assert park.bottleneck == lowest
        assert park.bottleneck_value == limits[lowest][i]
    assert {park.bottleneck for park in result.scorecard.parks} <= set(LIMITS)


def test_growth_is_told_with_and_without_relocated_firms():
    growth, reference = run_of("baseline").scorecard.growth, [
        row for row in rows("results") if row["scenario"] == "baseline" and row["year"] in ("2009", "2013")]

    for field in ("revenue", "revenue_net", "gdp", "urbanization"):
        assert getattr(growth, field) == pytest.approx([float(row[field]) for row in reference], rel=1e-9)


def test_a_run_that_does_not_cover_the_target_year_gives_no_verdict():
    card = run(SCENARIOS / "no_policy.toml", time={"end": 2012.0}).scorecard

    assert not card.covered
    assert not card.all_met
    assert card.targets == ()
    assert card.years == (2009, 2010, 2011)


def test_targets_of_the_scenario_are_used():
    targets = {"total_revenue": 600.0, "parks_at_least": {"revenue": 40.0, "count": 3}, "tiers": False}
    card = run(SCENARIOS / "no_policy.toml", time={"end": 2014.0}, targets=targets).scorecard

    assert {target.name for target in card.targets} == {"total", "parks"}
    assert card.target("total").met
    assert card.target("parks").goal == 3.0
    assert card.target("parks").value == sum(value >= 40.0 for value in current_2013("no_policy").values())


@pytest.mark.parametrize("name", NAMES)
def test_sources_and_uses_of_public_money_balance(name):
    """What came is what went and what the accounts grew by, but for the error of the integrals."""
    sources, uses = money(run_of(name).results, 2014.0)

    assert sum(sources.values()) == pytest.approx(sum(uses.values()), rel=1e-6)
    assert all(np.isfinite(value) for value in [*sources.values(), *uses.values()])
