"""The numbers that a figure shows, read from the figure itself, so that they cannot differ from what is seen."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from urbsim.results import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEADER = ("panel", "series", "x", "y", "value")


def drawn(figure: Figure) -> Table:
    """A row a number drawn: its panel, its series, its place, and for a cell or a bar its value.

    Lines, points, bars, bands and cells are read; x and y are names where an axis has names.
    """
    rows = [(panel, *row) for panel, axes in _named(figure) for row in _of_axes(axes)]
    return Table(HEADER, ("1",) * len(HEADER), tuple(rows))


def _named(figure: Figure) -> Iterator[tuple[str, Axes]]:
    """Panels with their titles, numbers where they have none; a colour bar shows no number of its own."""
    panels = [axes for axes in figure.axes if axes.get_label() != "<colorbar>"]
    for number, axes in enumerate(panels, 1):
        yield " ".join(axes.get_title(loc="left").split()) or str(number), axes


def _of_axes(axes: Axes) -> Iterator[tuple[Any, ...]]:
    from matplotlib.collections import PathCollection

    names = [_names(axis) for axis in (axes.xaxis, axes.yaxis)]

    def place(x: float, y: float) -> tuple[Any, Any]:
        return names[0].get(float(x), float(x)), names[1].get(float(y), float(y))

    container: Any
    for container in axes.containers:
        for bar in getattr(container, "patches", ()):
            x, y, length = _bar(bar, upright=container.orientation == "vertical")
            yield (_label(container), *place(x, y), float(length))
    for line in axes.lines:
        for x, y in zip(np.atleast_1d(line.get_xdata()), np.atleast_1d(line.get_ydata()), strict=True):
            if line.get_transform() == axes.transData:
                yield (_label(line), *place(x, y), "")
    for image in axes.images:
        cells: Any = np.ma.asarray(image.get_array())
        for row, column in np.ndindex(cells.shape[:2]):
            value = cells[row, column]
            yield (_label(image), *place(column, row), "" if np.ma.is_masked(value) else float(value))
    for collection in axes.collections:
        outlines = [np.asarray(path.vertices) for path in collection.get_paths()]
        points: Any = [collection.get_offsets()] if isinstance(collection, PathCollection) else outlines
        for x, y in itertools.chain.from_iterable(points):
            yield (_label(collection), *place(x, y), "")


def _names(axis: Any) -> dict[float, str]:
    """What an axis calls its places, where it has names and not numbers."""
    from matplotlib.ticker import ScalarFormatter

    if isinstance(axis.get_major_formatter(), ScalarFormatter):
        return {}
    places = axis.get_ticklocs()
    return {float(at): " ".join(name.split()) for at, name in zip(
        places, axis.get_major_formatter().format_ticks(places), strict=True) if name.strip()}


def _label(artist: Any) -> str:
    label = " ".join(str(artist.get_label()).split())
    return "" if label.startswith("_") else label


def _bar(bar: Any, *, upright: bool) -> tuple[float, float, float]:
    """The place of a bar, its middle across and its end along, and its length."""
    if upright:
        return bar.get_x() + bar.get_width() / 2, bar.get_y() + bar.get_height(), bar.get_height()
    return bar.get_x() + bar.get_width(), bar.get_y() + bar.get_height() / 2, bar.get_width()
