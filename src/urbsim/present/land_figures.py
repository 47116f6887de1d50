"""The land balance: every hectare of the city by what it is, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from urbsim.present.labels import end_labels, heading, headline, narrow, year_axis
from urbsim.present.style import new_figure
from urbsim.present.words import word
from urbsim.results import Results
from urbsim.validation.conservation import LAND_BY_DISTRICT, LAND_BY_PARK, LAND_OF_THE_CITY, total

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = {
    "town_land": "#4D8C6F", "town_raw_land": "#A5CDB8", "dispersed_land": "#9A9A9A", "occupied_land": "#00507F",
    "idle_land": "#7FA9C6", "serviced_land": "#2F86BD", "raw_land": "#B5D3E7", "quota_pool": "#B8860B",
    "quota_reserve": "#DDB65C", "consolidation_potential": "#EBD9A8", "state_unused_land": "#C9A98A",
    "unplanned_land": "#E6D5C5"}
"""Towns green, dispersed firms grey, parks blue, what could still be built on brown; from the axis upwards."""
SAME_LAND = {*LAND_BY_PARK, *LAND_BY_DISTRICT, *LAND_OF_THE_CITY}


def land_balance(run: Results, lang: str, width: float) -> Figure:
    """All uses of land, stacked; their sum, which the model conserves, is the line on top."""
    assert set(COLOURS) == SAME_LAND
    height = 92.0 if narrow(width) else 100.0
    figure, (axes,) = new_figure(width, height)
    times = run.arrays.times
    layers = {name: total(run, name) for name in COLOURS}
    axes.stackplot(times, *layers.values(), colors=list(COLOURS.values()), linewidth=0.3, edgecolor="white",
                   labels=[_name(run, name, lang) for name in layers])
    whole = np.sum(list(layers.values()), axis=0)
    axes.plot(times, whole, color="black", linewidth=1.6, label=word("land_total", lang))
    axes.set_xlim(times[0], times[-1])
    axes.set_ylim(0.0, 1.1 * whole.max())
    axes.annotate(word("land_conserved", lang, total=f"{whole[-1]:,.0f}"), (times[0], whole[0]), (2, 3),
                  textcoords="offset points")
    middles = np.cumsum([values[-1] for values in layers.values()]) - 0.5 * np.array(
        [values[-1] for values in layers.values()])
    ends = [(float(at), f"{_name(run, name, lang)} {layers[name][-1]:,.0f}", "black")
            for at, name in zip(middles, layers, strict=True)]
    end_labels(axes, float(times[-1]), ends, height - 24.0)
    axes.grid(visible=False)
    year_axis(axes, list(run.years.numbers), lang, most=5 if narrow(width) else 9)
    heading(axes, "", word("axis_land", lang))
    headline(figure, word("figure_land", lang), run.scenario.label(lang))
    return figure


def _name(run: Results, name: str, lang: str) -> str:
    declared = run.model.vocabulary.declarations[name]
    return declared.zh if lang == "zh" else name.replace("_", " ")
