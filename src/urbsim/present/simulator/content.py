"""What the page of the simulator knows: levers by clause, presets, targets, futures, and every label."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from urbsim import __version__
from urbsim.analysis.sampling import Design
from urbsim.declare import Lever
from urbsim.errors import UsageError
from urbsim.factors import Factor, find_factor
from urbsim.model.assemble import Model
from urbsim.model.describe import clause_texts
from urbsim.present.simulator.words import PAGE_WORDS
from urbsim.present.words import WORDS
from urbsim.results import LIMITS
from urbsim.scenario.load import Scenario, on_grid
from urbsim.scenario.resolved import portable_toml
from urbsim.scenario.schema import Range
from urbsim.scorecard import confidence_mix
from urbsim.targets import TIER_GOALS, TIER_TARGETS

METHOD, STEP = "rk4", 0.125
"""17 ms a run in a browser; every yearly indicator of the shipped scenarios within 4e-5 of its scale, revenue 2e-6."""
CHECK_STEP = 0.0625
"""What the page measures its error against, by the same method."""
FUTURES, SEED = 200, 0
SHARED_WORDS = ("all_met", "some_met", "not_covered", *LIMITS, "assumed")
OTHER = "other"
"""The group of levers that cite no clause."""


@dataclass(frozen=True)
class Preset:
    """A scenario that the page offers, and its model."""

    scenario: Scenario
    model: Model


def timed(presets: Sequence[Preset]) -> list[Preset]:
    """The presets with the page's method and step, or with their own step where a date lies off its grid.

    Raises UsageError where presets cannot share a page.
    """
    first = presets[0]
    city = first.model.city
    for preset in presets[1:]:
        name = preset.scenario.name
        if (preset.model.city.elements, preset.model.city.prices) != (city.elements, city.prices):
            raise UsageError(f"{name} is of another city than {first.scenario.name}: make a page of its own")
        if (preset.model.time.start, preset.model.time.end) != (first.model.time.start, first.model.time.end):
            raise UsageError(f"{name} runs from {preset.model.time.start:g} to {preset.model.time.end:g}, "
                             f"{first.scenario.name} does not: make a page of its own")
    step = min([STEP, *(one.model.time.step for one in presets)]) if any(map(_off_grid, presets)) else STEP
    time = first.model.time.model_copy(update={"method": METHOD, "step": step})
    return [Preset(one.scenario, replace(one.model, time=time)) for one in presets]


def _off_grid(preset: Preset) -> bool:
    time, policy = preset.model.time, preset.scenario.policy
    dates = (time.start, time.end, policy.start, policy.ramp,
             *(at for knots in preset.scenario.levers.values() for at, _ in knots))
    return not all(on_grid(at, STEP) for at in dates)


def content(presets: Sequence[Preset], languages: Sequence[str]) -> dict[str, Any]:
    """All of it as plain data. The first preset is the reference; its inputs are those of the page's engine."""
    model = presets[0].model
    levers = [_lever(item) for item in model.vocabulary.levers.values()]
    samples = [_futures(preset) for preset in presets]
    kept = [sample for number, sample in enumerate(samples) if sample not in samples[:number]]
    return {
        "version": __version__, "languages": list(languages), "checkStep": CHECK_STEP,
        "presets": [{**_preset(preset, model), "sample": kept.index(sample)}
                    for preset, sample in zip(presets, samples, strict=True)],
        "samples": kept, "levers": levers, "groups": list(dict.fromkeys(item["group"] for item in sorted(
            levers, key=lambda item: (item["group"] == OTHER, item["group"])))),
        "clauses": {code: [english, chinese] for item in model.vocabulary.levers.values()
                    for code, chinese, english in clause_texts(item.source)},
        "parks": [{"name": name, "label": [model.city.label(name, "en"), model.city.label(name, "zh")]}
                  for name in model.city.elements["park"]],
        "limits": list(LIMITS), "tierGoals": [[tier, TIER_GOALS[tier], TIER_TARGETS[tier]] for tier in TIER_GOALS],
        "words": {**{key: list(WORDS[key]) for key in SHARED_WORDS},
                  **{key: list(texts) for key, texts in PAGE_WORDS.items()}},
        "confidence": _confidence(presets[0])}


def _lever(item: Lever) -> dict[str, Any]:
    codes = re.findall(r"\d\.\d\w*", item.source) if item.source.startswith("policy") else []
    group = codes[0][:3] if codes and f"clause_{codes[0][:3]}" in PAGE_WORDS else OTHER
    return {"name": item.name, "label": [item.name.replace("_", " "), item.zh], "meaning": item.meaning,
            "unit": item.unit, "low": item.low, "high": item.high, "off": item.base, "clauses": codes, "group": group,
            "whole": item.share_of}


def _preset(preset: Preset, reference: Model) -> dict[str, Any]:
    """A scenario: its levers, what differs of its inputs, its targets, and the TOML that the page completes."""
    scenario, model = preset.scenario, preset.model
    differing = {name: np.asarray(value).ravel().tolist() for name, value in model.inputs.items()
                 if not np.array_equal(value, reference.inputs[name])}
    return {"name": scenario.name, "title": [scenario.label("en"), scenario.label("zh")],
            "levers": {name: [list(knot) for knot in knots] for name, knots in scenario.levers.items()},
            "start": scenario.policy.start, "ramp": scenario.policy.ramp, "inputs": differing,
            "targets": scenario.targets.model_dump(), "toml": portable_toml(scenario, model.city, model.time)}


def _futures(preset: Preset) -> dict[str, Any]:
    """Values of what is uncertain in each of FUTURES futures. Levers are left out: the reader sets them."""
    model = preset.model
    ranges: dict[str, Range] = {name: item for name, item in preset.scenario.uncertainty.items()
                                if name not in model.vocabulary.levers}
    if not ranges:
        return {"factors": [], "rows": []}
    design = Design({}, ranges, "lhs", FUTURES, SEED)
    factors = [find_factor(name, model.vocabulary, model.city) for name in design.names]
    rows = design.rows(0, FUTURES)
    return {"factors": [[factor.source or factor.name, _place(factor, model), [factor.label("en"), factor.label("zh")]]
                        for factor in factors],
            "rows": [[float(f"{value:.9g}") for value in row] for row in rows]}


def _place(factor: Factor, model: Model) -> int:
    """Where a factor stands among the numbers of its input."""
    if factor.kind != "cell":
        return 0
    return int(np.ravel_multi_index(factor.place, np.shape(model.inputs[factor.source])))


def _confidence(preset: Preset) -> Mapping[str, int]:
    mix = confidence_mix(preset.model)
    return {**mix, "all": sum(mix.values())}
