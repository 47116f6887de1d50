"""Declarations read from modules and joined to one vocabulary: the names that a model is made of.

A study is a module whose declarations are laid over those of the model: it adds names, and replaces those that it says
it replaces.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from urbsim.declare import (
    Array,
    Auxiliary,
    CityValue,
    Compound,
    Constant,
    Declaration,
    Equation,
    Event,
    Flow,
    Index,
    Indicator,
    Lever,
    Lookup,
    Loop,
    Parameter,
    Stock,
    Table,
    code_of,
)
from urbsim.errors import ModelError, Problem, nearest

Kind = TypeVar("Kind", bound=Declaration)


@dataclass(frozen=True)
class Vocabulary:
    """All declarations by name. Indicators are kept apart: they may share a name with the variable they report; and so
    are loops, which no equation uses.

    `studied` are the names that studies have added or replaced, `studies` the SHA-256 of each study's file.
    """

    declarations: Mapping[str, Declaration]
    indicators: Mapping[str, Indicator]
    loops: Mapping[str, Loop] = field(default_factory=dict)
    studied: frozenset[str] = frozenset()
    studies: Mapping[str, str] = field(default_factory=dict)

    @property
    def everything(self) -> tuple[Declaration, ...]:
        """Declarations, indicators and loops."""
        return (*self.declarations.values(), *self.indicators.values(), *self.loops.values())

    def of_the_kind_of(self, item: Declaration) -> Mapping[str, Declaration]:
        """Where a declaration belongs: among indicators, loops or all others."""
        return (self.indicators if isinstance(item, Indicator) else self.loops if isinstance(item, Loop)
                else self.declarations)

    def of_kind(self, kind: type[Kind]) -> dict[str, Kind]:
        """Declarations of one kind (and of kinds derived from it), in the order of declaration."""
        return {name: item for name, item in self.declarations.items() if isinstance(item, kind)}

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        """Parameters that are not levers."""
        return {name: item for name, item in self.of_kind(Parameter).items() if not isinstance(item, Lever)}

    @cached_property
    def levers(self) -> dict[str, Lever]:
        return self.of_kind(Lever)

    @cached_property
    def city_values(self) -> dict[str, CityValue]:
        return self.of_kind(CityValue)

    @cached_property
    def tables(self) -> dict[str, Table]:
        return self.of_kind(Table)

    @cached_property
    def arrays(self) -> dict[str, Array]:
        return self.of_kind(Array)

    @cached_property
    def lookups(self) -> dict[str, Lookup]:
        return self.of_kind(Lookup)

    @cached_property
    def events(self) -> dict[str, Event]:
        return self.of_kind(Event)

    @cached_property
    def stocks(self) -> dict[str, Stock]:
        return self.of_kind(Stock)

    @cached_property
    def constants(self) -> dict[str, Constant]:
        return self.of_kind(Constant)

    @cached_property
    def flows(self) -> dict[str, Flow]:
        return self.of_kind(Flow)

    @cached_property
    def variables(self) -> dict[str, Equation]:
        """Auxiliaries and flows: what is computed anew at every moment."""
        return {**self.of_kind(Auxiliary), **self.flows}

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of what the declarations do: their code, and the files they stand in with what their equations call.
        """
        content = hashlib.sha256()
        for file in sorted({item.file for item in self.everything}):
            content.update(Path(file).read_bytes() if os.path.isfile(file) else b"")
        for item in self.everything:
            functions = [getattr(item, field, None) for field in ("function", "initial", "first_guess")]
            ends = [getattr(item, field, "") for field in ("out_of", "into", "when", "points")]
            content.update(repr((item.name, type(item).__name__, item.dims, ends, *map(code_of, functions))).encode())
        return content.hexdigest()

    @cached_property
    def shipped(self) -> bool:
        """Whether it is urbsim's own: functions of its sector files, which call nothing but what urbsim ships."""
        functions = [getattr(item, field, None) for item in self.everything
                     for field in ("function", "initial", "first_guess")]
        return not self.studied and all(
            str(getattr(function, "__module__", "")).startswith("urbsim.sectors.")
            and "<locals>" not in getattr(function, "__qualname__", "<locals>")
            for function in functions if callable(function))

    @cached_property
    def indices(self) -> dict[str, Index]:
        """Every dimension that a declaration uses, by name."""
        return {index.name: index for item in self.declarations.values() for index in item.dims}


