"""Calibration: exact on a linear model, and on the model itself by parameters that are known."""

from __future__ import annotations

import csv
import json
import tomllib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from conftest import SCENARIOS, case_of, figure_faults, urbsim
from scipy.optimize import brentq
from scipy.stats import norm

import urbsim as package
from urbsim.analysis.bayes import Settings, autocorrelation_time, draw, nested_rhat
from urbsim.analysis.fit import PROFILE_REACH, UNIFORM_DEVIATION, Objective, best_fit, profiles
from urbsim.analysis.observed import Observed, Point
from urbsim.analysis.ranges import choose
from urbsim.analysis.sampling import uniform
from urbsim.errors import InputError, UsageError
from urbsim.experiments import experiment_of
from urbsim.posterior import read_posterior

BASE = SCENARIOS / "baseline.toml"
EXAMPLE = SCENARIOS / "data" / "observed_example.csv"
TRUTH = {"dispersed_tfp": 0.16, "service_productivity_growth": 0.09, "migration_base": 0.021}
"""What the example was made with, and random errors of 1 % (money), 0.2 % (people) and 0.003 (urban share, growth)."""
FITTED = tuple(TRUTH)
COARSE = {"method": "rk4", "step": 0.25}
"""A third of the work of the default, and errors of 1e-5: far below those of the data."""


class Linear(Objective):
    """Observations that are linear in the parameters: everything about the fit is known."""

    def __init__(self, matrix, observed, error):
        points = tuple(Point("gdp", 2009 + row, value, value, error) for row, value in enumerate(observed))
        experiment, _ = experiment_of(case_of("baseline").scenario, case_of("baseline").model, 2009, threads=2,
                                      engine="numpy")
        super().__init__(experiment, {str(number): uniform(0.0, 1.0) for number in range(matrix.shape[1])},
                         Observed(points, ()))
        self._matrix = matrix

    def modelled(self, unit):
        return self._matrix @ unit.T


MATRIX = np.array([[1.0, 0.5], [0.2, 1.0], [0.7, 0.7], [1.0, -1.0]])
OBSERVED = MATRIX @ [0.4, 0.6] + [0.01, -0.02, 0.0, 0.015]
ERROR = 0.02


@pytest.fixture(scope="module")
def linear():
    objective = Linear(MATRIX, OBSERVED, ERROR)
    return objective, best_fit(objective, np.array([0.9, 0.1]), 5, 0)


def test_the_best_fit_of_a_linear_model_is_its_least_squares_solution(linear):
    _, fit = linear
    exact, squares, *_ = np.linalg.lstsq(MATRIX, OBSERVED, rcond=None)

    assert fit.unit == pytest.approx(exact, abs=1e-7)
    assert fit.chi_square == pytest.approx(squares[0] / ERROR**2)
    assert len(fit.ends) == 5
    assert fit.ends == pytest.approx([fit.chi_square] * 5)
    assert fit.jacobian == pytest.approx(MATRIX / ERROR, rel=1e-6)


def test_singular_values_and_correlations_are_those_of_the_derivatives(linear):
    _, fit = linear
    information = MATRIX.T @ MATRIX / ERROR**2 + np.eye(2) / UNIFORM_DEVIATION**2
    covariance = np.linalg.inv(information)

    assert [item.singular_value for item in fit.directions] == pytest.approx(
        np.linalg.svd(MATRIX / ERROR, compute_uv=False))
    assert fit.covariance == pytest.approx(covariance, rel=1e-5)
    assert fit.correlations[0, 1] == pytest.approx(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]))


def test_the_profile_of_a_linear_model_is_a_parabola_with_its_exact_interval(linear):
    objective, fit = linear
    covariance = np.linalg.inv(MATRIX.T @ MATRIX / ERROR**2)
    for number, profile in enumerate(profiles(objective, fit)[1]):
        deviation = covariance[number, number] ** 0.5
        assert profile.rise == pytest.approx(((profile.unit - fit.unit[number]) / deviation) ** 2, abs=1e-6)
        half = norm.ppf(0.975) * deviation
        assert (profile.low, profile.high) == pytest.approx((fit.unit[number] - half, fit.unit[number] + half),
                                                            abs=1e-6)


