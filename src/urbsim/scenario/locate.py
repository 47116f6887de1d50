"""Where each key of a TOML text stands: `tomllib` gives values without lines, and an error needs the line."""

from __future__ import annotations

import re

KeyPath = tuple[str, ...]

KEY_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^.\"'\s]+)")
STRING = re.compile(r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL)


def key_lines(text: str) -> dict[KeyPath, int]:
    """Line of each table header and each assigned key, by path. Inline tables and arrays count as their key."""
    lines: dict[KeyPath, int] = {}
    table: KeyPath = ()
    depth = 0
    for number, (line, bare) in enumerate(zip(text.split("\n"), _without_strings(text).split("\n"), strict=True), 1):
        equals = bare.find("=")
        if depth == 0 and equals < 0 and bare.lstrip().startswith("["):
            table = _parts(line[: line.rfind("]")].strip().lstrip("["))
            lines.setdefault(table, number)
            continue
        if depth == 0 and equals >= 0:
            lines.setdefault(table + _parts(line[:equals]), number)
        depth = max(0, depth + sum(map(bare.count, "[{")) - sum(map(bare.count, "]}")))
    return lines


def line_of(lines: dict[KeyPath, int], path: KeyPath) -> int | None:
    """Line of the key, of something in it, or of the nearest table around it."""
    inside = [line for key, line in lines.items() if key[: len(path)] == path]
    if path not in lines and inside:
        return min(inside)
    for end in range(len(path), 0, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return None


def _parts(key: str) -> KeyPath:
    return tuple(part[0] or part[1] or part[2] for part in KEY_PART.findall(key))


def _without_strings(text: str) -> str:
    """The text with the inside of strings and comments blanked, line ends kept, so that brackets can be counted."""
    return STRING.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
