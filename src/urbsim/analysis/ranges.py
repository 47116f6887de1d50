"""Which factors an analysis varies, and over which ranges."""

from __future__ import annotations

import fnmatch
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from urbsim.analysis.sampling import uniform
from urbsim.cities.city import City, expand
from urbsim.errors import InputError, UsageError, nearest
from urbsim.factors import Factor, find_factor, value_of
from urbsim.model.assemble import Model
from urbsim.scenario.load import Scenario
from urbsim.scenario.schema import Range
from urbsim.vocabulary import Vocabulary

START = "_0"
"""Ending of the columns of parks.csv that give a park's state at the start."""
SETS = ("uncertainty", "parameters", "city", "parks", "levers", "all")
"""uncertainty: what the scenario's table names; parks: the state of each park at the start; all: parameters, city and
parks, which no policy decides."""
SPREAD = 0.2
"""Half the width of the range of a number that has none of its own, as a share of it."""


@dataclass(frozen=True)
class Chosen:
    """Factors with their ranges, in order, and what a user should know."""

    ranges: Mapping[str, Range]
    notes: tuple[str, ...]


def choose(texts: Sequence[str], scenario: Scenario, model: Model, spread: float = SPREAD) -> Chosen:
    """The factors that texts name: a set of SETS, a name or pattern (`demand_*`, `parks.*.capital_0`), `NAME=LO:HI`;
    a minus before a name or pattern takes out.

    A range is that of the scenario's [uncertainty], else that of the declaration; a cell of a city table that has
    neither varies by `spread` of its value. Raises UsageError with all that is wrong.
    """
    faults: list[str] = []
    given = _given(texts, scenario, model, faults)
    named = {text.partition("=")[0] for text in texts}
    ranges: dict[str, Range] = {}
    fixed: list[str] = []
    for name, item in given.items():
        try:
            factor = find_factor(name, model.vocabulary, model.city)
        except InputError as error:
            faults.append(str(error) if "Did you mean" in str(error) else f"{error}{nearest(name, SETS)}")
            continue
        found = item or scenario.uncertainty.get(name) or _declared(factor, value_of(model, factor), spread)
        if found is None and name not in named:
            fixed.append(name)
        elif fault := _fault(found, factor):
            faults.append(f"{name}: {fault}")
        elif found is not None:
            ranges[name] = found
    if not ranges and not faults:
        faults.append("nothing to vary: name factors, or give the scenario an [uncertainty] table")
    if faults:
        raise UsageError("\n".join(dict.fromkeys(faults)))
    return Chosen(ranges, _note(fixed))


def _note(fixed: Sequence[str]) -> tuple[str, ...]:
    if not fixed:
        return ()
    return (f"{len(fixed)} have no range and stay as they are: {', '.join(fixed[:5])}"
            f"{' ...' if len(fixed) > 5 else ''}",)


def _given(texts: Sequence[str], scenario: Scenario, model: Model, faults: list[str]) -> dict[str, Range | None]:
    """The names that texts mean, each with the range that its text gives."""
    vocabulary = model.vocabulary
    known = (*vocabulary.parameters, *vocabulary.city_values, *vocabulary.levers, *scenario.uncertainty,
             *_park_states(vocabulary, model.city))
    given: dict[str, Range | None] = {}
    for text in texts:
        name, equals, span = text.removeprefix("-").partition("=")
        names = [name] if equals else [*_members(name, scenario, model), *fnmatch.filter(known, name)] or [name]
        if text.startswith("-"):
            given = {key: item for key, item in given.items() if key not in names}
        else:
            given |= dict.fromkeys(names, _span(text, span, faults) if equals else None)
    return given


def _members(name: str, scenario: Scenario, model: Model) -> list[str]:
    """The factors of a set. Levers that are shares of a whole cannot vary all at once and are left out."""
    vocabulary = model.vocabulary
    sets = {"uncertainty": list(scenario.uncertainty), "parameters": list(vocabulary.parameters),
            "city": list(vocabulary.city_values), "parks": list(_park_states(vocabulary, model.city)),
            "levers": [key for key, item in vocabulary.levers.items() if not item.share_of]}
    sets["all"] = [*sets["parameters"], *sets["city"], *sets["parks"]]
    return sets.get(name, [])


def _park_states(vocabulary: Vocabulary, city: City) -> Iterator[str]:
    """The cells of parks.csv that give the state of each park at the start."""
    for item in vocabulary.tables.values():
        if item.table == "parks" and item.column.endswith(START):
            yield from (f"parks.{park}.{column}" for column in expand(item, city.elements)[0]
                        for park in city.elements["park"])


def _declared(factor: Factor, value: float, spread: float) -> Range | None:
    """The range of a declaration, or a spread around a value; None where it has no width."""
    low, high = factor.low, factor.high
    if factor.kind == "cell":
        low, high = max(low, value * (1.0 - spread)), min(high, value * (1.0 + spread))
    return uniform(low, high) if math.isfinite(low) and math.isfinite(high) and low < high else None


def _span(text: str, span: str, faults: list[str]) -> Range | None:
    """The range that `LO:HI` means."""
    try:
        low, high = map(float, span.split(":"))
        return uniform(low, high)
    except ValueError:
        faults.append(f"{text}: write NAME=LO:HI, e.g. depreciation_rate=0.08:0.1")
        return None


def _fault(found: Range | None, factor: Factor) -> str:
    """What is wrong with a range, if anything."""
    if found is None:
        return "has no range of its own; write NAME=LO:HI"
    if found.fault:
        return found.fault
    if not (factor.low <= found.low and found.high <= factor.high):
        return f"reaches outside {factor.span}"
    return ""
