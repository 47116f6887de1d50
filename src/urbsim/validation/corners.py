"""Static extremes: every equation is finite, and of its own shape, at the corners of what it may be given."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from urbsim.engine.vectorised import simulate
from urbsim.model.assemble import Model
from urbsim.model.check import INITIAL
from urbsim.model.start import fixed_values
from urbsim.results import Results
from urbsim.scenario.load import Scenario
from urbsim.validation.check import Check, Phrase

MOST_CORNERS, DRAWN, SEED = 8, 256, 0
"""Equations of up to MOST_CORNERS arguments are tried at all corners, the others at two opposite ones and DRAWN."""


def contrary_runs(scenario: Scenario, model: Model) -> tuple[Results, Results]:
    """A run without any policy and one with every lever at its upper bound; shares of a whole as they are."""
    levers = [item for item in model.vocabulary.levers.values() if not item.share_of]
    ends = ({item.name: item.base for item in levers}, {item.name: item.high for item in levers})
    none, all_of = (model.with_levers(end, scenario.policy.start) for end in ends)
    return Results(none, simulate(none), scenario), Results(all_of, simulate(all_of), scenario)


def ranges(runs: Sequence[Results]) -> Mapping[str, tuple[Any, Any]]:
    """The lowest and the highest value of every name: of its range, or over the runs; stocks may be empty too.

    Shares of a whole stay above 0 together, as every scenario keeps them; productivity never falls below its start.
    """
    model = runs[0].model
    words = model.vocabulary
    found: dict[str, tuple[Any, Any]] = {name: (value, value) for name, value in fixed_values(model).items()}
    found |= {item.name: (np.array(item.low), np.array(item.high)) for item in words.parameters.values()}
    found |= {item.name: (np.array(item.base if item.share_of else item.low), np.array(item.high))
              for item in words.levers.values()}
    found["time"] = (np.array(model.time.start), np.array(model.time.end))
    for name in (*words.variables, *words.stocks):
        values = np.concatenate([run.array(name) for run in runs])
        low = values.min(axis=0)
        if name in words.stocks:
            found.setdefault(INITIAL + name, (np.array(0.0), runs[0].array(name)[0]))
            low = low if name == "productivity" else np.minimum(low, 0.0)
        found[name] = (low, values.max(axis=0))
    return found


def corner_problem(model: Model, name: str, known: Mapping[str, tuple[Any, Any]]) -> str:
    """Where an equation is not finite, or has another shape than it declares; empty where all is well."""
    equation = {**model.vocabulary.variables, **model.vocabulary.constants}[name]
    pairs = [known[argument] for argument in equation.arguments]
    many = len(pairs) > MOST_CORNERS
    random = np.random.default_rng(SEED)
    choices = [(0,) * len(pairs), (1,) * len(pairs), *map(tuple, random.integers(0, 2, (DRAWN, len(pairs))))] if (
        many) else list(itertools.product((0, 1), repeat=len(pairs)))
    for choice in choices:
        value = equation.function(*(pair[which] for pair, which in zip(pairs, choice, strict=True)))
        if np.shape(value) != model.shape(equation.dims) or not np.isfinite(value).all():
            at = ", ".join(f"{argument} {'high' if which else 'low'}"
                           for argument, which in zip(equation.arguments, choice, strict=True))
            return f"{name} ({at})"
    return ""


def corner_check(scenario: Scenario, model: Model) -> Check:
    """Every equation of a model at its corners."""
    known = ranges(contrary_runs(scenario, model))
    names = [*model.vocabulary.variables, *model.vocabulary.constants]
    with np.errstate(all="ignore"):
        problems = [found for name in names if (found := corner_problem(model, name, known))]
    worst = "".join(f"; {one}" for one in problems[:5])
    return Check("extreme", Phrase(
        "Every equation is finite at the corners of what it may be given: ranges of parameters and levers, empty stocks"
        ", extremes of two contrary runs.",
        "每个方程在其输入的极端组合下均为有限值：参数与政策的上下限、空存量、两次相反模拟的极值。"),
        not problems, Phrase(f"{len(names) - len(problems)} of {len(names)} equations{worst}",
                             f"{len(names)} 个方程中 {len(names) - len(problems)} 个{worst}"))
