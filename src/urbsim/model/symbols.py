"""Symbolic arrays: plain numpy code on them records itself as a graph of array operations.

A `Node` is one operation on arrays with named axes; equal operations are one node, so shared work is shared. A `Symbol`
wraps a node and follows numpy's protocols (`__array_ufunc__`, `__array_function__`), so that an equation needs no
namespace argument and no parsing. Axes carry the name of their index; None is an axis of length 1 that broadcasts. That
makes recording a check of dimensions too: a park never meets a district without `host` between them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from urbsim.functions import Symbolic

Axes = tuple[str | None, ...]
STACK = "stack of "
"""The new axis of a stack, until it meets the index that it stands for."""

UFUNCS = {
    np.add: "add", np.subtract: "subtract", np.multiply: "multiply", np.divide: "divide", np.power: "power",
    np.negative: "negative", np.exp: "exp", np.log: "log", np.sqrt: "sqrt", np.absolute: "absolute",
    np.minimum: "minimum", np.maximum: "maximum", np.greater_equal: "greater_equal", np.greater: "greater",
    np.less_equal: "less_equal", np.less: "less", np.sin: "sin", np.cos: "cos",
}


@dataclass(frozen=True)
class Node:
    """One operation: its kind, arguments, axes, and what else it needs (a name, a number, an axis).

    Kinds: `name`, `number`; elementwise ones (the values of UFUNCS, `where`, the smooth blocks, `interp` with the
    numbers x, y of its points as further arguments); `sum`, `min` and `max` over an axis (detail: its position);
    `matmul`; `expand` and `pick` (detail: where an axis is added, or the element taken from the first axis); `stack`
    along a new first axis.
    """

    kind: str
    arguments: tuple[Node, ...]
    axes: Axes
    detail: Any = None
    key: int = 0

    def __hash__(self) -> int:
        return self.key

    def __eq__(self, other: object) -> bool:
        return self is other


class Recorder:
    """Makes nodes, each different one once. `lengths` gives the length of each index."""

    def __init__(self, lengths: dict[str, int]) -> None:
        self.lengths = lengths
        self._nodes: dict[tuple[Any, ...], Node] = {}

    def node(self, kind: str, arguments: tuple[Node, ...], axes: Axes, detail: Any = None) -> Node:
        key = (kind, arguments, axes, detail)
        if key not in self._nodes:
            self._nodes[key] = Node(kind, arguments, axes, detail, len(self._nodes))
        return self._nodes[key]

    def name(self, name: str, axes: Axes) -> Symbol:
        """The symbol of a declared name."""
        return Symbol(self.node("name", (), axes, name), self)

    def as_node(self, value: Any) -> Node:
        """The node of a symbol or a number. Raises TypeError for anything else."""
        if isinstance(value, Symbol):
            return value.node
        if isinstance(value, int | float | np.integer | np.floating):
            return self.node("number", (), (), float(value))
        raise TypeError(f"an equation may use names and numbers, not {value!r:.60}")

    def elementwise(self, kind: str, values: tuple[Any, ...]) -> Symbol:
        """Record an operation that works element by element, with numpy's broadcasting."""
        nodes = tuple(self.as_node(value) for value in values)
        return Symbol(self.node(kind, nodes, self.broadcast(tuple(node.axes for node in nodes))), self)

    def broadcast(self, all_axes: tuple[Axes, ...]) -> Axes:
        """Axes of an elementwise result. Raises TypeError where two different indices meet."""
        result: list[str | None] = [None] * max(map(len, all_axes), default=0)
        for axes in all_axes:
            for place, axis in enumerate(reversed(axes), 1):
                result[-place] = self._joined(axis, result[-place])
        return tuple(result)

    def _joined(self, one: str | None, other: str | None) -> str | None:
        """The axis that two become: an index, or a stack's new axis where only stacks meet."""
        if one is None or one == other:
            return other
        if other is None:
            return one
        stack, index = (one, other) if one.startswith(STACK) else (other, one)
        if stack.startswith(STACK) and self.length(stack) == self.length(index):
            return index
        raise TypeError(f"{one} meets {other}")

    def length(self, axis: str | None) -> int:
        if axis is None:
            return 1
        return int(axis.removeprefix(STACK)) if axis.startswith(STACK) else self.lengths[axis]


