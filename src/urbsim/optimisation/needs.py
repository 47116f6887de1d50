"""What would have to change where no package was found: which single input, bound or limit closes the gap, how far; and
where none does, which two together.

The levers stay as in the closest package (but where a limit is relaxed): levers that are set anew may need less. With
uncertain futures the gap is closed where the futures that the package was judged by assure the share.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from urbsim.analysis.intervals import least_held
from urbsim.cities.city import expand
from urbsim.errors import InputError
from urbsim.factors import Factor, find_factor, value_of
from urbsim.optimisation.journal import Journal
from urbsim.optimisation.robust import assured_rooms
from urbsim.optimisation.search import FAILED_ROOM, Start, solve_all
from urbsim.optimisation.task import Limit, Task

Kind = Literal["parameter", "city value", "cell", "lever bound", "limit"]
HALVINGS = 14
"""Of the way to the end of a range, to find how far is enough: to a ten-thousandth of it."""
NEAREST = 10
"""Inputs that are told where none closes the gap alone."""
CELL_SPAN = 2.0
"""Cells of the city's tables have no range of their own: they are moved to half and to double their value."""
SCREENED = 64
"""Futures in which all inputs are tried; those that come nearest are judged in all of them."""
HALVINGS_JUDGED = 7
"""Likewise in many futures: to a hundredth of the way."""


@dataclass(frozen=True)
class Need:
    """One input, bound or limit: its `base`, how far it may go (`end`), the value that is `enough` (None where not even
    the end is), and the least room of all conditions there. What is needed `together` is enough only together.
    """

    kind: Kind
    name: str
    unit: str
    base: float
    end: float
    enough: float | None = None
    room: float = 0.0
    together: bool = False

    @property
    def part(self) -> float:
        """How much of the way to its end is needed; more than 1 where all of it is not enough."""
        return 2.0 if self.enough is None else abs(self.enough - self.base) / abs(self.end - self.base)

    def at(self, part: float) -> float:
        """The value a part of the way to the end, exactly the end at 1."""
        low, high = sorted((self.base, self.end))
        return min(max((1.0 - part) * self.base + part * self.end, low), high)


Together = tuple[Need, ...]
"""Inputs that go the same part of their ways at once."""


def needs_of(task: Task, point: np.ndarray, reference: float, journal: Journal, jobs: int,
             ) -> tuple[tuple[Need, ...], int]:
    """What would have to change for the closest package to hold, and the runs that it took to find.

    First what is enough, in the order of how much of its range is needed; where nothing is, the two that are enough
    together with the least of their ranges, if there are such, and the inputs that come nearest.
    """
    closest = _Closest(task, point, [*_inputs(task), *_bounds(task, point)])
    relaxed, runs = (_limits_in_futures if task.futures else _limits)(task, point, reference, journal, jobs)
    alone = closest.moved([(need,) for need in closest.movable])
    enough = sorted((need for (need,) in alone if need.enough is not None), key=lambda need: need.part)
    if not enough and not any(need.enough is not None for need in relaxed):
        nearest = sorted((need for (need,) in alone), key=lambda need: -need.room)[:NEAREST]
        pairs = [pair for pair in itertools.combinations(nearest, 2) if pair[0].name != pair[1].name]
        both = min((pair for pair in closest.moved(pairs) if pair[0].enough is not None),
                   key=lambda pair: pair[0].part, default=())
        enough = [*(replace(need, together=True) for need in both), *nearest]
    return (*relaxed, *enough), runs + closest.runs


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
        found += [Need(factor.kind, name, factor.unit, base, end)  # type: ignore[arg-type]
                  for end in _ends(factor, base) if end != base]
    return found


def _ends(factor: Factor, base: float) -> tuple[float, ...]:
    if factor.kind != "cell":
        return factor.low, factor.high
    return max(factor.low, base / CELL_SPAN), min(factor.high, base * CELL_SPAN)


def _bounds(task: Task, point: np.ndarray) -> list[Need]:
    """Levers at a bound, moved on by the width of their range. A fraction ends at 0 and 1, no amount falls below 0."""
    found = []
    for name, values in task.space.values(point[None]).items():
        if name not in task.space.names:
            continue  # shares of a whole do not vary by themselves
        low, high = task.space.bounds(name)
        side, lever, width = task.space.bound(name, float(values[0])), task.model.vocabulary.levers[name], high - low
        fraction = lever.unit == "1" and lever.high == 1.0
        if side == "high" and not (fraction and high == 1.0):
            end = min(high + width, 1.0) if fraction else high + width
            found.append(Need("lever bound", name, lever.unit, high, end))
        if side == "low" and low > 0.0:
            found.append(Need("lever bound", name, lever.unit, low, max(low - width, 0.0)))
    return found


