"""Equations of one's own mean natively what they mean in Python, and a library serves no other model."""

from __future__ import annotations

import numpy as np
import pytest

import urbsim
from urbsim.declare import event, flow, index, parameter, stock
from urbsim.engine import native, vectorised
from urbsim.engine.build import compiler
from urbsim.errors import InputError, ModelError

pytestmark = pytest.mark.skipif(compiler() is None, reason="no C compiler")
PLACE = index("place", elements=("here", "there"))


def own(change, **more):
    """A model of two places with one flow, a function of the level."""
    level = stock("Level.", "1", dims=PLACE, initial=1.0)
    moved = flow("1/year", dims=PLACE, into="level")(change)
    return urbsim.assemble({"level": level, "moved": moved, **more}, start=0.0, end=2.0, step=0.5, name="own")


def level_of(engine, model):
    return engine.simulate(model, ["level"]).values["level"]


def test_a_factor_of_zero_switches_off_in_every_engine():
    def change(level):
        """Switched off."""
        return 0.0 * level + 0.0 / (1.0 + level.sum())

    assert np.array_equal(level_of(native, own(change)), level_of(vectorised, own(change)))


def test_what_an_equation_reads_from_its_surroundings_makes_another_library():
    surroundings = {"rate": 0.1}

    def change(level):
        """Growth at a rate that stands elsewhere."""
        return surroundings["rate"] * level

    slow = level_of(native, own(change))
    surroundings["rate"] = 0.3

    assert np.allclose(level_of(native, own(change)), level_of(vectorised, own(change)), rtol=1e-12)
    assert level_of(native, own(change))[-1, 0] > slow[-1, 0]


def test_positions_count_from_the_end_as_in_python_and_must_be_there():
    def change(level):
        """Growth of the last."""
        return 0.1 * level[-1] + 0.0 * level

    def beyond(level):
        """A place that is not there."""
        return level[2] + 0.0 * level

    assert np.allclose(level_of(native, own(change)), level_of(vectorised, own(change)), rtol=1e-12)
    with pytest.raises(ModelError, match="position 2 is outside the 2 elements of place"):
        native.load(own(beyond))


def test_an_event_cannot_come_twice_at_one_moment():
    def change(level):
        """Growth."""
        return 0.1 * level

    @event("1", at=("first", "second"), dims=PLACE, into="level")
    def gift(level):
        """It comes once or at two moments."""
        return 1.0 + 0.0 * level

    model = own(change, gift=gift, first=parameter("One moment.", 1.0, "year"),
                second=parameter("Another.", 1.0, "year"))
    for engine in (native, vectorised):
        with pytest.raises(InputError, match="two of its moments are 1"):
            engine.simulate(model)
