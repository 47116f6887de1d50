"""The same graph with less arithmetic: products regrouped, quotients and powers brought together.

Factors of a product are multiplied in the order of their size, so that what is the same along an axis is computed once
for it, and fixed factors once for the run; a product of powers takes one exponential. Results differ by rounding only.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from urbsim.model.symbols import Axes, Node, Recorder
from urbsim.model.trace import DECLARED, START, Assignment, Graph

PRODUCT = ("multiply", "divide", "negative")
PARTS = ("setup", "settled", "variables", "outputs", "rates", "indicators")


def simplify(graph: Graph) -> Graph:
    """The graph with its products regrouped."""
    return _Simplifier(graph).graph()


def every_assignment(graph: Graph) -> Iterator[Assignment]:
    """All that a graph computes."""
    for part in PARTS:
        yield from getattr(graph, part)
    for items in graph.events.values():
        yield from items


def fixed_names(graph: Graph) -> set[str]:
    """Names that keep one value throughout a run: inputs and constants, but not the starts of stocks."""
    starts = {f"{prefix}{name}" for name in graph.stocks for prefix in (START, DECLARED)}
    return {*graph.inputs, *(item.name for item in graph.setup)} - starts


def uses(assignments: Iterable[Assignment]) -> dict[Node, int]:
    """How often each node is an operand, or a result."""
    found: dict[Node, int] = {}
    pending = [item.node for item in assignments]
    while pending:
        node = pending.pop()
        found[node] = found.get(node, 0) + 1
        if found[node] == 1:
            pending.extend(node.arguments)
    return found


class Fixed:
    """Tells whether a result depends on fixed names and numbers alone."""

    def __init__(self, names: set[str]) -> None:
        self._names = names
        self._known: dict[Node, bool] = {}

    def __call__(self, node: Node) -> bool:
        if node not in self._known:
            if node.kind == "name":
                self._known[node] = node.detail in self._names
            else:
                self._known[node] = node.kind != "number" and all(
                    argument.kind == "number" or self(argument) for argument in node.arguments)
        return self._known[node]


@dataclass
class _Factors:
    """A product: what is multiplied, what it is divided by, its number and sign."""

    above: list[Node] = field(default_factory=list)
    below: list[Node] = field(default_factory=list)
    number: float = 1.0


class _Simplifier:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._recorder = Recorder(dict(graph.lengths))
        self._uses = uses(every_assignment(graph))
        self._fixed = Fixed(fixed_names(graph))
        self._done: dict[Node, Node] = {}

    def graph(self) -> Graph:
        graph = self._graph
        parts: dict[str, Any] = {part: self._assignments(getattr(graph, part)) for part in PARTS}
        return replace(graph, **parts, events={name: self._assignments(items) for name, items in graph.events.items()})

    def _assignments(self, items: Iterable[Assignment]) -> tuple[Assignment, ...]:
        return tuple(replace(item, node=self._rewritten(item.node)) for item in items)

    def _rewritten(self, node: Node) -> Node:
        if node not in self._done:
            if node.kind in PRODUCT:
                self._done[node] = self._product(node)
            else:
                arguments = tuple(map(self._rewritten, node.arguments))
                self._done[node] = self._recorder.node(node.kind, arguments, node.axes, node.detail)
        return self._done[node]

    def _product(self, node: Node) -> Node:
        factors = _Factors()
        self._collect(node, factors, below=False, top=True)
        self._merge_powers(factors)
        fixed = self._quotient(self._groups(factors.above, self._fixed), self._groups(factors.below, self._fixed), ())
        above = self._groups(factors.above, self._moving) + ([] if _is_one(fixed) else [fixed])
        result = self._quotient(above, self._groups(factors.below, self._moving), node.axes)
        sign = -1.0 if factors.number < 0.0 else 1.0
        if abs(factors.number) != 1.0:
            result = self._joined("multiply", self._number(factors.number), result)
        elif sign < 0.0:
            result = self._recorder.node("negative", (result,), result.axes)
        return result

    def _moving(self, node: Node) -> bool:
        return not self._fixed(node)

    def _collect(self, node: Node, factors: _Factors, *, below: bool, top: bool = False) -> None:
        """Factors of a product, through products that nothing else uses."""
        if node.kind == "number" and node.detail != 0.0:
            factors.number = factors.number / node.detail if below else factors.number * node.detail
        elif node.kind in PRODUCT and (top or self._uses[node] == 1):
            if node.kind == "negative":
                factors.number = -factors.number
            self._collect(node.arguments[0], factors, below=below)
            if node.kind != "negative":
                self._collect(node.arguments[1], factors, below=below != (node.kind == "divide"))
        else:
            (factors.below if below else factors.above).append(self._rewritten(node))

    def _merge_powers(self, factors: _Factors) -> None:
        """Two powers and more become the exponential of a sum of logarithms."""
        powers = [node for node in factors.above if node.kind == "power" and node.arguments[1].kind != "number"
                  and not self._fixed(node)]
        if len(powers) < 2:
            return
        factors.above = [node for node in factors.above if node not in powers]
        total: Node | None = None
        for power in powers:
            base, exponent = power.arguments
            logarithm = self._recorder.node("power_log", (base,), base.axes)
            term = self._joined("multiply", exponent, logarithm)
            total = term if total is None else self._joined("add", total, term)
        assert total is not None
        factors.above.append(self._recorder.node("exp", (total,), total.axes))

    def _groups(self, nodes: list[Node], chosen: Callable[[Node], bool]) -> list[Node]:
        """The product of the chosen nodes along each set of axes."""
        groups: dict[Axes, Node] = {}
        for node in filter(chosen, nodes):
            known = groups.get(node.axes)
            groups[node.axes] = node if known is None else self._joined("multiply", known, node)
        return list(groups.values())

    def _quotient(self, above: list[Node], below: list[Node], axes: Axes) -> Node:
        """above / below; a divisor with fewer elements than the result is turned into a factor."""
        size = max(map(self._size, [axes, *(node.axes for node in above + below)]))
        wide = [node for node in below if self._size(node.axes) == size]
        above = above + [self._joined("divide", self._number(1.0), node) for node in below if node not in wide]
        top, bottom = self._folded(above), self._folded(wide)
        return top if _is_one(bottom) else self._joined("divide", top, bottom)

    def _folded(self, nodes: list[Node]) -> Node:
        """The product of nodes, small ones first."""
        result = self._number(1.0)
        for node in sorted(nodes, key=lambda node: self._size(node.axes)):
            result = node if _is_one(result) else self._joined("multiply", result, node)
        return result

    def _size(self, axes: Axes) -> int:
        return math.prod(map(self._recorder.length, axes))

    def _number(self, value: float) -> Node:
        return self._recorder.node("number", (), (), value)

    def _joined(self, kind: str, one: Node, other: Node) -> Node:
        return self._recorder.node(kind, (one, other), self._recorder.broadcast((one.axes, other.axes)))


def _is_one(node: Node) -> bool:
    """Whether a product is left as it is by a factor."""
    return node.kind == "number" and node.detail == 1.0
