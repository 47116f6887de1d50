"""Layers of scenario files merged to one Scenario: what is in force, and which file and line set it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from urbsim.cities.city import Override
from urbsim.declare import Parameter
from urbsim.errors import InputError, Problem, nearest
from urbsim.scenario.layers import Known, Layer, layer_from, read_chain
from urbsim.scenario.locate import KeyPath
from urbsim.scenario.schedule import make_schedule
from urbsim.scenario.schema import ROW_TABLES, Policy, Range, Targets, Time
from urbsim.vocabulary import Vocabulary

MOST_STEPS = 200_000
GRID_TOLERANCE = 1e-9
SHARE_TOLERANCE = 1e-9
DEFAULT_CITY = "qinhuangdao"


CONTROL = dict.fromkeys([*range(32), *range(127, 160)], " ")
"""Letters that control a terminal or page, as blanks."""


@dataclass(frozen=True)
class Setting:
    """One value in force, and the layer that set it."""

    value: Any
    layer: Layer
    path: KeyPath

    def problem(self, message: str) -> Problem:
        return self.layer.problem(self.path, message)

    @property
    def place(self) -> str:
        line = self.layer.problem(self.path, "").line
        return self.layer.file if line is None else f"{self.layer.file}:{line}"


@dataclass(frozen=True)
class Scenario:
    """A validated scenario. `settings` holds every value that a file names, with its place, for the resolved file."""

    name: str
    title: str
    title_zh: str
    folder: Path
    city: str
    time: Time
    policy: Policy
    levers: Mapping[str, tuple[tuple[float, float], ...]]
    parameters: Mapping[str, float]
    cells: tuple[Override, ...]
    targets: Targets
    uncertainty: Mapping[str, Range]
    settings: Mapping[KeyPath, Setting]
    warnings: tuple[str, ...]

    def label(self, lang: str) -> str:
        """The title in a language, `zh` or `en`, without letters that control a terminal or page."""
        title = (self.title_zh if lang == "zh" else self.title) or self.title
        return title.translate(CONTROL)


def load_scenario(path: Path, vocabulary: Vocabulary, overrides: Mapping[str, Any] | None = None,
                  overrides_name: str = "arguments") -> Scenario:
    """Read a scenario file with all that it extends, and values set on top. Raises InputError with all problems."""
    known: Known = {"levers": vocabulary.levers, "parameters": vocabulary.parameters}
    layers = read_chain(path, known)
    if overrides:
        layers.append(layer_from(overrides, overrides_name, known))
    settings: dict[KeyPath, Setting] = {}
    warnings: list[str] = []
    for layer in layers:
        for setting in _settings(layer):
            old = settings.get(setting.path)
            before = old.value if old else _base(setting.path, vocabulary)
            if before is not None and before == setting.value and len(setting.path) > 1:
                warnings.append(str(setting.problem("changes nothing: this is the value it overrides")))
            settings[setting.path] = setting
    problems = list(_check_ranges(settings, vocabulary))
    time, policy, targets = (_table(settings, key, kind) for key, kind in
                             (("time", Time), ("policy", Policy), ("targets", Targets)))
    problems += _check_time(settings, time, policy)
    levers = {path[1]: _knots(setting.value, policy.start) for path, setting in settings.items()
              if path[0] == "levers"}
    if not problems:
        problems += _check_levers(settings, levers, vocabulary, time, policy)
    if problems:
        raise InputError(problems)
    warnings += _idle_times(settings, levers, time, vocabulary)
    top = layers[-1].content if not overrides else layers[-2].content
    city = settings.get(("city", "name"))
    return Scenario(
        name=path.stem, title=top.title, title_zh=top.title_zh, folder=path.parent,
        city=city.value if city else DEFAULT_CITY, time=time, policy=policy, levers=levers,
        parameters={key[1]: item.value for key, item in settings.items() if key[0] == "parameters"},
        cells=tuple(_cells(settings)), targets=targets,
        uncertainty={key[1]: item.value for key, item in settings.items() if key[0] == "uncertainty"},
        settings=settings, warnings=tuple(warnings))


def _settings(layer: Layer) -> Iterator[Setting]:
    """Each key that a layer names, tables opened."""
    for field in sorted(layer.content.model_fields_set - {"title", "title_zh", "extends"}):
        value = getattr(layer.content, field)
        if value is not None:
            yield from _opened((field,), value, layer)


def _opened(path: KeyPath, value: Any, layer: Layer) -> Iterator[Setting]:
    if isinstance(value, BaseModel) and not isinstance(value, Range):
        inner = {**{key: getattr(value, key) for key in value.model_fields_set}, **(value.model_extra or {})}
    elif isinstance(value, dict):
        inner = value
    else:
        yield Setting(value, layer, path)
        return
    for key, item in inner.items():
        yield from _opened((*path, key), item, layer)


def _base(path: KeyPath, vocabulary: Vocabulary) -> float | None:
    """What a lever or parameter is where no file names it."""
    kinds: dict[str, Mapping[str, Parameter]] = {"levers": vocabulary.levers, "parameters": vocabulary.parameters}
    item = kinds.get(path[0], {}).get(path[-1])
    return item.base if item else None


def _table(settings: Mapping[KeyPath, Setting], name: str, kind: type[Any]) -> Any:
    """A table of the schema with the values in force."""
    data: dict[str, Any] = {}
    for path, setting in settings.items():
        if path[0] == name:
            inner = data
            for part in path[1:-1]:
                inner = inner.setdefault(part, {})
            inner[path[-1]] = setting.value
    return kind.model_validate(data)


def _check_ranges(settings: Mapping[KeyPath, Setting], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Uncertain ranges are of something known and lie in the range that its declaration gives."""
    both = {**vocabulary.levers, **vocabulary.parameters}
    for path, setting in settings.items():
        if path[0] == "uncertainty":
            yield from _check_range(setting, both, vocabulary)


