"""The model as a Vensim model file (`.mdl`): for Vensim, PySD, SDEverywhere and whatever else reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from urbsim import __version__
from urbsim.export.formula import Notation
from urbsim.export.names import Names, exported_names, unit_text
from urbsim.export.sheet import Export, Line, Variable, sheet, stock_names
from urbsim.model.assemble import Model
from urbsim.model.trace import trace_with

RESERVED = ("integ", "prod", "vmin", "vmax", "smoothi", "smooth3i", "delay1i", "delay3i", "delay fixed", "delay n",
            "random uniform", "random normal", "with lookup", "active initial", "sample if true", "zidz", "xidz",
            "game", "get time value")
FUNCTIONS = {"exp": "EXP", "log": "LN", "sqrt": "SQRT", "absolute": "ABS", "sin": "SIN", "cos": "COS",
             "minimum": "MIN", "maximum": "MAX"}
DIMENSIONLESS = "Dmnl"
OTHER = "other "
"""Prefix of a second name of a dimension, for tables that have it twice."""


def to_vensim(model: Model, *, flat: bool = False) -> Export:
    """The model as an .mdl file: arrayed, or flat, one variable an element. The method is the reader's to choose: the
    file can only say the step.

    Parameters, levers and the city's tables are its constants; initial values are formulas, but for those that are made
    consistent with the equations, which are numbers. Raises UsageError for what Vensim cannot express.
    """
    graph, recorder = trace_with(model)
    twice = sorted({axis for axes in graph.axes.values() for axis in axes if axis and axes.count(axis) > 1})
    dimensions = {**model.city.elements, **{OTHER + axis: model.city.elements[axis] for axis in twice}}
    names = exported_names(model, graph, dimensions, RESERVED, "Time")

    def name(text: str, places: Sequence[str]) -> str:
        if flat:
            return names(text, places)
        return names(text) + (f"[{','.join(map(names, places))}]" if places else "")

    notation = Notation(name, FUNCTIONS, lambda test, yes, no: f"IF THEN ELSE({test}, {yes}, {no})",
                        "INITIAL({})".format)
    parts = [] if flat else [_statement(f"{names(index)}: {', '.join(map(names, elements))}", "", "")
                             for index, elements in dimensions.items()]
    parts += [text for variable in sheet(model, graph, recorder, notation, flat=flat)
              for text in _variable(variable, names)]
    times = {"INITIAL TIME": model.time.start, "FINAL TIME": model.time.end, "TIME STEP": model.time.step}
    origin = f"{model.name}, written by urbsim {__version__}"
    parts += [_statement(f"{key} = {value!r}", model.time_unit, origin) for key, value in times.items()]
    parts.append(_statement("SAVEPER = TIME STEP", model.time_unit, ""))
    return Export("{UTF-8}\n" + "\n".join(parts) + SKETCH, stock_names(model, notation))


SKETCH = "\\\\\\---/// Sketch information - do not modify anything except names\n"


def _variable(variable: Variable, names: Names) -> list[str]:
    own = names(variable.name, variable.element)
    statements = []
    for number, line in enumerate(variable.lines):
        text = _integral(variable, line, names) if variable.kind == "stock" else line.text
        if variable.points:
            text = f"WITH LOOKUP({text}, ({', '.join(f'({x!r},{y!r})' for x, y in variable.points)}))"
        unit, meaning = (variable.unit, variable.meaning) if number == len(variable.lines) - 1 else ("", "")
        statements.append(_statement(f"{own}{_places(variable, line, names)} = {text}", unit, meaning))
    return statements


def _places(variable: Variable, line: Line, names: Names) -> str:
    places = line.place or tuple(OTHER + dim if dim in variable.dims[:number] else dim
                                 for number, dim in enumerate(variable.dims))
    return f"[{','.join(map(names, places))}]" if places else ""


def _integral(variable: Variable, line: Line, names: Names) -> str:
    where = _places(variable, line, names)
    terms = [f"{sign}{names(flow, variable.element)}{where}" for sign, flows in (("+ ", variable.inflows),
                                                                       ("- ", variable.outflows)) for flow in flows]
    return f"INTEG({' '.join(terms).removeprefix('+ ') or '0'}, {line.text})"


def _statement(text: str, unit: str, meaning: str) -> str:
    """An equation with its unit and comment, which Vensim divides by `~` and ends by `|`."""
    unit = DIMENSIONLESS if unit == "1" else unit_text(unit)
    return f"{text}\n\t~\t{_comment(unit)}\n\t~\t{_comment(meaning)}\n\t|\n"


def _comment(text: str) -> str:
    return re.sub(r"[~|{}\\\s]+", " ", text).strip()

