"""Loops That Matter: which feedback loops make the behaviour of a run, and when.

The score of a link from x to z over an interval is |D_x z / D z| sign(D_x z / D x), where D_x z is the change of z had
x alone changed (Schoenberg, Davidsen, Eberlein, System Dynamics Review 36 (2020) 158-190). From a flow to its stock it
is
|D i / D n| with the sign of the flow, where n is the stock's net flow (Schoenberg, Hayward, Eberlein, SDR 39 (2023)
179-198). The score of a loop is the product of its links' scores; relative scores sum to 1, by size, within a cycle
partition.

**On arrays** a loop such as capital -> jobs -> labour -> revenue -> capital stands for many loops of single elements,
and all loops of the flat graph cannot be listed. Here a named loop is counted for each park: all paths along its
variables that keep to the park's own elements where a variable has parks, and may pass any district, utility or
platform in between, add up. Parks are then joined with weights by revenue. A loop without parks is counted for each
district, with weights by residents; one without either as it stands.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from urbsim.declare import Index, Loop
from urbsim.members import Batch, plain
from urbsim.model.links import absent_links, flow_sign, partitions
from urbsim.model.start import fixed_values
from urbsim.results import Trajectories

ROUNDING = 1e-13
"""Changes below this part of a value are taken for rounding."""
LEVELS = (("park", "revenue"), ("district", "urban_population"))
"""Dimensions at which loops are counted, the first that a loop has, and what weighs their elements."""


@dataclass(frozen=True)
class LoopScores:
    """Scores over time: `times` are the ends of the intervals; `scores` and `relative` map a loop's name to (interval).

    `by_element` holds the scores of each element of the loop's level: (interval, element); `signs` the sign of each
    link of the loops in each interval, of the most of its elements. `absent` names loops that the model, changed by a
    study, does not have.
    """

    times: np.ndarray
    scores: Mapping[str, np.ndarray]
    relative: Mapping[str, np.ndarray]
    by_element: Mapping[str, np.ndarray]
    levels: Mapping[str, str]
    signs: Mapping[tuple[str, str], np.ndarray]
    absent: tuple[str, ...]


def loop_scores(run: Trajectories, loops: Sequence[Loop] | None = None) -> LoopScores:
    """Scores of loops, the model's closed ones where none are given, over every interval between saved moments."""
    words = run.model.vocabulary
    wanted = [loop for loop in (words.loops.values() if loops is None else loops) if loop.closed]
    present = [loop for loop in wanted if not absent_links(loop, words)]
    links = _Links(run)
    by_element = {loop.name: links.loop(loop) for loop in present}
    levels = {loop.name: links.level(loop) for loop in present}
    scores = {name: (values * links.weights(levels[name])).sum(axis=1) for name, values in by_element.items()}
    signs = {link: links.sign(*link, levels[loop.name]) for loop in present for link in loop.links}
    return LoopScores(run.arrays.times[1:], scores, _relative(scores, present, partitions(words)), by_element, levels,
                      signs, tuple(loop.name for loop in wanted if loop not in present))


def _relative(scores: Mapping[str, np.ndarray], loops: Sequence[Loop], part: Mapping[str, int],
              ) -> dict[str, np.ndarray]:
    """Scores divided by the sum of their sizes within their cycle partition; 0 where nothing moves."""
    found = {}
    for loop in loops:
        total = np.sum([np.abs(scores[other.name]) for other in loops if part[other.chain[0]] == part[loop.chain[0]]],
                       axis=0)
        found[loop.name] = np.divide(scores[loop.name], total, out=np.zeros_like(total), where=total > 0.0)
    return found


