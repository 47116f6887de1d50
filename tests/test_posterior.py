"""Posteriors as files, and sweeps whose futures they are."""

from __future__ import annotations

import json

import numpy as np
import pandas
import pytest
from conftest import SCENARIOS, case_of, urbsim
from pyarrow import parquet

import urbsim as package
from urbsim.errors import InputError, UsageError
from urbsim.posterior import Posterior, equations, read_posterior, write_posterior

BASE = SCENARIOS / "baseline.toml"
SHORT = {"end": 2010.0}
NAMES = ("outside_pull", "depreciation_rate")


def made(rows=40, seed=0):
    random = np.random.default_rng(seed)
    return Posterior({"outside_pull": random.uniform(110.0, 150.0, rows),
                      "depreciation_rate": random.uniform(0.08, 0.1, rows)},
                     {**equations(case_of("baseline").model), "scenario": "baseline", "seed": 4})


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("posterior") / "posterior.parquet"
    write_posterior(made(), path)
    return path


def test_a_posterior_is_read_back_as_it_was_written(file):
    found = read_posterior(file, case_of("baseline").model)

    assert tuple(found) == NAMES
    assert all(np.array_equal(found[name], made()[name]) for name in NAMES)
    assert found.rows == 40
    assert found.about["seed"] == 4
    assert found.about["kind"] == "posterior"
    assert found.notes(case_of("baseline").model) == ()
    assert pandas.read_parquet(file).shape == (40, 2)


def test_one_of_other_equations_is_told(tmp_path):
    path = tmp_path / "p.parquet"
    write_posterior(Posterior(made().draws, {"model_sha256": "x"}), path)

    assert "made with other equations" in read_posterior(path).notes(case_of("baseline").model)[0]


def test_one_that_had_not_converged_is_told():
    draws = Posterior(made().draws, {**made().about, "converged": False})

    assert draws.notes(case_of("baseline").model) == ("the posterior had not converged",)


def changed(path, values, about=None):
    """A file of other columns."""
    write_posterior(Posterior(values, about or {}), path)
    return path


@pytest.mark.parametrize(("values", "message"), [
    ({"outside_pul": np.ones(3)}, "p.parquet: outside_pul: no such lever, parameter or city value. Did you mean"),
    ({"outside_pull": np.full(3, 1e9)}, "p.parquet: outside_pull: reaches outside"),
    ({"outside_pull": np.array([120.0, np.nan])}, "outside_pull: holds numbers that are not finite"),
    ({"outside_pull": np.array(["a", "b"])}, "outside_pull: holds what is no number"),
    ({"outside_pull": np.empty(0)}, "the posterior holds no draws")])
def test_faulty_columns_are_told(values, message, tmp_path):
    with pytest.raises(InputError) as error:
        read_posterior(changed(tmp_path / "p.parquet", values), case_of("baseline").model)

    assert message in str(error.value)


def test_what_is_no_posterior_is_told(tmp_path, file):
    text, table = tmp_path / "t.parquet", tmp_path / "d.parquet"
    text.write_text("no parquet", encoding="utf-8")
    parquet.write_table(parquet.read_table(file).replace_schema_metadata(None), table)
    for path, message in ((text, "not a Parquet file"), (table, "this is not a posterior"),
                          (tmp_path / "none.parquet", "no such file")):
        with pytest.raises(InputError, match=message):
            read_posterior(path)


def test_member_k_of_a_sweep_is_row_k_at_every_point_of_the_grid(file):
    sweep = package.sweep(BASE, vary={"siting_strictness": [0.0, 1.0]}, posterior=file, runs=6, time=SHORT,
                          keep=["gdp"])
    design, draws = sweep.design, read_posterior(file)

    assert len(design) == 12
    for run, row in design.iterrows():
        assert row["siting_strictness"] == (0.0, 1.0)[run % 2]
        assert all(row[name] == draws[name][run // 2] for name in NAMES)


def test_a_run_of_it_is_the_run_of_its_draw(file):
    sweep = package.sweep(BASE, posterior=file, runs=3, time=SHORT, keep=["gdp"])
    draws, time = read_posterior(file), sweep.plan.model.time
    alone = package.run(BASE, parameters={name: float(draws[name][2]) for name in NAMES},
                        time={**SHORT, "method": time.method, "step": time.step})

    assert sweep.to_dataframe().loc[(2, 2009), "gdp"] == pytest.approx(alone.indicators.loc[2009, "gdp"], rel=1e-9)


def test_all_draws_are_taken_where_nobody_says_how_many_and_more_are_refused(file):
    assert package.sweep(BASE, posterior=file, time=SHORT, keep=["gdp"]).plan.design.runs == 40
    with pytest.raises(UsageError, match="holds 40 draws, fewer than the 41 runs asked for"):
        package.sweep(BASE, posterior=file, runs=41, time=SHORT)
    with pytest.raises(UsageError, match="not from both"):
        package.sweep(BASE, posterior=file, sample="sobol", time=SHORT)


def test_the_draws_are_part_of_what_a_sweep_is(file, tmp_path):
    """Whoever resumes with other draws is told."""
    other = tmp_path / "other.parquet"
    write_posterior(made(seed=1), other)
    options = ("sweep", BASE, "--runs", "4", "-s", "time.end=2010", "--keep", "gdp", "-o", tmp_path / "s")
    done = urbsim(*options, "--posterior", file)
    refused = urbsim(*options, "--posterior", other, "--resume", code=2)

    assert "4 futures (posterior" in done.stderr
    assert "posterior:" in refused.stderr
    manifest = json.loads((tmp_path / "s" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["sweep"]["sample"] == "posterior"


def test_shares_over_a_posterior_say_what_they_rest_on_and_the_fan_is_drawn(file, tmp_path):
    done = urbsim("sweep", BASE, "--posterior", file, "--runs", "8", "-s", "time.end=2014", "-o", tmp_path / "s")

    assert "over draws of a posterior" in done.stdout
    assert "Rests on assumed data" in done.stdout
    assert (tmp_path / "s" / "figures" / "fan_chart.png").exists()
