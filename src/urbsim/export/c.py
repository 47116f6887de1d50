"""The model in C: loops over elements, sixteen members at a time, and a driver that integrates a block of members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from urbsim.export.loops import (
    RATE,
    Access,
    Expression,
    Operation,
    Program,
    Statement,
    fused,
    lower,
    size,
)
from urbsim.model.check import INITIAL, TIME
from urbsim.model.trace import ANNUAL, CUMULATIVE, MIDDLE, PRICE, Graph

FILES = Path(__file__).parent / "native"
BINARY = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
COMPARISONS = {"greater_equal": ">=", "greater": ">", "less_equal": "<=", "less": "<"}
CALLS = {"exp": "exponential", "log": "logarithm", "sqrt": "square_root", "absolute": "absolute", "minimum": "minimum",
         "maximum": "maximum", "saturate": "saturate", "smooth_min": "smooth_min", "smooth_pos": "smooth_pos"}
HALVES = "ab"
"""Suffixes of variables: the two vectors of members."""
ACCUMULATE = {"sum": ("splat(0.0)", "{0} += {1}"), "min": ("splat(INFINITY)", "{0} = minimum({0}, {1})"),
              "max": ("splat(-INFINITY)", "{0} = maximum({0}, {1})")}


@dataclass(frozen=True)
class Source:
    """C text of a model, and where each array stands in the workspace (rows of one number a member)."""

    text: str
    offsets: Mapping[str, int]
    lengths: Mapping[str, tuple[int, ...]]

    def rows(self, name: str) -> range:
        """Workspace rows of an array."""
        return range(self.offsets[name], self.offsets[name] + size(self.lengths[name]))


def to_c(graph: Graph, varying: Set[str]) -> Source:
    """Print a graph as C. `varying` are the inputs that may differ by member; levers and starts always may.

    What depends on none of them is kept as one number for all members, which is half of what the loops read.
    """
    program = lower(graph)
    shared = _shared(graph, program, varying)
    arrays = {**program.arrays, LAST: program.arrays[CUMULATIVE]}
    offsets = _layout(graph, arrays)
    middles = [name.removeprefix(MIDDLE) for name in graph.axes if name.startswith(MIDDLE)]
    printer = _Printer(arrays, offsets, shared)
    rows = sum(size(lengths) for name, lengths in arrays.items() if not name.startswith(RATE))
    at = {"TIME_AT": TIME, "LEVERS_AT": graph.levers[0], "STOCKS_AT": graph.stocks[0],
          "STARTS_AT": INITIAL + graph.stocks[0], "PRICE_AT": PRICE, "ANNUAL_AT": ANNUAL, "CUMULATIVE_AT": CUMULATIVE,
          "LAST_AT": LAST}
    constants = {name: offsets[array] for name, array in at.items()} | {
        "WORKSPACE": rows, "LEVERS": len(graph.levers), "REVENUES": size(program.arrays[CUMULATIVE]),
        "STOCKS": sum(size(program.arrays[name]) for name in graph.stocks)}
    parts = [
        (FILES / "vectors.h").read_text(encoding="utf-8"),
        "\n".join(f"#define {name} {value}" for name, value in constants.items()),
        printer.setup(program.setup), _share(shared, offsets, arrays), printer.function("settled", program.settled),
        printer.function("variables", program.variables), printer.function("outputs", program.outputs),
        printer.function("indicators", program.indicators), printer.rates(program.rates),
        _middle(middles, offsets, program.arrays),
        (FILES / "driver.c").read_text(encoding="utf-8")]
    return Source("\n\n".join(parts), offsets, arrays)


LAST = "cumulative_revenue at the start of the year"


def _layout(graph: Graph, arrays: Mapping[str, tuple[int, ...]]) -> dict[str, int]:
    """Offsets: stocks, starts, rates (a space of their own) and levers each in one piece, then the rest."""
    order = [*graph.stocks, *(INITIAL + name for name in graph.stocks), *graph.levers]
    order += [name for name in arrays if name not in set(order) and not name.startswith(RATE)]
    offsets, start = {}, 0
    for name in order:
        offsets[name] = start
        start += size(arrays[name])
    return offsets | {RATE + name: offsets[name] for name in graph.stocks}


def _shared(graph: Graph, program: Program, varying: Set[str]) -> set[str]:
    """Arrays that are the same for all members: inputs that do not vary, and what the setup makes of them."""
    shared = set(graph.inputs) - varying
    for item in program.setup:
        name = item.target.array
        own = name.startswith(INITIAL) or not all(access.array in shared for access in item.reads)
        shared.discard(name) if own else shared.add(name)
    return shared


def _share(shared: Set[str], offsets: Mapping[str, int], arrays: Mapping[str, tuple[int, ...]]) -> str:
    """A function that takes shared numbers out of the workspace, once the setup is done."""
    copies = [f"    for (int i = 0; i < {size(arrays[name])}; i++) s[{offsets[name]} + i] = "
              f"w[({offsets[name]} + i) * VECTORS][0];" for name in arrays if name in shared]
    return "static void share(double *restrict s, const v *restrict w) {\n" + "\n".join(copies) + "\n}"


def _middle(names: Iterable[str], offsets: Mapping[str, int], arrays: Mapping[str, tuple[int, ...]]) -> str:
    copies = [f"    memcpy(w + {offsets[MIDDLE + name]} * VECTORS, w + {offsets[name]} * VECTORS, "
              f"{size(arrays[name])} * VECTORS * sizeof(v));" for name in names]
    return "static void middle(v *restrict w) {\n" + "\n".join(copies) + "\n}"


class _Printer:
    def __init__(self, arrays: Mapping[str, tuple[int, ...]], offsets: Mapping[str, int], shared: Set[str]) -> None:
        self._arrays, self._offsets, self._shared = arrays, offsets, shared
        self._in_setup = False

    def function(self, name: str, statements: Iterable[Statement]) -> str:
        """A function on the workspace w and the shared numbers s."""
        head = f"static void {name}(v *restrict w, const double *restrict s) {{"
        return "\n".join([head, *(self._group(group) for group in fused(statements)), "}"])

    def setup(self, statements: Iterable[Statement]) -> str:
        """The setup; starts in force are set to the declared ones only where `fresh`."""
        self._in_setup = True
        groups = [self._group(group) for group in fused(statements)]
        self._in_setup = False
        return "\n".join(["static void setup(v *restrict w, int fresh) {", *groups, "}"])

    def rates(self, statements: Iterable[Statement]) -> str:
        """The rates of change of the stocks, into an array of their own."""
        groups = (self._group(group) for group in fused(statements))
        lines = ["static void rates(v *restrict w, const double *restrict s, v *restrict r) {", *groups, "}"]
        return "\n".join(lines)

    def _group(self, group: list[Statement]) -> str:
        """One loop nest for a group of statements; what one computes, the next reads from its variable.

        Each statement is written for both vectors of members in turn: two independent chains of operations keep the
        processor busy while each waits for its own results.
        """
        loops, depth = group[0].loops, len(group[0].loops)
        lines = [f"{'    ' * (i + 1)}for (int {variable} = 0; {variable} < {length}; {variable}++) {{"
                 for i, (variable, length) in enumerate(loops)]
        inside = "    " * (depth + 1)
        known: tuple[dict[Access, str], ...] = ({}, {})
        lines.append(f"{inside}{{")
        for number, item in enumerate(group):
            guard = "if (fresh) " if self._in_setup and item.target.array.startswith(INITIAL) else ""
            values = self._values(item, number, known, inside, lines)
            for h, value in enumerate(values):
                variable = f"x{number}{HALVES[h]}"
                lines += [f"{inside}const v {variable} = {value};",
                          f"{inside}{guard}{self._place(item.target, h)} = {variable};"]
                if not guard:
                    known[h][item.target] = variable
        lines += ["    " * (level + 1) + "}" for level in range(depth, -1, -1)]
        return "\n".join(lines)

    def _values(self, item: Statement, number: int, known: tuple[dict[Access, str], ...], inside: str,
                lines: list[str]) -> list[str]:
        """The expression of a statement for both vectors; a reduction first accumulates."""
        if not item.reduction:
            return [self._print(item.expression, known[h], h) for h in range(2)]
        start, add = ACCUMULATE[item.reduction]
        totals = [f"total{number}{half}" for half in HALVES]
        loops = " ".join(f"for (int {variable} = 0; {variable} < {length}; {variable}++)"
                         for variable, length in item.over)
        sums = " ".join(f"{self._accumulate(item, total, add, known[h], h)};" for h, total in enumerate(totals))
        lines.append(f"{inside}v {', '.join(f'{total} = {start}' for total in totals)};")
        lines.append(f"{inside}{loops} {{ {sums} }}")
        return totals

    def _accumulate(self, item: Statement, total: str, add: str, known: Mapping[Access, str], h: int) -> str:
        """One term of a reduction; a sum of products by multiply-add."""
        value = item.expression
        if item.reduction == "sum" and isinstance(value, Operation) and value.kind == "multiply":
            factors = ", ".join(self._print(operand, known, h) for operand in value.operands)
            return f"{total} = madd({factors}, {total})"
        return add.format(total, self._print(value, known, h))

    def _place(self, access: Access, h: int) -> str:
        """Where an element stands: a shared number, one vector of the workspace, or of the rates."""
        terms, step = [str(self._offsets[access.array])], 1
        for place, length in zip(reversed(access.places), reversed(self._arrays[access.array]), strict=True):
            if place != 0:
                terms.append(f"{place} * {step}" if step > 1 else str(place))
            step *= length
        if access.array in self._shared and not self._in_setup:
            return f"splat(s[{' + '.join(terms)}])"
        base = "r" if access.array.startswith(RATE) else "w"
        return f"{base}[({' + '.join(terms)}) * VECTORS + {h}]"

    def _multiply_add(self, kind: str, operands: tuple[Expression, ...], known: Mapping[Access, str], h: int) -> str:
        """a b + c or c - a b as one operation, where the expression has that form."""
        for product, other in ((1, 0), (0, 1)) if kind == "add" else ((1, 0),) if kind == "subtract" else ():
            inner = operands[product]
            if isinstance(inner, Operation) and inner.kind == "multiply":
                a, b, c = (self._print(operand, known, h) for operand in (*inner.operands, operands[other]))
                return f"{'madd' if kind == 'add' else 'nmadd'}({a}, {b}, {c})"
        return ""

    def _shared_number(self, expression: Expression) -> str:
        """An expression as one number for all members, where it is one."""
        if isinstance(expression, float):
            return repr(expression)
        if isinstance(expression, Access) and expression.array in self._shared and not self._in_setup:
            return self._place(expression, 0).removeprefix("splat(").removesuffix(")")
        return ""

    def _print(self, expression: Expression, known: Mapping[Access, str], h: int) -> str:
        if isinstance(expression, float):
            return f"splat({expression!r})"
        if isinstance(expression, Access):
            return known.get(expression) or self._place(expression, h)
        kind, operands = expression.kind, expression.operands
        if kind == "power" and (exponent := self._shared_number(operands[1])):
            return f"power_shared({self._print(operands[0], known, h)}, {exponent})"
        if fused_form := self._multiply_add(kind, operands, known, h):
            return fused_form
        texts = [self._print(operand, known, h) for operand in operands]
        if kind in BINARY:
            return f"({texts[0]} {BINARY[kind]} {texts[1]})"
        if kind in COMPARISONS:
            return f"choose((vi)({texts[0]} {COMPARISONS[kind]} {texts[1]}), splat(1.0), splat(0.0))"
        if kind == "negative":
            return f"(-{texts[0]})"
        if kind == "where":
            return f"choose((vi)({texts[0]} != splat(0.0)), {texts[1]}, {texts[2]})"
        return f"{CALLS.get(kind, kind)}({', '.join(texts)})"

