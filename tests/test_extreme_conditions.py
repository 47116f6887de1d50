"""The model under extreme conditions gives the reference results, conserves, and stays finite and non-negative."""

from __future__ import annotations

import shutil
from dataclasses import replace

import numpy as np
import pytest
from conftest import SCENARIOS, case_of, rows

from urbsim.api import Case, read
from urbsim.cities.city import BUILT_IN
from urbsim.engine.vectorised import simulate
from urbsim.results import Results
from urbsim.validation import conservation

ALL_LAND = ["raw_land", "serviced_land", "idle_land", "quota_reserve", "quota_pool", "consolidation_potential",
            "state_unused_land", "unplanned_land", "town_raw_land", "dispersed_land"]
GREENFIELD = ["capital", "capital_under_construction", "raw_land", "serviced_land", "occupied_land", "idle_land",
              "enterprise_debt", "enterprise_cash", "utility_capacity", "utility_under_construction",
              "platform_capacity", "talent", "anchor_strength", "perceived_revenue"]
NO_PUBLIC_MONEY = {"tax_rate": 0.0, "other_tax_per_urban": 0.0, "land_price": 0.0, "dispersed_tax_rate": 0.0,
                   "spillover_tax_rate": 0.0, "industrial_land_price": 0.0}


def with_zero(case: Case, stocks=(), **inputs) -> Case:
    """The case with stocks empty at the start and with other inputs, beyond their usual bounds."""
    model = case.model
    arrays = {name: np.zeros_like(model.inputs[name]) if value == 0.0 and np.ndim(model.inputs[name]) else value
              for name, value in inputs.items()}
    return replace(case, model=model.with_inputs(arrays, dict.fromkeys(stocks, 0.0)))


def with_another_park(tmp_path) -> Case:
    """The city with a thirteenth park, a copy of BeidaiheED."""
    folder = tmp_path / "thirteen"
    shutil.copytree(BUILT_IN / "qinhuangdao", folder)
    parks = folder / "parks.csv"
    lines = parks.read_text(encoding="utf-8").splitlines()
    copy = next(line for line in lines if line.startswith("BeidaiheED,")).replace("BeidaiheED,", "BeidaiheTwin,", 1)
    parks.write_text("\n".join([*lines, copy]) + "\n", encoding="utf-8")
    return read(SCENARIOS / "baseline.toml", {"city": str(folder)})


def cases(name, tmp_path) -> Case:
    """The run that a row of checks.csv describes."""
    base = case_of("baseline")
    settings = {
        "zero_land": lambda: with_zero(base, ALL_LAND),
        "zero_public_funds": lambda: with_zero(
            read(SCENARIOS / "baseline.toml", {"levers": {"debt_ceiling_ratio": 0.0}}),
            ("city_treasury", "investment_company_cash", "district_treasury", "guarantee_fund"), **NO_PUBLIC_MONEY),
        "zero_labour": lambda: with_zero(base, ("urban_population", "rural_population")),
        "demand_x10": lambda: with_zero(base, demand_multiplier=10.0),
        "demand_zero": lambda: with_zero(base, demand_multiplier=0.0),
        "demand_half": lambda: with_zero(base, demand_multiplier=0.5),
        "greenfield_parks": lambda: with_zero(base, GREENFIELD),
        "no_parks_no_entry": lambda: with_zero(base, GREENFIELD, footloose_pool_0=0.0, relocation_base=0.0,
                                               relocation_gain=0.0, redirect_share=0.0),
        "no_utilities": lambda: with_zero(base, ("utility_capacity", "utility_under_construction")),
        "zero_consolidation": lambda: with_zero(base, ("consolidation_potential",)),
        "zero_dispersed": lambda: with_zero(base, ("dispersed_capital", "dispersed_land")),
        "debt_ceiling_5": lambda: read(SCENARIOS / "debt_push.toml", {"levers": {"debt_ceiling_ratio": 5.0}}),
        "new_plan_2016": lambda: read(SCENARIOS / "baseline.toml", {"levers": {"new_plan_quota": [[2016.0, 300.0]]}}),
        "13_parks": lambda: with_another_park(tmp_path),
        "late_policy": lambda: read(SCENARIOS / "baseline.toml", {"policy": {"start": 2010.5, "ramp": 2.0}}),
        "demand_turn": lambda: read(SCENARIOS / "baseline.toml", {"parameters": {"demand_turn": 0.1}}),
    }
    return settings[name]() if name in settings else case_of(name)


@pytest.mark.parametrize("check", rows("checks"), ids=lambda check: check["test"])
def test_extreme_condition_gives_the_reference_result(check, tmp_path):
    case = cases(check["test"], tmp_path)
    results = Results(case.model, simulate(case.model), case.scenario)
    years = results.years

    found = {f"revenue_{year}": years.indicator("revenue", year) for year in (2009, 2013, 2020)}
    found["urbanization_2013"] = years.indicator("urbanization", 2013)
    found["park_jobs_2013"] = years.indicator("park_jobs", 2013)
    found["population_2025"] = years.indicator("population", 2025)
    for name, value in found.items():
        assert value == pytest.approx(float(check[name]), rel=1e-9, abs=1e-10), name
    relocated = conservation.relocated_share(results)
    assert relocated[-1] == pytest.approx(float(check["relocated_share_max"]), rel=1e-9)
    assert relocated.max() <= 1.0
    for name, law in conservation.LAWS.items():
        assert law(results) <= 1e-9, name
    lowest, stock = conservation.lowest_stock(results)
    assert lowest >= 0.0, stock
    assert all(np.isfinite(results.array(name)).all() for name in results.arrays.values)
