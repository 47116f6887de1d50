"""One scenario file as a layer: parsed, checked against the schema, keys with lines; and the `extends` chain."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from urbsim.declare import Parameter
from urbsim.errors import InputError, Problem, nearest
from urbsim.files import read_text
from urbsim.scenario.locate import KeyPath, key_lines, line_of
from urbsim.scenario.schema import LARGEST, Overrides, Range, ScenarioFile

STEM = re.compile(r"\w[\w \-.()]{0,127}")
LONGEST_NAME = 200
"""Bytes; file systems take 255."""
DEEPEST_CHAIN = 50
FIXED = ("title", "title_zh", "extends")


@dataclass(frozen=True)
class Layer:
    """A validated scenario file, or the values that a command line or a caller sets on top."""

    content: ScenarioFile
    file: str
    lines: Mapping[KeyPath, int]

    def problem(self, path: KeyPath, message: str) -> Problem:
        return Problem(message, self.file, line_of(dict(self.lines), path), ".".join(path))


Known = Mapping[str, Mapping[str, Parameter]]
"""What the keys of a table may be, by table: levers, parameters."""


def read_chain(path: Path, known: Known) -> list[Layer]:
    """The file and all that it extends, the root first. Raises InputError."""
    layers: list[Layer] = []
    seen: list[Path] = []
    following: Path | None = path
    while following is not None:
        layer = read_layer(following, known)
        layers.insert(0, layer)
        seen.append(following.resolve())
        following = _extended(layer, following, seen)
    return layers


def is_stem(name: str) -> bool:
    """Whether a name, without its ending, may be that of a scenario file and of its result folder."""
    return bool(STEM.fullmatch(name)) and len(name.encode("utf-8", "replace")) <= LONGEST_NAME


def _extended(layer: Layer, path: Path, seen: list[Path]) -> Path | None:
    name = layer.content.extends
    if name is None:
        return None
    stem = name.removesuffix(".toml")
    if not is_stem(stem):
        raise InputError(layer.problem(("extends",), f"'{name:.80}' is not the name of a file of this folder"))
    file = path.with_name(f"{stem}.toml")
    if file.resolve() in seen:
        chain = " -> ".join([*(item.stem for item in seen), stem])
        raise InputError(layer.problem(("extends",), f"extends itself: {chain}"))
    if len(seen) >= DEEPEST_CHAIN:
        raise InputError(layer.problem(("extends",), f"the chain of extends is deeper than {DEEPEST_CHAIN} files"))
    if not file.is_file():
        siblings = [item.stem for item in path.parent.glob("*.toml")]
        raise InputError(layer.problem(("extends",), f"no file {file.name} in this folder.{nearest(stem, siblings)}"))
    return file


def read_layer(path: Path, known: Known) -> Layer:
    """Read and validate one scenario file. Raises InputError with all its problems."""
    if not is_stem(path.stem):
        raise InputError(Problem("a scenario's file name is made of letters, digits, blanks and -_.()", str(path)))
    text, _ = read_text(path)
    return _validate(ScenarioFile, parse_toml(text, str(path)), str(path), key_lines(text), known)


def layer_from(data: Mapping[str, Any], file: str, known: Known) -> Layer:
    """A layer of values given by a caller or a command line; `file` names them in messages."""
    return _validate(Overrides, data, file, {}, known)


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """TOML to a dict. Raises InputError with the line and the likely fix."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
        message = str(error).partition(" (at ")[0]
        advice = _advice(message, text, line)
        raise InputError(Problem(f"{message[0].lower()}{message[1:]}.{advice}", file, line)) from None
    except RecursionError:
        lines = text.split("\n")
        deepest = max(range(len(lines)), key=lambda number: lines[number].count("[") + lines[number].count("."))
        raise InputError(Problem("arrays or tables are nested too deeply", file, deepest + 1)) from None
    except ValueError as error:  # a number of thousands of digits
        raise InputError(Problem(str(error).partition(";")[0], file)) from None


