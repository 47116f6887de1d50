"""One run of a scenario, as it says, with its verdict and its public cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from urbsim.analysis.public_cost import PublicCost, public_cost
from urbsim.engine.choose import Engine, simulate
from urbsim.model.assemble import Model
from urbsim.results import Results
from urbsim.scenario.layers import Known, layer_from
from urbsim.scenario.load import Scenario, Setting
from urbsim.scorecard import Scorecard, score

ORIGIN = "urbsim optimise"
"""Where the levers of a package come from, as its file says."""


@dataclass(frozen=True)
class Projection:
    """A finished run, its verdict and its public cost."""

    results: Results
    scorecard: Scorecard
    cost: PublicCost

    def indicator(self, name: str, year: int) -> float:
        """A yearly figure."""
        return float(self.results.years.indicator(name, year))


def projected(scenario: Scenario, model: Model, horizon: int, rate: float, engine: Engine = "auto") -> Projection:
    """Run a scenario; its public cost counts to the end of the year `horizon`."""
    results = Results(model, simulate(model, engine), scenario)
    cost = public_cost(model.vocabulary, results.arrays.times, results.arrays.values, members=False,
                       horizon=horizon + 1.0, rate=rate)
    return Projection(results, score(results), cost)


def with_levers(scenario: Scenario, model: Model, values: Mapping[str, float]) -> tuple[Scenario, Model]:
    """A scenario and its model with levers held from the start of the policy. Raises InputError.

    A lever at its value without policy is none that the scenario names.
    """
    known: Known = {"levers": model.vocabulary.levers, "parameters": model.vocabulary.parameters}
    layer = layer_from({"levers": dict(values)}, ORIGIN, known)
    start, settings, levers = scenario.policy.start, dict(scenario.settings), dict(scenario.levers)
    for name, value in values.items():
        settings["levers", name] = Setting(value, layer, ("levers", name))
        levers[name] = ((start, value),)
        if value == model.vocabulary.levers[name].base:
            del settings["levers", name], levers[name]
    return replace(scenario, levers=levers, settings=settings), model.with_levers(values, start)
