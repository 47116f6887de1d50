"""Designs: every range gets its distribution, pieces join, longer designs extend shorter ones."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from urbsim.analysis.sampling import METHODS, Design, quantile
from urbsim.scenario.schema import Range


def span(**keys):
    return Range.model_validate(keys)


RANGES = {
    "uniform": (span(low=2.0, high=5.0), stats.uniform(2.0, 3.0)),
    "loguniform": (span(low=0.1, high=10.0, shape="loguniform"), stats.loguniform(0.1, 10.0)),
    "triangular": (span(low=0.0, high=4.0, shape="triangular", peak=1.0), stats.triang(0.25, 0.0, 4.0)),
    "triangular at its end": (span(low=0.0, high=4.0, shape="triangular", peak=0.0), stats.triang(0.0, 0.0, 4.0)),
    "normal": (span(low=0.0, high=4.0, shape="normal", peak=1.0, deviation=2.0),
               stats.truncnorm(-0.5, 1.5, 1.0, 2.0)),
    "normal, by default": (span(low=0.0, high=4.0, shape="normal"), stats.truncnorm(-2.0, 2.0, 2.0, 1.0)),
}
SAMPLED = {"x": span(low=0.0, high=1.0), "y": span(low=1.0, high=2.0)}


@pytest.mark.parametrize("name", RANGES)
def test_a_range_has_the_distribution_that_scipy_gives_it(name):
    item, truth = RANGES[name]
    unit = np.linspace(0.001, 0.999, 500)

    assert quantile(item, unit) == pytest.approx(truth.ppf(unit), rel=1e-9, abs=1e-9)


def test_values_of_a_discrete_range_come_equally_often():
    found = quantile(span(values=[3, 1, 2]), (np.arange(3000) + 0.5) / 3000)

    assert {value: int((found == value).sum()) for value in (1.0, 2.0, 3.0)} == {1.0: 1000, 2.0: 1000, 3.0: 1000}


@settings(max_examples=40, deadline=None)
@given(method=st.sampled_from(METHODS), members=st.integers(1, 300), seed=st.integers(0, 2**63 - 1),
       cuts=st.lists(st.integers(0, 600), max_size=4))
def test_pieces_of_a_design_join_to_the_whole(method, members, seed, cuts):
    design = Design({"a": (1.0, 2.0)}, SAMPLED, method, members, seed)
    ends = sorted({0, design.runs, *(cut for cut in cuts if cut < design.runs)})
    pieces = [design.rows(first, last) for first, last in itertools.pairwise(ends)]

    assert np.array_equal(np.concatenate(pieces), design.rows(0, design.runs))


@pytest.mark.parametrize("method", ["random", "sobol"])
def test_a_longer_design_extends_a_shorter_one(method):
    short, long = (Design({"a": (1.0, 2.0)}, SAMPLED, method, members, 7) for members in (50, 200))

    assert np.array_equal(short.rows(0, 100), long.rows(0, 100))


def test_random_numbers_of_a_name_do_not_change_when_another_name_joins():
    one = Design({}, {"x": SAMPLED["x"]}, "random", 100, 3).rows(0, 100)
    both = Design({}, SAMPLED, "random", 100, 3).rows(0, 100)

    assert np.array_equal(one[:, 0], both[:, 0])


@settings(max_examples=60, deadline=None)
@given(members=st.integers(1, 5000), seed=st.integers(0, 2**32))
def test_a_latin_hypercube_has_each_slice_of_each_range_once(members, seed):
    rows = Design({}, SAMPLED, "lhs", members, seed).rows(0, members)

    for column, low in ((0, 0.0), (1, 1.0)):
        slices = np.floor((rows[:, column] - low) * members).astype(int)
        assert sorted(slices.clip(0, members - 1)) == list(range(members))


@pytest.mark.parametrize("method", METHODS)
def test_samples_are_uniform_and_their_columns_independent(method):
    rows = Design({}, SAMPLED, method, 4096, 11).rows(0, 4096) - [0.0, 1.0]

    assert stats.kstest(rows[:, 0], "uniform").pvalue > 1e-3
    assert stats.kstest(rows[:, 1], "uniform").pvalue > 1e-3
    assert abs(stats.spearmanr(*rows.T).statistic) < 0.06


def test_other_seeds_give_other_samples():
    for method in METHODS:
        one, two = (Design({}, SAMPLED, method, 64, seed).rows(0, 64) for seed in (1, 2))
        assert not np.array_equal(one, two), method


def test_a_sobol_sample_integrates_better_than_chance():
    rows = Design({}, SAMPLED, "sobol", 1024, 5).rows(0, 1024)

    assert abs((rows[:, 0] * (rows[:, 1] - 1.0)).mean() - 0.25) < 1e-3  # chance: 0.007


def test_a_grid_combines_all_values_and_every_point_meets_the_same_futures():
    design = Design({"a": (1.0, 2.0, 3.0), "b": (0.0, 1.0)}, SAMPLED, "random", 10, 1)
    rows = design.rows(0, design.runs)

    assert design.runs == 60
    assert {tuple(row) for row in rows[:6, :2]} == {(a, b) for a in (1.0, 2.0, 3.0) for b in (0.0, 1.0)}
    for point in range(6):
        assert np.array_equal(rows[point::6, 2:], rows[0::6, 2:])
