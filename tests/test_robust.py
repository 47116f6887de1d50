"""Packages for uncertain futures: what a share means, that it is checked afresh, and regret."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import SCENARIOS, case_of, urbsim
from scipy.stats import binomtest
from test_optimise import EARLY, FIXED

import urbsim as package
from urbsim.api_decisions import ask
from urbsim.cli.optimise import _rivals
from urbsim.errors import UsageError
from urbsim.optimisation import decide, futures, needs
from urbsim.optimisation.decide import Effort
from urbsim.optimisation.futures import samples_of, sobol
from urbsim.optimisation.question import Question, task_of
from urbsim.optimisation.robust import Regret, assurance_of, assured_rooms
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


def sampled(posterior=None, *, seed=1, share=0.8, searched=64, without=()):
    return samples_of(case_of("full_package").scenario, posterior, without, searched=searched, seed=seed, share=share)


PURPOSES = ("searched", "checked", "judged", "compared")


def test_futures_depend_on_their_seed_alone_differ_by_purpose_and_levers_are_none():
    one, again, other = (sampled(seed=seed) for seed in (1, 1, 2))

    for name, values in one.judged.items():
        assert np.array_equal(values, again.judged[name])
        assert not np.array_equal(values, other.judged[name])
        assert not np.isin(values, [*one.searched[name], *one.checked[name], *one.compared[name]]).any()
    assert set(sampled(without=["demand_start"]).searched) == set(one.searched) - {"demand_start"}


def test_rows_of_a_posterior_are_shared_out_without_replacement_and_equal_ones_count_once():
    """What a package was fitted to must not judge it, and a draw that stands twice says no more than once."""
    rows = np.random.default_rng(1).uniform(size=(400, 2))
    twice = {"base_tfp": np.tile(rows[:, 0], 2), "demand_plateau": np.tile(rows[:, 1], 2)}
    parts = [getattr(sampled(twice), purpose)["base_tfp"] for purpose in PURPOSES]

    assert [len(part) for part in parts] == [64, 112, 112, 112]
    assert sorted(np.concatenate(parts)) == sorted(rows[:, 0])
    assert "has 112 distinct draws to judge by, fewer than 2,048" in sampled(twice).notes[0]
    assert sampled().notes == []
    alone = sampled(twice, share=None)
    assert sorted(alone.compared["base_tfp"]) == sorted(rows[:, 0])


def test_a_posterior_of_too_few_rows_for_the_share_is_refused():
    """Of 94 futures that all hold, Wilson's low end is 96.1 %."""
    few = {"base_tfp": np.linspace(0.0, 1.0, 346)}

    assert sampled(few, share=0.96)
    with pytest.raises(UsageError, match=r"holds 346 distinct draws: 64 to search in leave 94 to judge by, too few to "
                                         r"assure 97%; calibrate with more --draws"):
        sampled(few, share=0.97)
    with pytest.raises(UsageError, match="holds 1 distinct draws"):
        sampled({"base_tfp": np.ones(500)})
    with pytest.raises(UsageError, match="nothing but levers"):
        sampled(few, without=["base_tfp"])


def test_rooms_are_assured_exactly_where_wilsons_low_end_reaches_the_share():
    worst = np.random.default_rng(2).normal(0.4, 1.0, size=(200, 50))
    low = [binomtest(int((row >= 0.0).sum()), 50).proportion_ci(0.95, method="wilson").low for row in worst]

    assert ((assured_rooms(worst, 0.5) >= 0.0) == (np.array(low) >= 0.5)).all()
    assert 0 < (np.array(low) >= 0.5).sum() < 200


def test_how_surely_a_package_holds_is_a_share_of_runs_with_wilsons_interval(task, point):
    plateau = np.linspace(0.95, 1.15, 64)
    found = assurance_of(replace(task, futures={"demand_plateau": plateau}, share=0.9), point)
    alone = package.ensemble(BASE, {"demand_plateau": plateau}, time={**EARLY, "method": "tsit5", "step": 0.125})
    total = (alone.annual_revenue[-1] * alone.price_index[-1]).sum(axis=0)
    interval = binomtest(int((total >= 900.0).sum()), 64).proportion_ci(0.95, method="wilson")

    assert found.held == int((total >= 900.0).sum())
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high))
    assert not found.assured


