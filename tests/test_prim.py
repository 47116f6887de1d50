"""Boxes: those planted are found, their measures are what they say, and chance is told apart."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from urbsim.analysis import prim


def planted(seed, runs=2000, factors=6, noise=0.0):
    """Cases in a box: the first factor below 0.4 and the third above 0.6; some are turned over by chance."""
    random = np.random.default_rng(seed)
    rows = random.uniform(size=(runs, factors))
    cases = (rows[:, 0] < 0.4) & (rows[:, 2] > 0.6)
    return rows, cases ^ (random.uniform(size=runs) < noise)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_planted_box_is_recovered_to_within_a_peel(seed):
    rows, cases = planted(seed)
    box, _ = prim.find_box(rows, cases, None)

    assert np.argwhere(box.restricted).tolist() == [[0, prim.HIGH], [2, prim.LOW]]
    assert box.limits[0, prim.HIGH] == pytest.approx(0.4, abs=prim.ALPHA)
    assert box.limits[2, prim.LOW] == pytest.approx(0.6, abs=prim.ALPHA)
    assert box.coverage > 0.95
    assert box.density > 0.85


def test_a_planted_box_is_found_in_noise_and_found_again():
    rows, cases = planted(1, noise=0.05)
    first, *_ = prim.find_boxes(rows, cases, most=1)

    assert np.argwhere(first.box.restricted).tolist() == [[0, prim.HIGH], [2, prim.LOW]]
    assert first.repeated[0, prim.HIGH] > 0.9
    assert first.repeated[2, prim.LOW] > 0.9
    assert first.held_out == pytest.approx((first.box.coverage, first.box.density), abs=0.1)


def test_two_planted_boxes_are_found_one_after_the_other():
    random = np.random.default_rng(4)
    rows = random.uniform(size=(1500, 4))
    cases = ((rows[:, 0] < 0.3) & (rows[:, 1] < 0.5)) | (rows[:, 3] > 0.9)
    found = prim.find_boxes(rows, cases, most=3)

    factors = [set(np.argwhere(item.box.restricted)[:, 0].tolist()) for item in found]
    assert {0, 1} in factors[:2]
    assert {3} in factors[:2]


def test_in_pure_chance_no_box_is_found():
    random = np.random.default_rng(5)
    rows, cases = random.uniform(size=(1000, 6)), random.uniform(size=1000) < 0.4

    assert prim.find_boxes(rows, cases, most=1) == []


def test_factors_with_few_values_are_peeled_a_value_at_a_time():
    random = np.random.default_rng(6)
    rows = np.column_stack([random.integers(0, 5, 1000), random.integers(0, 2, 1000), random.uniform(size=1000)])
    cases = rows[:, 0] >= 3
    box, _ = prim.find_box(rows.astype(float), cases, None)

    assert np.argwhere(box.restricted).tolist() == [[0, prim.LOW]]
    assert box.limits[0, prim.LOW] == 3.0
    assert (box.coverage, box.density) == (1.0, 1.0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**20))
def test_each_peel_shrinks_the_box_and_coverage_density_and_runs_fit_together(seed):
    rows, cases = planted(seed, runs=300, factors=3, noise=0.2)
    trajectory = prim.peel(rows, cases)

    for wide, narrow in itertools.pairwise(trajectory):
        assert narrow.runs < wide.runs
        assert (narrow.inside <= wide.inside).all()
    for box in trajectory:
        assert np.array_equal(box.inside, prim.within(rows, box.limits))
        assert box.coverage * cases.sum() == pytest.approx(box.density * box.runs)


def test_the_box_with_a_density_is_the_largest_that_has_it():
    rows, cases = planted(7, noise=0.1)
    trajectory = prim.peel(rows, cases)
    box = prim.chosen(trajectory, 0.6)

    assert box.density >= 0.6
    assert all(other.density < 0.6 for other in trajectory if other.runs > box.runs)
    densest = prim.chosen(trajectory, 1.0)
    assert densest.density == max(other.density for other in trajectory)


def test_quasi_p_is_the_binomial_chance_of_so_many_cases_without_the_limit():
    rows, cases = planted(8, noise=0.1)
    box, _ = prim.find_box(rows, cases, None)
    without = rows[:, 2] >= box.limits[2, prim.LOW]
    expected = binom.sf(cases[box.inside].sum() - 1, box.runs, cases[without].mean())

    assert prim.quasi_p(rows, box)[0, prim.HIGH] == pytest.approx(expected)
    assert np.isnan(prim.quasi_p(rows, box)[1]).all()


def test_a_limit_that_chance_explains_is_dropped():
    rows, cases = planted(9)
    box = prim.Box(np.array([[-np.inf, 0.4], [0.1, np.inf], [0.6, np.inf], *([[-np.inf, np.inf]] * 3)]),
                   prim.within(rows, np.array([[-np.inf, 0.4], [0.1, np.inf], [0.6, np.inf], *([[-9.0, 9.0]] * 3)])),
                   cases)

    assert np.argwhere(prim.significant(rows, box).restricted).tolist() == [[0, prim.HIGH], [2, prim.LOW]]


def test_pasting_never_lowers_the_density():
    rows, cases = planted(10, noise=0.15)
    for box in prim.peel(rows, cases)[::5]:
        pasted = prim.paste(rows, box)
        assert pasted.density >= box.density
        assert pasted.runs >= box.runs


def test_the_same_seed_finds_the_same():
    rows, cases = planted(11, runs=400, noise=0.1)
    one, two = (prim.find_boxes(rows, cases, most=1, seed=3)[0] for _ in range(2))

    assert np.array_equal(one.repeated, two.repeated)
    assert np.array_equal(one.box.limits, two.box.limits)