class _Closest:
    """The closest package where inputs are moved; all that may move vary, so that one library serves."""

    def __init__(self, task: Task, point: np.ndarray, movable: Sequence[Need]) -> None:
        self.task, self.point, self.movable, self.runs = task, point, movable, 0
        self._bases = {need.name: _base(task, need.name, point) for need in movable}

    def moved(self, choices: Sequence[Together]) -> list[Together]:
        """Each with the room at its end and, where that is enough, the nearest value that is.

        In many futures all are tried in SCREENED of them, and those that come nearest there in all.
        """
        if not choices:
            return []
        if not self.task.futures:
            return self._bisected(self.task, choices, HALVINGS)
        few = replace(self.task, futures={name: values[:SCREENED] for name, values in self.task.futures.items()})
        rooms = self._rooms(few, choices, np.ones(len(choices)))
        order = np.argsort(-rooms, kind="stable")
        judged = self._bisected(self.task, [choices[row] for row in order[:NEAREST]], HALVINGS_JUDGED)
        return [*judged, *(_at(choices[row], None, float(rooms[row])) for row in order[NEAREST:])]

    def _bisected(self, task: Task, choices: Sequence[Together], halvings: int) -> list[Together]:
        rooms = self._rooms(task, choices, np.ones(len(choices)))
        closing = [row for row, room in enumerate(rooms) if room >= 0.0]
        short, enough = np.zeros(len(closing)), np.ones(len(closing))
        for _ in range(halvings if closing else 0):
            middle = 0.5 * (short + enough)
            held = self._rooms(task, [choices[row] for row in closing], middle) >= 0.0
            short, enough = np.where(held, short, middle), np.where(held, middle, enough)
        parts = dict(zip(closing, enough.tolist(), strict=True))
        return [_at(choice, parts.get(row), float(rooms[row])) for row, choice in enumerate(choices)]

    def _rooms(self, task: Task, choices: Sequence[Together], parts: np.ndarray) -> np.ndarray:
        """The least room of all conditions where the inputs of each choice go a part of their ways."""
        changes = {name: np.full(len(choices), base) for name, base in self._bases.items()}
        for row, (choice, part) in enumerate(zip(choices, parts, strict=True)):
            for need in choice:
                changes[need.name][row] = need.at(part)
        worst = task.worst(task.tried(np.repeat(self.point[None], len(choices), axis=0), changes))
        self.runs += len(choices) * task.members
        found: np.ndarray = (assured_rooms(worst, task.share) if task.futures
                             else np.nan_to_num(worst[:, 0], nan=FAILED_ROOM))
        return found


def _at(choice: Together, part: float | None, room: float) -> Together:
    """Inputs with what is enough of each, a part of the way, and the room at the end."""
    return tuple(replace(need, enough=None if part is None else need.at(part), room=room)
                 for need in choice)


def _base(task: Task, name: str, point: np.ndarray) -> float:
    """The value of an input, or of a lever in the closest package."""
    if name in task.space.levers:
        return float(task.space.values(point[None])[name][0])
    return value_of(task.model, find_factor(name, task.model.vocabulary, task.model.city))


def _limits(task: Task, point: np.ndarray, reference: float, journal: Journal, jobs: int) -> tuple[list[Need], int]:
    """Each limit relaxed alone, levers set anew: the value at which all else holds. Where the rest cannot hold even
    then, the search may end anywhere: the better of its end and its start counts.
    """
    starts, first = [], -sum(len(limit.years) for limit in task.limits)
    for number, limit in enumerate(task.limits):
        rows = np.arange(first, first + len(limit.years))
        starts.append(Start(f"limit-{number}-{limit.name}", point, rows))
        first += len(limit.years)
    solved = solve_all(task, starts, reference, journal, jobs)
    found = []
    for limit, start, reached in zip(task.limits, starts, solved, strict=True):
        tried = task.tried(np.array([point, reached.point]))
        rooms, rows = task.rooms(tried, task.deciding(tried)), np.asarray(start.relaxed)
        others = np.delete(rooms, rows, axis=0).min(axis=0)
        at = int(others[1] > others[0])
        missing, room = min(0.0, float(rooms[rows, at].min())), float(others[at])
        found.append(_limit_need(task, limit, missing, room))
    return found, sum(one.runs for one in solved) + 2 * len(solved)


def _limits_in_futures(task: Task, point: np.ndarray, *_: object) -> tuple[list[Need], int]:
    """Each limit relaxed alone, levers as they are, so far that with all else it holds in the share of futures."""
    targets, limits = task.kept(task.tried(point[None]))
    rooms, found = np.concatenate([targets, limits])[:, 0], []
    for number, limit in enumerate(task.limits, len(targets)):
        others = np.delete(rooms, number, axis=0).min(axis=0)
        room = float(assured_rooms(others, task.share))
        kept = np.where(others >= 0.0, rooms[number], -np.inf)
        missing = float(np.minimum(np.sort(kept)[-least_held(task.members, task.share)], 0.0)) if room >= 0.0 else 0.0
        found.append(_limit_need(task, limit, missing, room))
    return found, task.members


def _limit_need(task: Task, limit: Limit, missing: float, room: float) -> Need:
    """A limit that must give way by what is missing of it (in parts of its value, not above 0), all else having room.
    """
    value = limit.value + (missing if limit.least else -missing) * limit.scale
    unit = task.model.vocabulary.indicators[limit.name].unit
    return Need("limit", limit.name, unit, limit.value, value, value if room >= 0.0 else None, room)