class Symbol(Symbolic, np.lib.mixins.NDArrayOperatorsMixin):
    """An array that records what is done to it."""

    def __init__(self, node: Node, recorder: Recorder) -> None:
        self.node = node
        self._recorder = recorder

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self._recorder.length(axis) for axis in self.node.axes)

    @property
    def ndim(self) -> int:
        return len(self.node.axes)

    def __len__(self) -> int:
        return self.shape[0]

    def __bool__(self) -> bool:
        raise TypeError("an equation cannot ask whether an array is true; numpy.where, minimum and maximum decide by "
                        "element")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Symbol:
        if method != "__call__" or options:
            raise TypeError(f"{ufunc.__name__}.{method} with options is not for equations")
        if ufunc is np.matmul:
            return self._matmul(*map(self._recorder.as_node, inputs))
        if ufunc not in UFUNCS:
            raise TypeError(f"numpy.{ufunc.__name__} is not for equations; there are "
                            f"{', '.join(sorted(UFUNCS.values()))}, matmul, where, stack")
        return self._recorder.elementwise(UFUNCS[ufunc], inputs)

    def __array_function__(self, function: Any, types: Any, arguments: Any, options: Any) -> Symbol:
        if function is np.where and len(arguments) == 3:
            return self._recorder.elementwise("where", arguments)
        if function is np.clip and len(arguments) == 3:
            value, low, high = arguments
            return self._recorder.elementwise("minimum", (self._recorder.elementwise("maximum", (value, low)), high))
        if function is np.interp and len(arguments) == 3:
            x, *points = arguments
            return self._recorder.elementwise("interp", (x, *np.transpose(points).ravel().tolist()))
        if function is np.stack and len(arguments) == 1 and not options:
            return self._stack(tuple(map(self._recorder.as_node, arguments[0])))
        raise TypeError(f"numpy.{function.__name__} is not for equations")

    def smooth_block(self, name: str, arguments: tuple[Any, ...]) -> Symbol:
        return self._recorder.elementwise(name, arguments)

    def _matmul(self, one: Node, other: Node) -> Symbol:
        inner = other.axes[0] if len(other.axes) == 1 else other.axes[-2]
        if one.axes[-1] != inner:
            raise TypeError(f"@ joins {one.axes[-1]} with {inner}")
        axes = one.axes[:-1] + (other.axes[1:] if len(other.axes) > 1 else ())
        return self._new("matmul", (one, other), axes)

    def _stack(self, nodes: tuple[Node, ...]) -> Symbol:
        axes = self._recorder.broadcast(tuple(node.axes for node in nodes))
        return self._new("stack", nodes, (f"{STACK}{len(nodes)}", *axes))

    def sum(self, axis: int | None = None, *, keepdims: bool = False) -> Symbol:
        return self._reduce("sum", axis, keepdims)

    def min(self, axis: int | None = None) -> Symbol:
        return self._reduce("min", axis, False)

    def max(self, axis: int | None = None) -> Symbol:
        return self._reduce("max", axis, False)

    def mean(self) -> Symbol:
        return self.sum() / float(np.prod(self.shape))  # type: ignore[no-any-return]

    def _reduce(self, kind: str, axis: int | None, keepdims: bool) -> Symbol:
        result = self
        axes = range(self.ndim) if axis is None else [axis % self.ndim]
        for place in sorted(axes, reverse=True):
            kept = result.node.axes[:place] + result.node.axes[place + 1 :]
            result = result._new(kind, (result.node,), kept, place)
            if keepdims:
                result = result._expand(place)
        return result

    def _expand(self, place: int) -> Symbol:
        axes = self.node.axes
        return self._new("expand", (self.node,), (*axes[:place], None, *axes[place:]), place)

    def __getitem__(self, key: Any) -> Symbol:
        if isinstance(key, int | np.integer):
            if not -len(self) <= key < len(self):
                raise IndexError(f"position {key} is outside the {len(self)} elements of {self.node.axes[0]}")
            return self._new("pick", (self.node,), self.node.axes[1:], int(key) % len(self))
        result = self
        for place, part in enumerate(key if isinstance(key, tuple) else (key,)):
            if part is None:
                result = result._expand(place)
            elif part != slice(None):
                raise TypeError(f"an equation indexes by a position, `:` or None, not {part!r}")
        return result

    def _new(self, kind: str, arguments: tuple[Node, ...], axes: Axes, detail: Any = None) -> Symbol:
        return Symbol(self._recorder.node(kind, arguments, axes, detail), self._recorder)
