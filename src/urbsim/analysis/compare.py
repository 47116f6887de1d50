"""Scenarios side by side: indicators of one year, targets, and the cost of additional revenue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from urbsim.results import Results, Table
from urbsim.scorecard import Scorecard, score

SHOWN = ("revenue_current", "revenue", "revenue_net", "parks_at_50", "parks_at_100", "gdp", "urbanization",
         "population", "park_jobs", "spending", "debt_ratio", "pollution_stock")


@dataclass(frozen=True)
class Comparison:
    """Figures of several runs in one year.

    `values` and `differences` (to the first run) hold a row an indicator of `SHOWN`, a column a run.
    `cost_per_revenue` is None where no run without policy stands beside, and holds None for a run that brings no more
    revenue than it; `reference` names that run.
    """

    year: int
    names: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    differences: tuple[tuple[float, ...], ...]
    cost_per_revenue: tuple[float | None, ...] | None
    reference: str
    scorecards: tuple[Scorecard, ...]

    def to_table(self) -> Table:
        """A row a scenario."""
        header = ("scenario", *SHOWN, *(f"{name}_difference" for name in SHOWN), "cost_per_revenue")
        costs = ["" if self.cost_per_revenue is None else "not defined" if cost is None else cost
                 for cost in self.cost_per_revenue or (None,) * len(self.names)]
        rows = tuple((name, *(row[i] for row in self.values), *(row[i] for row in self.differences),
                      costs[i]) for i, name in enumerate(self.names))
        return Table(header, ("1",) * len(header), rows)


def compare(runs: Sequence[Results], year: int | None = None) -> Comparison:
    """Compare runs in a year; the target year of the first run where none is given."""
    year = runs[0].scenario.targets.year if year is None else year
    values = tuple(tuple(float(run.years.indicator(name, year)) for run in runs) for name in SHOWN)
    differences = tuple(tuple(value - row[0] for value in row) for row in values)
    without = without_policy(runs)
    return Comparison(year, tuple(run.scenario.name for run in runs), values, differences,
                      cost_per_revenue(runs, year), without.scenario.name if without else "",
                      tuple(score(run) for run in runs))


def without_policy(runs: Sequence[Results]) -> Results | None:
    """The run in which every lever stays at its no-policy value, if one stands beside and differs in nothing else."""
    for run in runs:
        idle = not any(change.any() for _, change in run.model.schedule.changes)
        if idle and all(_same_but_levers(run, other) for other in runs):
            return run
    return None


def _same_but_levers(run: Results, other: Results) -> bool:
    return (run.model.city.digest == other.model.city.digest and run.scenario.cells == other.scenario.cells
            and run.scenario.parameters == other.scenario.parameters and run.scenario.time == other.scenario.time)


def cost_per_revenue(runs: Sequence[Results], year: int) -> tuple[float | None, ...] | None:
    """Programme spending since the start per additional annual revenue, both against the run without policy.

    Constant prices. None as a whole where no run is without policy; None for a run whose revenue is not higher.
    """
    without = without_policy(runs)
    if without is None:
        return None
    costs: list[float | None] = []
    for run in runs:
        revenue, spending = (float(run.years.indicator(name, year) - without.years.indicator(name, year))
                             for name in ("revenue", "spending"))
        costs.append(spending / revenue if revenue > 0.0 else None)
    return tuple(costs)