def _advice(message: str, text: str, line: int) -> str:
    lines = text.split("\n")
    bad = lines[line - 1] if 0 < line <= len(lines) else ""
    if any(unicodedata.east_asian_width(letter) == "F" for letter in bad.partition("#")[0]):
        return " The line holds full-width characters; type digits and signs in ASCII (half width)."
    if "twice" in message or "overwrite" in message:
        return " Each table and each key stands once."
    if "end of document" in message or "Unclosed" in message or "Unterminated" in message:
        return " Is the file cut off?"
    return " Text is quoted, numbers and true/false are not." if "value" in message.lower() else ""


def _validate(schema: type[ScenarioFile], data: Mapping[str, Any], file: str, lines: Mapping[KeyPath, int],
              known: Known) -> Layer:
    """A layer whose values have the right kinds and whose levers and parameters exist. Raises InputError."""
    problems, content = [], None
    try:
        content = schema.model_validate(data)
    except ValidationError as error:
        problems = [schema_problem(item, schema, file, lines) for item in error.errors(include_url=False)]
    problems += [Problem(message, file, line_of(dict(lines), (table, name)), f"{table}.{name}")
                 for table in known if isinstance(data.get(table), Mapping) for name, value in data[table].items()
                 if (message := _unknown(table, name, known) or _outside(value, known[table][name]))]
    if content is None or problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    return Layer(content, file, lines)


def _unknown(table: str, name: str, known: Known) -> str:
    """What is wrong with a name, if nothing declares it."""
    if name in known[table]:
        return ""
    if not isinstance(name, str):
        return "a name is text"
    home = next((other for other, inside in known.items() if name in inside), None)
    return f"this belongs in [{home}]" if home else f"no such {table[:-1]}.{nearest(name, known[table])}"


def _outside(value: Any, item: Parameter) -> str:
    """What is wrong with a value that leaves the range of its declaration. Other faults are the schema's to tell."""
    knots = value if isinstance(value, list | tuple) else [[0.0, value]]
    numbers = [knot[1] for knot in knots if isinstance(knot, list | tuple) and len(knot) == 2]
    wrong = [number for number in numbers if isinstance(number, int | float) and not isinstance(number, bool)
             and abs(number) < LARGEST and not item.low <= number <= item.high]
    return f"{wrong[0]:g} lies outside {item.low:g} to {item.high:g} ({item.unit})" if wrong else ""


def schema_problem(error: Any, schema: type[BaseModel], file: str, lines: Mapping[KeyPath, int]) -> Problem:
    """A pydantic error in the words of a scenario file."""
    path = tuple(str(part) for part in error["loc"] if part != "[key]")
    kind, value = error["type"], error["input"]
    if kind == "extra_forbidden":
        message = f"unknown key.{nearest(path[-1], _fields(schema, path[:-1]))}"
    elif kind == "missing":
        message = "is missing"
    elif schema is Overrides and path[0] in FIXED:
        message = "cannot be set on top of a file"
    elif kind == "value_error":
        message = str(error["ctx"]["error"])
    elif kind in ("float_type", "int_type", "int_from_float"):
        whole = "a whole number" if kind.startswith("int") else "a number"
        message = f"must be {whole}, not {_shown(value)}"
    elif kind == "finite_number":
        message = f"must be a finite number, not {value}"
    elif kind in ("model_type", "dict_type"):
        message = f"must be a table, not {_shown(value)}"
    else:
        message = f"{error['msg'][0].lower()}{error['msg'][1:]}, not {_shown(value)}"
    return Problem(message, file, line_of(dict(lines), path), ".".join(path))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    kinds: dict[type, str] = {str: f"the text '{value!s:.40}'", dict: "a table", list: "an array", tuple: "an array"}
    return kinds.get(type(value), f"{value!s:.40}")


def _fields(schema: type[BaseModel], path: KeyPath) -> list[str]:
    """Known keys of the table at a path."""
    for part in path:
        field = schema.model_fields.get(part)
        if field is not None and field.annotation == dict[str, Range]:
            return list(Range.model_fields)
        kinds = [field.annotation, *getattr(field.annotation, "__args__", ())] if field else []
        models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if not models:
            return []
        schema = models[0]
    return list(schema.model_fields)
