"""The equations in order, on numbers: values at a moment, and rates of change of the state.

The wiring by names is written out once as a Python function, one line an equation, and compiled:

    def moment(time, _state, _levers):
        capital = _state[0:12]
        ...
        servicing = _equation_servicing(servicing_wanted, land_spending, land_need)
        ...
        _rates[204:216] = _flat(park_quota_grant - servicing)

The equations themselves are called as they stand in their sector files; only names of declarations enter the text,
which are Python names that do not begin with an underscore.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from urbsim.declare import Event
from urbsim.members import Batch
from urbsim.model.assemble import Balance, Model, Place, summed_axes
from urbsim.model.check import TIME


class Evaluator:
    """Evaluates a model whose constants are known; keeps the values of the last moment."""

    def __init__(self, model: Model, constants: Mapping[str, Any]) -> None:
        self._given = {**model.inputs, **model.functions, **constants}
        self._names = (TIME, *model.schedule.names, *model.layout, *(item.name for item in model.rate_plan))
        self._outputs = model.output_plan
        self._moment = _compiled(model, self._given, self._names)

    def rates(self, time: float, state: np.ndarray, levers: np.ndarray) -> np.ndarray:
        """Rates of change of the state, in its shape."""
        return self._run(time, state, levers)[0]

    def moment(self, time: float, state: np.ndarray, levers: np.ndarray) -> tuple[np.ndarray, Mapping[str, Any]]:
        """Rates of change, and every value of the moment by name."""
        rates, values = self._run(time, state, levers)
        known = {**self._given, **dict(zip(self._names, values, strict=True))}
        for item in self._outputs:
            known[item.name] = item.function(*(known[name] for name in item.arguments))
        return rates, known

    def _run(self, time: float, state: np.ndarray, levers: np.ndarray) -> tuple[np.ndarray, tuple[Any, ...]]:
        settings = levers.tolist() if levers.ndim == 1 else [Batch(row) for row in levers]
        result: tuple[np.ndarray, tuple[Any, ...]] = self._moment(time, state, settings)
        return result


def _compiled(model: Model, given: Mapping[str, Any], names: Iterable[str]) -> Any:
    """The wiring of a model as one function of time, state and lever values: rates, and the values of `names`."""
    single = model.members is None
    lines = ["def moment(time, _state, _levers):", "    _rates = _empty_like(_state)"]
    lines += [f"    {', '.join(model.schedule.names)}, = _levers"] if model.schedule.names else []
    lines += [f"    {name} = {_view(place, single)}" for name, place in model.layout.items()]
    lines += [f"    {item.name} = _equation_{item.name}({', '.join(item.arguments)})" for item in model.rate_plan]
    lines += [f"    {_assignment(item, single)}" for item in model.balances]
    lines += [f"    return _rates, ({', '.join(names)},)"]
    scope = {**given, **{f"_equation_{item.name}": item.function for item in model.rate_plan},
             "_empty_like": np.empty_like, "_Batch": Batch, "_flat": _flat}
    exec(compile("\n".join(lines), f"<wiring of {model.name}>", "exec"), scope)
    return scope["moment"]


def _view(place: Place, single: bool) -> str:
    """A stock out of the state."""
    if not place.shape:
        return f"_state[{place.start}]" if single else f"_Batch(_state[{place.start}])"
    part = f"_state[{place.start}:{place.stop}]"
    if len(place.shape) > 1:
        part += f".reshape({place.shape})" if single else f".reshape((*{place.shape}, -1))"
    return part if single else f"_Batch({part})"


def _assignment(balance: Balance, single: bool) -> str:
    """The rate of change of a stock into its place."""
    place, net = balance.place, _net(balance)
    target = f"_rates[{place.start}]" if single and not place.shape else f"_rates[{place.start}:{place.stop}]"
    if not single:
        return f"{target} = _flat({net}, {place.stop - place.start})"
    return f"{target} = ({net}).ravel()" if len(place.shape) > 1 else f"{target} = {net}"


def _net(balance: Balance) -> str:
    """Inflows less outflows, each summed over the axes that its stock lacks."""
    def term(sign: str, name: str, axes: tuple[int, ...]) -> str:
        return f"{sign} {name}.sum({axes})" if axes else f"{sign} {name}"

    terms = [term("+", *inflow) for inflow in balance.inflows] + [term("-", *flow) for flow in balance.outflows]
    return " ".join(terms) or "0.0"


def after_events(model: Model, events: Iterable[Event], state: np.ndarray, values: Mapping[str, Any]) -> np.ndarray:
    """The state once the amounts of events have moved, all of them taken from the values just before."""
    moved = state.copy()
    for event in events:
        amount = event.function(*(values[name] for name in event.arguments))
        for name, sign in event.ends:
            place, part = model.layout[name], amount
            for axis in sorted(summed_axes(event.dims, model.vocabulary.stocks[name].dims), reverse=True):
                part = part.sum(axis)
            rows = _flat(part, place.stop - place.start)
            moved[place.start : place.stop] += sign * (rows if state.ndim == 2 else rows[:, 0])
    return moved


def _flat(rate: Any, rows: int) -> np.ndarray:
    """A rate or amount in the rows of the state; where members differ, one without them is spread over them."""
    if isinstance(rate, Batch):
        return rate.data.reshape(rows, -1)
    return np.reshape(rate, (rows, 1))
