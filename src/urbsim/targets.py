"""How far each target is reached or missed, in 亿元 a year of current prices, for any number of years and members."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from urbsim.model.assemble import Model
from urbsim.scenario.schema import Targets

TIER_GOALS = {1: "first_tier_revenue", 2: "second_tier_revenue"}
"""The parameter that each tier's revenue is judged against; tier 3 has no goal of its own."""
TIER_TARGETS = {1: "leaders", 2: "second_tier"}


def margins(model: Model, targets: Targets, revenue: np.ndarray) -> Mapping[str, np.ndarray]:
    """Margins by target, from annual revenue (year, park, member) in current prices; each (year, member).

    A target holds where its margin is not negative. `total`: revenue of all parks; `parks`: revenue of the park that
    decides their number, 0 in a city of fewer; `leaders`, `second_tier`: revenue of the tier's weakest park, left out
    where the tier is empty.
    """
    least = targets.parks_at_least
    found = {"total": revenue.sum(axis=1) - targets.total_revenue}
    ranked = -np.sort(-revenue, axis=1)
    deciding = ranked[:, least.count - 1] if least.count <= ranked.shape[1] else np.zeros_like(found["total"])
    found["parks"] = deciding - least.revenue
    if targets.tiers:
        tiers = np.asarray(model.inputs["tier"])
        for tier, name in TIER_TARGETS.items():
            if (tiers == tier).any():
                found[name] = revenue[:, tiers == tier].min(axis=1) - model.inputs[TIER_GOALS[tier]]
    return found
