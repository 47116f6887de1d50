"""Packages for uncertain futures: what a share means, that it is checked afresh, and regret."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conftest import SCENARIOS, case_of, urbsim
from scipy.stats import binomtest
from test_optimise import EARLY, FIXED

import urbsim as package
from urbsim.errors import UsageError
from urbsim.optimisation import decide
from urbsim.optimisation.question import Question, task_of
from urbsim.optimisation.robust import Regret, assurance_of, draw
from urbsim.optimisation.space import lever_value
from urbsim.present.optimisation import show

BASE = SCENARIOS / "baseline.toml"


@pytest.fixture(scope="module")
def task():
    case = package.api.read(BASE, {"time": EARLY})
    return task_of(Question(), case.scenario, case.model)[0]


@pytest.fixture(scope="module")
def point(task):
    scenario, levers = task.experiment.scenario, task.model.vocabulary.levers
    return task.space.point({name: lever_value(scenario, levers[name]) for name in task.space.levers})


def test_the_room_had_in_a_share_of_futures_is_the_quantile_of_harrell_and_davis(task):
    """Against their own definition: the mean of order statistics under a beta distribution of the probability."""
    from scipy.stats import beta

    worst = np.random.default_rng(1).normal(size=(1, 40))
    found = replace(task, futures={"x": np.zeros(40)}, share=0.8).assured(worst)
    probabilities = (np.arange(200_000) + 0.5) / 200_000
    weights = beta.pdf(probabilities, 41 * 0.2, 41 * 0.8)
    drawn = np.sort(worst[0])[(probabilities * 40).astype(int)]

    assert float(found[0]) == pytest.approx(float((weights * drawn).sum() / weights.sum()), abs=1e-3)
    many = np.random.default_rng(2).normal(size=(1, 4000))
    exact = replace(task, futures={"x": np.zeros(4000)}, share=0.8).assured(many)[0]
    assert float(exact) == pytest.approx(float(np.quantile(many, 0.2)), abs=0.01)


def test_futures_depend_on_their_seed_alone_and_levers_are_none():
    scenario = case_of("full_package").scenario
    one, again, other = (draw(scenario, None, 64, seed) for seed in (1, 1, 2))

    for name, values in one.items():
        assert np.array_equal(values, again[name])
        assert not np.array_equal(values, other[name])
    assert set(draw(scenario, None, 4, 1, ["demand_start"])) == set(one) - {"demand_start"}
    drawn = draw(scenario, {"base_tfp": np.array([0.01, 0.02])}, 50, 3)
    assert set(drawn["base_tfp"]) == {0.01, 0.02}


def test_how_surely_a_package_holds_is_a_share_of_runs_with_wilsons_interval(task, point):
    asked = replace(task, futures={"demand_plateau": np.array([1.0])}, share=0.9)
    plateau = np.linspace(0.95, 1.15, 64)
    found = assurance_of(asked, point, {"demand_plateau": plateau})
    alone = package.ensemble(BASE, {"demand_plateau": plateau}, time={**EARLY, "method": "tsit5", "step": 0.125})
    total = (alone.annual_revenue[-1] * alone.price_index[-1]).sum(axis=0)
    interval = binomtest(int((total >= 900.0).sum()), 64).proportion_ci(0.95, method="wilson")

    assert found.held == int((total >= 900.0).sum())
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert not found.assured


@pytest.fixture(scope="module")
def robust():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decide, "FRESH", 512)
        patch.setattr(decide, "ROBUST_STARTS", 1)
        return package.optimise(BASE, starts=1, share=0.6, futures=16, question={"fixed": FIXED}, rivals=[
            SCENARIOS / "baseline.toml", SCENARIOS / "full_package.toml"], time=EARLY)


def test_a_robust_package_holds_in_the_share_of_fresh_futures(robust):
    sure = robust.assurance
    fresh = draw(case_of("baseline").scenario, None, 1024, 99, robust.task.space.levers)
    again = assurance_of(replace(robust.task, futures=fresh, share=0.6), robust.task.space.point(robust.levers), fresh)

    assert robust.found
    assert sure.assured
    assert sure.low >= 0.6
    assert sure.futures == 512
    assert again.share == pytest.approx(sure.share, abs=0.06)  # three deviations of both samples


def test_surety_costs_more_than_the_scenarios_own_future(robust):
    plain = package.optimise(BASE, starts=1, question={"fixed": FIXED}, time=EARLY)

    assert robust.package.cost.total > plain.package.cost.total
    assert robust.package.scorecard.target("total").value > plain.package.scorecard.target("total").value


def test_regret_is_the_difference_to_the_best_of_the_same_future():
    regret = Regret(("a", "b"), np.array([[0.0, 0.2], [0.1, 0.0]]), np.array([[10.0, 12.0], [11.0, 9.0]]))

    assert regret.shortfall_regret.tolist() == [[0.0, 0.2], [0.1, 0.0]]
    assert regret.cost_regret.tolist() == [[0.0, 3.0], [1.0, 0.0]]


def test_regret_of_a_rival_is_that_of_its_own_runs(robust):
    regret = robust.regret
    futures = draw(case_of("baseline").scenario, None, regret.cost.shape[1], 1, robust.task.space.levers)
    few = {name: values[:5] for name, values in futures.items()}
    alone = package.ensemble(SCENARIOS / "full_package.toml", few, time={**EARLY, "method": "tsit5", "step": 0.125})
    total = (alone.annual_revenue[-1] * alone.price_index[-1]).sum(axis=0)

    assert regret.names == ("urbsim optimise", "baseline", "full_package")
    assert regret.shortfall[2, :5] == pytest.approx(np.maximum(0.0, 1.0 - total / 900.0), abs=1e-9)
    assert (regret.cost_regret.min(axis=0) == 0.0).all()
    assert (regret.shortfall_regret >= 0.0).all()


def test_a_scenario_without_uncertainty_and_another_city_are_refused(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('title = "Own"\n[time]\nend = 2014.0\n', encoding="utf-8")
    with pytest.raises(UsageError, match="has no \\[uncertainty\\] table"):
        package.optimise(own, share=0.9)

    from test_structure import copy_city

    folder = copy_city(tmp_path / "city")
    parks = folder / "parks.csv"
    parks.write_text(parks.read_text(encoding="utf-8").replace("29.08", "30.0"), encoding="utf-8")
    other = tmp_path / "other.toml"
    other.write_text('title = "Other"\ncity = "city"\n', encoding="utf-8")
    with pytest.raises(UsageError, match="other is of another city than baseline"):
        package.optimise(BASE, share=0.9, rivals=[other])


def test_a_posterior_can_be_the_source_of_futures(tmp_path):
    from urbsim.posterior import Posterior, write_posterior

    random = np.random.default_rng(1)
    path = tmp_path / "posterior.parquet"
    write_posterior(Posterior({"demand_plateau": random.uniform(1.0, 1.1, 200)}), path)
    done = urbsim("optimise", BASE, "-s", "time.end=2014", "--starts", "1", "--fix", ",".join(FIXED), "--regret",
                  SCENARIOS / "full_package.toml", "--posterior", path, "-o", tmp_path / "out")

    assert "Regret over 2,048 futures" in done.stdout
    assert {"regret.csv", "futures.csv"} <= {file.name for file in (tmp_path / "out").iterdir()}


@pytest.mark.slow
def test_where_no_package_is_sure_enough_the_surest_is_told():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(decide, "FRESH", 512)
        patch.setattr(decide, "ROBUST_STARTS", 1)
        decision = package.optimise(BASE, starts=1, share=0.9, futures=16, question={"fixed": FIXED}, time=EARLY)
    text = show(decision, "en").verdict

    assert not decision.found
    assert text.startswith("Not found: no package that was tried holds total revenue of 900 亿元 a year in 2013 in 90%")
    assert decision.assurance.low < 0.9
    assert decision.needs
