"""The search for the cheapest package: sequential quadratic programming from many starts.

The model is smooth in its levers, and one block of runs gives all their effects at once, so that slopes by differences
are cheap and exact to six digits. Each start solves, over the levers x and one slack t,

    minimise cost(x) / reference + PENALTY * t    where room_i(x) + t >= TO_SPARE, t >= 0, 0 <= x <= 1

by SLSQP (D. Kraft, 1988; in scipy): an exact penalty, so that it ends at a package that holds all conditions if there
is one near, and else near the closest. Where no start holds them, the best ones are led on to the package that falls
short of its targets by the smallest sum, with the limits kept (of all conditions, where the limits cannot be kept), and
from the closest to the cheapest that is as close. Starts are independent: the result does not depend on who computes
them, nor when.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np

from urbsim.experiments import Report, unheard
from urbsim.optimisation.journal import Journal
from urbsim.optimisation.task import TO_SPARE, Task, Tried

PENALTY = 100.0
"""Cost, in parts of the reference, of missing a goal by the whole of it."""
STEP = 1e-5
"""Difference of a lever for its effect, in parts of its range: far above rounding, far below curvature."""
ITERATIONS = 150
TOLERANCE, FINE = 1e-6, 1e-8
"""Change of the objective at which a search ends: coarse for all starts, fine for the best."""
LED_ON = 6
"""Starts that are led on to the closest package where none holds all conditions."""
MOST_PASSES = 4
"""Times that the parks which decide the number of parks are chosen anew."""
IDLE = 1e-4
"""A lever that changes cost and rooms by less, in parts of the reference and of the goals, is set as it was."""
SIMPLER = 1e-3
"""What it may cost, in parts, that levers which hardly matter stay as they are."""
AS_NEAR = 1e-5
"""Part of a goal by which packages come equally near."""
FAILED_COST, FAILED_ROOM = 10.0, -1.0
"""What a run that failed counts as: a bad package, not an error."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A package found: its point, cost, least room of all conditions (negative where one does not hold), sum of what
    they are short by, whether the limits among them are kept, and the runs that it took to find it.
    """

    point: np.ndarray
    cost: float
    room: float
    short: float
    kept: bool
    runs: int

    @property
    def holds(self) -> bool:
        """Whether all conditions hold."""
        return self.room >= 0.0

    @property
    def rank(self) -> tuple[int, float]:
        """Packages that hold all conditions by cost, then those that keep the limits by how near they come."""
        return (0, self.cost) if self.holds else (1 if self.kept else 2, self.short)


@dataclass(frozen=True)
class Start:
    """A point to start from. Where `relaxed` are given, the sum that these conditions are short by is made small,
    whatever the cost, while the others are kept. Coordinates that are `held` stay. `floor`: the room that each
    condition must have, `tolerance`: when to end.
    """

    name: str
    point: np.ndarray
    relaxed: slice | np.ndarray | None = None
    held: np.ndarray | None = None
    floor: float | np.ndarray = TO_SPARE
    tolerance: float = TOLERANCE


class Slopes:
    """Values and slopes of a task at points, each computed once. Costs are in parts of a reference."""

    def __init__(self, task: Task, point: np.ndarray, reference: float) -> None:
        self.task, self.reference, self.runs = task, reference, 0
        self.deciding = task.deciding(self._tried(point[None]))
        self._at: np.ndarray | None = None
        self._sloped: np.ndarray | None = None

    def at(self, point: np.ndarray) -> Slopes:
        """With cost and rooms at a point."""
        if self._at is None or not np.array_equal(self._at, point):
            self.cost, self.rooms = (values[..., 0] for values in self.read(point[None]))
            self._at = point.copy()
        return self

    def sloped(self, point: np.ndarray) -> Slopes:
        """With slopes of cost and rooms at a point too."""
        self.at(point)
        if self._sloped is None or not np.array_equal(self._sloped, point):
            steps = np.where(point + STEP <= 1.0, STEP, -STEP)
            cost, rooms = self.read(point + np.diag(steps))
            self.cost_slope, self.room_slopes = (cost - self.cost) / steps, (rooms - self.rooms[:, None]) / steps
            self._sloped = point.copy()
        return self

    def read(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Cost (point,) and rooms (condition, point)."""
        tried = self._tried(points)
        return (np.nan_to_num(tried.cost.mean(axis=-1) / self.reference, nan=FAILED_COST),
                np.nan_to_num(self.task.rooms(tried, self.deciding), nan=FAILED_ROOM))

    def _tried(self, points: np.ndarray) -> Tried:
        self.runs += len(points) * self.task.members
        return self.task.tried(points)


