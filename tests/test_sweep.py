"""Sweeps: what they hold, and that nothing about their making shows in it."""

from __future__ import annotations

import json

import numpy as np
import pandas
import pytest
from conftest import SCENARIOS, urbsim
from pyarrow import parquet
from scipy.stats import binomtest

import urbsim as package
from urbsim.errors import InputError, UsageError
from urbsim.experiments import METHOD, STEP
from urbsim.sweeps import plan as plans

BASE = SCENARIOS / "full_package.toml"
EARLY = {"end": 2014.0}


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """A sweep of the command line: a grid of two points by sixteen futures."""
    folder = tmp_path_factory.mktemp("sweep") / "sweep"
    done = urbsim("sweep", BASE, "--vary", "siting_strictness=0,1", "--sample", "sobol", "--runs", "16", "--seed", "3",
                  "-s", "time.end=2014", "-o", folder)
    return folder, done


def test_a_sweep_leaves_its_files(swept):
    folder, done = swept

    assert sorted(path.name for path in folder.iterdir()) == [
        "design.parquet", "failed.csv", "figures", "manifest.json", "parts.csv", "runs",
        "summary.csv", "targets.csv"]
    assert "32 runs" in done.stderr
    assert "All targets of 2013" in done.stdout
    assert sorted(path.name for path in (folder / "figures").glob("*.png")) == [
        "fan_chart.png", "parallel_coordinates.png", "target_shares.png"]


def test_pandas_and_python_give_the_same_table(swept):
    folder, _ = swept
    ours = package.sweep(BASE, vary={"siting_strictness": [0.0, 1.0]}, sample="sobol", runs=16, seed=3,
                         time=EARLY)
    stored = pandas.read_parquet(folder / "runs")
    design = pandas.read_parquet(folder / "design.parquet")

    pandas.testing.assert_frame_equal(stored.set_index(["run", "year"]), ours.to_dataframe())
    pandas.testing.assert_frame_equal(design.set_index("run"), ours.design)


def test_a_run_of_a_sweep_is_the_run_of_its_values(swept):
    folder, _ = swept
    design = pandas.read_parquet(folder / "design.parquet").set_index("run").loc[5]
    table = pandas.read_parquet(folder / "runs").set_index(["run", "year"]).loc[5]
    alone = package.run(BASE, levers={"siting_strictness": design["siting_strictness"]},
                        parameters=design.drop("siting_strictness").to_dict(),
                        time={**EARLY, "method": METHOD, "step": STEP})

    for column in alone.indicators.columns:
        assert table[column].to_numpy() == pytest.approx(alone.indicators[column].to_numpy(), rel=1e-9), column
    card = alone.scorecard
    assert table.loc[2013, "margin_total"] == pytest.approx(card.target("total").margin, rel=1e-9)
    assert table.loc[2013, "margin_parks"] == pytest.approx(card.nth_park["current"].margin, rel=1e-9)
    for name in ("total", "parks", "leaders", "second_tier"):
        assert (table.loc[2013, f"margin_{name}"] >= 0.0) == card.target(name).met
    assert table.loc[2013, "targets_missed"] == sum(
        not target.met for target in card.targets if target.prices == "current")


def test_the_summary_is_that_of_the_table(swept):
    folder, _ = swept
    table = pandas.read_parquet(folder / "runs")
    summary = pandas.read_csv(folder / "summary.csv").set_index(["quantity", "year"])
    values = table[table.year == 2012]["gdp"]
    row = summary.loc[("gdp", 2012)]

    assert [row["q05"], row["q50"], row["q95"]] == pytest.approx(values.quantile([0.05, 0.5, 0.95]).tolist())
    assert (row["mean"], row["deviation"], row["runs"]) == pytest.approx((values.mean(), values.std(ddof=0), 32))
    late = table[table.year == 2013]
    assert summary.loc[("margin_total", 2013), "reached"] == (late["margin_total"] >= 0).sum()
    assert summary.loc[("targets_missed", 2013), "reached"] == (late["targets_missed"] == 0).sum()


