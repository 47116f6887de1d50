"""The numpy engine: one run, or many members on a trailing axis. The oracle for every other engine."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from urbsim.declare import Event
from urbsim.engine.integrate import METHODS, step
from urbsim.errors import InputError, NumericalError, Problem
from urbsim.members import Batch
from urbsim.model.assemble import Model
from urbsim.model.evaluate import after_events
from urbsim.model.start import prepare


@dataclass(frozen=True)
class Grid:
    """The moments of a run: number and size of steps, and how many steps lie between saved moments."""

    start: float
    size: float
    steps: int
    stride: int

    @property
    def times(self) -> np.ndarray:
        """Saved moments, in calendar years."""
        return self.start + self.size * np.arange(0, self.steps + 1, self.stride)

    def index(self, time: float) -> int:
        """Position of a moment among the saved ones. Raises ValueError for one that is not saved."""
        place = (time - self.start) / (self.size * self.stride)
        if abs(place - round(place)) > 1e-6:
            raise ValueError(f"{time} is not a saved moment")
        return round(place)


def grid_of(model: Model) -> Grid:
    """The grid of a model's time."""
    time = model.time
    return Grid(time.start, time.step, round((time.end - time.start) / time.step), time.stride)


@dataclass(frozen=True)
class Arrays:
    """What a run leaves: saved times, and for each name an array (time, *dims) or (time, *dims, member)."""

    times: np.ndarray
    values: dict[str, np.ndarray]


def simulate(model: Model, names: Sequence[str] | None = None) -> Arrays:
    """Run a model and record `names` (all stocks and variables where None) at every saved moment.

    Raises NumericalError with stock, element and time where a stock stops being finite.
    """
    grid, happening = grid_of(model), events_by_step(model)
    if names is None:
        names = [*model.layout, *(item.name for item in model.rate_plan + model.output_plan)]
    recorded: dict[str, list[Any]] = {name: [] for name in names}
    method = METHODS[model.time.method]
    levers = _Levers(model)

    with np.errstate(all="ignore"):
        evaluator, state = prepare(model)

        def rates(time: float, state: np.ndarray) -> np.ndarray:
            return evaluator.rates(time, state, levers.at(time))

        for number in range(grid.steps + 1):
            time = grid.start + number * grid.size
            if number in happening:
                _, values = evaluator.moment(time, state, levers.at(time))
                state = after_events(model, happening[number], state, values)
            if number % grid.stride == 0:
                _check_finite(model, state, time)
                first, values = evaluator.moment(time, state, levers.at(time))
                for name, moments in recorded.items():
                    moments.append(values[name])
            else:
                first = rates(time, state)
            if number < grid.steps:
                state = step(method, rates, time, state, grid.size, first)
    return Arrays(grid.times, {name: _stacked(moments) for name, moments in recorded.items()})


def events_by_step(model: Model) -> Mapping[int, tuple[Event, ...]]:
    """The events of each step of the grid, at its beginning.

    Raises InputError for a moment that does not lie on the grid, comes twice or differs by member. One outside the run
    never comes.
    """
    grid, problems = grid_of(model), []
    found: dict[int, tuple[Event, ...]] = {}
    for event in model.vocabulary.events.values():
        for at in event.at:
            time = model.inputs[at] if isinstance(at, str) else at
            place = math.nan if isinstance(time, Batch) else (time - grid.start) / grid.size
            number = round(place) if math.isfinite(place) else -1
            if isinstance(time, Batch) or abs(place - number) > 1e-6:
                what = "differs by member" if isinstance(time, Batch) else f"is {time:g}, off the grid of {grid.size:g}"
                problems.append(Problem(f"its moment {at} {what}", event.file, event.line, event.name))
            elif event in found.get(number, ()):
                problems.append(Problem(f"two of its moments are {time:g}", event.file, event.line, event.name))
            elif 0 <= number <= grid.steps:
                found[number] = (*found.get(number, ()), event)
    if problems:
        raise InputError(problems)
    return found


class _Levers:
    """The schedule, remembering the last moment: stages of a step share theirs."""

    def __init__(self, model: Model) -> None:
        self._schedule = model.schedule
        self._time = float("nan")
        self._values = model.schedule.off

    def at(self, time: float) -> np.ndarray:
        if time != self._time:
            self._time, self._values = time, self._schedule.at(time)
        return self._values


def _stacked(moments: list[Any]) -> np.ndarray:
    """The moments as one array; where only some differ by member (levers before the policy), all are spread."""
    if not any(isinstance(moment, Batch) for moment in moments):
        return np.array(moments)
    rows = [moment.data if isinstance(moment, Batch) else np.asarray(moment)[..., None] for moment in moments]
    return np.stack(np.broadcast_arrays(*rows))


def _check_finite(model: Model, state: np.ndarray, time: float) -> None:
    if np.isfinite(state).all():
        return
    row, *member = (int(i) for i in np.argwhere(~np.isfinite(state))[0])
    for name, place in model.layout.items():
        if place.start <= row < place.stop:
            raise NumericalError(name, model.element(name, row - place.start), time, member[0] if member else None)
