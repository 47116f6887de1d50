"""Models of one's own: any declarations joined to a model, run by the same engines and exported by the same printers.

    import urbsim
    from urbsim.declare import flow, parameter, stock

    temperature = stock("Temperature of the tea.", "K", initial=363.0)
    room = parameter("Temperature of the room.", 293.0, "K")
    cooling_time = parameter("Time in which it cools.", 10.0, "minute")

    @flow("K/minute", out_of="temperature")
    def cooling(temperature, room, cooling_time):
        \"\"\"Heat lost to the room, as a fall of temperature.\"\"\"
        return (temperature - room) / cooling_time

    model = urbsim.assemble(globals(), start=0.0, end=30.0, step=0.125, time_unit="minute")
    urbsim.simulate(model)["temperature"]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from urbsim import vocabulary
from urbsim.cities.city import City
from urbsim.declare import Parameter
from urbsim.engine.choose import Engine
from urbsim.engine.choose import simulate as simulate_arrays
from urbsim.errors import InputError, Problem, nearest
from urbsim.model.assemble import Model, join
from urbsim.results import Trajectories
from urbsim.scenario.load import on_grid
from urbsim.scenario.schema import Span

Knots = Sequence[tuple[float, float]]


def assemble(*sources: vocabulary.Source, start: float, end: float, step: float, method: str = "rk4",
             parameters: Mapping[str, float] | None = None, levers: Mapping[str, float | Knots] | None = None,
             ramp: float | None = None, name: str = "model", time_unit: str = "year") -> Model:
    """Join the declarations of modules or namespaces (such as `globals()`) to a model of a time span.

    `parameters` replace bases; a lever leaves its base at `start`, or at each time of its [time, value] knots, by a
    smooth ramp (of one step where none is given). Raises InputError with all that is wrong: names that nothing
    declares, faults of the declarations, an end that does not lie on the grid.
    """
    words = vocabulary.read(sources)
    problems = [*_unknown(parameters or {}, words.parameters, "parameter"),
                *_unknown(levers or {}, words.levers, "lever")]
    if not words.stocks:
        problems.append(Problem("a model has at least one stock"))
    span = _span(start, end, step, method, problems)
    problems += [Problem(f"the dimension '{index.name}' has no elements: index('{index.name}', elements=(...))")
                 for index in words.indices.values() if not index.elements]
    if problems:
        raise InputError(problems)
    knots = {lever: ((start, float(value)),) if isinstance(value, int | float) else tuple(value)
             for lever, value in (levers or {}).items()}
    place = City(name="", folder=Path(), elements={index.name: index.elements for index in words.indices.values()},
                 labels={}, values={}, ranges={}, provenance=(), prices={}, notes=(), digest="")
    model = join(words, place, name, span, dict(parameters or {}), knots, ramp or step)
    return replace(model, time_unit=time_unit)


def simulate(model: Model, engine: Engine = "auto", names: Sequence[str] | None = None) -> Trajectories:
    """Run a model; stocks and variables over time by name, all where `names` is None.

    Raises NumericalError with stock, element and time where a stock stops being finite, InputError where an event lies
    off the grid or a delay is shorter than the step.
    """
    return Trajectories(model, simulate_arrays(model, engine, names))


def _unknown(given: Mapping[str, Any], known: Mapping[str, Parameter], kind: str) -> list[Problem]:
    return [Problem(f"no such {kind}.{nearest(name, known)}", key=name) for name in given if name not in known]


def _span(start: float, end: float, step: float, method: str, problems: list[Problem]) -> Span:
    """The time of a run; what is wrong with it is added to the problems."""
    try:
        span = Span(start=float(start), end=float(end), step=float(step), method=method)  # type: ignore[arg-type]
    except ValidationError as error:
        problems += [Problem(item["msg"], key=str(item["loc"][0])) for item in error.errors(include_url=False)]
        return Span(start=0.0, end=1.0, step=1.0, method="rk4")
    if not (span.end > span.start and on_grid(span.end - span.start, span.step)):
        problems.append(Problem(f"the span {start:g} to {end:g} is not a whole number of steps of {step:g}"))
    return span