def solve(task: Task, start: Start, reference: float) -> Candidate:
    """The package that one start leads to.

    The parks that decide the number of parks are chosen anew until they stay the same.
    """
    point, runs = start.point, 0
    chosen: np.ndarray | None = None
    for _ in range(MOST_PASSES):
        slopes = Slopes(task, point, reference)
        if chosen is not None and np.array_equal(chosen, slopes.deciding):
            break
        chosen = slopes.deciding
        point = _solved(slopes, point, start)
        runs += slopes.runs
    slopes = Slopes(task, point, reference).at(point)
    rooms = slopes.rooms
    limits = np.delete(rooms, np.arange(len(rooms))[task.target_conditions])
    return Candidate(point, float(slopes.cost) * reference, float(rooms.min()), float(-np.minimum(rooms, 0.0).sum()),
                     bool((limits >= 0.0).all()), runs + slopes.runs)


def _solved(slopes: Slopes, point: np.ndarray, start: Start) -> np.ndarray:
    """The point that SLSQP ends at, from a point on the way of a start."""
    from scipy.optimize import minimize

    size, conditions = len(point), len(slopes.at(point).rooms)
    slack, weight, penalty = np.ones((conditions, 1)), 1.0, PENALTY
    if start.relaxed is not None:
        slack, weight, penalty = np.eye(conditions)[:, start.relaxed], 0.0, 1.0
    held = np.zeros(size, dtype=bool) if start.held is None else start.held
    short = np.maximum(0.0, start.floor - slopes.rooms)
    missing = np.array([short.max()]) if start.relaxed is None else short[start.relaxed]
    found = minimize(
        lambda z: weight * slopes.at(z[:size]).cost + penalty * z[size:].sum(), np.append(point, missing),
        method="SLSQP",
        jac=lambda z: np.append(weight * slopes.sloped(z[:size]).cost_slope, np.full(len(missing), penalty)),
        bounds=[*zip(np.where(held, point, 0.0), np.where(held, point, 1.0), strict=True),
                *[(0.0, None)] * len(missing)],
        constraints=[{"type": "ineq", "fun": lambda z: slopes.at(z[:size]).rooms + slack @ z[size:] - start.floor,
                      "jac": lambda z: np.column_stack([slopes.sloped(z[:size]).room_slopes, slack])}],
        options={"maxiter": ITERATIONS, "ftol": start.tolerance})
    ended: np.ndarray = np.clip(found.x[:size], 0.0, 1.0)
    return ended


