"""Packages that hold in a stated share of uncertain futures, and what a choice between packages may be regretted by.

The same futures are met by all packages, so that they are compared fairly. A package that was fitted to a sample looks
better in it than it is: the share that counts is that of fresh futures, of another seed. Where it falls short, more is
asked of the sample and the search goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from urbsim.analysis.sampling import Design
from urbsim.experiments import Report, unheard
from urbsim.model.assemble import Model
from urbsim.optimisation.journal import Journal
from urbsim.optimisation.search import Candidate, Start, solve_all
from urbsim.optimisation.space import Space
from urbsim.optimisation.task import Task
from urbsim.scenario.load import Scenario

SEARCHED = 64
"""Futures that a search meets; powers of two are balanced."""
CONFIDENCE = 0.95
ROUNDS = 4
"""Times that more is asked of the sample."""
HIGHEST_SHARE = 0.995

Futures = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Assurance:
    """How often a package holds in fresh futures: `held` of `futures`, with Wilson's interval of the share."""

    asked: float
    held: int
    futures: int
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.held / self.futures

    @property
    def assured(self) -> bool:
        """Whether the share asked for is had even at the low end of the interval."""
        return self.low >= self.asked


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


def interval(held: int, futures: int) -> tuple[float, float]:
    """Wilson's interval of a share."""
    from scipy.stats import binomtest

    found = binomtest(held, futures).proportion_ci(CONFIDENCE, method="wilson")
    return float(found.low), float(found.high)


def draw(scenario: Scenario, posterior: Futures | None, count: int, seed: int, without: Sequence[str] = ()) -> Futures:
    """Futures by seed: a Sobol' sample of what the scenario's [uncertainty] names, or random draws of a posterior."""
    if posterior is not None:
        rows = np.random.default_rng(seed).integers(len(next(iter(posterior.values()))), size=count)
        return {name: np.asarray(values)[rows] for name, values in posterior.items() if name not in without}
    sampled = {name: item for name, item in scenario.uncertainty.items() if name not in without}
    if not sampled:
        return {}
    design = Design({}, sampled, "sobol", count, seed)
    return dict(zip(design.names, design.rows(0, count).T, strict=True))


def assurance_of(task: Task, point: np.ndarray, futures: Futures) -> Assurance:
    """How often a package holds in other futures than those of the task."""
    met = replace(task, futures=futures)
    worst = met.worst(met.tried(point[None]))[0]
    held = int((worst >= 0.0).sum())
    return Assurance(task.share, held, len(worst), *interval(held, len(worst)))


def robust_search(task: Task, starts: Sequence[np.ndarray], reference: float, fresh: Callable[[int], Futures],
                  journal: Journal, jobs: int, report: Report = unheard) -> tuple[Candidate, Assurance, int]:
    """The cheapest package that holds in the share of fresh futures, how surely, and the runs that it took.

    `fresh` gives futures by round. What is asked of the searched sample rises by what the fresh ones fall short.
    """
    runs, asked, points = 0, task.share, list(starts)
    best: tuple[Candidate, Assurance] | None = None
    for number in range(ROUNDS):
        sharper = replace(task, share=asked)
        names = [Start(f"robust-{number}-{i}", point) for i, point in enumerate(points)]
        found = solve_all(sharper, names, reference, journal, jobs, report)
        candidate = min(found, key=lambda one: one.rank)
        check = assurance_of(task, candidate.point, fresh(number))
        runs += sum(one.runs for one in found) + check.futures
        if best is None or (check.assured, check.low) > (best[1].assured, best[1].low):
            best = candidate, check
        if check.assured or not candidate.holds or asked >= HIGHEST_SHARE:
            break
        asked = min(asked + (task.share - check.low), HIGHEST_SHARE)
        points = [candidate.point]
    assert best is not None
    return *best, runs


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
