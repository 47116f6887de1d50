"""Interactive charts of the HTML report, read from the printed figures, so that both show the same numbers.

Lines, bars, filled layers, bands and the words beside them are read, panel by panel where they stand in the figure; a
figure that holds anything else (cells, flows, a diagram) stays a picture.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

PIXELS, AROUND = 900.0, 190
"""Width of a chart on a wide page, and the room for titles and legend."""
DIGITS = 6
"""Significant digits of a chart's numbers."""
LONGEST = 28
"""Letters of a tick."""


def chart_of(figure: Figure) -> Mapping[str, Any] | None:
    """The chart of a figure that is laid out, as plotly takes it, or None where the figure cannot be one."""
    panels = [axes for axes in figure.axes if axes.get_visible()]
    if not all(map(_readable, panels)):
        return None
    frame = _frame(panels)
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {"annotations": [], "barmode": "overlay", "title": _title(figure)}
    named: set[str] = set()
    for number, axes in enumerate(panels, 1):
        suffix = "" if number == 1 else str(number)
        for trace in (*_layers(axes), *_bars(axes), *_lines(axes)):
            shown = bool(trace["name"]) and trace["name"] not in named
            named.add(trace["name"])
            traces.append({**trace, "xaxis": f"x{suffix}", "yaxis": f"y{suffix}", "showlegend": shown,
                           "legendgroup": trace["name"]})
        _panel(axes, suffix, layout, frame)
        layout["annotations"] += _words(axes, suffix)
    height = PIXELS * figure.get_figheight() / figure.get_figwidth() * frame[1, 1]
    return {"data": traces, "layout": layout, "height": round(height) + AROUND}


def _title(figure: Figure) -> dict[str, Any]:
    """The headline, which may hold the unit of all panels, in the upper left corner."""
    lines = [_flat(text.get_text()) for text in figure.texts]
    return {"text": "<br>".join(lines), "font": {"size": 13}, "x": 0.0, "xanchor": "left", "y": 1.0, "yanchor": "top",
            "yref": "container", "pad": {"t": 16}}


def _readable(axes: Axes) -> bool:
    """Whether lines, bars and layers are all that axes hold."""
    bars = {id(bar) for container in axes.containers for bar in getattr(container, "patches", ())}
    others = [patch for patch in axes.patches if id(patch) not in bars]
    return not axes.images and not others and axes.axison and bool(axes.lines or bars or axes.collections)


def _frame(panels: Sequence[Axes]) -> np.ndarray:
    """Lower left corner and size of what all panels together cover, in parts of the figure: (corner and size, 2)."""
    boxes = [axes.get_position() for axes in panels]
    low = np.min([box.min for box in boxes], axis=0)
    return np.array([low, np.max([box.max for box in boxes], axis=0) - low])


def _panel(axes: Axes, suffix: str, layout: dict[str, Any], frame: np.ndarray) -> None:
    """Axes in their place among the panels, with limits, ticks and title."""
    box = axes.get_position()
    (left, bottom), (right, top) = (box.min - frame[0]) / frame[1], (box.max - frame[0]) / frame[1]
    for key, axis, limits, domain in (("x", axes.xaxis, axes.get_xlim(), (left, right)),
                                      ("y", axes.yaxis, axes.get_ylim(), (bottom, top))):
        ticks = [(float(at), _short(label.get_text())) for at, label in zip(
            axis.get_ticklocs(), axis.get_ticklabels(), strict=False) if min(limits) <= at <= max(limits)]
        layout[f"{key}axis{suffix}"] = {
            "domain": [min(1.0, max(0.0, part)) for part in _rounded(domain)], "range": _rounded(limits),
            "anchor": f"{'y' if key == 'x' else 'x'}{suffix}", "tickvals": [at for at, _ in ticks],
            "ticktext": [text for _, text in ticks], "zeroline": False, "automargin": True, "showgrid": key == "y",
            "title": {"text": _flat(axis.get_label().get_text())}}
    heads = [*axes.get_title(loc="left").splitlines(), *(text.get_text() for text in axes.texts if _is_head(text))]
    layout["annotations"].append({
        "text": "<br>".join(_flat(text) for text in heads if text), "xref": "paper", "yref": "paper",
        "x": _one(float(left)), "xanchor": "left", "y": _one(float(top)), "yanchor": "bottom", "align": "left",
        "showarrow": False})


def _is_head(text: Text) -> bool:
    """Whether a text is the unit above the axes."""
    return getattr(text, "xy", None) == (0.0, 1.0) and getattr(text, "xycoords", "") == "axes fraction"


