"""The project's own run gives every number of the reference results."""

from __future__ import annotations

import json

import numpy as np
import pytest
from conftest import NAMES, REFERENCE, rows

from urbsim.model.start import prepare

RELATIVE, FLOOR = 1e-9, 1e-12


def assert_same(value, expected, what):
    assert abs(value - expected) <= max(RELATIVE * abs(expected), FLOOR), f"{what}: {value!r}, reference {expected!r}"


def by_index(name, column):
    """Reference values by variable, in the order of their index."""
    values = {}
    for row in rows(name):
        values.setdefault(row[column], []).append(float(row["value"]))
    return values


@pytest.mark.parametrize("name", NAMES)
def test_every_yearly_figure_of_every_scenario_is_the_reference(name, finished):
    table = finished(name).results.indicator_table
    wanted = [row for row in rows("results") if row["scenario"] == name]

    assert set(table.header) == set(wanted[0]) - {"scenario"}
    assert [row[0] for row in table.rows] == [int(row["year"]) for row in wanted]
    for row, reference in zip(table.rows, wanted, strict=True):
        for column, value in zip(table.header, row, strict=True):
            assert_same(value, float(reference[column]), f"{name} {row[0]} {column}")


@pytest.mark.parametrize("name", ["baseline", "full_package"])
@pytest.mark.parametrize("year", [2009, 2014, 2026])
def test_every_stock_is_the_reference(name, year, finished):
    run = finished(name)
    moment = list(run.results.arrays.times).index(year)

    reference = by_index(f"state_{name}_{year}", "stock")
    assert set(reference) == set(run.case.vocabulary.stocks)
    for stock, values in reference.items():
        for index, (value, expected) in enumerate(zip(np.ravel(run.array(stock)[moment]), values, strict=True)):
            assert_same(value, expected, f"{stock} {index}")


def test_every_variable_of_2012_is_the_reference(finished):
    run = finished("baseline")
    moment = list(run.results.arrays.times).index(2012.0)

    reference = by_index("auxiliaries_baseline_2012", "auxiliary")
    assert set(run.case.vocabulary.variables) - set(reference) == {"fund_shares", "construction_shares"}
    for name, values in reference.items():
        for index, (value, expected) in enumerate(zip(np.ravel(run.array(name)[moment]), values, strict=True)):
            assert_same(value, expected, f"{name} {index}")


def test_every_rate_of_change_of_2012_is_the_reference(finished):
    run = finished("baseline")
    model = run.case.model
    moment = list(run.results.arrays.times).index(2012.0)
    evaluator, _ = prepare(model)
    state = np.concatenate([np.ravel(run.array(name)[moment]) for name in model.layout])
    rates = evaluator.rates(2012.0, state, model.schedule.at(2012.0))

    for stock, values in by_index("derivatives_baseline_2012", "stock").items():
        place = model.layout[stock]
        scale = max(map(abs, values))
        for value, expected in zip(rates[place.start : place.stop], values, strict=True):
            assert abs(value - expected) <= max(RELATIVE * abs(expected), 1e-12 * scale, FLOOR), stock


def test_every_constant_is_the_reference(case):
    _, values = prepare(case("baseline").model)[0].moment(2009.0, prepare(case("baseline").model)[1],
                                                          case("baseline").model.schedule.at(2009.0))
    for name, expected in by_index("constants", "constant").items():
        for index, value in enumerate(np.ravel(values[name])):
            assert_same(value, expected[index], f"{name} {index}")


@pytest.mark.parametrize("name", NAMES)
def test_the_shipped_scenarios_set_the_levers_of_the_reference(name, case):
    levers = json.loads((REFERENCE / "scenarios.json").read_text(encoding="utf-8"))[name]["levers"]
    chosen = case(name)
    values = dict(zip(chosen.model.schedule.names, chosen.model.schedule.at(2020.0), strict=True))

    for lever, item in chosen.vocabulary.levers.items():
        assert values[lever] == pytest.approx(levers.get(lever, item.base), rel=1e-15), lever


@pytest.mark.parametrize("row", rows("parameters"), ids=lambda row: row["name"])
def test_every_parameter_has_the_value_and_range_of_the_specification(row, case):
    item = case("baseline").model.vocabulary.parameters[row["name"]]

    assert [item.base, item.low, item.high] == [float(row[name]) for name in ("base", "low", "high")]
    assert item.confidence == row["confidence"]


@pytest.mark.parametrize("row", rows("levers"), ids=lambda row: row["name"])
def test_every_lever_has_the_value_and_range_of_the_specification(row, case):
    item = case("baseline").model.vocabulary.levers[row["name"]]

    assert [item.base, item.low, item.high] == [float(row[name]) for name in ("off", "low", "high")]
    assert item.group == row["group"]
