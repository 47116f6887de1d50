"""A run cut where events happen: what flows bring in between, and what the events themselves move."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from urbsim.engine.integrate import METHODS, step
from urbsim.engine.vectorised import events_by_step, grid_of
from urbsim.model.evaluate import after_events
from urbsim.model.start import prepare
from urbsim.results import Trajectories


class Pieces:
    """Amounts that move between saved moments of a run; of an event at the last of them too, at the first not.

    A run records values after events. Those just before are made again from the saved moment before them.
    """

    def __init__(self, run: Trajectories) -> None:
        self._run, self._model, self._grid = run, run.model, grid_of(run.model)
        self._events = {number: events for number, events in sorted(events_by_step(run.model).items()) if number}
        self._evaluator = prepare(run.model)[0]
        self._around = {number: self._replayed(number) for number in self._events}

    def flow(self, name: str, first: int, last: int) -> Any:
        """What a flow brings, by element: Simpson's rule between events."""
        from scipy.integrate import simpson

        return sum(simpson(values, x=times, axis=0) for times, values in self._between(name, first, last))

    def event(self, name: str, first: int, last: int) -> Mapping[float, Any]:
        """What an event moves, by element, at each of its moments."""
        item = self._model.vocabulary.events[name]
        return {self._time(number): item.function(*(self._around[number][0][word] for word in item.arguments))
                for number in self._within(first, last) if item in self._events[number]}

    def _within(self, first: int, last: int) -> list[int]:
        """Steps with events between saved moments."""
        stride = self._grid.stride
        return [number for number in self._events if first * stride < number <= last * stride]

    def _between(self, name: str, first: int, last: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Times and values of a flow from one event to the next."""
        stride, saved = self._grid.stride, self._run.array(name)
        edges = dict.fromkeys([first * stride, *self._within(first, last), last * stride])
        for begin, end in itertools.pairwise(edges):
            inside = range(begin // stride + 1, (end - 1) // stride + 1)
            edge = [np.broadcast_to(self._around[number][side][name], saved.shape[1:]) if number in self._around
                    else saved[number // stride] for number, side in ((begin, 1), (end, 0))]
            times = [self._time(number) for number in (begin, *(place * stride for place in inside), end)]
            yield np.array(times), np.array([edge[0], *saved[inside.start : inside.stop], edge[1]])

    def _time(self, number: int) -> float:
        return self._grid.start + number * self._grid.size

    def _replayed(self, number: int) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        """Values just before and after the events of a step."""
        model, grid = self._model, self._grid
        begin = (number - 1) // grid.stride
        state = np.concatenate([self._run.array(name)[begin].ravel() for name in model.layout])
        for one in range(begin * grid.stride, number):
            time = self._time(one)
            if one in self._events and one > begin * grid.stride:
                state = after_events(model, self._events[one], state, self._values(one, state))
            state = step(METHODS[model.time.method], self._rates, time, state, grid.size, self._rates(time, state))
        before = self._values(number, state)
        return before, self._values(number, after_events(model, self._events[number], state, before))

    def _rates(self, time: float, state: np.ndarray) -> np.ndarray:
        return self._evaluator.rates(time, state, self._model.schedule.at(time))

    def _values(self, number: int, state: np.ndarray) -> Mapping[str, Any]:
        time = self._time(number)
        return self._evaluator.moment(time, state, self._model.schedule.at(time))[1]