def _words(axes: Axes, suffix: str) -> Iterator[dict[str, Any]]:
    """The texts within axes, but for those that lead to the end of a line, which the legend names. A text is held at
    the middle of its height, so that letters of another width stay where they stood.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    pixels = PIXELS / (72.0 * figure.get_figwidth())
    for text in axes.texts:
        if _is_head(text) or not text.get_text().strip() or getattr(text, "arrow_patch", None) is not None:
            continue
        box, anchor = text.get_window_extent(), text.get_horizontalalignment()
        across = {"left": box.x0, "center": 0.5 * (box.x0 + box.x1), "right": box.x1}[anchor]
        x, y = axes.transData.inverted().transform((across, 0.5 * (box.y0 + box.y1)))
        yield {"text": "<br>".join(map(_flat, text.get_text().splitlines())), "xref": f"x{suffix}",
               "yref": f"y{suffix}", "x": _one(float(x)), "y": _one(float(y)), "xanchor": anchor, "yanchor": "middle",
               "showarrow": False, "font": {"size": round(pixels * float(text.get_fontsize()), 1)}}


def _lines(axes: Axes) -> Iterator[dict[str, Any]]:
    """Lines of data; those over the whole width or height are drawn from edge to edge."""
    dashes = {"-": "solid", "--": "dash", "-.": "dashdot", ":": "dot"}
    for line in axes.lines:
        x, y = (np.atleast_1d(np.asarray(values, dtype=float)) for values in (line.get_xdata(), line.get_ydata()))
        if line.get_transform() != axes.transData:  # axhline and axvline count one way in parts of the axes
            x = np.array(axes.get_xlim()) if np.ptp(y) == 0.0 else x
            y = np.array(axes.get_ylim()) if np.ptp(x) == 0.0 else y
        marked = line.get_marker() not in ("None", "", None) and line.get_markersize() >= 1.0
        yield {"type": "scatter", "mode": "lines+markers" if marked else "lines", "x": _rounded(x), "y": _rounded(y),
               "name": _label(line), "line": {"color": _colour(line.get_color()), "width": 1.5 * line.get_linewidth(),
                                              "dash": dashes.get(str(line.get_linestyle()), "dash")},
               **({"marker": {"size": 2.0 * line.get_markersize()}} if marked else {})}


def _bars(axes: Axes) -> Iterator[dict[str, Any]]:
    """Bars, a trace for each series and colour."""
    container: Any
    for container in axes.containers:
        upright = getattr(container, "orientation", "vertical") == "vertical"
        coloured: dict[str, list[Any]] = {}
        for bar in getattr(container, "patches", ()):
            coloured.setdefault(_colour(bar.get_facecolor()), []).append(bar)
        for colour, bars in coloured.items():
            boxes = np.array([(bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height()) for bar in bars])
            x, y, wide, high = boxes.T
            along = {"base": y, "x": x + wide / 2, "y": high, "width": wide} if upright else {
                "base": x, "y": y + high / 2, "x": wide, "width": high}
            yield {"type": "bar", "orientation": "v" if upright else "h", "name": _label(container),
                   "marker": {"color": colour, "pattern": {"shape": "/" if bars[0].get_hatch() else ""}},
                   **{key: _rounded(values) for key, values in along.items()}}


def _layers(axes: Axes) -> Iterator[dict[str, Any]]:
    """Filled outlines: stacked layers and bands."""
    for collection in axes.collections:
        for path in collection.get_paths():
            points = np.asarray(path.vertices)
            if len(points) > 3:
                yield {"type": "scatter", "mode": "lines", "x": _rounded(points[:, 0]), "y": _rounded(points[:, 1]),
                       "fill": "toself", "fillcolor": _colour(collection.get_facecolor()[0]), "line": {"width": 0},
                       "hoveron": "fills", "name": _label(collection)}


def _colour(colour: Any) -> str:
    """A colour of matplotlib as CSS writes it; black, of which a dark page shows nothing, becomes grey."""
    from matplotlib.colors import to_rgba

    red, green, blue, opacity = to_rgba(colour)
    if max(red, green, blue) < 0.1:
        red = green = blue = 0.5
    return f"rgba({round(255 * red)},{round(255 * green)},{round(255 * blue)},{opacity:.3g})"


def _label(artist: Any) -> str:
    label = _flat(str(artist.get_label()))
    return "" if label.startswith("_") else label


def _flat(text: str) -> str:
    """A text in one line; plotly, which takes some tags, shows it as it stands."""
    return html.escape(" ".join(text.split()), quote=False)


def _short(text: str) -> str:
    return _flat(text if len(text) <= LONGEST else f"{text[:LONGEST - 1]}…")


def _one(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")


def _rounded(values: Sequence[float] | np.ndarray) -> list[float]:
    return [_one(float(value)) for value in values]
