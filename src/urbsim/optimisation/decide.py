"""From a task to a decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from urbsim.engine.choose import Engine
from urbsim.errors import UsageError
from urbsim.experiments import Report, unheard
from urbsim.model.assemble import Model
from urbsim.optimisation.decision import Decision, confirmed, holds, worth_of
from urbsim.optimisation.exchange import exchanged
from urbsim.optimisation.journal import Journal
from urbsim.optimisation.needs import Need, needs_of
from urbsim.optimisation.projection import ORIGIN, Projection
from urbsim.optimisation.robust import (
    SEARCHED,
    Assurance,
    Futures,
    draw,
    regret_of,
    robust_search,
)
from urbsim.optimisation.search import Candidate, finished, search, start_points
from urbsim.optimisation.space import lever_value
from urbsim.optimisation.task import Task
from urbsim.scenario.load import Scenario

STARTS = 8
"""Starts of a search: nearly all end in the same few packages."""
ROBUST_STARTS = 2
FRESH = 2048
"""Fresh futures that a package is judged by."""

Rival = tuple[str, Scenario, Model]


@dataclass(frozen=True)
class Effort:
    """How a decision is looked for. Results depend on all but `jobs`, the threads."""

    starts: int = STARTS
    seed: int = 0
    engine: Engine = "auto"
    jobs: int = 1


@dataclass(frozen=True)
class Doubt:
    """Uncertain futures: the `share` of them in which targets must hold (None where the scenario's own is enough), how
    many a search meets, draws of a posterior in place of the scenario's [uncertainty], and scenarios to compare with.
    """

    share: float | None = None
    futures: int = SEARCHED
    posterior: Futures | None = None
    rivals: Sequence[Rival] = ()

    def drawn(self, task: Task, count: int, seed: int) -> Futures:
        """Futures of a task by seed; levers that may be set are not uncertain. Raises UsageError where none are."""
        scenario = task.experiment.scenario
        found = draw(scenario, self.posterior, count, seed, task.space.levers)
        if not found:
            raise UsageError(f"{scenario.name} has no [uncertainty] table to draw futures from")
        return found


def decide(task: Task, base: Projection, effort: Effort, doubt: Doubt | None = None, journal: Journal | None = None,
           report: Report = unheard) -> Decision:
    """Look for the package, run it as its scenario says, and tell what it is worth or what stands in its way."""
    doubt, journal = doubt or Doubt(), journal or Journal()
    scenario, model = base.results.scenario, base.results.model
    values, first, reference = own_values(task, base), own_point(task, base), float(base.cost.total)
    candidate, runs = search(task, first, reference, starts=effort.starts, seed=effort.seed, journal=journal,
                             jobs=effort.jobs, report=report)
    candidate, more = exchanged(task, candidate, reference, journal, effort.jobs, report)
    runs += more
    assurance, asked = None, task
    if doubt.share is None:
        candidate, more = finished(task, candidate, first, reference, journal, effort.jobs)
        runs += more
    else:
        asked = replace(task, futures=doubt.drawn(task, doubt.futures, effort.seed), share=doubt.share)
        candidate, assurance, more = _assured(asked, candidate, first, reference, effort, doubt, journal, report)
        runs += more
    levers, package = confirmed(scenario, model, task, candidate.point, effort.engine,
                                expected=assurance is None and candidate.holds)
    found = assurance.assured if assurance else holds(task, package)
    needs: tuple[Need, ...] = ()
    if not found:
        needs, more = needs_of(asked, candidate, reference, journal, effort.jobs)
        runs += more
    worth = worth_of(task, levers, values)
    basis = task.experiment.basis(runs + len(worth) + 1, effort.seed)
    decision = Decision(task, found, candidate.room, levers, base, package, worth, effort.starts, basis, needs,
                        assurance)
    return _compared(decision, effort, doubt) if doubt.rivals else decision


def own_values(task: Task, base: Projection) -> dict[str, float]:
    """What the scenario itself gives the levers that may be set."""
    levers = task.model.vocabulary.levers
    return {name: lever_value(base.results.scenario, levers[name]) for name in task.space.levers}


def own_point(task: Task, base: Projection) -> np.ndarray:
    """The scenario itself as a point of the space, the nearest one where it lies outside the bounds."""
    return task.space.point(own_values(task, base))


def _assured(task: Task, candidate: Candidate, first: np.ndarray, reference: float, effort: Effort, doubt: Doubt,
             journal: Journal, report: Report) -> tuple[Candidate, Assurance, int]:
    """The robust package, from the one that is cheapest in the scenario's own future and from other starts."""
    def fresh(number: int) -> Futures:
        return doubt.drawn(task, FRESH, effort.seed + 1 + number)

    starts = [candidate.point, *start_points(task, first, ROBUST_STARTS - 1, effort.seed)]
    return robust_search(task, starts, reference, fresh, journal, effort.jobs, report)


def _compared(decision: Decision, effort: Effort, doubt: Doubt) -> Decision:
    """The decision with the regret of its package and of its rivals, in futures of another seed than the searched."""
    results = decision.package.results
    rivals = [(ORIGIN, results.scenario, results.model), *doubt.rivals]
    futures = doubt.drawn(decision.task, FRESH, effort.seed + 1)
    regret = regret_of(decision.task, rivals, futures)
    basis = replace(decision.basis, runs=decision.basis.runs + len(rivals) * FRESH)
    return replace(decision, regret=regret, basis=basis)
