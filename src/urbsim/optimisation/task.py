"""What is asked of a package of levers: targets, limits, and the least public cost; and what packages give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from urbsim.analysis.public_cost import cost_names, public_cost
from urbsim.engine.native import Stop
from urbsim.experiments import BLOCK_RUNS, Experiment, numpy_arithmetic
from urbsim.many import Ensemble, Stopped
from urbsim.model.assemble import Model
from urbsim.optimisation.space import Space
from urbsim.scenario.schema import Targets
from urbsim.targets import TIER_GOALS, TIER_TARGETS

TO_SPARE = 1e-4
"""Part of a goal by which targets and limits are kept, so that rounded levers and the scenario's own step keep them."""


@dataclass(frozen=True)
class Limit:
    """A yearly figure that must be at least, or at most, a value in some years."""

    name: str
    least: bool
    value: float
    years: tuple[int, ...]

    @property
    def scale(self) -> float:
        """What room is measured by."""
        return abs(self.value) or 1.0

    def rooms(self, found: Ensemble) -> np.ndarray:
        """How far the limit is kept, in parts of its value: (year, member)."""
        at = [found.years.index(year) for year in self.years]
        sign = 1.0 if self.least else -1.0
        rooms: np.ndarray = sign * (found.indicators[self.name][at] - self.value) / self.scale
        return rooms


@dataclass(frozen=True)
class Tried:
    """What packages give: `cost` (point, future), `revenue` of the target year in current prices (park, point, future),
    `limits` (limit and year, point, future): how far each is kept.
    """

    cost: np.ndarray
    revenue: np.ndarray
    limits: np.ndarray


