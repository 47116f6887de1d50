"""Every equation: finite at the corners of its inputs, right in its units, documented, sourced and bounded."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import case_of, run_of

from urbsim import sectors
from urbsim.declare import CONFIDENCES, Parameter
from urbsim.model.unit_check import unit_problems
from urbsim.validation.corners import corner_problem, ranges

VOCABULARY = sectors.load()
EQUATIONS = {**VOCABULARY.variables, **VOCABULARY.constants}


KNOWN = ranges([run_of("no_policy").results, run_of("full_package").results])


@pytest.mark.parametrize("name", EQUATIONS)
def test_equation_is_finite_at_the_corners_of_its_inputs(name):
    assert corner_problem(case_of("baseline").model, name, KNOWN) == ""


def test_an_equation_that_is_not_finite_at_a_corner_is_told():
    broken = {**KNOWN, "town_capacity": (np.array(np.nan), np.array(1.0))}

    assert corner_problem(case_of("baseline").model, "crowding_amenity", broken).startswith("crowding_amenity (")


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
