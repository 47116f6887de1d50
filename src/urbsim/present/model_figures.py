"""The stock-and-flow map of a model, drawn from its graph."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from urbsim.declare import Stock
from urbsim.present.labels import headline, narrow, wrapped
from urbsim.present.style import GOAL, PALETTE, new_figure
from urbsim.present.words import WORDS, word
from urbsim.results import Results
from urbsim.vocabulary import Vocabulary

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Place = tuple[float, float]
TINTS = ("#F2F2F2", "#D6E6F2", "#DDEBDD", "#F6E3CF", "#EADCEB", "#F4EDC9", "#E0E0F0")
BOX = np.array([0.84, 0.48])
"""Width and height of a stock's box in cells of the map."""
CELL, NARROW_CELL = 13.2, 11.6
"""Height of a cell in mm, on a page of two columns and on one column."""
LEAST = 6.0
"""Size of the type in points: what print still shows well."""
SIDES = ((0.5, 0.0), (-0.5, 0.0), (0.0, 0.5), (0.0, -0.5), (0.3, 0.5), (-0.3, 0.5), (0.5, -0.25), (-0.5, -0.25),
         (0.5, 0.25), (-0.5, 0.25))
"""Where an arrow may leave a box or arrive at one, in parts of its size."""
BENDS = (0.0, 0.12, -0.12, 0.25, -0.25, 0.4, -0.4)
CLEAR = np.array([0.01, 0.03])
"""Gap between an arrow and a box that it passes, in cells."""
TOO_NEAR = 1.2
"""Distance in mm at which two arrows run into one."""
WAY = np.linspace(0.02, 0.98, 25)[:, None]
MOST_TRIED = 80
"""Ways of an arrow, the shortest through fewest boxes, that are held against the arrows drawn."""


def stock_flow_map(runs: Sequence[Results], lang: str, width: float) -> Figure:
    """Every stock of the model as a box and every flow between stocks as an arrow; arrows from above and to above stand
    for flows from and to the outside, with their number.
    """
    vocabulary = runs[0].model.vocabulary
    places = _places(vocabulary, *((4, True) if narrow(width) else (7, False)))
    columns, rows = (1 + max(place[axis] for place in places.values()) for axis in (0, 1))
    figure, (axes,) = new_figure(width, 26.0 + (NARROW_CELL if narrow(width) else CELL) * rows)
    kinds = list(dict.fromkeys(map(_dims, vocabulary.stocks.values())))
    for name, (column, row) in places.items():
        tint = TINTS[kinds.index(_dims(vocabulary.stocks[name])) % len(TINTS)]
        _box(axes, vocabulary.stocks[name], (column, row), tint, 14 if narrow(width) else 17, lang)
        _outside(axes, vocabulary, name, (column, row))
    cell = np.array([width / columns, NARROW_CELL if narrow(width) else CELL])
    drawn: list[np.ndarray] = []
    for start, end in dict.fromkeys((flow.out_of, flow.into) for flow in vocabulary.flows.values()):
        if start and end:
            drawn.append(_pipe(axes, places[start], places[end], np.array(list(places.values())), drawn, cell))
    axes.set_xlim(-0.5, columns - 0.5)
    axes.set_ylim(rows - 0.55, -0.65)
    axes.set_axis_off()
    count = {"stocks": len(vocabulary.stocks), "flows": len(vocabulary.flows)}
    headline(figure, word("figure_map", lang, **count), word("map_note", lang))
    from matplotlib.patches import Patch

    handles = [Patch(facecolor=TINTS[i % len(TINTS)], edgecolor=GOAL, linewidth=0.4, label=_each(kind, lang))
               for i, kind in enumerate(kinds)]
    figure.legend(handles=handles, loc="outside lower left", ncols=2 if narrow(width) else 4)
    return figure


def _dims(item: Stock) -> tuple[str, ...]:
    return tuple(index.name for index in item.dims)


def _each(kind: Sequence[str], lang: str) -> str:
    """What a stock is kept for."""
    names = [word(f"each_{name}", lang) if f"each_{name}" in WORDS else name for name in kind]
    return (" × ".join(names)) if names else word("each_city", lang)


def _places(vocabulary: Vocabulary, columns: int, downward: bool) -> dict[str, Place]:
    """Column and row of every stock: chains of stocks along rows, or columns where `downward`; the largest group first,
    then the others beside one another in order.
    """
    groups = [_layers(group, vocabulary) for group in sorted(_groups(vocabulary), key=lambda names: -len(names))]
    if downward:
        groups = [{name: place[::-1] for name, place in inner.items()} for inner in groups]
    columns = max(columns, *(1 + max(column for column, _ in inner.values()) for inner in groups))
    places: dict[str, Place] = {}
    row = column = 0
    shelf = 1
    for inner in groups:
        wide, high = (1 + max(place[axis] for place in inner.values()) for axis in (0, 1))
        if column + wide > columns:
            row, column, shelf = row + shelf, 0, 1
        places |= {name: (column + x, row + y) for name, (x, y) in inner.items()}
        column, shelf = column + wide, max(shelf, high)
    return places


def _groups(vocabulary: Vocabulary) -> list[list[str]]:
    """Stocks that flows join, as groups."""
    home = {name: name for name in vocabulary.stocks}
    for flow in vocabulary.flows.values():
        if flow.out_of and flow.into:
            one, other = home[flow.out_of], home[flow.into]
            home = {name: one if group == other else group for name, group in home.items()}
    return [[name for name, group in home.items() if group == one] for one in dict.fromkeys(home.values())]