@dataclass(frozen=True)
class Task:
    """Targets (names of `targets.margins`) and limits that packages of levers are to hold at the least public cost.

    Cost counts to the end of the year `horizon`, at the discount rate `rate`. `futures` are values of uncertain
    factors, arrays of one length; then cost means their mean, and targets and limits hold together in `share` of them.
    Without, there is one future: the scenario as it stands.
    """

    experiment: Experiment
    space: Space
    targets: tuple[str, ...]
    limits: tuple[Limit, ...]
    horizon: int
    rate: float
    futures: Mapping[str, np.ndarray] = field(default_factory=dict)
    share: float = 1.0
    stop: Stop = field(default_factory=Stop, compare=False)

    @property
    def model(self) -> Model:
        return self.experiment.model

    @property
    def wanted(self) -> Targets:
        return self.experiment.scenario.targets

    @property
    def target_conditions(self) -> slice:
        """Those of the conditions that targets make; the others are limits. With futures there is one for all."""
        limits = 0 if self.futures else sum(len(limit.years) for limit in self.limits)
        return slice(0, -limits or None)

    @property
    def members(self) -> int:
        """Runs that one package takes."""
        return len(next(iter(self.futures.values()))) if self.futures else 1

    @property
    def arithmetic(self) -> str:
        """What decides the last bits of results on this machine; the native library is built, where it is not."""
        if self.experiment.engine == "numpy":
            return numpy_arithmetic()
        one = self.model.with_levers(self.space.values(np.zeros((1, self.space.size))),
                                     self.experiment.scenario.policy.start)
        return self.experiment.library(one, cost_names(self.model.vocabulary)).arithmetic

    def tried(self, points: np.ndarray, changes: Mapping[str, np.ndarray] | None = None) -> Tried:
        """Run packages (point, coordinate) in all futures. Raises Stopped where that was asked for.

        `changes` are other values of factors and levers by package, (point,); a lever may leave its range.
        """
        blocks = [self._read(model, found)
                  for model, found in self.ensembles(points, cost_names(self.model.vocabulary), changes)]
        cost, revenue, limits = (np.concatenate(parts, axis=-1) for parts in zip(*blocks, strict=True))
        shape = (len(points), self.members)
        return Tried(cost.reshape(shape), revenue.reshape(-1, *shape), limits.reshape(-1, *shape))

    def ensembles(self, points: np.ndarray, recorded: tuple[str, ...],
                  changes: Mapping[str, np.ndarray] | None = None) -> Iterator[tuple[Model, Ensemble]]:
        """The runs of packages, the futures of a package after one another, in blocks: the model and what it gave."""
        known = self.model.vocabulary.levers
        changes = changes or {}
        levers = {**self.space.values(points), **{name: values for name, values in changes.items() if name in known}}
        factors = {name: np.repeat(values, self.members) for name, values in changes.items() if name not in known}
        factors |= {name: np.tile(values, len(points)) for name, values in self.futures.items()}
        levers = {name: np.repeat(values, self.members) for name, values in levers.items()}
        runs = len(points) * self.members
        for first in range(0, runs, BLOCK_RUNS):
            if self.stop():
                raise Stopped
            part = slice(first, min(first + BLOCK_RUNS, runs))
            model = self.experiment.varied({name: values[part] for name, values in factors.items()})
            model = model.with_levers({name: values[part] for name, values in levers.items()},
                                      self.experiment.scenario.policy.start)
            yield model, self.experiment.run(model, recorded)

    def _read(self, model: Model, found: Ensemble) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Cost (member,), revenue (park, member) and rooms of the limits (limit and year, member) of runs."""
        cost = public_cost(model.vocabulary, found.times, found.recorded, members=True, horizon=self.horizon + 1.0,
                           rate=self.rate)
        at, members = found.years.index(self.wanted.year), found.price_index.shape[-1]
        limits = [np.empty((0, members)), *(limit.rooms(found) for limit in self.limits)]
        return cost.total, found.annual_revenue[at] * found.price_index[at], np.concatenate(limits)

    def deciding(self, tried: Tried) -> np.ndarray:
        """The parks that make up the wanted number in the first package and future: those of the highest revenue."""
        ranked = np.argsort(-tried.revenue[:, 0, 0], kind="stable")
        return np.sort(ranked[: self.wanted.parks_at_least.count])

    def rooms(self, tried: Tried, deciding: np.ndarray) -> np.ndarray:
        """How far targets and limits are kept, in parts of their goals: (condition, point); all hold where none is
        negative. `deciding` parks stand for the number of parks: conditions of single parks are smooth in the levers.
        """
        if self.futures:
            return self.assured(self.worst(tried))[None]
        rooms = target_rooms(self.model, self.wanted, self.targets, tried.revenue, deciding)
        return np.concatenate([rooms[..., 0], tried.limits[..., 0]])

    def worst(self, tried: Tried) -> np.ndarray:
        """The least room of all targets and limits, (point, future)."""
        rooms = target_rooms(self.model, self.wanted, self.targets, tried.revenue, None)
        found: np.ndarray = np.concatenate([rooms, tried.limits]).min(axis=0)
        return found

    def assured(self, worst: np.ndarray) -> np.ndarray:
        """The room that is had in `share` of the futures, (point,): a quantile by Harrell and Davis, Biometrika 69
        (1982) 635, a mean of all order statistics by beta weights, so that it is smooth in the levers.
        """
        from scipy.stats import beta

        count, level = worst.shape[-1], 1.0 - self.share
        ends = beta.cdf(np.arange(count + 1) / count, (count + 1) * level, (count + 1) * (1.0 - level))
        found: np.ndarray = np.sort(worst, axis=-1) @ np.diff(ends)
        return found


def target_rooms(model: Model, wanted: Targets, names: tuple[str, ...], revenue: np.ndarray,
                 deciding: np.ndarray | None) -> np.ndarray:
    """How far targets are kept, in parts of their goals: (condition, *rest) of revenue (park, *rest).

    The number of parks is one condition for each of the `deciding` parks; where None, one for the park of that rank.
    """
    least = wanted.parks_at_least
    rooms = []
    for name in names:
        if name == "total":
            rooms.append(revenue.sum(axis=0, keepdims=True) / wanted.total_revenue - 1.0)
        elif name == "parks":
            ranked = np.sort(revenue, axis=0)[-least.count :][:1] if deciding is None else revenue[deciding]
            rooms.append(ranked / least.revenue - 1.0)
        else:
            tier = next(tier for tier, target in TIER_TARGETS.items() if target == name)
            inside = np.asarray(model.inputs["tier"]) == tier
            rooms.append(revenue[inside] / model.inputs[TIER_GOALS[tier]] - 1.0)
    return np.concatenate(rooms)
