"""Two groups of levers on a plane: margin of the targets, public cost, debt and bottleneck at each point of a grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from urbsim.analysis.plane_file import Setup
from urbsim.analysis.public_cost import DISCOUNT_RATE, cost_names, public_cost
from urbsim.experiments import BLOCK_RUNS, Basis, Experiment, Report, unheard
from urbsim.outcomes import MARGIN, figures
from urbsim.results import LIMITS, Table

FIGURES = ("revenue_current", "parks_at_50", "spending", "debt_ratio", "gdp", "urbanization", *LIMITS)


@dataclass(frozen=True)
class Plane:
    """One scenario over the plane: figures of the target year by name, each (first axis, second axis).

    Beside indicators there are margins to the targets (`margin_total`, ...), `public_cost`, and `bottleneck`, the
    number in LIMITS of what is lowest over the city.
    """

    experiment: Experiment
    values: Mapping[str, np.ndarray]
    basis: Basis

    @property
    def cheapest(self) -> tuple[int, int] | None:
        """The point of the grid that reaches the total at the least public cost; None where none does."""
        held = self.values[f"{MARGIN}total"] >= 0.0
        if not held.any():
            return None
        place = int(np.where(held, self.values["public_cost"], np.inf).argmin())
        row, column = divmod(place, held.shape[1])
        return row, column

    @property
    def together(self) -> tuple[float, float, float]:
        """What the first axis adds to total revenue alone, the second alone, and both, from end to end."""
        total = self.values["revenue_current"]
        none = total[0, 0]
        return float(total[-1, 0] - none), float(total[0, -1] - none), float(total[-1, -1] - none)


def plane_of(setup: Setup, experiment: Experiment, report: Report = unheard) -> Plane:
    """Run one scenario at all points of the grid."""
    one, other = setup.axes
    first, second = (parts.ravel() for parts in np.meshgrid(one.parts, other.parts, indexing="ij"))
    levers = {**one.values(first), **other.values(second)}
    blocks = []
    for start in range(0, len(first), BLOCK_RUNS):
        part = slice(start, start + BLOCK_RUNS)
        blocks.append(_block(experiment, {name: values[part] for name, values in levers.items()}))
        report(min(start + BLOCK_RUNS, len(first)), len(first))
    shape = (one.points, other.points)
    joined = {name: np.concatenate([block[name] for block in blocks]).reshape(shape) for name in blocks[0]}
    return Plane(experiment, joined, experiment.basis(len(first), None))


def _block(experiment: Experiment, levers: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    scenario, names = experiment.scenario, cost_names(experiment.model.vocabulary)
    model = experiment.model.with_levers(levers, scenario.policy.start)
    found = experiment.run(model, names)
    at = found.years.index(scenario.targets.year)
    read = figures(model, scenario.targets, found)
    cost = public_cost(model.vocabulary, found.times, found.recorded, members=True,
                       horizon=scenario.targets.year + 1.0, rate=DISCOUNT_RATE)
    kept = {name: values[at] for name, values in read.items() if name in FIGURES or name.startswith(MARGIN)}
    limits = np.array([kept[name] for name in LIMITS])
    return {**kept, "public_cost": cost.total, "bottleneck": limits.argmin(axis=0)}


def plane_table(setup: Setup, planes: Mapping[str, Plane]) -> Table:
    """A row a scenario and point: the way along each axis and its lever, margins, cost, debt, bottleneck."""
    one, other = setup.axes
    first = next(iter(planes.values()))
    known = first.experiment.model.vocabulary
    names = [name for name in first.values if name != "bottleneck"]
    units = {"public_cost": "亿元", **{name: item.unit for name, item in known.indicators.items()}}
    header = ("scenario", one.name, other.name, one.shown, other.shown, *names, "bottleneck")
    rows = []
    for scenario, plane in planes.items():
        for (i, a), (j, b) in ((a, b) for a in enumerate(one.parts) for b in enumerate(other.parts)):
            marks = (one.values(a)[one.shown], other.values(b)[other.shown])
            rows.append((scenario, float(a), float(b), *map(float, marks),
                         *(float(plane.values[name][i, j]) for name in names),
                         LIMITS[int(plane.values["bottleneck"][i, j])]))
    basis = Basis(sum(plane.basis.runs for plane in planes.values()), None, first.basis.confidence)
    return basis.attached(Table(header, (
        "1", "1", "1", known.levers[one.shown].unit, known.levers[other.shown].unit,
        *(units.get(name, "亿元/year") for name in names), "1"), tuple(rows)))
