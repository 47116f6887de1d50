"""Nothing appears or vanishes: land, money, debt, people and tax, at every saved step of every scenario."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import NAMES, SCENARIOS

from urbsim.api import run
from urbsim.validation import conservation

TOLERANCE = 1e-9


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("law", conservation.LAWS)
def test_law_holds_at_every_saved_step(law, name, finished):
    assert conservation.LAWS[law](finished(name).results) <= TOLERANCE


@pytest.mark.parametrize("name", NAMES)
def test_no_stock_falls_below_zero(name, finished):
    lowest, stock = conservation.lowest_stock(finished(name).results)

    assert lowest >= 0.0, stock


@pytest.mark.parametrize("name", NAMES)
def test_relocated_capital_is_part_of_the_capital(name, finished):
    assert conservation.relocated_share(finished(name).results).max() <= 1.0


@pytest.mark.parametrize("name", NAMES)
def test_enterprise_cash_of_every_park_balances_at_every_moment(name, finished):
    array = finished(name).array
    came = (array("cash_flow") + array("project_support_spending") + array("enterprise_borrowing")
            + array("equity_raised"))
    went = (array("maintenance") + array("investment_starts") + array("land_purchase")
            + array("enterprise_repayment") + array("dividends"))
    flows = (array("operating_income") + array("project_support_received") + array("enterprise_borrowing")
             + array("equity_raised") - array("maintenance_paid") - array("investment_paid") - array("land_purchase")
             - array("repayment_paid") - array("dividends"))

    assert np.abs(came - went - flows).max() <= TOLERANCE * came.max()


@pytest.mark.parametrize("name", NAMES)
def test_every_stock_changes_by_its_flows_alone(name):
    """With Euler steps the change of a stock is the sum of its flows at the starts of the steps, exactly."""
    result = run(SCENARIOS / f"{name}.toml", time={"method": "euler"})
    step = 0.0625

    for stock, item in result.case.vocabulary.stocks.items():
        level = result.array(stock)
        change = np.zeros_like(level[:-1])
        for flow in result.case.vocabulary.flows.values():
            for end, sign in ((flow.out_of, -1.0), (flow.into, 1.0)):
                if end == stock:
                    extra = tuple(1 + i for i, index in enumerate(flow.dims) if index not in item.dims)
                    change += sign * step * result.array(flow.name)[:-1].sum(axis=extra)
        assert np.abs(np.diff(level, axis=0) - change).max() <= TOLERANCE * max(np.abs(level).max(), 1.0), stock


def test_debt_and_people_change_by_their_flows_alone():
    """With Euler steps the change of a stock is the sum of its flows at the starts of the steps, exactly."""
    result = run(SCENARIOS / "full_package.toml", time={"method": "euler"})
    step = 0.0625

    def summed(*names):
        return sum(result.array(name)[:-1].reshape(272, -1).sum(axis=1) for name in names) * step

    debt = result.array("investment_company_debt")
    change = (summed("investment_company_debt_incurred", "investment_company_interest")
              - summed("debt_service", "bailout"))
    assert np.abs(np.diff(debt) - change).max() <= TOLERANCE * debt.max()

    people = result.array("rural_population").sum(axis=1) + result.array("urban_population").sum(axis=1)
    change = (summed("natural_growth_rural", "natural_growth_urban", "in_migration")
              - summed("out_migration_urban", "out_migration_rural"))
    assert np.abs(np.diff(people) - change).max() <= TOLERANCE * people.max()