def _check_range(setting: Setting, known: Mapping[str, Parameter], vocabulary: Vocabulary) -> Iterator[Problem]:
    name, value = setting.path[1], setting.value
    if value.fault:
        yield setting.problem(value.fault)
    if name.count(".") == 2:
        return  # a cell of a city table: checked where the city is known
    if name not in known:
        names = [*known, *vocabulary.city_values]
        if name not in vocabulary.city_values:
            yield setting.problem(f"no such parameter, lever or city value.{nearest(name, names)}")
    elif value.low < known[name].low or value.high > known[name].high:
        yield setting.problem(f"reaches outside {known[name].low:g} to {known[name].high:g} ({known[name].unit})")


def on_grid(time: float, step: float) -> bool:
    """Whether a time or span is a whole number of steps."""
    steps = time / step
    return abs(steps - round(steps)) <= GRID_TOLERANCE * max(1.0, abs(steps))


def _check_time(settings: Mapping[KeyPath, Setting], time: Time, policy: Policy) -> Iterator[Problem]:
    def problem(path: KeyPath, message: str) -> Problem:
        setting = settings.get(path) or next((item for key, item in settings.items() if key[0] == path[0]), None)
        return setting.layer.problem(path, message) if setting else Problem(message, key=".".join(path))

    if time.end <= time.start:
        yield problem(("time", "end"), f"the end {time.end:g} must lie after the start {time.start:g}")
        return
    if not on_grid(0.5, time.step):
        yield problem(("time", "step"), f"{time.step:g} does not divide half a year; try 0.0625, 0.125 or 0.25")
        return
    if (steps := (time.end - time.start) / time.step) > MOST_STEPS:
        yield problem(("time", "step"), f"{time.step:g} makes {steps:.3g} steps; the most is {MOST_STEPS:,}")
        return
    for path, value in ((("time", "start"), time.start), (("time", "end"), time.end),
                        (("policy", "start"), policy.start), (("policy", "ramp"), policy.ramp)):
        if not on_grid(value, time.step):
            yield problem(path, f"{value:g} does not lie on the grid of steps of {time.step:g} years")


def _knots(value: Any, start: float) -> tuple[tuple[float, float], ...]:
    """A constant lever is one knot at the start of the policy."""
    return ((start, value),) if isinstance(value, float) else value


def _check_levers(settings: Mapping[KeyPath, Setting], levers: Mapping[str, Sequence[tuple[float, float]]],
                  vocabulary: Vocabulary, time: Time, policy: Policy) -> Iterator[Problem]:
    for name, knots in levers.items():
        setting = settings["levers", name]
        times = [knot[0] for knot in knots]
        for at in times:
            if not on_grid(at, time.step):
                yield setting.problem(f"{at:g} does not lie on the grid of steps of {time.step:g} years")
        if any(later - earlier < policy.ramp - GRID_TOLERANCE for earlier, later in itertools.pairwise(times)):
            yield setting.problem(f"two times lie closer than the ramp of {policy.ramp:g} years")
    schedule = make_schedule({name: item.base for name, item in vocabulary.levers.items()}, levers, policy.ramp)
    moments = [-math.inf, *(at + shift for at, _ in schedule.changes for shift in (0.0, policy.ramp))]
    for whole in {item.share_of for item in vocabulary.levers.values() if item.share_of}:
        shares = [name for name, item in vocabulary.levers.items() if item.share_of == whole]
        where = [schedule.names.index(name) for name in shares]
        totals = [float(schedule.at(moment)[where].sum()) for moment in moments]
        worst = max(totals, key=lambda total: abs(total - 1.0))
        if abs(worst - 1.0) > SHARE_TOLERANCE:
            named = next(settings["levers", name] for name in shares if ("levers", name) in settings)
            yield named.problem(f"the shares {', '.join(shares)} sum to {worst:.12g}, not to 1")


def _idle_times(settings: Mapping[KeyPath, Setting], levers: Mapping[str, Sequence[tuple[float, float]]], time: Time,
                vocabulary: Vocabulary) -> Iterator[str]:
    """Warn of times that make a run say less than it seems to."""
    base_year = vocabulary.parameters["base_year"].base
    if time.start != base_year and ("time", "start") in settings:
        yield str(settings["time", "start"].problem(
            f"the city's data are those of {base_year:g}; they are taken as the state of {time.start:g}"))
    for name, knots in levers.items():
        outside = [at for at, _ in knots if not time.start <= at < time.end]
        if outside:
            path = ("policy", "start") if ("policy", "start") in settings and len(knots) == 1 else ("levers", name)
            yield str(settings[path].problem(f"{name} is set at {outside[0]:g}, outside the run of {time.start:g} to "
                                             f"{time.end:g}"))


def _cells(settings: Mapping[KeyPath, Setting]) -> Iterator[Override]:
    """The values that a scenario sets in the tables of the city."""
    for path, setting in settings.items():
        place = setting.problem("")
        if path[0] in ROW_TABLES and len(path) == 3:
            yield Override(path[0], path[1], path[2], setting.value, place.file, place.line, place.key)
        elif path[0] == "city" and path[1] != "name":
            yield Override("city", path[1], "value", setting.value, place.file, place.line, place.key)
