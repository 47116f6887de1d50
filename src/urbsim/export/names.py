"""Names that another system takes: legal, unique where it folds case and blanks, and no word of its language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from urbsim.model.check import INITIAL, TIME
from urbsim.model.trace import DECLARED, Graph

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class Names:
    """Gives each name of ours a name of another system, the same whenever it is asked for.

    Letters beyond ASCII become their code; what collides gets a number. Vensim and XMILE fold case, and take blanks and
    underscores for the same.
    """

    def __init__(self, reserved: Iterable[str], given: Mapping[str, str] | None = None) -> None:
        self._taken = {folded(word) for word in reserved}
        self._found: dict[str, str] = dict(given or {})
        self.aliases: dict[str, str] = {}
        """Names of ours that are called as others are."""

    def __call__(self, name: str) -> str:
        """The other system's name."""
        name = self.aliases.get(name, name)
        if name not in self._found:
            plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter == "_") else
                            "_" if letter.isspace() or letter.isascii() else f"u{ord(letter):x}" for letter in name)
            if not PLAIN.fullmatch(plain):
                plain = f"x_{plain}"
            candidate, number = plain, 2
            while folded(candidate) in self._taken:
                candidate, number = f"{plain}_{number}", number + 1
            self._taken.add(folded(candidate))
            self._found[name] = candidate
        return self._found[name]

    def of_element(self, name: str, place: Iterable[str]) -> str:
        """The other system's name of one element, as a variable of its own."""
        return self(flat_name(self.aliases.get(name, name), place))


def flat_name(name: str, place: Iterable[str]) -> str:
    """The name of one element as a variable of its own."""
    return "_".join((name, *place))


def exported_names(graph: Graph, dimensions: Mapping[str, Sequence[str]], reserved: Iterable[str], time: str) -> Names:
    """Names of dimensions, of their elements, and of everything in a graph; `time` is what time is called.

    Outside urbsim nobody replaces the start of a stock: its declared start and the start in force are one, but where
    the declared one is the first guess of a start that is made consistent.
    """
    settled = {item.name.removeprefix(INITIAL) for item in graph.settled}
    declared = {DECLARED + name for name in graph.stocks if name not in settled}
    names = Names(reserved, {TIME: time})
    elements = dict.fromkeys(element for inside in dimensions.values() for element in inside)
    for name in [*dimensions, *elements, *(name for name in graph.axes if name not in declared)]:
        names(name)
    names.aliases |= {name: INITIAL + name.removeprefix(DECLARED) for name in declared}
    return names


def folded(name: str) -> str:
    """A name as Vensim and XMILE compare it."""
    return re.sub(r"[\s_]+", "_", name.strip()).casefold()


def unit_text(unit: str) -> str:
    """A unit without what readers stumble over: `10^4 tce` and `ha^0.5` become words."""
    unit = re.sub(r"10\^(\d+) (\w+)", r"e\1_\2", unit)
    return re.sub(r"(\w+)\^0\.5", r"sqrt_\1", unit)
