"""What is read of each of many runs: yearly figures, and margins to the targets.

An outcome is one figure in one year, written `gdp@2020`; without a year it means the target year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from urbsim.errors import UsageError, nearest
from urbsim.many import Ensemble
from urbsim.model.assemble import Model
from urbsim.scenario.schema import Targets
from urbsim.targets import margins

MARGIN = "margin_"
MISSED = "targets_missed"
LOOKED_AT = ("gdp", "urbanization", "debt_ratio")
"""Beside the margins to the targets, where nobody says what to look at."""


@dataclass(frozen=True)
class Outcome:
    """A yearly figure in one calendar year; `labels` are its English and Chinese names."""

    name: str
    year: int
    unit: str
    labels: tuple[str, str]

    def __str__(self) -> str:
        return f"{self.name}@{self.year}"


def figures(model: Model, targets: Targets, found: Ensemble) -> dict[str, np.ndarray]:
    """Everything that can be read of runs, each (year, member): indicators, annual revenue by park (constant prices),
    margins to the targets and the number of targets missed.
    """
    judged = margins(model, targets, found.annual_revenue * found.price_index[:, None, :])
    missed = np.sum([margin < 0.0 for margin in judged.values()], axis=0)
    revenue = {park: found.annual_revenue[:, i] for i, park in enumerate(found.parks)}
    return {**found.indicators, **revenue, **{MARGIN + name: margin for name, margin in judged.items()},
            MISSED: np.where(np.isnan(judged["total"]), np.nan, missed)}


def judged_names(model: Model, targets: Targets) -> tuple[str, ...]:
    """The figures that say whether targets are reached: a margin for each that the city can be judged by."""
    parks = len(model.city.elements["park"])
    return (*(MARGIN + name for name in margins(model, targets, np.zeros((1, parks, 1)))), MISSED)


def figure_names(model: Model) -> tuple[str, ...]:
    """Indicators, and parks by their annual revenue."""
    return (*model.vocabulary.indicators, *model.city.elements["park"])


def figure_unit(name: str, model: Model) -> str:
    """Unit of a figure."""
    indicators = model.vocabulary.indicators
    if name in indicators:
        return indicators[name].unit
    return "1" if name == MISSED else "亿元/year"


def find_outcomes(texts: Sequence[str], model: Model, targets: Targets, years: range) -> tuple[Outcome, ...]:
    """The outcomes that texts mean, e.g. `margin_total`, `gdp@2020`; margins and LOOKED_AT where there are none.

    `years` are those that the run covers. Raises UsageError with everything that is wrong.
    """
    judged = judged_names(model, targets)
    known = (*figure_names(model), *judged)
    texts = texts or [name for name in (*judged, *LOOKED_AT) if name != MISSED]
    found, faults = [], []
    for text in texts:
        name, at, year = text.partition("@")
        if name not in known:
            faults.append(f"{text}: no such indicator, park or margin.{nearest(name, known)}")
        elif at and not (year.isascii() and year.isdigit()):
            faults.append(f"{text}: write NAME@YEAR, e.g. {name}@{targets.year}")
        elif (number := int(year or targets.year)) not in years:
            covered = f"{years[0]} to {years[-1]}" if years else "no full year"
            faults.append(f"{text}: the run covers {covered}, not {number}")
        else:
            found.append(Outcome(name, number, figure_unit(name, model), _labels(name, model)))
    if twice := sorted({str(outcome) for outcome in found if found.count(outcome) > 1}):
        faults.append(f"{', '.join(twice)} is given twice")
    if faults:
        raise UsageError("\n".join(faults))
    return tuple(found)


def _labels(name: str, model: Model) -> tuple[str, str]:
    indicators = model.vocabulary.indicators
    if name in indicators:
        return name.replace("_", " "), indicators[name].zh
    return model.city.label(name, "en"), model.city.label(name, "zh")
