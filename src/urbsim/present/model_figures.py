"""The stock-and-flow map of a model, drawn from its graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

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
BOX = (0.8, 0.46)
"""Width and height of a stock's box in cells of the map."""
CELL = 12.6
"""Height of a cell in mm."""


def stock_flow_map(runs: Sequence[Results], lang: str, width: float) -> Figure:
    """Every stock of the model as a box and every flow between stocks as an arrow; arrows from above and to above stand
    for flows from and to the outside, with their number.
    """
    vocabulary = runs[0].model.vocabulary
    columns = 4 if narrow(width) else 7
    places = _places(vocabulary, columns)
    rows = 1 + max(row for _, row in places.values())
    figure, (axes,) = new_figure(width, 26.0 + CELL * rows)
    kinds = list(dict.fromkeys(map(_dims, vocabulary.stocks.values())))
    for name, (column, row) in places.items():
        tint = TINTS[kinds.index(_dims(vocabulary.stocks[name])) % len(TINTS)]
        _box(axes, vocabulary.stocks[name], (column, row), tint, lang)
        _outside(axes, vocabulary, name, (column, row))
    for flow in vocabulary.flows.values():
        if flow.out_of and flow.into:
            _pipe(axes, places[flow.out_of], places[flow.into])
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


def _places(vocabulary: Vocabulary, columns: int) -> dict[str, Place]:
    """Column and row of every stock: chains of stocks along rows, the largest group first, then the others beside one
    another in order.
    """
    places: dict[str, Place] = {}
    row = column = 0
    shelf = 1
    for group in sorted(_groups(vocabulary), key=lambda names: -len(names)):
        inner = _layers(group, vocabulary, columns)
        wide, high = (1 + max(place[axis] for place in inner.values()) for axis in (0, 1))
        if column + wide > columns:
            row, column, shelf = row + shelf, 0, 1
        for name, (x, y) in inner.items():
            places[name] = (column + x, row + y)
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


def _layers(names: Sequence[str], vocabulary: Vocabulary, columns: int) -> dict[str, tuple[int, int]]:
    """Column and row of the stocks of a group: each behind the stocks that flow into it, but for flows that return.

    Columns beyond the map fold onto new rows.
    """
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
    used: dict[tuple[int, int], int] = {}
    found = {}
    tall = max(sum(1 for level in depth.values() if level == one) for one in depth.values())
    for name in sorted(names, key=lambda name: depth[name]):
        fold, column = divmod(depth[name], columns)
        row = used.get((column, fold), 0)
        used[column, fold] = row + 1
        found[name] = (column, fold * tall + row)
    return found


def _box(axes: Axes, item: Stock, place: Place, tint: str, lang: str) -> None:
    label = item.zh if lang == "zh" else item.name.replace("_", " ")
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((place[0] - BOX[0] / 2, place[1] - BOX[1] / 2), *BOX, facecolor=tint, edgecolor="black",
                             linewidth=0.5, zorder=3))
    axes.text(*place, wrapped(label, 14), ha="center", va="center", fontsize=5.0, linespacing=0.95, zorder=4)


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
            axes.text(place[0] + shift + 0.05, top - 0.13, str(count), fontsize=4.5, color=GOAL, va="center")


def _pipe(axes: Axes, start: Place, end: Place) -> None:
    """An arrow between two boxes, curved where it returns or jumps."""
    from matplotlib.patches import FancyArrowPatch

    forward = end[0] > start[0]
    beside = end[0] - start[0] == 1 or start[0] == end[0]
    half = BOX[0] / 2
    if start[0] == end[0]:
        side = BOX[1] / 2 * (1 if end[1] > start[1] else -1)
        ends = (start[0], start[1] + side), (end[0], end[1] - side)
    else:
        side = half if forward else -half
        ends = (start[0] + side, start[1]), (end[0] - side, end[1])
    bend = 0.0 if beside and forward else -0.25
    axes.add_patch(FancyArrowPatch(*ends, arrowstyle="-|>,head_width=1.3,head_length=2.2", mutation_scale=1.0,
                                   connectionstyle=f"arc3,rad={bend}", color=PALETTE[0], linewidth=1.1, shrinkA=0,
                                   shrinkB=0, zorder=2))
