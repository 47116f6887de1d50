"""Statements as C on vectors: one printer for each layout of the workspace."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Set

from urbsim.export.loops import RATE, Access, Expression, Numbers, Operation, Statement, accesses, operations
from urbsim.export.memory import Memory
from urbsim.model.trace import START

BINARY = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
COMPARISONS = {"greater_equal": ">=", "greater": ">", "less_equal": "<=", "less": "<"}
CALLS = {"exp": "exponential", "log": "logarithm", "power_log": "power_logarithm", "sqrt": "square_root", "sin": "sine",
         "cos": "cosine"}
"""Functions of vectors.h that have another name than the operation."""
NEUTRAL = {"sum": "0.0", "min": "INFINITY", "max": "-INFINITY"}
ACCUMULATE = {"sum": "{0} += {1}", "min": "{0} = minimum({0}, {1})", "max": "{0} = maximum({0}, {1})"}

PIECE = 20
"""Loop nests in a function: with more compilers take longer, with fewer they gain nothing."""
NOTHING_MORE: Mapping[str, str] = {}

Loops = tuple[tuple[str, int], ...]
Known = Mapping[Access, str]


class Printer(ABC):
    """Prints groups of fused statements.

    `shared` are arrays that are one number for all members; `numbers` tells what exponents will be, as a rule.
    """

    def __init__(self, memory: Memory, shared: Set[str], numbers: Numbers) -> None:
        self._memory, self._shared, self._numbers = memory, shared, numbers
        self._in_setup = False
        self._exponents: Mapping[str, float] = {}
        self._rare: list[str] = []

    def function(self, name: str, groups: Iterable[list[Statement]], more: Mapping[str, str] = NOTHING_MORE,
                 attribute: str = "COLD") -> str:
        """A function on the workspace w and the shared numbers s, and `more` arguments by name, each with its type.

        A long one calls pieces: compilers take more than twice the time for a function of twice the length.
        """
        self._rare.clear()
        body = [self._expected(group) if name == "derivative" else self._group(group) for group in groups]
        arguments = "".join(f", {kind}{argument}" for argument, kind in more.items())
        given = ", ".join(["w", "s", *more])

        def defined(name: str, kind: str, lines: Iterable[str]) -> str:
            head = f"{kind} void {name}(double *restrict w, const double *restrict s{arguments}) {{"
            return "\n".join([head, *lines, "}"])

        pieces = {f"{name}_{first}": body[first : first + PIECE] for first in range(0, len(body), PIECE)}
        kind = f"static {attribute} __attribute__((noinline))"
        calls = [f"    {piece}({given});" for piece in pieces]
        return "\n".join([*self._rare, *(defined(piece, kind, lines) for piece, lines in pieces.items()),
                          defined(name, "WITHIN", calls)])

    def setup(self, groups: Iterable[list[Statement]]) -> str:
        """The setup; starts in force are set to the declared ones only where `fresh`."""
        self._in_setup = True
        text = self.function("setup", groups, {"fresh": "int "})
        self._in_setup = False
        return text

    def _expected(self, group: list[Statement]) -> str:
        """A group printed for the exponents that it will have as a rule, and for any in a function of its own."""
        self._enter(group[0])
        powers = [operation for item in group if item.loops for operation in operations(item.expression)
                  if operation.kind == "power" and isinstance(operation.operands[1], Access)]
        texts = {self._number(operation.operands[1]): self._numbers(operation.operands[1]) for operation in powers
                 if isinstance(operation.operands[1], Access)}
        known = {text: number for text, number in texts.items() if text and not math.isnan(number)}
        if not known:
            return self._group(group)
        name = f"rare_{len(self._rare)}"
        self._rare.append(f"static COLD __attribute__((noinline)) void {name}(double *restrict w, "
                          f"const double *restrict s, double *restrict r) {{\n{self._group(group)}\n}}")
        self._exponents = known
        usual = self._group(group)
        self._exponents = {}
        test = " && ".join(f"{text} == {number!r}" for text, number in known.items())
        return f"    if ({test}) {{\n{usual}\n    }} else {name}(w, s, r);"

    def _group(self, group: list[Statement]) -> str:
        """One loop nest for a group of statements; what one computes, the next reads from its variable.

        Where two vectors are computed side by side, each statement is written for both.
        """
        self._enter(group[0])
        loops = group[0].loops
        lines = [f"{'    ' * (i + 1)}{self._loop(loop)} {{" for i, loop in enumerate(loops)]
        inside = "    " * (len(loops) + 1)
        lines.append(f"{inside}{{")
        known: list[dict[Access, str]] = [{} for _ in self._vectors]
        for number, item in enumerate(group):
            guard = "if (fresh) " if self._in_setup and item.target.array.startswith(START) else ""
            for h, value in enumerate(self._values(item, number, known, inside, lines)):
                variable = f"x{number}_{h}"
                lines.append(f"{inside}const v {variable} = {value};")
                if item.target.array not in self._memory.unstored:
                    lines.append(f"{inside}{guard}{self._store(item.target, h, variable)};")
                if not guard:
                    known[h][item.target] = variable
        return "\n".join(lines + ["    " * (level + 1) + "}" for level in range(len(loops), -1, -1)])

    @property
    @abstractmethod
    def _vectors(self) -> range:
        """Numbers of the vectors that are computed side by side."""

    @abstractmethod
    def _enter(self, first: Statement) -> None:
        """Prepare for the loops of a group."""

    @abstractmethod
    def _loop(self, loop: tuple[str, int]) -> str:
        """The head of a loop."""

    @abstractmethod
    def _values(self, item: Statement, number: int, known: list[dict[Access, str]], inside: str, lines: list[str]
                ) -> list[str]:
        """The expression of a statement for each vector; a reduction first accumulates in lines of its own."""

    @abstractmethod
    def _load(self, access: Access, h: int) -> str:
        """A vector of an array."""

    @abstractmethod
    def _store(self, access: Access, h: int, value: str) -> str:
        """A statement that puts a vector into an array."""

    @abstractmethod
    def _number(self, access: Access) -> str:
        """An element as one number that serves all lanes; nothing where lanes differ."""

    def _row(self, access: Access) -> str:
        """The row of an element, in terms of the loop variables."""
        terms = [str(self._memory.offsets[access.array])]
        for place, step in zip(access.places, self._memory.steps(access.array), strict=True):
            if place != 0:
                terms.append(f"{place} * {step}" if step > 1 else str(place))
        return " + ".join(terms)

    @staticmethod
    def _base(access: Access) -> str:
        """The array of rates has a space of its own."""
        return "r" if access.array.startswith(RATE) else "w"

    def _accumulated(self, item: Statement, total: str, known: Known, h: int, mask: str = "") -> str:
        """One term of a reduction; a sum of products by multiply-add."""
        value = item.expression
        if item.reduction == "sum" and not mask and isinstance(value, Operation) and value.kind == "multiply":
            factors = ", ".join(self._print(operand, known, h) for operand in value.operands)
            return f"{total} = madd({factors}, {total})"
        text = self._print(value, known, h)
        return ACCUMULATE[item.reduction].format(
            total, f"choose({mask}, {text}, splat({NEUTRAL[item.reduction]}))" if mask else text)

    def _multiply_add(self, kind: str, operands: tuple[Expression, ...], known: Known, h: int) -> str:
        """a b + c, a b - c or c - a b as one operation, where the expression has that form."""
        for product, other in ((1, 0), (0, 1)) if kind in ("add", "subtract") else ():
            inner = operands[product]
            if isinstance(inner, Operation) and inner.kind == "multiply":
                a, b, c = (self._print(operand, known, h) for operand in (*inner.operands, operands[other]))
                if kind == "add":
                    return f"madd({a}, {b}, {c})"
                return f"nmadd({a}, {b}, {c})" if product else f"madd({a}, {b}, -{c})"
        return ""

    def _print(self, expression: Expression, known: Known, h: int) -> str:
        if isinstance(expression, float):
            return f"splat({expression!r})"
        if isinstance(expression, Access):
            return known.get(expression) or self._load(expression, h)
        kind, operands = expression.kind, expression.operands
        if kind == "power":
            exponent = operands[1]
            number = (repr(exponent) if isinstance(exponent, float) else
                      self._number(exponent) if isinstance(exponent, Access) else "")
            if number in self._exponents:
                return f"power_known({self._print(operands[0], known, h)}, {self._exponents[number]!r})"
            if number:
                return f"power_shared({self._print(operands[0], known, h)}, {number})"
        if fused_form := self._multiply_add(kind, operands, known, h):
            return fused_form
        texts = [self._print(operand, known, h) for operand in operands]
        if kind in BINARY:
            return f"({texts[0]} {BINARY[kind]} {texts[1]})"
        if kind in COMPARISONS:
            return f"choose((vi)({texts[0]} {COMPARISONS[kind]} {texts[1]}), splat(1.0), splat(0.0))"
        if kind == "negative":
            return f"(-{texts[0]})"
        if kind == "interp":
            return self._interpolated(texts[0], operands[1:])
        if kind == "where":
            return f"choose((vi)({texts[0]} != splat(0.0)), {texts[1]}, {texts[2]})"
        return f"{CALLS.get(kind, kind)}({', '.join(texts)})"


    @staticmethod
    def _interpolated(x: str, numbers: tuple[Expression, ...]) -> str:
        """A function given by points, whose x and y stand in turn."""
        xs, ys = (", ".join(map(repr, numbers[start::2])) for start in (0, 1))
        return (f"interpolated({x}, (const double[]){{{xs}}}, (const double[]){{{ys}}}, {len(numbers) // 2})")


class MembersPrinter(Printer):
    """Lanes hold members."""

    @property
    def _vectors(self) -> range:
        layout = self._memory.layout
        return range(layout.members // layout.lanes)

    def _enter(self, first: Statement) -> None:
        pass

    def _loop(self, loop: tuple[str, int]) -> str:
        variable, length = loop
        return f"for (int {variable} = 0; {variable} < {length}; {variable}++)"

    def _values(self, item: Statement, number: int, known: list[dict[Access, str]], inside: str, lines: list[str]
                ) -> list[str]:
        if not item.reduction:
            return [self._print(item.expression, known[h], h) for h in self._vectors]
        totals = [f"total{number}_{h}" for h in self._vectors]
        lines.append(f"{inside}v {', '.join(f'{total} = splat({NEUTRAL[item.reduction]})' for total in totals)};")
        sums = " ".join(f"{self._accumulated(item, total, known[h], h)};" for h, total in enumerate(totals))
        lines.append(f"{inside}{' '.join(map(self._loop, item.over))} {{ {sums} }}")
        return totals

    def _load(self, access: Access, h: int) -> str:
        number = self._number(access)
        return f"splat({number})" if number else self._vector(access, h)

    def _store(self, access: Access, h: int, value: str) -> str:
        return f"{self._vector(access, h)} = {value}"

    def _vector(self, access: Access, h: int) -> str:
        lane = h * self._memory.layout.lanes
        return f"AT({self._base(access)} + ({self._row(access)}) * MEMBERS{f' + {lane}' if lane else ''})"

    def _number(self, access: Access) -> str:
        return f"s[{self._row(access)}]" if access.array in self._shared and not self._in_setup else ""


class ElementsPrinter(Printer):
    """One run: lanes hold neighbours along the last axis, or along the axis that a reduction takes."""

    _lane = ""
    """The loop variable that runs along the lanes."""
    _length = 1

    @property
    def _lanes(self) -> int:
        return self._memory.layout.lanes

    @property
    def _vectors(self) -> range:
        return range(self._memory.layout.vectors(self._length))

    def _enter(self, first: Statement) -> None:
        along = self._along(first.loops)
        if first.reduction:
            across = min((loop for loop in first.over if loop[1] > 1), default=("", 1),
                         key=lambda loop: self._strided(first, loop[0]))
            if not along[0] or self._strided(first, across[0]) < self._strided(first, along[0]):
                along = across
        self._lane, self._length = along

    @staticmethod
    def _along(loops: Loops) -> tuple[str, int]:
        return next((loop for loop in reversed(loops) if loop[1] > 1), ("", 1))

    def _strided(self, item: Statement, lane: str) -> int:
        """How many operands would have to be gathered along a loop variable."""
        return sum(self._step(access, lane) > 1 for access in accesses(item.expression))

    def _step(self, access: Access, lane: str) -> int:
        """Rows from one lane to the next."""
        return sum(step for place, step in zip(access.places, self._memory.steps(access.array), strict=True)
                   if lane and place == lane)

    def _loop(self, loop: tuple[str, int]) -> str:
        variable, length = loop
        step = self._lanes * len(self._vectors) if variable == self._lane else 1
        return f"for (int {variable} = 0; {variable} < {length}; {variable} += {step})"

    def _values(self, item: Statement, number: int, known: list[dict[Access, str]], inside: str, lines: list[str]
                ) -> list[str]:
        if not item.reduction:
            return [self._print(item.expression, known[h], h) for h in self._vectors]
        totals = [f"total{number}_{h}" for h in self._vectors]
        across = self._lane in dict(item.over)
        lines.append(f"{inside}v {', '.join(f'{total} = splat({NEUTRAL[item.reduction]})' for total in totals)};")
        sums = " ".join(f"{self._accumulated(item, total, known[h], h, self._mask(h) if across else '')};"
                        for h, total in enumerate(totals))
        lines.append(f"{inside}{' '.join(map(self._loop, item.over))} {{ {sums} }}")
        if not across:
            return totals
        return [f"splat({item.reduction}_across({totals[0]}, {totals[-1]}, {len(totals)}))"]

    def _mask(self, h: int) -> str:
        """Which lanes of a reduction are elements; nothing where all are."""
        whole = self._length % (self._lanes * len(self._vectors)) == 0
        return "" if whole else f"first({self._length - h * self._lanes} - {self._lane})"

    def _load(self, access: Access, h: int) -> str:
        step = self._step(access, self._lane)
        place = f"{self._base(access)} + {self._row(access)}" + (f" + {h * self._lanes * step}" if h and step else "")
        if step == 0:
            return f"splat({self._number(access)})"
        return f"AT({place})" if step == 1 else f"strided({place}, {step})"

    def _store(self, access: Access, h: int, value: str) -> str:
        if self._step(access, self._lane) == 0:
            return f"{self._number(access)} = {value}[0]"
        return f"AT({self._base(access)} + {self._row(access)} + {h * self._lanes}) = {value}"

    def _number(self, access: Access) -> str:
        return "" if self._step(access, self._lane) else f"{self._base(access)}[{self._row(access)}]"
