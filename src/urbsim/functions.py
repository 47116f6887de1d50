"""The few building blocks of equations.

Plain numpy, so that they work on floats, on arrays, on a batch of members, on quantities with units and on symbols.
All are smooth: a policy that is nudged changes results a little, never by a jump, and the integrator keeps its order.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

TINY = 1e-12
"""The smallest amount that matters, of any unit: it keeps quotients defined where a stock is empty."""

CES_GUARD = 0.01
"""Keeps the bottleneck above zero where one utility is missing altogether."""

SHARPNESS = 10.0
"""Exponent of the smooth minimum: higher is sharper."""

SATURATION_LIMIT = 1e12
"""Ratios above this count as this: their power would overflow."""

Array = Any
"""A float, an array, a batch, a quantity or a symbol: whatever follows numpy's protocols."""


class Symbolic:
    """Base of values that record what is done to them, and keep a smooth block as one operation."""

    def smooth_block(self, name: str, arguments: tuple[Any, ...]) -> Any:
        """Record the block `name` on arguments, of which at least one is symbolic."""
        raise NotImplementedError


def smooth_block(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a building block that symbols record as one operation, so that each printer can give its best form."""
    name = function.__name__

    @functools.wraps(function)
    def block(*arguments: Any) -> Any:
        for argument in arguments:
            if isinstance(argument, Symbolic):
                return argument.smooth_block(name, arguments)
        return function(*arguments)

    return block


class TableFunction:
    """A function given by points: linear between them, flat outside."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        self.points = tuple(points)
        self._x, self._y = np.array(self.points).T

    def __call__(self, x: Array) -> Array:
        return np.interp(x, self._x, self._y)


def guarded(x: Array) -> Array:
    """Return x + 1e-12 of its own unit: a divisor that is never zero."""
    return x + TINY


@smooth_block
def saturate(x: Array) -> Array:
    """Smooth minimum of x and 1: 0.933 at x = 1, 0.993 at 1.3."""
    x = np.minimum(x, SATURATION_LIMIT)
    return x / (1.0 + x**SHARPNESS) ** (1.0 / SHARPNESS)


@smooth_block
def smooth_min(a: Array, b: Array) -> Array:
    """Smooth minimum of two amounts: never above either, 0 if one is 0, 0.933 a where a = b."""
    total = guarded(a + b)
    p = a / total
    q = b / total
    return a * q / guarded((p**SHARPNESS + q**SHARPNESS) ** (1.0 / SHARPNESS))


@smooth_block
def smooth_pos(x: Array, width: Array) -> Array:
    """Smooth positive part of x: width / 2 at x = 0."""
    return 0.5 * (x + np.sqrt(x * x + width * width))


def saturating_share(x: Array) -> Array:
    """x / (1 + x): 0 at 0, one half at 1, 1 far out."""
    return 1.0 - 1.0 / (1.0 + x)


def smoothstep(x: Array) -> Array:
    """x * x * (3 - 2 x) on 0..1, flat outside: the ramp of a policy, in time only."""
    x = np.clip(x, 0.0, 1.0)
    return x * x * (3.0 - 2.0 * x)


def switch(time: Array, at: Array, before: Array, after: Array) -> Array:
    """One value until a moment, another from it on: CLIP(after, before, time, at) in DYNAMO.

    A method of higher order keeps its order only where the moment is its start; elsewhere an `event` that sets a stock
    does the same without an error of the step.
    """
    return np.where(guarded(time) >= at, after, before)


def step(time: Array, at: Array) -> Array:
    """1 from a moment on, 0 before; a `switch` between the two."""
    return switch(time, at, 0.0, 1.0)


def pulse(time: Array, at: Array, width: Array) -> Array:
    """1 from a moment on for a span, 0 before and after."""
    return step(time, at) - step(time, at + width)


def ramp(time: Array, begin: Array, end: Array) -> Array:
    """0 until a moment, from there straight to 1 at another, 1 after it."""
    return np.clip((time - begin) / (end - begin), 0.0, 1.0)


def share(x: Array) -> Array:
    """Each element's part of the total."""
    return x / guarded(x.sum())


def mix_weights(need: Array, advantage: Array, performance: Array, by_advantage: Array, by_performance: Array,
                equally: Array) -> Array:
    """Weights of an allocation, summing to 1: by need, tilted by advantage, by performance and equally.

    The last three arguments are the parts that do not follow need; parts that sum to more than 1 are scaled down.
    """
    by_other = by_advantage + by_performance + equally
    scale = 1.0 / np.maximum(1.0, by_other)
    need = guarded(need)
    return ((1.0 - scale * by_other) * need / need.sum() + scale * by_advantage * advantage
            + scale * by_performance * performance + scale * equally / len(need))


def bottleneck(adequacy: Array, weight: Array, exponent: Array) -> Array:
    """CES mean over the first axis: near the lowest adequacy for a high exponent, 1 where all are 1."""
    return (weight @ (adequacy + CES_GUARD) ** (-exponent)) ** (-1.0 / exponent) / (1.0 + CES_GUARD)
