"""Many members at once: the yearly figures of each are those of a run of its own."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import SCENARIOS, case_of

import urbsim
from urbsim import many
from urbsim.engine import native, vectorised
from urbsim.engine.build import compiler
from urbsim.errors import InputError
from urbsim.members import Batch

ENGINES = ["numpy", *(["native"] if compiler() else [])]

STRICT = np.array([0.0, 0.5, 0.9])
PULL = np.array([120.0, 134.0, 150.0])


@pytest.fixture(scope="module")
def found():
    return urbsim.ensemble(SCENARIOS / "baseline.toml", {"siting_strictness": STRICT, "outside_pull": PULL,
                                                             "depreciation_rate": 0.085})


@pytest.mark.parametrize("member", range(3))
def test_every_indicator_of_a_member_is_that_of_its_own_run(member, found):
    alone = urbsim.run(SCENARIOS / "baseline.toml", levers={"siting_strictness": STRICT[member]}, parameters={
        "outside_pull": PULL[member], "depreciation_rate": 0.085}).indicators
    ours = found.to_dataframe().loc[member]

    assert list(ours.columns) == list(alone.columns)
    for column in alone.columns:
        assert ours[column].to_numpy() == pytest.approx(alone[column].to_numpy(), rel=1e-9, abs=1e-12), column


def test_numpy_gives_the_same_where_there_is_no_compiler(found, monkeypatch):
    monkeypatch.setattr(many, "compiler", lambda: None)
    numpys = urbsim.ensemble(SCENARIOS / "baseline.toml", {"siting_strictness": STRICT, "outside_pull": PULL,
                                                               "depreciation_rate": 0.085})

    for name, values in numpys.indicators.items():
        assert found.indicators[name] == pytest.approx(values, rel=1e-9, abs=1e-12), name
    assert found.annual_revenue == pytest.approx(numpys.annual_revenue, rel=1e-10)


def test_threads_change_no_bit():
    pull = np.linspace(90.0, 170.0, 50)
    one, two = (urbsim.ensemble(SCENARIOS / "no_policy.toml", {"outside_pull": pull}, threads=threads,
                                time={"end": 2011.0}) for threads in (1, 3))

    assert all(np.array_equal(one.indicators[name], two.indicators[name]) for name in one.indicators)


def test_a_member_that_fails_is_named_and_its_later_figures_are_missing(monkeypatch):
    from conftest import case_of

    from urbsim.members import Batch

    model = case_of("baseline").model.with_inputs({"depreciation_rate": Batch(np.array([0.09, -3000.0]))})
    found = many.run_members(model)

    assert [failure.member for failure in found.failures] == [1]
    assert np.isnan(found.indicators["gdp"][:, 1]).all()
    assert np.isfinite(found.indicators["gdp"][:, 0]).all()


def test_faulty_values_are_told_all_at_once():
    with pytest.raises(InputError) as error:
        urbsim.ensemble(SCENARIOS / "baseline.toml", {"siting_strictnes": STRICT, "annual_quota": [1.0, 200.0],
                                                          "outside_pull": [np.nan, 100.0]})

    assert [problem.key for problem in error.value.problems] == [
        "siting_strictnes", "annual_quota", "outside_pull"]
    assert "Did you mean 'siting_strictness'" in str(error.value)
    with pytest.raises(InputError, match="number of members"):
        urbsim.ensemble(SCENARIOS / "baseline.toml", {"siting_strictness": STRICT, "outside_pull": PULL[:2]})
    with pytest.raises(InputError, match="at least one array"):
        urbsim.ensemble(SCENARIOS / "baseline.toml", {"outside_pull": 120.0})


@pytest.mark.parametrize("engine", ENGINES)
def test_a_run_that_is_told_to_stop_says_so(engine):
    stop = native.Stop()
    stop.set()
    with pytest.raises(many.Stopped):
        many.run_members(varied(), 1, engine, stop)


@pytest.mark.skipif(compiler() is None, reason="no C compiler")
def test_the_native_engine_stops_before_its_next_step():
    """A run that would fail in its first step does not come to it."""
    model, stop = varied().with_inputs({"outside_pull": Batch(np.nan * PULL)}), native.Stop()
    library = native.load(model, ())
    actions = np.full(vectorised.grid_of(model).steps + 1, native.RECORD, dtype=np.uint8)
    _, failures = library.run(model, actions, library.source.rows("capital"), stop=stop)
    stop.set()
    _, after_stop = library.run(model, actions, library.source.rows("capital"), stop=stop)

    assert failures
    assert not after_stop


def varied():
    return case_of("baseline").model.with_inputs({"outside_pull": Batch(PULL)})
