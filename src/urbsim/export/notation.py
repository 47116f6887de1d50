"""Nodes of the expression graph in the notation of a paper: sums, fractions, names with indices.

A formula is a tree of terms, which printers set in LaTeX, typst, MathML or Word's own form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from urbsim.declare import Dims, Transfer
from urbsim.export.writer import ATOM, POWER, PRODUCT, SIGN, Writer, is_stack
from urbsim.model.check import INITIAL
from urbsim.model.symbols import Node
from urbsim.model.trace import DECLARED, START

SIGNS = {"add": "+", "subtract": "-", "multiply": "·"}
COMPARISONS = {"greater_equal": "≥", "greater": ">", "less_equal": "≤", "less": "<"}
FUNCTIONS = {"log": "ln", "minimum": "min", "maximum": "max"}
LINE = 34
"""Letters of a line of a formula that is cut to fit a column."""
LEADING = ("function", "large", "open")
"""Kinds of pieces that stay in a line with what follows."""
LONGEST_TALL = 50
"""Letters up to which brackets with a fraction inside are kept in one line."""
SHORT = 34
"""Letters up to which a quotient is written as a fraction; a longer one would not fit its column."""


Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Term:
    """A piece of a formula.

    Kinds: `name` (parts: its indices, each an `index` or an `element`), `number`, `operator`, `function` (an upright
    word), `row` (parts side by side), `fraction`, `power`, `root`, `large` (text ∑, min or max over the index that is
    its part), `brackets` (text: the opening and the closing one), `cases` (value, condition, other value); of
    brackets taken apart `open` and `close`.
    """

    kind: str
    text: str = ""
    parts: tuple[Term, ...] = ()

    @property
    def length(self) -> int:
        """Letters that it takes in a line, about."""
        if self.kind == "fraction":
            return max(part.length for part in self.parts)
        return len(self.text) + sum(part.length for part in self.parts)


def row(*parts: Term) -> Term:
    """Terms side by side; rows in it become part of it."""
    flat: list[Term] = []
    for part in parts:
        flat += part.parts if part.kind == "row" else [part]
    return Term("row", "", tuple(flat))


def brackets(inside: Term, marks: str = "()") -> Term:
    """A term in brackets."""
    return Term("brackets", marks, (inside,))


def operator(text: str) -> Term:
    """A sign between terms."""
    return Term("operator", text)


def number(value: float) -> Term:
    """A number as a paper writes it."""
    mantissa, exponent, power = f"{value:.12g}".partition("e")
    if not exponent:
        return Term("number", mantissa)
    ten = Term("power", "", (Term("number", "10"), Term("number", str(int(power)))))
    return ten if mantissa == "1" else row(Term("number", mantissa), operator("·"), ten)


def point(pair: tuple[float, float]) -> Term:
    """A point of a function."""
    return brackets(joined([number(value) for value in pair], ","))


def call(function: str, *arguments: Term, separator: str = ",") -> Term:
    """A function of arguments."""
    return row(Term("function", function), brackets(joined(arguments, separator)))


def joined(terms: Sequence[Term], separator: str) -> Term:
    """Terms with a sign between them."""
    return row(*(part for place, term in enumerate(terms)
                 for part in ([operator(separator)] if place else []) + [term]))


def pieces(term: Term) -> Iterator[Term]:
    """The formula as terms after each of which a line may end: rows and brackets without fractions taken apart."""
    if term.kind == "row":
        for part in term.parts:
            yield from pieces(part)
    elif term.kind == "brackets" and not tall(term):
        yield Term("open", term.text[0])
        yield from pieces(term.parts[0])
        yield Term("close", term.text[1])
    elif term.kind == "power" and term.parts[0].kind == "brackets" and not tall(term.parts[0]):
        *base, close = pieces(term.parts[0])
        yield from base
        yield Term("power", "", (close, term.parts[1]))
    else:
        yield term


def lines(terms: Sequence[Term]) -> Iterator[list[Term]]:
    """The pieces of formulas that follow one another, joined to lines of at most LINE letters where that can be."""
    line: list[Term] = []
    for piece in (piece for term in terms for piece in pieces(term)):
        full = sum(part.length for part in line) + piece.length > LINE
        tied = piece.kind == "close" or piece.text == "," or (line and line[-1].kind in LEADING)
        if line and full and not tied:
            yield line
            line = []
        line.append(piece)
    if line:
        yield line


def tall(term: Term) -> bool:
    """Whether it is higher than a line and short enough to be kept together: its brackets grow with it."""
    inside = term.parts[0]
    return term.length <= LONGEST_TALL and any(part.kind in ("fraction", "cases", "large") for part in _within(inside))


def _within(term: Term) -> Iterator[Term]:
    yield term
    for part in term.parts:
        yield from _within(part)


class Notation(Writer[Term, Term]):
    """Writes nodes of a graph as terms; places are the letters of indices, or elements.

    `lookups` are the names of functions by their points.
    """

    def __init__(self, lengths: Mapping[str, int], elements: Mapping[str, Sequence[str]],
                 lookups: Mapping[Points, str]) -> None:
        self.elements, self.lookups = elements, lookups
        self.letters: dict[str, str] = {}
        for name in lengths:
            free = [letter for letter in f"{name}abcdefghijklmnopqrstuvwxyz" if letter.isalpha()
                    and letter not in self.letters.values()]
            self.letters[name] = free[0]

    def places(self, dims: Dims) -> tuple[Term, ...]:
        """An index letter for each dim; the second of the same gets a prime."""
        return self._fresh([index.name for index in dims], ())

    def _fresh(self, axes: Sequence[str | None], taken: Sequence[Term]) -> tuple[Term, ...]:
        found: list[Term] = []
        for axis in axes:
            letter = self.letters.get(axis or "", "k")
            while any(letter == other.text for other in (*found, *taken)):
                letter += "'"
            found.append(Term("index", letter))
        return tuple(found)

    def name(self, name: str, places: Sequence[Term]) -> Term:
        """A name with its indices."""
        return Term("name", name.removeprefix(DECLARED).replace(START, INITIAL), tuple(places))

    def summed(self, flow: Transfer, dims: Dims) -> Term:
        """A flow or event, summed over the axes that a stock of dims lacks."""
        places = self.places(flow.dims)
        over = [place for place, index in zip(places, flow.dims, strict=True) if index not in dims]
        return row(*(Term("large", "∑", (place,)) for place in over), self.name(flow.name, places))

    def _bracketed(self, form: Term) -> Term:
        return brackets(form)

    def _place(self, axis: str | None, number: int) -> Term:
        return Term("number", str(number + 1)) if is_stack(axis) else Term("element", self.elements[axis or ""][number])

    def _written(self, node: Node, places: tuple[Term, ...]) -> tuple[Term, int]:
        kind, arguments = node.kind, node.arguments
        if kind == "name":
            return self.name(node.detail, places), ATOM
        if kind == "number":
            return number(node.detail), ATOM if node.detail >= 0.0 else SIGN
        if kind == "negative":
            return row(operator("-"), self.write(arguments[0], places, PRODUCT)), SIGN
        if kind in SIGNS:
            left, right, own = self._operands(node, places)
            return row(left, operator(SIGNS[kind]), right), own
        special = {"divide": self._quotient, "power": self._power, "sum": self._reduced, "min": self._reduced,
                   "max": self._reduced, "matmul": self._product, "where": self._cases, "expand": self._expand,
                   "pick": self._pick, "stack": self._stack, "interp": self._table}
        if kind in special:
            return special[kind](node, places)
        inside = [self.write(argument, places) for argument in arguments]
        if kind == "sqrt":
            return Term("root", "", (inside[0],)), ATOM
        if kind == "absolute":
            return brackets(inside[0], "||"), ATOM
        if kind in COMPARISONS:
            return brackets(row(inside[0], operator(COMPARISONS[kind]), inside[1]), "[]"), ATOM
        return call(FUNCTIONS.get(kind, kind), *inside), ATOM

    def _quotient(self, node: Node, places: tuple[Term, ...]) -> tuple[Term, int]:
        top, bottom = (self.write(argument, places) for argument in node.arguments)
        if max(top.length, bottom.length) <= SHORT:
            return Term("fraction", "", (top, bottom)), POWER
        left, right, own = self._operands(node, places)
        return row(left, operator("/"), right), own

    def _power(self, node: Node, places: tuple[Term, ...]) -> tuple[Term, int]:
        base, exponent = node.arguments
        return Term("power", "", (self.write(base, places, ATOM), self.write(exponent, places))), POWER

    def _reduced(self, node: Node, places: tuple[Term, ...]) -> tuple[Term, int]:
        (inner,) = node.arguments
        (letter,) = self._fresh([inner.axes[node.detail]], places)
        inside = (*places[: node.detail], letter, *places[node.detail:])
        if node.kind == "sum":  # a factor may stand inside as well as outside
            return row(Term("large", "∑", (letter,)), self.write(inner, inside, PRODUCT)), PRODUCT
        return row(Term("large", node.kind, (letter,)), brackets(self.write(inner, inside))), ATOM

    def _product(self, node: Node, places: tuple[Term, ...]) -> tuple[Term, int]:
        one, other = node.arguments
        (letter,) = self._fresh([one.axes[-1]], places)
        cut = len(one.axes) - 1
        left = self.write(one, (*places[:cut], letter), PRODUCT)
        right = self.write(other, (letter, *places[cut:]), PRODUCT)
        return row(Term("large", "∑", (letter,)), left, operator("·"), right), PRODUCT

    def _cases(self, node: Node, places: tuple[Term, ...]) -> tuple[Term, int]:
        test, yes, no = (self.write(argument, places) for argument in node.arguments)
        return Term("cases", "", (yes, test, no)), ATOM

    def _stack(self, node: Node, places: tuple[Term, ...]) -> tuple[Term, int]:
        """All parts in their order: the first place stands for the element."""
        parts = [self.write(argument, places[1:]) for argument in node.arguments]
        return row(brackets(joined(parts, ";"), "[]"), Term("index", places[0].text)), ATOM

    def _table(self, node: Node, places: tuple[Term, ...]) -> tuple[Term, int]:
        """A lookup by its name; points that no declaration has are written out."""
        x, *numbers = node.arguments
        values = [one.detail for one in numbers]
        points = tuple(zip(values[::2], values[1::2], strict=True))
        if points in self.lookups:
            return call(self.lookups[points], self.write(x, places)), ATOM
        return call("lookup", self.write(x, places), *map(point, points), separator=";"), ATOM
