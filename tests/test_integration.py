"""The integrator: exact solutions, order of convergence, and scipy's DOP853 as the reference."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import SCENARIOS, case_of, rows, run_of
from scipy.integrate import solve_ivp

from urbsim.api import run
from urbsim.engine.integrate import METHODS, step
from urbsim.engine.vectorised import grid_of
from urbsim.model.start import prepare

ORDERS = {"euler": 1, "rk4": 4, "tsit5": 5}


def solve(method, rates, start, end, state, steps):
    """March a system with a fixed number of steps."""
    size = (end - start) / steps
    for number in range(steps):
        time = start + number * size
        state = step(METHODS[method], rates, time, state, size, rates(time, state))
    return state


@pytest.mark.parametrize("name", METHODS)
def test_tableau_is_consistent(name):
    method = METHODS[name]

    assert sum(method.weights) == pytest.approx(1.0, abs=1e-15)
    for node, row in zip(method.nodes, method.stages, strict=True):
        assert sum(row) == pytest.approx(node, abs=1e-14)


@pytest.mark.parametrize("name", METHODS)
def test_halving_the_step_shows_the_order_on_a_system_with_an_exact_solution(name):
    """A harmonic oscillator: (cos t, -sin t)."""
    exact = np.array([np.cos(10.0), -np.sin(10.0)])
    errors = [np.linalg.norm(solve(name, lambda t, y: np.array([y[1], -y[0]]), 0.0, 10.0, np.array([1.0, 0.0]), steps)
                             - exact) for steps in (160, 320, 640)]
    orders = np.log2(np.array(errors[:-1]) / errors[1:])

    assert orders == pytest.approx(np.full(2, ORDERS[name]), abs=0.2)


def test_tsit5_fulfils_the_order_conditions_up_to_five():
    """Hairer, Norsett and Wanner, Solving Ordinary Differential Equations I, table II.2.1 (a selection to order 5)."""
    method = METHODS["tsit5"]
    b, c, a = np.array(method.weights), np.array(method.nodes), np.zeros((6, 6))
    for row, values in enumerate(method.stages):
        a[row, : len(values)] = values
    found = [b @ c, b @ c**2, b @ c**3, b @ c**4, b @ a @ c, b @ a @ c**2, b @ a @ a @ c, b @ (c * (a @ c)),
             b @ a @ a @ a @ c, b @ (c * (a @ c**2)), b @ (a @ c) ** 2, b @ (c**2 * (a @ c)), b @ a @ c**3]

    assert found == pytest.approx([1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6, 1 / 12, 1 / 24, 1 / 8, 1 / 120, 1 / 15, 1 / 20,
                                   1 / 10, 1 / 20], abs=1e-14)


@pytest.fixture(scope="module")
def exact():
    """The full package at the end of 2013 by DOP853, piecewise between the ends of the ramp."""
    model = case_of("full_package").model
    evaluator, state = prepare(model)

    def rates(time, state):
        return evaluator.rates(time, state, model.schedule.at(time))

    for start, end in ((2009.0, 2010.0), (2010.0, 2014.0)):
        state = solve_ivp(rates, (start, end), state, method="DOP853", rtol=1e-13, atol=1e-15).y[:, -1]
    return state


def stock_errors(state, exact):
    """Largest error of each stock, relative to the stock's own largest value."""
    return np.array([np.abs(state[place.start : place.stop] - exact[place.start : place.stop]).max()
                     / max(np.abs(exact[place.start : place.stop]).max(), 1e-9)
                     for place in case_of("full_package").model.layout.values()])


def at_2014(method, step_size):
    result = run(SCENARIOS / "full_package.toml",
                 time={"method": method, "step": step_size, "end": 2014.0})
    return np.concatenate([np.ravel(result.array(name)[-1]) for name in result.case.model.layout])


@pytest.mark.parametrize(("method", "steps"), [("euler", (1 / 64, 1 / 128)), ("rk4", (1 / 16, 1 / 32)),
                                               ("tsit5", (1 / 16, 1 / 32))])
def test_halving_the_step_shows_the_order_in_the_median_stock_of_the_model(method, steps, exact):
    coarse, fine = (stock_errors(at_2014(method, size), exact) for size in steps)
    resolved = fine > 1e-12

    assert resolved.sum() >= 50
    assert np.median(np.log2(coarse[resolved] / fine[resolved])) == pytest.approx(ORDERS[method], abs=0.3)


def test_the_default_step_is_as_accurate_as_the_reference_says(exact):
    reference = {(row["scenario"], row["method"], row["dt"]): float(row["group_rel"]) for row in rows("integrator")}
    run_ = run_of("full_package")
    moment = list(run_.results.arrays.times).index(2014.0)
    state = np.concatenate([np.ravel(run_.array(name)[moment]) for name in run_.case.model.layout])

    assert stock_errors(state, exact).max() <= reference["full_package", "rk4", "0.0625"]


@pytest.mark.parametrize(("start", "end", "step"), [(2009.03125, 2014.03125, 0.03125), (2009.0, 2014.0, 1 / 48),
                                                    (2009.25, 2014.75, 0.25), (2009.5, 2013.0, 0.5)])
def test_mid_years_and_year_ends_are_saved_whatever_the_start_and_the_step(start, end, step):
    result = run(SCENARIOS / "baseline.toml", time={"start": start, "end": end, "step": step},
                 policy={"start": 2010.0, "ramp": 1.0})
    grid, times = grid_of(result.case.model), result.results.arrays.times

    for year in result.results.years.numbers:
        for moment in (year, year + 0.5, year + 1.0):
            assert times[grid.index(moment)] == pytest.approx(moment, abs=1e-9)
    with pytest.raises(ValueError, match="not a saved moment"):
        grid.index(start + 0.4 * step)
    totals = np.diff(result.array("cumulative_revenue")[[grid.index(year) for year in (2010, 2011, 2012)]], axis=0)
    table = result.indicators
    assert totals.sum(axis=1) == pytest.approx([table.loc[2010, "revenue"], table.loc[2011, "revenue"]], rel=1e-12)