Source = ModuleType | Mapping[str, Any]
"""Where declarations stand: a module, or names and what they mean, such as `vars()` of a function."""


def declared_in(source: Source) -> Iterator[Declaration]:
    """Yield the declarations of a source (not those that a module imports), each with its name."""
    module = isinstance(source, ModuleType)
    for name, value in (vars(source) if isinstance(source, ModuleType) else source).items():
        found = getattr(value, "declaration", value)
        if isinstance(found, Declaration) and not (module and found.file != source.__file__):  # type: ignore[union-attr]
            if isinstance(found, Compound):
                yield from found.parts(name)
            else:
                yield replace(found, name=name, zh=found.zh or name)


def read(sources: Iterable[Source]) -> Vocabulary:
    """Join the declarations of sources. Raises ModelError where a name is declared twice."""
    vocabulary, problems = _joined(item for source in sources for item in declared_in(source))
    problems += [_problem(item, "replaces nothing here: only a study laid over a model can")
                 for item in vocabulary.everything if item.replaces]
    if problems:
        raise ModelError(problems)
    return vocabulary


def overlaid(base: Vocabulary, studies: Iterable[Source]) -> Vocabulary:
    """The vocabulary with studies laid over it.

    Raises ModelError where a study declares a name that is there already without `replaces=True`, replaces a name that
    is not there or changes nothing of it, where two studies declare the same name, and where a study declares nothing.
    """
    found: list[Declaration] = []
    problems = []
    for study in studies:
        items = list(declared_in(study))
        if not items:
            problems.append(Problem("declares nothing, so it changes nothing", getattr(study, "__file__", "study")))
        found += items
    over, doubled = _joined(found)
    problems += doubled + [problem for item in over.everything for problem in _overlay_problems(item, base)]
    if problems:
        raise ModelError(problems)
    names = frozenset(item.name for item in over.everything)
    return Vocabulary({**base.declarations, **over.declarations}, {**base.indicators, **over.indicators},
                      {**base.loops, **over.loops}, base.studied | names)


def _overlay_problems(item: Declaration, base: Vocabulary) -> Iterator[Problem]:
    names = base.of_the_kind_of(item)
    old = names.get(item.name)
    if old is None and item.replaces:
        yield _problem(item, f"replaces a name that nothing declares.{nearest(item.name, names)}")
    elif old is not None and not item.replaces:
        yield _problem(item, f"is declared already at {old.place}; write replaces=True to take its place")
    elif old is not None and _same(item, old):
        yield _problem(item, f"is the same as what it replaces at {old.place}, so it changes nothing")


WORDS = ("meaning", "zh", "source", "confidence", "replaces", "file", "line")
"""Fields that change no number."""


def _same(one: Declaration, other: Declaration) -> bool:
    """Whether two declarations give the same numbers, wherever they stand."""
    def numbers(item: Declaration) -> list[object]:
        return [code_of(getattr(item, one.name)) for one in fields(item) if one.name not in WORDS]

    return type(one) is type(other) and numbers(one) == numbers(other)


def _joined(items: Iterable[Declaration]) -> tuple[Vocabulary, list[Problem]]:
    """Declarations by name, and a problem for each name declared twice."""
    declarations: dict[str, Declaration] = {}
    found = Vocabulary(declarations, {}, {})
    problems = []
    for item in items:
        names: Any = found.of_the_kind_of(item)
        if item.name in names:
            problems.append(_problem(item, f"declared twice, first at {names[item.name].place}"))
        names[item.name] = item
    return found, problems


def _problem(item: Declaration, message: str) -> Problem:
    return Problem(message, item.file, item.line, item.name)