def test_the_posterior_of_a_linear_model_is_its_normal_distribution(linear):
    objective, fit = linear
    covariance = np.linalg.inv(MATRIX.T @ MATRIX / ERROR**2)
    draws = draw(objective, fit, 4000, 1, Settings())

    assert draws.converged
    assert draws.unit.mean(axis=0) == pytest.approx(fit.unit, abs=4.0 * (np.diag(covariance).max() / 400.0) ** 0.5)
    assert np.cov(draws.unit.T) == pytest.approx(covariance, rel=0.2, abs=0.05 * covariance.max())
    inside = np.quantile(draws.unit, (0.025, 0.975), axis=0)
    exact = norm.ppf([[0.025], [0.975]], fit.unit, np.diag(covariance) ** 0.5)
    assert inside == pytest.approx(exact, abs=0.15 * np.diag(covariance).max() ** 0.5 * 1.96)


def test_a_flat_direction_is_named_with_the_parameters_that_make_it():
    """Only the sum of the first two is observed."""
    matrix = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.1], [1.0, 1.0, 1.0]])
    objective = Linear(matrix, matrix @ [0.5, 0.5, 0.5], ERROR)
    fit = best_fit(objective, np.array([0.3, 0.6, 0.5]), 3, 0)
    flat = [direction for direction in fit.directions if direction.flat]

    assert len(flat) == 1
    assert [name for name, _ in flat[0].named("abc")] == ["a", "b"]
    assert flat[0].parts[:2] == pytest.approx([0.5**0.5, -(0.5**0.5)], abs=1e-3) or flat[0].parts[:2] == pytest.approx(
        [-(0.5**0.5), 0.5**0.5], abs=1e-3)
    assert fit.correlations[0, 1] < -0.9
    first = profiles(objective, fit)[1][0]
    assert (first.low, first.high) == (None, None)


class Bent(Linear):
    """Observations by a function of the single parameter."""

    def __init__(self, function, observed):
        super().__init__(np.ones((len(observed), 1)), observed, 1.0)
        self._function = function

    def modelled(self, unit):
        return np.array([self._function(unit[:, 0])])


def test_a_profile_goes_on_to_the_bound_until_the_rise_is_plain():
    """The residual grows steeply at the best and hardly beyond, so that 3.5 local deviations are far too near: the 95 %
    point lies where 1.8 (1 - exp(-60 d)) + 2 d is 1.96.
    """
    def modelled(unit):
        beyond = np.maximum(unit - 0.1, 0.0)
        return 1.8 * (1.0 - np.exp(-60.0 * beyond)) + 2.0 * beyond - 200.0 * np.maximum(0.1 - unit, 0.0)

    objective = Bent(modelled, [0.0])
    fit = best_fit(objective, np.array([0.1]), 1, 0)
    (profile,) = profiles(objective, fit)[1]

    assert profile.high == pytest.approx(brentq(lambda at: modelled(at) - norm.ppf(0.975), 0.1, 1.0), abs=0.005)
    assert PROFILE_REACH * fit.covariance[0, 0] ** 0.5 < 0.5 * (profile.high - 0.1)


def test_a_lower_place_on_a_profile_starts_the_fit_again():
    """Two valleys: the fit from the base ends in the upper one, at 0.2; the lower one is at 0.8."""
    def modelled(unit):
        return 1.0 + 1.2 * np.cos((unit - 0.2) * np.pi / 0.3) * -1.0 + 1.2 - 0.5 * unit

    objective = Bent(modelled, [0.0])
    fit = best_fit(objective, np.array([0.2]), 1, 0)
    better, (profile,) = profiles(objective, fit)

    assert fit.unit[0] < 0.3
    assert better.unit[0] > 0.7
    assert better.chi_square < fit.chi_square
    assert profile.rise.min() >= -1e-3


def test_rhat_tells_ensembles_that_disagree_and_time_counts_steps_that_repeat():
    random = np.random.default_rng(0)
    chains = random.normal(size=(2, 400, 16, 1))
    apart = chains + np.array([0.0, 1.0])[:, None, None, None]
    slow = np.repeat(chains[:, :40], 10, axis=1)

    assert nested_rhat(chains)[0] == pytest.approx(1.0, abs=0.01)
    assert nested_rhat(apart)[0] > 1.1
    assert autocorrelation_time(chains)[0] == pytest.approx(1.0, abs=0.3)
    assert autocorrelation_time(slow)[0] == pytest.approx(10.0, abs=3.0)
    chains[0, :, 3] = 0.5
    assert autocorrelation_time(chains)[0] == np.inf


