"""The model in C: loops over elements, sixteen members at a time, and a driver that integrates a block of members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def to_c(graph: Graph) -> Source:
    """Print a graph as C."""
    program = lower(graph)
    arrays = {**program.arrays, LAST: program.arrays[CUMULATIVE]}
    offsets = _layout(graph, arrays)
    middles = [name.removeprefix(MIDDLE) for name in graph.axes if name.startswith(MIDDLE)]
    printer = _Printer(program, offsets)
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
        printer.function("setup", program.setup, starts=True), printer.function("settled", program.settled),
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


def _middle(names: Iterable[str], offsets: Mapping[str, int], arrays: Mapping[str, tuple[int, ...]]) -> str:
    copies = [f"    memcpy(w + {offsets[MIDDLE + name]} * VECTORS, w + {offsets[name]} * VECTORS, "
              f"{size(arrays[name])} * VECTORS * sizeof(v));" for name in names]
    return "static void middle(v *restrict w) {\n" + "\n".join(copies) + "\n}"


class _Printer:
    def __init__(self, program: Program, offsets: Mapping[str, int]) -> None:
        self._arrays = program.arrays
        self._offsets = offsets

    def function(self, name: str, statements: Iterable[Statement], *, starts: bool = False) -> str:
        """A function on the workspace; `starts`: the starts in force are set only where `fresh`."""
        head = f"static void {name}(v *restrict w{', int fresh' if starts else ''}) {{"
        return "\n".join([head, *(self._group(group, starts) for group in fused(statements)), "}"])

    def rates(self, statements: Iterable[Statement]) -> str:
        """The rates of change of the stocks, into an array of their own."""
        groups = (self._group(group, False) for group in fused(statements))
        lines = ["static void rates(v *restrict w, v *restrict r) {", *groups, "}"]
        return "\n".join(lines)

    def _group(self, group: list[Statement], starts: bool) -> str:
        """One loop nest for a group of statements; what one computes, the next reads from its variable."""
        loops, depth = group[0].loops, len(group[0].loops)
        lines = [f"{'    ' * (i + 1)}for (int {variable} = 0; {variable} < {length}; {variable}++) {{"
                 for i, (variable, length) in enumerate(loops)]
        inside = "    " * (depth + 2)
        lines.append(f"{'    ' * (depth + 1)}for (int h = 0; h < VECTORS; h++) {{")
        known: dict[Access, str] = {}
        for number, item in enumerate(group):
            guard = "if (fresh) " if starts and item.target.array.startswith(INITIAL) else ""
            value = self._value(item, known, inside, lines)
            variable = f"x{number}"
            lines += [f"{inside}const v {variable} = {value};",
                      f"{inside}{guard}{self._place(item.target)} = {variable};"]
            if not guard:
                known[item.target] = variable
        lines += ["    " * (level + 1) + "}" for level in range(depth, -1, -1)]
        return "\n".join(lines)

    def _value(self, item: Statement, known: Mapping[Access, str], inside: str, lines: list[str]) -> str:
        """The expression of a statement; a reduction first accumulates."""
        if not item.reduction:
            return self._print(item.expression, known)
        start, add = ACCUMULATE[item.reduction]
        lines.append(f"{inside}v total = {start};")
        loops = " ".join(f"for (int {variable} = 0; {variable} < {length}; {variable}++)"
                         for variable, length in item.over)
        lines.append(f"{inside}{loops} {add.format('total', self._print(item.expression, known))};")
        return "total"

    def _place(self, access: Access) -> str:
        """Where an element stands: one vector of the workspace, or of the rates."""
        terms, step = [str(self._offsets[access.array])], 1
        for place, length in zip(reversed(access.places), reversed(self._arrays[access.array]), strict=True):
            if place != 0:
                terms.append(f"{place} * {step}" if step > 1 else str(place))
            step *= length
        base = "r" if access.array.startswith(RATE) else "w"
        return f"{base}[({' + '.join(terms)}) * VECTORS + h]"

    def _print(self, expression: Expression, known: Mapping[Access, str]) -> str:
        if isinstance(expression, float):
            return f"splat({expression!r})"
        if isinstance(expression, Access):
            return known.get(expression) or self._place(expression)
        kind, operands = expression.kind, expression.operands
        if kind == "power" and isinstance(operands[1], float) and operands[1] == 2.0:
            return self._print(Operation("multiply", (operands[0], operands[0])), known)
        texts = [self._print(operand, known) for operand in operands]
        if kind in BINARY:
            return f"({texts[0]} {BINARY[kind]} {texts[1]})"
        if kind in COMPARISONS:
            return f"choose((vi)({texts[0]} {COMPARISONS[kind]} {texts[1]}), splat(1.0), splat(0.0))"
        if kind == "negative":
            return f"(-{texts[0]})"
        if kind == "where":
            return f"choose((vi)({texts[0]} != splat(0.0)), {texts[1]}, {texts[2]})"
        return f"{CALLS.get(kind, kind)}({', '.join(texts)})"

