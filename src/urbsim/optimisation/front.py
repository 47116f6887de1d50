"""What can be had together: packages of which none is better than another in every aim, by NSGA-II.

K. Deb et al., A fast and elitist multiobjective genetic algorithm: NSGA-II, IEEE Transactions on Evolutionary
Computation 6 (2002) 182, as pymoo has it. A generation is one block of runs. Generations are kept in the journal: what
is resumed goes the same way, but takes the runs that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from urbsim.analysis.public_cost import cost_names, public_cost
from urbsim.errors import UsageError
from urbsim.experiments import Basis, Report, unheard
from urbsim.many import Ensemble
from urbsim.model.assemble import Model
from urbsim.optimisation.journal import Journal
from urbsim.optimisation.search import Start, solve_all
from urbsim.optimisation.task import Task
from urbsim.targets import margins

POPULATION, GENERATIONS = 200, 120
LAND = ("raw_land", "serviced_land", "occupied_land", "idle_land", "town_raw_land", "town_land")
"""Land of parks and towns; what it grows by is used."""
ADVICE = "the front needs pymoo: pip install 'urbsim[analysis]'"


@dataclass(frozen=True)
class Aim:
    """A figure at the end of the target year that is to be large or small."""

    name: str
    unit: str
    large: bool = False


AIMS = (Aim("revenue_current", "亿元/year", large=True), Aim("parks_at_50", "1", large=True),
        Aim("public_cost", "亿元"), Aim("debt_ratio", "year"), Aim("land_used", "ha"), Aim("pollution_stock", "load"))

COST = [aim.name for aim in AIMS].index("public_cost")

Objectives = tuple[np.ndarray, np.ndarray]
"""Objectives (point, objective), to be made small, and rooms of limits (point, limit), not to be negative."""


@dataclass(frozen=True)
class Front:
    """Packages none of which is better in every aim, the cheapest first: `points` (package, coordinate), `values`
    (package, aim), `margins` by target (package,).
    """

    task: Task
    points: np.ndarray
    values: np.ndarray
    margins: dict[str, np.ndarray]
    population: int
    generations: int
    basis: Basis

    @property
    def reached(self) -> np.ndarray:
        """How many targets each package reaches."""
        found: np.ndarray = np.sum([values >= 0.0 for values in self.margins.values()], axis=0)
        return found


def front_of(task: Task, first: np.ndarray, reference: float, *, population: int = POPULATION,
             generations: int = GENERATIONS, seed: int = 0, journal: Journal | None = None, jobs: int = 1,
             report: Report = unheard) -> Front:
    """The front of a task's space, within its limits.

    It starts from the scenario's own package, from the cheapest ones that lead to the total and to the number of parks
    from there, from both ends of all levers, and else anywhere. Raises UsageError where pymoo is missing.
    """
    journal = journal or Journal()
    ends = [np.zeros(task.space.size), np.ones(task.space.size)]
    cheap = [solve_all(replace(task, targets=(name,)), [Start(f"cheapest-{name}", first)], reference, journal, jobs)[0]
             for name in ("total", "parks") if name in task.targets]
    fast = replace(task, experiment=replace(task.experiment, threads=jobs))

    def objectives(points: np.ndarray) -> Objectives:
        values, rooms, _ = _read(fast, points)
        return values * [-1.0 if aim.large else 1.0 for aim in AIMS], rooms

    points = nsga2(objectives, task.space.size, [first, *(one.point for one in cheap), *ends], population=population,
                   generations=generations, seed=seed, journal=journal, report=report)
    values, _, judged = _read(fast, points)
    kept = thinned(values, _notable(values, judged), population)
    runs = sum(one.runs for one in cheap) + population * generations + len(points)
    return Front(task, points[kept], values[kept], {name: margin[kept] for name, margin in judged.items()},
                 population, generations, task.experiment.basis(runs, seed))


def _notable(values: np.ndarray, judged: dict[str, np.ndarray]) -> list[int]:
    """Packages that a front must show: the best in each aim, and the cheapest that reaches each target, and all."""
    found = [int((values[:, i] * (-1.0 if aim.large else 1.0)).argmin()) for i, aim in enumerate(AIMS)]
    for reached in (*judged.values(), np.min(list(judged.values()), axis=0)):
        if (reached >= 0.0).any():
            found.append(int(np.where(reached >= 0.0, values[:, COST], np.inf).argmin()))
    return found


def thinned(values: np.ndarray, first: Sequence[int], count: int) -> np.ndarray:
    """Rows that stand for all of them, the cheapest first: those given, then always the one that lies farthest from
    the rows taken, each aim measured by its span.
    """
    span = np.ptp(values, axis=0)
    scaled = (values - values.min(axis=0)) / np.where(span > 0.0, span, 1.0)
    taken = list(dict.fromkeys(first))
    distance = np.min([np.linalg.norm(scaled - scaled[row], axis=1) for row in taken], axis=0)
    while len(taken) < min(count, len(values)):
        farthest = int(distance.argmax())
        taken.append(farthest)
        distance = np.minimum(distance, np.linalg.norm(scaled - scaled[farthest], axis=1))
    rows = np.array(sorted(taken))
    ordered: np.ndarray = rows[np.argsort(values[rows, COST], kind="stable")]
    return ordered


def nsga2(objectives: Callable[[np.ndarray], Objectives], size: int, first: Sequence[np.ndarray], *, population: int,
          generations: int, seed: int, journal: Journal, report: Report = unheard) -> np.ndarray:
    """Points of the unit cube (point, coordinate) that keep the limits, and that no other point of any generation is
    better than in every objective. `first` points are in the first generation.

    All generations count, since with many objectives a generation has no room for all that are best.
    """
    try:
        from pymoo.algorithms.moo.nsga2 import NSGA2
        from pymoo.core.problem import Problem
        from pymoo.optimize import minimize
    except ImportError as error:
        raise UsageError(ADVICE) from error
    random = np.random.default_rng(seed).uniform(size=(max(population - len(first), 0), size))
    start = np.vstack([*first, random])[:population]
    sample, rooms = objectives(start[:1])
    number = iter(range(generations))
    pieces: list[dict[str, np.ndarray]] = []

    class Cube(Problem):  # type: ignore[misc]
        def _evaluate(self, points: np.ndarray, out: dict[str, np.ndarray], *_: object, **__: object) -> None:
            def compute() -> dict[str, np.ndarray]:
                values, kept = objectives(points)
                return {"points": points, "values": values, "rooms": kept}

            at = next(number)
            piece = journal.kept(f"generation-{at:04d}", compute)
            pieces.append(piece)
            out["F"] = np.nan_to_num(piece["values"], nan=1e6)
            out["G"] = -np.nan_to_num(piece["rooms"], nan=-1.0)
            report(at + 1, generations)

    minimize(Cube(n_var=size, n_obj=sample.shape[1], n_ieq_constr=rooms.shape[1], xl=0.0, xu=1.0),
             NSGA2(pop_size=population, sampling=start), ("n_gen", generations), seed=seed, copy_algorithm=False)
    return _best(pieces)


def _best(pieces: Sequence[dict[str, np.ndarray]]) -> np.ndarray:
    """The points of all generations that keep the limits and that none is better than."""
    from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

    points, values, rooms = (np.concatenate([piece[name] for piece in pieces])
                             for name in ("points", "values", "rooms"))
    held = np.isfinite(values).all(axis=1) & (rooms >= 0.0).all(axis=1)
    if not held.any():
        raise UsageError("no package keeps the limits: loosen them")
    best = NonDominatedSorting().do(values[held], only_non_dominated_front=True)
    found: np.ndarray = points[held][np.sort(best)]
    return found


def _read(task: Task, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Aims (point, aim), rooms of the limits (point, limit), and margins by target (point,)."""
    names = (*cost_names(task.model.vocabulary), *LAND)
    values, rooms, judged = zip(*(_read_block(task, model, found) for model, found in task.ensembles(points, names)),
                                strict=True)
    return (np.concatenate(values), np.concatenate(rooms),
            {name: np.concatenate([block[name] for block in judged]) for name in judged[0]})


def _read_block(task: Task, model: Model, found: Ensemble) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    at = found.years.index(task.wanted.year)
    cost = public_cost(model.vocabulary, found.times, found.recorded, members=True, horizon=task.horizon + 1.0,
                       rate=task.rate).total
    end = int(np.searchsorted(found.times, task.wanted.year + 1.0 - 1e-9))
    land = np.sum([(found.recorded[name][end] - found.recorded[name][0]).sum(axis=0) for name in LAND], axis=0)
    figures = {"public_cost": cost, "land_used": land,
               **{name: values[at] for name, values in found.indicators.items()}}
    revenue = (found.annual_revenue[at] * found.price_index[at])[None]
    judged = {name: values[0] for name, values in margins(model, task.wanted, revenue).items()}
    rooms = [np.empty((0, len(cost))), *(limit.rooms(found) for limit in task.limits)]
    return np.stack([figures[aim.name] for aim in AIMS], axis=1), np.concatenate(rooms).T, judged
