"""Statistics of fit: worked by hand, and what must hold for any series."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from urbsim.analysis.fit_statistics import fit_statistics, forecast


def statistics(observed, modelled):
    """Of consecutive years."""
    return fit_statistics(np.arange(2009, 2009 + len(observed)), observed, modelled)


SERIES = st.lists(st.tuples(st.floats(1.0, 1e6), st.floats(1.0, 1e6)), min_size=3, max_size=12)
FAST = settings(max_examples=100, deadline=None)


def test_by_hand():
    """Observed 100, 110, 130; modelled 104, 110, 124."""
    found = statistics(np.array([100.0, 110.0, 130.0]), np.array([104.0, 110.0, 124.0]))

    assert found.mape == pytest.approx((4 / 100 + 0 + 6 / 130) / 3)
    assert found.rmspe == pytest.approx((((4 / 100) ** 2 + (6 / 130) ** 2) / 3) ** 0.5)
    assert found.rmse == pytest.approx((52 / 3) ** 0.5)
    assert found.r_squared == pytest.approx(1.0 - 52 / (466 + 2 / 3))
    assert found.um == pytest.approx((2 / 3) ** 2 / (52 / 3))
    one, other = (1400 / 9) ** 0.5, (((26 / 3) ** 2 + (8 / 3) ** 2 + (34 / 3) ** 2) / 3) ** 0.5
    assert found.us == pytest.approx((other - one) ** 2 / (52 / 3))
    assert found.u2 == pytest.approx((((0 / 100) ** 2 + (6 / 110) ** 2) / ((10 / 100) ** 2 + (20 / 110) ** 2)) ** 0.5)


@FAST
@given(SERIES)
def test_theils_shares_sum_to_one_where_there_is_an_error(pairs):
    observed, modelled = np.array(pairs).T
    found = statistics(observed, modelled)

    if found.um is None:
        assert found.rmse <= 1e-12 * observed.max()
    else:
        assert found.um + found.us + found.uc == pytest.approx(1.0, abs=1e-6)
        assert min(found.um, found.us) >= 0.0
        assert found.uc >= -1e-6


@FAST
@given(st.lists(st.floats(1.0, 1e3), min_size=3, max_size=8, unique=True), st.floats(0.5, 100.0))
def test_a_mere_shift_is_all_bias_and_leaves_the_correlation_at_one(observed, shift):
    observed = np.array(observed)
    found = statistics(observed, observed + shift)

    assert found.um == pytest.approx(1.0, abs=1e-6)
    if found.r_squared_correlation is not None:
        assert found.r_squared_correlation == pytest.approx(1.0, abs=1e-6)
        assert found.r_squared == pytest.approx(1.0 - shift**2 / observed.var(), abs=1e-6)


def test_a_perfect_fit_has_no_shares_of_its_error():
    observed = np.array([1.0, 2.0, 4.0])
    found = statistics(observed, observed)

    assert (found.um, found.us, found.uc) == (None, None, None)
    assert (found.mape, found.r_squared, found.r_squared_correlation, found.u2) == (0.0, 1.0, pytest.approx(1.0), 0.0)


def test_no_change_has_a_u2_of_one():
    observed = np.array([100.0, 110.0, 99.0, 120.0])

    assert statistics(observed, np.array([100.0, 100.0, 110.0, 99.0])).u2 == pytest.approx(1.0)


@pytest.mark.parametrize(("observed", "undefined"), [
    ([5.0, 5.0, 5.0], ("r_squared", "r_squared_correlation", "u2")),
    ([1.0, 0.0, 2.0], ("mape", "rmspe", "u2")),
    ([3.0], ("r_squared", "um", "us", "uc", "u2")),
    ([3.0, 4.0], ("r_squared_correlation",))])
def test_what_is_not_defined_is_none(observed, undefined):
    found = statistics(np.array(observed), np.array(observed) + 0.5)

    assert {name for name, value in vars(found).items() if value is None} >= set(undefined)


def test_a_mean_of_the_observed_has_an_r_squared_of_nought_and_worse_is_below():
    observed = np.array([1.0, 2.0, 6.0])

    assert statistics(observed, np.full(3, 3.0)).r_squared == pytest.approx(0.0)
    assert statistics(observed, np.full(3, 5.0)).r_squared < 0.0


def test_forecasts_of_a_straight_line_are_those_of_the_line():
    years = np.arange(2009.0, 2012.0)
    found = forecast(years, 10.0 + 2.0 * (years - 2009.0), np.array([2012.0, 2013.0]), np.array([16.0, 18.0]),
                     np.array([16.0, 20.0]))

    assert found.years == (2012, 2013)
    assert found.trend == pytest.approx(0.0, abs=1e-9)
    assert found.no_change == pytest.approx(((2.0**2 + 4.0**2) / 2) ** 0.5)
    assert found.model == pytest.approx(2.0**0.5)
    assert forecast(years[:1], np.array([10.0]), years[1:2], np.array([12.0]), np.array([12.0])).trend is None


def test_u2_is_over_consecutive_years_alone():
    """Of 2009, 2010 and 2013 only the first two follow each other."""
    found = fit_statistics(np.array([2009, 2010, 2013]), np.array([100.0, 110.0, 500.0]), np.array([100.0, 104.0, 9.0]))

    assert found.u2 == pytest.approx(0.6)
    assert fit_statistics(np.array([2009, 2011]), np.array([1.0, 2.0]), np.array([1.0, 3.0])).u2 is None
