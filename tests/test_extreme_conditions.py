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
from urbsim.validation.conditions import conditions, under


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
    settings = {
        "debt_ceiling_5": lambda: read(SCENARIOS / "debt_push.toml", {"levers": {"debt_ceiling_ratio": 5.0}}),
        "13_parks": lambda: with_another_park(tmp_path),
        "late_policy": lambda: read(SCENARIOS / "baseline.toml", {"policy": {"start": 2010.5, "ramp": 2.0}}),
    }
    known = {one.name: one for one in conditions()}
    if name in settings:
        return settings[name]()
    if name not in known:
        return case_of(name)
    base = case_of("baseline")
    return replace(base, model=under(known[name], base.model, base.scenario.policy.start))


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
