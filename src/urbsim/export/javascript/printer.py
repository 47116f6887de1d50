"""Statements as JavaScript: loops over one Float64Array.

V8 compiles functions of some thirty statements well and larger ones later, and it boxes the number that a call returns
unless it inlines the call; so functions are short, and smooth blocks are written out as lines of their own. It moves no
load out of a loop that stores; so what a loop reads again is read once, where its place is first known.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence

from urbsim.export.loops import RATE, Access, Expression, Operation, Statement
from urbsim.export.memory import Memory

MOST_STATEMENTS = 30
BINARY = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
COMPARISONS = {"greater_equal": ">=", "greater": ">", "less_equal": "<=", "less": "<"}
CALLS = {"exp": "Math.exp({0})", "log": "Math.log({0})", "sqrt": "Math.sqrt({0})", "absolute": "Math.abs({0})",
         "sin": "Math.sin({0})", "cos": "Math.cos({0})",
         "minimum": "Math.min({0}, {1})", "maximum": "Math.max({0}, {1})", "negative": "(-{0})"}

TINIEST = "2.2250738585072014e-308"
"""The smallest normal number; 0 to a power is computed as if of it, as in C."""
LOGARITHM = "Math.log(Math.max({a}, " + TINIEST + ") + ({a} < 0 ? NaN : 0))"
ROOT = ("{1} = {0} * {0}, {2} = {1} * {1}, {3} = 1 + {2} * {2} * {1}, "
        "{4} = 1.15222 + {3} * (-0.218534 + {3} * (0.0780372 - {3} * 0.0117879)), {5} = {4} * {4}, {6} = {5} * {5}, "
        "{7} = 1 - {3} * {6} * {6} * {5}, {8} = {4} * (1 + {7} * (0.1 + {7} * (0.055 + {7} * 0.0385)))")
"""{8} = (1 + {0}^10)^(-1/10) for -1 <= {0} <= 1: a cubic through Chebyshev's nodes, then three terms of the series of
(1 - e)^(-1/10) in what the cubic leaves; relative error 6e-15. Math.pow takes ten times as long."""
BLOCKS = {
    # beyond 1 in terms of 1 / x
    "saturate": ("{0} = {a} > 1 || {a} < -1 ? 1 / {a} : {a}, " + ROOT, "Math.max(-1, Math.min({a}, 1)) * {8}"),
    # a b / (a^10 + b^10)^(1/10) in units of the larger, with the guard that the definition adds to the root of shares;
    # its sign is that of the smaller in size, since the sum has that of the larger
    "smooth_min": ("{10} = Math.abs({a}), {11} = Math.abs({b}), {9} = {10} < {11} ? {a} : {b}, "
                   "{0} = {9} / (Math.max({10}, {11}) + " + TINIEST + "), " + ROOT,
                   "{9} * {8} * (1 - 1e-12 * ({8} * {0} + {8}))"),
    "smooth_pos": ("", "0.5 * ({a} + Math.sqrt({a} * {a} + {b} * {b}))"),
    "power": ("", "{a} < 0 ? {a} ** {b} : Math.exp({b} * Math.log(Math.max({a}, " + TINIEST + ")))"),
    "power_log": ("", LOGARITHM),
}
"""What is written as lines that come first and a value; operands are {a} and {b}, own variables have numbers."""
USUAL_EXPONENT = -4
"""Of the bottleneck, which takes most of the powers: it needs no logarithm."""
NEUTRAL = {"sum": "0", "min": "Infinity", "max": "-Infinity"}
ACCUMULATE = {"sum": "{0} += {1}", "min": "{0} = Math.min({0}, {1})", "max": "{0} = Math.max({0}, {1})"}


def cut(groups: Iterable[list[Statement]]) -> list[list[Statement]]:
    """The groups, those cut that are too long for a function."""
    return [group[first : first + MOST_STATEMENTS] for group in groups
            for first in range(0, len(group), MOST_STATEMENTS)]


def functions(name: str, groups: Iterable[list[Statement]], memory: Memory) -> str:
    """`name(w, r)` computes the groups in the workspace w, rates into r; by functions of few statements."""
    chunks: list[list[list[Statement]]] = [[]]
    for group in groups:
        if sum(map(len, chunks[-1])) + len(group) > MOST_STATEMENTS:
            chunks.append([])
        chunks[-1].append(group)
    texts = ["\n".join([f"function {name}{number}(w, r) {{", *(_Loops(memory, group).text() for group in chunk), "}"])
             for number, chunk in enumerate(chunks)]
    calls = [f"  {name}{number}(w, r);" for number in range(len(chunks))]
    return "\n".join([*texts, f"function {name}(w, r) {{", *calls, "}"])


class _Loops:
    """One loop nest for a group of statements; what one computes, the next reads from its variable."""

    def __init__(self, memory: Memory, group: Sequence[Statement]) -> None:
        self._memory, self._group, self._loops = memory, group, group[0].loops
        self._reads = Counter(access for item in group for access in item.reads)
        self._known: dict[Access, str] = {}
        self._variables = 0
        self._lines: list[list[str]] = [[] for _ in range(len(self._loops) + 1)]
        """Lines by level: before the loops, in the first loop, ..."""

    def text(self) -> str:
        """The loop nest, in a block of its own."""
        self._read_once()
        inside = self._lines[-1]
        for item in self._group:
            value = self._reduced(item, inside) if item.reduction else self._print(item.expression, inside)
            targets = [] if item.target.array in self._memory.unstored else [self._load(item.target)]
            if self._reads[item.target]:
                self._known[item.target] = self._variable()
                targets.insert(0, f"const {self._known[item.target]}")
            inside.append(f"{' = '.join([*targets, _bare(value)])};")
        return "{\n" + self._nested(0) + "\n}"

    def _nested(self, level: int) -> str:
        lines = list(self._lines[level])
        if level < len(self._loops):
            lines += [_head(self._loops[level]), self._nested(level + 1), "}"]
        return "\n".join(lines)

    def _read_once(self) -> None:
        """Read what is needed more than once, or the same for a whole loop, into variables."""
        written = {item.target.array for item in self._group}
        repeated = {access for item in self._group if item.reduction for access in item.reads}
        names = [variable for variable, _ in self._loops]
        for access, count in self._reads.items():
            places = [place for place in access.places if isinstance(place, str)]
            if access.array in written or not set(places) <= set(names):
                continue
            level = max((names.index(place) + 1 for place in places), default=0)
            if count > 1 or level < len(self._loops) or access in repeated:
                self._known[access] = self._variable()
                self._lines[level].append(f"const {self._known[access]} = {self._load(access)};")

    def _reduced(self, item: Statement, lines: list[str]) -> str:
        """The variable of a sum, minimum or maximum, accumulated in lines of its own."""
        total = self._variable()
        terms: list[str] = []
        value = self._print(item.expression, terms)
        heads = " ".join(map(_head, item.over))
        body = " ".join([*terms, f"{ACCUMULATE[item.reduction].format(total, _bare(value))};"])
        lines += [f"let {total} = {NEUTRAL[item.reduction]};", f"{heads} {body} {'}' * len(item.over)}"]
        return total

    def _variable(self) -> str:
        self._variables += 1
        return f"x{self._variables}"

    def _load(self, access: Access) -> str:
        """An element in the workspace, or of the rates."""
        row, terms = self._memory.offsets[access.array], []
        for place, step in zip(access.places, self._memory.steps(access.array), strict=True):
            if isinstance(place, int):
                row += place * step
            else:
                terms.append(f"{place} * {step}" if step > 1 else place)
        return f"{'r' if access.array.startswith(RATE) else 'w'}[{' + '.join([str(row), *terms])}]"

    def _print(self, expression: Expression, lines: list[str]) -> str:
        """An expression that binds tightly; lines that must come before it are added to `lines`."""
        if isinstance(expression, float):
            text = repr(expression).removesuffix(".0")
            return f"({text})" if expression < 0.0 else text
        if isinstance(expression, Access):
            return self._known.get(expression) or self._load(expression)
        kind, operands = expression.kind, expression.operands
        if kind == "where":
            return f"({self._test(operands[0], lines)} ? {self._print(operands[1], lines)} : " \
                   f"{self._print(operands[2], lines)})"
        if kind in COMPARISONS:
            return f"({self._test(expression, lines)} ? 1 : 0)"
        texts = [self._print(operand, lines) for operand in operands]
        if kind == "interp":
            return self._interpolated(self._named(texts[0], lines), operands[1:])
        if kind in BINARY:
            return f"({texts[0]} {BINARY[kind]} {texts[1]})"
        return self._block(kind, texts, lines) if kind in BLOCKS else CALLS[kind].format(*map(_bare, texts))

    def _test(self, expression: Expression, lines: list[str]) -> str:
        """A condition."""
        if isinstance(expression, Operation) and expression.kind in COMPARISONS:
            one, other = (self._print(operand, lines) for operand in expression.operands)
            return f"{one} {COMPARISONS[expression.kind]} {other}"
        return f"{self._print(expression, lines)} !== 0"

    def _block(self, kind: str, operands: Sequence[str], lines: list[str]) -> str:
        """What is written as lines and a value."""
        first, value = BLOCKS[kind]
        named = dict(zip("ab", (self._named(text, lines) for text in operands), strict=False))
        own = [self._variable() for _ in range(12)] if first else []
        if first:
            lines.append(f"const {first.format(*own, **named)};")
        text = value.format(*own, **named)
        if kind == "power":
            text = "{b} === {0} ? 1 / ({a} * {a} * {a} * {a}) : {1}".format(USUAL_EXPONENT, text, **named)
        return f"({text})"

    @staticmethod
    def _interpolated(x: str, numbers: Sequence[Expression]) -> str:
        """A function given by points, whose x and y stand in turn: linear between them, flat outside; NaN stays."""
        known = [number for number in numbers if isinstance(number, float)]
        points = list(zip(known[::2], known[1::2], strict=True))
        lines = [f"{x} < {right!r} ? {low!r} + {(high - low) / (right - left)!r} * ({x} - {left!r}) : "
                 for (left, low), (right, high) in itertools.pairwise(points)]
        (first, at_first), (last, at_last) = points[0], points[-1]
        return f"({x} <= {first!r} ? {at_first!r} : {''.join(lines)}{x} >= {last!r} ? {at_last!r} : {x})"

    def _named(self, text: str, lines: list[str]) -> str:
        """A variable or number that holds a value."""
        if text.isalnum():
            return text
        name = self._variable()
        lines.append(f"const {name} = {_bare(text)};")
        return name


def _head(loop: tuple[str, int]) -> str:
    variable, length = loop
    return f"for (let {variable} = 0; {variable} < {length}; {variable}++) {{"


def _bare(text: str) -> str:
    """An expression without brackets around the whole of it."""
    if not text.startswith("("):
        return text
    depth = 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if not depth:
            return text[1:-1] if place == len(text) - 1 else text
    return text
