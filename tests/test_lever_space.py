"""Levers as points of a cube: bounds, shares, and what stays as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conftest import case_of
from hypothesis import given, settings
from hypothesis import strategies as st

from urbsim.errors import InputError
from urbsim.optimisation.space import NEW_PLAN, lever_value, space_of

CASE = case_of("baseline")
LEVERS = CASE.vocabulary.levers


def space(**options):
    return space_of(CASE.scenario, CASE.vocabulary, **options)[0]


WHOLE = space()
points = st.lists(st.floats(0.0, 1.0), min_size=WHOLE.size, max_size=WHOLE.size).map(np.array)


@given(points)
@settings(max_examples=50, deadline=None)
def test_every_point_keeps_the_bounds_and_shares_sum_to_one(point):
    values = WHOLE.values(point[None])

    for name, (value,) in values.items():
        assert LEVERS[name].low - 1e-12 <= value <= LEVERS[name].high + 1e-12, name
    for whole in WHOLE.wholes:
        assert sum(float(values[name][0]) for name in whole.names) == pytest.approx(1.0, abs=1e-12)


@given(points)
@settings(max_examples=50, deadline=None)
def test_a_point_of_its_own_values_gives_them_again(point):
    values = {name: float(value[0]) for name, value in WHOLE.values(point[None]).items()}
    again = WHOLE.values(WHOLE.point(values)[None])

    for name, value in values.items():
        span = LEVERS[name].high - LEVERS[name].low
        assert float(again[name][0]) == pytest.approx(value, abs=1e-9 * span), name


@given(points)
@settings(max_examples=50, deadline=None)
def test_rounded_levers_can_be_stated_and_are_valid(point):
    values = {name: float(value[0]) for name, value in WHOLE.values(point[None]).items()}
    rounded = WHOLE.rounded(values)

    for name, value in rounded.items():
        assert LEVERS[name].low <= value <= LEVERS[name].high, name
        assert abs(value - values[name]) <= 2e-4 * (LEVERS[name].high - LEVERS[name].low), name
    for whole in WHOLE.wholes:
        assert sum(rounded[name] for name in whole.names) == pytest.approx(1.0, abs=1e-12)


def test_the_scenario_is_a_point_of_the_space():
    values = {name: lever_value(CASE.scenario, LEVERS[name]) for name in WHOLE.levers}

    for name, value in WHOLE.values(WHOLE.point(values)[None]).items():
        assert float(value[0]) == pytest.approx(values[name], abs=1e-12), name


def test_all_levers_are_set_but_the_one_that_enlarges_the_plan_total():
    assert set(LEVERS) - set(WHOLE.levers) == {NEW_PLAN}
    assert set(space(new_plan=True).levers) == set(LEVERS)


def test_fixed_levers_stay_and_shares_leave_them_their_part():
    found = space(fixed=["siting_strictness", "construction_share_town"],
                  bounds={"construction_share_land": (0.1, 1.0)})
    values = found.values(np.random.default_rng(0).uniform(size=(20, found.size)))

    assert not {"siting_strictness", "construction_share_town"} & set(found.levers)
    free = values["construction_share_infrastructure"] + values["construction_share_land"]
    assert free == pytest.approx(np.full(20, 1.0 - 0.42))
    assert (values["construction_share_land"] >= 0.1).all()


def test_levers_that_change_over_time_stay_unless_they_get_bounds():
    moving = replace(CASE.scenario, levers={**CASE.scenario.levers, "guidance_amount": ((2009.0, 1.0), (2011.0, 4.0))})
    found, notes = space_of(moving, CASE.vocabulary)
    bounded, _ = space_of(moving, CASE.vocabulary, bounds={"guidance_amount": (0.0, 2.0)})

    assert "guidance_amount" not in found.levers
    assert notes == ("guidance_amount changes over time in the file and stays so",)
    assert bounded.bounds("guidance_amount") == (0.0, 2.0)


def test_faults_of_bounds_are_told_all_at_once():
    with pytest.raises(InputError) as told:
        space(fixed=["fund_sed", "annual_quota"], bounds={
            "annual_quota": (100.0, 200.0), "fund_seed": (2.0, 1.0), "guidance_amount": (0.0, 60.0),
            "fund_share_subsidy": (0.0, 0.3), "new_plan_quota": (0.0, 100.0)})

    text = str(told.value)
    for part in ("fund_sed: no such lever. Did you mean 'fund_seed'?", "annual_quota: is both fixed and given bounds",
                 "fund_seed: bounds 2 to 1 must rise", "guidance_amount: bounds 0 to 60 must rise and lie in 0 to 6",
                 "fund_share_subsidy: is a share of a whole and takes a lower bound only",
                 "new_plan_quota: enlarges the fixed total of construction land"):
        assert part in text
    with pytest.raises(InputError, match="more than the 1 that is left"):
        space(bounds={"fund_share_subsidy": (0.6, 1.0), "fund_share_projects": (0.6, 1.0)})
    with pytest.raises(InputError, match="no lever is left"):
        space(fixed=list(LEVERS))
