"""The model as a LaTeX document: a table of every equation with unit, formula, meaning and source.

Formulas are written from the expression graph in the notation of a paper: sums and fractions, names with indices.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from urbsim import __version__
from urbsim.declare import Declaration, Dims, Flow, Parameter
from urbsim.model.assemble import Model
from urbsim.model.check import INITIAL
from urbsim.model.symbols import STACK, Node
from urbsim.model.trace import DECLARED, Assignment, trace

SUM, PRODUCT, SIGN, POWER, ATOM = 1, 2, 3, 4, 5
"""How tightly an operation binds."""
BINARY = {"add": (" + ", SUM), "subtract": (" - ", SUM), "multiply": (r" \cdot ", PRODUCT)}
COMPARISONS = {"greater_equal": r"\ge", "greater": ">", "less_equal": r"\le", "less": "<"}
FUNCTIONS = {"exp": r"\exp", "sin": r"\sin", "cos": r"\cos", "log": r"\ln", "minimum": r"\min", "maximum": r"\max"}
SHORT = 60
"""Characters of LaTeX up to which a quotient is written as a fraction; a longer one would not fit its column."""
SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
           ">": r"\textgreater{}", **{letter: f"\\{letter}" for letter in "&%$#_{}"}}
CHINESE = {"Variable": "变量", "Unit": "单位", "Formula": "公式", "Meaning": "含义", "Source": "来源", "Stocks": "存量",
           "Flows": "流量", "Auxiliaries": "辅助变量", "Constants": "数据常量", "Parameters": "参数",
           "Levers": "政策杠杆", "Indices": "下标", "starts at": "初值", "to": "至"}
"""The document's own words."""
ENGLISH = {"亿元": r"$10^{8}$\,CNY", "万元": r"$10^{4}$\,CNY"}
"""Chinese units in an English text."""
HEAD = r"""\documentclass[9pt,landscape,a4paper]{%s}
\usepackage{amsmath,booktabs,longtable,array,ragged2e}
\usepackage[margin=12mm]{geometry}
\newcolumntype{L}[1]{>{\RaggedRight\arraybackslash\hspace{0pt}}p{#1}}
\renewcommand{\arraystretch}{1.25}
\allowdisplaybreaks
\setlength{\LTleft}{0pt}
\begin{document}
\footnotesize
"""


def to_latex(model: Model, lang: str = "en") -> str:
    """The equation table of a model, as a document. Chinese needs xelatex or lualatex (class ctexart)."""
    return _Document(model, lang).text()


def escaped(text: str) -> str:
    """Text that LaTeX prints as it stands."""
    return "".join(SPECIAL.get(letter, letter) for letter in text)


