"""The equations run on symbols: the expression graph that every exporter and the native engine read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from urbsim.declare import Dims, Equation, Initial
from urbsim.errors import ModelError, Problem
from urbsim.model.assemble import Model, summed_axes
from urbsim.model.check import INITIAL, TIME, initial_names
from urbsim.model.order import first_initial, settled_stocks, start_order
from urbsim.model.symbols import Axes, Node, Recorder, Symbol

START, DECLARED, INDICATOR, MIDDLE, EVENT = "initial ", "declared ", "indicator ", "middle ", "event "
"""Prefixes of names that nothing can declare, for the blank in them."""
CUMULATIVE, ANNUAL, PRICE = "cumulative_revenue", "annual_revenue", "price_index"


@dataclass(frozen=True)
class Assignment:
    """A name of the model and the node that computes it from other names."""

    name: str
    axes: Axes
    node: Node


@dataclass(frozen=True)
class Graph:
    """The whole model as array operations on names.

    `setup`: constants, and for each stock its declared start (`declared x`) and the start in force (`initial x`, the
    same unless a study replaces it), in order; `settled`: starts made consistent by repeated evaluation, in terms of
    variables; `variables`: those that rates need, in order, then `outputs`; `rates`: each stock's net flow; `amounts`:
    what each event moves, `events`: what that adds to each of its stocks (`event x of stock`), by name of the event;
    `indicators` of a year (`indicator x`), where `middle x` is x at mid-year. `inputs` are parameters, city values,
    tables and arrays; `axes` gives the axes of every name.
    """

    lengths: Mapping[str, int]
    axes: Mapping[str, Axes]
    inputs: tuple[str, ...]
    levers: tuple[str, ...]
    stocks: tuple[str, ...]
    setup: tuple[Assignment, ...]
    settled: tuple[Assignment, ...]
    variables: tuple[Assignment, ...]
    outputs: tuple[Assignment, ...]
    rates: tuple[Assignment, ...]
    amounts: tuple[Assignment, ...]
    events: Mapping[str, tuple[Assignment, ...]]
    indicators: tuple[Assignment, ...]


def trace(model: Model) -> Graph:
    """Record every equation of a model. Raises ModelError that names the equations which are not plain array code."""
    return trace_with(model)[0]


def trace_with(model: Model) -> tuple[Graph, Recorder]:
    """The graph of a model and the recorder that made it, for who records more."""
    tracer = _Tracer(model)
    return tracer.graph(), tracer.recorder


def digest(graph: Graph) -> str:
    """SHA-256 of what a graph computes."""
    places: dict[Node, int] = {}
    content = hashlib.sha256(repr((sorted(graph.axes.items()), graph.inputs, graph.levers, graph.stocks)).encode())

    def place(node: Node) -> int:
        if node not in places:
            arguments = [place(argument) for argument in node.arguments]
            places[node] = len(places)
            content.update(repr((node.kind, arguments, node.axes, node.detail)).encode())
        return places[node]

    parts = [graph.setup, graph.settled, graph.variables, graph.outputs, graph.rates, graph.amounts,
             *graph.events.values(), graph.indicators]
    for number, part in enumerate(parts):
        for item in part:
            content.update(repr((number, item.name, item.axes, place(item.node))).encode())
    return content.hexdigest()


class _Tracer:
    def __init__(self, model: Model) -> None:
        self.model = model
        vocabulary = model.vocabulary
        self.recorder = Recorder({name: len(names) for name, names in model.city.elements.items()})
        self.problems: list[Problem] = []
        self.axes: dict[str, Axes] = {name: _axes(item.dims) for name, item in vocabulary.declarations.items()}
        self.axes[TIME] = ()
        for prefix in (START, DECLARED):
            self.axes |= {f"{prefix}{name}": self.axes[name] for name in vocabulary.stocks}
        self.moving = {*model.layout, *vocabulary.variables}
        self.symbols: dict[str, Any] = {name: self.recorder.name(name, axes) for name, axes in self.axes.items()
                                        if name not in vocabulary.lookups}
        self.symbols |= model.functions
        for name in vocabulary.stocks:  # unless a declared name is spelt like that
            self.symbols.setdefault(INITIAL + name, self.symbols[START + name])
        self.starting: dict[str, Any] = {}

    def graph(self) -> Graph:
        model, vocabulary = self.model, self.model.vocabulary
        variables = tuple(self._equation(item) for item in model.rate_plan)
        outputs = tuple(self._equation(item) for item in model.output_plan)
        settled = tuple(self._start(f"{START}{name}", name, stock.initial, settling=True)
                        for name, stock in settled_stocks(vocabulary).items())
        graph = Graph(
            lengths=self.recorder.lengths, axes=self.axes, inputs=tuple(model.inputs), levers=model.schedule.names,
            stocks=tuple(model.layout), setup=self._setup(), settled=settled, variables=variables, outputs=outputs,
            rates=self._rates(), amounts=tuple(map(self._equation, vocabulary.events.values())),
            events=self._events(), indicators=self._indicators())
        if self.problems:
            raise ModelError(list(dict.fromkeys(self.problems)))
        return graph

    def _equation(self, item: Equation) -> Assignment:
        arguments = [self.symbols[name] for name in item.arguments]
        return self._assign(item.name, item.place, lambda: item.function(*arguments))

    def _assign(self, name: str, place: str, compute: Any) -> Assignment:
        """Record one result and see that it has the axes that its declaration says."""
        axes = self.axes[name]
        file, _, line = place.rpartition(":")
        try:
            node = self.recorder.as_node(compute())
            if self.recorder.broadcast((axes, node.axes)) != axes:
                raise TypeError(f"declares {axes}, computes {node.axes}")
        except (TypeError, ValueError, IndexError, AttributeError) as error:
            self.problems.append(Problem(str(error), file, int(line), name))
            node = self.recorder.as_node(0.0)
        return Assignment(name, axes, node)

    def _start(self, name: str, stock: str, initial: Initial | None, *, settling: bool = False) -> Assignment:
        """The start of a stock, from variables at the start, or while settling from variables as they are."""
        return self._assign(name, self.model.vocabulary.stocks[stock].place,
                            lambda: self._initial(initial, self.symbols if settling else self.starting))

    def _initial(self, initial: Initial | None, variables: Mapping[str, Any]) -> Any:
        """Other stocks' names mean their declared start here."""
        known = {**self.symbols, **variables, **{name: self.symbols[f"{DECLARED}{name}"] for name in self.model.layout}}
        arguments = [known[name] for name in initial_names(initial)]
        if callable(initial):
            return initial(*arguments)
        return arguments[0] if isinstance(initial, str) else initial

    def _setup(self) -> tuple[Assignment, ...]:
        """Constants and starts in the order of what they need; variables at the start become part of them."""
        vocabulary = self.model.vocabulary
        setup = []
        for name in start_order(vocabulary):
            if name in vocabulary.stocks:
                stock = vocabulary.stocks[name]
                setup.append(self._start(f"{DECLARED}{name}", name, first_initial(stock)))
                setup.append(self._assign(f"{START}{name}", stock.place,
                                          lambda name=name: self.symbols[f"{DECLARED}{name}"]))
            elif name in vocabulary.constants:
                setup.append(self._equation(vocabulary.constants[name]))
            else:
                self.starting[name] = self._at_start(vocabulary.variables[name])
        return tuple(setup)

    def _at_start(self, item: Equation) -> Any:
        """A variable in terms of starts in force."""
        known = {**self.symbols, **self.starting,
                 **{name: self.symbols[f"{START}{name}"] for name in self.model.layout}}
        return item.function(*(known[name] for name in item.arguments))

    def _events(self) -> dict[str, tuple[Assignment, ...]]:
        """What each event adds to its stocks."""
        stocks = self.model.vocabulary.stocks
        events = {}
        for item in self.model.vocabulary.events.values():
            for stock, _ in item.ends:
                self.axes[f"{EVENT}{item.name} of {stock}"] = self.axes[stock]
            events[item.name] = tuple(
                self._assign(f"{EVENT}{item.name} of {stock}", item.place,
                             lambda item=item, stock=stock, sign=sign: sign * self._summed(
                                 item.function(*(self.symbols[name] for name in item.arguments)),
                                 summed_axes(item.dims, stocks[stock].dims)))
                for stock, sign in item.ends)
        return events

    def _summed(self, value: Any, axes: tuple[int, ...]) -> Symbol:
        symbol = Symbol(self.recorder.as_node(value), self.recorder)
        for axis in sorted(axes, reverse=True):
            symbol = symbol.sum(axis)
        return symbol

    def _indicators(self) -> tuple[Assignment, ...]:
        """Yearly figures, in terms of variables at year end or mid-year."""
        revenue = self.axes.get(CUMULATIVE, ())
        indicators = []
        for name, item in self.model.vocabulary.indicators.items():
            arguments = []
            for argument in item.arguments:
                axes = revenue if argument == ANNUAL else () if argument == PRICE else self.axes[argument]
                moment = MIDDLE if item.when == "middle" and argument in self.moving else ""
                self.axes[moment + argument] = axes
                arguments.append(self.recorder.name(moment + argument, axes))
            self.axes[INDICATOR + name] = ()
            indicators.append(self._assign(INDICATOR + name, item.place, lambda item=item, arguments=arguments:
                                           item.function(*arguments)))
        return tuple(indicators)

    def _rates(self) -> tuple[Assignment, ...]:
        rates = []
        for (stock, place), balance in zip(self.model.layout.items(), self.model.balances, strict=True):
            assert balance.place is place
            total: Any = None
            for sign, flows in ((1, balance.inflows), (-1, balance.outflows)):
                for name, axes in flows:
                    rate = self._summed(self.symbols[name], axes)
                    if total is None:
                        total = rate if sign > 0 else -rate
                    else:
                        total = total + rate if sign > 0 else total - rate
            rates.append(Assignment(stock, self.axes[stock], self.recorder.as_node(0.0 if total is None else total)))
        return tuple(rates)


def _axes(dims: Dims) -> Axes:
    return tuple(index.name for index in dims)
