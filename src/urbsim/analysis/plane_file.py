"""A plane file: two groups of levers that move together, each along its own axis, and the scenarios they act on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import Field, FiniteFloat, ValidationError

from urbsim.declare import Lever
from urbsim.errors import InputError, Problem, nearest
from urbsim.files import read_text
from urbsim.scenario.layers import is_stem, parse_toml, schema_problem
from urbsim.scenario.locate import KeyPath, key_lines, line_of
from urbsim.scenario.schema import Strict

MOST_SCENARIOS = 4


class AxisTable(Strict):
    """One axis: levers that move together, from the first value of each to the second."""

    title: str = Field(description="English title.", min_length=1, max_length=100)
    title_zh: str = Field("", description="Chinese title.", max_length=100)
    shown: str = Field(description="The lever whose values mark the axis.")
    points: int = Field(21, description="Points of the axis, both ends among them.", ge=2, le=201)
    levers: dict[str, list[FiniteFloat]] = Field(description="Each lever with its values at both ends.", min_length=1)


class PlaneFile(Strict):
    """Two axes, and scenarios."""

    title: str = Field(description="English title.", min_length=1, max_length=400)
    title_zh: str = Field("", description="Chinese title.", max_length=400)
    scenarios: list[str] = Field(description="Scenario files, relative to this file.", min_length=1,
                                 max_length=MOST_SCENARIOS)
    axes: dict[str, AxisTable] = Field(description="Two axes, by name.", min_length=2, max_length=2)


@dataclass(frozen=True)
class Axis:
    """Levers that move together: `levers` maps names to their values at both ends, `shown` marks the axis."""

    name: str
    titles: tuple[str, str]
    shown: str
    points: int
    levers: Mapping[str, tuple[float, float]]

    @property
    def parts(self) -> np.ndarray:
        """The way from one end to the other, 0 to 1."""
        return np.linspace(0.0, 1.0, self.points)

    def values(self, parts: np.ndarray) -> dict[str, np.ndarray]:
        """Values of the levers at parts of the way."""
        return {name: low + (high - low) * parts for name, (low, high) in self.levers.items()}


@dataclass(frozen=True)
class Setup:
    """A plane file that was read and checked; `scenarios` are paths."""

    name: str
    titles: tuple[str, str]
    scenarios: tuple[Path, ...]
    axes: tuple[Axis, Axis]


def read_setup(path: Path, levers: Mapping[str, Lever]) -> Setup:
    """Read and check a plane file. Raises InputError with all its problems."""
    if not is_stem(path.stem):
        raise InputError(Problem("a plane's file name is made of letters, digits, blanks and -_.()", str(path)))
    text, _ = read_text(path)
    data, lines, file = parse_toml(text, str(path)), key_lines(text), str(path)
    try:
        content = PlaneFile.model_validate(data)
    except ValidationError as error:
        raise InputError(sorted((schema_problem(item, PlaneFile, file, lines)
                                 for item in error.errors(include_url=False)), key=lambda item: item.line or 0),
                         ) from None
    problems = [Problem(message, file, line_of(lines, key), ".".join(key))
                for key, message in _faults(content, path, levers)]
    if problems:
        raise InputError(problems)
    one, other = (Axis(name, (item.title, item.title_zh or item.title), item.shown, item.points,
                       {lever: (ends[0], ends[1]) for lever, ends in item.levers.items()})
                  for name, item in content.axes.items())
    return Setup(path.stem, (content.title, content.title_zh or content.title),
                 tuple(path.parent / name for name in content.scenarios), (one, other))


def _faults(content: PlaneFile, path: Path, levers: Mapping[str, Lever]) -> Iterator[tuple[KeyPath, str]]:
    """What is wrong: where, and a message."""
    for name in content.scenarios:
        if not name.endswith(".toml") or not (path.parent / name).is_file():
            yield ("scenarios",), f"no file {name:.80} beside this file: write paths like ../baseline.toml"
    seen: dict[str, str] = {}
    for axis, item in content.axes.items():
        if not axis.isidentifier():
            yield ("axes", axis), "an axis has a short name of letters, digits and _"
        if item.shown not in item.levers:
            yield ("axes", axis, "shown"), f"must be one of the axis's levers.{nearest(item.shown, item.levers)}"
        for lever, ends in item.levers.items():
            key = ("axes", axis, "levers", lever)
            if lever in seen:
                yield key, f"stands on the axis {seen[lever]} already"
            seen[lever] = axis
            yield from ((key, message) for message in _end_faults(lever, ends, levers))


def _end_faults(name: str, ends: list[float], levers: Mapping[str, Lever]) -> Iterator[str]:
    if name not in levers:
        yield f"no such lever.{nearest(name, levers)}"
        return
    item = levers[name]
    if item.share_of:
        yield "is a share of a whole and cannot move by itself"
    if len(ends) != 2 or ends[0] == ends[1]:
        yield f"give two different values, e.g. [{item.base:g}, {item.high:g}]"
    elif not all(item.low <= end <= item.high for end in ends):
        yield f"must lie in {item.low:g} to {item.high:g} ({item.unit})"
