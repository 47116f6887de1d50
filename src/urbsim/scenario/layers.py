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

from urbsim.errors import InputError, Problem, nearest
from urbsim.files import read_text
from urbsim.scenario.locate import KeyPath, key_lines, line_of
from urbsim.scenario.schema import Overrides, ScenarioFile

STEM = re.compile(r"\w[\w \-.()]{0,127}")
DEEPEST_CHAIN = 50


@dataclass(frozen=True)
class Layer:
    """A validated scenario file, or the values that a command line or a caller sets on top."""

    content: ScenarioFile
    data: Mapping[str, Any]
    file: str
    lines: Mapping[KeyPath, int]

    def problem(self, path: KeyPath, message: str) -> Problem:
        return Problem(message, self.file, line_of(dict(self.lines), path), ".".join(path))


def read_chain(path: Path) -> list[Layer]:
    """The file and all that it extends, the root first. Raises InputError."""
    layers: list[Layer] = []
    seen: list[Path] = []
    following: Path | None = path
    while following is not None:
        layer = read_layer(following)
        layers.insert(0, layer)
        seen.append(following.resolve())
        following = _extended(layer, following, seen)
    return layers


def _extended(layer: Layer, path: Path, seen: list[Path]) -> Path | None:
    name = layer.content.extends
    if name is None:
        return None
    stem = name.removesuffix(".toml")
    if not STEM.fullmatch(stem):
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


def read_layer(path: Path) -> Layer:
    """Read and validate one scenario file. Raises InputError with all its problems."""
    if not STEM.fullmatch(path.stem):
        raise InputError(Problem("a scenario's file name is made of letters, digits, blanks and -_.()", str(path)))
    text, _ = read_text(path)
    return _validate(ScenarioFile, parse_toml(text, str(path)), str(path), key_lines(text))


def layer_from(data: Mapping[str, Any], file: str) -> Layer:
    """A layer of values given by a caller or a command line; `file` names them in messages."""
    return _validate(Overrides, data, file, {})


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """TOML to a dict. Raises InputError with the line and the likely fix."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        message = str(error).partition(" (at ")[0]
        raise InputError(Problem(f"{message[0].lower()}{message[1:]}.{_advice(text, line)}", file, line)) from None
    except RecursionError:
        raise InputError(Problem("arrays or tables are nested too deeply", file, 1)) from None


def _advice(text: str, line: int) -> str:
    lines = text.splitlines()
    bad = lines[line - 1] if 0 < line <= len(lines) else ""
    if any(unicodedata.east_asian_width(letter) == "F" for letter in bad.partition("#")[0]):
        return " The line holds full-width characters; type digits and signs in ASCII (half width)."
    if line >= len(lines):
        return " The file may be cut off."
    return " Text is quoted, numbers and true/false are not."


def _validate(schema: type[ScenarioFile], data: Mapping[str, Any], file: str, lines: Mapping[KeyPath, int]) -> Layer:
    try:
        return Layer(schema.model_validate(data), data, file, lines)
    except ValidationError as error:
        found = [_problem(item, schema, file, lines) for item in error.errors(include_url=False)]
        raise InputError(found) from None


def _problem(error: Any, schema: type[BaseModel], file: str, lines: Mapping[KeyPath, int]) -> Problem:
    """A pydantic error in the words of a scenario file."""
    path = tuple(str(part) for part in error["loc"] if part != "[key]")
    kind, value = error["type"], error["input"]
    if kind == "extra_forbidden":
        message = f"unknown key.{nearest(path[-1], _fields(schema, path[:-1]))}"
    elif kind == "missing":
        message = "is missing"
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
        kinds = [field.annotation, *getattr(field.annotation, "__args__", ())] if field else []
        models = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if not models:
            return []
        schema = models[0]
    return list(schema.model_fields)