def test_draws_that_have_not_converged_say_so(linear):
    objective, fit = linear

    assert not draw(objective, fit, 100, 0, Settings(most_steps=100)).converged


@pytest.fixture(scope="module")
def example():
    """The example, fitted without a posterior, two years held out."""
    return package.calibrate(BASE, EXAMPLE, FITTED, holdout=range(2013, 2015), draws=0, starts=3, time=COARSE)


def test_the_example_gives_back_what_it_was_made_with(example):
    for number, (name, truth) in enumerate(TRUTH.items()):
        low, high = example.interval(number)
        assert low is None or low <= truth, name
        assert high is None or truth <= high, name
    assert example.misfit < 1.0


def test_years_held_out_beat_no_change(example):
    for name in ("gdp", "value_added_secondary", "value_added_tertiary", "resident_population", "urbanization_rate"):
        naive = example.forecast(name)
        assert naive.years == (2013, 2014)
        assert naive.model < naive.no_change, name
    assert {row[2] for row in example.fit_table.rows} == {"fitted", "held_out"}


def test_every_table_carries_units_runs_seed_and_confidence(example):
    for table in (example.parameters, example.fit_table, example.observations, example.identifiability,
                  example.correlation_table, example.profile_table):
        frame = table.to_dataframe()
        assert "unit" in frame
        assert (frame["runs"] == example.basis.runs).all()
        assert (frame["inputs_assumed"] == 281).all()
        assert len(frame)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_texts_of_its_figures_stand_apart_on_the_page(example, lang):
    assert figure_faults("calibration", example, lang) == {"fit": [], "profiles": []}


def test_the_example_does_not_depend_on_threads(example):
    again = package.calibrate(BASE, EXAMPLE, FITTED, holdout=range(2013, 2015), draws=0, starts=3, time=COARSE,
                              jobs=1)

    assert np.array_equal(again.values, example.values)
    assert again.profiles[1].low == example.profiles[1].low


def test_a_calibration_without_draws_has_no_posterior(example):
    with pytest.raises(UsageError, match="no posterior"):
        example.to_posterior()


@pytest.mark.parametrize(("arguments", "code", "message"), [
    (("--fit", "dispersed_tfp=0.2:0.25"), 3, "the bounds 0.2 to 0.25 exclude its base value 0.176"),
    (("--fit", "dispersed_tfp=0.2:0.9"), 2, "reaches outside 0.05 to 0.25"),
    (("--fit", "dispersd_tfp"), 2, "Did you mean 'dispersed_tfp'"),
    (("--fit", "uncertainty", "--holdout", "2010:"), 3, "5 observations in the years fitted cannot tell 12 parameters"),
    (("--fit", "first_tier_revenue"), 2, "has no range of its own"),
    (("--fit", "price_growth_after"), 3, "moves none of the observations"),
    (("--fit", "dispersed_tfp", "--holdout", "later"), 2, "write years, e.g. 2011:"),
    (("--fit", "dispersed_tfp", "--holdout", "2030:"), 3, "no observation lies in the years held out"),
    ((), 2, "Missing option '--fit'")])
def test_faults_are_told_before_anything_is_written(arguments, code, message, tmp_path):
    done = urbsim("calibrate", BASE, EXAMPLE, *arguments, "--engine", "numpy", "-o", tmp_path / "c", code=code)

    assert message in done.stderr
    assert not (tmp_path / "c").exists()


