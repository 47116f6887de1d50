"""Many members on a trailing axis give, member by member, what single runs give."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from conftest import case_of
from hypothesis import given, settings
from hypothesis import strategies as st

from urbsim.engine.vectorised import simulate
from urbsim.members import Batch, plain


def short(model):
    return replace(model, time=model.time.model_copy(update={"end": 2011.0}))


def varied(model, members):
    """Parameters, levers, a table, a city value and a start that differ by member."""
    random = np.random.default_rng(7)
    spread = random.uniform(0.8, 1.2, members)
    inputs = {"outside_pull": 134.0 * spread, "depreciation_rate": 0.09 * spread,
              "investment_company_debt_0": 32.0 * spread,
              "capital_0": np.asarray(model.inputs["capital_0"])[:, None] * random.uniform(0.9, 1.1, (12, members))}
    levers = {"siting_strictness": random.uniform(0.0, 1.0, members), "annual_quota": random.uniform(150, 400, members)}
    starts = {"raw_land": random.uniform(0.0, 20.0, (12, members))}
    return inputs, levers, starts


def test_each_member_is_the_single_run_of_its_inputs():
    model = short(case_of("baseline").model)
    inputs, levers, starts = varied(model, 5)
    batch = model.with_levers(levers, 2009.0).with_inputs({name: Batch(value) for name, value in inputs.items()},
                                                          {name: Batch(value) for name, value in starts.items()})
    together = simulate(batch)

    for member in range(5):
        alone = simulate(model.with_levers({name: value[member] for name, value in levers.items()}, 2009.0).with_inputs(
            {name: value[..., member] for name, value in inputs.items()},
            {name: value[..., member] for name, value in starts.items()}))
        for name, values in alone.values.items():
            scale = max(float(np.abs(values).max()), 0.01)  # a difference of numbers near 1 keeps 1e-14
            ours = together.values[name]
            ours = ours[..., member] if ours.ndim > values.ndim else ours
            assert np.abs(ours - values).max() <= 1e-12 * scale, name


def test_a_member_is_the_same_to_the_bit_whatever_its_neighbours():
    model = short(case_of("baseline").model)
    pull = np.linspace(100.0, 160.0, 37)

    def revenue(members):
        return simulate(model.with_inputs({"outside_pull": Batch(pull[members])}), ["revenue"]).values["revenue"]

    whole = revenue(slice(None))
    for part in (slice(0, 1), slice(3, 8), slice(20, 37)):
        assert np.array_equal(whole[..., part], revenue(part))


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(0, 2**31))
@settings(max_examples=60, deadline=None)
def test_a_batch_follows_numpy_member_by_member(rows, columns, members, seed):
    random = np.random.default_rng(seed)
    a, b = random.normal(size=(rows, columns, members)), random.normal(size=(columns, members))
    c = random.normal(size=(rows, columns))
    ours = [Batch(a) @ Batch(b), c @ Batch(b), Batch(a) @ b[:, 0], Batch(b) @ c.T, Batch(a) * Batch(b) + 1.0,
            Batch(a)[:, None], Batch(b)[:, None], Batch(a).sum(), Batch(a).sum(0), Batch(a).sum(-1, keepdims=True),
            Batch(b).min(), Batch(b).max(), Batch(b).mean(), np.stack([Batch(b), Batch(b) * 2.0]), np.exp(Batch(b)),
            np.maximum(Batch(b), 0.0), c * Batch(b)]

    for k in range(members):
        x, y = a[..., k], b[..., k]
        expected = [x @ y, c @ y, x @ b[:, 0], y @ c.T, x * y + 1.0, x[:, None], y[:, None], x.sum(), x.sum(0),
                    x.sum(-1, keepdims=True), y.min(), y.max(), y.mean(), np.stack([y, y * 2.0]), np.exp(y),
                    np.maximum(y, 0.0), c * y]
        for mine, numpys in zip(ours, expected, strict=True):
            assert plain(mine)[..., k] == pytest.approx(numpys, rel=1e-12, abs=1e-12)
            assert mine.shape == np.shape(numpys)
