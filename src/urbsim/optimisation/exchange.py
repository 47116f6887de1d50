"""From a package that no small change makes better to one that few large changes do.

Slopes say nothing of a lever that stands at one bound and belongs at the other, nor of two that are worth moving only
together. So all levers, and all pairs of them, are moved to their other bounds (shares to the whole of each), and what
each costs is told by its own cost and by what it is short of the conditions, at the price that the package pays for
them: the multipliers of its conditions, from its slopes. The best move is made until none is better, and the points on
that way are starts of the search. The whole is repeated until it finds no better package.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from urbsim.experiments import Report, unheard
from urbsim.optimisation.journal import Journal
from urbsim.optimisation.search import FINE, PENALTY, Candidate, Slopes, Start, solve_all
from urbsim.optimisation.task import TO_SPARE, Task

MOST_REPEATS = 6
MOST_MOVES = 4
"""Moves on one way, each of one lever or two."""
GAIN = 1e-4
"""What a move, and a package, must be better by: parts of the reference cost, or of a goal."""
APART = 0.05
"""Part of its range by which a move takes a lever at least."""
INSIDE = 1e-6
"""Distance from its bounds, in parts of its range, at which a lever counts as set freely."""
TIGHT = 1e-3
"""Room, in parts of a goal, below which a condition counts as tight."""

Move = tuple[slice, np.ndarray]
"""Coordinates that belong together, and what they become."""


@dataclass(frozen=True)
class _Merit:
    """What a package is worth looking at for: `weight` of its cost, in parts of the reference, and `prices` of each
    condition it is short of.
    """

    slopes: Slopes
    weight: float
    prices: np.ndarray

    def __call__(self, points: np.ndarray) -> np.ndarray:
        cost, rooms = self.slopes.read(points)
        found: np.ndarray = self.weight * cost + self.prices @ np.maximum(0.0, TO_SPARE - rooms)
        return found


def exchanged(task: Task, candidate: Candidate, reference: float, journal: Journal, jobs: int,
              report: Report = unheard) -> tuple[Candidate, int]:
    """The best package that exchanges lead to, from a given one, and the runs that it took."""
    best, runs = candidate, 0
    for number in range(MOST_REPEATS):
        way, more = _way(task, best, reference, jobs)
        relaxed = None if best.holds else task.target_conditions
        starts = [Start(f"exchange-{number}-{i}", point, relaxed, tolerance=FINE) for i, point in enumerate(way)]
        found = solve_all(task, starts, reference, journal, jobs, report)
        if relaxed is not None:  # what was led to hold all conditions was led there whatever the cost
            found += solve_all(task, [Start(f"exchange-{number}-{i}-again", one.point)
                                      for i, one in enumerate(found) if one.holds], reference, journal, jobs)
        runs += more + sum(one.runs for one in found)
        better = min([best, *found], key=lambda one: one.rank)
        if better.rank[0] == best.rank[0] and better.rank[1] > best.rank[1] - GAIN * (reference if best.holds else 1.0):
            break
        best = better
    return best, runs


def _way(task: Task, candidate: Candidate, reference: float, jobs: int) -> tuple[list[np.ndarray], int]:
    """The points that the best moves lead over, one after another, and the runs that it took."""
    fast = replace(task, experiment=replace(task.experiment, threads=jobs))
    slopes = Slopes(fast, candidate.point, reference)
    merit = _merit(slopes, candidate, task)
    point, least, way = candidate.point, float(merit(candidate.point[None])[0]), []
    for _ in range(MOST_MOVES):
        near = np.array(list(_neighbours(point, list(_moves(task, point)))))
        values = merit(near)
        at = int(values.argmin())
        if values[at] > least - GAIN:
            break
        point, least = near[at], float(values[at])
        way.append(point)
    return way, slopes.runs


def _merit(slopes: Slopes, candidate: Candidate, task: Task) -> _Merit:
    """Cost, with conditions at the price that the package pays for them; where it does not hold them, what it is short
    of its targets by, with the limits kept.
    """
    slopes.sloped(candidate.point)
    if candidate.holds:
        return _Merit(slopes, 1.0, _prices(slopes, candidate.point))
    prices = np.full(len(slopes.rooms), PENALTY)
    prices[task.target_conditions] = 1.0
    return _Merit(slopes, 0.0, prices)


def _prices(slopes: Slopes, point: np.ndarray) -> np.ndarray:
    """Cost, in parts of the reference, of the whole of each goal: the multipliers of the tight conditions, such that no
    lever that is set freely is worth moving. A condition that is not tight is priced like the dearest.
    """
    from scipy.optimize import nnls

    free = (point > INSIDE) & (point < 1.0 - INSIDE)
    tight = slopes.rooms < TIGHT
    prices = np.zeros(len(tight))
    if free.any() and tight.any():
        prices[tight] = nnls(slopes.room_slopes[tight][:, free].T, slopes.cost_slope[free])[0]
    return np.where(prices > 0.0, prices, prices.max() or PENALTY)


def _moves(task: Task, point: np.ndarray) -> Iterator[Move]:
    """Each lever to either bound, shares to the whole of each, where that is far from where they are."""
    for group in task.space.coordinates:
        count = group.stop - group.start
        for end in (np.vstack([np.zeros(count), np.eye(count)])):
            if np.abs(point[group] - end).max() > APART:
                yield group, end


def _neighbours(point: np.ndarray, moves: list[Move]) -> Iterator[np.ndarray]:
    """The points that one move, or two of different levers, lead to."""
    for chosen in (*((move,) for move in moves), *itertools.combinations(moves, 2)):
        if len(chosen) == 1 or chosen[0][0] != chosen[1][0]:
            moved = point.copy()
            for group, end in chosen:
                moved[group] = end
            yield moved
