"""The resolved scenario as TOML: everything in force, and which file and line set it. It runs as it stands."""

from __future__ import annotations

from typing import Any

from urbsim.cities.city import BUILT_IN, City
from urbsim.scenario.load import Scenario
from urbsim.scenario.schema import ROW_TABLES, Range
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
            lines += ["", f"[{table}.{_value(row)}]"]
            lines += [_line(scenario, path, setting.value, "") for path, setting in scenario.settings.items()
                      if path[:2] == (table, row)]
    lines += ["", "[uncertainty]"]
    lines += [_line(scenario, ("uncertainty", name), _range(item), "")
              for name, item in scenario.uncertainty.items()]
    return "\n".join(lines) + "\n"


def _line(scenario: Scenario, path: tuple[str, ...], value: Any, origin: str) -> str:
    """`key = value  # place`, as a comment where no file names the key."""
    setting = scenario.settings.get(path)
    named = [item for key, item in scenario.settings.items() if key[: len(path)] == path]
    if setting is not None and not isinstance(value, dict):
        value = setting.value
    key = path[-1] if "." not in path[-1] else _value(path[-1])
    text = f"{key} = {_value(value)}"
    if named:
        origin = "; ".join(dict.fromkeys(item.place for item in named))
    comment = "".join(letter if letter.isprintable() else "?" for letter in origin)
    return f"{text}  # {comment}" if named else f"# {text}  # {comment}"


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