def search(task: Task, first: np.ndarray, reference: float, *, starts: int, seed: int, journal: Journal, jobs: int,
           report: Report = unheard) -> tuple[Candidate, int]:
    """The best package that the starts lead to, and the runs that it took.

    The first start is given, the others lie anywhere in the space, by seed and number. Where none holds all conditions,
    the best are led on to the closest package and from there, should it hold them after all, to a cheap one. `jobs`
    starts are worked on at a time.
    """
    points = start_points(task, first, starts, seed)
    found = solve_all(task, [Start(f"start-{number:03d}", point) for number, point in enumerate(points)],
                      reference, journal, jobs, report)
    if not any(candidate.holds for candidate in found):
        best = sorted(found, key=lambda candidate: candidate.rank)[:LED_ON]
        near: list[Candidate] = []
        for name, relaxed in (("closest", task.target_conditions), ("loosened", slice(None))):
            if not any(candidate.kept for candidate in near):
                near = solve_all(task, [Start(f"{name}-{number}", candidate.point, relaxed, tolerance=FINE)
                                        for number, candidate in enumerate(best)], reference, journal, jobs)
                found = [*found, *near]
        again = [Start(f"again-{number}", candidate.point) for number, candidate in enumerate(near) if candidate.holds]
        found = [*found, *solve_all(task, again, reference, journal, jobs)]
    return min(found, key=lambda candidate: candidate.rank), sum(candidate.runs for candidate in found)


def finished(task: Task, candidate: Candidate, first: np.ndarray, reference: float, journal: Journal, jobs: int,
             ) -> tuple[Candidate, int]:
    """A package led on to the end, and the runs that it took.

    Levers that hardly matter stay as they were at `first`, where that costs less than SIMPLER.
    """
    groups = task.space.coordinates
    points = np.repeat(candidate.point[None], len(groups) + 1, axis=0)
    for row, group in enumerate(groups, 1):
        points[row, group] = first[group]
    slopes = Slopes(task, candidate.point, reference)
    costs, rooms = slopes.read(points)
    change = np.maximum(np.abs(costs[1:] - costs[0]), np.abs(rooms[:, 1:] - rooms[:, :1]).max(axis=0))
    held = np.zeros(task.space.size, dtype=bool)
    for group, effect in zip(groups, change, strict=True):
        held[group] = effect < IDLE
    floor = np.minimum(TO_SPARE, rooms[:, 0])  # where conditions do not hold they become no worse
    starts = [Start("finished", candidate.point, floor=floor, tolerance=FINE),
              Start("simpler", np.where(held, first, candidate.point), held=held, floor=floor, tolerance=FINE)]
    found = solve_all(task, starts, reference, journal, jobs)
    most = 0.0 if candidate.holds else candidate.short + AS_NEAR
    near = [one for one in [candidate, *found] if one.rank[0] <= candidate.rank[0] and one.short <= most]
    best = min(near, key=lambda one: one.cost)
    if found[1] in near and found[1].cost <= best.cost + SIMPLER * abs(best.cost):
        best = found[1]
    return best, sum(one.runs for one in found) + slopes.runs


def start_points(task: Task, first: np.ndarray, count: int, seed: int) -> list[np.ndarray]:
    """The first start, and others that depend on the seed and their number alone: every other one a corner."""
    points = [np.random.default_rng([seed, number]).uniform(size=task.space.size) for number in range(1, count)]
    return [first, *(point if number % 2 else np.round(point) for number, point in enumerate(points))]


def solve_all(task: Task, starts: Sequence[Start], reference: float, journal: Journal, jobs: int,
              report: Report = unheard) -> list[Candidate]:
    """Candidates of starts, in their order, `jobs` at a time; each is kept in the journal when it is found."""
    def candidate(start: Start) -> Candidate:
        def compute() -> dict[str, np.ndarray]:
            return {name: np.asarray(value) for name, value in vars(solve(task, start, reference)).items()}

        kept = journal.kept(start.name, compute)
        return Candidate(kept["point"], float(kept["cost"]), float(kept["room"]), float(kept["short"]),
                         bool(kept["kept"]), int(kept["runs"]))

    with ThreadPoolExecutor(jobs) as pool:
        waiting = [pool.submit(candidate, start) for start in starts]
        report(0, len(waiting))
        try:
            for number, _ in enumerate(as_completed(waiting), 1):
                report(number, len(waiting))
            return [future.result() for future in waiting]
        except BaseException:
            task.stop.set()
            for future in waiting:
                future.cancel()
            raise
