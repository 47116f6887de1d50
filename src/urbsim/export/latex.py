"""The model as a LaTeX document: a row for every declared name with unit, formula or value, meaning and source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from urbsim import __version__
from urbsim.declare import CONFIDENCES, Array, CityValue, Declaration, Event, Lookup, Parameter, Table
from urbsim.export.equations import Formula, equations
from urbsim.export.notation import Term, joined, number, point, tall
from urbsim.model.assemble import Model

SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\textless{}",
           ">": r"\textgreater{}", **{letter: f"\\{letter}" for letter in "&%$#_{}"}}
CHINESE = {"Variable": "变量", "Unit": "单位", "Formula": "公式", "Meaning": "含义", "Source": "来源", "Stocks": "存量",
           "Flows": "流量", "Auxiliaries": "辅助变量", "Events": "事件", "Constants": "数据常量", "Parameters": "参数",
           "Levers": "政策杠杆", "City values": "城市数值", "City tables": "城市数据表", "Arrays": "数组",
           "Functions by points": "表函数", "Indices": "下标", "starts at": "初值", "at events": "事件时增加",
           "at": "时刻", "to": "至"}
"""The document's own words."""
ENGLISH = {"亿元": r"$10^{8}$\,CNY", "万元": r"$10^{4}$\,CNY"}
"""Chinese units in an English text."""
MOST_NUMBERS = 12
"""Numbers of a table or an array that are written out; of more, the lowest and the highest."""
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


OPERATORS = {"-": " - ", "+": " + ", "·": r" \cdot ", "/": " / ", "≥": r" \ge ", "≤": r" \le ", "<": " < ", ">": " > ",
             ",": ", ", ";": "; "}
KNOWN = ("exp", "sin", "cos", "ln", "min", "max")


