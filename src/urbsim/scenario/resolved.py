"""The resolved scenario as TOML: everything in force, and which file and line set it. It runs as it stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from urbsim.cities.city import BUILT_IN, City
from urbsim.scenario.load import Scenario
from urbsim.scenario.schema import ROW_TABLES, Range, Span
from urbsim.vocabulary import Vocabulary


def resolved_toml(scenario: Scenario, vocabulary: Vocabulary, city: City) -> str:
    """TOML text. What no file names stands as a comment, so that the text runs and still shows every value."""
    lines = [f"title = {_value(scenario.title)}"]
    if scenario.title_zh:
        lines.append(f"title_zh = {_value(scenario.title_zh)}")
    for name, defaults in (("time", scenario.time), ("policy", scenario.policy), ("targets", scenario.targets)):
        lines += ["", f"[{name}]"]
        lines += [_line(scenario, (name, key), value, "default") for key, value in defaults.model_dump().items()]
    lines += ["", "[levers]"]
    lines += [_line(scenario, ("levers", name), item.base, "no policy") for name, item in vocabulary.levers.items()]
    lines += ["", "[parameters]"]
    lines += [_line(scenario, ("parameters", name), item.base, f"base, {item.source}, {item.confidence}")
              for name, item in vocabulary.parameters.items()]
    folder = city.name if city.folder.parent == BUILT_IN else str(city.folder.resolve())
    lines += ["", "[city]", f"name = {_value(folder)}"]
    lines += [_line(scenario, ("city", name), city.values[name], "city.csv") for name in vocabulary.city_values]
    for table in ROW_TABLES:
        rows = dict.fromkeys(path[1] for path in scenario.settings if path[0] == table and len(path) == 3)
        for row in rows:
            lines += ["", f"[{table}.{_key(row)}]"]
            lines += [_line(scenario, path, setting.value, "") for path, setting in scenario.settings.items()
                      if path[:2] == (table, row)]
    lines += ["", "[uncertainty]"]
    lines += [_line(scenario, ("uncertainty", name), _range(item), "")
              for name, item in scenario.uncertainty.items()]
    return "\n".join(lines) + "\n"


def settings_in_force(scenario: Scenario, vocabulary: Vocabulary) -> dict[str, Any]:
    """Every value in which a scenario departs from the base, by its key and as JSON holds it: two files that set the
    same, each in its own way, have the same. The file's name and titles are not among them.
    """
    found: dict[str, Any] = {}
    for table in ("time", "policy", "targets"):
        found |= {f"{table}.{key}": value for key, value in getattr(scenario, table).model_dump(mode="json").items()}
    for name, knots in scenario.levers.items():
        if any(value != vocabulary.levers[name].base for _, value in knots):
            found[f"levers.{name}"] = knots[0][1] if len(knots) == 1 else [list(knot) for knot in knots]
    found |= {f"parameters.{name}": value for name, value in scenario.parameters.items()
              if value != vocabulary.parameters[name].base}
    found |= {f"city.{item.row}" if item.table == "city" else f"{item.table}.{item.row}.{item.column}": item.value
              for item in scenario.cells}
    found |= {f"uncertainty.{name}": item.model_dump(mode="json", exclude_none=True)
              for name, item in scenario.uncertainty.items()}
    return dict(sorted(found.items()))


def settings_digest(settings: Mapping[str, Any]) -> str:
    """SHA-256 over settings in force."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()


def portable_toml(scenario: Scenario, city: City, time: Span) -> str:
    """What a scenario sets, but for titles and levers, with a time of the caller's, as TOML that names no file.

    A city that is not built in goes by the name of its folder, which must stand beside the scenario.
    """
    named = {path: setting.value for path, setting in scenario.settings.items()}
    tables: dict[tuple[str, ...], Mapping[str, Any]] = {
        ("time",): time.model_dump(), ("policy",): scenario.policy.model_dump(),
        ("targets",): scenario.targets.model_dump(), ("parameters",): scenario.parameters,
        ("city",): {"name": city.folder.resolve().name, **{path[1]: value for path, value in named.items()
                                                 if path[0] == "city" and path[1] != "name"}}}
    tables |= {path[:2]: {inner[2]: value for inner, value in named.items() if inner[:2] == path[:2]}
               for path in named if path[0] in ROW_TABLES}
    tables["uncertainty",] = {name: _range(item) for name, item in scenario.uncertainty.items()}
    lines: list[str] = []
    for path, values in tables.items():
        if values:
            head = ".".join(map(_key, path))
            lines += [f"[{head}]", *(f"{_key(key)} = {_value(value)}" for key, value in values.items()), ""]
    return "\n".join(lines)


def _line(scenario: Scenario, path: tuple[str, ...], value: Any, origin: str) -> str:
    """`key = value  # place`, as a comment where no file names the key."""
    setting = scenario.settings.get(path)
    named = [item for key, item in scenario.settings.items() if key[: len(path)] == path]
    if setting is not None and not isinstance(value, dict):
        value = setting.value
    text = f"{_key(path[-1])} = {_value(value)}"
    if named:
        origin = "; ".join(dict.fromkeys(item.place for item in named))
    comment = "".join(letter if letter.isprintable() else "?" for letter in origin)
    return f"{text}  # {comment}" if named else f"# {text}  # {comment}"


def _key(name: str) -> str:
    """A key, in quotes where it needs them."""
    return name if name.isascii() and name.replace("_", "a").isalnum() else _value(name)


def _range(item: Range) -> dict[str, Any]:
    """An uncertain number as it would be written."""
    if item.values:
        return {"values": item.values}
    return item.model_dump(exclude_none=True, exclude={"values"})


def _value(value: Any) -> str:
    """A value in TOML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = "".join(f"\\u{ord(c):04X}" if ord(c) < 32 or ord(c) == 127 else c
                          for c in value.replace("\\", "\\\\").replace('"', '\\"'))
        return f'"{escaped}"'
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return repr(value)
