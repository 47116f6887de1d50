"""What is known of one name: meaning, formula, causes, uses, flows, and where it is declared."""

from __future__ import annotations

import ast
import csv
import functools
import linecache
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from urbsim.declare import (
    Declaration,
    Equation,
    Event,
    Indicator,
    Lever,
    Lookup,
    Loop,
    Parameter,
    Stock,
    Transfer,
    argument_names,
)
from urbsim.errors import InputError, nearest
from urbsim.model.check import INITIAL, initial_names
from urbsim.vocabulary import Vocabulary

CLAUSES = Path(__file__).parents[1] / "policy.csv"


@dataclass(frozen=True)
class Description:
    """One declaration in words. Empty fields do not apply to its kind."""

    name: str
    kind: str
    meaning: str
    zh: str
    unit: str
    dims: tuple[str, ...]
    source: str
    confidence: str
    place: str
    formula: str = ""
    base: float | None = None
    low: float | None = None
    high: float | None = None
    initial: str = ""
    out_of: str = ""
    into: str = ""
    moments: tuple[str, ...] = ()
    inflows: tuple[str, ...] = ()
    outflows: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    clauses: tuple[tuple[str, str, str], ...] = ()


def describe(name: str, vocabulary: Vocabulary) -> list[Description]:
    """Describe what bears a name, English or Chinese: a declaration, a yearly indicator, or both.

    Raises InputError with the nearest known name.
    """
    found = [item for item in vocabulary.everything if name in (item.name, item.zh, getattr(item, "code", ""))]
    if not found:
        known = [word for item in vocabulary.everything for word in (item.name, item.zh)]
        raise InputError(f"nothing is called '{name}'.{nearest(name, known)}")
    return [_description(item, vocabulary) for item in found]


def _description(item: Declaration, vocabulary: Vocabulary) -> Description:
    name = item.name
    return Description(
        name=name, kind=type(item).__name__.lower(), meaning=" ".join(item.meaning.split()), zh=item.zh, unit=item.unit,
        dims=tuple(index.name for index in item.dims), source=item.source, confidence=item.confidence,
        place=_place(item), uses=() if isinstance(item, Indicator) else _uses(name, vocabulary),
        clauses=tuple(clause_texts(item.source)), **_particulars(item, vocabulary))


def clause_texts(source: str) -> Iterator[tuple[str, str, str]]:
    """Code, Chinese and English text of each policy clause that a source cites."""
    cited = set(re.findall(r"\d\.\d\w*", source)) if source.startswith("policy") else set()
    with CLAUSES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["clause"] in cited:
                yield row["clause"], row["text_zh"], row["text_en"]


def _place(item: Declaration) -> str:
    """`file:line`, the file relative to where the user is, if it lies below."""
    path = Path(item.file)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return f"{shown}:{item.line}"


def _particulars(item: Declaration, vocabulary: Vocabulary) -> dict[str, Any]:
    """What only this kind of declaration has."""
    if isinstance(item, Stock):
        transfers = vocabulary.of_kind(Transfer).values()
        return {"initial": formula(item.initial) if callable(item.initial) else str(item.initial),
                "causes": initial_names(item.initial),
                "inflows": tuple(one.name for one in transfers if one.into == item.name),
                "outflows": tuple(one.name for one in transfers if one.out_of == item.name)}
    if isinstance(item, Equation):
        found = {"formula": formula(item.function), "causes": item.arguments}
        if isinstance(item, Transfer):
            found |= {"out_of": item.out_of or "outside", "into": item.into or "outside"}
        if isinstance(item, Event):
            found["moments"] = tuple(at if isinstance(at, str) else f"{at:g}" for at in item.at)
        return found
    if isinstance(item, Lever | Parameter):
        return {"base": item.base, "low": item.low, "high": item.high}
    if isinstance(item, Loop):
        return {"formula": " -> ".join(item.chain)}
    if isinstance(item, Lookup):
        return {"formula": "; ".join(f"({x:g}, {y:g})" for x, y in item.points)}
    return {}


def formula(function: Callable[..., Any]) -> str:
    """The body of a function without its docstring, as it stands in its file; empty where there is no such file."""
    definition = _definition(function)
    if definition is None:
        return ""
    if isinstance(definition, ast.Lambda):
        return ast.unparse(definition.body)
    body = definition.body[1:] if ast.get_docstring(definition) is not None else definition.body
    return "\n".join(ast.unparse(statement).removeprefix("return ") for statement in body)


def _definition(function: Callable[..., Any]) -> ast.FunctionDef | ast.Lambda | None:
    """Where a function is defined: of several lambdas in one line the one whose body begins where its code does."""
    code = function.__code__
    linecache.checkcache(code.co_filename)
    begins = {(line, column) for line, _, column, _ in code.co_positions()}
    found = [node for node in ast.walk(_parsed("".join(linecache.getlines(code.co_filename))))
             if isinstance(node, ast.FunctionDef | ast.Lambda) and _first_line(node) == code.co_firstlineno
             and tuple(argument.arg for argument in node.args.args) == argument_names(function)]
    return max(found, key=lambda node: isinstance(node, ast.Lambda) and (
        (node.body.lineno, node.body.col_offset) in begins), default=None)


@functools.lru_cache
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


def _first_line(node: ast.FunctionDef | ast.Lambda) -> int:
    """The line at which a definition begins, with its decorators."""
    return node.decorator_list[0].lineno if isinstance(node, ast.FunctionDef) and node.decorator_list else node.lineno


def _uses(name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Equations, stocks' initial values and indicators that name it."""
    equations = [*vocabulary.variables.values(), *vocabulary.events.values(), *vocabulary.constants.values()]
    users = [item.name for item in equations
             if {name, f"{INITIAL}{name}"} & {*item.arguments, *getattr(item, "at", ())}]
    users += [f"start of {item.name}" for item in vocabulary.stocks.values()
              if name in initial_names(item.initial) + initial_names(item.first_guess)]
    users += [f"loop {item.code}" for item in vocabulary.loops.values() if name in item.chain]
    users += [f"indicator {item.name}" for item in vocabulary.indicators.values() if name in item.arguments]
    return tuple(users)
