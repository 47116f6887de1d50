"""What would have to change where no package was found: which single input, bound or limit closes the gap, how far.

The levers stay as in the closest package (but where a limit is relaxed): levers that are set anew may need less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from urbsim.cities.city import expand
from urbsim.errors import InputError
from urbsim.factors import Factor, find_factor, value_of
from urbsim.optimisation.journal import Journal
from urbsim.optimisation.search import FAILED_ROOM, Candidate, Start, solve_all
from urbsim.optimisation.task import Task

Kind = Literal["parameter", "city value", "cell", "lever bound", "limit"]
HALVINGS = 14
"""Of the way to the end of a range, to find how far is enough: to a ten-thousandth of it."""
NEAREST = 10
"""Inputs that are told where none closes the gap alone."""
CELL_SPAN = 2.0
"""Cells of the city's tables have no range of their own: they are moved to half and to double their value."""
AT_BOUND = 1e-6


@dataclass(frozen=True)
class Need:
    """One input, bound or limit: its `base`, how far it may go (`end`), the value that is `enough` (None where not even
    the end is), and the least room of all conditions there.
    """

    kind: Kind
    name: str
    unit: str
    base: float
    end: float
    enough: float | None
    room: float

    @property
    def part(self) -> float:
        """How much of the way to its end is needed; more than 1 where all of it is not enough."""
        return 2.0 if self.enough is None else abs(self.enough - self.base) / abs(self.end - self.base)


def needs_of(task: Task, candidate: Candidate, reference: float, journal: Journal, jobs: int,
             ) -> tuple[tuple[Need, ...], int]:
    """What would have to change for the closest package to hold, and the runs that it took to find.

    First what is enough, in the order of how much of its range is needed; where nothing is, the inputs that come
    nearest.
    """
    movable = [*_inputs(task), *_bounds(task, candidate.point)]
    found, runs = _moved(task, candidate.point, movable)
    relaxed, more = _limits(task, candidate, reference, journal, jobs)
    enough = sorted((need for need in found if need.enough is not None), key=lambda need: need.part)
    nearest = sorted(found, key=lambda need: -need.room)[:NEAREST]
    return (*relaxed, *(enough or nearest)), runs + more


def _inputs(task: Task) -> list[Need]:
    """Every number of the model and the city, moved to each end of its range."""
    model = task.model
    names = [*model.vocabulary.parameters, *model.vocabulary.city_values]
    elements = model.city.elements
    for item in model.vocabulary.tables.values():
        rows = next((elements[index.name] for index in model.vocabulary.indices.values() if index.table == item.table),
                    ())
        names += [f"{item.table}.{row}.{column}" for row in rows for column in expand(item, elements)[0]]
    found = []
    for name in names:
        if name in task.futures:
            continue
        try:
            factor = find_factor(name, model.vocabulary, model.city)
        except InputError:
            continue  # counts, marks and shares of a whole do not vary by themselves
        base = value_of(model, factor)
        found += [Need(factor.kind, name, factor.unit, base, end, None, 0.0)  # type: ignore[arg-type]
                  for end in _ends(factor, base) if end != base]
    return found


def _ends(factor: Factor, base: float) -> tuple[float, ...]:
    if factor.kind != "cell":
        return factor.low, factor.high
    return max(factor.low, base / CELL_SPAN), min(factor.high, base * CELL_SPAN)


def _bounds(task: Task, point: np.ndarray) -> list[Need]:
    """Levers at a bound, moved on by the width of their range. A fraction ends at 0 and 1, no amount falls below 0."""
    found = []
    for i, name in enumerate(task.space.names):
        low, high = task.space.bounds(name)
        unit, width = task.model.vocabulary.levers[name].unit, high - low
        fraction = unit == "1" and task.model.vocabulary.levers[name].high == 1.0
        if point[i] >= 1.0 - AT_BOUND and not (fraction and high == 1.0):
            end = min(high + width, 1.0) if fraction else high + width
            found.append(Need("lever bound", name, unit, high, end, None, 0.0))
        if point[i] <= AT_BOUND and low > 0.0:
            found.append(Need("lever bound", name, unit, low, max(low - width, 0.0), None, 0.0))
    return found


def _moved(task: Task, point: np.ndarray, movable: Sequence[Need]) -> tuple[list[Need], int]:
    """Each with the room at its end and, where that is enough, the nearest value that is."""
    bases = {need.name: _base(task, need.name, point) for need in movable}

    def rooms(needs: Sequence[Need], values: np.ndarray) -> np.ndarray:
        """The least room of all conditions where each input alone has a value; all vary, so that one library serves."""
        changes = {name: np.full(len(needs), base) for name, base in bases.items()}
        for row, need in enumerate(needs):
            changes[need.name][row] = values[row]
        worst = task.worst(task.tried(np.repeat(point[None], len(needs), axis=0), changes))
        found: np.ndarray = np.nan_to_num(task.assured(worst) if task.futures else worst[:, 0], nan=FAILED_ROOM)
        return found

    ended = [replace(need, room=float(room)) for need, room in
             zip(movable, rooms(movable, np.array([need.end for need in movable])), strict=True)]
    closing = [need for need in ended if need.room >= 0.0]
    short, enough = np.array([need.base for need in closing]), np.array([need.end for need in closing])
    for _ in range(HALVINGS if closing else 0):
        middle = 0.5 * (short + enough)
        held = rooms(closing, middle) >= 0.0
        short, enough = np.where(held, short, middle), np.where(held, middle, enough)
    values = {(need.name, need.end): float(value) for need, value in zip(closing, enough, strict=True)}
    runs = (len(movable) + HALVINGS * len(closing)) * task.members
    return [replace(need, enough=values.get((need.name, need.end))) for need in ended], runs


def _base(task: Task, name: str, point: np.ndarray) -> float:
    """The value of an input, or of a lever in the closest package."""
    if name in task.space.levers:
        return float(task.space.values(point[None])[name][0])
    return value_of(task.model, find_factor(name, task.model.vocabulary, task.model.city))


def _limits(task: Task, candidate: Candidate, reference: float, journal: Journal, jobs: int,
            ) -> tuple[list[Need], int]:
    """Each limit relaxed alone, levers set anew: the value at which all else holds."""
    if task.futures or not task.limits:
        return [], 0
    starts, first = [], -sum(len(limit.years) for limit in task.limits)
    for limit in task.limits:
        rows = np.arange(first, first + len(limit.years))
        starts.append(Start(f"limit-{limit.name}-{'least' if limit.least else 'most'}", candidate.point, rows))
        first += len(limit.years)
    solved = solve_all(task, starts, reference, journal, jobs)
    found = []
    for limit, start, reached in zip(task.limits, starts, solved, strict=True):
        tried = task.tried(reached.point[None])
        rooms = task.rooms(tried, task.deciding(tried))[:, 0]
        rows = np.asarray(start.relaxed)
        missing, others = min(0.0, float(rooms[rows].min())), float(np.delete(rooms, rows).min())
        value = limit.value + (missing if limit.least else -missing) * limit.scale
        unit = task.model.vocabulary.indicators[limit.name].unit
        found.append(Need("limit", limit.name, unit, limit.value, value, value if others >= 0.0 else None, others))
    return found, sum(one.runs for one in solved)

