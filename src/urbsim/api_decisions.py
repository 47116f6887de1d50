"""One call from files to a decision: the cheapest package of levers, the front of what can be had, a plane."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from urbsim import sectors
from urbsim.analysis.plane import Plane, plane_of
from urbsim.analysis.plane_file import Setup, read_setup
from urbsim.api import Case, as_tables, read
from urbsim.engine.choose import Engine
from urbsim.errors import UsageError
from urbsim.experiments import Experiment, Report, experiment_of, unheard
from urbsim.optimisation.decide import Doubt, Effort, decide, own_point
from urbsim.optimisation.decision import Decision
from urbsim.optimisation.front import GENERATIONS, POPULATION, Front, front_of
from urbsim.optimisation.journal import Journal
from urbsim.optimisation.projection import Projection
from urbsim.optimisation.question import Question, Wish, task_of
from urbsim.optimisation.task import Task
from urbsim.posterior import read_posterior
from urbsim.studies import with_studies


@dataclass(frozen=True)
class Asked:
    """A question about a scenario file, read and checked: all that a search needs."""

    case: Case
    task: Task
    base: Projection
    effort: Effort
    doubt: Doubt
    notes: tuple[str, ...]

    def decide(self, journal: Journal | None = None, report: Report = unheard) -> Decision:
        """Look for the package."""
        return decide(self.task, self.base, self.effort, self.doubt, journal, report)

    def front(self, population: int = POPULATION, generations: int = GENERATIONS, journal: Journal | None = None,
              report: Report = unheard) -> Front:
        """Look for the packages none of which is better in every aim."""
        return front_of(self.task, own_point(self.task, self.base), float(self.base.cost.total),
                        population=population, generations=generations, seed=self.effort.seed, journal=journal,
                        jobs=self.effort.jobs, report=report)


def ask(path: str | Path, question: Question, effort: Effort, *, jobs: int | None = None, share: float | None = None,
        futures: int | None = None, posterior: str | Path | None = None, rivals: Sequence[str | Path] = (),
        overrides: Mapping[str, Any] | None = None, overrides_name: str = "arguments",
        studies: Sequence[str | Path] = ()) -> Asked:
    """Read and check a scenario file, the question, and the scenarios to compare with. Raises InputError, UsageError.

    `rivals` are judged by the targets of the file, in the same futures; they must be of the same city.
    """
    given = dict(overrides or {})
    case = read(path, given, overrides_name=overrides_name, studies=studies)
    others = [read(rival, {key: value for key, value in given.items() if key in ("time", "parameters", "city")},
                   overrides_name=overrides_name, studies=studies) for rival in rivals]
    for other in others:
        if other.city.digest != case.city.digest:
            raise UsageError(f"{other.scenario.name} is of another city than {case.scenario.name}")
    draws = read_posterior(posterior, case.model) if posterior else None
    task, base, notes = task_of(question, case.scenario, case.model, engine=effort.engine, time=given.get("time"))
    doubt = Doubt(share, posterior=draws, rivals=tuple((other.scenario.name, other.scenario, other.model)
                                                       for other in others))
    if futures is not None:
        doubt = replace(doubt, futures=futures)
    if share is not None or others:
        doubt.drawn(task, 2, effort.seed)  # told before anything runs, where there is nothing to draw from
    effort = replace(effort, jobs=jobs or os.cpu_count() or 1)
    return Asked(case, task, base, effort, doubt, (*case.notes, *notes, *(draws.notes(case.model) if draws else ())))


def optimise(path: str | Path, *, target: Wish = "total", starts: int | None = None, seed: int = 0,
             share: float | None = None, futures: int | None = None, posterior: str | Path | None = None,
             rivals: Sequence[str | Path] = (), engine: Engine = "auto", jobs: int | None = None,
             question: Mapping[str, Any] | None = None, studies: Sequence[str | Path] = (),
             **tables: Mapping[str, Any]) -> Decision:
    """The package of levers that reaches targets at the least public cost, or what stands in its way.

    `target` is `total`, `parks` or `all`; `question` holds further fields of `optimisation.question.Question`
    (`budget`, `debt_ceiling`, `at_least`, `at_most`, `fixed`, `bounds`, `new_plan`, `horizon`, `rate`). With `share`
    targets hold in that share of uncertain futures, of the file's `[uncertainty]` or of a `posterior`; the search meets
    so many `futures`. `rivals` are scenario files whose regret is told beside that of the package. Results do not
    depend on `jobs`. Studies and tables are as in `run`. Raises InputError or UsageError with all that is wrong.
    """
    effort = Effort(seed=seed, engine=engine) if starts is None else Effort(starts, seed, engine)
    asked = ask(path, Question(target=target, **(question or {})), effort, jobs=jobs, share=share, futures=futures,
                posterior=posterior, rivals=rivals, overrides=as_tables(tables), studies=studies)
    return asked.decide()


def front(path: str | Path, *, population: int = POPULATION, generations: int = GENERATIONS, seed: int = 0,
          engine: Engine = "auto", jobs: int | None = None, question: Mapping[str, Any] | None = None,
          studies: Sequence[str | Path] = (), **tables: Mapping[str, Any]) -> Front:
    """Packages none of which is better in every aim: revenue, parks, public cost, debt, land, pollution (NSGA-II).

    `question` holds limits as in `optimise`. Studies and further tables are as in `run`. Results do not depend on
    `jobs`. Needs the extra `analysis`.
    """
    asked = ask(path, Question(target="all", **(question or {})), Effort(seed=seed, engine=engine), jobs=jobs,
                overrides=as_tables(tables), studies=studies)
    return asked.front(population, generations)


@dataclass(frozen=True)
class ReadyPlane:
    """A plane file and its scenarios, read and checked, each ready to run many times."""

    setup: Setup
    cases: tuple[tuple[Case, Experiment], ...]
    notes: tuple[str, ...]


def prepare_plane(path: str | Path, *, engine: Engine = "auto", jobs: int | None = None,
                  overrides: Mapping[str, Any] | None = None, overrides_name: str = "arguments",
                  studies: Sequence[str | Path] = ()) -> ReadyPlane:
    """Read and check a plane file with its scenarios. Raises InputError with all problems found."""
    setup = read_setup(Path(path), with_studies(sectors.load(), studies).levers)
    given = dict(overrides or {})
    cases, notes = [], []
    for file in setup.scenarios:
        case = read(file, given, overrides_name=overrides_name, studies=studies)
        experiment, more = experiment_of(case.scenario, case.model, case.scenario.targets.year, engine=engine,
                                         threads=jobs, time=given.get("time"))
        cases.append((case, experiment))
        notes += [*case.notes, *more]
    return ReadyPlane(setup, tuple(cases), tuple(dict.fromkeys(notes)))


def plane(path: str | Path, *, engine: Engine = "auto", jobs: int | None = None,
          studies: Sequence[str | Path] = (), **tables: Mapping[str, Any]) -> dict[str, Plane]:
    """Two groups of levers on a plane, by scenario of a plane file: margins, public cost, debt, bottleneck.

    Studies and tables are set on top of all its scenarios. Results do not depend on `jobs`.
    """
    ready = prepare_plane(path, engine=engine, jobs=jobs, overrides=as_tables(tables), studies=studies)
    return {case.scenario.name: plane_of(ready.setup, experiment) for case, experiment in ready.cases}
