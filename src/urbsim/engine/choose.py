"""Which engine runs a model: numpy is always there, native is faster where its library is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from urbsim.engine import native, vectorised
from urbsim.engine.build import ADVICE, compiler
from urbsim.errors import InputError, Problem, UsageError, nearest
from urbsim.members import plain
from urbsim.model.assemble import Model
from urbsim.model.start import fixed_values

Engine = Literal["auto", "numpy", "native"]
ENGINES: tuple[Engine, ...] = ("auto", "numpy", "native")


def resolve(model: Model, engine: Engine) -> Literal["numpy", "native"]:
    """The engine for a single run: with `auto` the native one where its library is built already.

    Raises UsageError for an unknown engine, and where the native one is asked for and no compiler is found.
    """
    if engine not in ENGINES:
        raise UsageError(f"no such engine: '{engine}'.{nearest(str(engine), ENGINES)} There are {', '.join(ENGINES)}")
    if engine == "native":
        if compiler() is None:
            raise UsageError(ADVICE)
        return "native"
    if engine == "auto" and compiler() is not None and native.is_built(model):
        return "native"
    return "numpy"


def simulate(model: Model, engine: Engine = "auto", names: Sequence[str] | None = None) -> vectorised.Arrays:
    """Run a model and record `names` (all stocks and variables where None) at every saved moment.

    Raises NumericalError with stock, element and time where a stock stops being finite, InputError where a delay or
    smooth is shorter than its stages can be at this step.
    """
    engine = resolve(model, engine)
    refuse_short_delays(model)
    times = [] if names is None else _variable_times(model)
    recorded = None if names is None else [*names, *(name for name in times if name not in names)]
    arrays = native.simulate(model, recorded) if engine == "native" else vectorised.simulate(model, recorded)
    _refuse(model, arrays.values)
    if recorded == names:
        return arrays
    return replace(arrays, values={name: arrays.values[name] for name in names or ()})


def refuse_short_delays(model: Model) -> None:
    """Raise InputError for delays that are too short for the step, as far as inputs, constants and levers tell."""
    if any(flow.residence is not None for flow in model.vocabulary.flows.values()):
        moments = [model.time.start, *(time + model.schedule.ramp for time, _ in model.schedule.changes)]
        levers = np.min([model.schedule.at(time) for time in moments], axis=0)
        _refuse(model, {**fixed_values(model), **dict(zip(model.schedule.names, levers, strict=True))})


def _variable_times(model: Model) -> list[str]:
    """The variables that are the time of a delay or smooth."""
    return [flow.residence for flow in model.vocabulary.flows.values()
            if isinstance(flow.residence, str) and flow.residence in model.vocabulary.variables]


def _refuse(model: Model, known: Mapping[str, Any]) -> None:
    problems = {}
    for flow in model.vocabulary.flows.values():
        time = known.get(flow.residence) if isinstance(flow.residence, str) else flow.residence
        if time is None:
            continue
        shortest, least = float(np.min(plain(time))), flow.stages * model.time.step
        if shortest < least * (1.0 - 1e-9):
            problems[flow.file, flow.line] = Problem(
                f"its time {shortest:g} is shorter than its {flow.stages} stage(s) can be: {least:g} at a step of "
                f"{model.time.step:g}", flow.file, flow.line, flow.name)
    if problems:
        raise InputError(problems.values())
