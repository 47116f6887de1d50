"""Sensitivity indices: of functions whose indices are known, and of the model."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from conftest import SCENARIOS, case_of, urbsim
from hypothesis import given, settings
from hypothesis import strategies as st

import urbsim as package
from urbsim.analysis.indices import SLICES, distances, plan
from urbsim.analysis.ranges import choose
from urbsim.analysis.sampling import quantile, uniform
from urbsim.analysis.sensitivity import sensitivity
from urbsim.api_analyses import experiment_for
from urbsim.errors import InputError, UsageError

BASE = SCENARIOS / "baseline.toml"
PI = np.pi


def ishigami(rows):
    """Ishigami and Homma (1990), a = 7, b = 0.1."""
    return np.sin(rows[:, 0]) + 7.0 * np.sin(rows[:, 1]) ** 2 + 0.1 * rows[:, 2] ** 4 * np.sin(rows[:, 0])


PART = (0.5 * (1.0 + 0.1 * PI**4 / 5.0) ** 2, 7.0**2 / 8.0, 0.0)
JOINT = 0.1**2 * PI**8 * (1 / 18 - 1 / 50)
VARIANCE = sum(PART) + JOINT
ISHIGAMI = {"first": np.array(PART) / VARIANCE, "total": (np.array(PART) + [JOINT, 0.0, JOINT]) / VARIANCE}
"""Exact indices (Saltelli et al. 2008, section 4.7)."""
COEFFICIENTS = np.array([4.0, 2.0, 1.0, 0.5, 0.0])


def estimates_of(method, function, ranges, samples, seed=0):
    design = plan(method, ranges, samples, seed)
    unit = design.unit.clip(1e-12, 1.0 - 1e-12)
    rows = np.column_stack([quantile(item, unit[:, i]) for i, item in enumerate(ranges.values())])
    return design.estimate(function(rows), np.ones(samples, dtype=bool))


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_sobol_indices_of_ishigami_are_within_their_intervals(seed):
    found = estimates_of("sobol", ishigami, {name: uniform(-PI, PI) for name in "abc"}, 1024, seed)

    for measure, exact in ISHIGAMI.items():
        assert (np.abs(found[measure].values - exact) <= found[measure].half_widths + 1e-12).all(), measure
        assert found[measure].half_widths.max() < 0.12


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_sobol_indices_of_a_linear_model_are_within_their_intervals(seed):
    found = estimates_of("sobol", lambda rows: rows @ COEFFICIENTS, {name: uniform(0, 1) for name in "abcde"}, 1024,
                         seed)
    exact = COEFFICIENTS**2 / (COEFFICIENTS**2).sum()

    for measure in ("first", "total"):
        assert (np.abs(found[measure].values - exact) <= found[measure].half_widths + 1e-12).all(), measure


def test_morris_of_a_linear_model_are_its_coefficients_over_the_range():
    ranges = {name: uniform(10.0, 12.0) for name in "abcde"}
    found = estimates_of("morris", lambda rows: rows @ COEFFICIENTS, ranges, 8)

    assert found["mu_star"].values == pytest.approx(2.0 * COEFFICIENTS)
    assert found["sigma"].values == pytest.approx(0.0, abs=1e-9)


def test_pawn_is_the_median_distance_that_salib_gives():
    from SALib.analyze import pawn

    ranges = {name: uniform(-PI, PI) for name in "abc"}
    unit = plan("pawn", ranges, 1024, 5).unit
    outcome = ishigami(2.0 * PI * unit - PI)
    ours = distances((unit * SLICES).astype(int), outcome, np.ones(1024))
    theirs = pawn.analyze({"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}, unit, outcome, S=SLICES)

    assert ours == pytest.approx(theirs["median"], abs=0.01)  # SALib cuts slices at quantiles, and drops the last run


def test_pawn_tells_a_factor_without_influence_by_the_dummy():
    found = estimates_of("pawn", lambda rows: rows @ COEFFICIENTS, {name: uniform(0, 1) for name in "abcde"}, 2048)
    noise = found["dummy"].values[0] + found["dummy"].half_widths[0]

    assert (found["median"].values[:3] > noise).all()
    assert found["median"].values[4] <= noise


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**20))
def test_pawn_does_not_change_where_the_outcome_is_stretched(seed):
    random = np.random.default_rng(seed)
    slices, outcome = random.integers(0, SLICES, (200, 2)), random.normal(size=200)
    one, other = (distances(slices, values, np.ones(200)) for values in (outcome, np.exp(outcome)))

    assert np.array_equal(one, other)
    assert ((one >= 0.0) & (one <= 1.0)).all()


@pytest.fixture(scope="module")
def ready():
    """An experiment of three years with two outcomes that differ and one that does not."""
    case = case_of("baseline")
    experiment, wanted, _ = experiment_for(case, ["revenue@2010", "population@2010", "parks_at_100@2009"])
    return case, experiment, wanted


@pytest.fixture(scope="module")
def found(ready):
    case, experiment, wanted = ready
    return sensitivity(experiment, choose(["uncertainty"], case.scenario, case.model).ranges, wanted, "morris", 8)


def test_an_outcome_that_is_the_same_in_every_run_is_told_and_has_no_index(found):
    assert [str(outcome) for outcome in found.constant] == ["parks_at_100@2009"]
    assert np.isnan(found.index[2]).all()
    assert found.precision(2) is None
    assert not any(row[0] == "parks_at_100" for row in found.table.rows)


def test_factors_without_influence_are_listed(found):
    """What happens to town land moves people, not the revenue of parks in their second year."""
    idle = {factor.name for factor, still in zip(found.factors, found.idle[0], strict=True) if still}

    assert "town_unit_cost" not in {factor.name for factor in found.without_influence}
    assert idle
    assert "demand_start" not in idle


def test_swings_are_runs_with_one_factor_at_its_ends(ready, found):
    _, experiment, _ = ready
    at = [factor.name for factor in found.factors].index("demand_start")
    alone = package.run(BASE, parameters={"demand_start": 0.85}, time={
        "end": experiment.model.time.end, "method": experiment.model.time.method, "step": experiment.model.time.step})
    base = package.run(BASE, time={"end": experiment.model.time.end, "method": experiment.model.time.method,
                                   "step": experiment.model.time.step})

    assert found.swings[0, at, 0] == pytest.approx(alone.indicators.loc[2010, "revenue"], rel=1e-9)
    assert found.base[0] == pytest.approx(base.indicators.loc[2010, "revenue"], rel=1e-9)


def test_every_row_carries_units_runs_seed_and_the_confidence_of_inputs(found):
    for table in (found.table, found.swing_table):
        frame = table.to_dataframe()
        assert {"unit", "factor_unit", "runs", "seed", "inputs_fact", "inputs_typical", "inputs_assumed"} <= set(frame)
        assert (frame["runs"] == 8 * 13 + 25).all()
        assert (frame["inputs_assumed"] > 200).all()


def test_half_of_the_samples_are_those_of_a_shorter_design(ready):
    """So that "enough runs?" costs no run."""
    case, experiment, wanted = ready
    ranges = choose(["uncertainty"], case.scenario, case.model).ranges
    long, short = (sensitivity(experiment, ranges, wanted[:1], "sobol", samples) for samples in (8, 4))

    assert long.half_estimates[0]["total"].values == pytest.approx(short.estimates[0]["total"].values)
    assert long.precision(0).half != long.precision(0).full


def test_neither_threads_nor_the_engine_change_an_index(ready):
    case, _, _ = ready
    ranges = choose(["uncertainty"], case.scenario, case.model).ranges
    values = []
    for engine, jobs in (("native", 1), ("native", 2), ("numpy", 1)):
        experiment, wanted, _ = experiment_for(case, ["revenue@2009"], engine=engine, jobs=jobs)
        values.append(sensitivity(experiment, ranges, wanted, "sobol", 4).estimates[0]["total"])

    assert np.array_equal(values[0].values, values[1].values)
    assert np.array_equal(values[0].half_widths, values[1].half_widths)
    assert values[2].values == pytest.approx(values[0].values, rel=1e-6)


def test_runs_that_fail_are_left_out_with_their_sample_and_told(ready, monkeypatch):
    from urbsim.experiments import Experiment

    case, experiment, wanted = ready
    whole = Experiment.outcomes

    def with_a_failure(self, values, outcomes, report=None):
        result = whole(self, values, outcomes)
        result[:, 5] = np.nan
        return result

    monkeypatch.setattr(Experiment, "outcomes", with_a_failure)
    ranges = choose(["uncertainty"], case.scenario, case.model).ranges
    result = sensitivity(experiment, ranges, wanted[:1], "morris", 8)

    assert result.failed == 1
    assert np.isfinite(result.index[0]).all()


def test_a_chinese_run_of_the_command_leaves_tables_and_pictures(tmp_path):
    done = urbsim("sensitivity", BASE, "--method", "pawn", "--samples", "64", "--outcomes",
                  "margin_parks@2010,gdp@2010", "--lang", "zh", "-o", tmp_path / "s")

    assert sorted(path.name for path in (tmp_path / "s").iterdir()) == sorted([
        "indices.csv", "one_at_a_time.csv", "manifest.json",
        *(f"{name}.{kind}" for name in ("tornado", "heat_map") for kind in ("png", "svg", "pdf"))])
    assert "2010 年决定达标园区数的园区差额" in done.stdout
    assert "假定 281 项" in done.stdout
    manifest = json.loads((tmp_path / "s" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["runs"], manifest["seed"], manifest["samples"]) == (64 + 25, 0, 64)
    with (tmp_path / "s" / "indices.csv").open(encoding="utf-8", newline="") as file:
        assert {row["measure"] for row in csv.DictReader(file)} == {"median", "dummy"}
    assert "--force" in urbsim("sensitivity", BASE, "-o", tmp_path / "s", code=2).stderr


@pytest.mark.parametrize(("arguments", "message"), [
    (("--factors", "depreciatin_rate"), "Did you mean 'depreciation_rate'"),
    (("--factors", "depreciation_rate=0.5:0.9"), "reaches outside 0.06 to 0.12"),
    (("--factors", "base_year"), "has no range of its own; write NAME=LO:HI"),
    (("--factors", "demand_trend=x"), "write NAME=LO:HI"),
    (("--factors", "parks.Lingang.capital_0"), "Did you mean 'LingangZone'"),
    (("--outcomes", "gpd"), "gpd: no such indicator, park or margin. Did you mean 'gdp'"),
    (("--outcomes", "gdp@2040"), "the run covers 2009 to 2025, not 2040"),
    (("--outcomes", "gdp@x"), "write NAME@YEAR"),
    (("--outcomes", "gdp,gdp"), "gdp@2013 is given twice"),
    (("--samples", "100"), "use 64 or 128 samples"),
    (("--factors", "all"), "screen them first with --method morris")])
def test_faults_are_told_before_anything_runs(arguments, message, tmp_path):
    done = urbsim("sensitivity", BASE, *arguments, "-o", tmp_path / "s", code=2)

    assert message in done.stderr
    assert not (tmp_path / "s").exists()


def test_park_states_are_factors_and_move_the_eighth_park():
    found = package.sensitivity(BASE, method="morris", samples=4, factors=["parks.*.capital_0"],
                                outcomes=["margin_parks@2010"], engine="numpy")

    assert len(found.factors) == 12
    assert found.ranges["parks.ETDZ.capital_0"].low == pytest.approx(0.8 * found.bases[0])
    assert not found.idle.all()


def test_sets_of_factors_hold_what_they_say():
    case = case_of("baseline")

    def names(*texts):
        return set(choose(texts, case.scenario, case.model).ranges)

    assert names("uncertainty") == set(case.scenario.uncertainty)
    assert names("all") == names("parameters") | names("city") | names("parks")
    assert names("parameters", "-demand_*") == {name for name in names("parameters") if not name.startswith("demand_")}
    assert not {"fund_share_projects"} & names("levers")
    assert choose(["demand_trend"], case.scenario, case.model).ranges["demand_trend"].shape == "triangular"
    assert len(choose(["parameters"], case.scenario, case.model).notes) == 1
    with pytest.raises(UsageError, match="nothing to vary"):
        choose([], case.scenario, case.model)


def test_a_missing_package_is_named_with_its_extra(tmp_path):
    import subprocess
    import sys

    code = ("import importlib.util as u; find = u.find_spec\n"
            "u.find_spec = lambda name, *a: None if name == 'SALib' else find(name, *a)\n"
            "from urbsim.cli import main; main()")
    done = subprocess.run([sys.executable, "-c", code, "sensitivity", str(BASE), "-o", str(tmp_path / "s")],
                          capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 2
    assert "pip install 'urbsim[analysis]'" in done.stderr


def test_where_most_runs_fail_nothing_is_estimated(ready, monkeypatch):
    from urbsim.experiments import Experiment

    case, experiment, wanted = ready
    monkeypatch.setattr(Experiment, "outcomes", lambda self, values, outcomes, report=None: np.full(
        (len(outcomes), len(next(iter(values.values())))), np.nan))
    with pytest.raises(InputError, match="runs failed; narrow the ranges"):
        sensitivity(experiment, choose(["uncertainty"], case.scenario, case.model).ranges, wanted, "morris", 8)
