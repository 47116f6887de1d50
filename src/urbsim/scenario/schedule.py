"""Levers over time: each leaves its no-policy value and passes its knots by smooth steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from urbsim.functions import smoothstep


@dataclass(frozen=True)
class Schedule:
    """All levers as functions of time.

    `names` in order, `off` their values without policy; `changes` holds for each knot time the added value of every
    lever from there on. Values may carry a trailing axis of members.
    """

    names: tuple[str, ...]
    off: np.ndarray
    changes: tuple[tuple[float, np.ndarray], ...]
    ramp: float

    def at(self, time: float) -> np.ndarray:
        """Value of every lever at a time, in the order of `names`."""
        value = self.off
        for start, change in self.changes:
            if time > start:
                value = value + change * smoothstep((time - start) / self.ramp)
        return value


def make_schedule(off: Mapping[str, float], knots: Mapping[str, Sequence[tuple[float, Any]]], ramp: float) -> Schedule:
    """Build the schedule from the values without policy and the [time, value] knots of the levers that a policy sets.

    Knots of one lever lie at least a ramp apart, so that each is reached before the next begins. A knot's value may be
    an array over members.
    """
    names = tuple(off)
    members = np.broadcast_shapes(*(np.shape(value) for steps in knots.values() for _, value in steps), ())
    start = np.array([np.broadcast_to(off[name], members) for name in names])
    changes: dict[float, np.ndarray] = {}
    for name, steps in knots.items():
        before: Any = off[name]
        for time, value in steps:
            change = changes.setdefault(time, np.zeros_like(start))
            change[names.index(name)] += value - before
            before = value
    return Schedule(names, start, tuple(sorted(changes.items(), key=lambda item: item[0])), ramp)
