"""Boxes in the runs of a sweep, from its folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas
import pytest
from conftest import SCENARIOS, figure_faults, urbsim

import urbsim as package
from urbsim.errors import InputError, UsageError
from urbsim.sweeps.stored import read_runs

FULL = SCENARIOS / "full_package.toml"


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """Futures in which the cost of town capacity decides by far over the tier 2 parks."""
    folder = tmp_path_factory.mktemp("sweep") / "sweep"
    package.sweep(FULL, sample="sobol", runs=256, seed=1, keep=["gdp"], time={"end": 2014.0}, folder=folder)
    return folder


@pytest.fixture
def copy(swept, tmp_path):
    return Path(shutil.copytree(swept, tmp_path / "sweep"))


def test_the_runs_read_back_are_those_of_the_sweep(swept):
    runs = read_runs(swept)
    design = pandas.read_parquet(swept / "design.parquet").set_index("run")
    table = pandas.read_parquet(swept / "runs").query("year == 2013")

    assert np.array_equal(runs.rows, design.to_numpy())
    for target in ("total", "parks", "leaders", "second_tier"):
        assert np.array_equal(runs.missed[target], (table[f"margin_{target}"] < 0.0).to_numpy())
    assert np.array_equal(runs.missed["all"], (table["targets_missed"] > 0).to_numpy())
    assert (runs.factors[0].unit, runs.factors[0].zh) == ("亿元/person", "人均公共投入")
    assert (runs.year, runs.failed, runs.absent, runs.confidence["ASSUMED"]) == (2013, 0, 0, 281)


def test_coverage_and_density_are_shares_of_the_runs_in_the_box(swept):
    found = package.discover(swept, target="second_tier", boxes=1)
    runs, item = found.runs, found.found[0]
    inside = ((runs.rows >= item.box.limits[:, 0]) & (runs.rows <= item.box.limits[:, 1])).all(axis=1)
    missed = runs.missed["second_tier"]

    assert found.coverage(item) == pytest.approx(missed[inside].sum() / missed.sum())
    assert item.box.density == pytest.approx(missed[inside].mean())
    assert item.box.density > missed.mean()
    assert "town_unit_cost" in {limit.factor.name for limit in found.limits(item)}


def test_texts_of_its_figures_stand_apart_on_the_page(swept):
    found = package.discover(swept, target="second_tier", boxes=1)

    for lang in ("en", "zh"):
        assert figure_faults("discovery", found, lang) == {"boxes": [], "trajectory": []}, lang


def test_reached_runs_are_looked_for_too(swept):
    found = package.discover(swept, target="second_tier", reached=True, boxes=1)

    assert found.share == pytest.approx(1.0 - found.runs.missed["second_tier"].mean())
    limits = {limit.factor.name: limit.side for limit in found.limits(found.found[0])}
    assert limits["town_unit_cost"] == "at most"


def test_tables_carry_units_runs_seed_and_confidence(swept):
    found = package.discover(swept, target="second_tier", seed=3)
    for table in (found.boxes, found.limit_table, found.trajectory):
        frame = table.to_dataframe()
        assert (frame["runs"] == 256).all()
        assert (frame["seed"] == 3).all()
        assert (frame["inputs_assumed"] == 281).all()
        assert "unit" in frame


def test_where_nearly_all_runs_agree_there_is_nothing_to_find(swept):
    with pytest.raises(InputError, match=r"runs miss the target 'all'; at least 10 that miss it and 10 that reach it"):
        package.discover(swept, target="all")
    with pytest.raises(UsageError, match="Did you mean 'total'"):
        package.discover(swept, target="totl")
    with pytest.raises(UsageError, match="a share above 0"):
        package.discover(swept, target="total", density=1.5)


def test_the_command_leaves_tables_and_pictures_and_speaks_chinese(swept, tmp_path):
    done = urbsim("discover", swept, "--target", "second_tier", "--lang", "zh", "-o", tmp_path / "d")

    assert "未实现“第二梯队”" in done.stdout
    assert "假定 281 项" in done.stdout
    assert sorted(path.name for path in (tmp_path / "d").iterdir()) == sorted([
        "boxes.csv", "limits.csv", "trajectory.csv", "manifest.json",
        *(f"{name}.{kind}" for name in ("boxes", "trajectory") for kind in ("png", "svg", "pdf"))])
    data = json.loads(urbsim("discover", swept, "--target", "second_tier", "--json", "--no-figures", "-q", "-o",
                             tmp_path / "e").stdout)
    assert data["boxes"][0]["coverage"] > 0.3


def test_where_no_box_tells_runs_apart_it_is_said(swept, tmp_path):
    done = urbsim("discover", swept, "--target", "total", "-o", tmp_path / "d")
    found = package.discover(swept, target="total")

    assert found.found == []
    assert "No box tells these runs from the others." in done.stdout


def test_what_is_no_sweep_is_told(tmp_path):
    assert "no such file" in urbsim("discover", tmp_path / "none", code=3).stderr
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "manifest.json").write_text("{}", encoding="utf-8")
    assert "not the manifest of a sweep" in urbsim("discover", tmp_path / "s", code=3).stderr


def test_a_damaged_part_is_told_with_how_to_mend_it(copy):
    part = copy / "runs" / "part-00000.parquet"
    part.write_bytes(part.read_bytes()[:100])

    assert "--resume makes it again" in urbsim("discover", copy, "--target", "total", code=3).stderr


def test_a_sweep_without_its_target_year_is_told(tmp_path):
    package.sweep(FULL, sample="sobol", runs=4, time={"end": 2011.0}, folder=tmp_path / "s")

    assert "does not keep the target year 2013" in urbsim("discover", tmp_path / "s", code=3).stderr
