"""Names that another system takes: legal, unique where it folds case and blanks, and no word of its language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from urbsim.model.assemble import Model
from urbsim.model.check import TIME
from urbsim.model.order import settled_stocks
from urbsim.model.trace import DECLARED, START, Graph

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
RESERVED = ("time", "dt", "time step", "initial time", "final time", "start time", "stop time", "starttime", "stoptime",
            "saveper", "pi", "e", "i", "nan", "na", "inf", "infinity", "true", "false", "self", "and", "or", "not",
            "mod", "modulo", "if", "then", "else", "if then else", "abs", "exp", "int", "integer", "ln", "log", "log10",
            "sqrt", "sin", "cos", "tan", "min", "max", "sum", "mean", "size", "rank", "round", "sign", "delay",
            "delay1", "delay3", "smooth", "smooth3", "forecast", "trend", "npv", "step", "pulse", "ramp", "init",
            "initial", "lookup")
"""Words of both languages, and of the programs that read them."""


class Names:
    """Gives each name of ours a name of another system, the same whenever it is asked for.

    Letters beyond ASCII become their code; what collides gets a number. Vensim and XMILE fold case, and take blanks and
    underscores for the same. What is asked for first keeps its name, and what is ours alone has a blank in it, so that
    it is another name than any declared one.
    """

    def __init__(self, reserved: Iterable[str], given: Mapping[str, str] | None = None) -> None:
        self._taken = {folded(word) for word in (*RESERVED, *reserved)}
        self._found: dict[tuple[str, ...], str] = {(name,): word for name, word in (given or {}).items()}
        self.aliases: dict[str, str] = {}
        """Names of ours that are called as others are."""

    def __call__(self, name: str, place: Iterable[str] = ()) -> str:
        """The other system's name; with a place, of that one element as a variable of its own."""
        key = (self.aliases.get(name, name), *place)
        if key not in self._found:
            plain = "".join(letter if letter.isascii() and letter.isalnum() else
                            "_" if letter.isspace() or letter.isascii() else f"u{ord(letter):x}"
                            for letter in "_".join(key))
            plain = re.sub("_+", "_", plain)  # not every reader folds two to one
            if not PLAIN.fullmatch(plain):
                plain = f"x_{plain}"
            candidate, number = plain, 2
            while folded(candidate) in self._taken:
                candidate, number = f"{plain}_{number}", number + 1
            self._taken.add(folded(candidate))
            self._found[key] = candidate
        return self._found[key]


def exported_names(model: Model, graph: Graph, dimensions: Mapping[str, Sequence[str]], reserved: Iterable[str],
                   time: str) -> Names:
    """Names of dimensions, of their elements, and of everything in a graph; `time` is what time is called.

    Outside urbsim nobody replaces the start of a stock: its declared start and the start in force are one, but where
    the start in force is a number.
    """
    numbers = numeric_starts(model)
    declared = {DECLARED + name for name in graph.stocks if name not in numbers}
    names = Names(reserved, {TIME: time})
    elements = dict.fromkeys(element for inside in dimensions.values() for element in inside)
    for name in [*dimensions, *elements, *(name for name in graph.axes if name not in declared)]:
        names(name)
    names.aliases |= {name: START + name.removeprefix(DECLARED) for name in declared}
    return names


def numeric_starts(model: Model) -> tuple[str, ...]:
    """Stocks whose start is exported as numbers: made consistent with the equations before a run, or replaced."""
    return tuple(dict.fromkeys((*settled_stocks(model.vocabulary), *model.starts)))


def folded(name: str) -> str:
    """A name as Vensim and XMILE compare it."""
    return re.sub(r"[\s_]+", "_", name.strip()).casefold()


def unit_text(unit: str) -> str:
    """A unit without what readers stumble over: `10^4 tce` and `ha^0.5` become words."""
    unit = re.sub(r"10\^(\d+) (\w+)", r"e\1_\2", unit)
    return re.sub(r"(\w+)\^0\.5", r"sqrt_\1", unit)
