"""Analyses of many runs as whole calls: Sobol' indices of 20 factors, exact attribution to all 16 groups of levers, the
cheapest package of all levers.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

from engines import BASELINE

import urbsim

HEADER = ("analysis", "runs", "years", "s", "runs/s", "at most, s")
FACTORS = ("uncertainty", "outside_pull", "depreciation_rate", "agglomeration_gain", "anchor_gain", "migration_base",
           "urban_participation", "service_multiplier", "platform_tfp")
"""Twenty: the twelve of the scenario's [uncertainty] and eight more."""
OTHER = """title = "Every group"
extends = "full_package"
[levers]
fund_share_infrastructure = 0.5
fund_share_platforms = 0.15
"""
"""The full package with other uses of the funds, so that no group of levers is that of the baseline."""


def sobol_row(samples: int = 1024) -> tuple[str, ...]:
    """Sobol' indices of the margins to the targets, with the making of the library."""
    start = time.perf_counter()
    found = urbsim.sensitivity(BASELINE, method="sobol", samples=samples, factors=FACTORS)
    return _row(f"Sobol', {len(found.factors)} factors, N = {samples:,}", found.basis.runs, start, 60)


def attribution_row(end: int = 2013) -> tuple[str, ...]:
    """Exact Shapley values from all coalitions."""
    with tempfile.TemporaryDirectory() as folder:
        scenarios = shutil.copytree(BASELINE.parent, Path(folder) / "scenarios")
        (scenarios / "every_group.toml").write_text(OTHER, encoding="utf-8")
        start = time.perf_counter()
        found = urbsim.attribute(BASELINE, scenarios / "every_group.toml", outcomes=[f"revenue_current@{end}"])
        return _row(f"exact Shapley values, {len(found.players)} groups", found.basis.runs, start, 180)


def optimise_row(**options: Any) -> tuple[str, ...]:
    """The cheapest package for total revenue, of all levers where `options` say no other."""
    start = time.perf_counter()
    found = urbsim.optimise(BASELINE, target="total", **options)
    cost = f"{float(found.package.cost.total):.1f} 亿元" if found.found else "not found"
    return _row(f"optimise --target total, {len(found.levers)} levers: {cost}", found.basis.runs, start, 300)


def _row(name: str, runs: int, start: float, limit: int) -> tuple[str, ...]:
    seconds = time.perf_counter() - start
    return name, f"{runs:,}", "2009-2013", f"{seconds:.1f}", f"{runs / seconds:,.0f}", str(limit)


def rows() -> list[tuple[str, ...]]:
    """All of them, one after the other."""
    return [sobol_row(), attribution_row(), optimise_row()]
