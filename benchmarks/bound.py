"""The bound: what the arithmetic of one run would take if nothing were loaded or stored and every unit were busy.

Operations of a derivative are counted on the loops that the C is printed from; the cost of each, in a vector of
members, is measured by a loop over independent vectors that stay in registers, compiled as the model is.
"""

from __future__ import annotations

import ctypes
import math
import statistics
import tempfile
import time
from collections import Counter
from pathlib import Path

from engines import BASELINE, native_runs

from urbsim.api import read
from urbsim.engine.build import build, lanes
from urbsim.engine.integrate import METHODS
from urbsim.engine.vectorised import grid_of
from urbsim.export.c import vectors
from urbsim.export.loops import Expression, Numbers, Operation, Program, Statement, lower
from urbsim.model.assemble import Model
from urbsim.model.trace import trace

CHAINS = range(8)
"""Independent vectors in work, so that each waits for none."""
REPEATS = 20_000
COSTS = {
    "multiply-add": "madd(x, splat(0.999), splat(0.001))", "multiply or add": "x * splat(0.9999)",
    "minimum or maximum": "greater(x, splat(0.5))", "divide": "splat(1.5) / x", "square root": "square_root(x)",
    "exp": "exponential(-x)", "log": "logarithm(x + 2.0)", "power": "power(x, splat(0.7))",
    "tenth root": "inverse_tenth_root(x)" if lanes() == 8 else "x",
    "root of a fraction": "inverse_tenth_root_above_one(x + 0.2)"}
"""Each operation as C on a vector x that stays near 1."""
BLOCKS = {
    "saturate": ({"minimum or maximum": 1, "multiply or add": 4, "multiply-add": 1, "tenth root": 1} if lanes() == 8
                 else {"minimum or maximum": 2, "multiply or add": 6, "multiply-add": 1, "divide": 1,
                       "root of a fraction": 1}),
    "smooth_min": {"minimum or maximum": 2, "multiply or add": 6, "multiply-add": 3, "divide": 1,
                   "root of a fraction": 1},
    "smooth_pos": {"multiply or add": 3, "multiply-add": 1, "square root": 1}}
"""Operations of the smooth blocks as vectors.h has them."""
KINDS = {"add": "multiply or add", "subtract": "multiply or add", "multiply": "multiply or add",
         "negative": "multiply or add", "divide": "divide", "sqrt": "square root", "exp": "exp", "log": "log",
         "power_log": "log",
         "minimum": "minimum or maximum", "maximum": "minimum or maximum", "absolute": "multiply or add",
         "greater_equal": "multiply or add", "greater": "multiply or add", "less": "multiply or add",
         "less_equal": "multiply or add", "where": "multiply or add"}
POWERS = {2.0: {"multiply or add": 1}, 3.0: {"multiply or add": 2}, 4.0: {"multiply or add": 2},
          -4.0: {"multiply or add": 2, "divide": 1}, 0.5: {"square root": 1},
          1.5: {"square root": 1, "multiply or add": 1}, -0.25: {"square root": 2, "divide": 1}}
"""Powers that need no logarithm."""
HEADER = ("operation", "a derivative", "ns a vector", "us a derivative", "share")


class Counts:
    """Counts operations of a program's statements."""

    def __init__(self, program: Program, model: Model) -> None:
        self.number = Numbers(program, model.inputs)

    def statement(self, statement: Statement) -> Counter[str]:
        """Operations of a statement, over all its elements."""
        times = math.prod(length for _, length in (*statement.loops, *statement.over))
        found = self.operations(statement.expression)
        if statement.reduction == "sum":
            value = statement.expression
            if isinstance(value, Operation) and value.kind == "multiply":
                found["multiply or add"] -= 1
                found["multiply-add"] += 1
            else:
                found["multiply or add"] += 1
        elif statement.reduction:
            found["minimum or maximum"] += 1
        return Counter({name: count * times for name, count in found.items()})

    def operations(self, expression: Expression) -> Counter[str]:
        """Operations of one element; a product that is added or taken away is one multiply-add."""
        if not isinstance(expression, Operation):
            return Counter()
        found: Counter[str] = Counter()
        for operand in expression.operands:
            found += self.operations(operand)
        if expression.kind in BLOCKS:
            return found + Counter(BLOCKS[expression.kind])
        if expression.kind == "power":
            return found + Counter(POWERS.get(self.number(expression.operands[1]), {"power": 1}))
        if expression.kind in ("add", "subtract") and any(
                isinstance(operand, Operation) and operand.kind == "multiply" for operand in expression.operands):
            found["multiply or add"] -= 1
            return found + Counter({"multiply-add": 1})
        return found + Counter({KINDS[expression.kind]: 1})


def a_derivative(model: Model) -> Counter[str]:
    """Operations of one evaluation of all rates, and of its part in a step of the method."""
    program = lower(trace(model))
    counts = Counts(program, model)
    total: Counter[str] = Counter()
    for statement in program.derivative:
        total += counts.statement(statement)
    method = METHODS[model.time.method]
    terms = sum(weight != 0.0 for row in (*method.stages, method.weights) for weight in row) + len(method.nodes)
    return total + Counter({"multiply-add": round(model.size * terms / len(method.nodes))})


def costs() -> dict[str, float]:
    """Seconds of each operation on a vector."""
    loops = [_loop(number, operation) for number, operation in enumerate(COSTS.values())]
    text = "\n".join([vectors(lanes()), *loops])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "costs.so"
        build(path, text)
        library = ctypes.CDLL(str(path))
        return {name: _cost(library[f"cost_{number}"]) for number, name in enumerate(COSTS)}


def _loop(number: int, operation: str) -> str:
    """A function that does an operation over and over on vectors that stay in registers."""
    starts = ", ".join(f"x{i} = splat(1.0 + 0.01 * {i})" for i in CHAINS)
    body = " ".join(f"x{i} = operation_{number}(x{i});" for i in CHAINS)
    total = " + ".join(f"x{i}" for i in CHAINS)
    return (f"INLINE v operation_{number}(v x) {{ return {operation}; }}\n"
            f"double cost_{number}(long repeats) {{ v {starts}; for (long k = 0; k < repeats; k++) {{ {body} }} "
            f"return ({total})[0]; }}")


def _cost(function: ctypes._CFuncPtr) -> float:
    function.argtypes, function.restype = (ctypes.c_long,), ctypes.c_double
    samples = []
    for _ in range(7):
        start = time.perf_counter()
        function(REPEATS)
        samples.append((time.perf_counter() - start) / (REPEATS * len(CHAINS)))
    return min(samples)


def rows() -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The table of operations, and the bound beside what the engine reaches on one core, in the same run."""
    model = read(BASELINE).model
    count = a_derivative(model)
    measure = native_runs(model, 1024, 1)
    samples, bounds, priced = [], [], {}
    derivatives = len(METHODS[model.time.method].nodes) * grid_of(model).steps
    for _ in range(5):
        samples.append(measure())
        priced = costs()
        bounds.append(lanes() / (derivatives * sum(count[name] * cost for name, cost in priced.items())))
    whole = sum(count[name] * cost for name, cost in priced.items())
    table = [(name, f"{count[name]:,}", f"{1e9 * cost:.2f}", f"{1e6 * count[name] * cost / lanes():.3f}",
              f"{count[name] * cost / whole:.0%}") for name, cost in priced.items()]
    bound, reached = statistics.median(bounds), statistics.median(samples)
    return table, [(f"{bound:.0f}", f"{reached:.0f}", f"{reached / bound:.2f}")]


SHARE_HEADER = ("bound, runs/s a core", "native, runs/s a core", "share of the bound")
