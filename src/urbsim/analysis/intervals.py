"""Wilson's interval of a share: how sure a count of runs is of the share that it estimates."""

from __future__ import annotations

import bisect

CONFIDENCE = 0.95


def wilson(held: int, runs: int) -> tuple[float, float]:
    """The 95 % interval of the share of which `held` of `runs` are a sample (E. B. Wilson, JASA 22 (1927) 209)."""
    from scipy.stats import binomtest

    found = binomtest(held, runs).proportion_ci(CONFIDENCE, method="wilson")
    return float(found.low), float(found.high)


def least_held(runs: int, share: float) -> int:
    """The least count whose interval reaches down to a share; more than `runs` where not even all of them do."""
    return bisect.bisect_left(range(runs + 1), True, key=lambda held: wilson(held, runs)[0] >= share)
