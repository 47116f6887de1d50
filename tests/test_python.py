"""urbsim from Python, and comparisons of runs."""

from __future__ import annotations

import csv

import pytest
from conftest import SCENARIOS, SHORT, run_of, urbsim

from urbsim.api import read, run


def test_a_numerical_failure_names_stock_element_and_time(tmp_path, monkeypatch):
    """A step far too long for Euler and a fast process makes a stock explode."""
    from dataclasses import replace

    from urbsim.engine.vectorised import simulate
    from urbsim.errors import NumericalError

    case = read(SCENARIOS / "baseline.toml")
    with pytest.raises(NumericalError) as error:
        simulate(replace(case.model, inputs={**case.model.inputs, "depreciation_rate": -3000.0}))

    assert error.value.exit_code == 4
    assert error.value.stock in case.model.layout
    assert error.value.element in (*case.city.elements["park"], *case.city.elements["district"], "")
    assert 2009.0 < error.value.time <= 2026.0
    assert str(error.value.stock) in str(error.value)


def test_compare_shows_differences_and_cost_only_beside_a_run_without_policy():
    done = urbsim("compare", SCENARIOS / "no_policy.toml", SCENARIOS / "baseline.toml")
    assert "+93.9" in done.stdout
    assert "not defined" in done.stdout
    assert "Spending per added" in done.stdout
    assert "both against no_policy" in done.stdout

    alone = urbsim("compare", SCENARIOS / "baseline.toml", SCENARIOS / "full_package.toml")
    assert "needs a run without policy" in alone.stdout
    assert "Spending per added" not in alone.stdout


def test_the_run_without_policy_is_known_by_its_levers_and_must_differ_in_nothing_else():
    from urbsim.analysis.compare import without_policy

    baseline, idle = run_of("baseline").results, run_of("no_policy").results
    other = run(SCENARIOS / "no_policy.toml", parameters={"outside_pull": 120.0}).results
    named = run(SCENARIOS / "no_policy.toml", levers={"annual_quota": 150.0}).results

    assert without_policy([baseline, idle]) is idle
    assert without_policy([baseline, named]) is named
    assert without_policy([other, baseline]) is None


def test_compare_of_a_year_is_written_as_csv(tmp_path):
    out = tmp_path / "table.csv"
    urbsim("compare", *sorted(SCENARIOS.glob("*.toml")), "--year", "2020", "-o", out)
    with out.open(encoding="utf-8", newline="") as file:
        table = {row["scenario"]: row for row in csv.DictReader(file)}

    assert float(table["full_package"]["revenue"]) == pytest.approx(2254.49197272, rel=1e-9)
    assert len(table) == 11
    urbsim("compare", SCENARIOS / "baseline.toml", "--year", "2040", code=2)
    urbsim("compare", SCENARIOS / "baseline.toml", "-o", out, code=2)


def test_cost_of_additional_revenue_is_spending_over_revenue():
    from urbsim.analysis.compare import cost_per_revenue

    runs = [run_of(name).results for name in ("no_policy", "baseline", "equal_shares")]
    costs = cost_per_revenue(runs, 2013)
    spent = [float(run.years.indicator("spending", 2013)) for run in runs]
    earned = [float(run.years.indicator("revenue", 2013)) for run in runs]

    assert costs[0] is None
    assert costs[1] == pytest.approx((spent[1] - spent[0]) / (earned[1] - earned[0]), rel=1e-12)
    assert cost_per_revenue(runs[1:], 2013) is None


def test_python_gives_data_frames_arrays_and_units():
    result = run(SCENARIOS / "baseline.toml", levers={"siting_strictness": 0.85}, time={"end": 2014.0})

    frame = result["revenue"]
    assert list(frame.columns) == list(result.case.city.elements["park"])
    assert frame.attrs["unit"] == "亿元/year"
    assert result["utility_capacity"].columns.names == ["utility", "park"]
    assert result.parks.loc[(2013, "ETDZ"), "annual_revenue"] > 300.0
    assert result.districts.loc[(2013, "Haigang"), "urban_population"] > 6e5
    assert result.indicators.attrs["units"]["gdp"] == "亿元/year"
    assert "<table>" in result.scorecard._repr_html_()
    with pytest.raises(Exception, match="Did you mean 'revenue'"):
        result["revenu"]


def test_odd_arguments_from_python_are_told():
    from urbsim.errors import InputError, UsageError

    with pytest.raises(InputError, match="levers"):
        run(SCENARIOS / "baseline.toml", levers={1: 0.3})
    with pytest.raises(UsageError, match="Did you mean 'native'"):
        run(SCENARIOS / "baseline.toml", engine="natve")


def test_markup_in_a_title_stays_text_in_a_notebook(tmp_path):
    path = tmp_path / "markup.toml"
    path.write_text('title = "<script>alert(1)</script> [bold]x[/bold] =1+1"\n', encoding="utf-8")

    shown = run(path, time={"end": 2014.0}).scorecard._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "[bold]x[/bold]" in urbsim("run", path, *SHORT, "-o", tmp_path / "out").stdout
