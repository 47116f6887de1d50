"""The model as a sheet of variables with formulas: what XMILE and Vensim files are made from.

The sheet is readable, one formula for all elements of an array wherever they share it, or flat: one variable an
element.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from urbsim.errors import UsageError
from urbsim.export.formula import Formulas, NeedsElements, Notation
from urbsim.export.names import numeric_starts
from urbsim.export.simplify import Fixed
from urbsim.functions import smoothstep
from urbsim.model.assemble import Model
from urbsim.model.check import TIME
from urbsim.model.start import prepare
from urbsim.model.symbols import Axes, Node, Recorder, Symbol
from urbsim.model.trace import DECLARED, START, Assignment, Graph

Kind = Literal["stock", "flow", "auxiliary", "constant"]
NUMERIC = "A number that does not follow parameters that are changed here."
"""What is said of a start that is made consistent with the equations before a run, or replaced."""


@dataclass(frozen=True)
class Export:
    """A model in another language; `stocks` tells for each stock what its elements are called there, in order."""

    text: str
    stocks: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Line:
    """One formula: for all elements of the variable's dimensions, or for one place."""

    place: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Variable:
    """A variable of the sheet. A stock's lines are its start; its flows stand in `inflows` and `outflows`.

    Where it has `points`, its lines are the argument of the function that they give. In a flat sheet it is one
    `element` of what bears its name, and so are its flows.
    """

    name: str
    kind: Kind
    dims: tuple[str, ...]
    unit: str
    meaning: str
    lines: tuple[Line, ...]
    inflows: tuple[str, ...] = ()
    outflows: tuple[str, ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    element: tuple[str, ...] = ()


def sheet(model: Model, graph: Graph, recorder: Recorder, notation: Notation, *, flat: bool = False) -> list[Variable]:
    """Every variable of a model, in the order of inputs, levers, starts, variables, stocks.

    Raises UsageError for what no system but urbsim's own engines can do.
    """
    if model.members is not None:
        raise UsageError("a batch of members cannot be exported; export one model")
    refused = [f"{item.place}: {item.name}: an event moves an amount all at once, which the file cannot say"
               for item in model.vocabulary.events.values()]
    if refused:
        raise UsageError("\n".join(refused))
    found = _Sheet(model, graph, recorder, notation, flat).variables()
    return [part for variable in found for part in _flattened(variable)] if flat else found


def _flattened(variable: Variable) -> Iterator[Variable]:
    """The elements of a variable, each as a variable of its own."""
    for line in variable.lines:
        yield replace(variable, element=line.place, dims=(), lines=(Line((), line.text),))


def stock_names(model: Model, notation: Notation) -> Mapping[str, tuple[str, ...]]:
    """What the elements of each stock are called in a notation, in the order of the state."""
    return {name: tuple(notation.name(name, place) for place in itertools.product(
                *(model.city.elements[index.name] for index in model.vocabulary.stocks[name].dims)))
            for name in model.layout}


class _Sheet:
    def __init__(self, model: Model, graph: Graph, recorder: Recorder, notation: Notation, flat: bool) -> None:
        self.model, self.graph, self.recorder, self.notation, self.flat = model, graph, recorder, notation, flat
        self.elements: Mapping[str, Sequence[str]] = model.city.elements
        self.formulas = Formulas(notation, self.elements, self._auxiliary, recorder)
        self.fixed = Fixed({*graph.inputs, *(item.name for item in graph.setup)})
        self.found: list[Variable] = []
        self.auxiliaries: dict[Node, Node] = {}
        self.owner = ""

    def variables(self) -> list[Variable]:
        graph, model = self.graph, self.model
        self._inputs()
        self._levers()
        _, state = prepare(model)
        numbers = numeric_starts(model)
        for item in graph.setup:
            name = item.name.removeprefix(DECLARED)
            if name != item.name:
                if name in numbers:
                    place = model.layout[name]
                    self._numbers(START + name, state[place.start : place.stop].reshape(place.shape), meaning=NUMERIC)
                    self._equation(item, "constant")
                else:
                    self._equation(Assignment(START + name, item.axes, item.node), "constant")
            elif not item.name.startswith(START):
                self._equation(item, "constant")
        for item in (*graph.variables, *graph.outputs):
            self._equation(item, "flow" if item.name in model.vocabulary.flows else "auxiliary")
        for name in graph.stocks:
            self._stock(name)
        return self.found

    def _add(self, name: str, kind: Kind, axes: Axes, lines: Iterable[Line], *, meaning: str = "",
             **more: Any) -> None:
        declarations = self.model.vocabulary.declarations
        declared = declarations.get(name) or declarations.get(name.removeprefix(START))
        meaning = declarations[name].meaning if name in declarations else meaning  # a start is named for its stock
        dims = tuple(axis for axis in axes if axis is not None)
        unit = declared.unit if declared else ""
        self.found.append(Variable(name, kind, dims, unit, meaning, tuple(lines), **more))

    def _inputs(self) -> None:
        for name, value in self.model.inputs.items():
            self._numbers(name, np.asarray(value, dtype=float))

    def _numbers(self, name: str, values: np.ndarray, *, meaning: str = "") -> None:
        axes = self.graph.axes[name]
        if not values.ndim:
            self._add(name, "constant", axes, [Line((), self.notation.number(float(values)))], meaning=meaning)
            return
        places = itertools.product(*(self.elements[axis] for axis in axes if axis is not None))
        self._add(name, "constant", axes, [Line(place, self.notation.number(float(value)))
                                           for place, value in zip(places, values.ravel(), strict=True)],
                  meaning=meaning)

    def _levers(self) -> None:
        """Each lever leaves its value without policy at each of its knots, by the ramp that starts there."""
        schedule, time = self.model.schedule, self.recorder.name(TIME, ())
        ramps = []
        for number, (start, _) in enumerate(schedule.changes, 1):
            name = f"ramp {number} from {start:g}"
            self.owner = name
            node = self.recorder.as_node(smoothstep((time - start) / schedule.ramp))
            self._add(name, "auxiliary", (), self._lines(node, ()))
            ramps.append(self.recorder.name(name, ()))
        for row, lever in enumerate(schedule.names):
            value: Symbol | float = float(schedule.off[row])
            for ramp, (_, change) in zip(ramps, schedule.changes, strict=True):
                if change[row]:
                    value = value + float(change[row]) * ramp
            self._equation(Assignment(lever, (), self.recorder.as_node(value)), "auxiliary")

    def _equation(self, item: Assignment, kind: Kind) -> None:
        self.owner = item.name.removeprefix(START)
        dims = [axis for axis in item.axes if axis is not None]
        try:
            lines = self._lines(item.node, dims)
        except UsageError as error:
            place = self.model.vocabulary.declarations[self.owner.removeprefix(DECLARED)].place
            raise UsageError(f"{place}: {self.owner}: {error}") from None
        if kind == "constant" and not (item.node.kind == "number" or self.fixed(item.node)):  # as levers and time begin
            lines = [replace(line, text=self.notation.initial(line.text)) for line in lines]
        self._add(item.name, kind, item.axes, lines)

    def _lines(self, node: Node, dims: Sequence[str]) -> list[Line]:
        """One line for all elements, or one for each where formulas differ or the sheet is flat."""
        if not (self.flat and dims):
            with contextlib.suppress(NeedsElements):
                return [Line((), self.formulas.write(node, dims))]
        places = itertools.product(*(self.elements[dim] for dim in dims))
        return [Line(place, self.formulas.write(node, place)) for place in places]

    def _auxiliary(self, node: Node, kind: str) -> Node:
        """The name of a new auxiliary that computes a node."""
        if node not in self.auxiliaries:
            owner = self.owner
            count = sum(name.detail.startswith(f"{owner} {kind} ") for name in self.auxiliaries.values()) + 1
            name = f"{owner} {kind} {count}"
            axes = tuple(axis for axis in node.axes if axis is not None)
            self.auxiliaries[node] = self.recorder.name(name, axes).node
            if node.kind == "interp":
                argument, *numbers = node.arguments
                known = [number.detail for number in numbers]
                self._add(name, "auxiliary", axes, self._lines(argument, axes),
                          points=tuple(zip(known[::2], known[1::2], strict=True)))
            else:
                self._add(name, "auxiliary", axes, self._lines(node, axes))
        return self.auxiliaries[node]

    def _stock(self, name: str) -> None:
        """A stock with its flows; where a flow has more axes than the stock, its sum is a flow of its own."""
        self.owner = name
        balance = self.model.balance(name)
        inflows, outflows = (tuple(self._end(name, flow, axes) for flow, axes in flows)
                             for flows in (balance.inflows, balance.outflows))
        start = self.recorder.name(START + name, self.graph.axes[name]).node
        dims = [axis for axis in self.graph.axes[name] if axis is not None]
        self._add(name, "stock", self.graph.axes[name], self._lines(start, dims), inflows=inflows,
                  outflows=outflows)

    def _end(self, stock: str, flow: str, axes: Sequence[int]) -> str:
        symbol = self.recorder.name(flow, self.graph.axes[flow])
        if not axes:
            return flow
        for axis in sorted(axes, reverse=True):
            symbol = symbol.sum(axis)
        name = f"{flow} of {stock}"
        self.owner = flow
        dims = [axis for axis in symbol.node.axes if axis is not None]
        self._add(name, "flow", symbol.node.axes, self._lines(symbol.node, dims))
        self.owner = stock
        return name


