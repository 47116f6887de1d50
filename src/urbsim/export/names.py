"""Names that another system takes: legal, unique where it folds case and blanks, and no word of its language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from urbsim.model.check import INITIAL, TIME
from urbsim.model.trace import DECLARED, Graph

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def legal_names(names: Iterable[str], reserved: Iterable[str]) -> dict[str, str]:
    """A name for each name. Letters beyond ASCII become their code; what collides gets a number.

    Vensim and XMILE fold case, and take blanks and underscores for the same.
    """
    taken = {folded(word) for word in reserved}
    found: dict[str, str] = {}
    for name in names:
        plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter == "_") else
                        "_" if letter.isspace() or letter.isascii() else f"u{ord(letter):x}" for letter in name)
        if not PLAIN.fullmatch(plain):
            plain = f"x_{plain}"
        candidate, number = plain, 2
        while folded(candidate) in taken:
            candidate, number = f"{plain}_{number}", number + 1
        taken.add(folded(candidate))
        found[name] = candidate
    return found


def exported_names(graph: Graph, dimensions: Mapping[str, Sequence[str]], reserved: Iterable[str]) -> dict[str, str]:
    """Names of dimensions, of their elements, and of everything in a graph.

    Outside urbsim nobody replaces the start of a stock: its declared start and the start in force are one, but where
    the declared one is the first guess of a start that is made consistent.
    """
    settled = {item.name.removeprefix(INITIAL) for item in graph.settled}
    elements = dict.fromkeys(element for inside in dimensions.values() for element in inside)
    declared = {DECLARED + name for name in graph.stocks if name not in settled}
    own = [name for name in graph.axes if name != TIME and name not in declared]
    names = legal_names([*dimensions, *elements, *own], reserved)
    return {**names, **{name: names[INITIAL + name.removeprefix(DECLARED)] for name in declared}}


def folded(name: str) -> str:
    """A name as Vensim and XMILE compare it."""
    return re.sub(r"[\s_]+", "_", name.strip()).casefold()
