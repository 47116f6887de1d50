"""Public cost: every yuan once, at its time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from conftest import SCENARIOS, case_of, run_of
from scipy.integrate import simpson

import urbsim
from urbsim.analysis.public_cost import FORGONE, OWED, cost_names, paid_flows, public_cost
from urbsim.experiments import experiment_of

VOCABULARY = case_of("baseline").vocabulary
TIMES = np.linspace(2009.0, 2014.0, 41)


def made_up(**values):
    """Recorded values that are 0 but for those given, as functions of time."""
    zeros = np.zeros((len(TIMES), 2))
    return {name: np.column_stack([values[name](TIMES)] * 2) / 2.0 if name in values else zeros
            for name in cost_names(VOCABULARY)}


def cost_of(values, rate=0.08, horizon=2014.0):
    return public_cost(VOCABULARY, TIMES, values, members=False, horizon=horizon, rate=rate)


def test_a_constant_outlay_costs_its_annuity():
    found = cost_of(made_up(soft_spending=lambda times: 3.0 + 0.0 * times))

    assert found.total == pytest.approx(3.0 * (1.0 - 1.08**-5) / math.log(1.08), rel=1e-9)


def test_a_loan_at_the_discount_rate_that_is_never_served_costs_what_it_brought():
    grown = cost_of(made_up(investment_company_debt=lambda times: 10.0 * 1.08 ** (times - 2009.0)))

    assert grown.total == pytest.approx(10.0, rel=1e-12)


def test_borrowed_money_that_lies_idle_costs_only_its_interest():
    idle = cost_of(made_up(investment_company_debt=lambda times: 10.0 * 1.06 ** (times - 2009.0),
                           investment_company_cash=lambda times: 10.0 + 0.0 * times))

    assert idle.total == pytest.approx(10.0 * (1.06**5 - 1.0) / 1.08**5, rel=1e-12)


def test_what_comes_after_the_horizon_does_not_count():
    late = made_up(soft_spending=lambda times: np.where(times > 2012.0, 5.0, 0.0))

    assert cost_of(late, horizon=2012.0).total == 0.0
    assert cost_of(late).total > 0.0


def test_all_that_leaves_a_treasury_is_counted_but_recurrent_tasks():
    leaving = {name for name, flow in VOCABULARY.flows.items()
               if flow.out_of in ("city_treasury", "district_treasury")}

    assert leaving - set(paid_flows(VOCABULARY)) == {"city_recurrent", "district_recurrent"}
    assert {"debt_service", "bailout", "city_out", "district_out", "guidance_appropriation", "fund_seeding",
            "county_matching", "soft_spending", "settlement_spending"} <= set(paid_flows(VOCABULARY))


@pytest.mark.parametrize("name", ["no_policy", "baseline", "full_package"])
def test_without_discount_it_is_spending_and_the_price_of_other_peoples_money(name):
    """By conservation of public money, with every account between the treasuries and the works:

    paid + rise of what is owed = programme spending + guarantee money + interest + dividends of social capital
    - income of the portfolio - what was invested in it + what it lost.
    """
    run = run_of(name)
    inside = run.results.arrays.times <= 2014.0 + 1e-9
    times = run.results.arrays.times[inside]

    def summed(flow):
        return float(simpson(run.array(flow).reshape(len(run.results.arrays.times), -1).sum(axis=1)[inside], x=times))

    found = public_cost(VOCABULARY, run.results.arrays.times, run.results.arrays.values, members=False, horizon=2014.0,
                        rate=0.0)
    paid = sum(float(value) for value in found.paid.values())
    owed = sum(sign * (run.array(stock)[inside][-1] - run.array(stock)[0]).sum() for stock, sign in OWED.items())
    dividends = summed("social_payout") - summed("social_exit")
    portfolio = summed("portfolio_income") + summed("portfolio_investing") - summed("portfolio_loss")
    spent = summed("programme_spending") + summed("guarantee_appropriation") + summed("investment_company_interest")

    assert paid + owed == pytest.approx(spent + dividends - portfolio, rel=1e-6)
    assert float(found.forgone) == pytest.approx(summed(FORGONE), rel=1e-9)


def test_members_cost_what_single_runs_cost():
    """But for the error of Simpson's rule on steps of 1/8 year, where works start with a jump."""
    case = case_of("baseline")
    experiment, _ = experiment_of(case.scenario, case.model, 2013, engine="numpy")
    strict = np.array([0.2, 0.9])
    names = cost_names(VOCABULARY)
    found = experiment.run(experiment.varied({"siting_strictness": strict}), names)
    both = public_cost(VOCABULARY, found.times, found.recorded, members=True, horizon=2014.0, rate=0.08)

    for member, value in enumerate(strict):
        run = urbsim.run(SCENARIOS / "baseline.toml", levers={"siting_strictness": value}, time={"end": 2014.0})
        alone = public_cost(VOCABULARY, run.results.arrays.times, run.results.arrays.values, members=False,
                            horizon=2014.0, rate=0.08)
        assert both.total[member] == pytest.approx(float(alone.total), rel=1e-5)
        assert both.paid["city_out"][member] == pytest.approx(float(alone.paid["city_out"]), rel=1e-4)