def test_each_grid_point_has_its_share_of_futures_with_wilsons_interval(swept):
    folder, _ = swept
    table = pandas.read_parquet(folder / "runs")
    targets = pandas.read_csv(folder / "targets.csv")
    late = table[table.year == 2013].reset_index()

    assert targets["siting_strictness"].unique().tolist() == [0, 1]
    for point, strictness in enumerate((0, 1)):
        reached = int((late["margin_second_tier"][point::2] >= 0).sum())
        row = targets[(targets.siting_strictness == strictness) & (targets.target == "second_tier")].iloc[0]
        interval = binomtest(reached, 16).proportion_ci(method="wilson")
        assert [row["share"], row["share_low"], row["share_high"]] == pytest.approx(
            [reached / 16, interval.low, interval.high])


def test_the_manifest_says_how_it_was_made(swept):
    manifest = json.loads((swept[0] / "manifest.json").read_text(encoding="utf-8"))

    assert manifest["sweep"]["seed"] == 3
    assert manifest["sweep"]["time"] == {"start": 2009.0, "end": 2014.0, "step": STEP, "method": METHOD}
    assert manifest["command"][:2] == ["urbsim", "sweep"]


def test_figures_of_a_sweep_are_chinese_where_asked(tmp_path):
    urbsim("sweep", BASE, "--vary", "siting_strictness=0:1:3", "-s", "time.end=2014", "-q", "--lang", "zh",
           "-o", tmp_path / "s")

    assert b"NotoSansSC" in (tmp_path / "s" / "figures" / "fan_chart.pdf").read_bytes().replace(b" ", b"")


@pytest.mark.parametrize("jobs", [1, 3])
def test_parts_do_not_depend_on_threads(jobs, monkeypatch):
    monkeypatch.setattr(plans, "PART_RUNS", 10)
    sweep = package.sweep(BASE, sample="lhs", runs=45, jobs=jobs, time={"end": 2010.0}, keep=["gdp"])

    assert [sweep.plan.runs(part) for part in range(sweep.plan.parts)] == [
        (0, 10), (10, 20), (20, 30), (30, 40), (40, 45)]
    data = [sweep.read(part).getvalue() for part in range(5)]
    other = package.sweep(BASE, sample="lhs", runs=45, jobs=2, time={"end": 2010.0}, keep=["gdp"])
    assert data == [other.read(part).getvalue() for part in range(5)]


def test_numpy_gives_the_same_table_to_rounding(monkeypatch):
    options = {"sample": "random", "runs": 3, "time": {"end": 2010.0}}
    native, numpys = (package.sweep(BASE, engine=engine, **options).to_dataframe() for engine in ("native", "numpy"))

    pandas.testing.assert_frame_equal(native, numpys, rtol=1e-9, atol=1e-9)


def test_cells_and_city_values_vary_too():
    sweep = package.sweep(BASE, vary={"parks.LingangZone.capital_0": [30.0, 40.0], "quota_reserve_0": [4000.0, 5000.0]},
                          time={"end": 2010.0}, keep=["gdp", "LingangZone"])
    revenue = sweep.to_dataframe()["LingangZone"].to_numpy()

    alone = package.run(BASE, parks={"LingangZone": {"capital_0": 40.0}}, city={"quota_reserve_0": 4000.0},
                        time={"end": 2010.0, "method": METHOD, "step": STEP})
    assert revenue[2] == pytest.approx(alone.indicators["LingangZone"].iloc[0], rel=1e-9)
    assert revenue[2] > revenue[0]


def test_other_shares_of_a_whole_give_way_in_proportion():
    model = package.api.read(BASE).model
    shares = [name for name, item in model.vocabulary.levers.items() if item.share_of == "fund"] or [
        name for name, item in model.vocabulary.levers.items() if item.share_of]
    whole = model.vocabulary.levers[shares[0]].share_of
    names = [name for name, item in model.vocabulary.levers.items() if item.share_of == whole]
    from urbsim.factors import vary

    varied = vary(model, {names[0]: np.array([0.1, 0.6])}, 2009.0)
    final = varied.schedule.at(2030.0)[[varied.schedule.names.index(name) for name in names]]
    before = model.schedule.at(2030.0)[[model.schedule.names.index(name) for name in names]]

    assert final.sum(axis=0) == pytest.approx(1.0)
    assert final[0] == pytest.approx([0.1, 0.6])
    for member in range(2):
        assert final[1:, member] * (1 - before[0]) == pytest.approx(before[1:] * (1 - final[0, member]))


