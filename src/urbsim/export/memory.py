"""Where each array of a program stands in the workspace of the native engine.

What nothing needs after the derivative shares its place with others or is never stored, so that the workspace stays
near the processor.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from urbsim.export.layout import Layout
from urbsim.export.loops import RATE, Program, Statement
from urbsim.model.trace import MIDDLE, START, Graph

ALIGNMENT = 16
"""Rows: the widest pair of vectors that a single run takes side by side."""
LAST = "cumulative_revenue at the start of the year"


@dataclass(frozen=True)
class Memory:
    """The workspace: offsets and lengths of arrays, how many rows it has, and arrays that live in registers only."""

    layout: Layout
    arrays: Mapping[str, tuple[int, ...]]
    offsets: Mapping[str, int]
    rows: int
    unstored: Set[str]
    passing: Set[str]
    """Arrays whose place others take over, and unstored ones: nobody can record them."""

    def size(self, name: str) -> int:
        return math.prod(self.layout.stored(self.arrays[name]))

    def extent(self, names: Sequence[str]) -> int:
        """Rows from the first of several arrays, which follow one another, to the end of the last."""
        if not names:
            return 0
        return self.offsets[names[-1]] + self.size(names[-1]) - self.offsets[names[0]]

    def steps(self, name: str) -> tuple[int, ...]:
        """How many rows one step along each axis is."""
        stored = self.layout.stored(self.arrays[name])
        return tuple(math.prod(stored[place + 1:]) for place in range(len(stored)))


def allot(graph: Graph, program: Program, groups: list[list[Statement]], layout: Layout, recorded: Set[str] | None
          ) -> Memory:
    """Give every array its place. `groups` are the fused statements of the derivative; None records everything.

    Stocks, starts, levers and inputs stand in one piece each; starts are stored as stocks are.
    """
    passing = set() if recorded is None else _passing(graph, program, recorded)
    unstored = {name for name, (first, last) in _lives(groups, passing).items() if first == last}
    memory = Memory(layout, program.arrays, {}, 0, unstored, passing)
    offsets: dict[str, int] = {}
    start = 0
    pieces = [graph.stocks, [START + name for name in graph.stocks], graph.levers, graph.inputs]
    known = {name for piece in pieces for name in piece} | passing
    rest = [name for name in program.arrays if name not in known and not name.startswith(RATE)]
    for piece in (*pieces, rest):
        for name in piece:
            if layout.single and math.prod(program.arrays[name]) > 1:
                start = _aligned(start)
            offsets[name] = start
            start += memory.size(name)
        start = _aligned(start)
    offsets |= {RATE + name: offsets[name] for name in graph.stocks}
    end = _share_places(groups, memory, offsets, start)
    return Memory(layout, program.arrays, offsets, end, unstored, passing)


def _aligned(row: int) -> int:
    return -(-row // ALIGNMENT) * ALIGNMENT


def _passing(graph: Graph, program: Program, recorded: Set[str]) -> set[str]:
    """Arrays of the derivative that nothing reads after it."""
    kept = set(recorded) | {name.removeprefix(MIDDLE) for name in graph.axes if name.startswith(MIDDLE)}
    kept |= {access.array for part in (program.outputs, program.indicators, program.settled, *program.events)
             for item in part for access in item.reads}
    return {item.target.array for item in program.derivative if not item.target.array.startswith(RATE)} - kept


def _lives(groups: list[list[Statement]], names: Set[str]) -> dict[str, tuple[int, int]]:
    """The first and the last group that needs each array."""
    lives: dict[str, tuple[int, int]] = {}
    for number, group in enumerate(groups):
        for item in group:
            for name in (item.target.array, *(access.array for access in item.reads)):
                if name in names:
                    lives[name] = (lives.get(name, (number, number))[0], number)
    return lives


def _share_places(groups: list[list[Statement]], memory: Memory, offsets: dict[str, int], start: int) -> int:
    """Places for the passing arrays, each given back after its last reader. Returns where the workspace ends."""
    lives = {name: life for name, life in _lives(groups, memory.passing).items() if name not in memory.unstored}
    free: list[tuple[int, int]] = []
    end = start
    for number in range(len(groups)):
        for name in (name for name, (first, _) in lives.items() if first == number):
            size = memory.size(name)
            place = next((item for item in free if item[1] >= size), None)
            if place is None:
                offsets[name], end = end, end + size
            else:
                free.remove(place)
                offsets[name] = place[0]
                if place[1] > size:
                    free.append((place[0] + size, place[1] - size))
        free += [(offsets[name], memory.size(name)) for name, (_, last) in lives.items() if last == number]
        free = _merged(free)
    return end


def _merged(free: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Free places, neighbours joined, in order."""
    merged: list[tuple[int, int]] = []
    for start, size in sorted(free):
        if merged and merged[-1][0] + merged[-1][1] == start:
            merged[-1] = (merged[-1][0], merged[-1][1] + size)
        else:
            merged.append((start, size))
    return merged
