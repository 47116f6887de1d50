"""What `explain` says of a name in a run: its values, and for a stock what moved it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from conftest import SCENARIOS, case_of, run_of, urbsim

from urbsim.analysis.trace import _Whole, values_of
from urbsim.api import run
from urbsim.errors import InputError


@pytest.mark.parametrize("stock", list(case_of("baseline").vocabulary.stocks))
def test_what_the_flows_of_a_stock_move_is_its_change(stock):
    results = run_of("baseline").results
    whole = _Whole(results, stock, "")
    first, last = results.years.grid.index(2012), results.years.grid.index(2013.0)
    amounts = sum(whole.amount(name, first, last) for name in whole.signs)
    start, end = (whole.of_stock(results.array(stock)[moment]) for moment in (first, last))

    assert amounts == pytest.approx(end - start, rel=1e-4, abs=1e-7 * max(abs(end), 1e-9))


def test_the_trace_names_the_flow_and_the_cause_that_a_lever_moved():
    """The quota released jumps in 2011 because its lever does, and for nothing else."""
    changed = run(SCENARIOS / "baseline.toml", engine="numpy", time={"end": 2014.0},
                  levers={"annual_quota": [[2009.0, 200.0], [2011.0, 800.0]]})
    steps = {step.year: step for step in values_of(changed.results, "quota_reserve").trace}

    assert steps[2011].flow == "quota_release"
    assert steps[2011].cause == "annual_quota"
    assert steps[2011].moved < -100.0
    assert steps[2011].change == pytest.approx(steps[2011].amount, rel=1e-6)


def test_values_are_those_of_the_run_by_element():
    results = run_of("baseline").results
    found = values_of(results, "capital", "LingangZone")

    assert found.elements == ("LingangZone",)
    assert found.times == (2009.0, 2014.0, 2026.0)
    assert found.values[:, 0].tolist() == [results.array("capital")[i, 1] for i in (0, 80, 272)]
    assert values_of(results, "siting_strictness").values[0, 0] == case_of("baseline").vocabulary.levers[
        "siting_strictness"].base
    assert values_of(results, "depreciation_rate").values.tolist() == [[0.09]] * 3
    assert values_of(results, "relocation").values.shape == (3, 84)
    with pytest.raises(InputError, match=r"no element 'Lingang'\. Did you mean 'LingangZone'"):
        values_of(results, "capital", "Lingang")


def test_a_stock_of_unit_one_is_traced_by_its_mean():
    results = run_of("baseline").results
    steps = values_of(results, "productivity").trace

    assert steps[0].value == pytest.approx(float(np.mean(results.array("productivity")[16])))


def test_the_command_shows_values_and_the_trace_in_both_languages_and_as_json():
    arguments = ("explain", "raw_land[ETDZ]", SCENARIOS / "baseline.toml", "-s", "time.end=2014")
    done = urbsim(*arguments)
    assert "park_quota_grant" in done.stdout
    assert "quota_pool" in done.stdout
    assert "逐年变化原因" in urbsim(*arguments, "--lang", "zh").stdout
    found = json.loads(urbsim(*arguments, "--json").stdout)
    assert [step["year"] for step in found[-1]["values"]["trace"]] == [2009, 2010, 2011, 2012, 2013]


@pytest.mark.parametrize(("name", "message"), [
    ("revenu", "Did you mean 'revenue'"), ("capital[Nowhere]", "no element")])
def test_what_is_not_there_is_told_with_the_nearest_name(name, message):
    done = urbsim("explain", name, SCENARIOS / "baseline.toml", "-s", "time.end=2014", code=3)

    assert message in done.stderr


@pytest.mark.parametrize(("name", "words"), [
    ("R1", "feedback loop"), ("reinvestment", "capital -> potential_revenue"), ("再投资", "feedback loop"),
    ("revenue", "loop R1")])
def test_loops_are_explained_too(name, words):
    assert words in urbsim("explain", name).stdout
