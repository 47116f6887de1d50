"""Every equation: finite at the corners of its inputs, right in its units, documented, sourced and bounded."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from conftest import case_of, run_of

from urbsim import sectors
from urbsim.declare import CONFIDENCES, Lever, Parameter
from urbsim.model.unit_check import unit_problems

VOCABULARY = sectors.load()
EQUATIONS = {**VOCABULARY.variables, **VOCABULARY.constants}


def corners(name):
    """The lowest and the highest value that a name takes: of its range, or over two contrary runs; and empty stocks.

    Shares of a whole stay above 0 together, as every scenario keeps them; productivity never falls below its start.
    """
    item = VOCABULARY.declarations.get(name)
    if name == "time":
        return np.array(2009.0), np.array(2026.0)
    if isinstance(item, Lever) and item.share_of:
        return np.array(item.base), np.array(item.high)
    if isinstance(item, Parameter):
        return np.array(item.low), np.array(item.high)
    runs = [run_of("no_policy"), run_of("full_package")]
    if name in runs[0].results.arrays.values:
        values = np.concatenate([run.array(name) for run in runs])
        zero = 0.0 if name in VOCABULARY.stocks and name != "productivity" else values.min(axis=0)
        return np.minimum(values.min(axis=0), zero), values.max(axis=0)
    if name.startswith("initial_"):
        return np.array(0.0), runs[0].array(name.removeprefix("initial_"))[0]
    known = case_of("baseline").model.inputs
    if name in known:
        return known[name], known[name]
    return CONSTANTS[name], CONSTANTS[name]


def constants():
    from urbsim.model.start import prepare

    model = case_of("baseline").model
    evaluator, state = prepare(model)
    return evaluator.moment(2009.0, state, model.schedule.at(2009.0))[1]


CONSTANTS = constants()


@pytest.mark.parametrize("name", EQUATIONS)
def test_equation_is_finite_at_the_corners_of_its_inputs(name):
    equation = EQUATIONS[name]
    pairs = [corners(argument) for argument in equation.arguments]
    random = np.random.default_rng(0)
    choices = list(itertools.product((0, 1), repeat=len(pairs))) if len(pairs) <= 8 else [
        (0,) * len(pairs), (1,) * len(pairs), *random.integers(0, 2, (256, len(pairs)))]
    shape = case_of("baseline").model.shape(equation.dims)

    for choice in choices:
        value = equation.function(*(pair[which] for pair, which in zip(pairs, choice, strict=True)))
        assert np.shape(value) == shape
        assert np.isfinite(value).all(), dict(zip(equation.arguments, choice, strict=True))


def test_every_equation_flow_and_initial_value_has_the_unit_it_declares():
    assert [str(problem) for problem in unit_problems(VOCABULARY, case_of("baseline").model)] == []


@pytest.mark.parametrize("name", [*VOCABULARY.declarations, *(f"indicator {n}" for n in VOCABULARY.indicators)])
def test_declaration_is_documented(name):
    item = VOCABULARY.declarations.get(name) or VOCABULARY.indicators[name.removeprefix("indicator ")]

    assert item.meaning.endswith(".")
    assert "\n" not in item.meaning.strip() or item.meaning.count("\n") <= 1
    assert item.unit
    assert any("一" <= letter <= "鿿" for letter in item.zh), "no Chinese name"
    assert item.source
    assert item.confidence in CONFIDENCES
    if isinstance(item, Parameter):
        assert item.low <= item.base <= item.high


@pytest.mark.parametrize("row", case_of("baseline").city.provenance, ids=lambda row: f"{row.table}-{row.row}")
def test_every_row_of_the_city_says_where_it_comes_from(row):
    assert row.source
    assert row.confidence in CONFIDENCES


def test_the_size_of_the_model_is_that_of_its_specification():
    """57 stocks (612 scalars), 114 flows, 174 auxiliaries and 2 that join shares, 249 parameters, 1 guard, 2 goals."""
    assert len(VOCABULARY.stocks) == 57
    assert case_of("baseline").model.size == 612
    assert len(VOCABULARY.flows) == 114
    assert len(VOCABULARY.variables) - len(VOCABULARY.flows) == 174 + 2
    assert len(VOCABULARY.parameters) == 249 + 1 + 2
    assert len(VOCABULARY.levers) == 45
    assert len({item.group for item in VOCABULARY.levers.values()}) == 16
