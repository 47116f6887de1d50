"""From a task to a decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from urbsim.engine.choose import Engine
from urbsim.experiments import Report, unheard
from urbsim.model.assemble import Model
from urbsim.optimisation.binding import binding_of
from urbsim.optimisation.decision import Decision, confirmed, holds, worth_of
from urbsim.optimisation.exchange import exchanged
from urbsim.optimisation.futures import SEARCHED, Futures, Samples, samples_of
from urbsim.optimisation.journal import Journal
from urbsim.optimisation.needs import Need, needs_of
from urbsim.optimisation.projection import ORIGIN, Projection
from urbsim.optimisation.robust import assurance_of, regret_of, robust_search
from urbsim.optimisation.search import Candidate, finished, search, start_points
from urbsim.optimisation.space import lever_value
from urbsim.optimisation.task import Task
from urbsim.scenario.load import Scenario

STARTS = 8
"""Starts of a search: nearly all end in the same few packages."""
ROBUST_STARTS = 2

Rival = tuple[str, Scenario, Model]
Stage = Callable[[str], None]
"""Told what begins: search, exchange, assurance, needs, regret."""


def unstaged(stage: str) -> None:
    """Stages that nobody reads of."""


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

    def samples(self, task: Task, seed: int) -> Samples:
        """The futures of a task by their purpose. Raises UsageError where there are none, or too few."""
        return samples_of(task.experiment.scenario, self.posterior, task.space.levers, searched=self.futures, seed=seed,
                          share=self.share)


def decide(task: Task, base: Projection, effort: Effort, doubt: Doubt | None = None, journal: Journal | None = None,
           report: Report = unheard, stage: Stage = unstaged) -> Decision:
    """Look for the package, run it as its scenario says, and tell what it is worth or what stands in its way."""
    doubt, journal = doubt or Doubt(), journal or Journal()
    scenario, model = base.results.scenario, base.results.model
    reference = float(base.cost.total)
    candidate, judged, runs = _searched(task, base, effort, doubt, journal, report, stage)
    levers, package = confirmed(scenario, model, task, candidate.point, effort.engine,
                                expected=doubt.share is None and candidate.holds)
    written = task.space.point(levers)
    fast = replace(judged, experiment=replace(task.experiment, threads=effort.jobs))
    assurance = None
    if doubt.share is not None:
        assurance = assurance_of(fast, written)
        runs += assurance.futures
    found = assurance.assured if assurance else holds(task, package)
    binding, more = binding_of(fast, written, reference)
    runs += more
    needs: tuple[Need, ...] = ()
    if not found:
        stage("needs")
        needs, more = needs_of(fast, written, reference, journal, effort.jobs)
        runs += more
    worth = worth_of(task, levers, own_values(task, base))
    basis = task.experiment.basis(runs + len(worth) + 1, effort.seed)
    decision = Decision(task, found, assurance.room if assurance else candidate.room, levers, base, package, worth,
                        effort.starts, basis, binding, needs, assurance)
    if not doubt.rivals:
        return decision
    stage("regret")
    return _compared(decision, effort, doubt)


def _searched(task: Task, base: Projection, effort: Effort, doubt: Doubt, journal: Journal, report: Report,
              stage: Stage) -> tuple[Candidate, Task, int]:
    """The best candidate, the task with the futures in which it is to be judged, and the number of runs."""
    first, reference = own_point(task, base), float(base.cost.total)
    stage("search")
    candidate, runs = search(task, first, reference, starts=effort.starts, seed=effort.seed, journal=journal,
                             jobs=effort.jobs, report=report)
    stage("exchange")
    candidate, more = exchanged(task, candidate, reference, journal, effort.jobs, report)
    if doubt.share is None:
        candidate, last = finished(task, candidate, first, reference, journal, effort.jobs)
        return candidate, task, runs + more + last
    stage("assurance")
    samples = doubt.samples(task, effort.seed)
    asked = replace(task, futures=samples.searched, share=doubt.share)
    starts = [candidate.point, *start_points(task, first, ROBUST_STARTS - 1, effort.seed)]
    candidate, last = robust_search(asked, starts, reference, samples.checked, journal, effort.jobs, report)
    return candidate, replace(asked, futures=samples.judged), runs + more + last


def own_values(task: Task, base: Projection) -> dict[str, float]:
    """What the scenario itself gives the levers that may be set."""
    levers = task.model.vocabulary.levers
    return {name: lever_value(base.results.scenario, levers[name]) for name in task.space.levers}


def own_point(task: Task, base: Projection) -> np.ndarray:
    """The scenario itself as a point of the space, the nearest one where it lies outside the bounds."""
    return task.space.point(own_values(task, base))


def _compared(decision: Decision, effort: Effort, doubt: Doubt) -> Decision:
    """The decision with the regret of its package and of its rivals, in futures of their own."""
    results, task = decision.package.results, decision.task
    rivals = [(ORIGIN, results.scenario, results.model), *doubt.rivals]
    fast = replace(task, experiment=replace(task.experiment, threads=effort.jobs))
    regret = regret_of(fast, rivals, doubt.samples(task, effort.seed).compared)
    basis = replace(decision.basis, runs=decision.basis.runs + regret.cost.size)
    return replace(decision, regret=regret, basis=basis)
