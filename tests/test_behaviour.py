"""Behaviour checks, extreme conditions and modes notice a model that does not behave."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import case_of, run_of

from urbsim.engine.integrate import METHODS
from urbsim.validation.behaviours import Behaviour, Recorded, behaviour_checks, behaviours, holds, judged
from urbsim.validation.conditions import conditions, under
from urbsim.validation.engines import timed
from urbsim.validation.modes import Linearised, factor, mode_checks
from urbsim.validation.weaknesses import weaknesses


def silent(what):
    """Nobody is told what is being checked."""


def tried(sentence, settings=6):
    """A sentence of one's own, tried on the baseline."""
    case = case_of("baseline")
    (check,) = behaviour_checks(case.scenario, timed(case.model, end=2014.0), silent, [sentence], settings)
    return check


def test_there_are_at_least_forty_sentences_in_both_languages_about_names_that_exist():
    known = case_of("baseline").model.vocabulary.declarations
    found = behaviours()

    assert len(found) >= 40
    assert len({one.claim for one in found}) == len({one.zh for one in found}) == len(found)
    for one in found:
        assert {one.look, *one.empty, *one.set, *one.levers} <= set(known), one.claim
        assert one.claim.endswith(".")
        assert one.zh.endswith("。")


def test_a_sentence_that_is_wrong_is_seen():
    wrong = Behaviour(claim="Without demand revenue rises.", zh="错", set={"demand_multiplier": 0.0}, look="revenue",
                      over="sum", at="target", expect="rises")

    assert not tried(wrong).holds
    assert tried(wrong).measured.en == "in 0 of 6 settings"
    assert tried(wrong.model_copy(update={"expect": "falls"})).holds


@pytest.mark.parametrize(("usual", "changed", "measured", "good"), [
    ([0.0, 2.0, 3.0], [0.0, 1.0, 2.0], "in 2 of 2 settings; in 1 nothing to see", True),
    ([0.0, 2.0, 3.0], [0.0, 1.0, 4.0], "in 1 of 2 settings; in 1 nothing to see", False),
    ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], "in 0 of 0 settings; in 3 nothing to see", False)])
def test_settings_in_which_there_is_nothing_to_see_are_counted_apart(usual, changed, measured, good):
    one = Behaviour(claim="It falls.", zh="下降。", look="x", expect="falls")
    runs = [Recorded(np.zeros(1), {"x": np.array([values])}) for values in (usual, changed)]
    check = judged(one, 2011.0, *runs)

    assert (check.measured.en, check.holds) == (measured, good)


@pytest.mark.parametrize(("expect", "before", "after", "expected"), [
    ("is zero", 1.0, 0.0, True), ("is zero", 1.0, 1e-300, False), ("at most", 0.0, 2.0, True),
    ("at most", 0.0, 2.1, False), ("at least", 0.0, 1.9, False), ("falls", 1.0, 1.0 - 1e-12, False),
    ("falls", 1.0, 0.9, True), ("rises", 1.0, 1.1, True), ("does not fall", 1.0, 1.0 - 1e-12, True),
    ("does not rise", 1.0, 1.1, False), ("falls", 1.0, np.nan, False), ("does not fall", 1.0, np.nan, False)])
def test_what_is_expected_is_judged_beyond_rounding_and_never_of_a_run_that_broke_down(expect, before, after, expected):
    assert bool(holds(expect, 2.0, np.array(before), np.array(after))) is expected


def test_a_twin_of_the_last_park_earns_what_it_does():
    model = timed(run_of("baseline").case.model, end=2010.0)
    twin = under(next(one for one in conditions() if one.twin), model, 2009.0)

    from urbsim.engine.vectorised import simulate
    revenue = simulate(twin, ["revenue"]).values["revenue"]
    assert twin.size > model.size
    assert revenue[-1, -1] == pytest.approx(revenue[-1, -2], rel=1e-12)


@pytest.mark.parametrize(("method", "z", "expected"), [
    ("euler", -0.5, 0.5), ("rk4", 0.1, 1 + 0.1 + 0.1**2 / 2 + 0.1**3 / 6 + 0.1**4 / 24),
    ("tsit5", 0.01, float(np.exp(0.01)))])
def test_the_factor_of_a_method_is_its_stability_function(method, z, expected):
    assert factor(METHODS[method], z) == pytest.approx(expected, rel=1e-12)


def test_the_jacobian_of_a_run_is_that_of_its_rates():
    """Along random directions, against differences ten times as wide."""
    near = Linearised(case_of("baseline").model, 2014.0)
    random = np.random.default_rng(1)
    for _ in range(3):
        way = random.standard_normal(len(near.state)) * near.state * 1e-5
        change = near.rates(near.time, near.state + way) - near.rates(near.time, near.state - way)
        assert change == pytest.approx(2.0 * near.jacobian @ way, abs=1e-4 * np.abs(change).max())


def test_a_step_at_which_modes_grow_is_seen():
    """Euler with a step of 3/4 year: a mode that dies at 2.9 a year is multiplied by -1.2."""
    coarse = timed(case_of("baseline").model, method="euler", step=0.75)
    _, stable = mode_checks(coarse, 2009.75)

    assert not stable.holds


def test_weaknesses_of_the_built_in_city_are_not_told_of_another():
    assert {one.about for one in weaknesses()} == {"model", "city"}
    assert {one.about for one in weaknesses(built_in_city=False)} == {"model"}
    assert all(one.en.endswith(".") and one.zh.endswith("。") for one in weaknesses())
