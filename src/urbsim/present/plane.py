"""A plane in words and tables: what each group of levers adds alone and both together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from urbsim.analysis.plane import Plane, plane_table
from urbsim.analysis.plane_file import Axis, Setup
from urbsim.analysis.public_cost import DISCOUNT_RATE
from urbsim.outcomes import MARGIN
from urbsim.present.scorecard import Grid, Shown
from urbsim.present.sensitivity import as_rows
from urbsim.present.words import assumed, signed, word
from urbsim.vocabulary import Vocabulary

TOTAL = f"{MARGIN}total"


def axis_title(axis: Axis, lang: str) -> str:
    """What an axis is called."""
    return axis.titles[lang == "zh"]


def show(setup: Setup, planes: Mapping[str, Plane], lang: str) -> Shown:
    """Put a plane into words of a language, `en` or `zh`."""
    plane = next(iter(planes.values()))
    scenario, model = plane.experiment.scenario, plane.experiment.model
    reached = sum(item.cheapest is not None for item in planes.values())
    verdict = word("plane_verdict", lang, total=scenario.targets.total_revenue, reached=reached, all=len(planes))
    facts = [word("plane_axis", lang, axis=axis_title(axis, lang), levers=_levers(axis, model.vocabulary, lang))
             for axis in setup.axes]
    facts += [word("decision_cost_fact", lang, horizon=scenario.targets.year, start=model.time.start,
                   rate=DISCOUNT_RATE), word("plane_runs", lang, runs=sum(item.basis.runs for item in planes.values())),
              assumed(plane.basis.confidence, lang)]
    return Shown(setup.titles[lang == "zh"], verdict, reached > 0, (_together(setup, planes, lang),), tuple(facts))


def _together(setup: Setup, planes: Mapping[str, Plane], lang: str) -> Grid:
    rows = []
    for plane in planes.values():
        first, second, both = plane.together
        rows.append((plane.experiment.scenario.label(lang), signed(first), signed(second), signed(both),
                     signed(both - first - second), signed(float(plane.values[TOTAL].max())),
                     _point(setup, plane, lang)))
    alone = [word("plane_alone", lang, axis=axis_title(axis, lang)) for axis in setup.axes]
    header = (word("scenario", lang), *alone, *(word(key, lang) for key in (
        "plane_both", "plane_more", "plane_margin", "plane_cheapest")))
    year = next(iter(planes.values())).experiment.scenario.targets.year
    return Grid(word("plane_together", lang, year=year), header, tuple(rows),
                (False, True, True, True, True, True, False), tuple(plane.cheapest is not None
                                                                    for plane in planes.values()))


def _point(setup: Setup, plane: Plane, lang: str) -> str:
    if plane.cheapest is None:
        return ""
    one, other = setup.axes
    i, j = plane.cheapest
    return word("plane_point", lang, one=_lever(one.shown, plane, lang), other=_lever(other.shown, plane, lang),
                first=one.values(one.parts)[one.shown][i], second=other.values(other.parts)[other.shown][j],
                cost=plane.values["public_cost"][i, j], debt=plane.values["debt_ratio"][i, j])


def _lever(name: str, plane: Plane, lang: str) -> str:
    return plane.experiment.model.vocabulary.levers[name].zh if lang == "zh" else name.replace("_", " ")


def _levers(axis: Axis, vocabulary: Vocabulary, lang: str) -> str:
    """Levers of an axis with their ends."""
    texts = [f"{vocabulary.levers[name].zh if lang == 'zh' else name.replace('_', ' ')} {low:g} - {high:g}"
             for name, (low, high) in axis.levers.items()]
    return ("、" if lang == "zh" else ", ").join(texts)


def to_dict(setup: Setup, planes: Mapping[str, Plane]) -> dict[str, Any]:
    """Plain data for JSON."""
    together = {name: dict(zip((*(axis.name for axis in setup.axes), "both"), plane.together, strict=True))
                for name, plane in planes.items()}
    return {"setup": setup.name, "together": together, "points": as_rows(plane_table(setup, planes))}
