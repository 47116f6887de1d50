"""What is known of one name: meaning, formula, causes, uses, flows, and where it is declared."""

from __future__ import annotations

import ast
import csv
import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from urbsim.declare import (
    Declaration,
    Equation,
    Indicator,
    Initial,
    Lever,
    Lookup,
    Loop,
    Parameter,
    Stock,
    Transfer,
)
from urbsim.errors import InputError, nearest
from urbsim.model.check import initial_names
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
        flows = vocabulary.flows.values()
        return {"initial": _initial(item.initial), "causes": initial_names(item.initial),
                "inflows": tuple(flow.name for flow in flows if flow.into == item.name),
                "outflows": tuple(flow.name for flow in flows if flow.out_of == item.name)}
    if isinstance(item, Equation):
        found = {"formula": formula(item), "causes": item.arguments}
        if isinstance(item, Transfer):
            found |= {"out_of": item.out_of or "outside", "into": item.into or "outside"}
        return found
    if isinstance(item, Lever | Parameter):
        return {"base": item.base, "low": item.low, "high": item.high}
    if isinstance(item, Loop):
        return {"formula": " -> ".join(item.chain)}
    if isinstance(item, Lookup):
        return {"formula": "; ".join(f"({x:g}, {y:g})" for x, y in item.points)}
    return {}


def formula(item: Equation) -> str:
    """The body of an equation, as it stands in its sector file."""
    return _code(ast.parse(textwrap.dedent(inspect.getsource(item.function))).body[0])


def _code(function: ast.stmt) -> str:
    assert isinstance(function, ast.FunctionDef)
    return "\n".join(ast.unparse(statement).removeprefix("return ") for statement in function.body[1:])


def _initial(initial: Initial) -> str:
    if not callable(initial):
        return str(initial)
    code = initial.__code__
    tree = ast.parse(Path(code.co_filename).read_text(encoding="utf-8"))
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Lambda) and node.lineno == code.co_firstlineno
             and tuple(argument.arg for argument in node.args.args) == initial_names(initial)]
    return ast.unparse(found[0].body)


def _uses(name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Equations, stocks' initial values and indicators that name it."""
    equations = [*vocabulary.variables.values(), *vocabulary.constants.values()]
    users = [item.name for item in equations if name in item.arguments or f"initial_{name}" in item.arguments]
    users += [f"start of {item.name}" for item in vocabulary.stocks.values()
              if name in initial_names(item.initial) + initial_names(item.first_guess)]
    users += [f"loop {item.code}" for item in vocabulary.loops.values() if name in item.chain]
    users += [f"indicator {item.name}" for item in vocabulary.indicators.values() if name in item.arguments]
    return tuple(users)