class _Document:
    def __init__(self, model: Model, lang: str) -> None:
        self.model, self.graph, self.lang = model, trace(model), lang
        self.formulas = _Formulas(self.graph.lengths, model.city.elements)

    def text(self) -> str:
        model, words = self.model, self.model.vocabulary
        starts = {item.name.removeprefix(INITIAL).removeprefix(DECLARED): item for item in self.graph.setup
                  if item.name.startswith(DECLARED)}
        starts |= {item.name.removeprefix(INITIAL): item for item in self.graph.settled}
        computed = {item.name: item for item in (*self.graph.setup, *self.graph.variables, *self.graph.outputs)}
        equations = {title: [(item, self._equation(item, computed[item.name])) for item in items.values()]
                     for title, items in (("Flows", words.flows), ("Auxiliaries", {
                         name: item for name, item in words.variables.items() if not isinstance(item, Flow)}),
                         ("Constants", words.constants))}
        letters = ", ".join(f"${self.formulas.letters[name]}$ {escaped(name)} ({len(elements)})"
                            for name, elements in model.city.elements.items())
        parts = [HEAD % ("ctexart" if self.lang == "zh" else "article"),
                 rf"\section*{{{escaped(model.name)}}}", f"urbsim {__version__}. {self._word('Indices')}: {letters}.",
                 self._table("Stocks", [(item, self._stock(item, starts[name]))
                                        for name, item in words.stocks.items()])]
        parts += [self._table(title, rows) for title, rows in equations.items() if rows]
        parts += [self._table(title, [(item, self._value(item)) for item in items.values()])
                  for title, items in (("Parameters", words.parameters), ("Levers", words.levers)) if items]
        return "\n".join([*parts, r"\end{document}", ""])

    def _table(self, title: str, rows: Iterable[tuple[Declaration, str]]) -> str:
        head = " & ".join(map(self._word, ("Variable", "Unit", "Formula", "Meaning", "Source")))
        lines = [rf"\subsection*{{{self._word(title)}}}",
                 r"\begin{longtable}{L{46mm}L{20mm}L{102mm}L{52mm}L{32mm}}", r"\toprule", rf"{head} \\", r"\midrule",
                 r"\endhead"]
        for item, formula in rows:
            meaning = item.zh if self.lang == "zh" else item.meaning
            name = self.formulas.name(item.name, self.formulas.places(item.dims))
            cells = (f"${name}$", self._unit(item.unit), formula, self._words(meaning),
                     self._words(f"{item.source} [{item.confidence}]"))
            lines.append(" & ".join(cells) + r" \\")
        return "\n".join([*lines, r"\bottomrule", r"\end{longtable}"])

    def _word(self, word: str) -> str:
        return CHINESE[word] if self.lang == "zh" else word

    def _words(self, text: str) -> str:
        """Text of one paragraph; English is set without Chinese characters."""
        found = escaped(" ".join(text.split()))
        for chinese, english in ENGLISH.items() if self.lang == "en" else ():
            found = found.replace(chinese, english)
        return found

    def _unit(self, unit: str) -> str:
        return self._words(unit).replace(r"10\textasciicircum{}4", r"$10^{4}$")

    def _equation(self, item: Declaration, found: Assignment) -> str:
        return f"${self.formulas.write(found.node, self.formulas.places(item.dims))}$"

    def _stock(self, item: Declaration, start: Assignment) -> str:
        """Net flow, and where it starts."""
        flows = self.model.vocabulary.flows.values()
        terms = [(sign, flow) for sign, side in (("+", "into"), ("-", "out_of")) for flow in flows
                 if getattr(flow, side) == item.name]
        places = self.formulas.places(item.dims)
        net = " ".join(f"{sign} {self.formulas.summed(flow, item.dims)}" for sign, flow in terms).removeprefix("+ ")
        first = self.formulas.write(start.node, places)
        return f"$\\tfrac{{d}}{{dt}} = {net or '0'}$; {self._word('starts at')} ${first}$"

    def _value(self, item: Parameter) -> str:
        low, high = (number(value) for value in (item.low, item.high))
        value = self.model.inputs.get(item.name, item.base)
        return f"${number(float(value))}$ (${low}$ {self._word('to')} ${high}$)"


def number(value: float) -> str:
    """A number as a paper writes it."""
    text = f"{value:.12g}"
    mantissa, exponent, power = text.partition("e")
    if not exponent:
        return text
    return rf"10^{{{int(power)}}}" if mantissa == "1" else rf"{mantissa} \cdot 10^{{{int(power)}}}"


