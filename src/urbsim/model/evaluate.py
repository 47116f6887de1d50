"""The equations in order, on numbers: values at a moment, and rates of change of the state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any

import numpy as np

from urbsim.declare import Equation
from urbsim.members import Batch, plain
from urbsim.model.assemble import Model
from urbsim.model.check import TIME

Step = tuple[int, Callable[..., Any], Callable[[list[Any]], Iterable[Any]]]


class Evaluator:
    """Evaluates a model whose constants are known.

    All values of a moment stand in one list, a place a name; an equation takes its arguments from their places. That
    is as near to plain function calls as a wiring by names can come.
    """

    def __init__(self, model: Model, constants: Mapping[str, Any]) -> None:
        names = [*model.inputs, *constants, TIME, *model.schedule.names, *model.layout,
                 *(item.name for item in model.rate_plan + model.output_plan)]
        self.position = {name: position for position, name in enumerate(names)}
        self.values: list[Any] = [*model.inputs.values(), *constants.values()]
        self.values += [None] * (len(names) - len(self.values))
        self.members = model.members
        self._time = self.position[TIME]
        self._stocks = [(self.position[name], place.start, place.stop, place.shape)
                        for name, place in model.layout.items()]
        self._rates = [self._step(equation) for equation in model.rate_plan]
        self._outputs = [self._step(equation) for equation in model.output_plan]
        self._balances = [
            (balance.place.start, balance.place.stop,
             [(self.position[name], axes) for name, axes in balance.inflows],
             [(self.position[name], axes) for name, axes in balance.outflows]) for balance in model.balances]

    def _step(self, equation: Equation) -> Step:
        places = [self.position[name] for name in equation.arguments]
        if len(places) == 1:
            place = places[0]
            return self.position[equation.name], equation.function, lambda values: (values[place],)
        getter = itemgetter(*places) if places else lambda values: ()
        return self.position[equation.name], equation.function, getter

    def set_moment(self, time: float, state: np.ndarray, levers: np.ndarray) -> None:
        """Put time, stocks and levers in their places."""
        values = self.values
        values[self._time] = time
        first = self._time + 1
        if levers.ndim == 1:
            values[first : first + len(levers)] = levers.tolist()
        else:
            values[first : first + len(levers)] = [Batch(row) for row in levers]
        if self.members is None:
            for position, start, stop, shape in self._stocks:
                values[position] = state[start:stop].reshape(shape) if shape else state[start]
        else:
            for position, start, stop, shape in self._stocks:
                values[position] = Batch(state[start:stop].reshape(*shape, -1))

    def rates(self, time: float, state: np.ndarray, levers: np.ndarray) -> np.ndarray:
        """Rates of change of the state, in its shape."""
        self.set_moment(time, state, levers)
        values = self.values
        for position, function, arguments in self._rates:
            values[position] = function(*arguments(values))
        result = np.empty_like(state)
        for start, stop, inflows, outflows in self._balances:
            total: Any = 0.0
            for position, axes in inflows:
                total = total + (values[position].sum(axes) if axes else values[position])
            for position, axes in outflows:
                total = total - (values[position].sum(axes) if axes else values[position])
            if self.members is None:
                result[start:stop] = total if stop - start == 1 else total.ravel()
            else:
                result[start:stop] = plain(total).reshape(stop - start, -1)
        return result

    def complete(self) -> None:
        """After `rates`: compute what rates did not need."""
        values = self.values
        for position, function, arguments in self._outputs:
            values[position] = function(*arguments(values))

    def __getitem__(self, name: str) -> Any:
        """Value of a name at the last moment."""
        return self.values[self.position[name]]
