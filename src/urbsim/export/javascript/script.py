"""The equations of a model and the runtime as one JavaScript text; what they work on comes as data."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from urbsim.export.javascript.printer import cut, functions
from urbsim.export.layout import Layout
from urbsim.export.loops import Program, fused, lower
from urbsim.export.memory import Memory, allot
from urbsim.model.check import TIME
from urbsim.model.trace import ANNUAL, CUMULATIVE, INDICATOR, MIDDLE, PRICE, START, Graph

RUNTIME = Path(__file__).parent / "runtime.js"
UNSAFE = str.maketrans({letter: f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"})


def script_json(value: Any) -> str:
    """JSON that may stand in a JavaScript text, and that text in an HTML page."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).translate(UNSAFE)


def to_javascript(graph: Graph, data: Mapping[str, Any]) -> str:
    """The text: `const model` holds the data and the places of arrays; then the equations; then `simulate`."""
    program = lower(graph)
    parts = {name: cut(fused(getattr(program, name)))
             for name in ("setup", "settled", "derivative", "outputs", "indicators")}
    variables = {item.name for item in graph.variables}
    memory = allot(graph, program, parts["derivative"], Layout(single=False, lanes=1), variables)
    return "\n".join([
        '"use strict";', f"const model = {script_json({**data, **_places(graph, program, memory)})};",
        *(functions(name, groups, memory) for name, groups in parts.items()), _middle(graph, memory),
        RUNTIME.read_text(encoding="utf-8")])


def _places(graph: Graph, program: Program, memory: Memory) -> dict[str, Any]:
    """Where the runtime finds things in the workspace. Stocks stand first, levers and inputs in a piece each."""
    at = memory.offsets
    names = [*graph.stocks, *(item.name for item in graph.variables + graph.outputs)]
    return {
        "size": memory.rows, "state": sum(math.prod(program.arrays[name]) for name in graph.stocks),
        "timeAt": at[TIME], "startsAt": at[START + graph.stocks[0]],
        "leversAt": at.get(next(iter(graph.levers), ""), 0), "inputsAt": at.get(next(iter(graph.inputs), ""), 0),
        "annualAt": at.get(ANNUAL, 0), "priceAt": at.get(PRICE, 0), "cumulativeAt": at.get(CUMULATIVE, 0),
        "revenues": memory.size(CUMULATIVE) if CUMULATIVE in at else 0,
        "indicators": {item.name.removeprefix(INDICATOR): at[item.name] for item in graph.indicators},
        "arrays": {name: [at[name], *graph.axes[name]] for name in names}}


def _middle(graph: Graph, memory: Memory) -> str:
    """A function that keeps what the indicators need of mid-year."""
    copies = []
    for name in (name for name in graph.axes if name.startswith(MIDDLE)):
        first = memory.offsets[name.removeprefix(MIDDLE)]
        copies.append(f"w.copyWithin({memory.offsets[name]}, {first}, {first + memory.size(name)});")
    return "\n".join(["function middle(w) {", *copies, "}"])
