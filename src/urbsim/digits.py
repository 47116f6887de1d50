"""How many digits of a number are shown: two of its uncertainty where that is known, else four of the number.

Files for machines (CSV, Parquet) keep full precision; tables and spreadsheets for people follow this rule.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

OF_UNCERTAINTY, OF_NUMBERS = 2, 4
"""Significant digits: of a half-width, and of the largest number of a column that has none."""
MOST = 12


def decimals_for(size: float, significant: int) -> int:
    """Decimals that show `significant` digits of a size; negative where digits before the point are cut."""
    if not math.isfinite(size) or size == 0.0:
        return 0
    shown = float(f"{abs(size):.{significant - 1}e}")  # 9.96 has two digits as 10
    return min(MOST, significant - 1 - math.floor(math.log10(shown)))


def of_column(values: Iterable[float]) -> int:
    """Decimals of a column without uncertainty: none where all are whole, never digits before the point cut."""
    known = [abs(value) for value in values if math.isfinite(value)]
    if all(value == round(value) for value in known):
        return 0
    return max(0, decimals_for(max(known), OF_NUMBERS))


def rounded(value: float, decimals: int) -> str:
    """A number with so many decimals; with negative ones rounded before the point."""
    text = f"{round(value, decimals):.{max(decimals, 0)}f}"
    return text.removeprefix("-") if float(text) == 0.0 else text


def with_uncertainty(value: float, low: float, high: float) -> tuple[str, str, str]:
    """A number and the ends of its interval, with two significant digits of the half-width; where the interval has no
    width, or none is known, with four of the number.
    """
    half = (high - low) / 2.0
    if math.isfinite(half) and half > 0.0:
        decimals = decimals_for(half, OF_UNCERTAINTY)
    else:
        decimals = max(0, decimals_for(value, OF_NUMBERS))
    return rounded(value, decimals), rounded(low, decimals), rounded(high, decimals)


def bounds(header: Sequence[str]) -> dict[int, tuple[int, int]]:
    """Columns with an interval: column -> columns of its ends, called NAME_low and NAME_high, or low and high behind
    it.
    """
    found = {}
    for place, name in enumerate(header):
        prefix = name.removesuffix("low").removesuffix("_")
        if name.endswith("low") and header[place + 1 : place + 2] == (name.removesuffix("low") + "high",):
            column = place - 1 if not prefix else header.index(prefix) if prefix in header else -1
            if column >= 0:
                found[column] = (place, place + 1)
    return found