class _Links:
    """Scores of links between elements, made once for each link."""

    def __init__(self, run: Trajectories) -> None:
        self.run, self.model, self.words = run, run.model, run.model.vocabulary
        self._scores: dict[tuple[str, str], np.ndarray] = {}

    @cached_property
    def intervals(self) -> int:
        return len(self.run.arrays.times) - 1

    def level(self, loop: Loop) -> str:
        """The dimension at which a loop is counted; none for a loop of scalars."""
        dims = {index.name for name in loop.chain for index in self._dims(name)}
        known = [name for name, _ in LEVELS if name in dims]
        return next(iter([*known, *sorted(dims)]), "")

    def weights(self, level: str) -> np.ndarray:
        """The weight of each element of a level in each interval: (interval, element); they sum to 1."""
        if not level:
            return np.ones((self.intervals, 1))
        name = dict(LEVELS).get(level, "")
        count = len(self.model.city.elements[level])
        if name not in self.run.arrays.values:
            return np.full((self.intervals, count), 1.0 / count)
        values = np.maximum(self.run.array(name)[1:], 0.0)
        total = values.sum(axis=1, keepdims=True)
        return np.asarray(np.divide(values, total, out=np.full_like(values, 1.0 / count), where=total > 0.0))

    def loop(self, loop: Loop) -> np.ndarray:
        """Scores of a loop by element of its level: (interval, element)."""
        level = self.level(loop)
        chain = loop.chain[:-1]
        first = next((place for place, name in enumerate(chain)
                      if level in [index.name for index in self._dims(name)]), 0)
        names = [*chain[first:], *chain[:first], chain[first]]  # begins where the level's elements are
        product = functools.reduce(np.matmul, (self._restricted(cause, effect, level)
                                               for cause, effect in itertools.pairwise(names)))
        traced: np.ndarray = np.trace(product, axis1=-2, axis2=-1)
        return traced

    def sign(self, cause: str, effect: str, level: str) -> np.ndarray:
        """The sign of a link in each interval, of the most pairs of elements that belong together."""
        return np.asarray(np.sign(np.sign(self._restricted(cause, effect, level)).sum(axis=(1, 2, 3))))

    def _restricted(self, cause: str, effect: str, level: str) -> np.ndarray:
        """Link scores between the elements that belong to each element of the level: (interval, level, cause, effect).
        """
        if (cause, effect) not in self._scores:
            self._scores[cause, effect] = self._score(cause, effect)
        scores = self._scores[cause, effect]
        count = len(self.model.city.elements[level]) if level else 1
        sides = [[self._own(name, level, i) for i in range(count)] for name in (cause, effect)]
        return np.asarray(np.stack([scores[:, own][:, :, other] for own, other in zip(*sides, strict=True)], axis=1))

    def _own(self, name: str, level: str, element: int) -> np.ndarray:
        """Places of a variable that belong to an element of the level: all, where it lacks that dimension."""
        dims = self._dims(name)
        places = np.arange(int(np.prod(self.model.shape(dims)))).reshape(self.model.shape(dims))
        for axis, index in enumerate(dims):
            if index.name == level:
                places = np.take(places, [element], axis=axis)
        return places.ravel()

    def _dims(self, name: str) -> tuple[Index, ...]:
        return self.words.declarations[name].dims

    def _flat(self, name: str) -> np.ndarray:
        values: np.ndarray = self.run.array(name)
        return values.reshape(len(values), -1)

    def _score(self, cause: str, effect: str) -> np.ndarray:
        """Scores between all elements of a link: (interval, cause, effect)."""
        if effect in self.words.stocks:
            return self._flow_to_stock(cause, effect)
        change = _changes(self._flat(effect))[:, None, :]
        alone = self._alone(cause, effect) - self._flat(effect)[:-1, None, :]
        moved = _changes(self._flat(cause))[:, :, None]
        size = np.divide(np.abs(alone), np.abs(change), out=np.zeros_like(alone), where=change != 0.0)
        return np.asarray(size * np.sign(alone) * np.sign(moved))

    def _alone(self, cause: str, effect: str) -> np.ndarray:
        """The effect where one element of the cause alone is as at the end of the interval: (interval, cause, effect).
        """
        before, after = self.run.array(cause)[:-1], self.run.array(cause)[1:]
        shape, count = before.shape[1:], before[0].size
        item = self.words.variables[effect]
        moved = np.repeat(before.reshape(self.intervals, 1, count), count, axis=1)  # interval, moved element, element
        which = np.arange(count)
        moved[:, which, which] = after.reshape(self.intervals, count)
        changed = Batch(np.moveaxis(moved.reshape(self.intervals * count, *shape), 0, -1))
        arguments = [changed if name == cause else self._before(name, count) for name in item.arguments]
        result = plain(item.function(*arguments))
        target = self.model.shape(item.dims)
        spread = np.broadcast_to(result, (*target, self.intervals * count))
        return np.asarray(np.moveaxis(spread.reshape(-1, self.intervals, count), 0, -1))

    def _before(self, name: str, count: int) -> Any:
        """An argument as at the start of each interval, once for each element that is moved."""
        values = self.run.arrays.values.get(name)
        if values is None and name in self.model.schedule.names:
            row = self.model.schedule.names.index(name)
            values = np.array([self.model.schedule.at(time)[row] for time in self.run.arrays.times])
        if values is None and name == "time":
            values = self.run.arrays.times
        if values is None:
            return self.fixed[name]
        return Batch(np.repeat(np.moveaxis(values[:-1], 0, -1), count, axis=-1))

    @cached_property
    def fixed(self) -> Mapping[str, Any]:
        """What does not change during a run."""
        return fixed_values(self.model)

    def _flow_to_stock(self, flow: str, stock: str) -> np.ndarray:
        """From each element of a flow to the element of its stock that it changes."""
        dims, stock_dims = self._dims(flow), self._dims(stock)
        change = np.abs(_changes(self._flat(flow)))
        net = np.abs(_changes(self._net(stock)))
        where = _targets(self.model.shape(dims), [dims.index(index) for index in stock_dims])
        scores = np.zeros((*change.shape, net.shape[1]))
        below = net[:, where]
        scores[:, np.arange(len(where)), where] = np.divide(change, below, out=np.zeros_like(change), where=below > 0.0)
        signed: np.ndarray = flow_sign(self.words.flows[flow], stock) * scores
        return signed

    def _net(self, stock: str) -> np.ndarray:
        """Net flow of each element of a stock at every saved moment."""
        balance = self.model.balance(stock)
        total = np.zeros((self.intervals + 1, balance.place.stop - balance.place.start))
        for sign, flows in ((1.0, balance.inflows), (-1.0, balance.outflows)):
            for name, axes in flows:
                values = self.run.array(name).sum(axis=tuple(axis + 1 for axis in axes))
                total += sign * np.broadcast_to(values, (len(total), *balance.place.shape)).reshape(len(total), -1)
        return total


def _changes(values: np.ndarray) -> np.ndarray:
    """Changes over each interval; what rounding alone may make is none."""
    change = np.diff(values, axis=0)
    noise = ROUNDING * np.maximum(np.abs(values[1:]), np.abs(values[:-1]))
    return np.where(np.abs(change) > noise, change, 0.0)


def _targets(shape: tuple[int, ...], kept: Sequence[int]) -> np.ndarray:
    """For each element of a flow the place of the stock's element that it changes; `kept` are the axes of the stock."""
    places = np.indices(shape).reshape(len(shape), -1) if shape else np.zeros((0, 1), dtype=int)
    if not kept:
        return np.zeros(places.shape[1] if shape else 1, dtype=int)
    kept_places: np.ndarray = np.ravel_multi_index(tuple(places[axis] for axis in kept),
                                                   tuple(shape[axis] for axis in kept))
    return kept_places
