"""The levers that may be set, as points of the unit cube.

A lever of its own has one coordinate, from its lower to its upper bound. Levers that are shares of a whole have one
coordinate less than there are shares: each takes its part of what those before it leave, so that they always sum to
the whole.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from urbsim.declare import Lever
from urbsim.errors import InputError, Problem, nearest
from urbsim.scenario.load import Scenario
from urbsim.vocabulary import Vocabulary

NEW_PLAN = "new_plan_quota"
"""The lever that enlarges the fixed total of construction land (policy 3.2a)."""
DECIMALS = 4
"""Decimals of a share, and of a lever by its range: what a plan can state."""

Bounds = Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Whole:
    """Shares that may be set: each at least `low`, together `total`."""

    names: tuple[str, ...]
    low: tuple[float, ...]
    total: float

    @property
    def free(self) -> float:
        """What is left to share out above the lower bounds."""
        return self.total - sum(self.low)


@dataclass(frozen=True)
class Space:
    """The levers that may be set, each held from the start of the policy on."""

    names: tuple[str, ...]
    low: np.ndarray
    high: np.ndarray
    wholes: tuple[Whole, ...]

    @property
    def size(self) -> int:
        """Number of coordinates."""
        return len(self.names) + sum(len(whole.names) - 1 for whole in self.wholes)

    @property
    def coordinates(self) -> list[slice]:
        """The coordinates that belong together: one of each lever of its own, all those of each whole."""
        ends = np.cumsum([len(self.names), *(len(whole.names) - 1 for whole in self.wholes)])
        return [*(slice(i, i + 1) for i in range(len(self.names))),
                *(slice(int(first), int(last)) for first, last in itertools.pairwise(ends))]

    @property
    def levers(self) -> tuple[str, ...]:
        """All levers that may be set."""
        return (*self.names, *(name for whole in self.wholes for name in whole.names))

    def bounds(self, name: str) -> tuple[float, float]:
        """Lowest and highest value of a lever."""
        if name in self.names:
            at = self.names.index(name)
            return float(self.low[at]), float(self.high[at])
        whole = next(whole for whole in self.wholes if name in whole.names)
        least = whole.low[whole.names.index(name)]
        return least, least + whole.free

    def values(self, points: np.ndarray) -> dict[str, np.ndarray]:
        """Lever values by name, (point,), of points (point, coordinate)."""
        found = {name: self.low[i] + (self.high[i] - self.low[i]) * points[:, i] for i, name in enumerate(self.names)}
        column = len(self.names)
        for whole in self.wholes:
            rest = np.full(len(points), whole.free)
            for name, low in zip(whole.names[:-1], whole.low, strict=False):
                found[name] = low + rest * points[:, column]
                rest = rest * (1.0 - points[:, column])
                column += 1
            found[whole.names[-1]] = whole.low[-1] + rest
        return found

    def point(self, values: Mapping[str, float]) -> np.ndarray:
        """The point of lever values, the nearest one where they lie outside the bounds."""
        span = np.where(self.high > self.low, self.high - self.low, 1.0)
        found = list(np.clip((np.array([values[name] for name in self.names]) - self.low) / span, 0.0, 1.0))
        for whole in self.wholes:
            above = [max(values[name] - low, 0.0) for name, low in zip(whole.names, whole.low, strict=True)]
            for i in range(len(above) - 1):
                rest = sum(above[i:])
                found.append(above[i] / rest if rest > 0.0 else 0.0)
        return np.array(found)

    def rounded(self, values: Mapping[str, float], decimals: int = DECIMALS) -> dict[str, float]:
        """Values with so many decimals of their range, inside the bounds; the largest share of a whole takes the rest.
        """
        found = {}
        for name, low, high in zip(self.names, self.low, self.high, strict=True):
            digits = decimals - math.floor(math.log10(high - low)) if high > low else 17
            found[name] = float(min(max(round(values[name], digits), low), high))
        for whole in self.wholes:
            found |= {name: round(values[name], decimals) for name in whole.names}
            largest = max(whole.names, key=lambda name: values[name])
            found[largest] = round(whole.total - sum(found[name] for name in whole.names if name != largest), 12)
        return found


def space_of(scenario: Scenario, vocabulary: Vocabulary, *, fixed: Sequence[str] = (), bounds: Bounds | None = None,
             new_plan: bool = False) -> tuple[Space, tuple[str, ...]]:
    """All levers but those that stay as the scenario has them, and what a user should know.

    They stay where they are `fixed`, where they change over time in the file, and (but for `new_plan`) where they would
    enlarge the plan total. `bounds` narrow the declared range; of a share only the lower one. Raises InputError.
    """
    bounds = bounds or {}
    _check(fixed, bounds, vocabulary, new_plan=new_plan)
    moving = [name for name, knots in scenario.levers.items() if len(knots) > 1 or knots[0][0] != scenario.policy.start]
    kept = {*fixed, *(name for name in moving if name not in bounds), *([] if new_plan else [NEW_PLAN])}
    notes = tuple(f"{name} changes over time in the file and stays so" for name in moving
                  if name not in bounds and name not in fixed)
    alone = [name for name, item in vocabulary.levers.items() if not item.share_of and name not in kept]
    ends = np.array([bounds.get(name, (vocabulary.levers[name].low, vocabulary.levers[name].high)) for name in alone])
    ends = ends.reshape(-1, 2)
    wholes = {item.share_of for item in vocabulary.levers.values() if item.share_of}
    shares = [_whole(scenario, vocabulary, whole, kept, bounds) for whole in sorted(wholes)]
    space = Space(tuple(alone), ends[:, 0], ends[:, 1], tuple(whole for whole in shares if len(whole.names) > 1))
    if not space.size:
        raise InputError("no lever is left to be set")
    return space, notes


def _whole(scenario: Scenario, vocabulary: Vocabulary, whole: str, kept: set[str], bounds: Bounds) -> Whole:
    names = [name for name, item in vocabulary.levers.items() if item.share_of == whole]
    if any(len(scenario.levers.get(name, ((0.0, 0.0),))) > 1 for name in names):
        return Whole((), (), 0.0)  # shares that change over time change together
    free = tuple(name for name in names if name not in kept)
    total = 1.0 - sum(lever_value(scenario, vocabulary.levers[name]) for name in names if name in kept)
    low = tuple(bounds.get(name, (vocabulary.levers[name].low, 1.0))[0] for name in free)
    if sum(low) > total + 1e-12:
        raise InputError(Problem(f"the lower bounds of {', '.join(free)} sum to {sum(low):g}, more than the {total:g} "
                                 "that is left", key=free[0]))
    return Whole(free, low, total)


def lever_value(scenario: Scenario, lever: Lever) -> float:
    """The value that a scenario gives a lever in the end."""
    knots = scenario.levers.get(lever.name)
    return knots[-1][1] if knots else lever.base


def _check(fixed: Sequence[str], bounds: Bounds, vocabulary: Vocabulary, *, new_plan: bool) -> None:
    """Raise InputError with every lever that does not exist and every bound that cannot be."""
    levers, problems = vocabulary.levers, []
    for name in dict.fromkeys([*fixed, *bounds]):
        if name not in levers:
            problems.append(Problem(f"no such lever.{nearest(name, levers)}", key=name))
        elif name in fixed and name in bounds:
            problems.append(Problem("is both fixed and given bounds", key=name))
    if NEW_PLAN in bounds and not new_plan:
        problems.append(Problem("enlarges the fixed total of construction land: allow a new plan too", key=NEW_PLAN))
    for name, (low, high) in bounds.items():
        if name not in levers:
            continue
        item = levers[name]
        if not item.low <= low <= high <= item.high:
            problems.append(Problem(f"bounds {low:g} to {high:g} must rise and lie in {item.low:g} to {item.high:g} "
                                    f"({item.unit})", key=name))
        elif item.share_of and high < item.high:
            problems.append(Problem(f"is a share of a whole and takes a lower bound only: {name}={low:g}:{item.high:g}",
                                    key=name))
    if problems:
        raise InputError(problems)
