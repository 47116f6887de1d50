"""The model in C: loops over elements on vectors of numbers, and a driver that integrates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from pathlib import Path
from typing import Any

from urbsim.export.layout import Layout, Source
from urbsim.export.loops import Numbers, Program, fused, lower
from urbsim.export.memory import LAST, Memory, allot
from urbsim.export.printer import ElementsPrinter, MembersPrinter, Printer
from urbsim.model.check import TIME
from urbsim.model.trace import ANNUAL, CUMULATIVE, EVENT, MIDDLE, PRICE, START, Graph

FILES = Path(__file__).parent / "native"


def to_c(graph: Graph, layout: Layout, inputs: Mapping[str, Any], varying: Set[str],
         recorded: Set[str] | None = None) -> Source:
    """Print a graph as C. `varying` are the inputs that may differ by member; levers and starts always may.

    What depends on none of them is kept as one number for all members, which is half of what the loops read.
    `recorded` are the names that may be recorded beside stocks, outputs and indicators; None for all. The numbers of
    `inputs` decide no result: loops are printed twice, for the exponents that these give and for any.
    """
    program = lower(graph)
    if CUMULATIVE in program.arrays:
        program = replace(program, arrays={**program.arrays, LAST: program.arrays[CUMULATIVE]})
    derivative = list(fused(program.derivative))
    memory = allot(graph, program, derivative, layout, recorded)
    shared = set() if layout.single else _shared(graph, program, varying)
    numbers = Numbers(program, inputs)
    printer = (ElementsPrinter if layout.single else MembersPrinter)(memory, shared, numbers)
    parts = [
        vectors(layout.lanes), _constants(graph, memory),
        "#if PART != 1",
        printer.setup(fused(program.setup)), _share(shared, memory),
        printer.function("settled", fused(program.settled)),
        printer.function("outputs", fused(program.outputs)), _events(graph, program, printer, memory),
        printer.function("indicators", fused(program.indicators)),
        _middle((name for name in graph.axes if name.startswith(MIDDLE)), memory),
        "#endif\n#if PART != 2",
        printer.function("derivative", derivative, {"r": "double *restrict "}, ""),
        (FILES / "driver.c").read_text(encoding="utf-8"),
        "#endif\n"]
    offsets = {name: row for name, row in memory.offsets.items() if name not in memory.passing}
    return Source("\n\n".join(parts), layout, offsets, memory.arrays)


def vectors(lanes: int) -> str:
    """The vectors that the loops compute on, and their elementary functions."""
    return f"#define LANES {lanes}\n\n{(FILES / 'vectors.h').read_text(encoding='utf-8')}"


def _constants(graph: Graph, memory: Memory) -> str:
    """Places and sizes that the driver needs."""
    offsets, size = memory.offsets, memory.size
    starts = START + graph.stocks[0]
    at = {"TIME_AT": TIME, "STARTS_AT": starts, "LEVERS_AT": next(iter(graph.levers), ""),
          "INPUTS_AT": next(iter(graph.inputs), ""), "PRICE_AT": PRICE, "ANNUAL_AT": ANNUAL,
          "CUMULATIVE_AT": CUMULATIVE, "LAST_AT": LAST}
    numbers = {name: offsets.get(array, 0) for name, array in at.items()}  # 0 where there is nothing to find there
    numbers |= {"MEMBERS": memory.layout.members, "WORKSPACE": memory.rows, "STOCKS": offsets[starts],
                "LEVERS": memory.extent(graph.levers), "INPUTS": memory.extent(graph.inputs),
                "REVENUES": size(CUMULATIVE) if CUMULATIVE in offsets else 0,
                "SLACK": 16 * max(map(size, memory.arrays)) if memory.layout.single else 0}
    source = Source("", memory.layout, offsets, memory.arrays)
    rows = [str(row) for name in graph.stocks for row in source.rows(name)]
    return "\n".join([f"#define {name} {value}" for name, value in numbers.items()]
                     + [f"#define STOCK_ELEMENTS {len(rows)}",
                        f"static const int stock_rows[] = {{{', '.join(rows)}}};"])


def _shared(graph: Graph, program: Program, varying: Set[str]) -> set[str]:
    """Arrays that are the same for all members: inputs that do not vary, and what the setup makes of them."""
    shared = set(graph.inputs) - varying
    for item in program.setup:
        name = item.target.array
        own = name.startswith(START) or not all(access.array in shared for access in item.reads)
        shared.discard(name) if own else shared.add(name)
    return shared


def _share(shared: Set[str], memory: Memory) -> str:
    """A function that takes shared numbers out of the workspace, once the setup is done."""
    copies = [f"    for (int i = {memory.offsets[name]}; i < {memory.offsets[name] + memory.size(name)}; i++) "
              "s[i] = w[i * MEMBERS];" for name in memory.arrays if name in shared]
    return "WITHIN void share(double *restrict s, const double *restrict w) {\n" + "\n".join(copies) + "\n}"


def _events(graph: Graph, program: Program, printer: Printer, memory: Memory) -> str:
    """A function that moves the amounts of the events whose bits are set, all taken from the state before."""
    functions = [printer.function(f"event_{number}", fused(statements))
                 for number, statements in enumerate(program.events)]
    computed = [f"    if (which >> {number} & 1) event_{number}(w, s);" for number in range(len(functions))]
    moved = [f"    if (which >> {number} & 1) for (int i = 0; i < {memory.size(item.name)} * MEMBERS; i++) "
             f"w[{memory.offsets[stock]} * MEMBERS + i] += w[{memory.offsets[item.name]} * MEMBERS + i];"
             for number, (event, items) in enumerate(graph.events.items()) for item in items
             for stock in [item.name.removeprefix(f"{EVENT}{event} of ")]]
    head = "WITHIN void events(double *restrict w, const double *restrict s, uint64_t which) {"
    return "\n".join([*functions, head, *computed, *moved, "}"])


def _middle(names: Iterable[str], memory: Memory) -> str:
    copies = [f"    memcpy(w + {memory.offsets[name]} * MEMBERS, w + {memory.offsets[name.removeprefix(MIDDLE)]} * "
              f"MEMBERS, {memory.size(name)} * MEMBERS * sizeof(double));" for name in names]
    return "WITHIN void middle(double *restrict w) {\n" + "\n".join(copies) + "\n}"
