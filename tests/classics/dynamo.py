"""What DYNAMO listings are written with and the vocabulary has in another form."""

from __future__ import annotations


def tabhl(low: float, high: float, *values: float) -> list[tuple[float, float]]:
    """The points of TABHL(values, x, low, high, increment): evenly spaced in x from `low` to `high`."""
    last = len(values) - 1
    return [(low + (high - low) * number / last, value) for number, value in enumerate(values)]