def _layers(names: Sequence[str], vocabulary: Vocabulary) -> dict[str, tuple[int, int]]:
    """Column and row of the stocks of a group: each behind the stocks that flow into it, but for flows that return."""
    after = {name: [flow.into for flow in vocabulary.flows.values() if flow.out_of == name and flow.into]
             for name in names}
    into = {target for targets in after.values() for target in targets}
    depth: dict[str, int] = {}

    def visit(name: str, level: int, path: tuple[str, ...]) -> None:
        if level > depth.get(name, -1):
            depth[name] = level
            for target in after[name]:
                if target not in path:
                    visit(target, level + 1, (*path, name))

    for name in [name for name in names if name not in into] or names[:1]:
        visit(name, 0, ())
    for name in names:
        depth.setdefault(name, 0)
    return _rows({name: depth[name] for name in names}, after)


def _rows(depth: Mapping[str, int], after: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, int]]:
    """Rows within columns: each stock near the rows of the stocks that flow into it."""
    levels = [[name for name in depth if depth[name] == level] for level in range(1 + max(depth.values()))]
    found: dict[str, tuple[int, int]] = {}

    def near(name: str) -> float:
        rows = [row for source, (_, row) in found.items() if name in after[source]]
        return sum(rows) / len(rows) if rows else len(depth)

    for level, members in enumerate(levels):
        found |= {name: (level, row) for row, name in enumerate(sorted(members, key=near))}
    return found


def _box(axes: Axes, item: Stock, place: Place, tint: str, letters: int, lang: str) -> None:
    label = item.zh if lang == "zh" else item.name.replace("_", " ")
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((place[0] - BOX[0] / 2, place[1] - BOX[1] / 2), *BOX, facecolor=tint, edgecolor="black",
                             linewidth=0.5, zorder=3))
    axes.text(*place, wrapped(label, letters), ha="center", va="center", fontsize=LEAST, linespacing=1.0, zorder=4)


def _outside(axes: Axes, vocabulary: Vocabulary, name: str, place: Place) -> None:
    """Flows from and to the outside of a stock, one arrow each way with their number."""
    flows = vocabulary.flows.values()
    top = place[1] - BOX[1] / 2
    for shift, count, ends in ((-0.22, sum(flow.into == name and not flow.out_of for flow in flows), (top, top - 0.24)),
                               (0.22, sum(flow.out_of == name and not flow.into for flow in flows), (top - 0.24, top))):
        if count:
            axes.annotate("", (place[0] + shift, ends[0]), (place[0] + shift, ends[1]), arrowprops={
                "arrowstyle": "-|>,head_width=0.14,head_length=0.22", "color": GOAL, "linewidth": 0.7, "shrinkA": 0,
                "shrinkB": 0})
            axes.text(place[0] + shift + 0.05, top - 0.13, str(count), fontsize=LEAST, color=GOAL, va="center")


def _pipe(axes: Axes, start: Place, end: Place, boxes: np.ndarray, drawn: Sequence[np.ndarray], cell: np.ndarray,
          ) -> np.ndarray:
    """An arrow between two boxes, on the way that passes through no other box, crosses fewest of those `drawn`, and is
    short and straight; returns its points in mm, as `cell` is.
    """
    from matplotlib.patches import FancyArrowPatch

    ways = list(itertools.product(SIDES, SIDES, BENDS))
    one = np.array(start) + BOX * np.array([leaves for leaves, _, _ in ways])
    other = np.array(end) + BOX * np.array([arrives for _, arrives, _ in ways])
    points = _curves(one * cell, other * cell, np.array([way[2] for way in ways]))
    inside = (np.abs(points[:, :, None] / cell - boxes) < 0.5 * BOX + CLEAR).all(axis=3)
    own = (boxes == start).all(axis=1) | (boxes == end).all(axis=1)
    hidden = inside[:, :, ~own].any(axis=1).sum(axis=1) + (np.abs(points[:, 2:-2, None] / cell - boxes[own])
                                                          < 0.5 * BOX).all(axis=3).any(axis=(1, 2))
    length = np.hypot(*np.diff(points, axis=1).transpose(2, 0, 1)).sum(axis=1) / cell[0]
    cost = length + 10.0 * hidden + [2.0 * abs(way[2]) for way in ways]
    for number in np.argsort(cost, kind="stable")[:MOST_TRIED]:
        for others in drawn:
            gaps = np.hypot(*(points[number][:, None] - others).transpose(2, 0, 1)).min(axis=1)
            cost[number] += 0.1 * (gaps < TOO_NEAR).sum()
    best = int(np.argmin(cost))
    ends, bend = (one[best], other[best]), ways[best][2]
    axes.add_patch(FancyArrowPatch(
        tuple(ends[0]), tuple(ends[1]), arrowstyle="-|>,head_width=1.3,head_length=2.2", mutation_scale=1.0,
        connectionstyle=f"arc3,rad={bend}", color=PALETTE[0], linewidth=1.0, shrinkA=0, shrinkB=0, zorder=2))
    return np.asarray(points[best])


def _curves(one: np.ndarray, other: np.ndarray, bends: np.ndarray) -> np.ndarray:
    """Points (arrow, point, axis) of arrows; downwards is positive, as on the map, so that a bend turns the other way.
    """
    across, down = (other - one).T
    turn = (0.5 * (one + other) + bends[:, None] * np.column_stack([-down, across]))[:, None]
    return np.asarray((1.0 - WAY) ** 2 * one[:, None] + 2.0 * WAY * (1.0 - WAY) * turn + WAY**2 * other[:, None])
