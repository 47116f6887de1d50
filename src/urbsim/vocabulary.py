"""Declarations read from modules and joined to one vocabulary: the names that a model is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import ModuleType
from typing import TypeVar

from urbsim.declare import (
    Auxiliary,
    CityValue,
    Constant,
    Declaration,
    Equation,
    Flow,
    Index,
    Indicator,
    Lever,
    Parameter,
    Stock,
    Table,
)
from urbsim.errors import ModelError, Problem

Kind = TypeVar("Kind", bound=Declaration)


@dataclass(frozen=True)
class Vocabulary:
    """All declarations by name. Indicators are kept apart: they may share a name with the variable they report."""

    declarations: Mapping[str, Declaration]
    indicators: Mapping[str, Indicator]

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
    def indices(self) -> dict[str, Index]:
        """Every dimension that a declaration uses, by name."""
        return {index.name: index for item in self.declarations.values() for index in item.dims}


def declared_in(module: ModuleType) -> Iterator[Declaration]:
    """Yield the declarations that a module makes (not those it imports), each with its name."""
    for name, value in vars(module).items():
        declaration = getattr(value, "declaration", value)
        if isinstance(declaration, Declaration) and declaration.file == module.__file__:
            yield replace(declaration, name=name)


def read(modules: Iterable[ModuleType]) -> Vocabulary:
    """Join the declarations of modules. Raises ModelError where a name is declared twice."""
    declarations: dict[str, Declaration] = {}
    indicators: dict[str, Indicator] = {}
    problems = []
    for module in modules:
        for item in declared_in(module):
            names = indicators if isinstance(item, Indicator) else declarations
            if item.name in names:
                first = names[item.name].place
                problems.append(Problem(f"declared twice, first at {first}", item.file, item.line, item.name))
            names[item.name] = item  # type: ignore[assignment]
    if problems:
        raise ModelError(problems)
    return Vocabulary(declarations, indicators)