@pytest.fixture(scope="module")
def robust():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(futures, "FRESH", 512)
        patch.setattr(decide, "ROBUST_STARTS", 1)
        return package.optimise(BASE, starts=1, share=0.6, futures=16, question={"fixed": FIXED}, rivals=[
            SCENARIOS / "baseline.toml", SCENARIOS / "full_package.toml"], time=EARLY)


def test_a_robust_package_holds_in_the_share_of_fresh_futures(robust):
    sure = robust.assurance
    fresh = sobol(case_of("baseline").scenario, 1024, [99], robust.task.space.levers)
    again = assurance_of(replace(robust.task, futures=fresh, share=0.6), robust.task.space.point(robust.levers))

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
    met = sobol(case_of("baseline").scenario, regret.cost.shape[1], [0, 3], robust.task.space.levers)
    few = {name: values[:5] for name, values in met.items()}
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

    assert "Regret over 200 futures" in done.stdout
    assert [line for line in done.stderr.splitlines() if line.endswith(" ...")] == [
        "search ...", "exchange ...", "regret ..."]
    assert "note: the posterior has 200 distinct draws to judge by" in done.stderr
    with (tmp_path / "out" / "futures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (tmp_path / "out" / "regret.csv").exists()
    assert len(rows) == 2 * 200
    assert {"runs", "seed", "inputs_assumed"} <= set(rows[0])


def test_where_a_share_is_asked_the_scenarios_beside_the_file_are_compared_unless_none_is(tmp_path):
    for name in ("baseline", "no_policy"):
        shutil.copy(SCENARIOS / f"{name}.toml", tmp_path)
    (tmp_path / "notes.toml").write_text("reading = true\n", encoding="utf-8")
    file = tmp_path / "baseline.toml"

    def asked(**options):
        return ask(file, Question(), Effort(engine="numpy"), overrides={"time": EARLY}, **options)

    compared = asked(share=0.8)
    assert [name for name, _, _ in compared.doubt.rivals] == ["baseline", "no_policy"]
    assert "notes.toml is not compared: it is no scenario of this city that can be read" in compared.notes
    assert asked(share=0.8, rivals=()).doubt.rivals == []
    assert asked().doubt.rivals == []
    with pytest.raises(UsageError, match="--regret none stands alone"):
        _rivals((Path("none"), file))
    assert (_rivals((Path("none"),)), _rivals(())) == ((), None)


FEWEST = 64


@pytest.fixture(scope="module")
def unsure():
    """Two levers, and a share that is out of their reach."""
    fixed = [name for name in case_of("baseline").vocabulary.levers if name not in ("siting_strictness", "fund_seed")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(futures, "FRESH", FEWEST)
        patch.setattr(needs, "SCREENED", 8)
        patch.setattr(decide, "ROBUST_STARTS", 1)
        return package.optimise(BASE, starts=1, share=0.9, futures=16, rivals=(), time=EARLY, question={
            "fixed": fixed, "budget": 200.0})


def test_where_no_package_is_sure_enough_the_surest_is_told(unsure):
    text = show(unsure, "en").verdict

    assert not unsure.found
    assert text.startswith("Not found: no package that was tried holds total revenue of 900 亿元 a year in 2013 in 90%")
    assert unsure.assurance.low < 0.9
    assert unsure.room < 0.0
    assert [item.limit.name for item in unsure.binding] == ["spending"]


def held(decision, name, values):
    """In how many of the futures that judged a package its written levers hold, where an input has other values."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(futures, "FRESH", FEWEST)
        met = samples_of(case_of("baseline").scenario, None, decision.task.space.levers, searched=16, seed=0,
                         share=0.9).judged
    asked = replace(decision.task, futures=met, share=0.9)
    points = np.repeat(decision.task.space.point(decision.levers)[None], len(values), axis=0)
    return (asked.worst(asked.tried(points, {name: np.array(values)})) >= 0.0).sum(axis=1).tolist()


def test_what_is_said_to_be_enough_assures_the_share_and_neither_the_base_nor_much_less_does(unsure):
    """In the futures that the package failed in, by the low end of Wilson's interval."""
    need = next(need for need in unsure.needs if need.enough is not None and need.kind != "limit")
    nearer = need.enough - 0.02 * (need.end - need.base)
    counts = held(unsure, need.name, [need.base, nearer, need.enough])
    low = [binomtest(count, FEWEST).proportion_ci(0.95, method="wilson").low for count in counts]

    assert counts[0] == unsure.assurance.held
    assert unsure.assurance.futures == FEWEST
    assert max(low[:2]) < 0.9 <= low[2]
