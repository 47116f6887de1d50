"""Interactive charts of the HTML report, as plotly takes them: plain data, the same numbers as the printed figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from urbsim.analysis.money import money
from urbsim.api import Run
from urbsim.present.style import PALETTE, money_factor
from urbsim.present.words import word
from urbsim.report.material import Material
from urbsim.targets import TIER_GOALS

Chart = Mapping[str, Any]
DASHES = ("solid", "dash", "dashdot", "dot")
GREY = "#767676"
ROUND = 6
"""Significant digits of a chart's numbers."""


def chart(traces: Sequence[Mapping[str, Any]], x: str, y: str, **layout: Any) -> Chart:
    """Traces with the titles of the axes."""
    return {"data": list(traces), "layout": {"xaxis": {"title": {"text": x}, "automargin": True},
                                             "yaxis": {"title": {"text": y}, "automargin": True}, **layout}}


def _rounded(values: Sequence[float]) -> list[float]:
    return [float(f"{value:.{ROUND}g}") for value in values]


def _line(years: Sequence[int], values: Sequence[float], name: str, number: int) -> dict[str, Any]:
    return {"type": "scatter", "mode": "lines", "x": list(years), "y": _rounded(values), "name": name,
            "line": {"color": PALETTE[number % len(PALETTE)], "dash": DASHES[number // 4 % len(DASHES)]}}


def _goal(value: float, target_year: int) -> dict[str, Any]:
    """A line at the goal and at the year in which it is due."""
    grey = {"color": GREY, "width": 1, "dash": "dash"}
    return {"shapes": [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value, "line": grey},
                       {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": target_year, "x1": target_year,
                        "line": {**grey, "dash": "dot"}}]}


def total_revenue(material: Material) -> Chart:
    """Total revenue of every scenario over all years, and the goal."""
    lang, factor = material.lang, money_factor(material.lang)
    lines = [_line(run.results.years.numbers, [factor * float(run.results.years.indicator("revenue_current", year))
                                               for year in run.results.years.numbers], material.title(run), number)
             for number, run in enumerate(material.runs)]
    goal = factor * material.detail.case.scenario.targets.total_revenue
    return chart(lines, word("axis_year", lang), word("axis_revenue", lang), **_goal(goal, material.year))


def park_revenue(material: Material, run: Run) -> Chart:
    """Revenue of each park over all years."""
    lang, years = material.lang, run.results.years
    factor = money_factor(lang)
    revenue = [factor * years.annual_revenue(year) * years.price_index(year) for year in years.numbers]
    lines = [_line(years.numbers, [float(row[place]) for row in revenue], material.park(park), place)
             for place, park in enumerate(run.case.city.elements["park"])]
    goal = factor * float(run.case.model.inputs[TIER_GOALS[2]])
    return chart(lines, word("axis_year", lang), word("axis_revenue", lang), **_goal(goal, material.year))


def urbanization(material: Material) -> Chart:
    """The urban share of residents in every scenario."""
    lines = [_line(run.results.years.numbers, [100.0 * float(run.results.years.indicator("urbanization", year))
                                               for year in run.results.years.numbers], material.title(run), number)
             for number, run in enumerate(material.runs)]
    return chart(lines, word("axis_year", material.lang), word("axis_urbanization", material.lang))


def public_money(material: Material) -> Chart:
    """Sources and uses of public money of the scenario in detail."""
    lang, run = material.lang, material.detail
    both = money(run.results, min(material.year + 1.0, run.case.model.time.end))
    places = [word("sources", lang), word("uses", lang)]
    traces = []
    for side, amounts in enumerate(both):
        for number, (key, value) in enumerate(amounts.items()):
            scaled = float(f"{money_factor(lang) * value:.{ROUND}g}")
            traces.append({"type": "bar", "orientation": "h", "y": [places[side]], "x": [scaled],
                           "name": word(key, lang),
                           "marker": {"color": PALETTE[(number + 5 * side) % len(PALETTE)]}})
    return chart(traces, word("axis_money", lang), "", barmode="relative")


def bars(names: Sequence[str], values: Sequence[float], unit: str) -> Chart:
    """Horizontal bars, the first on top."""
    colours = [PALETTE[value < 0.0] for value in values]
    found = chart([{"type": "bar", "orientation": "h", "y": list(names), "x": _rounded(values),
                    "marker": {"color": colours}}], unit, "", showlegend=False)
    found["layout"]["yaxis"]["autorange"] = "reversed"
    return found


def swings(names: Sequence[str], lows: Sequence[float], highs: Sequence[float], base: float, unit: str, lang: str,
           ) -> Chart:
    """A tornado: bars from the base to either end."""
    traces = [{"type": "bar", "orientation": "h", "y": list(names), "base": base,
               "x": _rounded([value - base for value in values]), "name": word(key, lang),
               "marker": {"color": PALETTE[number]}}
              for number, (values, key) in enumerate(((lows, "swing_low"), (highs, "swing_high")))]
    found = chart(traces, unit, "", barmode="overlay")
    found["layout"]["yaxis"]["autorange"] = "reversed"
    return found


def fan(years: Sequence[int], bands: Mapping[str, Sequence[float]], goal: float, target_year: int, lang: str) -> Chart:
    """Quantiles over the years."""
    traces: list[dict[str, Any]] = []
    for low, high, key, opacity in (("q05", "q95", "fan_outer", 0.2), ("q25", "q75", "fan_inner", 0.35)):
        plain = {"type": "scatter", "mode": "lines", "x": list(years), "line": {"width": 0}}
        traces += [{**plain, "y": _rounded(bands[low]), "showlegend": False, "hoverinfo": "skip"},
                   {**plain, "y": _rounded(bands[high]), "fill": "tonexty", "name": word(key, lang),
                    "fillcolor": f"rgba(0,114,178,{opacity})"}]
    traces.append(_line(years, bands["q50"], word("fan_median", lang), 0))
    return chart(traces, word("axis_year", lang), word("axis_revenue", lang), **_goal(goal, target_year))
