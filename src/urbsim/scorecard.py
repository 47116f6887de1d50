"""The verdict on the policy's targets, as plain data: values, goals, margins, and what holds back who misses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from functools import partial
from typing import Any, Literal

import numpy as np

from urbsim.model.assemble import Model
from urbsim.results import Results
from urbsim.targets import TIER_GOALS, TIER_TARGETS

Prices = Literal["current", "constant"]


@dataclass(frozen=True)
class Target:
    """One target: `value` against `goal` in the target year, and the first year in which it is reached."""

    name: str
    prices: Prices
    unit: str
    value: float
    goal: float
    margin: float
    met: bool
    first_year: int | None


@dataclass(frozen=True)
class ParkResult:
    """A park in the target year, current prices; goal and margin are None for tier 3."""

    park: str
    tier: int
    revenue_start: float
    revenue: float
    goal: float | None
    margin: float | None
    met: bool | None
    bottleneck: str
    bottleneck_value: float


@dataclass(frozen=True)
class NthPark:
    """The park of a rank by revenue (the 8th largest), and its margin to the revenue that it must reach."""

    park: str
    rank: int
    revenue: float
    goal: float
    margin: float


@dataclass(frozen=True)
class Growth:
    """Change from the first full year to the target year, constant prices, 亿元 a year."""

    first_year: int
    revenue: tuple[float, float]
    revenue_net: tuple[float, float]
    gdp: tuple[float, float]
    urbanization: tuple[float, float]


@dataclass(frozen=True)
class Scorecard:
    """The outcome of a run against the targets.

    `nth_park` is the park that decides the target on the number of parks, None in a city of fewer. `targets`
    is empty where the run, which covers `years`, does not cover the target year. `confidence` counts parameters and
    data rows by confidence.
    """

    scenario: str
    title: str
    title_zh: str
    year: int
    covered: bool
    years: tuple[int, ...]
    park_goal: float
    targets: tuple[Target, ...]
    parks: tuple[ParkResult, ...]
    nth_park: dict[Prices, NthPark | None]
    growth: Growth | None
    spending: float | None
    debt_ratio: float | None
    unpaid_share: float | None
    confidence: dict[str, int]

    @property
    def all_met(self) -> bool:
        """Whether every target holds in current prices, as the policy means them."""
        return self.covered and all(target.met for target in self.targets if target.prices == "current")

    def target(self, name: str, prices: Prices = "current") -> Target:
        """A target by name: total, parks, leaders or second_tier."""
        return next(item for item in self.targets if item.name == name and item.prices == prices)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        data = {item.name: getattr(self, item.name) for item in fields(Scorecard)}
        lists = {name: [asdict(item) for item in data[name]] for name in ("targets", "parks")}
        growth = None if self.growth is None else asdict(self.growth)
        nth = {prices: park and asdict(park) for prices, park in self.nth_park.items()}
        return {**data, **lists, "growth": growth, "nth_park": nth, "all_met": self.all_met}


def score(results: Results) -> Scorecard:
    """Judge a run against the targets of its scenario."""
    scenario, years = results.scenario, results.years
    wanted = scenario.targets
    covered = wanted.year in years.numbers
    common: dict[str, Any] = {
        "scenario": scenario.name, "title": scenario.title, "title_zh": scenario.title_zh, "year": wanted.year,
        "covered": covered, "years": tuple(years.numbers), "park_goal": wanted.parks_at_least.revenue,
        "confidence": confidence_mix(results.model)}
    if not covered:
        return Scorecard(targets=(), parks=(), nth_park={}, growth=None, spending=None, debt_ratio=None,
                         unpaid_share=None, **common)
    prices: tuple[Prices, Prices] = ("current", "constant")
    return Scorecard(
        targets=tuple(target for kind in prices for target in _targets(results, kind)),
        parks=_parks(results), nth_park={kind: _nth_park(results, kind) for kind in prices}, growth=_growth(results),
        spending=float(years.indicator("spending", wanted.year)),
        debt_ratio=float(years.indicator("debt_ratio", wanted.year)),
        unpaid_share=float(years.at("unpaid_share", wanted.year + 1.0)), **common)


def _revenue(results: Results, prices: Prices, year: int) -> np.ndarray:
    revenue: np.ndarray = results.years.annual_revenue(year)
    return revenue * results.years.price_index(year) if prices == "current" else revenue


def _targets(results: Results, prices: Prices) -> list[Target]:
    wanted = results.scenario.targets
    tiers = results.model.inputs["tier"]
    least = wanted.parks_at_least
    measures: list[tuple[str, str, float, Callable[[np.ndarray], float]]] = [
        ("total", "亿元/year", wanted.total_revenue, lambda revenue: float(revenue.sum())),
        ("parks", "1", float(least.count), lambda revenue: float((revenue >= least.revenue).sum()))]
    if wanted.tiers:
        for tier, name in TIER_TARGETS.items():
            inside, goal = tiers == tier, results.model.inputs[TIER_GOALS[tier]]
            measures.append((name, "1", float(inside.sum()), partial(_count, inside=inside, goal=goal)))
    targets = []
    for name, unit, goal, measure in measures:
        by_year = {year: measure(_revenue(results, prices, year)) for year in results.years.numbers}
        value = by_year[wanted.year]
        first = next((year for year, amount in by_year.items() if amount >= goal), None)
        targets.append(Target(name, prices, unit, value, goal, value - goal, value >= goal, first))
    return targets


def _count(revenue: np.ndarray, *, inside: np.ndarray, goal: float) -> float:
    """How many of the parks `inside` reach a goal."""
    return float((revenue[inside] >= goal).sum())


def _parks(results: Results) -> tuple[ParkResult, ...]:
    year, first = results.scenario.targets.year, results.years.numbers[0]
    revenue, start = _revenue(results, "current", year), _revenue(results, "current", first)
    bottlenecks = results.bottlenecks(year)
    parks = []
    for i, park in enumerate(results.model.city.elements["park"]):
        tier = int(results.model.inputs["tier"][i])
        goal = float(results.model.inputs[TIER_GOALS[tier]]) if tier in TIER_GOALS else None
        margin = None if goal is None else float(revenue[i]) - goal
        limit = results.years.at(bottlenecks[i], year + 1.0)
        parks.append(ParkResult(park, tier, float(start[i]), float(revenue[i]), goal, margin,
                                None if margin is None else margin >= 0.0, bottlenecks[i], float(limit[i])))
    return tuple(parks)


def _nth_park(results: Results, prices: Prices) -> NthPark | None:
    """The park that decides the number of parks."""
    wanted = results.scenario.targets
    revenue = _revenue(results, prices, wanted.year)
    rank, goal = wanted.parks_at_least.count, wanted.parks_at_least.revenue
    if rank > len(revenue):
        return None
    park = int(np.argsort(-revenue, kind="stable")[rank - 1])
    value = float(revenue[park])
    return NthPark(results.model.city.elements["park"][park], rank, value, goal, value - goal)


def _growth(results: Results) -> Growth:
    years = results.years
    first, last = years.numbers[0], results.scenario.targets.year

    def pair(name: str) -> tuple[float, float]:
        return float(years.indicator(name, first)), float(years.indicator(name, last))

    return Growth(first, pair("revenue"), pair("revenue_net"), pair("gdp"), pair("urbanization"))


def confidence_mix(model: Model) -> dict[str, int]:
    """How many parameters and data rows behind a result are FACT, TYPICAL and ASSUMED."""
    levels: list[str] = [item.confidence for item in model.vocabulary.parameters.values()]
    levels += [item.confidence for item in model.city.provenance]
    return {level: levels.count(level) for level in ("FACT", "TYPICAL", "ASSUMED")}
