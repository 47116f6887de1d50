"""Packages that hold in a stated share of uncertain futures, and what a choice between packages may be regretted by.

The same futures are met by all packages, so that they are compared fairly. A package that was fitted to a sample looks
better in it than it is: where it falls short in a second sample, more is asked of the first and the search goes on. The
levers as they are written are judged once, in a third.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from urbsim.analysis.intervals import least_held, wilson
from urbsim.experiments import Report, unheard
from urbsim.model.assemble import Model
from urbsim.optimisation.futures import Futures
from urbsim.optimisation.journal import Journal
from urbsim.optimisation.search import FAILED_ROOM, Candidate, Start, solve_all
from urbsim.optimisation.space import Space
from urbsim.optimisation.task import Task
from urbsim.scenario.load import Scenario

ROUNDS = 4
"""Times that more is asked of the sample."""
HIGHEST_SHARE = 0.995


@dataclass(frozen=True)
class Assurance:
    """How often a package holds in futures that it was not fitted to: `held` of `futures`, with Wilson's interval of
    the share; `room` is the least room in the best-kept futures that are enough to assure it.
    """

    asked: float
    held: int
    futures: int
    low: float
    high: float
    room: float

    @property
    def share(self) -> float:
        return self.held / self.futures

    @property
    def assured(self) -> bool:
        """Whether the share asked for is had even at the low end of the interval."""
        return self.low >= self.asked

    @property
    def likely(self) -> float:
        """A share that another sample of this size would most likely assure: as far again below the low end."""
        return 2.0 * self.low - self.share


@dataclass(frozen=True)
class Regret:
    """By scenario and future: how much of its goals the worst-kept condition is short of (`shortfall`), and the public
    cost (`cost`), both (scenario, future). Regret is the difference to the least of the scenarios in the same future.
    """

    names: tuple[str, ...]
    shortfall: np.ndarray
    cost: np.ndarray

    @property
    def shortfall_regret(self) -> np.ndarray:
        found: np.ndarray = self.shortfall - self.shortfall.min(axis=0)
        return found

    @property
    def cost_regret(self) -> np.ndarray:
        found: np.ndarray = self.cost - self.cost.min(axis=0)
        return found


def assured_rooms(worst: np.ndarray, share: float) -> np.ndarray:
    """The room of packages by their least rooms (point, future): not negative where so many futures hold that the low
    end of Wilson's interval reaches the share. At least one future counts, and at most all.
    """
    least = min(least_held(worst.shape[-1], share), worst.shape[-1])
    found: np.ndarray = np.sort(np.nan_to_num(worst, nan=FAILED_ROOM), axis=-1)[..., -least]
    return found


def assurance_of(task: Task, point: np.ndarray) -> Assurance:
    """How often a package holds in the futures of a task."""
    worst = task.worst(task.tried(point[None]))
    held, count = int((worst[0] >= 0.0).sum()), worst.shape[-1]
    return Assurance(task.share, held, count, *wilson(held, count), float(assured_rooms(worst, task.share)[0]))


def robust_search(task: Task, starts: Sequence[np.ndarray], reference: float, checked: Futures, journal: Journal,
                  jobs: int, report: Report = unheard) -> tuple[Candidate, int]:
    """The package that will most likely be found to hold in the share of futures, and the runs that it took.

    What is asked of the searched futures rises by what the `checked` ones fall short.
    """
    runs, asked, points = 0, task.share, list(starts)
    found: list[tuple[float, Candidate]] = []
    for number in range(ROUNDS):
        sharper = replace(task, share=asked)
        names = [Start(f"robust-{number}-{i}", point) for i, point in enumerate(points)]
        solved = solve_all(sharper, names, reference, journal, jobs, report)
        candidate = min(solved, key=lambda one: one.rank)
        check = assurance_of(replace(task, futures=checked), candidate.point)
        runs += sum(one.runs for one in solved) + check.futures
        found.append((check.likely, candidate))
        if check.likely >= task.share or not candidate.holds or asked >= HIGHEST_SHARE:
            break
        asked = min(asked + (task.share - check.likely), HIGHEST_SHARE)
        points = [candidate.point]
    return max(found, key=lambda pair: pair[0])[1], runs


def regret_of(task: Task, cases: Sequence[tuple[str, Scenario, Model]], futures: Futures) -> Regret:
    """Shortfall and cost of scenarios in the same futures, judged by the targets and limits of the task."""
    shortfalls, costs = [], []
    nothing = Space((), np.empty(0), np.empty(0), ())
    for _, scenario, model in cases:
        judged = replace(scenario, targets=task.wanted)
        experiment = replace(task.experiment, scenario=judged, model=replace(model, time=task.model.time))
        own = replace(task, experiment=experiment, space=nothing, futures=futures)
        tried = own.tried(np.empty((1, 0)))
        shortfalls.append(np.maximum(0.0, -own.worst(tried)[0]))
        costs.append(tried.cost[0])
    return Regret(tuple(name for name, _, _ in cases), np.array(shortfalls), np.array(costs))