def test_data_wrong_by_ten_thousand_are_refused(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("year,resident_population\n2009,297.8\n2010,299.0\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"10\^-4 of what the model gives; person is wanted \(are these 万人"):
        package.calibrate(BASE, path, ["migration_base"], engine="numpy")


def test_a_wrong_cell_in_the_years_held_out_is_refused_too(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("year,gdp\n2009,805\n2010,850\n2011,9000000\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"data\.csv:4: 2011\.gdp: 9e\+06 is about 10\^4 of what the model gives"):
        package.calibrate(BASE, path, ["dispersed_tfp"], holdout=range(2011, 2012), prices="constant", engine="numpy")


def test_what_no_parameter_moves_is_told(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("year,value_added_primary,gdp\n2009,102,805\n2010,106,903\n2011,112,1004\n", encoding="utf-8")
    found = package.calibrate(BASE, path, FITTED, prices="constant", draws=0, starts=1, time=COARSE)

    assert "value_added_primary is moved by none of the parameters fitted" in found.notes


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A calibration of the command line to the first three years, with its posterior."""
    place = tmp_path_factory.mktemp("calibration")
    data = place / "three_years.csv"
    data.write_text("".join(EXAMPLE.read_text(encoding="utf-8").splitlines(keepends=True)[:4]), encoding="utf-8")
    done = urbsim("calibrate", BASE, data, "--fit", ",".join(FITTED), "--draws", "50", "--starts", "2",
                  "-s", "time.method=rk4", "-s", "time.step=0.25", "-o", place / "c")
    return place / "c", done


def test_the_command_leaves_its_files_and_says_what_the_fit_rests_on(written):
    folder, done = written

    assert {path.name for path in folder.iterdir()} == {
        "parameters.csv", "fit.csv", "observations.csv", "identifiability.csv", "correlations.csv", "profiles.csv",
        "manifest.json", "posterior.parquet", "calibrated.toml",
        *(f"{name}.{kind}" for name in ("fit", "profiles") for kind in ("png", "svg", "pdf"))}
    assert "converged" in done.stdout
    assert "A fit to city totals does not confirm the start of the parks" in done.stdout
    assert "281 are ASSUMED" in done.stdout
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["data"].endswith("years.csv")


def test_the_calibrated_scenario_runs_with_the_best_values(written, tmp_path):
    folder, _ = written
    with (folder / "parameters.csv").open(encoding="utf-8", newline="") as file:
        best = {row["parameter"]: float(row["best"]) for row in csv.DictReader(file)}
    scenario = tomllib.loads((folder / "calibrated.toml").read_text(encoding="utf-8"))

    assert scenario["parameters"] == pytest.approx(best)
    urbsim("run", folder / "calibrated.toml", "-s", "time.end=2014", "-o", tmp_path)


def test_its_posterior_is_that_of_the_file_and_a_sweep_takes_it(written):
    folder, _ = written
    found = read_posterior(folder / "posterior.parquet", case_of("baseline").model)

    assert tuple(found) == FITTED
    assert found.rows == 50
    assert found.about["converged"]
    assert found.about["units"]["dispersed_tfp"] == "1/year"
    sweep = package.sweep(BASE, posterior=folder / "posterior.parquet", runs=4, time={"end": 2010.0}, keep=["gdp"])
    assert sweep.design["dispersed_tfp"].tolist() == found["dispersed_tfp"][:4].tolist()


DATA_SETS = 100
SEEN = ("gdp", "value_added_secondary", "value_added_tertiary", "urbanization_rate")


def recovered(experiment, ranges, number):
    """Parameters drawn from their bounds, three years made with them, errors added, and what is inferred of them:
    whether the truth lies in the posterior's 95 % interval, by parameter.
    """
    random = np.random.default_rng([number, 2013])
    truth = random.uniform(size=len(ranges))
    made = Objective(experiment, ranges, Observed(tuple(Point(name, year, 1.0, 1.0, 1.0) for name in SEEN
                                                        for year in (2009, 2010, 2011)), ()))
    clean = made.modelled(truth[None])[:, 0]
    errors = np.where([point.name == "urbanization_rate" for point in made.observed.points], 0.003, 0.01 * clean)
    values = clean + errors * random.standard_normal(len(clean))
    points = tuple(Point(point.name, point.year, value, value, error) for point, value, error in zip(
        made.observed.points, values, errors, strict=True))
    objective = Objective(experiment, ranges, Observed(points, ()))
    fit = best_fit(objective, np.full(len(ranges), 0.5), 1, number)
    drawn = draw(objective, fit, 4000, number, Settings(1, 128, 40, 40)).unit
    low, high = np.quantile(drawn, (0.025, 0.975), axis=0)
    return (low <= truth) & (truth <= high)


@pytest.mark.slow
def test_the_truth_lies_in_95_percent_intervals_of_a_hundred_data_sets_as_often_as_they_say():
    case = case_of("baseline")
    ranges = choose(FITTED, case.scenario, case.model).ranges
    experiment, _ = experiment_of(case.scenario, case.model, 2011, threads=1, time={"method": "euler", "step": 0.25})
    with ThreadPoolExecutor(2) as pool:
        times = sum(pool.map(lambda number: recovered(experiment, ranges, number).astype(int), range(DATA_SETS)))

    assert ((times >= 90) & (times <= 98)).all(), times