class _Document:
    def __init__(self, model: Model, lang: str) -> None:
        self.model, self.lang, self.found = model, lang, equations(model)

    def text(self) -> str:
        model, words, found = self.model, self.model.vocabulary, self.found
        letters = ", ".join(f"${found.letters[name]}$ {escaped(name)} ({len(elements)})"
                            for name, elements in model.city.elements.items())
        parts = [HEAD % ("ctexart" if self.lang == "zh" else "article"),
                 rf"\section*{{{escaped(model.name)}}}", f"urbsim {__version__}. {self._word('Indices')}: {letters}."]
        parts += [self._section(title, [one.item for one in formulas], map(self._formula, formulas))
                  for title, formulas in (("Stocks", found.stocks), ("Flows", found.flows), ("Auxiliaries",
                                          found.auxiliaries), ("Events", found.events), ("Constants", found.constants))]
        numbers: Sequence[tuple[str, Mapping[str, Declaration], Callable[[Any], str]]] = (
            ("Parameters", words.parameters, self._parameter), ("Levers", words.levers, self._parameter),
            ("City values", words.city_values, self._city_value), ("City tables", words.tables, self._table),
            ("Arrays", words.arrays, self._array), ("Functions by points", words.lookups, self._lookup))
        parts += [self._section(title, items.values(), map(value, items.values())) for title, items, value in numbers]
        return "\n".join([*filter(None, parts), r"\end{document}", ""])

    def _section(self, title: str, items: Collection[Declaration], formulas: Iterable[str]) -> str:
        """A table with a row for each item; nothing where there is none."""
        if not items:
            return ""
        head = " & ".join(map(self._word, ("Variable", "Unit", "Formula", "Meaning", "Source")))
        lines = [rf"\subsection*{{{self._word(title)}}}",
                 r"\begin{longtable}{L{46mm}L{20mm}L{102mm}L{52mm}L{32mm}}", r"\toprule", rf"{head} \\", r"\midrule",
                 r"\endhead"]
        for item, formula in zip(items, formulas, strict=True):
            meaning = item.zh if self.lang == "zh" else item.meaning
            notation = self.found.notation
            name = written(notation.name(item.name, notation.places(item.dims)))
            cells = (f"${name}$", self._unit(item.unit), formula, self._words(meaning),
                     self._words(self._source(item)))
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

    def _source(self, item: Declaration) -> str:
        """Where numbers come from and how sure they are; of the city's that stands with the rows of its tables."""
        if not isinstance(item, CityValue | Table):
            return f"{item.source} [{item.confidence}]"
        table, row = (item.table, None) if isinstance(item, Table) else ("city", item.name)
        origins = [one for one in self.model.city.provenance if one.table == table and row in (None, one.row)]
        source = item.source if row is None else origins[0].source
        marks = [mark for mark in CONFIDENCES if mark in [one.confidence for one in origins]]
        return f"{source} [{', '.join(marks)}]"

    def _unit(self, unit: str) -> str:
        return self._words(unit).replace(r"10\textasciicircum{}4", r"$10^{4}$").replace("/", r"/\allowbreak ")

    def _formula(self, found: Formula) -> str:
        """What a name equals; of a stock its net flow, where it starts and what events add; of an event also when."""
        value = f"${written(found.value)}$"
        if isinstance(found.item, Event):
            moments = joined([number(at) if isinstance(at, float | int) else self.found.notation.name(at, ())
                              for at in found.item.at], ",")
            return f"{value}; {self._word('at')} ${written(moments)}$"
        if found.start is None:
            return value
        jumps = "" if found.jumps is None else f"; {self._word('at events')} ${written(found.jumps)}$"
        start = f"{self._word('starts at')} ${written(found.start)}$"
        return f"$\\tfrac{{d}}{{dt}} = {written(found.value)}$; {start}{jumps}"

    def _parameter(self, item: Parameter) -> str:
        return self._ranged(self.model.inputs.get(item.name, item.base), item.low, item.high)

    def _city_value(self, item: CityValue) -> str:
        return self._ranged(self.model.inputs[item.name], *self.model.city.ranges[item.name])

    def _ranged(self, value: float, low: float, high: float) -> str:
        """A number, and the range in which it may lie."""
        return f"{_number(value)} ({_number(low)} {self._word('to')} {_number(high)})"

    def _table(self, item: Table) -> str:
        return rf"\texttt{{{escaped(f'{item.table}.{item.column}')}}}: {self._numbers(item.name)}"

    def _array(self, item: Array) -> str:
        return self._numbers(item.name)

    def _numbers(self, name: str) -> str:
        """The numbers of an array, or from where to where they go."""
        values = np.ravel(self.model.inputs[name])
        if len(values) <= MOST_NUMBERS:
            return ", ".join(map(_number, values))
        return f"{_number(values.min())} {self._word('to')} {_number(values.max())}"

    @staticmethod
    def _lookup(item: Lookup) -> str:
        return f"${written(joined([point(pair) for pair in item.points], ','))}$"


def _number(value: float) -> str:
    return f"${written(number(float(value)))}$"


def written(term: Term) -> str:
    """A formula in LaTeX's mathematics."""
    parts = [written(part) for part in term.parts]
    match term.kind:
        case "name":
            below = rf"_{{{','.join(parts)}}}" if parts else ""
            return rf"\mathit{{{escaped(term.text)}}}{below}"
        case "row":
            return "".join(parts)
        case "operator":
            return OPERATORS.get(term.text, term.text)
        case "fraction":
            return rf"\dfrac{{{parts[0]}}}{{{parts[1]}}}"
        case "power":
            return f"{{{parts[0]}}}^{{{parts[1]}}}"
        case "root":
            return rf"\sqrt{{{parts[0]}}}"
        case "large":
            return rf"\{'sum' if term.text == '∑' else term.text}_{{{parts[0]}}} "
        case "function":
            return rf"\{term.text}" if term.text in KNOWN else rf"\operatorname{{{escaped(term.text)}}}"
        case "brackets":
            left, right = term.text[0], term.text[1]
            return rf"\left{left}{parts[0]}\right{right}" if tall(term) else f"{left}{parts[0]}{right}"
        case "cases":
            return rf"\begin{{cases}} {parts[0]} & {parts[1]} \\ {parts[2]} & \text{{else}} \end{{cases}}"
        case "element":
            return rf"\text{{{escaped(term.text)}}}"
    return term.text