def test_runs_that_fail_are_told_with_their_inputs_and_left_out(tmp_path, monkeypatch):
    from urbsim.api import read
    from urbsim.api_many import plan_sweep
    from urbsim.declare import Parameter
    from urbsim.sweeps.run import run_in_folder

    case = read(BASE, {"time": {"end": 2010.0}})
    declared = case.vocabulary.parameters["depreciation_rate"]
    monkeypatch.setitem(case.vocabulary.parameters, "depreciation_rate",
                        Parameter(**{**vars(declared), "low": -1e9}))
    plan, _ = plan_sweep(case, {"depreciation_rate": [0.09, -1e4, 0.08]}, None, 1, 0)
    sweep = run_in_folder(plan, tmp_path / "s", manifest={})
    failed = pandas.read_csv(tmp_path / "s" / "failed.csv")
    summary = pandas.read_csv(tmp_path / "s" / "summary.csv").set_index("quantity")

    assert failed["run"].tolist() == [1]
    assert failed["depreciation_rate"].tolist() == [-1e4]
    assert failed.loc[0, "reason"] == "stopped being finite"
    assert summary.loc["gdp", "runs"] == 2
    assert sweep.to_dataframe()["gdp"].isna().tolist() == [False, True, False]


def test_faults_of_a_sweep_are_told_before_anything_is_written(tmp_path):
    for arguments, code, message in (
            (("--vary", "siting_strictnes=0,1"), 3, "Did you mean 'siting_strictness'"),
            (("--vary", "siting_strictness=0,2"), 3, "from 0 to 1"),
            (("--vary", "siting_strictness"), 2, "write NAME=LO:HI:N"),
            (("--vary", "siting_strictness=0:1:x"), 2, "write NAME=LO:HI:N"),
            (("--vary", "parks.Lingang.capital_0=30,40"), 3, "Did you mean 'LingangZone'"),
            (("--vary", "parks.LingangZone.tier=1,2"), 3, "cannot vary by itself"),
            ((), 2, "nothing varies"),
            (("--sample", "sobol", "--years", "2040"), 2, "the run covers 2009 to 2025"),
            (("--sample", "sobol", "--keep", "gpd"), 2, "Did you mean 'gdp'"),
            (("--sample", "sobol", "-s", "time.step=0.3"), 3, "does not divide half a year"),
            (("--vary", "annual_quota=200", "--vary", "annual_quota=300"), 2, "is given twice"),
            (("--vary", "annual_quota=nan"), 3, "must be numbers from 100 to 900"),
            (("--vary", "annual_quota=100:900:99999", "--vary", "outside_pull=100:160:99999"), 2, "more than a sweep"),
            (("--sample", "sobol", "--years", "1:99999999999999999999"), 2, "write years and spans"),
            (("--sample", "sobol", "--cluster", "nonsense"), 2, "write the address of a scheduler"),
            (("--sample", "sobol", "--cluster", "tcp://127.0.0.1:9"), 2, "no scheduler answers")):
        done = urbsim("sweep", BASE, "-o", tmp_path / "s", *arguments, code=code)
        assert message in done.stderr, arguments
        assert "Traceback" not in done.stderr, arguments
    assert not (tmp_path / "s").exists()


def test_a_file_without_uncertainty_cannot_be_sampled(tmp_path):
    (tmp_path / "own.toml").write_text('title = "Own"\n[time]\nend = 2010.0\n', encoding="utf-8")

    with pytest.raises(UsageError, match="no \\[uncertainty\\] table"):
        package.sweep(tmp_path / "own.toml", sample="sobol", runs=2)


def test_shares_beyond_the_whole_are_refused():
    model = package.api.read(BASE).model
    names = [name for name, item in model.vocabulary.levers.items() if item.share_of]
    whole = [name for name in names
             if model.vocabulary.levers[name].share_of == model.vocabulary.levers[names[0]].share_of]

    with pytest.raises(InputError, match="must leave the rest"):
        package.sweep(BASE, vary={whole[0]: [0.9], whole[1]: [0.9]}, time={"end": 2010.0})


def test_the_parts_read_without_urbsim(swept):
    table = parquet.read_table(swept[0] / "runs" / "part-00000.parquet")

    assert table.column_names[:3] == ["run", "year", "revenue"]
    assert len(table) == 32 * 5
