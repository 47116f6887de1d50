"""What all notations of a formula share: how tightly operations bind, and where brackets and places go."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, TypeVar

from urbsim.model.symbols import STACK, Node

Form = TypeVar("Form")
Place = TypeVar("Place")
SUM, PRODUCT, SIGN, POWER, ATOM = 1, 2, 3, 4, 5
"""How tightly an operation binds."""
BINDS = {"add": SUM, "subtract": SUM, "multiply": PRODUCT, "divide": PRODUCT, "power": POWER}
"""Of operations between two operands."""
ONE_SIDED = ("subtract", "divide", "power")
"""Those whose second operand needs brackets where it binds no tighter."""


class Writer(ABC, Generic[Form, Place]):
    """Writes nodes of a graph for places, one for each axis of a node: as what form, and which places, a notation says.
    """

    def write(self, node: Node, places: Sequence[Place], binds: int = SUM) -> Form:
        """The formula of a node at places (right-aligned), in brackets where it binds less tightly than `binds`."""
        form, own = self._written(node, tuple(places[len(places) - len(node.axes):]) if node.axes else ())
        return self._bracketed(form) if own < binds else form

    @abstractmethod
    def _written(self, node: Node, places: tuple[Place, ...]) -> tuple[Form, int]:
        """A formula, and how tightly it binds."""

    @abstractmethod
    def _bracketed(self, form: Form) -> Form:
        """A formula in brackets."""

    @abstractmethod
    def _place(self, axis: str | None, number: int) -> Place:
        """A position along an axis, which is an index or a stack."""

    def _operands(self, node: Node, places: tuple[Place, ...]) -> tuple[Form, Form, int]:
        """The two sides of an operation, and how tightly it binds."""
        own = BINDS[node.kind]
        left, right = node.arguments
        return (self.write(left, places, own + (node.kind == "power")),
                self.write(right, places, own + (node.kind in ONE_SIDED)), own)

    def _expand(self, node: Node, places: tuple[Place, ...]) -> tuple[Form, int]:
        return self._written(node.arguments[0], (*places[: node.detail], *places[node.detail + 1:]))

    def _pick(self, node: Node, places: tuple[Place, ...]) -> tuple[Form, int]:
        (inner,) = node.arguments
        return self._written(inner, (self._place(inner.axes[0], node.detail), *places))


def is_stack(axis: str | None) -> bool:
    """Whether an axis is that of a stack, whose parts have no names."""
    return axis is None or axis.startswith(STACK)
