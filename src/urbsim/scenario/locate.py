"""Where each key of a TOML text stands: `tomllib` gives values without lines, and an error needs the line."""

from __future__ import annotations

import re

KeyPath = tuple[str, ...]

HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
ASSIGNMENT = re.compile(r"\s*((?:\"[^\"]*\"|'[^']*'|[\w.\- ]+?))\s*=")
KEY_PART = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^.\"'\s]+)")
STRING = re.compile(r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL)


def key_lines(text: str) -> dict[KeyPath, int]:
    """Line of each table header and each assigned key, by path. Inline tables and arrays count as their key."""
    lines: dict[KeyPath, int] = {}
    table: KeyPath = ()
    depth = 0
    for number, (line, bare) in enumerate(zip(text.splitlines(), _without_strings(text).splitlines(), strict=False), 1):
        if depth == 0 and (header := HEADER.match(line)):
            table = _parts(header[1])
            lines.setdefault(table, number)
        elif depth == 0 and (assignment := ASSIGNMENT.match(line)):
            lines.setdefault(table + _parts(assignment[1]), number)
        if not HEADER.match(line):
            depth = max(0, depth + sum(bare.count(c) for c in "[{") - sum(bare.count(c) for c in "]}"))
    return lines


def line_of(lines: dict[KeyPath, int], path: KeyPath) -> int | None:
    """Line of the key, or of the nearest table around it."""
    for end in range(len(path), 0, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return None


def _parts(key: str) -> KeyPath:
    return tuple(part[0] or part[1] or part[2] for part in KEY_PART.findall(key))


def _without_strings(text: str) -> str:
    """The text with the inside of strings and comments blanked, line ends kept, so that brackets can be counted."""
    return STRING.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
