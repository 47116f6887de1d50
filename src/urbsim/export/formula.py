"""Nodes of the expression graph as formulas of one element, in the notation of another system.

A formula is written for a place: for each axis of the node the name of its dimension ("for every element"), or one
element. Sums are written out over elements, because few systems take a sum over an expression. What would be written
many times over (the inside of a sum, the arguments of a smooth block) becomes an auxiliary of its own where it is long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from urbsim import functions
from urbsim.errors import UsageError
from urbsim.export.writer import ATOM, BINDS, POWER, PRODUCT, SIGN, SUM, Writer, is_stack
from urbsim.functions import Symbolic
from urbsim.model.symbols import STACK, Node, Recorder, Symbol

Place = str | int
"""A dimension, an element of it, or a position in a stack."""

SIGNS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "^"}
COMPARISONS = {"greater_equal": ">=", "greater": ">", "less_equal": "<=", "less": "<"}
BLOCKS = {name: block for name, block in vars(functions).items() if hasattr(block, "__wrapped__")}
"""The smooth blocks; their formulas are had by calling what they wrap on symbols."""


SIMPLE = ("name", "number", "expand", "pick", "stack", "negative")


class NeedsElements(Exception):  # noqa: N818 - a signal between printers
    """A formula differs from element to element, and has to be written for each."""


@dataclass(frozen=True)
class Notation:
    """How a system writes names, functions, conditions and what keeps the value that it has at the start."""

    name: Callable[[str, Sequence[str]], str]
    functions: Mapping[str, str]
    condition: Callable[[str, str, str], str]
    initial: Callable[[str], str]
    number: Callable[[float], str] = repr


class Formulas(Writer[str, Place]):
    """Writes nodes as text. `auxiliary` is asked for a name of an auxiliary that computes a node."""

    def __init__(self, notation: Notation, elements: Mapping[str, Sequence[str]],
                 auxiliary: Callable[[Node, str], Node], recorder: Recorder) -> None:
        self.notation, self.elements = notation, elements
        self._auxiliary, self._recorder = auxiliary, recorder

    def _written(self, node: Node, places: tuple[Place, ...]) -> tuple[str, int]:
        kind = node.kind
        if kind in BINDS:
            left, right, own = self._operands(node, places)
            return f"{left} {SIGNS[kind]} {right}", own
        if kind in BLOCKS:
            return self._written(self._block(node), places)
        if kind in ("sum", "min", "max", "matmul"):
            return self._reduction(node, places)
        if kind in COMPARISONS or kind == "where":
            return self._condition(node, places), ATOM
        if kind == "interp":
            return self._written(self._auxiliary(node, "lookup"), places)
        if kind not in (*SIMPLE, *self.notation.functions):
            raise UsageError(f"the operation '{kind}' has no form in this language")
        simple = {"name": self._name, "number": self._number, "expand": self._expand, "pick": self._pick,
                  "stack": self._stack, "negative": self._negative}
        if kind in simple:
            return simple[kind](node, places)
        arguments = ", ".join(self.write(argument, places) for argument in node.arguments)
        return f"{self.notation.functions[kind]}({arguments})", ATOM

    def _bracketed(self, form: str) -> str:
        return f"({form})"

    def _place(self, axis: str | None, number: int) -> Place:
        return number if is_stack(axis) else self.elements[axis or ""][number]

    def _name(self, node: Node, places: tuple[Place, ...]) -> tuple[str, int]:
        return self.notation.name(node.detail, [self._subscript(place) for place in places]), ATOM

    @staticmethod
    def _subscript(place: Place) -> str:
        assert isinstance(place, str)
        return place

    def _number(self, node: Node, places: tuple[Place, ...]) -> tuple[str, int]:
        return self.notation.number(node.detail), ATOM if node.detail >= 0.0 else SIGN

    def _negative(self, node: Node, places: tuple[Place, ...]) -> tuple[str, int]:
        return f"-{self.write(node.arguments[0], places, POWER + 1)}", SIGN

    def _stack(self, node: Node, places: tuple[Place, ...]) -> tuple[str, int]:
        """The part that stands at the first place."""
        first, *others = places
        if isinstance(first, str):
            if first in self.elements:
                raise NeedsElements
            inside = next(names for names in self.elements.values() if first in names)
            first = list(inside).index(first)
        return self._written(*self._aligned(self._short(node.arguments[first]), others))

    @staticmethod
    def _aligned(node: Node, places: Sequence[Place]) -> tuple[Node, tuple[Place, ...]]:
        return node, tuple(places[len(places) - len(node.axes):]) if node.axes else ()

    def _condition(self, node: Node, places: tuple[Place, ...]) -> str:
        """`where` on a comparison; a comparison by itself is 1 where it holds, else 0."""
        test, yes, no = (node.arguments if node.kind == "where" else
                         (node, self._recorder.as_node(1.0), self._recorder.as_node(0.0)))
        one, other = test.arguments if test.kind in COMPARISONS else (test, self._recorder.as_node(0.0))
        comparison = f"{self.write(one, places)} {COMPARISONS.get(test.kind, '<>')} {self.write(other, places)}"
        return self.notation.condition(comparison, self.write(yes, places), self.write(no, places))

    def _reduction(self, node: Node, places: tuple[Place, ...]) -> tuple[str, int]:
        """A sum, minimum, maximum or matrix product, written out term by term."""
        if node.kind == "matmul":
            one, other = (self._short(argument) for argument in node.arguments)
            cut = len(one.axes) - 1
            pairs = [(self.write(one, (*places[:cut], k), PRODUCT), self.write(other, (k, *places[cut:]), PRODUCT))
                     for k in self._along(one.axes[-1])]
            return " + ".join(f"{left} * {right}" for left, right in pairs), SUM
        inner = self._short(node.arguments[0])
        at = node.detail
        binds = SUM if node.kind != "sum" else PRODUCT
        terms = [self.write(inner, (*places[:at], k, *places[at:]), binds) for k in self._along(inner.axes[at])]
        if node.kind == "sum":
            return " + ".join(terms), SUM
        function, text = self.notation.functions[f"{node.kind}imum"], terms[0]
        for term in terms[1:]:  # two arguments each: not every system takes more
            text = f"{function}({text}, {term})"
        return text, ATOM

    def _along(self, axis: str | None) -> Sequence[Place]:
        if axis is None:
            raise TypeError("a sum over an axis of length 1")
        return range(int(axis.removeprefix(STACK))) if axis.startswith(STACK) else self.elements[axis]

    def _short(self, node: Node) -> Node:
        """The node, or the name of an auxiliary that computes it where it is more than a name."""
        if node.kind in ("name", "number", "stack") or any(map(is_stack, node.axes)):
            return node
        if node.kind in ("expand", "pick") and node.arguments[0].kind == "name":
            return node
        return self._auxiliary(node, "term")

    def _block(self, node: Node) -> Node:
        """A smooth block as the operations that it is made of."""
        arguments = [Symbol(self._short(argument), self._recorder) for argument in node.arguments]
        value: Any = BLOCKS[node.kind].__wrapped__(*arguments)
        assert isinstance(value, Symbolic)
        return self._recorder.as_node(value)
