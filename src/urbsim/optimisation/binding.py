"""What binds a package: which of its limits are tight, and what loosening them is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from urbsim.optimisation.search import Slopes
from urbsim.optimisation.task import Limit, Task

INSIDE = 1e-6
"""Distance from its bounds, in parts of its range, at which a lever counts as set freely."""
TIGHT = 1e-3
"""Room, in parts of a goal, below which a condition counts as tight."""
LOOSENED = 0.01
"""Part of a limit's value by which it is loosened, to tell what that is worth."""


@dataclass(frozen=True)
class Binding:
    """How a limit binds a package, and what it is worth to the package to loosen it by LOOSENED: public cost saved
    where all conditions hold, else the part of a goal by which it comes nearer. In uncertain futures: the share of them
    that is gained where the limit is dropped.
    """

    limit: Limit
    tight: bool
    worth: float


def multipliers(slopes: Slopes, point: np.ndarray, gradient: np.ndarray, tight: np.ndarray) -> np.ndarray:
    """What each condition's room costs, in what the gradient measures: such that no lever that is set freely is worth
    moving. 0 for conditions that are not tight.
    """
    from scipy.optimize import nnls

    free = (point > INSIDE) & (point < 1.0 - INSIDE)
    found = np.zeros(len(tight))
    if free.any() and tight.any():
        found[tight] = nnls(slopes.room_slopes[tight][:, free].T, gradient[free])[0]
    return found


def binding_of(task: Task, point: np.ndarray, reference: float) -> tuple[tuple[Binding, ...], int]:
    """How each limit binds a package, and the runs that it took."""
    if not task.limits:
        return (), 0
    return _in_futures(task, point) if task.futures else _by_slopes(task, point, reference)


def _by_slopes(task: Task, point: np.ndarray, reference: float) -> tuple[tuple[Binding, ...], int]:
    slopes = Slopes(task, point, reference).sloped(point)
    tight, short = slopes.rooms < TIGHT, slopes.rooms < 0.0
    if short.any():
        targets = np.zeros(len(tight), dtype=bool)
        targets[task.target_conditions] = True
        gradient, scale = -slopes.room_slopes[short & targets].sum(axis=0), 1.0
        tight &= ~targets
    else:
        gradient, scale = slopes.cost_slope, reference
    prices = scale * LOOSENED * multipliers(slopes, point, gradient, tight)
    found, first = [], len(prices) - sum(len(limit.years) for limit in task.limits)
    for limit in task.limits:
        rows = slice(first, first + len(limit.years))
        found.append(Binding(limit, bool(tight[rows].any()), float(prices[rows].sum())))
        first = rows.stop
    return tuple(found), slopes.runs


def _in_futures(task: Task, point: np.ndarray) -> tuple[tuple[Binding, ...], int]:
    """Futures in which a limit is all that fails."""
    targets, limits = task.kept(task.tried(point[None]))
    rooms = np.concatenate([targets, limits])[:, 0]
    with_all = float((rooms.min(axis=0) >= 0.0).mean())
    found = []
    for number, limit in enumerate(task.limits, len(targets)):
        without = float((np.delete(rooms, number, axis=0).min(axis=0) >= 0.0).mean())
        found.append(Binding(limit, without > with_all, without - with_all))
    return tuple(found), task.members
