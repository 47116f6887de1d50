"""The expression graph as loops over named arrays: the form that C and JavaScript print.

Every name, and every shared or reduced intermediate result, is an array with its axes; a statement computes one array
element by element, or reduces over an axis. What depends on inputs alone moves to the setup. Statements over the same
axes are brought together, so that a printer can put them in one loop.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from urbsim.export.simplify import Fixed, every_assignment, fixed_names, simplify, uses
from urbsim.model.symbols import STACK, UFUNCS, Axes, Node
from urbsim.model.trace import Assignment, Graph

REDUCTIONS = ("sum", "min", "max", "matmul")
RATE = "rate of "
FUNCTIONS = {name: function for function, name in UFUNCS.items()}
LONG = {"saturate": 5, "smooth_min": 5, "exp": 5, "log": 5, "power_log": 5, "power": 5, "smooth_pos": 2, "sqrt": 2,
        "divide": 2}
"""How long operations keep the processor waiting, roughly."""
LONGEST = 8
"""Of statements in one loop: processors look ahead some hundred operations, and so begin the next turn of a short loop
while long operations of this one are under way."""

Place = int | str
"""An index into an array: a number, or the name of a loop variable."""


@dataclass(frozen=True)
class Access:
    """One element of an array."""

    array: str
    places: tuple[Place, ...]


@dataclass(frozen=True)
class Operation:
    """An operation on one element: kind as in `Node`, and its operands."""

    kind: str
    operands: tuple[Expression, ...]


Expression = float | Access | Operation


@dataclass(frozen=True)
class Statement:
    """`target[...] = expression` for every place of the loops; with a reduction over the loop variables of `over`."""

    target: Access
    loops: tuple[tuple[str, int], ...]
    expression: Expression
    reduction: str = ""
    over: tuple[tuple[str, int], ...] = ()

    @property
    def reads(self) -> Iterator[Access]:
        return accesses(self.expression)


@dataclass(frozen=True)
class Program:
    """A model as statements on arrays. `arrays` gives the lengths of each array's axes.

    `derivative`: variables that rates need, and the rates of change of the stocks; `events`: what each event, by its
    number, adds to stocks; the other parts as in `Graph`.
    """

    arrays: Mapping[str, tuple[int, ...]]
    setup: tuple[Statement, ...]
    settled: tuple[Statement, ...]
    derivative: tuple[Statement, ...]
    outputs: tuple[Statement, ...]
    events: tuple[tuple[Statement, ...], ...]
    indicators: tuple[Statement, ...]


def accesses(expression: Expression) -> Iterator[Access]:
    """Every array element that an expression reads."""
    if isinstance(expression, Access):
        yield expression
    elif isinstance(expression, Operation):
        for operand in expression.operands:
            yield from accesses(operand)


def operations(expression: Expression) -> Iterator[Operation]:
    """Every operation of an expression."""
    if isinstance(expression, Operation):
        yield expression
        for operand in expression.operands:
            yield from operations(operand)


class Numbers:
    """Scalars that are fixed for a run, computed from numbers of inputs: exponents, as a rule."""

    def __init__(self, program: Program, inputs: Mapping[str, Any]) -> None:
        self._inputs = inputs
        self._setup = {statement.target.array: statement.expression for statement in program.setup}

    def __call__(self, expression: Expression) -> float:
        """The number of an expression; NaN where it is not a fixed scalar."""
        if isinstance(expression, float):
            return expression
        if isinstance(expression, Operation):
            function = FUNCTIONS.get(expression.kind)
            return float(function(*map(self, expression.operands))) if function else math.nan
        if expression.array in self._setup:
            return self(self._setup[expression.array])
        value = self._inputs.get(expression.array)
        return float(value) if isinstance(value, int | float) else math.nan


def lower(graph: Graph) -> Program:
    """Turn a graph into loops."""
    return _Lowering(simplify(graph)).program()


@dataclass
class _Section:
    """Statements under construction, and the nodes that already have an array here."""

    statements: list[Statement] = field(default_factory=list)
    arrays: dict[Node, str] = field(default_factory=dict)


class _Lowering:
    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.arrays = {name: tuple(self._length(axis) for axis in axes) for name, axes in graph.axes.items()}
        self.setup = _Section()
        self._is_fixed = Fixed(fixed_names(graph))
        self._uses = uses(every_assignment(graph))

    def _length(self, axis: str | None) -> int:
        if axis is None:
            return 1
        return int(axis.removeprefix(STACK)) if axis.startswith(STACK) else self.graph.lengths[axis]

    def program(self) -> Program:
        graph = self.graph
        self._section(self.setup, graph.setup)
        derivative = _Section()
        self._section(derivative, graph.variables)
        for item in graph.rates:
            self.arrays[RATE + item.name] = self.arrays[item.name]
        self._section(derivative, [Assignment(RATE + item.name, item.axes, item.node) for item in graph.rates])
        outputs = _Section(arrays={node: name for node, name in derivative.arrays.items() if not name.startswith(RATE)})
        settled, indicators, events = _Section(), _Section(), []
        for items in graph.events.values():
            events.append(_Section(arrays=dict(outputs.arrays)))
            self._section(events[-1], items)
        self._section(outputs, graph.outputs)
        self._section(settled, graph.settled)
        self._section(indicators, graph.indicators)
        return Program(self.arrays, tuple(self.setup.statements), tuple(settled.statements),
                       tuple(gathered(derivative.statements)), tuple(gathered(outputs.statements)),
                       tuple(tuple(section.statements) for section in events), tuple(indicators.statements))

    def _section(self, section: _Section, assignments: Iterable[Assignment]) -> None:
        for item in assignments:
            known = section.arrays.get(item.node)
            if known is not None and self.arrays[known] == self.arrays[item.name]:
                self._copy(section, item.name, known)
                continue
            self._emit(section, item.name, item.node)
            if item.node.kind not in ("name", "number") and item.node.axes == item.axes:
                section.arrays.setdefault(item.node, item.name)

    def _copy(self, section: _Section, name: str, known: str) -> None:
        loops = self._loops(self.arrays[name])
        places = tuple(variable for variable, _ in loops)
        section.statements.append(Statement(Access(name, places), loops, Access(known, places)))

    def _emit(self, section: _Section, name: str, node: Node) -> None:
        """Statements that compute a node into the array of a name."""
        lengths = self.arrays[name]
        if node.kind == "stack":
            for position, part in enumerate(node.arguments):
                loops = self._loops(lengths[1:])
                places = tuple(variable for variable, _ in loops)
                value = self._expression(section, part, places)
                section.statements.append(Statement(Access(name, (position, *places)), loops, value))
            return
        loops = self._loops(lengths)
        places = tuple(variable for variable, _ in loops)
        if node.kind in REDUCTIONS:
            aligned = places[len(places) - len(node.axes):]
            section.statements.append(self._reduction(section, name, node, loops, places, aligned))
        else:
            value = self._body(section, node, places)
            section.statements.append(Statement(Access(name, places), loops, value))

    @staticmethod
    def _loops(lengths: tuple[int, ...]) -> tuple[tuple[str, int], ...]:
        return tuple((f"i{position}", length) for position, length in enumerate(lengths))

    def _reduction(self, section: _Section, name: str, node: Node, loops: tuple[tuple[str, int], ...],
                   places: tuple[Place, ...], aligned: tuple[Place, ...]) -> Statement:
        if node.kind == "matmul":
            one, other = node.arguments
            over = ("k0", self._length(one.axes[-1]))
            left = aligned[: len(one.axes) - 1]
            right = aligned[len(one.axes) - 1:]
            value: Expression = Operation("multiply", (
                self._expression(section, one, (*left, "k0")), self._expression(section, other, ("k0", *right))))
            return Statement(Access(name, places), loops, value, "sum", (over,))
        (inner,) = node.arguments
        inside, over_loops = (*aligned[: node.detail], "k0", *aligned[node.detail:]), [
            ("k0", self._length(inner.axes[node.detail]))]
        while inner.kind == node.kind and self._uses[inner] == 1:  # a sum over several axes is one statement
            variable = f"k{len(over_loops)}"
            over_loops.append((variable, self._length(inner.arguments[0].axes[inner.detail])))
            inside = (*inside[: inner.detail], variable, *inside[inner.detail:])
            (inner,) = inner.arguments
        value = self._expression(section, inner, inside)
        return Statement(Access(name, places), loops, value, node.kind, tuple(reversed(over_loops)))

    def _expression(self, section: _Section, node: Node, places: tuple[Place, ...], smaller: bool = False
                    ) -> Expression:
        """The element of a node at places, one a loop axis (right-aligned). `smaller`: it serves several places."""
        places = places[len(places) - len(node.axes):] if node.axes else ()
        if node.kind == "number":
            return float(node.detail)
        if node.kind == "name":
            return Access(node.detail, places)
        if node.kind == "expand":
            return self._expression(section, node.arguments[0], (*places[: node.detail], *places[node.detail + 1:]),
                                    smaller)
        if node.kind == "pick":
            return self._expression(section, node.arguments[0], (node.detail, *places))
        array = self._array(section, node, smaller)
        if array:
            return Access(array, tuple(0 if axis is None else place
                                       for axis, place in zip(node.axes, places, strict=True)))
        return self._body(section, node, places)

    def _body(self, section: _Section, node: Node, places: tuple[Place, ...]) -> Expression:
        """The element of a node, written out rather than read from its own array."""
        if node.kind in ("number", "name", "expand", "pick"):
            return self._expression(section, node, places)
        places = places[len(places) - len(node.axes):] if node.axes else ()
        size = self._size(node.axes)
        return Operation(node.kind, tuple(self._expression(section, argument, places, self._size(argument.axes) < size)
                                          for argument in node.arguments))

    def _size(self, axes: Axes) -> int:
        return math.prod(map(self._length, axes))

    def _array(self, section: _Section, node: Node, smaller: bool) -> str:
        """The array of an intermediate result that is reduced, stacked, shared, fixed or smaller; else nothing."""
        fixed = self._is_fixed(node)
        home = self.setup if fixed else section
        if node in home.arrays:
            return home.arrays[node]
        if not (fixed or node.kind in REDUCTIONS or node.kind == "stack" or smaller or self._uses[node] > 1):
            return ""
        name = f"part {len(self.arrays)}"
        self.arrays[name] = tuple(self._length(axis) for axis in node.axes)
        self._emit(home, name, node)
        home.arrays[node] = name
        return name


def gathered(statements: list[Statement]) -> list[Statement]:
    """The same statements in an order that brings those over the same loops together, as far as needs allow."""
    writers: dict[str, list[int]] = {}
    for number, item in enumerate(statements):
        writers.setdefault(item.target.array, []).append(number)
    waits = [{writer for access in item.reads for writer in writers.get(access.array, ()) if writer != number}
             for number, item in enumerate(statements)]
    order: list[Statement] = []
    left = dict.fromkeys(range(len(statements)))
    done: set[int] = set()
    shape: object = None
    while left:
        ready = [number for number in left if waits[number] <= done]
        same = [number for number in ready if _shape(statements[number]) == shape]
        if not same:
            shapes = [_shape(statements[number]) for number in ready]
            shape = max(shapes, key=lambda one: (shapes.count(one), -shapes.index(one)))
            same = [number for number in ready if _shape(statements[number]) == shape]
        chosen = same[0]
        order.append(statements[chosen])
        done.add(chosen)
        del left[chosen]
    return order


def _shape(statement: Statement) -> tuple[object, ...]:
    return statement.loops, statement.reduction, statement.over


def fused(statements: Iterable[Statement]) -> Iterator[list[Statement]]:
    """Group neighbours that may share a loop: same axes, no reduction, each reads only its own place of the others."""
    group: list[Statement] = []
    for item in statements:
        if group and _fits(group, item):
            group.append(item)
            continue
        if group:
            yield group
        group = [item]
    if group:
        yield group


def _fits(group: list[Statement], item: Statement) -> bool:
    if item.loops != group[0].loops or item.reduction or group[0].reduction:
        return False
    written = {other.target.array: other.target for other in group}
    if any(access.array in written and written[access.array] != access for access in item.reads):
        return False
    if item.loops and sum(_waiting(other.expression) for other in (*group, item)) > LONGEST:
        return False
    return item.target.array not in written and all(
        access.array != item.target.array for other in group for access in other.reads)


def _waiting(expression: Expression) -> int:
    """How long an expression keeps the processor waiting."""
    return sum(LONG.get(operation.kind, 0) for operation in operations(expression))


def size(lengths: Iterable[int]) -> int:
    """Number of elements of an array."""
    return math.prod(lengths)