class _Formulas:
    """Writes nodes of a graph; places are index letters, or elements."""

    def __init__(self, lengths: Mapping[str, int], elements: Mapping[str, Sequence[str]]) -> None:
        self.elements = elements
        self.letters: dict[str, str] = {}
        for name in lengths:
            free = [letter for letter in f"{name}abcdefghijklmnopqrstuvwxyz" if letter.isalpha()
                    and letter not in self.letters.values()]
            self.letters[name] = free[0]

    def places(self, dims: Dims) -> tuple[str, ...]:
        """An index letter for each dim; the second of the same gets a prime."""
        return self._fresh([index.name for index in dims], ())

    def _fresh(self, axes: Sequence[str | None], taken: Sequence[str]) -> tuple[str, ...]:
        found: list[str] = []
        for axis in axes:
            letter = self.letters.get(axis or "", "k")
            while letter in (*found, *taken):
                letter += "'"
            found.append(letter)
        return tuple(found)

    def name(self, name: str, places: Sequence[str]) -> str:
        """A name with its indices."""
        text = re.sub(f"^{DECLARED}", "", name)
        below = rf"_{{{','.join(places)}}}" if places else ""
        return rf"\mathit{{{escaped(text)}}}{below}"

    def summed(self, flow: Flow, dims: Dims) -> str:
        """A flow, summed over the axes that a stock of dims lacks."""
        places = self.places(flow.dims)
        over = [place for place, index in zip(places, flow.dims, strict=True) if index not in dims]
        return "".join(rf"\sum_{{{place}}} " for place in over) + self.name(flow.name, places)

    def write(self, node: Node, places: Sequence[str], binds: int = SUM) -> str:
        """The formula of a node at places (right-aligned), in brackets where it binds less tightly than `binds`."""
        places = tuple(places[len(places) - len(node.axes):]) if node.axes else ()
        text, own = self._written(node, places)
        return f"({text})" if own < binds else text

    def _written(self, node: Node, places: tuple[str, ...]) -> tuple[str, int]:
        kind, arguments = node.kind, node.arguments
        if kind == "name":
            return self.name(node.detail, places), ATOM
        if kind == "number":
            return number(node.detail), ATOM if node.detail >= 0.0 else SIGN
        if kind == "negative":
            return f"-{self.write(arguments[0], places, PRODUCT)}", SIGN
        if kind in BINARY:
            sign, own = BINARY[kind]
            after = own + 1 if kind == "subtract" else own
            return f"{self.write(arguments[0], places, own)}{sign}{self.write(arguments[1], places, after)}", own
        special = {"divide": self._quotient, "power": self._power, "sum": self._sum, "min": self._extreme,
                   "max": self._extreme, "matmul": self._product, "where": self._cases, "expand": self._expand,
                   "pick": self._pick, "stack": self._stack, "interp": self._table}
        if kind in special:
            return special[kind](node, places)
        inside = [self.write(argument, places) for argument in arguments]
        if kind == "sqrt":
            return rf"\sqrt{{{inside[0]}}}", ATOM
        if kind == "absolute":
            return f"|{inside[0]}|", ATOM
        if kind in COMPARISONS:
            return f"[{inside[0]} {COMPARISONS[kind]} {inside[1]}]", ATOM
        function = FUNCTIONS.get(kind, rf"\operatorname{{{escaped(kind)}}}")
        return f"{function}({', '.join(inside)})", ATOM

    def _quotient(self, node: Node, places: tuple[str, ...]) -> tuple[str, int]:
        top, bottom = (self.write(argument, places) for argument in node.arguments)
        if max(map(len, (top, bottom))) <= SHORT:
            return rf"\dfrac{{{top}}}{{{bottom}}}", POWER
        left, right = self.write(node.arguments[0], places, PRODUCT), self.write(node.arguments[1], places, SIGN)
        return f"{left} / {right}", PRODUCT

    def _power(self, node: Node, places: tuple[str, ...]) -> tuple[str, int]:
        base, exponent = node.arguments
        return f"{{{self.write(base, places, ATOM)}}}^{{{self.write(exponent, places)}}}", POWER

    def _inside(self, node: Node, places: tuple[str, ...]) -> tuple[str, str]:
        """The index letter of a reduction, and what is reduced."""
        (inner,) = node.arguments
        (letter,) = self._fresh([inner.axes[node.detail]], places)
        return letter, self.write(inner, (*places[: node.detail], letter, *places[node.detail:]), PRODUCT)

    def _sum(self, node: Node, places: tuple[str, ...]) -> tuple[str, int]:
        letter, inside = self._inside(node, places)
        return rf"\sum_{{{letter}}} {inside}", PRODUCT

    def _extreme(self, node: Node, places: tuple[str, ...]) -> tuple[str, int]:
        letter, inside = self._inside(node, places)
        return rf"\{node.kind}_{{{letter}}} {inside}", PRODUCT

    def _product(self, node: Node, places: tuple[str, ...]) -> tuple[str, int]:
        one, other = node.arguments
        (letter,) = self._fresh([one.axes[-1]], places)
        cut = len(one.axes) - 1
        left = self.write(one, (*places[:cut], letter), PRODUCT)
        right = self.write(other, (letter, *places[cut:]), PRODUCT)
        return rf"\sum_{{{letter}}} {left} \cdot {right}", PRODUCT

    def _cases(self, node: Node, places: tuple[str, ...]) -> tuple[str, int]:
        test, yes, no = (self.write(argument, places) for argument in node.arguments)
        return rf"\begin{{cases}} {yes} & {test} \\ {no} & \text{{else}} \end{{cases}}", ATOM

    def _expand(self, node: Node, places: tuple[str, ...]) -> tuple[str, int]:
        return self._written(node.arguments[0], (*places[: node.detail], *places[node.detail + 1:]))

    def _pick(self, node: Node, places: tuple[str, ...]) -> tuple[str, int]:
        (inner,) = node.arguments
        axis = inner.axes[0]
        named = axis is not None and not axis.startswith(STACK)
        place = rf"\text{{{escaped(self.elements[axis][node.detail])}}}" if named and axis else str(node.detail + 1)
        return self._written(inner, (place, *places))

    def _stack(self, node: Node, places: tuple[str, ...]) -> tuple[str, int]:
        """All parts in their order: the first place stands for the element."""
        parts = [self.write(argument, places[1:]) for argument in node.arguments]
        return f"[{'; '.join(parts)}]_{{{places[0]}}}", ATOM

    def _table(self, node: Node, places: tuple[str, ...]) -> tuple[str, int]:
        x, *numbers = node.arguments
        pairs = "; ".join(f"({number(a.detail)}, {number(b.detail)})"
                          for a, b in zip(numbers[::2], numbers[1::2], strict=True))
        return rf"\operatorname{{lookup}}({self.write(x, places)}; {pairs})", ATOM


